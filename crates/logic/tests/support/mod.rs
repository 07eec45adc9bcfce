//! A mini program out of a list of files, driven by commands, with its events collected as lines of text.
//! A reply is given to every call, so that transcripts read on their own.
#![allow(dead_code)] // each test file uses its own part of this

use std::fs;
use std::path::Path;
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use sampan_engine::id::{AppId, PageId};
use sampan_engine::logic::{
    LogicApi, LogicCommand, LogicEvent, LogicLaunch, LogicLayer, Returns, SyncTwin, Task,
};
use sampan_engine::package::Package;
use sampan_logic::{Limits, QuickJsLogic};
use serde_json::{Value, json};

/// How long a test waits for an event before it gives up.
const PATIENCE: Duration = Duration::from_secs(20);

/// A component `c` beside the page `pages/a`.
pub fn with_component<'a>(js: &'a str, wxml: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("pages/a.json", r#"{"usingComponents":{"c":"/c/c"}}"#),
        ("c/c.json", r#"{"component":true}"#),
        ("c/c.js", js),
        ("c/c.wxml", wxml),
    ]
}

pub struct Run {
    pub logic: QuickJsLogic,
    pub app: AppId,
    events: Receiver<LogicEvent>,
    store: Arc<Mutex<serde_json::Map<String, Value>>>,
    /// Removed with the run.
    folder: Option<tempfile::TempDir>,
}

pub fn limits() -> Limits {
    Limits { memory: 64 << 20, turn: Duration::from_millis(300) }
}

/// Launches the files; `app.json` is made up from the pages among them if it is missing.
pub fn launch(files: &[(&str, &str)]) -> Run {
    launch_with(limits(), files)
}

pub fn launch_with(limits: Limits, files: &[(&str, &str)]) -> Run {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    if !files.iter().any(|(path, _)| *path == "app.json") {
        let pages =
            files.iter().filter_map(|(path, _)| path.strip_suffix(".wxml").or(path.strip_suffix(".js")));
        let mut pages: Vec<&str> = pages.filter(|path| path.starts_with("pages/")).collect();
        pages.dedup();
        let pages = if pages.is_empty() { vec!["pages/none"] } else { pages };
        if pages == ["pages/none"] {
            fs::create_dir_all(folder.path().join("pages")).unwrap();
            fs::write(folder.path().join("pages/none.js"), "Page({})").unwrap();
        }
        fs::write(folder.path().join("app.json"), json!({ "pages": pages }).to_string()).unwrap();
    }
    let mut run = launch_folder_with(limits, folder.path());
    run.folder = Some(folder);
    run
}

/// Launches a mini program that is there.
pub fn launch_folder(folder: &Path) -> Run {
    launch_folder_with(Limits { turn: Duration::from_secs(5), ..limits() }, folder)
}

fn launch_folder_with(limits: Limits, folder: &Path) -> Run {
    let package = Arc::new(Package::open(folder).unwrap());
    let (sender, events) = mpsc::channel();
    let logic = QuickJsLogic::new(limits, Arc::new(move |event| drop(sender.send(event))));
    let app = package.app_id.clone();
    let alone = package.is_independent(&package.home());
    logic.launch(LogicLaunch { app: app.clone(), package, apis: apis(), generation: 1, alone });
    Run { logic, app, events, store: Arc::default(), folder: None }
}

fn apis() -> Vec<LogicApi> {
    let plain =
        |name: &str| LogicApi { name: name.into(), sync_twin: None, returns: Returns::WhenAsked, task: None };
    let twin = |name: &str, params: &[&str], result: &str| LogicApi {
        returns: Returns::Never,
        task: None,
        name: name.into(),
        sync_twin: Some(SyncTwin {
            name: format!("{name}Sync"),
            params: params.iter().map(|&param| param.to_owned()).collect(),
            result: result.into(),
        }),
    };
    // Its twin has the method's own name.
    let method = |name: &str, params: &[&str], result: &str| {
        let mut api = twin(name, params, result);
        let own = name.split('.').next_back().unwrap_or_default();
        if let Some(twin) = &mut api.sync_twin {
            twin.name = format!("{own}Sync");
        }
        api
    };
    vec![
        plain("echo"),
        plain("navigateTo"),
        LogicApi {
            task: Some(Task { events: &["progressUpdate"], methods: &[("abort", "stop")], last: None }),
            ..plain("fetch")
        },
        plain("refuse"),
        twin("getStorage", &["key"], "data"),
        twin("setStorage", &["key", "data"], ""),
        twin("getSystemInfo", &[], ""),
        method("FileSystemManager.readFile", &["filePath", "encoding"], "data"),
        method("FileSystemManager.writeFile", &["filePath", "data"], ""),
        method("FileSystemManager.access", &["path"], ""),
        method("FileSystemManager.stat", &["path"], "stats"),
        method("FileSystemManager.read", &["*"], ""),
        plain("InnerAudioContext.play"),
        plain("InnerAudioContext.stop"),
        plain("RecorderManager.start"),
        plain("RecorderManager.stop"),
        LogicApi { name: "onThemeChange".into(), sync_twin: None, returns: Returns::Listener, task: None },
        LogicApi { name: "onAppShow".into(), sync_twin: None, returns: Returns::Listener, task: None },
        LogicApi { name: "onError".into(), sync_twin: None, returns: Returns::Listener, task: None },
        LogicApi {
            name: "onUnhandledRejection".into(),
            sync_twin: None,
            returns: Returns::Listener,
            task: None,
        },
        LogicApi { name: "canIUse".into(), sync_twin: None, returns: Returns::Always, task: None },
    ]
}

impl Run {
    pub fn send(&self, command: LogicCommand) {
        self.logic.send(&self.app, command);
    }

    pub fn hook(&self, hook: &'static str, options: Value) {
        self.send(LogicCommand::App { hook, options });
    }

    pub fn open(&self, page: u32, path: &str) {
        self.send(LogicCommand::OpenPage {
            page: PageId(page),
            path: path.into(),
            query: json!({ "id": "1" }),
        });
    }

    /// The three commands that an engine sends for a new page.
    pub fn open_shown(&self, page: u32, path: &str) {
        self.open(page, path);
        self.page(page, "onShow", Value::Null);
        self.page(page, "onReady", Value::Null);
    }

    pub fn page(&self, page: u32, hook: &'static str, options: Value) {
        self.send(LogicCommand::Page { page: PageId(page), hook, options });
    }

    pub fn web_view(&self, page: u32, event: &'static str, detail: Value) {
        self.send(LogicCommand::WebView { page: PageId(page), event, detail });
    }

    pub fn close_page(&self, page: u32) {
        self.send(LogicCommand::ClosePage { page: PageId(page) });
    }

    /// The next event as a line; calls are answered on the way. That a page wants a view is not told: there is none.
    pub fn next(&self) -> String {
        loop {
            let event = self.events.recv_timeout(PATIENCE).expect("an event");
            if !matches!(event, LogicEvent::WantsView { .. }) {
                return self.line(event);
            }
        }
    }

    /// The next batch for the view of a page, with everything before it dropped.
    pub fn batch(&self) -> Value {
        loop {
            match self.events.recv_timeout(PATIENCE).expect("a batch") {
                LogicEvent::View { operations, .. } => return serde_json::from_str(&operations).unwrap(),
                event @ (LogicEvent::Error { .. } | LogicEvent::Fault { .. }) => {
                    panic!("{}", self.line(event))
                }
                _ => {}
            }
        }
    }

    /// The next batch for a view, or the next other event as a line.
    pub fn view_or_line(&self) -> Result<Value, String> {
        match self.events.recv_timeout(PATIENCE).expect("an event") {
            LogicEvent::View { operations, .. } => Ok(serde_json::from_str(&operations).unwrap()),
            event => Err(self.line(event)),
        }
    }

    /// A view is there: the whole tree.
    pub fn show(&self, page: u32) -> Value {
        self.send(LogicCommand::ShowPage { page: PageId(page) });
        self.batch()
    }

    /// What the view says.
    pub fn view_says(&self, page: u32, events: &Value) {
        self.send(LogicCommand::ViewEvents { page: PageId(page), events: events.to_string() });
    }

    pub fn try_next(&self) -> Option<String> {
        self.events.try_recv().ok().map(|event| self.line(event))
    }

    /// Nothing more happens for a while.
    pub fn quiet(&self) {
        while let Ok(event) = self.events.recv_timeout(Duration::from_millis(200)) {
            if matches!(event, LogicEvent::WantsView { .. }) {
                continue;
            }
            panic!("unexpected: {}", self.line(event));
        }
    }

    /// All lines up to and including the first that contains `mark`.
    pub fn until(&self, mark: &str) -> Vec<String> {
        let start = Instant::now();
        let mut lines: Vec<String> = Vec::new();
        loop {
            let Ok(event) = self.events.recv_timeout(PATIENCE.saturating_sub(start.elapsed())) else {
                panic!("no {mark:?} in:\n{}", lines.join("\n"));
            };
            if matches!(event, LogicEvent::WantsView { .. }) {
                continue;
            }
            lines.push(self.line(event));
            if lines.last().is_some_and(|line| line.contains(mark)) {
                return lines;
            }
        }
    }

    fn line(&self, event: LogicEvent) -> String {
        match event {
            LogicEvent::Launched { .. } => "launched".into(),
            LogicEvent::Finished { .. } => "finished".into(),
            LogicEvent::LaunchFailed { reason, .. } => format!("launch failed: {reason}"),
            LogicEvent::Call { id, name, args, .. } => {
                // A long sound has not ended yet, nor has a recording.
                if args["src"] != "long.mp3" && name != "RecorderManager.start" {
                    let reply = self.reply(&name, &args);
                    self.send(LogicCommand::Reply { id, reply });
                }
                format!("call {name} {args}")
            }
            LogicEvent::SyncCall { name, args, reply, .. } => {
                reply.send(self.reply(&name, &args)).unwrap();
                format!("sync {name} {args}")
            }
            LogicEvent::Missing { name, source, line, column, .. } => {
                format!("missing wx.{name}  [{source}:{line}:{column}]")
            }
            LogicEvent::WebView { page, web_view, .. } => match web_view {
                Some(found) => format!("web-view {} {} {}", page.0, found.src, found.listeners.join(",")),
                None => format!("web-view {} none", page.0),
            },
            LogicEvent::WantsView { page, .. } => format!("wants view {}", page.0),
            LogicEvent::View { page, operations, .. } => format!("view {} {operations}", page.0),
            LogicEvent::Shared { page, result, .. } => {
                format!("shared {} {}", page.0, result.map_or("nothing".into(), |value| value.to_string()))
            }
            LogicEvent::ExitState { url, data, until, .. } => format!("left {url} {data} until {until:?}"),
            LogicEvent::Ran { id, result: Ok(value), .. } => format!("{id} gives {value}"),
            LogicEvent::Ran { id, result: Err(error), .. } => format!("{id} throws {error}"),
            LogicEvent::Automated { id, result: Ok(value), .. } => format!("{id} gives {value}"),
            LogicEvent::Automated { id, result: Err(error), .. } => format!("{id} fails {error}"),
            LogicEvent::Told { event, params, .. } => format!("told {event} {params}"),
            LogicEvent::Mocked { names, .. } => format!("mocked {names:?}"),
            LogicEvent::Data { page, path, data, .. } => format!("data {} {path} {data}", page.0),
            LogicEvent::Console { text, source, line, column, .. } => {
                format!("{text}  [{source}:{line}:{column}]")
            }
            LogicEvent::Error { text, source, line, column, .. }
            | LogicEvent::Fault { text, source, line, column, .. } => {
                format!("ERROR {source}:{line}:{column} {}", text.lines().next().unwrap_or_default())
            }
        }
    }

    fn reply(&self, name: &str, args: &Value) -> Value {
        let mut store = self.store.lock().unwrap();
        let key = args["key"].as_str().unwrap_or_default();
        match name {
            "canIUse" => json!({ "can": args["schema"] == "echo.object.a", "errMsg": "canIUse:ok" }),
            "FileSystemManager.readFile" => {
                json!({ "data": { "$arrayBuffer": "AP8=" }, "errMsg": "readFile:ok" })
            }
            "FileSystemManager.read" => {
                json!({ "bytesRead": 2, "arrayBuffer": { "$arrayBuffer": "AP8=" }, "errMsg": "read:ok" })
            }
            "FileSystemManager.stat" => {
                json!({ "stats": { "size": 7, "isDirectory": true }, "errMsg": "stat:ok" })
            }
            "FileSystemManager.access" => json!({ "errMsg": "access:fail no such file or directory x" }),
            "refuse" => json!({ "errMsg": "refuse:fail not today" }),
            "setStorage" => {
                store.insert(key.to_owned(), args.clone());
                json!({ "errMsg": "setStorage:ok" })
            }
            "getStorage" => match store.get(key) {
                Some(kept) => {
                    let mut reply = kept.clone();
                    reply["errMsg"] = "getStorage:ok".into();
                    reply
                }
                None => json!({ "errMsg": "getStorage:fail data not found" }),
            },
            _ => json!({ "errMsg": format!("{name}:ok"), "args": args }),
        }
    }
}

/// Without the positions, for transcripts in which they do not matter.
pub fn texts(lines: &[String]) -> Vec<&str> {
    lines.iter().map(|line| line.split_once("  [").map_or(line.as_str(), |(text, _)| text)).collect()
}
