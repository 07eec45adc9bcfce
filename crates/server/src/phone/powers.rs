//! What the phone's server needs of the host around it. The server itself knows the protocol and who may speak it, and
//! nothing of browsers, packages or files.

use std::borrow::Cow;
use std::sync::Arc;

use sampan_engine::engine::Command;
use sampan_engine::id::AppId;
use sampan_engine::screen::Screen;
use tokio::sync::watch;

use super::protocol::{Recorded, Recording};

/// The host, as the phone's server sees it.
pub trait Powers: Send + Sync + 'static {
    /// The version of Sampan.
    fn version(&self) -> &'static str;
    /// Hands a command to the engine. False: the session has ended.
    fn command(&self, command: Command) -> bool;
    /// The pictures of pages, and hands on them.
    fn screen(&self) -> Option<Arc<dyn Screen>>;
    /// A file of a mini program's package.
    fn package_file(&self, app: &AppId, path: &str) -> Option<Vec<u8>>;
    /// A file of the phone's page (`index.html`, `assets/…`) or of the viewer (`viewer/…`).
    fn asset(&self, path: &str) -> Option<Asset>;
    /// What is recorded now, by this page's button or otherwise.
    fn recording(&self) -> watch::Receiver<Option<Recording>>;
    /// Begins to record what a person does.
    fn record(&self) -> Result<(), String>;
    /// Ends what [`Powers::record`] has begun.
    fn end_recording(&self) -> Result<Recorded, String>;
}

/// A file that is part of Sampan.
pub struct Asset {
    pub bytes: Cow<'static, [u8]>,
    /// The bytes are compressed with gzip.
    pub gzip: bool,
}
