//! What a trace file says: one JSON object a line. `docs/trace.md` explains each; `packages/trace/src/format.ts` is the same
//! in TypeScript.

use sampan_engine::id::{AppId, PageId};
use sampan_engine::trace::TraceEvent;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Of the file's format. A reader that does not know a number says so.
pub const FORMAT: u32 = 1;

/// The part of the file that is written first.
pub const HEAD: &str = "trace.json";
/// Entries are in parts, so that a run that is killed leaves a file that can be read.
pub const EVENTS: &str = "events/";
/// Pictures and sources, named by the SHA-256 of what is in them.
pub const RESOURCES: &str = "resources/";

/// `trace.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Head {
    pub format: u32,
    /// The version of Sampan that wrote it.
    pub version: String,
    /// The name of the test, or what was run.
    pub title: String,
    /// Milliseconds since 1970; every `at` counts from here.
    pub started: u64,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Line {
    /// Milliseconds since the start.
    pub at: f64,
    #[serde(flatten)]
    pub entry: Entry,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Entry {
    /// Something happened: an event of `docs/events.md`.
    Event { event: Box<TraceEvent> },
    /// A picture of the page in front. Only changes are kept.
    Frame {
        page: PageId,
        /// A JPEG among the resources.
        picture: String,
        /// Of the page, in CSS pixels.
        width: f64,
        height: f64,
    },
    /// A call of the driver, or a named group of them, has begun.
    Step {
        id: u64,
        /// The group it is in.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        parent: Option<u64>,
        /// Of the driver's protocol (`Locator.tap`), or empty for a group.
        method: String,
        #[serde(default, skip_serializing_if = "Value::is_null")]
        params: Value,
        /// In words, where somebody gave some.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        title: String,
        /// Where in the spec it stands.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        place: Option<Place>,
    },
    /// It has ended, with a result or an error.
    StepEnd {
        id: u64,
        #[serde(default, skip_serializing_if = "Value::is_null")]
        result: Value,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        error: Option<String>,
    },
    /// A key of a mini program's storage has another value. An absent value is none.
    Storage {
        app: AppId,
        key: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        before: Option<Value>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<Value>,
    },
    /// The source of a spec, among the resources.
    Source { file: String, resource: String },
    /// How it ended: `passed`, `failed`, `ended`.
    End {
        status: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        error: Option<String>,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub file: String,
    pub line: u32,
    #[serde(default)]
    pub column: u32,
}
