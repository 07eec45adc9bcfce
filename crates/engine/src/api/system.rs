//! What phone, window and host are like. Field names and meanings: WeChat documentation, base library 2.20.1 and later.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Api, ApiDef, ApiError, Cx, Surface, Twin};
use crate::logic::Returns;
use crate::profile::Theme;
use crate::session::System;

pub(super) const APIS: &[ApiDef] = &[
    ApiDef::of::<GetSystemInfo>(),
    ApiDef::of::<GetWindowInfo>(),
    ApiDef::of::<GetDeviceInfo>(),
    ApiDef::of::<GetAppBaseInfo>(),
    ApiDef::of::<GetMenuButtonBoundingClientRect>(),
];

/// The base library whose interfaces are here, as programs compare it.
pub const SDK_VERSION: &str = "3.4.3";
/// The version of the app around the mini program (assumed).
const APP_VERSION: &str = "8.0.49";
/// The capsule: its size and its distance from the right edge, in CSS pixels (seen on phones).
const CAPSULE: (u32, u32, u32) = (87, 32, 7);
/// The navigation bar's height in CSS pixels; see `bars`.
const BAR: u32 = 44;

/// Tells everything about phone, window and host.
#[derive(Deserialize, JsonSchema)]
pub struct GetSystemInfo {}

#[derive(Serialize, JsonSchema)]
pub struct GetSystemInfoReply {
    #[serde(flatten)]
    window: GetWindowInfoReply,
    #[serde(flatten)]
    device: GetDeviceInfoReply,
    #[serde(flatten)]
    base: GetAppBaseInfoReply,
}

impl Api for GetSystemInfo {
    const NAME: &'static str = "getSystemInfo";
    const SURFACE: Surface = Surface::Logic;
    const SYNC_TWIN: Option<Twin> = Some(Twin { params: &[], result: "" });
    type Reply = GetSystemInfoReply;

    async fn call(self, cx: Cx) -> Result<GetSystemInfoReply, ApiError> {
        let system = cx.system();
        Ok(GetSystemInfoReply { window: window(&system), device: device(&system), base: base(&system) })
    }
}

/// Tells the size of screen and window.
#[derive(Deserialize, JsonSchema)]
pub struct GetWindowInfo {}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GetWindowInfoReply {
    /// Device pixels a CSS pixel.
    pixel_ratio: f64,
    screen_width: u32,
    screen_height: u32,
    /// The part that a page has.
    window_width: u32,
    window_height: u32,
    status_bar_height: u32,
    /// Where the window begins, from the screen's top edge.
    screen_top: u32,
    /// What corners, camera and home bar leave free, in the screen's coordinates.
    safe_area: SafeArea,
}

#[derive(Serialize, JsonSchema)]
struct SafeArea {
    left: u32,
    top: u32,
    right: u32,
    bottom: u32,
    width: u32,
    height: u32,
}

impl Api for GetWindowInfo {
    const NAME: &'static str = "getWindowInfo";
    const SURFACE: Surface = Surface::Logic;
    const RETURNS: Returns = Returns::Always;
    type Reply = GetWindowInfoReply;

    async fn call(self, cx: Cx) -> Result<GetWindowInfoReply, ApiError> {
        Ok(window(&cx.system()))
    }
}

/// Tells which phone it is.
#[derive(Deserialize, JsonSchema)]
pub struct GetDeviceInfo {}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GetDeviceInfoReply {
    brand: String,
    model: String,
    system: String,
    /// ios or android.
    platform: &'static str,
    /// How fast the phone is; -2: not known.
    benchmark_level: i32,
}

impl Api for GetDeviceInfo {
    const NAME: &'static str = "getDeviceInfo";
    const SURFACE: Surface = Surface::Logic;
    const RETURNS: Returns = Returns::Always;
    type Reply = GetDeviceInfoReply;

    async fn call(self, cx: Cx) -> Result<GetDeviceInfoReply, ApiError> {
        Ok(device(&cx.system()))
    }
}

/// Tells about the host: versions, language and theme.
#[derive(Deserialize, JsonSchema)]
pub struct GetAppBaseInfo {}

#[derive(Serialize, JsonSchema)]
pub struct GetAppBaseInfoReply {
    #[serde(rename = "SDKVersion")]
    sdk_version: &'static str,
    version: &'static str,
    language: String,
    /// light or dark.
    theme: &'static str,
    #[serde(rename = "enableDebug")]
    enable_debug: bool,
    #[serde(rename = "fontSizeSetting")]
    font_size_setting: u32,
}

impl Api for GetAppBaseInfo {
    const NAME: &'static str = "getAppBaseInfo";
    const SURFACE: Surface = Surface::Logic;
    const RETURNS: Returns = Returns::Always;
    type Reply = GetAppBaseInfoReply;

    async fn call(self, cx: Cx) -> Result<GetAppBaseInfoReply, ApiError> {
        Ok(base(&cx.system()))
    }
}

/// Tells where the capsule is.
#[derive(Deserialize, JsonSchema)]
pub struct GetMenuButtonBoundingClientRect {}

#[derive(Serialize, JsonSchema)]
pub struct GetMenuButtonBoundingClientRectReply {
    left: u32,
    top: u32,
    right: u32,
    bottom: u32,
    width: u32,
    height: u32,
}

impl Api for GetMenuButtonBoundingClientRect {
    const NAME: &'static str = "getMenuButtonBoundingClientRect";
    const SURFACE: Surface = Surface::Logic;
    const RETURNS: Returns = Returns::Always;
    type Reply = GetMenuButtonBoundingClientRectReply;

    async fn call(self, cx: Cx) -> Result<GetMenuButtonBoundingClientRectReply, ApiError> {
        let profile = cx.system().profile;
        let (width, height, margin) = CAPSULE;
        let top = profile.status_bar + (BAR - height) / 2;
        let right = profile.width.saturating_sub(margin);
        let left = right.saturating_sub(width);
        Ok(GetMenuButtonBoundingClientRectReply { left, top, right, bottom: top + height, width, height })
    }
}

fn window(system: &System) -> GetWindowInfoReply {
    let System { profile, frame } = system;
    let edges = profile.safe_area;
    // A phone without notch is free below its status bar (WeChat documentation's example values).
    let top = edges.top.max(profile.status_bar);
    let (right, bottom) =
        (profile.width.saturating_sub(edges.right), profile.height.saturating_sub(edges.bottom));
    GetWindowInfoReply {
        pixel_ratio: profile.pixel_ratio,
        screen_width: profile.width,
        screen_height: profile.height,
        window_width: frame.map_or(profile.width, |frame| frame.width),
        window_height: frame.map_or(profile.height, |frame| frame.height),
        status_bar_height: profile.status_bar,
        screen_top: frame.map_or(0, |frame| frame.top),
        safe_area: SafeArea {
            left: edges.left,
            top,
            right,
            bottom,
            width: right.saturating_sub(edges.left),
            height: bottom.saturating_sub(top),
        },
    }
}

fn device(system: &System) -> GetDeviceInfoReply {
    let profile = &system.profile;
    GetDeviceInfoReply {
        brand: profile.brand.clone(),
        model: profile.model.clone(),
        system: profile.system.clone(),
        platform: if profile.is_android() { "android" } else { "ios" },
        benchmark_level: -2,
    }
}

fn base(system: &System) -> GetAppBaseInfoReply {
    GetAppBaseInfoReply {
        sdk_version: SDK_VERSION,
        version: APP_VERSION,
        // The documented form has an underscore.
        language: system.profile.language.as_deref().unwrap_or("en").replace('-', "_"),
        theme: if system.profile.theme == Theme::Dark { "dark" } else { "light" },
        enable_debug: false,
        font_size_setting: 16,
    }
}
