//! Bundles the JSSDK that Sampan serves to pages.

#[path = "../../packages/npm.rs"]
mod npm;

fn main() {
    npm::bundle("jssdk");
}
