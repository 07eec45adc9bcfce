//! A document driven from outside: scripts in a world of their own, which nothing of the page reaches, and commands whose
//! answer is awaited. It is that of a page, or one that nobody sees: a page for a person, driven in this browser too.

use std::sync::Arc;

use futures::FutureExt;
use futures::channel::oneshot;
use futures::future::BoxFuture;
use sampan_engine::id::PageId;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::CdpView;
use crate::app::create_context;
use crate::cdp::Answer;
use crate::error::ViewError;
use crate::evaluate;
use crate::hub::Hub;
use crate::target;

/// The world's name: a document has one of it, however often it is made.
const WORLD: &str = "sampan-driver";

/// A target, and the way to it.
#[derive(Clone)]
pub struct Driven {
    hub: Arc<Hub>,
    session: String,
    /// Also the id of its main frame.
    target: String,
}

/// A script for the world beside the page's: what it makes, by name, and its source.
#[derive(Clone, Copy)]
pub struct Library {
    pub name: &'static str,
    pub source: &'static str,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Remote {
    result: RemoteObject,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RemoteObject {
    object_id: Option<String>,
}

impl CdpView {
    /// The document in a page, whichever it is at the time.
    pub fn driven(&self, page: PageId) -> Result<Driven, String> {
        let hub = self.0.hub.clone();
        let view = hub.view_of(page).ok_or_else(|| ViewError::NoWebView(page).to_string())?;
        Ok(Driven { hub, session: view.session.clone(), target: view.target.clone() })
    }

    /// Opens an address where nobody sees it, with cookies of its own, as large as this. It lives as long as the session that has
    /// the browser. Waits for the browser.
    pub fn open_unseen(&self, address: &str, (width, height): (u32, u32)) -> Result<Driven, ViewError> {
        let hub = self.0.hub.clone();
        let context = create_context(&hub)?;
        hub.unseen(&context);
        let (target, session) = target::create(&hub, &context, None)?;
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        let commands = [
            ("Page.enable", json!({})),
            ("Emulation.setDeviceMetricsOverride", metrics),
            ("Emulation.setTouchEmulationEnabled", json!({ "enabled": true })),
            ("Emulation.setFocusEmulationEnabled", json!({ "enabled": true })),
            ("Runtime.runIfWaitingForDebugger", json!({})),
            ("Page.navigate", json!({ "url": address })),
        ];
        let asked = commands.map(|(method, params)| hub.cdp.call(Some(&session), method, &params));
        for answer in asked {
            answer.wait(target::LIMIT)?;
        }
        Ok(Driven { hub, session, target })
    }
}

impl Driven {
    /// Runs an expression in the world beside the page's scripts, where the library is loaded once a document; a promise is
    /// awaited. A document that goes meanwhile answers with an error.
    pub async fn apart(&self, library: Library, expression: &str) -> Result<Value, String> {
        let context = self.world().await?;
        let guarded = format!("self.{} === undefined ? 'absent' : ({expression})", library.name);
        let answer = self.run(context, &guarded).await?;
        if answer != "absent" {
            return Ok(answer);
        }
        self.run(context, library.source).await?;
        self.run(context, expression).await
    }

    /// Runs an expression beside the page's own scripts; a promise is awaited.
    pub async fn evaluate(&self, script: &str) -> Result<Value, String> {
        let params = json!({ "expression": script, "awaitPromise": true, "returnByValue": true });
        evaluate::value(self.ask("Runtime.evaluate", &params).await)
    }

    /// Calls a function of the page's world with an element that an expression of the world beside gives, and an argument.
    pub async fn evaluate_on(
        &self,
        element: &str,
        function: &str,
        argument: &Value,
    ) -> Result<Value, String> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Described {
            node: Node,
        }
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Node {
            backend_node_id: i64,
        }
        #[derive(Deserialize)]
        struct Resolved {
            object: RemoteObject,
        }
        let params = json!({ "expression": element, "contextId": self.world().await? });
        let found: Remote = self.get("Runtime.evaluate", &params).await?;
        let described: Described =
            self.get("DOM.describeNode", &json!({ "objectId": found.result.object_id })).await?;
        let node = json!({ "backendNodeId": described.node.backend_node_id });
        let resolved: Resolved = self.get("DOM.resolveNode", &node).await?;
        let params = json!({
            "objectId": resolved.object.object_id,
            "functionDeclaration": format!("function (argument) {{ return ({function})(this, argument) }}"),
            "arguments": [{ "value": argument }],
            "awaitPromise": true,
            "returnByValue": true,
        });
        evaluate::value(self.ask("Runtime.callFunctionOn", &params).await)
    }

    /// Sends a command to the target.
    pub async fn command(&self, method: &str, params: &Value) -> Result<Value, String> {
        self.get(method, params).await
    }

    async fn world(&self) -> Result<i64, String> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct World {
            execution_context_id: i64,
        }
        let params = json!({ "frameId": self.target, "worldName": WORLD });
        let world: World = self.get("Page.createIsolatedWorld", &params).await?;
        Ok(world.execution_context_id)
    }

    async fn run(&self, context: i64, script: &str) -> Result<Value, String> {
        let params = json!({ "expression": script, "contextId": context, "awaitPromise": true, "returnByValue": true });
        evaluate::value(self.ask("Runtime.evaluate", &params).await)
    }

    async fn get<T: DeserializeOwned>(&self, method: &str, params: &Value) -> Result<T, String> {
        serde_json::from_str(self.ask(method, params).await?.get()).map_err(|error| error.to_string())
    }

    fn ask(&self, method: &str, params: &Value) -> BoxFuture<'static, Answer> {
        let (sender, answer) = oneshot::channel();
        self.hub.cdp.call_then(Some(&self.session), method, params, |reply| drop(sender.send(reply)));
        async move { answer.await.unwrap_or_else(|_| Err(ViewError::Gone.to_string())) }.boxed()
    }
}
