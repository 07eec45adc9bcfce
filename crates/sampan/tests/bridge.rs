//! The interfaces as an H5 page sees them, in the wire form of the TCMPP SDK, in a real browser.

mod support;

use serde_json::{Value, json};
use support::web::{Answer, Web};
use support::{Phone, mini_program};

const PAGE: &str = "<!doctype html><title>Shop</title><script>
window.early = [typeof WeixinJSBridge?.invoke, typeof WeixinJSBridge?.on, window.__wxjs_environment, typeof wx];
window.ready = 0;
document.addEventListener('WeixinJSBridgeReady', () => window.ready++);
</script><p>shop</p>";

async fn phone() -> (Phone, Web) {
    let web = Web::start();
    web.html("/", PAGE).html("/two", PAGE);
    (Phone::run(mini_program(&web.url("/"))).await, web)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bridge_is_there_before_the_first_script_and_ready_comes_once() {
    let (phone, _web) = phone().await;
    assert_eq!(phone.eval("early").await, json!(["function", "function", "miniprogram", "undefined"]));
    assert_eq!(phone.eval("ready").await, json!(1));
    let agent = phone.eval("navigator.userAgent").await;
    assert!(agent.as_str().unwrap().ends_with(" miniProgram TMA/mp6iu47n4rps6zwz"), "{agent}");
}

#[tokio::test(flavor = "multi_thread")]
async fn storage_keeps_types_and_is_shared_with_the_mini_program() {
    let (phone, _web) = phone().await;
    let values = [
        json!({"a": [1, null]}),
        json!("text"),
        json!(0),
        json!(false),
        json!(null),
        json!("\u{2028}\u{2029}</script>"),
    ];
    for value in values {
        let reply = phone.invoke("setStorage", json!({"key": "k", "data": value})).await;
        assert_eq!(reply, json!({"errMsg": "setStorage:ok"}));
        let reply = phone.invoke("getStorage", json!({"key": "k"})).await;
        assert_eq!(reply, json!({"data": value, "errMsg": "getStorage:ok"}));
    }
    assert_eq!(phone.invoke("getStorageInfo", json!({})).await["keys"], json!(["k"]));
    assert_eq!(phone.invoke("removeStorage", json!({"key": "k"})).await["errMsg"], "removeStorage:ok");
    let missing = phone.invoke("getStorage", json!({"key": "k"})).await;
    assert_eq!(missing, json!({"errMsg": "getStorage:fail data not found"}));
    assert_eq!(phone.invoke("clearStorage", json!({})).await["errMsg"], "clearStorage:ok");
    let info = phone.invoke("getStorageInfo", json!({})).await;
    assert_eq!(
        info,
        json!({"keys": [], "currentSize": 0, "limitSize": 10240, "errMsg": "getStorageInfo:ok"})
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_calls_get_clean_answers() {
    let (phone, _web) = phone().await;
    let raw = |call: &str| {
        let script = format!("new Promise(done => {call})");
        let phone = &phone;
        async move { phone.eval(&script).await }
    };
    let fail = |value: &Value| value["errMsg"].as_str().unwrap().contains(":fail");
    assert_eq!(
        raw("WeixinJSBridge.invoke('nope', {}, done)").await["errMsg"],
        "nope:fail function not exist"
    );
    for call in [
        "WeixinJSBridge.invoke('getStorage', 'text', done)",
        "WeixinJSBridge.invoke('getStorage', [1], done)",
        "WeixinJSBridge.invoke('getStorage', undefined, done)",
        "WeixinJSBridge.invoke('getStorage', {key: '\\ud800'}, done)",
        "WeixinJSBridge.invoke('setStorage', {key: 'big', data: 'x'.repeat(10_000_000)}, done)",
        "WeixinJSBridge.invoke('setStorage', {key: 'deep', data: JSON.parse('['.repeat(1000) + ']'.repeat(1000))}, done)",
        "{ const a = {key: 'k'}; a.data = a; WeixinJSBridge.invoke('setStorage', a, done) }",
        "WeixinJSBridge.invoke('setStorage', {key: 'n', data: 10n}, done)",
        "WeixinJSBridge.invoke('__proto__', {}, done)",
        "WeixinJSBridge.invoke('\\ud800', {}, done)",
    ] {
        let reply = raw(call).await;
        assert!(fail(&reply), "{call}: {reply}");
    }
    let script = "WeixinJSBridge.invoke('setStorage', {key: 'p', data: JSON.parse('{\"__proto__\":{\"polluted\":1}}')}, () => WeixinJSBridge.invoke('getStorage', {key: 'p'}, r => done([JSON.stringify(r.data), ({}).polluted === undefined])))";
    assert_eq!(raw(script).await, json!(["{\"__proto__\":{\"polluted\":1}}", true]));
    // Without a callback, and with one that throws: the next call is answered all the same.
    phone.eval("WeixinJSBridge.invoke('getStorageInfo', {}); WeixinJSBridge.invoke('getStorageInfo', {}, () => { throw new Error('mine') }); 0").await;
    assert_eq!(phone.invoke("getStorageInfo", json!({})).await["errMsg"], "getStorageInfo:ok");
}

#[tokio::test(flavor = "multi_thread")]
async fn environment_title_and_plugins_answer() {
    let (phone, _web) = phone().await;
    let check = phone.invoke("checkJsApi", json!({"jsApiList": ["getStorage", "chooseImage", "nope"]})).await;
    let expected = json!({"getStorage": true, "chooseImage": true, "nope": false});
    assert_eq!(check, json!({"checkResult": expected, "errMsg": "checkJsApi:ok"}));
    assert_eq!(
        phone.invoke("canGoBack", json!({})).await,
        json!({"canGoBack": false, "errMsg": "canGoBack:ok"})
    );
    phone.eval("history.pushState({}, '', '/#/item'); 0").await;
    assert_eq!(phone.invoke("canGoBack", json!({})).await["canGoBack"], true);
    assert_eq!(
        phone.invoke("setNavigationBarTitle", json!({"title": "TCMPP"})).await["errMsg"],
        "setNavigationBarTitle:ok"
    );
    assert_eq!(phone.host.state().await.unwrap().pages[0].title, "TCMPP");
    let plugin = phone.invoke("invokeNativePlugin", json!({"api_name": "customApiName", "data": {}})).await;
    assert_eq!(plugin, json!({"money": 7, "errMsg": "invokeNativePlugin:ok"}));
    let broken = phone.invoke("invokeNativePlugin", json!({"api_name": "broken"})).await;
    assert_eq!(broken, json!({"errMsg": "invokeNativePlugin:fail no money"}));
    let unknown = phone.invoke("invokeNativePlugin", json!({"api_name": "nope"})).await;
    assert_eq!(unknown, json!({"errMsg": "invokeNativePlugin:fail nope is not supported"}));
    let image = phone.invoke("chooseImage", json!({"count": 9})).await;
    assert_eq!(image, json!({"errMsg": "chooseImage:fail cancel"}), "no album in sampan.toml");
}

#[tokio::test(flavor = "multi_thread")]
async fn routing_moves_the_page_stack_and_never_answers() {
    let (mut phone, _web) = phone().await;
    phone.silent("navigateTo", json!({"url": "/pages/other/other?x=%E4%BD%A0"})).await;
    assert_eq!(phone.logged("onHide").await, "");
    assert_eq!(phone.logged("onLoad").await, r#"{"x":"%E4%BD%A0"}"#);
    phone.logged("onShow").await;
    phone.logged("onReady").await;
    phone.loaded().await;
    assert_eq!(phone.stack().await, ["pages/index/index", "pages/other/other"]);
    phone.silent("navigateTo", json!({"url": "/pages/a/a"})).await;
    let call = phone.called("navigateTo").await;
    assert!(format!("{call:?}").contains("can not navigateTo a tabbar page"), "{call:?}");
    phone.silent("redirectTo", json!({"url": "../index/index"})).await;
    phone.logged("onUnload").await;
    phone.loaded().await;
    assert_eq!(phone.stack().await, ["pages/index/index", "pages/index/index"]);
    phone.silent("navigateBack", json!({"delta": 99})).await;
    phone.logged("onUnload").await;
    phone.logged("onShow").await;
    assert_eq!(phone.stack().await, ["pages/index/index"]);
    phone.silent("switchTab", json!({"url": "/pages/a/a"})).await;
    phone.logged("onUnload").await;
    phone.logged("onReady").await;
    assert_eq!(phone.stack().await, ["pages/a/a"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn relaunch_starts_anew_and_ten_pages_are_the_limit() {
    let (mut phone, _web) = phone().await;
    for _ in 0..9 {
        phone.silent("navigateTo", json!({"url": "/pages/other/other"})).await;
        phone.loaded().await;
    }
    phone.silent("navigateTo", json!({"url": "/pages/other/other"})).await;
    loop {
        if format!("{:?}", phone.called("navigateTo").await).contains("webview count limit exceed") {
            break;
        }
    }
    assert_eq!(phone.stack().await.len(), 10);
    phone.silent("reLaunch", json!({"url": "/pages/other/other?again"})).await;
    phone.logged("onUnload").await;
    phone.loaded().await;
    assert_eq!(phone.stack().await, ["pages/other/other"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_wait_for_back_and_events_are_live() {
    let (mut phone, _web) = phone().await;
    phone.silent("navigateTo", json!({"url": "/pages/other/other"})).await;
    phone.loaded().await;
    let heard =
        phone.eval("window.heard = []; WeixinJSBridge.on('webviewEvent', e => heard.push(e.data)); 0");
    heard.await;
    phone.silent("sendWebviewEvent", json!({"data": {"message": "Hi TCMPP"}})).await;
    assert_eq!(phone.logged("event").await, r#"{"data":{"message":"Hi TCMPP"}}"#);
    phone.silent("sendWebviewEvent", json!({"message": "Hi TCMPP"})).await;
    assert_eq!(phone.logged("event").await, r#"{"data":{"message":"Hi TCMPP"}}"#);
    phone.called("sendWebviewEvent").await;
    let script = "new Promise(done => { const look = () => heard.length == 2 ? done(heard) : requestAnimationFrame(look); look() })";
    let received = json!({"message": "I'm Miniprogram, I received"});
    assert_eq!(phone.eval(script).await, json!([received, received]));
    // Posted and left in one turn, in both orders: nothing is lost.
    let post = |data: &str| {
        format!("WeixinJSBridge.invoke('invokeMiniProgramAPI', {{name: 'postMessage', arg: {data}}});")
    };
    let back = "WeixinJSBridge.invoke('invokeMiniProgramAPI', {name: 'navigateBack', arg: {delta: 1}});";
    phone.eval(&format!("{}{back}{} 0", post("{name: 'TCMPP'}"), post("2"))).await;
    assert_eq!(phone.logged("message").await, r#"{"data":[{"name":"TCMPP"},2]}"#);
    phone.logged("onUnload").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sharing_gives_the_address_of_this_moment() {
    let (mut phone, web) = phone().await;
    phone.silent("postMessage", json!({"name": "TCMPP"})).await;
    phone.called("postMessage").await;
    phone.eval("history.pushState({}, '', '/two?a=1#b'); 0").await;
    phone.wait("the new address", |event| matches!(event, sampan::TraceEvent::Navigate { url: Some(url), .. } if url.ends_with("#b"))).await;
    let share = phone.host.share(sampan::ShareTo::Friend).await.unwrap();
    assert_eq!(share.web_view_url, Some(web.url("/two?a=1#b")));
    assert_eq!(share.card, json!({"title": "A", "path": "/pages/index/index"}));
    assert_eq!(phone.logged("message").await, r#"{"data":[{"name":"TCMPP"}]}"#);
    assert_eq!(
        phone.logged("share").await,
        json!({"from": "menu", "webViewUrl": web.url("/two?a=1#b")}).to_string()
    );
    // After a redirect, too.
    web.answer("/old", Answer::Redirect(web.url("/two")));
    phone.eval("location.href = '/old'; 0").await;
    phone.loaded().await;
    assert_eq!(phone.host.copy_link().await.unwrap(), web.url("/two"));
    assert!(phone.host.back().await.unwrap());
}
