//! Requests that do not simply go to the network: documents, which the domain rules must allow first, and addresses of
//! Sampan's own that are served from the package or from memory.
//!
//! | address | who gets it |
//! | --- | --- |
//! | `https://<app>.sampan.localhost/…` | this mini program: the files of its static path |
//! | `https://sampan.localhost/…` | everybody: what [`CdpView::serve`](crate::CdpView::serve) was given |
//! | any other `*.sampan.localhost` | nobody |

use std::sync::Arc;

use base64::Engine as _;
use sampan_engine::view::ViewEvent;
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use crate::error_page::{Problem, escape};
use crate::hub::Hub;
use crate::web_view::WebView;

/// Where [`Hub::served`] answers.
const SHARED: &str = "sampan.localhost";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Paused {
    request_id: String,
    request: Request,
    frame_id: String,
    resource_type: String,
}

#[derive(Deserialize)]
struct Request {
    url: String,
}

/// What `Fetch.enable` is asked to hold: every document, redirects included, and everything of Sampan's own.
pub(crate) fn patterns() -> Value {
    json!({ "patterns": [
        { "urlPattern": "*", "resourceType": "Document" },
        { "urlPattern": "*://sampan.localhost/*" },
        { "urlPattern": "*://*.sampan.localhost/*" },
    ] })
}

enum Verdict {
    Network,
    Shared(Url),
    Packaged(Url),
    Fail(&'static str),
}

/// `Fetch.requestPaused`.
pub(crate) fn paused(hub: &Arc<Hub>, view: &Arc<WebView>, event: Paused) {
    let id = event.request_id;
    let main = event.resource_type == "Document" && event.frame_id == view.target;
    let verdict = if main && !may_navigate(hub, view, &event.request.url) {
        Verdict::Fail("BlockedByClient")
    } else {
        judge(view, &event.request.url)
    };
    match verdict {
        Verdict::Network => {
            hub.cdp.send(Some(&view.session), "Fetch.continueRequest", &json!({ "requestId": id }));
        }
        Verdict::Fail(reason) => {
            let params = json!({ "requestId": id, "errorReason": reason });
            hub.cdp.send(Some(&view.session), "Fetch.failRequest", &params);
        }
        Verdict::Shared(url) => {
            let found = hub.served(url.path()).map(|(bytes, kind)| (bytes.as_slice().to_vec(), kind));
            respond(hub, view, &id, found.ok_or_else(|| format!("{url}: nothing is served here")), true);
        }
        Verdict::Packaged(url) => {
            let (hub2, view2) = (hub.clone(), view.clone());
            hub.in_background(move || {
                respond(&hub2, &view2, &id, view2.app.package.static_file(url.path()), false);
            });
        }
    }
}

/// Whether the main frame may go there. A refusal is reported, and shown once the browser's error page has loaded.
fn may_navigate(hub: &Hub, view: &WebView, url: &str) -> bool {
    let mut state = view.state();
    if std::mem::take(&mut state.loading.hold_back) {
        return false;
    }
    let Err(rule) = view.app.domains.check(url) else { return true };
    state.loading.problem = Some(Problem::refused(url, &rule));
    let page = state.page;
    drop(state);
    if let Some(page) = page {
        hub.emit(ViewEvent::NavigationRefused { page, url: url.to_owned(), rule });
    }
    false
}

fn judge(view: &WebView, address: &str) -> Verdict {
    let Ok(url) = Url::parse(address) else { return Verdict::Network };
    let host = url.host_str().unwrap_or_default();
    if host != SHARED && !host.ends_with(".sampan.localhost") {
        return Verdict::Network;
    }
    let origin = url.origin().ascii_serialization();
    if origin == "https://sampan.localhost" {
        Verdict::Shared(url)
    } else if origin == view.app.package.local_origin() {
        Verdict::Packaged(url)
    } else {
        Verdict::Fail("BlockedByClient")
    }
}

/// Answers the held request. `shared` resources may be used by pages of every origin.
fn respond(hub: &Hub, view: &WebView, id: &str, file: Result<(Vec<u8>, String), String>, shared: bool) {
    let (status, bytes, kind) = match file {
        Ok((bytes, kind)) => (200, bytes, kind),
        Err(reason) => {
            let html = format!("<!doctype html><title>404</title><p>{}</p>", escape(&reason));
            (404, html.into_bytes(), "text/html".to_owned())
        }
    };
    let mut headers = vec![
        json!({ "name": "Content-Type", "value": with_charset(kind) }),
        json!({ "name": "Cache-Control", "value": "no-store" }),
    ];
    if shared {
        headers.push(json!({ "name": "Access-Control-Allow-Origin", "value": "*" }));
        headers.push(json!({ "name": "Cross-Origin-Resource-Policy", "value": "cross-origin" }));
    }
    let body = base64::engine::general_purpose::STANDARD.encode(bytes);
    let params = json!({ "requestId": id, "responseCode": status, "responseHeaders": headers, "body": body });
    hub.cdp.send(Some(&view.session), "Fetch.fulfillRequest", &params);
}

/// Text in a package is UTF-8; without being told, the browser would guess.
fn with_charset(kind: String) -> String {
    let text = kind.starts_with("text/")
        || matches!(kind.as_str(), "application/json" | "application/javascript" | "image/svg+xml");
    if text && !kind.contains("charset") { format!("{kind}; charset=utf-8") } else { kind }
}
