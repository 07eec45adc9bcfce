//! The capsule's menu entry that shares a page. Here it is always there: what it gives is what `onShareAppMessage` returns,
//! so that a developer can look at it whatever the mini program has hidden. The calls are in the trace.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Api, ApiDef, ApiError, Cx, Nothing, Surface};

pub(super) const APIS: &[ApiDef] =
    &[ApiDef::of::<ShowShareMenu>(), ApiDef::of::<HideShareMenu>(), ApiDef::of::<UpdateShareMenu>()];

/// Shows the entries that share a page.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ShowShareMenu {
    /// Whether what is shared carries a ticket; none is given here.
    #[serde(default)]
    #[allow(dead_code)]
    with_share_ticket: Option<bool>,
    /// `shareAppMessage`, `shareTimeline`.
    #[serde(default)]
    #[allow(dead_code)]
    menus: Option<Vec<String>>,
}

impl Api for ShowShareMenu {
    const NAME: &'static str = "showShareMenu";
    const SURFACE: Surface = Surface::Logic;
    type Reply = Nothing;

    async fn call(self, _cx: Cx) -> Result<Nothing, ApiError> {
        Ok(Nothing {})
    }
}

/// Hides the entries that share a page.
#[derive(Deserialize, JsonSchema)]
pub struct HideShareMenu {
    /// `shareAppMessage`, `shareTimeline`; both when absent.
    #[serde(default)]
    #[allow(dead_code)]
    menus: Option<Vec<String>>,
}

impl Api for HideShareMenu {
    const NAME: &'static str = "hideShareMenu";
    const SURFACE: Surface = Surface::Logic;
    type Reply = Nothing;

    async fn call(self, _cx: Cx) -> Result<Nothing, ApiError> {
        Ok(Nothing {})
    }
}

/// Changes what sharing does.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct UpdateShareMenu {
    /// Whether what is shared carries a ticket; none is given here.
    #[serde(default)]
    #[allow(dead_code)]
    with_share_ticket: Option<bool>,
}

impl Api for UpdateShareMenu {
    const NAME: &'static str = "updateShareMenu";
    const SURFACE: Surface = Surface::Logic;
    type Reply = Nothing;

    async fn call(self, _cx: Cx) -> Result<Nothing, ApiError> {
        Ok(Nothing {})
    }
}
