//! What an API may do to the bars around the page, and the toast over it.

use std::time::Duration;

use super::Cx;
use crate::error::ApiError;
use crate::state::{PullDown, TabBarState, TabState, ToastState};

impl Cx {
    pub fn set_bar_color(&self, black_text: bool, background: String) -> Result<(), ApiError> {
        self.session.borrow_mut().set_bar_color(&self.caller, black_text, background)
    }

    pub fn set_bar_loading(&self, loading: bool) -> Result<(), ApiError> {
        self.session.borrow_mut().set_bar_loading(&self.caller, loading)
    }

    pub fn change_tabs(
        &self,
        change: impl FnOnce(&mut TabBarState) -> Result<(), ApiError>,
    ) -> Result<(), ApiError> {
        self.session.borrow_mut().change_tabs(&self.caller, change)
    }

    pub fn change_tab(&self, index: usize, change: impl FnOnce(&mut TabState)) -> Result<(), ApiError> {
        self.session.borrow_mut().change_tab(&self.caller, index, change)
    }

    pub fn hide_tabs(&self, hidden: bool) -> Result<(), ApiError> {
        self.session.borrow_mut().hide_tabs(&self.caller, hidden)
    }

    /// For a time, or until it is hidden.
    pub fn show_toast<T: Default>(&self, toast: ToastState, time: Option<Duration>) -> Result<T, ApiError> {
        self.session.borrow_mut().show_toast(&self.caller, toast, time).map(|()| T::default())
    }

    /// With `loading` only one of that kind.
    pub fn hide_toast<T: Default>(&self, loading: Option<bool>) -> Result<T, ApiError> {
        self.session.borrow_mut().hide_toast(&self.caller, loading).map(|()| T::default())
    }

    /// What is seen behind the page.
    pub fn change_behind<T: Default>(&self, change: impl FnOnce(&mut PullDown)) -> Result<T, ApiError> {
        self.session.borrow_mut().change_behind(&self.caller, change).map(|()| T::default())
    }

    pub fn hide_home<T: Default>(&self) -> Result<T, ApiError> {
        self.session.borrow_mut().hide_home(&self.caller).map(|()| T::default())
    }

    pub fn start_refresh(&self) -> Result<(), ApiError> {
        self.session.borrow_mut().start_refresh(&self.caller)
    }

    pub fn stop_refresh(&self) -> Result<(), ApiError> {
        self.session.borrow_mut().stop_refresh(&self.caller)
    }
}
