//! Real time for the engine, by tokio.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use futures::FutureExt;
use futures::future::BoxFuture;
use sampan_engine::clock::Clock;
use tokio::runtime::Handle;

/// The engine's thread is not tokio's, so waiting is done over there.
pub struct TokioClock {
    start: Instant,
    runtime: Handle,
}

impl TokioClock {
    pub fn new(runtime: Handle) -> Self {
        Self { start: Instant::now(), runtime }
    }
}

impl Clock for TokioClock {
    fn now(&self) -> Duration {
        self.start.elapsed()
    }

    fn date(&self) -> Duration {
        SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let sleep = self.runtime.spawn(async move { tokio::time::sleep(duration).await });
        async move {
            let _ = sleep.await; // an error means that the runtime ends, and with it the wait
        }
        .boxed()
    }
}
