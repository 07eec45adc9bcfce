//! `App.…`: the page stack, pictures, and whatever runs in the mini program's JavaScript.

use std::sync::atomic::Ordering;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sampan_engine::engine::Command;
use sampan_engine::id::AppId;
use sampan_engine::state::PageState;
use serde_json::{Map, Value, json};

use super::{Result, Talk, nothing};

impl Talk {
    pub(super) async fn app(&self, name: &str, method: &str, params: Value) -> Result {
        match name {
            "getCurrentPage" => {
                let state = self.state().await?;
                state.pages.last().map(described).ok_or_else(|| "no page is open".to_owned())
            }
            "getPageStack" => {
                let pages: Vec<Value> = self.state().await?.pages.iter().map(described).collect();
                Ok(json!({ "pageStack": pages }))
            }
            "captureScreenshot" => {
                let picture = self.host.screenshot().await.map_err(|error| error.to_string())?;
                Ok(json!({ "data": STANDARD.encode(picture) }))
            }
            "exit" => self.exit().await,
            "callWxMethod" | "mockWxMethod" | "callFunction" | "addBinding" => {
                self.logic(&self.front().await?, method, params).await
            }
            "enableLog" => {
                self.wants_log.store(true, Ordering::Release);
                self.logic(&self.front().await?, method, params).await
            }
            _ => Err(format!("there is no method {method}")),
        }
    }

    pub(super) async fn state(&self) -> std::result::Result<sampan_engine::state::State, String> {
        self.host.state().await.map_err(|error| error.to_string())
    }

    /// The mini program in front.
    async fn front(&self) -> std::result::Result<AppId, String> {
        self.state().await?.app.ok_or_else(|| "no mini program is in front".to_owned())
    }

    /// A method that the mini program's JavaScript answers.
    pub(super) async fn logic(&self, app: &AppId, method: &str, params: Value) -> Result {
        let (app, method) = (app.clone(), method.to_owned());
        let asked = self.host.ask(|answer| Command::Automate { app, method, params, answer });
        asked.await.map_err(|error| error.to_string())?
    }

    /// Ends the mini program in front. With the last one the session would end, and this socket with it, which the client
    /// still needs to say so: that one ends when the client goes or closes the tool.
    async fn exit(&self) -> Result {
        let state = self.state().await?;
        match state.app.filter(|_| state.running.len() > 1) {
            Some(app) => {
                let asked = self.host.ask(|answer| Command::Exit { app, answer });
                asked.await.map_err(|error| error.to_string())??;
            }
            None => self.has_exited.store(true, Ordering::Release),
        }
        Ok(nothing())
    }
}

fn described(page: &PageState) -> Value {
    json!({ "pageId": page.page, "path": page.path, "query": query(&page.query) })
}

/// `a=1&b=2` as the page itself gets it: taken apart, and nothing decoded.
fn query(text: &str) -> Map<String, Value> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (name.to_owned(), value.into()))
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::query;

    #[test]
    fn a_query_is_taken_apart() {
        let of = |text| Value::Object(query(text));
        assert_eq!(of(""), json!({}));
        let expected = json!({ "id": "1", "name": "%E8%8C%B6", "plus": "a=b", "empty": "", "flag": "" });
        assert_eq!(of("id=1&name=%E8%8C%B6&plus=a=b&empty=&flag"), expected);
    }
}
