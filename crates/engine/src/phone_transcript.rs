//! Transcripts of what a phone has: consent in every state, media, location, scanning, account, payment.

use std::sync::atomic::Ordering;
use std::time::Duration;

use futures::channel::oneshot;
use serde_json::{Value, json};

use crate::code::Grant;
use crate::device::Consent;
use crate::engine::{Command, Event};
use crate::logic::LogicEvent;
use crate::testing::{Phone, SHOP};

/// How a user and a phone may stand towards a scope.
#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    NotAskedAllowed,
    NotAskedRefused,
    NotAskedNobodyThere,
    Granted,
    Denied,
    SystemOff,
}

const STATES: [State; 6] = [
    State::NotAskedAllowed,
    State::NotAskedRefused,
    State::NotAskedNobodyThere,
    State::Granted,
    State::Denied,
    State::SystemOff,
];

/// Every interface of the table that asks the phone, with arguments that work; whether a scope stands before it.
fn interfaces(temp: &str) -> Vec<(&'static str, Value, bool)> {
    vec![
        ("chooseImage", json!({"count": 2}), false),
        ("previewImage", json!({"urls": ["https://a.example/1.jpg"]}), false),
        ("getLocalImgData", json!({"filePath": temp}), false),
        ("startRecord", json!({}), true),
        ("getLocation", json!({}), true),
        ("openLocation", json!({"latitude": 39.9, "longitude": 116.4, "scale": 28}), false),
        ("chooseLocation", json!({}), true),
        ("scanCode", json!({}), false),
        ("getNetworkType", json!({}), false),
        ("login", json!({}), false),
        ("getPhoneNumber", json!({}), true),
        ("getEmailAddress", json!({}), true),
        ("chooseAvatar", json!({}), false),
        ("getNickname", json!({}), false),
        ("hideNicknameAccessory", json!({}), false),
        ("showAppMenu", json!({}), false),
        ("requestPayment", json!({"prepayId": "abc"}), false),
        ("getStorageInfo", json!({}), false),
        ("checkJsApi", json!({"jsApiList": []}), false),
        ("canGoBack", json!({}), false),
        ("setNavigationBarTitle", json!({"title": "t"}), false),
    ]
}

fn phone(interactive: bool) -> Phone {
    let mut phone = Phone::answered(&[("mpshop", SHOP, "")], interactive);
    phone.web_view("mpshop", 1);
    phone
}

fn say(phone: &Phone, consent: Consent) {
    *phone.device.consent.lock().unwrap() = consent;
}

/// The `errMsg` of a call in a state, and what was said about prompts meanwhile.
fn in_state(state: State, name: &str, args: &Value, scoped: bool) -> (String, Vec<String>) {
    let interactive = matches!(state, State::NotAskedAllowed | State::NotAskedRefused);
    let mut phone = phone(interactive);
    let picture = phone.call(1, "chooseImage", json!({}))["tempFilePaths"][0].clone();
    let mut args = args.clone();
    if args.get("filePath").is_some() {
        args["filePath"] = picture;
    }
    match state {
        State::NotAskedAllowed | State::NotAskedRefused | State::NotAskedNobodyThere => {
            say(&phone, Consent::Ask);
        }
        State::Granted => say(&phone, Consent::Allow),
        State::Denied => say(&phone, Consent::Deny),
        State::SystemOff => say(&phone, Consent::SystemOff),
    }
    if !scoped {
        return (text(&phone.call(1, name, args)), phone.prompts());
    }
    let reply = phone.calls(1, "https://shop.example", &[(name, args.clone())]).remove(0);
    let id = phone.last();
    if reply.is_null() && matches!(state, State::NotAskedAllowed | State::NotAskedRefused) {
        phone.answer(state == State::NotAskedAllowed);
    }
    if phone.later(id).is_null() {
        // A recording answers when it ends.
        phone.advance(Duration::from_mins(1));
    }
    (text(&phone.later(id)), phone.prompts())
}

fn text(reply: &Value) -> String {
    reply["errMsg"].as_str().unwrap_or("(no answer)").to_owned()
}

#[test]
fn every_interface_in_every_state_of_consent() {
    for (name, args, scoped) in interfaces("") {
        for state in STATES {
            let (message, prompts) = in_state(state, name, &args, scoped);
            let (ending, asked): (&str, &[&str]) = match (scoped, state) {
                (false, _) => ("ok", &[]),
                (true, State::NotAskedAllowed) => ("ok", &["asked", "allow"]),
                (true, State::NotAskedRefused) => ("fail auth deny", &["asked", "deny"]),
                (true, State::NotAskedNobodyThere) => ("fail auth deny", &["unanswered"]),
                (true, State::Granted) => ("ok", &["allow"]),
                (true, State::Denied) => ("fail auth deny", &["deny"]),
                (true, State::SystemOff) => ("fail system permission denied", &["allow"]),
            };
            assert_eq!(message, format!("{name}:{ending}"), "{state:?}");
            assert_eq!(prompts, asked, "{name} {state:?}");
        }
    }
}

/// The list above has every interface that a scope stands before; the others of the table have none, whatever the state.
#[test]
fn no_scope_is_forgotten() {
    let listed = interfaces("");
    for def in crate::api::all().filter(|def| def.surface != crate::api::Surface::Logic) {
        let row = listed.iter().find(|(name, ..)| *name == def.name);
        assert_eq!(row.is_some_and(|(_, _, scoped)| *scoped), def.scope.is_some(), "{}", def.name);
        assert!(def.ready, "{} answers \"not supported\"", def.name);
    }
}

#[test]
fn a_user_is_asked_once_and_the_answer_is_remembered() {
    for (accept, ending) in [(true, "ok"), (false, "fail auth deny")] {
        let mut phone = phone(true);
        let call = phone.start(1, "getLocation", &json!({}));
        phone.answer(accept);
        assert_eq!(text(&phone.later(call)), format!("getLocation:{ending}"));
        assert_eq!(text(&phone.call(1, "getLocation", json!({}))), format!("getLocation:{ending}"));
        assert_eq!(phone.prompts().len(), 2, "asked and answered, once");
    }
}

#[test]
fn prompts_come_one_at_a_time_and_a_closed_page_means_no() {
    let mut phone = phone(true);
    phone.silent(1, "navigateTo", json!({"url": "/pages/c/c"}));
    phone.web_view("mpshop", 2);
    let first = phone.start(2, "getLocation", &json!({}));
    let second = phone.start(2, "startRecord", &json!({}));
    phone.answer(true);
    assert_eq!(text(&phone.later(first)), "getLocation:ok");
    phone.silent(2, "navigateBack", json!({}));
    assert_eq!(text(&phone.later(second)), "startRecord:fail auth deny", "unanswered is no");
    assert_eq!(phone.prompts(), ["asked", "asked", "allow"]);
    // The page below was not asked for anything, and can ask.
    let call = phone.start(1, "startRecord", &json!({}));
    phone.answer(false);
    assert_eq!(text(&phone.later(call)), "startRecord:fail auth deny");
}

#[test]
fn a_page_that_is_not_shown_cannot_ask() {
    let mut phone = phone(true);
    phone.silent(1, "navigateTo", json!({"url": "/pages/c/c"}));
    assert_eq!(text(&phone.call(1, "getLocation", json!({}))), "getLocation:fail auth deny");
    assert_eq!(phone.prompts(), ["refused"]);
}

#[test]
fn a_person_who_closes_the_sheet_is_a_cancel() {
    let mut phone = phone(false);
    say(&phone, Consent::Allow);
    phone.device.cancel.store(true, Ordering::Relaxed);
    for (name, args) in [
        ("chooseImage", json!({})),
        ("chooseLocation", json!({})),
        ("scanCode", json!({})),
        ("requestPayment", json!({"package": "prepay_id=abc"})),
        ("chooseAvatar", json!({})),
    ] {
        assert_eq!(text(&phone.call(1, name, args)), format!("{name}:fail cancel"));
    }
    // WeChat's pages know a status of its own for it.
    let reply = phone.call(1, "scanQRCode", json!({"needResult": 1, "verifySignType": "sha1"}));
    assert_eq!(reply["err_msg"], "scanQRCode:cancel");
}

#[test]
fn bad_arguments_are_told() {
    let mut phone = phone(false);
    say(&phone, Consent::Allow);
    for (name, args, words) in [
        ("chooseImage", json!({"count": -1}), "count"),
        ("chooseImage", json!({"count": "many"}), "should be Number instead of String"),
        ("chooseImage", json!({"sizeType": ["huge"]}), "huge"),
        ("previewImage", json!({"urls": []}), "urls"),
        ("previewImage", json!({"urls": ["javascript:alert(1)"]}), "file not found"),
        ("previewImage", json!({"urls": ["data:text/html,x"]}), "file not found"),
        (
            "previewImage",
            json!({"urls": ["https://mpother.sampan.localhost/__temp__/1.jpg"]}),
            "file not found",
        ),
        ("getLocalImgData", json!({"filePath": "../../etc/passwd"}), "file not found"),
        ("getLocalImgData", json!({"filePath": "/etc/passwd"}), "file not found"),
        ("getLocalImgData", json!({}), "filePath"),
        ("playVoice", json!({"filePath": "%2e%2e/x\u{0}"}), "file not found"),
        ("openLocation", json!({"latitude": 91, "longitude": 0}), "latitude"),
        (
            "openLocation",
            json!({"latitude": "north", "longitude": 0}),
            "latitude should be Number instead of String",
        ),
        (
            "openLocation",
            json!({"latitude": null, "longitude": 0}),
            "latitude should be Number instead of Null",
        ),
        ("getLocation", json!({"type": "mars"}), "mars"),
        ("openDocument", json!({"filePath": "/path/to/file"}), "file not found"),
        ("scanCode", json!({"scanType": ["smell"]}), "smell"),
        ("stopRecord", json!({}), "no recording"),
        ("pauseVoice", json!({}), "no voice"),
        ("stopVoice", json!({}), "no voice"),
        ("requestPayment", json!({}), "package"),
        ("checkSession", json!({}), "session"),
    ] {
        let message = text(&phone.call(1, name, args.clone()));
        assert!(
            message.starts_with(&format!("{name}:fail")) && message.contains(words),
            "{name} {args}: {message}"
        );
    }
    for count in [0.0, 1e9] {
        let reply = phone.call(1, "chooseImage", json!({"count": count}));
        assert_eq!(reply["tempFiles"].as_array().unwrap().len(), 3, "{count}");
    }
}

#[test]
fn a_recording_answers_when_it_ends() {
    let mut phone = phone(false);
    say(&phone, Consent::Allow);
    let start = phone.start(1, "startRecord", &json!({}));
    phone.advance(Duration::from_secs(3));
    assert_eq!(text(&phone.later(start)), "(no answer)");
    let second = phone.call(1, "startRecord", json!({}));
    assert_eq!(text(&second), "startRecord:fail a recording is under way");
    let replies = phone.calls(1, "https://shop.example", &[("stopRecord", json!({}))]);
    assert_eq!(text(&replies[0]), "stopRecord:ok");
    let file = phone.later(start)["tempFilePath"].as_str().unwrap().to_owned();
    assert!(
        file.starts_with("https://mpshop.sampan.localhost/__temp__/")
            && crate::temp_file::extension(&file) == "wav",
        "{file}"
    );
    // Sixty seconds are the limit, and leaving the mini program ends it too.
    let start = phone.start(1, "startRecord", &json!({}));
    phone.advance(Duration::from_mins(1));
    assert_eq!(text(&phone.later(start)), "startRecord:ok");
    let start = phone.start(1, "startRecord", &json!({}));
    phone.handle(Event::Command(Command::Hide));
    assert_eq!(text(&phone.later(start)), "startRecord:ok");
}

#[test]
fn a_voice_plays_pauses_goes_on_and_gives_way() {
    let mut phone = phone(false);
    say(&phone, Consent::Allow);
    let record = |phone: &mut Phone| {
        let start = phone.start(1, "startRecord", &json!({}));
        phone.advance(Duration::from_mins(1));
        phone.later(start)["tempFilePath"].clone()
    };
    let (one, two) = (record(&mut phone), record(&mut phone));
    // The sound takes two seconds.
    let play = phone.start(1, "playVoice", &json!({"filePath": one}));
    phone.advance(Duration::from_millis(1500));
    assert_eq!(text(&phone.later(play)), "(no answer)");
    assert_eq!(text(&phone.call(1, "pauseVoice", json!({}))), "pauseVoice:ok");
    let rest = phone.start(1, "playVoice", &json!({"filePath": one}));
    phone.advance(Duration::from_millis(499));
    assert_eq!(text(&phone.later(rest)), "(no answer)");
    phone.advance(Duration::from_millis(1));
    assert_eq!(text(&phone.later(rest)), "playVoice:ok");
    let first = phone.start(1, "playVoice", &json!({"filePath": one, "duration": 1}));
    let mut calls = phone.calls(1, "https://shop.example", &[("playVoice", json!({"filePath": two}))]);
    assert_eq!(calls.remove(0), Value::Null);
    assert_eq!(text(&phone.later(first)), "playVoice:fail interrupted");
    assert_eq!(text(&phone.call(1, "stopVoice", json!({}))), "stopVoice:ok");
}

#[test]
fn codes_are_exchanged_once() {
    let mut phone = phone(false);
    say(&phone, Consent::Allow);
    let redeem = |phone: &mut Phone, code: &Value| {
        let (answer, mut grant) = oneshot::channel();
        let code = code.as_str().unwrap().to_owned();
        phone.handle(Event::Command(Command::Redeem { app: "mpshop".into(), code, answer }));
        grant.try_recv().unwrap().unwrap()
    };
    let code = phone.call(1, "getPhoneNumber", json!({}))["code"].clone();
    assert_eq!(redeem(&mut phone, &code), Ok(Grant::PhoneNumber { phone_number: "13800000000".into() }));
    assert!(redeem(&mut phone, &code).unwrap_err().contains("has been used"));
    let code = phone.call(1, "login", json!({}))["code"].clone();
    assert!(
        matches!(redeem(&mut phone, &code), Ok(Grant::Login { openid, .. }) if openid == "openid-somebody")
    );
    assert_eq!(text(&phone.call(1, "checkSession", json!({}))), "checkSession:ok");
    let code = phone.call(1, "login", json!({}))["code"].clone();
    phone.advance(Duration::from_mins(5));
    assert!(redeem(&mut phone, &code).unwrap_err().contains("five minutes"));
}

#[test]
fn wechats_dialect_gets_its_own_shapes() {
    let mut phone = phone(false);
    say(&phone, Consent::Allow);
    let mut wechat = |name: &str, args: Value| {
        let mut args = args;
        args["verifySignType"] = "sha1".into();
        phone.call(1, name, args)
    };
    let images = wechat("chooseImage", json!({"count": 1, "scene": "1|2"}));
    let ids: Vec<String> =
        serde_json::from_str(images["localIds"].as_str().expect("JSON text on Android")).unwrap();
    assert_eq!(ids.len(), 1);
    assert_eq!(wechat("getLocalImgData", json!({"localId": ids[0]}))["err_msg"], "getLocalImgData:ok");
    let scan = wechat("scanQRCode", json!({"needResult": 1, "scanType": ["qrCode"]}));
    assert_eq!(
        (&scan["resultStr"], &scan["err_msg"]),
        (&json!("https://a.example"), &json!("scanQRCode:ok"))
    );
    let network = wechat("getNetworkType", json!({}));
    assert_eq!((&network["subtype"], &network["networkType"]), (&json!("5g"), &json!("5g")));
    let pay = wechat(
        "getBrandWCPayRequest",
        json!({"package": "prepay_id=abc", "timeStamp": "1", "nonceStr": "n", "signType": "SHA1", "paySign": "s"}),
    );
    assert_eq!(pay["err_msg"], "get_brand_wcpay_request:ok");
    assert_eq!(wechat("geoLocation", json!({"type": "gcj02"}))["err_msg"], "geoLocation:ok");
    assert_eq!(wechat("imagePreview", json!({"urls": [ids[0]]}))["err_msg"], "imagePreview:ok");
    assert_eq!(wechat("preVerifyJSAPI", json!({"verifyJsApiList": []}))["err_msg"], "preVerifyJSAPI:ok");
    for name in [
        "hideOptionMenu",
        "showOptionMenu",
        "hideMenuItems",
        "showMenuItems",
        "hideAllNonBaseMenuItem",
        "showAllNonBaseMenuItem",
        "updateTimelineShareData",
        "updateAppMessageShareData",
    ] {
        assert_eq!(wechat(name, json!({}))["err_msg"], format!("{name}:ok"));
    }
    assert_eq!(wechat("chooseCard", json!({}))["err_msg"], "system:function_not_exist");
}

#[test]
fn a_recording_is_as_long_as_it_ran_without_its_pauses() {
    let mut phone = phone(false);
    say(&phone, Consent::Allow);
    let call = |phone: &mut Phone, id: u64, name: &str, args: Value| {
        phone.logic(LogicEvent::Call { app: "mpshop".into(), id, name: name.to_owned(), args });
    };
    call(&mut phone, 1, "RecorderManager.start", json!({}));
    assert_eq!(phone.log(), "mpshop: wx.recorder null\n", "it has begun");
    phone.advance(Duration::from_secs(5));
    call(&mut phone, 2, "RecorderManager.start", json!({}));
    call(&mut phone, 3, "RecorderManager.stop", json!({ "paused": 2000 }));
    let log = phone.log();
    assert!(log.contains(r#"reply 2 {"errMsg":"start:fail a recording is under way"}"#), "{log}");
    assert!(log.contains(r#"reply 3 {"errMsg":"stop:ok"}"#), "{log}");
    assert!(log.contains(r#""duration":3000.0,"fileSize":"#), "{log}");
}

#[test]
fn a_sound_goes_on_in_the_background_if_the_program_says_that_it_needs_to() {
    for (modes, goes_on) in [(json!([]), false), (json!(["audio"]), true)] {
        let mut app: Value = serde_json::from_str(SHOP).unwrap();
        app["requiredBackgroundModes"] = modes;
        let mut phone = Phone::with(&[("mpshop", &app.to_string(), "")]);
        let picture = phone.wx("mpshop", "chooseMedia", json!({ "mediaType": ["image"] }));
        let src = picture["tempFiles"][0]["tempFilePath"].clone();
        phone.logic(LogicEvent::Call {
            app: "mpshop".into(),
            id: 1,
            name: "InnerAudioContext.play".to_owned(),
            args: json!({ "id": 1, "src": src, "inBackground": true }),
        });
        phone.handle(Event::Command(Command::Hide));
        assert_eq!(phone.log().contains("reply 1"), !goes_on, "{app}");
    }
}
