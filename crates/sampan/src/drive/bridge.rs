//! `Bridge.*`: what H5 pages and mini programs have called, and the messages between them.

use sampan_engine::id::{AppId, PageId};
use sampan_engine::trace::{CallerKind, Direction, MessageState, TraceEvent};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::log::Entry;
use super::method::{Method, MethodDef};
use super::{Deadline, Drive, DriveError};

pub(super) const METHODS: &[MethodDef] =
    &[MethodDef::of::<Calls>(), MethodDef::of::<Messages>(), MethodDef::of::<Wait>()];

/// Calls that have been answered since the driver is there.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Calls {
    /// The `next` of an answer before: only what came after it.
    #[serde(default)]
    since: u64,
    /// Only those of this API.
    #[serde(default)]
    name: Option<String>,
}

#[derive(Serialize, JsonSchema)]
struct CallList {
    calls: Vec<Call>,
    next: u64,
}

/// A call that has been answered (or, where the contract is silence, carried out).
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "BridgeCall")]
struct Call {
    /// Grows with everything that happens.
    n: u64,
    /// Milliseconds since the driver is there.
    at: f64,
    app: AppId,
    caller: CallerKind,
    page: Option<PageId>,
    /// The origin of the H5 page; empty for the mini program's own code.
    origin: String,
    name: String,
    args: Value,
    /// What the caller got; null where the contract is silence.
    reply: Option<Value>,
    milliseconds: f64,
    /// What the caller is not told: why a silent call failed.
    reason: Option<String>,
}

impl Call {
    fn of(Entry { n, at, event }: Entry) -> Option<Self> {
        let TraceEvent::Call { app, caller, page, origin, name, arguments, reply, milliseconds, reason } =
            event
        else {
            return None;
        };
        Some(Self { n, at, app, caller, page, origin, name, args: arguments, reply, milliseconds, reason })
    }
}

impl Method for Calls {
    const NAME: &'static str = "Bridge.calls";
    type Result = CallList;

    async fn call(self, drive: &Drive) -> Result<CallList, DriveError> {
        let (entries, next) = drive.log().since(self.since);
        let is_wanted = |call: &Call| self.name.as_ref().is_none_or(|name| *name == call.name);
        Ok(CallList { calls: entries.into_iter().filter_map(Call::of).filter(is_wanted).collect(), next })
    }
}

/// Messages between H5 pages and their mini programs.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Messages {
    #[serde(default)]
    since: u64,
}

#[derive(Serialize, JsonSchema)]
struct MessageList {
    messages: Vec<Message>,
    next: u64,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "BridgeMessage")]
struct Message {
    n: u64,
    at: f64,
    app: AppId,
    page: PageId,
    direction: Direction,
    /// `postMessage` or `sendWebviewEvent`.
    kind: String,
    state: MessageState,
    data: Value,
    /// Why it was delivered now, or lost.
    reason: Option<String>,
}

impl Method for Messages {
    const NAME: &'static str = "Bridge.messages";
    type Result = MessageList;

    async fn call(self, drive: &Drive) -> Result<MessageList, DriveError> {
        let (entries, next) = drive.log().since(self.since);
        let message = |Entry { n, at, event }| match event {
            TraceEvent::Message { app, page, direction, kind, state, data, reason } => {
                Some(Message { n, at, app, page, direction, kind, state, data, reason })
            }
            _ => None,
        };
        Ok(MessageList { messages: entries.into_iter().filter_map(message).collect(), next })
    }
}

/// Waits for a call; one that has been answered already counts.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "BridgeWait")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Wait {
    name: String,
    /// What must be among its arguments: of objects these members, of lists as many entries.
    #[serde(default)]
    args: Option<Value>,
    #[serde(default)]
    since: u64,
    #[serde(default)]
    timeout: Option<u64>,
}

impl Method for Wait {
    const NAME: &'static str = "Bridge.wait";
    type Result = Call;

    async fn call(self, drive: &Drive) -> Result<Call, DriveError> {
        let deadline = Deadline::after(self.timeout);
        let mut since = self.since;
        let mut others = Vec::new();
        loop {
            let (entries, next) = drive.log().since(since);
            for call in entries.into_iter().filter_map(Call::of) {
                if call.name != self.name {
                    continue;
                }
                if self.args.as_ref().is_none_or(|wanted| holds(&call.args, wanted)) {
                    return Ok(call);
                }
                others.push(call.args.to_string());
            }
            since = next;
            if tokio::time::timeout_at(deadline.at, drive.log().reaches(next)).await.is_err() {
                return Err(self.not_called(drive, &others, deadline));
            }
        }
    }
}

impl Wait {
    fn not_called(&self, drive: &Drive, others: &[String], deadline: Deadline) -> DriveError {
        let (name, open) = (&self.name, drive.open_questions());
        let instead = if others.is_empty() {
            String::new()
        } else {
            format!("; it was called with {}", others.join(", "))
        };
        let wanted = self.args.as_ref().map(|args| format!(" with {args}")).unwrap_or_default();
        DriveError(format!("{name} was not called{wanted} ({}){instead}{open}", deadline.words()))
    }
}

/// Whether a value says all that is wanted of it.
fn holds(value: &Value, wanted: &Value) -> bool {
    match (value, wanted) {
        (Value::Object(value), Value::Object(wanted)) => {
            wanted.iter().all(|(key, wanted)| value.get(key).is_some_and(|value| holds(value, wanted)))
        }
        (Value::Array(value), Value::Array(wanted)) => {
            value.len() == wanted.len()
                && value.iter().zip(wanted).all(|(value, wanted)| holds(value, wanted))
        }
        (Value::Number(value), Value::Number(wanted)) => value.as_f64() == wanted.as_f64(),
        _ => value == wanted,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::holds;

    #[test]
    fn what_is_wanted_of_arguments_may_be_a_part_of_them() {
        let args = json!({ "type": "gcj02", "deep": { "a": [1, { "b": 2, "c": 3 }], "d": null } });
        assert!(holds(&args, &json!({})) && holds(&args, &json!({ "type": "gcj02" })));
        assert!(holds(&args, &json!({ "deep": { "a": [1.0, { "b": 2 }] } })));
        assert!(!holds(&args, &json!({ "deep": { "a": [1] } })), "a list has all its entries");
        assert!(!holds(&args, &json!({ "altitude": true })) && !holds(&args, &json!({ "deep": null })));
    }
}
