//! Who looks at the phone. While somebody does, questions wait for an answer and every change of what is seen is told;
//! whoever shows the phone may be gone for a moment (a reload) without losing a question.

use std::time::Duration;

use futures::future::BoxFuture;
use serde_json::Value;

use super::{Session, Wake};
use crate::id::{AppId, PageId};
use crate::state::State;
use crate::view::History;

/// How long questions wait for somebody to come back.
const ABSENCE_LIMIT: Duration = Duration::from_secs(30);

/// What is told to those who look.
#[derive(Debug)]
pub enum Live {
    /// What is seen has changed.
    State(Box<State>),
    /// The `data` of a page in the logic layer.
    Data { app: AppId, page: PageId, path: String, data: Value },
    /// What a mini program has for those who drive it from outside: an event of the automator's protocol.
    Told { app: AppId, event: String, params: Value },
}

#[derive(Default)]
pub(super) struct Watch {
    watchers: usize,
    /// The last one has gone, and may come back.
    absent: bool,
    /// Counts comings and goings, so that an old absence ends nothing.
    turn: u64,
    /// What was told last.
    last: Option<State>,
}

impl Session {
    /// So many look now. When nobody does any more, they may come back within a time.
    pub fn watch(&mut self, watchers: usize) {
        let left = self.watch.watchers > 0 && watchers == 0;
        if watchers > self.watch.watchers {
            // Whoever is new has seen nothing yet.
            self.watch.last = None;
        }
        self.watch.watchers = watchers;
        if watchers > 0 {
            self.watch.absent = false;
        }
        if !left {
            return;
        }
        self.watch.last = None;
        self.watch.absent = true;
        self.watch.turn += 1;
        self.wake_in(ABSENCE_LIMIT, Wake::Absence(self.watch.turn));
    }

    /// Nobody has come back: what waits for a person is answered with no.
    pub(super) fn nobody_came(&mut self, turn: u64) {
        if !self.watch.absent || self.watch.turn != turn {
            return;
        }
        self.watch.absent = false;
        let waiting = self.sheets.all().count() + self.prompts.len();
        self.sheets.drop_all();
        if !self.parts.interactive {
            self.prompts.drop_all();
        }
        if waiting > 0 {
            self.notice("nobody looks at the phone any more; what waited for an answer was cancelled");
        }
    }

    /// Somebody looks, or has only just stopped.
    pub fn is_watched(&self) -> bool {
        self.watch.watchers > 0 || self.watch.absent
    }

    /// Somebody answers prompts.
    pub(super) fn is_interactive(&self) -> bool {
        self.parts.interactive || self.is_watched()
    }

    /// Tells what is seen, when somebody looks and it is not what they saw last.
    pub fn tell_state(&mut self) {
        if self.watch.watchers == 0 {
            return;
        }
        let state = self.state();
        if self.watch.last.as_ref() != Some(&state) {
            (self.parts.live)(Live::State(Box::new(state.clone())));
            self.watch.last = Some(state);
        }
    }

    /// Pages whose history those who look will want to know.
    pub fn web_pages(&self) -> Vec<PageId> {
        let pages = self.running.values().flat_map(|app| &app.pages);
        pages.filter(|(_, page)| page.web_view.document.is_some()).map(|(id, _)| *id).collect()
    }

    /// Asks for a page's own history. `None`: nobody looks, or it is being asked for already and will be once more.
    pub fn ask_history(&mut self, page: PageId) -> Option<BoxFuture<'static, Result<History, String>>> {
        if !self.is_watched() {
            return None;
        }
        let state = self.page_mut(page)?;
        state.history.stale = state.history.asked;
        if std::mem::replace(&mut state.history.asked, true) {
            return None;
        }
        Some(self.parts.view.history(page))
    }

    /// Keeps it. True: it has changed meanwhile.
    pub fn keep_history(&mut self, page: PageId, known: Result<History, String>) -> bool {
        let Some(state) = self.page_mut(page) else { return false };
        if let Ok(known) = known {
            state.history.known = known;
        }
        state.history.asked = false;
        std::mem::take(&mut state.history.stale)
    }
}

/// A web-view's own history, as far as it was asked for.
#[derive(Default)]
pub(super) struct KnownHistory {
    pub known: History,
    asked: bool,
    stale: bool,
}
