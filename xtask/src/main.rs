//! `cargo xtask`: the only task runner of this repository.
//!
//! Each task has a file of its own. A task prints what it runs and how long that took; it stops with one clear
//! sentence and a non-zero exit code when something is wrong.

mod bench;
mod ci;
mod codegen;
mod demo;
mod process;
mod setup;
mod test;
mod tidy;
mod typescript;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Builds, checks and shows Sampan.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Runs the example mini program; without a display it drives itself and prints a table.
    Demo(demo::Options),
    /// Builds everything and runs every test.
    Test,
    /// Measures.
    Bench(bench::Options),
    /// Writes the files that come from the API table and the trace events.
    Codegen {
        /// Writes nothing; fails when a file is stale.
        #[arg(long)]
        check: bool,
    },
    /// Checks what no compiler checks: paths in documents, crate arrows, opening comments, left-over words.
    Tidy,
    /// Everything a pull request must pass.
    Ci,
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().task {
        Task::Demo(options) => demo::run(&options),
        Task::Test => test::run(),
        Task::Bench(options) => bench::run(&options),
        Task::Codegen { check } => codegen::run(check),
        Task::Tidy => tidy::run(),
        Task::Ci => ci::run(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// The root of the repository.
fn root() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.parent().map_or(here.clone(), PathBuf::from)
}
