//! One web-view: a target of the browser, its set-up, and what is known of its document.

use std::sync::{Arc, Mutex};
use std::time::Instant;

use sampan_engine::id::{DocumentId, PageId};
use sampan_engine::view::{AppView, Environment, VIEWER};
use serde_json::json;

use crate::bridge;
use crate::cdp::lock;
use crate::console;
use crate::environment;
use crate::error::ViewError;
use crate::error_page::Problem;
use crate::file_chooser::{Chooser, Uploads};
use crate::frame::Fit;
use crate::hub::Hub;
use crate::intercept;
use crate::network::Requests;
use crate::page;
use crate::screen::input::Hand;
use crate::target;

pub(crate) struct WebView {
    pub app: Arc<AppView>,
    /// Also the id of its main frame.
    pub target: String,
    pub session: String,
    pub uploads: Arc<Uploads>,
    pub hand: Hand,
    pub requests: Mutex<Requests>,
    state: Mutex<State>,
}

/// Changed by the reader thread mostly; loads and closing come from elsewhere.
#[derive(Default)]
pub(crate) struct State {
    /// `None` as long as this is a spare, and after it was closed.
    pub page: Option<PageId>,
    /// The document shown, unless it is the spare's empty one or an error page.
    pub document: Option<Document>,
    /// Every live context of the session, to say who called.
    pub contexts: Vec<Context>,
    pub title: String,
    /// When the renderer died; old ones drop out.
    pub crashes: Vec<Instant>,
    /// A spare whose target or renderer is gone.
    pub dead: bool,
    pub loading: Loading,
    /// One of the host's own pages, which it alone can show; see `sampan_engine::view::VIEWER`.
    pub is_viewer: bool,
    /// The document of ours that draws a page of the mini program; see `page`.
    pub is_page: bool,
    /// That document has said that it is there.
    pub is_ready: bool,
    /// It has been given something to draw.
    pub is_filled: bool,
    /// Where a document that was loaded ahead is on the way to a page.
    pub ahead: Ahead,
    /// A dialog is open that nobody has answered.
    pub dialog: bool,
    /// What the target was told of screen and place.
    pub fit: Fit,
    pub console: console::Flow,
    pub chooser: Option<Chooser>,
}

/// A document that draws pages and was loaded before there was one for it. Only as its page's own it may say that it is
/// ready: what it is given before that would be forgotten with its next word.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) enum Ahead {
    /// It was not loaded ahead, or has the address of its page.
    #[default]
    No,
    /// It is loading, or has no page yet.
    Waits,
    /// Its page came before it was there: the page's address.
    Wanted(String),
}

/// A load on its way, and what became of it.
#[derive(Default)]
pub(crate) struct Loading {
    pub sequence: u64,
    /// `Page.navigate` was sent and not answered yet.
    pub requested: Option<u64>,
    /// Not yet at `DOMContentLoaded`.
    pub unfinished: Option<u64>,
    /// What was asked for last.
    pub url: String,
    /// The next request of the main frame is not let out: the one before took too long.
    pub hold_back: bool,
    /// Why the browser's error page is about to be shown.
    pub problem: Option<Problem>,
    /// The browser's error page is the current document: the address that failed, and how far the page is.
    pub error: Option<(String, ErrorPage)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum ErrorPage {
    Loading,
    Loaded,
    /// Our words stand in it. That fires its load event once more.
    Replaced,
}

pub(crate) struct Document {
    pub id: DocumentId,
    pub url: String,
    /// The main world, once it exists.
    pub context: Option<Context>,
}

#[derive(Clone)]
pub(crate) struct Context {
    /// Unique among the live contexts of one renderer only.
    pub id: i64,
    /// Unique for ever: what replies are addressed to.
    pub unique: String,
    pub origin: String,
    pub main_frame: bool,
    /// Of the page's own scripts, not of an isolated world.
    pub main_world: bool,
}

/// What the web-views of one mini program have in common.
pub(crate) struct Home {
    pub view: Arc<AppView>,
    /// As it is now.
    pub environment: Environment,
    pub uploads: Arc<Uploads>,
}

impl WebView {
    /// Makes a target and prepares it for pages. Waits for the browser.
    pub fn create(hub: &Arc<Hub>, home: &Home, context: &str) -> Result<Arc<Self>, ViewError> {
        let app = &home.view;
        let new_window = !hub.headless && !hub.has_window(&app.app);
        let window = new_window.then_some((home.environment.profile.width, home.environment.profile.height));
        let (target, session) = target::create(hub, context, window)?;
        let uploads = home.uploads.clone();
        let view = Arc::new(Self {
            app: app.clone(),
            target,
            session,
            uploads,
            hand: Hand::default(),
            requests: Mutex::default(),
            state: Mutex::default(),
        });
        hub.remember(&view);
        view.prepare(hub, &home.environment).inspect_err(|_| {
            hub.forget(&view);
            hub.close_target(&view.target);
        })?;
        Ok(view)
    }

    /// Sends the whole set-up and waits for every answer. A navigation sent before that can move the page to a new
    /// renderer which then knows nothing of it: the bridge would be missing in some starts.
    fn prepare(&self, hub: &Hub, environment: &Environment) -> Result<(), ViewError> {
        let fit = Fit { profile: environment.profile.clone(), frame: None };
        let mut commands = vec![
            ("Page.enable", json!({})),
            ("Inspector.enable", json!({})),
            ("Runtime.enable", json!({})),
            ("Runtime.addBinding", json!({ "name": bridge::POST })),
            ("Page.addScriptToEvaluateOnNewDocument", json!({ "source": bridge::PRELUDE })),
            ("Fetch.enable", intercept::patterns()),
            ("Emulation.setTouchEmulationEnabled", json!({ "enabled": true, "maxTouchPoints": 5 })),
            // A page below another one in the stack keeps its timers, as on a phone; a hidden tab's would be throttled
            // to one a second.
            ("Emulation.setFocusEmulationEnabled", json!({ "enabled": true })),
            ("Page.setInterceptFileChooserDialog", json!({ "enabled": true })),
        ];
        if !hub.headless {
            let touch = json!({ "enabled": true, "configuration": "mobile" });
            commands.push(("Emulation.setEmitTouchEventsForMouse", touch));
        }
        commands.extend(fit.commands());
        self.state().fit = fit;
        let ask = |(method, params): &(&str, _)| hub.cdp.call(Some(&self.session), method, params);
        let needed: Vec<_> = commands.iter().map(ask).collect();
        let wanted: Vec<_> = environment::first(hub, &self.app, environment).iter().map(ask).collect();
        ask(&("Runtime.runIfWaitingForDebugger", json!({}))).wait(target::LIMIT)?;
        needed.into_iter().try_for_each(|answer| answer.wait(target::LIMIT).map(drop))?;
        for answer in wanted {
            // A browser that does not know a language or a time zone shows pages all the same.
            if let Err(error) = answer.wait(target::LIMIT) {
                tracing::warn!(%error, "the browser does not follow the device");
            }
        }
        Ok(())
    }

    pub fn state(&self) -> std::sync::MutexGuard<'_, State> {
        lock(&self.state)
    }

    pub fn page(&self) -> Option<PageId> {
        self.state().page
    }

    /// An address that the engine gave decides what kind of document is shown from now on.
    pub fn is_to_show(&self, url: &str) {
        let is_page = page::is_one(&self.app.package.get(), url);
        let mut state = self.state();
        state.is_viewer = url.starts_with(VIEWER);
        state.is_page = is_page;
    }

    pub fn attach(&self, page: PageId) {
        self.state().page = Some(page);
    }

    /// From now on nothing is reported of it.
    pub fn detach(&self) -> Option<PageId> {
        self.state().page.take()
    }

    pub fn is_dead(&self) -> bool {
        self.state().dead
    }
}
