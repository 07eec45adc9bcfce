//! A phone for tests: a host with a mini program in a temporary folder, its H5 page in a real browser, and waits that
//! end.
#![allow(dead_code)] // each test file uses its part

pub mod fixtures;
pub mod web;

use std::path::{Path, PathBuf};
use std::time::Duration;

use sampan::{Builder, Events, Host, Start, TraceEvent};
use serde_json::{Value, json};

/// The longest any single thing may take before a test calls it a failure.
pub const LIMIT: Duration = Duration::from_secs(20);

pub struct Phone {
    pub host: Host,
    pub app: tempfile::TempDir,
    pub data: tempfile::TempDir,
    events: Events,
    /// Everything that happened so far.
    pub seen: Vec<TraceEvent>,
}

/// Files of a mini program: path and text.
pub type Files<'a> = &'a [(&'a str, &'a str)];

/// A mini program of one page, `pages/a/a`, shown. Its script writes `ready` into the console when it is.
pub async fn page(files: Files<'_>) -> Phone {
    let mut all = vec![("app.json", r#"{"pages":["pages/a/a"]}"#), ("app.js", "App({})")];
    all.extend(files);
    let mut phone = Phone::start(folder(&all), Start::from_list(), &[]).await;
    phone.logged("ready").await;
    phone.until("document.querySelector('wx-page')?.childElementCount > 0").await;
    phone
}

/// A mini program of pages `index`, `other` and two tabs; `index` shows `src` in its web-view and keeps what it hears.
pub fn mini_program(src: &str) -> tempfile::TempDir {
    let page = "const app = getApp()\nPage({\n  data: { src: app.src },\n  \
                onMessage(e) { console.log('message', JSON.stringify(e.detail)) },\n  \
                onEvent(e) { console.log('event', JSON.stringify(e.detail)); wx.sendWebviewEvent({ message: \"I'm Miniprogram, I received\" }) },\n  \
                onLoaded(e) { console.log('load', JSON.stringify(e.detail)) },\n  \
                onFailed(e) { console.log('error', JSON.stringify(e.detail)) },\n  \
                onLoad(q) { console.log('onLoad', JSON.stringify(q)) },\n  onShow() { console.log('onShow') },\n  \
                onReady() { console.log('onReady') },\n  onHide() { console.log('onHide') },\n  \
                onUnload() { console.log('onUnload') },\n  \
                onShareAppMessage(o) { console.log('share', JSON.stringify(o)); return { title: 'A', path: '/pages/index/index' } },\n})\n";
    let wxml = "<web-view src=\"{{src}}\" bindmessage=\"onMessage\" bindevent=\"onEvent\" bindload=\"onLoaded\" binderror=\"onFailed\" />";
    let app_js = format!(
        "App({{\n  src: {},\n  onLaunch(o) {{ console.log('onLaunch', JSON.stringify(o)) }},\n  onShow(o) {{ console.log('App.onShow', JSON.stringify(o)) }},\n  onHide() {{ console.log('App.onHide') }},\n}})\n",
        Value::from(src)
    );
    let app_json = r#"{"pages":["pages/index/index","pages/other/other","pages/a/a","pages/b/b"],
        "tabBar":{"list":[{"pagePath":"pages/a/a","text":"A"},{"pagePath":"pages/b/b","text":"B"}]},
        "navigateToMiniProgramAppIdList":["mpotherotherother"],"staticPath":["h5"]}"#;
    let mut files = vec![
        ("app.js".to_owned(), app_js),
        ("app.json".to_owned(), app_json.to_owned()),
        ("project.config.json".to_owned(), r#"{"TMFappid":"mp6iu47n4rps6zwz"}"#.to_owned()),
        (
            "sampan.toml".to_owned(),
            "[plugins.customApiName]\nreply = { money = 7 }\n[plugins.broken]\nfail = \"no money\"\n"
                .to_owned(),
        ),
        ("h5/index.html".to_owned(), "<!doctype html><title>Packaged</title><p>packaged</p>".to_owned()),
    ];
    for name in ["index", "other", "a", "b"] {
        files.push((format!("pages/{name}/{name}.js"), page.to_owned()));
        files.push((format!("pages/{name}/{name}.json"), "{}".to_owned()));
        let own = if matches!(name, "index" | "other") { wxml } else { "<view>tab {{src}}</view>" };
        files.push((format!("pages/{name}/{name}.wxml"), own.to_owned()));
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    folder(&files)
}

pub fn folder(files: Files) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (path, text) in files {
        write(dir.path(), path, text);
    }
    dir
}

pub fn write(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// A finger on the middle of the first element that the selector finds.
pub async fn tap(phone: &Phone, selector: &str) {
    let place = phone
        .eval(&format!(
            "(() => {{ const r = document.querySelector({}).getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2] }})()",
            Value::from(selector)
        ))
        .await;
    let page = phone.host.state().await.unwrap().pages.last().unwrap().page;
    let view = phone.host.view().clone();
    let touch = move |kind, points| {
        view.raw(page, "Input.dispatchTouchEvent", &json!({ "type": kind, "touchPoints": points }))
    };
    tokio::task::spawn_blocking(move || {
        touch("touchStart", json!([{ "x": place[0], "y": place[1] }])).unwrap();
        // A page that shows something else when the finger is lifted may never answer that.
        let _ = touch("touchEnd", json!([]));
    })
    .await
    .unwrap();
}

impl Phone {
    /// Runs the mini program in `app` and waits until its H5 page has loaded.
    pub async fn run(app: tempfile::TempDir) -> Self {
        let mut phone = Self::start(app, Start::from_list(), &[]).await;
        phone.loaded().await;
        phone
    }

    pub async fn start(app: tempfile::TempDir, start: Start, others: &[PathBuf]) -> Self {
        let builder = others.iter().fold(Host::builder(), Builder::app);
        Self::start_as(builder, app, start).await
    }

    /// The same with a host that is to be like this.
    pub async fn start_as(builder: Builder, app: tempfile::TempDir, start: Start) -> Self {
        let data = tempfile::tempdir().unwrap();
        let host = builder.headless(true).data_dir(data.path()).build().await.expect("a browser");
        let events = host.events();
        host.run(app.path(), start).await.expect("a mini program that starts");
        Self { host, app, data, events, seen: Vec::new() }
    }

    /// Opens a bare page.
    pub async fn open(address: &str) -> Self {
        Self::open_as(Host::builder(), address).await
    }

    /// The same with a host that is to be like this.
    pub async fn open_as(builder: Builder, address: &str) -> Self {
        let (app, data) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let host = builder.headless(true).data_dir(data.path()).build().await.expect("a browser");
        let events = host.events();
        host.open(address).await.expect("a page that opens");
        Self { host, app, data, events, seen: Vec::new() }
    }

    /// Waits for an event that has not been waited for before.
    pub async fn wait(&mut self, what: &str, is_it: impl FnMut(&TraceEvent) -> bool) -> TraceEvent {
        self.wait_for(LIMIT, what, is_it).await
    }

    /// The same for what takes longer.
    pub async fn wait_for(
        &mut self,
        limit: Duration,
        what: &str,
        mut is_it: impl FnMut(&TraceEvent) -> bool,
    ) -> TraceEvent {
        let search = async {
            loop {
                let event = self.events.next().await.expect("the session goes on");
                self.seen.push(event.clone());
                if is_it(&event) {
                    return event;
                }
            }
        };
        let found = tokio::time::timeout(limit, search).await.ok();
        found.unwrap_or_else(|| panic!("{what} did not happen within {limit:?}; what did:\n{:#?}", self.seen))
    }

    /// Waits for a line that the mini program or the page logs; its text after the first word.
    pub async fn logged(&mut self, word: &str) -> String {
        let starts = |text: &str| text == word || text.starts_with(&format!("{word} "));
        let event = self
            .wait(
                &format!("the log line \"{word}\""),
                |event| matches!(event, TraceEvent::Console { text, .. } if starts(text)),
            )
            .await;
        let TraceEvent::Console { text, .. } = event else { unreachable!() };
        text[word.len()..].trim().to_owned()
    }

    /// The next line that is logged or error that is told, if one is before then.
    pub async fn line_before(&mut self, limit: std::time::Instant) -> Option<String> {
        let search = async {
            loop {
                let event = self.events.next().await?;
                self.seen.push(event.clone());
                match event {
                    TraceEvent::Console { text, .. } => return Some(text),
                    TraceEvent::Error { text, .. } => return Some(format!("error {text}")),
                    _ => {}
                }
            }
        };
        tokio::time::timeout_at(limit.into(), search).await.ok().flatten()
    }

    /// The next load event of a web-view that its page hears of.
    pub async fn loaded(&mut self) -> Value {
        serde_json::from_str(&self.logged("load").await).unwrap()
    }

    /// Waits for the trace of a call.
    pub async fn called(&mut self, api: &str) -> TraceEvent {
        let what = format!("a call of {api}");
        self.wait(&what, |event| matches!(event, TraceEvent::Call { name, .. } if name == api)).await
    }

    /// Runs a script in the H5 page on top and gives the value it leads to; a promise is awaited.
    pub async fn eval(&self, script: &str) -> Value {
        let state = self.host.state().await.unwrap();
        let page = state.pages.last().expect("a page").page;
        let value = tokio::time::timeout(LIMIT, self.host.view().evaluate(page, script)).await;
        let value = value.unwrap_or_else(|_| panic!("this script did not end within {LIMIT:?}: {script}"));
        value.unwrap_or_else(|error| panic!("{script}\n{error}"))
    }

    /// Asks the H5 page again and again, also while its document changes, until the answer is true.
    pub async fn until(&self, condition: &str) {
        let page = self.host.state().await.unwrap().pages.last().expect("a page").page;
        let ask =
            async { while self.host.view().evaluate(page, condition).await != Ok(Value::Bool(true)) {} };
        assert!(tokio::time::timeout(LIMIT, ask).await.is_ok(), "never true: {condition}");
    }

    /// One raw call over the bridge, in the wire form of the TCMPP SDK; its reply.
    pub async fn invoke(&self, name: &str, args: Value) -> Value {
        let script =
            format!("new Promise(done => WeixinJSBridge.invoke({}, {args}, done))", Value::from(name));
        self.eval(&script).await
    }

    /// `wx.miniProgram.<name>` in the wire form of the TCMPP SDK; nothing ever answers.
    pub async fn silent(&self, name: &str, arg: Value) {
        let args = serde_json::json!({ "name": name, "arg": arg });
        self.eval(&format!(
            "WeixinJSBridge.invoke('invokeMiniProgramAPI', {args}, () => {{ throw 'answered' }}); 0"
        ))
        .await;
    }

    pub async fn stack(&self) -> Vec<String> {
        self.host.state().await.unwrap().pages.into_iter().map(|page| page.path).collect()
    }
}
