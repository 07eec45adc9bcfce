//! Tools for the phone as a whole: what is open, what a person sees, and what they are asked.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::desk::Desk;
use super::tool::{Answer, Effect, Tool, ToolDef};
use crate::doctor;

pub(super) const TOOLS: &[ToolDef] = &[
    ToolDef::of::<Doctor>(),
    ToolDef::of::<Open>(),
    ToolDef::of::<Close>(),
    ToolDef::of::<State>(),
    ToolDef::of::<Back>(),
    ToolDef::of::<Reply>(),
    ToolDef::of::<Device>(),
];

/// Says whether Sampan can run on this machine: browser, user, shared memory, ports, folders, versions; with what to do
/// where something is wrong. Starts a browser once.
#[derive(Deserialize, JsonSchema)]
struct Doctor {}

impl Tool for Doctor {
    const NAME: &'static str = "doctor";

    async fn call(self, desk: &Desk) -> Result<Answer, String> {
        let options = desk.doctor();
        let report = tokio::task::spawn_blocking(move || doctor::examine(&options)).await;
        let report = report.map_err(|error| error.to_string())?;
        if report.ok { Answer::object(report) } else { Answer::failed_object(report) }
    }
}

/// Opens a mini program or an H5 page in the phone and waits for its first page. What was open before stays below it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Open {
    /// A mini program's folder (with app.json); an HTML file or a folder with an index.html; an http(s) address.
    target: String,
    /// The page of the mini program to begin with; else its first.
    #[serde(default)]
    page: Option<String>,
    /// That page's query: a=1&b=2.
    #[serde(default)]
    query: Option<String>,
    /// Where it was started from (1011 a QR code, 1037 another mini program …); 1001, the list, if absent.
    #[serde(default)]
    scene: Option<u32>,
}

impl Tool for Open {
    const NAME: &'static str = "open";
    const EFFECT: Effect = Effect::Acts;

    async fn call(self, desk: &Desk) -> Result<Answer, String> {
        let given =
            json!({ "target": self.target, "page": self.page, "query": self.query, "scene": self.scene });
        desk.open(without_null(given)).await?;
        State {}.call(desk).await
    }
}

/// Closes the phone with everything in it, and ends the browser. The next open begins anew.
#[derive(Deserialize, JsonSchema)]
struct Close {}

impl Tool for Close {
    const NAME: &'static str = "close";
    const EFFECT: Effect = Effect::Acts;

    async fn call(self, desk: &Desk) -> Result<Answer, String> {
        Ok(Answer::text(if desk.close().await { "closed" } else { "nothing was open" }))
    }
}

/// What a person sees of the phone: the mini program in front, its page stack (bottom first), and what waits for an answer:
/// a prompt for a right or from a page, and sheets (dialogs, album, scanner, payment …).
#[derive(Deserialize, JsonSchema)]
struct State {}

impl Tool for State {
    const NAME: &'static str = "state";

    async fn call(self, desk: &Desk) -> Result<Answer, String> {
        Answer::object(seen(&desk.call("Phone.state", json!({})).await?))
    }
}

/// Of the whole state what matters to somebody who reads it: less than a tenth.
fn seen(state: &Value) -> Value {
    let page =
        |page: &Value| pick(page, &["page", "path", "query", "title", "webView", "loading", "messages"]);
    let pages: Vec<Value> = list(&state["pages"]).map(page).collect();
    let back = list(&state["pages"]).last().map(|page| page["navigationBar"]["back"].clone());
    let mut seen = json!({ "pages": pages, "back": back });
    for key in ["app", "prompt", "sheets", "toast", "viewer", "problems", "scopes"] {
        seen[key] = state[key].clone();
    }
    if let Some(bar) = state["tabBar"].as_object() {
        seen["tabs"] = list(&bar["items"]).map(|tab| pick(tab, &["path", "text", "badge"])).collect();
    }
    without_null(seen)
}

fn list(value: &Value) -> impl DoubleEndedIterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn pick(value: &Value, keys: &[&str]) -> Value {
    without_null(
        keys.iter().map(|key| ((*key).to_owned(), value[*key].clone())).collect::<Map<_, _>>().into(),
    )
}

/// Without the members that say nothing.
fn without_null(value: Value) -> Value {
    let Value::Object(members) = value else { return value };
    let says = |value: &Value| match value {
        Value::Null | Value::Bool(false) => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(members) => !members.is_empty(),
        _ => true,
    };
    Value::Object(members.into_iter().filter(|(_, value)| says(value)).collect())
}

/// The navigation bar's back button: goes back in the H5 page's own history, or closes the page.
#[derive(Deserialize, JsonSchema)]
struct Back {}

impl Tool for Back {
    const NAME: &'static str = "back";
    const EFFECT: Effect = Effect::Acts;

    async fn call(self, desk: &Desk) -> Result<Answer, String> {
        let within = desk.call("Phone.back", json!({})).await? == Value::Bool(true);
        let what = if within { "the H5 page went back in its own history" } else { "the page was closed" };
        Ok(Answer::text(what))
    }
}

/// Answers the question that is on the screen: a prompt (location, camera … or alert, confirm, prompt of a page), else the
/// oldest sheet (dialog, payment …). Waits for one for a short time.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Reply {
    /// Yes, OK, allow, pay; or no, cancel.
    accept: bool,
    /// What is typed into the field of the question, if it has one.
    #[serde(default)]
    text: Option<String>,
    /// Of an action sheet, which of its items, from 0.
    #[serde(default)]
    choice: Option<usize>,
}

impl Tool for Reply {
    const NAME: &'static str = "answer";
    const EFFECT: Effect = Effect::Acts;

    async fn call(self, desk: &Desk) -> Result<Answer, String> {
        let state = desk.call("Phone.state", json!({})).await?;
        if let Some(sheet) = list(&state["sheets"]).next().filter(|_| state["prompt"].is_null()) {
            return self.sheet(desk, sheet).await;
        }
        let prompt = desk.call("Prompt.wait", json!({})).await?;
        let answer = json!({ "id": prompt["id"], "accept": self.accept, "text": self.text });
        desk.call("Prompt.answer", without_text(answer)).await?;
        Ok(Answer::text(format!("{} to {}: {}", self.word(), prompt["kind"], prompt["text"])))
    }
}

impl Reply {
    async fn sheet(&self, desk: &Desk, sheet: &Value) -> Result<Answer, String> {
        let reply = match (self.accept, self.choice, &self.text) {
            (false, _, _) => json!({ "kind": "cancel" }),
            (true, Some(index), _) => json!({ "kind": "choice", "index": index }),
            (true, None, Some(text)) => json!({ "kind": "text", "text": text }),
            (true, None, None) if sheet["question"]["kind"] == "modal" => {
                json!({ "kind": "text", "text": "" })
            }
            (true, None, None) => json!({ "kind": "done" }),
        };
        desk.call("Sheet.answer", json!({ "id": sheet["id"], "reply": reply })).await?;
        Ok(Answer::text(format!("{} to {}", self.word(), sheet["question"]["kind"])))
    }

    fn word(&self) -> &'static str {
        if self.accept { "yes" } else { "no" }
    }
}

fn without_text(mut answer: Value) -> Value {
    if answer["text"].is_null()
        && let Some(members) = answer.as_object_mut()
    {
        members.remove("text");
    }
    answer
}

/// Changes the phone while it runs: a key of the device file, e.g. device.network.type, device.location.latitude,
/// consent."scope.userLocation". Null takes it away.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Device {
    /// The key, with dots.
    key: String,
    /// Its value.
    value: Value,
}

impl Tool for Device {
    const NAME: &'static str = "device";
    const EFFECT: Effect = Effect::Acts;

    async fn call(self, desk: &Desk) -> Result<Answer, String> {
        desk.call("Phone.device", json!({ "key": self.key, "value": self.value })).await?;
        Ok(Answer::text(format!("{} is now {}", self.key, self.value)))
    }
}
