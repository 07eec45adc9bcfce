//! A film of what is shown: small pictures of whatever page is in front, a few a second while something changes. It is for
//! looking at afterwards, so unlike a cast (`cast.rs`) it waits for nobody, and it has a session of its own with the
//! page: a person may look at the same time.
//!
//! The browser drops what comes while too many pictures wait for their acknowledgement, which is what holds it to our
//! pace. The last picture of a movement may be among those; so after one the screencast is started again, which gives
//! the page as it is.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use base64::Engine as _;
use sampan_engine::id::{AppId, PageId};
use serde_json::{Value, json};

use super::cast::{Framed, Metadata};
use crate::CdpView;
use crate::cdp::lock;
use crate::hub::Hub;
use crate::target;
use crate::web_view::WebView;

/// Between two pictures of a page that moves.
const PACE: Duration = Duration::from_millis(100);
/// So many may wait for their acknowledgement before the browser drops one.
const IN_FLIGHT: usize = 2;
/// Text can be read, and a picture has some 15 kB.
const QUALITY: u32 = 55;
const WIDTH: u32 = 300;
const HEIGHT: u32 = 900;

/// One picture of the film.
#[derive(Clone, Debug)]
pub struct FilmFrame {
    pub page: PageId,
    /// JPEG.
    pub bytes: Arc<[u8]>,
    /// When the browser took it.
    pub taken: SystemTime,
    /// The part of the page that is shown, in CSS pixels.
    pub width: f64,
    pub height: f64,
}

pub type FilmSink = Arc<dyn Fn(FilmFrame) + Send + Sync>;

/// What is filmed, if anything.
#[derive(Default)]
pub(crate) struct Filming(Mutex<State>);

#[derive(Default)]
struct State {
    /// The page in front.
    front: Option<PageId>,
    sink: Option<FilmSink>,
    take: Option<Take>,
    /// Counts takes: what comes of an earlier one is late.
    takes: u64,
}

/// The page in front, filmed.
struct Take {
    number: u64,
    page: PageId,
    app: AppId,
    target: String,
    /// Ours with the page, once the browser has attached.
    session: Option<String>,
    unacknowledged: Vec<i64>,
    /// Pictures since the last look at it.
    came: usize,
    armed: bool,
    last: Option<Arc<[u8]>>,
}

impl CdpView {
    /// Films whatever page is in front, until what comes back is dropped. There is one film at a time: the newer counts.
    pub fn film(&self, sink: FilmSink) -> Film {
        let hub = &self.0.hub;
        let mut state = lock(&hub.filming.0);
        state.cut(hub);
        state.sink = Some(sink.clone());
        state.roll(hub);
        Film { hub: hub.clone(), sink }
    }
}

/// Ends the film when it is dropped, unless a newer one has taken its place.
pub struct Film {
    hub: Arc<Hub>,
    sink: FilmSink,
}

impl Drop for Film {
    fn drop(&mut self) {
        let mut state = lock(&self.hub.filming.0);
        if state.sink.as_ref().is_some_and(|sink| Arc::ptr_eq(sink, &self.sink)) {
            state.sink = None;
            state.cut(&self.hub);
        }
    }
}

impl Filming {
    /// This page is in front from now on.
    pub fn show(&self, hub: &Arc<Hub>, page: PageId) {
        let mut state = lock(&self.0);
        if state.front.replace(page) != Some(page) {
            state.cut(hub);
            state.roll(hub);
        }
    }

    /// The page has got this web-view.
    pub fn follow(&self, hub: &Arc<Hub>, page: PageId) {
        let mut state = lock(&self.0);
        if state.front == Some(page) {
            state.roll(hub);
        }
    }

    /// The web-view is gone. The page may get another.
    pub fn forget(&self, view: &WebView) {
        lock(&self.0).take.take_if(|take| take.target == view.target);
    }

    /// An event of a session that is none of the hub's own. False: nor of the film.
    pub fn event(
        &self,
        hub: &Arc<Hub>,
        session: &str,
        method: &str,
        params: &str,
    ) -> serde_json::Result<bool> {
        let mut guard = lock(&self.0);
        let state = &mut *guard;
        let Some(take) = state.take.as_mut().filter(|take| take.session.as_deref() == Some(session)) else {
            return Ok(false);
        };
        if method != "Page.screencastFrame" {
            return Ok(true);
        }
        let frame = take.framed(hub, &serde_json::from_str(params)?);
        let told = frame.zip(state.sink.clone());
        drop(guard);
        if let Some((frame, sink)) = told {
            sink(frame);
        }
        Ok(true)
    }

    fn attached(&self, hub: &Arc<Hub>, number: u64, session: String) {
        let mut state = lock(&self.0);
        match state.take.as_mut().filter(|take| take.number == number) {
            Some(take) => {
                take.session = Some(session);
                take.start(hub);
            }
            None => detach(hub, &session),
        }
    }

    /// Lets the browser go on, at our pace.
    fn look(&self, hub: &Arc<Hub>, number: u64) {
        let mut state = lock(&self.0);
        let Some(take) = state.take.as_mut().filter(|take| take.number == number) else { return };
        take.armed = false;
        let moving = std::mem::take(&mut take.came) > 0;
        let dropped = take.unacknowledged.len() >= IN_FLIGHT;
        if moving {
            let done = take.unacknowledged.drain(..1.min(take.unacknowledged.len())).collect();
            take.acknowledge(hub, done);
            take.arm(hub);
        } else {
            let done = std::mem::take(&mut take.unacknowledged);
            take.acknowledge(hub, done);
            if dropped {
                take.start(hub);
            }
        }
    }
}

impl State {
    /// Begins a take of the page in front, if it has a web-view and is not filmed yet.
    fn roll(&mut self, hub: &Arc<Hub>) {
        let Some(page) = self.front.filter(|_| self.sink.is_some()) else { return };
        let Some(view) = hub.view_of(page) else { return };
        if self.take.as_ref().is_some_and(|take| take.target == view.target) {
            return;
        }
        self.cut(hub);
        self.takes += 1;
        let number = self.takes;
        self.take = Some(Take {
            number,
            page,
            app: view.app.app.clone(),
            target: view.target.clone(),
            session: None,
            unacknowledged: Vec::new(),
            came: 0,
            armed: false,
            last: None,
        });
        let hub2 = hub.clone();
        target::attach_beside(hub, &view.target, move |session_id| {
            hub2.filming.attached(&hub2, number, session_id);
        });
    }

    fn cut(&mut self, hub: &Hub) {
        if let Some(session) = self.take.take().and_then(|take| take.session) {
            detach(hub, &session);
        }
    }
}

fn detach(hub: &Hub, session: &str) {
    hub.cdp.send(None, "Target.detachFromTarget", &json!({ "sessionId": session }));
}

impl Take {
    /// Starts the screencast, or starts it again: its first picture is the page as it is.
    fn start(&mut self, hub: &Hub) {
        self.unacknowledged.clear();
        let params = json!({ "format": "jpeg", "quality": QUALITY, "maxWidth": WIDTH, "maxHeight": HEIGHT });
        self.send(hub, "Page.stopScreencast", &json!({}));
        self.send(hub, "Page.startScreencast", &params);
    }

    fn framed(&mut self, hub: &Arc<Hub>, event: &Framed<'_>) -> Option<FilmFrame> {
        self.unacknowledged.push(event.session_id);
        self.came += 1;
        self.arm(hub);
        let bytes = match base64::engine::general_purpose::STANDARD.decode(event.data) {
            Ok(bytes) => Arc::<[u8]>::from(bytes),
            Err(error) => {
                tracing::warn!(%error, "a picture of the film cannot be read");
                return None;
            }
        };
        if self.last.as_ref() == Some(&bytes) {
            return None;
        }
        self.last = Some(bytes.clone());
        let Metadata { device_width: width, device_height: height, timestamp } = event.metadata;
        let since = Duration::try_from_secs_f64(timestamp).unwrap_or_default();
        Some(FilmFrame { page: self.page, bytes, taken: SystemTime::UNIX_EPOCH + since, width, height })
    }

    fn arm(&mut self, hub: &Arc<Hub>) {
        if std::mem::replace(&mut self.armed, true) {
            return;
        }
        let (hub2, number) = (hub.clone(), self.number);
        hub.after(&self.app, PACE, move || hub2.filming.look(&hub2, number));
    }

    fn acknowledge(&self, hub: &Hub, numbers: Vec<i64>) {
        for number in numbers {
            self.send(hub, "Page.screencastFrameAck", &json!({ "sessionId": number }));
        }
    }

    fn send(&self, hub: &Hub, method: &str, params: &Value) {
        if let Some(session) = &self.session {
            hub.cdp.send(Some(session), method, params);
        }
    }
}
