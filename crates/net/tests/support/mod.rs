//! A server that does what a test says, byte for byte, and a carrier that speaks to it.
#![allow(dead_code)] // each test file uses its part

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use futures::stream::BoxStream;
use sampan_engine::net::{Addresses, Carrier, Head, Net, NetError, Request, Step};
use sampan_net::WebNet;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Handle;
use tokio::time::timeout;
use url::Url;

/// The longest a test waits for anything.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Serves each connection with `serve`, until the test ends.
pub async fn server<F>(serve: impl Fn(TcpStream) -> F + Send + Sync + 'static) -> SocketAddr
where
    F: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream));
        }
    });
    address
}

/// A server that reads a request's head and writes this.
pub async fn says(answer: &'static [u8]) -> SocketAddr {
    server(move |mut stream| async move {
        read_head(&mut stream).await;
        stream.write_all(answer).await.unwrap();
    })
    .await
}

/// The head of a request, in lower case.
pub async fn read_head(stream: &mut TcpStream) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => break,
        }
    }
    String::from_utf8_lossy(&head).to_lowercase()
}

pub fn all() -> Addresses {
    Arc::new(|_, _| Ok(()))
}

pub fn carrier(addresses: Addresses) -> Arc<dyn Carrier> {
    WebNet::new(Handle::current()).carrier(addresses)
}

pub fn request(method: &str, url: &str) -> Request {
    let url = Url::parse(url).unwrap();
    Request { method: method.to_owned(), url, headers: Vec::new(), body: Vec::new(), speed: None }
}

pub type Steps<T> = BoxStream<'static, Result<T, NetError>>;

pub async fn next<T>(steps: &mut Steps<T>) -> Option<Result<T, NetError>> {
    timeout(PATIENCE, steps.next()).await.expect("a step in time")
}

/// All of an answer.
pub async fn whole(mut steps: Steps<Step>) -> Result<(Head, Vec<u8>), NetError> {
    let (mut head, mut body) = (Head::default(), Vec::new());
    while let Some(step) = next(&mut steps).await {
        match step? {
            Step::Head(came) => head = came,
            Step::Body(bytes) => body.extend(bytes),
            Step::Sent(_) => {}
        }
    }
    Ok((head, body))
}

pub async fn get(address: SocketAddr) -> Result<(Head, Vec<u8>), NetError> {
    whole(carrier(all()).send(request("GET", &format!("http://{address}/")))).await
}
