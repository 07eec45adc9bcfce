//! Files that change while a mini program runs are on the screen, and nothing else is lost.

mod support;

use std::time::Instant;

use sampan::{Builder, Host, Start, TraceEvent};
use serde_json::{Value, json};
use support::{Phone, mini_program, write};

const LOCAL: &str = "file://h5/index.html";

fn reloading() -> Builder {
    Host::builder().reload(true)
}

async fn running() -> Phone {
    let mut phone = Phone::start_as(reloading(), mini_program(LOCAL), Start::from_list()).await;
    phone.loaded().await;
    phone
}

impl Phone {
    fn edit(&self, path: &str, text: &str) -> Instant {
        let since = Instant::now();
        write(self.app.path(), path, text);
        since
    }

    /// Waits until a file is told to be wrong: its name and line.
    async fn wrong(&mut self, file: &str) -> (String, u32) {
        let is_it = |event: &TraceEvent| matches!(event, TraceEvent::Error { source, .. } if source == file);
        let event = self.wait(&format!("a problem with {file}"), is_it).await;
        let TraceEvent::Error { source, line, .. } = event else { unreachable!() };
        let problems = self.host.state().await.unwrap().problems;
        assert!(
            problems.iter().any(|problem| problem.file == source && problem.line == line),
            "{problems:?}"
        );
        (source, line)
    }

    async fn is_right(&self) {
        assert_eq!(self.host.state().await.unwrap().problems, []);
    }

    async fn stored(&self) -> Value {
        self.invoke("getStorage", json!({ "key": "k" })).await["data"].clone()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_h5_page_is_shown_and_the_stack_and_the_storage_stay() {
    let mut phone = running().await;
    phone.silent("navigateTo", json!({ "url": "/pages/other/other?x=1" })).await;
    phone.loaded().await;
    phone.invoke("setStorage", json!({ "key": "k", "data": 7 })).await;
    let stack = phone.stack().await;
    let since = phone.edit("h5/index.html", "<!doctype html><p>changed</p>");
    phone.until("document.body?.textContent === 'changed'").await;
    println!("from write to changed DOM, H5 page: {:?}", since.elapsed());
    assert_eq!(phone.stack().await, stack);
    phone.loaded().await;
    assert_eq!(phone.stored().await, 7);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_page_script_runs_and_its_web_view_is_not_loaded_again() {
    let mut phone = running().await;
    phone.silent("navigateTo", json!({ "url": "/pages/other/other?x=1" })).await;
    phone.loaded().await;
    phone.invoke("setStorage", json!({ "key": "k", "data": 7 })).await;
    phone.eval("window.kept = true").await;
    let before = phone.host.state().await.unwrap().pages;
    let script = format!(
        "Page({{ data: {{ src: '{LOCAL}' }}, onLoad(q) {{ console.log('anew', JSON.stringify(q), getCurrentPages().length) }}, \
         onMessage(e) {{ console.log('message', JSON.stringify(e.detail.data)) }} }})"
    );
    let since = phone.edit("pages/other/other.js", &script);
    assert_eq!(phone.logged("anew").await, r#"{"x":"1"} 2"#);
    println!("from write to the page's onLoad: {:?}", since.elapsed());
    assert!(
        phone
            .seen
            .iter()
            .any(|event| matches!(event, TraceEvent::Notice { text } if text.contains("runs anew")))
    );
    let after = phone.host.state().await.unwrap().pages;
    assert_eq!(
        before.iter().map(|page| page.page).collect::<Vec<_>>(),
        after.iter().map(|page| page.page).collect::<Vec<_>>()
    );
    assert_eq!(phone.eval("window.kept").await, true);
    assert_eq!(phone.stored().await, 7);
    // The page that is there now hears what the H5 page says.
    phone.silent("postMessage", json!({ "n": 1 })).await;
    phone.host.back().await.unwrap();
    assert_eq!(phone.logged("message").await, r#"[{"n":1}]"#);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_src_is_loaded() {
    let phone = running().await;
    phone.edit("h5/second.html", "<!doctype html><p>second</p>");
    let since = phone.edit("pages/index/index.js", "Page({ data: { src: 'file://h5/second.html' } })");
    phone.until("document.body?.textContent === 'second'").await;
    println!("from write to changed DOM, another src: {:?}", since.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_file_is_told_the_old_program_goes_on_and_mending_clears_it() {
    let mut phone = running().await;
    phone.invoke("setStorage", json!({ "key": "k", "data": 7 })).await;
    phone.edit("pages/index/index.js", "Page({\n  data: {,\n})");
    assert_eq!(phone.wrong("pages/index/index.js").await.1, 2);
    phone.silent("sendWebviewEvent", json!({ "data": { "n": 1 } })).await;
    assert_eq!(phone.logged("event").await, r#"{"data":{"n":1}}"#);
    phone.edit(
        "pages/index/index.js",
        &format!("Page({{ data: {{ src: '{LOCAL}' }}, onLoad() {{ console.log('mended') }} }})"),
    );
    phone.logged("mended").await;
    phone.is_right().await;
    phone.edit("app.json", "{\n \"pages\": [,]\n}");
    assert_eq!(phone.wrong("app.json").await.1, 2);
    assert_eq!(phone.stack().await, ["pages/index/index"]);
    phone.edit("app.json", r#"{"pages":["pages/index/index"],"staticPath":["h5"]}"#);
    phone.logged("mended").await;
    phone.is_right().await;
    assert_eq!(phone.stored().await, 7);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_js_that_throws_is_told_until_it_does_not() {
    let mut phone = running().await;
    phone.edit("app.js", "App({})\nmissing.member\n");
    // It had registered before it threw: it runs, and the error is told.
    phone.wait("the error", |event| matches!(event, TraceEvent::Error { line: 2, .. })).await;
    phone.edit("app.js", "// nothing yet\nmissing.member\n");
    assert_eq!(phone.wrong("app.js").await, ("app.js".to_owned(), 2));
    phone.edit("app.js", "App({ src: '', onLaunch(o) { console.log('launched', o.path) } })");
    assert_eq!(phone.logged("launched").await, "pages/index/index");
    phone.is_right().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_gone_from_app_json_is_dropped() {
    let mut phone = running().await;
    phone.silent("navigateTo", json!({ "url": "/pages/other/other" })).await;
    phone.loaded().await;
    phone.edit("app.json", r#"{"pages":["pages/index/index"],"staticPath":["h5"]}"#);
    phone.logged("onReady").await;
    assert_eq!(phone.stack().await, ["pages/index/index"]);
    phone.until("document.body?.textContent === 'packaged'").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_phone_follows_sampan_toml() {
    let mut phone = running().await;
    assert_eq!(phone.invoke("getNetworkType", json!({})).await["networkType"], "wifi");
    let since =
        phone.edit("sampan.toml", "[device.network]\ntype = \"3g\"\n[plugins.fresh]\nreply = { n = 1 }\n");
    phone.wait("the change", |event| matches!(event, TraceEvent::Device { .. })).await;
    println!("from write to the device's change: {:?}", since.elapsed());
    phone
        .wait(
            "the notice",
            |event| matches!(event, TraceEvent::Notice { text } if text.contains("sampan.toml")),
        )
        .await;
    assert_eq!(phone.invoke("getNetworkType", json!({})).await["networkType"], "3g");
    let fresh = phone.invoke("invokeNativePlugin", json!({ "api_name": "fresh" })).await;
    assert_eq!(fresh["n"], 1);
    phone.edit("sampan.toml", "[device.network]\ntype = \"3g\"\ntypo = 1\n");
    assert_eq!(phone.wrong("sampan.toml").await.1, 3);
    assert_eq!(phone.invoke("getNetworkType", json!({})).await["networkType"], "3g");
    phone.edit("sampan.toml", "[device.network]\ntype = \"5g\"\n");
    phone.wait("the change", |event| matches!(event, TraceEvent::Device { .. })).await;
    phone
        .wait(
            "the notice",
            |event| matches!(event, TraceEvent::Notice { text } if text.contains("sampan.toml")),
        )
        .await;
    phone.is_right().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_opened_folder_is_followed_with_new_folders_in_it() {
    let folder = support::folder(&[("index.html", "<!doctype html><p>one</p>"), ("css/a.css", "")]);
    let address = folder.path().display().to_string();
    let mut phone = Phone::open_as(reloading(), &address).await;
    phone.wait("the page", |event| matches!(event, TraceEvent::Navigate { url: Some(_), .. })).await;
    phone.until("document.body?.textContent === 'one'").await;
    let since = Instant::now();
    write(folder.path(), "index.html", "<!doctype html><link rel=stylesheet href=js/deep/b.css><p>two</p>");
    phone.until("document.body?.textContent === 'two'").await;
    println!("from write to changed DOM, opened folder: {:?}", since.elapsed());
    phone
        .wait(
            "the notice",
            |event| matches!(event, TraceEvent::Notice { text } if text.contains("index.html changed")),
        )
        .await;
    write(folder.path(), "js/deep/b.css", "p { color: rgb(1, 2, 3) }");
    phone.until("getComputedStyle(document.querySelector('p')).color === 'rgb(1, 2, 3)'").await;
    write(folder.path(), "js/deep/b.css", "p { color: rgb(4, 5, 6) }");
    phone.until("getComputedStyle(document.querySelector('p')).color === 'rgb(4, 5, 6)'").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_start_starts_when_it_is_mended() {
    let app = mini_program(LOCAL);
    write(app.path(), "app.js", "App({\n  src: ;\n})");
    let mut phone = Phone::start_as(reloading().keep_going(true), app, Start::from_list()).await;
    phone
        .wait(
            "the failure",
            |event| matches!(event, TraceEvent::Error { text, .. } if text.contains("did not start")),
        )
        .await;
    let problems = phone.host.state().await.unwrap().problems;
    assert_eq!((problems[0].file.as_str(), problems[0].line), ("app.js", 2));
    phone.edit("app.js", &format!("App({{ src: '{LOCAL}' }})"));
    phone.loaded().await;
    phone.is_right().await;
    assert_eq!(phone.stack().await, ["pages/index/index"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_configuration_that_is_broken_at_the_start_is_told_and_waited_for() {
    let (app, data) = (mini_program(LOCAL), tempfile::tempdir().unwrap());
    write(app.path(), "app.json", "{\n  \"pages\": nope\n}");
    let builder = reloading().keep_going(true).headless(true).data_dir(data.path());
    let host = builder.build().await.expect("a browser");
    let mend = async {
        host.waits_for_mending().await;
        let problems = host.state().await.unwrap().problems;
        let places: Vec<_> = problems.iter().map(|p| (p.file.as_str(), p.line, p.column)).collect();
        assert_eq!(places, [("app.json", 2, 13)]);
        write(app.path(), "app.json", r#"{"pages":["pages/index/index"],"staticPath":["h5"]}"#);
    };
    let both = futures::future::join(host.run(app.path(), Start::from_list()), mend);
    let (started, ()) = tokio::time::timeout(support::LIMIT, both).await.expect("an end");
    started.expect("a mini program that starts");
    assert_eq!(host.state().await.unwrap().problems, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nobody_mends_it_a_broken_configuration_ends_the_start() {
    let app = mini_program(LOCAL);
    write(app.path(), "app.json", "{\n  \"pages\": nope\n}");
    let host = reloading().headless(true).build().await.expect("a browser");
    let error = host.run(app.path(), Start::from_list()).await.unwrap_err();
    assert_eq!(error.to_string().split(' ').next(), Some("app.json:2:13:"));
}
