//! A script run in a page from outside, for tests and tools: its value comes back as JSON.

use futures::channel::oneshot;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::cdp::Answer;
use crate::hub::Hub;
use crate::web_view::WebView;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Evaluated {
    result: Remote,
    exception_details: Option<Exception>,
}

#[derive(Deserialize)]
struct Remote {
    #[serde(default)]
    value: Value,
    description: Option<String>,
}

#[derive(Deserialize)]
struct Exception {
    text: String,
    exception: Option<Remote>,
}

pub(crate) fn run(hub: &Hub, view: &WebView, script: &str, answer: oneshot::Sender<Result<Value, String>>) {
    let params = json!({ "expression": script, "awaitPromise": true, "returnByValue": true });
    hub.cdp.call_then(Some(&view.session), "Runtime.evaluate", &params, move |reply| {
        let _ = answer.send(value(reply));
    });
}

/// What `Runtime.evaluate` with `returnByValue` came to.
pub(crate) fn value(reply: Answer) -> Result<Value, String> {
    let evaluated: Evaluated = serde_json::from_str(reply?.get()).map_err(|error| error.to_string())?;
    match evaluated.exception_details {
        None => Ok(evaluated.result.value),
        Some(thrown) => Err(words(thrown)),
    }
}

fn words(thrown: Exception) -> String {
    let what = thrown.exception.map(|e| e.description.unwrap_or_else(|| e.value.to_string()));
    what.unwrap_or(thrown.text)
}
