//! Files that change while a mini program runs: its JavaScript runs anew under the same page stack, its web-views load
//! what they were served again, and what is wrong with its files is kept for those who look.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use super::app::tabs_of;
use super::route::look_of;
use super::theme::is_dark;
use super::{Session, Setup};
use crate::api::{self, plugin::custom_apis};
use crate::current::Current;
use crate::domain::DomainPolicy;
use crate::id::{AppId, PageId};
use crate::logic::{LogicCommand, LogicLaunch};
use crate::package::Package;
use crate::page_stack::Route;
use crate::plugin::Plugins;
use crate::state::Problem;
use crate::trace::{Source, TraceEvent};
use crate::view::Act;

/// What of a [`Setup`] comes from the mini program's files.
pub struct Program {
    pub package: Arc<Package>,
    pub plugins: Plugins,
    pub domains: Arc<DomainPolicy>,
}

/// What has changed on the disk.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// As a person knows them: from the folder of the mini program.
    pub files: Vec<String>,
    /// How long ago that was noticed.
    pub spent: Duration,
}

/// What the session keeps for it.
#[derive(Default)]
pub(super) struct Reloading {
    generation: u32,
    /// Mini programs that did not start, or a page of theirs that does not run. Gone when the program runs anew.
    failures: Vec<Problem>,
}

/// What a running mini program needs to be run anew.
pub(super) struct Anew {
    pub package: Current<Package>,
    pub domains: Current<DomainPolicy>,
    /// What `onLaunch` got.
    pub options: Value,
    /// Its `app.js` runs anew at this moment: why, and since when.
    run: Option<(Change, Duration)>,
}

impl Anew {
    pub fn new(setup: &Setup) -> Self {
        let (package, domains) = (setup.package.clone().into(), setup.domains.clone().into());
        Self { package, domains, options: Value::Null, run: None }
    }
}

impl Session {
    /// Takes the changed files of a mini program in the place of the old ones.
    pub fn replace(&mut self, id: &AppId, program: Program, runs: bool, change: Change) {
        let Some(old) = self.installed.get(id) else { return };
        let Program { package, plugins, domains } = program;
        let setup = Rc::new(Setup { package, plugins, domains, device: old.device.clone() });
        self.installed.insert(id.clone(), setup.clone());
        let Some(app) = self.running.get_mut(id).filter(|_| !self.finishing.contains_key(id)) else { return };
        app.anew.package.set(setup.package.clone());
        app.anew.domains.set(setup.domains.clone());
        app.setup = setup.clone();
        if runs {
            self.run_anew(id, &setup, change);
        } else {
            self.tell_change(&change, Duration::ZERO, "is in use");
        }
    }

    /// The old JavaScript ends here, without its last hooks: it may be what is broken.
    fn run_anew(&mut self, id: &AppId, setup: &Setup, change: Change) {
        self.drop_lines(id);
        self.forget_failures(id);
        let now = self.now();
        let Some(app) = self.running.get_mut(id) else { return };
        for (_, (_, share)) in std::mem::take(&mut app.shares) {
            let _ = share.send(Err("the mini program was run anew".to_owned()));
        }
        app.net.clear();
        app.anew.run = Some((change, now));
        app.dark = is_dark(setup);
        app.tabs = tabs_of(&setup.package, app.dark);
        let gone = app.stack.keep(&*setup.package);
        let shown = app.stack.top().map(|entry| entry.id);
        for page in &gone {
            self.close_page(id, *page, "the page is not in app.json any more");
        }
        if let Some(top) = shown.filter(|_| !gone.is_empty() && self.foreground.as_ref() == Some(id)) {
            self.close_viewer();
            self.parts.view.show(top);
        }
        self.look_anew(id);
        let alone = self.running.get(id).is_some_and(|app| {
            let mut open = app.stack.alive().peekable();
            open.peek().is_some() && open.all(|entry| setup.package.is_independent(&entry.path))
        });
        self.run_program(id, setup, alone);
    }

    /// The bars as the files say now. A title that the H5 page gave stays.
    fn look_anew(&mut self, id: &AppId) {
        let Some(app) = self.running.get_mut(id) else { return };
        for entry in app.stack.alive() {
            let Some(page) = app.pages.get_mut(&entry.id) else { continue };
            let (look, title) = look_of(&app.setup.package, &entry.path, app.dark);
            page.look = look;
            if page.web_view.document.is_none() {
                page.title = title;
            }
        }
        self.fit_all(id);
    }

    /// Starts the JavaScript, in the place of what runs already.
    pub(super) fn run_program(&mut self, id: &AppId, setup: &Setup, alone: bool) {
        self.reloading.generation += 1;
        self.parts.logic.launch(LogicLaunch {
            app: id.clone(),
            package: setup.package.clone(),
            apis: api::logic_apis().into_iter().chain(custom_apis(&setup.package.custom)).collect(),
            generation: self.reloading.generation,
            alone,
        });
        self.keep_watching(id);
    }

    /// `app.js` has run. True: it was not for the first time, and the pages that were open are open again.
    pub(super) fn has_run_anew(&mut self, id: &AppId) -> bool {
        self.forget_failures(id);
        self.tell_faults(id);
        let in_front = self.foreground.as_ref() == Some(id);
        let Some(app) = self.running.get_mut(id) else { return false };
        let Some((change, since)) = app.anew.run.take() else { return false };
        let is_first = app.start.is_some();
        if !is_first {
            let options = app.anew.options.clone();
            self.app_hook(id, "onLaunch", options.clone());
            if in_front {
                self.app_hook(id, "onShow", options);
            }
            self.reopen_pages(id, in_front);
        }
        self.tell_change(&change, self.now().saturating_sub(since), "the mini program runs anew");
        !is_first
    }

    fn reopen_pages(&mut self, id: &AppId, in_front: bool) {
        let Some(app) = self.running.get(id) else { return };
        let parked = app.stack.parked().iter().map(|entry| (entry.clone(), false));
        let open = app.stack.pages().iter().map(|entry| (entry.clone(), true));
        let pages: Vec<_> = parked.chain(open).collect();
        let Some((top, _)) = pages.last().filter(|(_, on_stack)| *on_stack) else {
            let url = format!("/{}", app.setup.package.home());
            if let Err(error) = self.route_app(id, &Route::ReLaunch { url }, "") {
                self.host_error(id, error.to_string());
            }
            return;
        };
        for (entry, on_stack) in &pages {
            let (page, path, query) = (entry.id, entry.path.clone(), entry.query_object());
            self.tell_logic(id, LogicCommand::ReopenPage { page, path, query, on_stack: *on_stack });
            if page == top.id && in_front {
                self.page_hook(id, page, "onShow");
            }
            self.page_hook(id, page, "onReady");
        }
    }

    /// Loads the web-views that show the mini program's own files again.
    pub fn reload_served(&mut self, id: &AppId, change: &Change) {
        let Some(app) = self.running.get(id) else { return };
        let origin = format!("{}/", app.setup.package.local_origin());
        let shows = |page: &super::Page| {
            page.web_view.url.starts_with(&origin) || page.web_view.target.starts_with(&origin)
        };
        let pages: Vec<PageId> =
            app.pages.iter().filter(|(_, page)| shows(page)).map(|(id, _)| *id).collect();
        for page in &pages {
            self.parts.view.act(*page, Act::Reload);
        }
        if !pages.is_empty() {
            self.tell_change(change, Duration::ZERO, "the page loads again");
        }
    }

    fn tell_change(&self, change: &Change, since: Duration, what: &str) {
        let (first, others) = change.files.split_first().map_or(("", 0), |(f, o)| (f.as_str(), o.len()));
        let others = if others == 0 { String::new() } else { format!(" and {others} more") };
        let spent = (change.spent + since).as_millis();
        self.notice(format!("{first}{others} changed: {what} ({spent} ms)"));
    }

    // --- what is wrong

    /// All that is wrong with the files of a mini program, as far as they were looked at.
    pub fn set_problems(&mut self, id: &AppId, problems: Vec<Problem>) {
        for problem in problems.iter().filter(|problem| !self.problems.contains(problem)) {
            let Problem { file, line, column, text, .. } = problem.clone();
            let (from, app, source) = (Source::Host, id.clone(), file);
            self.trace(TraceEvent::Error { from, app, text, source, line, column });
        }
        self.problems.retain(|problem| problem.app != *id);
        self.problems.extend(problems);
    }

    pub(super) fn known_problems(&self) -> Vec<Problem> {
        let mut seen = BTreeMap::new();
        for problem in self.problems.iter().chain(&self.reloading.failures) {
            let place = (problem.app.clone(), problem.file.clone(), problem.line, problem.column);
            seen.entry(place).or_insert_with(|| problem.clone());
        }
        seen.into_values().collect()
    }

    pub(super) fn tell_failure(&self, id: &AppId, reason: &str) {
        let Problem { file: source, line, column, .. } = problem_of(id, reason);
        let text = format!("the mini program did not start: {reason}");
        self.trace(TraceEvent::Error { from: Source::Host, app: id.clone(), text, source, line, column });
    }

    /// `app.js` did not run. True when the session goes on nevertheless: somebody looks, and may mend it.
    pub(super) fn waits_for_mending(&mut self, id: &AppId, reason: &str) -> bool {
        let Some(app) = self.running.get(id) else { return false };
        if app.anew.run.is_none() && !self.parts.keep_going && !self.is_watched() {
            return false;
        }
        self.keep_failure(problem_of(id, reason));
        true
    }

    /// A file that cannot be used is noticed when it is first needed.
    pub fn fault(&mut self, id: &AppId, text: &str, (file, line, column): (&str, u32, u32)) {
        let text = text.strip_prefix("SyntaxError: ").unwrap_or(text);
        let text = text.lines().next().unwrap_or_default().to_owned();
        self.keep_failure(Problem { app: id.clone(), file: file.to_owned(), line, column, text });
    }

    /// What is wrong with the configuration and keeps the program from nothing.
    fn tell_faults(&mut self, id: &AppId) {
        let Some(app) = self.running.get(id) else { return };
        for error in app.setup.package.faults.clone() {
            let number = |n: usize| u32::try_from(n).unwrap_or(0);
            let (source, line, column) = (error.file, number(error.line), number(error.column));
            self.fault(id, &error.reason, (&source, line, column));
            let (from, app, text) = (Source::Host, id.clone(), error.reason);
            self.trace(TraceEvent::Error { from, app, text, source, line, column });
        }
    }

    fn keep_failure(&mut self, problem: Problem) {
        if !self.reloading.failures.contains(&problem) {
            self.reloading.failures.push(problem);
        }
    }

    pub(super) fn forget_failures(&mut self, id: &AppId) {
        self.reloading.failures.retain(|problem| problem.app != *id);
    }
}

/// The place stands in front of the reason (`app.js:2:10: SyntaxError: …`), or in its stack, or nowhere.
fn problem_of(app: &AppId, reason: &str) -> Problem {
    let first = reason.lines().next().unwrap_or_default();
    let place = |text: &str| {
        let (rest, column) = text.rsplit_once(':')?;
        let (file, line) = rest.rsplit_once(':')?;
        Some((file.to_owned(), line.parse().ok()?, column.parse().ok()?))
    };
    let leading = first.split_once(": ").and_then(|(at, text)| Some((place(at)?, text)));
    let frame = || {
        let frame = reason.lines().find_map(|line| line.trim().strip_prefix("at "))?;
        let at = frame.rsplit_once(" (").map_or(frame, |(_, at)| at.trim_end_matches(')'));
        place(at)
    };
    let ((file, line, column), text) =
        leading.unwrap_or_else(|| (frame().unwrap_or_else(|| ("app.js".to_owned(), 0, 0)), first));
    Problem { app: app.clone(), file, line, column, text: text.to_owned() }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use serde_json::json;

    use super::*;
    use crate::engine::{Command, Event};
    use crate::logic::LogicEvent;
    use crate::testing::{Phone, SHOP};
    use crate::trace::TraceEvent;

    /// The files of `mpshop` with another `app.json`.
    fn program(app_json: &str) -> (tempfile::TempDir, Box<Program>) {
        let folder = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        write("app.json", app_json);
        write("project.config.json", r#"{"appid":"mpshop"}"#);
        for page in ["a", "b", "c", "d"] {
            write(&format!("pages/{page}/{page}.js"), "");
        }
        let package = Package::open(folder.path()).unwrap();
        let domains = Arc::new(DomainPolicy::open(&package.local_origin()));
        (folder, Box::new(Program { package: Arc::new(package), plugins: Plugins::default(), domains }))
    }

    fn replace(phone: &mut Phone, app_json: &str, runs: bool) {
        let (_folder, program) = program(app_json);
        let change = Change { files: vec!["app.js".into(), "b.js".into()], spent: Duration::from_millis(40) };
        phone.handle(Event::Command(Command::Replace { app: "mpshop".into(), program, runs, change }));
    }

    fn problems(phone: &mut Phone) -> Vec<String> {
        let (answer, mut state) = futures::channel::oneshot::channel();
        phone.handle(Event::Command(Command::State { answer }));
        let problems = state.try_recv().unwrap().unwrap().problems;
        let words = |p: &Problem| format!("{}:{}:{} {}", p.file, p.line, p.column, p.text);
        problems.iter().map(words).collect()
    }

    #[test]
    fn the_program_runs_anew_under_the_same_pages() {
        let mut phone = Phone::shop();
        phone.web_view("mpshop", 1).silent(1, "navigateTo", json!({ "url": "/pages/c/c?x=1" }));
        phone.log();
        replace(&mut phone, SHOP, true);
        phone.logic(LogicEvent::Launched { app: "mpshop".into() });
        expect![[r#"
            mpshop: launch
            mpshop: App.onLaunch {"path":"pages/a/a","query":{},"scene":1001,"referrerInfo":{},"apiCategory":"default"}
            mpshop: App.onShow {"path":"pages/a/a","query":{},"scene":1001,"referrerInfo":{},"apiCategory":"default"}
            mpshop: page 1 pages/a/a.onLoad {} again, on the stack: true
            mpshop: page 1.onReady
            mpshop: page 2 pages/c/c.onLoad {"x":"1"} again, on the stack: true
            mpshop: page 2.onShow
            mpshop: page 2.onReady
        "#]]
        .assert_eq(&phone.log());
        let told = phone.traces.borrow().iter().any(|event| {
            *event
                == TraceEvent::Notice {
                    text: "app.js and 1 more changed: the mini program runs anew (40 ms)".into(),
                }
        });
        assert!(told);
    }

    #[test]
    fn pages_that_are_gone_are_closed_and_the_home_page_takes_the_place_of_all() {
        let mut phone = Phone::shop();
        phone.web_view("mpshop", 1).silent(1, "navigateTo", json!({ "url": "/pages/c/c" }));
        phone.log();
        replace(&mut phone, r#"{"pages":["pages/d/d"]}"#, true);
        phone.logic(LogicEvent::Launched { app: "mpshop".into() });
        let log = phone.log();
        let lines: Vec<&str> = log.lines().filter(|line| !line.contains("App.on")).collect();
        assert_eq!(
            lines,
            [
                "mpshop: page 2.onUnload",
                "mpshop: page 1.onUnload",
                "mpshop: launch",
                "mpshop: page 3 pages/d/d.onLoad {}",
                "mpshop: page 3.onShow",
                "mpshop: page 3.onReady",
            ]
        );
    }

    #[test]
    fn settings_are_taken_up_without_running_anew() {
        let mut phone = Phone::shop();
        replace(&mut phone, SHOP, false);
        assert_eq!(phone.log(), "");
    }

    #[test]
    fn a_failure_after_a_change_ends_nothing_and_is_forgotten_when_it_runs() {
        let mut phone = Phone::shop();
        replace(&mut phone, SHOP, true);
        let reason = "TypeError: no\n    at go (lib/x.js:3:4)\n    at app.js:1:2".to_owned();
        phone.logic(LogicEvent::LaunchFailed { app: "mpshop".into(), reason });
        assert_eq!(problems(&mut phone), ["lib/x.js:3:4 TypeError: no"]);
        let text = "SyntaxError: Unexpected token".to_owned();
        let source = "pages/c/c.js".to_owned();
        phone.logic(LogicEvent::Fault { app: "mpshop".into(), text, source, line: 1, column: 2 });
        assert_eq!(problems(&mut phone).len(), 2);
        replace(&mut phone, SHOP, true);
        phone.logic(LogicEvent::Launched { app: "mpshop".into() });
        assert_eq!(problems(&mut phone), Vec::<String>::new());
    }

    #[test]
    fn the_place_of_a_failure_is_read_from_its_reason() {
        for (reason, expected) in [
            ("app.js:2:10: SyntaxError: no", ("app.js", 2, 10, "SyntaxError: no")),
            ("Error: at noon\n    at a/b.js:3:4", ("a/b.js", 3, 4, "Error: at noon")),
            (
                "app.js was stopped before it came to its end",
                ("app.js", 0, 0, "app.js was stopped before it came to its end"),
            ),
        ] {
            let found = problem_of(&"mp".into(), reason);
            assert_eq!((found.file.as_str(), found.line, found.column, found.text.as_str()), expected);
        }
    }
}
