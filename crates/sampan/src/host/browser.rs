//! A browser that hosts have one after the other.

use sampan_engine::view::ViewEvent;
use sampan_view::{BrowserOptions, CdpView};
use tokio::runtime::Handle;

use super::HostError;
use crate::assets;

/// Our JSSDK, for pages that load it from `https://sampan.localhost/jssdk.js`.
const JSSDK: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/sampan-jssdk.js"));

/// A browser that outlives its hosts: they have it one after the other, each with nothing of the one before. Whoever builds
/// a host in it takes it from the last. Clones are the same browser, which ends with the last of them.
#[derive(Clone)]
pub struct Browser(pub(super) CdpView);

impl Browser {
    pub(super) async fn start(
        options: BrowserOptions,
        events: Box<dyn Fn(ViewEvent) + Send + Sync>,
    ) -> Result<Self, HostError> {
        let launch = move || CdpView::launch(options, events);
        let started = Handle::current().spawn_blocking(launch).await;
        let view = started.map_err(|_| HostError::Ended)??;
        view.serve("/jssdk.js", JSSDK.to_vec(), "text/javascript");
        assets::serve(&view);
        Ok(Self(view))
    }

    /// It has ended: a host in it cannot show anything.
    pub fn is_gone(&self) -> bool {
        self.0.is_gone()
    }

    /// The process id.
    #[doc(hidden)]
    pub fn process_id(&self) -> u32 {
        self.0.process_id()
    }
}
