//! Threads for what takes long: decoding never holds up the engine, and no more than two decoders use memory at once.
//! A decoder that panics fails its own answer and nothing else. One that does not come back, as decoders of damaged
//! files may, fails it too and is left behind.

use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use futures::FutureExt as _;
use futures::channel::oneshot;
use sampan_engine::device::{Answer, DeviceError};

type Job = Box<dyn FnOnce() + Send>;

/// Jobs that run at the same time.
const THREADS: usize = 2;
/// The largest photo takes a few seconds in a debug build.
const LIMIT: Duration = Duration::from_secs(30);

/// The threads end when the last clone of this is dropped.
#[derive(Clone)]
pub struct Workers {
    jobs: Sender<Job>,
    limit: Duration,
}

impl Workers {
    pub fn start() -> io::Result<Self> {
        Self::with_limit(LIMIT)
    }

    fn with_limit(limit: Duration) -> io::Result<Self> {
        let (jobs, queue) = channel();
        let queue = Arc::new(Mutex::new(queue));
        for _ in 0..THREADS {
            let queue = Arc::clone(&queue);
            thread::Builder::new().name("sampan-device".to_owned()).spawn(move || run(&queue))?;
        }
        Ok(Self { jobs, limit })
    }

    /// Does work on a thread of its own; not at all if by then nobody waits for the answer any more.
    pub fn answer<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, DeviceError> + Send + 'static,
    ) -> Answer<T> {
        let (done, answer) = oneshot::channel();
        let limit = self.limit;
        let job = move || {
            if !done.is_canceled() {
                // Nobody may be waiting any more.
                let _ = done.send(within(limit, work));
            }
        };
        // The threads live as long as `self`; if the job is lost all the same, so is `done`, and the answer says so.
        let _ = self.jobs.send(Box::new(job));
        Box::pin(answer.map(|result| result.unwrap_or_else(|_| Err(failed("was stopped")))))
    }
}

fn run(queue: &Mutex<Receiver<Job>>) {
    loop {
        let next = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = next else { return };
        job();
    }
}

/// Does work on another thread, which can be left behind.
fn within<T: Send + 'static>(
    limit: Duration,
    work: impl FnOnce() -> Result<T, DeviceError> + Send + 'static,
) -> Result<T, DeviceError> {
    let (done, result) = channel();
    let decoder = thread::Builder::new().name("sampan-decoder".to_owned()).spawn(move || {
        // Too late, nobody listens.
        let _ = done.send(work());
    });
    decoder.map_err(|error| failed(&format!("has no thread: {error}")))?;
    result.recv_timeout(limit).unwrap_or_else(|error| match error {
        RecvTimeoutError::Timeout => Err(failed(&format!("did not finish in {} s", limit.as_secs_f64()))),
        RecvTimeoutError::Disconnected => Err(failed("gave up")),
    })
}

fn failed(what: &str) -> DeviceError {
    DeviceError::Fail(format!("the decoder {what}; the file is probably damaged"))
}

#[cfg(test)]
mod tests {
    use futures::executor::block_on;

    use super::*;

    #[test]
    fn a_panic_fails_its_answer_and_no_other() {
        let workers = Workers::start().unwrap();
        for _ in 0..3 {
            let answer: Answer<()> = workers.answer(|| panic!("a decoder's bug"));
            assert_eq!(block_on(answer), Err(failed("gave up")));
        }
        assert_eq!(block_on(workers.answer(|| Ok(7))), Ok(7));
    }

    #[test]
    fn a_decoder_that_does_not_come_back_is_left_behind() {
        let workers = Workers::with_limit(Duration::from_millis(20)).unwrap();
        let (_open, never) = channel::<()>();
        let never = Arc::new(Mutex::new(never));
        for _ in 0..3 {
            let never = Arc::clone(&never);
            let answer: Answer<()> = workers.answer(move || {
                let _ = never.lock().map(|never| never.recv());
                Ok(())
            });
            assert_eq!(block_on(answer), Err(failed("did not finish in 0.02 s")));
        }
        // Both threads are free again, however long this one may take to start.
        let workers = Workers { limit: LIMIT, ..workers };
        assert_eq!(block_on(workers.answer(|| Ok(7))), Ok(7));
    }
}
