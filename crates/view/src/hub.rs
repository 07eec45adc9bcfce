//! What the threads of the view layer share: the connection, who shows which page, and where events go.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock, mpsc};
use std::time::Duration;

use sampan_engine::id::{AppId, DocumentId, PageId};
use sampan_engine::state::Frame;
use sampan_engine::view::{Act, Environment, ViewEvent};
use serde_json::json;

use crate::action::{self, Action};
use crate::app::{Command, Job};
use crate::browser::{Browser, BrowserOptions, spawn_thread};
use crate::cdp::{Cdp, lock};
use crate::error_page::Problem;
use crate::load;
use crate::screen::cast::Casting;
use crate::screen::film::Filming;
use crate::screen::tool_files::ToolFiles;
use crate::screen::tools::Tools;
use crate::screen::witness::Witnesses;
use crate::target::{self, Arrivals};
use crate::web_view::WebView;

/// Hears what happens.
pub(crate) type Events = Box<dyn Fn(ViewEvent) + Send + Sync>;

/// Pages that one session may number before the numbers of the next one begin.
const PAGES: u32 = 10_000;

/// Bytes and media type.
type Resource = (Arc<[u8]>, String);

pub(crate) struct Hub {
    pub cdp: Cdp,
    pub headless: bool,
    pub keeps_spares: bool,
    pub report_requests: bool,
    pub load_timeout: Duration,
    pub arrivals: Mutex<Arrivals>,
    pub casting: Casting,
    pub filming: Filming,
    pub witnesses: Witnesses,
    pub tools: Tools,
    pub tool_files: ToolFiles,
    events: RwLock<Arc<Events>>,
    /// The number after which pages of the session that has the browser are counted.
    session: Mutex<u32>,
    /// Browser contexts of documents that nobody sees.
    unseen: Mutex<Vec<String>>,
    /// By session: the browser's events name it.
    views: Mutex<HashMap<String, Arc<WebView>>>,
    pages: Mutex<HashMap<PageId, Slot>>,
    /// Where pages are, those without web-view too.
    frames: Mutex<HashMap<PageId, Frame>>,
    apps: Mutex<HashMap<AppId, mpsc::Sender<Command>>>,
    served: Mutex<HashMap<String, Resource>>,
    documents: AtomicU64,
    version: OnceLock<u32>,
    closing: AtomicBool,
    /// Work that reads files, which the reader thread does not do itself.
    jobs: Mutex<mpsc::Sender<Job>>,
}

/// A page that was asked for; its web-view follows a little later.
struct Slot {
    commands: mpsc::Sender<Command>,
    view: Option<Arc<WebView>>,
}

impl Hub {
    pub fn new(cdp: Cdp, options: &BrowserOptions, events: Events) -> Self {
        let (jobs, queue) = mpsc::channel::<Job>();
        spawn_thread("browser-files", move || queue.into_iter().for_each(|job| job()));
        Self {
            cdp,
            headless: options.headless,
            keeps_spares: options.spare_pages && options.headless && options.cdp_port.is_none(),
            report_requests: options.report_requests,
            load_timeout: options.load_timeout,
            arrivals: Mutex::default(),
            casting: Casting::new(options.device_scale.unwrap_or(1.0)),
            filming: Filming::default(),
            witnesses: Witnesses::default(),
            tools: Tools::default(),
            tool_files: ToolFiles::default(),
            events: RwLock::new(Arc::new(events)),
            session: Mutex::default(),
            unseen: Mutex::default(),
            views: Mutex::default(),
            pages: Mutex::default(),
            frames: Mutex::default(),
            apps: Mutex::default(),
            served: Mutex::default(),
            documents: AtomicU64::new(1),
            version: OnceLock::new(),
            closing: AtomicBool::new(false),
            jobs: Mutex::new(jobs),
        }
    }

    /// Reports to the engine. No lock may be held here: the engine may call back into the view.
    pub fn emit(&self, event: ViewEvent) {
        if !self.closing.load(Ordering::Acquire) {
            let events = self.events.read().unwrap_or_else(PoisonError::into_inner).clone();
            events(event);
        }
    }

    fn tell(&self, events: Events) {
        *self.events.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(events);
    }

    /// Somebody else has the browser from now on, without anything of whoever had it before. Gives the number after which
    /// their pages begin: what is still under way for an old page is never taken for one of theirs.
    pub fn hand_over(&self, events: Events) -> u32 {
        let mut session = lock(&self.session);
        *session = session.wrapping_add(PAGES);
        self.tell(Box::new(|_| {}));
        self.clear();
        self.tell(events);
        *session
    }

    /// Closes everything that is open, unless the browser has been handed over since.
    pub fn release(&self, session: u32) {
        let current = lock(&self.session);
        if *current == session {
            self.tell(Box::new(|_| {}));
            self.clear();
        }
    }

    pub fn set_version(&self, product: &str) {
        let major = product.split_once('/').and_then(|(_, version)| version.split('.').next()?.parse().ok());
        let _ = self.version.set(major.unwrap_or(0));
    }

    pub fn major_version(&self) -> u32 {
        self.version.get().copied().unwrap_or(0)
    }

    pub fn next_document(&self) -> DocumentId {
        DocumentId(self.documents.fetch_add(1, Ordering::Relaxed))
    }

    pub fn in_background(&self, job: impl FnOnce() + Send + 'static) {
        let _ = lock(&self.jobs).send(Box::new(job));
    }

    pub fn serve(&self, path: &str, bytes: Vec<u8>, media_type: &str) {
        let path = path.trim_start_matches('/').to_owned();
        lock(&self.served).insert(path, (bytes.into(), media_type.to_owned()));
    }

    pub fn served(&self, path: &str) -> Option<Resource> {
        lock(&self.served).get(path.trim_start_matches('/')).cloned()
    }

    // Mini programs and pages.

    /// False when a mini program of this id is open already.
    pub fn register_app(&self, app: &AppId, commands: mpsc::Sender<Command>) -> bool {
        if self.cdp.is_gone() {
            return false;
        }
        let mut apps = lock(&self.apps);
        if apps.contains_key(app) {
            return false;
        }
        apps.insert(app.clone(), commands);
        true
    }

    pub fn close_app(&self, app: &AppId) {
        let Some(commands) = lock(&self.apps).remove(app) else { return };
        let closed = self.views_of(app);
        lock(&self.views).retain(|_, view| view.app.app != *app);
        for view in closed {
            self.casting.forget(&view);
            self.filming.forget(&view);
            self.witnesses.forget(&view);
            if let Some(page) = view.detach() {
                lock(&self.pages).remove(&page);
                lock(&self.frames).remove(&page);
            }
        }
        let _ = commands.send(Command::End);
    }

    pub fn configure(&self, app: &AppId, environment: Environment) {
        if let Some(commands) = lock(&self.apps).get(app) {
            let _ = commands.send(Command::Configure(Box::new(environment)));
        }
    }

    /// Does something later, unless the mini program is closed before.
    pub fn after(&self, app: &AppId, limit: Duration, job: impl FnOnce() + Send + 'static) {
        if let Some(commands) = lock(&self.apps).get(app) {
            let _ = commands.send(Command::After(limit, Box::new(job)));
        }
    }

    /// A load of the page has begun: see [`Command::Limit`].
    pub fn limit(&self, app: &AppId, page: PageId, load: u64) {
        if let Some(commands) = lock(&self.apps).get(app) {
            let _ = commands.send(Command::Limit(page, load));
        }
    }

    /// Every web-view of the mini program, the spare one too.
    pub fn views_of(&self, app: &AppId) -> Vec<Arc<WebView>> {
        lock(&self.views).values().filter(|view| view.app.app == *app).cloned().collect()
    }

    /// Has the next spare page made, unless there is one.
    pub fn refill(&self, app: &AppId) {
        if let Some(commands) = lock(&self.apps).get(app) {
            let _ = commands.send(Command::Refill);
        }
    }

    /// Shows an address or, with a problem given, an error page in its place.
    pub fn load(self: &Arc<Self>, app: &AppId, page: PageId, url: &str, problem: Option<Problem>) {
        let Some(commands) = lock(&self.apps).get(app).cloned() else {
            let reason = format!("the mini program {app} is not open");
            return self.emit(ViewEvent::LoadFailed { page, url: url.to_owned(), reason });
        };
        let mut pages = lock(&self.pages);
        let slot = pages.entry(page).or_insert_with(|| Slot { commands: commands.clone(), view: None });
        match slot.view.clone() {
            None => drop(commands.send(Command::Load { page, url: url.to_owned(), problem })),
            Some(view) => {
                drop(pages);
                view.is_to_show(url);
                load::start(self, &view, url, problem);
            }
        }
    }

    /// Does something to the page's web-view: at once or, when it is still being made, after that. A page without
    /// web-view is ignored.
    pub fn act(self: &Arc<Self>, page: PageId, action: Action) {
        if let Action::Act(Act::Resize(frame)) = &action {
            // Before the look at the page: a web-view that comes between the two finds it here.
            lock(&self.frames).insert(page, *frame);
        }
        let pages = lock(&self.pages);
        let Some(Slot { commands, view }) = pages.get(&page) else { return };
        match view.clone() {
            None => drop(commands.send(Command::Act(page, action))),
            Some(view) => {
                let commands = commands.clone();
                drop(pages);
                action::act(self, &view, &commands, action);
            }
        }
    }

    pub fn frame_of(&self, page: PageId) -> Option<Frame> {
        lock(&self.frames).get(&page).copied()
    }

    pub fn close_page(&self, page: PageId) {
        lock(&self.frames).remove(&page);
        let Some(slot) = lock(&self.pages).remove(&page) else { return };
        if let Some(view) = slot.view {
            view.detach();
            self.forget(&view);
            self.close_target(&view.target);
        }
    }

    pub fn close_target(&self, target: &str) {
        self.cdp.send(None, "Target.closeTarget", &json!({ "targetId": target }));
    }

    pub fn is_open(&self, page: PageId) -> bool {
        lock(&self.pages).contains_key(&page)
    }

    pub fn view_of(&self, page: PageId) -> Option<Arc<WebView>> {
        lock(&self.pages).get(&page)?.view.clone()
    }

    /// Gives the page its web-view. False when the page was closed meanwhile.
    pub fn assign(self: &Arc<Self>, page: PageId, view: &Arc<WebView>) -> bool {
        let mut pages = lock(&self.pages);
        let Some(slot) = pages.get_mut(&page) else { return false };
        view.attach(page);
        slot.view = Some(view.clone());
        drop(pages);
        self.casting.follow(self, page, view);
        self.filming.follow(self, page);
        self.witnesses.follow(self, page);
        true
    }

    // Sessions.

    pub fn remember(&self, view: &Arc<WebView>) {
        lock(&self.views).insert(view.session.clone(), view.clone());
    }

    /// Whether a page of this mini program is there already: the next one is a tab of the same window.
    pub fn has_window(&self, app: &AppId) -> bool {
        lock(&self.views).values().any(|view| view.app.app == *app)
    }

    pub fn forget(&self, view: &WebView) {
        lock(&self.views).remove(&view.session);
        self.casting.forget(view);
        self.filming.forget(view);
        self.witnesses.forget(view);
    }

    pub fn by_session(&self, session: &str) -> Option<Arc<WebView>> {
        lock(&self.views).get(session).cloned()
    }

    pub fn by_target(&self, target: &str) -> Option<Arc<WebView>> {
        lock(&self.views).values().find(|view| view.target == target).cloned()
    }

    // The end.

    /// Asks the browser to close; nothing is reported from now on.
    pub fn close(&self) {
        if !self.closing.swap(true, Ordering::AcqRel) {
            self.cdp.send(None, "Browser.close", &json!({}));
        }
        self.clear();
    }

    /// The pipe has ended.
    pub fn browser_ended(&self, browser: &Browser) {
        self.clear();
        let status = browser.exit(Duration::from_secs(2)).unwrap_or_else(|| "it still runs".to_owned());
        let stderr = browser.stderr();
        let stderr = if stderr.is_empty() { stderr } else { format!("; its last words:\n{stderr}") };
        self.emit(ViewEvent::Gone { reason: format!("the browser ended ({status}){stderr}") });
        browser.end(Duration::ZERO);
    }

    /// A browser context that goes with the session.
    pub fn unseen(&self, context: &str) {
        lock(&self.unseen).push(context.to_owned());
    }

    fn clear(&self) {
        for context in lock(&self.unseen).drain(..) {
            target::dispose_context(self, &context);
        }
        let apps: Vec<_> = lock(&self.apps).drain().collect();
        for (_, commands) in apps {
            let _ = commands.send(Command::End);
        }
        lock(&self.pages).clear();
        lock(&self.frames).clear();
        lock(&self.views).clear();
    }
}
