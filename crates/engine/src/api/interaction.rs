//! What lies over the page for a moment: toast, loading, dialog, action sheet. Limits and defaults: WeChat documentation;
//! a toast goes when the page stack moves (field reports).

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Api, ApiDef, ApiError, Cx, Nothing, Surface};
use crate::bars;
use crate::device::DeviceError;
use crate::sheet::{ActionSheet, Modal, Question, SheetReply};
use crate::state::{ToastIcon, ToastState};

pub(super) const APIS: &[ApiDef] = &[
    ApiDef::of::<ShowToast>(),
    ApiDef::of::<HideToast>(),
    ApiDef::of::<ShowLoading>(),
    ApiDef::of::<HideLoading>(),
    ApiDef::of::<ShowModal>(),
    ApiDef::of::<ShowActionSheet>(),
];

/// How long a toast is seen when nothing else is said, in milliseconds.
const TOAST: f64 = 1500.0;
/// A toast that is to stay longer than a day is one that stays.
const LONGEST: f64 = 86_400_000.0;
/// What a button of a dialog may hold.
const BUTTON: usize = 4;
/// How many items an action sheet may have.
const ITEMS: usize = 6;
/// The colours of a dialog's buttons and of an item.
const CANCEL_COLOR: &str = "#000000";
const CONFIRM_COLOR: &str = "#576b95";

/// Shows a text, and an icon over it, for a while. One at a time, a loading counts too.
#[derive(Deserialize, JsonSchema)]
pub struct ShowToast {
    /// The text. Beside an icon about seven Chinese characters are seen, without one two lines.
    title: String,
    /// `success`, `error`, `loading` or `none`; success when absent.
    #[serde(default)]
    icon: Option<String>,
    /// A picture in the place of the icon: a path in the package, or a temporary path.
    #[serde(default)]
    image: Option<String>,
    /// Milliseconds; 1500 when absent.
    #[serde(default)]
    duration: Option<f64>,
    /// Whether the page under it cannot be touched.
    #[serde(default)]
    mask: Option<bool>,
}

impl Api for ShowToast {
    const NAME: &'static str = "showToast";
    const SURFACE: Surface = Surface::Logic;
    type Reply = Nothing;

    async fn call(self, cx: Cx) -> Result<Nothing, ApiError> {
        let icon = match self.icon.as_deref() {
            None | Some("success" | "") => ToastIcon::Success,
            Some("error") => ToastIcon::Error,
            Some("loading") => ToastIcon::Loading,
            Some("none") => ToastIcon::None,
            Some(other) => {
                cx.notice(format!("showToast: there is no icon \"{other}\"; the toast is shown without one"));
                ToastIcon::None
            }
        };
        let duration = self.duration.unwrap_or(TOAST).clamp(0.0, LONGEST);
        let toast = ToastState {
            id: 0,
            title: self.title,
            icon,
            image: self.image.filter(|image| !image.is_empty()),
            mask: self.mask.unwrap_or_default(),
            is_loading: false,
        };
        cx.show_toast(toast, Some(Duration::from_secs_f64(duration / 1000.0)))
    }
}

/// Takes the toast away, or the loading in its place.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct HideToast {
    /// Whether a loading stays.
    #[serde(default)]
    no_conflict: Option<bool>,
}

impl Api for HideToast {
    const NAME: &'static str = "hideToast";
    const SURFACE: Surface = Surface::Logic;
    type Reply = Nothing;

    async fn call(self, cx: Cx) -> Result<Nothing, ApiError> {
        cx.hide_toast(self.no_conflict.unwrap_or_default().then_some(false))
    }
}

/// Shows that something is on its way, until `hideLoading`.
#[derive(Deserialize, JsonSchema)]
pub struct ShowLoading {
    /// The text under the circle; empty when absent (assumed: it is documented as needed).
    #[serde(default)]
    title: Option<String>,
    /// Whether the page under it cannot be touched.
    #[serde(default)]
    mask: Option<bool>,
}

impl Api for ShowLoading {
    const NAME: &'static str = "showLoading";
    const SURFACE: Surface = Surface::Logic;
    type Reply = Nothing;

    async fn call(self, cx: Cx) -> Result<Nothing, ApiError> {
        let toast = ToastState {
            id: 0,
            title: self.title.unwrap_or_default(),
            icon: ToastIcon::Loading,
            image: None,
            mask: self.mask.unwrap_or_default(),
            is_loading: true,
        };
        cx.show_toast(toast, None)
    }
}

/// Takes the loading away, or the toast in its place.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct HideLoading {
    /// Whether a toast stays.
    #[serde(default)]
    no_conflict: Option<bool>,
}

impl Api for HideLoading {
    const NAME: &'static str = "hideLoading";
    const SURFACE: Surface = Surface::Logic;
    type Reply = Nothing;

    async fn call(self, cx: Cx) -> Result<Nothing, ApiError> {
        cx.hide_toast(self.no_conflict.unwrap_or_default().then_some(true))
    }
}

/// Asks the user with a dialog of one or two buttons; a tap beside it does not close it. With nobody there it is
/// cancelled, unless `[device.dialogs]` says what is pressed.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ShowModal {
    /// The title.
    #[serde(default)]
    title: Option<String>,
    /// The text; in an editable dialog what stands in the field at first.
    #[serde(default)]
    content: Option<String>,
    /// Whether there is a button to cancel; there is when absent.
    #[serde(default)]
    show_cancel: Option<bool>,
    /// Its text, at most 4 characters; the phone's word for cancel when absent.
    #[serde(default)]
    cancel_text: Option<String>,
    /// Its colour, `#rrggbb`.
    #[serde(default)]
    cancel_color: Option<String>,
    /// The text of the other button, at most 4 characters; the phone's word for OK when absent.
    #[serde(default)]
    confirm_text: Option<String>,
    /// Its colour, `#rrggbb`.
    #[serde(default)]
    confirm_color: Option<String>,
    /// Whether there is a field to write in.
    #[serde(default)]
    editable: Option<bool>,
    /// What is seen in the field while it is empty.
    #[serde(default)]
    placeholder_text: Option<String>,
}

#[derive(Default, Serialize, JsonSchema)]
pub struct ShowModalReply {
    /// What was written, of an editable dialog that was confirmed.
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<String>,
    /// Whether it was confirmed.
    confirm: bool,
    /// Whether it was cancelled.
    cancel: bool,
}

impl Api for ShowModal {
    const NAME: &'static str = "showModal";
    const SURFACE: Surface = Surface::Logic;
    type Reply = ShowModalReply;

    async fn call(self, cx: Cx) -> Result<ShowModalReply, ApiError> {
        let editable = self.editable.unwrap_or_default();
        let modal = Modal {
            title: self.title.unwrap_or_default(),
            content: self.content.unwrap_or_default(),
            cancel: self.show_cancel.unwrap_or(true),
            cancel_text: button("cancelText", self.cancel_text)?,
            cancel_color: color(&cx, "cancelColor", self.cancel_color, CANCEL_COLOR),
            confirm_text: button("confirmText", self.confirm_text)?,
            confirm_color: color(&cx, "confirmColor", self.confirm_color, CONFIRM_COLOR),
            editable,
            placeholder: self.placeholder_text.unwrap_or_default(),
        };
        let cancelled = ShowModalReply { cancel: true, ..ShowModalReply::default() };
        match cx.dialog(Question::Modal { modal }).await {
            Ok(SheetReply::Text(text)) => {
                Ok(ShowModalReply { content: editable.then_some(text), confirm: true, cancel: false })
            }
            Ok(_) | Err(ApiError::Cancel) => Ok(cancelled),
            Err(error) => Err(error),
        }
    }
}

/// Lets the user choose one of a few. One that is closed without a choice fails with `cancel`; so it does with nobody
/// there, unless `[device.dialogs]` says which one is chosen.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ShowActionSheet {
    /// The texts, 1 to 6.
    item_list: Vec<String>,
    /// Their colour, `#rrggbb`.
    #[serde(default)]
    item_color: Option<String>,
    /// A text over them.
    #[serde(default)]
    alert_text: Option<String>,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ShowActionSheetReply {
    /// Which one, from 0.
    tap_index: usize,
}

impl Api for ShowActionSheet {
    const NAME: &'static str = "showActionSheet";
    const SURFACE: Surface = Surface::Logic;
    type Reply = ShowActionSheetReply;

    async fn call(self, cx: Cx) -> Result<ShowActionSheetReply, ApiError> {
        if self.item_list.is_empty() {
            return Err(ApiError::Arguments(
                "parameter.itemList should have at least 1 item instead of 0 items;".into(),
            ));
        }
        if self.item_list.len() > ITEMS {
            return Err(ApiError::Arguments(format!("itemList should not be large than {ITEMS}")));
        }
        let color = color(&cx, "itemColor", self.item_color, CANCEL_COLOR);
        let sheet = ActionSheet { items: self.item_list, color, alert: self.alert_text.unwrap_or_default() };
        match cx.dialog(Question::ActionSheet { sheet }).await? {
            SheetReply::Choice(tap_index) => Ok(ShowActionSheetReply { tap_index }),
            _ => Err(cx.device_error(DeviceError::Cancel)),
        }
    }
}

/// The toast after something was copied, in the words of the phone (seen on phones).
pub(super) fn copied(cx: &Cx) -> Result<(), ApiError> {
    let is_chinese = cx.system().profile.language.is_some_and(|language| language.starts_with("zh"));
    let title = if is_chinese { "内容已复制" } else { "Copied" }.to_owned();
    let toast =
        ToastState { id: 0, title, icon: ToastIcon::Success, image: None, mask: false, is_loading: false };
    cx.show_toast(toast, Some(Duration::from_secs_f64(TOAST / 1000.0)))
}

/// A button's text. One that is too long fails as on a phone (wording from field reports).
fn button(key: &str, text: Option<String>) -> Result<String, ApiError> {
    let text = text.unwrap_or_default();
    if text.chars().count() > BUTTON {
        return Err(ApiError::fail(format!(
            "{key} length should not large than {BUTTON} Chinese characters"
        )));
    }
    Ok(text)
}

/// A colour that cannot be read is told and not used (assumed).
fn color(cx: &Cx, key: &str, text: Option<String>, default: &str) -> String {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return default.to_owned() };
    bars::color(&text).unwrap_or_else(|| {
        cx.notice(format!("{key} \"{text}\" is not used; a colour is written #rrggbb"));
        default.to_owned()
    })
}
