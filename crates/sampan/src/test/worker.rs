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

impl Attempt {
    pub fn has_failed(&self) -> bool {
        failed(&self.outcome)
    }
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
            let Some(next) = self.run_loaded(&mut spec, job, left, retry)? else { return Ok(()) };
            (left, retry) = next;
        }
        Ok(())
    }

    /// Runs tests until one fails; what is to run then, and as which try.
    fn run_loaded<'a>(
        &mut self,
        spec: &mut Spec,
        job: &Job,
        tests: &'a [usize],
        first_retry: u32,
    ) -> Result<Option<(&'a [usize], u32)>, String> {
        // Tests that belong together are one unit; any other is one of its own.
        let declared = spec.declared().to_vec();
        let units = tests.chunk_by(|one, other| {
            declared[*one].serial.is_some() && declared[*one].serial == declared[*other].serial
        });
        let mut left = tests;
        let mut retry = first_retry;
        for unit in units {
            let rest = &left[unit.len()..];
            for (index, test) in unit.iter().enumerate() {
                if self.stop.is_stopped() {
                    return Ok(None);
                }
                let retries = declared[*test].retries.unwrap_or(self.settings.retries);
                let is_last = retry >= retries;
                if !self.attempt(spec, job, *test, (retry, is_last))? {
                    continue;
                }
                if !is_last {
                    return Ok(Some((left, retry + 1)));
                }
                for skipped in &unit[index + 1..] {
                    self.skipped(job, *skipped, retry);
                }
                return Ok(Some((rest, 0)));
            }
            (left, retry) = (rest, 0);
        }
        Ok(None)
    }

    /// One that it belongs together with has failed before it.
    fn skipped(&self, job: &Job, test: usize, retry: u32) {
        let outcome = Outcome {
            status: Status::Skipped,
            milliseconds: 0.0,
            reason: "a test before it in its serial suite has failed".to_owned(),
            failures: Vec::new(),
            steps: Vec::new(),
            lines: Vec::new(),
        };
        let test = TestId { file: job.file, test };
        let (began, trace) = (SystemTime::now(), None);
        self.told(Told::Ended(Box::new(Attempt { test, retry, is_last: true, began, outcome, trace })));
    }

    /// True: it has failed.
    fn attempt(
        &mut self,
        spec: &mut Spec,
        job: &Job,
        test: usize,
        (retry, is_last): (u32, bool),
    ) -> Result<bool, String> {
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
        let is_last = is_last || !has_failed;
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
