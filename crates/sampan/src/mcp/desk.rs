//! What the tools work with: the host, which is started when it is first needed and again when it has ended, and what went
//! wrong in it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use sampan_engine::trace::{Level, TraceEvent};
use serde::Serialize;
use serde_json::{Value, json};

use super::McpOptions;
use crate::doctor;
use crate::drive::Drive;

/// Lines of the consoles that are kept. Older ones go, and leave a gap in the numbers.
const KEPT: usize = 2_000;

pub(super) struct Desk {
    pub options: McpOptions,
    session: tokio::sync::Mutex<Option<Session>>,
    log: Arc<Mutex<Log>>,
}

struct Session {
    drive: Drive,
    /// Dropped with the task that follows the host's events.
    following: tokio::task::JoinHandle<()>,
}

#[derive(Default)]
struct Log {
    next: u64,
    lines: VecDeque<Line>,
}

/// What a console, the host's or a page's, has said.
#[derive(Clone, Serialize)]
pub(super) struct Line {
    pub n: u64,
    pub level: &'static str,
    pub text: String,
    /// File and line, where known.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub at: String,
}

impl Desk {
    pub fn new(options: McpOptions) -> Self {
        Self { options, session: tokio::sync::Mutex::default(), log: Arc::default() }
    }

    /// Whether a tool that changes something may be used.
    pub fn allows(&self, tool: &str) -> Result<(), String> {
        if self.options.allow_actions {
            return Ok(());
        }
        Err(format!(
            "{tool} changes something, and this server only looks: start it with `sampan mcp --allow-actions` to allow that"
        ))
    }

    pub fn doctor(&self) -> doctor::Options {
        doctor::Options { browser: self.options.browser.clone(), data_dir: self.options.data_dir.clone() }
    }

    /// Carries out a method of the driver protocol in what is open.
    pub async fn call(&self, method: &str, params: Value) -> Result<Value, String> {
        let drive = self.opened().await?;
        drive.call(method, params).await.map_err(|error| error.to_string())
    }

    /// The host, with or without something open in it.
    pub async fn drive(&self) -> Result<Drive, String> {
        self.running(&mut *self.session.lock().await).await
    }

    /// Opens something.
    pub async fn open(&self, params: Value) -> Result<Value, String> {
        let drive = self.drive().await?;
        drive.call("Phone.open", params).await.map_err(|error| error.to_string())
    }

    /// Ends the session. False: there was none.
    pub async fn close(&self) -> bool {
        let Some(session) = self.session.lock().await.take() else { return false };
        end(session).await;
        true
    }

    /// What the consoles said from this number on, and the number to go on with.
    pub fn lines(&self, since: u64) -> (Vec<Line>, u64) {
        let log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        (log.lines.iter().filter(|line| line.n >= since).cloned().collect(), log.next)
    }

    /// The host with something open: what the server was started with, if nothing else is.
    async fn opened(&self) -> Result<Drive, String> {
        let mut session = self.session.lock().await;
        let was_open = session.is_some();
        if let Some(drive) = alive(&mut session).await {
            return Ok(drive);
        }
        let Some(target) = &self.options.target else {
            let how = if self.options.allow_actions {
                "call `open` first"
            } else {
                "start it with `sampan mcp TARGET`"
            };
            let why = if was_open { "what was open has ended" } else { "nothing is open" };
            return Err(format!("{why}: {how}"));
        };
        let drive = self.running(&mut session).await?;
        match drive.call("Phone.open", json!({ "target": target })).await {
            Ok(_) => Ok(drive),
            Err(why) => {
                // The next call tries again from the start.
                if let Some(session) = session.take() {
                    end(session).await;
                }
                Err(format!("{target}: {why}"))
            }
        }
    }

    async fn running(&self, session: &mut Option<Session>) -> Result<Drive, String> {
        if let Some(drive) = alive(session).await {
            return Ok(drive);
        }
        let host = (self.options.builder)().build().await.map_err(|error| error.to_string())?;
        let following = tokio::spawn(follow(host.events(), self.log.clone()));
        let drive = Drive::new(Arc::new(host));
        *session = Some(Session { drive: drive.clone(), following });
        Ok(drive)
    }
}

/// The host that runs, if it does. One that has ended is put away.
async fn alive(session: &mut Option<Session>) -> Option<Drive> {
    match session {
        Some(session) if !session.following.is_finished() => Some(session.drive.clone()),
        _ => {
            if let Some(session) = session.take() {
                end(session).await;
            }
            None
        }
    }
}

/// Lets go of a host, which closes it, and waits for that.
async fn end(session: Session) {
    session.following.abort();
    let _ = tokio::task::spawn_blocking(move || drop(session)).await;
}

/// Keeps what the consoles say, until the host has ended.
async fn follow(mut events: crate::host::Events, log: Arc<Mutex<Log>>) {
    while let Some(event) = events.next().await {
        let is_end = matches!(event, TraceEvent::Exit { .. });
        let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(line) = line(event, log.next) {
            log.next += 1;
            log.lines.push_back(line);
            if log.lines.len() > KEPT {
                log.lines.pop_front();
            }
        }
        if is_end {
            return;
        }
    }
}

fn line(event: TraceEvent, n: u64) -> Option<Line> {
    let place =
        |source: &str, line: u32| if source.is_empty() { String::new() } else { format!("{source}:{line}") };
    let (level, text, at) = match event {
        TraceEvent::Console { level, text, source, line, .. } => (word(level), text, place(&source, line)),
        TraceEvent::Error { text, source, line, .. } => ("error", text, place(&source, line)),
        TraceEvent::Refused { url, rule, .. } => {
            ("error", format!("{url} was refused: {rule}"), String::new())
        }
        TraceEvent::Missing { name, source, line, .. } => {
            ("warn", format!("wx.{name} is not there"), place(&source, line))
        }
        TraceEvent::Notice { text } => ("info", text, String::new()),
        TraceEvent::Exit { reason, .. } => {
            ("info", format!("the session has ended: {reason}"), String::new())
        }
        _ => return None,
    };
    Some(Line { n, level, text, at })
}

fn word(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warn => "warn",
        Level::Debug => "debug",
        _ => "info",
    }
}
