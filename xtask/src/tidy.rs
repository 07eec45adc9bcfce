//! `tidy`: what this repository promises and no compiler checks.
//!
//! Faults fail the task. Outliers in length are only listed, so that someone looks at them.

mod arrows;
mod documents;
mod sources;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

/// A text file of the repository: its path from the root with forward slashes, and what is in it.
struct File {
    path: String,
    text: String,
}

/// Folders that hold nothing of ours.
const FOREIGN: [&str; 5] = [".git", "target", "node_modules", "dist", "generated"];

/// Kinds of files that are looked at.
const KINDS: [&str; 12] =
    ["rs", "ts", "mts", "js", "mjs", "css", "html", "wxml", "toml", "md", "json", "yml"];

pub fn run() -> Result<()> {
    let mut files = Vec::new();
    collect(&crate::root(), "", &mut files)?;
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let faults: Vec<String> =
        [documents::faults(&files, &crate::root()), arrows::faults()?, sources::faults(&files)].concat();
    for outlier in sources::outliers(&files) {
        println!("look at: {outlier}");
    }
    if !faults.is_empty() {
        bail!("not tidy:\n  {}", faults.join("\n  "));
    }
    println!("tidy: {} files looked at", files.len());
    Ok(())
}

/// Every text file below a folder.
fn collect(folder: &Path, prefix: &str, files: &mut Vec<File>) -> Result<()> {
    let entries = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        let kind = entry.file_type()?;
        if kind.is_dir() && !FOREIGN.contains(&name.as_str()) {
            collect(&entry.path(), &format!("{path}/"), files)?;
        } else if kind.is_file() && KINDS.contains(&name.rsplit('.').next().unwrap_or_default()) {
            let text = fs::read_to_string(entry.path()).with_context(|| format!("{path} is not text"))?;
            files.push(File { path, text });
        }
    }
    Ok(())
}

impl File {
    fn is(&self, kinds: &[&str]) -> bool {
        kinds.contains(&self.path.rsplit('.').next().unwrap_or_default())
    }
}
