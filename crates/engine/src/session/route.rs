//! Routing carried out: the page stack says which steps, this does them.

use serde_json::{Value, json};

use super::{Page, Session};
use crate::bars::Look;
use crate::bridge::Caller;
use crate::error::ApiError;
use crate::id::{AppId, PageId};
use crate::logic::LogicCommand;
use crate::package::Package;
use crate::page_stack::{Route, Step};
use crate::trace::{NavigateKind, TraceEvent};

impl Session {
    /// A routing call. A relative address starts at the page that holds the H5 page, or at the page on top.
    pub fn route(&mut self, caller: &Caller, route: &Route) -> Result<(), ApiError> {
        let page = self.caller_page(caller);
        let from = page.and_then(|page| self.running.get(&caller.app)?.stack.find(page));
        let from = from.map(|entry| entry.path.clone()).unwrap_or_default();
        self.route_app(&caller.app, route, &from)?;
        self.trace_navigation(&caller.app, kind(route));
        Ok(())
    }

    /// Carries out a route and leaves it to the caller to tell of it.
    pub(super) fn route_app(&mut self, id: &AppId, route: &Route, from: &str) -> Result<(), ApiError> {
        let app = self.running.get_mut(id).ok_or(ApiError::Interrupted)?;
        let last = &mut self.last_page;
        let mut next = || {
            *last += 1;
            PageId(*last)
        };
        let steps = app
            .stack
            .apply(route, from, &*app.setup.package, &mut next)
            .map_err(|error| ApiError::fail(error.to_string()))?;
        let reason = match route {
            Route::NavigateBack { .. } => "the page was gone back from",
            _ => "the page was destroyed",
        };
        self.close_viewer();
        self.drop_toast();
        self.menu = false;
        for step in steps {
            if let Step::Close(page) = step {
                self.close_page(id, page, reason);
            } else {
                self.step(id, step);
            }
        }
        Ok(())
    }

    /// Closes every page of a mini program, as when it is closed itself.
    pub(super) fn close_pages(&mut self, id: &AppId) {
        let Some(app) = self.running.get_mut(id) else { return };
        for step in app.stack.close_all() {
            if let Step::Close(page) = step {
                self.close_page(id, page, "the mini program was closed");
            }
        }
    }

    fn step(&mut self, id: &AppId, step: Step) {
        match step {
            Step::Hide(page) => self.page_hook(id, page, "onHide"),
            Step::Show(page) => {
                self.page_hook(id, page, "onShow");
                if self.foreground.as_ref() == Some(id) {
                    self.parts.view.show(page);
                }
            }
            Step::Ready(page) => self.page_hook(id, page, "onReady"),
            Step::Open(page) => self.open_page(id, page),
            Step::Close(page) => self.close_page(id, page, "the page was destroyed"),
        }
    }

    pub(super) fn page_hook(&self, id: &AppId, page: PageId, hook: &'static str) {
        self.tell_logic(id, LogicCommand::Page { page, hook, options: Value::Null });
    }

    fn open_page(&mut self, id: &AppId, page: PageId) {
        let Some(app) = self.running.get_mut(id) else { return };
        let Some(entry) = app.stack.find(page).cloned() else { return };
        let (look, title) = look_of(&app.setup.package, &entry.path, app.dark);
        app.pages.insert(page, Page { title, look, ..Page::default() });
        let exit_state = app.exit_state.take();
        let query = entry.query_object();
        self.note_orientation(id, &entry.path);
        self.fit(id, page);
        if let Some(data) = exit_state {
            self.tell_logic(id, LogicCommand::ExitState { page, data });
        }
        self.tell_logic(id, LogicCommand::OpenPage { page, path: entry.path, query });
    }

    /// Only the person turns the phone.
    fn note_orientation(&self, id: &AppId, path: &str) {
        let Some(app) = self.running.get(id) else { return };
        let package = &app.setup.package;
        let own = package.page_config(path).unwrap_or_default().page_orientation;
        let wanted = own.or_else(|| package.config.window.page_orientation.clone());
        let profile = app.setup.device.profile();
        if wanted.as_deref() == Some("landscape") && profile.height > profile.width {
            self.notice(format!(
                "{path} wants a phone that lies on its side (pageOrientation); turn it, or set device.orientation"
            ));
        }
    }

    /// What still waits for `bindmessage` is delivered first, while the handler is still there.
    pub(super) fn close_page(&mut self, id: &AppId, page: PageId, reason: &str) {
        self.prompts.drop_page(page);
        self.sheets.drop_page(page);
        self.flush_messages(id, page, reason);
        self.tell_logic(id, LogicCommand::ClosePage { page });
        self.parts.view.close(page);
        let Some(app) = self.running.get_mut(id) else { return };
        app.pages.remove(&page);
        if let Some((_, share)) = app.shares.remove(&page) {
            let _ = share.send(Err("the page was closed".to_owned()));
        }
    }

    pub(super) fn trace_navigation(&self, id: &AppId, kind: NavigateKind) {
        let Some(app) = self.running.get(id) else { return };
        let path = app.stack.top().map(|entry| entry.path.clone()).unwrap_or_default();
        self.trace(TraceEvent::Navigate { app: id.clone(), kind, path, url: None, stack: app.stack.paths() });
    }

    /// The navigation bar's back button when the H5 history has nowhere to go.
    pub fn back_page(&mut self) -> Result<(), String> {
        let id = self.foreground.clone().ok_or("no mini program is open")?;
        self.route_app(&id, &Route::NavigateBack { delta: 1 }, "").map_err(|error| error.to_string())?;
        self.trace_navigation(&id, NavigateKind::NavigateBack);
        Ok(())
    }
}

/// How the configuration wants a page's bars, and its title.
pub(super) fn look_of(package: &Package, path: &str, dark: bool) -> (Look, String) {
    let window = package.themes.window(dark, &package.page_config(path).unwrap_or_default());
    let look = Look::of(&package.themes.window(dark, &package.config.window), &window);
    let default = &package.config.window.navigation_bar_title_text;
    (look, window.navigation_bar_title_text.or_else(|| default.clone()).unwrap_or_default())
}

fn kind(route: &Route) -> NavigateKind {
    match route {
        Route::NavigateTo { .. } => NavigateKind::NavigateTo,
        Route::RedirectTo { .. } => NavigateKind::RedirectTo,
        Route::NavigateBack { .. } => NavigateKind::NavigateBack,
        Route::SwitchTab { .. } => NavigateKind::SwitchTab,
        Route::ReLaunch { .. } => NavigateKind::ReLaunch,
    }
}

/// The object of launch options that `App` hooks get.
pub(super) fn launch_options(path: &str, query: &Value, scene: u32, referrer: &Value) -> Value {
    json!({ "path": path, "query": query, "scene": scene, "referrerInfo": referrer, "apiCategory": "default" })
}
