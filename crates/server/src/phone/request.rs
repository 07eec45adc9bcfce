//! The requests of the phone's page: each becomes a command of the engine, or a question to the screen. Each is answered,
//! and none later than its limit.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use futures::channel::oneshot;
use sampan_engine::device::{Picture, Sound};
use sampan_engine::engine::Command;
use sampan_engine::prompt::Reply;
use sampan_engine::screen::Screen;
use sampan_engine::sheet::SheetReply;
use sampan_engine::trace::TraceEvent;
use serde::Serialize;
use serde_json::{Value, json};
use tokio::time::timeout;

use super::protocol::{Request, SheetAnswer};
use super::socket::Client;
use super::upload::Upload;
use super::{Server, event};

/// The longest that a request may take.
const LIMIT: Duration = Duration::from_secs(30);

type Outcome = Result<Value, String>;

const DONE: Value = Value::Null;

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
        Request::Record { .. } => "recording a test",
        Request::RunInPage { .. } | Request::RunInLogic { .. } => "running a line of the console",
        _ => return None,
    })
}

async fn carry_out(server: &Arc<Server>, client: &Client, request: Request) -> Outcome {
    match request {
        Request::Reload => command(server, Command::Reload),
        Request::Hide => command(server, Command::Hide),
        Request::AnswerPrompt { id, accept, text } => {
            let reply = Reply { accept, text };
            ask(server, |answer| Command::AnswerPrompt { id, reply, answer }).await
        }
        Request::AnswerSheet { id, reply } => {
            let reply = sheet_reply(server, reply)?;
            ask(server, |answer| Command::AnswerSheet { id, reply, answer }).await
        }
        Request::CallAgain { n } => call_again(server, n).await,
        Request::WatchData { on } => {
            watch_data(server, client, on);
            Ok(DONE)
        }
        Request::SetData { app, page, data } => {
            ask(server, |answer| Command::SetData { app, page, data, answer }).await
        }
        Request::RunInPage { page, script } => screen(server)?.run(page, &script).await.and_then(json),
        Request::RunInLogic { app, script } => {
            ask(server, |answer| Command::RunInLogic { app, script, answer }).await
        }
        Request::ChangeDevice { app, key, value } => {
            ask(server, |answer| Command::ChangeDevice { app, key, value, answer }).await
        }
        Request::SetScope { app, scope, granted } => {
            ask(server, |answer| Command::SetScope { app, scope, granted, answer }).await
        }
        Request::Selection { page } => screen(server)?.selection(page).await.and_then(json),
        Request::HasText { page, x, y } => Ok(json!(screen(server)?.has_text(page, x, y).await)),
        Request::DevTools { page } => {
            Ok(json!(format!("/devtools/devtools_app.html?ws={}/devtools-ws/{}", client.host, page.0)))
        }
        Request::Lan { open: true } => {
            let invitation = server.invite().await?;
            Ok(json!({ "url": invitation.address, "qr": invitation.svg() }))
        }
        Request::Lan { open: false } => {
            server.lan.lock().await.take();
            Ok(DONE)
        }
        Request::Record { on: true } => server.powers.record().map(|()| DONE),
        Request::Record { on: false } => server.powers.end_recording().and_then(json),
        Request::ClearEvents => {
            server.live.forget_events();
            Ok(DONE)
        }
        plain => touch(server, plain).await,
    }
}

/// What a hand does to the phone, and what a panel does to a store: one command each.
async fn touch(server: &Server, request: Request) -> Outcome {
    match request {
        Request::Back => ask(server, |answer| Command::Back { answer }).await.map(|_| DONE),
        Request::Home => ask(server, |answer| Command::Home { answer }).await,
        Request::SwitchTab { index } => ask(server, |answer| Command::SwitchTab { index, answer }).await,
        Request::PullDown => ask(server, |answer| Command::PullDown { answer }).await,
        Request::Menu { open } => ask(server, |answer| Command::Menu { open, answer }).await,
        Request::Share { to } => ask(server, |answer| Command::Share { to, answer }).await,
        Request::CopyLink => ask(server, |answer| Command::CopyLink { answer }).await,
        Request::Show { app } => ask(server, |answer| Command::ShowApp { app, answer }).await,
        Request::Exit { app } => ask(server, |answer| Command::Exit { app, answer }).await,
        Request::ViewerShown { id } => ask(server, |answer| Command::ViewerShown { id, answer }).await,
        Request::CloseViewer => ask(server, |answer| Command::CloseViewer { answer }).await,
        Request::StorageEntries { app } => {
            ask(server, |answer| Command::StorageEntries { app, answer }).await
        }
        Request::SetStorage { app, key, value } => {
            ask(server, |answer| Command::SetStorage { app, key, value, answer }).await
        }
        Request::RemoveStorage { app, key } => {
            ask(server, |answer| Command::RemoveStorage { app, key, answer }).await
        }
        Request::ClearStorage { app } => ask(server, |answer| Command::ClearStorage { app, answer }).await,
        other => Err(format!("{other:?} is carried out elsewhere")),
    }
}

/// The call of an event that is remembered, once more as whoever made it.
async fn call_again(server: &Server, n: u64) -> Outcome {
    let told = server.live.remembered(n).ok_or_else(|| format!("event {n} is not remembered any more"))?;
    let told: Value = serde_json::from_str(&told).map_err(|error| error.to_string())?;
    let event = serde_json::from_value(told["event"].clone()).map_err(|error| error.to_string())?;
    let TraceEvent::Call { app, caller, page, name, arguments, .. } = event else {
        return Err(format!("event {n} is no call"));
    };
    if event::is_cut(&arguments) {
        return Err(format!("the arguments of {name} were too long to be remembered"));
    }
    let again = |answer| Command::CallAgain { app, page, name, args: arguments, kind: caller, answer };
    ask(server, again).await
}

fn watch_data(server: &Server, client: &Client, on: bool) {
    if client.wants_data.swap(on, Ordering::Relaxed) != on {
        server.look(|looking| {
            if on {
                looking.wanting_data += 1;
            } else {
                looking.wanting_data -= 1;
            }
        });
    }
}

/// What the person did, with the files that were uploaded for it.
fn sheet_reply(server: &Server, answer: SheetAnswer) -> Result<SheetReply, String> {
    let pictures = |names: &[String]| {
        let files = server.uploads.take(names)?;
        let picture =
            |file: Upload| Picture { extension: file.extension().to_owned(), bytes: file.bytes.into() };
        Ok::<_, String>(SheetReply::Pictures(files.into_iter().map(picture).collect()))
    };
    Ok(match answer {
        SheetAnswer::Cancel => SheetReply::Cancel,
        SheetAnswer::Fail { reason } => SheetReply::Fail(reason),
        SheetAnswer::Pictures { uploads } => pictures(&uploads)?,
        SheetAnswer::Code { code } => SheetReply::Code(code),
        SheetAnswer::Place { place } => SheetReply::Place(place),
        SheetAnswer::Address { address } => SheetReply::Address(address),
        SheetAnswer::Sound { upload, seconds } => {
            let length = Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string())?;
            let file = server.uploads.take(&[upload])?.pop().ok_or("no sound was uploaded")?;
            SheetReply::Sound(Sound {
                extension: file.extension().to_owned(),
                bytes: file.bytes.into(),
                length,
            })
        }
        SheetAnswer::Account { avatar: Some(upload), .. } => pictures(&[upload])?,
        SheetAnswer::Account { account, avatar: None } => SheetReply::Account(account),
        SheetAnswer::Text { text } => SheetReply::Text(text),
        SheetAnswer::Choice { index } => SheetReply::Choice(index),
        SheetAnswer::Done => SheetReply::Done,
    })
}

/// Asks the engine; the request's limit is the limit of this.
async fn ask<T: Serialize>(
    server: &Server,
    command: impl FnOnce(oneshot::Sender<Result<T, String>>) -> Command,
) -> Outcome {
    let (answer, wait) = oneshot::channel();
    self::command(server, command(answer))?;
    json(wait.await.map_err(|_| "the session has ended".to_owned())??)
}

fn command(server: &Server, command: Command) -> Outcome {
    if server.powers.command(command) { Ok(DONE) } else { Err("the session has ended".to_owned()) }
}

fn screen(server: &Server) -> Result<Arc<dyn Screen>, String> {
    server.powers.screen().ok_or_else(|| "this host has no screen".to_owned())
}

fn json(value: impl Serialize) -> Outcome {
    serde_json::to_value(value).map_err(|error| error.to_string())
}
