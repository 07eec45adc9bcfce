//! The trace: what happened in a run, in one file that can be looked at afterwards (`docs/trace.md`). [`Evidence`] listens
//! to a host and writes; [`show`] makes a page of what was written.

mod entry;
mod mask;
pub mod show;
mod steps;
mod storage;
mod unpack;
mod writer;

use std::path::PathBuf;
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant, SystemTime};

use futures::channel::oneshot;
use sampan_engine::trace::TraceEvent;
use sampan_view::{Film, FilmFrame};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{sleep_until, timeout};

pub use entry::{Entry, Place};
pub use mask::Patterns;
pub use steps::Steps;

use crate::host::{Events, Host, Shared};
use entry::{FORMAT, Head};
use storage::Stores;
use writer::{Item, Writer};

/// Changes of a store that come close together are told together.
const TOGETHER: Duration = Duration::from_millis(100);
/// How long the end may take: what is left goes to the disk.
const LAST: Duration = Duration::from_secs(20);

/// How a trace is to be.
#[derive(Clone, Debug, Default)]
pub struct TraceOptions {
    pub file: PathBuf,
    /// The name of the test, or what is run.
    pub title: String,
    /// What else is secret, beside what has the name of a secret.
    pub masks: Patterns,
    /// Without pictures.
    pub no_film: bool,
}

/// A trace that is being written. One that is dropped without [`Evidence::finish`] is cut off.
pub struct Evidence {
    clock: Clock,
    items: mpsc::Sender<Item>,
    follower: JoinHandle<()>,
    over: watch::Sender<bool>,
    file: PathBuf,
    /// How many pictures there are so far.
    pictures: watch::Receiver<usize>,
    _film: Option<Film>,
}

/// Writes with the time of now. Clones write into the same file.
#[derive(Clone)]
struct Pen {
    clock: Clock,
    items: mpsc::Sender<Item>,
}

#[derive(Clone, Copy)]
struct Clock {
    start: Instant,
    started: SystemTime,
}

impl Clock {
    fn now(self) -> f64 {
        rounded(self.start.elapsed())
    }

    /// When a picture was taken, by the browser's clock; none is from before the start.
    fn of(self, time: SystemTime) -> f64 {
        rounded(time.duration_since(self.started).unwrap_or_default())
    }
}

/// In milliseconds, to the hundredth.
fn rounded(time: Duration) -> f64 {
    (time.as_secs_f64() * 100_000.0).round() / 100.0
}

impl Evidence {
    /// Begins a trace of what happens on the host from now on.
    pub fn start(host: &Host, options: TraceOptions) -> Result<Self, String> {
        let clock = Clock { start: Instant::now(), started: SystemTime::now() };
        let since = clock.started.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let head = Head {
            format: FORMAT,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            title: options.title,
            started: u64::try_from(since.as_millis()).unwrap_or(0),
        };
        let items = Writer::start(&options.file, &head, options.masks)?;
        let (over, is_over) = watch::channel(false);
        let follower = Follower {
            clock,
            items: items.clone(),
            shared: host.shared().clone(),
            stores: Stores::default(),
        };
        let (counter, pictures) = watch::channel(0);
        let film = (!options.no_film).then(|| {
            let items = items.clone();
            host.view().film(Arc::new(move |frame: FilmFrame| {
                let FilmFrame { page, bytes, taken, width, height } = frame;
                let _ = items.send(Item::Picture { at: clock.of(taken), page, bytes, width, height });
                counter.send_modify(|count| *count += 1);
            }))
        });
        let follower = tokio::spawn(follower.run(host.events(), is_over));
        Ok(Self { clock, items, follower, over, file: options.file, pictures, _film: film })
    }

    /// For the steps of a test: an observer of the driver ([`Drive::observe`](crate::Drive::observe)), with groups and places.
    pub fn steps(&self) -> Steps {
        Steps::new(Pen { clock: self.clock, items: self.items.clone() })
    }

    /// Waits until there are so many pictures.
    pub async fn pictures(&self, count: usize) {
        let _ = self.pictures.clone().wait_for(|seen| *seen >= count).await;
    }

    /// Ends the trace: `status` is `passed`, `failed` or `ended`. What comes back is the file, or why it is not whole.
    pub async fn finish(self, status: &str, error: Option<String>) -> Result<PathBuf, String> {
        self.over.send_replace(true);
        let late = |_| "the last events of the trace did not come".to_owned();
        timeout(LAST, self.follower).await.map_err(late)?.map_err(|error| error.to_string())?;
        let end = Entry::End { status: status.to_owned(), error };
        let _ = self.items.send(Item::Line(self.clock.now(), end));
        let (answer, written) = oneshot::channel();
        let _ = self.items.send(Item::End(answer));
        let gone = || format!("the trace in {} is cut off: it was not written in time", self.file.display());
        match timeout(LAST, written).await {
            Ok(Ok(result)) => result.map(|()| self.file),
            _ => Err(gone()),
        }
    }

    /// Ends it, and leaves nothing of it: what happened is of no interest.
    pub async fn discard(self) {
        if let Ok(file) = self.finish("discarded", None).await
            && let Err(error) = std::fs::remove_file(&file)
        {
            tracing::warn!(%error, file = %file.display(), "a trace that nobody wants is still there");
        }
    }
}

impl Pen {
    fn write(&self, entry: Entry) {
        let _ = self.items.send(Item::Line(self.clock.now(), entry));
    }

    fn source(&self, file: &str, text: &str) {
        let _ = self.items.send(Item::Source {
            at: self.clock.now(),
            file: file.to_owned(),
            text: text.to_owned(),
        });
    }
}

/// Hears the events, and looks at the stores when they change.
struct Follower {
    clock: Clock,
    items: mpsc::Sender<Item>,
    shared: Arc<Shared>,
    stores: Stores,
}

impl Follower {
    async fn run(mut self, mut events: Events, mut is_over: watch::Receiver<bool>) {
        let mut next_look = tokio::time::Instant::now();
        loop {
            tokio::select! {
                biased;
                event = events.next() => match event {
                    Some(event) => {
                        let at = self.clock.now();
                        if !self.stores.have_changed() {
                            next_look = tokio::time::Instant::now() + TOGETHER;
                        }
                        self.stores.hear(at, &event);
                        if matches!(event, TraceEvent::Ready { .. }) {
                            let _ = self.items.send(Item::Mask(self.shared.masks()));
                        }
                        let _ = self.items.send(Item::Line(at, Entry::Event { event: Box::new(event) }));
                    }
                    None => return,
                },
                () = sleep_until(next_look), if self.stores.have_changed() => self.look().await,
                _ = is_over.changed() => return self.look().await,
            }
        }
    }

    async fn look(&mut self) {
        for (at, entry) in self.stores.look(&self.shared).await {
            let _ = self.items.send(Item::Line(at, entry));
        }
    }
}
