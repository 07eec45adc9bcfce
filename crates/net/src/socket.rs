//! A WebSocket: it begins as a request of the same client, so that proxies, certificates and addresses are the same.

use std::time::Duration;

use futures::channel::mpsc;
use futures::{SinkExt, StreamExt};
use reqwest::header::{
    CONNECTION, HeaderMap, HeaderValue, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_PROTOCOL,
    SEC_WEBSOCKET_VERSION, UPGRADE,
};
use reqwest::{Client, Method, Response, StatusCode, Upgraded};
use sampan_engine::net::{Message, NetError, Order, Request, SocketStep};
use tokio::time::{Instant, sleep_until, timeout};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message as Frame;
use tokio_tungstenite::tungstenite::error::{CapacityError, Error};
use tokio_tungstenite::tungstenite::handshake::client::generate_key;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::frame::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};

use crate::fault;
use crate::http::{head, headers};
use crate::pace::{Pace, latency};
use crate::steps::{Sender, Stop};

/// The largest message that is taken.
const LARGEST: usize = 16 * 1024 * 1024;
/// How long the other end may take to say goodbye.
const GOODBYE: Duration = Duration::from_secs(5);
/// Codes of ends that have none (RFC 6455).
const NO_CODE: u16 = 1005;
const ABNORMAL: u16 = 1006;

type Socket = WebSocketStream<Upgraded>;

pub async fn live(
    client: Client,
    request: Request,
    protocols: Vec<String>,
    orders: mpsc::UnboundedReceiver<Order>,
    mut steps: Sender<SocketStep>,
) -> Result<(), Stop> {
    let speed = request.speed;
    latency(speed.map_or(0.0, |speed| speed.latency)).await;
    let response = shake_hands(&client, &request, &protocols).await?;
    let head = head(&response);
    let upgraded = response.upgrade().await.map_err(|error| fault::of(&error))?;
    let config = WebSocketConfig::default().max_message_size(Some(LARGEST)).max_frame_size(Some(LARGEST));
    let socket = WebSocketStream::from_raw_socket(upgraded, Role::Client, Some(config)).await;
    steps.step(SocketStep::Open(head)).await?;
    let (up, down) = (Pace::new(speed.map(|s| s.up)), Pace::new(speed.map(|s| s.down)));
    Live { socket, steps, up, down, farewell: None }.run(orders).await
}

async fn shake_hands(client: &Client, request: &Request, protocols: &[String]) -> Result<Response, NetError> {
    let mut url = request.url.clone();
    let scheme = if url.scheme() == "wss" { "https" } else { "http" };
    url.set_scheme(scheme).map_err(|()| NetError::Other(format!("invalid url \"{url}\"")))?;
    let key = generate_key();
    let mut given = headers(&request.headers)?;
    let fixed = [(CONNECTION, "Upgrade"), (UPGRADE, "websocket"), (SEC_WEBSOCKET_VERSION, "13")];
    given.extend(fixed.map(|(name, value)| (Some(name), HeaderValue::from_static(value))));
    let value =
        |text: &str| HeaderValue::from_str(text).map_err(|_| NetError::Other("invalid protocol".to_owned()));
    given.insert(SEC_WEBSOCKET_KEY, value(&key)?);
    given.remove(SEC_WEBSOCKET_PROTOCOL);
    if !protocols.is_empty() {
        given.insert(SEC_WEBSOCKET_PROTOCOL, value(&protocols.join(", "))?);
    }
    let mut built = reqwest::Request::new(Method::GET, url);
    *built.headers_mut() = given;
    let response = client.execute(built).await.map_err(|error| fault::of(&error))?;
    check(response.status(), response.headers(), &key, protocols)?;
    Ok(response)
}

/// What RFC 6455 asks of the server's answer.
fn check(status: StatusCode, headers: &HeaderMap, key: &str, protocols: &[String]) -> Result<(), NetError> {
    let wrong = |words: String| Err(NetError::Other(format!("Error during WebSocket handshake: {words}")));
    if status != StatusCode::SWITCHING_PROTOCOLS {
        return wrong(format!("Unexpected response code: {}", status.as_u16()));
    }
    let is_accepted =
        headers.get(SEC_WEBSOCKET_ACCEPT).is_some_and(|accept| *accept == derive_accept_key(key.as_bytes()));
    if !is_accepted {
        return wrong("the server's Sec-WebSocket-Accept does not answer the key".to_owned());
    }
    let chosen = headers.get(SEC_WEBSOCKET_PROTOCOL).and_then(|chosen| chosen.to_str().ok());
    match chosen {
        Some(chosen) if !protocols.iter().any(|known| known == chosen) => {
            wrong(format!("the server chose the protocol \"{chosen}\", which was not offered"))
        }
        None if !protocols.is_empty() => wrong("the server chose none of the protocols".to_owned()),
        _ => Ok(()),
    }
}

struct Live {
    socket: Socket,
    steps: Sender<SocketStep>,
    up: Pace,
    down: Pace,
    /// Until when the other end may say goodbye.
    farewell: Option<Instant>,
}

impl Live {
    async fn run(mut self, mut orders: mpsc::UnboundedReceiver<Order>) -> Result<(), Stop> {
        loop {
            let farewell = self.farewell;
            let late = async {
                match farewell {
                    Some(at) => sleep_until(at).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                frame = self.socket.next() => if self.take(frame).await? { return Ok(()) },
                order = orders.next() => match order {
                    Some(order) => self.obey(order).await?,
                    None => return Ok(()),
                },
                () = late => return self.end(ABNORMAL, "the server did not close in time".to_owned()).await,
            }
        }
    }

    /// True: this was the last.
    async fn take(&mut self, frame: Option<Result<Frame, Error>>) -> Result<bool, Stop> {
        let message = match frame {
            Some(Ok(Frame::Text(text))) => Message::Text(text.as_str().to_owned()),
            Some(Ok(Frame::Binary(bytes))) => Message::Binary(bytes.to_vec()),
            Some(Ok(Frame::Close(frame))) => {
                let (code, reason) = frame.map_or((NO_CODE, String::new()), |frame| {
                    (frame.code.into(), frame.reason.as_str().to_owned())
                });
                // The answer to it goes out when the socket is asked for more.
                let _ = timeout(GOODBYE, self.socket.next()).await;
                self.end(code, reason).await?;
                return Ok(true);
            }
            Some(Ok(_)) => return Ok(false),
            Some(Err(Error::ConnectionClosed | Error::AlreadyClosed)) | None => {
                self.end(ABNORMAL, String::new()).await?;
                return Ok(true);
            }
            Some(Err(error)) => return Err(self.broken(error).await.into()),
        };
        self.down.take(message.len()).await;
        self.steps.step(SocketStep::Message(message)).await?;
        Ok(false)
    }

    async fn obey(&mut self, order: Order) -> Result<(), Stop> {
        match order {
            Order::Send { message, sent } => {
                self.up.take(message.len()).await;
                let frame = match message {
                    Message::Text(text) => Frame::Text(text.into()),
                    Message::Binary(bytes) => Frame::Binary(bytes.into()),
                };
                match self.socket.send(frame).await {
                    Ok(()) => drop(sent.send(())),
                    // It is closing; what the other end says next is the end.
                    Err(Error::ConnectionClosed | Error::AlreadyClosed | Error::Protocol(_)) => {}
                    Err(error) => return Err(self.broken(error).await.into()),
                }
            }
            Order::Close { code, reason } => {
                let frame = CloseFrame { code: CloseCode::from(code), reason: reason.into() };
                self.farewell = Some(Instant::now() + GOODBYE);
                let _ = self.socket.close(Some(frame)).await; // it may be closing already
            }
        }
        Ok(())
    }

    /// The server does not keep to the protocol, or the connection is gone.
    async fn broken(&mut self, error: Error) -> NetError {
        let (code, error) = match error {
            Error::Io(error) => return fault::of(&error),
            Error::Capacity(CapacityError::MessageTooLong { .. }) => {
                let words = format!("a message is larger than {} MB", LARGEST / 1024 / 1024);
                (CloseCode::Size, NetError::Other(words))
            }
            error => (CloseCode::Protocol, NetError::Other(error.to_string())),
        };
        let frame = CloseFrame { code, reason: String::new().into() };
        let _ = timeout(GOODBYE, self.socket.close(Some(frame))).await; // it is told why, if it still listens
        error
    }

    async fn end(&mut self, code: u16, reason: String) -> Result<(), Stop> {
        Ok(self.steps.step(SocketStep::Closed { code, reason }).await?)
    }
}
