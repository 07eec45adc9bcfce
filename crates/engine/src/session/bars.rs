//! The bars at work: colours, badges, pulling down, the capsule's menu; and the frame that is left to each page.

use std::time::Duration;

use serde_json::json;

use super::{Session, Wake};
use crate::bars::{self, TabPlace};
use crate::bridge::Caller;
use crate::error::ApiError;
use crate::id::{AppId, PageId};
use crate::logic::LogicCommand;
use crate::page_stack::Route;
use crate::state::{Frame, PullDown, TabBarState, TabState};
use crate::trace::NavigateKind;
use crate::view::Act;

/// How long a page may refresh before the dots are taken away (assumed).
const REFRESH_LIMIT: Duration = Duration::from_mins(1);

/// The tabBar of a running mini program.
pub(super) struct Tabs {
    pub bar: TabBarState,
    pub hidden: bool,
}

impl Session {
    /// Tells the view where a page is, when that has changed. A page with a web-view always has its navigation bar: its
    /// origin must be seen.
    pub(super) fn fit(&mut self, id: &AppId, page: PageId) {
        let Some(frame) = self.frame_of(id, page) else { return };
        let Some(state) = self.page_mut(page) else { return };
        if state.frame != Some(frame) {
            state.frame = Some(frame);
            self.parts.view.act(page, Act::Resize(frame));
        }
    }

    pub(super) fn fit_all(&mut self, id: &AppId) {
        let pages = self.running.get(id).map(|app| app.pages.keys().copied().collect::<Vec<_>>());
        for page in pages.unwrap_or_default() {
            self.fit(id, page);
        }
    }

    fn frame_of(&self, id: &AppId, page: PageId) -> Option<Frame> {
        let app = self.running.get(id)?;
        let state = app.pages.get(&page)?;
        let path = &app.stack.find(page)?.path;
        let tabs = match &app.tabs {
            Some(tabs)
                if !tabs.hidden && app.setup.package.is_tab(path) && !app.setup.package.draws_tab_bar() =>
            {
                if tabs.bar.at_top {
                    TabPlace::Top
                } else {
                    TabPlace::Bottom
                }
            }
            _ => TabPlace::Nowhere,
        };
        Some(bars::frame(&app.setup.device.profile(), state.is_custom(), tabs))
    }

    /// The tabBar that is seen.
    pub(super) fn tab_bar(&self) -> Option<TabBarState> {
        let app = self.running.get(self.foreground.as_ref()?)?;
        let path = &app.stack.top()?.path;
        let tabs = app.tabs.as_ref().filter(|tabs| !tabs.hidden && !app.setup.package.draws_tab_bar())?;
        let selected = tabs.bar.items.iter().position(|item| item.path == *path)?;
        Some(TabBarState { selected, ..tabs.bar.clone() })
    }

    /// Changes the tabBar. It is there to change while a tab page is on top (WeChat: `not TabBar page`).
    pub fn change_tabs(
        &mut self,
        caller: &Caller,
        change: impl FnOnce(&mut TabBarState) -> Result<(), ApiError>,
    ) -> Result<(), ApiError> {
        change(&mut self.tabs(caller)?.bar)
    }

    /// Changes one item of it.
    pub fn change_tab(
        &mut self,
        caller: &Caller,
        index: usize,
        change: impl FnOnce(&mut TabState),
    ) -> Result<(), ApiError> {
        let items = &mut self.tabs(caller)?.bar.items;
        change(items.get_mut(index).ok_or(ApiError::fail("tabbar item not found"))?);
        Ok(())
    }

    pub fn hide_tabs(&mut self, caller: &Caller, hidden: bool) -> Result<(), ApiError> {
        self.tabs(caller)?.hidden = hidden;
        self.fit_all(&caller.app);
        Ok(())
    }

    fn tabs(&mut self, caller: &Caller) -> Result<&mut Tabs, ApiError> {
        let app = self.running.get_mut(&caller.app).ok_or(ApiError::Interrupted)?;
        let is_tab = app.stack.top().is_some_and(|top| app.setup.package.is_tab(&top.path));
        app.tabs.as_mut().filter(|_| is_tab).ok_or(ApiError::fail("not TabBar page"))
    }

    pub fn set_bar_color(
        &mut self,
        caller: &Caller,
        black_text: bool,
        background: String,
    ) -> Result<(), ApiError> {
        let page = self.bar_page(caller)?;
        page.look.black_text = black_text;
        page.look.background = background;
        Ok(())
    }

    pub fn set_bar_loading(&mut self, caller: &Caller, loading: bool) -> Result<(), ApiError> {
        self.bar_page(caller)?.bar_loading = loading;
        Ok(())
    }

    fn bar_page(&mut self, caller: &Caller) -> Result<&mut super::Page, ApiError> {
        self.caller_page(caller).and_then(|page| self.page_mut(page)).ok_or(ApiError::Interrupted)
    }

    pub fn change_behind(
        &mut self,
        caller: &Caller,
        change: impl FnOnce(&mut PullDown),
    ) -> Result<(), ApiError> {
        change(&mut self.bar_page(caller)?.look.pull_down);
        Ok(())
    }

    /// `hideHomeButton`: of the page on top.
    pub fn hide_home(&mut self, caller: &Caller) -> Result<(), ApiError> {
        self.bar_page(caller)?.without_home = true;
        Ok(())
    }

    /// `startPullDownRefresh`: as if a person had pulled, also where they cannot (assumed).
    pub fn start_refresh(&mut self, caller: &Caller) -> Result<(), ApiError> {
        let page = self.caller_page(caller).ok_or(ApiError::Interrupted)?;
        self.refresh(&caller.app, page);
        Ok(())
    }

    pub fn stop_refresh(&mut self, caller: &Caller) -> Result<(), ApiError> {
        self.bar_page(caller)?.look.pull_down.refreshing = false;
        Ok(())
    }

    fn refresh(&mut self, id: &AppId, page: PageId) {
        let Some(state) = self.page_mut(page) else { return };
        if std::mem::replace(&mut state.look.pull_down.refreshing, true) {
            return;
        }
        state.refreshes += 1;
        let turn = state.refreshes;
        self.page_hook(id, page, "onPullDownRefresh");
        self.wake_in(REFRESH_LIMIT, Wake::Refresh(page, turn));
    }

    /// The time of a refresh is over.
    pub(super) fn refresh_is_over(&mut self, page: PageId, turn: u64) {
        let Some(state) = self.page_mut(page) else { return };
        if state.refreshes == turn && std::mem::take(&mut state.look.pull_down.refreshing) {
            self.notice(format!(
                "{page} did not call stopPullDownRefresh within {} s; the refresh was ended",
                REFRESH_LIMIT.as_secs()
            ));
        }
    }

    /// The person has pulled the page down.
    pub fn pull_down(&mut self) -> Result<(), String> {
        let (id, page) = self.front()?;
        if !self.page(page).is_some_and(|state| state.look.pull_down.enabled) {
            return Err("this page cannot be pulled down: enablePullDownRefresh is not true".to_owned());
        }
        self.refresh(&id, page);
        Ok(())
    }

    /// A tap on the tabBar. The hook comes last, also for the tab that is open already (WeChat documentation).
    pub fn tap_tab(&mut self, index: usize) -> Result<(), String> {
        let (id, _) = self.front()?;
        let bar = self.tab_bar().ok_or("no tabBar is shown")?;
        let tab = bar.items.get(index).ok_or_else(|| {
            format!("there is no tab {index}; the tabBar has {} of them, from 0", bar.items.len())
        })?;
        if index != bar.selected {
            let route = Route::SwitchTab { url: format!("/{}", tab.path) };
            self.route_app(&id, &route, "").map_err(|error| error.to_string())?;
            self.trace_navigation(&id, NavigateKind::SwitchTab);
        }
        if let Some(page) = self.top_of(&id) {
            let options = json!({ "index": index.to_string(), "pagePath": tab.path, "text": tab.text });
            self.tell_logic(&id, LogicCommand::Page { page, hook: "onTabItemTap", options });
        }
        Ok(())
    }

    /// The navigation bar's home button.
    pub fn go_home(&mut self) -> Result<(), String> {
        let (id, _) = self.front()?;
        let home = self.running.get(&id).map(|app| app.setup.package.home()).unwrap_or_default();
        let route = Route::ReLaunch { url: format!("/{home}") };
        self.route_app(&id, &route, "").map_err(|error| error.to_string())?;
        self.trace_navigation(&id, NavigateKind::ReLaunch);
        Ok(())
    }

    /// The capsule's menu.
    pub fn set_menu(&mut self, open: bool) -> Result<(), String> {
        if open {
            self.front()?;
        }
        self.menu = open;
        Ok(())
    }

    /// `showAppMenu`.
    pub fn show_menu(&mut self, caller: &Caller) {
        if self.foreground.as_ref() == Some(&caller.app) {
            self.menu = true;
        }
        self.notice(format!("{} opened the capsule's menu", caller.app));
    }

    /// The mini program in front and its page on top.
    fn front(&self) -> Result<(AppId, PageId), String> {
        let front = self.foreground.clone().and_then(|id| self.top_of(&id).map(|page| (id, page)));
        front.ok_or_else(|| "no page is open".to_owned())
    }
}
