//! Sockets to a real server.

mod support;

use std::net::SocketAddr;

use futures::channel::{mpsc, oneshot};
use futures::{SinkExt, StreamExt};
use sampan_engine::net::{Message, NetError, Order, SocketStep};
use support::{Steps, all, carrier, next, request, says, server};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message as Frame;
use tokio_tungstenite::tungstenite::handshake::server::{Request, Response};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::{WebSocketStream, accept_hdr_async};

/// Takes the first protocol that is offered.
#[allow(clippy::result_large_err, clippy::unnecessary_wraps)] // tungstenite's own signature
async fn accept(stream: TcpStream) -> WebSocketStream<TcpStream> {
    accept_hdr_async(stream, |request: &Request, mut response: Response| {
        if let Some(offered) = request.headers().get("sec-websocket-protocol") {
            let first = offered.to_str().unwrap().split(',').next().unwrap().parse().unwrap();
            response.headers_mut().insert("sec-websocket-protocol", first);
        }
        Ok(response)
    })
    .await
    .unwrap()
}

/// Says everything back, and closes when it is told to.
async fn echo() -> SocketAddr {
    server(|stream| async move {
        let mut socket = accept(stream).await;
        while let Some(Ok(frame)) = socket.next().await {
            if matches!(&frame, Frame::Text(text) if text.as_str() == "go") {
                let reason = CloseFrame { code: 4001.into(), reason: "as you like".into() };
                socket.close(Some(reason)).await.unwrap();
            } else if frame.is_text() || frame.is_binary() {
                socket.send(frame).await.unwrap();
            }
        }
    })
    .await
}

fn connect(address: SocketAddr, protocols: &[&str]) -> (mpsc::UnboundedSender<Order>, Steps<SocketStep>) {
    let (orders, ordered) = mpsc::unbounded();
    let protocols = protocols.iter().map(|&protocol| protocol.to_owned()).collect();
    (orders, carrier(all()).connect(request("GET", &format!("ws://{address}/room")), protocols, ordered))
}

async fn say(orders: &mpsc::UnboundedSender<Order>, message: Message) {
    let (sent, hears) = oneshot::channel();
    orders.unbounded_send(Order::Send { message, sent }).unwrap();
    tokio::time::timeout(support::PATIENCE, hears).await.expect("sent in time").expect("sent");
}

#[tokio::test(flavor = "multi_thread")]
async fn text_and_bytes_go_both_ways() {
    let (orders, mut steps) = connect(echo().await, &["chat.v2", "chat"]);
    let Some(Ok(SocketStep::Open(head))) = next(&mut steps).await else { panic!("not open") };
    assert_eq!((head.status, head.header("sec-websocket-protocol")), (101, Some("chat.v2")));
    for message in
        [Message::Text("hé".to_owned()), Message::Binary(vec![0, 255]), Message::Text(String::new())]
    {
        say(&orders, message.clone()).await;
        let Some(Ok(SocketStep::Message(back))) = next(&mut steps).await else { panic!("no echo") };
        assert_eq!(back, message);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn either_end_closes_with_code_and_reason() {
    let address = echo().await;
    let (orders, mut steps) = connect(address, &[]);
    next(&mut steps).await;
    say(&orders, Message::Text("go".to_owned())).await;
    let Some(Ok(SocketStep::Closed { code, reason })) = next(&mut steps).await else { panic!("not closed") };
    assert_eq!((code, reason.as_str()), (4001, "as you like"));
    assert!(next(&mut steps).await.is_none());
    let (orders, mut steps) = connect(address, &[]);
    next(&mut steps).await;
    orders.unbounded_send(Order::Close { code: 3333, reason: "done".to_owned() }).unwrap();
    let Some(Ok(SocketStep::Closed { code, reason })) = next(&mut steps).await else { panic!("not closed") };
    assert_eq!((code, reason.as_str()), (3333, "done"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_breaks_off_has_no_code() {
    let address = server(|stream| async move { drop(accept(stream).await) }).await;
    let (_orders, mut steps) = connect(address, &[]);
    next(&mut steps).await;
    match next(&mut steps).await {
        Some(Ok(SocketStep::Closed { code: 1006, .. }) | Err(NetError::Failed(_) | NetError::Other(_))) => {}
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_socket_is_told() {
    for (answer, words) in [
        (&b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"[..], "Unexpected response code: 200"),
        (b"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n", "Unexpected response code: 302"),
        (
            b"HTTP/1.1 101 Go\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: guess\r\n\r\n",
            "does not answer the key",
        ),
        (b"garbage\r\n\r\n", "ERR_INVALID_HTTP_RESPONSE"),
    ] {
        let (_orders, mut steps) = connect(says(answer).await, &[]);
        let Some(Err(error)) = next(&mut steps).await else { panic!("{words}") };
        assert!(error.to_string().contains(words), "{error}");
    }
    let silent = server(|stream| async move {
        drop(tokio_tungstenite::accept_async(stream).await);
    })
    .await;
    let (_orders, mut steps) = connect(silent, &["wanted"]);
    let Some(Err(error)) = next(&mut steps).await else { panic!("open without its protocol") };
    assert!(error.to_string().contains("none of the protocols"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_is_too_large_ends_it() {
    let address = server(|stream| async move {
        let mut socket = accept(stream).await;
        let _ = socket.send(Frame::Binary(vec![0; 17 * 1024 * 1024].into())).await; // it is not read to its end
        while let Some(Ok(_)) = socket.next().await {}
    })
    .await;
    let (_orders, mut steps) = connect(address, &[]);
    next(&mut steps).await;
    let Some(Err(error)) = next(&mut steps).await else { panic!("it was taken") };
    assert_eq!(error.to_string(), "a message is larger than 16 MB");
}
