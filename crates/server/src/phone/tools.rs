//! The browser's own developer tools on a page: their files, and their conversation with the page.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::body::Body;
use axum::extract::ws::{Message, WebSocket};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures::{SinkExt, StreamExt};
use sampan_engine::id::PageId;
use sampan_engine::screen::Screen;
use tokio::sync::mpsc;
use tokio::time::timeout;

use super::Server;
use super::door::refused;

/// How much may wait for tools that do not read.
const WAITING: usize = 64 * 1024 * 1024;
/// How long tools may leave a message unread.
const PATIENCE: Duration = Duration::from_secs(10);

/// `/devtools/…`: a file of the tools.
pub async fn file(server: &Server, path: &str) -> Response {
    let file = match server.powers.screen() {
        Some(screen) => screen.tool_file(path).await,
        None => None,
    };
    let Some((bytes, media_type)) = file else {
        return refused(StatusCode::NOT_FOUND, "The browser has no such file of developer tools.");
    };
    let mut answer = Body::from(bytes).into_response();
    let media_type = HeaderValue::from_str(&media_type);
    let unknown = HeaderValue::from_static("application/octet-stream");
    answer.headers_mut().insert(header::CONTENT_TYPE, media_type.unwrap_or(unknown));
    answer
}

/// `/devtools-ws/<page>`: passes messages on until one side is gone.
pub async fn serve(screen: Arc<dyn Screen>, page: PageId, socket: WebSocket) {
    let (mut sink, mut stream) = socket.split();
    let (sender, mut messages) = mpsc::unbounded_channel::<String>();
    let waiting = Arc::new(AtomicUsize::new(0));
    let counter = waiting.clone();
    let session = screen.attach(
        page,
        Arc::new(move |message: String| {
            // What is too much is not kept: the sender's end is noticed below.
            if counter.fetch_add(message.len(), Ordering::Relaxed) < WAITING {
                let _ = sender.send(message);
            }
        }),
    );
    let Some(session) = session else {
        let _ = sink.send(Message::Close(None)).await;
        return;
    };
    loop {
        tokio::select! {
            message = messages.recv() => {
                let Some(message) = message else { break };
                if waiting.fetch_sub(message.len(), Ordering::Relaxed) > WAITING {
                    tracing::warn!("developer tools that do not read were disconnected");
                    break;
                }
                if !matches!(timeout(PATIENCE, sink.send(Message::text(message))).await, Ok(Ok(()))) {
                    break;
                }
            }
            message = stream.next() => match message {
                Some(Ok(Message::Text(text))) => session.send(&text),
                Some(Ok(Message::Close(_)) | Err(_)) | None => break,
                Some(Ok(_)) => {}
            },
        }
    }
}
