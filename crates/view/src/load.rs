//! A document on its way: asking for it, learning that it is there, and what is shown when it does not come.
//!
//! A failed navigation leaves the browser on an error page of its own, at the failed address, so that reload tries
//! again. Once that has loaded, its content is replaced by ours.

use std::sync::Arc;
use std::time::{Duration, Instant};

use sampan_engine::trace::Level;
use sampan_engine::view::ViewEvent;
use serde::Deserialize;
use serde_json::json;

use crate::cdp::{Answer, lock};
use crate::dialog;
use crate::error_page::{self, Problem};
use crate::hub::Hub;
use crate::web_view::{Document, ErrorPage, WebView};

/// A page whose renderer dies this often within [`CRASH_SPAN`] is not loaded again.
const CRASHES: usize = 3;
const CRASH_SPAN: Duration = Duration::from_mins(1);

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Navigated {
    error_text: Option<String>,
    #[serde(default)]
    is_download: bool,
}

#[derive(Deserialize)]
pub(crate) struct FrameNavigated {
    frame: Frame,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Frame {
    id: String,
    url: String,
    url_fragment: Option<String>,
    unreachable_url: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WindowOpen {
    url: String,
    user_gesture: bool,
}

/// Starts loading, for a limited time.
///
/// With a problem given, an error page is shown instead. It needs a place of its own: the address may be one that no
/// browser would try.
pub(crate) fn start(hub: &Arc<Hub>, view: &Arc<WebView>, url: &str, problem: Option<Problem>) {
    if problem.is_some() {
        let place = format!("{}/", view.app.package.get().local_origin());
        request(hub, view, &place, problem);
        return;
    }
    let Some(page) = view.page() else { return };
    // The interception sees http and https only, and a command of ours may go where a page may not: `file:`, for one.
    if !url.starts_with("https:") && !url.starts_with("http:") {
        let rule = view
            .app
            .domains
            .get()
            .check(url)
            .err()
            .unwrap_or_else(|| "a web-view shows http and https only".into());
        return hub.emit(ViewEvent::NavigationRefused { page, url: url.to_owned(), rule });
    }
    let sequence = request(hub, view, url, None);
    hub.limit(&view.app.app, page, sequence);
}

/// With a problem given, the request is not let out: it fails, and the problem is shown in its place.
fn request(hub: &Arc<Hub>, view: &Arc<WebView>, url: &str, problem: Option<Problem>) -> u64 {
    let sequence = {
        let loading = &mut view.state().loading;
        loading.sequence += 1;
        url.clone_into(&mut loading.url);
        loading.requested = Some(loading.sequence);
        loading.unfinished = Some(loading.sequence);
        loading.hold_back = problem.is_some();
        loading.problem = problem;
        loading.sequence
    };
    let (hub2, view2, url2) = (hub.clone(), view.clone(), url.to_owned());
    hub.cdp.call_then(Some(&view.session), "Page.navigate", &json!({ "url": url }), move |answer| {
        answered(&hub2, &view2, sequence, &url2, answer);
    });
    sequence
}

/// `Page.navigate` has come to something: a document, or an error.
fn answered(hub: &Arc<Hub>, view: &Arc<WebView>, sequence: u64, url: &str, answer: Answer) {
    let mut state = view.state();
    if state.loading.requested != Some(sequence) {
        return; // a later load has taken over
    }
    state.loading.requested = None;
    let (error, is_download) = match answer.map(|json| serde_json::from_str::<Navigated>(json.get())) {
        Ok(Ok(navigated)) => (navigated.error_text, navigated.is_download),
        Ok(Err(error)) => (Some(error.to_string()), false),
        Err(error) => (Some(error), false),
    };
    let Some(error) = error else { return };
    state.loading.unfinished = None;
    // Refused and out of time are known already, and reported.
    let reason = state.loading.problem.is_none().then(|| {
        let reason = if is_download {
            format!("{url} is a file to download, not a page")
        } else {
            error_page::sentence(url, &error)
        };
        state.loading.problem = Some(Problem::failed(url, &reason));
        reason
    });
    let page = state.page;
    let ready = matches!(state.loading.error, Some((_, ErrorPage::Loaded)));
    drop(state);
    if let (Some(page), Some(reason)) = (page, reason) {
        hub.emit(ViewEvent::LoadFailed { page, url: url.to_owned(), reason });
    }
    if ready {
        show_problem(hub, view);
    }
}

/// The load's time is over. With no response at all, the same address is asked for once more and failed at once, which
/// puts the error page in its place; a document that has begun stays.
pub(crate) fn expired(hub: &Arc<Hub>, view: &Arc<WebView>, sequence: u64) {
    let mut state = view.state();
    let Some(page) = state.page.filter(|_| state.loading.unfinished == Some(sequence)) else { return };
    let seconds = hub.load_timeout.as_secs_f64();
    let unanswered = state.loading.requested == Some(sequence);
    state.loading.unfinished = None;
    let url = match &state.document {
        Some(document) if !unanswered => document.url.clone(),
        _ => state.loading.url.clone(),
    };
    drop(state);
    let reason = if unanswered {
        format!("{url} did not answer within {seconds} s")
    } else {
        format!("{url} was not read to its end within {seconds} s")
    };
    let problem = Problem::failed(&url, &reason);
    hub.emit(ViewEvent::LoadFailed { page, url: url.clone(), reason });
    if unanswered {
        request(hub, view, &url, Some(problem));
    }
}

/// `Page.frameNavigated`: the main frame shows another document.
pub(crate) fn frame_navigated(hub: &Arc<Hub>, view: &Arc<WebView>, event: FrameNavigated) {
    let frame = event.frame;
    if frame.id != view.target {
        return;
    }
    view.hand.let_go(hub, view);
    let mut state = view.state();
    state.title.clear();
    state.chooser = None;
    if let Some(failed) = frame.unreachable_url {
        state.document = None;
        state.loading.error = Some((failed, ErrorPage::Loading));
        return;
    }
    state.loading.error = None;
    state.loading.problem = None;
    let url = frame.url + &frame.url_fragment.unwrap_or_default();
    let (page, is_page) = (state.page, state.is_page);
    if page.is_none() && !is_page {
        return;
    }
    let document = hub.next_document();
    state.document = Some(Document { id: document, url: url.clone(), context: None });
    state.is_ready = false;
    state.is_filled = false;
    drop(state);
    // How a page is drawn is not an address that anybody went to.
    let Some(page) = page.filter(|_| !is_page) else { return };
    hub.emit(ViewEvent::DocumentOpened { page, document, url: url.clone() });
    hub.emit(ViewEvent::Navigated { page, url, same_document: false });
}

/// `Page.navigatedWithinDocument` of the main frame.
pub(crate) fn moved_within_document(hub: &Hub, view: &WebView, url: String) {
    let mut state = view.state();
    let (page, is_page) = (state.page, state.is_page);
    let (Some(page), Some(document)) = (page, state.document.as_mut()) else { return };
    document.url.clone_from(&url);
    drop(state);
    if is_page {
        return;
    }
    hub.emit(ViewEvent::Navigated { page, url, same_document: true });
}

/// `Page.domContentEventFired`.
pub(crate) fn content_ready(view: &WebView) {
    let mut state = view.state();
    if state.document.is_some() {
        state.loading.unfinished = None;
    }
}

/// `Page.loadEventFired`, of a document or of the browser's error page.
pub(crate) fn loaded(hub: &Arc<Hub>, view: &Arc<WebView>) {
    let mut state = view.state();
    let Some(page) = state.page else { return };
    if let Some((_, error_page)) = &mut state.loading.error {
        if *error_page != ErrorPage::Loading {
            return;
        }
        *error_page = ErrorPage::Loaded;
        hub.refill(&view.app.app);
        let reason_is_on_its_way = state.loading.requested.is_some();
        drop(state);
        if !reason_is_on_its_way {
            show_problem(hub, view);
        }
        return;
    }
    let Some(url) = state.document.as_ref().map(|document| document.url.clone()) else { return };
    let is_page = state.is_page;
    drop(state);
    hub.casting.touched(hub, page);
    if is_page {
        // It is empty: there is time for a spare page when it has been drawn.
        return;
    }
    hub.emit(ViewEvent::Loaded { page, url });
    // Not before: a page that is being made takes time from the one that loads.
    hub.refill(&view.app.app);
}

/// Replaces the browser's error page. A page that went there by itself (a link, a script, reload, back) has not been
/// reported yet; its reason stands in the error page.
fn show_problem(hub: &Arc<Hub>, view: &Arc<WebView>) {
    let mut state = view.state();
    let Some((failed, error_page)) = state.loading.error.as_mut() else { return };
    *error_page = ErrorPage::Replaced;
    let failed = failed.clone();
    if let Some(problem) = state.loading.problem.take() {
        drop(state);
        return put(hub, view, &problem);
    }
    let Some(page) = state.page else { return };
    drop(state);
    let (hub2, view2) = (hub.clone(), view.clone());
    let params = json!({ "expression": error_page::REASON_IN_PAGE, "returnByValue": true });
    hub.cdp.call_then(Some(&view.session), "Runtime.evaluate", &params, move |answer| {
        let code = answer.ok().and_then(|json| error_page::code(&json)).unwrap_or_default();
        let reason = error_page::sentence(&failed, &code);
        let problem = Problem::failed(&failed, &reason);
        hub2.emit(ViewEvent::LoadFailed { page, url: failed, reason });
        put(&hub2, &view2, &problem);
    });
}

fn put(hub: &Hub, view: &WebView, problem: &Problem) {
    let params = json!({ "frameId": view.target, "html": problem.html() });
    hub.cdp.send(Some(&view.session), "Page.setDocumentContent", &params);
}

/// `Page.windowOpen`: a phone's web-view has one window, so the address is shown in it. Without a tap nothing opens, as
/// in browsers. The window itself never comes to life (see `target`).
pub(crate) fn window_open(hub: &Arc<Hub>, view: &Arc<WebView>, event: WindowOpen) {
    let Some(page) = view.page() else { return };
    if event.url.is_empty() || event.url.starts_with("about:") || event.url.starts_with("javascript:") {
        return;
    }
    if !event.user_gesture {
        return hub.emit(ViewEvent::Console {
            page,
            level: Level::Warn,
            text: format!("window.open of {} is blocked: it was not opened by a tap", event.url),
            source: String::new(),
            line: 0,
            column: 0,
        });
    }
    start(hub, view, &event.url, None);
}

/// `Inspector.targetCrashed`.
pub(crate) fn crashed(hub: &Hub, view: &WebView) {
    dialog::gone(hub, view);
    let mut state = view.state();
    let Some(page) = state.page else {
        state.dead = true;
        return;
    };
    state.contexts.clear();
    let url = state.document.take().map_or_else(|| state.loading.url.clone(), |document| document.url);
    lock(&view.requests).clear();
    let now = Instant::now();
    state.crashes.retain(|at| now.duration_since(*at) < CRASH_SPAN);
    state.crashes.push(now);
    let give_up = state.crashes.len() >= CRASHES;
    drop(state);
    hub.emit(ViewEvent::Crashed { page, url: url.clone() });
    if give_up {
        let reason = format!("{url} crashed {CRASHES} times within {} s", CRASH_SPAN.as_secs());
        return hub.emit(ViewEvent::LoadFailed { page, url, reason });
    }
    hub.cdp.send(Some(&view.session), "Page.reload", &json!({}));
}

/// `Target.targetDestroyed`.
pub(crate) fn destroyed(hub: &Hub, target: &str) {
    let Some(view) = hub.by_target(target) else { return };
    hub.forget(&view);
    dialog::gone(hub, &view);
    let mut state = view.state();
    state.dead = true;
    let Some(page) = state.page.take() else { return };
    drop(state);
    hub.close_page(page);
    hub.emit(ViewEvent::Closed { page });
}
