//! The trace of a run, from a real browser to the page that shows it.

mod support;

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use sampan::evidence::{Evidence, Place, TraceOptions, show};
use sampan::{Drive, Host, Start};
use serde_json::{Value, json};
use support::{LIMIT, folder};

const PAGE: &str = "Page({ data: { colour: 'red' },\n\
    onReady() { wx.setStorageSync('cart', { tea: 1 }); wx.setStorageSync('authToken', 'tok-123456');\n\
    console.log('it is tok-123456'); this.setData({ colour: 'blue' }, () => console.log('painted')) } })";
const WXML: &str = "<view style=\"height: 100vh; background: {{colour}}\">hello</view>";

/// The data that stands in the page.
fn data(html: &str) -> Value {
    let (_, rest) = html.split_once("id=\"traces\">").unwrap();
    serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap()
}

/// A run of a small program, traced into `file`.
async fn traced(file: &Path) {
    let app = folder(&[
        ("app.json", r#"{"pages":["pages/a/a"]}"#),
        ("app.js", "App({})"),
        ("pages/a/a.js", PAGE),
        ("pages/a/a.wxml", WXML),
    ]);
    let store = tempfile::tempdir().unwrap();
    let host = Host::builder().headless(true).data_dir(store.path()).build().await.unwrap();
    let options =
        TraceOptions { file: file.to_owned(), title: "a small run".to_owned(), ..TraceOptions::default() };
    let evidence = Evidence::start(&host, options).unwrap();
    let mut events = host.events();
    host.run(app.path(), Start::from_list()).await.unwrap();
    let painted = async {
        while let Some(event) = events.next().await {
            if matches!(&event, sampan::TraceEvent::Console { text, .. } if text == "painted") {
                return;
            }
        }
    };
    tokio::time::timeout(LIMIT, painted).await.unwrap();
    tokio::time::timeout(LIMIT, evidence.pictures(1)).await.unwrap();
    evidence.finish("passed", None).await.unwrap();
    host.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trace_has_calls_storage_console_and_pictures_and_no_secret() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("trace.zip");
    traced(&file).await;
    let html = show::page(&[&file]).unwrap();
    assert!(!html.contains("tok-123456"), "a secret is in the page");
    let trace = &data(&html)[0];
    assert_eq!(trace["missing"], json!([]));
    assert_eq!(trace["head"]["title"], "a small run");
    let lines = trace["lines"].as_array().unwrap();
    let find = |is: &dyn Fn(&Value) -> bool| lines.iter().find(|line| is(line)).cloned();
    let call = find(&|line| line["event"]["name"] == "setStorage").expect("the call");
    assert_eq!(call["event"]["arguments"], json!({"key": "cart", "data": {"tea": 1}}));
    assert_eq!(call["event"]["caller"], "logic");
    let change = find(&|line| line["kind"] == "storage" && line["key"] == "cart").expect("the change");
    assert_eq!((&change["before"], &change["after"]["tea"]), (&Value::Null, &Value::from(1)));
    assert_eq!(
        find(&|line| line["kind"] == "storage" && line["key"] == "authToken").unwrap()["after"],
        "•••"
    );
    assert_eq!(find(&|line| line["event"]["type"] == "console").unwrap()["event"]["text"], "it is •••");
    assert_eq!(
        find(&|line| line["event"]["type"] == "navigate").unwrap()["event"]["stack"],
        json!(["pages/a/a"])
    );
    let frame = find(&|line| line["kind"] == "frame").expect("a picture");
    assert!(trace["pictures"][frame["picture"].as_str().unwrap()].is_string());
    assert_eq!(lines.last().unwrap()["status"], "passed");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_steps_of_a_driver_are_in_it_with_what_they_wrote_and_their_places() {
    let page = "<!doctype html><label>Name <input></label><label>Code <input type=password></label>\
        <button onclick=\"console.log('sent ' + document.querySelector('[type=password]').value)\">Send</button>";
    let (app, store) = (folder(&[("index.html", page)]), tempfile::tempdir().unwrap());
    let file = store.path().join("trace.zip");
    let host = Arc::new(Host::builder().headless(true).data_dir(store.path()).build().await.unwrap());
    let drive = Drive::new(host.clone());
    let options = TraceOptions { file: file.clone(), ..TraceOptions::default() };
    let evidence = Evidence::start(&host, options).unwrap();
    let steps = evidence.steps();
    drive.observe(Arc::new(steps.clone()));
    steps.source("form.spec.ts", "test('form', () => fill('swordfish'))");
    drive.call("Phone.open", json!({ "target": app.path() })).await.unwrap();
    steps.enter("fills the form", None);
    let typing = |label: &str, text: &str| json!({ "steps": [{ "label": label }], "text": text });
    steps.at(Some(Place { file: "form.spec.ts".to_owned(), line: 1, column: 20 }));
    drive.call("Locator.fill", typing("Name", "Li")).await.unwrap();
    drive.call("Locator.fill", typing("Code", "swordfish")).await.unwrap();
    drive.call("Locator.tap", json!({ "steps": [{ "role": "button", "name": "Send" }] })).await.unwrap();
    let none = json!({ "steps": [{ "text": "Nowhere" }], "timeout": 50 });
    let error = drive.call("Locator.tap", none).await.unwrap_err().to_string();
    steps.leave(Some(error));
    tokio::time::timeout(LIMIT, evidence.pictures(1)).await.unwrap();
    evidence.finish("failed", Some("it did not go on".to_owned())).await.unwrap();
    let html = show::page(&[&file]).unwrap();
    assert!(!html.contains("swordfish"), "what was typed into a password field is in the page");
    let trace = &data(&html)[0];
    let lines = trace["lines"].as_array().unwrap();
    let began: Vec<_> = lines.iter().filter(|line| line["kind"] == "step").collect();
    let methods: Vec<_> = began.iter().map(|line| line["method"].as_str().unwrap()).collect();
    assert_eq!(methods, ["Phone.open", "", "Locator.fill", "Locator.fill", "Locator.tap", "Locator.tap"]);
    assert_eq!(began[2]["params"]["text"], "Li");
    assert_eq!(began[3]["params"]["text"], "•••");
    assert_eq!((&began[2]["parent"], &began[2]["place"]["line"]), (&began[1]["id"], &json!(1)));
    let failed = lines.iter().find(|line| line["kind"] == "stepEnd" && line["id"] == began[5]["id"]).unwrap();
    assert!(failed["error"].as_str().unwrap().contains("Nowhere"), "{failed}");
    assert!(
        trace["sources"].as_object().unwrap().values().any(|text| text == "test('form', () => fill('•••'))")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trace_that_nobody_wants_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("trace.zip");
    let host = Host::builder().headless(true).data_dir(folder.path()).build().await.unwrap();
    let options = TraceOptions { file: file.clone(), ..TraceOptions::default() };
    Evidence::start(&host, options).unwrap().discard().await;
    assert!(!file.exists());
    host.close().await;
}

#[test]
fn the_command_writes_a_page_or_says_what_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let none = folder.path().join("none.zip");
    let show = |file: &Path| {
        let out = folder.path().join("out.html");
        let output = Command::new(env!("CARGO_BIN_EXE_sampan"))
            .args(["trace", "show"])
            .args([file, Path::new("--html"), &out])
            .output()
            .unwrap();
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (code, error) = show(&none);
    assert_eq!(code, Some(1));
    assert!(error.contains("cannot read the trace"), "{error}");
    std::fs::write(&none, "PK").unwrap();
    assert!(show(&none).1.contains("is no trace"));
}
