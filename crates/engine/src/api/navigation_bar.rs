//! The navigation bar of the page that holds the web-view.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Api, ApiDef, ApiError, Cx, Nothing, Surface};
use crate::bars;

pub(super) const APIS: &[ApiDef] = &[
    ApiDef::of::<SetNavigationBarTitle>(),
    ApiDef::of::<SetNavigationBarColor>(),
    ApiDef::of::<ShowNavigationBarLoading>(),
    ApiDef::of::<HideNavigationBarLoading>(),
    ApiDef::of::<HideHomeButton>(),
];

/// Sets the title of the current page's navigation bar.
#[derive(Deserialize, JsonSchema)]
pub struct SetNavigationBarTitle {
    /// The title.
    title: String,
}

impl Api for SetNavigationBarTitle {
    const NAME: &'static str = "setNavigationBarTitle";
    type Reply = Nothing;

    async fn call(self, cx: Cx) -> Result<Nothing, ApiError> {
        cx.set_title(self.title)
    }
}

/// Sets the colours of the current page's navigation bar.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SetNavigationBarColor {
    /// Of title and buttons: `#ffffff` or `#000000`.
    front_color: String,
    /// Of the bar, `#rrggbb`.
    background_color: String,
    /// `duration` and `timingFunc`; here the colours change at once.
    #[serde(default)]
    #[allow(dead_code)]
    animation: Option<serde_json::Map<String, serde_json::Value>>,
}

impl Api for SetNavigationBarColor {
    const NAME: &'static str = "setNavigationBarColor";
    const SURFACE: Surface = Surface::Logic;
    type Reply = Nothing;

    async fn call(self, cx: Cx) -> Result<Nothing, ApiError> {
        // The two values are documented, the words of the failure are assumed.
        let black_text = match bars::color(&self.front_color).as_deref() {
            Some("#000000") => true,
            Some("#ffffff") => false,
            _ => {
                let given = self.front_color;
                return Err(ApiError::fail(format!(
                    "invalid frontColor \"{given}\"; it is #ffffff or #000000"
                )));
            }
        };
        cx.set_bar_color(black_text, super::color("backgroundColor", &self.background_color)?)?;
        Ok(Nothing {})
    }
}

/// Shows that the current page loads, beside its title.
#[derive(Deserialize, JsonSchema)]
pub struct ShowNavigationBarLoading {}

impl Api for ShowNavigationBarLoading {
    const NAME: &'static str = "showNavigationBarLoading";
    const SURFACE: Surface = Surface::Logic;
    type Reply = Nothing;

    async fn call(self, cx: Cx) -> Result<Nothing, ApiError> {
        cx.set_bar_loading(true).map(|()| Nothing {})
    }
}

/// Shows it no more.
#[derive(Deserialize, JsonSchema)]
pub struct HideNavigationBarLoading {}

impl Api for HideNavigationBarLoading {
    const NAME: &'static str = "hideNavigationBarLoading";
    const SURFACE: Surface = Surface::Logic;
    type Reply = Nothing;

    async fn call(self, cx: Cx) -> Result<Nothing, ApiError> {
        cx.set_bar_loading(false).map(|()| Nothing {})
    }
}

/// Takes the way home out of the navigation bar of the page on top.
#[derive(Deserialize, JsonSchema)]
pub struct HideHomeButton {}

impl Api for HideHomeButton {
    const NAME: &'static str = "hideHomeButton";
    const SURFACE: Surface = Surface::Logic;
    type Reply = Nothing;

    async fn call(self, cx: Cx) -> Result<Nothing, ApiError> {
        cx.hide_home()
    }
}
