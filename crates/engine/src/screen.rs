//! What a person sees of a page and does to it. This goes past the engine's thread: pictures and touches are many, and
//! no rule of a mini program depends on them.

use std::sync::Arc;

use futures::future::BoxFuture;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::PageId;

/// The screens of the view layer.
pub trait Screen: Send + Sync {
    /// Has the page's pictures sent to `sink` as they change, the present one at once, until what comes back is dropped.
    /// The next picture comes when the last one was [acknowledged](Screen::shown). One page is watched at a time: the
    /// newer call counts.
    fn watch(&self, page: PageId, sink: FrameSink) -> Box<dyn Send>;
    /// The last picture of this page has been shown.
    fn shown(&self, page: PageId);
    /// A person's hand. A page that is gone is ignored.
    fn input(&self, page: PageId, input: Input);
    /// What is selected in the page.
    fn selection(&self, page: PageId) -> BoxFuture<'static, Result<String, String>>;
    /// Whether there is text that can be selected at a point.
    fn has_text(&self, page: PageId, x: f64, y: f64) -> BoxFuture<'static, bool>;
    /// Runs a line of the console in the page: what it gives, as a console shows it, or what was thrown.
    fn run(&self, page: PageId, script: &str) -> BoxFuture<'static, Result<String, String>>;
    /// A session of the browser's own protocol with the page, for its developer tools. `sink` gets every message; what is
    /// dropped ends it.
    fn attach(&self, page: PageId, sink: MessageSink) -> Option<Box<dyn ToolSession>>;
    /// A file of the browser's own developer tools (`inspector.html` …): bytes and media type.
    fn tool_file(&self, path: &str) -> BoxFuture<'static, Option<(Vec<u8>, String)>>;
}

pub type FrameSink = Arc<dyn Fn(ScreenFrame) + Send + Sync>;
pub type MessageSink = Arc<dyn Fn(String) + Send + Sync>;

/// Developer tools at work on a page.
pub trait ToolSession: Send + Sync {
    /// A message of the tools, as they wrote it.
    fn send(&self, message: &str);
}

/// One picture of a page.
#[derive(Clone, Debug)]
pub struct ScreenFrame {
    pub page: PageId,
    /// JPEG.
    pub bytes: Arc<[u8]>,
    /// The part of the page that is shown, in CSS pixels.
    pub width: f64,
    pub height: f64,
}

/// What a hand does. Points are CSS pixels from the page's top left corner.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Input {
    /// Fingers. `points` are those that are down after it; at `end` those that are left.
    Touch {
        phase: TouchPhase,
        points: Vec<TouchPoint>,
    },
    /// The mouse, for what a finger cannot do: selecting text.
    Mouse {
        phase: MousePhase,
        x: f64,
        y: f64,
        clicks: u32,
    },
    Wheel {
        x: f64,
        y: f64,
        delta_x: f64,
        delta_y: f64,
    },
    Key {
        down: bool,
        /// As in `KeyboardEvent`.
        key: String,
        code: String,
        key_code: u32,
        /// What it types, when it types.
        #[serde(default)]
        text: String,
        /// 1 Alt, 2 Ctrl, 4 Meta, 8 Shift.
        modifiers: u32,
        repeat: bool,
    },
    /// Text that comes as a whole: pasted, or chosen in an input method.
    Text {
        text: String,
    },
    /// Text that an input method still works on; the selection in it.
    Composition {
        text: String,
        start: i32,
        end: i32,
    },
    /// An editing command of the browser: `selectAll`, `cut`, `undo` …
    Command {
        name: String,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum TouchPhase {
    Start,
    Move,
    End,
    Cancel,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum MousePhase {
    Down,
    Move,
    Up,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TouchPoint {
    pub id: u32,
    pub x: f64,
    pub y: f64,
}
