//! A worker: a thread that takes files from the queue and runs their tests one after the other.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::thread::JoinHandle;
use std::time::SystemTime;

use sampan_spec::{Failure, Line, Outcome, Spec, Status, Stop, THREAD_STACK};

use super::job::{Job, Queue, TestId};
use super::options::Settings;
use super::stage::Stage;

/// What a worker tells.
pub enum Told {
    Ended(Box<Attempt>),
    /// Nothing can be run here any more.
    Broken(String),
}

/// One try of a test.
#[derive(Clone)]
pub struct Attempt {
    pub test: TestId,
    /// 0 is the first.
    pub retry: u32,
    pub is_last: bool,
    pub began: SystemTime,
    pub outcome: Outcome,
    /// The trace file, where one was kept.
    pub trace: Option<PathBuf>,
}

pub struct Worker {
    pub settings: Arc<Settings>,
    pub stage: Stage,
    pub stop: Stop,
    pub tell: Sender<Told>,
}

impl Worker {
    pub fn start(mut self, queue: Arc<Queue>) -> io::Result<JoinHandle<()>> {
        let work = move || {
            while let Some(job) = queue.next() {
                if self.stop.is_stopped() {
                    return;
                }
                if let Err(reason) = self.run(&job) {
                    let _ = self.tell.send(Told::Broken(reason));
                    return;
                }
            }
        };
        std::thread::Builder::new().name("spec".to_owned()).stack_size(THREAD_STACK).spawn(work)
    }

    /// Runs the tests of a file. After a failure the file is loaded anew: what is left in it is no test's business.
    fn run(&mut self, job: &Job) -> Result<(), String> {
        let mut left = job.tests.as_slice();
        let mut retry = 0;
        while !left.is_empty() && !self.stop.is_stopped() {
            let mut spec = match Spec::load(&job.path, &self.settings.spec_options(), self.stop.clone()) {
                Ok(spec) => spec,
                Err(failure) => {
                    self.cannot_load(job, left, &failure);
                    return Ok(());
                }
            };
            spec.plan(left);
            while let Some((test, rest)) = left.split_first() {
                if self.stop.is_stopped() {
                    return Ok(());
                }
                let has_failed = self.attempt(&mut spec, job, *test, retry)?;
                let again = has_failed && retry < self.settings.retries;
                if !again {
                    left = rest;
                }
                retry = if again { retry + 1 } else { 0 };
                if has_failed {
                    break;
                }
            }
        }
        Ok(())
    }

    /// True: it has failed.
    fn attempt(&mut self, spec: &mut Spec, job: &Job, test: usize, retry: u32) -> Result<bool, String> {
        let id = TestId { file: job.file, test };
        let declared = &spec.declared()[test];
        let phone = Arc::new(self.stage.phone(&job.path, declared, retry)?);
        let began = SystemTime::now();
        let mut outcome = spec.run(test, retry, phone.clone());
        let trace = match phone.end(&outcome) {
            Some(Ok(file)) => Some(file),
            Some(Err(message)) => {
                outcome.lines.push(Line {
                    at: outcome.milliseconds,
                    level: "warn".to_owned(),
                    text: message,
                });
                None
            }
            None => None,
        };
        let mut has_failed = failed(&outcome);
        if has_failed {
            // The hooks that are left run here: the file is loaded anew for what comes.
            outcome.failures.extend(spec.finish());
        }
        has_failed |= failed(&outcome);
        let is_last = !has_failed || retry >= self.settings.retries;
        self.told(Told::Ended(Box::new(Attempt { test: id, retry, is_last, began, outcome, trace })));
        Ok(has_failed)
    }

    /// It could be loaded when the tests were counted, and now it cannot.
    fn cannot_load(&self, job: &Job, tests: &[usize], failure: &Failure) {
        for test in tests {
            let outcome = Outcome {
                status: Status::Failed,
                milliseconds: 0.0,
                reason: String::new(),
                failures: vec![failure.clone()],
                steps: Vec::new(),
                lines: Vec::new(),
            };
            let test = TestId { file: job.file, test: *test };
            let began = SystemTime::now();
            self.told(Told::Ended(Box::new(Attempt {
                test,
                retry: 0,
                is_last: true,
                began,
                outcome,
                trace: None,
            })));
        }
    }

    /// Who listens ends after all workers.
    fn told(&self, message: Told) {
        let _ = self.tell.send(message);
    }
}

fn failed(outcome: &Outcome) -> bool {
    matches!(outcome.status, Status::Failed | Status::TimedOut)
}
