//! The bridge: a call comes in, is decoded, authorised, run and answered. Nothing else runs an API.
//!
//! Who calls is known before this module looks at the message: the browser said so.

mod bars;
mod consent;
mod context;
mod device;
mod exchange;
mod files;
mod message;
mod net;
mod row;

use std::cell::RefCell;
use std::panic::AssertUnwindSafe;
use std::rc::Rc;
use std::time::Duration;

use futures::FutureExt;
use futures::channel::oneshot;
use futures::future::LocalBoxFuture;
use serde_json::Value;

pub use context::Cx;
pub use exchange::{Answer, Asked, Profile};
pub use message::{Call, Dialect};
pub use net::Place;
pub(crate) use net::{cut_short, timed_out};

use crate::api;
use crate::error::{self, ApiError};
use crate::id::{AppId, DocumentId, PageId};
use crate::session::Session;
use crate::trace::{CallerKind, TraceEvent};

/// Who calls.
#[derive(Clone, Debug)]
pub struct Caller {
    pub app: AppId,
    pub kind: CallerKind,
    /// The page that holds the H5 page; of the logic layer, the page on top.
    pub page: Option<PageId>,
    /// From the browser; empty for the logic layer.
    pub origin: String,
}

/// Where the answer goes.
#[derive(Debug)]
pub enum ReplyTo {
    Document {
        page: PageId,
        document: DocumentId,
        id: u64,
    },
    Logic {
        id: u64,
    },
    LogicSync(std::sync::mpsc::SyncSender<Value>),
    /// Whoever had a call made again.
    Command(oneshot::Sender<Result<Value, String>>),
}

/// Carries out one call and settles it. The future owns all it needs; it borrows the session only between awaits.
pub fn dispatch(
    session: Rc<RefCell<Session>>,
    caller: Caller,
    call: Call,
    to: ReplyTo,
) -> LocalBoxFuture<'static, ()> {
    let started = session.borrow().now();
    let task = if let ReplyTo::Logic { id } = to { Some(id) } else { None };
    let cx = Cx { session: session.clone(), caller: caller.clone(), task };
    let arguments = call.arguments.clone();
    let found = find(&call, &caller);
    let acknowledged = message::is_acknowledged(&call);
    let name = call.api.clone();
    async move {
        let running = async {
            if acknowledged {
                return Ok(Value::Null);
            }
            let entry = found?;
            entry.check(call.arguments.as_ref().map_err(Clone::clone)?)?;
            if let Some(reply) = mocked(&cx, &name, call.arguments.as_ref().ok()).await {
                return reply;
            }
            if let Some(scope) = entry.def.scope {
                cx.consent(scope).await?;
            }
            entry.start(call.arguments?, cx)?.await
        };
        // A panic in one call (an embedder's plugin, say) fails that call and no other.
        let result = AssertUnwindSafe(running)
            .catch_unwind()
            .await
            .unwrap_or_else(|_| Err(ApiError::fail("internal error: the interface panicked")));
        let settled =
            Settled { name: call.api, wire_name: call.name, dialect: call.dialect, silent: call.silent };
        settled.settle(&session, &caller, arguments.unwrap_or_default(), result, started, to);
    }
    .boxed_local()
}

/// What a function of the mini program gives that stands in the place of this one, to an H5 page; the mini program's own
/// calls do not come here when there is one.
async fn mocked(cx: &Cx, name: &str, arguments: Option<&Value>) -> Option<Result<Value, ApiError>> {
    if cx.caller.kind != CallerKind::H5 {
        return None;
    }
    let waiting = cx.session.borrow_mut().call_mock(&cx.caller.app, name, arguments?)?;
    let failed = |reason: String| {
        // It says itself which function has failed.
        let reason = reason.split_once(":fail ").map_or(reason.as_str(), |(_, reason)| reason).to_owned();
        ApiError::fail(reason)
    };
    let given =
        waiting.await.unwrap_or_else(|_| Err("the mini program has ended".to_owned())).map_err(failed);
    Some(given.map(|mut given| match given["result"].take() {
        Value::Object(reply) => error::without_status(reply),
        _ => Value::Null,
    }))
}

/// What is left of a call once it has run.
struct Settled {
    name: String,
    wire_name: String,
    dialect: Dialect,
    silent: bool,
}

impl Settled {
    fn settle(
        self,
        session: &RefCell<Session>,
        caller: &Caller,
        arguments: Value,
        result: Result<Value, ApiError>,
        started: Duration,
        to: ReplyTo,
    ) {
        let mut session = session.borrow_mut();
        let android = session.is_android(&caller.app);
        let reply = message::shape(
            &self.wire_name,
            error::reply(message::status_name(&self.wire_name), &result, self.dialect),
            self.dialect,
            android,
        );
        let milliseconds = session.now().saturating_sub(started).as_secs_f64() * 1000.0;
        let mut reason = self.silent.then(|| result.err().map(|error| error.to_string())).flatten();
        let heard = !self.silent || matches!(to, ReplyTo::Command(_));
        if heard && !session.answer(&caller.app, to, &reply) {
            reason = Some("the page that asked is gone; nobody got this answer".to_owned());
        }
        session.trace(TraceEvent::Call {
            app: caller.app.clone(),
            caller: caller.kind,
            page: caller.page,
            origin: caller.origin.clone(),
            name: self.name,
            arguments,
            reply: (!self.silent).then_some(reply),
            milliseconds: (milliseconds * 1000.0).round() / 1000.0,
            reason,
        });
    }
}

/// Whether `checkJsApi` says yes to this caller. Both spellings of a routing call are known (assumed).
pub fn is_callable(name: &str, caller: &Caller) -> bool {
    let name = name.strip_prefix("miniProgram.").unwrap_or(name);
    api::find(message::api_name(name)).is_some_and(|entry| entry.def.callable_by(caller.kind))
}

/// Whether an H5 page can call it by `wx.miniProgram` only, where nothing is ever answered.
pub fn is_only_silent(name: &str) -> bool {
    api::find(name).is_some_and(|entry| entry.def.surface.h5_mini_program() && !entry.def.surface.h5_root())
}

/// The row of the table, if this caller may reach it this way.
fn find(call: &Call, caller: &Caller) -> Result<&'static api::Entry, ApiError> {
    let entry = api::find(&call.api).ok_or(ApiError::FunctionNotExist)?;
    let surface = entry.def.surface;
    let reachable = match (caller.kind, call.silent) {
        (CallerKind::Logic, _) => surface.logic(),
        (CallerKind::H5, true) => surface.h5_mini_program(),
        (CallerKind::H5, false) => surface.h5_root(),
    };
    match (reachable, entry.def.ready) {
        (false, _) => Err(ApiError::FunctionNotExist),
        (true, false) => Err(ApiError::NotSupported),
        (true, true) => Ok(entry),
    }
}
