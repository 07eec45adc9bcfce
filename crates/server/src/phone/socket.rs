//! One client: a browser that shows the phone. What it says is handled as it comes; what it is told is taken from what
//! everybody shares, when it has read what came before.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, WebSocket};
use futures::stream::{SplitSink, SplitStream};
use futures::{SinkExt, StreamExt};
use sampan_engine::engine::Command;
use sampan_engine::trace::TraceEvent;
use serde_json::Value;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until, timeout};

use super::live::{News, Place};
use super::protocol::{FromPhone, ToPhone};
use super::{Server, frames, patch, request};

/// Events come at most this often.
const PACE: Duration = Duration::from_millis(16);
/// How long a client may leave a message unread.
const PATIENCE: Duration = Duration::from_secs(10);
/// How many requests of a client may be at work; more get an error.
const AT_WORK: usize = 2_000;
/// How many bad messages a client may send before it is sent away.
const BAD: usize = 20;

/// What the reading half tells the writing half.
enum Note {
    Say(String),
    Drawn,
    /// Sent away, with the reason.
    Away(String),
}

/// A client is gone; with a reason when it was sent away.
type Gone = Option<String>;

/// What both halves of a client know.
pub struct Client {
    /// What it calls this server.
    pub host: String,
    pub remote: bool,
    /// Wants the `data` of pages in the logic layer.
    pub wants_data: AtomicBool,
    at_work: AtomicUsize,
}

/// Counts a client as one who looks, until it is dropped.
struct Looks<'a>(&'a Server, &'a Client);

impl<'a> Looks<'a> {
    fn new(server: &'a Server, client: &'a Client) -> Self {
        server.look(|looking| looking.clients += 1);
        if client.remote {
            server.telephones.send_modify(|count| *count += 1);
        }
        Self(server, client)
    }
}

impl Drop for Looks<'_> {
    fn drop(&mut self) {
        if self.1.remote {
            self.0.telephones.send_modify(|count| *count -= 1);
        }
        let wanted_data = self.1.wants_data.swap(false, Ordering::Relaxed);
        self.0.look(|looking| {
            looking.clients -= 1;
            looking.wanting_data -= usize::from(wanted_data);
        });
    }
}

/// Serves a client until it goes, or is sent away.
pub async fn serve(server: Arc<Server>, socket: WebSocket, host: String, remote: bool) {
    let (sink, stream) = socket.split();
    // Never full: requests at work are bounded, and `Drawn` by the pictures that were sent.
    let (notes, inbox) = mpsc::channel(AT_WORK + BAD + 64);
    let client =
        Arc::new(Client { host, remote, wants_data: AtomicBool::new(false), at_work: AtomicUsize::new(0) });
    let _looks = Looks::new(&server, &client);
    let writer = write(&server, &client, sink, inbox);
    let reader = read(&server, &client, stream, notes);
    tokio::select! {
        end = writer => if let Err(Some(reason)) = end {
            let text = format!("a page with the phone was disconnected: {reason}");
            server.powers.command(Command::Trace(Box::new(TraceEvent::Notice { text })));
        },
        () = reader => {}
    }
}

/// Hears the client until it is gone.
async fn read(
    server: &Arc<Server>,
    client: &Arc<Client>,
    mut stream: SplitStream<WebSocket>,
    notes: mpsc::Sender<Note>,
) {
    let mut bad = 0;
    while let Some(Ok(message)) = stream.next().await {
        let wrong = match message {
            Message::Text(text) => match serde_json::from_str(&text) {
                Ok(said) => {
                    handle(server, client, &notes, said);
                    continue;
                }
                Err(error) => {
                    // A request that is wrong is told so: its id says whom.
                    let id = serde_json::from_str::<Value>(&text).ok().and_then(|value| value["id"].as_u64());
                    if let Some(id) = id.and_then(|id| u32::try_from(id).ok()) {
                        let error = format!("this request is not understood: {error}");
                        let _ = notes.try_send(Note::Say(reply(id, Err(error))));
                    }
                    format!("a message that is not understood: {error}")
                }
            },
            Message::Binary(_) => "a binary message, which this server takes from nobody".to_owned(),
            Message::Close(_) => return,
            Message::Ping(_) | Message::Pong(_) => continue,
        };
        tracing::warn!("the phone's page sent {wrong}");
        bad += 1;
        if bad >= BAD {
            let _ = notes.send(Note::Away(format!("it sent {wrong}, and {} others before", bad - 1))).await;
            // The writer ends this.
            return futures::future::pending().await;
        }
    }
}

fn handle(server: &Arc<Server>, client: &Arc<Client>, notes: &mpsc::Sender<Note>, said: FromPhone) {
    match said {
        FromPhone::Input { page, input } => {
            if let Some(screen) = server.powers.screen() {
                screen.input(page, input);
            }
        }
        FromPhone::Shown { .. } => drop(notes.try_send(Note::Drawn)),
        FromPhone::Request { id, request } => {
            if client.at_work.fetch_add(1, Ordering::Relaxed) >= AT_WORK {
                client.at_work.fetch_sub(1, Ordering::Relaxed);
                let error = format!("more than {AT_WORK} requests at once");
                drop(notes.try_send(Note::Say(reply(id, Err(error)))));
                return;
            }
            let (server, client, notes) = (server.clone(), client.clone(), notes.clone());
            tokio::spawn(async move {
                let result = request::answer(&server, &client, request).await;
                let _ = notes.send(Note::Say(reply(id, result))).await;
                client.at_work.fetch_sub(1, Ordering::Relaxed);
            });
        }
    }
}

fn reply(id: u32, result: Result<Value, String>) -> String {
    let (value, error) = match result {
        Ok(value) => (Some(value).filter(|value| !value.is_null()), None),
        Err(error) => (None, Some(error)),
    };
    text(&ToPhone::Reply { id, value, error })
}

/// Tells the client what there is to tell.
async fn write(
    server: &Arc<Server>,
    client: &Client,
    mut sink: SplitSink<WebSocket, Message>,
    mut inbox: mpsc::Receiver<Note>,
) -> Result<(), Gone> {
    let hello = ToPhone::Hello { version: server.powers.version().to_owned(), remote: client.remote };
    send(&mut sink, Message::text(text(&hello))).await?;
    let screen = server.powers.screen();
    let (mut changes, mut pictures) = (server.live.watch(), server.frames.watch());
    let (mut place, mut shown) = (Place::default(), frames::Shown::default());
    // What was there before this client came is news to it.
    changes.mark_changed();
    pictures.mark_changed();
    let mut recording = server.powers.recording();
    if recording.borrow().is_some() {
        recording.mark_changed();
    }
    let mut next_news = Instant::now();
    let mut news_waits = false;
    loop {
        tokio::select! {
            biased;
            note = inbox.recv() => match note {
                Some(Note::Say(text)) => send(&mut sink, Message::text(text)).await?,
                Some(Note::Drawn) => {
                    shown.drawn();
                    pictures.mark_changed();
                }
                Some(Note::Away(reason)) => {
                    let away = CloseFrame { code: 1008, reason: shortened(&reason).into() };
                    let _ = send(&mut sink, Message::Close(Some(away))).await;
                    return Err(Some(reason));
                }
                // The reader has gone, and with it the client.
                None => return Ok(()),
            },
            _ = pictures.changed() => {
                if let Some(bytes) = server.frames.take(&mut shown, screen.as_ref()) {
                    send(&mut sink, Message::Binary(bytes)).await?;
                }
            }
            Ok(()) = recording.changed() => {
                let recording = recording.borrow_and_update().clone();
                send(&mut sink, Message::text(text(&ToPhone::Recording { recording }))).await?;
            }
            alive = changes.changed(), if !news_waits => {
                if alive.is_err() {
                    return Ok(());
                }
                news_waits = true;
            }
            () = sleep_until(next_news), if news_waits => {
                let news = server.live.news(&mut place, client.wants_data.load(Ordering::Relaxed));
                news_waits = news.more;
                next_news = Instant::now() + PACE;
                for text in told(news) {
                    send(&mut sink, Message::text(text)).await?;
                }
                if !news_waits && let Some(reason) = server.live.ended() {
                    let _ = send(&mut sink, Message::text(self::text(&ToPhone::Bye { reason }))).await;
                    let _ = send(&mut sink, Message::Close(None)).await;
                    return Ok(());
                }
            }
        }
    }
}

/// What is new, as messages.
fn told(news: News) -> Vec<String> {
    let mut messages = Vec::new();
    match news.state {
        Some((before, now)) if before.is_null() => {
            messages.push(format!(r#"{{"type":"state","state":{now}}}"#));
        }
        Some((before, now)) => messages.push(text(&ToPhone::Patch { patch: patch::diff(&before, &now) })),
        None => {}
    }
    if !news.events.is_empty() {
        messages.push(format!(r#"{{"type":"events","events":[{}]}}"#, news.events.join(",")));
    }
    for (app, page, path, data) in news.data {
        let data = Value::clone(&data);
        messages.push(text(&ToPhone::Data { app, page, path, data }));
    }
    messages
}

fn text(message: &ToPhone) -> String {
    serde_json::to_string(message).unwrap_or_default()
}

async fn send(sink: &mut SplitSink<WebSocket, Message>, message: Message) -> Result<(), Gone> {
    match timeout(PATIENCE, sink.send(message)).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) => Err(None),
        Err(_) => Err(Some(format!("it has read nothing for {} s", PATIENCE.as_secs()))),
    }
}

/// The reason in a close message has room for 123 bytes.
fn shortened(reason: &str) -> String {
    reason.chars().take(40).collect()
}
