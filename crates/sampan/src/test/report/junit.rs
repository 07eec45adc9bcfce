//! `JUnit` XML, as CI servers read it: a suite for each file, a case for each test.

use std::fmt::Write as _;
use std::time::Duration;

use sampan_spec::{Failure, Status};

use super::super::job::{Plan, TestId};
use super::{Report, Verdict, failure, verdict};

pub fn report(report: &Report<'_>, time: Duration) -> String {
    let plan = report.plan();
    let suites: Vec<String> = (0..plan.files.len()).filter_map(|file| suite(report, file)).collect();
    let all = plan.tests().count() + plan.faults().count();
    let failures = report.summary().failed;
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"sampan\" tests=\"{all}\" failures=\"{failures}\" time=\"{:.3}\">\n{}</testsuites>\n",
        time.as_secs_f64(),
        suites.concat()
    )
}

fn suite(report: &Report<'_>, file: usize) -> Option<String> {
    let plan = report.plan();
    let tests: Vec<TestId> = plan.tests().filter(|test| test.file == file).collect();
    let name = name(plan, file);
    if let Err(fault) = &plan.files[file].1 {
        let case = case(&name, "loads", 0.0, &failed("failure", fault));
        return Some(frame(&name, 1, 1, 0, 0.0, &case));
    }
    if tests.is_empty() {
        return None;
    }
    let count =
        |wanted: Verdict| tests.iter().filter(|test| verdict(report.attempts(**test)) == wanted).count();
    let cases: String = tests.iter().map(|test| test_case(report, &name, *test)).collect();
    let skipped = count(Verdict::Skipped) + count(Verdict::NotRun);
    let seconds: f64 = tests.iter().map(|test| seconds(report, *test)).sum();
    Some(frame(&name, tests.len(), count(Verdict::Failed), skipped, seconds, &cases))
}

fn frame(name: &str, tests: usize, failures: usize, skipped: usize, seconds: f64, cases: &str) -> String {
    format!(
        "  <testsuite name=\"{}\" tests=\"{tests}\" failures=\"{failures}\" skipped=\"{skipped}\" errors=\"0\" time=\"{seconds:.3}\">\n{cases}  </testsuite>\n",
        escape(name)
    )
}

/// As the tests name their file; a file that cannot be loaded has told its own name.
fn name(plan: &Plan, file: usize) -> String {
    match &plan.files[file] {
        (_, Ok(tests)) if !tests.is_empty() => tests[0].place.file.clone(),
        (path, _) => {
            let root = failure::root();
            path.strip_prefix(&root).unwrap_or(path).to_string_lossy().into_owned()
        }
    }
}

fn seconds(report: &Report<'_>, test: TestId) -> f64 {
    report.attempts(test).iter().map(|attempt| attempt.outcome.milliseconds).sum::<f64>() / 1000.0
}

fn test_case(report: &Report<'_>, file: &str, test: TestId) -> String {
    let attempts = report.attempts(test);
    let mut inner = String::new();
    match verdict(attempts) {
        Verdict::Failed => {
            let faults = attempts.last().into_iter().flat_map(|last| &last.outcome.failures);
            inner += &faults.map(|fault| failed("failure", fault)).collect::<String>();
        }
        // What Maven's Surefire plugin has for it, and CI servers show.
        Verdict::Flaky => {
            let faults = attempts.iter().filter(|attempt| attempt.outcome.status != Status::Passed);
            let faults = faults.flat_map(|attempt| &attempt.outcome.failures);
            inner += &faults.map(|fault| failed("flakyFailure", fault)).collect::<String>();
        }
        Verdict::Skipped | Verdict::NotRun => {
            let reason = attempts.last().map_or("not run", |last| last.outcome.reason.as_str());
            let _ = writeln!(inner, "      <skipped message=\"{}\"/>", escape(reason));
        }
        Verdict::Passed => {}
    }
    let lines: Vec<&str> =
        attempts.iter().flat_map(|attempt| &attempt.outcome.lines).map(|line| line.text.as_str()).collect();
    if !lines.is_empty() {
        let _ = writeln!(inner, "      <system-out>{}</system-out>", escape(&lines.join("\n")));
    }
    case(file, &report.plan().test(test).titles.join(" › "), seconds(report, test), &inner)
}

fn case(file: &str, name: &str, seconds: f64, inner: &str) -> String {
    let head = format!(
        "    <testcase name=\"{}\" classname=\"{}\" time=\"{seconds:.3}\"",
        escape(name),
        escape(file)
    );
    if inner.is_empty() { format!("{head}/>\n") } else { format!("{head}>\n{inner}    </testcase>\n") }
}

fn failed(element: &str, fault: &Failure) -> String {
    let first = fault.message.lines().next().unwrap_or_default();
    let all = failure::text(fault, &failure::root());
    format!("      <{element} message=\"{}\">{}</{element}>\n", escape(first), escape(&all))
}

/// What XML has no way to write at all is left out.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped += "&amp;",
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            '"' => escaped += "&quot;",
            '\n' | '\t' => escaped.push(letter),
            letter if letter < ' ' || matches!(letter, '\u{FFFE}' | '\u{FFFF}') => {}
            letter => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_cannot_say_is_escaped_or_left_out() {
        assert_eq!(escape("a<b> & \"c\"\u{1b}[31m\n"), "a&lt;b&gt; &amp; &quot;c&quot;[31m\n");
    }
}
