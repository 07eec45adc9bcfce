//! What a person sees of the phone: one value that says all of it, so that whoever shows it keeps no state of their own.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::device::{Capability, Network, Position, Source};
use crate::id::{AppId, PageId};
use crate::profile::Theme;
use crate::prompt::Prompt;
use crate::sheet::Sheet;

/// What a person would see: the mini program in front and its pages, and what lies over them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct State {
    /// The mini program in front; none when everything is in the background.
    pub app: Option<AppId>,
    /// Every mini program that runs, the one in front too.
    pub running: Vec<AppState>,
    /// The page stack, bottom first.
    pub pages: Vec<PageState>,
    /// The tabBar under the page on top, when it is a tab page and the bar is not hidden.
    pub tab_bar: Option<TabBarState>,
    /// The question on the screen.
    pub prompt: Option<Prompt>,
    /// What the phone itself wants of the person, the oldest first: camera, album, scanner, payment.
    pub sheets: Vec<Sheet>,
    /// The text that is shown for a moment, or the circle of something that is on its way.
    pub toast: Option<ToastState>,
    /// Pictures, a document or a place, over the page.
    pub viewer: Option<ViewerState>,
    /// The capsule's menu is open.
    pub menu: bool,
    /// What is wrong with the files of a mini program: gone when it is mended.
    pub problems: Vec<Problem>,
    /// The phone of the mini program in front.
    pub device: Option<DeviceState>,
    /// What the user has said of each scope that was asked for.
    pub scopes: BTreeMap<String, bool>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AppState {
    pub app: AppId,
    pub name: String,
    /// Who jumped to it.
    pub opened_by: Option<AppId>,
}

/// An open page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PageState {
    pub page: PageId,
    pub path: String,
    /// `a=1&b=2`, as it was opened with.
    pub query: String,
    /// The navigation bar's title.
    pub title: String,
    /// The web-view's address, if the page holds one.
    pub web_view: Option<String>,
    /// Its origin: what a person must be able to see at all times.
    pub origin: Option<String>,
    /// The web-view's document has not finished loading.
    pub loading: bool,
    pub navigation_bar: NavigationBar,
    pub pull_down: PullDown,
    /// Where the page is on the screen.
    pub frame: Frame,
    pub is_tab: bool,
    /// The web-view's own history, as far as it was told.
    pub history: Vec<String>,
    /// Index in it.
    pub history_at: usize,
    /// What `postMessage` has sent and nobody has got yet.
    pub messages: Vec<Value>,
    /// What sharing or copying would give now.
    pub share_url: Option<String>,
}

/// How the navigation bar looks.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct NavigationBar {
    /// `#rrggbb`.
    pub background: String,
    /// Black text on it, else white.
    pub black_text: bool,
    /// Only the capsule is there, the page goes up to the top (`navigationStyle: custom`). Never for web-view pages.
    pub custom: bool,
    /// The circle beside the title (`showNavigationBarLoading`).
    pub loading: bool,
    /// What back does now, and why.
    pub back: Back,
}

/// What the back button does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Back {
    /// The H5 page goes back in its own history.
    History,
    /// The page is closed.
    Page,
    /// There is no button but home: the page is alone and not the home page.
    Home,
    /// There is no button: the page is alone.
    #[default]
    Nothing,
}

/// Pulling the page down.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PullDown {
    pub enabled: bool,
    /// Until `stopPullDownRefresh`.
    pub refreshing: bool,
    /// `#rrggbb` behind the page.
    pub background: String,
    /// Light dots, else dark.
    pub light_text: bool,
}

/// A part of the screen, in CSS pixels, and what of the safe area reaches into it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Frame {
    /// From the screen's top edge.
    pub top: u32,
    pub width: u32,
    pub height: u32,
    /// Top, right, bottom, left: what `env(safe-area-inset-…)` says in the page.
    pub safe_area: [u32; 4],
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TabBarState {
    /// `#rrggbb`.
    pub color: String,
    pub selected_color: String,
    pub background: String,
    /// `black` or `white`.
    pub border: String,
    /// At the top of the page instead of the bottom; no icons then.
    pub at_top: bool,
    pub items: Vec<TabState>,
    /// Index of the page on top.
    pub selected: usize,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TabState {
    pub path: String,
    pub text: String,
    /// Path in the package.
    pub icon: Option<String>,
    pub selected_icon: Option<String>,
    pub badge: Option<String>,
    pub red_dot: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ViewerState {
    /// Grows with every viewer that is opened.
    pub id: u64,
    /// What it shows, as `packages/viewer` takes it: `{kind: "image", urls, current}`, `{kind: "document", …}`,
    /// `{kind: "location", …}`.
    pub request: Value,
}

/// A text over the page, that goes by itself (`showToast`) or stays until it is taken away (`showLoading`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ToastState {
    /// Grows with every toast.
    pub id: u64,
    pub title: String,
    pub icon: ToastIcon,
    /// Path in the package or temporary path of a picture in the icon's place.
    pub image: Option<String>,
    /// The page under it cannot be touched.
    pub mask: bool,
    /// Of `showLoading`.
    pub is_loading: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum ToastIcon {
    Success,
    Error,
    Loading,
    None,
}

/// Something wrong with a file of a mini program.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    pub app: AppId,
    pub file: String,
    /// From 1; 0 when unknown.
    pub line: u32,
    pub column: u32,
    pub text: String,
}

/// The phone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeviceState {
    /// CSS pixels.
    pub width: u32,
    pub height: u32,
    pub pixel_ratio: f64,
    /// Top, right, bottom, left.
    pub safe_area: [u32; 4],
    pub status_bar: u32,
    pub is_apple: bool,
    pub model: String,
    pub system: String,
    pub language: Option<String>,
    pub theme: Theme,
    pub position: Option<Position>,
    pub network: Network,
    /// The device file as it is now: `device`, `consent`, `account`, `payment`. Null for a phone that has none.
    pub settings: Value,
    /// Who answers: the device file or the person with the phone.
    pub sources: BTreeMap<Capability, Source>,
}
