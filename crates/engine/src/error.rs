//! Why a call failed, and the one place that turns it into the words of the wire.
//!
//! The texts are the phone's own where they are known: WeChat's, because TCMPP publishes none (see `docs/bridge.md`
//! for how sure each is). Nothing else in Sampan builds an `errMsg`.

use serde_json::{Map, Value};

use crate::bridge::Dialect;

/// How a call failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApiError {
    /// A reason in the phone's words.
    #[error("{0}")]
    Fail(String),
    #[error("parameter error: parameter.{name} should be {expected} instead of {actual};")]
    Parameter { name: String, expected: &'static str, actual: &'static str },
    #[error("parameter error: {0}")]
    Arguments(String),
    #[error("function not exist")]
    FunctionNotExist,
    #[error("not supported")]
    NotSupported,
    #[error("permission denied")]
    PermissionDenied,
    #[error("auth deny")]
    AuthDeny,
    /// The phone's own switch is off (wording assumed).
    #[error("system permission denied")]
    SystemDenied,
    /// The network's no: WeChat's words and numbers.
    #[error("{reason}")]
    Network { reason: String, errno: Option<u32> },
    #[error("cancel")]
    Cancel,
    /// The page that asked, or the mini program, went away first.
    #[error("interrupted")]
    Interrupted,
}

impl ApiError {
    pub fn fail(reason: impl Into<String>) -> Self {
        Self::Fail(reason.into())
    }

    /// The number that goes with the text; values are WeChat's, 1001 seen in field reports.
    fn errno(&self) -> Option<u32> {
        match self {
            Self::Parameter { .. } | Self::Arguments(_) => Some(1001),
            Self::Network { errno, .. } => *errno,
            _ => None,
        }
    }
}

/// The reply as it goes out: the API's own fields and the status in the caller's dialect.
///
/// `name` is the bridge name as the caller spelt it.
pub fn reply(name: &str, result: &Result<Value, ApiError>, dialect: Dialect) -> Value {
    let (mut fields, status) = match result {
        Ok(Value::Object(fields)) => (fields.clone(), format!("{name}:ok")),
        Ok(_) => (Map::new(), format!("{name}:ok")),
        Err(error) => (failure_fields(error), failure_status(name, error, dialect)),
    };
    let key = match dialect {
        Dialect::Tcmpp => "errMsg",
        Dialect::WeChat => "err_msg",
    };
    fields.insert(key.to_owned(), status.into());
    Value::Object(fields)
}

/// A reply that somebody else has made, ready to get the status of its call.
pub fn without_status(mut reply: Map<String, Value>) -> Value {
    reply.remove("errMsg");
    reply.into()
}

fn failure_fields(error: &ApiError) -> Map<String, Value> {
    error.errno().map(|errno| ("errno".to_owned(), errno.into())).into_iter().collect()
}

/// WeChat's SDK knows the status `cancel` and two `system:` forms; TCMPP's pages only know success and fail.
/// In `err_msg` an underscore after `fail` would be cut off, so none is ever sent.
fn failure_status(name: &str, error: &ApiError, dialect: Dialect) -> String {
    match (dialect, error) {
        (Dialect::WeChat, ApiError::Cancel) => format!("{name}:cancel"),
        (Dialect::WeChat, ApiError::FunctionNotExist) => "system:function_not_exist".to_owned(),
        (Dialect::WeChat, ApiError::PermissionDenied) => "system:access_denied".to_owned(),
        _ => format!("{name}:fail {error}"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_dialect_has_its_status_key_and_its_cancel() {
        let cancel = Err(ApiError::Cancel);
        assert_eq!(reply("scanCode", &cancel, Dialect::Tcmpp), json!({"errMsg": "scanCode:fail cancel"}));
        assert_eq!(reply("scanQRCode", &cancel, Dialect::WeChat), json!({"err_msg": "scanQRCode:cancel"}));
        let ok = Ok(json!({"data": 1}));
        assert_eq!(reply("getStorage", &ok, Dialect::Tcmpp), json!({"data": 1, "errMsg": "getStorage:ok"}));
    }

    #[test]
    fn a_parameter_error_carries_its_number() {
        let error = ApiError::Parameter { name: "key".into(), expected: "String", actual: "Number" };
        assert_eq!(
            reply("getStorage", &Err(error), Dialect::Tcmpp),
            json!({
                "errno": 1001,
                "errMsg": "getStorage:fail parameter error: parameter.key should be String instead of Number;"
            })
        );
    }
}
