//! The browser's own developer tools, and a console line of ours.

mod support;

use std::sync::{Arc, mpsc};

use sampan_engine::id::PageId;
use sampan_engine::screen::{Screen, ToolSession};
use sampan_engine::view::View;
use serde_json::{Value, json};
use support::{App, Host, LIMIT, Server, options};

const PAGE: &str = "<body>here<script>WeixinJSBridge.invoke('alive',{},r=>report(r))</script>";

struct Tools {
    session: Box<dyn ToolSession>,
    messages: mpsc::Receiver<Value>,
}

fn attach(host: &Host, page: PageId) -> Tools {
    let (sender, messages) = mpsc::channel();
    let sink = move |message: String| drop(sender.send(serde_json::from_str(&message).expect("JSON")));
    Tools { session: host.view.attach(page, Arc::new(sink)).expect("a session"), messages }
}

impl Tools {
    fn send(&self, message: Value) {
        self.session.send(&message.to_string());
    }

    fn until(&self, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        loop {
            let message = self.messages.recv_timeout(LIMIT).unwrap_or_else(|_| panic!("no {what}"));
            if wanted(&message) {
                return message;
            }
        }
    }

    fn reply(&self, id: i64) -> Value {
        self.until("reply", |message| message["id"] == id)
    }
}

fn open() -> (Server, Host, App, PageId) {
    let server = Server::start(&[("/", PAGE), ("/worker.js", "console.log('in the worker')")]);
    let mut host = Host::start(options());
    let app = host.open("one");
    let page = app.load(&server.url("/"));
    let (document, ..) = host.calls(page);
    host.reply(page, document, &[(1, "{}")]);
    host.loaded(page);
    (server, host, app, page)
}

#[test]
fn tools_speak_with_the_page_beside_us() {
    let (_server, mut host, _app, page) = open();
    let (one, two) = (attach(&host, page), attach(&host, page));
    // The same numbers, at once, before the browser has attached.
    one.send(json!({ "id": 1, "method": "Runtime.enable" }));
    two.send(json!({ "id": 1, "method": "Runtime.evaluate", "params": { "expression": "'two'" } }));
    assert!(one.reply(1)["result"].is_object());
    assert_eq!(two.reply(1)["result"]["result"]["value"], "two");
    host.run(page, "console.log('report 7', 7)");
    let event = one.until("event", |message| message["method"] == "Runtime.consoleAPICalled");
    assert_eq!(event["params"]["args"][1]["value"], 7);
    assert!(event.get("sessionId").is_none());
    host.report(page);
    // Only who asked hears of it.
    two.send(json!({ "id": 2, "method": "Runtime.evaluate", "params": { "expression": "1" } }));
    let next = two.messages.recv_timeout(LIMIT).unwrap();
    assert_eq!(next["id"], 2, "{next}");
    one.send(json!({ "id": 3, "method": "Nothing.like" }));
    assert!(one.reply(3)["error"]["message"].as_str().unwrap().contains("wasn't found"));
    one.send(json!({ "id": 4, "method": "Browser.close" }));
    assert!(one.reply(4)["error"]["message"].as_str().unwrap().contains("no say over the browser"));
    one.send(json!({ "id": 5, "method": "Runtime.evaluate", "sessionId": "somebody's" }));
    assert!(one.reply(5)["error"].is_object());
    // Workers are theirs, too.
    one.send(json!({ "id": 6, "method": "Target.setAutoAttach",
        "params": { "autoAttach": true, "waitForDebuggerOnStart": true, "flatten": true } }));
    one.reply(6);
    host.run(page, "worker = new Worker('/worker.js'); 0");
    let worker = one.until("a worker", |message| message["method"] == "Target.attachedToTarget");
    let worker = worker["params"]["sessionId"].clone();
    one.send(json!({ "id": 7, "method": "Runtime.enable", "sessionId": worker }));
    one.send(json!({ "id": 8, "method": "Runtime.runIfWaitingForDebugger", "sessionId": worker }));
    assert_eq!(one.reply(7)["sessionId"], worker);
    let line = one.until("its line", |message| message["method"] == "Runtime.consoleAPICalled");
    assert_eq!((&line["sessionId"], &line["params"]["args"][0]["value"]), (&worker, &json!("in the worker")));
    // Gone, and ours is still there.
    drop((one, two));
    assert_eq!(host.value(page, "1 + 1"), 2);
}

#[test]
fn tools_learn_that_their_page_is_gone() {
    let (_server, host, _app, page) = open();
    let tools = attach(&host, page);
    tools.send(json!({ "id": 1, "method": "Runtime.evaluate", "params": { "expression": "1" } }));
    tools.reply(1);
    host.view.close(page);
    tools.until("end", |message| message["method"] == "Inspector.detached");
    assert!(host.view.attach(page, Arc::new(|_| ())).is_none());
}

#[test]
fn the_tools_own_files_come_from_this_browser() {
    let host = Host::start(options());
    let read = |path: &str| futures::executor::block_on(host.view.tool_file(path));
    for page in ["inspector.html", "/devtools_app.html"] {
        let (bytes, media_type) = read(page).expect("a file");
        assert_eq!(media_type, "text/html");
        let html = String::from_utf8(bytes).unwrap();
        assert!(html.contains("<title>DevTools</title>"), "{html}");
        let script = html.split("src=\"./").nth(1).and_then(|rest| rest.split('"').next()).expect("a script");
        let (bytes, media_type) = read(script).expect("its script");
        assert!(media_type.ends_with("javascript") && !bytes.is_empty());
    }
    assert!(read("no/such/file.js").is_none());
    assert!(read("../inspector.html").is_none());
    assert!(read("inspector.html").is_some());
}

#[test]
fn the_tools_files_are_read_from_a_hidden_page_once_there_is_another() {
    let (_server, host, _app, page) = open();
    let read = |path: &str| futures::executor::block_on(host.view.tool_file(path));
    assert!(read("inspector.html").is_some());
    let targets = host.view.raw(page, "Target.getTargets", &json!({})).unwrap();
    let pages = targets["targetInfos"].as_array().unwrap();
    let pages = pages
        .iter()
        .filter(|target| target["type"] == "page" && target["url"].as_str().unwrap().contains("devtools"));
    assert_eq!(pages.count(), 0, "{targets}");
}

#[test]
fn a_console_line_is_shown_as_a_console_shows_it() {
    let (_server, host, _app, page) = open();
    let run = |script: &str| futures::executor::block_on(host.view.run(page, script));
    let ok = |script: &str| run(script).unwrap();
    assert_eq!(ok("'a' + \"b\""), "\"ab\"");
    assert_eq!(ok("1 + 1"), "2");
    assert_eq!(ok("undefined"), "undefined");
    assert_eq!(ok("null"), "null");
    assert_eq!(ok("12n"), "12n");
    assert_eq!(ok("({ a: 1, b: [2], c: 'x' })"), "{a: 1, b: Array(1), c: \"x\"}");
    assert_eq!(ok("await new Promise(done => setTimeout(done, 1, 'late'))"), "\"late\"");
    assert_eq!(ok("[1, 'x', document.body]"), "[1, \"x\", body]");
    assert_eq!(ok("Promise.resolve([1, 'x'])"), "Promise {fulfilled: Array(2)}");
    assert_eq!(ok("new Promise(() => {})"), "Promise {pending: undefined}");
    // As in a console, a name may be given twice.
    assert_eq!(ok("let n = 1; n"), "1");
    assert_eq!(ok("let n = 2; n"), "2");
    assert!(run("nothing.here").unwrap_err().starts_with("ReferenceError: nothing is not defined"));
    assert!(run("throw 'words'").unwrap_err().contains("words"));
    assert!(run("][").unwrap_err().starts_with("SyntaxError"));
    // A loop without end is ended, and the page goes on.
    assert!(run("for (;;);").is_err());
    assert_eq!(ok("3"), "3");
}
