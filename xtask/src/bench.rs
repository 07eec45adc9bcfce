//! `bench`: measurements. Each is an example of the crate it measures; this only starts it.

use anyhow::Result;
use clap::{Args, ValueEnum};

use crate::process::{cargo, run as run_command};
use crate::setup;

#[derive(Args)]
pub struct Options {
    /// What to measure.
    #[arg(value_enum, default_value = "bridge")]
    subject: Subject,
}

#[derive(Clone, Copy, ValueEnum)]
enum Subject {
    /// How long a `wx.*` call takes from the page and back, in a real browser.
    Bridge,
    /// How long from `sampan open` to the page in the phone, beside bare Chromium.
    Start,
    /// Pictures of a page a second, and the time from a touch to the picture that shows it.
    Screen,
    /// Pages of a mini program: compiling, starting, navigating, `setData`, long lists, memory; each beside a peer.
    Wxml,
    /// Many trivial specs, beside Playwright's own runner.
    Specs,
    /// What a trace costs: the same steps with one and without.
    Trace,
}

pub fn run(options: &Options) -> Result<()> {
    setup::node()?;
    setup::browser()?;
    let (package, name) = match options.subject {
        Subject::Bridge => ("sampan", "bench-bridge"),
        Subject::Start => {
            build_sampan()?;
            ("sampan", "bench-start")
        }
        Subject::Specs => {
            setup::packages()?;
            build_sampan()?;
            ("sampan", "bench-specs")
        }
        Subject::Screen => ("sampan-view", "bench-screen"),
        Subject::Wxml => ("sampan", "bench-wxml"),
        Subject::Trace => ("sampan", "bench-trace"),
    };
    run_command(name, &mut cargo(&["run", "--release", "-p", package, "--example", name]))
}

/// For examples that start the program that stands beside them.
fn build_sampan() -> Result<()> {
    run_command("build sampan", &mut cargo(&["build", "--release", "-p", "sampan", "--bin", "sampan"]))
}
