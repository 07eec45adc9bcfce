//! `docs/api.md`: every interface, who can call it and how, its options and its reply.

use std::fmt::Write;

use sampan_engine::api::{ApiDef, CHAPTERS, Surface, Twin, all};
use sampan_engine::logic::{Returns, Task};
use serde_json::Value;

use super::{NOTICE, cell};
use crate::typescript::{Flow, is_required, properties, type_of};

const INTRODUCTION: &str = "
# Interfaces

Every `wx.*` interface of Sampan, from the table that also answers the calls. How a call travels, how a reply is read
and how sure each error text is: [bridge.md](bridge.md).

Options may also hold `success(reply)`, `fail(reply)`, `cancel(reply)` (H5 only) and `complete(reply)`. Every reply
has `errMsg`: `name:ok` or `name:fail reason`. Functions under `wx.miniProgram` are silent in H5: a host never
answers them, so no callback fires; why one failed is in the trace.

An interface that is *not ready yet* answers `not supported`, and `checkJsApi` says false for it.
";

/// Functions of the JSSDK that send nothing to the host, and so have no row in the table.
const LOCAL: &str = "
## In the page only

These three are functions of the JSSDK and send no call.

| function | what it does |
| --- | --- |
| `wx.miniProgram.getEnv(callback)` | Calls back with `{miniprogram}`: whether `window.__wxjs_environment` is `miniprogram`. |
| `wx.miniProgram.onWebviewEvent(listener)` | Hears what the mini program sends with `wx.sendWebviewEvent`. The same function is added once. |
| `wx.miniProgram.offWebviewEvent(listener)` | Removes that listener; without an argument nothing happens. |
";

pub fn page() -> String {
    let functions = || all().filter(|def| def.surface != Surface::Wire);
    let ready = functions().filter(|def| def.ready).count();
    let mut text = format!("<!-- {NOTICE} -->\n{INTRODUCTION}\n");
    let _ = writeln!(text, "{ready} of {} interfaces are ready.", functions().count());
    for chapter in CHAPTERS {
        let _ = write!(text, "\n## {}\n", chapter.title);
        for def in chapter.apis {
            text += &section(def);
        }
    }
    text + LOCAL
}

fn section(def: &ApiDef) -> String {
    let state = if def.ready { "" } else { " (not ready yet)" };
    let mut text = format!("\n### {}{state}\n\n{}\n\n", def.name, def.doc().trim());
    text += &callers(def);
    text += &table("option", &def.params(), true);
    text += &table("reply", &def.reply(), false);
    text
}

/// Who can call it and how, one line a caller.
fn callers(def: &ApiDef) -> String {
    let name = def.name;
    let mut lines = Vec::new();
    if def.surface == Surface::Wire {
        return "- Sent by an SDK itself; no function of `wx` has this name.\n".to_owned();
    }
    if def.surface == Surface::Task {
        return "- Called by a method of a task; no function of `wx` has this name.\n".to_owned();
    }
    if def.surface.h5_root() {
        lines.push(format!("- H5: `wx.{name}({})`", argument(def)));
    }
    if def.surface.h5_mini_program() {
        lines.push(format!("- H5: `wx.miniProgram.{name}({})`, silent", h5_argument(def)));
    }
    if def.surface == Surface::H5AndButton {
        lines.push("- Mini program: by `<button open-type>`; no function of `wx` has this name".to_owned());
    }
    if def.surface == Surface::BuiltIn {
        lines.push("- Mini program: by built-in components; no function of `wx` has this name".to_owned());
    }
    if def.surface.wx() {
        lines.push(format!("- Mini program: {}", in_the_program(def)));
        lines.extend(def.task.map(|task| task_line(&task)));
    }
    lines.join("\n") + "\n"
}

/// The functions of the mini program's own code.
fn in_the_program(def: &ApiDef) -> String {
    if def.returns == Returns::Listener {
        let off = def.name.replacen("on", "off", 1);
        return format!("`wx.{}(listener)`, `wx.{off}(listener)`", def.name);
    }
    // A method stands in the table by the name of its object.
    let name = if def.name.contains('.') { def.name.to_owned() } else { format!("wx.{}", def.name) };
    let twin = def.sync_twin.map_or_else(String::new, |twin| {
        let params =
            if twin.params == [Twin::OPTIONS] { "options".to_owned() } else { twin.params.join(", ") };
        format!(", `{name}Sync({params})`")
    });
    format!("`{name}({})`{twin}", argument(def))
}

/// What comes back while it runs.
fn task_line(task: &Task) -> String {
    let methods = task.methods.iter().map(|(name, api)| format!("`{name}` ({api})"));
    let events = task.events.iter().map(|event| {
        let name = event[..1].to_uppercase() + &event[1..];
        format!("`on{name}`, `off{name}`")
    });
    format!("- Returns a task, never a promise: {}", methods.chain(events).collect::<Vec<_>>().join(", "))
}

/// A message is an interface whose argument is the value itself; in H5 `postMessage` takes it as `data`.
fn h5_argument(def: &ApiDef) -> &'static str {
    if def.surface == Surface::MiniProgramOnly { "{ data }" } else { argument(def) }
}

fn argument(def: &ApiDef) -> &'static str {
    let params = def.params();
    match (params["type"] == "object", properties(&params).next().is_some()) {
        (false, _) => "value",
        (true, true) => "options",
        (true, false) => "",
    }
}

fn table(title: &str, schema: &Value, with_required: bool) -> String {
    let rows: Vec<_> = properties(schema).collect();
    if rows.is_empty() {
        return String::new();
    }
    let (head, rule) = if with_required { (" required |", " --- |") } else { ("", "") };
    let mut text = format!("\n| {title} | type |{head} meaning |\n| --- | --- |{rule} --- |\n");
    for (name, property) in rows {
        let kind = cell(&type_of(property, Flow::In).replace(" | null", ""));
        let meaning = cell(property["description"].as_str().unwrap_or_default());
        let required = match (with_required, is_required(schema, name)) {
            (false, _) => "",
            (true, true) => " yes |",
            (true, false) => " no |",
        };
        let _ = writeln!(text, "| `{name}` | `{kind}` |{required} {meaning} |");
    }
    text
}
