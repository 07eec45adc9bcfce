//! The user's account, and the capsule's menu.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Api, ApiDef, ApiError, Cx, Nothing, Surface};
use crate::code::Grant;
use crate::device::DeviceError;
use crate::scope::Scope;

pub(super) const APIS: &[ApiDef] = &[
    ApiDef::of::<Login>(),
    ApiDef::of::<CheckSession>(),
    ApiDef::of::<GetPhoneNumber>(),
    ApiDef::of::<GetEmailAddress>(),
    ApiDef::of::<ChooseAvatar>(),
    ApiDef::of::<GetNickname>(),
    ApiDef::of::<HideNicknameAccessory>(),
    ApiDef::of::<GetUserProfile>(),
    ApiDef::of::<GetUserInfo>(),
    ApiDef::of::<ShowAppMenu>(),
];

/// A code for the page's server.
#[derive(Serialize, JsonSchema)]
pub struct CodeReply {
    /// Exchanged once, within five minutes.
    code: String,
}

/// Gets a code that the page's server exchanges for the user's identity; valid once, within five minutes.
#[derive(Deserialize, JsonSchema)]
pub struct Login {}

impl Api for Login {
    const NAME: &'static str = "login";
    type Reply = CodeReply;

    async fn call(self, cx: Cx) -> Result<CodeReply, ApiError> {
        let account = cx.account("login").await?;
        let openid = account.openid.unwrap_or_else(|| format!("openid-{}", cx.user()));
        let session_key = cx.secret();
        cx.log_in()?;
        Ok(CodeReply { code: cx.issue(account.code, Grant::Login { openid, session_key }) })
    }
}

/// Succeeds while the session of the last `login` is valid: as long as the mini program runs (assumed).
#[derive(Deserialize, JsonSchema)]
pub struct CheckSession {}

impl Api for CheckSession {
    const NAME: &'static str = "checkSession";
    type Reply = Nothing;

    async fn call(self, cx: Cx) -> Result<Nothing, ApiError> {
        if cx.is_logged_in() { Ok(Nothing {}) } else { Err(ApiError::fail("session time out, need relogin")) }
    }
}

/// Asks for the user's phone number. The result is that of the button of the same name (assumed).
#[derive(Deserialize, JsonSchema)]
pub struct GetPhoneNumber {}

impl Api for GetPhoneNumber {
    const NAME: &'static str = "getPhoneNumber";
    const SURFACE: Surface = Surface::H5AndButton;
    const SCOPE: Option<Scope> = Some(Scope::GetPhoneNumber);
    type Reply = CodeReply;

    async fn call(self, cx: Cx) -> Result<CodeReply, ApiError> {
        let phone_number = set(&cx, cx.account("phone").await?.phone, "a phone number", "account.phone")?;
        Ok(CodeReply { code: cx.issue(None, Grant::PhoneNumber { phone_number }) })
    }
}

/// Asks for the user's email address. The result is that of the button of the same name (assumed).
#[derive(Deserialize, JsonSchema)]
pub struct GetEmailAddress {}

impl Api for GetEmailAddress {
    const NAME: &'static str = "getEmailAddress";
    const SURFACE: Surface = Surface::H5AndButton;
    const SCOPE: Option<Scope> = Some(Scope::UserInfo);
    type Reply = CodeReply;

    async fn call(self, cx: Cx) -> Result<CodeReply, ApiError> {
        let email = set(&cx, cx.account("email").await?.email, "an email address", "account.email")?;
        Ok(CodeReply { code: cx.issue(None, Grant::EmailAddress { email }) })
    }
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
    const SURFACE: Surface = Surface::H5AndButton;
    type Reply = ChooseAvatarReply;

    async fn call(self, cx: Cx) -> Result<ChooseAvatarReply, ApiError> {
        let picture = cx.device().avatar().await.map_err(|error| cx.device_error(error))?;
        Ok(ChooseAvatarReply { avatar_url: cx.keep(picture.bytes, &picture.extension)? })
    }
}

/// Asks for the user's nickname (result assumed).
#[derive(Deserialize, JsonSchema)]
pub struct GetNickname {}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GetNicknameReply {
    /// The nickname.
    nick_name: String,
}

impl Api for GetNickname {
    const NAME: &'static str = "getNickname";
    const SURFACE: Surface = Surface::H5AndButton;
    type Reply = GetNicknameReply;

    async fn call(self, cx: Cx) -> Result<GetNicknameReply, ApiError> {
        let nick_name = set(&cx, cx.account("nickname").await?.nickname, "a nickname", "account.nickname")?;
        Ok(GetNicknameReply { nick_name })
    }
}

/// Who the user is: name and picture. Both are those of nobody in particular where the account says none, as on phones
/// since 2022. Signature and encrypted data are not given.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct UserReply {
    /// `nickName`, `avatarUrl` (a temporary path, or empty), `gender`, `country`, `province`, `city`, `language`.
    user_info: serde_json::Value,
    /// The same as JSON text.
    raw_data: String,
}

/// The name of one who has not said theirs (WeChat documentation).
const NOBODY: &str = "微信用户";

async fn user(cx: Cx, language: Option<String>) -> Result<UserReply, ApiError> {
    let device = cx.device();
    let nickname = match device.account("nickname").await {
        Ok(account) => account.nickname,
        Err(DeviceError::Unset { .. } | DeviceError::Alone { .. }) => None,
        Err(error) => return Err(cx.device_error(error)),
    };
    let avatar = match (&nickname, device.avatar().await) {
        (Some(_), Ok(picture)) => cx.keep(picture.bytes, &picture.extension)?,
        _ => String::new(),
    };
    let user_info = serde_json::json!({
        "nickName": nickname.unwrap_or_else(|| NOBODY.to_owned()),
        "avatarUrl": avatar,
        "gender": 0,
        "country": "",
        "province": "",
        "city": "",
        "language": language.unwrap_or_else(|| "en".to_owned()),
    });
    let raw_data = user_info.to_string();
    Ok(UserReply { user_info, raw_data })
}

/// Asks for name and picture of the user.
#[derive(Deserialize, JsonSchema)]
pub struct GetUserProfile {
    /// What for, at most 30 characters.
    desc: String,
    /// The language of country and city: `en`, `zh_CN`, `zh_TW`.
    #[serde(default)]
    lang: Option<String>,
}

impl Api for GetUserProfile {
    const NAME: &'static str = "getUserProfile";
    const SURFACE: Surface = Surface::Logic;
    const SCOPE: Option<Scope> = Some(Scope::UserInfo);
    type Reply = UserReply;

    async fn call(self, cx: Cx) -> Result<UserReply, ApiError> {
        if self.desc.chars().count() > 30 {
            return Err(ApiError::fail("desc length does not meet the requirements"));
        }
        user(cx, self.lang).await
    }
}

/// Gets name and picture of the user.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GetUserInfo {
    /// Whether encrypted data are wanted; there are none here.
    #[serde(default)]
    #[allow(dead_code)]
    with_credentials: Option<bool>,
    /// The language of country and city: `en`, `zh_CN`, `zh_TW`.
    #[serde(default)]
    lang: Option<String>,
}

impl Api for GetUserInfo {
    const NAME: &'static str = "getUserInfo";
    const SURFACE: Surface = Surface::Logic;
    const SCOPE: Option<Scope> = Some(Scope::UserInfo);
    type Reply = UserReply;

    async fn call(self, cx: Cx) -> Result<UserReply, ApiError> {
        user(cx, self.lang).await
    }
}

/// Hides the bar that offers the nickname. Here there is none to hide.
#[derive(Deserialize, JsonSchema)]
pub struct HideNicknameAccessory {}

impl Api for HideNicknameAccessory {
    const NAME: &'static str = "hideNicknameAccessory";
    const SURFACE: Surface = Surface::H5;
    type Reply = Nothing;

    async fn call(self, _cx: Cx) -> Result<Nothing, ApiError> {
        Ok(Nothing {})
    }
}

/// Opens the menu of the capsule.
#[derive(Deserialize, JsonSchema)]
pub struct ShowAppMenu {}

impl Api for ShowAppMenu {
    const NAME: &'static str = "showAppMenu";
    const SURFACE: Surface = Surface::H5;
    type Reply = Nothing;

    async fn call(self, cx: Cx) -> Result<Nothing, ApiError> {
        cx.show_menu()
    }
}

/// A value of the device file that must be there.
fn set(cx: &Cx, value: Option<String>, what: &'static str, key: &'static str) -> Result<String, ApiError> {
    value.ok_or_else(|| cx.lacking(DeviceError::Unset { what, key }))
}
