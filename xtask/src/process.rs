//! Running other programs: what runs is printed before, how long it took after.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};

/// Runs a command in the root of the repository with its output passed through.
pub fn run(what: &str, command: &mut Command) -> Result<()> {
    stream(what, command.stdout(Stdio::inherit()), |_| ())
}

/// Runs a command and hears each line of its standard output. The lines are not printed here.
pub fn stream(what: &str, command: &mut Command, mut hear: impl FnMut(&str)) -> Result<()> {
    println!("▸ {what}");
    let started = Instant::now();
    let program = command.get_program().to_string_lossy().into_owned();
    let mut child =
        command.current_dir(crate::root()).spawn().with_context(|| format!("cannot run `{program}`"))?;
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).lines() {
            hear(&line.unwrap_or_else(|error| format!("({program} wrote a line that is not text: {error})")));
        }
    }
    let status = child.wait().with_context(|| format!("cannot wait for `{program}`"))?;
    let seconds = started.elapsed().as_secs_f64();
    if !status.success() {
        let code = status.code().map_or_else(|| "a signal".to_owned(), |code| format!("exit code {code}"));
        bail!("{what}: `{program}` ended with {code} after {seconds:.1} s");
    }
    println!("  {what}: {seconds:.1} s");
    Ok(())
}

/// Whether a program can be started.
pub fn exists(program: &str) -> bool {
    let quiet = || Stdio::null();
    Command::new(program).arg("--version").stdout(quiet()).stderr(quiet()).status().is_ok_and(|s| s.success())
}

/// The same cargo that runs this task.
pub fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments);
    command
}

/// A script of npm, whose name ends in `.cmd` on Windows.
pub fn npm(program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(if cfg!(windows) { format!("{program}.cmd") } else { program.to_owned() });
    command.args(arguments);
    command
}
