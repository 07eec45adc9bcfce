//! Messages between an H5 page and its mini program.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::{Api, ApiDef, ApiError, Cx, Nothing, Surface};
use crate::trace::CallerKind;

pub(super) const APIS: &[ApiDef] = &[ApiDef::of::<PostMessage>(), ApiDef::of::<SendWebviewEvent>()];

/// Sends a message to the mini program. It waits, and `bindmessage` gets all that wait as an array when the page is
/// gone back from, destroyed, shared, or its link is copied.
#[derive(Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct PostMessage(
    /// The message: the option `data` of the H5 call. A falsy one becomes `{}` in the SDK.
    Value,
);

impl Api for PostMessage {
    const NAME: &'static str = "postMessage";
    const SURFACE: Surface = Surface::MiniProgramOnly;
    type Reply = Nothing;

    async fn call(self, cx: Cx) -> Result<Nothing, ApiError> {
        cx.post_message(self.0)
    }
}

/// Sends an event at once: from H5 to `bindevent` of the web-view, from the mini program to the
/// `onWebviewEvent` listeners of the H5 page on the current page.
#[derive(Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct SendWebviewEvent(
    /// The event. From H5, an object with a key `data` means that value (both forms are in use).
    Value,
);

impl Api for SendWebviewEvent {
    const NAME: &'static str = "sendWebviewEvent";
    const SURFACE: Surface = Surface::MiniProgram;
    type Reply = Nothing;

    async fn call(self, cx: Cx) -> Result<Nothing, ApiError> {
        match cx.caller.kind {
            CallerKind::H5 => cx.event_to_mini_program(unwrap_data(self.0)),
            CallerKind::Logic => cx.event_to_page(self.0),
        }
    }
}

/// The interface description sends `{data: {message}}` and the vendor's demo `{message}`; both read
/// `e.detail.data.message`.
fn unwrap_data(event: Value) -> Value {
    match event {
        Value::Object(mut fields) if fields.contains_key("data") => fields.remove("data").unwrap_or_default(),
        Value::Null => Value::Object(serde_json::Map::new()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn both_official_forms_of_an_event_arrive_alike() {
        let message = json!({"message": "Hi"});
        assert_eq!(unwrap_data(json!({"data": message})), message);
        assert_eq!(unwrap_data(message.clone()), message);
        assert_eq!(unwrap_data(json!("text")), json!("text"));
    }
}
