//! The clock that `QuickJS`'s interrupt handler looks at: until when JavaScript may run, and whether to stop at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// What JavaScript may run over its limit: its own timer comes first wherever it lets one come.
const GRACE: Duration = Duration::from_millis(250);

/// Ends what runs, from any thread. Clones end the same.
#[derive(Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    pub fn stop(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    pub fn is_stopped(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

pub struct Watch {
    start: Instant,
    /// In microseconds since `start`.
    deadline: AtomicU64,
    /// JavaScript was stopped at its deadline.
    overran: AtomicBool,
    stop: Stop,
}

impl Watch {
    pub fn new(stop: Stop) -> Self {
        let (deadline, overran) = (AtomicU64::new(u64::MAX), AtomicBool::new(false));
        Self { start: Instant::now(), deadline, overran, stop }
    }

    /// From now on JavaScript has this long.
    pub fn allow(&self, limit: Duration) {
        self.deadline.store(micros(self.start.elapsed() + limit + GRACE), Ordering::Relaxed);
    }

    /// What the interrupt handler answers.
    pub fn interrupts(&self) -> bool {
        let over = self.left().is_zero();
        if over {
            self.overran.store(true, Ordering::Relaxed);
        }
        over || self.stop.is_stopped()
    }

    pub fn overran(&self) -> bool {
        self.overran.load(Ordering::Relaxed)
    }

    pub fn is_stopped(&self) -> bool {
        self.stop.is_stopped()
    }

    pub fn left(&self) -> Duration {
        let deadline = Duration::from_micros(self.deadline.load(Ordering::Relaxed));
        deadline.saturating_sub(self.start.elapsed())
    }

    /// Milliseconds since the file began to load, for timers.
    pub fn now(&self) -> f64 {
        self.start.elapsed().as_secs_f64() * 1000.0
    }
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}
