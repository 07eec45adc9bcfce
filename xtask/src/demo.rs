//! `demo`: runs the example mini program.
//!
//! With a display the phone opens in the browser and the example is there to tap. Without one the example drives itself; this reads
//! the events of `sampan --json`, prints each call as it happens, then a table, and fails unless every interface was
//! called and answered as it should be.

mod report;

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use clap::Args;
use sampan_engine::trace::TraceEvent;

use self::report::Report;
use crate::process::{cargo, run as run_command};
use crate::setup;

const EXAMPLE: &str = "examples/hello-h5";
const OTHER_EXAMPLE: &str = "examples/shop";
const SCREENSHOT: &str = "demo.png";

/// A drive takes a few seconds; a machine under load gets this long.
const LIMIT: Duration = Duration::from_mins(2);

#[derive(Args)]
pub struct Options {
    /// Drives itself, even where there is a display.
    #[arg(long)]
    headless: bool,
    /// Serves the phone for your browser, even where no display was found.
    #[arg(long, conflicts_with = "headless")]
    phone: bool,
}

pub fn run(options: &Options) -> Result<()> {
    setup::all()?;
    run_command("build", &mut cargo(&["build", "-p", "sampan"]))?;
    let alone = options.headless || !(options.phone || has_display());
    if alone { drive() } else { show() }
}

fn has_display() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

/// In the phone, until it is interrupted.
fn show() -> Result<()> {
    println!("The phone opens in your browser with {EXAMPLE}; Ctrl-C ends it. (--headless drives itself.)");
    run_command("sampan run", sampan().args(["run", EXAMPLE, "--app", OTHER_EXAMPLE]))
}

/// Without a person: the example calls everything by itself.
fn drive() -> Result<()> {
    let screenshot = crate::root().join(SCREENSHOT);
    let _ = std::fs::remove_file(&screenshot);
    let data = DataFolder::create()?;
    let mut command = sampan();
    command.args(["run", EXAMPLE, "--app", OTHER_EXAMPLE, "--headless", "--json"]);
    command.args(["--page", "pages/index/index?drive=1", "--screenshot", SCREENSHOT]);
    command.arg("--data-dir").arg(&data.0);
    println!("▸ {}", spelt(&command));
    let started = Instant::now();
    let child =
        command.stdout(Stdio::piped()).spawn().context("cannot run the sampan that was just built")?;
    let report = watch(child)?;
    report.print();
    println!("  {:.1} s", started.elapsed().as_secs_f64());
    report.verdict()?;
    if !screenshot.is_file() {
        bail!("every interface answered, but there is no screenshot {SCREENSHOT}");
    }
    println!(
        "{} interfaces called and answered as they should be; the page at the end: {SCREENSHOT}",
        report::count()
    );
    Ok(())
}

/// Reads the events to the end. A drive that hangs is ended, and the report says what is missing.
fn watch(mut child: Child) -> Result<Report> {
    let output = child.stdout.take().context("sampan was started with a pipe")?;
    let (sender, lines) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    let mut report = Report::default();
    let deadline = Instant::now() + LIMIT;
    loop {
        match lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(line) => hear(&mut report, &line),
            Err(std::sync::mpsc::RecvTimeoutError::Disconnected) => break,
            Err(std::sync::mpsc::RecvTimeoutError::Timeout) => {
                child.kill().context("cannot end sampan")?;
                report.problem(format!("sampan did not end within {} s", LIMIT.as_secs()));
                break;
            }
        }
    }
    let status = child.wait().context("cannot wait for sampan")?;
    if !status.success() {
        report.problem(format!("sampan ended with {status}"));
    }
    Ok(report)
}

fn hear(report: &mut Report, line: &str) {
    match serde_json::from_str::<TraceEvent>(line) {
        Ok(event) => report.hear(&event),
        Err(error) => report.problem(format!("not an event ({error}): {line}")),
    }
}

/// The binary that `cargo build` has made.
fn sampan() -> Command {
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| crate::root().join("target"), PathBuf::from);
    let mut command =
        Command::new(target.join("debug").join(format!("sampan{}", std::env::consts::EXE_SUFFIX)));
    command.current_dir(crate::root());
    command
}

/// A command as one would type it, without the folder of the binary.
fn spelt(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_stem().unwrap_or_default();
    let words = std::iter::once(program).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}

/// An empty data folder, gone afterwards: the demo starts from nothing every time.
struct DataFolder(PathBuf);

impl DataFolder {
    fn create() -> Result<Self> {
        let folder = std::env::temp_dir().join(format!("sampan-demo-{}", std::process::id()));
        std::fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
        Ok(Self(folder))
    }
}

impl Drop for DataFolder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
