//! `Page.*`: the open pages as a whole.

use sampan_engine::session::PageState;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;
use tokio::time::timeout_at;

use super::method::{Method, MethodDef};
use super::place::Place;
use super::{Deadline, Drive, DriveError};

pub(super) const METHODS: &[MethodDef] =
    &[MethodDef::of::<List>(), MethodDef::of::<Evaluate>(), MethodDef::of::<Url>(), MethodDef::of::<Text>()];

/// The open pages, bottom first.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "PageList")]
struct List {}

impl Method for List {
    const NAME: &'static str = "Page.list";
    type Result = Vec<PageState>;

    async fn call(self, drive: &Drive) -> Result<Vec<PageState>, DriveError> {
        Ok(drive.host().state().await?.pages)
    }
}

/// Runs an expression in the page, beside its own scripts; a promise is awaited. Answers its value.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "PageEvaluate")]
struct Evaluate {
    #[serde(default, rename = "in")]
    place: Place,
    script: String,
    #[serde(default)]
    timeout: Option<u64>,
}

impl Method for Evaluate {
    const NAME: &'static str = "Page.evaluate";
    type Result = Value;

    async fn call(self, drive: &Drive) -> Result<Value, DriveError> {
        drive.evaluate(&self.place, &self.script, self.timeout).await
    }
}

/// The address of the document in the page.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "PageUrl")]
struct Url {
    #[serde(default, rename = "in")]
    place: Place,
}

impl Method for Url {
    const NAME: &'static str = "Page.url";
    type Result = String;

    async fn call(self, drive: &Drive) -> Result<String, DriveError> {
        drive.text(&self.place, "location.href").await
    }
}

/// All that a person reads in the page.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "PageText")]
struct Text {
    #[serde(default, rename = "in")]
    place: Place,
}

impl Method for Text {
    const NAME: &'static str = "Page.text";
    type Result = String;

    async fn call(self, drive: &Drive) -> Result<String, DriveError> {
        drive.text(&self.place, "document.body?.innerText ?? ''").await
    }
}

impl Drive {
    async fn text(&self, place: &Place, script: &str) -> Result<String, DriveError> {
        let value = self.evaluate(place, script, None).await?;
        Ok(value.as_str().unwrap_or_default().to_owned())
    }

    /// Runs an expression beside the page's scripts. One whose document goes meanwhile fails.
    async fn evaluate(&self, place: &Place, script: &str, wait: Option<u64>) -> Result<Value, DriveError> {
        let deadline = Deadline::after(wait);
        let spot = place.find(&self.look().state())?;
        let run = async { self.driven(spot).await?.evaluate(script).await };
        if let Ok(value) = timeout_at(deadline.at, run).await {
            return Ok(value?);
        }
        let open = self.open_questions();
        Err(DriveError(format!("the script did not end ({}){open}", deadline.words())))
    }
}
