//! The port for programs that drive the host: the automator's protocol on `/` (`docs/automator.md`), the driver protocol on
//! `/driver` (`docs/automation.md`).

use std::sync::Arc;

use sampan_server::channel::{self, Channel, Route};

use crate::automator::Automator;
use crate::drive::{Drive, DriverService};
use crate::host::{DrivenAt, Host, HostError};

const DRIVER: &str = "/driver";

/// An open port. It closes when this is dropped.
pub struct Automation {
    channel: Channel,
    host: Arc<Host>,
}

/// How the port is to be.
#[derive(Clone, Copy, Debug, Default)]
pub struct AutomationOptions {
    /// 0 means any.
    pub port: u16,
    /// A client may invite a telephone on the local network.
    pub lan: bool,
}

impl Automation {
    /// Opens it; the `ready` event has its address if this comes before anything runs.
    pub async fn open(host: &Arc<Host>, options: AutomationOptions) -> Result<Self, HostError> {
        let AutomationOptions { port, lan } = options;
        let automator =
            Route { path: "/", token: false, service: Arc::new(Automator::new(host.clone(), lan)) };
        let driver = Route {
            path: DRIVER,
            token: true,
            service: Arc::new(DriverService::new(Drive::new(host.clone()))),
        };
        let channel = channel::open(port, vec![automator, driver])
            .await
            .map_err(|reason| HostError::Automation { port, reason })?;
        let address = |path| channel.address(path).unwrap_or_default().to_owned();
        host.driven_at(DrivenAt { automator: address("/"), driver: address(DRIVER) });
        Ok(Self { channel, host: host.clone() })
    }

    /// Where a client of the automator connects.
    pub fn automator(&self) -> &str {
        self.channel.address("/").unwrap_or_default()
    }

    /// The host that is driven.
    pub fn host(&self) -> &Arc<Host> {
        &self.host
    }

    /// Everybody has what was sent, and hears that it is over.
    pub async fn farewell(&self) {
        self.channel.farewell().await;
    }
}
