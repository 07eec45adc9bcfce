//! The tabBar: badges, red dots, looks. All of it works only while a page of the tabBar is on top, and lasts as long as
//! the mini program runs (WeChat documentation).

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Api, ApiDef, ApiError, Cx, Nothing, Surface};
use crate::bars;

pub(super) const APIS: &[ApiDef] = &[
    ApiDef::of::<SetTabBarBadge>(),
    ApiDef::of::<RemoveTabBarBadge>(),
    ApiDef::of::<ShowTabBarRedDot>(),
    ApiDef::of::<HideTabBarRedDot>(),
    ApiDef::of::<SetTabBarItem>(),
    ApiDef::of::<SetTabBarStyle>(),
    ApiDef::of::<ShowTabBar>(),
    ApiDef::of::<HideTabBar>(),
];

/// Puts a text at the corner of a tab, in the place of a red dot.
#[derive(Deserialize, JsonSchema)]
pub struct SetTabBarBadge {
    /// Which tab, from 0 at the left.
    index: usize,
    /// The text; of more than four characters three dots are shown.
    text: String,
}

impl Api for SetTabBarBadge {
    const NAME: &'static str = "setTabBarBadge";
    const SURFACE: Surface = Surface::Logic;
    type Reply = Nothing;

    async fn call(self, cx: Cx) -> Result<Nothing, ApiError> {
        cx.change_tab(self.index, |tab| {
            tab.badge = Some(bars::badge(&self.text));
            tab.red_dot = false;
        })?;
        Ok(Nothing {})
    }
}

/// Takes the text at the corner of a tab away.
#[derive(Deserialize, JsonSchema)]
pub struct RemoveTabBarBadge {
    /// Which tab, from 0 at the left.
    index: usize,
}

impl Api for RemoveTabBarBadge {
    const NAME: &'static str = "removeTabBarBadge";
    const SURFACE: Surface = Surface::Logic;
    type Reply = Nothing;

    async fn call(self, cx: Cx) -> Result<Nothing, ApiError> {
        cx.change_tab(self.index, |tab| tab.badge = None)?;
        Ok(Nothing {})
    }
}

/// Shows a red dot at the corner of a tab, in the place of a text.
#[derive(Deserialize, JsonSchema)]
pub struct ShowTabBarRedDot {
    /// Which tab, from 0 at the left.
    index: usize,
}

impl Api for ShowTabBarRedDot {
    const NAME: &'static str = "showTabBarRedDot";
    const SURFACE: Surface = Surface::Logic;
    type Reply = Nothing;

    async fn call(self, cx: Cx) -> Result<Nothing, ApiError> {
        cx.change_tab(self.index, |tab| {
            tab.badge = None;
            tab.red_dot = true;
        })?;
        Ok(Nothing {})
    }
}

/// Hides the red dot of a tab.
#[derive(Deserialize, JsonSchema)]
pub struct HideTabBarRedDot {
    /// Which tab, from 0 at the left.
    index: usize,
}

impl Api for HideTabBarRedDot {
    const NAME: &'static str = "hideTabBarRedDot";
    const SURFACE: Surface = Surface::Logic;
    type Reply = Nothing;

    async fn call(self, cx: Cx) -> Result<Nothing, ApiError> {
        cx.change_tab(self.index, |tab| tab.red_dot = false)?;
        Ok(Nothing {})
    }
}

/// Changes text and pictures of a tab.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SetTabBarItem {
    /// Which tab, from 0 at the left.
    index: usize,
    /// The text under the picture; absent: as it is.
    #[serde(default)]
    text: Option<String>,
    /// Path of the picture in the package; absent: as it is. A tabBar at the top has none.
    #[serde(default)]
    icon_path: Option<String>,
    /// The same for the tab that is open.
    #[serde(default)]
    selected_icon_path: Option<String>,
}

impl Api for SetTabBarItem {
    const NAME: &'static str = "setTabBarItem";
    const SURFACE: Surface = Surface::Logic;
    type Reply = Nothing;

    async fn call(self, cx: Cx) -> Result<Nothing, ApiError> {
        let icon = |path: Option<String>| path.map(|path| bars::package_path(&path));
        let (icon, selected_icon) = (icon(self.icon_path), icon(self.selected_icon_path));
        cx.change_tab(self.index, |tab| {
            tab.text = self.text.unwrap_or(std::mem::take(&mut tab.text));
            tab.icon = icon.or(tab.icon.take());
            tab.selected_icon = selected_icon.or(tab.selected_icon.take());
        })?;
        Ok(Nothing {})
    }
}

/// Changes the colours of the tabBar.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SetTabBarStyle {
    /// Colour of the texts, `#rrggbb`; absent: as it is.
    #[serde(default)]
    color: Option<String>,
    /// Colour of the text of the tab that is open.
    #[serde(default)]
    selected_color: Option<String>,
    /// Colour of the bar.
    #[serde(default)]
    background_color: Option<String>,
    /// `black` or `white`: the line between page and bar.
    #[serde(default)]
    border_style: Option<String>,
}

impl Api for SetTabBarStyle {
    const NAME: &'static str = "setTabBarStyle";
    const SURFACE: Surface = Surface::Logic;
    type Reply = Nothing;

    async fn call(self, cx: Cx) -> Result<Nothing, ApiError> {
        let given = |key: &str, text: Option<String>| text.map(|text| super::color(key, &text)).transpose();
        let color = given("color", self.color)?;
        let selected = given("selectedColor", self.selected_color)?;
        let background = given("backgroundColor", self.background_color)?;
        cx.change_tabs(|bar| {
            bar.color = color.unwrap_or(std::mem::take(&mut bar.color));
            bar.selected_color = selected.unwrap_or(std::mem::take(&mut bar.selected_color));
            bar.background = background.unwrap_or(std::mem::take(&mut bar.background));
            if let Some(style) = &self.border_style {
                bars::border(Some(style)).clone_into(&mut bar.border);
            }
            Ok(())
        })?;
        Ok(Nothing {})
    }
}

/// Shows the tabBar again.
#[derive(Deserialize, JsonSchema)]
pub struct ShowTabBar {
    /// Whether it slides in; here it is there at once.
    #[serde(default)]
    #[allow(dead_code)]
    animation: Option<bool>,
}

impl Api for ShowTabBar {
    const NAME: &'static str = "showTabBar";
    const SURFACE: Surface = Surface::Logic;
    type Reply = Nothing;

    async fn call(self, cx: Cx) -> Result<Nothing, ApiError> {
        cx.hide_tabs(false).map(|()| Nothing {})
    }
}

/// Hides the tabBar; the page gets its room.
#[derive(Deserialize, JsonSchema)]
pub struct HideTabBar {
    /// Whether it slides out; here it is gone at once.
    #[serde(default)]
    #[allow(dead_code)]
    animation: Option<bool>,
}

impl Api for HideTabBar {
    const NAME: &'static str = "hideTabBar";
    const SURFACE: Surface = Surface::Logic;
    type Reply = Nothing;

    async fn call(self, cx: Cx) -> Result<Nothing, ApiError> {
        cx.hide_tabs(true).map(|()| Nothing {})
    }
}
