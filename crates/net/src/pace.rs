//! A network as slow as the phone's.

use std::time::Duration;

use tokio::time::{Instant, sleep, sleep_until};

/// Lets bytes through at a rate.
pub struct Pace {
    /// Bytes a second.
    rate: Option<f64>,
    next: Instant,
}

impl Pace {
    pub fn new(rate: Option<f64>) -> Self {
        Self { rate, next: Instant::now() }
    }

    /// Waits as long as these bytes would take.
    pub async fn take(&mut self, bytes: usize) {
        let Some(rate) = self.rate else { return };
        // What was not used is not saved up.
        self.next = self.next.max(Instant::now()) + Duration::from_secs_f64(bytes as f64 / rate.max(1.0));
        sleep_until(self.next).await;
    }
}

/// Waits for the first answer to be on its way.
pub async fn latency(milliseconds: f64) {
    if milliseconds > 0.0 {
        sleep(Duration::from_secs_f64(milliseconds / 1000.0)).await;
    }
}
