//! A mini program's life: launch, jump to another and back, to the background and to the front, exit.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use futures::channel::oneshot;
use serde_json::{Map, Value, json};

use super::bars::Tabs;
use super::phone::environment;
use super::reload::Anew;
use super::route::launch_options;
use super::theme::is_dark;
use super::{App, Session, Wake};
use crate::bars::tab_bar;
use crate::bridge::Caller;
use crate::error::ApiError;
use crate::files::Files;
use crate::id::{AppId, PageId};
use crate::logic::LogicCommand;
use crate::net::tasks::Tasks;
use crate::package::Package;
use crate::page_stack::{self, PageStack, Route};
use crate::storage::Storage;
use crate::temp_file::TempFiles;
use crate::trace::{NavigateKind, Source, TraceEvent};
use crate::view::AppView;
use crate::voice::Voice;

/// How long the last hooks of a mini program may take.
pub const FINISH_LIMIT: Duration = Duration::from_secs(2);

/// How bright the screen is at the start.
const BRIGHTNESS: f64 = 0.5;

/// How a mini program is started.
#[derive(Clone, Debug, Default)]
pub struct Start {
    /// Page and query; absent: its home page.
    pub page: Option<String>,
    /// Where it was started from (1001: the list of mini programs).
    pub scene: u32,
    /// `referrerInfo`: `appId` and `extraData` of the mini program that opened it.
    pub referrer: Value,
}

impl Start {
    pub fn from_list() -> Self {
        Self { page: None, scene: 1001, referrer: json!({}) }
    }
}

impl Session {
    /// Starts a mini program; its pages open when `app.js` has run.
    pub fn launch(&mut self, id: &AppId, start: Start, opened_by: Option<AppId>) -> Result<(), String> {
        let setup =
            self.installed.get(id).cloned().ok_or_else(|| format!("no mini program {id} is known"))?;
        let storage = Storage::open(&self.folder("storage", id)).map_err(|error| error.to_string())?;
        let origin = setup.package.local_origin();
        let files = self.folder("files", id);
        let temp_files = TempFiles::new(&origin, self.codes.number()).with_kept(files.clone());
        let temp_files = Arc::new(temp_files);
        let anew = Anew::new(&setup);
        self.parts.view.open_app(AppView {
            app: id.clone(),
            package: anew.package.clone(),
            domains: anew.domains.clone(),
            environment: environment(&*setup.device),
            temp_files: temp_files.clone(),
        });
        let first = start.page.clone().unwrap_or_else(|| setup.package.home());
        self.run_program(id, &setup, setup.package.is_independent(&first));
        if setup.domains.is_open() {
            self.notice(format!(
                "{id}: no [domains] web_view list in sampan.toml, so every address is allowed"
            ));
        }
        let app = App {
            setup: Rc::clone(&setup),
            temp_files,
            voice: Voice::default(),
            net: Tasks::default(),
            carrier: None,
            logged_in: false,
            files: Files::new(files),
            sounds: BTreeMap::new(),
            brightness: BRIGHTNESS,
            network: setup.device.network(),
            stack: PageStack::default(),
            pages: BTreeMap::new(),
            storage,
            opened_by,
            start: Some(start),
            anew,
            exit_state: None,
            shares: BTreeMap::new(),
            tabs: tabs_of(&setup.package, is_dark(&setup)),
            dark: is_dark(&setup),
        };
        self.running.insert(id.clone(), app);
        self.foreground = Some(id.clone());
        Ok(())
    }

    /// A folder of the mini program and the user, for one kind of data.
    fn folder(&self, kind: &str, id: &AppId) -> PathBuf {
        self.parts.data_dir.join(kind).join(file_name(&self.parts.user)).join(file_name(id.as_str()))
    }

    /// `app.js` has run: the hooks of a cold start, then the first page.
    pub fn launched(&mut self, id: &AppId) {
        if self.has_run_anew(id) {
            return;
        }
        let Some(app) = self.running.get_mut(id) else { return };
        let Some(start) = app.start.take() else { return };
        let package = app.setup.package.clone();
        let url = start.page.as_ref().map_or_else(|| format!("/{}", package.home()), |page| absolute(page));
        let found = page_stack::target(&url, "", &*package);
        let (path, query) = match &found {
            Ok((path, query)) => (path.clone(), query_object(query)),
            Err(_) => {
                (url.split('?').next().unwrap_or_default().trim_start_matches('/').to_owned(), json!({}))
            }
        };
        let options = launch_options(&path, &query, start.scene, &start.referrer);
        app.anew.options = options.clone();
        self.app_hook(id, "onLaunch", options.clone());
        self.app_hook(id, "onShow", options);
        let url = if found.is_ok() {
            url
        } else {
            self.app_hook(id, "onPageNotFound", json!({ "path": path, "query": query, "isEntryPage": true }));
            self.host_error(
                id,
                format!("page \"{path}\" is not in app.json; the home page is shown instead"),
            );
            format!("/{}", package.home())
        };
        let latest = self.resumes(id, &start);
        if let Err(error) = self.route_app(id, &Route::ReLaunch { url }, "") {
            self.host_error(id, error.to_string());
        }
        self.trace_navigation(id, NavigateKind::AppLaunch);
        if let Some(latest) = latest {
            self.open_latest(id, latest);
        }
    }

    /// `app.js` did not run. For the mini program that was started first this ends the session.
    pub fn launch_failed(&mut self, id: &AppId, reason: &str) {
        self.tell_failure(id, reason);
        if self.waits_for_mending(id, reason) {
            return;
        }
        self.finishing.insert(id.clone(), self.now());
        self.finished(id);
        if self.running.is_empty() {
            self.end(1, format!("{id} did not start: {reason}"));
        }
    }

    /// `navigateToMiniProgram`.
    pub fn jump(
        &mut self,
        caller: &Caller,
        target: &str,
        path: Option<String>,
        extra_data: Map<String, Value>,
    ) -> Result<(), ApiError> {
        let from = self.running.get(&caller.app).ok_or(ApiError::Interrupted)?;
        let target = AppId::from(target);
        if !from.setup.package.config.navigate_to_mini_program_app_id_list.contains(&target.0) {
            return Err(ApiError::fail(format!(
                "appId \"{target}\" is not in navigateToMiniProgramAppIdList"
            )));
        }
        if !self.installed.contains_key(&target) {
            return Err(ApiError::fail(format!(
                "mini program \"{target}\" is not found; give its folder with --app"
            )));
        }
        if self.finishing.contains_key(&target) {
            return Err(ApiError::fail(format!("mini program \"{target}\" is just being closed; try again")));
        }
        if target == caller.app {
            return Err(ApiError::fail("cannot navigate to itself"));
        }
        let referrer = json!({ "appId": caller.app, "extraData": extra_data });
        let start = Start { page: path, scene: 1037, referrer };
        self.to_background();
        if self.running.contains_key(&target) {
            self.resume_with(&target, start, &caller.app);
        } else if let Err(reason) = self.launch(&target, start, Some(caller.app.clone())) {
            self.to_foreground(&caller.app, 1038, &json!({}));
            return Err(ApiError::fail(reason));
        }
        self.trace_navigation(&target, NavigateKind::MiniProgram);
        Ok(())
    }

    /// A hot start: with a path everything is closed and that page opened, without one the old pages are shown.
    fn resume_with(&mut self, id: &AppId, start: Start, opener: &AppId) {
        let Some(app) = self.running.get_mut(id) else { return };
        app.opened_by = Some(opener.clone());
        if app.start.is_some() {
            // Still loading `app.js`: it starts with the newer wish.
            app.start = Some(start);
            self.foreground = Some(id.clone());
            return;
        }
        let Some(page) = start.page else { return self.to_foreground(id, start.scene, &start.referrer) };
        let url = absolute(&page);
        let (path, query) = page_stack::target(&url, "", &*app.setup.package).unwrap_or_default();
        self.foreground = Some(id.clone());
        self.wake_up(id);
        self.app_hook(
            id,
            "onShow",
            launch_options(&path, &query_object(&query), start.scene, &start.referrer),
        );
        if let Err(error) = self.route_app(id, &Route::ReLaunch { url }, "") {
            self.host_error(id, error.to_string());
        }
    }

    /// `navigateBackMiniProgram`.
    pub fn jump_back(&mut self, caller: &Caller, extra_data: Map<String, Value>) -> Result<(), ApiError> {
        let opener = self.opener(&caller.app).ok_or(ApiError::fail("not MiniProgram can navigate back"))?;
        self.to_background();
        self.to_foreground(&opener, 1038, &json!({ "appId": caller.app, "extraData": extra_data }));
        self.trace_navigation(&opener, NavigateKind::MiniProgram);
        Ok(())
    }

    fn opener(&self, id: &AppId) -> Option<AppId> {
        let opener = self.running.get(id)?.opened_by.clone()?;
        (self.running.contains_key(&opener) && !self.finishing.contains_key(&opener)).then_some(opener)
    }

    /// `exitMiniProgram`, once its caller has been answered.
    pub fn exit_later(&mut self, id: &AppId) {
        self.leaving.push(id.clone());
    }

    /// Closes the mini programs that asked for it; the last one ends the session.
    pub fn leave(&mut self) {
        for id in std::mem::take(&mut self.leaving) {
            let opener = self.opener(&id);
            if self.hidden.as_ref() == Some(&id) {
                self.hidden = None;
            }
            if self.foreground.as_ref() == Some(&id) {
                self.to_background();
            } else if self.foreground.is_some() {
                // Behind another one, which stays where it is.
                self.close_app(&id);
                continue;
            }
            match opener {
                Some(opener) => {
                    self.close_app(&id);
                    self.to_foreground(&opener, 1038, &json!({}));
                    self.trace_navigation(&opener, NavigateKind::MiniProgram);
                }
                // The last one is closed with the session, so that its end can still be looked at.
                None => self.end(0, format!("{id} has exited")),
            }
        }
    }

    /// The page, then the mini program, learn that nobody sees them.
    pub fn to_background(&mut self) {
        self.close_viewer();
        self.drop_toast();
        self.menu = false;
        let Some(id) = self.foreground.take() else { return };
        // Leaving the mini program ends a recording and silences the voice.
        self.voice(&id, |voice, now| {
            voice.stop_recording(Duration::ZERO);
            voice.pause(now);
        });
        self.stop_sounds(&id);
        self.watch_sleep(&id);
        let top = self.running.get(&id).and_then(|app| app.stack.top()).map(|entry| entry.id);
        if let Some(top) = top {
            self.page_hook(&id, top, "onHide");
        }
        self.app_hook(&id, "onHide", json!({}));
        self.save_exit_state(&id);
    }

    pub fn to_foreground(&mut self, id: &AppId, scene: u32, referrer: &Value) {
        let Some(app) = self.running.get(id) else { return };
        self.foreground = Some(id.clone());
        let Some(top) = app.stack.top().cloned() else { return };
        self.wake_up(id);
        self.app_hook(id, "onShow", launch_options(&top.path, &top.query_object(), scene, referrer));
        self.page_hook(id, top.id, "onShow");
        self.parts.view.show(top.id);
    }

    /// The phone's home button: everything goes to the background.
    pub fn hide(&mut self) {
        if let Some(id) = self.foreground.clone() {
            self.to_background();
            self.hidden = Some(id);
        }
    }

    /// Back from the background.
    pub fn unhide(&mut self) {
        if let Some(id) = self.hidden.take() {
            self.to_foreground(&id, 1001, &json!({}));
        }
    }

    /// Brings a running mini program to the front.
    pub fn bring_to_front(&mut self, id: &AppId) -> Result<(), String> {
        self.check_running(id)?;
        if self.foreground.as_ref() != Some(id) {
            self.to_background();
            self.hidden = None;
            self.to_foreground(id, 1001, &json!({}));
            self.trace_navigation(id, NavigateKind::MiniProgram);
        }
        Ok(())
    }

    /// The person ends a mini program.
    pub fn end_app(&mut self, id: &AppId) -> Result<(), String> {
        self.check_running(id)?;
        self.exit_later(id);
        Ok(())
    }

    pub(super) fn check_running(&self, id: &AppId) -> Result<(), String> {
        if self.running.contains_key(id) && !self.finishing.contains_key(id) {
            return Ok(());
        }
        Err(format!("no mini program {id} is running"))
    }

    /// The user closed the tab of a page: back from the page on top, else the capsule's close button.
    pub fn window_closed(&mut self, page: PageId) {
        let Some(id) = self.app_of(page) else { return };
        let is_top = self.current_page() == Some(page);
        if !is_top || self.back_page().is_err() {
            self.notice(format!("the window of {id} was closed"));
            self.exit_later(&id);
        }
    }

    /// Closes the pages; the mini program itself is gone when its last hooks have run ([`Session::finished`]).
    pub fn close_app(&mut self, id: &AppId) {
        if self.foreground.as_ref() == Some(id) {
            self.save_exit_state(id);
        }
        self.close_pages(id);
        self.tell_logic(id, LogicCommand::Finish);
        self.finishing.insert(id.clone(), self.now());
        if self.foreground.as_ref() == Some(id) {
            self.foreground = None;
        }
    }

    /// The last hooks of a mini program have run, or have had their time.
    pub fn finished(&mut self, id: &AppId) {
        if self.finishing.remove(id).is_some() {
            self.parts.logic.close(id);
            self.drop_lines(id);
            self.parts.view.close_app(id);
            self.running.remove(id);
            self.forget_failures(id);
            self.tell_cleared();
        }
    }

    /// Whether a mini program still has last hooks to run. Those that take too long are cut off here.
    pub fn is_finishing(&mut self) -> bool {
        let now = self.now();
        let overdue = |since: &Duration| now.saturating_sub(*since) >= FINISH_LIMIT;
        let late: Vec<AppId> =
            self.finishing.iter().filter(|(_, since)| overdue(since)).map(|(id, _)| id.clone()).collect();
        for id in late {
            self.notice(format!("{id} did not finish within {} s and was stopped", FINISH_LIMIT.as_secs()));
            self.finished(&id);
        }
        !self.finishing.is_empty()
    }

    /// Ends all that runs so that something else can begin.
    pub fn close_all_for(&mut self, answer: oneshot::Sender<()>) {
        self.to_background();
        self.hidden = None;
        self.prompts.drop_all();
        self.sheets.drop_all();
        self.close_all();
        self.clearing.push(answer);
        self.tell_cleared();
        self.wake_in(FINISH_LIMIT, Wake::Finish);
    }

    /// Nothing runs any more.
    fn tell_cleared(&mut self) {
        if self.running.is_empty() {
            for answer in self.clearing.drain(..) {
                let _ = answer.send(());
            }
        }
    }

    pub fn close_all(&mut self) {
        for id in self.running.keys().cloned().collect::<Vec<_>>() {
            if !self.finishing.contains_key(&id) {
                self.close_app(&id);
            }
        }
    }

    pub fn foreground(&self) -> Option<AppId> {
        self.foreground.clone()
    }

    pub(super) fn app_hook(&self, id: &AppId, hook: &'static str, options: Value) {
        self.tell_logic(id, LogicCommand::App { hook, options });
    }

    pub(super) fn host_error(&self, id: &AppId, text: String) {
        let source = String::new();
        self.trace(TraceEvent::Error {
            from: Source::Host,
            app: id.clone(),
            text,
            source,
            line: 0,
            column: 0,
        });
    }
}

pub(super) fn tabs_of(package: &Package, dark: bool) -> Option<Tabs> {
    let bar = package.config.tab_bar.as_ref()?;
    Some(Tabs { bar: tab_bar(&package.themes.tab_bar(dark, bar)), hidden: false })
}

fn absolute(page: &str) -> String {
    format!("/{}", page.trim_start_matches('/'))
}

fn query_object(query: &[(String, String)]) -> Value {
    Value::Object(query.iter().map(|(key, value)| (key.clone(), Value::from(value.as_str()))).collect())
}

/// An id as the name of a folder, whatever is in it.
fn file_name(id: &str) -> String {
    let safe = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    id.chars().map(|c| if safe(c) { c.to_string() } else { format!("%{:x}", u32::from(c)) }).collect()
}
