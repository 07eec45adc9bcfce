//! Transcripts of what a mini program asks about itself and its phone, and of what it listens to.

use std::sync::atomic::Ordering;
use std::time::Duration;

use futures::channel::oneshot;
use serde_json::{Value, json};

use crate::device::{Consent, Network};
use crate::engine::{Command, Event};
use crate::logic::LogicEvent;
use crate::profile::Theme;
use crate::session::Start;
use crate::sheet::{Question, SheetReply};
use crate::state::Back;
use crate::testing::{Phone, SHOP};
use crate::trace::TraceEvent;

fn wx(phone: &mut Phone, name: &str, args: Value) -> Value {
    phone.wx("mpshop", name, args)
}

#[test]
fn the_clipboard_is_the_phones_and_a_toast_says_that_something_was_copied() {
    let mut phone = Phone::shop();
    assert_eq!(wx(&mut phone, "setClipboardData", json!({"data": "tea"}))["errMsg"], "setClipboardData:ok");
    assert_eq!(phone.state().toast.unwrap().title, "Copied");
    assert_eq!(wx(&mut phone, "getClipboardData", json!({}))["data"], "tea");
    let error = wx(&mut phone, "setClipboardData", json!({"data": 7}))["errMsg"].clone();
    assert_eq!(
        error,
        "setClipboardData:fail parameter error: parameter.data should be String instead of Number;"
    );
    phone.handle(Event::Command(Command::Hide));
    assert_eq!(wx(&mut phone, "setClipboardData", json!({"data": "x"}))["errMsg"], "setClipboardData:ok");
    assert_eq!(phone.state().toast, None);
}

#[test]
fn a_number_is_called_when_the_person_says_so() {
    let mut phone = Phone::shop();
    *phone.device.dialog.lock().unwrap() = Some(SheetReply::Done);
    let call = json!({"phoneNumber": "10086"});
    assert_eq!(wx(&mut phone, "makePhoneCall", call.clone())["errMsg"], "makePhoneCall:ok");
    assert_eq!(*phone.device.asked.lock().unwrap(), Some(Question::Call { number: "10086".into() }));
    *phone.device.dialog.lock().unwrap() = Some(SheetReply::Cancel);
    assert_eq!(wx(&mut phone, "makePhoneCall", call)["errMsg"], "makePhoneCall:fail cancel");
}

#[test]
fn brightness_is_kept_and_has_its_bounds() {
    let mut phone = Phone::shop();
    assert_eq!(wx(&mut phone, "getScreenBrightness", json!({}))["value"], 0.5);
    wx(&mut phone, "setScreenBrightness", json!({"value": 0.9}));
    assert_eq!(wx(&mut phone, "getScreenBrightness", json!({}))["value"], 0.9);
    let error = wx(&mut phone, "setScreenBrightness", json!({"value": 2}));
    assert_eq!(
        error["errMsg"],
        "setScreenBrightness:fail parameter error: parameter.value should be between 0 and 1;"
    );
}

#[test]
fn settings_say_what_the_device_file_says() {
    let mut phone = Phone::shop();
    *phone.device.consent.lock().unwrap() = Consent::SystemOff;
    assert_eq!(wx(&mut phone, "getSystemSetting", json!({}))["locationEnabled"], false);
    assert_eq!(wx(&mut phone, "getAppAuthorizeSetting", json!({}))["locationAuthorized"], "denied");
    assert_eq!(wx(&mut phone, "getBatteryInfo", json!({}))["level"], 100);
    let info = wx(&mut phone, "getAccountInfoSync", json!({}));
    assert_eq!(info["miniProgram"], json!({"appId": "mpshop", "envVersion": "develop", "version": ""}));
    assert_eq!(wx(&mut phone, "getExtConfig", json!({}))["extConfig"], json!({}));
    assert_eq!(wx(&mut phone, "canIUse", json!({"schema": "getStorageSync"}))["can"], true);
}

#[test]
fn can_i_use_knows_what_tasks_can_do() {
    let mut phone = Phone::shop();
    let mut can = |schema: &str| wx(&mut phone, "canIUse", json!({ "schema": schema }))["can"] == true;
    for there in ["RequestTask.onChunkReceived", "DownloadTask.offProgressUpdate", "SocketTask.send"] {
        assert!(can(there), "{there}");
    }
    for none in
        ["RequestTask.onProgressUpdate", "RequestTask.onchunkReceived", "RequestTask.on", "NoTask.abort"]
    {
        assert!(!can(none), "{none}");
    }
}

#[test]
fn a_theme_that_changes_is_told_once_to_a_program_with_a_dark_look() {
    let app = r#"{ "pages": ["pages/a/a"], "darkmode": true }"#;
    let mut phone = Phone::with(&[("mpshop", app, "")]);
    phone.device.profile.lock().unwrap().theme = Theme::Dark;
    phone.handle(Event::Command(Command::DeviceChanged { app: "mpshop".into() }));
    phone.handle(Event::Command(Command::DeviceChanged { app: "mpshop".into() }));
    expect_test::expect![[r#"
        mpshop: App.onThemeChange {"theme":"dark"}
        mpshop: wx.onThemeChange {"theme":"dark"}
    "#]]
    .assert_eq(&phone.log());
}

#[test]
fn a_name_that_is_not_there_is_told_with_the_page() {
    let mut phone = Phone::shop();
    phone.logic(LogicEvent::Missing {
        app: "mpshop".into(),
        name: "startBeacon".into(),
        source: "app.js".into(),
        line: 3,
        column: 1,
    });
    let told = phone.traces.borrow().last().cloned();
    let Some(TraceEvent::Missing { path, name, line, .. }) = told else { panic!("{told:?}") };
    assert_eq!((path.as_str(), name.as_str(), line), ("pages/a/a", "startBeacon", 3));
}

#[test]
fn messages_may_be_sent_when_the_person_says_so() {
    let mut phone = Phone::shop();
    let mut ask = |reply, ids: Value| {
        *phone.device.dialog.lock().unwrap() = reply;
        wx(&mut phone, "requestSubscribeMessage", json!({ "tmplIds": ids }))
    };
    assert_eq!(ask(Some(SheetReply::Done), json!(["a", "b"]))["b"], "accept");
    assert_eq!(ask(Some(SheetReply::Cancel), json!(["a"]))["a"], "reject");
    assert_eq!(ask(None, json!(["a"]))["a"], "reject");
    let start = "requestSubscribeMessage:fail";
    assert_eq!(
        ask(None, json!([]))["errMsg"],
        format!("{start} No template data return, verify the template id exist")
    );
    assert_eq!(
        ask(None, json!(["a", "b", "c", "d"]))["errMsg"],
        format!("{start} Templates count out of max bounds")
    );
    assert_eq!(
        ask(None, json!("a"))["errMsg"],
        format!("{start} parameter error: parameter.tmplIds should be Array instead of String;")
    );
}

#[test]
fn the_address_is_the_one_that_the_person_chooses() {
    let mut phone = Phone::shop();
    let address = wx(&mut phone, "chooseAddress", json!({}));
    assert_eq!(
        (&address["userName"], &address["streetName"], &address["detailInfo"], &address["detailInfoNew"]),
        (&json!("Ann"), &json!("Harbour Road"), &json!("Harbour Road 1"), &json!(" 1"))
    );
    phone.device.cancel.store(true, Ordering::Relaxed);
    assert_eq!(wx(&mut phone, "chooseAddress", json!({}))["errMsg"], "chooseAddress:fail cancel");
}

#[test]
fn the_user_is_who_the_account_says() {
    let mut phone = Phone::shop();
    *phone.device.consent.lock().unwrap() = Consent::Allow;
    let user = wx(&mut phone, "getUserProfile", json!({"desc": "to greet you", "lang": "zh_CN"}));
    assert_eq!(
        (&user["userInfo"]["nickName"], &user["userInfo"]["language"]),
        (&json!("Ann"), &json!("zh_CN"))
    );
    assert!(user["userInfo"]["avatarUrl"].as_str().unwrap().contains("/__temp__/"));
    assert_eq!(serde_json::from_str::<Value>(user["rawData"].as_str().unwrap()).unwrap(), user["userInfo"]);
    let mut phone = Phone::shop();
    assert_eq!(wx(&mut phone, "getUserInfo", json!({}))["errMsg"], "getUserInfo:fail auth deny");
}

#[test]
fn what_is_behind_the_page_and_the_way_home_can_be_changed() {
    let mut phone = Phone::shop();
    wx(&mut phone, "setBackgroundColor", json!({"backgroundColor": "#123", "backgroundColorTop": "#abcdef"}));
    wx(&mut phone, "setBackgroundTextStyle", json!({"textStyle": "light"}));
    let page = phone.state().pages.remove(0);
    assert_eq!((page.pull_down.background.as_str(), page.pull_down.light_text), ("#abcdef", true));
    let bad = wx(&mut phone, "setBackgroundColor", json!({"backgroundColor": "red"}));
    assert_eq!(
        bad["errMsg"],
        "setBackgroundColor:fail invalid backgroundColor \"red\"; a colour is written #rrggbb"
    );
    wx(&mut phone, "reLaunch", json!({"url": "/pages/c/c"}));
    assert_eq!(phone.state().pages[0].navigation_bar.back, Back::Home);
    assert_eq!(wx(&mut phone, "hideHomeButton", json!({}))["errMsg"], "hideHomeButton:ok");
    assert_eq!(phone.state().pages[0].navigation_bar.back, Back::Nothing);
}

#[test]
fn a_network_that_changes_is_told_once() {
    let mut phone = Phone::shop();
    *phone.device.network.lock().unwrap() = Some(Network::None);
    phone.handle(Event::Command(Command::DeviceChanged { app: "mpshop".into() }));
    phone.handle(Event::Command(Command::DeviceChanged { app: "mpshop".into() }));
    expect_test::expect![[r#"
        mpshop: wx.onNetworkStatusChange {"isConnected":false,"networkType":"none"}
    "#]]
    .assert_eq(&phone.log());
}

/// Starts `mpother` from the list, does what is asked, ends it; the log of its pages.
fn visit(phone: &mut Phone, first: u32, visit: impl FnOnce(&mut Phone)) -> Vec<String> {
    let app = || "mpother".into();
    phone.handle(Event::Command(Command::Launch {
        app: app(),
        start: Start::from_list(),
        answer: oneshot::channel().0,
    }));
    phone.logic(LogicEvent::Launched { app: app() });
    visit(phone);
    phone.handle(Event::Command(Command::Exit { app: app(), answer: oneshot::channel().0 }));
    phone.logic(LogicEvent::ExitState {
        app: app(),
        url: format!("/pages/{}?x=%20", if first == 0 { "a/a" } else { "b/b" }),
        data: json!({ "n": first }),
        until: None,
    });
    phone.logic(LogicEvent::Finished { app: app() });
    let log = phone.log();
    let own = log.lines().filter(|line| line.contains("xitState") || line.contains("onLoad"));
    own.map(|line| line.trim_start_matches("mpother: page ").to_owned()).collect()
}

#[test]
fn a_program_goes_on_where_it_was_left_if_it_wants_that() {
    let go = |phone: &mut Phone| {
        phone.wx("mpother", "navigateTo", json!({ "url": "/pages/b/b?x=%20" }));
    };
    let stay = |_: &mut Phone| {};
    for (strategy, second, third) in [
        ("", vec!["4 pages/a/a.onLoad {}", "4 /pages/a/a.onSaveExitState"], "5 pages/a/a.onLoad {}"),
        (
            "homePage",
            vec![r#"4.exitState {"n":1}"#, "4 pages/a/a.onLoad {}", "4 /pages/a/a.onSaveExitState"],
            "5 pages/a/a.onLoad {}",
        ),
        (
            "homePageAndLatestPage",
            vec![
                "4 pages/a/a.onLoad {}",
                r#"5.exitState {"n":1}"#,
                r#"5 pages/b/b.onLoad {"x":"%20"}"#,
                "5 /pages/b/b?x=%20.onSaveExitState",
            ],
            "6 pages/a/a.onLoad {}",
        ),
    ] {
        let app = format!(
            r#"{{ "pages": ["pages/a/a", "pages/b/b"], "window": {{ "restartStrategy": "{strategy}" }} }}"#
        );
        let mut phone = Phone::with(&[("mpshop", SHOP, ""), ("mpother", &app, "")]);
        let first = visit(&mut phone, 1, go);
        assert_eq!(
            first,
            [
                "2 pages/a/a.onLoad {}",
                r#"3 pages/b/b.onLoad {"x":"%20"}"#,
                "3 /pages/b/b?x=%20.onSaveExitState"
            ]
        );
        assert_eq!(visit(&mut phone, 1, stay), second, "{strategy}");
        // A day later it is forgotten.
        phone.advance(Duration::from_hours(24));
        assert_eq!(visit(&mut phone, 0, stay)[0], third, "{strategy}");
    }
}
