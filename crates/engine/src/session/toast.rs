//! The toast over the page on top: one at a time, for its time or until it is taken away.

use std::time::Duration;

use super::{Session, Wake};
use crate::bridge::Caller;
use crate::error::ApiError;
use crate::id::AppId;
use crate::state::ToastState;

/// The toast that is seen, and whose it is.
#[derive(Default)]
pub(super) struct Toasts {
    last_id: u64,
    shown: Option<(AppId, ToastState)>,
}

impl Session {
    /// Shows it in the place of one that is there. A mini program that is not in front shows nothing.
    pub fn show_toast(
        &mut self,
        caller: &Caller,
        toast: ToastState,
        time: Option<Duration>,
    ) -> Result<(), ApiError> {
        if self.foreground.as_ref() != Some(&caller.app) {
            return Err(ApiError::Interrupted);
        }
        self.toasts.last_id += 1;
        let id = self.toasts.last_id;
        self.toasts.shown = Some((caller.app.clone(), ToastState { id, ..toast }));
        if let Some(time) = time {
            self.wake_in(time, Wake::Toast(id));
        }
        Ok(())
    }

    /// Takes it away; with `loading` only one of that kind.
    pub fn hide_toast(&mut self, caller: &Caller, loading: Option<bool>) -> Result<(), ApiError> {
        let is_meant = |(app, toast): &(AppId, ToastState)| {
            *app == caller.app && loading.is_none_or(|loading| loading == toast.is_loading)
        };
        if self.toasts.shown.as_ref().is_some_and(is_meant) {
            self.drop_toast();
            return Ok(());
        }
        // Seen in field reports.
        Err(ApiError::fail("toast can't be found"))
    }

    pub(super) fn toast_is_over(&mut self, id: u64) {
        if self.toast().is_some_and(|toast| toast.id == id) {
            self.drop_toast();
        }
    }

    pub(super) fn drop_toast(&mut self) {
        self.toasts.shown = None;
    }

    pub(super) fn toast(&self) -> Option<&ToastState> {
        self.toasts.shown.as_ref().map(|(_, toast)| toast)
    }
}
