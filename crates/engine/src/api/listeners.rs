//! What a mini program can listen to. `onX` adds a listener, `offX` takes that one away, or all without an argument
//! (WeChat documentation). Each row is one pair; nothing is ever called with them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Api, ApiDef, Nothing, Surface};
use crate::device::Network;
use crate::logic::Returns;
use crate::profile::Theme;

pub(super) const APIS: &[ApiDef] = &[
    ApiDef::of::<OnAppShow>(),
    ApiDef::of::<OnAppHide>(),
    ApiDef::of::<OnError>(),
    ApiDef::of::<OnUnhandledRejection>(),
    ApiDef::of::<OnPageNotFound>(),
    ApiDef::of::<OnThemeChange>(),
    ApiDef::of::<OnNetworkStatusChange>(),
    ApiDef::of::<OnWindowResize>(),
    ApiDef::of::<OnKeyboardHeightChange>(),
    ApiDef::of::<OnMemoryWarning>(),
    ApiDef::of::<OnUserCaptureScreen>(),
    ApiDef::of::<OnAudioInterruptionBegin>(),
    ApiDef::of::<OnAudioInterruptionEnd>(),
];

/// A pair of functions, by what its listeners get.
macro_rules! listener {
    ($(#[$doc:meta])* $type:ident, $name:literal, $detail:ty) => {
        $(#[$doc])*
        #[derive(Deserialize, JsonSchema)]
        pub struct $type {}

        impl Api for $type {
            const NAME: &'static str = $name;
            const SURFACE: Surface = Surface::Logic;
            const RETURNS: Returns = Returns::Listener;
            type Reply = $detail;
        }
    };
}

pub(super) use listener;

/// How the mini program came to the front.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Shown {
    /// The page, and what it was opened with.
    path: String,
    query: Value,
    /// Where from: 1001 the list, 1037 and 1038 another mini program.
    scene: u32,
    /// `appId` and `extraData` of the other mini program.
    referrer_info: Value,
}

listener!(
    /// The mini program came to the front: the same as `App.onShow`, after it.
    OnAppShow, "onAppShow", Shown
);
listener!(
    /// The mini program went to the background: the same as `App.onHide`, after it.
    OnAppHide, "onAppHide", Nothing
);
listener!(
    /// An error that nobody caught. The listener gets a text: the error and where it was thrown.
    OnError, "onError", Nothing
);

/// A promise that nobody handled.
#[derive(Serialize, JsonSchema)]
pub struct Rejection {
    /// Why it was rejected.
    reason: Value,
    /// The promise itself.
    promise: Value,
}

listener!(
    /// A promise was rejected and nobody handled it.
    OnUnhandledRejection, "onUnhandledRejection", Rejection
);

/// A page that is not there.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Lost {
    path: String,
    query: Value,
    /// Whether the mini program was started with it.
    is_entry_page: bool,
}

listener!(
    /// The page that was to be opened is not there: the same as `App.onPageNotFound`, after it.
    OnPageNotFound, "onPageNotFound", Lost
);

/// How the phone looks now.
#[derive(Serialize, JsonSchema)]
pub struct ThemeChange {
    /// `light` or `dark`.
    theme: Theme,
}

listener!(
    /// The phone changed between light and dark.
    OnThemeChange, "onThemeChange", ThemeChange
);

/// How the phone is connected now.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct NetworkStatus {
    /// Whether it is connected at all.
    is_connected: bool,
    /// wifi, 2g, 3g, 4g, 5g, unknown or none.
    network_type: Network,
}

listener!(
    /// The phone's network changed.
    OnNetworkStatusChange, "onNetworkStatusChange", NetworkStatus
);

/// The window's size now.
#[derive(Serialize, JsonSchema)]
pub struct WindowResize {
    size: WindowSize,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct WindowSize {
    /// CSS pixels.
    window_width: u32,
    window_height: u32,
}

listener!(
    /// The window of the page on top changed its size: the phone was turned, say.
    OnWindowResize, "onWindowResize", WindowResize
);

/// How much room the keyboard takes.
#[derive(Serialize, JsonSchema)]
pub struct KeyboardHeight {
    /// CSS pixels; 0 when it is gone.
    height: u32,
}

listener!(
    /// The keyboard came or went, with a field of the page that got or lost the focus. None is drawn, since keys are typed on
    /// the keyboard of the machine; its height is that of a phone of this size (assumed).
    OnKeyboardHeightChange, "onKeyboardHeightChange", KeyboardHeight
);

/// How scarce memory is.
#[derive(Serialize, JsonSchema)]
pub struct MemoryLevel {
    /// Android's: 5, 10 or 15.
    level: u32,
}

listener!(
    /// Memory is scarce. Here that is never told.
    OnMemoryWarning, "onMemoryWarning", MemoryLevel
);
listener!(
    /// The person took a picture of the screen. Here that is never told.
    OnUserCaptureScreen, "onUserCaptureScreen", Nothing
);
listener!(
    /// Something else needs the loudspeaker. Here that never happens.
    OnAudioInterruptionBegin, "onAudioInterruptionBegin", Nothing
);
listener!(
    /// The loudspeaker is free again. Here that never happens.
    OnAudioInterruptionEnd, "onAudioInterruptionEnd", Nothing
);
