//! Crashes, kills and silence: reported, and nothing lost.

mod support;

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use sampan::TraceEvent;
use serde_json::{Value, json};
use support::web::Web;
use support::{Phone, mini_program};

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_crashes_is_loaded_again() {
    let mut phone = Phone::run(mini_program("file://h5/index.html")).await;
    let page = phone.host.state().await.unwrap().pages[0].page;
    let view = phone.host.view().clone();
    // Its answer never comes: the renderer that should give it is gone.
    let crash = tokio::task::spawn_blocking(move || drop(view.raw(page, "Page.crash", &json!({}))));
    phone
        .wait(
            "the report of the crash",
            |event| matches!(event, TraceEvent::Error { text, .. } if text.contains("crashed")),
        )
        .await;
    phone.loaded().await;
    assert_eq!(phone.invoke("getStorageInfo", json!({})).await["errMsg"], "getStorageInfo:ok");
    crash.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_is_killed_ends_the_session() {
    let phone = Phone::run(mini_program("file://h5/index.html")).await;
    Command::new("kill").args(["-9", &phone.host.view().process_id().to_string()]).status().unwrap();
    let (code, reason) = phone.host.ended().await;
    assert_eq!(code, 3, "{reason}");
    assert!(reason.contains("the browser is gone"), "{reason}");
}

#[tokio::test(flavor = "multi_thread")]
async fn dialogs_do_not_stop_the_page() {
    let mut phone = Phone::run(mini_program("file://h5/index.html")).await;
    assert_eq!(phone.eval("alert('hi'); [confirm('sure?'), prompt('name?')]").await, json!([false, null]));
    phone
        .wait(
            "the prompt",
            |event| matches!(event, TraceEvent::Prompt { prompt, .. } if prompt.kind == "alert" && prompt.text == "hi"),
        )
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_of_page_and_mini_program_have_their_place() {
    let web = Web::start();
    web.html(
        "/",
        "<!doctype html>\n<script>\n\n  setTimeout(() => { throw new Error('page broke') })\n</script>",
    );
    let app = mini_program(&web.url("/"));
    support::write(app.path(), "pages/index/helper.js", "export const twice = n => n * 2\n");
    support::write(
        app.path(),
        "pages/index/index.js",
        "import { twice } from './helper'\n\nPage({\n  data: { src: getApp().src },\n  onLoad() {\n    twice(1)\n    nothing.here()\n  },\n  onLoaded() { console.log('load {}') },\n})\n",
    );
    let mut phone = Phone::start(app, sampan::Start::from_list(), &[]).await;
    let error =
        phone.wait("the mini program's error", |event| matches!(event, TraceEvent::Error { .. })).await;
    let TraceEvent::Error { source, line, text, .. } = error else { unreachable!() };
    assert_eq!((source.as_str(), line), ("pages/index/index.js", 7), "{text}");
    let error = phone.wait("the page's error", |event| matches!(event, TraceEvent::Error { .. })).await;
    let TraceEvent::Error { source, line, text, .. } = error else { unreachable!() };
    assert_eq!((source, line), (web.url("/"), 4), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endless_loop_is_stopped_and_the_page_lives() {
    let app = mini_program("file://h5/index.html");
    support::write(
        app.path(),
        "pages/index/index.js",
        "Page({ data: { src: 'file://h5/index.html' }, onLoaded() { console.log('load {}') }, onEvent() { for (;;); } })\n",
    );
    let mut phone = Phone::run(app).await;
    phone.silent("sendWebviewEvent", json!({})).await;
    let stopped = phone.wait("the stop", |event| matches!(event, TraceEvent::Error { .. })).await;
    assert!(format!("{stopped:?}").contains("stopped"), "{stopped:?}");
    assert_eq!(phone.invoke("getStorageInfo", json!({})).await["errMsg"], "getStorageInfo:ok");
}

/// The command line, for what only a process shows.
struct Run {
    child: std::process::Child,
    lines: std::io::Lines<BufReader<std::process::ChildStdout>>,
}

impl Run {
    fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_sampan"))
            .args(arguments)
            .args(["--headless", "--json"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines }
    }

    /// Reads lines up to one of this type that passes.
    fn until(&mut self, kind: &str, is_it: impl Fn(&Value) -> bool) -> Value {
        let deadline = Instant::now() + Duration::from_secs(20);
        for line in self.lines.by_ref() {
            let event: Value = serde_json::from_str(&line.unwrap()).unwrap();
            if event["type"] == kind && is_it(&event) {
                return event;
            }
            assert!(Instant::now() < deadline, "no {kind}");
        }
        panic!("the output ended before {kind}");
    }
}

#[test]
fn a_value_that_was_acknowledged_survives_kill_nine() {
    let data = tempfile::tempdir().unwrap();
    let app = support::folder(&[(
        "index.html",
        "<!doctype html><script>
        const call = (name, args, done) => WeixinJSBridge.invoke(name, args, done)
        call('getStorage', { key: 'n' }, old => { let n = old.data ?? 0
          const next = () => call('setStorage', { key: 'n', data: n + 1 }, r => { if (r.errMsg.endsWith(':ok')) n++; next() }); next() })
        </script>",
    )]);
    let page = app.path().to_str().unwrap();
    let mut acknowledged = 0;
    for _ in 0..3 {
        let mut run = Run::start(&["open", page, "--data-dir", data.path().to_str().unwrap()]);
        let old =
            run.until("call", |event| event["name"] == "getStorage")["reply"]["data"].as_i64().unwrap_or(0);
        assert!(old >= acknowledged, "{old} came back, {acknowledged} had been acknowledged");
        for _ in 0..50 {
            let event = run.until("call", |event| event["name"] == "setStorage");
            acknowledged = event["arguments"]["data"].as_i64().unwrap();
        }
        run.child.kill().unwrap();
        run.child.wait().unwrap();
    }
    assert!(acknowledged >= 150);
}

#[cfg(unix)]
#[test]
fn sigterm_and_sigint_leave_nothing_behind() {
    for (signal, code) in [("-TERM", 143), ("-INT", 130)] {
        let data = tempfile::tempdir().unwrap();
        let page = support::folder(&[("index.html", "<!doctype html><p>hi")]);
        let mut run =
            Run::start(&["open", page.path().to_str().unwrap(), "--data-dir", data.path().to_str().unwrap()]);
        run.until("navigate", |event| event["kind"] == "webView");
        let mine = format!("--user-data-dir={}", std::env::temp_dir().display());
        assert!(!browsers_of(run.child.id(), &mine).is_empty(), "the browser is not found");
        let folders = browsers_of(run.child.id(), &mine);
        Command::new("kill").args([signal, &run.child.id().to_string()]).status().unwrap();
        let exit = run.until("exit", |_| true);
        assert_eq!(exit["code"], code);
        assert_eq!(run.child.wait().unwrap().code(), Some(code));
        for (process, folder) in folders {
            assert!(
                !std::path::Path::new(&format!("/proc/{process}")).exists(),
                "browser {process} lives on"
            );
            assert!(!std::path::Path::new(&folder).exists(), "{folder} is left behind");
        }
    }
}

/// Browsers whose parent is `parent`: process and profile folder.
#[cfg(unix)]
fn browsers_of(parent: u32, flag: &str) -> Vec<(String, String)> {
    let processes = std::fs::read_dir("/proc").unwrap().flatten();
    let look = |entry: std::fs::DirEntry| {
        let pid = entry.file_name().into_string().ok()?;
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        let started_by = stat.rsplit_once(") ")?.1.split(' ').nth(1)?.parse::<u32>().ok()?;
        let line = std::fs::read_to_string(format!("/proc/{pid}/cmdline")).ok()?;
        let argument = line.split('\0').find(|argument| argument.starts_with(flag))?.to_owned();
        (started_by == parent).then(|| (pid, argument.trim_start_matches("--user-data-dir=").to_owned()))
    };
    processes.filter_map(look).collect()
}
