//! Sampan's view layer: shows the web-views of mini programs in Chromium, driven over its `DevTools` pipe.
//!
//! [`CdpView`] starts and ends the browser and takes the engine's commands. A mini program gets a browser context and a
//! thread of its own ([`app`]); what the browser reports is handled on the pipe's reader thread ([`event`]), which
//! therefore answers a page without a detour and never waits.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::channel::oneshot;
use futures::future::BoxFuture;
use sampan_engine::id::{AppId, DocumentId, PageId};
use sampan_engine::view::{Act, AppView, Environment, History, Reply, View, ViewEvent};
use serde::Deserialize;
use serde_json::{Value, json};

mod action;
mod answer;
mod app;
mod bridge;
mod browser;
mod cdp;
mod console;
mod dialog;
mod driven;
mod environment;
mod error;
mod error_page;
mod evaluate;
mod event;
mod file_chooser;
mod frame;
mod hub;
mod intercept;
mod load;
mod network;
mod page;
mod screen;
mod target;
mod web_view;

pub use browser::find::find_browser;
pub use browser::{BrowserOptions, no_sandbox};
pub use driven::{Driven, Library};
pub use error::ViewError;
pub use screen::film::{Film, FilmFrame, FilmSink};
pub use screen::witness::{Witness, WitnessSink};

use action::Action;
use browser::{Browser, spawn_thread};
use cdp::Cdp;
use hub::Hub;

/// How long the browser may take to end after it was asked to.
const CLOSE_LIMIT: Duration = Duration::from_secs(5);

/// The view layer on Chromium. Clones share one browser, which ends with the last of them.
#[derive(Clone)]
pub struct CdpView(Arc<Inner>);

struct Inner {
    hub: Arc<Hub>,
    browser: Arc<Browser>,
    version: String,
    endpoint: Option<String>,
}

#[derive(Deserialize)]
struct Version {
    product: String,
}

impl CdpView {
    /// Starts the browser and waits until it answers. `events` is called on the thread that reads from the browser: it
    /// must return soon and must not wait for the view.
    pub fn launch(
        options: BrowserOptions,
        events: Box<dyn Fn(ViewEvent) + Send + Sync>,
    ) -> Result<Self, ViewError> {
        let started = Instant::now();
        let (browser, ends) = Browser::start(&options)?;
        let browser = Arc::new(browser);
        let hub = Arc::new(Hub::new(Cdp::new(Box::new(ends.writer)), &options, events));
        let reader = (hub.clone(), browser.clone());
        spawn_thread("browser-reader", move || {
            let (hub, browser) = reader;
            hub.cdp
                .read(ends.reader, |session, method, params| event::dispatch(&hub, session, method, params));
            hub.browser_ended(&browser);
        });
        // The first two answers come when the browser is up; a browser that dies answers with an error at once.
        let version = hub.cdp.call(None, "Browser.getVersion", &json!({}));
        let attach = target::watch(&hub.cdp);
        let limit = |limit: Duration| limit.saturating_sub(started.elapsed());
        let version: Version = version
            .get(limit(options.start_timeout))
            .and_then(|version| attach.wait(limit(options.start_timeout)).map(|_| version))
            .map_err(|error| start_error(error, &browser, options.start_timeout))?;
        let endpoint = options.cdp_port.and_then(|_| browser.endpoint(limit(options.start_timeout)));
        hub.set_version(&version.product);
        Ok(Self(Arc::new(Inner { hub, browser, version: version.product, endpoint })))
    }

    /// The browser's own version string, e.g. `Chrome/156.0.8078.79`.
    pub fn version(&self) -> &str {
        &self.0.version
    }

    /// The address of the `DevTools` port, when one was asked for.
    pub fn cdp_endpoint(&self) -> Option<String> {
        self.0.endpoint.clone()
    }

    /// What a user may want to know about how the browser runs.
    pub fn notices(&self) -> Vec<String> {
        self.0.browser.notices.clone()
    }

    /// Serves `https://sampan.localhost/<path>` to every page.
    pub fn serve(&self, path: &str, bytes: Vec<u8>, media_type: &str) {
        self.0.hub.serve(path, bytes, media_type);
    }

    /// Gives the browser to somebody else: everything that is open closes, and `events` hears what happens from now on, on the
    /// terms of [`launch`](Self::launch). Gives the number after which pages of the new session are to be numbered.
    pub fn hand_over(&self, events: Box<dyn Fn(ViewEvent) + Send + Sync>) -> u32 {
        self.0.hub.hand_over(events)
    }

    /// The session with this number is over: everything that is open closes, and nobody is told any more. The browser stays,
    /// for [`hand_over`](Self::hand_over).
    pub fn release(&self, session: u32) {
        self.0.hub.release(session);
    }

    /// Whether the browser has ended.
    pub fn is_gone(&self) -> bool {
        self.0.hub.cdp.is_gone()
    }

    /// Closes the browser and removes what it left on disk. Returns when that is done.
    pub fn shutdown(&self) {
        self.0.shutdown();
    }

    /// Runs a script in the main world of the page's document and gives the value it leads to; a promise is awaited.
    pub fn evaluate(&self, page: PageId, script: &str) -> BoxFuture<'static, Result<Value, String>> {
        let (answer, future) = oneshot::channel();
        match self.0.hub.view_of(page) {
            Some(view) => evaluate::run(&self.0.hub, &view, script, answer),
            None => drop(answer.send(Err(ViewError::NoWebView(page).to_string()))),
        }
        Box::pin(async move { future.await.unwrap_or_else(|_| Err(ViewError::Gone.to_string())) })
    }

    /// How long an empty evaluation in the page takes, there and back: the yardstick for the bridge.
    #[doc(hidden)]
    pub fn bare_round_trip(&self, page: PageId) -> Result<Duration, ViewError> {
        let view = self.0.hub.view_of(page).ok_or(ViewError::NoWebView(page))?;
        let start = Instant::now();
        let call =
            self.0.hub.cdp.call(Some(&view.session), "Runtime.evaluate", &json!({ "expression": "0" }));
        call.wait(Duration::from_secs(10))?;
        Ok(start.elapsed())
    }

    /// Sends any DevTools command to the page's target.
    #[doc(hidden)]
    pub fn raw(&self, page: PageId, method: &str, params: &Value) -> Result<Value, ViewError> {
        let view = self.0.hub.view_of(page).ok_or(ViewError::NoWebView(page))?;
        self.0.hub.cdp.call(Some(&view.session), method, params).get(Duration::from_secs(10))
    }

    /// How many targets (pages, workers …) the browser has.
    #[doc(hidden)]
    pub fn targets(&self) -> Result<usize, ViewError> {
        let found: Value =
            self.0.hub.cdp.call(None, "Target.getTargets", &json!({})).get(Duration::from_secs(10))?;
        Ok(found["targetInfos"].as_array().map_or(0, Vec::len))
    }

    /// Tells whether anything still holds the web-view that the page has now.
    #[doc(hidden)]
    pub fn holds(&self, page: PageId) -> Option<impl Fn() -> bool + use<>> {
        let view = Arc::downgrade(&self.0.hub.view_of(page)?);
        Some(move || view.strong_count() > 0)
    }

    /// The browser's process id.
    #[doc(hidden)]
    pub fn process_id(&self) -> u32 {
        self.0.browser.pid()
    }
}

/// The error for the person who started it: a browser that died or hangs has usually written why.
fn start_error(error: ViewError, browser: &Browser, limit: Duration) -> ViewError {
    let status = match &error {
        ViewError::Gone | ViewError::Protocol { .. } => browser.exit(Duration::from_secs(2)),
        _ => None,
    };
    // The reader still holds the browser, and one that hangs would keep it for ever.
    browser.end(Duration::ZERO);
    let stderr = browser.stderr();
    match (status, error) {
        (Some(status), _) => ViewError::EndedAtStart { status, stderr },
        (None, ViewError::Timeout { .. } | ViewError::Gone | ViewError::Protocol { .. }) => {
            ViewError::StartTimeout { limit, stderr }
        }
        (None, other) => other,
    }
}

impl Inner {
    fn shutdown(&self) {
        self.hub.close();
        self.browser.end(CLOSE_LIMIT);
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.shutdown();
    }
}

impl View for CdpView {
    fn open_app(&self, app: AppView) {
        app::open(&self.0.hub, app);
    }

    fn close_app(&self, app: &AppId) {
        self.0.hub.close_app(app);
    }

    fn configure(&self, app: &AppId, environment: Environment) {
        self.0.hub.configure(app, environment);
    }

    fn load(&self, app: &AppId, page: PageId, url: &str) {
        self.0.hub.load(app, page, url, None);
    }

    fn update(&self, page: PageId, operations: &str) {
        page::update(&self.0.hub, page, operations);
    }

    fn fail(&self, app: &AppId, page: PageId, url: &str, reason: &str) {
        self.0.hub.load(app, page, url, Some(error_page::Problem::failed(url, reason)));
    }

    fn show(&self, page: PageId) {
        self.0.hub.filming.show(&self.0.hub, page);
        self.0.hub.witnesses.show(&self.0.hub, page);
        self.0.hub.act(page, Action::Show);
    }

    fn close(&self, page: PageId) {
        self.0.hub.close_page(page);
    }

    fn act(&self, page: PageId, act: Act) {
        self.0.hub.act(page, Action::Act(act));
    }

    fn reply(&self, page: PageId, document: DocumentId, replies: Vec<Reply>) {
        bridge::reply(&self.0.hub, page, document, &replies);
    }

    fn emit(&self, page: PageId, event: &str, payload: &Value) {
        bridge::emit(&self.0.hub, page, event, payload);
    }

    fn history(&self, page: PageId) -> BoxFuture<'static, Result<History, String>> {
        let (answer, future) = oneshot::channel();
        self.0.hub.act(page, Action::History(answer));
        Box::pin(async move { future.await.unwrap_or_else(|_| Err(ViewError::NoWebView(page).to_string())) })
    }

    fn screenshot(&self, page: PageId) -> BoxFuture<'static, Result<Vec<u8>, String>> {
        let (answer, future) = oneshot::channel();
        self.0.hub.act(page, Action::Screenshot(answer));
        Box::pin(async move { future.await.unwrap_or_else(|_| Err(ViewError::NoWebView(page).to_string())) })
    }
}
