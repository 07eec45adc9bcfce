//! What is told about a file and its tests.

use sampan_source::Place;
use serde::{Deserialize, Serialize};

/// A test that a file has declared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declared {
    /// Of the suites around it and of itself, outermost first.
    pub titles: Vec<String>,
    pub place: Place,
    pub mode: Mode,
    /// How often it is tried again, where the file says so.
    pub retries: Option<u32>,
    /// The first test of the group that it belongs to, where tests belong together: after a failure those that are left are not
    /// run, and the group is tried again as a whole.
    pub serial: Option<usize>,
    /// It, or a suite around it, is marked as the only one to run.
    pub only: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Mode {
    Run,
    Skip,
    /// Known not to work: not run either.
    Fixme,
    /// Run, and expected to fail.
    Fail,
}

/// How a test went.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Outcome {
    pub status: Status,
    pub milliseconds: f64,
    /// Why it was skipped, if somebody said so.
    #[serde(default)]
    pub reason: String,
    #[serde(default)]
    pub failures: Vec<Failure>,
    #[serde(default)]
    pub steps: Vec<Step>,
    #[serde(default)]
    pub lines: Vec<Line>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Status {
    Passed,
    Failed,
    TimedOut,
    Skipped,
    /// The run was ended in the middle of it.
    Interrupted,
}

/// Something that went wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    pub message: String,
    /// The frames in the person's own files.
    #[serde(default)]
    pub stack: String,
    #[serde(default)]
    pub place: Place,
}

/// A `test.step`, in the order in which they began.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Step {
    pub title: String,
    /// Steps around it.
    pub depth: u32,
    /// Since the test began.
    pub start: f64,
    pub milliseconds: f64,
    pub failed: bool,
}

/// What a spec wrote into its console.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// Milliseconds since the test began.
    #[serde(default)]
    pub at: f64,
    pub level: String,
    pub text: String,
}
