//! Jumps between mini programs.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Api, ApiDef, ApiError, Cx, Nothing, Surface};

pub(super) const APIS: &[ApiDef] = &[
    ApiDef::of::<NavigateToMiniProgram>(),
    ApiDef::of::<ExitMiniProgram>(),
    ApiDef::of::<NavigateBackMiniProgram>(),
];

/// Opens another mini program, one that `navigateToMiniProgramAppIdList` of `app.json` names.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct NavigateToMiniProgram {
    /// Id of the mini program to open.
    app_id: String,
    /// Page to open, with an optional query; absent: its home page.
    #[serde(default)]
    path: Option<String>,
    /// Handed to the other mini program as `referrerInfo.extraData`.
    #[serde(default)]
    extra_data: Option<Map<String, Value>>,
    /// Which version to open.
    #[serde(default)]
    env_version: EnvVersion,
}

#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum EnvVersion {
    Develop,
    Trial,
    #[default]
    Release,
}

impl Api for NavigateToMiniProgram {
    const NAME: &'static str = "navigateToMiniProgram";
    type Reply = Nothing;

    async fn call(self, cx: Cx) -> Result<Nothing, ApiError> {
        // Every package given on the command line is a development version, so there is one to open for each value.
        let _ = self.env_version;
        let path = self.path.filter(|path| !path.is_empty());
        cx.jump(&self.app_id, path, self.extra_data.unwrap_or_default())
    }
}

/// Closes the current mini program.
#[derive(Deserialize, JsonSchema)]
pub struct ExitMiniProgram {}

impl Api for ExitMiniProgram {
    const NAME: &'static str = "exitMiniProgram";
    type Reply = Nothing;

    async fn call(self, cx: Cx) -> Result<Nothing, ApiError> {
        cx.exit();
        Ok(Nothing {})
    }
}

/// Goes back to the mini program that opened this one.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct NavigateBackMiniProgram {
    /// Handed to the mini program that is gone back to, as `referrerInfo.extraData` of `App.onShow`.
    #[serde(default)]
    extra_data: Option<Map<String, Value>>,
}

impl Api for NavigateBackMiniProgram {
    const NAME: &'static str = "navigateBackMiniProgram";
    const SURFACE: Surface = Surface::EverywhereAndMiniProgram;
    type Reply = Nothing;

    async fn call(self, cx: Cx) -> Result<Nothing, ApiError> {
        cx.jump_back(self.extra_data.unwrap_or_default())
    }
}
