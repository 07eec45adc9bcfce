//! The phone's server: one page for a person, with a phone in it and what a developer wants beside it. Whoever has its
//! address may do everything, so the address has a token, and everything but the page's own origin is refused.
//!
//! [`Live`] is what everybody who looks is shown; the engine's thread writes it. [`Server`] says what may be asked, by
//! [`Powers`] that the host lends it. What is said on the socket stands in [`protocol`].

mod event;
mod files;
mod frames;
mod guard;
mod headers;
mod live;
mod patch;
mod powers;
pub mod protocol;
mod request;
mod socket;
mod upload;

use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

use axum::Router;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{DefaultBodyLimit, Query, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use tokio::net::TcpListener;
use tokio::sync::watch;

pub use live::Live;
pub use powers::{Asset, Powers};

use frames::Frames;
use guard::Guard;
use socket::Client;
use upload::Uploads;

/// How long clients may take to hear that the host ends.
const FAREWELL: Duration = Duration::from_secs(2);
/// The longest message of a client.
const MESSAGE_LIMIT: usize = 16 * 1024 * 1024;

/// What all listeners share.
struct Server {
    powers: Arc<dyn Powers>,
    live: Arc<Live>,
    frames: Arc<Frames>,
    uploads: Uploads,
    clients: AtomicUsize,
    watchers: watch::Sender<usize>,
}

/// A listener, as its handlers see it.
#[derive(Clone)]
struct Entered {
    server: Arc<Server>,
    guard: Arc<Guard>,
    remote: bool,
}

/// The open phone.
pub struct Phone {
    server: Arc<Server>,
    address: String,
}

/// Opens the phone on a port of this machine (0: any).
pub async fn open(port: u16, powers: Arc<dyn Powers>, live: Arc<Live>) -> std::io::Result<Phone> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    let guard = Guard::local(listener.local_addr()?.port())?;
    let address = guard.address().unwrap_or_default();
    let server = Arc::new(Server {
        powers,
        live,
        frames: Frames::new(),
        uploads: Uploads::default(),
        clients: AtomicUsize::new(0),
        watchers: watch::Sender::new(0),
    });
    let router = router(Entered { server: server.clone(), guard: Arc::new(guard), remote: false });
    tokio::spawn(async move { axum::serve(listener, router).await });
    tokio::spawn(follow(Arc::downgrade(&server)));
    Ok(Phone { server, address })
}

impl Phone {
    /// Where a person opens it, the token in it.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Waits until everybody has heard that the host has ended, or has had the time.
    pub async fn farewell(&self) {
        let mut watchers = self.server.watchers.subscribe();
        let gone = watchers.wait_for(|count| *count == 0);
        let _ = tokio::time::timeout(FAREWELL, gone).await;
    }
}

/// The pictures are those of the page on top, and there are none when nobody looks.
async fn follow(server: Weak<Server>) {
    let Some((mut changes, mut watchers)) =
        server.upgrade().map(|server| (server.live.watch(), server.watchers.subscribe()))
    else {
        return;
    };
    loop {
        tokio::select! {
            changed = changes.changed() => if changed.is_err() { return },
            changed = watchers.changed() => if changed.is_err() { return },
        }
        let Some(server) = server.upgrade() else { return };
        let looks = *watchers.borrow_and_update() > 0;
        let state = server.live.current();
        let page = state.pages.last().filter(|page| looks && page.web_view.is_some()).map(|page| page.page);
        server.frames.follow(server.powers.screen().as_ref(), page);
    }
}

impl Server {
    fn joined(&self, _client: &Client) {
        self.count(self.clients.fetch_add(1, Ordering::Relaxed) + 1);
    }

    fn left(&self, _client: &Client) {
        self.count(self.clients.fetch_sub(1, Ordering::Relaxed) - 1);
    }

    fn count(&self, clients: usize) {
        self.watchers.send_replace(clients);
    }
}

fn router(entered: Entered) -> Router {
    Router::new()
        .route("/ws", get(ws))
        .route("/upload", post(upload::upload).layer(DefaultBodyLimit::max(upload::LIMIT)))
        .route("/temp/{app}/{name}", get(files::temp))
        .route("/package/{app}/{*path}", get(files::package))
        .route("/sheet/{id}/sound", get(files::sound))
        .fallback(get(files::asset))
        .layer(from_fn_with_state(entered.clone(), enter))
        .with_state(entered)
}

#[derive(Deserialize)]
struct Token {
    token: Option<String>,
}

/// The door: who may not come in hears why, and everything that goes out carries the headers.
async fn enter(
    State(entered): State<Entered>,
    Query(Token { token }): Query<Token>,
    request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path().to_owned();
    let answer = if let Err(why) = entered.guard.is_ours(request.method(), request.headers()) {
        refused(StatusCode::FORBIDDEN, why)
    } else if let Some(token) = token {
        with_token(&entered, &token, entered.guard.has_cookie(request.headers()))
    } else if entered.guard.has_cookie(request.headers()) {
        next.run(request).await
    } else {
        refused(
            StatusCode::FORBIDDEN,
            "This address needs its token: open the whole address that sampan printed.",
        )
    };
    let (mut parts, body) = answer.into_parts();
    headers::set(&path, &mut parts);
    Response::from_parts(parts, body)
}

/// The token becomes a cookie; the redirect keeps it out of the history.
fn with_token(entered: &Entered, token: &str, has_cookie: bool) -> Response {
    let to_page = (StatusCode::SEE_OTHER, [(header::LOCATION, "/".to_owned())]);
    match entered.guard.redeem(token) {
        Some(cookie) => (to_page.0, to_page.1, [(header::SET_COOKIE, cookie)]).into_response(),
        None if has_cookie => to_page.into_response(),
        None => refused(
            StatusCode::FORBIDDEN,
            "This address is no longer good: open the one that sampan printed last.",
        ),
    }
}

async fn ws(State(entered): State<Entered>, upgrade: WebSocketUpgrade) -> Response {
    let Entered { server, remote, .. } = entered;
    upgrade
        .max_message_size(MESSAGE_LIMIT)
        .max_frame_size(MESSAGE_LIMIT)
        .on_upgrade(move |socket| socket::serve(server, socket, remote))
}

fn refused(status: StatusCode, why: &str) -> Response {
    (status, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], format!("{why}\n")).into_response()
}
