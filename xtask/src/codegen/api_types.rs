//! The JSSDK's types: what each interface takes and answers, and which functions there are.

use std::fmt::Write;

use sampan_engine::api::{ApiDef, CHAPTERS, Surface, all};
use serde_json::Value;

use super::{NOTICE, pascal};
use crate::typescript::{Flow, declaration, properties};

pub fn types() -> String {
    let mut text =
        format!("// {NOTICE}\n// What each interface takes and what it answers, from the API table.\n");
    // Methods of objects (`FileSystemManager.readFile`) are the mini program's alone.
    let functions = CHAPTERS.iter().flat_map(|chapter| chapter.apis).filter(|def| !def.name.contains('.'));
    for def in functions {
        let (params, reply) = (def.params(), def.reply());
        if has_fields(&params) {
            text = text + "\n" + &declaration(&pascal(def.name), &params, Flow::In);
        }
        if has_fields(&reply) {
            text = text + "\n" + &declaration(&format!("{}Reply", pascal(def.name)), &reply, Flow::Out);
        }
    }
    text
}

pub fn functions() -> String {
    let mut text = format!(
        "// {NOTICE}\n// The functions that an H5 page has, and what those that answer take and answer.\n\n"
    );
    text += "import type * as types from './types.js';\n\n";
    text +=
        "/** `wx.name`: what it takes, and what it answers besides its status. */\nexport interface Root {\n";
    for def in all().filter(|def| def.surface.h5_root() && def.surface != Surface::Wire) {
        text += &root_function(def);
    }
    text += "}\n\n/** `wx.miniProgram.name`: never answered. */\nexport type Silent =\n";
    let silent: Vec<String> =
        all().filter(|def| def.surface.h5_mini_program()).map(|def| format!("  | '{}'", def.name)).collect();
    text + &silent.join("\n") + ";\n"
}

fn root_function(def: &ApiDef) -> String {
    let (name, kind, reply) = (def.name, pascal(def.name), def.reply());
    let options = if has_fields(&def.params()) { format!("types.{kind}") } else { "object".to_owned() };
    let reply = match (has_fields(&reply), reply["type"].is_null()) {
        (true, _) => format!("types.{kind}Reply"),
        // A schema without a type: a custom interface answers an object of its own.
        (false, true) => "Record<string, unknown>".to_owned(),
        (false, false) => "object".to_owned(),
    };
    let summary = def.doc().split_whitespace().collect::<Vec<_>>().join(" ");
    let mut text = format!("  /** {summary} */\n");
    let _ = writeln!(text, "  {name}: {{ options: {options}; reply: {reply} }};");
    text
}

fn has_fields(schema: &Value) -> bool {
    properties(schema).next().is_some()
}
