//! The driver protocol: what a test or a tool does with the phone, its prompts and its pages, by name and JSON parameters.
//! Specs, the client over a socket and every other tool come through here (`docs/automation.md`).
//!
//! One file a chapter of the protocol, one type a method: its fields are the parameters.

mod bridge;
mod hand;
mod keys;
mod locator;
mod log;
mod method;
mod page;
mod phone;
mod picture;
mod place;
mod prompt;
mod sheet;
mod socket;
mod step;
mod supplies;
mod target;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sampan_view::Driven;
use serde_json::Value;
use tokio::sync::OnceCell;
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::host::{Host, HostError, Look};

use log::Log;
use method::MethodDef;
use supplies::Supplies;

pub use method::Protocol;
pub use socket::DriverService;
pub use step::{Step, StepObserver};

/// How long a method waits when nothing else is said.
const WAIT: Duration = Duration::from_secs(5);
/// The longest that can be said.
const LONGEST_WAIT: Duration = Duration::from_mins(10);
/// A document that is being made or replaced is looked at again after this: nothing tells when it can be.
const AGAIN: Duration = Duration::from_millis(20);

/// Why a method did not do what it is for, in words.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
#[error("{0}")]
pub struct DriveError(pub String);

impl From<HostError> for DriveError {
    fn from(error: HostError) -> Self {
        Self(error.to_string())
    }
}

impl From<String> for DriveError {
    fn from(reason: String) -> Self {
        Self(reason)
    }
}

/// Drives a host. Clones drive the same one. While one is there, questions to the user wait for an answer.
#[derive(Clone)]
pub struct Drive {
    inner: Arc<Inner>,
    /// Where names of files begin; where the host was started when empty.
    folder: PathBuf,
}

struct Inner {
    host: Arc<Host>,
    look: Look,
    log: Arc<Log>,
    observers: Mutex<Vec<Arc<dyn StepObserver>>>,
    last_step: AtomicU64,
    /// The page with the phone in it, once somebody has wanted it.
    phone: OnceCell<Driven>,
    supplies: Supplies,
    tasks: Mutex<JoinSet<()>>,
}

impl Drive {
    /// Needs a tokio runtime around it.
    pub fn new(host: Arc<Host>) -> Self {
        let look = host.look();
        let mut tasks = JoinSet::new();
        let log = Log::new();
        tasks.spawn(log.clone().follow(host.events()));
        tasks.spawn(phone::show_viewers(host.look(), host.viewers()));
        let inner = Inner {
            host,
            look,
            log,
            observers: Mutex::default(),
            last_step: AtomicU64::new(0),
            phone: OnceCell::new(),
            supplies: Supplies::default(),
            tasks: Mutex::new(tasks),
        };
        Self { inner: Arc::new(inner), folder: PathBuf::new() }
    }

    /// Drives the same host, and names files from a folder.
    #[must_use]
    pub fn seen_from(&self, folder: &Path) -> Self {
        Self { inner: self.inner.clone(), folder: folder.to_owned() }
    }

    /// Carries out a method of the protocol.
    pub async fn call(&self, method: &str, params: Value) -> Result<Value, DriveError> {
        let id = self.inner.last_step.fetch_add(1, Ordering::Relaxed) + 1;
        let step = Step { id, method: method.to_owned(), params };
        let observers = self.inner.observers.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for observer in &observers {
            observer.started(&step);
        }
        let result = self.carry_out(&step).await;
        for observer in &observers {
            observer.ended(&step, &result);
        }
        result
    }

    /// Tells of every call from now on.
    pub fn observe(&self, observer: Arc<dyn StepObserver>) {
        self.inner.observers.lock().unwrap_or_else(PoisonError::into_inner).push(observer);
    }

    /// The host that is driven.
    pub fn host(&self) -> &Arc<Host> {
        &self.inner.host
    }

    async fn carry_out(&self, step: &Step) -> Result<Value, DriveError> {
        let method = MethodDef::named(&step.method)?;
        tokio::select! {
            result = method.call(self, step.params.clone()) => result,
            reason = self.inner.log.ended() => Err(DriveError(format!("{}: the session has ended: {reason}", step.method))),
        }
    }

    /// A file or folder that a client has named.
    fn file(&self, name: &Path) -> PathBuf {
        self.folder.join(name)
    }

    fn look(&self) -> &Look {
        &self.inner.look
    }

    fn log(&self) -> &Log {
        &self.inner.log
    }

    /// What covers the page and waits for a person, for the error of whoever waits for something else.
    fn open_questions(&self) -> String {
        let state = self.look().state();
        let prompt =
            state.prompt.iter().map(|prompt| format!("the prompt {} (\"{}\")", prompt.kind, prompt.text));
        let sheets = state.sheets.iter().filter(|sheet| sheet.question.is_modal());
        let sheets = sheets.map(|sheet| format!("the sheet {}", sheet::kind(&sheet.question)));
        let open: Vec<String> = prompt.chain(sheets).collect();
        if open.is_empty() { String::new() } else { format!("; open and not answered: {}", open.join(", ")) }
    }
}

/// When a method gives up.
#[derive(Clone, Copy)]
struct Deadline {
    at: Instant,
    wait: Duration,
}

impl Deadline {
    /// After so many milliseconds.
    fn after(milliseconds: Option<u64>) -> Self {
        let wait = milliseconds.map_or(WAIT, Duration::from_millis).min(LONGEST_WAIT);
        Self { at: Instant::now() + wait, wait }
    }

    fn left(&self) -> Duration {
        self.at.saturating_duration_since(Instant::now())
    }

    fn is_over(&self) -> bool {
        self.left().is_zero()
    }

    fn words(&self) -> String {
        format!("waited {} ms", self.wait.as_millis())
    }
}
