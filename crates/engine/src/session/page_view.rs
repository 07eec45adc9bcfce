//! The view of a page that has no web-view: the logic layer's tree goes to it, its events come back. What both say to
//! each other passes through unread.

use super::Session;
use crate::id::{AppId, PageId};
use crate::logic::LogicCommand;
use crate::profile::Profile;
use crate::state::Frame;

/// What a mini program is told about the phone and its place in it.
pub struct System {
    pub profile: Profile,
    /// Of the page on top.
    pub frame: Option<Frame>,
}

impl Session {
    pub fn system(&self, id: &AppId) -> System {
        let frame = self.top_of(id).and_then(|page| self.page(page)).and_then(|state| state.frame);
        System { profile: self.device(id).profile(), frame }
    }

    /// The page has been rendered and holds no web-view.
    pub fn wants_view(&mut self, id: &AppId, page: PageId) {
        let Some(app) = self.running.get_mut(id) else { return };
        let Some(path) = app.stack.find(page).map(|entry| entry.path.clone()) else { return };
        let Some(state) = app.pages.get_mut(&page) else { return };
        state.has_view = true;
        let address = format!("{}/{path}", app.setup.package.page_origin());
        self.parts.view.load(id, page, &address);
        self.fit(id, page);
        if self.current_page() == Some(page) {
            self.parts.view.show(page);
        }
    }

    /// Its document is there, for the first time or again.
    pub fn page_ready(&self, page: PageId) {
        self.tell_page(page, LogicCommand::ShowPage { page });
    }

    pub fn page_events(&self, page: PageId, events: String) {
        self.tell_page(page, LogicCommand::ViewEvents { page, events });
    }

    pub fn update_view(&self, page: PageId, operations: &str) {
        if self.page(page).is_some_and(|state| state.has_view) {
            self.parts.view.update(page, operations);
        }
    }

    fn tell_page(&self, page: PageId, command: LogicCommand) {
        if !self.page(page).is_some_and(|state| state.has_view) {
            return;
        }
        if let Some(id) = self.app_of(page) {
            self.tell_logic(&id, command);
        }
    }
}
