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
use crate::web_view::WebView;

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
    hub.cdp.send(Some(&view.session), "Page.navigate", &json!({ "url": url }));
}

/// The document is there and draws no page yet.
pub(crate) fn is_empty(view: &WebView) -> bool {
    let state = view.state();
    state.is_page && state.is_ready && !state.is_filled
}

/// Gives a document that was loaded ahead the address of its page. It says once more that it is ready.
pub(crate) fn place(hub: &Hub, view: &WebView, page: PageId, url: &str) {
    url.clone_into(&mut view.state().loading.url);
    bridge::deliver(hub, page, None, "place", &json!(url).to_string());
}

/// A message of the document; its origin has been checked.
pub(crate) fn called(hub: &Hub, page: PageId, payload: &str) {
    if payload == READY {
        return hub.emit(ViewEvent::PageReady { page });
    }
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
