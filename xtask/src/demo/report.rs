//! What the demo has seen: the calls, the page's own verdict, and whether that is all it should be.

use anyhow::{Result, bail};
use sampan_engine::trace::{CallerKind, Direction, TraceEvent};
use serde_json::Value;

/// What an interface must answer once in the drive.
#[derive(Clone, Copy)]
enum Answer {
    Ok,
    /// A failure whose text has this in it.
    Fail(&'static str),
    /// Nothing, and carried out.
    Silence,
    /// Never reaches the host: the page's own verdict counts.
    InPage,
}

/// Every interface of the example page.
const EXPECTED: &[(&str, Answer)] = &[
    ("getEnv", Answer::InPage),
    ("checkJsApi", Answer::Ok),
    ("canGoBack", Answer::Ok),
    ("setNavigationBarTitle", Answer::Ok),
    ("clearStorage", Answer::Ok),
    ("setStorage", Answer::Ok),
    ("getStorage", Answer::Ok),
    ("getStorage", Answer::Fail("data not found")),
    ("getStorageInfo", Answer::Ok),
    ("removeStorage", Answer::Ok),
    ("onWebviewEvent", Answer::InPage),
    ("sendWebviewEvent", Answer::Silence),
    ("offWebviewEvent", Answer::InPage),
    ("postMessage", Answer::Silence),
    ("invokeNativePlugin", Answer::Ok),
    ("navigateTo", Answer::Silence),
    ("redirectTo", Answer::Silence),
    ("navigateBack", Answer::Silence),
    ("switchTab", Answer::Silence),
    ("reLaunch", Answer::Silence),
    ("navigateToMiniProgram", Answer::Ok),
    ("navigateBackMiniProgram", Answer::Fail("not MiniProgram can navigate back")),
    ("exitMiniProgram", Answer::Ok),
];

struct Call {
    name: String,
    caller: CallerKind,
    reply: Option<Value>,
    reason: Option<String>,
    milliseconds: f64,
}

/// How many interfaces there are to call.
pub fn count() -> usize {
    EXPECTED.chunk_by(|(one, _), (next, _)| one == next).count()
}

#[derive(Default)]
pub struct Report {
    calls: Vec<Call>,
    /// The rows of the page's own table; the page sends them at its end.
    rows: Option<Vec<Value>>,
    problems: Vec<String>,
}

impl Report {
    /// Takes an event in and prints those that a reader wants to see happen.
    pub fn hear(&mut self, event: &TraceEvent) {
        match event {
            TraceEvent::Ready { version, browser, .. } => println!("  sampan {version}, {browser}"),
            TraceEvent::Call { caller, name, reply, reason, milliseconds, .. } => {
                let call = Call {
                    name: name.clone(),
                    caller: *caller,
                    reply: reply.clone(),
                    reason: reason.clone(),
                    milliseconds: *milliseconds,
                };
                println!("  {}", call.line());
                self.calls.push(call);
            }
            TraceEvent::Navigate { kind, path, .. } => println!("  → {kind:?} {path}"),
            TraceEvent::Message { kind, data, direction: Direction::ToMiniProgram, .. }
                if kind == "sendWebviewEvent" && data["kind"] == "drive" =>
            {
                self.rows = data["rows"].as_array().cloned();
            }
            TraceEvent::Error { text, source, line, .. } => {
                self.problem(format!("error in {source}:{line}: {text}"));
            }
            TraceEvent::Refused { rule, url, .. } => self.problem(format!("refused {url}: {rule}")),
            TraceEvent::Exit { code, reason } => println!("  exit {code}: {reason}"),
            _ => (),
        }
    }

    pub fn problem(&mut self, text: String) {
        println!("  ! {text}");
        self.problems.push(text);
    }

    /// One line for each interface: the first answer that is as it should be.
    pub fn print(&self) {
        println!("\n    {}", row("interface", "caller", "reply", "ms"));
        for (name, answer) in EXPECTED {
            let call = self.calls.iter().find(|call| call.is(name, *answer));
            let local = self.rows.iter().flatten().find(|row| row["name"] == *name);
            match (call, local) {
                (Some(call), _) => println!("  ✓ {}", call.line()),
                (None, Some(local)) if matches!(answer, Answer::InPage) => {
                    println!("  ✓ {}", row(name, "page", local["said"].as_str().unwrap_or_default(), ""));
                }
                _ => println!("  ✗ {}", row(name, "", "not answered as it should be", "")),
            }
        }
        println!();
    }

    /// An error that lists everything that is not as it should be.
    pub fn verdict(&self) -> Result<()> {
        let mut problems = self.problems.clone();
        problems.extend(EXPECTED.iter().filter_map(|(name, answer)| self.missing(name, *answer)));
        match &self.rows {
            None => problems.push("the page did not come to the end of its drive".to_owned()),
            Some(rows) => problems.extend(rows.iter().filter(|row| row["ok"] != true).map(|row| {
                let word = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
                format!("the page is not content with {}: {}", word("name"), word("said"))
            })),
        }
        if problems.is_empty() {
            return Ok(());
        }
        bail!("the demo did not go as it should:\n  - {}", problems.join("\n  - "));
    }

    fn missing(&self, name: &str, answer: Answer) -> Option<String> {
        let found = match answer {
            Answer::InPage => self.rows.iter().flatten().any(|row| row["name"] == name),
            _ => self.calls.iter().any(|call| call.is(name, answer)),
        };
        let wanted = match answer {
            Answer::Ok => "with success".to_owned(),
            Answer::Fail(reason) => format!("with \"{reason}\""),
            Answer::Silence => "in silence".to_owned(),
            Answer::InPage => "in the page".to_owned(),
        };
        (!found).then(|| format!("{name} was never answered {wanted}"))
    }
}

impl Call {
    fn is(&self, name: &str, answer: Answer) -> bool {
        let status = self.status();
        self.caller == CallerKind::H5
            && self.name == name
            && match answer {
                Answer::Ok => status == Some("ok"),
                Answer::Fail(reason) => status.is_some_and(|s| s.starts_with("fail") && s.contains(reason)),
                Answer::Silence => self.reply.is_none() && self.reason.is_none(),
                Answer::InPage => false,
            }
    }

    /// What follows the name in `errMsg`.
    fn status(&self) -> Option<&str> {
        let text = self.reply.as_ref()?["errMsg"].as_str()?;
        Some(text.split_once(':').map_or(text, |(_, status)| status))
    }

    fn line(&self) -> String {
        let caller = match self.caller {
            CallerKind::H5 => "h5",
            CallerKind::Logic => "logic",
        };
        let said = match (&self.reply, &self.reason) {
            (Some(reply), _) => reply.to_string(),
            (None, Some(reason)) => format!("(silent) failed: {reason}"),
            (None, None) => "(silent)".to_owned(),
        };
        row(&self.name, caller, &said, &format!("{:.2}", self.milliseconds))
    }
}

fn row(name: &str, caller: &str, said: &str, milliseconds: &str) -> String {
    format!("{name:<26}{caller:<8}{:<56}{milliseconds:>9}", short(said))
}

fn short(text: &str) -> String {
    const WIDTH: usize = 54;
    if text.chars().count() <= WIDTH {
        return text.to_owned();
    }
    text.chars().take(WIDTH - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use sampan_engine::id::AppId;
    use serde_json::json;

    use super::*;

    fn call(name: &str, reply: Option<Value>) -> TraceEvent {
        TraceEvent::Call {
            app: AppId::from("mp"),
            caller: CallerKind::H5,
            page: None,
            origin: String::new(),
            name: name.to_owned(),
            arguments: json!({}),
            reply,
            milliseconds: 0.1,
            reason: None,
        }
    }

    #[test]
    fn a_missing_answer_and_a_discontented_page_are_told() {
        let mut report = Report::default();
        for (name, answer) in EXPECTED.iter().filter(|(name, _)| *name != "canGoBack") {
            match answer {
                Answer::Ok => report.hear(&call(name, Some(json!({"errMsg": format!("{name}:ok")})))),
                Answer::Fail(why) => {
                    report.hear(&call(name, Some(json!({"errMsg": format!("{name}:fail {why}")}))));
                }
                Answer::Silence => report.hear(&call(name, None)),
                Answer::InPage => (),
            }
        }
        let in_page =
            ["getEnv", "onWebviewEvent", "offWebviewEvent"].map(|name| json!({"name": name, "ok": true}));
        report.rows =
            Some([&in_page[..], &[json!({"name": "setStorage", "ok": false, "said": "late"})]].concat());
        let words = report.verdict().unwrap_err().to_string();
        assert_eq!(
            words,
            "the demo did not go as it should:\n  - canGoBack was never answered with success\
             \n  - the page is not content with setStorage: late"
        );
    }
}
