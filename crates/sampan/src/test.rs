//! `sampan test`: runs specs, each test on a phone of its own, and says how it went.
//!
//! What a spec is stands in `sampan_spec`; here is what surrounds a run: which files and tests, workers with their browsers,
//! and reports. `docs/test.md` is what a person reads of it.

mod find;
mod job;
mod options;
mod report;
mod select;
mod snapshot;
mod stage;
mod worker;

use std::sync::Arc;
use std::sync::mpsc;
use std::time::Instant;

use sampan_spec::Stop;
use tokio::task::JoinHandle;

pub use options::Options;

use job::{Plan, Queue};
use options::Settings;
use report::{Report, Summary};
use worker::{Told, Worker};

/// Everything passed.
const PASSED: i32 = 0;
/// A test failed, or a file could not be loaded.
const FAILED: i32 = 1;
/// There was nothing to run, or the command makes no sense.
const USAGE: i32 = 2;
/// The run itself broke: no browser, no place to write a report.
const BROKEN: i32 = 3;

/// Runs to the end, or until a signal comes; the exit code.
pub fn run(options: &Options, runtime: &tokio::runtime::Handle, interrupted: JoinHandle<i32>) -> i32 {
    let settings = match Settings::new(options) {
        Ok(settings) => settings,
        Err(reason) => return told(&reason, USAGE),
    };
    let stop = Stop::default();
    let signal = watch(runtime, interrupted, stop.clone());
    let code = run_with(&Arc::new(settings), runtime, &stop);
    match signal.try_recv() {
        Ok(signal) => 128 + signal,
        Err(_) => code,
    }
}

fn told(reason: &str, code: i32) -> i32 {
    crate::output::error(reason);
    code
}

/// Ends the run when a signal comes.
fn watch(runtime: &tokio::runtime::Handle, interrupted: JoinHandle<i32>, stop: Stop) -> mpsc::Receiver<i32> {
    let (sender, signal) = mpsc::channel();
    runtime.spawn(async move {
        let number = interrupted.await.unwrap_or(15);
        let _ = sender.send(number);
        stop.stop();
    });
    signal
}

fn run_with(settings: &Arc<Settings>, runtime: &tokio::runtime::Handle, stop: &Stop) -> i32 {
    let started = Instant::now();
    let files = match find::specs(settings) {
        Ok(files) => files,
        Err(reason) => return told(&reason, USAGE),
    };
    // While files load, the browsers start.
    let stages = (!settings.list).then(|| stage::start(settings, runtime, files.len()));
    let loaded = job::load(&files, settings, stop);
    let plan = Plan::new(loaded, settings);
    if plan.is_empty() && !stop.is_stopped() {
        return told(&select::nothing(settings, &plan), USAGE);
    }
    if settings.list {
        return report::list(&plan);
    }
    let mut report = match Report::new(settings, &plan) {
        Ok(report) => report,
        Err(reason) => return told(&reason, BROKEN),
    };
    let broken = work(settings, stages.unwrap_or_default(), &plan, stop, &mut report);
    let summary = match report.finish(started.elapsed()) {
        Ok(summary) => summary,
        Err(reason) => return told(&reason, BROKEN),
    };
    match broken {
        Some(reason) => told(&reason, BROKEN),
        None => code(&summary),
    }
}

fn code(summary: &Summary) -> i32 {
    if summary.failed > 0 { FAILED } else { PASSED }
}

/// Has the workers run everything; why the run broke, if it did.
fn work(
    settings: &Arc<Settings>,
    stages: Vec<stage::Stage>,
    plan: &Plan,
    stop: &Stop,
    report: &mut Report,
) -> Option<String> {
    let queue = Arc::new(Queue::new(plan));
    let (tell, told) = mpsc::channel();
    let workers: Vec<_> = stages
        .into_iter()
        .map(|stage| {
            Worker { settings: settings.clone(), stage, stop: stop.clone(), tell: tell.clone() }
                .start(queue.clone())
        })
        .collect();
    drop(tell);
    let mut broken = None;
    for message in told {
        match message {
            Told::Ended(result) => {
                report.ended(*result);
                if settings.max_failures.is_some_and(|most| report.failures() >= most) {
                    stop.stop();
                }
            }
            Told::Broken(reason) => {
                broken.get_or_insert(reason);
                stop.stop();
            }
        }
    }
    for worker in workers.into_iter().flatten() {
        // A panic has been told by the thread itself.
        let _ = worker.join();
    }
    broken
}
