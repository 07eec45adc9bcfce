//! What an API may do to the bars around the page.

use super::Cx;
use crate::error::ApiError;
use crate::state::{TabBarState, TabState};

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

    pub fn start_refresh(&self) -> Result<(), ApiError> {
        self.session.borrow_mut().start_refresh(&self.caller)
    }

    pub fn stop_refresh(&self) -> Result<(), ApiError> {
        self.session.borrow_mut().stop_refresh(&self.caller)
    }
}
