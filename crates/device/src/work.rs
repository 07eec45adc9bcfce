//! Two threads for what takes long: decoding never holds up the engine, and never more than two decoders use memory at
//! once. A decoder that panics fails its own answer and nothing else.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use futures::FutureExt as _;
use futures::channel::oneshot;
use sampan_engine::device::{Answer, DeviceError};

type Job = Box<dyn FnOnce() + Send>;

const THREADS: usize = 2;

/// The threads end when the last clone of this is dropped.
#[derive(Clone)]
pub struct Workers {
    jobs: Sender<Job>,
}

impl Workers {
    pub fn start() -> io::Result<Self> {
        let (jobs, queue) = channel();
        let queue = Arc::new(Mutex::new(queue));
        for _ in 0..THREADS {
            let queue = Arc::clone(&queue);
            thread::Builder::new().name("sampan-device".to_owned()).spawn(move || run(&queue))?;
        }
        Ok(Self { jobs })
    }

    /// Does work on one of the threads; not at all if by then nobody waits for the answer any more.
    pub fn answer<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, DeviceError> + Send + 'static,
    ) -> Answer<T> {
        let (done, answer) = oneshot::channel();
        let job = move || {
            if !done.is_canceled() {
                // Nobody may be waiting any more.
                let _ = done.send(work());
            }
        };
        // The threads live as long as `self`; if the job is lost all the same, so is `done`, and the answer says so.
        let _ = self.jobs.send(Box::new(job));
        Box::pin(answer.map(|result| result.unwrap_or_else(|_| Err(lost()))))
    }
}

fn lost() -> DeviceError {
    DeviceError::Fail("the decoder gave up on this file; it is probably damaged".to_owned())
}

fn run(queue: &Mutex<Receiver<Job>>) {
    loop {
        let next = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = next else { return };
        // The panic's message is on stderr; the answer is lost, which its receiver tells.
        let _ = catch_unwind(AssertUnwindSafe(job));
    }
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
            assert_eq!(block_on(answer), Err(lost()));
        }
        assert_eq!(block_on(workers.answer(|| Ok(7))), Ok(7));
    }
}
