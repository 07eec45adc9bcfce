//! Transcripts of toasts, dialogs and action sheets.

use std::time::Duration;

use serde_json::{Value, json};

use crate::engine::{Command, Event};
use crate::sheet::{Question, SheetReply};
use crate::state::ToastIcon;
use crate::testing::Phone;

fn wx(phone: &mut Phone, name: &str, args: Value) -> String {
    phone.wx("mpshop", name, args)["errMsg"].as_str().unwrap_or_default().to_owned()
}

fn toast(phone: &mut Phone) -> Option<String> {
    phone.state().toast.map(|toast| toast.title)
}

#[test]
fn a_toast_goes_when_its_time_is_over_and_a_later_one_has_its_own_time() {
    let mut phone = Phone::shop();
    assert_eq!(wx(&mut phone, "showToast", json!({"title": "Saved"})), "showToast:ok");
    phone.advance(Duration::from_secs(1));
    assert_eq!(wx(&mut phone, "showToast", json!({"title": "Again", "duration": 2000})), "showToast:ok");
    phone.advance(Duration::from_millis(600));
    assert_eq!(toast(&mut phone).as_deref(), Some("Again"), "the first one's end is not the second's");
    phone.advance(Duration::from_millis(1400));
    assert_eq!(toast(&mut phone), None);
    assert_eq!(wx(&mut phone, "hideToast", json!({})), "hideToast:fail toast can't be found");
}

#[test]
fn a_loading_stays_until_it_is_hidden_and_both_hide_each_other_unless_told_otherwise() {
    let mut phone = Phone::shop();
    wx(&mut phone, "showLoading", json!({"title": "Loading", "mask": true}));
    phone.advance(Duration::from_hours(1));
    let shown = phone.state().toast.unwrap();
    assert!(shown.is_loading && shown.mask && shown.icon == ToastIcon::Loading);
    assert_eq!(
        wx(&mut phone, "hideToast", json!({"noConflict": true})),
        "hideToast:fail toast can't be found"
    );
    assert_eq!(wx(&mut phone, "hideToast", json!({})), "hideToast:ok");
    wx(&mut phone, "showToast", json!({"title": "x", "icon": "none"}));
    assert_eq!(wx(&mut phone, "hideLoading", json!({})), "hideLoading:ok");
    assert_eq!(wx(&mut phone, "showLoading", json!({})), "showLoading:ok");
}

#[test]
fn a_toast_goes_with_the_page_and_with_the_mini_program() {
    let mut phone = Phone::shop();
    wx(&mut phone, "showToast", json!({"title": "x"}));
    wx(&mut phone, "navigateTo", json!({"url": "/pages/c/c"}));
    assert_eq!(toast(&mut phone), None);
    wx(&mut phone, "showLoading", json!({"title": "x"}));
    phone.handle(Event::Command(Command::Hide));
    assert_eq!(toast(&mut phone), None);
    assert_eq!(wx(&mut phone, "showToast", json!({"title": "x"})), "showToast:fail interrupted");
}

#[test]
fn bad_toasts_say_why_or_are_shown_as_well_as_they_can_be() {
    let mut phone = Phone::shop();
    let error = "showToast:fail parameter error: parameter.title should be String instead of";
    assert_eq!(wx(&mut phone, "showToast", json!({})), format!("{error} Undefined;"));
    assert_eq!(wx(&mut phone, "showToast", json!({"title": {"a": 1}})), format!("{error} Object;"));
    assert_eq!(
        wx(&mut phone, "showToast", json!({"title": "x", "duration": "long"})),
        "showToast:fail parameter error: parameter.duration should be Number instead of String;"
    );
    assert_eq!(
        wx(&mut phone, "showToast", json!({"title": "x", "icon": "fail", "duration": 1e300})),
        "showToast:ok"
    );
    assert_eq!(phone.state().toast.unwrap().icon, ToastIcon::None);
    assert!(phone.notices().last().unwrap().contains("no icon \"fail\""));
    assert_eq!(wx(&mut phone, "showToast", json!({"title": "x", "duration": -5})), "showToast:ok");
    phone.advance(Duration::ZERO);
    assert_eq!(toast(&mut phone), None);
}

/// Answers the dialog that the device is asked for.
fn dialog(args: Value, reply: Option<SheetReply>) -> (Value, Option<Question>) {
    let mut phone = Phone::shop();
    *phone.device.dialog.lock().unwrap() = reply;
    let answer = phone.wx("mpshop", "showModal", args);
    let asked = phone.device.asked.lock().unwrap().take();
    (answer, asked)
}

#[test]
fn a_modal_says_what_was_pressed() {
    let confirm = || Some(SheetReply::Text("tea".into()));
    let (reply, asked) = dialog(json!({"title": "Sure?", "confirmText": "Yes"}), confirm());
    assert_eq!(reply, json!({"confirm": true, "cancel": false, "errMsg": "showModal:ok"}));
    let Some(Question::Modal { modal }) = asked else { panic!("{asked:?}") };
    assert_eq!((modal.title.as_str(), modal.confirm_text.as_str(), modal.cancel), ("Sure?", "Yes", true));
    assert_eq!(modal.confirm_color, "#576b95");
    let (reply, _) = dialog(json!({"editable": true, "placeholderText": "What?"}), confirm());
    assert_eq!(reply["content"], "tea");
    let (reply, _) = dialog(json!({"title": "Sure?"}), Some(SheetReply::Cancel));
    assert_eq!(reply, json!({"confirm": false, "cancel": true, "errMsg": "showModal:ok"}));
}

#[test]
fn a_modal_with_nobody_there_is_cancelled_and_the_key_that_answers_is_named() {
    let mut phone = Phone::shop();
    let reply = phone.wx("mpshop", "showModal", json!({"title": "Sure?"}));
    assert_eq!(reply["cancel"], true);
    assert!(phone.notices().last().unwrap().contains("[device.dialogs]"));
}

#[test]
fn buttons_and_items_have_their_limits() {
    let (reply, _) = dialog(json!({"confirmText": "一二三四五"}), None);
    assert_eq!(
        reply["errMsg"],
        "showModal:fail confirmText length should not large than 4 Chinese characters"
    );
    let (_, asked) = dialog(json!({"cancelColor": "red", "confirmColor": "#F00"}), Some(SheetReply::Cancel));
    let Some(Question::Modal { modal }) = asked else { panic!() };
    assert_eq!((modal.cancel_color.as_str(), modal.confirm_color.as_str()), ("#000000", "#ff0000"));
    let mut phone = Phone::shop();
    let mut sheet = |items: Value| wx(&mut phone, "showActionSheet", json!({ "itemList": items }));
    let start = "showActionSheet:fail parameter error:";
    assert_eq!(
        sheet(json!([])),
        format!("{start} parameter.itemList should have at least 1 item instead of 0 items;")
    );
    assert_eq!(
        sheet(json!([1, 2, 3, 4, 5, 6, 7].map(|n| n.to_string()))),
        format!("{start} itemList should not be large than 6")
    );
    assert!(sheet(json!([1])).starts_with(start));
    assert_eq!(sheet(json!("a")), format!("{start} parameter.itemList should be Array instead of String;"));
}

#[test]
fn an_action_sheet_gives_the_item_or_a_cancel() {
    let mut phone = Phone::shop();
    let sheet = json!({"itemList": ["A", "B"], "alertText": "Which?"});
    *phone.device.dialog.lock().unwrap() = Some(SheetReply::Choice(1));
    let reply = phone.wx("mpshop", "showActionSheet", sheet.clone());
    assert_eq!(reply, json!({"tapIndex": 1, "errMsg": "showActionSheet:ok"}));
    *phone.device.dialog.lock().unwrap() = Some(SheetReply::Cancel);
    assert_eq!(wx(&mut phone, "showActionSheet", sheet), "showActionSheet:fail cancel");
    let question = Question::ActionSheet {
        sheet: crate::sheet::ActionSheet { items: vec!["A".into()], ..Default::default() },
    };
    assert!(question.accepts(&SheetReply::Choice(1)).is_err());
    assert!(question.accepts(&SheetReply::Text(String::new())).is_err());
    assert!(question.accepts(&SheetReply::Choice(0)).is_ok());
}
