//! A printer from JSON Schema to TypeScript, for the schemas that schemars makes of our own types.
//!
//! It knows what those types need and no more: objects, maps, arrays, string enums, unions, references.

use std::fmt::Write;

use serde_json::Value;

/// Whether a type is handed in by a program or handed out to it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// What may be absent may also be `undefined`, and `null` is not offered.
    In,
    /// Exactly what is sent.
    Out,
}

/// `export interface Name { … }`, with the doc comments kept. A schema that is no object becomes a type alias.
pub fn declaration(name: &str, schema: &Value, flow: Flow) -> String {
    let mut text = doc(schema, "");
    if is_struct(schema) {
        let _ = writeln!(text, "export interface {name} {{{}}}", body(schema, flow, ""));
    } else {
        let _ = writeln!(text, "export type {name} = {};", type_of(schema, flow));
    }
    text
}

/// The type as it stands after a colon.
pub fn type_of(schema: &Value, flow: Flow) -> String {
    print(schema, flow, "")
}

fn print(schema: &Value, flow: Flow, indent: &str) -> String {
    if let Some(reference) = schema["$ref"].as_str() {
        return reference.rsplit('/').next().unwrap_or(reference).to_owned();
    }
    if let Some(constant) = schema.get("const") {
        return constant.to_string();
    }
    if let Some(values) = schema["enum"].as_array() {
        return union(values.iter().map(Value::to_string));
    }
    if let Some(parts) = schema["anyOf"].as_array().or_else(|| schema["oneOf"].as_array()) {
        return union(parts.iter().map(|part| print(part, flow, indent)));
    }
    match &schema["type"] {
        Value::String(one) => named(one, schema, flow, indent),
        Value::Array(many) => {
            union(many.iter().filter_map(Value::as_str).map(|one| named(one, schema, flow, indent)))
        }
        _ => "unknown".to_owned(),
    }
}

fn named(name: &str, schema: &Value, flow: Flow, indent: &str) -> String {
    match name {
        "integer" | "number" => "number".to_owned(),
        "array" => match print(&schema["items"], flow, indent) {
            item if item.contains(['|', ' ']) => format!("Array<{item}>"),
            item => format!("{item}[]"),
        },
        "object" if schema["contentEncoding"] == "base64" => "ArrayBuffer".to_owned(),
        "object" if is_struct(schema) => format!("{{{}{indent}}}", body(schema, flow, indent)),
        "object" => format!("Record<string, {}>", print(&schema["additionalProperties"], flow, indent)),
        other => other.to_owned(),
    }
}

/// The members of an interface, each on lines of its own.
fn body(schema: &Value, flow: Flow, indent: &str) -> String {
    let inner = format!("{indent}  ");
    let mut text = String::new();
    for (name, property) in properties(schema) {
        let optional = !is_required(schema, name);
        let mut kind = print(property, flow, &inner);
        if optional && flow == Flow::In && kind != "unknown" {
            kind = kind.replace(" | null", "") + " | undefined";
        }
        let mark = if optional { "?" } else { "" };
        let _ = writeln!(text, "{}{inner}{name}{mark}: {kind};", doc(property, &inner));
    }
    if text.is_empty() { text } else { format!("\n{text}") }
}

pub fn properties(schema: &Value) -> impl Iterator<Item = (&String, &Value)> {
    schema["properties"].as_object().into_iter().flatten()
}

pub fn is_required(schema: &Value, name: &str) -> bool {
    schema["required"].as_array().into_iter().flatten().any(|entry| entry == name)
}

fn is_struct(schema: &Value) -> bool {
    schema["type"] == "object"
        && schema.get("additionalProperties").is_none_or(Value::is_boolean)
        && (schema.get("properties").is_some() || schema.get("additionalProperties").is_none())
}

fn union(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(" | ")
}

fn doc(schema: &Value, indent: &str) -> String {
    let Some(text) = schema["description"].as_str() else { return String::new() };
    let lines: Vec<&str> = text.lines().collect();
    match lines.as_slice() {
        [one] => format!("{indent}/** {one} */\n"),
        many => {
            let between = format!("\n{indent} * ");
            format!("{indent}/**{between}{}\n{indent} */\n", many.join(&between))
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_optional_option_may_be_undefined_but_not_null() {
        let schema = json!({"type": "object", "properties": {
            "key": {"type": "string", "description": "The key."},
            "count": {"type": ["number", "null"]},
        }, "required": ["key"]});
        assert_eq!(
            declaration("A", &schema, Flow::In),
            "export interface A {\n  /** The key. */\n  key: string;\n  count?: number | undefined;\n}\n"
        );
        assert!(declaration("A", &schema, Flow::Out).contains("count?: number | null;"));
    }

    #[test]
    fn maps_enums_and_arrays_have_their_own_forms() {
        let map = json!({"type": "object", "additionalProperties": {"type": "boolean"}});
        assert_eq!(type_of(&map, Flow::Out), "Record<string, boolean>");
        let any = json!({"type": ["object", "null"], "additionalProperties": true});
        assert_eq!(type_of(&any, Flow::Out), "Record<string, unknown> | null");
        assert_eq!(type_of(&json!({"type": "string", "enum": ["a", "b"]}), Flow::Out), "\"a\" | \"b\"");
        let list = json!({"type": "array", "items": {"type": "string"}});
        assert_eq!(type_of(&list, Flow::Out), "string[]");
        assert_eq!(type_of(&json!(true), Flow::Out), "unknown");
    }
}
