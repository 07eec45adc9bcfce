//! Unmodified clients from npm, and ours, against the host in a real browser.

mod support;

use serde_json::{Value, json};
use support::web::Web;
use support::{Phone, mini_program, write};

/// WeChat's SDK is a CommonJS module on npm; this is what a bundler makes of it.
const WEIXIN: &str = "<script>var module = {}</script><script src='/weixin.js'></script><script>window.wx = module.exports</script>";

/// A page that loads one client and then says what it found.
async fn phone(scripts: &str, wechat: bool) -> Phone {
    let web = Web::start();
    web.html("/", &format!("<!doctype html><title>Client</title>{scripts}"));
    let app = mini_program(&web.url("/"));
    if wechat {
        write(
            app.path(),
            "sampan.toml",
            "[web_view]\nannounce_wechat = true\n[plugins.customApiName]\nreply = { money = 7 }\n",
        );
    }
    Phone::run(app).await
}

/// `wx.<name>(options)` with all four callbacks: which ones fired, in order, and with what.
async fn callbacks(phone: &Phone, call: &str) -> Value {
    let script = format!(
        "new Promise(done => {{ const log = []; const note = n => r => {{ log.push(n); if (n === 'complete') done([log.join(' '), r]) }};
        const all = {{ success: note('success'), fail: note('fail'), cancel: note('cancel'), complete: note('complete') }}; {call} }})"
    );
    phone.eval(&script).await
}

#[tokio::test(flavor = "multi_thread")]
async fn our_sdk_answers_by_callback_and_by_promise() {
    let mut phone = phone("<script src='https://sampan.localhost/jssdk.js'></script>", false).await;
    let set = callbacks(&phone, "wx.setStorage({ key: 'name', data: 'TCMPP', ...all })").await;
    assert_eq!(set, json!(["success complete", {"errMsg": "setStorage:ok"}]));
    assert_eq!(
        phone.eval("wx.getStorage({ key: 'name' })").await,
        json!({"data": "TCMPP", "errMsg": "getStorage:ok"})
    );
    let missing = callbacks(&phone, "wx.getStorage({ key: 'none', ...all })").await;
    assert_eq!(missing, json!(["fail complete", {"errMsg": "getStorage:fail data not found"}]));
    let rejected = phone.eval("wx.getStorage({ key: 'none' }).catch(error => error.errMsg)").await;
    assert_eq!(rejected, "getStorage:fail data not found");
    assert_eq!(
        phone.eval("new Promise(done => wx.miniProgram.getEnv(done))").await,
        json!({"miniprogram": true})
    );
    phone.eval("window.heard = []; window.f = e => heard.push(e.message); wx.miniProgram.onWebviewEvent(f); wx.miniProgram.onWebviewEvent(f); wx.miniProgram.sendWebviewEvent({ data: { message: 'Hi' } }); 0").await;
    assert_eq!(phone.logged("event").await, r#"{"data":{"message":"Hi"}}"#);
    let one = "new Promise(done => { const look = () => heard.length ? done(heard) : requestAnimationFrame(look); look() })";
    assert_eq!(phone.eval(one).await, json!(["I'm Miniprogram, I received"]));
    for falsy in ["0", "false", "''", "null", "undefined"] {
        phone.eval(&format!("wx.miniProgram.postMessage({{ data: {falsy} }}); 0")).await;
    }
    phone.eval("wx.miniProgram.redirectTo({ url: '/pages/other/other' }); 0").await;
    assert_eq!(phone.logged("message").await, r#"{"data":[{},{},{},{},{}]}"#);
    phone.loaded().await;
    assert_eq!(phone.stack().await, ["pages/other/other"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn wechats_sdk_works_unmodified() {
    let mut phone = phone(WEIXIN, true).await;
    let ready = "new Promise(done => { wx.config({ appId: 'wx1', timestamp: 1, nonceStr: 'n', signature: 's', jsApiList: ['checkJsApi'] }); wx.error(e => done(['error', e])); wx.ready(() => done(['ready'])) })";
    assert_eq!(phone.eval(ready).await, json!(["ready"]));
    let check = callbacks(&phone, "wx.checkJsApi({ jsApiList: ['getNetworkType', 'nope'], ...all })").await;
    assert_eq!(check[0], "success complete", "{check}");
    assert_eq!(check[1]["checkResult"]["nope"], false);
    assert_eq!(
        phone.eval("new Promise(done => wx.miniProgram.getEnv(done))").await,
        json!({"miniprogram": true})
    );
    phone.eval("wx.miniProgram.postMessage({ data: { from: 'weixin' } }); wx.miniProgram.navigateTo({ url: '/pages/other/other' }); 0").await;
    phone.logged("onHide").await;
    phone.loaded().await;
    phone.eval("wx.miniProgram.postMessage({ data: 1 }); wx.miniProgram.navigateBack(); 0").await;
    assert_eq!(phone.logged("message").await, r#"{"data":[1]}"#);
    let unknown = callbacks(&phone, "wx.openEnterpriseChat({ userIds: 'a', groupName: 'b', ...all })").await;
    assert_eq!(unknown[0], "fail complete", "{unknown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn uni_apps_sdk_works_with_either_user_agent() {
    for wechat in [false, true] {
        let mut phone = phone(&format!("{WEIXIN}<script src='/uni.js'></script>"), wechat).await;
        let env = phone.eval("new Promise(done => uni.webView.getEnv(done))").await;
        assert_eq!(env["miniprogram"].as_bool().unwrap_or_default(), wechat, "{env}");
        phone.eval("uni.webView.postMessage({ data: { action: 'pay' } }); uni.webView.navigateTo({ url: '/pages/other/other?x=1' }); 0").await;
        phone.logged("onHide").await;
        assert_eq!(phone.logged("onLoad").await, r#"{"x":"1"}"#);
        phone.loaded().await;
        phone.eval("uni.webView.postMessage({ data: 2 }); uni.webView.navigateBack({ delta: 1 }); 0").await;
        let message = phone.logged("message").await;
        assert!(message.contains('2'), "{message}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn playwright_finds_the_page_over_the_devtools_port() {
    let page = "<!doctype html><title>Tapped</title><button onclick='o.value = \"yes\"'>Tap</button><output id=o></output>";
    let app = support::folder(&[("index.html", page)]);
    let data = tempfile::tempdir().unwrap();
    let host =
        sampan::Host::builder().headless(true).cdp_port(0).data_dir(data.path()).build().await.unwrap();
    let mut events = host.events();
    host.open(app.path().to_str().unwrap()).await.unwrap();
    while !matches!(events.next().await, Some(sampan::TraceEvent::Navigate { url: Some(_), .. })) {}
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/playwright.mjs");
    for _ in 0..2 {
        let endpoint = host.cdp_endpoint().unwrap();
        let run = tokio::process::Command::new("node").arg(script).arg(endpoint).output().await.unwrap();
        let output = String::from_utf8(run.stdout).unwrap();
        assert!(run.status.success(), "{output}{}", String::from_utf8_lossy(&run.stderr));
        let seen: Value = serde_json::from_str(&output).unwrap();
        let reply = json!({"checkResult": {"getStorage": true}, "errMsg": "checkJsApi:ok"});
        assert_eq!(seen, json!({"title": "Tapped", "reply": reply, "text": "yes"}));
    }
}
