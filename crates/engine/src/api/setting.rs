//! What the user has allowed this mini program.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Api, ApiDef, ApiError, Cx, Nothing, Surface};
use crate::scope::Scope;
use crate::sheet::Question;

pub(super) const APIS: &[ApiDef] = &[
    ApiDef::of::<Authorize>(),
    ApiDef::of::<GetSetting>(),
    ApiDef::of::<OpenSetting>(),
    ApiDef::of::<RequestSubscribeMessage>(),
];

/// How many templates one question may be about (WeChat documentation).
const TEMPLATES: usize = 3;

/// Asks for a scope before it is needed.
#[derive(Deserialize, JsonSchema)]
pub struct Authorize {
    /// The scope, e.g. `scope.userLocation`.
    scope: Scope,
}

impl Api for Authorize {
    const NAME: &'static str = "authorize";
    const SURFACE: Surface = Surface::Logic;
    type Reply = Nothing;

    async fn call(self, cx: Cx) -> Result<Nothing, ApiError> {
        cx.consent(self.scope).await?;
        Ok(Nothing {})
    }
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SettingReply {
    /// Each scope that has been asked for, and whether it was granted.
    auth_setting: BTreeMap<String, bool>,
}

/// Tells which scopes have been asked for and what the user said.
#[derive(Deserialize, JsonSchema)]
pub struct GetSetting {}

impl Api for GetSetting {
    const NAME: &'static str = "getSetting";
    const SURFACE: Surface = Surface::Logic;
    type Reply = SettingReply;

    async fn call(self, cx: Cx) -> Result<SettingReply, ApiError> {
        Ok(SettingReply { auth_setting: cx.granted().await? })
    }
}

/// Opens the settings of the scopes, where the user may change them, and tells what they are then. What the device file
/// says under `[consent]` is what the user sets here.
#[derive(Deserialize, JsonSchema)]
pub struct OpenSetting {}

impl Api for OpenSetting {
    const NAME: &'static str = "openSetting";
    const SURFACE: Surface = Surface::Logic;
    type Reply = SettingReply;

    async fn call(self, cx: Cx) -> Result<SettingReply, ApiError> {
        cx.set_scopes().await?;
        Ok(SettingReply { auth_setting: cx.granted().await? })
    }
}

/// Asks the user whether messages of these templates may be sent. With nobody there they may not, unless
/// `[device.dialogs]` says so.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RequestSubscribeMessage {
    /// Ids of templates, 1 to 3.
    tmpl_ids: Vec<String>,
}

#[derive(Serialize, JsonSchema)]
pub struct RequestSubscribeMessageReply {
    /// Each id, and `accept` or `reject`.
    #[serde(flatten)]
    said: BTreeMap<String, &'static str>,
}

impl Api for RequestSubscribeMessage {
    const NAME: &'static str = "requestSubscribeMessage";
    const SURFACE: Surface = Surface::Logic;
    type Reply = RequestSubscribeMessageReply;

    async fn call(self, cx: Cx) -> Result<RequestSubscribeMessageReply, ApiError> {
        if self.tmpl_ids.is_empty() {
            return Err(ApiError::fail("No template data return, verify the template id exist"));
        }
        if self.tmpl_ids.len() > TEMPLATES {
            return Err(ApiError::fail("Templates count out of max bounds"));
        }
        let word = match cx.dialog(Question::Subscribe { templates: self.tmpl_ids.clone() }).await {
            Ok(_) => "accept",
            Err(ApiError::Cancel) => "reject",
            Err(error) => return Err(error),
        };
        let said = self.tmpl_ids.into_iter().map(|id| (id, word)).collect();
        Ok(RequestSubscribeMessageReply { said })
    }
}
