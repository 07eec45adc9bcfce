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
}

pub fn run(options: &Options) -> Result<()> {
    setup::node()?;
    setup::browser()?;
    match options.subject {
        Subject::Bridge => run_command(
            "bench bridge",
            &mut cargo(&["run", "--release", "-p", "sampan", "--example", "bench-bridge"]),
        ),
    }
}
