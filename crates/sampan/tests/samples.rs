//! Every code sample of the interface description, as written, in a real browser: once with our JSSDK, once in the wire
//! form of TCMPP's SDK. Wrapped only so that what a sample logs can be read back.

mod support;

use sampan::{Start, TraceEvent};
use serde_json::{Value, json};
use support::fixtures::{ALLOW, CODE, DEVICE, furnish};
use support::web::{Answer, Web};
use support::{Phone, folder, mini_program, write};

/// What `wx` is in the page: our SDK, then the bare wire.
const CLIENTS: [&str; 2] =
    ["<script src='https://sampan.localhost/jssdk.js'></script>", "<script src='/wire.js'></script>"];

/// Keeps what a sample logs: `heard('getStorage')` leads to the words of its success or failure.
const EARS: &str = "<script>
const said = new Map(), waiting = new Map(), log = console.log;
console.log = (...words) => {
  log(...words);
  const name = String(words[0]).replace(/ (success|fail)$/, '');
  waiting.has(name) ? (waiting.get(name)(words), waiting.delete(name)) : said.set(name, words);
};
const heard = name => new Promise(done => {
  said.has(name) ? (done(said.get(name)), said.delete(name)) : waiting.set(name, done);
});
</script>";

const ROUTING: &str = include_str!("samples/routing.js");
const JUMP: &str = include_str!("samples/jump.js");
const STORAGE: &str = include_str!("samples/storage.js");
const MEDIA: &str = include_str!("samples/media.js");
const LISTEN: &str = include_str!("samples/listen.js");

/// The statement of a sample that begins with this call.
fn part<'a>(sample: &'a str, call: &str) -> &'a str {
    let from = sample.find(&format!("\nwx.{call}(")).expect("the sample has this call") + 1;
    let rest = &sample[from..];
    &rest[..rest.find("\nwx.").unwrap_or(rest.len())]
}

/// Routes lead to `/path/to/page`; it is a tab where `switchTab` is to find it.
fn app(web: &Web, tab: bool) -> tempfile::TempDir {
    let app = mini_program(&web.url("/"));
    let tabs =
        json!({"list": [{"pagePath": "path/to/page", "text": "P"}, {"pagePath": "pages/a/a", "text": "A"}]});
    let config = json!({
        "pages": ["pages/index/index", "pages/other/other", "path/to/page", "pages/a/a"],
        "staticPath": ["h5"], "navigateToMiniProgramAppIdList": ["appId"],
        "tabBar": if tab { tabs } else { Value::Null },
    });
    let mut config = config;
    config.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    write(app.path(), "app.json", &config.to_string());
    for end in ["js", "wxml"] {
        let text = std::fs::read_to_string(app.path().join(format!("pages/other/other.{end}"))).unwrap();
        write(app.path(), &format!("path/to/page.{end}"), &text);
    }
    write(app.path(), "path/to/page.json", "{}");
    furnish(app.path(), &[DEVICE, ALLOW]);
    app
}

fn web(client: &str) -> Web {
    let web = Web::start();
    let wire = include_bytes!("support/wire.js").to_vec();
    web.answer("/wire.js", Answer::Body("text/javascript", wire));
    web.html("/", &format!("<!doctype html><title>Samples</title>{EARS}{client}"));
    web
}

/// Runs a sample in the page and gives what it logs under these names.
async fn run(phone: &Phone, sample: &str, names: &[&str]) -> Vec<Value> {
    phone.eval(&format!("{sample}\n;0")).await;
    let mut words = Vec::new();
    for name in names {
        words.push(phone.eval(&format!("heard({})", Value::from(*name))).await);
    }
    words
}

/// Runs a sample again and again until it succeeds: what it ends may have begun only a moment later.
async fn until_success(phone: &Phone, sample: &str, name: &str) {
    let success = format!("{name} success");
    while run(phone, sample, &[name]).await[0][0] != success.as_str() {}
}

#[track_caller]
fn succeeded(words: &Value, name: &str) -> Value {
    assert_eq!(words[0], format!("{name} success"), "{words}");
    words[1].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn routing_changes_the_stack() {
    for client in CLIENTS {
        let web = web(client);
        let mut phone = Phone::run(app(&web, false)).await;
        let line = |name: &str| ROUTING.lines().find(|line| line.contains(name)).unwrap();
        for (route, stack) in [
            ("navigateTo", vec!["pages/index/index", "path/to/page"]),
            ("navigateBack", vec!["pages/index/index"]),
            ("redirectTo", vec!["path/to/page"]),
            ("reLaunch", vec!["path/to/page"]),
        ] {
            phone.eval(&format!("{};0", line(route))).await;
            phone.logged("onShow").await;
            if route != "navigateBack" {
                phone.loaded().await;
            }
            assert_eq!(phone.stack().await, stack, "{route}");
        }
        let mut phone = Phone::run(app(&web, true)).await;
        phone.eval(&format!("{};0", line("switchTab"))).await;
        phone.logged("onUnload").await;
        phone.loaded().await;
        assert_eq!(phone.stack().await, ["path/to/page"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn jumps_lead_to_the_other_mini_program_and_back() {
    for client in CLIENTS {
        let web = web(client);
        let page = format!(
            "Page({{ data: {{ src: '{}' }}, onLoaded() {{ console.log('load {{}}') }} }})\n",
            web.url("/")
        );
        let other = folder(&[
            ("app.js", "App({})\n"),
            ("app.json", r#"{"pages":["pages/home/home"]}"#),
            ("project.config.json", r#"{"appid":"appId"}"#),
            ("pages/home/home.js", &page),
            ("pages/home/home.wxml", "<web-view src='{{src}}' bindload='onLoaded'/>"),
        ]);
        let mut phone = Phone::start(app(&web, false), Start::from_list(), &[other.path().to_owned()]).await;
        phone.loaded().await;
        let back = part(JUMP, "navigateBackMiniProgram");
        let alone = run(&phone, back, &["navigateBackMiniProgram"]).await;
        assert_eq!(alone[0][0], "navigateBackMiniProgram fail", "nobody opened this one");
        phone.eval(&format!("{};0", part(JUMP, "navigateToMiniProgram"))).await;
        phone.loaded().await;
        assert_eq!(phone.host.state().await.unwrap().app.unwrap().to_string(), "appId");
        phone.eval(&format!("{back};0")).await;
        phone.logged("App.onShow").await;
        assert_eq!(phone.stack().await, ["pages/index/index"]);
        // Later, because the answer to this script would not survive the end of the session.
        phone.eval(&format!("setTimeout(() => {{ {} }}); 0", part(JUMP, "exitMiniProgram"))).await;
        phone.wait("the end", |event| matches!(event, TraceEvent::Exit { code: 0, .. })).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn storage_title_and_environment_say_what_the_comments_say() {
    for client in CLIENTS {
        let web = web(client);
        let phone = Phone::run(app(&web, false)).await;
        let storage = ["getStorage", "setStorage", "removeStorage", "clearStorage", "getStorageInfo"];
        let all = run(&phone, STORAGE, &storage).await;
        assert_eq!(all[0], json!(["getStorage fail", {"errMsg": "getStorage:fail data not found"}]));
        for (words, name) in all.iter().zip(storage).skip(1) {
            succeeded(words, name);
        }
        run(&phone, part(STORAGE, "setStorage"), &["setStorage"]).await;
        let got = run(&phone, part(STORAGE, "getStorage"), &["getStorage"]).await;
        assert_eq!(succeeded(&got[0], "getStorage")["data"], "TCMPP");

        let title = run(&phone, include_str!("samples/navigation_bar.js"), &["setNavigationBarTitle"]).await;
        succeeded(&title[0], "setNavigationBarTitle");
        assert_eq!(phone.host.state().await.unwrap().pages[0].title, "TCMPP");

        for sample in [include_str!("samples/get_env.js"), include_str!("samples/environment.js")] {
            assert_eq!(run(&phone, sample, &["true"]).await, [json!([true])]);
        }
        run(&phone, include_str!("samples/user_agent.js"), &[]).await;
        phone
            .until(
                "[...said.keys()].some(words => /^Mozilla.+ miniProgram TMA\\/mp[a-z0-9]{14}$/.test(words))",
            )
            .await;

        let back = include_str!("samples/can_go_back.js");
        assert_eq!(run(&phone, back, &["canGoBack"]).await, [json!(["canGoBack success", false])]);
        phone.eval("history.pushState({}, '', '#next'); 0").await;
        assert_eq!(run(&phone, back, &["canGoBack"]).await, [json!(["canGoBack success", true])]);
        let check = run(&phone, include_str!("samples/check_js_api.js"), &["checkJsApi"]).await;
        assert_eq!(
            succeeded(&check[0], "checkJsApi").to_string(),
            r#"{"checkResult":{"chooseImage":true},"errMsg":"checkJsApi:ok"}"#
        );
        let plugin = include_str!("samples/plugin.js").split_once("\n\n").unwrap().1;
        let plugin = format!("({{ apiData: '{{}}', {plugin} }}).invokeNativePlugin()");
        let plugin = run(&phone, &plugin, &["invokeNativePlugin"]).await;
        assert_eq!(succeeded(&plugin[0], "invokeNativePlugin")["money"], 7);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_are_chosen_shown_and_read() {
    for client in CLIENTS {
        let web = web(client);
        let mut phone = Phone::run(app(&web, false)).await;
        let names = ["chooseImage", "previewImage", "getLocalImgData"];
        let words = run(&phone, part(MEDIA, "chooseImage"), &names).await;
        let chosen = succeeded(&words[0], "chooseImage");
        let paths = chosen["tempFilePaths"].as_array().unwrap();
        assert_eq!(paths.len(), 2, "{chosen}");
        assert_eq!(chosen["tempFiles"][1]["path"], paths[1]);
        succeeded(&words[1], "previewImage");
        let call = phone.called("previewImage").await;
        let TraceEvent::Call { arguments, .. } = call else { unreachable!() };
        assert_eq!(arguments["urls"], chosen["tempFilePaths"]);
        let data = succeeded(&words[2], "getLocalImgData")["localData"].as_str().unwrap().to_owned();
        let show = format!(
            "new Promise((done, fail) => {{ const i = new Image(); i.onload = () => done(i.naturalWidth); i.onerror = fail; i.src = 'data:image/jpeg;base64,{data}' }})"
        );
        assert_eq!(phone.eval(&show).await, 960, "the first picture, upright and compressed");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn voice_is_recorded_played_paused_and_stopped() {
    for client in CLIENTS {
        let web = web(client);
        let mut phone = Phone::run(app(&web, false)).await;
        phone.eval(&format!("{};0", part(MEDIA, "startRecord"))).await;
        phone.wait("the consent", |event| matches!(event, TraceEvent::Prompt { .. })).await;
        // A person speaks for a while: what is recorded must last until it is paused.
        phone.eval("new Promise(done => setTimeout(done, 1500))").await;
        until_success(&phone, part(MEDIA, "stopRecord"), "stopRecord").await;
        let recorded = run(&phone, "", &["startRecord"]).await;
        let path = succeeded(&recorded[0], "startRecord")["tempFilePath"].clone();
        assert!(path.as_str().unwrap().rsplit('.').next() == Some("wav"), "{path}");
        until_success(&phone, part(MEDIA, "pauseVoice"), "pauseVoice").await;
        let played = run(&phone, "", &["playVoice"]).await;
        succeeded(&played[0], "playVoice");
        let stopped = run(&phone, part(MEDIA, "stopVoice"), &["stopVoice"]).await;
        succeeded(&stopped[0], "stopVoice");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_phone_knows_place_code_and_network() {
    for client in CLIENTS {
        let web = web(client);
        let mut phone = Phone::run(app(&web, false)).await;
        let names = ["getLocation", "openLocation", "chooseLocation"];
        let words = run(&phone, include_str!("samples/location.js"), &names).await;
        let here = succeeded(&words[0], "getLocation");
        assert_eq!((&here["latitude"], &here["longitude"]), (&json!(31.2304), &json!(121.4737)));
        succeeded(&words[1], "openLocation");
        let TraceEvent::Call { arguments, .. } = phone.called("openLocation").await else { unreachable!() };
        assert_eq!(arguments["latitude"], here["latitude"]);
        assert_eq!(succeeded(&words[2], "chooseLocation")["name"], "Pier 1");

        let document = include_str!("samples/document.js");
        let nowhere = run(&phone, document, &["openDocument"]).await;
        assert_eq!(nowhere[0][1], json!({"errMsg": "openDocument:fail file not found"}));
        let guide = document.replace("/path/to/file", "file://h5/guide.pdf");
        succeeded(&run(&phone, &guide, &["openDocument"]).await[0], "openDocument");

        let words = run(&phone, include_str!("samples/device.js"), &["scanCode", "getNetworkType"]).await;
        let code = succeeded(&words[0], "scanCode");
        assert_eq!((&code["result"], &code["scanType"]), (&json!(CODE), &json!("QR_CODE")));
        assert_eq!(succeeded(&words[1], "getNetworkType")["networkType"], "4g");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_go_both_ways_and_log_what_the_comments_say() {
    for client in CLIENTS {
        let web = web(client);
        let app = app(&web, false);
        // The page as written; around it, its answer to an event, also as written.
        let page = format!(
            "const real = Page; {{ const Page = page => real({{ ...page, onEvent(e) {{ page.onEvent(e); {} }} }})\n{}}}",
            include_str!("samples/send.js"),
            include_str!("samples/page.js"),
        );
        write(app.path(), "pages/other/other.js", &page);
        let wxml = "<!-- Mini program /pages/index/index.wxml -->\n<web-view src=\"https://xxx.xxx\" bindmessage=\"onMessage\" bindevent=\"onEvent\"></web-view>\n";
        write(app.path(), "pages/other/other.wxml", &wxml.replace("https://xxx.xxx", &web.url("/")));
        let mut phone = Phone::run(app).await;
        phone.silent("navigateTo", json!({"url": "/pages/other/other"})).await;
        phone.logged("onHide").await;
        phone.wait("the page", |event| matches!(event, TraceEvent::Navigate { url: Some(_), .. })).await;
        phone.until("typeof wx === 'object' && document.readyState === 'complete'").await;
        let (listen, stop) = LISTEN.split_once("// Remove the listener").unwrap();
        phone.eval(&format!("{listen};0")).await;
        let answered =
            run(&phone, include_str!("samples/message.js"), &["I'm Miniprogram, I received"]).await;
        assert_eq!(answered, [json!(["I'm Miniprogram, I received"])]);
        assert_eq!(logic_log(&mut phone).await, r#"{"message":"Hi TCMPP"}"#);
        phone.eval(&format!("{stop};0")).await;
        phone.eval("wx.miniProgram.onWebviewEvent(() => console.log('after')); 0").await;
        run(&phone, include_str!("samples/message.js"), &["after"]).await;
        assert_eq!(phone.eval("said.has(\"I'm Miniprogram, I received\")").await, false);
        assert_eq!(logic_log(&mut phone).await, r#"{"message":"Hi TCMPP"}"#);
        phone.silent("navigateBack", json!({"delta": 1})).await;
        assert_eq!(logic_log(&mut phone).await, r#"[{"name":"TCMPP"},{"name":"TCMPP"}]"#);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sharing_logs_the_address_of_the_web_view() {
    let web = web(CLIENTS[0]);
    let app = app(&web, false);
    let page = format!(
        "const real = Page; {{ const Page = page => real({{ ...page, data: {{ src: getApp().src }}, onLoaded() {{ console.log('load {{}}') }} }})\n{}}}",
        include_str!("samples/share.js"),
    );
    write(app.path(), "pages/index/index.js", &page);
    let mut phone = Phone::run(app).await;
    phone.eval("history.pushState({}, '', '/#item'); 0").await;
    phone
        .wait(
            "the new address",
            |event| matches!(event, TraceEvent::Navigate { url: Some(url), .. } if url.ends_with("#item")),
        )
        .await;
    phone.host.share(sampan::ShareTo::Friend).await.unwrap();
    phone.logged(&web.url("/#item")).await;
}

/// The next line of the mini program's own console that is a value.
async fn logic_log(phone: &mut Phone) -> String {
    let is_value = |text: &str| text.starts_with(['{', '[']);
    let event = phone
        .wait("a value in the mini program's console", |event| {
            matches!(event, TraceEvent::Console { from: sampan::trace::Source::Logic, text, .. } if is_value(text))
        })
        .await;
    let TraceEvent::Console { text, .. } = event else { unreachable!() };
    text
}
