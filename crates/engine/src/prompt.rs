//! Questions to the user: one at a time, named by mini program and origin, and answered by whoever is there. One that is
//! dropped unanswered (the page went, nobody listens) means no.

use std::collections::VecDeque;

use futures::channel::oneshot;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::{AppId, PageId};

/// How many may wait; a page that asks for more gets a no.
const LIMIT: usize = 16;

/// A question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Prompt {
    /// Names the question when it is answered.
    pub id: u64,
    pub app: AppId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<PageId>,
    /// Who asks: the origin of the H5 page; empty for the mini program itself.
    pub origin: String,
    /// A scope (`scope.userLocation` …), or a dialog of the page: `alert`, `confirm`, `prompt`, `beforeunload`.
    pub kind: String,
    pub text: String,
    /// What a `prompt` dialog begins with.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub default_text: String,
}

/// What the user said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Reply {
    pub accept: bool,
    /// What was typed into a `prompt` dialog.
    #[serde(default)]
    pub text: Option<String>,
}

/// The questions that wait, the one that is shown first.
#[derive(Debug, Default)]
pub struct Prompts {
    last_id: u64,
    waiting: VecDeque<(Prompt, oneshot::Sender<Reply>)>,
}

impl Prompts {
    /// Puts a question at the end of the line. `None`: the line is full. The id is given here.
    pub fn ask(&mut self, mut prompt: Prompt) -> Option<(u64, oneshot::Receiver<Reply>)> {
        if self.waiting.len() >= LIMIT {
            return None;
        }
        self.last_id += 1;
        prompt.id = self.last_id;
        let (sender, receiver) = oneshot::channel();
        self.waiting.push_back((prompt, sender));
        Some((self.last_id, receiver))
    }

    /// The question on the screen.
    pub fn current(&self) -> Option<&Prompt> {
        self.waiting.front().map(|(prompt, _)| prompt)
    }

    pub fn get(&self, id: u64) -> Option<&Prompt> {
        self.waiting.iter().map(|(prompt, _)| prompt).find(|prompt| prompt.id == id)
    }

    /// Answers a question. False: it is not there (any more).
    pub fn answer(&mut self, id: u64, reply: Reply) -> bool {
        let Some(at) = self.waiting.iter().position(|(prompt, _)| prompt.id == id) else { return false };
        let Some((_, sender)) = self.waiting.remove(at) else { return false };
        sender.send(reply).is_ok()
    }

    pub fn len(&self) -> usize {
        self.waiting.len()
    }

    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Nobody is there any more; everybody who waits hears no.
    pub fn drop_all(&mut self) {
        self.waiting.clear();
    }

    /// Drops what a page has asked; whoever waits hears no.
    pub fn drop_page(&mut self, page: PageId) {
        self.waiting.retain(|(prompt, _)| prompt.page != Some(page));
    }

    /// Drops the dialogs of a page that the browser has closed itself.
    pub fn drop_dialogs(&mut self, page: PageId) {
        self.waiting.retain(|(prompt, _)| prompt.page != Some(page) || prompt.kind.starts_with("scope."));
    }
}
