//! Scopes: rights that a user grants a mini program, and what the three gates before them say.
//!
//! A call passes in this order: may this origin and mini program call it at all (`bridge.rs`), has the user granted the
//! scope (asked once, remembered), does the phone itself allow it. `docs/consent.md` has the table.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A right that is asked for. The names are those of `wx.authorize` and of `permission` in `app.json`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub enum Scope {
    #[serde(rename = "scope.userLocation")]
    UserLocation,
    #[serde(rename = "scope.record")]
    Record,
    #[serde(rename = "scope.camera")]
    Camera,
    #[serde(rename = "scope.writePhotosAlbum")]
    WritePhotosAlbum,
    #[serde(rename = "scope.userInfo")]
    UserInfo,
    #[serde(rename = "scope.getPhoneNumber")]
    GetPhoneNumber,
}

impl Scope {
    pub const ALL: [Self; 6] = [
        Self::UserLocation,
        Self::Record,
        Self::Camera,
        Self::WritePhotosAlbum,
        Self::UserInfo,
        Self::GetPhoneNumber,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::UserLocation => "scope.userLocation",
            Self::Record => "scope.record",
            Self::Camera => "scope.camera",
            Self::WritePhotosAlbum => "scope.writePhotosAlbum",
            Self::UserInfo => "scope.userInfo",
            Self::GetPhoneNumber => "scope.getPhoneNumber",
        }
    }

    /// What the question is about, for a mini program whose `app.json` gives no purpose.
    pub fn words(self) -> &'static str {
        match self {
            Self::UserLocation => "your location",
            Self::Record => "your microphone",
            Self::Camera => "your camera",
            Self::WritePhotosAlbum => "saving to your album",
            Self::UserInfo => "your account's name and address",
            Self::GetPhoneNumber => "your phone number",
        }
    }
}
