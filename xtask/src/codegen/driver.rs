//! `packages/driver/src/generated/protocol.ts`: the methods of the driver protocol, and the types that it alone has.

use std::fmt::Write;

use sampan::drive::Protocol;

use super::NOTICE;
use super::shared::{Types, import_and_declare};
use crate::typescript::{Flow, type_of};

pub fn protocol() -> String {
    let Protocol { methods, types } = Protocol::new();
    let used: Vec<_> = methods.iter().flat_map(|(_, params, result)| [params, result]).collect();
    let (import, types) = import_and_declare("./shared.ts", types.into_iter().collect(), &used);
    let mut text = format!("// {NOTICE}\n// See crates/sampan/src/drive.rs.\n\n");
    text += "import type { Step } from '../steps.ts';\n";
    text += &import;
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
    text + "}\n" + &types
}

pub fn types() -> Types {
    Protocol::new().types.into_iter().collect()
}

fn indented(text: &str) -> String {
    text.replace('\n', "\n    ")
}
