//! What the engine asks of a logic layer, and what a logic layer reports.
//!
//! One instance of the mini program's JavaScript a mini program. Commands of one mini program run strictly in
//! the order they were sent. The logic layer never decides whether a call is allowed: it passes it on.

use std::collections::BTreeSet;
use std::sync::Arc;

use futures::channel::oneshot;
use serde::Serialize;
use serde_json::Value;

use crate::id::{AppId, PageId};
use crate::package::Package;
use crate::trace::Level;

/// Runs the JavaScript of mini programs. Every method returns at once.
pub trait LogicLayer {
    /// Loads `app.js`. Reports [`LogicEvent::Launched`] or [`LogicEvent::LaunchFailed`].
    fn launch(&self, launch: LogicLaunch);
    fn send(&self, app: &AppId, command: LogicCommand);
    /// Ends a mini program's JavaScript at once, also in the middle of a loop. Nothing is reported after it.
    fn close(&self, app: &AppId);
}

#[derive(Clone)]
pub struct LogicLaunch {
    pub app: AppId,
    pub package: Arc<Package>,
    /// The functions of `wx`, from the API table.
    pub apis: Vec<LogicApi>,
    /// Another one each time: what one run has asked is not answered to the next.
    pub generation: u32,
    /// Only pages of independent subpackages open: `app.js` waits until another one does.
    pub alone: bool,
}

/// One function of the logic layer's `wx`.
#[derive(Clone, Debug, Serialize)]
pub struct LogicApi {
    pub name: String,
    /// Has a `…Sync` twin that takes the values of these parameters in order and returns the value of
    /// `sync_result` (the whole reply when it is empty).
    pub sync_twin: Option<SyncTwin>,
    pub returns: Returns,
    /// What it returns while it runs, if anything.
    pub task: Option<Task>,
}

/// An object that a function of `wx` returns at once, to listen to what it does and to have a say in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Task {
    /// What it tells: `progressUpdate` is heard by `onProgressUpdate`, until `offProgressUpdate`.
    pub events: &'static [&'static str],
    /// Its methods, and the interfaces behind them. These get the task's number as `task`.
    pub methods: &'static [(&'static str, &'static str)],
    /// The event that is its last; `None`: it is over with the answer.
    pub last: Option<&'static str>,
}

/// Whether a function of `wx` gives its answer as return value instead of to callbacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Returns {
    Never,
    Always,
    /// When its option `sync` is true.
    WhenAsked,
    /// It answers nothing: it is `onX`, and with it goes an `offX`. What happens is [`LogicCommand::Event`].
    Listener,
}

#[derive(Clone, Debug, Serialize)]
pub struct SyncTwin {
    pub name: String,
    pub params: Vec<String>,
    pub result: String,
}

#[derive(Debug)]
pub enum LogicCommand {
    /// Calls `App`'s `onLaunch`, `onShow`, `onHide`, `onPageNotFound`, … if it is there.
    App { hook: &'static str, options: Value },
    /// Creates the page's component, runs `onLoad(query)` and renders it (mirror tree only).
    OpenPage { page: PageId, path: String, query: Value },
    /// The same for a page that was open when the program was run anew. A tabBar page that is not shown is off the stack.
    ReopenPage { page: PageId, path: String, query: Value, on_stack: bool },
    /// Calls a hook of the page: `onShow`, `onReady`, `onHide`, `onTabItemTap`, …
    Page { page: PageId, hook: &'static str, options: Value },
    /// Runs `onUnload` and destroys the page.
    ClosePage { page: PageId },
    /// Fires an event (`message`, `event`, `load`, `error`) on the page's web-view.
    WebView { page: PageId, event: &'static str, detail: Value },
    /// The page's view is there and empty: from now on [`LogicEvent::View`] tells it everything, first the whole tree.
    ShowPage { page: PageId },
    /// What happened in the page's view: a list in JSON, see `docs/view.md`.
    ViewEvents { page: PageId, events: String },
    /// Calls a hook of the page that says how it is shared (`onShareAppMessage` …); answers with [`LogicEvent::Shared`].
    Share { page: PageId, hook: &'static str, options: Value },
    /// Runs the page's `onSaveExitState`, as the program may end now; answers with [`LogicEvent::ExitState`]. `url` is the page's.
    SaveExitState { page: PageId, url: String },
    /// The page, which opens next, finds this as its `exitState`.
    ExitState { page: PageId, data: Value },
    /// Everything sent before has been carried out: answers with [`LogicEvent::Finished`].
    Finish,
    /// Tells those who listen with the function `name` (`onThemeChange` …).
    Event { name: &'static str, detail: Value },
    /// The answer to [`LogicEvent::Call`].
    Reply { id: u64, reply: Value },
    /// Tells those who listen to the task of a call. Dropped with its sender when it has been carried out, so that what comes
    /// faster than the program can take it waits at its source.
    TaskEvent { id: u64, event: &'static str, detail: Value, done: oneshot::Sender<()> },
    /// Runs a line of a console in the program's global scope; answers with [`LogicEvent::Ran`].
    Run { id: u64, script: String },
    /// Runs a method that drives the program from outside; answers with [`LogicEvent::Automated`].
    Automate { id: u64, method: String, params: Value },
    /// Has every open page's `data` told with [`LogicEvent::Data`], now and after each turn that changed it, or no more.
    WatchData { on: bool },
    /// Calls the page's `setData`.
    SetData { page: PageId, data: Value },
}

#[derive(Debug)]
pub enum LogicEvent {
    Launched {
        app: AppId,
    },
    LaunchFailed {
        app: AppId,
        reason: String,
    },
    /// The answer to [`LogicCommand::Finish`].
    Finished {
        app: AppId,
    },
    /// A `wx` call with callbacks or promise. `page` is the page on top when it was made, if known.
    Call {
        app: AppId,
        id: u64,
        name: String,
        args: Value,
    },
    /// A `…Sync` call: the logic layer waits for the answer. `name` is the name without `Sync`.
    SyncCall {
        app: AppId,
        name: String,
        args: Value,
        reply: std::sync::mpsc::SyncSender<Value>,
    },
    /// The program looked for a name that its `wx` does not have: where, told once a page and name.
    Missing {
        app: AppId,
        name: String,
        source: String,
        line: u32,
        column: u32,
    },
    /// The page's web-view appeared, changed (`src` or listeners) or, with `None`, went away.
    WebView {
        app: AppId,
        page: PageId,
        web_view: Option<WebViewElement>,
    },
    /// The page has no web-view: a view is to show its tree. Said once, and again when a web-view has gone.
    WantsView {
        app: AppId,
        page: PageId,
    },
    /// Operations of one turn for the page's view: a list in JSON, see `docs/view.md`.
    View {
        app: AppId,
        page: PageId,
        operations: String,
    },
    /// What the hook returned; `None` when the page has no such handler.
    Shared {
        app: AppId,
        page: PageId,
        result: Option<Value>,
    },
    /// The answer to [`LogicCommand::SaveExitState`]: what the page wants kept (null when it has no such hook), and until when, in
    /// milliseconds since 1970.
    ExitState {
        app: AppId,
        url: String,
        data: Value,
        until: Option<f64>,
    },
    /// What a line of a console gave, as a console shows it, or what was thrown.
    Ran {
        app: AppId,
        id: u64,
        result: Result<String, String>,
    },
    /// What a method of [`LogicCommand::Automate`] gave, or why it did not.
    Automated {
        app: AppId,
        id: u64,
        result: Result<Value, String>,
    },
    /// Something for those who drive the program from outside.
    Told {
        app: AppId,
        event: String,
        params: Value,
    },
    /// These functions of `wx` are replaced now, and no others.
    Mocked {
        app: AppId,
        names: BTreeSet<String>,
    },
    /// The `data` of a page. What is too large to show comes as one text a key.
    Data {
        app: AppId,
        page: PageId,
        path: String,
        data: Value,
    },
    Console {
        app: AppId,
        level: Level,
        text: String,
        source: String,
        line: u32,
        column: u32,
    },
    /// Something wrong with a file: it cannot be used, or lacks something.
    Fault {
        app: AppId,
        text: String,
        source: String,
        line: u32,
        column: u32,
    },
    /// An uncaught error: exception in a hook or handler, unhandled rejection.
    Error {
        app: AppId,
        text: String,
        source: String,
        line: u32,
        column: u32,
    },
}

/// A `<web-view>` as the rendered page has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebViewElement {
    pub src: String,
    /// The events it listens to: `message`, `event`, `load`, `error`.
    pub listeners: Vec<String>,
}
