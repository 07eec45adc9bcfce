//! What can go wrong between Sampan and the browser, in sentences for the person who started it.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

#[derive(Debug, thiserror::Error)]
pub enum ViewError {
    #[error(
        "no Chromium found. Install one (e.g. `apt install chromium`, or Google Chrome), or name one with `--browser \
         PATH`. Looked for: {}",
        .tried.join(", ")
    )]
    NoBrowser { tried: Vec<String> },
    #[error("{} is no program that can be run; give the browser's executable file", .0.display())]
    NotExecutable(PathBuf),
    #[error("the browser {} cannot be started: {error}", .program.display())]
    Spawn { program: PathBuf, error: io::Error },
    #[error("the browser did not answer within {} s of its start{}", .limit.as_secs_f64(), tail(.stderr))]
    StartTimeout { limit: Duration, stderr: String },
    #[error("the browser ended at once ({status}){}", tail(.stderr))]
    EndedAtStart { status: String, stderr: String },
    #[error("port {0} of 127.0.0.1 is in use; choose another with `--cdp-port`, or 0 for any")]
    PortInUse(u16),
    #[error("a folder for the browser's profile: {0}")]
    Profile(io::Error),
    #[error("talking to Chromium through a pipe works on Linux and macOS only so far")]
    Unsupported,
    #[error("the browser is gone")]
    Gone,
    #[error("the browser did not answer {method} within {} s", .limit.as_secs_f64())]
    Timeout { method: String, limit: Duration },
    #[error("{method}: {message}")]
    Protocol { method: String, message: String },
    #[error("{0} has no web-view")]
    NoWebView(sampan_engine::id::PageId),
}

fn tail(stderr: &str) -> String {
    if stderr.is_empty() { String::new() } else { format!(". Its last words:\n{stderr}") }
}
