//! The browser's own developer tools at work on a page: a second session with its target. Their messages get numbers of
//! ours on the way out and their own back on the way in; events go to the tools whose session they are of.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use sampan_engine::id::PageId;
use sampan_engine::screen::{MessageSink, ToolSession};
use serde::Deserialize;
use serde_json::json;
use serde_json::value::RawValue;

use crate::cdp::lock;
use crate::hub::Hub;

/// Messages that wait until the browser has attached.
const WAITING: usize = 1000;

/// What the tools are told when their page goes.
const DETACHED: &str = r#"{"method":"Inspector.detached","params":{"reason":"target_closed"}}"#;

/// Tools by session: that with the page, and those below it with its workers and frames.
#[derive(Default)]
pub(crate) struct Tools(Mutex<HashMap<String, Arc<Tool>>>);

struct Tool {
    sink: MessageSink,
    state: Mutex<State>,
    over: AtomicBool,
}

#[derive(Default)]
struct State {
    /// With the page, once the browser has attached.
    session: Option<String>,
    below: HashSet<String>,
    waiting: Vec<String>,
}

/// What the tools write. `session_id` names one below the page's.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Message<'a> {
    id: i64,
    #[serde(borrow)]
    method: Cow<'a, str>,
    #[serde(borrow)]
    params: Option<&'a RawValue>,
    session_id: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Session {
    session_id: String,
}

pub(crate) fn attach(hub: &Arc<Hub>, page: PageId, sink: MessageSink) -> Option<Box<dyn ToolSession>> {
    let view = hub.view_of(page)?;
    let tool = Arc::new(Tool { sink, state: Mutex::default(), over: AtomicBool::new(false) });
    let (hub2, tool2) = (hub.clone(), tool.clone());
    let params = json!({ "targetId": view.target, "flatten": true });
    hub.cdp.call_then(None, "Target.attachToTarget", &params, move |answer| {
        let session = answer.ok().and_then(|json| serde_json::from_str::<Session>(json.get()).ok());
        match session {
            Some(Session { session_id }) => tool2.attached(&hub2, session_id),
            None => tool2.end(),
        }
    });
    Some(Box::new(Handle { hub: hub.clone(), tool }))
}

impl Tools {
    /// An event of a session that is none of our own.
    pub fn event(&self, session: &str, method: &str, params: &RawValue) {
        let Some(tool) = lock(&self.0).get(session).cloned() else { return };
        let below = tool.is_below(session);
        match method {
            "Target.attachedToTarget" => {
                if let Ok(Session { session_id }) = serde_json::from_str(params.get()) {
                    lock(&tool.state).below.insert(session_id.clone());
                    lock(&self.0).insert(session_id, tool.clone());
                }
            }
            "Target.detachedFromTarget" => {
                if let Ok(Session { session_id }) = serde_json::from_str(params.get()) {
                    lock(&tool.state).below.remove(&session_id);
                    lock(&self.0).remove(&session_id);
                }
            }
            _ => {}
        }
        let of = if below { format!(r#","sessionId":"{session}""#) } else { String::new() };
        tool.tell(format!(r#"{{"method":"{method}","params":{params}{of}}}"#));
    }

    /// The browser has ended a session with a page.
    pub fn detached(&self, session: &str) {
        let tool = lock(&self.0).get(session).cloned();
        if let Some(tool) = tool {
            self.forget(&tool);
            tool.end();
        }
    }

    fn forget(&self, tool: &Arc<Tool>) {
        lock(&self.0).retain(|_, known| !Arc::ptr_eq(known, tool));
    }
}

impl Tool {
    fn tell(&self, message: String) {
        if !self.over.load(Ordering::Acquire) {
            (self.sink)(message);
        }
    }

    fn end(&self) {
        self.tell(DETACHED.to_owned());
        self.over.store(true, Ordering::Release);
    }

    fn is_below(&self, session: &str) -> bool {
        lock(&self.state).below.contains(session)
    }

    fn attached(self: &Arc<Self>, hub: &Arc<Hub>, session: String) {
        // Known before the state is locked: `Tools` may hold its own lock and want this one.
        lock(&hub.tools.0).insert(session.clone(), self.clone());
        let mut state = lock(&self.state);
        state.session = Some(session.clone());
        for message in std::mem::take(&mut state.waiting) {
            self.forward(hub, &state, &message);
        }
        drop(state);
        // Dropped meanwhile, when there was no session to end.
        if self.over.load(Ordering::Acquire) {
            hub.tools.forget(self);
            hub.cdp.send(None, "Target.detachFromTarget", &json!({ "sessionId": session }));
        }
    }

    fn send(self: &Arc<Self>, hub: &Arc<Hub>, message: &str) {
        let mut state = lock(&self.state);
        if state.session.is_some() {
            self.forward(hub, &state, message);
        } else if state.waiting.len() < WAITING {
            state.waiting.push(message.to_owned());
        }
    }

    /// Under the lock of `state`, so that messages keep their order; what comes back wants no lock.
    fn forward(self: &Arc<Self>, hub: &Hub, state: &State, message: &str) {
        let Ok(Message { id, method, params, session_id }) = serde_json::from_str::<Message<'_>>(message)
        else {
            return tracing::debug!("the developer tools sent what is no message");
        };
        let below = session_id.as_deref();
        let session = match below {
            None => state.session.as_deref(),
            Some(below) => state.below.get(below).map(String::as_str),
        };
        let of = below.map(|below| format!(r#","sessionId":{}"#, json!(below))).unwrap_or_default();
        let refusal = match session {
            None => Some("this session is none of these tools"),
            // It is written into a frame as it stands.
            Some(_) if !method.chars().all(|c| c.is_ascii_alphanumeric() || c == '.') => {
                Some("no such method")
            }
            Some(_) if reaches_beyond(&method) => {
                Some("the developer tools of a page have no say over the browser")
            }
            Some(_) => None,
        };
        if let Some(reason) = refusal {
            let error = json!({ "code": -32000, "message": reason });
            return self.tell(format!(r#"{{"id":{id},"error":{error}{of}}}"#));
        }
        let tool = self.clone();
        let params = params.map_or("{}", RawValue::get);
        hub.cdp.call_raw(session, &method, params, move |reply| {
            tool.tell(format!(r#"{{"id":{id},{}{of}}}"#, reply.member()));
        });
    }
}

/// Whether a method concerns more than the page.
fn reaches_beyond(method: &str) -> bool {
    method.starts_with("Browser.") && method != "Browser.getVersion"
}

struct Handle {
    hub: Arc<Hub>,
    tool: Arc<Tool>,
}

impl ToolSession for Handle {
    fn send(&self, message: &str) {
        self.tool.send(&self.hub, message);
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.tool.over.store(true, Ordering::Release);
        self.hub.tools.forget(&self.tool);
        let session = lock(&self.tool.state).session.clone();
        if let Some(session) = session {
            self.hub.cdp.send(None, "Target.detachFromTarget", &json!({ "sessionId": session }));
        }
    }
}
