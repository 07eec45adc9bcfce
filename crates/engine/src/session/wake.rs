//! What is looked after when a time has passed. The engine sleeps, the session only says for how long.

use std::time::Duration;

use futures::future::BoxFuture;

use super::Session;
use crate::id::{AppId, PageId};

/// What to look after.
#[derive(Clone, Debug)]
pub enum Wake {
    /// Whether somebody has come back to look; which absence it is.
    Absence(u64),
    /// Whether a page still refreshes; which refresh it is.
    Refresh(PageId, u64),
    /// Whether this toast is still seen.
    Toast(u64),
    /// Whether the last hooks of mini programs have run: the loop looks after it.
    Finish,
    /// Whether a mini program is in the background still; which absence it is.
    Sleep(AppId, u64),
}

impl Session {
    pub(super) fn wake_in(&mut self, time: Duration, wake: Wake) {
        let sleep = self.sleep(time);
        self.wakes.push((sleep, wake));
    }

    /// What the engine is to wait for.
    pub fn take_wakes(&mut self) -> Vec<(BoxFuture<'static, ()>, Wake)> {
        std::mem::take(&mut self.wakes)
    }

    pub fn wake(&mut self, wake: Wake) {
        match wake {
            Wake::Absence(turn) => self.nobody_came(turn),
            Wake::Refresh(page, turn) => self.refresh_is_over(page, turn),
            Wake::Toast(id) => self.toast_is_over(id),
            Wake::Finish => drop(self.is_finishing()),
            Wake::Sleep(app, turn) => self.fall_asleep(&app, turn),
        }
    }
}
