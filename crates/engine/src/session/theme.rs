//! The phone's theme changes: a mini program that has a dark look takes it on, and is told.

use serde_json::json;

use super::app::tabs_of;
use super::route::look_of;
use super::{Session, Setup};
use crate::bars::Look;
use crate::id::AppId;
use crate::logic::LogicCommand;
use crate::profile::Theme;

/// Whether a mini program is shown in its dark look: it has one, and the phone is dark.
pub(super) fn is_dark(setup: &Setup) -> bool {
    setup.package.config.darkmode && setup.device.profile().theme == Theme::Dark
}

impl Session {
    pub(super) fn follow_theme(&mut self, id: &AppId) {
        let Some(app) = self.running.get_mut(id) else { return };
        let (old, new) = (app.dark, is_dark(&app.setup));
        if old == new {
            return;
        }
        app.dark = new;
        let package = &app.setup.package;
        for entry in app.stack.alive() {
            let Some(page) = app.pages.get_mut(&entry.id) else { continue };
            let (before, after) =
                (look_of(package, &entry.path, old).0, look_of(package, &entry.path, new).0);
            follow_look(&mut page.look, before, after);
        }
        if let (Some(tabs), Some(before), Some(after)) =
            (&mut app.tabs, tabs_of(package, old), tabs_of(package, new))
        {
            let (now, before, after) = (&mut tabs.bar, before.bar, after.bar);
            follow(&mut now.color, &before.color, after.color);
            follow(&mut now.selected_color, &before.selected_color, after.selected_color);
            follow(&mut now.background, &before.background, after.background);
            follow(&mut now.border, &before.border, after.border);
            for ((now, before), after) in now.items.iter_mut().zip(before.items).zip(after.items) {
                follow(&mut now.icon, &before.icon, after.icon);
                follow(&mut now.selected_icon, &before.selected_icon, after.selected_icon);
            }
        }
        let detail = json!({ "theme": if new { "dark" } else { "light" } });
        self.app_hook(id, "onThemeChange", detail.clone());
        self.tell_logic(id, LogicCommand::Event { name: "onThemeChange", detail });
    }
}

fn follow_look(now: &mut Look, before: Look, after: Look) {
    follow(&mut now.background, &before.background, after.background);
    follow(&mut now.black_text, &before.black_text, after.black_text);
    follow(&mut now.pull_down.background, &before.pull_down.background, after.pull_down.background);
    follow(&mut now.pull_down.light_text, &before.pull_down.light_text, after.pull_down.light_text);
}

/// What the program has changed by itself since stays as it is.
fn follow<T: PartialEq>(now: &mut T, before: &T, after: T) {
    if now == before {
        *now = after;
    }
}
