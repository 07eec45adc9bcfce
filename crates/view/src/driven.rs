//! A page driven from outside: scripts in a world of their own, which nothing of the page reaches, and commands whose
//! answer is awaited.

use std::sync::Arc;

use futures::FutureExt;
use futures::channel::oneshot;
use futures::future::BoxFuture;
use sampan_engine::id::PageId;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::CdpView;
use crate::cdp::Answer;
use crate::error::ViewError;
use crate::evaluate;
use crate::hub::Hub;
use crate::web_view::WebView;

/// The world's name: a document has one of it, however often it is made.
const WORLD: &str = "sampan-driver";

impl CdpView {
    /// Runs an expression in a world beside the page's scripts, where `library` (which makes the global `name`) is loaded
    /// once a document; a promise is awaited. A document that goes meanwhile answers with an error.
    pub fn apart(
        &self,
        page: PageId,
        library: (&'static str, &'static str),
        expression: String,
    ) -> BoxFuture<'static, Result<Value, String>> {
        let hub = self.0.hub.clone();
        let Some(view) = hub.view_of(page) else { return no_view(page) };
        async move {
            let (name, source) = library;
            let context = world(&hub, &view).await?;
            let guarded = format!("self.{name} === undefined ? 'absent' : ({expression})");
            let answer = run(&hub, &view, context, &guarded).await?;
            if answer != "absent" {
                return Ok(answer);
            }
            run(&hub, &view, context, source).await?;
            run(&hub, &view, context, &expression).await
        }
        .boxed()
    }

    /// Sends a command to the page's target.
    pub fn command(
        &self,
        page: PageId,
        method: &'static str,
        params: &Value,
    ) -> BoxFuture<'static, Result<Value, String>> {
        let Some(view) = self.0.hub.view_of(page) else { return no_view(page) };
        let answer = ask(&self.0.hub, &view, method, params);
        async move { serde_json::from_str(answer.await?.get()).map_err(|error| error.to_string()) }.boxed()
    }
}

fn no_view<T: Send + 'static>(page: PageId) -> BoxFuture<'static, Result<T, String>> {
    futures::future::ready(Err(ViewError::NoWebView(page).to_string())).boxed()
}

fn ask(hub: &Arc<Hub>, view: &WebView, method: &str, params: &Value) -> BoxFuture<'static, Answer> {
    let (sender, answer) = oneshot::channel();
    hub.cdp.call_then(Some(&view.session), method, params, |reply| drop(sender.send(reply)));
    async move { answer.await.unwrap_or_else(|_| Err(ViewError::Gone.to_string())) }.boxed()
}

async fn world(hub: &Arc<Hub>, view: &WebView) -> Result<i64, String> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct World {
        execution_context_id: i64,
    }
    let params = json!({ "frameId": view.target, "worldName": WORLD });
    let made = ask(hub, view, "Page.createIsolatedWorld", &params).await?;
    let world: World = serde_json::from_str(made.get()).map_err(|error| error.to_string())?;
    Ok(world.execution_context_id)
}

async fn run(hub: &Arc<Hub>, view: &WebView, context: i64, script: &str) -> Result<Value, String> {
    let params =
        json!({ "expression": script, "contextId": context, "awaitPromise": true, "returnByValue": true });
    evaluate::value(ask(hub, view, "Runtime.evaluate", &params).await)
}
