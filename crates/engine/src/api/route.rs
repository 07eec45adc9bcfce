//! Routing: moving on the page stack. From H5 these never answer; the reason of a failure is in the trace.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Api, ApiDef, ApiError, Cx, Nothing, Surface};
use crate::page_stack::Route;

pub(super) const APIS: &[ApiDef] = &[
    ApiDef::of::<NavigateTo>(),
    ApiDef::of::<NavigateBack>(),
    ApiDef::of::<SwitchTab>(),
    ApiDef::of::<ReLaunch>(),
    ApiDef::of::<RedirectTo>(),
];

/// Opens a page on top of the current one; not a tabBar page. At most ten pages.
#[derive(Deserialize, JsonSchema)]
pub struct NavigateTo {
    /// Path of the page with an optional query; a leading `/` means from the root of the package.
    url: String,
}

impl Api for NavigateTo {
    const NAME: &'static str = "navigateTo";
    const SURFACE: Surface = Surface::MiniProgram;
    type Reply = Nothing;

    async fn call(self, cx: Cx) -> Result<Nothing, ApiError> {
        cx.route(Route::NavigateTo { url: self.url })
    }
}

/// Closes the current page and goes back one or more pages.
#[derive(Deserialize, JsonSchema)]
pub struct NavigateBack {
    /// How many pages, 1 when absent; more than there are leads to the first one.
    #[serde(default)]
    delta: Option<Delta>,
}

/// The SDK passes on what the page gave, text included.
#[derive(Deserialize, JsonSchema)]
#[serde(untagged)]
enum Delta {
    Number(f64),
    Text(String),
}

impl Api for NavigateBack {
    const NAME: &'static str = "navigateBack";
    const SURFACE: Surface = Surface::MiniProgram;
    type Reply = Nothing;

    async fn call(self, cx: Cx) -> Result<Nothing, ApiError> {
        let delta = match self.delta {
            Some(Delta::Number(number)) => number,
            Some(Delta::Text(text)) => text.trim().parse().unwrap_or(1.0),
            None => 1.0,
        };
        // Zero, negative and NaN mean one (the SDK turns 0 into 1; the rest is assumed).
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // saturates, and is at least 1
        let delta = (delta as usize).max(1);
        cx.route(Route::NavigateBack { delta })
    }
}

/// Goes to a tabBar page and closes all pages that are not tabBar pages. A query is dropped.
#[derive(Deserialize, JsonSchema)]
pub struct SwitchTab {
    /// Path of a page of `tabBar.list`.
    url: String,
}

impl Api for SwitchTab {
    const NAME: &'static str = "switchTab";
    const SURFACE: Surface = Surface::MiniProgram;
    type Reply = Nothing;

    async fn call(self, cx: Cx) -> Result<Nothing, ApiError> {
        cx.route(Route::SwitchTab { url: self.url })
    }
}

/// Closes all pages and opens one; a tabBar page or any other.
#[derive(Deserialize, JsonSchema)]
pub struct ReLaunch {
    /// Path of the page with an optional query.
    url: String,
}

impl Api for ReLaunch {
    const NAME: &'static str = "reLaunch";
    const SURFACE: Surface = Surface::MiniProgram;
    type Reply = Nothing;

    async fn call(self, cx: Cx) -> Result<Nothing, ApiError> {
        cx.route(Route::ReLaunch { url: self.url })
    }
}

/// Closes the current page and opens another in its place; not a tabBar page.
#[derive(Deserialize, JsonSchema)]
pub struct RedirectTo {
    /// Path of the page with an optional query.
    url: String,
}

impl Api for RedirectTo {
    const NAME: &'static str = "redirectTo";
    const SURFACE: Surface = Surface::MiniProgram;
    type Reply = Nothing;

    async fn call(self, cx: Cx) -> Result<Nothing, ApiError> {
        cx.route(Route::RedirectTo { url: self.url })
    }
}
