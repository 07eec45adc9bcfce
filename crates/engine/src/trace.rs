//! What happened, for everybody who watches: the terminal, `--json`, tests.
//!
//! One JSON object an event, told apart by `type`. `docs/events.md` and `docs/events.d.ts` are generated from here.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::device::{Network, Position};
use crate::id::{AppId, PageId};
use crate::prompt::Prompt;

/// Hears every event, in order, on the engine's thread: it must not block.
pub type Sink = Box<dyn Fn(&TraceEvent)>;

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum TraceEvent {
    /// The first line: everything is up.
    Ready {
        /// The version of Sampan.
        version: String,
        /// The mini program that was started.
        app: AppId,
        /// The browser's own version string.
        browser: String,
        /// The address of Chromium's DevTools port, when `--cdp-port` asked for one.
        #[serde(skip_serializing_if = "Option::is_none")]
        cdp: Option<String>,
        /// Where a server exchanges login codes, when `--exchange-port` asked for it.
        #[serde(skip_serializing_if = "Option::is_none")]
        exchange: Option<String>,
        /// The address of the page with the phone in it, and the panels; whoever has it may do everything.
        #[serde(skip_serializing_if = "Option::is_none")]
        phone: Option<String>,
        /// Where a client of the automator connects, when `--automation-port` asked for it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        automator: Option<String>,
        /// Where a driver connects (`docs/automation.md`), when `--automation-port` asked for it; whoever has it may do
        /// everything.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        driver: Option<String>,
    },
    /// A `wx.*` call, when it has been answered (or, where the contract is silence, carried out).
    Call {
        app: AppId,
        caller: CallerKind,
        /// The page of the caller, where it has one.
        #[serde(skip_serializing_if = "Option::is_none")]
        page: Option<PageId>,
        /// The origin of the H5 page, from the browser; empty for the logic layer.
        origin: String,
        /// The API's name, for example `getStorage`.
        name: String,
        arguments: Value,
        /// What the caller got; absent where the contract is silence.
        #[serde(skip_serializing_if = "Option::is_none")]
        reply: Option<Value>,
        /// From arrival to answer.
        milliseconds: f64,
        /// In words, what the caller is not told: why a silent call failed.
        #[serde(skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// A line written by the page's or the mini program's code.
    Console { from: Source, app: AppId, level: Level, text: String, source: String, line: u32, column: u32 },
    /// The page stack changed, or a web-view went to another address.
    Navigate {
        app: AppId,
        kind: NavigateKind,
        /// The path of the page on top, or of the page whose web-view moved.
        path: String,
        /// The web-view's address, for kind `webView` and `history`.
        #[serde(skip_serializing_if = "Option::is_none")]
        url: Option<String>,
        /// The paths of the page stack, bottom first.
        stack: Vec<String>,
    },
    /// A message between an H5 page and its mini program.
    Message {
        app: AppId,
        page: PageId,
        direction: Direction,
        /// `postMessage` or `sendWebviewEvent`.
        kind: String,
        state: MessageState,
        data: Value,
        /// Why it was delivered now, or lost.
        #[serde(skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// A question to the user: when it is put, and again when it is answered.
    Prompt {
        #[serde(flatten)]
        prompt: Prompt,
        /// `allow`, `deny`, `unanswered`, `refused`; absent while it waits.
        #[serde(skip_serializing_if = "Option::is_none")]
        answer: Option<String>,
        /// Who answered, or why nobody did and which key would have.
        #[serde(skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// The phone has changed: what the browser says from now on.
    Device {
        app: AppId,
        /// Where it is, when it knows.
        #[serde(skip_serializing_if = "Option::is_none")]
        position: Option<Position>,
        /// How it is connected.
        network: Network,
        /// A language tag such as `zh-CN`.
        #[serde(skip_serializing_if = "Option::is_none")]
        language: Option<String>,
        /// Whether its theme is dark.
        #[serde(skip_serializing_if = "Option::is_none")]
        dark: Option<bool>,
        /// A zone such as `Asia/Shanghai`.
        #[serde(skip_serializing_if = "Option::is_none")]
        time_zone: Option<String>,
    },
    /// The storage of a mini program has changed.
    Storage {
        app: AppId,
        /// The key that was set or removed; absent: everything was cleared.
        #[serde(skip_serializing_if = "Option::is_none")]
        key: Option<String>,
    },
    /// A request of a page or a mini program has ended, or a socket has opened. A page's are told only when the phone is served.
    Request {
        app: AppId,
        #[serde(skip_serializing_if = "Option::is_none")]
        page: Option<PageId>,
        from: Source,
        method: String,
        url: String,
        /// The status of the answer; 0 when there was none.
        status: u32,
        /// What it was for: `document`, `script`, `stylesheet`, `image`, `font`, `fetch`, `xhr` …; of the mini program's
        /// own code `request`, `downloadFile`, `uploadFile`, `connectSocket`.
        kind: String,
        /// From the request to its last byte.
        milliseconds: f64,
        /// Bytes that came over the wire, headers too; to the mini program's own code, those of the body as it read them.
        bytes: f64,
        /// Headers of request and answer, by name.
        request_headers: BTreeMap<String, String>,
        response_headers: BTreeMap<String, String>,
        /// Why there was no answer.
        #[serde(skip_serializing_if = "Option::is_none")]
        error: Option<String>,
        /// The beginning of what the mini program's own code sent, where it is text.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        request_body: Option<String>,
        /// The beginning of what it got, where it is text.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        response_body: Option<String>,
        /// The number of the socket that has opened.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        socket: Option<u64>,
    },
    /// A message of a socket of the mini program's own code, or its end.
    Frame {
        app: AppId,
        /// As in the socket's `request` event.
        socket: u64,
        kind: FrameKind,
        /// The beginning of the message where it is text; of a socket that has closed, why.
        #[serde(skip_serializing_if = "Option::is_none")]
        text: Option<String>,
        /// Of the message.
        bytes: f64,
        /// How the socket was closed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        code: Option<u16>,
    },
    /// Something was not allowed.
    Refused {
        app: AppId,
        /// Which rule, in words.
        rule: String,
        url: String,
    },
    /// The mini program looked for a function of `wx` that is not there. Told once for each page and name.
    Missing {
        app: AppId,
        /// The path of the page on top; empty when there was none yet.
        path: String,
        /// The name without `wx.`.
        name: String,
        source: String,
        line: u32,
        column: u32,
    },
    /// Anything uncaught in page or logic layer, and faults of the host itself.
    Error { from: Source, app: AppId, text: String, source: String, line: u32, column: u32 },
    /// Something a user may want to know; no harm done.
    Notice { text: String },
    /// The last line.
    Exit { code: i32, reason: String },
}

/// Who made a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum CallerKind {
    H5,
    Logic,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum FrameKind {
    Sent,
    Received,
    Closed,
}

/// Where a line or an error comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Source {
    Page,
    Logic,
    Host,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Level {
    Debug,
    Log,
    Info,
    Warn,
    Error,
}

/// How the page stack or a web-view moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum NavigateKind {
    AppLaunch,
    NavigateTo,
    RedirectTo,
    NavigateBack,
    SwitchTab,
    ReLaunch,
    /// A web-view loaded another document.
    WebView,
    /// A web-view changed its address within the document.
    History,
    /// Another mini program came to the front.
    MiniProgram,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Direction {
    ToMiniProgram,
    ToPage,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum MessageState {
    Queued,
    Delivered,
    Lost,
}
