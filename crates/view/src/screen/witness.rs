//! A witness of what is done to pages: a script of ours in every document of whatever page is in front, in a world of its own,
//! and what it says. Like a film (`film.rs`), it has a session of its own with each page.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use sampan_engine::id::PageId;
use serde::Deserialize;
use serde_json::json;

use crate::CdpView;
use crate::cdp::lock;
use crate::hub::Hub;
use crate::target;
use crate::web_view::WebView;

/// The world's name. What it can call is there in no other.
const WORLD: &str = "sampan-record";
const SAY: &str = "sampanRecord";

/// Gets what the script says: a text, from a page.
pub type WitnessSink = Arc<dyn Fn(PageId, String) + Send + Sync>;

#[derive(Default)]
pub(crate) struct Witnesses(Mutex<State>);

#[derive(Default)]
struct State {
    /// The page in front.
    front: Option<PageId>,
    script: &'static str,
    sink: Option<WitnessSink>,
    /// By target: the session, once the browser has attached.
    there: HashMap<String, Option<String>>,
}

impl CdpView {
    /// Has the script run in every document of pages that come to the front, until what comes back is dropped. It says something
    /// with `sampanRecord(text)`.
    pub fn witness(&self, script: &'static str, sink: WitnessSink) -> Witness {
        let hub = &self.0.hub;
        let mut state = lock(&hub.witnesses.0);
        state.leave(hub);
        state.script = script;
        state.sink = Some(sink.clone());
        state.enter(hub);
        Witness { hub: hub.clone(), sink }
    }
}

/// Ends it when it is dropped, unless a newer one has taken its place.
pub struct Witness {
    hub: Arc<Hub>,
    sink: WitnessSink,
}

impl Drop for Witness {
    fn drop(&mut self) {
        let mut state = lock(&self.hub.witnesses.0);
        if state.sink.as_ref().is_some_and(|sink| Arc::ptr_eq(sink, &self.sink)) {
            state.sink = None;
            state.leave(&self.hub);
        }
    }
}

impl Witnesses {
    /// This page is in front from now on.
    pub fn show(&self, hub: &Arc<Hub>, page: PageId) {
        let mut state = lock(&self.0);
        state.front = Some(page);
        state.enter(hub);
    }

    /// The page has got its web-view.
    pub fn follow(&self, hub: &Arc<Hub>, page: PageId) {
        let mut state = lock(&self.0);
        if state.front == Some(page) {
            state.enter(hub);
        }
    }

    pub fn forget(&self, view: &WebView) {
        lock(&self.0).there.remove(&view.target);
    }

    /// An event of a session that is none of the hub's own. False: nor of a witness.
    pub fn event(&self, hub: &Hub, session: &str, method: &str, params: &str) -> serde_json::Result<bool> {
        #[derive(Deserialize)]
        struct Called {
            name: String,
            payload: String,
        }
        let state = lock(&self.0);
        let found = state.there.iter().find(|(_, own)| own.as_deref() == Some(session));
        let Some(target) = found.map(|(target, _)| target.clone()) else { return Ok(false) };
        let sink = state.sink.clone();
        drop(state);
        if method == "Runtime.bindingCalled" {
            let Called { name, payload } = serde_json::from_str(params)?;
            let page = hub.by_target(&target).and_then(|view| view.page());
            if name == SAY
                && let (Some(sink), Some(page)) = (sink, page)
            {
                sink(page, payload);
            }
        }
        Ok(true)
    }

    fn attached(&self, hub: &Hub, target: &str, session: &str) {
        let mut state = lock(&self.0);
        let script = state.script;
        let Some(there) = state.there.get_mut(target).filter(|there| there.is_none()) else {
            return hub.cdp.send(None, "Target.detachFromTarget", &json!({ "sessionId": session }));
        };
        *there = Some(session.to_owned());
        let commands = [
            ("Page.enable", json!({})),
            ("Runtime.enable", json!({})),
            ("Runtime.addBinding", json!({ "name": SAY, "executionContextName": WORLD })),
            (
                "Page.addScriptToEvaluateOnNewDocument",
                json!({ "source": script, "worldName": WORLD, "runImmediately": true }),
            ),
        ];
        for (method, params) in commands {
            hub.cdp.send(Some(session), method, &params);
        }
    }
}

impl State {
    fn enter(&mut self, hub: &Arc<Hub>) {
        let Some(view) = self.front.filter(|_| self.sink.is_some()).and_then(|page| hub.view_of(page)) else {
            return;
        };
        if self.there.contains_key(&view.target) {
            return;
        }
        self.there.insert(view.target.clone(), None);
        let (hub2, target) = (hub.clone(), view.target.clone());
        target::attach_beside(hub, &view.target, move |session_id| {
            hub2.witnesses.attached(&hub2, &target, &session_id);
        });
    }

    fn leave(&mut self, hub: &Hub) {
        for session in self.there.drain().filter_map(|(_, session)| session) {
            hub.cdp.send(None, "Target.detachFromTarget", &json!({ "sessionId": session }));
        }
    }
}
