//! The phone around a mini program: questions to the user, the viewer, voice, the account.

use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use futures::channel::oneshot;
use serde_json::{Value, json};

use super::{Session, Viewer};
use crate::bridge::Caller;
use crate::code::{Codes, Grant};
use crate::device::{Answer, Device, ImageSize, Network, Picture, Position};
use crate::error::ApiError;
use crate::id::{AppId, PageId};
use crate::logic::LogicCommand;
use crate::net::tasks::Cut;
use crate::package::Package;
use crate::profile::Theme;
use crate::prompt::{Prompt, Reply};
use crate::scope::Scope;
use crate::temp_file::TempFiles;
use crate::trace::{CallerKind, TraceEvent};
use crate::view::{Act, Environment, viewer_address};
use crate::voice::Voice;

/// What the browser must say so that it agrees with the phone. A position that takes time to find comes later.
pub(super) fn environment(device: &dyn Device) -> Environment {
    let profile = device.profile();
    Environment {
        position: position_now(device),
        network: device.network(),
        language: profile.language.clone(),
        dark: Some(profile.theme == Theme::Dark),
        time_zone: profile.time_zone.clone(),
        profile,
    }
}

/// The position, when it is known without waiting.
pub(super) fn position_now(device: &dyn Device) -> Option<Position> {
    device.position().now_or_never().and_then(Result::ok)
}

pub(super) fn origin_of(url: &str) -> String {
    url::Url::parse(url).map(|url| url.origin().ascii_serialization()).unwrap_or_default()
}

impl Session {
    pub fn device(&self, app: &AppId) -> Arc<dyn Device> {
        let setup = self.installed.get(app).or_else(|| self.installed.values().next());
        setup.expect("a mini program runs only when it is installed").device.clone()
    }

    pub fn user(&self) -> &str {
        &self.parts.user
    }

    pub fn temp_files(&self, app: &AppId) -> Option<Arc<TempFiles>> {
        self.running.get(app).map(|app| app.temp_files.clone())
    }

    /// A packaged file: its address, and its bytes.
    pub fn packaged(&self, app: &AppId, path: &str) -> Result<(String, Vec<u8>), String> {
        let package = &self.running.get(app).ok_or("the mini program is closed")?.setup.package;
        let url = package.web_view_address(path)?;
        let inner = url.strip_prefix(&package.local_origin()).ok_or("not a packaged file")?;
        package.static_file(inner).map(|(bytes, _)| (url.clone(), bytes))
    }

    pub fn voice<T>(&mut self, app: &AppId, act: impl FnOnce(&mut Voice, Duration) -> T) -> Option<T> {
        let now = self.now();
        self.running.get_mut(app).map(|app| act(&mut app.voice, now))
    }

    pub fn codes(&mut self) -> &mut Codes {
        &mut self.codes
    }

    /// What a code stands for, once.
    pub fn redeem(&mut self, app: &AppId, code: &str) -> Result<Grant, String> {
        let now = self.now();
        self.codes.redeem(app, code, now).map_err(str::to_owned)
    }

    pub fn log_in(&mut self, app: &AppId) -> Option<()> {
        self.running.get_mut(app).map(|app| app.logged_in = true)
    }

    pub fn is_logged_in(&self, app: &AppId) -> bool {
        self.running.get(app).is_some_and(|app| app.logged_in)
    }

    /// Why a mini program wants a scope: the purpose in its `app.json`, in the phone's language where it has one.
    pub fn purpose(&self, app: &AppId, scope: Scope) -> String {
        let setup = self.running.get(app).map(|app| &app.setup);
        let entry = setup.and_then(|setup| setup.package.config.permission.get(scope.name()));
        let language = setup.and_then(|setup| setup.device.profile().language).unwrap_or_default();
        let short = language.split(['-', '_']).next().unwrap_or_default().to_owned();
        let text = entry.and_then(|entry| {
            let localised = [format!("desc-{language}"), format!("desc-{short}"), "desc".to_owned()];
            localised.iter().find_map(|key| entry[key].as_str()).map(str::to_owned)
        });
        text.unwrap_or_else(|| format!("wants to use {}", scope.words()))
    }

    /// Puts a question to the user. `None`: nobody is there, and the trace says which key would have answered.
    pub fn ask(&mut self, prompt: Prompt, key: &str) -> Result<Option<oneshot::Receiver<Reply>>, ApiError> {
        let shown = self.foreground.as_ref() == Some(&prompt.app)
            && (prompt.page.is_none() || prompt.page == self.current_page());
        if !shown {
            self.trace_prompt(prompt, Some("refused"), Some("the page that asks is not shown"));
            return Ok(None);
        }
        if !self.is_interactive() {
            let reason = format!("nobody is there to answer; add {key} to sampan.toml");
            self.trace_prompt(prompt, Some("unanswered"), Some(&reason));
            return Ok(None);
        }
        let Some((id, waiting)) = self.prompts.ask(prompt.clone()) else {
            self.trace_prompt(prompt, Some("refused"), Some("too many questions wait already"));
            return Ok(None);
        };
        self.trace_prompt(Prompt { id, ..prompt }, None, None);
        Ok(Some(waiting))
    }

    /// Answers a question. The error says that it is not there.
    pub fn answer_prompt(&mut self, id: u64, reply: Reply) -> Result<(), String> {
        let prompt = self.prompts.get(id).cloned().ok_or_else(|| format!("no prompt {id} waits"))?;
        let word = if reply.accept { "allow" } else { "deny" };
        self.prompts.answer(id, reply);
        self.trace_prompt(prompt, Some(word), None);
        Ok(())
    }

    /// A JavaScript dialog stops the page until it is answered. With nobody there it is answered at once: seen
    /// (`alert`), leave (`beforeunload`), no (`confirm`, `prompt`).
    pub fn dialog(
        &mut self,
        page: PageId,
        kind: String,
        text: String,
        default_text: String,
    ) -> Option<oneshot::Receiver<Reply>> {
        let app = self.app_of(page)?;
        let origin = self.page(page).map(|page| origin_of(&page.web_view.url)).unwrap_or_default();
        let prompt = Prompt { id: 0, app, page: Some(page), origin, kind, text, default_text };
        if self.is_interactive()
            && self.current_page() == Some(page)
            && let Some((id, waiting)) = self.prompts.ask(prompt.clone())
        {
            self.trace_prompt(Prompt { id, ..prompt }, None, None);
            return Some(waiting);
        }
        let accept = matches!(prompt.kind.as_str(), "alert" | "beforeunload");
        self.parts.view.act(page, Act::AnswerDialog { accept, text: None });
        self.trace_prompt(prompt, Some(if accept { "allow" } else { "deny" }), Some("answered by the host"));
        None
    }

    /// The browser has closed a dialog itself, with the page under it.
    pub fn dialog_gone(&mut self, page: PageId) {
        self.prompts.drop_dialogs(page);
    }

    /// What `<input type=file>` of a page gets: the album.
    pub fn album(&self, page: PageId, multiple: bool) -> Option<Answer<Vec<Picture>>> {
        let app = self.app_of(page)?;
        Some(self.device(&app).album(if multiple { 9 } else { 1 }, ImageSize::Original))
    }

    /// The phone has changed: the browser says what it says.
    pub fn device_changed(&mut self, app: &AppId) {
        let Some(running) = self.running.get(app) else { return };
        let environment = environment(&*running.setup.device);
        self.trace(TraceEvent::Device {
            app: app.clone(),
            position: environment.position,
            network: environment.network,
            language: environment.language.clone(),
            dark: environment.dark,
            time_zone: environment.time_zone.clone(),
        });
        let is_offline = environment.network == Network::None;
        self.parts.view.configure(app, environment);
        self.follow_theme(app);
        self.fit_all(app);
        if is_offline {
            self.cut_network(app, Cut::Offline);
        }
        self.tell_changes(app);
    }

    /// Tells the mini program what it may listen to.
    fn tell_changes(&mut self, id: &AppId) {
        let Some(app) = self.running.get_mut(id) else { return };
        let now = app.setup.device.network();
        if std::mem::replace(&mut app.network, now) != now {
            let detail = json!({ "isConnected": now != Network::None, "networkType": now });
            self.tell_logic(id, LogicCommand::Event { name: "onNetworkStatusChange", detail });
        }
    }

    pub fn brightness(&mut self, app: &AppId) -> Option<&mut f64> {
        self.running.get_mut(app).map(|app| &mut app.brightness)
    }

    pub fn package(&self, app: &AppId) -> Option<Arc<Package>> {
        self.running.get(app).map(|app| app.setup.package.clone())
    }

    pub fn current_prompt(&self) -> Option<&Prompt> {
        self.prompts.current()
    }

    pub(super) fn trace_prompt(&self, prompt: Prompt, answer: Option<&str>, reason: Option<&str>) {
        self.trace(TraceEvent::Prompt {
            prompt,
            answer: answer.map(str::to_owned),
            reason: reason.map(str::to_owned),
        });
    }

    /// Opens the viewer over the page on top, in the place of one that is open. What comes back fires when it is there.
    pub fn open_viewer(
        &mut self,
        caller: &Caller,
        mode: &str,
        content: &Value,
    ) -> Result<oneshot::Receiver<()>, ApiError> {
        if self.foreground.as_ref() != Some(&caller.app) {
            return Err(ApiError::Interrupted);
        }
        self.close_viewer();
        let mut request = content.clone();
        request["kind"] = mode.into();
        // Who looks at the phone sees it there, over the page; a page of its own would stand in its way.
        let page = (!self.is_watched()).then(|| {
            self.last_page += 1;
            let page = PageId(self.last_page);
            self.parts.view.load(&caller.app, page, &viewer_address(&request));
            self.parts.view.show(page);
            page
        });
        let (shown, waiting) = oneshot::channel();
        self.last_viewer += 1;
        self.viewer = Some(Viewer { id: self.last_viewer, page, request, shown: Some(shown) });
        self.notice(format!("{mode} viewer opened; back closes it"));
        Ok(waiting)
    }

    /// Whether a call comes from the viewer: the host's own page, which asks for nothing but to be closed.
    pub fn is_viewer(&self, page: PageId, origin: &str) -> bool {
        self.viewer.as_ref().is_some_and(|viewer| viewer.page == Some(page))
            && origin == "https://sampan.localhost"
    }

    /// The viewer's page has loaded, or failed to.
    pub fn viewer_shown(&mut self, page: PageId) {
        if let Some(viewer) = self.viewer.as_mut().filter(|viewer| viewer.page == Some(page)) {
            viewer.is_there();
        }
    }

    /// The viewer of this id stands in the phone.
    pub fn viewer_is_there(&mut self, id: u64) -> Result<(), String> {
        let viewer = self.viewer.as_mut().filter(|viewer| viewer.id == id);
        viewer.map(Viewer::is_there).ok_or_else(|| format!("no viewer {id} is open"))
    }

    /// Closes the viewer. False: none is open.
    pub fn close_viewer(&mut self) -> bool {
        let Some(viewer) = self.viewer.take() else { return false };
        let Some(page) = viewer.page else { return true };
        self.parts.view.close(page);
        if let Some(top) = self.current_page() {
            self.parts.view.show(top);
        }
        true
    }

    /// The page that a person sees: the viewer, when it is open.
    pub fn shown_page(&self) -> Option<PageId> {
        self.viewer.as_ref().and_then(|viewer| viewer.page).or_else(|| self.any_page())
    }

    /// Who made a call that is to be made again: an H5 page that is still open, or the mini program itself.
    pub fn caller_again(
        &self,
        app: &AppId,
        page: Option<PageId>,
        kind: CallerKind,
    ) -> Result<Caller, String> {
        self.check_running(app)?;
        if kind == CallerKind::Logic {
            return Ok(Caller { app: app.clone(), kind, page: self.top_of(app), origin: String::new() });
        }
        let id = page.filter(|page| self.app_of(*page).as_ref() == Some(app)).ok_or("the page is closed")?;
        let web_view = self.page(id).map(|page| &page.web_view);
        let url = web_view.filter(|web_view| web_view.document.is_some()).map(|web_view| &web_view.url);
        let origin = origin_of(url.ok_or("the page has no web-view any more")?);
        self.may_call(id, &origin)?;
        Ok(Caller { app: app.clone(), kind, page, origin })
    }

    /// The phone of a mini program.
    pub fn device_of(&self, app: &AppId) -> Result<Arc<dyn Device>, String> {
        let setup = self.installed.get(app).ok_or_else(|| format!("no mini program {app} is known"))?;
        Ok(setup.device.clone())
    }
}

impl Viewer {
    fn is_there(&mut self) {
        if let Some(shown) = self.shown.take() {
            let _ = shown.send(());
        }
    }
}
