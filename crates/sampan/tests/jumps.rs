//! Jumps between mini programs, background and foreground, and leaving.

mod support;

use sampan::{Start, TraceEvent};
use serde_json::{Value, json};
use support::web::Web;
use support::{Phone, folder, mini_program};

const OTHER_JS: &str = "const note = (word, o) => console.log('other.' + word, JSON.stringify(o))
App({ onLaunch(o) { note('onLaunch', o) }, onShow(o) { note('App.onShow', o) }, onHide() { note('App.onHide') } })\n";

const OTHER_PAGE: &str = "Page({ data: { src: 'file://h5/index.html' },
  onLoad(q) { console.log('other.onLoad', JSON.stringify(q)) },
  onMessage(e) { console.log('other.message', JSON.stringify(e.detail)); wx.setStorageSync('last', e.detail.data) },
  onLoaded() { console.log('load {}') },
  onUnload() { console.log('other.onUnload', JSON.stringify(wx.getStorageSync('last'))) } })\n";

fn other() -> tempfile::TempDir {
    folder(&[
        ("app.js", OTHER_JS),
        ("app.json", r#"{"pages":["pages/home/home","pages/pay/pay"],"staticPath":["h5"]}"#),
        ("project.config.json", r#"{"appid":"mpotherotherother"}"#),
        ("pages/home/home.js", OTHER_PAGE),
        ("pages/home/home.wxml", "<web-view src='{{src}}' bindmessage='onMessage' bindload='onLoaded'/>"),
        ("pages/pay/pay.js", OTHER_PAGE),
        ("pages/pay/pay.wxml", "<web-view src='{{src}}' bindmessage='onMessage' bindload='onLoaded'/>"),
        ("h5/index.html", "<!doctype html><title>Other</title><p>other</p>"),
    ])
}

async fn phone() -> (Phone, tempfile::TempDir) {
    let (app, other) = (mini_program("file://h5/index.html"), other());
    let mut phone = Phone::start(app, Start::from_list(), &[other.path().to_owned()]).await;
    phone.loaded().await;
    (phone, other)
}

#[tokio::test(flavor = "multi_thread")]
async fn there_and_back_with_scene_and_data() {
    let (mut phone, _other) = phone().await;
    let args = json!({"appId": "mpotherotherother", "path": "pages/pay/pay?sum=7", "extraData": {"from": "shop"}, "envVersion": "release"});
    assert_eq!(
        phone.invoke("navigateToMiniProgram", args).await,
        json!({"errMsg": "navigateToMiniProgram:ok"})
    );
    phone.logged("onHide").await;
    phone.logged("App.onHide").await;
    let launch: Value = serde_json::from_str(&phone.logged("other.onLaunch").await).unwrap();
    assert_eq!((&launch["scene"], &launch["path"]), (&json!(1037), &json!("pages/pay/pay")));
    assert_eq!(launch["referrerInfo"], json!({"appId": "mp6iu47n4rps6zwz", "extraData": {"from": "shop"}}));
    assert_eq!(phone.logged("other.onLoad").await, r#"{"sum":"7"}"#);
    phone.loaded().await;
    assert_eq!(phone.stack().await, ["pages/pay/pay"]);
    let reply = phone.invoke("navigateBackMiniProgram", json!({"extraData": {"paid": true}})).await;
    assert_eq!(reply, json!({"errMsg": "navigateBackMiniProgram:ok"}));
    let show: Value = serde_json::from_str(&phone.logged("App.onShow").await).unwrap();
    assert_eq!(show["scene"], 1038);
    assert_eq!(show["referrerInfo"], json!({"appId": "mpotherotherother", "extraData": {"paid": true}}));
    phone.logged("onShow").await;
    assert_eq!(phone.stack().await, ["pages/index/index"]);
    // The page of the first mini program is the one that was left.
    assert_eq!(
        phone.invoke("navigateBackMiniProgram", json!({})).await["errMsg"],
        "navigateBackMiniProgram:fail not MiniProgram can navigate back"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn leaving_runs_the_last_hooks_and_ends_the_session() {
    let (mut phone, _other) = phone().await;
    phone.invoke("navigateToMiniProgram", json!({"appId": "mpotherotherother"})).await;
    phone.loaded().await;
    phone.silent("postMessage", json!("last words")).await;
    assert_eq!(phone.invoke("exitMiniProgram", json!({})).await, json!({"errMsg": "exitMiniProgram:ok"}));
    assert_eq!(phone.logged("other.message").await, r#"{"data":["last words"]}"#);
    assert_eq!(phone.logged("other.onUnload").await, r#"["last words"]"#);
    // Later, because the answer to this script would not survive the end of the session.
    phone.eval("setTimeout(() => WeixinJSBridge.invoke('exitMiniProgram', {})); 0").await;
    phone.logged("onUnload").await;
    phone.wait("the end", |event| matches!(event, TraceEvent::Exit { code: 0, .. })).await;
    assert_eq!(phone.host.ended().await.0, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn background_and_foreground() {
    let (mut phone, _other) = phone().await;
    phone.host.hide().unwrap();
    phone.logged("onHide").await;
    phone.logged("App.onHide").await;
    phone.host.show().unwrap();
    phone.logged("App.onShow").await;
    phone.logged("onShow").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_mini_programs_share_neither_cookies_nor_storage() {
    let web = Web::start();
    web.html("/", "<!doctype html><title>Jar</title>");
    let (app, other) = (mini_program(&web.url("/")), other());
    support::write(
        other.path(),
        "pages/home/home.js",
        &OTHER_PAGE.replace("file://h5/index.html", &web.url("/")),
    );
    let mut phone = Phone::start(app, Start::from_list(), &[other.path().to_owned()]).await;
    phone.loaded().await;
    phone.eval("document.cookie = 'who=shop; max-age=999'; localStorage.who = 'shop'; 0").await;
    phone.invoke("setStorage", json!({"key": "who", "data": "shop"})).await;
    phone.invoke("navigateToMiniProgram", json!({"appId": "mpotherotherother"})).await;
    phone.loaded().await;
    assert_eq!(phone.eval("[document.cookie, localStorage.who ?? null]").await, json!(["", null]));
    assert_eq!(
        phone.invoke("getStorage", json!({"key": "who"})).await["errMsg"],
        "getStorage:fail data not found"
    );
}
