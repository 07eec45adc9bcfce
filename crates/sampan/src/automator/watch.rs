//! What a client is told without having asked.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use sampan_engine::trace::{CallerKind, Level, NavigateKind, Source, TraceEvent};
use serde_json::{Value, json};
use tokio::task::AbortHandle;

use super::Talk;
use crate::host::Hearing;

/// Ends with the client.
pub struct Watching {
    events: AbortHandle,
    _told: Hearing,
}

impl Drop for Watching {
    fn drop(&mut self) {
        self.events.abort();
    }
}

pub fn start(talk: &Arc<Talk>) -> Watching {
    let mut events = talk.host.events();
    // Held weakly: what is told must not keep a client that is gone.
    let (from_trace, from_program) = (Arc::downgrade(talk), Arc::downgrade(talk));
    let following = tokio::spawn(async move {
        while let Some(event) = events.next().await {
            let Some(talk) = from_trace.upgrade() else { return };
            talk.happened(&event);
        }
    });
    let told = talk.host.hear(Box::new(move |event, params| {
        if let Some(talk) = from_program.upgrade() {
            talk.told(event, params);
        }
    }));
    Watching { events: following.abort_handle(), _told: told }
}

impl Talk {
    /// What the mini program's JavaScript has to say.
    fn told(&self, event: &str, params: &Value) {
        if event != "App.logAdded" || self.wants_log.load(Ordering::Acquire) {
            self.events.tell(event, params);
        }
    }

    fn happened(&self, event: &TraceEvent) {
        match event {
            TraceEvent::Error { from: Source::Logic | Source::Page, text, .. } => {
                self.events.tell("App.exceptionThrown", &exception(text));
            }
            TraceEvent::Console { from: Source::Page, level, text, .. } => {
                self.told("App.logAdded", &json!({ "type": kind(*level), "args": [text] }));
            }
            TraceEvent::Navigate { kind: NavigateKind::AppLaunch, .. } => {
                self.events.tell("App.initialized", &json!({ "from": "launch" }));
            }
            TraceEvent::Call { caller: CallerKind::Logic, name, .. } if name == "shareFromButton" => {
                self.shares.add_permits(1);
            }
            _ => {}
        }
    }
}

/// `TypeError: it is not there`, and the stack below it.
fn exception(text: &str) -> Value {
    let head = text.lines().next().unwrap_or_default();
    let named = head.split_once(": ").filter(|(name, _)| name.ends_with("Error"));
    let (name, message) = named.unwrap_or(("Error", head));
    json!({ "name": name, "message": message, "stack": text })
}

fn kind(level: Level) -> &'static str {
    match level {
        Level::Debug => "debug",
        Level::Log => "log",
        Level::Info => "info",
        Level::Warn => "warn",
        Level::Error => "error",
    }
}
