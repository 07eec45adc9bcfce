//! Sampan as a library: a host that runs mini programs in a real browser.
//!
//! ```no_run
//! # async fn example() -> Result<(), sampan::HostError> {
//! use sampan::{Host, Start};
//!
//! let host = Host::builder().headless(true).build().await?;
//! let mut events = host.events();
//! host.run("./my-app".as_ref(), Start::from_list()).await?;
//! while let Some(event) = events.next().await {
//!     println!("{event:?}");
//! }
//! # Ok(())
//! # }
//! ```

mod assets;
mod automation;
mod automator;
mod clock;
pub mod doctor;
pub mod drive;
pub mod evidence;
mod host;
pub mod mcp;
mod plugins;
pub mod record;

pub use automation::{Automation, AutomationOptions};
pub use drive::Drive;
pub use host::{
    Beside, Browser, Builder, Events, Host, HostError, Invitation, Look, PhoneOptions, default_data_dir,
};
pub use sampan_engine::code::Grant;
pub use sampan_engine::device;
pub use sampan_engine::id::{AppId, PageId};
pub use sampan_engine::plugin::{Plugin, PluginCall};
pub use sampan_engine::session::{PageState, Share, ShareTo, Start, State};
pub use sampan_engine::trace::{self, TraceEvent};
pub use sampan_view::ViewError;
