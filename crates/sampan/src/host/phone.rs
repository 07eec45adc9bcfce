//! The page for a person: what the phone's server is lent of the host, and the wire from the engine to those who look.

use std::sync::Arc;

use futures::FutureExt;
use futures::channel::oneshot;
use futures::future::BoxFuture;
use sampan_engine::engine::Command;
use sampan_engine::id::AppId;
use sampan_engine::screen::Screen;
use sampan_engine::trace::TraceEvent;
use sampan_server::phone::{self, Asset, Live, Phone, Powers};
use serde_json::Value;
use tokio::sync::Notify;

use super::HostError;
use super::builder::Listener;
use super::shared::Shared;
use crate::assets;

/// How the phone is to be.
#[derive(Clone, Copy, Debug, Default)]
pub struct PhoneOptions {
    /// 0 means any.
    pub port: u16,
    /// Also for another machine on the local network, from the start.
    pub lan: bool,
}

pub(super) struct OpenPhone {
    phone: Phone,
    live: Arc<Live>,
    changed: Arc<Notify>,
}

impl OpenPhone {
    pub async fn open(options: PhoneOptions, shared: &Arc<Shared>) -> Result<Self, HostError> {
        let port = options.port;
        let live = Live::new();
        let phone = phone::open(port, Arc::new(Lent(shared.clone())), live.clone())
            .await
            .map_err(|reason| HostError::Phone { port, reason })?;
        let changed = Arc::new(Notify::new());
        tokio::spawn(follow(shared.clone(), live.clone(), changed.clone()));
        Ok(Self { phone, live, changed })
    }

    /// Hears every event on the engine's thread.
    pub fn listener(&self) -> Listener {
        let (live, changed) = (self.live.clone(), self.changed.clone());
        Box::new(move |event: &TraceEvent| {
            live.event(event);
            changed.notify_one();
        })
    }

    pub fn address(&self) -> &str {
        self.phone.address()
    }

    /// Everybody who looks hears that it is over.
    pub async fn farewell(&self, reason: &str) {
        self.live.end(reason);
        self.phone.farewell().await;
    }
}

/// Asks for the state when something has happened.
async fn follow(shared: Arc<Shared>, live: Arc<Live>, changed: Arc<Notify>) {
    loop {
        let (answer, wait) = oneshot::channel();
        if !shared.command(Command::State { answer }) {
            return;
        }
        if let Ok(state) = wait.await {
            live.state(state);
        }
        changed.notified().await;
    }
}

/// The host's powers.
struct Lent(Arc<Shared>);

impl Powers for Lent {
    fn version(&self) -> &str {
        env!("CARGO_PKG_VERSION")
    }

    fn command(&self, command: Command) -> bool {
        self.0.command(command)
    }

    fn screen(&self) -> Option<Arc<dyn Screen>> {
        None
    }

    fn change_device(&self, app: &AppId, key: &str, value: Value) -> Result<(), String> {
        self.0.change_device(app, key, value)
    }

    fn temp_file(&self, _app: AppId, _name: String) -> BoxFuture<'static, Option<Vec<u8>>> {
        futures::future::ready(None).boxed()
    }

    fn package_file(&self, app: &AppId, path: &str) -> Option<Vec<u8>> {
        self.0.package(app)?.read(path).ok().flatten()
    }

    fn asset(&self, path: &str) -> Option<Asset> {
        assets::asset(path)
    }
}
