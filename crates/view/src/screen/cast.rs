//! Pictures of the page that is watched, one at a time: the browser's screencast, held back to the pace of whoever looks.
//!
//! The browser lets three frames wait for their acknowledgement and drops what comes after. Here at most one of them is
//! on its way to the viewer and the newest of the others waits for it; nothing queues. For a slow viewer the one that
//! waits is made anew a few times a second, so that what it gets is not from long ago. A page that becomes still while
//! the browser drops frames would be shown as it was before: then the cast is started again, which always gives the
//! present picture.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine as _;
use sampan_engine::id::PageId;
use sampan_engine::screen::{FrameSink, ScreenFrame};
use serde::Deserialize;
use serde_json::json;

use crate::cdp::lock;
use crate::hub::Hub;
use crate::web_view::WebView;

/// Frames that the browser sends without an acknowledgement (`kMaxScreencastFramesInFlight` in its sources, and one).
const IN_FLIGHT: usize = 3;
/// How old the frame that waits for a slow viewer gets before the browser may send another.
const FRESH: Duration = Duration::from_millis(30);
/// Of the JPEG: text stays sharp, and a picture of 780 x 1688 has about 100 KiB.
const QUALITY: u32 = 70;

/// The cast, if anybody watches.
#[derive(Default)]
pub(crate) struct Casting {
    cast: Mutex<Option<Cast>>,
    watches: AtomicU64,
}

struct Cast {
    watch: u64,
    page: PageId,
    sink: FrameSink,
    /// The target that is cast, once the page has one.
    session: Option<String>,
    /// Frames without an acknowledgement, by the browser's number of the cast.
    unacknowledged: Vec<i64>,
    /// The viewer has a frame and has not shown it yet.
    showing: bool,
    /// The newest, of which the number stands last.
    next: Option<ScreenFrame>,
    /// The browser may have dropped a frame since the last one it sent.
    stale: bool,
}

/// `Page.screencastFrame`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Framed<'a> {
    data: &'a str,
    metadata: Metadata,
    /// Of the cast, not a session of ours.
    session_id: i64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Metadata {
    device_width: f64,
    device_height: f64,
}

impl Casting {
    pub fn watch(&self, hub: &Arc<Hub>, page: PageId, sink: FrameSink) -> Watching {
        let watch = self.watches.fetch_add(1, Ordering::Relaxed);
        let cast = Cast {
            watch,
            page,
            sink,
            session: None,
            unacknowledged: Vec::new(),
            showing: false,
            next: None,
            stale: false,
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
            cast.start(hub);
        }
    }

    /// The web-view is gone. The page may get another.
    pub fn forget(&self, view: &WebView) {
        if let Some(cast) = lock(&self.cast).as_mut().filter(|cast| cast.shows(view)) {
            cast.session = None;
            cast.reset();
        }
    }

    /// The viewer has shown what it got last.
    pub fn shown(&self, hub: &Hub, page: PageId) {
        let mut guard = lock(&self.cast);
        let Some(cast) = guard.as_mut().filter(|cast| cast.page == page && cast.showing) else { return };
        cast.acknowledge(hub, 0, usize::from(cast.next.is_some()));
        let Some(frame) = cast.next.take() else {
            cast.showing = false;
            if cast.stale {
                cast.start(hub);
            }
            return;
        };
        let sink = cast.sink.clone();
        drop(guard);
        sink(frame);
    }
}

impl Casting {
    /// The viewer is slow: what was replaced by a newer frame is acknowledged, so that there can be a newer one still.
    fn refresh(&self, hub: &Hub, watch: u64) {
        let mut cast = lock(&self.cast);
        if let Some(cast) = cast.as_mut().filter(|cast| cast.watch == watch && cast.next.is_some()) {
            cast.acknowledge(hub, 1, 1);
        }
    }
}

impl Cast {
    /// Acknowledges all but the first and the last of these numbers of frames.
    fn acknowledge(&mut self, hub: &Hub, first: usize, last: usize) {
        let end = self.unacknowledged.len().saturating_sub(last);
        let Some(session) = &self.session else { return };
        for number in self.unacknowledged.drain(first.min(end)..end) {
            let params = json!({ "sessionId": number });
            hub.cdp.send(Some(session), "Page.screencastFrameAck", &params);
        }
    }

    fn shows(&self, view: &WebView) -> bool {
        self.session.as_ref() == Some(&view.session)
    }

    /// Starts the cast, or starts it again: its first frame is the page as it is.
    fn start(&mut self, hub: &Hub) {
        self.reset();
        let session = self.session.as_deref();
        hub.cdp.send(session, "Page.stopScreencast", &json!({}));
        let params = json!({ "format": "jpeg", "quality": QUALITY });
        hub.cdp.send(session, "Page.startScreencast", &params);
    }

    fn reset(&mut self) {
        self.unacknowledged.clear();
        self.showing = false;
        self.next = None;
        self.stale = false;
    }
}

pub(crate) fn framed(hub: &Arc<Hub>, view: &WebView, event: &Framed<'_>) {
    let mut guard = lock(&hub.casting.cast);
    let Some(cast) = guard.as_mut().filter(|cast| cast.shows(view)) else { return };
    let bytes = match base64::engine::general_purpose::STANDARD.decode(event.data) {
        Ok(bytes) => bytes.into(),
        Err(error) => return tracing::warn!(%error, "a picture of the page cannot be read"),
    };
    let Metadata { device_width: width, device_height: height } = event.metadata;
    let frame = ScreenFrame { page: cast.page, bytes, width, height };
    cast.unacknowledged.push(event.session_id);
    cast.stale = cast.unacknowledged.len() >= IN_FLIGHT;
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
