//! What a run is set to: flags, and `sampan.test.toml` for what they leave out.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, ValueEnum, ValueHint};
use regex::Regex;
use serde::Deserialize;

/// The file beside which a run is started.
const FILE: &str = "sampan.test.toml";

#[derive(Args)]
pub struct Options {
    /// Spec files or folders of them; `file:LINE` for one test. Else those of sampan.test.toml, or all here
    #[arg(value_hint = ValueHint::AnyPath)]
    pub paths: Vec<String>,
    /// Only tests whose file and titles match this regular expression
    #[arg(short, long, value_name = "REGEX")]
    pub grep: Option<Regex>,
    /// Tests at the same time, each worker with a browser of its own; else one for each core
    #[arg(short = 'j', long, value_name = "N")]
    pub workers: Option<usize>,
    /// One part of the tests: 2/5 is the second of five
    #[arg(long, value_name = "N/M")]
    pub shard: Option<Shard>,
    /// Times that a failed test is tried again
    #[arg(long, value_name = "N")]
    pub retries: Option<u32>,
    /// Ends the run after so many failed tests
    #[arg(short = 'x', long, value_name = "N", num_args = 0..=1, default_missing_value = "1")]
    pub max_failures: Option<usize>,
    /// Milliseconds that a test may take; 0 is no limit
    #[arg(long, value_name = "MS")]
    pub timeout: Option<u64>,
    /// Writes pictures that toHaveScreenshot compares with anew
    #[arg(short, long)]
    pub update_snapshots: bool,
    /// Keeps a trace of every test, or of those that fail (docs/trace.md)
    #[arg(long, value_enum, num_args = 0..=1, default_missing_value = "on")]
    pub trace: Option<Tracing>,
    /// Where traces and the pictures of failures are written
    #[arg(long, value_name = "DIR", default_value = "test-results", value_hint = ValueHint::DirPath)]
    pub output: PathBuf,
    /// How the run is told as it goes
    #[arg(long, value_enum, default_value_t)]
    pub reporter: Reporter,
    /// Also writes a `JUnit` XML report
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub junit: Option<PathBuf>,
    /// Also writes a JSON report
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub json: Option<PathBuf>,
    /// Lists the tests and runs none
    #[arg(long)]
    pub list: bool,
    /// Chromium, Chrome or Edge to use; else one is looked for
    #[arg(long, value_name = "PATH", env = "SAMPAN_BROWSER", value_hint = ValueHint::FilePath)]
    pub browser: Option<PathBuf>,
    /// Settings to read in the place of sampan.test.toml
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Reporter {
    /// A line for each test
    #[default]
    List,
    /// A letter for each test
    Dot,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tracing {
    #[default]
    Off,
    On,
    RetainOnFailure,
}

/// A part of all tests, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    pub part: usize,
    pub of: usize,
}

impl std::str::FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let numbers =
            text.split_once('/').and_then(|(part, of)| Some((part.parse().ok()?, of.parse().ok()?)));
        match numbers {
            Some((part, of)) if (1..=of).contains(&part) => Ok(Self { part, of }),
            _ => Err(format!("\"{text}\" is no part of a whole; write 2/5 for the second of five")),
        }
    }
}

/// `sampan.test.toml`.
#[derive(Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct File {
    /// Files or folders, from the folder of this file.
    specs: Option<Vec<PathBuf>>,
    workers: Option<usize>,
    retries: Option<u32>,
    timeout: Option<u64>,
    /// Milliseconds that a matcher may wait.
    expect_timeout: Option<u64>,
    trace: Option<Tracing>,
}

/// All that a run needs to know.
pub struct Settings {
    /// From where files are named.
    pub root: PathBuf,
    pub paths: Vec<PathBuf>,
    /// Lines that paths named: only the tests there.
    pub lines: Vec<(PathBuf, u32)>,
    pub grep: Option<Regex>,
    pub workers: usize,
    pub shard: Option<Shard>,
    pub retries: u32,
    pub max_failures: Option<usize>,
    pub timeout: u64,
    pub expect_timeout: u64,
    pub update_snapshots: bool,
    pub trace: Tracing,
    pub output: PathBuf,
    pub reporter: Reporter,
    pub junit: Option<PathBuf>,
    pub json: Option<PathBuf>,
    pub list: bool,
    pub browser: Option<PathBuf>,
}

impl Settings {
    pub fn new(options: &Options) -> Result<Self, String> {
        let root =
            std::env::current_dir().map_err(|error| format!("there is no folder to run in: {error}"))?;
        let (file, folder) = File::read(options.config.as_deref(), &root)?;
        let (mut paths, mut lines) = (Vec::new(), Vec::new());
        for path in &options.paths {
            let (path, line) = split_line(path);
            let path = root.join(path);
            lines.extend(line.map(|line| (path.clone(), line)));
            paths.push(path);
        }
        if paths.is_empty() {
            let specs = file.specs.unwrap_or_else(|| vec![PathBuf::from(".")]);
            paths = specs.iter().map(|path| folder.join(path)).collect();
        }
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Ok(Self {
            paths,
            lines,
            grep: options.grep.clone(),
            workers: options.workers.or(file.workers).unwrap_or(cores).max(1),
            shard: options.shard,
            retries: options.retries.or(file.retries).unwrap_or(0),
            max_failures: options.max_failures,
            timeout: options.timeout.or(file.timeout).unwrap_or(30_000),
            expect_timeout: file.expect_timeout.unwrap_or(5_000),
            update_snapshots: options.update_snapshots,
            trace: options.trace.or(file.trace).unwrap_or_default(),
            output: root.join(&options.output),
            reporter: options.reporter,
            junit: options.junit.clone(),
            json: options.json.clone(),
            list: options.list,
            browser: options.browser.clone(),
            root,
        })
    }

    /// For the specs.
    pub fn spec_options(&self) -> sampan_spec::Options {
        sampan_spec::Options {
            root: self.root.clone(),
            settings: serde_json::json!({ "timeout": self.timeout, "expectTimeout": self.expect_timeout }),
        }
    }
}

impl File {
    /// The file and the folder that it is in.
    fn read(given: Option<&Path>, root: &Path) -> Result<(Self, PathBuf), String> {
        let path = root.join(given.unwrap_or(Path::new(FILE)));
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if given.is_none() && error.kind() == std::io::ErrorKind::NotFound => {
                return Ok((Self::default(), root.to_owned()));
            }
            Err(error) => return Err(format!("cannot read {}: {error}", path.display())),
        };
        let file = toml::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok((file, path.parent().unwrap_or(root).to_owned()))
    }
}

/// `a.spec.ts:12` names a line.
fn split_line(path: &str) -> (&str, Option<u32>) {
    match path.rsplit_once(':') {
        Some((file, line)) => match line.parse() {
            Ok(line) => (file, Some(line)),
            Err(_) => (path, None),
        },
        None => (path, None),
    }
}

/// How long a browser may take to start.
pub const BROWSER_LIMIT: Duration = Duration::from_secs(30);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shard_is_a_part_of_a_whole() {
        assert_eq!("2/5".parse(), Ok(Shard { part: 2, of: 5 }));
        for wrong in ["0/5", "6/5", "2", "a/b", "1/0", ""] {
            assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_path_may_name_a_line() {
        assert_eq!(split_line("a.spec.ts:12"), ("a.spec.ts", Some(12)));
        assert_eq!(split_line("C:/a.spec.ts"), ("C:/a.spec.ts", None));
    }
}
