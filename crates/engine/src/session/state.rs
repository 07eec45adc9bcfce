//! What a person sees, put together from everything that runs.

use super::phone::origin_of;
use super::{App, Session};
use crate::id::AppId;
use crate::page_stack::Entry;
use crate::profile::Insets;
use crate::state::{AppState, Back, DeviceState, NavigationBar, PageState, State, ViewerState};

impl Session {
    pub fn state(&self) -> State {
        let front = self.foreground.as_ref().and_then(|id| Some((id, self.running.get(id)?)));
        let pages = front.map(|(id, app)| self.pages_of(id, app)).unwrap_or_default();
        State {
            app: front.map(|(id, _)| id.clone()),
            running: self.running.iter().map(|(id, app)| app_state(id, app)).collect(),
            pages,
            tab_bar: self.tab_bar(),
            prompt: self.current_prompt().cloned(),
            sheets: self.sheets.all().cloned().collect(),
            toast: self.toast().cloned(),
            viewer: self
                .viewer
                .as_ref()
                .map(|viewer| ViewerState { id: viewer.id, request: viewer.request.clone() }),
            menu: self.menu,
            problems: self.known_problems(),
            device: front.or_else(|| self.running.iter().next()).map(|(_, app)| device_state(app)),
            scopes: front.map(|(_, app)| app.storage.known_scopes()).unwrap_or_default(),
        }
    }

    fn pages_of(&self, id: &AppId, app: &App) -> Vec<PageState> {
        app.stack.pages().iter().map(|entry| self.page_state(id, app, entry)).collect()
    }

    fn page_state(&self, id: &AppId, app: &App, entry: &Entry) -> PageState {
        let place = PageState {
            page: entry.id,
            path: entry.path.clone(),
            query: query_text(&entry.query),
            is_tab: app.setup.package.is_tab(&entry.path),
            ..PageState::default()
        };
        let Some(page) = app.pages.get(&entry.id) else { return place };
        let web_view = page.web_view.element.as_ref().map(|_| page.web_view.url.clone());
        let history = &page.history.known;
        PageState {
            title: page.title.clone(),
            origin: web_view.as_deref().map(origin_of),
            web_view,
            loading: page.loading,
            navigation_bar: NavigationBar {
                background: page.look.background.clone(),
                black_text: page.look.black_text,
                custom: page.is_custom(),
                loading: page.bar_loading,
                back: match back(app, entry, history.current) {
                    Back::Home if page.without_home => Back::Nothing,
                    back => back,
                },
            },
            pull_down: page.look.pull_down.clone(),
            frame: page.frame.unwrap_or_default(),
            history: history.entries.clone(),
            history_at: history.current,
            messages: page.web_view.waiting().to_vec(),
            share_url: self.share_url(id, entry.id),
            ..place
        }
    }
}

fn app_state(id: &AppId, app: &App) -> AppState {
    let name = app.setup.package.project.projectname.clone().filter(|name| !name.is_empty());
    AppState {
        app: id.clone(),
        name: name.unwrap_or_else(|| id.to_string()),
        opened_by: app.opened_by.clone(),
    }
}

/// What back does: the web's own history first, then the page stack (field reports). A page that stands alone has a way
/// home when it is neither the home page nor a tab page (WeChat documentation).
fn back(app: &App, entry: &Entry, history_at: usize) -> Back {
    let package = &app.setup.package;
    if history_at > 0 {
        Back::History
    } else if app.stack.pages().first().is_some_and(|first| first.id != entry.id) {
        Back::Page
    } else if entry.path == package.home() || package.is_tab(&entry.path) {
        Back::Nothing
    } else {
        Back::Home
    }
}

fn device_state(app: &App) -> DeviceState {
    let device = &app.setup.device;
    let profile = device.profile();
    let Insets { top, right, bottom, left } = profile.safe_area;
    DeviceState {
        width: profile.width,
        height: profile.height,
        pixel_ratio: profile.pixel_ratio,
        safe_area: [top, right, bottom, left],
        status_bar: profile.status_bar,
        is_apple: profile.is_apple(),
        position: super::phone::position_now(&**device),
        network: device.network(),
        settings: device.settings(),
        sources: device.sources(),
        model: profile.model,
        system: profile.system,
        language: profile.language,
        theme: profile.theme,
    }
}

fn query_text(query: &[(String, String)]) -> String {
    query.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join("&")
}
