//! `ci`: everything a pull request must pass, cheapest first.

use std::process::Command;

use anyhow::Result;

use crate::process::{cargo, exists, run as run_command};
use crate::{setup, test};

pub fn run() -> Result<()> {
    // The build scripts bundle JavaScript, so even clippy needs Node.js and its packages.
    setup::node()?;
    setup::packages()?;
    run_command("format", &mut cargo(&["fmt", "--all", "--check"]))?;
    run_command("clippy", &mut cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))?;
    if_there("cargo-deny", "cargo install --locked cargo-deny", &mut cargo(&["deny", "check"]))?;
    if_there("typos", "cargo install --locked typos-cli", &mut Command::new("typos"))?;
    test::run()
}

/// Two tools take minutes to build, so they run where they are installed; otherwise that is said, not hidden.
fn if_there(tool: &str, install: &str, command: &mut Command) -> Result<()> {
    if exists(tool) {
        return run_command(tool, command);
    }
    println!("▸ {tool}: NOT RUN, it is not installed ({install})");
    Ok(())
}
