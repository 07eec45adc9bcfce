//! `Sheet.*`: what the phone itself asks for (camera, album, scanner, payment), dialogs and action sheets of the program.

use std::path::{Path, PathBuf};

use sampan_engine::device::{Account, Address, Picture, Place, Scanned};
use sampan_engine::sheet::{Question, Sheet, SheetReply};
use schemars::JsonSchema;
use serde::Deserialize;

use super::method::{Method, MethodDef};
use super::{Deadline, Drive, DriveError};

pub(super) const METHODS: &[MethodDef] = &[MethodDef::of::<Wait>(), MethodDef::of::<Answer>()];

/// The word for a sheet.
pub(super) fn kind(question: &Question) -> String {
    let value = serde_json::to_value(question).unwrap_or_default();
    value["kind"].as_str().unwrap_or_default().to_owned()
}

/// Waits for a sheet.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "SheetWait")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Wait {
    /// `album`, `camera`, `scan`, `place`, `address`, `record`, `play`, `pay`, `modal`, `actionSheet`, `call`, `subscribe`, `account`.
    /// Any that covers the page when absent.
    #[serde(default)]
    kind: Option<String>,
    #[serde(default)]
    timeout: Option<u64>,
}

impl Method for Wait {
    const NAME: &'static str = "Sheet.wait";
    type Result = Sheet;

    async fn call(self, drive: &Drive) -> Result<Sheet, DriveError> {
        let fits = |sheet: &&Sheet| match &self.kind {
            Some(wanted) => kind(&sheet.question) == *wanted,
            None => sheet.question.is_modal(),
        };
        let deadline = Deadline::after(self.timeout);
        let wait = drive.look().until(|state| state.sheets.iter().find(fits).cloned());
        if let Ok(sheet) = tokio::time::timeout_at(deadline.at, wait).await {
            return Ok(sheet?);
        }
        let (what, open) = (self.kind.as_deref().unwrap_or("of any kind"), drive.open_questions());
        Err(DriveError(format!("no sheet {what} was shown ({}){open}", deadline.words())))
    }
}

/// Answers a sheet.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "SheetAnswerParams")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Answer {
    id: u64,
    reply: Reply,
}

/// What the person does with a sheet.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "SheetReply")]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
enum Reply {
    Cancel,
    /// It cannot be, for a reason in words: no camera, say.
    Fail {
        reason: String,
    },
    /// Pictures, as files of this machine; for a scanner, one with a code in it.
    Pictures {
        files: Vec<PathBuf>,
    },
    /// A code that was read elsewhere.
    Code {
        code: Scanned,
    },
    /// A place that was chosen.
    Place {
        place: Place,
    },
    /// Where goods are sent.
    Address {
        address: Address,
    },
    /// Who the person says to be.
    Account {
        account: Account,
    },
    /// A dialog was confirmed, with what was written in it.
    Text {
        text: String,
    },
    /// Which item of an action sheet, from 0.
    Choice {
        index: usize,
    },
    /// Paid, called, allowed.
    Done,
}

impl Method for Answer {
    const NAME: &'static str = "Sheet.answer";
    type Result = ();

    async fn call(self, drive: &Drive) -> Result<(), DriveError> {
        let reply = match self.reply {
            Reply::Cancel => SheetReply::Cancel,
            Reply::Fail { reason } => SheetReply::Fail(reason),
            Reply::Pictures { files } => SheetReply::Pictures(pictures(drive, &files).await?),
            Reply::Code { code } => SheetReply::Code(code),
            Reply::Place { place } => SheetReply::Place(place),
            Reply::Address { address } => SheetReply::Address(address),
            Reply::Account { account } => SheetReply::Account(account),
            Reply::Text { text } => SheetReply::Text(text),
            Reply::Choice { index } => SheetReply::Choice(index),
            Reply::Done => SheetReply::Done,
        };
        Ok(drive.host().answer_sheet(self.id, reply).await?)
    }
}

/// Pictures from files of this machine.
pub(super) async fn pictures(drive: &Drive, files: &[PathBuf]) -> Result<Vec<Picture>, DriveError> {
    let mut pictures = Vec::new();
    for file in files {
        let file = drive.file(file);
        let bytes = tokio::fs::read(&file).await;
        let bytes = bytes.map_err(|error| DriveError(format!("cannot read {}: {error}", file.display())))?;
        pictures.push(Picture { bytes, extension: extension(&file) });
    }
    Ok(pictures)
}

fn extension(file: &Path) -> String {
    file.extension().unwrap_or_default().to_string_lossy().to_lowercase()
}
