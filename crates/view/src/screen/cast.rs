//! Pictures of the page that is watched, one at a time: the browser's screencast, held back to the pace of whoever looks.
//!
//! The browser lets three frames wait for their acknowledgement and drops what comes after. Here at most one of them is
//! on its way to the viewer and the newest of the others waits for it; nothing queues. For a slow viewer the one that
//! waits is made anew a few times a second, so that what it gets is not from long ago.
//!
//! A picture of a page that moves gets smaller when it comes late (`sharpness.rs`).
//!
//! A dropped frame may have been the last one of a page that is still now. So when a page has become quiet, the cast is
//! started again, which gives the present picture, until it gives the same one twice; the viewer gets it once.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use base64::Engine as _;
use sampan_engine::id::{AppId, PageId};
use sampan_engine::screen::{FrameSink, ScreenFrame};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::cdp::lock;
use crate::hub::Hub;
use crate::screen::sharpness::Sharpness;
use crate::web_view::WebView;

/// How long nothing has happened when a page is quiet.
const QUIET: Duration = Duration::from_millis(250);
/// How old the frame that waits for a slow viewer gets before the browser may send another.
const FRESH: Duration = Duration::from_millis(30);
/// Of the JPEG: text stays sharp, and a picture of 780 x 1688 has about 100 KiB.
const QUALITY: u32 = 70;

/// The cast, if anybody watches.
pub(crate) struct Casting {
    /// Pixels of a picture for each CSS pixel.
    device_scale: f64,
    cast: Mutex<Option<Cast>>,
    watches: AtomicU64,
}

struct Cast {
    watch: u64,
    page: PageId,
    sink: FrameSink,
    /// The target that is cast, once the page has one.
    session: Option<String>,
    app: Option<AppId>,
    device_scale: f64,
    sharpness: Sharpness,
    /// Frames without an acknowledgement, by the browser's number of the cast.
    unacknowledged: Vec<i64>,
    /// The viewer has a frame and has not shown it yet.
    showing: bool,
    /// The newest, of which the number stands last.
    next: Option<ScreenFrame>,
    /// What the viewer was given last.
    last: Option<Arc<[u8]>>,
    /// When something happened that may change the picture.
    active: Instant,
    /// A look at whether the page is quiet is on its way.
    armed: bool,
    /// The next frame tells whether one is missing.
    checking: bool,
}

/// `Page.screencastFrame`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Framed<'a> {
    pub(super) data: &'a str,
    pub(super) metadata: Metadata,
    /// Of the cast, not a session of ours.
    pub(super) session_id: i64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Metadata {
    pub(super) device_width: f64,
    pub(super) device_height: f64,
    /// When the browser took the picture, in seconds since 1970.
    pub(super) timestamp: f64,
}

impl Metadata {
    fn age(&self) -> Duration {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Duration::try_from_secs_f64(now.as_secs_f64() - self.timestamp).unwrap_or_default()
    }
}

impl Casting {
    pub fn new(device_scale: f64) -> Self {
        Self { device_scale, cast: Mutex::default(), watches: AtomicU64::default() }
    }

    pub fn watch(&self, hub: &Arc<Hub>, page: PageId, sink: FrameSink) -> Watching {
        let watch = self.watches.fetch_add(1, Ordering::Relaxed);
        let cast = Cast {
            watch,
            page,
            sink,
            session: None,
            app: None,
            device_scale: self.device_scale,
            sharpness: Sharpness::default(),
            unacknowledged: Vec::new(),
            showing: false,
            next: None,
            last: None,
            active: Instant::now(),
            armed: false,
            checking: false,
        };
        if let Some(Cast { session: Some(session), .. }) = lock(&self.cast).replace(cast) {
            hub.cdp.send(Some(&session), "Page.stopScreencast", &json!({}));
        }
        if let Some(view) = hub.view_of(page) {
            self.follow(hub, page, &view);
        }
        Watching { hub: hub.clone(), watch }
    }

    /// The page has got this web-view.
    pub fn follow(&self, hub: &Hub, page: PageId, view: &WebView) {
        let mut cast = lock(&self.cast);
        let Some(cast) = cast.as_mut().filter(|cast| cast.page == page) else { return };
        if cast.session.as_ref() != Some(&view.session) {
            cast.session = Some(view.session.clone());
            cast.app = Some(view.app.app.clone());
            cast.start(hub, None);
        }
    }

    /// The web-view is gone. The page may get another.
    pub fn forget(&self, view: &WebView) {
        if let Some(cast) = lock(&self.cast).as_mut().filter(|cast| cast.shows(view)) {
            cast.session = None;
            cast.last = None;
            cast.reset();
        }
    }

    /// The viewer has shown what it got last.
    pub fn shown(&self, hub: &Arc<Hub>, page: PageId) {
        let mut guard = lock(&self.cast);
        let Some(cast) = guard.as_mut().filter(|cast| cast.page == page && cast.showing) else { return };
        let done = cast.done(0, usize::from(cast.next.is_some()));
        let next = cast.next.take().map(|frame| (cast.sink.clone(), frame));
        cast.showing = next.is_some();
        drop(guard);
        acknowledge(hub, done);
        if let Some((sink, frame)) = next {
            sink(frame);
        }
    }
    /// The viewer is slow: what was replaced by a newer frame is acknowledged, so that there can be a newer one still.
    fn refresh(&self, hub: &Arc<Hub>, watch: u64) {
        let mut guard = lock(&self.cast);
        let Some(cast) = guard.as_mut().filter(|cast| cast.watch == watch && cast.next.is_some()) else {
            return;
        };
        let done = cast.done(1, 1);
        drop(guard);
        acknowledge(hub, done);
    }

    /// Something is done to the page.
    pub fn touched(&self, hub: &Arc<Hub>, page: PageId) {
        if let Some(cast) = lock(&self.cast).as_mut().filter(|cast| cast.page == page) {
            cast.arm(hub);
        }
    }

    /// Whether the page is quiet; if so, whether the viewer has its last picture.
    fn check(&self, hub: &Arc<Hub>, watch: u64) {
        let mut cast = lock(&self.cast);
        let Some(cast) = cast.as_mut().filter(|cast| cast.watch == watch) else { return };
        cast.armed = false;
        let left = QUIET.saturating_sub(cast.active.elapsed());
        if cast.showing || !left.is_zero() {
            cast.look_after(hub, if left.is_zero() { QUIET } else { left });
        } else if cast.session.is_some() {
            cast.sharpness = Sharpness::default();
            cast.start(hub, None);
            cast.checking = true;
        }
    }
}

/// Frames that may be acknowledged: their numbers, and whose they are.
struct Done(String, Vec<i64>);

fn acknowledge(hub: &Hub, done: Option<Done>) {
    let Some(Done(session, numbers)) = done else { return };
    for number in numbers {
        hub.cdp.send(Some(&session), "Page.screencastFrameAck", &json!({ "sessionId": number }));
    }
}

impl Cast {
    /// All that wait for an acknowledgement but so many at the start and at the end.
    fn done(&mut self, first: usize, last: usize) -> Option<Done> {
        let session = self.session.clone()?;
        let end = self.unacknowledged.len().saturating_sub(last);
        Some(Done(session, self.unacknowledged.drain(first.min(end)..end).collect()))
    }

    fn arm(&mut self, hub: &Arc<Hub>) {
        self.active = Instant::now();
        self.look_after(hub, QUIET);
    }

    fn look_after(&mut self, hub: &Arc<Hub>, time: Duration) {
        let Some(app) = self.app.as_ref().filter(|_| !self.armed) else { return };
        self.armed = true;
        let (hub2, watch) = (hub.clone(), self.watch);
        hub.after(app, time, move || hub2.casting.check(&hub2, watch));
    }

    fn shows(&self, view: &WebView) -> bool {
        self.session.as_ref() == Some(&view.session)
    }

    /// Starts the cast, or starts it again: its first frame is the page as it is, no larger than this.
    fn start(&mut self, hub: &Hub, most: Option<(f64, f64)>) {
        self.reset();
        let session = self.session.as_deref();
        hub.cdp.send(session, "Page.stopScreencast", &json!({}));
        let mut params = json!({ "format": "jpeg", "quality": QUALITY });
        if let Some((width, height)) = most {
            #[expect(clippy::cast_possible_truncation, reason = "pixels of a screen")]
            let whole = |length: f64| Value::from(length.round() as i64);
            params["maxWidth"] = whole(width);
            params["maxHeight"] = whole(height);
        }
        hub.cdp.send(session, "Page.startScreencast", &params);
    }

    fn reset(&mut self) {
        self.unacknowledged.clear();
        self.showing = false;
        self.next = None;
        self.checking = false;
    }
}

pub(crate) fn framed(hub: &Arc<Hub>, view: &WebView, event: &Framed<'_>) {
    let mut guard = lock(&hub.casting.cast);
    let Some(cast) = guard.as_mut().filter(|cast| cast.shows(view)) else { return };
    let bytes = match base64::engine::general_purpose::STANDARD.decode(event.data) {
        Ok(bytes) => Arc::<[u8]>::from(bytes),
        Err(error) => return tracing::warn!(%error, "a picture of the page cannot be read"),
    };
    let Metadata { device_width: width, device_height: height, .. } = event.metadata;
    let frame = ScreenFrame { page: cast.page, bytes, width, height };
    cast.unacknowledged.push(event.session_id);
    if std::mem::take(&mut cast.checking) && cast.last.as_ref() == Some(&frame.bytes) {
        let done = cast.done(0, 0);
        drop(guard);
        return acknowledge(hub, done);
    }
    cast.last = Some(frame.bytes.clone());
    cast.arm(hub);
    if cast.sharpness.came(event.metadata.age()) {
        let scale = cast.sharpness.scale().map(|scale| scale * cast.device_scale);
        cast.start(hub, scale.map(|scale| (width * scale, height * scale)));
    }
    if cast.showing {
        let watch = cast.watch;
        if cast.next.replace(frame).is_some() {
            drop(guard);
            let hub2 = hub.clone();
            hub.after(&view.app.app, FRESH, move || hub2.casting.refresh(&hub2, watch));
        }
        return;
    }
    cast.showing = true;
    let sink = cast.sink.clone();
    drop(guard);
    sink(frame);
}

/// Ends the watch when it is dropped, unless a newer one has taken its place.
pub(crate) struct Watching {
    hub: Arc<Hub>,
    watch: u64,
}

impl Drop for Watching {
    fn drop(&mut self) {
        let cast = lock(&self.hub.casting.cast).take_if(|cast| cast.watch == self.watch);
        if let Some(Cast { session: Some(session), .. }) = cast {
            self.hub.cdp.send(Some(&session), "Page.stopScreencast", &json!({}));
        }
    }
}
