//! The page for a person: what the phone's server is lent of the host, and the wire from the engine to those who look.

use std::sync::Arc;

use sampan_engine::engine::Command;
use sampan_engine::id::AppId;
use sampan_engine::screen::Screen;
use sampan_engine::session;
use sampan_engine::trace::TraceEvent;
use sampan_server::phone::protocol::{Recorded, Recording};
use sampan_server::phone::{self, Asset, Invitation, Live, Phone, Powers};
use tokio::sync::watch;

use super::HostError;
use super::builder::Listener;
use super::shared::Shared;
use crate::assets;
use crate::record::RecordButton;

/// How the phone is to be.
#[derive(Clone, Copy, Debug, Default)]
pub struct PhoneOptions {
    /// 0 means any.
    pub port: u16,
}

pub(super) struct OpenPhone {
    phone: Phone,
    live: Arc<Live>,
}

impl OpenPhone {
    pub async fn open(options: PhoneOptions, shared: &Arc<Shared>) -> Result<Self, HostError> {
        let port = options.port;
        let live = Live::new();
        let phone = phone::open(
            port,
            Arc::new(Lent { shared: shared.clone(), button: RecordButton::default() }),
            live.clone(),
        )
        .await
        .map_err(|reason| HostError::Phone { port, reason })?;
        Ok(Self { phone, live })
    }

    /// Hears every event on the engine's thread.
    pub fn listener(&self) -> Listener {
        let live = self.live.clone();
        Box::new(move |event: &TraceEvent| live.event(event))
    }

    /// Hears what is seen while somebody looks, on the engine's thread.
    pub fn sink(&self) -> Box<dyn Fn(session::Live) + Send> {
        let live = self.live.clone();
        Box::new(move |told| match told {
            session::Live::State(state) => live.state(*state),
            session::Live::Told { .. } => {}
            session::Live::Data { app, page, path, data } => live.data(app, page, path, data),
        })
    }

    pub fn address(&self) -> &str {
        self.phone.address()
    }

    /// How many browsers of other machines show it.
    pub fn telephones(&self) -> watch::Receiver<usize> {
        self.phone.telephones()
    }

    /// Opens it for one more browser on the local network.
    pub async fn invite(&self) -> Result<Invitation, HostError> {
        self.phone.invite().await.map_err(HostError::Refused)
    }

    /// Everybody who looks hears that it is over.
    pub async fn farewell(&self, reason: &str) {
        self.phone.farewell(reason).await;
    }
}

/// The host's powers.
struct Lent {
    shared: Arc<Shared>,
    button: RecordButton,
}

impl Powers for Lent {
    fn version(&self) -> &'static str {
        env!("CARGO_PKG_VERSION")
    }

    fn command(&self, command: Command) -> bool {
        match command {
            Command::Watch { watchers } => self.shared.browsers_look(watchers),
            command => {
                self.shared.by_hand(&command);
                self.shared.command(command)
            }
        }
    }

    fn screen(&self) -> Option<Arc<dyn Screen>> {
        Some(Arc::new(self.shared.view.clone()))
    }

    fn package_file(&self, app: &AppId, path: &str) -> Option<Vec<u8>> {
        self.shared.package(app)?.read(path).ok().flatten()
    }

    fn asset(&self, path: &str) -> Option<Asset> {
        assets::asset(path)
    }

    fn recording(&self) -> watch::Receiver<Option<Recording>> {
        self.shared.recording.subscribe()
    }

    fn record(&self) -> Result<(), String> {
        self.button.start(&self.shared)
    }

    fn end_recording(&self) -> Result<Recorded, String> {
        self.button.end()
    }
}
