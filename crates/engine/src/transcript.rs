//! Transcripts: what the engine tells its layers when something happens, line by line.

use expect_test::{Expect, expect};
use futures::channel::oneshot;
use serde_json::{Value, json};

use crate::engine::{Command, Event};
use crate::id::{DocumentId, PageId};
use crate::logic::LogicEvent;
use crate::session::ShareTo;
use crate::testing::{Phone, SHOP, check};
use crate::trace::{MessageState, TraceEvent};
use crate::view::ViewEvent;

fn expect_log(phone: &mut Phone, expected: Expect) {
    expected.assert_eq(&phone.log());
}

#[test]
fn storage_answers_as_documented() {
    check("getStorage", json!({"key": "none"}), expect![[r#"{"errMsg":"getStorage:fail data not found"}"#]]);
    check(
        "getStorage",
        json!({"key": 1}),
        expect![[
            r#"{"errno":1001,"errMsg":"getStorage:fail parameter error: parameter.key should be String instead of Number;"}"#
        ]],
    );
    check(
        "setStorage",
        json!({"key": "k"}),
        expect![[
            r#"{"errno":1001,"errMsg":"setStorage:fail parameter error: parameter.data should be Any instead of Undefined;"}"#
        ]],
    );
    check("setStorage", json!({"key": "k", "data": null}), expect![[r#"{"errMsg":"setStorage:ok"}"#]]);
    check("removeStorage", json!({"key": "none"}), expect![[r#"{"errMsg":"removeStorage:ok"}"#]]);
    check(
        "getStorageInfo",
        json!({}),
        expect![[r#"{"keys":[],"currentSize":0,"limitSize":10240,"errMsg":"getStorageInfo:ok"}"#]],
    );
}

#[test]
fn unknown_and_unfinished_names_are_told_apart() {
    check("nope", json!({}), expect![[r#"{"errMsg":"nope:fail function not exist"}"#]]);
    check("navigateTo", json!({"url": "/"}), expect![[r#"{"errMsg":"navigateTo:fail function not exist"}"#]]);
    check("__proto__", json!({}), expect![[r#"{"errMsg":"__proto__:fail function not exist"}"#]]);
    check(
        "checkJsApi",
        json!({"jsApiList": ["getStorage", "navigateTo", "nope", "constructor"]}),
        expect![[
            r#"{"checkResult":{"getStorage":true,"navigateTo":true,"nope":false,"constructor":false},"errMsg":"checkJsApi:ok"}"#
        ]],
    );
    check(
        "checkJsApi",
        json!({"jsApiList": ["getStorage"], "verifySignType": "sha1"}),
        expect![[r#"{"checkResult":"{\"getStorage\":true}","err_msg":"checkJsApi:ok"}"#]],
    );
}

#[test]
fn a_cold_start_runs_the_hooks_in_order() {
    let mut phone = Phone::with(&[("mpshop", SHOP, ""), ("mpother", SHOP, "")]);
    phone.web_view("mpshop", 1);
    let reply = phone.call(
        1,
        "navigateToMiniProgram",
        json!({"appId": "mpother", "path": "pages/c/c?x=1", "extraData": {"from": "shop"}, "envVersion": "release"}),
    );
    assert_eq!(reply, json!({"errMsg": "navigateToMiniProgram:ok"}));
    phone.logic(LogicEvent::Launched { app: "mpother".into() });
    expect_log(
        &mut phone,
        expect![[r#"
            mpshop: page 1.onHide
            mpshop: App.onHide {}
            mpshop: page 1 /pages/a/a.onSaveExitState
            mpother: launch
            mpother: App.onLaunch {"path":"pages/c/c","query":{"x":"1"},"scene":1037,"referrerInfo":{"appId":"mpshop","extraData":{"from":"shop"}},"apiCategory":"default"}
            mpother: App.onShow {"path":"pages/c/c","query":{"x":"1"},"scene":1037,"referrerInfo":{"appId":"mpshop","extraData":{"from":"shop"}},"apiCategory":"default"}
            mpother: page 2 pages/c/c.onLoad {"x":"1"}
            mpother: page 2.onShow
            mpother: page 2.onReady
        "#]],
    );
    phone.web_view("mpother", 2).call(2, "navigateBackMiniProgram", json!({"extraData": {"paid": true}}));
    expect_log(
        &mut phone,
        expect![[r#"
            mpother: page 2.onHide
            mpother: App.onHide {}
            mpother: page 2 /pages/c/c?x=1.onSaveExitState
            mpshop: App.onShow {"path":"pages/a/a","query":{},"scene":1038,"referrerInfo":{"appId":"mpother","extraData":{"paid":true}},"apiCategory":"default"}
            mpshop: page 1.onShow
        "#]],
    );
}

#[test]
fn jumps_that_are_not_allowed_fail_with_their_reason() {
    let jump = |id: &str| json!({ "appId": id });
    check(
        "navigateToMiniProgram",
        jump("mpelse"),
        expect![[
            r#"{"errMsg":"navigateToMiniProgram:fail appId \"mpelse\" is not in navigateToMiniProgramAppIdList"}"#
        ]],
    );
    check(
        "navigateToMiniProgram",
        jump("mpmissing"),
        expect![[
            r#"{"errMsg":"navigateToMiniProgram:fail mini program \"mpmissing\" is not found; give its folder with --app"}"#
        ]],
    );
    check(
        "navigateBackMiniProgram",
        json!({}),
        expect![[r#"{"errMsg":"navigateBackMiniProgram:fail not MiniProgram can navigate back"}"#]],
    );
}

#[test]
fn messages_wait_and_arrive_before_the_page_is_unloaded() {
    let mut phone = Phone::shop();
    phone.web_view("mpshop", 1).silent(1, "navigateTo", json!({"url": "/pages/c/c"}));
    phone.web_view("mpshop", 2);
    let post = |data: Value| ("invokeMiniProgramAPI", json!({"name": "postMessage", "arg": data}));
    let back = ("invokeMiniProgramAPI", json!({"name": "navigateBack", "arg": {"delta": 1}}));
    // The last message comes after the call that closes the page, in the same turn.
    phone.calls(2, "https://shop.example", &[post(json!(1)), back, post(json!({"name": "TCMPP"}))]);
    expect_log(
        &mut phone,
        expect![[r#"
            mpshop: page 2 bindmessage {"data":[1,{"name":"TCMPP"}]}
            mpshop: page 2.onUnload
            mpshop: page 1.onShow
        "#]],
    );
    phone.calls(2, "https://shop.example", &[post(json!("late"))]);
    assert_eq!(phone.log(), "");
}

#[test]
fn sharing_and_copying_deliver_what_waits() {
    let mut phone = Phone::shop();
    phone.web_view("mpshop", 1).silent(1, "postMessage", json!({}));
    phone.view(ViewEvent::Navigated {
        page: PageId(1),
        url: "https://shop.example/#/item/7".into(),
        same_document: true,
    });
    let (answer, mut shared) = oneshot::channel();
    phone.handle(Event::Command(Command::Share { to: ShareTo::Friend, answer }));
    phone.logic(LogicEvent::Shared {
        app: "mpshop".into(),
        page: PageId(1),
        result: Some(json!({"title": "t"})),
    });
    expect_log(
        &mut phone,
        expect![[r#"
            mpshop: page 1 bindmessage {"data":[{}]}
            mpshop: page 1.onShareAppMessage {"from":"menu","webViewUrl":"https://shop.example/#/item/7"}
        "#]],
    );
    assert_eq!(shared.try_recv().unwrap().unwrap().unwrap().card, json!({"title": "t"}));
    phone.silent(1, "postMessage", json!(2));
    let (answer, mut link) = oneshot::channel();
    phone.handle(Event::Command(Command::CopyLink { answer }));
    assert_eq!(link.try_recv().unwrap().unwrap().unwrap(), "https://shop.example/#/item/7");
    assert_eq!(*phone.device.copied.lock().unwrap(), "https://shop.example/#/item/7");
    assert_eq!(phone.log(), "mpshop: page 1 bindmessage {\"data\":[2]}\n");
}

#[test]
fn a_page_goes_to_the_timeline_if_it_says_how_and_to_the_favourites_in_any_case() {
    let mut phone = Phone::shop();
    phone.web_view("mpshop", 1).silent(1, "postMessage", json!({}));
    let share = |phone: &mut Phone, to: ShareTo| {
        let (answer, mut shared) = oneshot::channel();
        phone.handle(Event::Command(Command::Share { to, answer }));
        phone.logic(LogicEvent::Shared { app: "mpshop".into(), page: PageId(1), result: None });
        shared.try_recv().unwrap().unwrap()
    };
    assert_eq!(share(&mut phone, ShareTo::Favorites).unwrap().card, json!({}));
    let refused = share(&mut phone, ShareTo::Timeline).unwrap_err();
    assert_eq!(refused, "the page has no onShareTimeline, so it cannot be shared there");
    expect_log(
        &mut phone,
        expect![[r#"
            mpshop: page 1.onAddToFavorites {"webViewUrl":"https://shop.example/"}
            mpshop: page 1 bindmessage {"data":[{}]}
            mpshop: page 1.onShareTimeline {"webViewUrl":"https://shop.example/"}
        "#]],
    );
}

#[test]
fn live_events_go_both_ways() {
    let mut phone = Phone::shop();
    phone.web_view("mpshop", 1).silent(1, "sendWebviewEvent", json!({"data": {"message": "Hi"}}));
    phone.silent(1, "sendWebviewEvent", json!({"message": "Hi"}));
    let call = |id| LogicEvent::Call {
        app: "mpshop".into(),
        id,
        name: "sendWebviewEvent".into(),
        args: json!({"message": "received"}),
    };
    phone.logic(call(7));
    expect_log(
        &mut phone,
        expect![[r#"
            mpshop: page 1 bindevent {"data":{"message":"Hi"}}
            mpshop: page 1 bindevent {"data":{"message":"Hi"}}
            view: page 1 webviewEvent {"data":{"message":"received"}}
            mpshop: reply 7 {"errMsg":"sendWebviewEvent:ok"}
        "#]],
    );
}

#[test]
fn a_route_from_h5_is_silent_and_its_failure_is_in_the_trace() {
    let mut phone = Phone::shop();
    phone.web_view("mpshop", 1).silent(1, "navigateTo", json!({"url": "/pages/b/b"}));
    assert_eq!(phone.reason().as_deref(), Some("can not navigateTo a tabbar page"));
    phone.silent(1, "navigateBack", json!({"delta": "2"}));
    assert_eq!(phone.reason().as_deref(), Some("cannot navigate back at first page."));
    phone.silent(1, "navigateTo", json!({}));
    assert_eq!(
        phone.reason().as_deref(),
        Some("parameter error: parameter.url should be String instead of Undefined;")
    );
    phone.silent(1, "getStorage", json!({"key": "k"}));
    assert_eq!(phone.reason().as_deref(), Some("function not exist"));
    phone.silent(1, "invokeMiniProgramAPI", json!({"name": "navigateTo"}));
    assert_eq!(phone.reason().as_deref(), Some("function not exist"));
    assert_eq!(phone.log(), "");
}

#[test]
fn only_allowed_origins_may_call() {
    let toml = "[domains]\nweb_view = [\"shop.example\"]\n";
    let mut phone = Phone::with(&[("mpshop", SHOP, toml)]);
    phone.web_view("mpshop", 1);
    let get = [("getStorageInfo", json!({}))];
    assert_eq!(phone.calls(1, "https://shop.example", &get)[0]["errMsg"], "getStorageInfo:ok");
    for origin in ["https://evil.example", "null", "://", ""] {
        let reply = phone.calls(1, origin, &get).remove(0);
        assert_eq!(reply, json!({"errMsg": "getStorageInfo:fail permission denied"}), "{origin}");
    }
}

#[test]
fn an_answer_for_a_document_that_is_gone_is_told() {
    let mut phone = Phone::shop();
    phone.web_view("mpshop", 1);
    let url = "https://shop.example/next".to_owned();
    phone.view(ViewEvent::DocumentOpened { page: PageId(1), document: DocumentId(99), url });
    phone.call(1, "getStorageInfo", json!({}));
    assert!(phone.reason().unwrap().contains("is gone"));
}

#[test]
fn background_and_foreground_run_the_hooks_in_order() {
    let mut phone = Phone::shop();
    phone.handle(Event::Command(Command::Hide));
    phone.handle(Event::Command(Command::Show));
    expect_log(
        &mut phone,
        expect![[r#"
            mpshop: page 1.onHide
            mpshop: App.onHide {}
            mpshop: page 1 /pages/a/a.onSaveExitState
            mpshop: App.onShow {"path":"pages/a/a","query":{},"scene":1001,"referrerInfo":{},"apiCategory":"default"}
            mpshop: page 1.onShow
        "#]],
    );
}

#[test]
fn back_goes_through_the_web_history_first() {
    let mut phone = Phone::shop();
    phone.web_view("mpshop", 1).silent(1, "navigateTo", json!({"url": "/pages/c/c"}));
    phone.web_view("mpshop", 2);
    phone.history.borrow_mut().current = 1;
    let back = |phone: &mut Phone| {
        let (answer, mut result) = oneshot::channel();
        phone.handle(Event::Command(Command::Back { answer }));
        result.try_recv().unwrap().unwrap()
    };
    assert_eq!(back(&mut phone), Ok(true));
    assert_eq!(phone.log(), "view: page 2 back\n");
    phone.history.borrow_mut().current = 0;
    assert_eq!(back(&mut phone), Ok(false));
    assert!(back(&mut phone).unwrap_err().contains("first page"));
}

#[test]
fn a_web_view_that_is_removed_delivers_first() {
    let mut phone = Phone::shop();
    phone.web_view("mpshop", 1).silent(1, "postMessage", json!("last words"));
    phone.logic(LogicEvent::WebView { app: "mpshop".into(), page: PageId(1), web_view: None });
    assert_eq!(phone.log(), "mpshop: page 1 bindmessage {\"data\":[\"last words\"]}\n");
    let delivered = phone.traces.borrow().iter().any(|event| {
        matches!(event, TraceEvent::Message { state: MessageState::Delivered, reason: Some(reason), .. }
            if reason == "the web-view was removed")
    });
    assert!(delivered);
}

#[test]
fn packaged_pages_load_from_the_own_origin_or_fail_in_words() {
    let mut phone = Phone::shop();
    let mut show = |src: &str| {
        let element = crate::logic::WebViewElement { src: src.into(), listeners: vec![] };
        phone.logic(LogicEvent::WebView { app: "mpshop".into(), page: PageId(1), web_view: Some(element) });
        phone.log()
    };
    assert_eq!(
        show("file://h5/index.html?a=1"),
        "view: page 1 load https://mpshop.sampan.localhost/h5/index.html?a=1\n"
    );
    expect![[r#"
        view: page 1 fail file://secret/index.html: secret/index.html is in no folder of "staticPath" in app.json
        mpshop: page 1 binderror {"url":"file://secret/index.html","fullUrl":"file://secret/index.html","src":"file://secret/index.html"}
    "#]]
    .assert_eq(&show("file://secret/index.html"));
}
