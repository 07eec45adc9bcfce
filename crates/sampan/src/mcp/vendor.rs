//! The tools of TCSAS-Devtools' own server, by the same names and with the same inputs and results, so that a client that was
//! made for it finds what it looks for. What each is here stands in docs/mcp.md.

use base64::Engine as _;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::desk::Desk;
use super::package::not_uploaded;
use super::tool::{Answer, Effect, Tool, ToolDef};
use crate::doctor;

pub(super) const TOOLS: &[ToolDef] = &[
    ToolDef::of::<LaunchIde>(),
    ToolDef::of::<CheckIdeInstalled>(),
    ToolDef::of::<PreviewMiniprogram>(),
    ToolDef::of::<UploadMiniprogram>(),
];

/// Starts Sampan and, with a path, opens that mini program in it. The message has the address of the phone, for a person to
/// look at.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct LaunchIde {
    /// The mini program's folder.
    #[serde(default)]
    path: Option<String>,
    /// Of no use here: Sampan is what answers.
    #[serde(default)]
    ide_install_path: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Launched {
    open_app: bool,
    open_project: bool,
    msg: String,
}

impl Tool for LaunchIde {
    const NAME: &'static str = "launchIde";
    const EFFECT: Effect = Effect::Acts;

    async fn call(self, desk: &Desk) -> Result<Answer, String> {
        let _ = self.ide_install_path;
        let mut launched = Launched { open_app: false, open_project: false, msg: String::new() };
        let phone = match desk.drive().await {
            Ok(drive) => drive.host().phone().unwrap_or_default().to_owned(),
            Err(msg) => return Answer::failed_object(Launched { msg, ..launched }),
        };
        launched.open_app = true;
        let Some(path) = self.path else {
            launched.msg = format!("Sampan runs; the phone is at {phone}");
            return Answer::object(launched);
        };
        match desk.open(json!({ "target": path })).await {
            Ok(_) => {
                launched.open_project = true;
                launched.msg = format!("{path} is open; the phone is at {phone}");
                Answer::object(launched)
            }
            Err(msg) => Answer::failed_object(Launched { msg, ..launched }),
        }
    }
}

/// Says whether Sampan can run on this machine: whether there is a browser for it. `doctor` says more.
#[derive(Deserialize, JsonSchema)]
struct CheckIdeInstalled {}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Installed {
    is_install: bool,
}

impl Tool for CheckIdeInstalled {
    const NAME: &'static str = "checkIdeInstalled";

    async fn call(self, desk: &Desk) -> Result<Answer, String> {
        Answer::object(Installed { is_install: doctor::has_browser(desk.options.browser.as_deref()) })
    }
}

/// Opens a mini program and answers a QR code for a telephone on the local network. The telephone shows Sampan's phone: the
/// program runs here, and nothing is sent to a platform. The code is good for one telephone.
#[derive(Deserialize, JsonSchema)]
struct PreviewMiniprogram {
    /// The mini program's folder.
    path: String,
}

impl Tool for PreviewMiniprogram {
    const NAME: &'static str = "previewMiniprogram";
    const EFFECT: Effect = Effect::Acts;

    async fn call(self, desk: &Desk) -> Result<Answer, String> {
        desk.open(json!({ "target": self.path })).await?;
        let invitation = desk.drive().await?.host().invite().await.map_err(|error| error.to_string())?;
        let png = invitation.png()?;
        let png = base64::engine::general_purpose::STANDARD.encode(png);
        Ok(Answer::png(png).and_text(format!("The code leads to {}", invitation.address)))
    }
}

/// Uploads nothing: Sampan belongs to no platform. Says what the package holds, and that it was not sent.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct UploadMiniprogram {
    /// The mini program's folder.
    path: String,
    /// The version that it was to get.
    version: String,
    /// What was to be said of it.
    describe_message: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Uploaded {
    update_detail: String,
}

impl Tool for UploadMiniprogram {
    const NAME: &'static str = "uploadMiniprogram";

    async fn call(self, _: &Desk) -> Result<Answer, String> {
        let _ = self.describe_message;
        Answer::failed_object(Uploaded { update_detail: not_uploaded(&self.version, self.path.as_ref())? })
    }
}
