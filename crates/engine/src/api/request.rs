//! HTTP requests. Parameters, limits and conversions: WeChat documentation; TCMPP's is a part of it. How it fails: field
//! reports.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Api, ApiDef, ApiError, Cx, Nothing, Surface};
use crate::binary::{Binary, Data};
use crate::bridge::{Asked, Profile};
use crate::domain::Purpose;
use crate::logic::Task;
use crate::net::{body, header};

pub(super) const APIS: &[ApiDef] = &[ApiDef::of::<Request>(), ApiDef::of::<AbortTask>()];

/// The largest answer, so that it fits into the memory of the program it is for (assumed).
const LIMIT: usize = 32 * 1024 * 1024;
const METHODS: [&str; 9] = ["OPTIONS", "GET", "HEAD", "POST", "PUT", "DELETE", "TRACE", "CONNECT", "PATCH"];

/// Sends an HTTP request. Any answer of the server is a success, whatever its status.
///
/// Ten requests, downloads and uploads run at once, others wait. 60 seconds, or what `networkTimeout` of `app.json` says.
/// At most 32 MB of an answer, unless it comes in chunks.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Request {
    /// Address, on https; its host must be on the list `request` of `[domains]`, if there is one.
    url: String,
    /// A text, an `ArrayBuffer`, or an object: of a GET its members go into the query, else it is sent as JSON, or as a form
    /// when the content type says so.
    #[serde(default)]
    data: Option<Value>,
    /// Headers; not `Referer`, which is the phone's. `content-type` is `application/json` when absent.
    #[serde(default)]
    header: Option<Map<String, Value>>,
    /// Milliseconds.
    #[serde(default)]
    timeout: Option<f64>,
    /// `GET` when absent.
    #[serde(default)]
    method: Option<String>,
    /// `json` when absent: a text that is JSON is parsed.
    #[serde(default)]
    data_type: Option<String>,
    /// `text` when absent, or `arraybuffer`.
    #[serde(default)]
    response_type: Option<String>,
    /// The answer is told by `onChunkReceived` as it comes, and `data` is empty (assumed).
    #[serde(default)]
    enable_chunked: Option<bool>,
    /// `manual`: a redirect is an answer. `follow` when absent.
    #[serde(default)]
    redirect: Option<String>,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RequestReply {
    /// What the server sent.
    data: Data,
    status_code: u16,
    header: Map<String, Value>,
    /// Each `Set-Cookie` by itself. Nothing keeps them.
    cookies: Vec<String>,
    /// When what happened.
    profile: Profile,
    /// `json` when the program is to parse it.
    #[serde(skip_serializing_if = "Option::is_none")]
    data_type: Option<&'static str>,
}

impl Api for Request {
    const NAME: &'static str = "request";
    const SURFACE: Surface = Surface::Logic;
    const TASK: Option<Task> = Some(Task {
        events: &["headersReceived", "chunkReceived"],
        methods: &[("abort", "abortTask")],
        last: None,
    });
    type Reply = RequestReply;

    async fn call(self, cx: Cx) -> Result<RequestReply, ApiError> {
        let method = self.method.unwrap_or_else(|| "GET".to_owned()).to_ascii_uppercase();
        if !METHODS.contains(&method.as_str()) || method == "CONNECT" {
            return Err(ApiError::fail(format!("invalid method \"{method}\"")));
        }
        let mut url = cx.address(&self.url)?;
        let mut headers = cx.headers(&self.header.unwrap_or_default())?;
        if header::get(&headers, "content-type").is_none() {
            headers.push(("content-type".to_owned(), "application/json".to_owned()));
        }
        let content_type = header::get(&headers, "content-type").unwrap_or_default();
        let body = body::place(&method, &mut url, content_type, self.data.as_ref())?;
        let chunked = self.enable_chunked.unwrap_or(false);
        let answer = cx
            .exchange(Asked {
                purpose: Purpose::Request,
                method,
                url,
                headers,
                body: if body.is_empty() { Vec::new() } else { vec![body.into()] },
                timeout: self.timeout,
                limit: LIMIT,
                follows: self.redirect.as_deref() != Some("manual"),
                chunked,
                file: None,
            })
            .await?;
        let is_binary = self.response_type.as_deref() == Some("arraybuffer") && !chunked;
        let is_json = !is_binary && self.data_type.is_none_or(|kind| kind == "json");
        Ok(RequestReply {
            data: if is_binary {
                Data::Binary(Binary(answer.body))
            } else {
                Data::Text(body::text(&answer.body, answer.head.header("content-type").unwrap_or_default()))
            },
            status_code: answer.head.status,
            header: cx.read_headers(&answer.head),
            cookies: header::cookies(&answer.head),
            profile: answer.profile,
            data_type: is_json.then_some("json"),
        })
    }
}

/// `abort` of the task that `request`, `downloadFile` or `uploadFile` returned: that call fails with `abort`.
#[derive(Deserialize, JsonSchema)]
pub struct AbortTask {
    /// The task's number.
    task: u64,
}

impl Api for AbortTask {
    const NAME: &'static str = "abortTask";
    const SURFACE: Surface = Surface::Task;
    type Reply = Nothing;

    async fn call(self, cx: Cx) -> Result<Nothing, ApiError> {
        // One that has just ended is as good as aborted.
        cx.net_tasks(|tasks| tasks.abort(self.task))?;
        Ok(Nothing {})
    }
}
