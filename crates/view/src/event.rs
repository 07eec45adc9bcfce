//! What the browser reports, told apart by method and handed to the file that deals with it. Runs on the reader thread.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::hub::Hub;
use crate::screen::cast;
use crate::target::{self, Attached};
use crate::web_view::{Context, WebView};
use crate::{bridge, console, dialog, file_chooser, intercept, load, network};

pub(crate) fn dispatch(hub: &Arc<Hub>, session: Option<&str>, method: &str, params: &RawValue) {
    let handled = match session {
        None => browser_event(hub, method, params),
        Some(session) => {
            if let Some(view) = hub.by_session(session) {
                page_event(hub, &view, method, params)
            } else {
                other_event(hub, session, method, params)
            }
        }
    };
    if let Err(error) = handled {
        tracing::warn!(%error, method, "an event of the browser cannot be read");
    }
}

/// Of a session beside the hub's own with a page.
fn other_event(hub: &Arc<Hub>, session: &str, method: &str, params: &RawValue) -> serde_json::Result<()> {
    let text = params.get();
    if !hub.filming.event(hub, session, method, text)? && !hub.witnesses.event(hub, session, method, text)? {
        hub.tools.event(session, method, params);
    }
    Ok(())
}

fn browser_event(hub: &Arc<Hub>, method: &str, params: &RawValue) -> serde_json::Result<()> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Destroyed {
        target_id: String,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Detached {
        session_id: String,
    }
    match method {
        "Target.attachedToTarget" => target::attached(hub, read::<Attached>(params)?),
        "Target.detachedFromTarget" => {
            let Detached { session_id } = read(params)?;
            hub.cdp.detached(&session_id);
            hub.tools.detached(&session_id);
        }
        "Target.targetDestroyed" => load::destroyed(hub, &read::<Destroyed>(params)?.target_id),
        _ => {}
    }
    Ok(())
}

fn page_event(
    hub: &Arc<Hub>,
    view: &Arc<WebView>,
    method: &str,
    params: &RawValue,
) -> serde_json::Result<()> {
    match method {
        "Runtime.bindingCalled" => bridge::called(hub, view, &read(params)?),
        "Runtime.executionContextCreated" => context_created(view, read(params)?),
        "Runtime.executionContextDestroyed" => context_destroyed(view, &read(params)?),
        "Runtime.executionContextsCleared" => contexts_cleared(view),
        "Runtime.consoleAPICalled" if console::passes(hub, view) => {
            console::called(hub, view, &read(params)?);
        }
        "Runtime.exceptionThrown" if console::passes(hub, view) => console::thrown(hub, view, &read(params)?),
        "Fetch.requestPaused" => intercept::paused(hub, view, read(params)?),
        "Page.frameNavigated" => load::frame_navigated(hub, view, read(params)?),
        "Page.navigatedWithinDocument" => {
            let moved: Moved = read(params)?;
            if moved.frame_id == view.target {
                load::moved_within_document(hub, view, moved.url);
            }
        }
        "Page.domContentEventFired" => load::content_ready(view),
        "Page.loadEventFired" => load::loaded(hub, view),
        "Page.windowOpen" => load::window_open(hub, view, read(params)?),
        "Page.javascriptDialogOpening" => dialog::opened(hub, view, read(params)?),
        "Page.javascriptDialogClosed" => dialog::gone(hub, view),
        "Page.fileChooserOpened" => file_chooser::opened(hub, view, &read(params)?),
        "Page.screencastFrame" => cast::framed(hub, view, &read_borrowed(params)?),
        "Inspector.targetCrashed" => load::crashed(hub, view),
        _ if method.starts_with("Network.") && hub.report_requests => {
            return network::event(hub, view, method, params);
        }
        _ => {}
    }
    Ok(())
}

fn read_borrowed<'a, T: Deserialize<'a>>(params: &'a RawValue) -> serde_json::Result<T> {
    serde_json::from_str(params.get())
}

fn read<T: for<'a> Deserialize<'a>>(params: &RawValue) -> serde_json::Result<T> {
    serde_json::from_str(params.get())
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Moved {
    frame_id: String,
    url: String,
}

#[derive(Deserialize)]
struct ContextCreated {
    context: ContextDescription,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ContextDescription {
    id: i64,
    origin: String,
    unique_id: String,
    aux_data: Option<AuxData>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AuxData {
    frame_id: String,
    is_default: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ContextDestroyed {
    execution_context_id: i64,
}

fn context_created(view: &WebView, event: ContextCreated) {
    let ContextDescription { id, origin, unique_id, aux_data } = event.context;
    let Some(aux) = aux_data else { return };
    let main_frame = aux.frame_id == view.target;
    let context = Context { id, unique: unique_id, origin, main_frame, main_world: aux.is_default };
    let mut state = view.state();
    if let Some(document) = state.document.as_mut().filter(|_| main_frame && aux.is_default) {
        document.context = Some(context.clone());
    }
    state.contexts.push(context);
}

fn context_destroyed(view: &WebView, event: &ContextDestroyed) {
    let mut state = view.state();
    let id = event.execution_context_id;
    state.contexts.retain(|context| context.id != id);
    if let Some(document) = state.document.as_mut() {
        document.context.take_if(|context| context.id == id);
    }
}

fn contexts_cleared(view: &WebView) {
    let mut state = view.state();
    state.contexts.clear();
    if let Some(document) = state.document.as_mut() {
        document.context = None;
    }
}
