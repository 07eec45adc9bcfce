//! What the network panel shows of a request, collected until it has ended.

use std::collections::BTreeMap;
use std::time::Duration;

use super::Cx;
use crate::domain::Purpose;
use crate::error::ApiError;
use crate::net::{Head, Request, body};
use crate::trace::{Source, TraceEvent};

/// So much of an answer is kept to be shown.
const SHOWN: usize = 17 * 1024;

/// One request of the network panel, until it has ended.
pub struct Row {
    method: String,
    url: String,
    request_headers: Vec<(String, String)>,
    request_body: Option<String>,
    started: Duration,
    pub head: Head,
    bytes: usize,
    shown: Vec<u8>,
}

impl Cx {
    pub(super) fn tell_row(&self, purpose: Purpose, row: Row, error: Option<String>) {
        self.trace(row.event(self, purpose, error, None));
    }

    /// The row of a socket that has opened, or has not.
    pub fn tell_socket(
        &self,
        request: &Request,
        started: Duration,
        head: Head,
        result: Result<u64, &ApiError>,
    ) {
        let mut row = Row::new(request, started);
        row.head = head;
        let error = result.err().map(ToString::to_string);
        self.trace(row.event(self, Purpose::Socket, error, result.ok()));
    }
}

impl Row {
    pub fn new(request: &Request, started: Duration) -> Self {
        let parts: Vec<&[u8]> = request.body.iter().map(AsRef::as_ref).collect();
        Self {
            method: request.method.clone(),
            url: request.url.to_string(),
            request_headers: request.headers.clone(),
            request_body: body::preview(&parts),
            started,
            head: Head::default(),
            bytes: 0,
            shown: Vec::new(),
        }
    }

    /// How much has come in all.
    pub fn came(&mut self, bytes: &[u8]) -> usize {
        let room = SHOWN - self.shown.len();
        self.shown.extend_from_slice(&bytes[..bytes.len().min(room)]);
        self.bytes += bytes.len();
        self.bytes
    }

    fn event(self, cx: &Cx, purpose: Purpose, error: Option<String>, socket: Option<u64>) -> TraceEvent {
        let by_name = |headers: Vec<(String, String)>| {
            headers.into_iter().fold(BTreeMap::<String, String>::new(), |mut all, (name, value)| {
                all.entry(name).and_modify(|known| known.extend(["\n", &value])).or_insert(value);
                all
            })
        };
        let milliseconds = cx.now().saturating_sub(self.started).as_secs_f64() * 1000.0;
        TraceEvent::Request {
            app: cx.caller.app.clone(),
            page: cx.caller.page,
            from: Source::Logic,
            method: self.method,
            url: self.url,
            status: u32::from(self.head.status),
            kind: kind(purpose).to_owned(),
            milliseconds: (milliseconds * 1000.0).round() / 1000.0,
            bytes: self.bytes as f64,
            request_headers: by_name(self.request_headers),
            response_headers: by_name(self.head.headers),
            error,
            request_body: self.request_body,
            response_body: body::preview(&[&self.shown]),
            socket,
        }
    }
}

fn kind(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Request => "request",
        Purpose::Upload => "uploadFile",
        Purpose::Download => "downloadFile",
        Purpose::Socket => "connectSocket",
    }
}
