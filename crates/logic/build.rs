//! Bundles `packages/logic` (the framework that mini programs run on) into `OUT_DIR/framework.js`.

#[path = "../../packages/npm.rs"]
mod npm;

fn main() {
    npm::bundle("logic");
}
