//! The wire: what a page's SDK sends and what it expects back, in the dialect it speaks.
//!
//! WeChat's SDK adds six signature keys to every call; one of them tells the dialects apart. It also names some
//! interfaces differently and reads `err_msg` (seen in the SDK).

use serde_json::{Map, Value, json};

use crate::error::ApiError;
use crate::view::RawCall;

/// Which SDK speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// The TCMPP SDK: replies carry `errMsg`.
    Tcmpp,
    /// WeChat's SDK: replies carry `err_msg`.
    WeChat,
}

/// The most bytes of arguments that are looked at.
const ARGUMENTS_LIMIT: usize = 16 * 1024 * 1024;

/// The keys that WeChat's SDK adds to every call; the third marks the dialect.
const WECHAT_KEYS: [&str; 6] =
    ["appId", "verifyAppId", "verifySignType", "verifyTimestamp", "verifyNonceStr", "verifySignature"];

/// Names that WeChat's SDK uses on the wire for interfaces of the table.
const WECHAT_NAMES: &[(&str, &str)] = &[
    ("geoLocation", "getLocation"),
    ("imagePreview", "previewImage"),
    ("scanQRCode", "scanCode"),
    ("getBrandWCPayRequest", "requestPayment"),
    ("launchMiniProgram", "navigateToMiniProgram"),
    // Closing the window is closing the mini program around it (assumed).
    ("closeWindow", "exitMiniProgram"),
];

/// A decoded call.
#[derive(Clone, Debug)]
pub struct Call {
    /// As it came; the reply's status begins with it.
    pub name: String,
    /// The interface it means.
    pub api: String,
    /// An object; or why the arguments cannot be used.
    pub arguments: Result<Value, ApiError>,
    pub dialect: Dialect,
    /// Came through `invokeMiniProgramAPI`, which is never answered.
    pub silent: bool,
}

impl Call {
    /// A call of the logic layer: the name is the interface, the arguments are its own.
    pub fn from_logic(name: String, arguments: Value) -> Self {
        let arguments = match arguments {
            Value::Null if name != "sendWebviewEvent" => Ok(Value::Object(Map::new())),
            other => Ok(other),
        };
        Self { api: name.clone(), name, arguments, dialect: Dialect::Tcmpp, silent: false }
    }

    /// A call of a function that the super-app has added to the logic layer's `wx`.
    pub fn from_custom(name: String, invoke: Value) -> Self {
        let api = "invokeNativePlugin".to_owned();
        Self { name, api, arguments: Ok(invoke), dialect: Dialect::Tcmpp, silent: false }
    }

    /// A call that was made before, by the name of its interface, as an H5 page makes it. `silent`: the way of
    /// `wx.miniProgram`.
    pub fn again(name: String, arguments: Value, silent: bool) -> Self {
        Self { api: name.clone(), name, arguments: Ok(arguments), dialect: Dialect::Tcmpp, silent }
    }

    /// A call of an H5 page.
    pub fn from_page(raw: &RawCall) -> Self {
        let name = raw.name.clone();
        match parse(raw) {
            Ok(arguments) => Self::decode(name, arguments),
            Err(error) => Self {
                api: name.clone(),
                name,
                arguments: Err(error),
                dialect: Dialect::Tcmpp,
                silent: false,
            },
        }
    }

    fn decode(name: String, mut arguments: Map<String, Value>) -> Self {
        let dialect = if arguments.contains_key("verifySignType") { Dialect::WeChat } else { Dialect::Tcmpp };
        if dialect == Dialect::WeChat {
            for key in WECHAT_KEYS {
                // A mini program to jump to is named by the call itself, under another key.
                arguments.remove(key);
            }
        }
        if name == "invokeMiniProgramAPI" {
            return Self::silent(name, arguments, dialect);
        }
        Self {
            api: api_name(&name).to_owned(),
            name,
            arguments: Ok(Value::Object(arguments)),
            dialect,
            silent: false,
        }
    }

    fn silent(name: String, mut arguments: Map<String, Value>, dialect: Dialect) -> Self {
        let (api, arguments) = match arguments.remove("name") {
            Some(Value::String(api)) => {
                let arg = arguments.remove("arg");
                let is_message = matches!(api.as_str(), "postMessage" | "sendWebviewEvent");
                let arg =
                    arg.unwrap_or_else(|| if is_message { Value::Null } else { Value::Object(Map::new()) });
                (api, Ok(arg))
            }
            other => {
                let actual = if other.is_some() { "Object" } else { "Undefined" };
                let error = ApiError::Parameter { name: "name".to_owned(), expected: "String", actual };
                (name.clone(), Err(error))
            }
        };
        Self { name, api, arguments, dialect, silent: true }
    }

    /// Routing takes effect after the other calls of the same turn, so that a message posted right after
    /// `navigateBack` still finds its page.
    pub fn is_route(&self) -> bool {
        self.silent && !matches!(self.api.as_str(), "postMessage" | "sendWebviewEvent")
    }
}

/// The interface behind a name of either dialect.
pub fn api_name(name: &str) -> &str {
    WECHAT_NAMES.iter().find(|(wechat, _)| *wechat == name).map_or(name, |(_, api)| api)
}

/// Messages of WeChat's SDK about its own menus and share cards. There is nothing to do about them here, and a page waits
/// for the answer.
pub fn is_acknowledged(call: &Call) -> bool {
    const NAMES: [&str; 8] = [
        "hideOptionMenu",
        "showOptionMenu",
        "hideMenuItems",
        "showMenuItems",
        "hideAllNonBaseMenuItem",
        "showAllNonBaseMenuItem",
        "updateTimelineShareData",
        "updateAppMessageShareData",
    ];
    call.dialect == Dialect::WeChat && NAMES.contains(&call.name.as_str())
}

/// The name that a reply's status begins with.
pub fn status_name(name: &str) -> &str {
    // Pages that call it directly compare the whole text.
    if name == "getBrandWCPayRequest" {
        return "get_brand_wcpay_request";
    }
    // A method of an object calls itself by its own name alone.
    name.rsplit_once('.').filter(|_| crate::api::find(name).is_some()).map_or(name, |(_, method)| method)
}

/// What is still to do to a reply so that the page's SDK can read it. WeChat's wants JSON text in some places on Android,
/// and throws on an object (seen in the SDK).
pub fn shape(name: &str, mut reply: Value, dialect: Dialect, android: bool) -> Value {
    if dialect == Dialect::Tcmpp {
        return reply;
    }
    match name {
        "checkJsApi" if android && reply["checkResult"].is_object() => {
            reply["checkResult"] = reply["checkResult"].to_string().into();
        }
        "chooseImage" if reply["tempFilePaths"].is_array() => {
            let ids = reply["tempFilePaths"].take();
            reply["localIds"] = if android { ids.to_string().into() } else { ids };
        }
        "scanQRCode" if reply["result"].is_string() => {
            let result = reply["result"].take();
            let nested = || json!({ "scan_code": { "scan_result": result } }).to_string().into();
            reply["resultStr"] = if android { result.clone() } else { nested() };
        }
        "getNetworkType" if reply["networkType"].is_string() => {
            reply["subtype"] = reply["networkType"].clone();
        }
        _ => {}
    }
    reply
}

fn parse(raw: &RawCall) -> Result<Map<String, Value>, ApiError> {
    let text = raw.args.get();
    if text.len() > ARGUMENTS_LIMIT {
        return Err(ApiError::Arguments(format!(
            "arguments of {} bytes are too large; at most {ARGUMENTS_LIMIT}",
            text.len()
        )));
    }
    match serde_json::from_str(text) {
        Ok(Value::Object(arguments)) => Ok(arguments),
        Ok(Value::Null) => Ok(Map::new()),
        Ok(other) => {
            let actual = match other {
                Value::Bool(_) => "Boolean",
                Value::Number(_) => "Number",
                Value::String(_) => "String",
                _ => "Array",
            };
            Err(ApiError::Arguments(format!("arguments should be Object instead of {actual};")))
        }
        Err(error) => Err(ApiError::Arguments(format!("arguments cannot be read: {error}"))),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use serde_json::value::RawValue;

    use super::*;

    fn page(name: &str, args: &str) -> Call {
        Call::from_page(&RawCall {
            id: 1,
            name: name.into(),
            args: RawValue::from_string(args.into()).unwrap(),
        })
    }

    #[test]
    fn the_signature_keys_tell_the_dialect_and_vanish() {
        let call =
            page("geoLocation", r#"{"type":"wgs84","verifySignType":"sha1","verifyTimestamp":"undefined"}"#);
        assert_eq!((call.api.as_str(), call.dialect), ("getLocation", Dialect::WeChat));
        assert_eq!(call.arguments, Ok(json!({"type": "wgs84"})));
        assert_eq!(page("getLocation", "{}").dialect, Dialect::Tcmpp);
    }

    #[test]
    fn mini_program_calls_are_silent() {
        let call = page("invokeMiniProgramAPI", r#"{"name":"navigateTo","arg":{"url":"/a"}}"#);
        assert!(call.silent && call.is_route());
        assert_eq!((call.api.as_str(), call.arguments), ("navigateTo", Ok(json!({"url": "/a"}))));
        let message = page("invokeMiniProgramAPI", r#"{"name":"postMessage","arg":0}"#);
        assert_eq!(message.arguments, Ok(json!(0)));
        assert!(!message.is_route());
    }

    #[test]
    fn odd_arguments_are_told() {
        for (args, words) in [
            ("[1]", "instead of Array"),
            ("\"x\"", "instead of String"),
            (r#"{"a":"\ud800"}"#, "cannot be read"),
        ] {
            let error = page("getStorage", args).arguments.unwrap_err().to_string();
            assert!(error.contains(words), "{args}: {error}");
        }
        let deep = format!("{{\"a\":{}1{}}}", "[".repeat(1000), "]".repeat(1000));
        assert!(page("setStorage", &deep).arguments.unwrap_err().to_string().contains("recursion limit"));
        assert_eq!(page("getStorage", "null").arguments, Ok(json!({})));
    }
}
