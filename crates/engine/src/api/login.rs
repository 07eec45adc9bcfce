//! The user's account.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Api, ApiDef, Nothing};

pub(super) const APIS: &[ApiDef] = &[
    ApiDef::of::<Login>(),
    ApiDef::of::<CheckSession>(),
    ApiDef::of::<GetPhoneNumber>(),
    ApiDef::of::<GetEmailAddress>(),
    ApiDef::of::<ChooseAvatar>(),
    ApiDef::of::<GetNickname>(),
    ApiDef::of::<HideNicknameAccessory>(),
    ApiDef::of::<ShowAppMenu>(),
];

/// Gets a code that the page's server exchanges for the user's identity; valid five minutes.
#[derive(Deserialize, JsonSchema)]
pub struct Login {}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct LoginReply {
    /// The code.
    code: String,
}

impl Api for Login {
    const NAME: &'static str = "login";
    const READY: bool = false;
    type Reply = LoginReply;
}

/// Succeeds while the session of the last `login` is valid.
#[derive(Deserialize, JsonSchema)]
pub struct CheckSession {}

impl Api for CheckSession {
    const NAME: &'static str = "checkSession";
    const READY: bool = false;
    type Reply = Nothing;
}

/// Asks for the user's phone number.
#[derive(Deserialize, JsonSchema)]
pub struct GetPhoneNumber {}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GetPhoneNumberReply {
    /// A code for the server (result assumed from the button of the same name).
    code: String,
}

impl Api for GetPhoneNumber {
    const NAME: &'static str = "getPhoneNumber";
    const SURFACE: super::Surface = super::Surface::H5;
    const READY: bool = false;
    type Reply = GetPhoneNumberReply;
}

/// Asks for the user's email address.
#[derive(Deserialize, JsonSchema)]
pub struct GetEmailAddress {}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GetEmailAddressReply {
    /// A code for the server (result assumed from the button of the same name).
    code: String,
}

impl Api for GetEmailAddress {
    const NAME: &'static str = "getEmailAddress";
    const SURFACE: super::Surface = super::Surface::H5;
    const READY: bool = false;
    type Reply = GetEmailAddressReply;
}

/// Lets the user choose a portrait.
#[derive(Deserialize, JsonSchema)]
pub struct ChooseAvatar {}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChooseAvatarReply {
    /// Temporary path of the picture.
    avatar_url: String,
}

impl Api for ChooseAvatar {
    const NAME: &'static str = "chooseAvatar";
    const SURFACE: super::Surface = super::Surface::H5;
    const READY: bool = false;
    type Reply = ChooseAvatarReply;
}

/// Asks for the user's nickname.
#[derive(Deserialize, JsonSchema)]
pub struct GetNickname {}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GetNicknameReply {
    /// The nickname (result assumed).
    nick_name: String,
}

impl Api for GetNickname {
    const NAME: &'static str = "getNickname";
    const SURFACE: super::Surface = super::Surface::H5;
    const READY: bool = false;
    type Reply = GetNicknameReply;
}

/// Hides the bar that offers the nickname.
#[derive(Deserialize, JsonSchema)]
pub struct HideNicknameAccessory {}

impl Api for HideNicknameAccessory {
    const NAME: &'static str = "hideNicknameAccessory";
    const SURFACE: super::Surface = super::Surface::H5;
    const READY: bool = false;
    type Reply = Nothing;
}

/// Opens the menu of the capsule.
#[derive(Deserialize, JsonSchema)]
pub struct ShowAppMenu {}

impl Api for ShowAppMenu {
    const NAME: &'static str = "showAppMenu";
    const SURFACE: super::Surface = super::Surface::H5;
    const READY: bool = false;
    type Reply = Nothing;
}
