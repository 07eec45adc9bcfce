//! `Tool.native`: what the phone itself shows, answered in the person's place. What goes wrong stands in the result (seen in
//! Tencent's Python client).

use std::time::Duration;

use sampan_engine::engine::Command;
use sampan_engine::sheet::{Question, SheetReply};
use sampan_engine::state::State;
use serde_json::{Value, json};
use tokio::time::timeout;

use super::{Talk, nothing};
use crate::host::HostError;

/// A dialog comes a moment after the tap that it belongs to.
const PATIENCE: Duration = Duration::from_secs(5);

type Done = Result<(), String>;

/// A question on the screen that a method answers.
enum Open {
    Prompt(u64),
    Sheet(u64),
}

impl Talk {
    pub(super) async fn native(&self, method: &str, data: &Value) -> Value {
        let done = match method {
            "goHome" => self.command(|answer| Command::Home { answer }).await,
            "navigateLeft" => self.host.back().await.map(drop).map_err(words),
            "switchTab" => self.switch_tab(data).await,
            "confirmModal" => self.answer("a dialog", dialog, true).await,
            "cancelModal" => self.answer("a dialog", dialog, false).await,
            "authorizeAllow" => self.answer("a question for a right", right, true).await,
            "authorizeCancel" => self.answer("a question for a right", right, false).await,
            "closePaymentDialog" => self.answer("a payment", payment, false).await,
            "shareConfirm" => self.share_confirm().await,
            "shareCancel" => {
                Err("sharing asks nothing here: it is done when the button is tapped".to_owned())
            }
            _ => Err(format!("can not find in protocol: {method}")),
        };
        done.map_or_else(|message| json!({ "error": { "message": message } }), |()| nothing())
    }

    async fn command(
        &self,
        command: impl FnOnce(futures::channel::oneshot::Sender<Result<(), String>>) -> Command,
    ) -> Done {
        self.host.ask(command).await.map_err(words)?
    }

    async fn switch_tab(&self, data: &Value) -> Done {
        let url = data["url"].as_str().unwrap_or_default().trim_start_matches('/');
        let path = url.split('?').next().unwrap_or_default();
        let bar = self.state().await?.tab_bar.ok_or("the page on top has no tabBar")?;
        let index = bar.items.iter().position(|tab| tab.path == path);
        let index = index.ok_or_else(|| format!("the tabBar has no \"{path}\""))?;
        self.command(|answer| Command::SwitchTab { index, answer }).await
    }

    /// Answers a question as soon as it is there.
    async fn answer(&self, what: &str, find: fn(&State) -> Option<Open>, yes: bool) -> Done {
        let found = timeout(PATIENCE, self.look.until(find)).await;
        let found = found.map_err(|_| format!("{what} did not come within {} s", PATIENCE.as_secs()))?;
        match found.map_err(words)? {
            Open::Prompt(id) => self.host.answer_prompt(id, yes, None).await.map_err(words),
            Open::Sheet(id) => {
                let reply = if yes { SheetReply::Text(String::new()) } else { SheetReply::Cancel };
                self.host.answer_sheet(id, reply).await.map_err(words)
            }
        }
    }

    /// There is no dialog here that could be confirmed: a share is done at once.
    async fn share_confirm(&self) -> Done {
        match timeout(PATIENCE, self.shares.acquire()).await {
            Ok(Ok(share)) => {
                share.forget();
                Ok(())
            }
            _ => Err(format!("nothing was shared within {} s", PATIENCE.as_secs())),
        }
    }
}

fn words(error: HostError) -> String {
    error.to_string()
}

fn dialog(state: &State) -> Option<Open> {
    let modal = |question: &Question| matches!(question, Question::Modal { .. });
    let sheet = state.sheets.iter().find(|sheet| modal(&sheet.question)).map(|sheet| Open::Sheet(sheet.id));
    let prompt = state.prompt.as_ref().filter(|prompt| !prompt.kind.starts_with("scope."));
    sheet.or_else(|| prompt.map(|prompt| Open::Prompt(prompt.id)))
}

fn right(state: &State) -> Option<Open> {
    let prompt = state.prompt.as_ref().filter(|prompt| prompt.kind.starts_with("scope."))?;
    Some(Open::Prompt(prompt.id))
}

fn payment(state: &State) -> Option<Open> {
    let paying = |question: &Question| matches!(question, Question::Pay { .. });
    state.sheets.iter().find(|sheet| paying(&sheet.question)).map(|sheet| Open::Sheet(sheet.id))
}
