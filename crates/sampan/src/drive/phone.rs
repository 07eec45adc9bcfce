//! `Phone.*`: what a person does with the phone, and what they see of it.

use std::path::Path;
use std::sync::Arc;

use sampan_engine::id::AppId;
use sampan_engine::session::{Share, Start, State};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::task::AbortHandle;

use super::method::{Method, MethodDef};
use super::{AGAIN, Deadline, Drive, DriveError};
use crate::host::Host;

pub(super) const METHODS: &[MethodDef] = &[
    MethodDef::of::<Open>(),
    MethodDef::of::<GetState>(),
    MethodDef::of::<Back>(),
    MethodDef::of::<ShareTop>(),
    MethodDef::of::<CopyLink>(),
    MethodDef::of::<Reload>(),
    MethodDef::of::<Hide>(),
    MethodDef::of::<Show>(),
    MethodDef::of::<Device>(),
    MethodDef::of::<Evaluate>(),
];

/// Milliseconds that a mini program may take to show its first page.
const OPEN_LIMIT: u64 = 30_000;

/// Opens a mini program or an H5 page, and waits for its first page.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Open {
    /// A mini program's folder; an HTML file or a folder with an `index.html`; an http(s) address.
    target: String,
    /// Page of the mini program to begin with.
    #[serde(default)]
    page: Option<String>,
    /// Its query: `a=1&b=2`.
    #[serde(default)]
    query: Option<String>,
    /// Where it was started from; 1001 (the list) when absent.
    #[serde(default)]
    scene: Option<u32>,
    /// Milliseconds; 30000 when absent.
    #[serde(default)]
    timeout: Option<u64>,
}

#[derive(Serialize, JsonSchema)]
struct Opened {
    app: AppId,
}

impl Method for Open {
    const NAME: &'static str = "Phone.open";
    type Result = Opened;

    async fn call(self, drive: &Drive) -> Result<Opened, DriveError> {
        let deadline = Deadline::after(Some(self.timeout.unwrap_or(OPEN_LIMIT)));
        let opened = tokio::time::timeout_at(deadline.at, async {
            let app = self.start(drive.host()).await?;
            drive
                .look()
                .until(|state| (state.app.as_ref() == Some(&app) && !state.pages.is_empty()).then_some(()))
                .await?;
            there(drive).await;
            Ok(Opened { app })
        });
        opened.await.unwrap_or_else(|_| {
            Err(DriveError(format!("{} shows no page ({})", self.target, deadline.words())))
        })
    }
}

impl Open {
    async fn start(&self, host: &Host) -> Result<AppId, DriveError> {
        let folder = Path::new(&self.target);
        if !folder.join("app.json").is_file() {
            return Ok(host.open(&self.target).await?);
        }
        let page = match (&self.page, self.query.as_deref().filter(|query| !query.is_empty())) {
            (Some(page), Some(query)) => Some(format!("{page}?{query}")),
            (page, None) => page.clone(),
            (None, Some(_)) => return Err(DriveError("Phone.open: a query needs a page".to_owned())),
        };
        let start = Start { page, ..Start::from_list() };
        Ok(host.run(folder, Start { scene: self.scene.unwrap_or(start.scene), ..start }).await?)
    }
}

/// Comes back when the page on top has a document that can be looked at.
async fn there(drive: &Drive) {
    const LOOKS: &str = "location.href !== 'about:blank' && document.readyState !== 'loading'";
    loop {
        let top = drive.look().state().pages.last().filter(|page| !page.loading).map(|page| page.page);
        match top {
            Some(page) if drive.host().view().evaluate(page, LOOKS).await == Ok(Value::Bool(true)) => return,
            _ => tokio::time::sleep(AGAIN).await,
        }
    }
}

/// What a person sees.
#[derive(Deserialize, JsonSchema)]
struct GetState {}

impl Method for GetState {
    const NAME: &'static str = "Phone.state";
    type Result = State;

    async fn call(self, drive: &Drive) -> Result<State, DriveError> {
        Ok(drive.host().state().await?)
    }
}

/// The navigation bar's back button. Answers true when the H5 page went back in its own history, false when the page was
/// closed.
#[derive(Deserialize, JsonSchema)]
struct Back {}

impl Method for Back {
    const NAME: &'static str = "Phone.back";
    type Result = bool;

    async fn call(self, drive: &Drive) -> Result<bool, DriveError> {
        Ok(drive.host().back().await?)
    }
}

/// Shares the page on top, as the capsule's menu does.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "ShareParams")]
struct ShareTop {}

impl Method for ShareTop {
    const NAME: &'static str = "Phone.share";
    type Result = Share;

    async fn call(self, drive: &Drive) -> Result<Share, DriveError> {
        Ok(drive.host().share().await?)
    }
}

/// Copies the web-view's link, as the capsule's menu does; answers it.
#[derive(Deserialize, JsonSchema)]
struct CopyLink {}

impl Method for CopyLink {
    const NAME: &'static str = "Phone.copyLink";
    type Result = String;

    async fn call(self, drive: &Drive) -> Result<String, DriveError> {
        Ok(drive.host().copy_link().await?)
    }
}

/// Loads the H5 page again.
#[derive(Deserialize, JsonSchema)]
struct Reload {}

impl Method for Reload {
    const NAME: &'static str = "Phone.reload";
    type Result = ();

    async fn call(self, drive: &Drive) -> Result<(), DriveError> {
        Ok(drive.host().reload()?)
    }
}

/// Sends everything to the background.
#[derive(Deserialize, JsonSchema)]
struct Hide {}

impl Method for Hide {
    const NAME: &'static str = "Phone.hide";
    type Result = ();

    async fn call(self, drive: &Drive) -> Result<(), DriveError> {
        drive.host().hide()?;
        Ok(drive.look().until(|state| state.app.is_none().then_some(())).await?)
    }
}

/// Brings it back.
#[derive(Deserialize, JsonSchema)]
struct Show {}

impl Method for Show {
    const NAME: &'static str = "Phone.show";
    type Result = ();

    async fn call(self, drive: &Drive) -> Result<(), DriveError> {
        Ok(drive.host().show()?)
    }
}

/// Changes a key of the device file, e.g. `device.network.type`; null takes it away.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "DeviceParams")]
struct Device {
    key: String,
    value: Value,
}

impl Method for Device {
    const NAME: &'static str = "Phone.device";
    type Result = ();

    async fn call(self, drive: &Drive) -> Result<(), DriveError> {
        let app = drive.app_in_front()?;
        Ok(drive.host().change_device(&app, &self.key, self.value)?)
    }
}

/// Runs a script in the mini program's own JavaScript; answers what a console shows of it.
#[derive(Deserialize, JsonSchema)]
struct Evaluate {
    script: String,
}

impl Method for Evaluate {
    const NAME: &'static str = "Phone.evaluate";
    type Result = String;

    async fn call(self, drive: &Drive) -> Result<String, DriveError> {
        let app = drive.app_in_front()?;
        Ok(drive.host().run_in_logic(&app, &self.script).await?)
    }
}

impl Drive {
    /// The mini program in front.
    pub(super) fn app_in_front(&self) -> Result<AppId, DriveError> {
        self.look().state().app.clone().ok_or_else(|| DriveError("no mini program is in front".to_owned()))
    }
}

/// To the program, a viewer of pictures, documents or places is there as soon as it is asked for: a driver sees it in the
/// state.
pub(super) fn show_viewers(host: &Arc<Host>) -> AbortHandle {
    let (look, viewers) = (host.look(), host.viewers());
    let showing = tokio::spawn(async move {
        let mut last = 0;
        let next =
            |state: &State, last: u64| state.viewer.as_ref().map(|viewer| viewer.id).filter(|id| *id > last);
        while let Ok(id) = look.until(|state| next(state, last)).await {
            last = id;
            if !viewers.shown(id) {
                return;
            }
        }
    });
    showing.abort_handle()
}
