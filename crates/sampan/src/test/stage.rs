//! Where tests take place: a browser for each worker, and in it a new phone for each test, with nothing of the one before.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use sampan::evidence::{Evidence, Place as TracePlace, Steps, TraceOptions};
use sampan::{Browser, Drive, Host, HostError, PhoneOptions};
use sampan_spec::{Declared, Driver, Outcome, Place, Reply, Status};
use serde_json::Value;
use tempfile::TempDir;
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use super::options::{BROWSER_LIMIT, Settings, Tracing};
use super::select::full_name;
use super::snapshot::{Snapshots, file_name};

pub struct Stage {
    settings: Arc<Settings>,
    runtime: Handle,
    starting: Option<JoinHandle<Result<Browser, HostError>>>,
    browser: Option<Browser>,
}

/// A stage for each worker; their browsers are on their way when this comes back.
pub fn start(settings: &Arc<Settings>, runtime: &Handle, files: usize) -> Vec<Stage> {
    let count = settings.workers.min(files);
    (0..count)
        .map(|_| {
            let mut stage =
                Stage { settings: settings.clone(), runtime: runtime.clone(), starting: None, browser: None };
            stage.start_browser();
            stage
        })
        .collect()
}

impl Stage {
    fn start_browser(&mut self) {
        let traces = self.settings.trace != Tracing::Off;
        // A page for the next step costs more than most tests take, and most of them open one page.
        let builder = Host::builder().headless(true).start_timeout(BROWSER_LIMIT).spare_pages(false);
        let mut builder = builder.report_requests(traces);
        if let Some(browser) = &self.settings.browser {
            builder = builder.browser(browser);
        }
        self.starting = Some(self.runtime.spawn(builder.start_browser()));
    }

    /// The browser; a new one in the place of one that has ended.
    fn browser(&mut self) -> Result<Browser, String> {
        if let Some(browser) = self.browser.as_ref().filter(|browser| !browser.is_gone()) {
            return Ok(browser.clone());
        }
        if self.starting.is_none() {
            self.start_browser();
        }
        let Some(starting) = self.starting.take() else { return Err("no browser is starting".to_owned()) };
        let started = self.runtime.block_on(starting).map_err(|error| error.to_string())?;
        let browser = started.map_err(|error| error.to_string())?;
        self.browser = Some(browser.clone());
        Ok(browser)
    }

    /// A phone for one try of a test of the spec file.
    pub fn phone(&mut self, spec: &Path, test: &Declared, retry: u32) -> Result<Phone, String> {
        let browser = self.browser()?;
        let folder = || tempfile::Builder::new().prefix("sampan-test-").tempdir();
        let data = folder().map_err(|error| format!("no folder for a phone's data: {error}"))?;
        let builder = Host::builder()
            .in_browser(&browser)
            .data_dir(data.path())
            .compiled_dir(sampan::default_data_dir().join("compiled"))
            .phone(PhoneOptions::default())
            .interactive(true);
        let _inside = self.runtime.enter();
        let host = self.runtime.block_on(builder.build()).map_err(|error| error.to_string())?;
        let results = self.results(spec, test, retry);
        let evidence = match self.settings.trace {
            Tracing::Off => None,
            Tracing::On | Tracing::RetainOnFailure => Some(trace(&host, &results, spec, test)?),
        };
        let folder = spec.parent().unwrap_or(Path::new("/"));
        let drive = Drive::new(Arc::new(host)).seen_from(folder);
        let steps = evidence.as_ref().map(Evidence::steps);
        if let Some(steps) = &steps {
            drive.observe(Arc::new(steps.clone()));
        }
        let name = spec.file_name().unwrap_or_default().to_string_lossy();
        let kept = folder.join(format!("{name}-snapshots"));
        let snapshots = Snapshots { kept, results, update: self.settings.update_snapshots };
        Ok(Phone {
            drive,
            snapshots,
            steps,
            evidence: Mutex::new(evidence),
            keeps_trace: self.settings.trace == Tracing::On,
            runtime: self.runtime.clone(),
            _data: data,
        })
    }

    /// The folder for what is left of a try.
    fn results(&self, spec: &Path, test: &Declared, retry: u32) -> PathBuf {
        let file = spec.strip_prefix(&self.settings.root).unwrap_or(spec);
        let again = if retry > 0 { format!("-retry{retry}") } else { String::new() };
        let line = test.place.line;
        let name = file_name(&format!("{} {line} {}", file.display(), test.titles.join(" ")));
        self.settings.output.join(format!("{name}{again}"))
    }
}

/// Begins the trace of a try, with the source of its spec.
fn trace(host: &Host, results: &Path, spec: &Path, test: &Declared) -> Result<Evidence, String> {
    let told = |error: std::io::Error| format!("cannot write a trace in {}: {error}", results.display());
    std::fs::create_dir_all(results).map_err(told)?;
    let file = results.join("trace.zip");
    let evidence =
        Evidence::start(host, TraceOptions { file, title: full_name(test), ..TraceOptions::default() })?;
    // It was loaded a moment ago.
    let source = std::fs::read_to_string(spec).map_err(told)?;
    evidence.steps().source(&test.place.file, &source);
    Ok(evidence)
}

/// The phone of one test.
pub struct Phone {
    drive: Drive,
    snapshots: Snapshots,
    steps: Option<Steps>,
    evidence: Mutex<Option<Evidence>>,
    /// Of a test that has passed, too.
    keeps_trace: bool,
    runtime: Handle,
    _data: TempDir,
}

impl Phone {
    /// The test is over; its trace, where one is kept, or why that is not whole.
    pub fn end(&self, outcome: &Outcome) -> Option<Result<PathBuf, String>> {
        let evidence = self.evidence.lock().unwrap_or_else(PoisonError::into_inner).take();
        self.runtime.block_on(async {
            let trace = match evidence {
                Some(evidence) => self.keep(evidence, outcome).await,
                None => None,
            };
            self.drive.host().stop().await;
            trace
        })
    }

    async fn keep(&self, evidence: Evidence, outcome: &Outcome) -> Option<Result<PathBuf, String>> {
        let has_passed = matches!(outcome.status, Status::Passed | Status::Skipped);
        if has_passed && !self.keeps_trace {
            evidence.discard().await;
            // Only when nothing else is in it.
            let _ = std::fs::remove_dir(&self.snapshots.results);
            return None;
        }
        let status = if has_passed { "passed" } else { "failed" };
        let error = outcome.failures.first().map(|failure| failure.message.clone());
        Some(evidence.finish(status, error).await)
    }
}

/// `None`: nobody knows.
fn traced(place: Place) -> Option<TracePlace> {
    let Place { file, line, column } = place;
    (!file.is_empty()).then_some(TracePlace { file, line, column })
}

impl Driver for Phone {
    fn send(&self, method: &str, params: Value, place: Place, reply: Reply) {
        if let Some(steps) = &self.steps {
            steps.at(traced(place));
        }
        let (drive, method, snapshots) = (self.drive.clone(), method.to_owned(), self.snapshots.clone());
        self.runtime.spawn(async move {
            reply(match (method.as_str(), params) {
                ("Snapshot.match", params) => match serde_json::from_value(params) {
                    Ok(wanted) => snapshots.matches(&drive, wanted).await,
                    Err(error) => Err(format!("toHaveScreenshot: {error}")),
                },
                (method, params) => drive.call(method, params).await.map_err(|error| error.to_string()),
            });
        });
    }

    fn enter(&self, title: &str, place: Place) {
        if let Some(steps) = &self.steps {
            steps.enter(title, traced(place));
        }
    }

    fn leave(&self, error: Option<String>) {
        if let Some(steps) = &self.steps {
            steps.leave(error);
        }
    }
}
