//! The clock that `QuickJS`'s interrupt handler looks at: how long a turn has run, and whether to stop at once.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

pub struct Watch {
    start: Instant,
    limit: Duration,
    /// When the turn has to be over, in microseconds since `start`.
    deadline: AtomicU64,
    /// A turn has been stopped, and nobody has reported it yet.
    stopped: AtomicBool,
    /// The mini program is being closed: run nothing any more.
    pub closing: AtomicBool,
}

impl Watch {
    pub fn new(limit: Duration) -> Self {
        Self {
            start: Instant::now(),
            limit,
            deadline: AtomicU64::new(u64::MAX),
            stopped: AtomicBool::new(false),
            closing: AtomicBool::new(false),
        }
    }

    /// A turn begins.
    pub fn begin(&self) {
        self.deadline.store(self.micros() + micros(self.limit), Ordering::Relaxed);
    }

    /// Time that the program spent waiting for the host is not its own.
    pub fn excuse(&self, waited: Duration) {
        self.deadline.fetch_add(micros(waited), Ordering::Relaxed);
    }

    pub fn is_over(&self) -> bool {
        self.micros() > self.deadline.load(Ordering::Relaxed)
    }

    pub fn is_closing(&self) -> bool {
        self.closing.load(Ordering::Relaxed)
    }

    /// What the interrupt handler answers.
    pub fn interrupts(&self) -> bool {
        if self.is_closing() {
            return true;
        }
        let over = self.is_over();
        if over {
            self.stopped.store(true, Ordering::Relaxed);
        }
        over
    }

    /// A turn was stopped, and that is still to be reported.
    pub fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    /// Whether a turn was stopped since the last time this was asked.
    pub fn take_stopped(&self) -> bool {
        self.stopped.swap(false, Ordering::Relaxed)
    }

    /// Milliseconds since the program started, for timers.
    pub fn now(&self) -> f64 {
        self.start.elapsed().as_secs_f64() * 1000.0
    }

    /// What a stopped turn is told as.
    pub fn stopped_text(&self) -> String {
        format!("stopped: ran longer than {} s without a pause", self.limit.as_secs_f64())
    }

    fn micros(&self) -> u64 {
        micros(self.start.elapsed())
    }
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX / 2)
}
