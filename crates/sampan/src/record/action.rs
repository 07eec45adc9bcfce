//! What is recorded: one thing that a person did, with the phone or in a page.

use std::sync::Arc;

use sampan_engine::engine::Command;
use sampan_engine::sheet::{Question, SheetReply};
use sampan_engine::state::State;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// In a page.
    Touch(Touch),
    /// The phone's own buttons, by what the driver calls them: `back`, `home`, `share` …
    Phone(&'static str),
    Tab {
        index: usize,
        path: String,
    },
    Prompt {
        kind: String,
        accept: bool,
        text: Option<String>,
    },
    Sheet {
        kind: String,
        reply: Reply,
    },
    Device {
        key: String,
        value: Value,
    },
    /// Nobody's doing, but what is to be waited for: the page stack has changed.
    Pages(Vec<String>),
}

/// What a person did with a sheet.
#[derive(Clone, Debug, PartialEq)]
pub enum Reply {
    Cancel,
    /// With what was written, if something could be.
    Confirm(Option<String>),
    Choose(String),
    /// Where they are kept.
    Pictures(Vec<String>),
    /// As the driver has it.
    Other(Value),
}

/// What a page said.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Touch {
    #[serde(flatten)]
    pub kind: TouchKind,
    /// Of a locator.
    pub steps: Vec<Value>,
    /// For those who know selectors only.
    pub css: String,
    /// In a page of the mini program, and in no H5 page.
    pub drawn: bool,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum TouchKind {
    Tap,
    Longpress,
    Swipe { x: i64, y: i64 },
    Fill { text: String, secret: bool },
    Select { options: Vec<String> },
    Press { key: String },
}

/// Keeps a picture, and says under which name.
pub type KeepPicture<'a> = &'a mut dyn FnMut(&[u8], &str) -> String;

/// What a command of the person with the phone is, as long as it stands on the screen what it answers.
pub fn of_command(command: &Command, state: &Arc<State>, keep: KeepPicture<'_>) -> Option<Action> {
    Some(match command {
        Command::Back { .. } => Action::Phone("back"),
        Command::Home { .. } => Action::Phone("home"),
        Command::Share { .. } => Action::Phone("share"),
        Command::CopyLink { .. } => Action::Phone("copyLink"),
        Command::Reload => Action::Phone("reload"),
        Command::Hide => Action::Phone("hide"),
        Command::ShowApp { .. } => Action::Phone("show"),
        Command::PullDown { .. } => Action::Phone("pullDown"),
        Command::SwitchTab { index, .. } => {
            let tab = state.tab_bar.as_ref().and_then(|bar| bar.items.get(*index));
            Action::Tab { index: *index, path: tab.map(|tab| tab.path.clone()).unwrap_or_default() }
        }
        Command::AnswerPrompt { id, reply, .. } => {
            let prompt = state.prompt.as_ref().filter(|prompt| prompt.id == *id)?;
            Action::Prompt { kind: prompt.kind.clone(), accept: reply.accept, text: reply.text.clone() }
        }
        Command::AnswerSheet { id, reply, .. } => {
            let question = &state.sheets.iter().find(|sheet| sheet.id == *id)?.question;
            Action::Sheet { kind: kind_of(question), reply: of_reply(question, reply, keep)? }
        }
        // What sensors of the person's own browser feed in comes many times a second, and is no doing.
        Command::ChangeDevice { key, value, .. }
            if key.starts_with("source.") || !key.contains("location") =>
        {
            Action::Device { key: key.clone(), value: value.clone() }
        }
        _ => return None,
    })
}

fn kind_of(question: &Question) -> String {
    let value = serde_json::to_value(question).unwrap_or_default();
    value["kind"].as_str().unwrap_or_default().to_owned()
}

fn of_reply(question: &Question, reply: &SheetReply, keep: KeepPicture<'_>) -> Option<Reply> {
    Some(match reply {
        SheetReply::Cancel => Reply::Cancel,
        SheetReply::Done => Reply::Confirm(None),
        SheetReply::Text(text) => match question {
            Question::Modal { modal } if modal.editable => Reply::Confirm(Some(text.clone())),
            _ => Reply::Confirm(None),
        },
        SheetReply::Choice(index) => match question {
            Question::ActionSheet { sheet } => Reply::Choose(sheet.items.get(*index)?.clone()),
            _ => return None,
        },
        SheetReply::Pictures(pictures) => {
            Reply::Pictures(pictures.iter().map(|picture| keep(&picture.bytes, &picture.extension)).collect())
        }
        SheetReply::Fail(reason) => Reply::Other(json!({ "kind": "fail", "reason": reason })),
        SheetReply::Code(code) => {
            let scanned =
                json!({ "result": code.result, "scanType": code.scan_type, "charSet": code.char_set });
            Reply::Other(json!({ "kind": "code", "code": scanned }))
        }
        SheetReply::Place(place) => Reply::Other(json!({ "kind": "place", "place": place })),
        SheetReply::Address(address) => Reply::Other(json!({ "kind": "address", "address": address })),
        SheetReply::Account(account) => Reply::Other(json!({ "kind": "account", "account": account })),
        // There is no way to hand a sound to the driver.
        SheetReply::Sound(_) => return None,
    })
}

/// Adds what was done, and takes together what is one thing.
pub fn add(actions: &mut Vec<Action>, action: Action) {
    if let Action::Touch(touch) = &action
        && let Some(Action::Touch(last)) = actions.last()
        && last.steps == touch.steps
    {
        let typed_on = matches!((&last.kind, &touch.kind), (TouchKind::Fill { .. }, TouchKind::Fill { .. }));
        let tapped_first = last.kind == TouchKind::Tap
            && matches!(touch.kind, TouchKind::Fill { .. } | TouchKind::Select { .. });
        if typed_on || tapped_first {
            actions.pop();
        }
    }
    if matches!((&action, actions.last()), (Action::Pages(_), Some(Action::Pages(_)))) {
        actions.pop();
    }
    actions.push(action);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn touch(kind: TouchKind, css: &str) -> Action {
        let (steps, css) = (vec![json!({ "css": css })], css.to_owned());
        Action::Touch(Touch { kind, steps, css, drawn: false })
    }

    fn fill(text: &str) -> Action {
        touch(TouchKind::Fill { text: text.to_owned(), secret: false }, "#a")
    }

    #[test]
    fn what_is_typed_is_one_thing_with_the_tap_that_began_it() {
        let mut actions = Vec::new();
        for action in
            [touch(TouchKind::Tap, "#a"), fill("t"), fill("te"), touch(TouchKind::Tap, "#b"), fill("tea")]
        {
            add(&mut actions, action);
        }
        assert_eq!(actions, [fill("te"), touch(TouchKind::Tap, "#b"), fill("tea")]);
    }

    #[test]
    fn a_page_says_what_was_done_in_a_form_that_is_read() {
        let text = r##"{"kind":"swipe","steps":[{"css":"#a"}],"css":"#a","drawn":true,"x":-120,"y":3}"##;
        let said: Touch = serde_json::from_str(text).unwrap();
        assert_eq!(said.kind, TouchKind::Swipe { x: -120, y: 3 });
        assert!(serde_json::from_str::<Touch>(r#"{"kind":"rm","steps":[],"css":"","drawn":true}"#).is_err());
    }
}
