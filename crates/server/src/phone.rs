//! The phone's server: one page for a person, with a phone in it and what a developer wants beside it. Whoever has its
//! address may do everything, so the address has a token, and everything but the page's own origin is refused.
//!
//! [`Live`] is what everybody who looks is shown; the engine's thread writes it. [`Server`] says what may be asked, by
//! [`Powers`] that the host lends it. What is said on the socket stands in [`protocol`].

mod door;
mod event;
mod files;
mod frames;
mod guard;
mod headers;
mod lan;
mod live;
mod patch;
mod powers;
pub mod protocol;
mod request;
mod socket;
mod tls;
mod tools;
mod upload;

use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use axum::serve::ListenerExt;
use sampan_engine::engine::Command;
use tokio::net::TcpListener;
use tokio::sync::watch;

pub use lan::Invitation;
pub use live::Live;
pub use powers::{Asset, Powers};

use frames::Frames;
use guard::Guard;
use lan::Lan;
use upload::Uploads;

/// How long clients may take to hear that the host ends.
const FAREWELL: Duration = Duration::from_secs(2);

/// What all listeners share.
struct Server {
    powers: Arc<dyn Powers>,
    live: Arc<Live>,
    frames: Arc<Frames>,
    uploads: Uploads,
    looking: Mutex<Looking>,
    /// How many look, and how many of them from other machines.
    watchers: watch::Sender<usize>,
    telephones: watch::Sender<usize>,
    lan: tokio::sync::Mutex<Option<Lan>>,
}

/// Those who look now.
#[derive(Default)]
struct Looking {
    clients: usize,
    /// Of them, those who want the `data` of pages.
    wanting_data: usize,
}

/// The open phone. It closes when this is dropped.
pub struct Phone {
    server: Arc<Server>,
    address: String,
    _closed: watch::Sender<bool>,
}

/// Opens the phone on a port of this machine (0: any).
pub async fn open(port: u16, powers: Arc<dyn Powers>, live: Arc<Live>) -> std::io::Result<Phone> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    let guard = Arc::new(Guard::local(listener.local_addr()?.port())?);
    let address = guard.address().unwrap_or_default();
    let server = Arc::new(Server {
        powers,
        live,
        frames: Frames::new(),
        uploads: Uploads::default(),
        looking: Mutex::default(),
        watchers: watch::Sender::new(0),
        telephones: watch::Sender::new(0),
        lan: tokio::sync::Mutex::new(None),
    });
    let (sender, closed) = watch::channel(false);
    // Touches and pictures are small, and must not wait for more.
    let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
    door::open(server.clone(), listener, guard, false, closed);
    tokio::spawn(follow(Arc::downgrade(&server)));
    Ok(Phone { server, address, _closed: sender })
}

impl Phone {
    /// Where a person opens it, the token in it.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// How many browsers of other machines look.
    pub fn telephones(&self) -> watch::Receiver<usize> {
        self.server.telephones.subscribe()
    }

    /// Opens it for one more browser on the local network.
    pub async fn invite(&self) -> Result<Invitation, String> {
        self.server.invite().await
    }

    /// Tells everybody that it is over, and waits until they have heard it or have had the time.
    pub async fn farewell(&self, reason: &str) {
        self.server.live.end(reason);
        let mut watchers = self.server.watchers.subscribe();
        let gone = watchers.wait_for(|count| *count == 0);
        let _ = tokio::time::timeout(FAREWELL, gone).await;
    }
}

impl Drop for Phone {
    /// The door to the network holds on to the server, and the server to it.
    fn drop(&mut self) {
        if let Ok(mut lan) = self.server.lan.try_lock() {
            lan.take();
        }
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
            alive = changes.changed() => if alive.is_err() { return },
            alive = watchers.changed() => if alive.is_err() { return },
        }
        let Some(server) = server.upgrade() else { return };
        let looks = *watchers.borrow_and_update() > 0;
        let state = server.live.current();
        let page = state.pages.last().filter(|_| looks).map(|page| page.page);
        server.frames.follow(server.powers.screen().as_ref(), page);
    }
}

impl Server {
    /// Somebody comes or goes, or changes their mind about data. The engine hears it in the order it happens.
    fn look(&self, change: impl FnOnce(&mut Looking)) {
        let mut looking = self.looking.lock().unwrap_or_else(PoisonError::into_inner);
        let before = (looking.clients, looking.wanting_data > 0);
        change(&mut looking);
        if looking.clients != before.0 {
            if looking.clients == 0 {
                // The engine tells nobody anything now: who comes next must not see what is old.
                self.live.forget_state();
            }
            self.powers.command(Command::Watch { watchers: looking.clients });
            self.watchers.send_replace(looking.clients);
        }
        if (looking.wanting_data > 0) != before.1 {
            self.powers.command(Command::WatchData { on: looking.wanting_data > 0 });
        }
    }

    /// Opens the door to the network, if it is not open, for one more browser.
    async fn invite(self: &Arc<Self>) -> Result<Invitation, String> {
        let mut lan = self.lan.lock().await;
        let open = match lan.take() {
            Some(open) => open,
            None => Lan::open(self).await?,
        };
        lan.insert(open).invite()
    }
}
