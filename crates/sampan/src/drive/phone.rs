//! `Phone.*`: what a person does with the phone, and what they see of it.

use std::path::{Path, PathBuf};

use sampan_engine::id::AppId;
use sampan_engine::session::{Share, ShareTo, Start, State};
use sampan_engine::state::Problem;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::method::{Method, MethodDef};
use super::place::Spot;
use super::sheet::pictures;
use super::supplies::For;
use super::{AGAIN, Deadline, Drive, DriveError};
use crate::host::{Beside, Look, Viewers};

pub(super) const METHODS: &[MethodDef] = &[
    MethodDef::of::<Open>(),
    MethodDef::of::<Ready>(),
    MethodDef::of::<GetState>(),
    MethodDef::of::<Back>(),
    MethodDef::of::<ShareTop>(),
    MethodDef::of::<CopyLink>(),
    MethodDef::of::<Reload>(),
    MethodDef::of::<Hide>(),
    MethodDef::of::<Show>(),
    MethodDef::of::<Device>(),
    MethodDef::of::<Evaluate>(),
    MethodDef::of::<Close>(),
    MethodDef::of::<Home>(),
    MethodDef::of::<Tab>(),
    MethodDef::of::<PullDown>(),
    MethodDef::of::<Scan>(),
    MethodDef::of::<Photo>(),
];

/// Milliseconds that a mini program may take to show its first page.
const OPEN_LIMIT: u64 = 30_000;

/// Opens a mini program or an H5 page, and waits for its first page. What ran before is ended.
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
    /// Folders of other mini programs that can be jumped to.
    #[serde(default)]
    apps: Vec<PathBuf>,
    /// A device file in the place of the mini program's own `sampan.toml`.
    #[serde(default)]
    device: Option<PathBuf>,
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
            if !drive.look().state().running.is_empty() {
                drive.host().close_all().await?;
            }
            let app = self.start(drive).await?;
            drive.look().until(|state| opened(state, &app)).await??;
            there(drive).await;
            Ok(Opened { app })
        });
        opened.await.unwrap_or_else(|_| {
            Err(DriveError(format!("{} shows no page ({})", self.target, deadline.words())))
        })
    }
}

/// Whether a mini program shows a page, or why it never will.
fn opened(state: &State, app: &AppId) -> Option<Result<(), DriveError>> {
    if let Some(Problem { file, line, text, .. }) = state.problems.iter().find(|problem| problem.app == *app)
    {
        return Some(Err(DriveError(format!("{file}:{line}: {text}"))));
    }
    (state.app.as_ref() == Some(app) && !state.pages.is_empty()).then_some(Ok(()))
}

impl Open {
    async fn start(&self, drive: &Drive) -> Result<AppId, DriveError> {
        let host = drive.host();
        let beside = Beside {
            apps: self.apps.iter().map(|app| drive.file(app)).collect(),
            device_file: self.device.as_deref().map(|device| drive.file(device)),
        };
        let folder = drive.file(Path::new(&self.target));
        if !folder.join("app.json").is_file() {
            let is_address = self.target.contains("://");
            let target = if is_address { self.target.clone() } else { folder.to_string_lossy().into_owned() };
            return Ok(host.open_beside(&target, &beside).await?);
        }
        let page = match (&self.page, self.query.as_deref().filter(|query| !query.is_empty())) {
            (Some(page), Some(query)) => Some(format!("{page}?{query}")),
            (page, None) => page.clone(),
            (None, Some(_)) => return Err(DriveError("Phone.open: a query needs a page".to_owned())),
        };
        let start = Start { page, ..Start::from_list() };
        let start = Start { scene: self.scene.unwrap_or(start.scene), ..start };
        Ok(host.run_beside(&folder, start, &beside).await?)
    }
}

/// Waits until the page on top can be looked at.
#[derive(Deserialize, JsonSchema)]
struct Ready {
    /// Milliseconds; 30000 when absent.
    #[serde(default)]
    timeout: Option<u64>,
}

impl Method for Ready {
    const NAME: &'static str = "Phone.ready";
    type Result = ();

    async fn call(self, drive: &Drive) -> Result<(), DriveError> {
        let deadline = Deadline::after(Some(self.timeout.unwrap_or(OPEN_LIMIT)));
        tokio::time::timeout_at(deadline.at, there(drive))
            .await
            .map_err(|_| DriveError(format!("no page can be looked at ({})", deadline.words())))
    }
}

/// Comes back when the page on top has a document that can be looked at, or one that asks something before it goes on.
async fn there(drive: &Drive) {
    let asks = drive.look().until(|state| state.prompt.as_ref().map(drop));
    let is_there = async {
        while !can_be_looked_at(drive).await {
            tokio::time::sleep(AGAIN).await;
        }
    };
    tokio::select! {
        () = is_there => {}
        _ = asks => {}
    }
}

async fn can_be_looked_at(drive: &Drive) -> bool {
    const LOOKS: &str = "location.href !== 'about:blank' && document.readyState !== 'loading'";
    let top = drive.look().state().pages.last().filter(|page| !page.loading).map(|page| page.page);
    let Some(page) = top else { return false };
    let Ok(driven) = drive.driven(Spot::Page(page)).await else { return false };
    driven.evaluate(LOOKS).await == Ok(Value::Bool(true))
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
struct ShareTop {
    /// Where it goes; to somebody when absent.
    #[serde(default)]
    to: ShareTo,
}

impl Method for ShareTop {
    const NAME: &'static str = "Phone.share";
    type Result = Share;

    async fn call(self, drive: &Drive) -> Result<Share, DriveError> {
        Ok(drive.host().share(self.to).await?)
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

/// Ends every mini program that runs. Something else can be opened then.
#[derive(Deserialize, JsonSchema)]
struct Close {}

impl Method for Close {
    const NAME: &'static str = "Phone.close";
    type Result = ();

    async fn call(self, drive: &Drive) -> Result<(), DriveError> {
        Ok(drive.host().close_all().await?)
    }
}

/// The home button of the navigation bar.
#[derive(Deserialize, JsonSchema)]
struct Home {}

impl Method for Home {
    const NAME: &'static str = "Phone.home";
    type Result = ();

    async fn call(self, drive: &Drive) -> Result<(), DriveError> {
        Ok(drive.host().home().await?)
    }
}

/// A tap on the tabBar.
#[derive(Deserialize, JsonSchema)]
struct Tab {
    /// From 0.
    index: usize,
}

impl Method for Tab {
    const NAME: &'static str = "Phone.tab";
    type Result = ();

    async fn call(self, drive: &Drive) -> Result<(), DriveError> {
        Ok(drive.host().switch_tab(self.index).await?)
    }
}

/// Pulls the page on top down.
#[derive(Deserialize, JsonSchema)]
struct PullDown {}

impl Method for PullDown {
    const NAME: &'static str = "Phone.pullDown";
    type Result = ();

    async fn call(self, drive: &Drive) -> Result<(), DriveError> {
        Ok(drive.host().pull_down().await?)
    }
}

/// The next scanner sees this picture, whatever the device file says.
#[derive(Deserialize, JsonSchema)]
struct Scan {
    file: PathBuf,
}

impl Method for Scan {
    const NAME: &'static str = "Phone.scan";
    type Result = ();

    async fn call(self, drive: &Drive) -> Result<(), DriveError> {
        drive.supply(For::Scan, pictures(drive, &[self.file]).await?)
    }
}

/// The next time that pictures are asked for, from the album or the camera, it is these, whatever the device file says.
#[derive(Deserialize, JsonSchema)]
struct Photo {
    files: Vec<PathBuf>,
}

impl Method for Photo {
    const NAME: &'static str = "Phone.photo";
    type Result = ();

    async fn call(self, drive: &Drive) -> Result<(), DriveError> {
        drive.supply(For::Photo, pictures(drive, &self.files).await?)
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
pub(super) async fn show_viewers(look: Look, viewers: Viewers) {
    let mut last = 0;
    let next =
        |state: &State, last: u64| state.viewer.as_ref().map(|viewer| viewer.id).filter(|id| *id > last);
    while let Ok(id) = look.until(|state| next(state, last)).await {
        last = id;
        if !viewers.shown(id) {
            return;
        }
    }
}
