//! `Page.*`: the open pages as a whole.

use sampan_engine::session::PageState;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;
use tokio::time::timeout_at;

use super::method::{Method, MethodDef};
use super::place::Place;
use super::{Deadline, Drive, DriveError};

pub(super) const METHODS: &[MethodDef] = &[MethodDef::of::<List>(), MethodDef::of::<Evaluate>()];

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
        let deadline = Deadline::after(self.timeout);
        let page = self.place.find(&drive.look().state())?;
        match timeout_at(deadline.at, drive.host().view().evaluate(page, &self.script)).await {
            Ok(value) => Ok(value?),
            Err(_) => Err(DriveError(format!(
                "the script did not end ({}){}",
                deadline.words(),
                drive.open_questions()
            ))),
        }
    }
}
