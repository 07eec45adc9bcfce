//! The phone itself: clipboard, battery, screen, vibration, calls, and what its settings allow. Field names and meanings:
//! WeChat documentation.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Api, ApiDef, ApiError, Cx, Nothing, Surface, Twin};
use crate::device::Consent;
use crate::logic::Returns;
use crate::scope::Scope;
use crate::sheet::Question;

pub(super) const APIS: &[ApiDef] = &[
    ApiDef::of::<SetClipboardData>(),
    ApiDef::of::<GetClipboardData>(),
    ApiDef::of::<GetBatteryInfo>(),
    ApiDef::of::<VibrateShort>(),
    ApiDef::of::<VibrateLong>(),
    ApiDef::of::<MakePhoneCall>(),
    ApiDef::of::<SetKeepScreenOn>(),
    ApiDef::of::<SetScreenBrightness>(),
    ApiDef::of::<GetScreenBrightness>(),
    ApiDef::of::<HideKeyboard>(),
    ApiDef::of::<GetSystemSetting>(),
    ApiDef::of::<GetAppAuthorizeSetting>(),
];

/// Copies a text. A toast says so, as on a phone.
#[derive(Deserialize, JsonSchema)]
pub struct SetClipboardData {
    /// The text.
    data: String,
}

impl Api for SetClipboardData {
    const NAME: &'static str = "setClipboardData";
    const SURFACE: Surface = Surface::Logic;
    type Reply = Nothing;

    async fn call(self, cx: Cx) -> Result<Nothing, ApiError> {
        cx.device().copy(self.data);
        // One that is not in front copies all the same, unseen.
        let _ = super::interaction::copied(&cx);
        Ok(Nothing {})
    }
}

/// Gives what was copied last.
#[derive(Deserialize, JsonSchema)]
pub struct GetClipboardData {}

#[derive(Serialize, JsonSchema)]
pub struct GetClipboardDataReply {
    /// The text.
    data: String,
}

impl Api for GetClipboardData {
    const NAME: &'static str = "getClipboardData";
    const SURFACE: Surface = Surface::Logic;
    type Reply = GetClipboardDataReply;

    async fn call(self, cx: Cx) -> Result<GetClipboardDataReply, ApiError> {
        Ok(GetClipboardDataReply { data: cx.device().clipboard() })
    }
}

/// Tells how full the battery is.
#[derive(Deserialize, JsonSchema)]
pub struct GetBatteryInfo {}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GetBatteryInfoReply {
    /// Per cent.
    level: u8,
    /// Whether it is being charged.
    is_charging: bool,
    /// Whether the phone saves power; here it never does.
    is_low_power_mode_enabled: bool,
}

impl Api for GetBatteryInfo {
    const NAME: &'static str = "getBatteryInfo";
    const SURFACE: Surface = Surface::Logic;
    const SYNC_TWIN: Option<Twin> = Some(Twin { params: &[], result: "" });
    type Reply = GetBatteryInfoReply;

    async fn call(self, cx: Cx) -> Result<GetBatteryInfoReply, ApiError> {
        let battery = cx.device().battery();
        Ok(GetBatteryInfoReply {
            level: battery.level.min(100),
            is_charging: battery.charging,
            is_low_power_mode_enabled: false,
        })
    }
}

/// Vibrates for a moment. Nothing moves here; the call is in the trace.
#[derive(Deserialize, JsonSchema)]
pub struct VibrateShort {
    /// How strong: `heavy`, `medium` or `light`.
    #[serde(default, rename = "type")]
    #[allow(dead_code)]
    kind: Option<String>,
}

impl Api for VibrateShort {
    const NAME: &'static str = "vibrateShort";
    const SURFACE: Surface = Surface::Logic;
    type Reply = Nothing;

    async fn call(self, _cx: Cx) -> Result<Nothing, ApiError> {
        Ok(Nothing {})
    }
}

/// Vibrates for longer. Nothing moves here; the call is in the trace.
#[derive(Deserialize, JsonSchema)]
pub struct VibrateLong {}

impl Api for VibrateLong {
    const NAME: &'static str = "vibrateLong";
    const SURFACE: Surface = Surface::Logic;
    type Reply = Nothing;

    async fn call(self, _cx: Cx) -> Result<Nothing, ApiError> {
        Ok(Nothing {})
    }
}

/// Asks the user whether a number is called. Fails with `cancel` when not, and when nobody is there and
/// `[device.dialogs]` says nothing.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MakePhoneCall {
    /// The number.
    phone_number: String,
}

impl Api for MakePhoneCall {
    const NAME: &'static str = "makePhoneCall";
    const SURFACE: Surface = Surface::Logic;
    type Reply = Nothing;

    async fn call(self, cx: Cx) -> Result<Nothing, ApiError> {
        cx.dialog(Question::Call { number: self.phone_number }).await.map(|_| Nothing {})
    }
}

/// Keeps the screen on. This one never goes off.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SetKeepScreenOn {
    /// Whether it stays on.
    #[allow(dead_code)]
    keep_screen_on: bool,
}

impl Api for SetKeepScreenOn {
    const NAME: &'static str = "setKeepScreenOn";
    const SURFACE: Surface = Surface::Logic;
    type Reply = Nothing;

    async fn call(self, _cx: Cx) -> Result<Nothing, ApiError> {
        Ok(Nothing {})
    }
}

/// Makes the screen brighter or darker. What is set is what `getScreenBrightness` tells; the screen looks the same.
#[derive(Deserialize, JsonSchema)]
pub struct SetScreenBrightness {
    /// From 0, the darkest, to 1.
    value: f64,
}

impl Api for SetScreenBrightness {
    const NAME: &'static str = "setScreenBrightness";
    const SURFACE: Surface = Surface::Logic;
    type Reply = Nothing;

    async fn call(self, cx: Cx) -> Result<Nothing, ApiError> {
        if !(0.0..=1.0).contains(&self.value) {
            return Err(ApiError::Arguments("parameter.value should be between 0 and 1;".to_owned()));
        }
        cx.set_brightness(self.value)
    }
}

/// Tells how bright the screen is.
#[derive(Deserialize, JsonSchema)]
pub struct GetScreenBrightness {}

#[derive(Serialize, JsonSchema)]
pub struct GetScreenBrightnessReply {
    /// From 0, the darkest, to 1; 0.5 until it is set.
    value: f64,
}

impl Api for GetScreenBrightness {
    const NAME: &'static str = "getScreenBrightness";
    const SURFACE: Surface = Surface::Logic;
    type Reply = GetScreenBrightnessReply;

    async fn call(self, cx: Cx) -> Result<GetScreenBrightnessReply, ApiError> {
        Ok(GetScreenBrightnessReply { value: cx.brightness()? })
    }
}

/// Takes the keyboard away: the field that has the focus loses it.
#[derive(Deserialize, JsonSchema)]
pub struct HideKeyboard {}

impl Api for HideKeyboard {
    const NAME: &'static str = "hideKeyboard";
    const SURFACE: Surface = Surface::Logic;
    type Reply = Nothing;

    async fn call(self, _cx: Cx) -> Result<Nothing, ApiError> {
        Ok(Nothing {})
    }
}

/// Tells which of the phone's switches are on.
#[derive(Deserialize, JsonSchema)]
pub struct GetSystemSetting {}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GetSystemSettingReply {
    /// Here it is off: there is no Bluetooth.
    bluetooth_enabled: bool,
    /// Off when `[consent]` says `system-off` of `scope.userLocation`.
    location_enabled: bool,
    /// On when the network is wifi.
    wifi_enabled: bool,
    /// `portrait` or `landscape`.
    device_orientation: &'static str,
}

impl Api for GetSystemSetting {
    const NAME: &'static str = "getSystemSetting";
    const SURFACE: Surface = Surface::Logic;
    const RETURNS: Returns = Returns::Always;
    type Reply = GetSystemSettingReply;

    async fn call(self, cx: Cx) -> Result<GetSystemSettingReply, ApiError> {
        let (device, profile) = (cx.device(), cx.system().profile);
        Ok(GetSystemSettingReply {
            bluetooth_enabled: false,
            location_enabled: device.consent(Scope::UserLocation.name()) != Consent::SystemOff,
            wifi_enabled: device.network() == crate::device::Network::Wifi,
            device_orientation: if profile.width > profile.height { "landscape" } else { "portrait" },
        })
    }
}

/// Tells what the phone's settings allow the app around the mini program. They allow it unless `[consent]` says
/// `system-off`.
#[derive(Deserialize, JsonSchema)]
pub struct GetAppAuthorizeSetting {}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GetAppAuthorizeSettingReply {
    /// `authorized` or `denied`; likewise the others.
    album_authorized: &'static str,
    bluetooth_authorized: &'static str,
    camera_authorized: &'static str,
    location_authorized: &'static str,
    /// Whether only a rough position is given; never here.
    location_reduced_accuracy: bool,
    microphone_authorized: &'static str,
    notification_authorized: &'static str,
}

impl Api for GetAppAuthorizeSetting {
    const NAME: &'static str = "getAppAuthorizeSetting";
    const SURFACE: Surface = Surface::Logic;
    const RETURNS: Returns = Returns::Always;
    type Reply = GetAppAuthorizeSettingReply;

    async fn call(self, cx: Cx) -> Result<GetAppAuthorizeSettingReply, ApiError> {
        let device = cx.device();
        let allows = |scope: Scope| {
            if device.consent(scope.name()) == Consent::SystemOff { "denied" } else { "authorized" }
        };
        Ok(GetAppAuthorizeSettingReply {
            album_authorized: allows(Scope::WritePhotosAlbum),
            bluetooth_authorized: "denied",
            camera_authorized: allows(Scope::Camera),
            location_authorized: allows(Scope::UserLocation),
            location_reduced_accuracy: false,
            microphone_authorized: allows(Scope::Record),
            notification_authorized: "authorized",
        })
    }
}
