//! What a page writes to its console and what it throws, as one readable line with its place.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use sampan_engine::trace::Level;
use sampan_engine::view::ViewEvent;
use serde::Deserialize;
use serde_json::Value;

use crate::hub::Hub;
use crate::web_view::WebView;

/// Lines of a page that are told in one [`SPAN`]. More of them nobody reads, and a page that writes without end would
/// keep everybody busy with it.
const LIMIT: u32 = 1000;
const SPAN: Duration = Duration::from_secs(1);

/// How much a page has written lately.
#[derive(Default)]
pub(crate) struct Flow {
    since: Option<Instant>,
    told: u32,
    dropped: u64,
}

/// Whether the page's next line is told. What was not is told in one line when the second is over.
pub(crate) fn passes(hub: &Arc<Hub>, view: &Arc<WebView>) -> bool {
    let mut state = view.state();
    let flow = &mut state.console;
    let now = Instant::now();
    let begun = flow.since.filter(|begun| now.duration_since(*begun) < SPAN);
    if begun.is_none() {
        flow.since = Some(now);
        flow.told = 0;
    }
    if flow.told < LIMIT {
        flow.told += 1;
        return true;
    }
    flow.dropped += 1;
    if flow.dropped == 1 {
        drop(state);
        let (hub2, view2) = (hub.clone(), view.clone());
        hub.after(&view.app.app, SPAN, move || tell_dropped(&hub2, &view2));
    }
    false
}

fn tell_dropped(hub: &Hub, view: &WebView) {
    let mut state = view.state();
    let dropped = std::mem::take(&mut state.console.dropped);
    let Some(page) = state.page else { return };
    drop(state);
    let text = format!("{dropped} more lines are not shown: the page writes more than {LIMIT} a second");
    hub.emit(ViewEvent::Console {
        page,
        level: Level::Warn,
        text,
        source: String::new(),
        line: 0,
        column: 0,
    });
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ConsoleCalled {
    r#type: String,
    args: Vec<RemoteObject>,
    execution_context_id: i64,
    stack_trace: Option<StackTrace>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Thrown {
    exception_details: Details,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Details {
    text: String,
    url: Option<String>,
    line_number: u32,
    column_number: u32,
    exception: Option<RemoteObject>,
    stack_trace: Option<StackTrace>,
    execution_context_id: Option<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct StackTrace {
    call_frames: Vec<CallFrame>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CallFrame {
    url: String,
    line_number: u32,
    column_number: u32,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RemoteObject {
    r#type: String,
    subtype: Option<String>,
    value: Option<Value>,
    unserializable_value: Option<String>,
    description: Option<String>,
    preview: Option<Preview>,
}

impl RemoteObject {
    pub fn is_error(&self) -> bool {
        self.subtype.as_deref() == Some("error")
    }
}

#[derive(Deserialize)]
struct Preview {
    subtype: Option<String>,
    description: Option<String>,
    overflow: bool,
    properties: Vec<Property>,
}

#[derive(Deserialize)]
struct Property {
    name: String,
    r#type: String,
    value: Option<String>,
}

/// `Runtime.consoleAPICalled`.
pub(crate) fn called(hub: &Hub, view: &WebView, event: &ConsoleCalled) {
    let Some(page) = page_of(view, event.execution_context_id) else { return };
    let level = match event.r#type.as_str() {
        "error" | "assert" => Level::Error,
        "warning" => Level::Warn,
        "info" => Level::Info,
        "debug" => Level::Debug,
        _ => Level::Log,
    };
    let words: Vec<String> = event.args.iter().map(readable).collect();
    let (source, line, column) = place(event.stack_trace.as_ref()).unwrap_or_default();
    hub.emit(ViewEvent::Console { page, level, text: words.join(" "), source, line, column });
}

/// `Runtime.exceptionThrown`.
pub(crate) fn thrown(hub: &Hub, view: &WebView, event: &Thrown) {
    let details = &event.exception_details;
    let Some(page) = details.execution_context_id.map_or_else(|| view.page(), |id| page_of(view, id)) else {
        return;
    };
    let exception = details.exception.as_ref().map(readable);
    let text = match exception {
        // An error's own text begins with its name already; for anything else that was thrown, say that it was.
        Some(text) if text.contains("Error") => text,
        Some(text) => format!("{} {text}", details.text),
        None => details.text.clone(),
    };
    let own = details.url.clone().filter(|url| !url.is_empty());
    let (source, line, column) = match own {
        Some(url) => (url, details.line_number + 1, details.column_number + 1),
        None => place(details.stack_trace.as_ref()).unwrap_or_default(),
    };
    hub.emit(ViewEvent::Error { page, text, source, line, column });
}

/// The page, when the context is one of the page's own script worlds.
fn page_of(view: &WebView, context: i64) -> Option<sampan_engine::id::PageId> {
    let state = view.state();
    let isolated = state.contexts.iter().any(|known| known.id == context && !known.main_world);
    // Nothing of the spare's empty document or of an error page is the mini program's.
    state.page.filter(|_| !isolated && state.document.is_some())
}

fn place(stack: Option<&StackTrace>) -> Option<(String, u32, u32)> {
    let frame = stack?.call_frames.first()?;
    Some((frame.url.clone(), frame.line_number + 1, frame.column_number + 1))
}

/// As a console shows what a line gives: text in quotes.
pub(crate) fn shown(object: &RemoteObject) -> String {
    match &object.value {
        Some(text @ Value::String(_)) => text.to_string(),
        _ => readable(object),
    }
}

pub(crate) fn readable(object: &RemoteObject) -> String {
    if object.subtype.as_deref() == Some("null") {
        return "null".to_owned();
    }
    match (&object.value, &object.unserializable_value, &object.preview) {
        (Some(Value::String(text)), ..) => text.clone(),
        (Some(value), ..) => value.to_string(),
        (_, Some(text), _) => text.clone(),
        (.., Some(preview)) if preview.subtype.as_deref() != Some("error") => previewed(preview),
        _ => object.description.clone().unwrap_or_else(|| object.r#type.clone()),
    }
}

fn previewed(preview: &Preview) -> String {
    if preview.subtype.as_deref() == Some("promise") {
        let of = |n: usize| preview.properties.get(n).and_then(|property| property.value.as_deref());
        return format!("Promise {{{}: {}}}", of(0).unwrap_or("pending"), of(1).unwrap_or("undefined"));
    }
    let is_array = preview.subtype.as_deref() == Some("array");
    if preview.properties.is_empty() && !is_array {
        let description = preview.description.as_deref().unwrap_or("Object");
        return if description == "Object" { "{}".to_owned() } else { description.to_owned() };
    }
    let mut text = String::from(if is_array { "[" } else { "{" });
    for (i, property) in preview.properties.iter().enumerate() {
        let separator = if i == 0 { "" } else { ", " };
        let value = property.value.as_deref().unwrap_or(&property.r#type);
        let value = if property.r#type == "string" { format!("\"{value}\"") } else { value.to_owned() };
        let name = if is_array { String::new() } else { format!("{}: ", property.name) };
        let _ = write!(text, "{separator}{name}{value}");
    }
    text.push_str(if preview.overflow { ", …" } else { "" });
    text.push(if is_array { ']' } else { '}' });
    text
}
