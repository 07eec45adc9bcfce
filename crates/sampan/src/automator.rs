//! The protocol that `miniprogram-automator` speaks (`docs/automator.md`). What a mini program draws is driven in its logic
//! layer, which asks the page where it must; what an H5 page shows, in that page; the phone around them, here.

mod app;
mod native;
mod page;
mod tool;
mod watch;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures::FutureExt;
use futures::future::BoxFuture;
use sampan_engine::engine::Command;
use sampan_server::channel::{Client, Events, Service};
use serde_json::{Value, json};

use crate::host::{Host, Look};

/// What a method gives, or why it does not.
type Result = std::result::Result<Value, String>;

/// Serves the protocol to any number of clients.
pub struct Automator {
    host: Arc<Host>,
    /// Telephones may be invited.
    lan: bool,
}

impl Automator {
    pub fn new(host: Arc<Host>, lan: bool) -> Self {
        Self { host, lan }
    }
}

impl Service for Automator {
    fn welcome(&self, events: Events) -> Box<dyn Client> {
        let look = self.host.look();
        let talk = Arc::new(Talk {
            host: self.host.clone(),
            lan: self.lan,
            look,
            events,
            wants_log: AtomicBool::new(false),
            has_exited: AtomicBool::new(false),
            shares: tokio::sync::Semaphore::new(0),
        });
        let watching = watch::start(&talk);
        Box::new(Connected { talk, _watching: watching })
    }
}

/// One client. While one is there, questions to the user wait for an answer.
struct Talk {
    host: Arc<Host>,
    lan: bool,
    look: Look,
    events: Events,
    wants_log: AtomicBool,
    /// It has ended the mini program, and the session with it when it goes.
    has_exited: AtomicBool,
    /// One permit for each share that nobody has confirmed.
    shares: tokio::sync::Semaphore,
}

struct Connected {
    talk: Arc<Talk>,
    _watching: watch::Watching,
}

impl Client for Connected {
    fn call(&self, method: String, params: Value) -> BoxFuture<'static, Result> {
        let talk = self.talk.clone();
        async move { talk.call(&method, params).await }.boxed()
    }
}

impl Drop for Connected {
    fn drop(&mut self) {
        if self.talk.has_exited.load(Ordering::Acquire) {
            self.talk.end();
        }
    }
}

impl Talk {
    async fn call(&self, method: &str, params: Value) -> Result {
        match method.split_once('.') {
            Some(("Tool", name)) => self.tool(name, params).await,
            Some(("App", name)) => self.app(name, method, params).await,
            Some(("Page" | "Element", _)) => self.page(method, params).await,
            _ => Err(format!("there is no method {method}")),
        }
    }

    /// Ends the session.
    fn end(&self) {
        let reason = "closed by a client of the automator".to_owned();
        let _ = self.host.command(Command::Shutdown { code: 0, reason });
    }
}

/// The answer of a method that gives nothing.
fn nothing() -> Value {
    json!({})
}
