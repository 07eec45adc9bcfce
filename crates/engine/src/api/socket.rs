//! Sockets: by the task that `connectSocket` returns, or by the old functions of `wx`, which mean the socket that was
//! opened last. Parameters and limits: TCMPP and WeChat documentation.

use std::time::Duration;

use futures::channel::mpsc;
use futures::future::{Either, FutureExt, select};
use futures::stream::{BoxStream, StreamExt};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::listeners::listener;
use super::{Api, ApiDef, ApiError, Cx, Nothing, Surface};
use crate::binary::{Binary, Data};
use crate::bridge::{Dialect, Place, cut_short, timed_out};
use crate::domain::Purpose;
use crate::error;
use crate::logic::{Returns, Task};
use crate::net::{Head, Message, NetError, Request, SocketStep, body};
use crate::trace::{FrameKind, TraceEvent};

pub(super) const APIS: &[ApiDef] = &[
    ApiDef::of::<ConnectSocket>(),
    ApiDef::of::<SendSocketMessage>(),
    ApiDef::of::<CloseSocket>(),
    ApiDef::of::<OnSocketOpen>(),
    ApiDef::of::<OnSocketMessage>(),
    ApiDef::of::<OnSocketError>(),
    ApiDef::of::<OnSocketClose>(),
];

/// The code of a connection that ended without one (RFC 6455).
const ABNORMAL: u16 = 1006;
/// The longest reason (RFC 6455).
const REASON: usize = 123;

type Steps = BoxStream<'static, Result<SocketStep, NetError>>;

/// Opens a socket. Answers at once; the task tells when it is open, what comes, and that it has closed. At most five at
/// once. A message is at most 16 MB (assumed).
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConnectSocket {
    /// Address, on wss; its host must be on the list `socket` of `[domains]`, if there is one.
    url: String,
    /// Headers; not `Referer`, which is the phone's.
    #[serde(default)]
    header: Option<Map<String, Value>>,
    /// Sub-protocols, best first.
    #[serde(default)]
    protocols: Option<Vec<String>>,
    /// Milliseconds until it must be open.
    #[serde(default)]
    timeout: Option<f64>,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConnectSocketReply {
    /// The task's number.
    socket_task_id: u64,
}

impl Api for ConnectSocket {
    const NAME: &'static str = "connectSocket";
    const SURFACE: Surface = Surface::Logic;
    const TASK: Option<Task> = Some(Task {
        events: &["open", "message", "error", "close"],
        methods: &[("send", "sendSocketMessage"), ("close", "closeSocket")],
        last: Some("close"),
    });
    type Reply = ConnectSocketReply;

    async fn call(self, cx: Cx) -> Result<ConnectSocketReply, ApiError> {
        let url = cx.address(&self.url)?;
        let headers = cx.headers(&self.header.unwrap_or_default())?;
        let protocols = self.protocols.unwrap_or_default();
        if let Some(bad) = protocols.iter().find(|protocol| !is_protocol(protocol)) {
            return Err(ApiError::fail(format!("invalid protocol \"{}\"", bad.escape_default())));
        }
        cx.is_allowed(Purpose::Socket, &url)?;
        let (orders, ordered) = mpsc::unbounded();
        let place = cx
            .place(|tasks| tasks.begin_socket(cx.task, orders))?
            .ok_or(ApiError::fail("exceed max concurrent count"))?;
        let speed = cx.device().network().speed();
        let request = Request { method: "GET".to_owned(), url, headers, body: Vec::new(), speed };
        let steps = cx.carrier()?.connect(request.clone(), protocols, ordered);
        let limit = cx.time_limit(Purpose::Socket, self.timeout);
        let number = cx.task.unwrap_or(place.number);
        let socket = Socket { cx: cx.clone(), place, request, started: cx.now(), number, is_open: false };
        cx.in_background(socket.live(steps, limit).boxed_local());
        Ok(ConnectSocketReply { socket_task_id: number })
    }
}

/// RFC 6455: a token.
fn is_protocol(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic() && !b"\"(),/:;<=>?@[\\]{}".contains(&b))
}

/// An open socket, or one that will be.
struct Socket {
    cx: Cx,
    place: Place,
    request: Request,
    started: Duration,
    number: u64,
    is_open: bool,
}

impl Socket {
    async fn live(mut self, mut steps: Steps, limit: Duration) {
        let mut limit = self.cx.sleep(limit).fuse();
        loop {
            let next = select(steps.next(), &mut self.place.cut);
            let next = async {
                match next.await {
                    Either::Left((step, _)) => Ok(step),
                    Either::Right((cut, _)) => Err(cut),
                }
            };
            let step = if self.is_open {
                next.await
            } else {
                match select(std::pin::pin!(next), &mut limit).await {
                    Either::Left((step, _)) => step,
                    Either::Right(_) => return self.fail(timed_out()).await,
                }
            };
            match step {
                Ok(Some(Ok(SocketStep::Open(head)))) => self.open(head).await,
                Ok(Some(Ok(SocketStep::Message(message)))) => self.hear(message).await,
                Ok(Some(Ok(SocketStep::Closed { code, reason }))) => return self.closed(code, reason).await,
                Ok(Some(Err(error))) => {
                    let error = self.cx.net_error(&self.request.url, error);
                    return self.fail(error).await;
                }
                Ok(None) => return self.closed(ABNORMAL, String::new()).await,
                Err(Ok(why)) => return self.fail(cut_short(why)).await,
                // The mini program is gone.
                Err(Err(_)) => return,
            }
        }
    }

    async fn open(&mut self, head: Head) {
        self.is_open = true;
        self.cx.tell_socket(&self.request, self.started, head.clone(), Ok(self.number));
        if self.cx.net_tasks(|tasks| tasks.opened(self.place.number)).is_ok() {
            let header = self.cx.read_headers(&head);
            self.cx.tell("open", json!(Opened { header })).await;
        }
    }

    async fn hear(&self, message: Message) {
        trace(&self.cx, self.number, FrameKind::Received, &message);
        let data = match message {
            Message::Text(text) => Data::Text(text),
            Message::Binary(bytes) => Data::Binary(Binary(bytes)),
        };
        self.cx.tell("message", json!(Received { data })).await;
    }

    async fn fail(self, error: ApiError) {
        if !self.is_open {
            self.cx.tell_socket(&self.request, self.started, Head::default(), Err(&error));
        }
        let reason = error.to_string();
        self.cx.tell("error", error::reply(ConnectSocket::NAME, &Err(error), Dialect::Tcmpp)).await;
        self.closed(ABNORMAL, reason).await;
    }

    async fn closed(self, code: u16, reason: String) {
        let Self { cx, place, number, .. } = self;
        // Its place is free before the program hears of it, and may want it.
        drop(place);
        cx.trace(TraceEvent::Frame {
            app: cx.caller.app.clone(),
            socket: number,
            kind: FrameKind::Closed,
            text: Some(reason.clone()).filter(|reason| !reason.is_empty()),
            bytes: 0.0,
            code: Some(code),
        });
        cx.tell("close", json!(Closed { code, reason })).await;
    }
}

fn trace(cx: &Cx, socket: u64, kind: FrameKind, message: &Message) {
    let text = match message {
        Message::Text(text) => body::preview(&[text.as_bytes()]),
        Message::Binary(_) => None,
    };
    let (app, bytes) = (cx.caller.app.clone(), message.len() as f64);
    cx.trace(TraceEvent::Frame { app, socket, kind, text, bytes, code: None });
}

/// Sends a text or bytes by an open socket.
#[derive(Deserialize, JsonSchema)]
pub struct SendSocketMessage {
    /// A text or an `ArrayBuffer`.
    data: Data,
    /// The socket's task; the one that was opened last when absent.
    #[serde(default)]
    task: Option<u64>,
}

impl Api for SendSocketMessage {
    const NAME: &'static str = "sendSocketMessage";
    const SURFACE: Surface = Surface::Logic;
    type Reply = Nothing;

    async fn call(self, cx: Cx) -> Result<Nothing, ApiError> {
        let message = match self.data {
            Data::Text(text) => Message::Text(text),
            Data::Binary(Binary(bytes)) => Message::Binary(bytes),
        };
        let copy = message.clone();
        let bytes = message.len();
        let (number, sent) = cx.net_tasks(|tasks| tasks.send(self.task, message))?.map_err(ApiError::fail)?;
        let result = sent.await;
        cx.net_tasks(|tasks| tasks.sent(number, bytes))?;
        result.map_err(|_| ApiError::fail("WebSocket is not connected"))?;
        trace(&cx, self.task.unwrap_or(number), FrameKind::Sent, &copy);
        Ok(Nothing {})
    }
}

/// Closes a socket.
#[derive(Deserialize, JsonSchema)]
pub struct CloseSocket {
    /// 1000 when absent, or 3000 to 4999.
    #[serde(default)]
    code: Option<u16>,
    /// Why; at most 123 bytes.
    #[serde(default)]
    reason: Option<String>,
    /// The socket's task; the one that was opened last when absent.
    #[serde(default)]
    task: Option<u64>,
}

impl Api for CloseSocket {
    const NAME: &'static str = "closeSocket";
    const SURFACE: Surface = Surface::Logic;
    type Reply = Nothing;

    async fn call(self, cx: Cx) -> Result<Nothing, ApiError> {
        let code = self.code.unwrap_or(1000);
        if code != 1000 && !(3000..5000).contains(&code) {
            return Err(ApiError::fail(format!("invalid code {code}: it must be 1000, or 3000 to 4999")));
        }
        let reason = self.reason.unwrap_or_default();
        if reason.len() > REASON {
            return Err(ApiError::fail(format!("the reason is longer than {REASON} bytes")));
        }
        cx.net_tasks(|tasks| tasks.close(self.task, code, reason))?.map_err(ApiError::fail)?;
        Ok(Nothing {})
    }
}

/// A socket has opened.
#[derive(Serialize, JsonSchema)]
pub struct Opened {
    /// Headers of the server's answer.
    header: Map<String, Value>,
}

listener!(
    /// The socket that was opened last is open. `onOpen` of the task is the better way (WeChat documentation).
    OnSocketOpen, "onSocketOpen", Opened
);

/// What came.
#[derive(Serialize, JsonSchema)]
pub struct Received {
    /// A text or an `ArrayBuffer`.
    data: Data,
}

listener!(
    /// A message has come by the socket that was opened last.
    OnSocketMessage, "onSocketMessage", Received
);
listener!(
    /// The socket that was opened last has failed; `errMsg` says why.
    OnSocketError, "onSocketError", Nothing
);

/// How a socket was closed.
#[derive(Serialize, JsonSchema)]
pub struct Closed {
    /// 1000, or what either end gave; 1006 when the connection broke off.
    code: u16,
    reason: String,
}

listener!(
    /// The socket that was opened last has closed.
    OnSocketClose, "onSocketClose", Closed
);
