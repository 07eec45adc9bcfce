//! Everything that runs: the mini programs, their pages, and the layers that show and execute them.
//!
//! The state is here; what happens to it stands in the files below: `app` (launch, jump, hide, show, exit), `route`
//! (the page stack's steps carried out), `web_view` (addresses, messages, sharing), `phone` (questions, viewer, account),
//! `bars` (navigation bar, tabBar, frames), `files` (and sounds), `sheet` (what the phone wants of the person), `net` (requests
//! and sockets of the mini program's own code), `toast`, `watch` (who looks), `state` (what they see), `theme` (light and
//! dark), `wake` (what time brings).

mod app;
mod automate;
mod bars;
mod exit_state;
mod files;
mod inspect;
mod net;
mod page_view;
mod phone;
mod reload;
mod route;
mod sheet;
mod state;
mod theme;
mod toast;
mod wake;
mod watch;
mod web_view;

use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use futures::channel::oneshot;
use futures::future::{BoxFuture, LocalBoxFuture};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use app::{FINISH_LIMIT, Start};
pub use automate::MethodAnswer;
pub use inspect::LineAnswer;
pub use page_view::System;
pub use reload::{Change, Program};
pub use wake::Wake;
pub use watch::Live;

pub use crate::state::{PageState, State};

use bars::Tabs;
use watch::{KnownHistory, Watch};

use crate::api::plugin::custom_call;
use crate::bars::Look;
use crate::bridge::{Caller, ReplyTo};
use crate::clock::Clock;
use crate::code::Codes;
use crate::device::{Device, Network};
use crate::domain::DomainPolicy;
use crate::error::ApiError;
use crate::files::Files;
use crate::id::{AppId, DocumentId, PageId};
use crate::logic::{LogicCommand, LogicLayer};
use crate::net::tasks::Tasks;
use crate::net::{Carrier, Net};
use crate::package::Package;
use crate::page_stack::{PageStack, Pages};
use crate::plugin::{Plugin, Plugins};
use crate::prompt::Prompts;
use crate::sheet::Sheets;
use crate::state::{Frame, Problem};
use crate::storage::Storage;
use crate::temp_file::TempFiles;
use crate::trace::{CallerKind, Sink, TraceEvent};
use crate::view::{Reply, View};
use crate::voice::Voice;
use crate::web_view::WebView;

/// What the engine is built from.
pub struct Parts {
    pub view: Box<dyn View>,
    pub logic: Box<dyn LogicLayer>,
    pub net: Box<dyn Net>,
    pub clock: Box<dyn Clock>,
    pub sink: Sink,
    /// Where the stores are.
    pub data_dir: PathBuf,
    /// Whose stores: one a user and mini program.
    pub user: String,
    /// Chance from outside, for names and codes that nobody guesses.
    pub seed: u64,
    /// Somebody always answers prompts; else each one ends at once with a no while nobody looks.
    pub interactive: bool,
    /// A mini program that does not start ends nothing: its files may be mended.
    pub keep_going: bool,
    /// Hears what changes while somebody looks, on the engine's thread: it must not block.
    pub live: Box<dyn Fn(Live)>,
    /// Pages are numbered from the one after: a view that has shown pages of another session never mixes the two up.
    pub last_page: u32,
}

/// A mini program that can be started.
pub struct Setup {
    pub package: Arc<Package>,
    pub plugins: Plugins,
    pub domains: Arc<DomainPolicy>,
    pub device: Arc<dyn Device>,
}

/// What runs.
pub struct Session {
    parts: Parts,
    installed: BTreeMap<AppId, Rc<Setup>>,
    running: BTreeMap<AppId, App>,
    /// The mini program in front.
    foreground: Option<AppId>,
    /// The mini program that `hide` has sent to the background.
    hidden: Option<AppId>,
    last_page: u32,
    outbox: VecDeque<(PageId, DocumentId, Reply)>,
    leaving: Vec<AppId>,
    prompts: Prompts,
    sheets: Sheets,
    toasts: toast::Toasts,
    watch: Watch,
    problems: Vec<Problem>,
    /// What the engine is to wait for.
    wakes: Vec<(BoxFuture<'static, ()>, Wake)>,
    /// What goes on beside the calls.
    background: Vec<LocalBoxFuture<'static, ()>>,
    /// The capsule's menu is open.
    menu: bool,
    codes: Codes,
    /// The viewer of pictures, documents and places, over the page on top.
    viewer: Option<Viewer>,
    last_viewer: u64,
    /// Mini programs whose last hooks still run, and since when.
    finishing: BTreeMap<AppId, Duration>,
    /// Who waits until nothing runs any more.
    clearing: Vec<oneshot::Sender<()>>,
    inspection: inspect::Inspection,
    automation: automate::Automation,
    reloading: reload::Reloading,
    ended: Option<(i32, String)>,
}

/// The viewer: part of the phone for those who look, else a page of the host's own.
struct Viewer {
    id: u64,
    page: Option<PageId>,
    request: Value,
    /// Told when it is there.
    shown: Option<oneshot::Sender<()>>,
}

/// A running mini program.
struct App {
    setup: Rc<Setup>,
    stack: PageStack,
    pages: BTreeMap<PageId, Page>,
    storage: Storage,
    temp_files: Arc<TempFiles>,
    voice: Voice,
    net: Tasks,
    carrier: Option<Arc<dyn Carrier>>,
    logged_in: bool,
    files: Files,
    /// Sounds that play; one whose end is dropped is silent.
    sounds: BTreeMap<u64, Sound>,
    /// Of the screen, 0 to 1.
    brightness: f64,
    /// How it was told to be connected last.
    network: Network,
    /// The mini program that opened this one.
    opened_by: Option<AppId>,
    /// Held until `app.js` has run.
    start: Option<Start>,
    anew: reload::Anew,
    /// What the next page that opens finds as its `exitState`.
    exit_state: Option<Value>,
    shares: BTreeMap<PageId, (ShareTo, oneshot::Sender<Result<Share, String>>)>,
    tabs: Option<Tabs>,
    /// It is shown in its dark look.
    dark: bool,
}

/// An open page, as far as the host shows it.
#[derive(Default)]
struct Page {
    title: String,
    web_view: WebView,
    /// Its document has not finished loading.
    loading: bool,
    history: KnownHistory,
    look: Look,
    /// The navigation bar shows that the page loads.
    bar_loading: bool,
    /// The navigation bar has no way home.
    without_home: bool,
    /// Counts the times it was pulled down.
    refreshes: u64,
    /// Where the view knows it to be.
    frame: Option<Frame>,
    /// Its own tree is shown, as it has no web-view.
    has_view: bool,
}

impl Page {
    /// Whether it has the navigation bar's place. Never with a web-view in it: the origin must be seen.
    fn is_custom(&self) -> bool {
        self.look.custom && self.web_view.element.is_none()
    }
}

/// A sound that plays. Dropped, it is silent.
struct Sound {
    /// Also when the mini program is left.
    goes_on: bool,
    _silence: oneshot::Sender<()>,
}

/// Where a page goes that is shared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum ShareTo {
    /// To somebody, as a card.
    #[default]
    Friend,
    /// To everybody who reads what the person posts.
    Timeline,
    /// To the person's own list.
    Favorites,
}

impl ShareTo {
    /// The page's function that says what the card looks like.
    pub fn hook(self) -> &'static str {
        match self {
            Self::Friend => "onShareAppMessage",
            Self::Timeline => "onShareTimeline",
            Self::Favorites => "onAddToFavorites",
        }
    }
}

/// What sharing a page gives.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Share {
    /// What the page's function returned: `title`, `path` or `query`, `imageUrl`.
    pub card: Value,
    /// The web-view's address at this moment, which the handler got as `webViewUrl`.
    pub web_view_url: Option<String>,
}

impl Session {
    pub fn new(parts: Parts) -> Self {
        Self {
            prompts: Prompts::default(),
            sheets: Sheets::default(),
            toasts: toast::Toasts::default(),
            watch: Watch::default(),
            problems: Vec::new(),
            wakes: Vec::new(),
            background: Vec::new(),
            menu: false,
            last_viewer: 0,
            codes: Codes::new(parts.seed),
            viewer: None,
            last_page: parts.last_page,
            parts,
            installed: BTreeMap::new(),
            running: BTreeMap::new(),
            foreground: None,
            hidden: None,
            outbox: VecDeque::new(),
            leaving: Vec::new(),
            finishing: BTreeMap::new(),
            clearing: Vec::new(),
            inspection: inspect::Inspection::default(),
            automation: automate::Automation::default(),
            reloading: reload::Reloading::default(),
            ended: None,
        }
    }

    pub fn install(&mut self, setup: Setup) -> AppId {
        let app = setup.package.app_id.clone();
        self.installed.insert(app.clone(), Rc::new(setup));
        app
    }

    pub fn trace(&self, event: TraceEvent) {
        (self.parts.sink)(&event);
    }

    pub fn notice(&self, text: impl Into<String>) {
        self.trace(TraceEvent::Notice { text: text.into() });
    }

    /// A mini program looked for a name that `wx` does not have.
    pub fn missing(&self, app: AppId, name: String, source: String, (line, column): (u32, u32)) {
        let top = self.running.get(&app).and_then(|app| app.stack.top());
        let path = top.map(|entry| entry.path.clone()).unwrap_or_default();
        self.trace(TraceEvent::Missing { app, path, name, source, line, column });
    }

    pub fn now(&self) -> Duration {
        self.parts.clock.now()
    }

    pub fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.parts.clock.sleep(duration)
    }

    pub fn view(&self) -> &dyn View {
        &*self.parts.view
    }

    pub fn storage(&self, app: &AppId) -> Option<Storage> {
        self.running.get(app).map(|app| app.storage.clone())
    }

    pub fn stores(&self) -> Vec<Storage> {
        self.running.values().map(|app| app.storage.clone()).collect()
    }

    #[cfg(test)]
    pub(crate) fn all_files(&self) -> Vec<Files> {
        self.running.values().map(|app| app.files.clone()).collect()
    }

    pub fn plugin(&self, app: &AppId, name: &str) -> Option<Arc<dyn Plugin>> {
        self.running.get(app)?.setup.plugins.get(name).cloned()
    }

    pub fn custom_call(&self, app: &AppId, name: &str, arguments: &Value) -> Option<Value> {
        custom_call(&self.running.get(app)?.setup.package.custom, name, arguments)
    }

    pub fn is_android(&self, app: &AppId) -> bool {
        self.installed.get(app).is_some_and(|setup| setup.device.profile().is_android())
    }

    pub fn ended(&self) -> Option<&(i32, String)> {
        self.ended.as_ref()
    }

    /// Ends the session; the first reason counts.
    pub fn end(&mut self, code: i32, reason: impl Into<String>) {
        self.ended.get_or_insert_with(|| (code, reason.into()));
    }

    /// Hands an answer to whoever asked. False: nobody is there any more.
    pub fn answer(&mut self, app: &AppId, to: ReplyTo, reply: &Value) -> bool {
        match to {
            ReplyTo::Document { page, document, id } => {
                self.outbox.push_back((page, document, Reply { id, body: reply.to_string() }));
                self.page(page).is_some_and(|page| page.web_view.document == Some(document))
            }
            ReplyTo::Logic { id } => {
                self.parts.logic.send(app, LogicCommand::Reply { id, reply: reply.clone() });
                self.running.contains_key(app)
            }
            ReplyTo::LogicSync(sender) => sender.try_send(reply.clone()).is_ok(),
            ReplyTo::Command(sender) => sender.send(Ok(reply.clone())).is_ok(),
        }
    }

    /// Sends what has been answered, one message a document.
    pub fn flush(&mut self) {
        while let Some((page, document, first)) = self.outbox.pop_front() {
            let mut replies = vec![first];
            while self.outbox.front().is_some_and(|next| (next.0, next.1) == (page, document)) {
                replies.extend(self.outbox.pop_front().map(|(_, _, reply)| reply));
            }
            self.parts.view.reply(page, document, replies);
        }
    }

    /// The page on top of the mini program in front.
    pub fn current_page(&self) -> Option<PageId> {
        self.top_of(self.foreground.as_ref()?)
    }

    /// A page to look at: the one on top, or, when the mini program has just left, whichever is left of it.
    pub fn any_page(&self) -> Option<PageId> {
        self.current_page().or_else(|| self.running.keys().find_map(|app| self.top_of(app)))
    }

    pub fn picture(&self) -> BoxFuture<'static, Result<Vec<u8>, String>> {
        match self.shown_page() {
            Some(page) => self.parts.view.screenshot(page),
            None => futures::future::ready(Err("no page is open".to_owned())).boxed(),
        }
    }

    pub fn top_of(&self, app: &AppId) -> Option<PageId> {
        self.running.get(app)?.stack.top().map(|entry| entry.id)
    }

    /// The title of the navigation bar: the last one to speak wins, the document's `<title>` or a call (field reports).
    pub fn set_title(&mut self, caller: &Caller, title: String) -> Result<(), ApiError> {
        let page =
            self.caller_page(caller).and_then(|page| self.page_mut(page)).ok_or(ApiError::Interrupted)?;
        page.title = title;
        Ok(())
    }

    /// The page a call is about: the one that holds the H5 page, or the one on top.
    fn caller_page(&self, caller: &Caller) -> Option<PageId> {
        match caller.kind {
            CallerKind::H5 => caller.page,
            CallerKind::Logic => self.top_of(&caller.app),
        }
    }

    pub fn app_of(&self, page: PageId) -> Option<AppId> {
        let owner = self.running.iter().find(|(_, app)| app.pages.contains_key(&page));
        owner.map(|(id, _)| id.clone())
    }

    fn page(&self, page: PageId) -> Option<&Page> {
        self.running.values().find_map(|app| app.pages.get(&page))
    }

    fn page_mut(&mut self, page: PageId) -> Option<&mut Page> {
        self.running.values_mut().find_map(|app| app.pages.get_mut(&page))
    }

    fn tell_logic(&self, app: &AppId, command: LogicCommand) {
        self.parts.logic.send(app, command);
    }
}

impl Pages for Package {
    fn exists(&self, path: &str) -> bool {
        self.pages().any(|page| page == path)
    }

    fn is_tab(&self, path: &str) -> bool {
        Package::is_tab(self, path)
    }
}
