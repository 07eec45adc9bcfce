//! Bundles the prelude that `src/bridge.rs` injects into pages.

// Laid out by its own owner: it belongs to several build scripts.
#[rustfmt::skip]
#[path = "../../packages/npm.rs"]
mod npm;

fn main() {
    npm::bundle("page");
}
