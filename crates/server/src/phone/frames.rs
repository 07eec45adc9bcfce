//! The pictures of the page on top, for everybody who looks. There is one watcher of the screen; each client takes the
//! newest picture when it has room for one, and those in between are never sent. The screen goes at the pace of the
//! fastest client.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::Bytes;
use sampan_engine::id::PageId;
use sampan_engine::screen::{Screen, ScreenFrame};
use tokio::sync::watch;

/// How many pictures a client may have that it has not drawn yet.
const UNDRAWN: usize = 2;

pub struct Frames {
    inner: Mutex<Inner>,
    changed: watch::Sender<u64>,
}

#[derive(Default)]
struct Inner {
    watched: Option<(PageId, Box<dyn Send>)>,
    newest: Option<(PageId, Bytes)>,
    number: u64,
    /// The screen waits to hear that its picture has been shown.
    owed: bool,
}

/// What one client has of the pictures.
#[derive(Default)]
pub struct Shown {
    number: u64,
    undrawn: usize,
}

impl Frames {
    pub fn new() -> Arc<Self> {
        Arc::new(Self { inner: Mutex::default(), changed: watch::Sender::new(0) })
    }

    /// Watches this page from now on, or none.
    pub fn follow(self: &Arc<Self>, screen: Option<&Arc<dyn Screen>>, page: Option<PageId>) {
        let before = {
            let mut inner = self.lock();
            if inner.watched.as_ref().map(|(watched, _)| *watched) == page {
                return;
            }
            inner.newest = inner.newest.take().filter(|(newest, _)| Some(*newest) == page);
            inner.owed = false;
            inner.watched.take()
        };
        // Without the lock: a screen may send a picture while it is asked.
        drop(before);
        let (Some(screen), Some(page)) = (screen, page) else { return };
        let frames = Arc::downgrade(self);
        let watcher = screen.watch(
            page,
            Arc::new(move |frame| {
                if let Some(frames) = frames.upgrade() {
                    frames.arrived(&frame);
                }
            }),
        );
        self.lock().watched = Some((page, watcher));
    }

    fn arrived(&self, frame: &ScreenFrame) {
        let mut inner = self.lock();
        inner.number += 1;
        inner.newest = Some((frame.page, message(frame)));
        inner.owed = true;
        let number = inner.number;
        drop(inner);
        self.changed.send_replace(number);
    }

    /// Tells when there is a new picture.
    pub fn watch(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    /// The newest picture, if this client has room and has not had it.
    pub fn take(&self, shown: &mut Shown, screen: Option<&Arc<dyn Screen>>) -> Option<Bytes> {
        let mut inner = self.lock();
        if shown.undrawn >= UNDRAWN || shown.number >= inner.number {
            return None;
        }
        let (page, bytes) = inner.newest.clone()?;
        shown.number = inner.number;
        shown.undrawn += 1;
        let owed = std::mem::take(&mut inner.owed);
        drop(inner);
        if owed && let Some(screen) = screen {
            screen.shown(page);
        }
        Some(bytes)
    }
}

impl Frames {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shown {
    /// The client has drawn one.
    pub fn drawn(&mut self) {
        self.undrawn = self.undrawn.saturating_sub(1);
    }
}

/// The binary message: page, width, height, four zero bytes, JPEG.
fn message(frame: &ScreenFrame) -> Bytes {
    let mut bytes = Vec::with_capacity(16 + frame.bytes.len());
    bytes.extend(frame.page.0.to_be_bytes());
    #[expect(clippy::cast_possible_truncation, reason = "a screen's size is a small number")]
    for length in [frame.width as f32, frame.height as f32] {
        bytes.extend(length.to_be_bytes());
    }
    bytes.extend([0; 4]);
    bytes.extend(&*frame.bytes);
    bytes.into()
}
