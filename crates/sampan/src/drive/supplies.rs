//! What the person has at hand for the next time that the phone asks: a code to hold before the camera, pictures.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError};

use sampan_engine::device::Picture;
use sampan_engine::id::AppId;
use sampan_engine::session::State;
use sampan_engine::sheet::{Question, SheetReply};
use serde_json::{Value, json};
use tokio::sync::Mutex;

use super::{Drive, DriveError};

/// What a supply is for. While one waits, the capability asks the person and not the device file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum For {
    Scan,
    Photo,
}

impl For {
    /// Keys of the device file that say who answers.
    fn sources(self) -> &'static [&'static str] {
        match self {
            Self::Scan => &["source.scan"],
            Self::Photo => &["source.album", "source.camera"],
        }
    }

    /// The sheet that asks for it, and how many pictures it takes.
    fn wanted(self, state: &State, last: u64) -> Option<(u64, usize)> {
        state.sheets.iter().filter(|sheet| sheet.id > last).find_map(|sheet| match (self, &sheet.question) {
            (Self::Scan, Question::Scan { .. }) | (Self::Photo, Question::Camera) => Some((sheet.id, 1)),
            (Self::Photo, Question::Album { count }) => Some((sheet.id, *count)),
            _ => None,
        })
    }
}

/// Supplies that wait, each kind in its order.
#[derive(Default)]
pub(super) struct Supplies {
    /// Held by the one that is next. The lock is fair.
    lines: std::sync::Mutex<BTreeMap<For, Line>>,
}

#[derive(Clone, Default)]
struct Line {
    /// With the number of the sheet that was answered last: it may still be seen for a moment.
    turn: Arc<Mutex<u64>>,
    waiting: usize,
}

impl Supplies {
    fn enter(&self, kind: For) -> Arc<Mutex<u64>> {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        let line = lines.entry(kind).or_default();
        line.waiting += 1;
        line.turn.clone()
    }

    /// True: nothing more waits.
    fn leave(&self, kind: For) -> bool {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        let line = lines.entry(kind).or_default();
        line.waiting -= 1;
        line.waiting == 0
    }
}

impl Drive {
    /// The next sheet of this kind gets these pictures.
    pub(super) fn supply(&self, kind: For, pictures: Vec<Picture>) -> Result<(), DriveError> {
        let app = self.app_in_front()?;
        self.ask_person(&app, kind, &json!("phone"))?;
        let turn = self.inner.supplies.enter(kind);
        let (inner, look) = (Arc::downgrade(&self.inner), self.host().look());
        self.inner.tasks.lock().unwrap_or_else(PoisonError::into_inner).spawn(async move {
            let mut last = turn.lock_owned().await;
            let Ok((sheet, count)) = look.until(|state| kind.wanted(state, *last)).await else { return };
            *last = sheet;
            let Some(inner) = inner.upgrade() else { return };
            let drive = Drive { inner, folder: PathBuf::new() };
            drive.hand_over(sheet, pictures, count).await;
            if drive.inner.supplies.leave(kind) {
                // A mini program that has gone has no source any more.
                let _ = drive.ask_person(&app, kind, &Value::Null);
            }
        });
        Ok(())
    }

    fn ask_person(&self, app: &AppId, kind: For, source: &Value) -> Result<(), DriveError> {
        let change = |key| self.host().change_device(app, key, source.clone());
        Ok(kind.sources().iter().try_for_each(|key| change(key))?)
    }

    /// What the sheet does not take ends it with the reason: nobody would answer it any more.
    async fn hand_over(&self, sheet: u64, mut pictures: Vec<Picture>, count: usize) {
        pictures.truncate(count);
        if let Err(error) = self.host().answer_sheet(sheet, SheetReply::Pictures(pictures)).await {
            let _ = self.host().answer_sheet(sheet, SheetReply::Fail(error.to_string())).await;
        }
    }
}
