//! Who may load and who may call: domains, redirects, frames, packaged pages.

mod support;

use sampan::TraceEvent;
use serde_json::json;
use support::web::{Answer, Web};
use support::{Phone, mini_program, write};

async fn guarded(web: &Web, src: &str) -> Phone {
    let app = mini_program(src);
    write(app.path(), "sampan.toml", &format!("[domains]\nweb_view = [\"http://127.0.0.1:{}\"]\n", web.port));
    Phone::start(app, sampan::Start::from_list(), &[]).await
}

async fn refused(phone: &mut Phone) -> (String, String) {
    let event = phone.wait("a refusal", |event| matches!(event, TraceEvent::Refused { .. })).await;
    let TraceEvent::Refused { rule, url, .. } = event else { unreachable!() };
    (rule, url)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_is_not_allowed_is_refused_with_its_rule() {
    let web = Web::start();
    web.html("/", "<!doctype html><title>Evil</title>evil");
    let mut phone = guarded(&web, &web.other_url("/")).await;
    let (rule, url) = refused(&mut phone).await;
    assert_eq!(url, web.other_url("/"));
    assert!(rule.contains("is not on the list [domains] web_view"), "{rule}");
    let error = phone.logged("error").await;
    assert_eq!(
        error,
        json!({"url": web.other_url("/"), "fullUrl": web.other_url("/"), "src": web.other_url("/")})
            .to_string()
    );
    // What is shown in its place says so, and cannot call.
    phone.until("document.body.innerText.includes('web_view')").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_way_out_of_an_allowed_page_is_checked() {
    let web = Web::start();
    web.html("/", "<!doctype html><title>Good</title><form id=f method=post></form>")
        .html("/evil", "<!doctype html><title>Evil</title>");
    web.answer("/redirect", Answer::Redirect(web.other_url("/evil")));
    let evil = web.other_url("/evil");
    for way in [
        format!("location.href = '{evil}'"),
        "location.href = '/redirect'".to_owned(),
        format!("f.action = '{evil}'; f.submit()"),
        format!(
            "const m = document.createElement('meta'); m.httpEquiv = 'refresh'; m.content = '0;url={evil}'; document.head.append(m)"
        ),
    ] {
        let mut phone = guarded(&web, &web.url("/")).await;
        phone.loaded().await;
        assert_eq!(phone.invoke("getStorageInfo", json!({})).await["errMsg"], "getStorageInfo:ok");
        phone.eval(&format!("{way}; 0")).await;
        let (_, url) = refused(&mut phone).await;
        assert_eq!(url, evil, "{way}");
        phone.logged("error").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn child_frames_have_no_bridge() {
    let web = Web::start();
    web.html("/", "<!doctype html><title>Top</title>").html("/frame", "<!doctype html><title>Frame</title>");
    let mut phone = Phone::run(mini_program(&web.url("/"))).await;
    for frame in [
        "f.src = '/frame'".to_owned(),
        format!("f.src = '{}'", web.other_url("/frame")),
        "f.srcdoc = '<p>hi'".to_owned(),
        "f.src = 'about:blank'".to_owned(),
        "f.sandbox = 'allow-scripts'; f.src = '/frame'".to_owned(),
        "f.src = 'data:text/html,hi'".to_owned(),
    ] {
        let script = format!(
            "new Promise(done => {{ const f = document.createElement('iframe'); {frame};
            f.onload = () => {{ let seen; try {{ const w = f.contentWindow; seen = [typeof w.WeixinJSBridge, typeof w.__wxjs_environment, Object.getOwnPropertyNames(w).filter(n => /sampan/i.test(n) && typeof w[n] === 'function').length] }} catch {{ seen = 'foreign' }} f.remove(); done(seen) }};
            document.body.append(f) }})"
        );
        let seen = phone.eval(&script).await;
        assert!(seen == "foreign" || seen == json!(["undefined", "undefined", 0]), "{frame}: {seen}");
    }
    // A page that spoils the language's own functions harms itself only: the host goes on, and so does the bridge.
    let spoil = "JSON.stringify = JSON.parse = () => { throw 'mine' }; Array.prototype.push = () => 0;
        Promise.prototype.then = () => 0; Function.prototype.call = () => 0; Function.prototype.apply = () => 0;
        window.answer = null; WeixinJSBridge.invoke('getStorageInfo', {}, r => { window.answer = r.errMsg }); 0";
    phone.eval(spoil).await;
    phone.called("getStorageInfo").await;
    phone.until("answer === 'getStorageInfo:ok'").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn packaged_pages_load_and_nothing_else_does() {
    let app = mini_program("file://h5/index.html?a=1#top");
    write(app.path(), "secret.txt", "no");
    write(app.path(), "h5/data.json", "{\"ok\":true}");
    let mut phone = Phone::start(app, sampan::Start::from_list(), &[]).await;
    assert_eq!(phone.loaded().await, json!({"src": "file://h5/index.html?a=1#top"}));
    assert_eq!(phone.eval("location.search + location.hash").await, "?a=1#top");
    assert_eq!(phone.eval("fetch('data.json').then(r => r.json())").await, json!({"ok": true}));
    for path in [
        "/secret.txt",
        "/h5/../secret.txt",
        "/h5/%2e%2e/secret.txt",
        "/h5/..%2fsecret.txt",
        "/app.json",
        "/h5/%00",
    ] {
        let script = format!("fetch('{path}').then(r => r.status, () => 0)");
        assert_ne!(phone.eval(&script).await, 200, "{path}");
    }
    assert_eq!(
        phone
            .eval("fetch('https://mpother.sampan.localhost/h5/index.html').then(r => r.status, () => 0)")
            .await,
        0
    );
    assert_eq!(phone.invoke("getStorageInfo", json!({})).await["errMsg"], "getStorageInfo:ok");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_packaged_page_outside_static_path_is_an_error_of_the_web_view() {
    for src in ["file://pages/index/index.js", "file://h5/../app.json", "file:///etc/passwd", "/app.json"] {
        let mut phone = Phone::start(mini_program(src), sampan::Start::from_list(), &[]).await;
        let (rule, url) = refused(&mut phone).await;
        assert_eq!(url, src);
        assert!(rule.contains("staticPath") || rule.contains("leaves"), "{rule}");
        assert!(phone.logged("error").await.contains(src));
    }
}
