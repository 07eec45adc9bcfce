//! A phone's server with a host and a screen that only remember what they were asked, and clients that speak plain HTTP
//! and WebSocket.
#![allow(dead_code)] // each test file uses its part

use std::fmt::Write as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::future::BoxFuture;
use futures::{FutureExt, SinkExt, StreamExt};
use sampan_engine::engine::Command;
use sampan_engine::id::{AppId, PageId};
use sampan_engine::screen::{FrameSink, Input, MessageSink, Screen, ScreenFrame, ToolSession};
use sampan_engine::sheet::SheetReply;
use sampan_engine::state::{PageState, State};
use sampan_server::phone::protocol::{Recorded, Recording};
use sampan_server::phone::{self, Asset, Live, Phone, Powers};
use serde_json::{Value, json};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};

/// The longest any single thing may take before a test calls it a failure.
pub const LIMIT: Duration = Duration::from_secs(20);

/// What the host was asked, and what it shows.
#[derive(Default)]
pub struct Host {
    pub live: Mutex<Option<Arc<Live>>>,
    pub screen: Arc<Glass>,
    pub watchers: Mutex<Vec<usize>>,
    pub notices: Mutex<Vec<String>>,
    /// Answers that are never given.
    pub kept: Mutex<Vec<Command>>,
    pub answers: Mutex<Vec<(u64, bool)>>,
    pub sheets: Mutex<Vec<(u64, SheetReply)>>,
    pub recording: watch::Sender<Option<Recording>>,
}

/// A screen.
#[derive(Default)]
pub struct Glass {
    pub sink: Mutex<Option<(PageId, FrameSink)>>,
    pub shown: Mutex<usize>,
    pub inputs: Mutex<Vec<Input>>,
}

pub struct Lent(pub Arc<Host>);

impl Powers for Lent {
    fn version(&self) -> &'static str {
        "1.2.3"
    }

    fn command(&self, command: Command) -> bool {
        match command {
            Command::Watch { watchers } => {
                self.0.watchers.lock().unwrap().push(watchers);
                if watchers == 1 {
                    let live = self.0.live.lock().unwrap().clone().unwrap();
                    live.state(one_page("first"));
                }
            }
            Command::Back { answer } => drop(answer.send(Ok(true))),
            Command::AnswerPrompt { id, reply, answer } => {
                self.0.answers.lock().unwrap().push((id, reply.accept));
                drop(answer.send(Ok(())));
            }
            Command::ChangeDevice { key, answer, .. } => drop(answer.send(Err(format!("no key {key}")))),
            Command::TempFile { name, answer, .. } => {
                drop(answer.send((name == "1.png").then(|| b"picture".as_slice().into())));
            }
            Command::SheetSound { id, answer } => {
                drop(answer.send((id == 7).then(|| b"RIFF".as_slice().into())));
            }
            Command::AnswerSheet { id, reply, answer } => {
                self.0.sheets.lock().unwrap().push((id, reply));
                drop(answer.send(Ok(())));
            }
            Command::CallAgain { name, args, answer, .. } => {
                drop(answer.send(Ok(json!({ "again": name, "args": args }))));
            }
            Command::Trace(event) => self.0.notices.lock().unwrap().push(format!("{event:?}")),
            other => self.0.kept.lock().unwrap().push(other),
        }
        true
    }

    fn screen(&self) -> Option<Arc<dyn Screen>> {
        Some(self.0.screen.clone())
    }

    fn package_file(&self, _app: &AppId, path: &str) -> Option<Vec<u8>> {
        (path == "icons/a.svg").then(|| b"<svg/>".to_vec())
    }

    fn recording(&self) -> watch::Receiver<Option<Recording>> {
        self.0.recording.subscribe()
    }

    fn record(&self) -> Result<(), String> {
        self.0.recording.send_replace(Some(Recording::default()));
        Ok(())
    }

    fn end_recording(&self) -> Result<Recorded, String> {
        Err("nothing is recorded".to_owned())
    }

    fn asset(&self, path: &str) -> Option<Asset> {
        let bytes: &'static [u8] = match path {
            "index.html" | "viewer/index.html" => b"<!doctype html>",
            "assets/index-1234.js" => b"1",
            _ => return None,
        };
        Some(Asset { bytes: bytes.into(), gzip: false })
    }
}

impl Screen for Glass {
    fn watch(&self, page: PageId, sink: FrameSink) -> Box<dyn Send> {
        *self.sink.lock().unwrap() = Some((page, sink));
        Box::new(())
    }

    fn shown(&self, _page: PageId) {
        *self.shown.lock().unwrap() += 1;
    }

    fn input(&self, _page: PageId, input: Input) {
        self.inputs.lock().unwrap().push(input);
    }

    fn selection(&self, _page: PageId) -> BoxFuture<'static, Result<String, String>> {
        futures::future::ready(Ok("selected".to_owned())).boxed()
    }

    fn has_text(&self, _page: PageId, _x: f64, _y: f64) -> BoxFuture<'static, bool> {
        futures::future::ready(true).boxed()
    }

    fn run(&self, _page: PageId, script: &str) -> BoxFuture<'static, Result<String, String>> {
        futures::future::ready(Ok(format!("ran {script}"))).boxed()
    }

    fn attach(&self, page: PageId, sink: MessageSink) -> Option<Box<dyn ToolSession>> {
        (page == PageId(1)).then(|| Box::new(Echo(sink)) as _)
    }

    fn tool_file(&self, path: &str) -> BoxFuture<'static, Option<(Vec<u8>, String)>> {
        let file = (path == "inspector.html").then(|| (b"tools".to_vec(), "text/html".to_owned()));
        futures::future::ready(file).boxed()
    }
}

struct Echo(MessageSink);

impl ToolSession for Echo {
    fn send(&self, message: &str) {
        (self.0)(format!("echo {message}"));
    }
}

impl Glass {
    /// Shows a picture, once somebody watches.
    pub async fn show(&self, bytes: &[u8]) {
        let sink = until("somebody watches the screen", || self.sink.lock().unwrap().clone()).await;
        sink.1(ScreenFrame { page: sink.0, bytes: bytes.into(), width: 390.0, height: 751.5 });
    }
}

/// Asks again and again, as long as others may go on.
pub async fn until<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let search = async {
        loop {
            match ask() {
                Some(found) => return found,
                None => tokio::task::yield_now().await,
            }
        }
    };
    tokio::time::timeout(LIMIT, search).await.unwrap_or_else(|_| panic!("never: {what}"))
}

pub fn one_page(title: &str) -> State {
    let page = PageState {
        page: PageId(1),
        title: title.to_owned(),
        web_view: Some("https://a.example/".to_owned()),
        ..PageState::default()
    };
    State { app: Some(AppId::from("mp1")), pages: vec![page], ..State::default() }
}

/// A running server.
pub struct Running {
    pub host: Arc<Host>,
    pub live: Arc<Live>,
    pub phone: Phone,
    /// `127.0.0.1:1234`
    pub at: String,
    pub token: String,
    pub cookie: String,
}

pub async fn start() -> Running {
    let (host, live) = (Arc::new(Host::default()), Live::new());
    *host.live.lock().unwrap() = Some(live.clone());
    let phone = phone::open(0, Arc::new(Lent(host.clone())), live.clone()).await.unwrap();
    let (at, token) = phone.address().strip_prefix("http://").unwrap().split_once("/?token=").unwrap();
    let (at, token) = (at.to_owned(), token.to_owned());
    let mut running = Running { host, live, phone, at, token, cookie: String::new() };
    let answer = running.get(&format!("/?token={}", running.token), &[]).await;
    running.cookie = cookie(&answer.head);
    running
}

/// The cookie of a `Set-Cookie` line.
pub fn cookie(head: &str) -> String {
    let line =
        head.lines().find_map(|line| line.strip_prefix("set-cookie: ")).unwrap_or_else(|| panic!("{head}"));
    line.split(';').next().unwrap().to_owned()
}

pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        let prefix = format!("{name}: ");
        self.head.lines().find_map(|line| line.strip_prefix(&prefix)).unwrap_or_default()
    }
}

/// One request over a connection of its own. What stands in `headers` replaces what would be sent.
pub async fn exchange(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Answer {
    let mut text =
        format!("{method} {path} HTTP/1.1\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
    for (name, value) in headers {
        write!(text, "{name}: {value}\r\n").unwrap();
    }
    text.push_str("\r\n");
    stream.write_all(text.as_bytes()).await.unwrap();
    // A server that refuses a body may have closed already.
    let _ = stream.write_all(body).await;
    let mut bytes = Vec::new();
    let _ = tokio::time::timeout(LIMIT, stream.read_to_end(&mut bytes)).await.expect("an answer that ends");
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("a head");
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Answer { status, head, body: bytes[end + 4..].to_vec() }
}

impl Running {
    /// A `GET` with the right name for the server and these headers besides.
    pub async fn get(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut all = vec![("Host", self.at.as_str())];
        all.extend(headers);
        self.raw("GET", path, &all, b"").await
    }

    /// The same as somebody who has come in.
    pub async fn get_inside(&self, path: &str) -> Answer {
        self.get(path, &[("Cookie", &self.cookie)]).await
    }

    pub async fn raw(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let stream = TcpStream::connect(&self.at).await.unwrap();
        exchange(stream, method, path, headers, body).await
    }

    pub async fn connect(&self) -> Client<TcpStream> {
        let headers = [("Cookie", self.cookie.clone()), ("Origin", format!("http://{}", self.at))];
        self.connect_as(&headers).await.expect("a socket")
    }

    pub async fn connect_as(&self, headers: &[(&str, String)]) -> Result<Client<TcpStream>, Error> {
        let stream = TcpStream::connect(&self.at).await.unwrap();
        Client::open(stream, &format!("ws://{}/ws", self.at), headers).await
    }
}

/// A page with the phone in it.
pub struct Client<S> {
    pub socket: WebSocketStream<S>,
    /// Messages that were read while another one was waited for.
    pub texts: Vec<Value>,
    pub pictures: Vec<Vec<u8>>,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Client<S> {
    pub async fn open(stream: S, url: &str, headers: &[(&str, String)]) -> Result<Self, Error> {
        let mut request = url.into_client_request().unwrap();
        for (name, value) in headers {
            let name = tokio_tungstenite::tungstenite::http::HeaderName::from_bytes(name.as_bytes()).unwrap();
            request.headers_mut().insert(name, value.parse().unwrap());
        }
        let (socket, _) = tokio_tungstenite::client_async(request, stream).await?;
        Ok(Self { socket, texts: Vec::new(), pictures: Vec::new() })
    }

    pub async fn send(&mut self, value: Value) {
        self.socket.send(Message::text(value.to_string())).await.unwrap();
    }

    pub async fn ask(&mut self, id: u32, request: Value) -> Value {
        self.send(json!({ "type": "request", "id": id, "request": request })).await;
        self.text(|text| text["type"] == "reply" && text["id"] == id).await
    }

    /// The next message that is not looked for by somebody else.
    pub async fn text(&mut self, mut is_it: impl FnMut(&Value) -> bool) -> Value {
        if let Some(at) = self.texts.iter().position(&mut is_it) {
            return self.texts.remove(at);
        }
        loop {
            match self.next().await {
                Some(Message::Text(text)) => {
                    let value = serde_json::from_str(&text).unwrap();
                    if is_it(&value) {
                        return value;
                    }
                    self.texts.push(value);
                }
                Some(Message::Binary(bytes)) => self.pictures.push(bytes.to_vec()),
                Some(_) => {}
                None => panic!("the socket ended; before that: {:#?}", self.texts),
            }
        }
    }

    pub async fn of_type(&mut self, kind: &str) -> Value {
        self.text(|text| text["type"] == kind).await
    }

    pub async fn picture(&mut self) -> Vec<u8> {
        loop {
            if !self.pictures.is_empty() {
                return self.pictures.remove(0);
            }
            match self.next().await.expect("a socket") {
                Message::Binary(bytes) => self.pictures.push(bytes.to_vec()),
                Message::Text(text) => self.texts.push(serde_json::from_str(&text).unwrap()),
                _ => {}
            }
        }
    }

    /// The next message, or the end.
    pub async fn next(&mut self) -> Option<Message> {
        let next = tokio::time::timeout(LIMIT, self.socket.next()).await.expect("a message in time");
        next.and_then(Result::ok)
    }
}
