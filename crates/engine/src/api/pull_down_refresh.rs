//! Pulling a page down to have it refreshed.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Api, ApiDef, ApiError, Cx, Nothing, Surface};

pub(super) const APIS: &[ApiDef] =
    &[ApiDef::of::<StartPullDownRefresh>(), ApiDef::of::<StopPullDownRefresh>()];

/// Starts refreshing the page on top, as if a person had pulled it down: `onPullDownRefresh` runs.
#[derive(Deserialize, JsonSchema)]
pub struct StartPullDownRefresh {}

impl Api for StartPullDownRefresh {
    const NAME: &'static str = "startPullDownRefresh";
    const SURFACE: Surface = Surface::Logic;
    type Reply = Nothing;

    async fn call(self, cx: Cx) -> Result<Nothing, ApiError> {
        cx.start_refresh().map(|()| Nothing {})
    }
}

/// Says that the page has been refreshed. Without a refresh under way it succeeds too (assumed).
#[derive(Deserialize, JsonSchema)]
pub struct StopPullDownRefresh {}

impl Api for StopPullDownRefresh {
    const NAME: &'static str = "stopPullDownRefresh";
    const SURFACE: Surface = Surface::Logic;
    type Reply = Nothing;

    async fn call(self, cx: Cx) -> Result<Nothing, ApiError> {
        cx.stop_refresh().map(|()| Nothing {})
    }
}
