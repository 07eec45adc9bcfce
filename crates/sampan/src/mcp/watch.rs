//! Tools that tell what has happened: calls of the bridge, messages, consoles. Each answer has the number to go on with.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::desk::Desk;
use super::tool::{Answer, Tool, ToolDef};

pub(super) const TOOLS: &[ToolDef] =
    &[ToolDef::of::<Calls>(), ToolDef::of::<Messages>(), ToolDef::of::<Console>()];

/// As many entries as somebody reads.
const LIMIT: usize = 50;

/// What pages and mini programs have asked of the host (wx.*), each with arguments and reply; the newest 50
/// of them.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Calls {
    /// The next of an answer before: only what came after it.
    #[serde(default)]
    since: Option<u64>,
    /// Only calls of this API, e.g. getLocation.
    #[serde(default)]
    name: Option<String>,
}

impl Tool for Calls {
    const NAME: &'static str = "calls";

    async fn call(self, desk: &Desk) -> Result<Answer, String> {
        let mut params = json!({ "since": self.since.unwrap_or(0) });
        if let Some(name) = self.name {
            params["name"] = name.into();
        }
        Answer::object(newest(desk.call("Bridge.calls", params).await?, "calls"))
    }
}

/// Messages between H5 pages and their mini programs (postMessage, sendWebviewEvent …): which wait, which were delivered, which
/// were lost and why; the newest 50 of them.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Messages {
    /// The next of an answer before: only what came after it.
    #[serde(default)]
    since: Option<u64>,
}

impl Tool for Messages {
    const NAME: &'static str = "messages";

    async fn call(self, desk: &Desk) -> Result<Answer, String> {
        let params = json!({ "since": self.since.unwrap_or(0) });
        Answer::object(newest(desk.call("Bridge.messages", params).await?, "messages"))
    }
}

/// What the consoles of pages and mini programs say, with errors that nobody caught, requests that were refused and names of
/// wx that are not there; the newest 50 lines.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Console {
    /// The next of an answer before: only what came after it.
    #[serde(default)]
    since: Option<u64>,
}

impl Tool for Console {
    const NAME: &'static str = "console";

    async fn call(self, desk: &Desk) -> Result<Answer, String> {
        // What was open has ended, maybe; what it said is still there.
        let (lines, next) = desk.lines(self.since.unwrap_or(0));
        Answer::object(newest(json!({ "lines": lines, "next": next }), "lines"))
    }
}

/// With the newest entries of a list only, and how many were left off.
fn newest(mut answer: Value, key: &str) -> Value {
    if let Some(entries) = answer[key].as_array_mut()
        && entries.len() > LIMIT
    {
        let left_off = entries.len() - LIMIT;
        entries.drain(..left_off);
        answer["leftOff"] = left_off.into();
    }
    answer
}
