//! What a program leaves behind for its next start: the page that was on top, and what that page wants kept of itself
//! (`onSaveExitState`, `restartStrategy`; WeChat documentation).

use std::time::Duration;

use futures::FutureExt;
use futures::future::LocalBoxFuture;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Session;
use super::app::Start;
use crate::id::AppId;
use crate::logic::LogicCommand;
use crate::page_stack::{self, Route};
use crate::storage::VALUE_LIMIT;
use crate::trace::NavigateKind;

/// How long it is kept when the page does not say.
const DEFAULT_TIME: Duration = Duration::from_hours(24);
/// A start from the list of mini programs goes on where the last one ended, if the program wants that. The other scenes that do
/// so in WeChat do not occur here.
const FROM_LIST: u32 = 1001;

#[derive(Serialize, Deserialize)]
struct Left {
    /// The page on top, with its query.
    url: String,
    data: Value,
    /// Milliseconds since 1970.
    until: f64,
}

/// The page that was on top when the program was left, to be opened over the home page.
pub(super) struct Latest {
    url: String,
    data: Value,
}

impl Session {
    /// The program may end now: the page on top says what is to be kept of it.
    pub(super) fn save_exit_state(&self, id: &AppId) {
        let Some(top) = self.running.get(id).and_then(|app| app.stack.top()) else { return };
        self.tell_logic(id, LogicCommand::SaveExitState { page: top.id, url: top.url() });
    }

    /// What to wait for until it is on the disk.
    pub fn keep_exit_state(
        &self,
        id: &AppId,
        url: String,
        data: Value,
        until: Option<f64>,
    ) -> Option<LocalBoxFuture<'static, ()>> {
        let app = self.running.get(id)?;
        let until = until.unwrap_or_else(|| self.milliseconds() + DEFAULT_TIME.as_secs_f64() * 1e3);
        let left = serde_json::to_string(&Left { url, data, until }).ok()?;
        if left.len() > VALUE_LIMIT {
            self.host_error(
                id,
                format!("onSaveExitState gives {} bytes; more than 1 MB is not kept", left.len()),
            );
            return None;
        }
        Some(app.storage.keep_exit_state(left).map(drop).boxed_local())
    }

    /// What this start takes from the last end. With `homePage` the home page gets the state, with `homePageAndLatestPage` the page
    /// that is opened over it; a program that sets neither gets nothing (field reports).
    pub(super) fn resumes(&mut self, id: &AppId, start: &Start) -> Option<Latest> {
        let now = self.milliseconds();
        let app = self.running.get_mut(id)?;
        if start.page.is_some() || start.scene != FROM_LIST {
            return None;
        }
        let Left { url, data, until } = serde_json::from_str(app.storage.exit_state()?).ok()?;
        if now >= until {
            return None;
        }
        let package = app.setup.package.clone();
        let (path, _) = page_stack::target(&url, "", &*package).ok()?;
        let own = package.page_config(&path).unwrap_or_default().restart_strategy;
        match own.or_else(|| package.config.window.restart_strategy.clone()).as_deref() {
            Some("homePageAndLatestPage") if path != package.home() && !package.is_tab(&path) => {
                Some(Latest { url, data })
            }
            Some("homePage" | "homePageAndLatestPage") => {
                app.exit_state = given(data);
                None
            }
            _ => None,
        }
    }

    pub(super) fn open_latest(&mut self, id: &AppId, Latest { url, data }: Latest) {
        if let Some(app) = self.running.get_mut(id) {
            app.exit_state = given(data);
        }
        self.notice(format!("{id}: {url} was open last and is opened again (restartStrategy)"));
        match self.route_app(id, &Route::NavigateTo { url }, "") {
            Ok(()) => self.trace_navigation(id, NavigateKind::NavigateTo),
            Err(error) => self.host_error(id, error.to_string()),
        }
    }

    /// Milliseconds since 1970.
    fn milliseconds(&self) -> f64 {
        self.parts.clock.date().as_secs_f64() * 1e3
    }
}

/// A page without the hook left nothing, and finds nothing.
fn given(data: Value) -> Option<Value> {
    (!data.is_null()).then_some(data)
}
