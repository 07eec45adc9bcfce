//! The door of one listener: who may not come in hears why in a sentence, and everything that goes out carries the
//! headers.

use std::sync::Arc;

use axum::Router;
use axum::extract::rejection::QueryRejection;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{DefaultBodyLimit, Path, Query, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::serve::Listener;
use sampan_engine::id::PageId;
use serde::Deserialize;
use tokio::sync::watch;

use super::guard::Guard;
use super::{Server, files, headers, socket, tools, upload};

/// The longest message of a client.
const MESSAGE_LIMIT: usize = 16 * 1024 * 1024;

/// A listener, as its handlers see it.
#[derive(Clone)]
pub struct Entered {
    pub server: Arc<Server>,
    guard: Arc<Guard>,
    /// Those who come in are on another machine.
    remote: bool,
    /// True when the listener is closed.
    closed: watch::Receiver<bool>,
}

/// Lets people in until `closed` becomes true or its sender is dropped; then their connections end too.
pub fn open<L>(
    server: Arc<Server>,
    listener: L,
    guard: Arc<Guard>,
    remote: bool,
    closed: watch::Receiver<bool>,
) where
    L: Listener,
    L::Addr: std::fmt::Debug,
{
    let end = ended(closed.clone());
    let router = router(Entered { server, guard, remote, closed });
    tokio::spawn(async move { axum::serve(listener, router).with_graceful_shutdown(end).await });
}

async fn ended(mut closed: watch::Receiver<bool>) {
    // An error means that nobody can close it any more: the phone itself is gone.
    let _ = closed.wait_for(|closed| *closed).await;
}

fn router(entered: Entered) -> Router {
    Router::new()
        .route("/ws", get(ws))
        .route("/upload", post(upload::upload).layer(DefaultBodyLimit::max(upload::LIMIT)))
        .route("/temp/{app}/{name}", get(files::temp))
        .route("/package/{app}/{*path}", get(files::package))
        .route("/sheet/{id}/sound", get(files::sound))
        .route("/devtools/{*path}", get(tool_file))
        .route("/devtools-ws/{page}", get(tool_socket))
        .fallback(get(files::asset))
        .layer(from_fn_with_state(entered.clone(), enter))
        .with_state(entered)
}

#[derive(Deserialize)]
struct Token {
    token: Option<String>,
}

async fn enter(
    State(entered): State<Entered>,
    // A query that is not understood has no token in it.
    query: Result<Query<Token>, QueryRejection>,
    request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path().to_owned();
    let token = query.ok().and_then(|Query(query)| query.token);
    let allowed = entered.guard.is_ours(request.method(), request.headers());
    let knows = entered.guard.has_cookie(request.headers());
    let answer = match (allowed, token) {
        (Err(why), _) => refused(StatusCode::FORBIDDEN, why),
        (Ok(_), Some(token)) if request.method() == Method::GET && path == "/" => {
            with_token(&entered, &token, knows)
        }
        (Ok(_), _) if knows => next.run(request).await,
        _ => refused(
            StatusCode::FORBIDDEN,
            "This address needs its token: open the whole address that sampan gave.",
        ),
    };
    let (mut parts, body) = answer.into_parts();
    headers::set(&path, allowed.unwrap_or_default(), &mut parts);
    Response::from_parts(parts, body)
}

/// The token becomes a cookie; the redirect keeps it out of the history.
fn with_token(entered: &Entered, token: &str, knows: bool) -> Response {
    let to_page = (StatusCode::SEE_OTHER, [(header::LOCATION, "/")]);
    match entered.guard.redeem(token) {
        Some(cookie) => (to_page.0, to_page.1, [(header::SET_COOKIE, cookie)]).into_response(),
        None if knows => to_page.into_response(),
        None => refused(
            StatusCode::FORBIDDEN,
            "This address is no longer good: open the one that sampan gave last.",
        ),
    }
}

async fn ws(State(entered): State<Entered>, headers: HeaderMap, upgrade: WebSocketUpgrade) -> Response {
    let Entered { server, remote, closed, .. } = entered;
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default().to_owned();
    upgrade.max_message_size(MESSAGE_LIMIT).max_frame_size(MESSAGE_LIMIT).on_upgrade(
        move |socket| async move {
            tokio::select! {
                () = socket::serve(server, socket, host, remote) => {}
                () = ended(closed) => {}
            }
        },
    )
}

async fn tool_file(State(entered): State<Entered>, Path(path): Path<String>) -> Response {
    if entered.remote { tools_refused() } else { tools::file(&entered.server, &path).await }
}

async fn tool_socket(
    State(entered): State<Entered>,
    Path(page): Path<u32>,
    upgrade: WebSocketUpgrade,
) -> Response {
    if entered.remote {
        return tools_refused();
    }
    let Some(screen) = entered.server.powers.screen() else {
        return refused(StatusCode::NOT_FOUND, "This host has no screen.");
    };
    upgrade
        .max_message_size(MESSAGE_LIMIT)
        .max_frame_size(MESSAGE_LIMIT)
        .on_upgrade(move |socket| tools::serve(screen, PageId(page), socket))
}

fn tools_refused() -> Response {
    refused(StatusCode::FORBIDDEN, "Developer tools are only for the machine that sampan runs on.")
}

pub fn refused(status: StatusCode, why: &str) -> Response {
    (status, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], format!("{why}\n")).into_response()
}
