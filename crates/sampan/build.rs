//! Bundles what Sampan serves to pages from memory: the JSSDK, and the viewer with a list of its files.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

// Laid out by its own owner: it belongs to several build scripts.
#[rustfmt::skip]
#[path = "../../packages/npm.rs"]
mod npm;

fn main() {
    npm::bundle("jssdk");
    npm::bundle("viewer");
    let out = PathBuf::from(std::env::var("OUT_DIR").expect("cargo sets OUT_DIR"));
    let viewer = out.join("viewer");
    let mut files = Vec::new();
    collect(&viewer, &mut files);
    files.sort();
    let mut list = String::from("&[\n");
    for file in files {
        let name = file.strip_prefix(&viewer).expect("found in there").to_string_lossy().replace('\\', "/");
        writeln!(list, "    ({name:?}, include_bytes!({:?})),", file.display().to_string())
            .expect("a string takes everything");
    }
    list.push_str("]\n");
    std::fs::write(out.join("viewer.rs"), list).expect("OUT_DIR can be written");
}

/// Every file below a folder. Nothing, when bundling has failed: that has been said already.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            files.push(path);
        }
    }
}
