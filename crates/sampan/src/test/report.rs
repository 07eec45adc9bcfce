//! What is told of a run: as it goes, at its end, and in files for other programs.

mod failure;
mod json;
mod junit;
mod terminal;

use std::collections::BTreeMap;
use std::time::Duration;

use sampan_spec::{Declared, Status};

use super::job::{Plan, TestId};
use super::options::Settings;
use super::select::full_name;
use super::worker::Attempt;

use terminal::Terminal;

/// How a test went in the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Passed,
    /// It failed first and passed when it was tried again.
    Flaky,
    Failed,
    Skipped,
    /// The run ended before, or in the middle of it.
    NotRun,
}

/// How many of each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    pub passed: usize,
    pub flaky: usize,
    /// Files that cannot be loaded count too.
    pub failed: usize,
    pub skipped: usize,
    pub not_run: usize,
}

pub struct Report<'a> {
    settings: &'a Settings,
    plan: &'a Plan,
    attempts: BTreeMap<(usize, usize), Vec<Attempt>>,
    terminal: Terminal,
}

/// Prints the tests that would be run.
pub fn list(plan: &Plan) -> i32 {
    let tests: Vec<&Declared> = plan.tests().map(|test| plan.test(test)).collect();
    for test in &tests {
        println!("{}:{} › {}", test.place.file, test.place.line, test.titles.join(" › "));
    }
    println!("{} in {}", terminal::count(tests.len(), "test"), terminal::count(plan.file_count(), "file"));
    let mut faults = plan.faults().peekable();
    let code = i32::from(faults.peek().is_some());
    for (_, failure) in faults {
        eprintln!("{}", failure::text(failure, &failure::root()));
    }
    code
}

impl<'a> Report<'a> {
    /// Checks, before anything runs, that the reports can be written.
    pub fn new(settings: &'a Settings, plan: &'a Plan) -> Result<Self, String> {
        for file in settings.junit.iter().chain(&settings.json) {
            write(file, "")?;
        }
        let workers = settings.workers.min(plan.file_count());
        Terminal::begin(plan.tests().count(), plan.file_count(), workers);
        let terminal = Terminal::new(settings.reporter);
        Ok(Self { settings, plan, attempts: BTreeMap::new(), terminal })
    }

    pub fn ended(&mut self, attempt: Attempt) {
        let test = self.plan.test(attempt.test);
        self.terminal.ended(&full_name(test), &attempt);
        self.attempts.entry((attempt.test.file, attempt.test.test)).or_default().push(attempt);
    }

    /// Tests that have failed for good so far.
    pub fn failures(&self) -> usize {
        self.attempts
            .values()
            .filter(|attempts| {
                attempts.last().is_some_and(|last| last.is_last) && verdict(attempts) == Verdict::Failed
            })
            .count()
    }

    pub fn attempts(&self, test: TestId) -> &[Attempt] {
        self.attempts.get(&(test.file, test.test)).map(Vec::as_slice).unwrap_or_default()
    }

    pub fn plan(&self) -> &Plan {
        self.plan
    }

    fn summary(&self) -> Summary {
        let mut summary = Summary { failed: self.plan.faults().count(), ..Summary::default() };
        for test in self.plan.tests() {
            *match verdict(self.attempts(test)) {
                Verdict::Passed => &mut summary.passed,
                Verdict::Flaky => &mut summary.flaky,
                Verdict::Failed => &mut summary.failed,
                Verdict::Skipped => &mut summary.skipped,
                Verdict::NotRun => &mut summary.not_run,
            } += 1;
        }
        summary
    }

    /// Says how it went, and writes the files that were asked for.
    pub fn finish(self, time: Duration) -> Result<Summary, String> {
        let summary = self.summary();
        Terminal::end(&self, summary, time);
        if let Some(file) = &self.settings.junit {
            write(file, &junit::report(&self, time))?;
        }
        if let Some(file) = &self.settings.json {
            write(file, &json::report(&self, summary, time))?;
        }
        Ok(summary)
    }
}

fn write(file: &std::path::Path, text: &str) -> Result<(), String> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let made = folder.map_or(Ok(()), std::fs::create_dir_all);
    made.and_then(|()| std::fs::write(file, text))
        .map_err(|error| format!("cannot write the report {}: {error}", file.display()))
}

/// Of all tries of a test.
pub fn verdict(attempts: &[Attempt]) -> Verdict {
    match attempts.last().map(|last| last.outcome.status) {
        // One that has only passed may have been run again with others that it belongs to.
        Some(Status::Passed) if attempts.iter().any(Attempt::has_failed) => Verdict::Flaky,
        Some(Status::Passed) => Verdict::Passed,
        Some(Status::Failed | Status::TimedOut) => Verdict::Failed,
        Some(Status::Skipped) => Verdict::Skipped,
        Some(Status::Interrupted) | None => Verdict::NotRun,
    }
}
