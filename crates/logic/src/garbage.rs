//! When garbage that holds itself is collected (the rest goes at once). `QuickJS` by itself does it again and again while a
//! page is being made, and finds hardly any: here it waits for a pause or for a page that closes, unless the heap grows large
//! before that comes.

use std::time::{Duration, Instant};

use rquickjs::Runtime;

/// Nobody wants anything of the program for so long.
const PAUSE: Duration = Duration::from_millis(50);
/// In the middle of a turn it is collected from this part of the allowed heap on.
const LARGE: usize = 16;
/// JavaScript has run for so many times as long as collecting took the last time: it costs a tenth at most.
const WORTH: u32 = 10;

pub struct Garbage {
    large: usize,
    /// JavaScript has run for so long since.
    ran: Duration,
    took: Duration,
}

impl Garbage {
    pub fn new(runtime: &Runtime, memory: usize) -> Self {
        let large = memory / LARGE;
        runtime.set_gc_threshold(large);
        Self { large, ran: Duration::ZERO, took: Duration::from_millis(1) }
    }

    pub fn ran(&mut self, time: Duration) {
        self.ran += time;
    }

    /// How long to wait for a pause, if there is something to be done in one.
    pub fn pause(&self) -> Option<Duration> {
        (self.ran > self.took * WORTH).then_some(PAUSE)
    }

    pub fn collect(&mut self, runtime: &Runtime) {
        let start = Instant::now();
        runtime.run_gc();
        // A collection in the middle of a turn has set it to half as much again as was in use then.
        runtime.set_gc_threshold(self.large);
        self.took = start.elapsed();
        self.ran = Duration::ZERO;
    }
}
