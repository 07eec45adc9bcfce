//! What a person reads of a run. Colours only on a terminal (`anstream` sees to that).

use std::fmt::Write as _;
use std::io::Write as _;
use std::time::Duration;

use anstyle::{AnsiColor, Style};
use sampan_spec::Status;

use super::super::options::Reporter;
use super::super::select::full_name;
use super::super::worker::Attempt;
use super::{Report, Summary, Verdict, failure, verdict};

const RED: Style = AnsiColor::Red.on_default();
const GREEN: Style = AnsiColor::Green.on_default();
const YELLOW: Style = AnsiColor::Yellow.on_default();
const CYAN: Style = AnsiColor::Cyan.on_default();
const DIM: Style = Style::new().dimmed();

pub struct Terminal {
    reporter: Reporter,
}

impl Terminal {
    pub fn new(reporter: Reporter) -> Self {
        Self { reporter }
    }

    pub fn begin(tests: usize, files: usize, workers: usize) {
        print(&format!(
            "Running {} in {} with {}\n\n",
            count(tests, "test"),
            count(files, "file"),
            count(workers, "worker")
        ));
    }

    pub fn ended(&self, name: &str, attempt: &Attempt) {
        let (mark, letter, style) = match attempt.outcome.status {
            Status::Passed => ("✓", "·", GREEN),
            Status::Failed => ("✗", "F", RED),
            Status::TimedOut => ("✗", "T", RED),
            Status::Skipped => ("-", "-", CYAN),
            Status::Interrupted => ("?", "?", YELLOW),
        };
        if self.reporter == Reporter::Dot {
            return print(&format!("{style}{letter}{style:#}"));
        }
        let retry = if attempt.retry > 0 { format!(" (retry {})", attempt.retry) } else { String::new() };
        let reason = match attempt.outcome.reason.as_str() {
            "" => String::new(),
            reason => format!(" — {reason}"),
        };
        let time = time(Duration::from_secs_f64(attempt.outcome.milliseconds / 1000.0));
        let mut text = format!("  {style}{mark}{style:#} {name}{retry}{reason} {DIM}({time}){DIM:#}\n");
        for line in &attempt.outcome.lines {
            let _ = writeln!(text, "      {DIM}{}{DIM:#}", line.text.replace('\n', "\n      "));
        }
        print(&text);
    }

    pub fn end(report: &Report<'_>, summary: Summary, time: Duration) {
        let mut text = String::from("\n");
        let root = failure::root();
        for (number, (_, fault)) in (1..).zip(report.plan().faults()) {
            let _ = write!(
                text,
                "  {RED}{number}) {}{RED:#}\n\n{}\n\n",
                fault.place.file,
                failure::text(fault, &root)
            );
        }
        let failed = report
            .plan()
            .tests()
            .filter(|test| matches!(verdict(report.attempts(*test)), Verdict::Failed | Verdict::Flaky));
        for (number, test) in (report.plan().faults().count() + 1..).zip(failed) {
            let name = full_name(report.plan().test(test));
            let _ = write!(text, "  {RED}{number}) {name}{RED:#}\n\n");
            for attempt in report.attempts(test) {
                if attempt.retry > 0 {
                    let _ = write!(text, "    {DIM}retry {}{DIM:#}\n\n", attempt.retry);
                }
                if let Some(trace) = &attempt.trace {
                    let _ = writeln!(text, "    {DIM}sampan trace show {}{DIM:#}\n", trace.display());
                }
                for fault in &attempt.outcome.failures {
                    let _ = write!(text, "{}\n\n", failure::text(fault, &root));
                }
            }
        }
        for (number, style, word) in [
            (summary.failed, RED, "failed"),
            (summary.flaky, YELLOW, "flaky"),
            (summary.skipped, CYAN, "skipped"),
            (summary.not_run, YELLOW, "not run"),
        ] {
            if number > 0 {
                let _ = writeln!(text, "  {style}{number} {word}{style:#}");
            }
        }
        let _ =
            writeln!(text, "  {GREEN}{} passed{GREEN:#} {DIM}({}){DIM:#}", summary.passed, self::time(time));
        print(&text);
    }
}

/// A reader that has gone away is no reason to stop.
fn print(text: &str) {
    let mut out = anstream::stdout();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// `1 test`, `2 tests`.
pub fn count(number: usize, word: &str) -> String {
    format!("{number} {word}{}", if number == 1 { "" } else { "s" })
}

fn time(time: Duration) -> String {
    if time.as_secs() >= 1 {
        format!("{:.1} s", time.as_secs_f64())
    } else {
        format!("{} ms", time.as_millis())
    }
}
