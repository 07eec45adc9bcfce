//! A trace event as the text that is remembered and sent. A part that is very long is cut: its head is kept, and how long
//! it was is said.

use sampan_engine::trace::TraceEvent;
use serde_json::Value;

/// The longest text of an event that is kept as it is.
const LIMIT: usize = 64 * 1024;
/// What is kept of a part that is longer.
const HEAD: usize = 8 * 1024;

/// The event as JSON.
pub fn json(event: &TraceEvent) -> String {
    let text = serde_json::to_string(event).unwrap_or_default();
    if text.len() <= LIMIT {
        return text;
    }
    let Ok(Value::Object(mut parts)) = serde_json::from_str::<Value>(&text) else { return text };
    drop(text);
    for value in parts.values_mut() {
        cut(value);
    }
    Value::Object(parts).to_string()
}

/// Replaces a value whose text is long by a text that says so.
fn cut(value: &mut Value) {
    let text = match &*value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    if text.len() > HEAD {
        let mut end = HEAD;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        *value = Value::String(format!("{}{}", &text[..end], ending(text.len())));
    }
}

fn ending(length: usize) -> String {
    format!("… (cut; {length} bytes in all)")
}

/// Whether a part of an event is no longer what it was.
pub fn is_cut(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.len() > HEAD && text.ends_with("bytes in all)"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_that_is_very_long_keeps_its_head_and_its_length() {
        let event = TraceEvent::Notice { text: "é".repeat(100_000) };
        let text = json(&event);
        assert!(text.len() < 10_000, "{}", text.len());
        let value: Value = serde_json::from_str(&text).unwrap();
        assert!(value["text"].as_str().unwrap().ends_with("(cut; 200000 bytes in all)"));
        assert!(is_cut(&value["text"]));
        assert!(serde_json::from_value::<TraceEvent>(value).is_ok());
    }

    #[test]
    fn a_short_event_stays_as_it_is() {
        let event = TraceEvent::Notice { text: "x".repeat(20_000) };
        assert_eq!(json(&event), serde_json::to_string(&event).unwrap());
    }
}
