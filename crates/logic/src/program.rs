//! One running mini program: its `QuickJS`, and the loop that feeds it commands, timers and promise jobs.
//!
//! A turn is one entry into JavaScript and all the promise jobs that follow from it. Whatever goes wrong in a
//! turn (an endless loop, no memory left) ends that turn; the program lives on with the next one.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use rquickjs::{
    CatchResultExt, CaughtError, Context, Ctx, Function, Object, Persistent, Result, Runtime,
    Value as JsValue,
};
use sampan_engine::logic::{LogicCommand, LogicEvent, LogicLaunch};
use sampan_engine::trace::Level;
use sampan_source::Place;
use serde_json::{Value, json};

use crate::compiler::{Compiler, ahead};
use crate::framework;
use crate::garbage::Garbage;
use crate::host::Host;
use crate::inbox::Inbox;
use crate::layer::{Keep, Limits};
use crate::report::Reporter;
use crate::sources::Sources;
use crate::watch::Watch;

/// Deep recursion is a `RangeError` in JavaScript long before the thread's stack ends.
const JS_STACK: usize = 1 << 20;
/// How long the framework may take to start, beyond a turn's own limit.
const START_LIMIT: Duration = Duration::from_secs(20);
/// A turn may make work for its own end (a promise that a promise waits for); more rounds wait for the next turn.
const SETTLE_ROUNDS: usize = 100;

/// The framework's functions. They must go before the runtime does.
type Entry = Rc<RefCell<Option<Persistent<Object<'static>>>>>;

pub struct Program {
    entry: Entry,
    context: Context,
    runtime: Runtime,
    host: Rc<Host>,
    watch: Arc<Watch>,
    garbage: Garbage,
    /// Jobs were left over when a turn's time was up.
    unfinished: bool,
}

impl Program {
    /// The whole life of the program, on its own thread.
    pub fn run(
        launch: LogicLaunch,
        (limits, keep): (Limits, Option<Keep>),
        watch: Arc<Watch>,
        reporter: Reporter,
        commands: Receiver<LogicCommand>,
    ) {
        // A program that is generated is two lines.
        let keep = keep.filter(|_| !launch.package.is_generated());
        let folder = keep.as_ref().map(|keep| keep.folder.as_path());
        let (compiler, complaint) = Compiler::open(launch.package.clone(), folder);
        let compiler = Arc::new(compiler);
        if let Some(text) = complaint {
            reporter.console(Level::Warn, text, Place::default());
        }
        if let Some(keep) = keep.as_ref().filter(|_| !compiler.is_warm()) {
            ahead::start(&compiler, keep, &watch);
        }
        let host = Host {
            package: launch.package,
            compiler: compiler.clone(),
            apis: launch.apis,
            generation: launch.generation,
            reporter: reporter.clone(),
            watch: Arc::clone(&watch),
            sources: Sources::default(),
            memory: limits.memory,
            last_error: RefCell::default(),
            alone: launch.alone,
            inbox: Inbox::new(commands),
        };
        match Self::new(limits, host) {
            Ok(mut program) => program.serve(),
            Err(reason) => reporter.launch_failed(reason),
        }
        if let Some(folder) = folder {
            compiler.save(folder);
        }
    }

    fn new(limits: Limits, host: Host) -> std::result::Result<Self, String> {
        let words = |error: rquickjs::Error| format!("cannot start JavaScript: {error}");
        let host = Rc::new(host);
        let runtime = Runtime::new().map_err(words)?;
        runtime.set_memory_limit(limits.memory);
        runtime.set_max_stack_size(JS_STACK);
        let watch = Arc::clone(&host.watch);
        runtime.set_interrupt_handler(Some(Box::new(move || watch.interrupts())));
        let context = Context::full(&runtime).map_err(words)?;
        let watch = Arc::clone(&host.watch);
        let entry = Entry::default();
        let garbage = Garbage::new(&runtime, limits.memory);
        let program = Self { entry, context, runtime, host, watch, garbage, unfinished: false };
        program.watch.begin();
        // The framework is the host's own, and a busy machine may take its time for it.
        program.watch.excuse(START_LIMIT);
        program.load_framework()?;
        program.track_rejections();
        Ok(program)
    }

    fn load_framework(&self) -> std::result::Result<(), String> {
        self.context.with(|ctx| {
            let start = || -> Result<Persistent<Object<'static>>> {
                let entry: Object = framework::start(&ctx)?.call((self.host.object(&ctx)?,))?;
                Ok(Persistent::save(&ctx, entry))
            };
            let entry = start().catch(&ctx).map_err(|error| format!("cannot start JavaScript: {error}"))?;
            self.entry.replace(Some(entry));
            Ok(())
        })
    }

    fn track_rejections(&self) {
        let entry = Rc::downgrade(&self.entry);
        let watch = Arc::clone(&self.watch);
        self.runtime.set_host_promise_rejection_tracker(Some(Box::new(
            move |ctx, promise, reason, handled| {
                // The promise of an async function that was stopped: the stop itself is reported.
                let is_stop = watch.is_stopped() && (reason.is_null() || reason.is_error());
                if let Some(entry) = entry.upgrade().filter(|_| !is_stop) {
                    track(&ctx, &entry, (promise, reason, handled));
                }
            },
        )));
    }

    fn serve(&mut self) {
        if !self.command(&json!({ "kind": "launch" })) {
            self.host.reporter.launch_failed("app.js was stopped before it came to its end".to_owned());
        }
        while !self.watch.is_closing() {
            let pause = self.pause();
            let quiet = self.garbage.pause().filter(|quiet| pause.is_none_or(|pause| pause > *quiet));
            match self.host.inbox.next(quiet.or(pause)) {
                Ok(LogicCommand::Finish) => self.host.reporter.finished(),
                Ok(command) => {
                    let leaves_garbage = matches!(command, LogicCommand::ClosePage { .. });
                    self.obey(command);
                    if leaves_garbage && self.garbage.pause().is_some() {
                        self.garbage.collect(&self.runtime);
                    }
                }
                Err(RecvTimeoutError::Timeout) if quiet.is_some() => self.garbage.collect(&self.runtime),
                Err(RecvTimeoutError::Timeout) => {
                    self.turn(|_, entry| entry.get::<_, Function>("runTimer")?.call::<_, ()>(()));
                }
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    /// How long there is nothing to do; `None`: until a command comes.
    fn pause(&mut self) -> Option<Duration> {
        if self.unfinished {
            return Some(Duration::ZERO);
        }
        let mut wait = -1.0_f64;
        self.enter(|_, entry| {
            wait = entry.get::<_, Function>("nextTimer")?.call(())?;
            Ok(())
        });
        // The host's limit of sleeping is far longer than any timer that matters.
        (wait >= 0.0).then(|| Duration::from_secs_f64(wait.min(86_400_000.0) / 1000.0))
    }

    fn obey(&mut self, command: LogicCommand) {
        let json = to_json(&command);
        if self.command(&json) {
            return;
        }
        match command {
            // The page's own file was stopped. The second time it is not run, and an empty page takes its place.
            LogicCommand::OpenPage { .. } | LogicCommand::ReopenPage { .. } => drop(self.command(&json)),
            LogicCommand::Automate { id, .. } => {
                let reason = self.host.last_error.borrow().clone();
                let app = self.host.reporter.app();
                self.host.reporter.event(LogicEvent::Automated { app, id, result: Err(reason) });
            }
            LogicCommand::Run { id, .. } => {
                let reason = self.host.last_error.borrow().clone();
                let app = self.host.reporter.app();
                self.host.reporter.event(LogicEvent::Ran { app, id, result: Err(reason) });
            }
            _ => {}
        }
    }

    /// False when the command was stopped in the middle.
    fn command(&mut self, command: &Value) -> bool {
        self.turn(|ctx, entry| {
            let command = ctx.json_parse(command.to_string())?;
            entry.get::<_, Function>("command")?.call::<_, ()>((command,))
        })
    }

    fn turn(&mut self, run: impl for<'js> FnOnce(&Ctx<'js>, Object<'js>) -> Result<()>) -> bool {
        let start = Instant::now();
        self.watch.begin();
        let is_done = self.enter(run);
        self.settle();
        self.garbage.ran(start.elapsed());
        is_done
    }

    /// Calls into the framework, which catches what can be caught; what comes through nevertheless is reported.
    fn enter(&self, run: impl for<'js> FnOnce(&Ctx<'js>, Object<'js>) -> Result<()>) -> bool {
        self.context.with(|ctx| {
            let Some(entry) = self.entry.borrow().clone() else { return false };
            let result = entry.restore(&ctx).and_then(|entry| run(&ctx, entry)).catch(&ctx);
            if let Err(error) = &result {
                self.report(error);
            }
            result.is_ok()
        })
    }

    /// Runs promise jobs and the framework's own work at the end of a turn until neither leaves anything to do.
    fn settle(&mut self) {
        if self.watch.is_over() {
            // What was stopped has been reported; the end of the turn has its own time.
            self.watch.begin();
        }
        let was_unfinished = self.unfinished;
        self.unfinished = true;
        for _ in 0..SETTLE_ROUNDS {
            if !self.run_jobs() {
                break;
            }
            let mut more = false;
            self.enter(|_, entry| {
                more = entry.get::<_, Function>("endTurn")?.call(())?;
                Ok(())
            });
            if !more && !self.runtime.is_job_pending() {
                self.unfinished = false;
                break;
            }
        }
        // Jobs have no stack to tell where; those that go on for ever are told once.
        if self.watch.take_stopped() && !was_unfinished {
            self.host.reporter.error(self.watch.stopped_text(), Place::default());
        }
    }

    /// False when the turn's time is up.
    fn run_jobs(&mut self) -> bool {
        let mut jobs = 0_u32;
        while !self.watch.is_closing() {
            match self.runtime.execute_pending_job() {
                Ok(true) => {}
                Ok(false) => return true,
                Err(error) => error.0.with(|ctx| {
                    let error = CaughtError::from_error(&ctx, rquickjs::Error::Exception);
                    self.report(&error);
                }),
            }
            jobs += 1;
            // Jobs that make jobs: each one may be too short for the interrupt handler to notice.
            if jobs.is_multiple_of(256) && self.watch.interrupts() {
                return false;
            }
        }
        false
    }

    fn report(&self, error: &CaughtError<'_>) {
        if self.watch.is_closing() {
            return;
        }
        let (text, stack) = match error {
            CaughtError::Exception(exception) => {
                let name: String = exception.as_object().get("name").unwrap_or_default();
                let message = exception.message().unwrap_or_default();
                (format!("{name}: {message}"), exception.stack().unwrap_or_default())
            }
            // Without memory QuickJS may have none left for the error object either.
            CaughtError::Value(value) if value.is_null() => {
                ("InternalError: out of memory".to_owned(), String::new())
            }
            CaughtError::Value(value) => (format!("{value:?}"), String::new()),
            CaughtError::Error(error) => (error.to_string(), String::new()),
        };
        self.host.error(text, &stack);
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.entry.replace(None);
        self.runtime.set_host_promise_rejection_tracker(None);
    }
}

fn track<'js>(ctx: &Ctx<'js>, entry: &Entry, rejection: (JsValue<'js>, JsValue<'js>, bool)) {
    let Some(entry) = entry.borrow().clone() else { return };
    let told =
        entry.restore(ctx).and_then(|entry| entry.get::<_, Function>("rejection")?.call::<_, ()>(rejection));
    if told.is_err() {
        // No memory or no time: this rejection goes untold; the turn's own error is told anyway.
        ctx.catch();
    }
}

/// A command the way `packages/logic/src/main.ts` takes it.
fn to_json(command: &LogicCommand) -> Value {
    match command {
        LogicCommand::App { hook, options } => json!({ "kind": "app", "hook": hook, "options": options }),
        LogicCommand::OpenPage { page, path, query } => {
            json!({ "kind": "openPage", "page": page, "path": path, "query": query })
        }
        LogicCommand::ReopenPage { page, path, query, on_stack } => {
            json!({ "kind": "openPage", "page": page, "path": path, "query": query, "again": { "onStack": on_stack } })
        }
        LogicCommand::Page { page, hook, options } => {
            json!({ "kind": "page", "page": page, "hook": hook, "options": options })
        }
        LogicCommand::ClosePage { page } => json!({ "kind": "closePage", "page": page }),
        LogicCommand::WebView { page, event, detail } => {
            json!({ "kind": "webView", "page": page, "event": event, "detail": detail })
        }
        LogicCommand::ShowPage { page } => json!({ "kind": "showPage", "page": page }),
        LogicCommand::ViewEvents { page, events } => {
            json!({ "kind": "viewEvents", "page": page, "events": events })
        }
        LogicCommand::Share { page, hook, options } => {
            json!({ "kind": "share", "page": page, "hook": hook, "options": options })
        }
        LogicCommand::SaveExitState { page, url } => {
            json!({ "kind": "saveExitState", "page": page, "url": url })
        }
        LogicCommand::ExitState { page, data } => {
            json!({ "kind": "exitState", "page": page, "data": data })
        }
        LogicCommand::Finish => Value::Null, // the loop's own business
        LogicCommand::Event { name, detail } => json!({ "kind": "event", "name": name, "detail": detail }),
        LogicCommand::Reply { id, reply } => json!({ "kind": "reply", "id": id, "reply": reply }),
        LogicCommand::TaskEvent { id, event, detail, .. } => {
            json!({ "kind": "taskEvent", "id": id, "event": event, "detail": detail })
        }
        LogicCommand::Run { id, script } => json!({ "kind": "run", "id": id, "script": script }),
        LogicCommand::Automate { id, method, params } => {
            json!({ "kind": "automate", "id": id, "method": method, "params": params })
        }
        LogicCommand::WatchData { on } => json!({ "kind": "watchData", "on": on }),
        LogicCommand::SetData { page, data } => json!({ "kind": "setData", "page": page, "data": data }),
    }
}
