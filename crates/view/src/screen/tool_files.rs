//! Files of the developer tools that this very browser brings along, so that they and the protocol always fit together.
//! They are read without a port: a hidden page of the browser stands at one of their addresses and fetches the others.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, Weak, mpsc};
use std::time::Duration;

use base64::Engine as _;
use futures::FutureExt;
use futures::channel::oneshot;
use futures::future::BoxFuture;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::browser::spawn_thread;
use crate::cdp::lock;
use crate::error::ViewError;
use crate::evaluate;
use crate::hub::Hub;
use crate::target;

/// Where the browser keeps them.
const BUNDLE: &str = "devtools://devtools/bundled/";
/// Documents to stand at: the first is almost empty, the second is always there but starts the whole program.
const PLACES: [&str; 2] = ["device_mode_emulation_frame.html", "inspector.html"];
const LIMIT: Duration = Duration::from_secs(10);

type File = (Vec<u8>, String);

#[derive(Default)]
pub(crate) struct ToolFiles {
    /// To the thread that reads; it begins with the first file.
    queue: Mutex<Option<mpsc::Sender<Request>>>,
}

struct Request {
    path: String,
    answer: oneshot::Sender<Option<File>>,
}

impl ToolFiles {
    pub fn read(&self, hub: &Arc<Hub>, path: &str) -> BoxFuture<'static, Option<File>> {
        let Some(path) = plain(path) else { return futures::future::ready(None).boxed() };
        let (answer, future) = oneshot::channel();
        let mut queue = lock(&self.queue);
        let queue = queue.get_or_insert_with(|| {
            let (sender, requests) = mpsc::channel();
            // The thread ends with the hub, which holds the other end.
            let hub = Arc::downgrade(hub);
            spawn_thread("tool-files", move || serve(&hub, &requests));
            sender
        });
        let _ = queue.send(Request { path: path.to_owned(), answer });
        async move { future.await.ok().flatten() }.boxed()
    }
}

/// The path, if it is one below the bundle and nothing else.
fn plain(path: &str) -> Option<&str> {
    let path = path.split(['?', '#']).next()?.trim_start_matches('/');
    let word = |part: &str| {
        !part.trim_matches('.').is_empty()
            && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '@'))
    };
    path.split('/').all(word).then_some(path)
}

fn serve(hub: &Weak<Hub>, requests: &mpsc::Receiver<Request>) {
    let mut known = HashMap::<String, File>::new();
    let mut session = None;
    for Request { path, answer } in requests {
        if let Some(file) = known.get(&path) {
            let _ = answer.send(Some(file.clone()));
            continue;
        }
        let Some(hub) = hub.upgrade() else { return };
        let file = session.take().map_or_else(|| open(&hub), Ok).and_then(|reader: String| {
            let file = fetch(&hub, &reader, &path)?;
            session = Some(reader);
            Ok(file)
        });
        let bytes = file.unwrap_or_else(|error| {
            tracing::warn!(%error, path, "a file of the developer tools cannot be read");
            None
        });
        let file =
            bytes.map(|bytes| (bytes, mime_guess::from_path(&path).first_or_octet_stream().to_string()));
        if let Some(file) = &file {
            known.insert(path, file.clone());
        }
        let _ = answer.send(file);
    }
}

/// The session of a page that may read the bundle.
fn open(hub: &Arc<Hub>) -> Result<String, ViewError> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Context {
        browser_context_id: String,
    }
    let context: Context = hub.cdp.call(None, "Target.createBrowserContext", &json!({})).get(LIMIT)?;
    let context = context.browser_context_id;
    // The browser hides a page only after it has shown one.
    let session = hidden(hub, &context).or_else(|_| {
        target::own_context(hub, &context);
        let (_, session) = target::create(hub, &context, None)?;
        hub.cdp.send(Some(&session), "Runtime.runIfWaitingForDebugger", &json!({}));
        Ok::<_, ViewError>(session)
    })?;
    let mut said = String::new();
    for place in PLACES {
        let url = format!("{BUNDLE}{place}");
        let params = json!({ "url": url });
        let navigated: Value = hub.cdp.call(Some(&session), "Page.navigate", &params).get(LIMIT)?;
        match navigated["errorText"].as_str() {
            None => return Ok(session),
            Some(error) => said = format!("{url}: {error}"),
        }
    }
    Err(ViewError::Protocol { method: "Page.navigate".to_owned(), message: said })
}

fn hidden(hub: &Hub, context: &str) -> Result<String, ViewError> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Target {
        target_id: String,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Session {
        session_id: String,
    }
    let params =
        json!({ "url": "about:blank", "hidden": true, "background": true, "browserContextId": context });
    let target: Target = hub.cdp.call(None, "Target.createTarget", &params).get(LIMIT)?;
    let params = json!({ "targetId": target.target_id, "flatten": true });
    let session: Session = hub.cdp.call(None, "Target.attachToTarget", &params).get(LIMIT)?;
    Ok(session.session_id)
}

/// `None` when there is no such file.
fn fetch(hub: &Hub, session: &str, path: &str) -> Result<Option<Vec<u8>>, ViewError> {
    let method = "Runtime.evaluate";
    let script = format!(
        "fetch('{BUNDLE}{path}').then(answer => answer.ok ? answer.blob() : null, () => null).then(blob => blob && \
         new Promise(done => {{ const reader = new FileReader(); reader.onload = () => done(reader.result); \
         reader.readAsDataURL(blob) }}))"
    );
    let params = json!({ "expression": script, "awaitPromise": true, "returnByValue": true });
    let answer = hub.cdp.call(Some(session), method, &params).wait(LIMIT)?;
    let failed = |message| ViewError::Protocol { method: method.to_owned(), message };
    let value = evaluate::value(Ok(answer)).map_err(failed)?;
    let Some((_, data)) = value.as_str().and_then(|url| url.split_once(";base64,")) else { return Ok(None) };
    let bytes = base64::engine::general_purpose::STANDARD.decode(data);
    bytes.map(Some).map_err(|error| failed(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_below_the_bundle_are_read() {
        assert_eq!(plain("/core/sdk/sdk.js?x=1"), Some("core/sdk/sdk.js"));
        for path in
            ["", "../a", "a/../../b", "a//b", "a/./b", "a'b", "https://a.example/", "a%2f..%2fb", "a\\b"]
        {
            assert_eq!(plain(path), None, "{path}");
        }
    }
}
