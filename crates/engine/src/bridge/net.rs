//! What an API may ask of the network: whether it may, what the phone adds to it, a place among what runs, a time limit.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use futures::channel::oneshot;
use futures::future::LocalBoxFuture;
use serde_json::{Map, Value};
use url::Url;

use super::Cx;
use crate::device::Network;
use crate::domain::Purpose;
use crate::error::ApiError;
use crate::net::tasks::{Begun, Cut, Tasks};
use crate::net::{Carrier, Fault, Head, NetError, header};
use crate::session::Session;
use crate::trace::TraceEvent;

/// How long a request may take when nothing else is said, and at most (TCMPP and WeChat documentation).
const TIME_LIMIT: f64 = 60_000.0;
/// The browser whose version the user agent of a request names (assumed; it is not the one that shows pages).
const CHROME: u32 = 126;

/// Takes its place among what runs, and leaves it however it ends.
pub struct Place {
    session: Rc<RefCell<Session>>,
    cx: Cx,
    pub number: u64,
    pub cut: oneshot::Receiver<Cut>,
    pub(super) turn: Option<oneshot::Receiver<()>>,
}

impl Drop for Place {
    fn drop(&mut self) {
        // It is borrowed only when a panic goes through here, and then the engine has ended.
        if let Ok(mut session) = self.session.try_borrow_mut()
            && let Some(tasks) = session.net_tasks(&self.cx.caller.app)
        {
            tasks.end(self.number);
        }
    }
}

impl Cx {
    /// The address of a call, checked for its form.
    pub fn address(&self, text: &str) -> Result<Url, ApiError> {
        Url::parse(text).ok().filter(Url::has_host).ok_or_else(|| ApiError::Network {
            reason: format!("invalid url \"{text}\""),
            errno: Some(600_009),
        })
    }

    /// The headers of a call, with those of the phone.
    pub fn headers(&self, given: &Map<String, Value>) -> Result<Vec<(String, String)>, ApiError> {
        let profile = self.device().profile();
        header::of_request(given, &self.caller.app, &profile.user_agent(CHROME, &self.caller.app))
    }

    /// The headers of an answer as the program reads them.
    pub fn read_headers(&self, head: &Head) -> Map<String, Value> {
        header::of_answer(head, self.device().profile().is_apple())
    }

    pub fn is_allowed(&self, purpose: Purpose, url: &Url) -> Result<(), ApiError> {
        if self.session.borrow().may_reach(&self.caller.app, purpose, url) {
            Ok(())
        } else {
            Err(not_listed())
        }
    }

    pub fn carrier(&self) -> Result<Arc<dyn Carrier>, ApiError> {
        self.session.borrow_mut().carrier(&self.caller.app).ok_or(ApiError::Interrupted)
    }

    pub fn net_tasks<T>(&self, act: impl FnOnce(&mut Tasks) -> T) -> Result<T, ApiError> {
        self.session.borrow_mut().net_tasks(&self.caller.app).map(act).ok_or(ApiError::Interrupted)
    }

    /// A place among what runs. The mini program must be awake and the phone have a network.
    pub fn place(&self, take: impl FnOnce(&mut Tasks) -> Option<Begun>) -> Result<Option<Place>, ApiError> {
        if self.net_tasks(|tasks| tasks.asleep)? {
            return Err(cut_short(Cut::Interrupted));
        }
        if self.device().network() == Network::None {
            return Err(cut_short(Cut::Offline));
        }
        let begun = self.net_tasks(take)?;
        Ok(begun.map(|Begun { number, cut, turn }| Place {
            session: self.session.clone(),
            cx: self.clone(),
            number,
            cut,
            turn,
        }))
    }

    pub fn time_limit(&self, purpose: Purpose, asked: Option<f64>) -> Duration {
        let configured = || self.session.borrow().network_timeout(&self.caller.app, purpose);
        let limit = asked.filter(|limit| *limit > 0.0).or_else(configured).unwrap_or(TIME_LIMIT);
        Duration::from_secs_f64(limit.clamp(1.0, TIME_LIMIT) / 1000.0)
    }

    /// Tells those who listen to the task of this call, and waits until they have heard it.
    pub async fn tell(&self, event: &'static str, detail: Value) {
        let Some(task) = self.task else { return };
        let heard = self.session.borrow().task_event(&self.caller.app, task, event, detail);
        let _ = heard.await; // it is dropped when they have
    }

    /// Goes on with something after the call has been answered.
    pub fn in_background(&self, work: LocalBoxFuture<'static, ()>) {
        self.session.borrow_mut().in_background(work);
    }

    pub fn trace(&self, event: TraceEvent) {
        self.session.borrow().trace(event);
    }

    /// Why there is no answer, as the program hears it; what the developer can mend is told.
    pub fn net_error(&self, url: &Url, error: NetError) -> ApiError {
        match error {
            NetError::Refused(rule) => {
                let app = self.caller.app.clone();
                self.trace(TraceEvent::Refused { app, rule, url: url.to_string() });
                not_listed()
            }
            other => ApiError::Network { reason: other.to_string(), errno: Some(600_001) },
        }
    }
}

fn not_listed() -> ApiError {
    ApiError::Network { reason: NetError::Refused(String::new()).to_string(), errno: Some(600_002) }
}

pub(crate) fn timed_out() -> ApiError {
    ApiError::Network { reason: "timeout".to_owned(), errno: Some(5) }
}

pub(crate) fn cut_short(why: Cut) -> ApiError {
    let (reason, errno) = match why {
        Cut::Abort => ("abort".to_owned(), None),
        Cut::Interrupted => ("interrupted".to_owned(), Some(600_003)),
        Cut::Offline => (NetError::Failed(Fault::InternetDisconnected).to_string(), Some(600_001)),
    };
    ApiError::Network { reason, errno }
}
