//! What a program and the channel say to each other, good and bad.

use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use futures::{FutureExt, SinkExt, StreamExt};
use sampan_server::channel::{self, Channel, Client, Events, Route, Service};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// Everything but a test that hangs.
const LIMIT: Duration = Duration::from_secs(20);

/// Knows four methods; says when a call that never ends was dropped, and when a client was.
struct Echo(mpsc::UnboundedSender<&'static str>);

struct EchoClient(Events, mpsc::UnboundedSender<&'static str>);

/// Says so when it is dropped.
struct Dropped(&'static str, mpsc::UnboundedSender<&'static str>);

impl Drop for Dropped {
    fn drop(&mut self) {
        let _ = self.1.send(self.0);
    }
}

impl Service for Echo {
    fn welcome(&self, events: Events) -> Box<dyn Client> {
        Box::new(EchoClient(events, self.0.clone()))
    }
}

impl Drop for EchoClient {
    fn drop(&mut self) {
        let _ = self.1.send("client");
    }
}

impl Client for EchoClient {
    fn call(&self, method: String, params: Value) -> BoxFuture<'static, Result<Value, String>> {
        let (events, drops) = (self.0.clone(), self.1.clone());
        async move {
            match method.as_str() {
                "Echo.same" => Ok(params),
                "Echo.tell" => {
                    events.tell("Echo.told", &params);
                    Ok(json!({}))
                }
                "Echo.never" => {
                    let _dropped = Dropped("call", drops);
                    events.tell("Echo.begun", &json!({}));
                    std::future::pending().await
                }
                _ => Err(format!("{method} is not known")),
            }
        }
        .boxed()
    }
}

struct Open {
    channel: Channel,
    drops: mpsc::UnboundedReceiver<&'static str>,
}

async fn open() -> Open {
    let (sender, drops) = mpsc::unbounded_channel();
    let route = |path, token| Route { path, token, service: Arc::new(Echo(sender.clone())) };
    let channel = channel::open(0, vec![route("/", false), route("/secret", true)]).await.unwrap();
    Open { channel, drops }
}

struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    async fn connect(address: &str) -> Self {
        Self(connect_async(address).await.unwrap().0)
    }

    async fn send(&mut self, message: impl Into<Message>) {
        self.0.send(message.into()).await.unwrap();
    }

    async fn call(&mut self, id: Value, method: &str, params: Value) {
        self.send(json!({ "id": id, "method": method, "params": params }).to_string()).await;
    }

    async fn next(&mut self) -> Message {
        timeout(LIMIT, self.0.next()).await.expect("nothing came").expect("the end").unwrap()
    }

    async fn read(&mut self) -> Value {
        serde_json::from_str(self.next().await.to_text().unwrap()).unwrap()
    }
}

#[tokio::test]
async fn calls_are_answered_and_events_come_before_the_answer_that_follows_them() {
    let open = open().await;
    let mut socket = Socket::connect(open.channel.address("/").unwrap()).await;
    socket.call(json!("a"), "Echo.same", json!({ "x": [1, null] })).await;
    assert_eq!(socket.read().await, json!({ "id": "a", "result": { "x": [1, null] } }));
    socket.call(json!(7), "Echo.tell", json!({ "x": 1 })).await;
    assert_eq!(socket.read().await, json!({ "method": "Echo.told", "params": { "x": 1 } }));
    assert_eq!(socket.read().await, json!({ "id": 7, "result": {} }));
    socket.call(json!("b"), "Echo.what", json!({})).await;
    assert_eq!(socket.read().await, json!({ "id": "b", "error": { "message": "Echo.what is not known" } }));
    // Without params, as bytes.
    socket.send(Message::binary(br#"{"id":"c","method":"Echo.same"}"#.as_slice())).await;
    assert_eq!(socket.read().await, json!({ "id": "c", "result": {} }));
}

#[tokio::test]
async fn a_call_that_waits_holds_up_no_other_and_ends_with_its_client() {
    let mut open = open().await;
    let mut socket = Socket::connect(open.channel.address("/").unwrap()).await;
    socket.call(json!(1), "Echo.never", json!({})).await;
    socket.call(json!(2), "Echo.same", json!({})).await;
    assert_eq!(socket.read().await["method"], "Echo.begun");
    assert_eq!(socket.read().await["id"], 2);
    // Gone without a word, as a process that dies.
    drop(socket);
    let mut gone = Vec::new();
    while gone.len() < 2 {
        gone.extend(timeout(LIMIT, open.drops.recv()).await.expect("nothing was dropped"));
    }
    gone.sort_unstable();
    assert_eq!(gone, ["call", "client"]);
}

#[tokio::test]
async fn garbage_is_not_answered_and_who_sends_nothing_else_is_sent_away() {
    let open = open().await;
    let mut socket = Socket::connect(open.channel.address("/").unwrap()).await;
    for garbage in
        ["", "{", "null", "[]", "7", r#"{"method":"Echo.same"}"#, r#"{"id":null,"method":"Echo.same"}"#]
    {
        socket.send(garbage).await;
    }
    socket.send(Message::binary([0_u8, 255, 1].as_slice())).await;
    for (params, why) in [(json!([1]), "params is not an object"), (json!("x"), "params is not an object")] {
        socket.call(json!(1), "Echo.same", params).await;
        assert_eq!(socket.read().await, json!({ "id": 1, "error": { "message": why } }));
    }
    socket.send(r#"{"id":2}"#).await;
    assert_eq!(socket.read().await["error"]["message"], "this message has no method: {id, method, params}");
    for _ in 0..12 {
        socket.send("{").await;
    }
    let Message::Close(Some(close)) = socket.next().await else { panic!("not sent away") };
    assert!(close.reason.starts_with("it sent a message that is not JSON"), "{}", close.reason);
    let mut other = Socket::connect(open.channel.address("/").unwrap()).await;
    other.call(json!(1), "Echo.same", json!({})).await;
    assert_eq!(other.read().await["id"], 1);
}

#[tokio::test]
async fn pages_other_names_and_wrong_tokens_do_not_come_in() {
    let open = open().await;
    let secret = open.channel.address("/secret").unwrap();
    let refused = async |address: &str, header: Option<(&'static str, &str)>| {
        let mut request = address.into_client_request().unwrap();
        if let Some((name, value)) = header {
            request.headers_mut().insert(name, value.parse().unwrap());
        }
        match connect_async(request).await {
            Err(Error::Http(answer)) => answer.status().as_u16(),
            other => panic!("{other:?}"),
        }
    };
    let plain = open.channel.address("/").unwrap();
    assert_eq!(refused(plain, Some(("origin", "http://127.0.0.1"))).await, 403);
    assert_eq!(refused(plain, Some(("origin", "null"))).await, 403);
    assert_eq!(refused(plain, Some(("host", "evil.example"))).await, 403);
    let (without, _) = secret.split_once('?').unwrap();
    assert_eq!(refused(without, None).await, 403);
    assert_eq!(refused(&format!("{without}?token=1"), None).await, 403);
    assert_eq!(refused(&format!("{plain}elsewhere"), None).await, 404);
    let mut socket = Socket::connect(secret).await;
    socket.call(json!(1), "Echo.same", json!({})).await;
    assert_eq!(socket.read().await["id"], 1);
}

#[tokio::test]
async fn the_end_waits_until_everybody_has_heard_it() {
    let open = open().await;
    let mut one = Socket::connect(open.channel.address("/").unwrap()).await;
    let mut two = Socket::connect(open.channel.address("/").unwrap()).await;
    for socket in [&mut one, &mut two] {
        socket.call(json!(1), "Echo.same", json!({})).await;
        socket.read().await;
    }
    open.channel.farewell().await;
    assert!(matches!(one.next().await, Message::Close(_)));
    assert!(matches!(two.next().await, Message::Close(_)));
    assert!(connect_async(open.channel.address("/").unwrap()).await.is_err());
}
