//! Targets: making our own, and keeping out all others that appear in a mini program's context.
//!
//! The browser attaches us to every new page and holds it before its first request. Ours are claimed by the answer to
//! `Target.createTarget`; any other one is a window that a page opened. A phone's web-view has no second window: it is
//! closed before it has loaded anything, and its address is loaded in the page that opened it (see `load`).

use std::collections::{HashMap, HashSet};
use std::sync::mpsc;
use std::time::Duration;

use serde::Deserialize;
use serde_json::json;

use crate::cdp::{Cdp, Waiting, lock};
use crate::error::ViewError;
use crate::hub::Hub;

/// How long the browser may take for a target or its set-up.
pub(crate) const LIMIT: Duration = Duration::from_secs(20);

/// Targets that are here and not yet known to be ours.
#[derive(Default)]
pub(crate) struct Arrivals {
    /// Browser contexts of mini programs; what happens in others is none of our business.
    contexts: HashSet<String>,
    /// Creations without an answer, by context.
    creating: HashMap<String, usize>,
    waiting: HashMap<String, Arrival>,
}

struct Arrival {
    session: String,
    context: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Attached {
    session_id: String,
    target_info: TargetInfo,
    waiting_for_debugger: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct TargetInfo {
    target_id: String,
    r#type: String,
    opener_id: Option<String>,
    opener_frame_id: Option<String>,
    browser_context_id: Option<String>,
}

/// Asks the browser to report pages and to hold new ones.
pub(crate) fn watch(cdp: &Cdp) -> Waiting {
    let filter = json!([{ "type": "page" }]);
    cdp.send(None, "Target.setDiscoverTargets", &json!({ "discover": true, "filter": filter }));
    let params =
        json!({ "autoAttach": true, "waitForDebuggerOnStart": true, "flatten": true, "filter": filter });
    cdp.call(None, "Target.setAutoAttach", &params)
}

pub(crate) fn own_context(hub: &Hub, context: &str) {
    lock(&hub.arrivals).contexts.insert(context.to_owned());
}

/// Closes its pages and forgets its storage.
pub(crate) fn dispose_context(hub: &Hub, context: &str) {
    hub.cdp.send(None, "Target.disposeBrowserContext", &json!({ "browserContextId": context }));
    lock(&hub.arrivals).contexts.remove(context);
}

/// `Target.attachedToTarget` of the browser's session.
pub(crate) fn attached(hub: &Hub, event: Attached) {
    let info = event.target_info;
    // Another session with a page of ours, or a hidden target: these we have attached to ourselves.
    if info.r#type != "page" || hub.by_target(&info.target_id).is_some() {
        return;
    }
    let context = info.browser_context_id.unwrap_or_default();
    let mut arrivals = lock(&hub.arrivals);
    if !arrivals.contexts.contains(&context) {
        drop(arrivals);
        if event.waiting_for_debugger {
            hub.cdp.send(Some(&event.session_id), "Runtime.runIfWaitingForDebugger", &json!({}));
        }
        let params = json!({ "sessionId": event.session_id });
        return hub.cdp.send(None, "Target.detachFromTarget", &params);
    }
    let opened_by_page = info.opener_id.is_some() || info.opener_frame_id.is_some();
    if !opened_by_page && arrivals.creating.contains_key(&context) {
        arrivals.waiting.insert(info.target_id, Arrival { session: event.session_id, context });
    } else {
        drop(arrivals);
        close_popup(hub, &event.session_id, &info.target_id);
    }
}

/// Closes a window before it asks for anything. It may share the renderer of the page that opened it, and closed while
/// held it would hold that page for good: so it is let go first, cut off from the network. (Holding its requests with
/// Fetch instead lets them out when the closing window detaches.)
fn close_popup(hub: &Hub, session: &str, target: &str) {
    let offline = json!({ "offline": true, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
    hub.cdp.send(Some(session), "Network.enable", &json!({}));
    hub.cdp.send(Some(session), "Network.emulateNetworkConditions", &offline);
    hub.cdp.send(Some(session), "Runtime.runIfWaitingForDebugger", &json!({}));
    hub.close_target(target);
}

/// Makes a page in the context, in a window of its own when a size is given: its target and session. It runs nothing before it is told to.
pub(crate) fn create(
    hub: &std::sync::Arc<Hub>,
    context: &str,
    window: Option<(u32, u32)>,
) -> Result<(String, String), ViewError> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Created {
        target_id: String,
    }
    // A `javascript:` address that does nothing leaves the target on its initial empty document, which the first real
    // navigation replaces in the session history. `about:blank` would stay there as a step that `history.back()` reaches.
    let mut params = json!({ "url": "javascript:0", "browserContextId": context, "background": true });
    if let Some((width, height)) = window {
        params["newWindow"] = true.into();
        params["width"] = width.into();
        params["height"] = height.into();
    }
    *lock(&hub.arrivals).creating.entry(context.to_owned()).or_default() += 1;
    let (sender, answer) = mpsc::sync_channel(1);
    let (hub2, context2) = (hub.clone(), context.to_owned());
    // Claimed on the reader thread, so that no event can come between the answer and the claim.
    hub.cdp.call_then(None, "Target.createTarget", &params, move |answer| {
        let created =
            answer.and_then(|json| serde_json::from_str::<Created>(json.get()).map_err(|e| e.to_string()));
        let target = created.map(|created| created.target_id);
        let session = claim(&hub2, &context2, target.as_deref().ok());
        let _ = sender.send(target.map(|target| (target, session)));
    });
    let method = || "Target.createTarget".to_owned();
    match answer.recv_timeout(LIMIT) {
        Ok(Ok((target, Some(session)))) => Ok((target, session)),
        Ok(Ok((_, None))) => {
            Err(ViewError::Protocol { method: method(), message: "the browser did not attach".into() })
        }
        Ok(Err(message)) => Err(ViewError::Protocol { method: method(), message }),
        Err(_) => Err(ViewError::Timeout { method: method(), limit: LIMIT }),
    }
}

/// The session of a target that turned out to be ours. With the last creation of the context settled, whatever else
/// waits there is not ours.
fn claim(hub: &Hub, context: &str, target: Option<&str>) -> Option<String> {
    let mut arrivals = lock(&hub.arrivals);
    let session = target.and_then(|target| arrivals.waiting.remove(target)).map(|arrival| arrival.session);
    let left = arrivals.creating.get_mut(context).map_or(0, |count| {
        *count -= 1;
        *count
    });
    if left > 0 {
        return session;
    }
    arrivals.creating.remove(context);
    let strays = arrivals.waiting.extract_if(|_, arrival| arrival.context == context);
    let strays: Vec<_> = strays.map(|(target, arrival)| (target, arrival.session)).collect();
    drop(arrivals);
    for (target, session) in &strays {
        close_popup(hub, session, target);
    }
    session
}

/// Attaches a further session to a target, beside the hub's own with it, and hands it over. Nothing comes of a target
/// that has gone.
pub(crate) fn attach_beside(hub: &Hub, target: &str, then: impl FnOnce(String) + Send + 'static) {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Session {
        session_id: String,
    }
    let params = json!({ "targetId": target, "flatten": true });
    hub.cdp.call_then(None, "Target.attachToTarget", &params, move |answer| {
        let session = answer.ok().and_then(|json| serde_json::from_str::<Session>(json.get()).ok());
        if let Some(Session { session_id }) = session {
            then(session_id);
        }
    });
}
