//! Bundles what Sampan serves from memory: the JSSDK, the viewer, the document that draws a mini program's pages, and the
//! page with the phone in it; and what drivers run in pages.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;

// Laid out by its own owner: it belongs to several build scripts.
#[rustfmt::skip]
#[path = "../../packages/npm.rs"]
mod npm;

/// Kinds of files that get smaller.
const TEXT: [&str; 5] = ["css", "html", "js", "json", "svg"];

fn main() {
    npm::bundle("jssdk");
    npm::bundle("viewer");
    npm::bundle("wxml");
    npm::bundle("phone");
    npm::bundle("driver");
    npm::bundle("trace");
    npm::bundle("automator");
    let out = PathBuf::from(std::env::var("OUT_DIR").expect("cargo sets OUT_DIR"));
    compress(&out.join("phone"));
}

/// Puts `<file>.gz` in the place of every file that gets smaller. Nothing, when bundling has failed: that has been said
/// already.
fn compress(folder: &Path) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let kind = path.extension().and_then(|kind| kind.to_str()).unwrap_or_default();
        if path.is_dir() {
            compress(&path);
        } else if TEXT.contains(&kind) {
            let bytes = std::fs::read(&path).expect("the bundler has just written it");
            let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
            encoder.write_all(&bytes).and_then(|()| encoder.finish()).map_or_else(
                |error| println!("cargo::error={}: {error}", path.display()),
                |packed| {
                    let packed_path = format!("{}.gz", path.display());
                    std::fs::write(packed_path, packed).expect("OUT_DIR can be written");
                    std::fs::remove_file(&path).expect("OUT_DIR can be written");
                },
            );
        }
    }
}
