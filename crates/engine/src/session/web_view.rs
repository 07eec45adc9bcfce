//! The web-view of a page at work: what it shows, what comes of it, and the messages both ways.

use futures::channel::oneshot;
use serde_json::{Value, json};

use super::watch::KnownHistory;
use super::{Session, Share, ShareTo};
use crate::bridge::Caller;
use crate::error::ApiError;
use crate::id::{AppId, DocumentId, PageId};
use crate::logic::{LogicCommand, WebViewElement};
use crate::trace::{Direction, MessageState, NavigateKind, TraceEvent};
use crate::view::VIEWER;
use crate::web_view::WebView;

impl Session {
    /// The rendered page has a web-view, another `src`, or none any more.
    pub fn web_view_changed(&mut self, id: &AppId, page: PageId, element: Option<WebViewElement>) {
        let Some(state) = self.page_mut(page) else { return };
        let Some(element) = element else {
            self.flush_messages(id, page, "the web-view was removed");
            self.parts.view.close(page);
            if let Some(state) = self.page_mut(page) {
                state.web_view = WebView::default();
                state.history = KnownHistory::default();
                state.loading = false;
                // With the web-view the view has forgotten where it was.
                state.frame = None;
            }
            self.fit(id, page);
            return;
        };
        let old = state.web_view.element.replace(element.clone());
        if std::mem::take(&mut state.has_view) {
            state.frame = None;
            // Its document must not be a step in the web-view's history.
            self.parts.view.close(page);
        }
        self.fit(id, page);
        let same_src = old.is_some_and(|old| old.src == element.src);
        if !same_src && !element.src.is_empty() {
            self.load(id, page, &element.src);
        }
    }

    fn load(&mut self, id: &AppId, page: PageId, src: &str) {
        let Some(app) = self.running.get(id) else { return };
        let page_origin = app.setup.package.page_origin();
        match app.setup.package.web_view_address(src).and_then(|address| not_our_own(address, &page_origin)) {
            Ok(address) => {
                if let Some(state) = self.page_mut(page) {
                    state.web_view.target.clone_from(&address);
                    state.web_view.url.clone_from(&address);
                    state.loading = true;
                }
                self.parts.view.load(id, page, &address);
            }
            Err(reason) => {
                self.parts.view.fail(id, page, src, &reason);
                self.navigation_refused(page, src, &reason);
            }
        }
        if self.current_page() == Some(page) {
            self.parts.view.show(page);
        }
    }

    /// Whether this origin may call at all, at this moment.
    pub fn may_call(&self, page: PageId, origin: &str) -> Result<(), String> {
        let app = self.app_of(page).and_then(|id| self.running.get(&id)).ok_or("the page is closed")?;
        app.setup.domains.check(origin)
    }

    pub fn document_opened(&mut self, page: PageId, document: DocumentId, url: String) {
        if let Some(state) = self.page_mut(page) {
            state.web_view.document = Some(document);
            state.web_view.url = url;
            state.loading = true;
        }
    }

    pub fn navigated(&mut self, page: PageId, url: String, same_document: bool) {
        let Some(id) = self.app_of(page) else { return };
        if let Some(state) = self.page_mut(page) {
            state.web_view.url.clone_from(&url);
        }
        let app = &self.running[&id];
        let path = app.stack.find(page).map(|entry| entry.path.clone()).unwrap_or_default();
        let kind = if same_document { NavigateKind::History } else { NavigateKind::WebView };
        self.trace(TraceEvent::Navigate { app: id, kind, path, url: Some(url), stack: app.stack.paths() });
    }

    pub fn title_changed(&mut self, page: PageId, title: String) {
        if let Some(state) = self.page_mut(page) {
            state.title = title;
        }
    }

    pub fn loaded(&mut self, page: PageId, url: &str) {
        self.viewer_shown(page);
        self.stop_loading(page);
        let Some(id) = self.app_of(page) else { return };
        let src = self.spoken_address(&id, url);
        self.web_view_event(&id, page, "load", json!({ "src": src }));
    }

    pub fn load_failed(&mut self, page: PageId, url: &str, reason: &str) {
        self.viewer_shown(page);
        self.stop_loading(page);
        let Some(id) = self.app_of(page) else { return };
        self.host_error(&id, reason.to_owned());
        self.load_error(&id, page, url);
        self.give_up(&id, page, reason);
    }

    fn stop_loading(&mut self, page: PageId) {
        if let Some(state) = self.page_mut(page) {
            state.loading = false;
        }
    }

    pub fn navigation_refused(&mut self, page: PageId, url: &str, rule: &str) {
        self.stop_loading(page);
        let Some(id) = self.app_of(page) else { return };
        self.trace(TraceEvent::Refused { app: id.clone(), rule: rule.to_owned(), url: url.to_owned() });
        self.load_error(&id, page, url);
        self.give_up(&id, page, rule);
    }

    /// A bare page that never loaded leaves nothing to run.
    fn give_up(&mut self, id: &AppId, page: PageId, reason: &str) {
        let never_loaded = self.page(page).is_some_and(|state| state.web_view.document.is_none());
        if never_loaded && self.running.get(id).is_some_and(|app| app.setup.package.is_generated()) {
            self.end(1, reason);
        }
    }

    /// `url` and `fullUrl` are TCMPP's keys, `src` is WeChat's.
    fn load_error(&self, id: &AppId, page: PageId, url: &str) {
        let short = url.split(['?', '#']).next().unwrap_or(url);
        self.web_view_event(id, page, "error", json!({ "url": short, "fullUrl": url, "src": url }));
    }

    fn web_view_event(&self, id: &AppId, page: PageId, event: &'static str, detail: Value) {
        self.tell_logic(id, LogicCommand::WebView { page, event, detail });
    }

    /// An address as the mini program knows it: a packaged page in its `file://` form.
    fn spoken_address(&self, id: &AppId, url: &str) -> String {
        let origin = self.running.get(id).map(|app| app.setup.package.local_origin()).unwrap_or_default();
        match url.strip_prefix(&origin) {
            Some(path) if !origin.is_empty() => format!("file:/{path}"),
            _ => url.to_owned(),
        }
    }

    /// `postMessage`: waits in the queue.
    pub fn post_message(&mut self, caller: &Caller, message: Value) -> Result<(), ApiError> {
        let page = caller.page.ok_or(ApiError::Interrupted)?;
        let Some(state) = self.page_mut(page) else {
            self.trace_message(
                caller,
                page,
                "postMessage",
                message,
                MessageState::Lost,
                "the page is closed",
            );
            return Err(ApiError::Interrupted);
        };
        state.web_view.queue(message.clone());
        self.trace_message(
            caller,
            page,
            "postMessage",
            message,
            MessageState::Queued,
            "waits for back, destroy or share",
        );
        Ok(())
    }

    /// Delivers what waits to `bindmessage`.
    pub(super) fn flush_messages(&mut self, id: &AppId, page: PageId, reason: &str) {
        let Some(state) = self.page_mut(page) else { return };
        let Some(detail) = state.web_view.flush() else { return };
        let heard =
            state.web_view.element.as_ref().is_some_and(|e| e.listeners.iter().any(|l| l == "message"));
        let (state, reason) = if heard {
            (MessageState::Delivered, reason)
        } else {
            (MessageState::Lost, "the web-view has no bindmessage")
        };
        self.trace(TraceEvent::Message {
            app: id.clone(),
            page,
            direction: Direction::ToMiniProgram,
            kind: "postMessage".to_owned(),
            state,
            data: detail["data"].clone(),
            reason: Some(reason.to_owned()),
        });
        self.web_view_event(id, page, "message", detail);
    }

    /// `sendWebviewEvent` from H5: at once, to `bindevent`.
    pub fn event_to_mini_program(&mut self, caller: &Caller, data: Value) -> Result<(), ApiError> {
        let page = caller.page.ok_or(ApiError::Interrupted)?;
        let state = self.page(page).ok_or(ApiError::Interrupted)?;
        let heard = state.web_view.element.as_ref().is_some_and(|e| e.listeners.iter().any(|l| l == "event"));
        let (state, reason) = if heard {
            (MessageState::Delivered, "at once")
        } else {
            (MessageState::Lost, "the web-view has no bindevent")
        };
        self.trace_message(caller, page, "sendWebviewEvent", data.clone(), state, reason);
        self.web_view_event(&caller.app, page, "event", json!({ "data": data }));
        Ok(())
    }

    /// `wx.sendWebviewEvent` from the mini program: to the H5 page on the page on top.
    pub fn event_to_page(&mut self, caller: &Caller, data: Value) -> Result<(), ApiError> {
        let page = self.caller_page(caller).ok_or(ApiError::Interrupted)?;
        let document = self.page(page).and_then(|state| state.web_view.document);
        let (state, reason) = match document {
            Some(_) => {
                (MessageState::Delivered, "at once; a page that has not called onWebviewEvent yet drops it")
            }
            None => (MessageState::Lost, "the page on top has no web-view with a loaded page"),
        };
        self.trace(TraceEvent::Message {
            app: caller.app.clone(),
            page,
            direction: Direction::ToPage,
            kind: "sendWebviewEvent".to_owned(),
            state,
            data: data.clone(),
            reason: Some(reason.to_owned()),
        });
        if document.is_none() {
            return Err(ApiError::fail(reason));
        }
        // What has been answered before goes out before.
        self.flush();
        self.parts.view.emit(page, "webviewEvent", &json!({ "data": data }));
        Ok(())
    }

    /// Shares the page on top: the messages first, then the page's own handler.
    pub fn share(&mut self, to: ShareTo, answer: oneshot::Sender<Result<Share, String>>) {
        let options = if to == ShareTo::Friend { json!({ "from": "menu" }) } else { json!({}) };
        self.share_from(to, options, answer);
    }

    /// The same, with what the page's handler is told about how it came to it.
    pub fn share_from(
        &mut self,
        to: ShareTo,
        mut options: Value,
        answer: oneshot::Sender<Result<Share, String>>,
    ) {
        let (Some(id), Some(page)) = (self.foreground.clone(), self.current_page()) else {
            let _ = answer.send(Err("no page is open".to_owned()));
            return;
        };
        if to != ShareTo::Favorites {
            self.flush_messages(&id, page, "the page was shared");
        }
        if let Some(url) = self.share_url(&id, page) {
            options["webViewUrl"] = url.into();
        }
        if let Some(app) = self.running.get_mut(&id) {
            app.shares.insert(page, (to, answer));
        }
        self.tell_logic(&id, LogicCommand::Share { page, hook: to.hook(), options });
    }

    pub fn shared(&mut self, id: &AppId, page: PageId, card: Option<Value>) {
        let web_view_url = self.share_url(id, page);
        let Some((to, answer)) = self.running.get_mut(id).and_then(|app| app.shares.remove(&page)) else {
            return;
        };
        let _ = answer.send(match card {
            Some(card) => Ok(Share { card, web_view_url }),
            // A favourite without a card of its own is the page as it is (WeChat documentation).
            None if to == ShareTo::Favorites => Ok(Share { card: json!({}), web_view_url }),
            None => Err(format!("the page has no {}, so it cannot be shared there", to.hook())),
        });
    }

    /// Copies the web-view's link; this too delivers the messages (older TCMPP text, WeChat 2.31.1).
    pub fn copy_link(&mut self) -> Result<String, String> {
        let (id, page) = self.foreground.clone().zip(self.current_page()).ok_or("no page is open")?;
        self.flush_messages(&id, page, "the link was copied");
        let url = self.share_url(&id, page).ok_or("the page has no web-view")?;
        self.device(&id).copy(url.clone());
        Ok(url)
    }

    pub(super) fn share_url(&self, id: &AppId, page: PageId) -> Option<String> {
        let web_view = &self.page(page)?.web_view;
        web_view.element.as_ref().map(|_| self.spoken_address(id, &web_view.url))
    }

    fn trace_message(
        &self,
        caller: &Caller,
        page: PageId,
        kind: &str,
        data: Value,
        state: MessageState,
        reason: &str,
    ) {
        self.trace(TraceEvent::Message {
            app: caller.app.clone(),
            page,
            direction: Direction::ToMiniProgram,
            kind: kind.to_owned(),
            state,
            data,
            reason: Some(reason.to_owned()),
        });
    }
}

/// The view would take it for a page of the host's own.
fn not_our_own(address: String, page_origin: &str) -> Result<String, String> {
    let is_page = address.strip_prefix(page_origin).is_some_and(|rest| !rest.starts_with('.'));
    if address.starts_with(VIEWER) || is_page {
        return Err("the host's own pages are not a mini program's to show".to_owned());
    }
    Ok(address)
}
