//! `docs/components.md`, from the table that the built-in components are tried by.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Deserialize;

use super::{NOTICE, cell};

const TABLE: &str = include_str!("../../../packages/wxml/components.toml");

const INTRODUCTION: &str = "# Built-in components

What is documented of each, and whether it is here. Where nothing else is said, the documentation is WeChat's. A row with
\"seen\" is tried in a real browser (`crates/sampan/tests/components.rs`): the property is set and its effect looked at, which
must be missing without it; the event is caused as a person causes it, and its detail compared with what the page's
handler received. The table itself is `packages/wxml/components.toml`.

All of them take `id`, `class`, `style`, `hidden`, `data-*`, `aria-*`, `role`, `bind…`, and tell `transitionend`, `animationstart`,
`animationiteration` and `animationend`.
";

#[derive(Deserialize)]
struct Component {
    about: Option<String>,
    source: Option<String>,
    #[serde(default)]
    properties: BTreeMap<String, Row>,
    #[serde(default)]
    events: BTreeMap<String, Row>,
    #[serde(default)]
    calls: BTreeMap<String, Row>,
}

#[derive(Deserialize)]
struct Row {
    detail: Option<String>,
    lacks: Option<String>,
    tried: Option<String>,
    untested: Option<String>,
    note: Option<String>,
}

pub fn page() -> String {
    let table: BTreeMap<String, Component> = toml::from_str(TABLE).expect("components.toml is TOML");
    let mut text = format!("<!-- {NOTICE} -->\n{INTRODUCTION}");
    for (name, component) in &table {
        let _ = write!(text, "\n## {name}\n\n");
        if let Some(about) = &component.about {
            let _ = write!(text, "{about}\n\n");
        }
        if let Some(source) = &component.source {
            let _ = write!(text, "From: {source}.\n\n");
        }
        for (kind, rows) in [
            ("property", &component.properties),
            ("event", &component.events),
            ("interface", &component.calls),
        ] {
            text += &rows_of(kind, rows);
        }
    }
    text.trim_end().to_owned() + "\n"
}

/// The names of each component's properties, for clients that ask before they read one.
pub fn properties() -> String {
    let table: BTreeMap<String, Component> = toml::from_str(TABLE).expect("components.toml is TOML");
    let mut text =
        format!("// {NOTICE}\n\nexport const PROPERTIES: Readonly<Record<string, readonly string[]>> = {{\n");
    for (name, component) in &table {
        let names: Vec<_> = component.properties.keys().map(|name| format!("'{name}'")).collect();
        let _ = writeln!(text, "  '{name}': [{}],", names.join(", "));
    }
    text + "}\n"
}

fn rows_of(kind: &str, rows: &BTreeMap<String, Row>) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let is_event = kind == "event";
    let head = if is_event { " detail |" } else { "" };
    let rule = if is_event { " --- |" } else { "" };
    let mut text = format!("| {kind} | |{head} |\n| --- | --- |{rule} --- |\n");
    for (name, row) in rows {
        let state = match (&row.lacks, row.tried.as_ref().or(row.untested.as_ref())) {
            (Some(_), _) => "not here",
            (None, Some(_)) => "here",
            (None, None) => "seen",
        };
        let untested = row.untested.as_ref().map(|text| format!("untested: {text}"));
        let tried = row.tried.as_ref().map(|place| format!("tried {place}"));
        let detail = match (&row.detail, is_event) {
            (Some(detail), true) => format!(" `{}` |", cell(detail)),
            (None, true) => " |".to_owned(),
            (_, false) => String::new(),
        };
        let what =
            [row.lacks.clone(), tried, untested, row.note.clone()].into_iter().flatten().collect::<Vec<_>>();
        let _ = writeln!(text, "| `{name}` | {state} |{detail} {} |", cell(&what.join("; ")));
    }
    text + "\n"
}
