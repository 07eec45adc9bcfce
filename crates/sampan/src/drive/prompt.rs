//! `Prompt.*`: questions to the user, for a right or from a page.

use sampan_engine::prompt::Prompt;
use schemars::JsonSchema;
use serde::Deserialize;

use super::method::{Method, MethodDef};
use super::{Deadline, Drive, DriveError};

pub(super) const METHODS: &[MethodDef] = &[MethodDef::of::<Wait>(), MethodDef::of::<Answer>()];

/// Waits for a prompt.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "PromptWait")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Wait {
    /// A scope (`scope.userLocation` …), or a dialog of the page: `alert`, `confirm`, `prompt`, `beforeunload`. Any when
    /// absent.
    #[serde(default)]
    kind: Option<String>,
    #[serde(default)]
    timeout: Option<u64>,
}

impl Method for Wait {
    const NAME: &'static str = "Prompt.wait";
    type Result = Prompt;

    async fn call(self, drive: &Drive) -> Result<Prompt, DriveError> {
        let fits = |prompt: &Prompt| self.kind.as_ref().is_none_or(|kind| *kind == prompt.kind);
        let deadline = Deadline::after(self.timeout);
        let wait = drive.look().until(|state| state.prompt.clone().filter(fits));
        if let Ok(prompt) = tokio::time::timeout_at(deadline.at, wait).await {
            return Ok(prompt?);
        }
        let (what, open) = (self.kind.as_deref().unwrap_or("of any kind"), drive.open_questions());
        Err(DriveError(format!("no prompt {what} was shown ({}){open}", deadline.words())))
    }
}

/// Answers a prompt.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "PromptAnswer")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Answer {
    id: u64,
    accept: bool,
    /// What is typed into a `prompt` dialog.
    #[serde(default)]
    text: Option<String>,
}

impl Method for Answer {
    const NAME: &'static str = "Prompt.answer";
    type Result = ();

    async fn call(self, drive: &Drive) -> Result<(), DriveError> {
        Ok(drive.host().answer_prompt(self.id, self.accept, self.text).await?)
    }
}
