//! A line of the console, run in the page: what it gives or throws, in words.

use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use sampan_engine::id::PageId;
use serde::Deserialize;
use serde_json::json;

use super::ask::Question;
use crate::cdp::Answer;
use crate::console::{self, RemoteObject};
use crate::hub::Hub;

const LIMIT: Duration = Duration::from_secs(10);
/// What the browser keeps for the line, until it has been shown.
const GROUP: &str = "sampan-console";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Evaluated {
    result: RemoteObject,
    exception_details: Option<Thrown>,
}

#[derive(Deserialize)]
struct Thrown {
    text: String,
    exception: Option<RemoteObject>,
}

pub(crate) fn run(hub: &Arc<Hub>, page: PageId, script: &str) -> BoxFuture<'static, Result<String, String>> {
    let params = json!({
        "expression": script, "replMode": true, "awaitPromise": true, "generatePreview": true, "userGesture": true,
        "includeCommandLineAPI": true, "objectGroup": GROUP, "throwOnSideEffect": false,
        // Ends the script, too: a loop without end would keep the page for good.
        "timeout": u64::try_from(LIMIT.as_millis()).unwrap_or(u64::MAX),
    });
    Question::ask(hub, page, ("console", LIMIT), |view, question: Question<String>| {
        let (hub2, session) = (hub.clone(), view.session.clone());
        hub.cdp.call_then(Some(&view.session), "Runtime.evaluate", &params, move |answer| {
            question.settle(words(answer));
            hub2.cdp.send(Some(&session), "Runtime.releaseObjectGroup", &json!({ "objectGroup": GROUP }));
        });
    })
}

fn words(answer: Answer) -> Result<String, String> {
    let evaluated: Evaluated = serde_json::from_str(answer?.get()).map_err(|error| error.to_string())?;
    let Some(Thrown { text, exception }) = evaluated.exception_details else {
        return Ok(console::shown(&evaluated.result));
    };
    Err(match exception {
        Some(error) if error.is_error() => console::readable(&error),
        // `throw 'text'`: "Uncaught" alone says nothing.
        Some(thrown) => format!("{text} {}", console::shown(&thrown)),
        None => text,
    })
}
