//! `packages/driver/src/generated/protocol.ts`: the methods of the driver protocol.

use std::fmt::Write;

use sampan::drive::Protocol;

use super::NOTICE;
use crate::typescript::{Flow, declaration, type_of};

pub fn protocol() -> String {
    let Protocol { methods, types } = Protocol::new();
    let mut text = format!(
        "// {NOTICE}\n// See crates/sampan/src/drive.rs.\n\nimport type {{ Step }} from '../steps.ts';\n"
    );
    text += "\n/** Parameters and result of each method. */\nexport interface Methods {\n";
    for (name, params, result) in methods {
        let doc = params["description"].as_str().unwrap_or_default().replace('\n', " ");
        let params = indented(&type_of(&params, Flow::In)).replace("steps: unknown[]", "steps: Step[]");
        let result = indented(&type_of(&result, Flow::Out));
        let _ = write!(
            text,
            "  /** {doc} */\n  '{name}': {{\n    params: {params};\n    result: {result};\n  }};\n"
        );
    }
    text += "}\n";
    for (name, definition) in types {
        text = text + "\n" + &declaration(&name, &definition, Flow::Out);
    }
    text
}

fn indented(text: &str) -> String {
    text.replace('\n', "\n    ")
}
