//! A channel: calls and answers as JSON over a WebSocket, for programs that drive the host. What can be called is not known
//! here: a [`Service`] says it.
//!
//! | frame | |
//! | --- | --- |
//! | `{id, method, params}` | a call |
//! | `{id, result}`, `{id, error: {message}}` | its answer; answers come in any order |
//! | `{method, params}` | an event |

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::extract::rejection::QueryRejection;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::serve::ListenerExt;
use futures::future::BoxFuture;
use futures::stream::{FuturesUnordered, SplitSink};
use futures::{FutureExt, SinkExt, StreamExt};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};
use tokio::time::timeout;

use crate::admission::Admission;
use crate::secret::secret;

/// The longest message of a client.
const MESSAGE_LIMIT: usize = 64 * 1024 * 1024;
/// How many calls of a client may be at work; more get an error.
const AT_WORK: usize = 2_000;
/// How many messages that are none a client may send before it is sent away.
const BAD: usize = 20;
/// How long a client may leave a message unread.
const PATIENCE: Duration = Duration::from_secs(10);
/// How much may wait for a client that does not read.
const WAITING: usize = 64 * 1024 * 1024;
/// How long clients may take to hear that the channel ends.
const FAREWELL: Duration = Duration::from_secs(2);

/// What can be called.
pub trait Service: Send + Sync + 'static {
    /// A client has come; what it is to know without having asked goes through `events`.
    fn welcome(&self, events: Events) -> Box<dyn Client>;
}

/// A client, as its service sees it; dropped when it is gone.
pub trait Client: Send + Sync {
    /// Begins a call. It ends early, by being dropped, when the client goes. Calls begin in the order they were sent.
    fn call(&self, method: String, params: Value) -> BoxFuture<'static, Result<Value, String>>;
}

/// What one client is told without having asked.
#[derive(Clone)]
pub struct Events {
    queue: mpsc::UnboundedSender<String>,
    waiting: Arc<AtomicUsize>,
}

impl Events {
    /// Tells it. Who does not read for long is sent away, and nothing is kept for who has gone.
    pub fn tell(&self, method: &str, params: &Value) {
        let frame = json!({ "method": method, "params": params }).to_string();
        if self.waiting.fetch_add(frame.len(), Ordering::Relaxed) < WAITING {
            let _ = self.queue.send(frame);
        }
    }
}

/// Where a service is found.
pub struct Route {
    pub path: &'static str,
    /// Whether the address has a token in it. Only a protocol whose clients know of none goes without.
    pub token: bool,
    pub service: Arc<dyn Service>,
}

/// An open channel. It closes when this is dropped.
pub struct Channel {
    addresses: BTreeMap<&'static str, String>,
    closed: watch::Sender<bool>,
    clients: watch::Sender<usize>,
}

/// Opens a channel on a port of this machine (0: any).
pub async fn open(port: u16, routes: Vec<Route>) -> std::io::Result<Channel> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    let local = listener.local_addr()?;
    let (closed, clients) = (watch::Sender::new(false), watch::Sender::new(0));
    let mut addresses = BTreeMap::new();
    let mut paths = Router::new();
    for Route { path, token, service } in routes {
        let token = if token { Some(secret()?) } else { None };
        let query = token.as_ref().map(|token| format!("?token={token}")).unwrap_or_default();
        addresses.insert(path, format!("ws://{local}{path}{query}"));
        let admission = Admission { local, token };
        let door = Door { service, admission, closed: closed.subscribe(), clients: clients.clone() };
        paths = paths.route(path, get(enter).with_state(Arc::new(door)));
    }
    // Calls are small, and must not wait for more.
    let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
    let mut end = closed.subscribe();
    let end = async move { drop(end.wait_for(|closed| *closed).await) };
    tokio::spawn(async move { axum::serve(listener, paths).with_graceful_shutdown(end).await });
    Ok(Channel { addresses, closed, clients })
}

impl Channel {
    /// The address of the service at a path, its token in it.
    pub fn address(&self, path: &str) -> Option<&str> {
        self.addresses.get(path).map(String::as_str)
    }

    /// Ends it, and waits until everybody has what was sent or has had the time.
    pub async fn farewell(&self) {
        self.closed.send_replace(true);
        let mut clients = self.clients.subscribe();
        let _ = timeout(FAREWELL, clients.wait_for(|count| *count == 0)).await;
    }
}

/// The way to one service.
struct Door {
    service: Arc<dyn Service>,
    admission: Admission,
    /// An error means the same as true: nobody holds the channel any more.
    closed: watch::Receiver<bool>,
    clients: watch::Sender<usize>,
}

#[derive(Deserialize)]
struct Token {
    token: Option<String>,
}

async fn enter(
    State(door): State<Arc<Door>>,
    // A query that is not understood has no token in it.
    query: Result<Query<Token>, QueryRejection>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    let token = query.ok().and_then(|Query(query)| query.token);
    if let Err(why) = door.admission.admit(&headers, token.as_deref()) {
        return refused(StatusCode::FORBIDDEN, why);
    }
    match upgrade {
        Ok(upgrade) => upgrade
            .max_message_size(MESSAGE_LIMIT)
            .max_frame_size(MESSAGE_LIMIT)
            .on_upgrade(move |socket| async move { door.serve(socket).await }),
        Err(_) => refused(StatusCode::UPGRADE_REQUIRED, "Only WebSockets are spoken here."),
    }
}

fn refused(status: StatusCode, why: &str) -> Response {
    (status, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], format!("{why}\n")).into_response()
}

impl Door {
    async fn serve(&self, socket: WebSocket) {
        self.clients.send_modify(|count| *count += 1);
        let reason = Conversation::new(self, socket).run(self.closed.clone()).await;
        if let Some(reason) = reason {
            tracing::warn!("a client of the channel was sent away: {reason}");
        }
        self.clients.send_modify(|count| *count -= 1);
    }
}

/// What goes on with one client.
struct Conversation {
    client: Box<dyn Client>,
    sink: SplitSink<WebSocket, Message>,
    stream: futures::stream::SplitStream<WebSocket>,
    calls: FuturesUnordered<BoxFuture<'static, String>>,
    told: mpsc::UnboundedReceiver<String>,
    waiting: Arc<AtomicUsize>,
    bad: usize,
}

/// Breaks when the client is gone; with a reason when it was sent away.
type Flow = ControlFlow<Option<String>>;

impl Conversation {
    fn new(door: &Door, socket: WebSocket) -> Self {
        let (sink, stream) = socket.split();
        let (queue, told) = mpsc::unbounded_channel();
        let waiting = Arc::new(AtomicUsize::new(0));
        let client = door.service.welcome(Events { queue, waiting: waiting.clone() });
        Self { client, sink, stream, calls: FuturesUnordered::new(), told, waiting, bad: 0 }
    }

    /// Until the client goes, is sent away (gives the reason), or the channel ends.
    async fn run(mut self, mut closed: watch::Receiver<bool>) -> Option<String> {
        let end = async move { drop(closed.wait_for(|closed| *closed).await) };
        tokio::pin!(end);
        loop {
            // In this order: who ends the host by a call still has the answer.
            let flow = tokio::select! {
                biased;
                Some(frame) = self.told.recv() => self.tell(frame).await,
                Some(answer) = self.calls.next() => self.answer(answer).await,
                () = &mut end => {
                    let _ = self.send(Message::Close(None)).await;
                    return None;
                }
                message = self.stream.next() => match message {
                    Some(Ok(message)) => self.hear(message),
                    Some(Err(_)) | None => Flow::Break(None),
                },
            };
            if let Flow::Break(reason) = flow {
                if let Some(reason) = &reason {
                    // A reason in a close message has room for 123 bytes.
                    let reason = reason.chars().take(40).collect::<String>();
                    let _ = self
                        .send(Message::Close(Some(CloseFrame { code: 1008, reason: reason.into() })))
                        .await;
                }
                return reason;
            }
        }
    }

    /// What happened before a call was answered is told before.
    async fn answer(&mut self, frame: String) -> Flow {
        while let Ok(event) = self.told.try_recv() {
            self.tell(event).await?;
        }
        self.send(Message::text(frame)).await
    }

    async fn tell(&mut self, frame: String) -> Flow {
        if self.waiting.fetch_sub(frame.len(), Ordering::Relaxed) > WAITING {
            return Flow::Break(Some(format!("more than {} MB wait for it", WAITING >> 20)));
        }
        self.send(Message::text(frame)).await
    }

    fn hear(&mut self, message: Message) -> Flow {
        let heard = match &message {
            Message::Text(text) => serde_json::from_str(text),
            // Some clients send their text so.
            Message::Binary(bytes) => serde_json::from_slice(bytes),
            Message::Close(_) => return Flow::Break(None),
            Message::Ping(_) | Message::Pong(_) => return Flow::Continue(()),
        };
        let wrong = match heard.map(Frame::of) {
            Ok(Frame::Call { id, method, params }) => {
                self.call(id, method, params);
                return Flow::Continue(());
            }
            Ok(Frame::Wrong { id, why }) => {
                let frame = answer(&id, Err(why.to_owned()));
                self.calls.push(std::future::ready(frame).boxed());
                return Flow::Continue(());
            }
            Ok(Frame::Nothing) => "a message without an id, which nobody can answer".to_owned(),
            Err(error) => format!("a message that is not JSON: {error}"),
        };
        tracing::warn!("a client of the channel sent {wrong}");
        self.bad += 1;
        if self.bad < BAD { Flow::Continue(()) } else { Flow::Break(Some(format!("it sent {wrong}"))) }
    }

    fn call(&mut self, id: Value, method: String, params: Value) {
        let result = if self.calls.len() < AT_WORK {
            self.client.call(method, params)
        } else {
            std::future::ready(Err(format!("more than {AT_WORK} calls at once"))).boxed()
        };
        self.calls.push(async move { answer(&id, result.await) }.boxed());
    }

    async fn send(&mut self, message: Message) -> Flow {
        match timeout(PATIENCE, self.sink.send(message)).await {
            Ok(Ok(())) => Flow::Continue(()),
            Ok(Err(_)) => Flow::Break(None),
            Err(_) => Flow::Break(Some(format!("it has read nothing for {} s", PATIENCE.as_secs()))),
        }
    }
}

/// What a message is.
enum Frame {
    Call { id: Value, method: String, params: Value },
    Wrong { id: Value, why: &'static str },
    Nothing,
}

impl Frame {
    fn of(mut message: Value) -> Self {
        let mut take = |key| message.get_mut(key).map(Value::take).unwrap_or_default();
        let id = take("id");
        if !(id.is_string() || id.is_number()) {
            return Self::Nothing;
        }
        let Value::String(method) = take("method") else {
            return Self::Wrong { id, why: "this message has no method: {id, method, params}" };
        };
        match take("params") {
            Value::Null => Self::Call { id, method, params: json!({}) },
            params @ Value::Object(_) => Self::Call { id, method, params },
            _ => Self::Wrong { id, why: "params is not an object" },
        }
    }
}

fn answer(id: &Value, result: Result<Value, String>) -> String {
    match result {
        Ok(result) => json!({ "id": id, "result": result }),
        Err(message) => json!({ "id": id, "error": { "message": message } }),
    }
    .to_string()
}
