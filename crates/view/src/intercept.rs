//! Requests that do not simply go to the network: documents, which the domain rules must allow first, and addresses of
//! Sampan's own that are served from the package or from memory.
//!
//! | address | who gets it |
//! | --- | --- |
//! | `https://<app>.sampan.localhost/__temp__/…` | every page of this mini program: its temporary files |
//! | `https://<app>.sampan.localhost/__files__/…` | likewise: the files that it keeps (`wxfile://…`) |
//! | `https://<app>.sampan.localhost/…` | this mini program: the files of its static path |
//! | `https://<app>.page.sampan.localhost/…` | the documents that draw this mini program's pages (see `page`) |
//! | `https://sampan.localhost/viewer/…` | the host's own pages: they may not be opened by others, nor framed |
//! | `https://sampan.localhost/…` | everybody: what [`CdpView::serve`](crate::CdpView::serve) was given |
//! | any other `*.sampan.localhost` | nobody |

use std::collections::HashMap;
use std::sync::Arc;

use sampan_engine::temp_file::KEPT;
use sampan_engine::view::{VIEWER, ViewEvent};
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use crate::answer::{self, Audience, File};
use crate::error_page::Problem;
use crate::hub::Hub;
use crate::page;
use crate::web_view::{State, WebView};

/// Where the mini program's temporary files stand on its local origin.
const TEMPORARY: &str = "/__temp__/";
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
    headers: HashMap<String, String>,
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
    Temporary(Url),
    Page(Url),
    Fail(&'static str),
}

/// `Fetch.requestPaused`.
pub(crate) fn paused(hub: &Arc<Hub>, view: &Arc<WebView>, event: Paused) {
    let id = event.request_id;
    let range = event.request.headers.into_iter().find(|(name, _)| name.eq_ignore_ascii_case("range"));
    let range = range.map(|(_, value)| value);
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
            let file = hub.served(url.path()).map(|(bytes, media_type)| File { bytes, media_type });
            let file = file.ok_or_else(|| format!("{url}: nothing is served here"));
            answer::send(hub, &view.session, &id, file, range.as_deref(), Audience::Everybody);
        }
        Verdict::Page(url) => {
            let (hub2, view2) = (hub.clone(), view.clone());
            hub.in_background(move || {
                let file = page::file(&hub2, &view2, &url, main);
                let audience = if main { Audience::Page } else { Audience::Own };
                answer::send(&hub2, &view2.session, &id, file, range.as_deref(), audience);
            });
        }
        Verdict::Temporary(url) => {
            let (hub2, view2) = (hub.clone(), view.clone());
            hub.in_background(move || {
                let file = temporary(&view2, url.path());
                answer::send(&hub2, &view2.session, &id, file, range.as_deref(), Audience::EverybodyAsData);
            });
        }
        Verdict::Packaged(url) => {
            let (hub2, view2) = (hub.clone(), view.clone());
            // The host's own pages read a mini program's documents, too.
            let audience = if view.state().is_viewer { Audience::Everybody } else { Audience::Own };
            hub.in_background(move || {
                let file = view2.app.package.get().static_file(url.path());
                let file = file.map(|(bytes, media_type)| File { bytes, media_type });
                answer::send(&hub2, &view2.session, &id, file, range.as_deref(), audience);
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
    let Err(rule) = check(view, &state, url) else { return true };
    state.loading.problem = Some(Problem::refused(url, &rule));
    let page = state.page;
    drop(state);
    if let Some(page) = page {
        hub.emit(ViewEvent::NavigationRefused { page, url: url.to_owned(), rule });
    }
    false
}

/// The host's own pages show nothing else, and nothing else shows them.
fn check(view: &WebView, state: &State, url: &str) -> Result<(), String> {
    let is_own = (state.is_viewer && url.starts_with(VIEWER))
        || (state.is_page && page::is_one(&view.app.package.get(), url));
    if is_own {
        return Ok(());
    }
    if state.is_viewer || state.is_page {
        return Err("the host's own pages lead nowhere else".to_owned());
    }
    view.app.domains.get().check(url)
}

fn temporary(view: &WebView, path: &str) -> Result<File<Arc<[u8]>>, String> {
    let bytes = view.app.temp_files.by_path(path).ok_or_else(|| format!("{path}: no such temporary file"))?;
    let media_type = mime_guess::from_path(path).first_or_octet_stream().to_string();
    Ok(File { bytes, media_type })
}

fn judge(view: &WebView, address: &str) -> Verdict {
    let Ok(url) = Url::parse(address) else { return Verdict::Network };
    let host = url.host_str().unwrap_or_default();
    if host != SHARED && !host.ends_with(".sampan.localhost") {
        return Verdict::Network;
    }
    let origin = url.origin().ascii_serialization();
    if url.as_str().starts_with(VIEWER) && !view.state().is_viewer {
        Verdict::Fail("BlockedByClient")
    } else if origin == "https://sampan.localhost" {
        Verdict::Shared(url)
    } else if origin == view.app.package.get().page_origin() {
        if view.state().is_page { Verdict::Page(url) } else { Verdict::Fail("BlockedByClient") }
    } else if origin == view.app.package.get().local_origin() {
        if url.path().starts_with(TEMPORARY) || url.path().starts_with(KEPT) {
            Verdict::Temporary(url)
        } else {
            Verdict::Packaged(url)
        }
    } else {
        Verdict::Fail("BlockedByClient")
    }
}
