//! The `DevTools` protocol over the browser's pipe: commands out from any thread, answers and events in on one.
//!
//! The reader thread runs everything that arrives, in order. What it runs may send but never wait: the answer it
//! waited for could only arrive through itself.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError, mpsc};
use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::error::ViewError;

/// What came of a command: the `result` object, or the browser's error text.
pub(crate) type Answer = Result<Box<RawValue>, String>;

/// The same as it stands in the message.
pub(crate) enum Reply<'a> {
    Result(&'a RawValue),
    Error(&'a RawValue),
    /// The page of the session was closed before it answered.
    Closed,
    Gone,
}

const CLOSED: &str = "the page was closed";
const GONE: &str = "the browser is gone";

type Then = Box<dyn FnOnce(Reply<'_>) + Send>;

/// A command without an answer yet.
struct Pending {
    session: Option<Box<str>>,
    then: Then,
}

pub(crate) struct Cdp {
    writer: Mutex<Box<dyn Write + Send>>,
    next: AtomicU64,
    /// `None` once the browser is gone.
    pending: Mutex<Option<HashMap<u64, Pending>>>,
}

/// A message of the browser. Borrowed and unparsed inside: most answers are never looked into.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope<'a> {
    id: Option<u64>,
    method: Option<&'a str>,
    session_id: Option<&'a str>,
    #[serde(borrow)]
    params: Option<&'a RawValue>,
    #[serde(borrow)]
    result: Option<&'a RawValue>,
    #[serde(borrow)]
    error: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct ProtocolError {
    message: String,
}

impl Cdp {
    pub fn new(writer: Box<dyn Write + Send>) -> Self {
        Self {
            writer: Mutex::new(writer),
            next: AtomicU64::new(1),
            pending: Mutex::new(Some(HashMap::new())),
        }
    }

    /// Reads until the browser is gone. `event` gets session, method and parameters.
    pub fn read(&self, pipe: impl Read, mut event: impl FnMut(Option<&str>, &str, &RawValue)) {
        let mut pipe = BufReader::with_capacity(64 * 1024, pipe);
        let mut frame = Vec::new();
        loop {
            frame.clear();
            match pipe.read_until(0, &mut frame) {
                Ok(0) | Err(_) => break,
                Ok(_) => {}
            }
            let text = frame.strip_suffix(&[0]).unwrap_or(&frame);
            let envelope = match serde_json::from_slice::<Envelope>(text) {
                Ok(envelope) => envelope,
                Err(error) => {
                    tracing::warn!(%error, "a message of the browser cannot be read");
                    continue;
                }
            };
            if let Some(id) = envelope.id {
                self.settle(id, &envelope);
            } else if let (Some(method), Some(params)) = (envelope.method, envelope.params) {
                event(envelope.session_id, method, params);
            }
        }
        let orphans = lock(&self.pending).take();
        for (_, pending) in orphans.into_iter().flatten() {
            (pending.then)(Reply::Gone);
        }
    }

    /// A session has ended: the browser answers none of its commands any more.
    pub fn detached(&self, session: &str) {
        let is_its = |_: &u64, pending: &mut Pending| pending.session.as_deref() == Some(session);
        let orphans: Vec<_> =
            lock(&self.pending).iter_mut().flat_map(|pending| pending.extract_if(is_its)).collect();
        for (_, pending) in orphans {
            (pending.then)(Reply::Closed);
        }
    }

    fn settle(&self, id: u64, envelope: &Envelope<'_>) {
        let pending = lock(&self.pending).as_mut().and_then(|pending| pending.remove(&id));
        let Some(Pending { then, .. }) = pending else { return };
        then(match (envelope.result, envelope.error) {
            (Some(result), _) => Reply::Result(result),
            (None, Some(error)) => Reply::Error(error),
            (None, None) => Reply::Result(RawValue::NULL),
        });
    }

    /// Sends a command whose answer nobody wants.
    pub fn send(&self, session: Option<&str>, method: &str, params: &Value) {
        self.send_text(session, method, &params.to_string());
    }

    /// The same with parameters that are JSON text already.
    pub fn send_text(&self, session: Option<&str>, method: &str, params: &str) {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        self.write(id, session, method, params);
    }

    /// Sends a command; `then` runs with the answer on the reader thread, so it must not wait.
    pub fn call_then(
        &self,
        session: Option<&str>,
        method: &str,
        params: &Value,
        then: impl FnOnce(Answer) + Send + 'static,
    ) {
        self.call_raw(session, method, &params.to_string(), |reply| then(reply.answer()));
    }

    /// The same with text on both ways: nothing of it is looked into.
    pub fn call_raw(
        &self,
        session: Option<&str>,
        method: &str,
        params: &str,
        then: impl FnOnce(Reply<'_>) + Send + 'static,
    ) {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let mut pending = lock(&self.pending);
        let Some(map) = pending.as_mut() else {
            drop(pending);
            return then(Reply::Gone);
        };
        map.insert(id, Pending { session: session.map(Box::from), then: Box::new(then) });
        drop(pending);
        self.write(id, session, method, params);
    }

    /// Sends a command whose answer can be waited for; never on the reader thread.
    pub fn call(&self, session: Option<&str>, method: &str, params: &Value) -> Waiting {
        let (sender, answer) = mpsc::sync_channel(1);
        self.call_then(session, method, params, move |answer| drop(sender.send(answer)));
        Waiting { method: method.to_owned(), answer }
    }

    pub fn is_gone(&self) -> bool {
        lock(&self.pending).is_none()
    }

    fn write(&self, id: u64, session: Option<&str>, method: &str, params: &str) {
        let session = session.map(|session| format!(r#""sessionId":"{session}","#)).unwrap_or_default();
        let frame = format!("{{\"id\":{id},{session}\"method\":\"{method}\",\"params\":{params}}}\0");
        // A write fails when the browser is gone; the reader notices and tells everybody.
        if let Err(error) = lock(&self.writer).write_all(frame.as_bytes()) {
            tracing::debug!(%error, method, "not sent");
        }
    }
}

impl Reply<'_> {
    fn answer(self) -> Answer {
        match self {
            Self::Result(result) => Ok(result.to_owned()),
            Self::Error(error) => Err(serde_json::from_str::<ProtocolError>(error.get())
                .map_or_else(|_| error.get().to_owned(), |error| error.message)),
            Self::Closed => Err(CLOSED.to_owned()),
            Self::Gone => Err(GONE.to_owned()),
        }
    }

    /// The member of a reply that says it.
    pub fn member(self) -> String {
        match self {
            Self::Result(result) => format!(r#""result":{result}"#),
            Self::Error(error) => format!(r#""error":{error}"#),
            Self::Closed => format!(r#""error":{{"code":-32000,"message":"{CLOSED}"}}"#),
            Self::Gone => format!(r#""error":{{"code":-32000,"message":"{GONE}"}}"#),
        }
    }
}

/// An answer on its way.
pub(crate) struct Waiting {
    method: String,
    answer: mpsc::Receiver<Answer>,
}

impl Waiting {
    pub fn wait(self, limit: Duration) -> Result<Box<RawValue>, ViewError> {
        match self.answer.recv_timeout(limit) {
            Ok(Ok(result)) => Ok(result),
            Ok(Err(message)) => Err(ViewError::Protocol { method: self.method, message }),
            Err(mpsc::RecvTimeoutError::Timeout) => Err(ViewError::Timeout { method: self.method, limit }),
            Err(mpsc::RecvTimeoutError::Disconnected) => Err(ViewError::Gone),
        }
    }

    /// Waits and reads the result.
    pub fn get<T: for<'a> Deserialize<'a>>(self, limit: Duration) -> Result<T, ViewError> {
        let method = self.method.clone();
        let result = self.wait(limit)?;
        serde_json::from_str(result.get())
            .map_err(|error| ViewError::Protocol { method, message: format!("unexpected answer: {error}") })
    }
}

/// Locks without minding that another thread panicked meanwhile: every guarded state here is whole between statements.
pub(crate) fn lock<T: ?Sized>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
