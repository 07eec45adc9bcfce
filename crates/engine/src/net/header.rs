//! Headers: those that a mini program may set, those that the phone adds, and those of an answer as a program reads them.

use serde_json::{Map, Value};

use super::Head;
use crate::error::ApiError;
use crate::id::AppId;

/// Headers that a program does not set: the phone's own (`Referer`: documented), and those by which HTTP itself works.
const NOT_SET: [&str; 14] = [
    "referer",
    "host",
    "connection",
    "content-length",
    "transfer-encoding",
    "upgrade",
    "keep-alive",
    "te",
    "trailer",
    "expect",
    "proxy-authorization",
    "proxy-connection",
    "sec-websocket-key",
    "sec-websocket-version",
];

/// The headers of a request: what the program gave, and what the phone adds.
pub fn of_request(
    given: &Map<String, Value>,
    app: &AppId,
    user_agent: &str,
) -> Result<Vec<(String, String)>, ApiError> {
    let mut headers = vec![
        ("user-agent".to_owned(), user_agent.to_owned()),
        // The form is TCMPP's documentation's; `devtools` stands there for a version that only a developer has.
        ("referer".to_owned(), format!("https://appservice.wx.com/{app}/devtools/page-frame.html")),
    ];
    for (name, value) in given {
        let lower = name.to_ascii_lowercase();
        if NOT_SET.contains(&lower.as_str()) {
            continue;
        }
        let value = match value {
            Value::String(text) => text.clone(),
            Value::Null => continue,
            other => other.to_string(),
        };
        if !is_token(name) {
            return Err(ApiError::fail(format!("invalid header name \"{}\"", name.escape_default())));
        }
        // Spaces around a value are no part of it; a line of its own would be another header.
        let value = value.trim().to_owned();
        if value.contains(['\r', '\n', '\0']) {
            return Err(ApiError::fail(format!("invalid value of header \"{name}\"")));
        }
        headers.retain(|(known, _)| *known != lower);
        headers.push((lower, value));
    }
    Ok(headers)
}

/// RFC 9110: what a name may be made of.
fn is_token(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b))
}

pub fn get<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

/// The headers of an answer as a program reads them. Apple's phones write names `Like-This`, Android's in lower case
/// (assumed: both are seen in programs).
pub fn of_answer(head: &Head, apple: bool) -> Map<String, Value> {
    let mut all = Map::new();
    for (name, value) in &head.headers {
        let name = if apple { title_case(name) } else { name.clone() };
        match all.get_mut(&name) {
            Some(Value::String(known)) => {
                known.push_str(if name.eq_ignore_ascii_case("set-cookie") { "," } else { ", " });
                known.push_str(value);
            }
            _ => {
                all.insert(name, Value::String(value.clone()));
            }
        }
    }
    all
}

/// `cookies` of an answer: each `Set-Cookie` by itself.
pub fn cookies(head: &Head) -> Vec<String> {
    let set = head.headers.iter().filter(|(name, _)| name == "set-cookie");
    set.map(|(_, value)| value.clone()).collect()
}

fn title_case(name: &str) -> String {
    let words = name.split('-').map(|word| match word.split_at_checked(1) {
        Some((first, rest)) => first.to_ascii_uppercase() + rest,
        None => word.to_owned(),
    });
    words.collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(given: Value) -> Result<Vec<(String, String)>, ApiError> {
        let Value::Object(given) = given else { panic!("an object") };
        of_request(&given, &AppId::from("mp1"), "UA")
    }

    #[test]
    fn the_phone_has_its_own_headers() {
        let headers =
            of(json!({ "Referer": "x", "HOST": "evil", "X-A": 1, "User-Agent": "mine", "Gone": null }))
                .unwrap();
        assert_eq!(get(&headers, "referer"), Some("https://appservice.wx.com/mp1/devtools/page-frame.html"));
        assert_eq!(get(&headers, "host"), None);
        assert_eq!(get(&headers, "x-a"), Some("1"));
        assert_eq!(get(&headers, "user-agent"), Some("mine"));
        assert_eq!(headers.len(), 3);
    }

    #[test]
    fn what_is_no_header_is_refused() {
        for bad in [json!({ "a b": "1" }), json!({ "": "1" }), json!({ "a:": "1" }), json!({ "ä": "1" })] {
            assert!(of(bad.clone()).unwrap_err().to_string().starts_with("invalid header name"), "{bad}");
        }
        assert!(of(json!({ "a": "1\r\nb: 2" })).unwrap_err().to_string().contains("invalid value"));
    }

    #[test]
    fn an_answer_is_read_as_on_the_phone() {
        let headers = [("set-cookie", "a=1"), ("x-id", "7"), ("set-cookie", "b=2")];
        let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        let head = Head { status: 200, headers };
        assert_eq!(Value::from(of_answer(&head, true)), json!({ "Set-Cookie": "a=1,b=2", "X-Id": "7" }));
        assert_eq!(Value::from(of_answer(&head, false)), json!({ "set-cookie": "a=1,b=2", "x-id": "7" }));
        assert_eq!(cookies(&head), ["a=1", "b=2"]);
    }
}
