//! Pulling a page down to have it refreshed, and what is seen behind it then.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Api, ApiDef, ApiError, Cx, Nothing, Surface};

pub(super) const APIS: &[ApiDef] = &[
    ApiDef::of::<StartPullDownRefresh>(),
    ApiDef::of::<StopPullDownRefresh>(),
    ApiDef::of::<SetBackgroundColor>(),
    ApiDef::of::<SetBackgroundTextStyle>(),
];

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

/// Sets the colour behind the page on top, where it is pulled down.
#[derive(Deserialize, JsonSchema)]
pub struct SetBackgroundColor {
    /// `#rrggbb`; absent: as it is.
    #[serde(default, rename = "backgroundColor")]
    all: Option<String>,
    /// The same above the page, of an iPhone; wins over the other.
    #[serde(default, rename = "backgroundColorTop")]
    top: Option<String>,
    /// The same below the page, of an iPhone; nothing is seen there.
    #[serde(default, rename = "backgroundColorBottom")]
    bottom: Option<String>,
}

impl Api for SetBackgroundColor {
    const NAME: &'static str = "setBackgroundColor";
    const SURFACE: Surface = Surface::Logic;
    type Reply = Nothing;

    async fn call(self, cx: Cx) -> Result<Nothing, ApiError> {
        let given = |key: &str, text: Option<String>| text.map(|text| super::color(key, &text)).transpose();
        let all = given("backgroundColor", self.all)?;
        let top = given("backgroundColorTop", self.top)?;
        given("backgroundColorBottom", self.bottom)?;
        cx.change_behind(|behind| {
            behind.background = top.or(all).unwrap_or(std::mem::take(&mut behind.background));
        })
    }
}

/// Makes the dots of a page that is pulled down dark or light.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SetBackgroundTextStyle {
    /// `dark` or `light`.
    text_style: TextStyle,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum TextStyle {
    Dark,
    Light,
}

impl Api for SetBackgroundTextStyle {
    const NAME: &'static str = "setBackgroundTextStyle";
    const SURFACE: Surface = Surface::Logic;
    type Reply = Nothing;

    async fn call(self, cx: Cx) -> Result<Nothing, ApiError> {
        cx.change_behind(|behind| behind.light_text = self.text_style == TextStyle::Light)
    }
}
