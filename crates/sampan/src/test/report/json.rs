//! The JSON report: everything that is known of a run.

use std::time::{Duration, UNIX_EPOCH};

use serde_json::{Value, json};

use super::super::job::TestId;
use super::super::worker::Attempt;
use super::{Report, Summary, Verdict, verdict};

pub fn report(report: &Report<'_>, summary: Summary, time: Duration) -> String {
    let plan = report.plan();
    let faults: Vec<Value> = plan.faults().map(|(_, failure)| json!(failure)).collect();
    let tests: Vec<Value> = plan.tests().map(|test| entry(report, test)).collect();
    let Summary { passed, flaky, failed, skipped, not_run } = summary;
    let report = json!({
        "version": env!("CARGO_PKG_VERSION"),
        "milliseconds": time.as_secs_f64() * 1000.0,
        "summary": { "passed": passed, "flaky": flaky, "failed": failed, "skipped": skipped, "notRun": not_run },
        "files": faults,
        "tests": tests,
    });
    serde_json::to_string_pretty(&report).unwrap_or_default() + "\n"
}

fn entry(report: &Report<'_>, test: TestId) -> Value {
    let declared = report.plan().test(test);
    let attempts = report.attempts(test);
    let verdict = match verdict(attempts) {
        Verdict::Passed => "passed",
        Verdict::Flaky => "flaky",
        Verdict::Failed => "failed",
        Verdict::Skipped => "skipped",
        Verdict::NotRun => "notRun",
    };
    json!({
        "titles": declared.titles,
        "place": declared.place,
        "verdict": verdict,
        "attempts": attempts.iter().map(attempt).collect::<Vec<_>>(),
    })
}

fn attempt(attempt: &Attempt) -> Value {
    let mut value = json!(attempt.outcome);
    let began = attempt.began.duration_since(UNIX_EPOCH).unwrap_or_default();
    value["trace"] = json!(attempt.trace);
    value["retry"] = attempt.retry.into();
    value["began"] = json!(began.as_secs_f64() * 1000.0);
    value
}
