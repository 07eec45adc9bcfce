//! What an API may do: the few doors from an interface into the session.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use futures::FutureExt;
use futures::channel::oneshot;
use futures::future::{BoxFuture, Either, select};
use serde_json::{Map, Value, json};

use super::Caller;
use crate::error::ApiError;
use crate::page_stack::Route;
use crate::plugin::PluginCall;
use crate::session::{Session, ShareTo, System};
use crate::storage::Storage;
use crate::trace::TraceEvent;
use crate::view::History;

/// The longest a custom interface may take; one that never answers must not leave the page waiting for ever.
const PLUGIN_LIMIT: Duration = Duration::from_mins(1);

/// The context of one call.
#[derive(Clone)]
pub struct Cx {
    pub(super) session: Rc<RefCell<Session>>,
    pub caller: Caller,
    /// Whom the events of a task are told, and who may end it: the number of the call.
    pub task: Option<u64>,
}

impl Cx {
    pub fn storage(&self) -> Result<Storage, ApiError> {
        self.session.borrow().storage(&self.caller.app).ok_or(ApiError::Interrupted)
    }

    /// Tells that a key, or everything, is different now.
    pub fn storage_changed(&self, key: Option<String>) {
        let app = self.caller.app.clone();
        self.session.borrow().trace(TraceEvent::Storage { app, key });
    }

    /// Shares the page on top from a button, and tells what was shared.
    pub async fn share<T: Default>(&self, target: Value) -> Result<T, String> {
        let (answer, shared) = oneshot::channel();
        let options = json!({ "from": "button", "target": target });
        self.session.borrow_mut().share_from(ShareTo::Friend, options, answer);
        let share = shared.await.map_err(|_| "nobody answered".to_owned())??;
        self.session.borrow().notice(format!("shared: {}", share.card));
        Ok(T::default())
    }

    pub fn system(&self) -> System {
        self.session.borrow().system(&self.caller.app)
    }

    pub fn route<T: Default>(&self, route: Route) -> Result<T, ApiError> {
        self.session.borrow_mut().route(&self.caller, &route).map(|()| T::default())
    }

    pub fn jump<T: Default>(
        &self,
        app: &str,
        path: Option<String>,
        extra_data: Map<String, Value>,
    ) -> Result<T, ApiError> {
        self.session.borrow_mut().jump(&self.caller, app, path, extra_data).map(|()| T::default())
    }

    pub fn jump_back<T: Default>(&self, extra_data: Map<String, Value>) -> Result<T, ApiError> {
        self.session.borrow_mut().jump_back(&self.caller, extra_data).map(|()| T::default())
    }

    /// Takes effect after this call has been answered.
    pub fn exit(&self) {
        self.session.borrow_mut().exit_later(&self.caller.app);
    }

    pub fn set_title<T: Default>(&self, title: String) -> Result<T, ApiError> {
        self.session.borrow_mut().set_title(&self.caller, title).map(|()| T::default())
    }

    pub fn post_message<T: Default>(&self, message: Value) -> Result<T, ApiError> {
        self.session.borrow_mut().post_message(&self.caller, message).map(|()| T::default())
    }

    pub fn event_to_mini_program<T: Default>(&self, event: Value) -> Result<T, ApiError> {
        self.session.borrow_mut().event_to_mini_program(&self.caller, event).map(|()| T::default())
    }

    pub fn event_to_page<T: Default>(&self, event: Value) -> Result<T, ApiError> {
        self.session.borrow_mut().event_to_page(&self.caller, event).map(|()| T::default())
    }

    pub async fn history(&self) -> Result<History, ApiError> {
        let page = self.caller.page.ok_or(ApiError::Interrupted)?;
        let history = self.session.borrow().view().history(page);
        history.await.map_err(ApiError::fail)
    }

    pub async fn plugin(&self, api_name: String, data: Value) -> Result<Value, ApiError> {
        let mut answer = {
            let session = self.session.borrow();
            let plugin = session
                .plugin(&self.caller.app, &api_name)
                .ok_or_else(|| ApiError::fail(format!("{api_name} is not supported")))?;
            let (app, origin) = (self.caller.app.clone(), self.caller.origin.clone());
            plugin.call(PluginCall { app, origin, api_name: api_name.clone(), data })
        };
        // Most answer at once; only the others need a limit.
        let answer = match (&mut answer).now_or_never() {
            Some(answer) => answer,
            None => self.limited(answer, &api_name).await,
        };
        match answer {
            Ok(value @ Value::Object(_)) => Ok(value),
            Ok(Value::Null) => Ok(Value::Object(Map::new())),
            Ok(_) => Err(ApiError::fail(format!("{api_name} did not answer an object"))),
            Err(reason) => Err(ApiError::fail(reason)),
        }
    }

    async fn limited(
        &self,
        answer: BoxFuture<'static, Result<Value, String>>,
        api_name: &str,
    ) -> Result<Value, String> {
        let limit = self.session.borrow().sleep(PLUGIN_LIMIT);
        match select(answer, limit).await {
            Either::Left((answer, _)) => answer,
            Either::Right(_) => Err(format!("{api_name} did not answer within {} s", PLUGIN_LIMIT.as_secs())),
        }
    }
}
