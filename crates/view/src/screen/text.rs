//! Text of a page for the person's hand: what is selected, and whether there is any at a point. Asked in a script world
//! of our own, so that nothing the page has made of its objects answers.

use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use futures::future::BoxFuture;
use sampan_engine::id::PageId;
use serde::Deserialize;
use serde_json::{Value, json};

use super::ask::Question;
use crate::evaluate;
use crate::hub::Hub;
use crate::web_view::WebView;

const TEXT: &str = include_str!("text.js");
const LIMIT: Duration = Duration::from_secs(2);

pub(crate) fn selection(hub: &Arc<Hub>, page: PageId) -> BoxFuture<'static, Result<String, String>> {
    let answer = apart(hub, page, "selection()");
    async move { Ok(answer.await?.as_str().unwrap_or_default().to_owned()) }.boxed()
}

pub(crate) fn has_text(hub: &Arc<Hub>, page: PageId, x: f64, y: f64) -> BoxFuture<'static, bool> {
    let answer = apart(hub, page, &format!("hasText({x}, {y})"));
    async move { answer.await.is_ok_and(|answer| answer == true) }.boxed()
}

fn apart(hub: &Arc<Hub>, page: PageId, call: &str) -> BoxFuture<'static, Result<Value, String>> {
    let expression = format!("({TEXT}).{call}");
    Question::ask(hub, page, ("text", LIMIT), |view, question| evaluate(hub, &view, expression, question))
}

/// The browser keeps one world of this name in a document, however often it is made.
fn evaluate(hub: &Arc<Hub>, view: &WebView, expression: String, question: Question<Value>) {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct World {
        execution_context_id: i64,
    }
    let (hub2, session) = (hub.clone(), view.session.clone());
    let world = json!({ "frameId": view.target, "worldName": "sampan" });
    hub.cdp.call_then(Some(&view.session), "Page.createIsolatedWorld", &world, move |answer| {
        let world =
            answer.and_then(|json| serde_json::from_str::<World>(json.get()).map_err(|e| e.to_string()));
        let context = match world {
            Ok(world) => world.execution_context_id,
            Err(error) => return question.settle(Err(error)),
        };
        let params = json!({ "expression": expression, "contextId": context, "returnByValue": true });
        hub2.cdp.call_then(Some(&session), "Runtime.evaluate", &params, move |answer| {
            question.settle(evaluate::value(answer));
        });
    });
}
