//! What an upload would send: a mini program's files, counted and weighed.

use std::path::{Path, PathBuf};

use sampan_engine::package::Package;

/// The largest main package and the largest subpackage that the platform takes (WeChat documentation; TCMPP's is assumed to be
/// the same).
const LARGEST: u64 = 2 * 1024 * 1024;

/// What stands in a folder and is no part of the program.
const NOT_SENT: [&str; 4] = ["node_modules", "target", "project.config.json", "sampan.toml"];

/// Says what a package holds, and what is wrong with it.
fn weigh(folder: &Path) -> Result<String, String> {
    let package = Package::open(folder).map_err(|error| error.to_string())?;
    let mut files = Vec::new();
    collect(&package.root, &mut files).map_err(|error| format!("{}: {error}", package.root.display()))?;
    let size: u64 = files.iter().map(|(_, size)| size).sum();
    let is_large = size > LARGEST && package.config.subpackages.is_empty();
    let note = if is_large { " (more than a package without subpackages may have)" } else { "" };
    let (pages, kilobytes) = (package.pages().count(), size.div_ceil(1024));
    Ok(format!("{}: {pages} pages, {} files, {kilobytes} kB{note}", package.app_id, files.len()))
}

fn collect(folder: &Path, files: &mut Vec<(PathBuf, u64)>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') || NOT_SENT.contains(&name.as_str()) {
            continue;
        }
        let kind = entry.file_type()?;
        if kind.is_dir() {
            collect(&entry.path(), files)?;
        } else if kind.is_file() {
            files.push((entry.path(), entry.metadata()?.len()));
        }
    }
    Ok(())
}

/// What is said in the place of an upload, or why the folder holds nothing to upload.
pub fn not_uploaded(version: &str, folder: &Path) -> Result<String, String> {
    let what = weigh(folder)?;
    Ok(format!(
        "upload fail: version {version} was not sent anywhere, because Sampan belongs to no platform; upload with the \
         platform's own tool. What would be sent: {what}"
    ))
}
