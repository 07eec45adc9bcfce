//! The document that draws a page of the mini program: what it is served, what it says, and how operations get in.
//!
//! It stands at the page's own path on [`Package::page_origin`], so that relative addresses mean what they mean in the
//! program. Everything below that origin is the host's or a file of the package; of the package no script runs there.
//! Whether a document is one of these is decided by the address that the engine gave, never by what it says.

use std::sync::Arc;

use sampan_engine::id::PageId;
use sampan_engine::package::Package;
use sampan_engine::style::STYLE;
use sampan_engine::view::{NetworkRequest, ViewEvent};
use serde_json::json;
use url::Url;

use crate::answer::File;
use crate::bridge;
use crate::hub::Hub;
use crate::web_view::{Ahead, State, WebView};

/// Where the document's own scripts stand; [`CdpView::serve`](crate::CdpView::serve) has them below the same path.
pub(crate) const OWN: &str = "/__page__/";

/// What the document says when it can take operations; see packages/wxml.
pub(crate) const READY: &str = "\"ready\"";

/// Only our scripts run. `style-src` must take the sheets that components bring along.
const POLICY: &str = "default-src 'self' https: http: data: blob:; script-src 'self'; style-src 'self' 'unsafe-inline' \
                      https: http: data:; object-src 'none'; frame-src 'none'; base-uri 'self'; form-action 'none'";

pub(crate) fn is_one(package: &Package, url: &str) -> bool {
    url.strip_prefix(&package.page_origin()).is_some_and(|rest| rest.starts_with('/'))
}

/// What a page is drawn with, and nothing that its mini program has asked for: the document, our scripts, its style sheets.
pub(crate) fn is_ours(package: &Package, request: &NetworkRequest) -> bool {
    let Some(path) = request.url.strip_prefix(&package.page_origin()) else { return false };
    [OWN, STYLE].iter().any(|below| path.starts_with(below))
        || request.kind == "document"
        || (request.kind == "other" && path == "/favicon.ico")
}

/// A file of the page's origin. `is_document`: it is asked for as the page's main document.
pub(crate) fn file(
    hub: &Hub,
    view: &WebView,
    url: &Url,
    is_document: bool,
) -> Result<File<Arc<[u8]>>, String> {
    let path = url.path();
    let none = || format!("{path}: there is no such file in the mini program");
    if is_document {
        let (bytes, media_type) = hub.served(OWN).ok_or_else(none)?;
        return Ok(File { bytes, media_type });
    }
    if path.starts_with(OWN) {
        let (bytes, media_type) = hub.served(path).ok_or_else(none)?;
        return Ok(File { bytes, media_type });
    }
    if path.starts_with(STYLE) {
        let css = view.app.package.get().styles.get(path).ok_or_else(none)?;
        return Ok(File { bytes: Arc::from(css.as_bytes()), media_type: "text/css".to_owned() });
    }
    // A relative address in a style sheet starts where the sheet stands.
    let bytes = view.app.package.get().page_file(path).ok_or_else(none)?;
    let media_type = mime_guess::from_path(path).first_or_octet_stream().to_string();
    // A file of the program is never a script here.
    let media_type = if media_type.contains("javascript") { "text/plain".to_owned() } else { media_type };
    Ok(File { bytes: bytes.into(), media_type })
}

pub(crate) fn policy() -> (&'static str, String) {
    ("Content-Security-Policy", POLICY.to_owned())
}

/// Whether this page of the program is likely to hold a web-view. A guess from its template alone: one in a component or an
/// import is not seen.
pub(crate) fn seems_web_view(package: &Package, path: &str) -> bool {
    let template = package.read_text(&format!("{path}.wxml")).ok().flatten();
    template.is_some_and(|template| template.contains("<web-view"))
}

/// Loads the document before there is a page for it.
pub(crate) fn load_ahead(hub: &Hub, view: &WebView) {
    let url = format!("{}/", view.app.package.get().page_origin());
    view.is_to_show(&url);
    view.state().ahead = Ahead::Waits;
    hub.cdp.send(Some(&view.session), "Page.navigate", &json!({ "url": url }));
}

/// Uses a document that was loaded ahead for its page, as soon as it is there. False when there is none.
pub(crate) fn take_over(hub: &Hub, view: &WebView, page: PageId, url: &str) -> bool {
    let mut state = view.state();
    match state.taken_over(url) {
        TakenOver::No => return false,
        TakenOver::Later => {}
        TakenOver::Now => {
            drop(state);
            place(hub, page, url);
        }
    }
    true
}

/// It did not come in time: the page's document is loaded like any other.
pub(crate) fn give_up_ahead(view: &WebView) -> bool {
    let ahead = &mut view.state().ahead;
    let is_late = matches!(ahead, Ahead::Wanted(_));
    if is_late {
        *ahead = Ahead::No;
    }
    is_late
}

enum TakenOver {
    No,
    Later,
    Now,
}

impl State {
    fn taken_over(&mut self, url: &str) -> TakenOver {
        if !self.is_page || self.ahead != Ahead::Waits {
            return TakenOver::No;
        }
        url.clone_into(&mut self.loading.url);
        self.ahead = if self.is_ready { Ahead::No } else { Ahead::Wanted(url.to_owned()) };
        if self.is_ready { TakenOver::Now } else { TakenOver::Later }
    }

    /// The document has said that it is ready. Gives the address that it is to have first.
    pub fn readied(&mut self) -> Readied {
        self.is_ready = true;
        match std::mem::take(&mut self.ahead) {
            Ahead::No => Readied::ForItsPage,
            Ahead::Waits => {
                self.ahead = Ahead::Waits;
                Readied::Ahead
            }
            Ahead::Wanted(url) => Readied::Wanted(url),
        }
    }
}

/// A document that is ready, and for what.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Readied {
    ForItsPage,
    /// There is no page yet, or it is not known yet that there is one.
    Ahead,
    /// The page of this address.
    Wanted(String),
}

/// Gives a document that was loaded ahead the address of its page. It says once more that it is ready.
pub(crate) fn place(hub: &Hub, page: PageId, url: &str) {
    bridge::deliver(hub, page, None, "place", &json!(url).to_string());
}

/// The document is there; its origin has been checked.
pub(crate) fn ready(hub: &Hub, page: PageId, readied: Readied) {
    match readied {
        Readied::ForItsPage => hub.emit(ViewEvent::PageReady { page }),
        Readied::Ahead => {}
        Readied::Wanted(url) => place(hub, page, &url),
    }
}

/// A message of the document; its origin has been checked.
pub(crate) fn called(hub: &Hub, page: PageId, payload: &str) {
    hub.emit(ViewEvent::PageEvents { page, events: payload.to_owned() });
}

/// Hands operations in. The text goes as one string literal and is parsed there.
pub(crate) fn update(hub: &Arc<Hub>, page: PageId, operations: &str) {
    let Some(view) = hub.view_of(page) else { return };
    let mut state = view.state();
    if !state.is_page {
        return;
    }
    let is_first = !std::mem::replace(&mut state.is_filled, true);
    drop(state);
    bridge::deliver(hub, page, None, "operations", operations);
    if is_first {
        refill_when_painted(hub, &view);
    }
}

/// Not before: a page that is being made takes time from the one that is drawn.
fn refill_when_painted(hub: &Arc<Hub>, view: &WebView) {
    // A page that is covered at once has no frames.
    let painted = "new Promise(done => { requestAnimationFrame(() => requestAnimationFrame(done)); setTimeout(done, 500) })";
    let params = json!({ "expression": painted, "awaitPromise": true });
    let (hub2, app) = (hub.clone(), view.app.app.clone());
    hub.cdp.call_then(Some(&view.session), "Runtime.evaluate", &params, move |_| hub2.refill(&app));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn loaded_ahead() -> State {
        State { is_page: true, ahead: Ahead::Waits, ..State::default() }
    }

    #[test]
    fn a_document_that_is_there_gets_its_page_and_is_ready_for_it_once() {
        let mut state = loaded_ahead();
        assert_eq!(state.readied(), Readied::Ahead);
        assert!(matches!(state.taken_over("u"), TakenOver::Now));
        assert_eq!(state.readied(), Readied::ForItsPage);
        assert!(matches!(state.taken_over("u"), TakenOver::No), "it is the page's now");
    }

    #[test]
    fn a_page_that_comes_before_its_document_waits_for_it() {
        let mut state = loaded_ahead();
        assert!(matches!(state.taken_over("u"), TakenOver::Later));
        assert_eq!(state.readied(), Readied::Wanted("u".to_owned()));
        assert_eq!(state.readied(), Readied::ForItsPage);
    }

    #[test]
    fn a_document_that_was_not_loaded_ahead_is_ready_at_once() {
        let mut state = State { is_page: true, ..State::default() };
        assert!(matches!(state.taken_over("u"), TakenOver::No));
        assert_eq!(state.readied(), Readied::ForItsPage);
    }
}
