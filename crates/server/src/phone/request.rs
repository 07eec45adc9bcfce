//! The requests of the phone's page: each becomes a command of the engine, or a question to the screen. Each is answered,
//! and none later than its limit.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use futures::channel::oneshot;
use sampan_engine::engine::Command;
use sampan_engine::prompt::Reply;
use sampan_engine::screen::Screen;
use serde_json::{Value, json};
use tokio::time::timeout;

use super::Server;
use super::protocol::Request;
use super::socket::Client;

/// The longest that a request may take.
const LIMIT: Duration = Duration::from_secs(30);

type Outcome = Result<Value, String>;

pub async fn answer(server: &Arc<Server>, client: &Client, request: Request) -> Outcome {
    if client.remote
        && let Some(what) = only_here(&request)
    {
        return Err(format!("{what} can only be done on the machine that sampan runs on"));
    }
    let done = timeout(LIMIT, carry_out(server, client, request)).await;
    done.unwrap_or_else(|_| Err(format!("there was no answer within {} s", LIMIT.as_secs())))
}

/// What another machine may not do, in words.
fn only_here(request: &Request) -> Option<&'static str> {
    Some(match request {
        Request::Lan { .. } => "opening the phone to the network",
        Request::Exit { .. } => "ending a mini program",
        Request::DevTools { .. } => "opening developer tools",
        Request::RunInPage { .. } | Request::RunInLogic { .. } => "running a line of the console",
        _ => return None,
    })
}

async fn carry_out(server: &Arc<Server>, client: &Client, request: Request) -> Outcome {
    match request {
        Request::Back => ask(server, |answer| Command::Back { answer }).await?.map(|_| Value::Null),
        Request::Share => ask(server, |answer| Command::Share { answer }).await?.and_then(json),
        Request::CopyLink => ask(server, |answer| Command::CopyLink { answer }).await?.and_then(json),
        Request::Reload => command(server, Command::Reload),
        Request::Hide => command(server, Command::Hide),
        Request::AnswerPrompt { id, accept, text } => {
            let reply = Reply { accept, text };
            ask(server, |answer| Command::AnswerPrompt { id, reply, answer }).await?.and_then(json)
        }
        Request::WatchData { on } => {
            client.wants_data.store(on, Ordering::Relaxed);
            done()
        }
        Request::RunInPage { page, script } => screen(server)?.run(page, &script).await.and_then(json),
        Request::ChangeDevice { app, key, value } => {
            server.powers.change_device(&app, &key, value).and_then(json)
        }
        Request::Selection { page } => screen(server)?.selection(page).await.and_then(json),
        Request::HasText { page, x, y } => Ok(json!(screen(server)?.has_text(page, x, y).await)),
        Request::ClearEvents => {
            server.live.forget_events();
            done()
        }
        other => Err(format!("{other:?} is not there yet")),
    }
}

async fn ask<T>(server: &Server, command: impl FnOnce(oneshot::Sender<T>) -> Command) -> Result<T, String> {
    let (answer, wait) = oneshot::channel();
    self::command(server, command(answer))?;
    wait.await.map_err(|_| "the session has ended".to_owned())
}

fn command(server: &Server, command: Command) -> Outcome {
    if server.powers.command(command) { done() } else { Err("the session has ended".to_owned()) }
}

fn screen(server: &Server) -> Result<Arc<dyn Screen>, String> {
    server.powers.screen().ok_or_else(|| "this host has no screen".to_owned())
}

fn json(value: impl serde::Serialize) -> Outcome {
    serde_json::to_value(value).map_err(|error| error.to_string())
}

fn done() -> Outcome {
    Ok(Value::Null)
}
