//! Bundles `packages/test` and compiles it to `OUT_DIR/test.bin`: every spec file loads it, and reading bytecode takes a
//! fraction of the time that parsing the source does.

use std::path::PathBuf;

use rquickjs::{Context, Module, Runtime, WriteOptions, WriteOptionsEndianness};

// Laid out by its own owner: it belongs to several build scripts.
#[rustfmt::skip]
#[path = "../../packages/npm.rs"]
mod npm;

/// What specs import it as; also in `src/bundle.rs`.
const NAME: &str = "@sampan/test";

fn main() {
    npm::bundle("test");
    // The classes that a spec drives the phone with are part of the bundle.
    println!("cargo::rerun-if-changed=../../packages/driver/src");
    let out = PathBuf::from(std::env::var("OUT_DIR").expect("cargo sets OUT_DIR"));
    // Without the file, bundling has failed and said so.
    let Ok(source) = std::fs::read(out.join("test.js")) else { return };
    let bytecode = compile(source).expect("the bundle is a module that QuickJS takes");
    std::fs::write(out.join("test.bin"), bytecode).expect("OUT_DIR can be written");
}

fn compile(source: Vec<u8>) -> rquickjs::Result<Vec<u8>> {
    let is_big = std::env::var("CARGO_CFG_TARGET_ENDIAN").is_ok_and(|endian| endian == "big");
    let endianness = if is_big { WriteOptionsEndianness::Big } else { WriteOptionsEndianness::Little };
    // Positions stay, so that a stack can tell these frames from the spec's.
    let options = WriteOptions { endianness, strip_source: true, ..WriteOptions::default() };
    Context::full(&Runtime::new()?)?.with(|ctx| Module::declare(ctx, NAME, source)?.write(options))
}
