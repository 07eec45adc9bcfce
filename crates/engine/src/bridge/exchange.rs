//! A request from its turn to its end: redirects are followed, the task is told, the limits are kept.

use std::cell::RefCell;
use std::io::Write as _;
use std::pin::pin;
use std::sync::{Arc, PoisonError};

use futures::StreamExt;
use futures::future::{Either, select};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;
use url::Url;

use super::Cx;
use super::net::{cut_short, timed_out};
use super::row::Row;
use crate::binary::Binary;
use crate::domain::Purpose;
use crate::error::ApiError;
use crate::files::on_disk;
use crate::net::{Carrier, Head, Request, Step, header};
use crate::temp_file::Unnamed;

/// As many redirects as a browser follows.
const REDIRECTS: usize = 20;

/// A request as an API wants it.
pub struct Asked {
    pub purpose: Purpose,
    pub method: String,
    pub url: Url,
    pub headers: Vec<(String, String)>,
    pub body: Vec<Arc<[u8]>>,
    /// Milliseconds.
    pub timeout: Option<f64>,
    /// The most bytes of an answer.
    pub limit: usize,
    /// Redirects are followed.
    pub follows: bool,
    /// The answer is told piece by piece and not kept.
    pub chunked: bool,
    /// The answer is written there, and not held.
    pub file: Option<Unnamed>,
}

/// When what happened, in milliseconds of the phone's clock, and how much went over the wire. The rest of what is documented
/// is not known here.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Profile {
    /// The call had its turn.
    fetch_start: f64,
    /// The last request began: redirects come before it.
    request_start: f64,
    /// Its body was sent.
    request_end: f64,
    /// The head of the answer came.
    response_start: f64,
    /// All of it was there.
    response_end: f64,
    /// Bytes of the body that was sent.
    send_bytes_count: u64,
    /// Bytes of the answer's body. The name is the documentation's.
    received_byted_count: u64,
}

pub struct Answer {
    pub head: Head,
    /// Empty when it went to a file.
    pub body: Vec<u8>,
    /// Bytes of it.
    pub length: usize,
    /// Where it came from in the end.
    pub url: Url,
    pub profile: Profile,
}

impl Cx {
    /// Carries out a request: waits for its turn, follows redirects, tells the task, keeps the limits.
    pub async fn exchange(&self, asked: Asked) -> Result<Answer, ApiError> {
        self.is_allowed(asked.purpose, &asked.url)?;
        let mut place =
            self.place(|tasks| Some(tasks.begin_request(self.task)))?.ok_or(ApiError::Interrupted)?;
        let (turn, limit) = (place.turn.take(), self.time_limit(asked.purpose, asked.timeout));
        let (purpose, row) = (asked.purpose, RefCell::new(None));
        let work = async {
            if let Some(turn) = turn {
                turn.await.map_err(|_| ApiError::Interrupted)?;
            }
            match select(pin!(self.hops(asked, &row)), self.sleep(limit)).await {
                Either::Left((answer, _)) => answer,
                Either::Right(_) => Err(timed_out()),
            }
        };
        let result = match select(pin!(work), &mut place.cut).await {
            Either::Left((result, _)) => result,
            Either::Right((Ok(why), _)) => Err(cut_short(why)),
            Either::Right((Err(_), _)) => Err(ApiError::Interrupted),
        };
        let unfinished = row.borrow_mut().take();
        if let (Some(row), Err(error)) = (unfinished, &result) {
            self.tell_row(purpose, row, Some(error.to_string()));
        }
        result
    }

    async fn hops(&self, mut asked: Asked, row: &RefCell<Option<Row>>) -> Result<Answer, ApiError> {
        let carrier = self.carrier()?;
        let fetch_start = self.milliseconds();
        for _ in 0..=REDIRECTS {
            self.is_allowed(asked.purpose, &asked.url)?;
            let (head, body, profile) = self.hop(&*carrier, &asked, row).await?;
            match asked.follows.then(|| next_hop(&asked.url, &head)).flatten() {
                Some(next) => asked.redirect(next, head.status),
                None => {
                    return Ok(Answer {
                        head,
                        body,
                        length: usize::try_from(profile.received_byted_count).unwrap_or(usize::MAX),
                        url: asked.url,
                        profile: Profile { fetch_start, ..profile },
                    });
                }
            }
        }
        Err(ApiError::Network {
            reason: "errcode:-310 cronet_error_code:-310 error_msg:net::ERR_TOO_MANY_REDIRECTS".to_owned(),
            errno: Some(600_001),
        })
    }

    /// One request and its answer. Of a redirect that is followed only the head is read.
    async fn hop(
        &self,
        carrier: &dyn Carrier,
        asked: &Asked,
        row: &RefCell<Option<Row>>,
    ) -> Result<(Head, Vec<u8>, Profile), ApiError> {
        let request = Request {
            method: asked.method.clone(),
            url: asked.url.clone(),
            headers: asked.headers.clone(),
            body: asked.body.clone(),
            speed: self.device().network().speed(),
        };
        row.replace(Some(Row::new(&request, self.now())));
        let total = request.length();
        let start = self.milliseconds();
        let mut profile = Profile {
            request_start: start,
            request_end: start,
            send_bytes_count: total,
            ..Profile::default()
        };
        let mut steps = carrier.send(request);
        let (mut head, mut body, mut percent) = (Head::default(), Vec::new(), None);
        while let Some(step) = steps.next().await {
            match step.map_err(|error| self.net_error(&asked.url, error))? {
                Step::Sent(sent) => {
                    profile.request_end = self.milliseconds();
                    let names = ("totalBytesSent", "totalBytesExpectedToSend");
                    self.progress(asked, &mut percent, names, (sent, total)).await;
                }
                Step::Head(came) => {
                    profile.response_start = self.milliseconds();
                    row.borrow_mut().as_mut().expect("set above").head = came.clone();
                    head = came;
                    if asked.follows && next_hop(&asked.url, &head).is_some() {
                        break;
                    }
                    asked.check_length(&head).map_err(|length| self.too_large(asked, length))?;
                    let (header, cookies) = (self.read_headers(&head), header::cookies(&head));
                    let detail = json!({ "header": header, "statusCode": head.status, "cookies": cookies });
                    self.tell("headersReceived", detail).await;
                }
                Step::Body(bytes) => {
                    let came = row.borrow_mut().as_mut().expect("set above").came(&bytes);
                    profile.received_byted_count = came as u64;
                    if asked.chunked {
                        self.tell("chunkReceived", json!({ "data": Binary(bytes) })).await;
                        continue;
                    }
                    if came > asked.limit {
                        return Err(self.too_large(asked, None));
                    }
                    match asked.file.clone() {
                        None => body.extend_from_slice(&bytes),
                        Some(file) => self.disk(move |_, _| write(&file, &bytes)).await?,
                    }
                    if asked.purpose == Purpose::Download {
                        let expected =
                            head.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
                        let names = ("totalBytesWritten", "totalBytesExpectedToWrite");
                        self.progress(asked, &mut percent, names, (came as u64, expected)).await;
                    }
                }
            }
        }
        if let Some(row) = row.borrow_mut().take() {
            self.tell_row(asked.purpose, row, None);
        }
        profile.response_end = self.milliseconds();
        Ok((head, body, profile))
    }

    /// Now, as a program reckons time.
    fn milliseconds(&self) -> f64 {
        (self.now().as_secs_f64() * 1e6).round() / 1e3
    }

    /// Tells how far it is, once a per cent; when nobody knows how far that is, each time.
    async fn progress(
        &self,
        asked: &Asked,
        percent: &mut Option<u64>,
        names: (&str, &str),
        (done, all): (u64, u64),
    ) {
        if !matches!(asked.purpose, Purpose::Upload | Purpose::Download) {
            return;
        }
        let now = (done.min(all) * 100).checked_div(all);
        if now.is_some() && now == *percent {
            return;
        }
        *percent = now;
        let now = now.unwrap_or(0);
        self.tell("progressUpdate", json!({ "progress": now, names.0: done, names.1: all })).await;
    }

    fn too_large(&self, asked: &Asked, length: Option<u64>) -> ApiError {
        let says = length.map(|length| format!(" ({length} bytes)")).unwrap_or_default();
        let limit = asked.limit / 1024 / 1024;
        let text = format!("{}: the answer is larger{says} than {limit} MB and was not read on", asked.url);
        self.session.borrow().notice(text);
        ApiError::Network { reason: "exceed max file size".to_owned(), errno: None }
    }
}

impl Asked {
    /// A file of the web, at most as large as is documented of `downloadFile`.
    pub fn download(url: Url, headers: Vec<(String, String)>, timeout: Option<f64>) -> Self {
        Self {
            purpose: Purpose::Download,
            method: "GET".to_owned(),
            url,
            headers,
            body: Vec::new(),
            timeout,
            limit: 200 * 1024 * 1024,
            follows: true,
            chunked: false,
            file: None,
        }
    }

    /// The error has the length that the answer says it has.
    fn check_length(&self, head: &Head) -> Result<(), Option<u64>> {
        let length = head.header("content-length").and_then(|length| length.parse::<u64>().ok());
        let is_kept = !self.chunked && self.method != "HEAD";
        if is_kept && length.is_some_and(|length| length > self.limit as u64) { Err(length) } else { Ok(()) }
    }

    /// What goes where a redirect leads: a form that was sent is not sent again, secrets stay with whom they were for.
    fn redirect(&mut self, next: Url, status: u16) {
        let becomes_get =
            status == 303 && self.method != "HEAD" || matches!(status, 301 | 302) && self.method == "POST";
        if becomes_get {
            "GET".clone_into(&mut self.method);
            self.body.clear();
            self.headers.retain(|(name, _)| !name.starts_with("content-"));
        }
        if next.origin() != self.url.origin() {
            self.headers.retain(|(name, _)| !matches!(name.as_str(), "authorization" | "cookie"));
        }
        self.url = next;
    }
}

fn write(file: &Unnamed, bytes: &[u8]) -> Result<(), ApiError> {
    let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
    file.write_all(bytes).map_err(|error| on_disk(&error))
}

/// Where an answer sends on to.
fn next_hop(from: &Url, head: &Head) -> Option<Url> {
    let location = head.header("location").filter(|_| matches!(head.status, 301 | 302 | 303 | 307 | 308))?;
    let mut next = from.join(location).ok()?;
    if next.fragment().is_none() {
        next.set_fragment(from.fragment());
    }
    Some(next)
}
