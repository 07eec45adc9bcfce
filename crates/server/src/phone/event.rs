//! A trace event as the text that is remembered and sent. A part that is very long is cut: its head is kept, and how long
//! it was is said.

use std::io;

use sampan_engine::trace::TraceEvent;
use serde_json::Value;

/// About the longest text of an event that is kept as it is.
const LIMIT: usize = 64 * 1024;
/// What is kept of a part that is longer.
const HEAD: usize = 8 * 1024;

/// The event as JSON. Addresses that let somebody in are left out: another machine may read it.
pub fn json(event: &TraceEvent) -> String {
    if let TraceEvent::Ready { version, app, browser, .. } = event {
        let (version, app, browser) = (version.clone(), app.clone(), browser.clone());
        let ready = TraceEvent::Ready {
            version,
            app,
            browser,
            cdp: None,
            exchange: None,
            phone: None,
            automator: None,
            driver: None,
        };
        return serde_json::to_string(&ready).unwrap_or_default();
    }
    let Ok(Value::Object(mut parts)) = serde_json::to_value(event) else { return String::new() };
    if parts.values().map(weight).sum::<usize>() > LIMIT {
        parts.values_mut().for_each(cut);
    }
    Value::Object(parts).to_string()
}

/// About how long the text of a value is, without writing it.
fn weight(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len() + 2,
        Value::Array(list) => list.iter().map(|item| weight(item) + 1).sum(),
        Value::Object(map) => map.iter().map(|(key, value)| key.len() + weight(value) + 4).sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) => 5,
    }
}

/// Replaces a value whose text is long by a text that says so.
fn cut(value: &mut Value) {
    let (head, length) = match &*value {
        Value::String(text) => (text[..text.floor_char_boundary(HEAD)].to_owned(), text.len()),
        other => {
            let text = Beginning::of(other, HEAD);
            (text.head(), text.length)
        }
    };
    if length > HEAD {
        *value = Value::String(format!("{head}… (cut; {length} bytes in all)"));
    }
}

/// Whether a part of an event is no longer what it was.
pub fn is_cut(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.len() > HEAD && text.ends_with("bytes in all)"))
}

/// The beginning of a JSON text, and how long all of it is. The rest is counted and never kept.
struct Beginning {
    bytes: Vec<u8>,
    limit: usize,
    length: usize,
}

impl Beginning {
    fn of(value: &impl serde::Serialize, limit: usize) -> Self {
        let mut beginning = Self { bytes: Vec::new(), limit, length: 0 };
        // It takes everything, so that only a value that is no JSON fails: it has no text then.
        let _ = serde_json::to_writer(&mut beginning, value);
        beginning
    }

    /// Without the character that the end went through.
    fn head(&self) -> String {
        let whole = match std::str::from_utf8(&self.bytes) {
            Ok(_) => self.bytes.len(),
            Err(error) => error.valid_up_to(),
        };
        String::from_utf8_lossy(&self.bytes[..whole]).into_owned()
    }
}

impl io::Write for Beginning {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = self.limit.saturating_sub(self.bytes.len()).min(bytes.len());
        self.bytes.extend_from_slice(&bytes[..room]);
        self.length += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_that_is_very_long_keeps_its_head_and_its_length() {
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

    #[test]
    fn what_is_no_text_is_cut_as_its_json() {
        let mut value = Value::from(vec!["é"; 20_000]);
        cut(&mut value);
        let text = value.as_str().unwrap();
        assert!(text.starts_with(r#"["é","é","#) && text.ends_with("(cut; 100001 bytes in all)"), "{text}");
    }
}
