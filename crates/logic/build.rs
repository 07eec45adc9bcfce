//! Bundles `packages/logic` (the framework that mini programs run on) and compiles it to `OUT_DIR/framework.bin`: reading
//! bytecode takes a tenth of the time that parsing the source does, and each mini program does it at its start.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;

use rquickjs::{Context, Module, Runtime, WriteOptions, WriteOptionsEndianness};

// Laid out by its own owner: it belongs to several build scripts.
#[rustfmt::skip]
#[path = "../../packages/npm.rs"]
mod npm;

/// The name that the framework's code has in stacks; also in `src/error.rs`.
const NAME: &str = "sampan:logic";

fn main() {
    println!("cargo::rustc-env=SAMPAN_COMPILERS={:016x}", compilers());
    npm::bundle("logic");
    // The bundle takes the table of operations from there.
    println!("cargo::rerun-if-changed=../../packages/wxml/src/operations.ts");
    let out = PathBuf::from(std::env::var("OUT_DIR").expect("cargo sets OUT_DIR"));
    // Without the file, bundling has failed and said so.
    let Ok(source) = std::fs::read(out.join("framework.js")) else { return };
    let bytecode = compile(source).expect("the bundle is a module that QuickJS takes");
    std::fs::write(out.join("framework.bin"), bytecode).expect("OUT_DIR can be written");
}

fn compile(source: Vec<u8>) -> rquickjs::Result<Vec<u8>> {
    let is_big = std::env::var("CARGO_CFG_TARGET_ENDIAN").is_ok_and(|endian| endian == "big");
    let endianness = if is_big { WriteOptionsEndianness::Big } else { WriteOptionsEndianness::Little };
    // Positions stay, so that a stack can tell the framework's frames from the program's.
    let options = WriteOptions { endianness, strip_source: true, ..WriteOptions::default() };
    Context::full(&Runtime::new()?)?.with(|ctx| Module::declare(ctx, NAME, source)?.write(options))
}

/// Changes whenever what compiling makes of a file may change: it is part of the name under which that is kept.
fn compilers() -> u64 {
    let mut hasher = DefaultHasher::new();
    for file in ["src", "src/compiler"].into_iter().flat_map(files).chain(["../../Cargo.lock".into()]) {
        println!("cargo::rerun-if-changed={}", file.display());
        std::fs::read(file).unwrap_or_default().hash(&mut hasher);
    }
    hasher.finish()
}

fn files(folder: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the crate's own sources");
    let mut files: Vec<_> =
        entries.flatten().map(|entry| entry.path()).filter(|path| path.is_file()).collect();
    files.sort();
    files
}
