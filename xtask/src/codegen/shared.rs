//! `packages/driver/src/generated/shared.ts`: the types that the driver's protocol and the phone's have in common. Most are
//! parts of what a person sees. They stand in the driver's package because that one is published.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{NOTICE, driver, phone};
use crate::typescript::{Flow, declaration};

/// Types by name.
pub type Types = BTreeMap<String, Value>;

pub fn file() -> String {
    let text = format!("// {NOTICE}\n// See crates/engine/src/state.rs and sheet.rs.\n");
    text + &declarations(&types())
}

/// What the rest of a protocol's file takes from there (its address is `module`), and the protocol's other types. `used` are
/// further schemas in the file.
pub fn import_and_declare(module: &str, mut types: Types, used: &[&Value]) -> (String, String) {
    let shared = self::types();
    types.retain(|name, _| !shared.contains_key(name));
    let mut named = BTreeSet::new();
    for schema in types.values().chain(used.iter().copied()) {
        find_references(schema, &mut named);
    }
    let imported: Vec<_> = named.into_iter().filter(|name| shared.contains_key(*name)).collect();
    let import = format!(
        "import type {{ {} }} from '{module}';\nexport type * from '{module}';\n",
        imported.join(", ")
    );
    (import, declarations(&types))
}

/// Those that are the same in both.
fn types() -> Types {
    let other = phone::types();
    driver::types().into_iter().filter(|(name, schema)| other.get(name) == Some(schema)).collect()
}

fn declarations(types: &Types) -> String {
    let mut text = String::new();
    for (name, schema) in types {
        text = text + "\n" + &declaration(name, schema, Flow::Out);
    }
    text
}

fn find_references<'a>(schema: &'a Value, names: &mut BTreeSet<&'a str>) {
    if let Some(reference) = schema["$ref"].as_str() {
        names.insert(reference.rsplit('/').next().unwrap_or(reference));
    }
    let members = schema.as_object().into_iter().flat_map(|members| members.values());
    let items = schema.as_array().into_iter().flatten();
    members.chain(items).for_each(|part| find_references(part, names));
}
