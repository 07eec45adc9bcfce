//! Keeps secrets out of what is written. What has the name of a secret (a key, a header, a parameter of an address, a field of a
//! form) loses its value, and so does text that looks like one. A value that was hidden once is hidden wherever it comes
//! again: a token that a page also prints into the console is none of a trace's business there either.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt::Write as _;
use std::sync::Arc;

use regex::{Captures, Regex, RegexBuilder};
use serde_json::{Map, Value};

/// In the place of a secret.
pub const MASK: &str = "•••";

/// Names of secrets, in lower case and without punctuation.
const NAMES: &str = "password|passwd|passcode|passphrase|^pass$|^pwd|secret|token|^authorization$|^proxyauthorization$|cookie|\
    credential|apikey|accesskey|privatekey|sessionid|sessionkey|^session$|^sid$|^otp$|^pin$|^cvv2?$|^cvc$|captcha|signature$|\
    ^jwt$|^auth$|密码|密碼|口令|验证码|驗證碼";

/// Text that is a secret whatever it is called.
const TEXTS: &str = r"(?i:\b(?:bearer|basic)\s+)[A-Za-z0-9+/._~=-]{8,}|\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]*";

/// Parameters of addresses and forms: `name=value`, wherever they stand in a text.
const PAIRS: &str = r#"([A-Za-z0-9_.%\[\]-]{1,64})=([^&\s"'<>;,#]+)"#;
/// The same as JSON or a header has it, in a text that is not JSON as a whole.
const MEMBERS: &str =
    r#"(?i)(["']?)([a-z0-9_-]{2,64})(["']?\s*:\s*)("(?:[^"\\]|\\.)*"|'[^']*'|[^\s"',;}{\[]+)"#;
/// `user:password@` in an address.
const USERINFO: &str = r"(://[^/\s:@]*:)[^/\s@]+@";

/// A hidden value that is shorter may stand anywhere by chance.
const REMEMBERED: usize = 6;
/// How many are remembered.
const MEMORY: usize = 256;
/// A longer text keeps its beginning.
const LONGEST: usize = 16 * 1024;

/// What a scrubber looks for beside what it knows itself.
#[derive(Clone, Debug, Default)]
pub struct Patterns(Vec<Regex>);

impl Patterns {
    /// Regular expressions, case-insensitive; one that matches a name hides the value, one that matches a text that part.
    pub fn new(patterns: &[String]) -> Result<Self, String> {
        let compile = |text: &String| {
            RegexBuilder::new(text).case_insensitive(true).size_limit(1 << 20).build().map_err(|error| {
                format!("\"{text}\" is no pattern of a secret: {error}; write it as a regular expression")
            })
        };
        patterns.iter().map(compile).collect::<Result<_, _>>().map(Self)
    }

    pub fn extend(&mut self, other: Self) {
        for pattern in other.0 {
            if self.0.iter().all(|known| known.as_str() != pattern.as_str()) {
                self.0.push(pattern);
            }
        }
    }
}

/// What is looked for. It does not change while a text is worked on, which what was found does.
#[derive(Clone)]
struct Rules {
    names: Regex,
    texts: Regex,
    pairs: Regex,
    members: Regex,
    userinfo: Regex,
    own: Patterns,
}

pub struct Scrubber {
    rules: Arc<Rules>,
    hidden: HashSet<String>,
    secret_steps: HashSet<u64>,
}

impl Scrubber {
    pub fn new(own: Patterns) -> Self {
        let compile = |text: &str| Regex::new(text).expect("written here");
        let rules = Rules {
            names: compile(NAMES),
            texts: compile(TEXTS),
            pairs: compile(PAIRS),
            members: compile(MEMBERS),
            userinfo: compile(USERINFO),
            own,
        };
        Self { rules: Arc::new(rules), hidden: HashSet::new(), secret_steps: HashSet::new() }
    }

    pub fn add(&mut self, own: Patterns) {
        Arc::make_mut(&mut self.rules).own.extend(own);
    }

    /// Hides what is secret in a line of the trace.
    pub fn line(&mut self, line: &mut Value) {
        if let Some(params) = line.get_mut("params")
            && self.typed(params)
        {
            self.secret_steps.extend(line["id"].as_u64());
        }
        // What is read from such a field.
        if line["kind"] == "stepEnd" && line["id"].as_u64().is_some_and(|id| self.secret_steps.remove(&id)) {
            self.hide(&mut line["result"]);
        }
        if let Some(event) = line.get_mut("event")
            && event["arguments"]["key"].as_str().is_some_and(|key| self.is_name(key))
            && let Some(data) = event.get_mut("reply").and_then(|reply| reply.get_mut("data"))
        {
            self.hide(data);
        }
        self.value(line);
    }

    /// What is typed into a field that has the name of a secret. True: it has.
    fn typed(&mut self, params: &mut Value) -> bool {
        let is_secret = match params.get("steps") {
            Some(steps) => texts(steps).any(|text| self.is_name(text)),
            None => false,
        };
        for name in ["text", "value"] {
            if is_secret && let Some(text) = params.get_mut(name) {
                self.hide(text);
            }
        }
        is_secret
    }

    /// Takes out of a source what was found to be secret so far.
    pub fn forget(&self, text: &mut String) {
        for secret in &self.hidden {
            if text.contains(secret.as_str()) {
                *text = text.replace(secret.as_str(), MASK);
            }
        }
    }

    /// Hides what is secret in a value. A text that is JSON itself is looked into.
    pub fn value(&mut self, value: &mut Value) {
        match value {
            Value::String(text) => self.text(text),
            Value::Array(items) => items.iter_mut().for_each(|item| self.value(item)),
            Value::Object(members) => self.members(members),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn members(&mut self, members: &mut Map<String, Value>) {
        // `{name: "token", value: …}` and `{key: "token", data: …}`, as headers and storage are told.
        let named = ["name", "key"]
            .iter()
            .any(|key| members.get(*key).and_then(Value::as_str).is_some_and(|name| self.is_name(name)));
        for (name, value) in members.iter_mut() {
            let is_content = named && matches!(name.as_str(), "value" | "data" | "before" | "after");
            if is_content || self.is_name(name) {
                self.hide(value);
            } else {
                self.value(value);
            }
        }
    }

    pub fn is_name(&self, name: &str) -> bool {
        let plain: String =
            name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        self.rules.names.is_match(&plain) || self.rules.own.0.iter().any(|own| own.is_match(name))
    }

    /// Hides a value whole, and remembers it.
    pub fn hide(&mut self, value: &mut Value) {
        match value {
            Value::Null | Value::Bool(_) => return,
            Value::String(text) if text.is_empty() => return,
            Value::String(text) => self.remember(text),
            Value::Number(number) => self.remember(&number.to_string()),
            Value::Array(items) => return items.iter_mut().for_each(|item| self.hide(item)),
            Value::Object(members) => return members.values_mut().for_each(|item| self.hide(item)),
        }
        *value = Value::from(MASK);
    }

    fn remember(&mut self, text: &str) {
        let text = text.trim();
        let bare = text.split_once(' ').map_or(text, |(_, rest)| rest);
        for text in [text, bare] {
            if text.len() >= REMEMBERED && text != MASK && self.hidden.len() < MEMORY {
                self.hidden.insert(text.to_owned());
            }
        }
    }

    pub fn text(&mut self, text: &mut String) {
        shorten(text);
        if is_json(text)
            && let Ok(mut inner) = serde_json::from_str::<Value>(text)
        {
            let before = inner.clone();
            self.value(&mut inner);
            if inner != before {
                *text = inner.to_string();
            }
            return;
        }
        let rules = self.rules.clone();
        replace(text, &rules.userinfo, |found| format!("{}{MASK}@", &found[1]));
        for pattern in std::iter::once(&rules.texts).chain(&rules.own.0) {
            replace(text, pattern, |found| {
                self.remember(&found[0]);
                MASK.to_owned()
            });
        }
        if text.contains('=') {
            replace(text, &rules.pairs, |found| {
                self.pair(&found[1], &found[2])
                    .map_or_else(|| found[0].to_owned(), |name| format!("{name}={MASK}"))
            });
        }
        if text.contains(':') {
            replace(text, &rules.members, |found| {
                let value = found[4].trim_matches(['"', '\'']);
                self.pair(&found[2], value).map_or_else(
                    || found[0].to_owned(),
                    |name| format!("{}{name}{}{MASK}", &found[1], &found[3]),
                )
            });
        }
        self.forget(text);
    }

    /// The name, when its value is to be hidden.
    fn pair<'a>(&mut self, name: &'a str, value: &str) -> Option<&'a str> {
        self.is_name(name).then(|| {
            self.remember(value);
            name
        })
    }
}

fn replace(text: &mut String, pattern: &Regex, with: impl FnMut(&Captures<'_>) -> String) {
    if let Cow::Owned(next) = pattern.replace_all(text, with) {
        *text = next;
    }
}

/// Every text in a value.
fn texts(value: &Value) -> Box<dyn Iterator<Item = &str> + '_> {
    match value {
        Value::String(text) => Box::new(std::iter::once(text.as_str())),
        Value::Array(items) => Box::new(items.iter().flat_map(texts)),
        Value::Object(members) => Box::new(members.values().flat_map(texts)),
        Value::Null | Value::Bool(_) | Value::Number(_) => Box::new(std::iter::empty()),
    }
}

fn is_json(text: &str) -> bool {
    let text = text.trim();
    (text.starts_with('{') && text.ends_with('}')) || (text.starts_with('[') && text.ends_with(']'))
}

/// Keeps the beginning, and says how long it was.
fn shorten(text: &mut String) {
    if text.len() > LONGEST {
        let length = text.len();
        let end = (0..=LONGEST / 2).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        text.truncate(end);
        let _ = write!(text, "… ({length} bytes)");
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn scrubbed(mut value: Value) -> Value {
        Scrubber::new(Patterns::default()).value(&mut value);
        value
    }

    #[test]
    fn what_has_the_name_of_a_secret_loses_its_value() {
        assert_eq!(
            scrubbed(
                json!({"password": "hunter2", "access_token": 1_234_567, "user": "li", "Set-Cookie": "a=b", "empty_token": ""})
            ),
            json!({"password": MASK, "access_token": MASK, "user": "li", "Set-Cookie": MASK, "empty_token": ""})
        );
        assert_eq!(scrubbed(json!({"key": "sessionToken", "data": {"a": "bcdefgh"}}))["data"]["a"], MASK);
        assert_eq!(scrubbed(json!({"cart": "tokens of love"})), json!({"cart": "tokens of love"}));
    }

    #[test]
    fn addresses_forms_and_texts_are_looked_into() {
        let text = |text: &str| scrubbed(json!(text)).as_str().unwrap().to_owned();
        assert_eq!(
            text("https://me:hunter22@a.example/?id=1&token=abcdefgh#x"),
            format!("https://me:{MASK}@a.example/?id=1&token={MASK}#x")
        );
        assert_eq!(text("user=li&passwd=hunter2&x=1"), format!("user=li&passwd={MASK}&x=1"));
        assert_eq!(text(r#"{"a":{"password":"hunter2"}}"#), format!(r#"{{"a":{{"password":"{MASK}"}}}}"#));
        assert_eq!(text("sent Authorization: Bearer abcdef123456"), format!("sent Authorization: {MASK}"));
        assert_eq!(text("it has eyJhbGciOiJIUzI1.eyJzdWIiOiIx.c2ln in it"), format!("it has {MASK} in it"));
        assert_eq!(text("12:30:45, a: b"), "12:30:45, a: b");
    }

    #[test]
    fn a_secret_is_hidden_wherever_it_comes_again() {
        let mut scrubber = Scrubber::new(Patterns::default());
        scrubber.value(&mut json!({"header": {"authorization": "Bearer tok-12345"}}));
        let mut later = json!(["the token is tok-12345!", "x"]);
        scrubber.value(&mut later);
        assert_eq!(later, json!([format!("the token is {MASK}!"), "x"]));
    }

    #[test]
    fn what_is_typed_into_a_password_field_and_read_under_a_secret_key_is_hidden() {
        let mut scrubber = Scrubber::new(Patterns::default());
        let mut line =
            json!({"kind": "step", "params": {"steps": [{"label": "Your password:"}], "text": "hunter22"}});
        scrubber.line(&mut line);
        assert_eq!(line["params"]["text"], MASK);
        let mut source = "page.getByLabel('Your password:').fill('hunter22')".to_owned();
        scrubber.forget(&mut source);
        assert!(!source.contains("hunter22"), "{source}");
        let mut line = json!({"kind": "step", "id": 7, "params": {"steps": [{"label": "PIN"}]}});
        scrubber.line(&mut line);
        let mut line = json!({"kind": "stepEnd", "id": 7, "result": "4711"});
        scrubber.line(&mut line);
        assert_eq!(line["result"], MASK);
        let mut line = json!({"event": {"name": "getStorage", "arguments": {"key": "authToken"}, "reply": {"data": "abcdefg", "errMsg": "getStorage:ok"}}});
        scrubber.line(&mut line);
        assert_eq!(line["event"]["reply"], json!({"data": MASK, "errMsg": "getStorage:ok"}));
        let mut line = json!({"kind": "step", "params": {"steps": [{"label": "Name"}], "text": "Li"}});
        scrubber.line(&mut line);
        assert_eq!(line["params"]["text"], "Li");
    }

    #[test]
    fn patterns_of_ones_own_hide_names_and_texts() {
        let patterns = Patterns::new(&["^idCard$".to_owned(), r"\b1[3-9]\d{9}\b".to_owned()]).unwrap();
        let mut value = json!({"idcard": "440301199001011234", "text": "call 13812345678 now"});
        Scrubber::new(patterns).value(&mut value);
        assert_eq!(value, json!({"idcard": MASK, "text": format!("call {MASK} now")}));
        assert!(Patterns::new(&["(".to_owned()]).unwrap_err().contains("is no pattern of a secret"));
    }

    #[test]
    fn a_long_text_keeps_its_beginning() {
        let text = scrubbed(json!("ä".repeat(20_000)));
        assert!(text.as_str().unwrap().ends_with("… (40000 bytes)"));
    }
}
