//! `docs/events.md` and `docs/events.d.ts`: the lines of `sampan --json`.

use std::collections::BTreeMap;
use std::fmt::Write;

use sampan_engine::device::{Network, Position};
use sampan_engine::id::{AppId, PageId};
use sampan_engine::prompt::Prompt;
use sampan_engine::trace::{
    CallerKind, Direction, FrameKind, Level, MessageState, NavigateKind, Source, TraceEvent,
};
use serde_json::{Value, json};

use super::{NOTICE, cell, pascal};
use crate::typescript::{Flow, declaration, is_required, properties, type_of};

const INTRODUCTION: &str = "
# Events

`sampan --json` writes one JSON object a line to standard output: what happened, in the order it happened. `type` says
what it is. The first line is `ready`, the last one `exit`. A reader should skip types and fields that it does not
know: later versions add some. The same as TypeScript: [events.d.ts](events.d.ts).
";

pub fn page() -> String {
    let schema = schema();
    let mut text = format!("<!-- {NOTICE} -->\n{INTRODUCTION}");
    for event in events(&schema) {
        let name = type_name(event);
        let _ = write!(text, "\n## {name}\n\n{}\n\n", event["description"].as_str().unwrap_or_default());
        text += "| field | type | always | meaning |\n| --- | --- | --- | --- |\n";
        for (field, property) in properties(event).filter(|(field, _)| *field != "type") {
            let always = if is_required(event, field) { "yes" } else { "no" };
            let kind = cell(&spelt_out(property, &schema));
            let _ =
                writeln!(text, "| `{field}` | `{kind}` | {always} | {} |", meaning(property, field, &schema));
        }
        for example in examples().iter().map(|event| json!(event)).filter(|line| line["type"] == *name) {
            let _ = write!(text, "\n```json\n{example}\n```\n");
        }
    }
    text
}

pub fn declarations() -> String {
    let schema = schema();
    let mut text = format!("// {NOTICE}\n// The lines of `sampan --json`, one object each.\n\n");
    let names: Vec<String> =
        events(&schema).map(|event| format!("Trace{}", pascal(type_name(event)))).collect();
    let _ = write!(
        text,
        "/** One thing that happened. */\nexport type TraceEvent =\n  | {};\n",
        names.join("\n  | ")
    );
    for (event, name) in events(&schema).zip(&names) {
        // A field without a value is left out, never sent as null.
        text = text + "\n" + &declaration(name, event, Flow::Out).replace(" | null;", ";");
    }
    for (name, definition) in schema["$defs"].as_object().into_iter().flatten() {
        text = text + "\n" + &declaration(name, definition, Flow::Out);
    }
    text
}

fn schema() -> Value {
    schemars::schema_for!(TraceEvent).to_value()
}

fn events(schema: &Value) -> impl Iterator<Item = &Value> {
    schema["oneOf"].as_array().into_iter().flatten()
}

fn type_name(event: &Value) -> &str {
    event["properties"]["type"]["const"].as_str().unwrap_or_default()
}

/// The type with references to names and enums looked up: a reader of the table sees the values.
fn spelt_out(property: &Value, schema: &Value) -> String {
    match resolve(property, schema) {
        Some(definition) => type_of(definition, Flow::Out),
        None => type_of(property, Flow::In)
            .replace(" | null", "")
            .replace("AppId", "string")
            .replace("PageId", "number"),
    }
}

fn resolve<'a>(property: &Value, schema: &'a Value) -> Option<&'a Value> {
    let name = property["$ref"].as_str()?.rsplit('/').next()?;
    schema["$defs"].get(name)
}

fn meaning(property: &Value, field: &str, schema: &Value) -> String {
    let own = property["description"].as_str();
    let of_type = || resolve(property, schema)?["description"].as_str();
    let general = || GENERAL.iter().find(|(name, _)| *name == field).map(|(_, words)| *words);
    cell(own.or_else(general).or_else(of_type).unwrap_or_default())
}

/// Fields that mean the same in every event that has them.
const GENERAL: &[(&str, &str)] = &[
    ("app", "The mini program."),
    ("page", "The page, by its number; a number is never used twice."),
    ("from", "Where it comes from."),
    ("text", "In words."),
    ("source", "The file or address of the code; empty when unknown."),
    ("line", "Line in it, from 1; 0 when unknown."),
    ("column", "Column in it; 0 when unknown."),
    ("arguments", "The arguments as they came."),
    ("data", "What was sent; the whole batch as an array when `postMessage` is delivered."),
    ("direction", "Which way it goes."),
    ("state", "Whether it waits, was delivered, or was lost."),
    ("level", "How it was written."),
    ("kind", "What it asks for, for example `scope`."),
    ("answer", "What was answered."),
    ("url", "The address."),
    ("method", "`GET`, `POST` …"),
    ("requestHeaders", "What was sent, by name."),
    ("responseHeaders", "What came back, by name."),
    ("code", "The exit code of the process."),
    ("reason", "Why."),
];

/// One line of each kind, made of the real types so that it cannot go stale.
fn examples() -> Vec<TraceEvent> {
    let app = || AppId::from("mp6iu47n4rps6zwz");
    let page = PageId(1);
    let code = || ("https://shop.example/main.js".to_owned(), 12, 7);
    let (source, line, column) = code();
    vec![
        TraceEvent::Ready {
            version: "0.1.0".into(),
            app: app(),
            browser: "Chrome/140.0.7339.16".into(),
            cdp: None,
            exchange: None,
            phone: None,
            automator: None,
            driver: None,
        },
        TraceEvent::Call {
            app: app(),
            caller: CallerKind::H5,
            page: Some(page),
            origin: "https://shop.example".into(),
            name: "getStorage".into(),
            arguments: json!({"key": "cart"}),
            reply: Some(json!({"data": ["tea"], "errMsg": "getStorage:ok"})),
            milliseconds: 1.25,
            reason: None,
        },
        TraceEvent::Console {
            from: Source::Page,
            app: app(),
            level: Level::Log,
            text: "cart restored".into(),
            source: source.clone(),
            line,
            column,
        },
        TraceEvent::Navigate {
            app: app(),
            kind: NavigateKind::NavigateTo,
            path: "pages/detail/detail".into(),
            url: None,
            stack: vec!["pages/index/index".into(), "pages/detail/detail".into()],
        },
        TraceEvent::Message {
            app: app(),
            page,
            direction: Direction::ToMiniProgram,
            kind: "postMessage".into(),
            state: MessageState::Delivered,
            data: json!([{"name": "TCMPP"}]),
            reason: Some("the page was gone back from".into()),
        },
        TraceEvent::Prompt {
            prompt: Prompt {
                id: 3,
                app: app(),
                page: Some(page),
                origin: "https://shop.example".into(),
                kind: "scope.userLocation".into(),
                text: "To find the shop next to you".into(),
                default_text: String::new(),
            },
            answer: Some("allow".into()),
            reason: None,
        },
        TraceEvent::Device {
            app: app(),
            position: Some(Position {
                latitude: 22.54,
                longitude: 114.05,
                altitude: 8.0,
                accuracy: 20.0,
                speed: 1.4,
            }),
            network: Network::G5,
            language: Some("zh-CN".into()),
            dark: Some(false),
            time_zone: Some("Asia/Shanghai".into()),
        },
        TraceEvent::Storage { app: app(), key: Some("cart".into()) },
        TraceEvent::Request {
            app: app(),
            page: Some(page),
            from: Source::Page,
            method: "GET".into(),
            url: "https://shop.example/cart.json".into(),
            status: 200,
            kind: "fetch".into(),
            milliseconds: 31.5,
            bytes: 412.0,
            request_headers: BTreeMap::from([("accept".into(), "*/*".into())]),
            response_headers: BTreeMap::from([("content-type".into(), "application/json".into())]),
            error: None,
            request_body: None,
            response_body: None,
            socket: None,
        },
        TraceEvent::Frame {
            app: app(),
            socket: 4_294_967_299,
            kind: FrameKind::Received,
            text: Some("hello".into()),
            bytes: 5.0,
            code: None,
        },
        TraceEvent::Refused {
            app: app(),
            rule: "https://evil.example is not on the list [domains] web_view".into(),
            url: "https://evil.example/".into(),
        },
        TraceEvent::Missing {
            app: app(),
            path: "pages/index/index".into(),
            name: "startBeaconDiscovery".into(),
            source: "pages/index/index.js".into(),
            line,
            column,
        },
        TraceEvent::Error {
            from: Source::Logic,
            app: app(),
            text: "TypeError: cart is undefined".into(),
            source: "pages/index/index.js".into(),
            line,
            column,
        },
        TraceEvent::Notice { text: "the mini program was loaded again".into() },
        TraceEvent::Exit { code: 0, reason: "mp6iu47n4rps6zwz has exited".into() },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_has_an_example_and_every_field_a_meaning() {
        let schema = schema();
        let lines: Vec<Value> = examples().iter().map(|event| json!(event)).collect();
        for event in events(&schema) {
            let name = type_name(event);
            assert!(lines.iter().any(|line| line["type"] == *name), "{name} has no example");
            for (field, property) in properties(event).filter(|(field, _)| *field != "type") {
                assert!(!meaning(property, field, &schema).is_empty(), "{name}.{field} is not explained");
            }
        }
    }
}
