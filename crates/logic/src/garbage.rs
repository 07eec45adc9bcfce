//! When garbage that holds itself is collected (the rest goes at once). `QuickJS` by itself does it again and again while a
//! page is being made, and finds hardly any: here it waits for a pause or for a page that closes, unless the heap grows large
//! before that comes.

use std::time::{Duration, Instant};

use rquickjs::Runtime;

/// Nobody wants anything of the program for so long.
const PAUSE: Duration = Duration::from_millis(50);
/// In the middle of a turn it is collected from this part of the allowed heap on.
const LARGE: usize = 16;
/// JavaScript has run for so many times as long as collecting takes. Freeing is part of that, and grows with the garbage as
/// running does: a factor that is near to how much dearer running is would never be reached.
const WORTH: u32 = 2;

pub struct Garbage {
    large: usize,
    /// JavaScript has run for so long since.
    ran: Duration,
    /// How long collecting took, the last two times.
    took: [Duration; 2],
}

impl Garbage {
    pub fn new(runtime: &Runtime, memory: usize) -> Self {
        let large = memory / LARGE;
        runtime.set_gc_threshold(large);
        Self { large, ran: Duration::ZERO, took: [Duration::from_millis(1); 2] }
    }

    pub fn ran(&mut self, time: Duration) {
        self.ran += time;
    }

    /// How long to wait for a pause, if there is something to be done in one.
    pub fn pause(&self) -> Option<Duration> {
        // The shorter one: the system may have stopped the thread in the middle of the other.
        let [before, last] = self.took;
        (self.ran > before.min(last) * WORTH).then_some(PAUSE)
    }

    pub fn collect(&mut self, runtime: &Runtime) {
        let start = Instant::now();
        runtime.run_gc();
        // A collection in the middle of a turn has set it to half as much again as was in use then.
        runtime.set_gc_threshold(self.large);
        self.took = [self.took[1], start.elapsed()];
        self.ran = Duration::ZERO;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MILLISECOND: Duration = Duration::from_millis(1);

    #[test]
    fn one_collection_that_was_held_up_does_not_put_off_the_next() {
        let runtime = Runtime::new().unwrap();
        let mut garbage = Garbage::new(&runtime, 1 << 20);
        garbage.took = [MILLISECOND, MILLISECOND * 100];
        garbage.ran(MILLISECOND * WORTH);
        assert_eq!(garbage.pause(), None);
        garbage.ran(MILLISECOND);
        assert_eq!(garbage.pause(), Some(PAUSE));
    }
}
