//! One loaded file: its `QuickJS`, and the loop that feeds it answers, timers and promise jobs.

use std::cell::{Cell, RefCell};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;

use rquickjs::promise::PromiseState;
use rquickjs::{
    CatchResultExt, CaughtError, Context, Ctx, Function, Module, Object, Persistent, Promise, Result,
    Runtime, Value as JsValue,
};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::bundle;
use crate::host::{Answer, Driver, Host};
use crate::modules::{Files, Modules};
use crate::report::{Declared, Failure, Outcome, Status};
use crate::watch::{Stop, Watch};

/// Bytes of JavaScript heap that a file may use.
const MEMORY: usize = 512 << 20;
/// Deep recursion is a `RangeError` in JavaScript long before the thread's stack ends.
const JS_STACK: usize = 1 << 20;
/// How long a file may take until its tests are known.
const LOAD_LIMIT: Duration = Duration::from_secs(20);
/// How soon a run that is ended from outside is noticed.
const SLICE: Duration = Duration::from_millis(50);

/// How files are loaded.
#[derive(Clone, Debug)]
pub struct Options {
    /// The folder in which the run was started: files are named from there.
    pub root: PathBuf,
    /// For `packages/test`: its `Settings`.
    pub settings: Value,
}

/// The entry of `packages/test`. It must go before the runtime does.
type Entry = Rc<RefCell<Option<Persistent<Object<'static>>>>>;

/// A spec file that is loaded. It needs a thread with some megabytes of stack: the parser is recursive.
pub struct Spec {
    entry: Entry,
    context: Context,
    runtime: Runtime,
    host: Rc<Host>,
    answers: Receiver<Answer>,
    declared: Vec<Declared>,
    /// Why JavaScript was stopped in the middle: nothing more can be run in here.
    stuck: Option<Failure>,
}

/// The stack that the thread of a [`Spec`] needs.
pub const THREAD_STACK: usize = 16 << 20;

impl Spec {
    /// Loads a file and what it imports, and runs it until its tests are known.
    pub fn load(file: &Path, options: &Options, stop: Stop) -> std::result::Result<Self, Failure> {
        let words = |error: rquickjs::Error| Failure {
            message: format!("cannot start JavaScript: {error}"),
            ..Failure::default()
        };
        let mut spec = Self::new(options, stop).map_err(words)?;
        spec.host.watch.allow(LOAD_LIMIT);
        spec.host.limit.set(LOAD_LIMIT);
        spec.start()?;
        spec.import(file)?;
        let declared = spec.call("declared", ());
        spec.declared = serde_json::from_str(&declared.unwrap_or_default()).unwrap_or_default();
        Ok(spec)
    }

    fn new(options: &Options, stop: Stop) -> Result<Self> {
        let runtime = Runtime::new()?;
        runtime.set_memory_limit(MEMORY);
        runtime.set_max_stack_size(JS_STACK);
        let watch = Arc::new(Watch::new(stop));
        let modules = Rc::new(Modules::new(&options.root));
        runtime.set_loader(Files(Rc::clone(&modules)), Files(Rc::clone(&modules)));
        let context = Context::full(&runtime)?;
        let (sender, answers) = mpsc::channel();
        let host = Rc::new(Host {
            modules,
            watch: Arc::clone(&watch),
            answers: sender,
            driver: RefCell::default(),
            done: RefCell::default(),
            lines: RefCell::default(),
            began: Cell::default(),
            limit: Cell::default(),
            settings: options.settings.clone(),
        });
        runtime.set_interrupt_handler(Some(Box::new(move || watch.interrupts())));
        let entry = Entry::default();
        Ok(Self { entry, context, runtime, host, answers, declared: Vec::new(), stuck: None })
    }

    fn start(&self) -> std::result::Result<(), Failure> {
        self.context.with(|ctx| {
            let start = || -> Result<Object<'_>> { bundle::start(&ctx)?.call((self.host.object(&ctx)?,)) };
            let entry = start().catch(&ctx).map_err(|error| self.failure(&ctx, &error))?;
            self.entry.replace(Some(Persistent::save(&ctx, entry)));
            Ok::<_, Failure>(())
        })?;
        let entry = Rc::downgrade(&self.entry);
        let watch = Arc::clone(&self.host.watch);
        self.runtime.set_host_promise_rejection_tracker(Some(Box::new(
            move |ctx, promise, reason, handled| {
                // The promise of an async function that was stopped: the stop itself is told.
                if let Some(entry) = entry.upgrade().filter(|_| !watch.overran()) {
                    track(&ctx, &entry, (promise, reason, handled));
                }
            },
        )));
        Ok(())
    }

    fn import(&mut self, file: &Path) -> std::result::Result<(), Failure> {
        let name = file.to_string_lossy().into_owned();
        let loading = self.context.with(|ctx| {
            let promise = Module::import(&ctx, name.as_str()).catch(&ctx);
            promise
                .map(|promise: Promise| Persistent::save(&ctx, promise))
                .map_err(|error| self.failure(&ctx, &error))
        });
        let loading = loading.map_err(|failure| self.host.modules.fault.take().unwrap_or(failure))?;
        let end = self.until(|spec| spec.context.with(|ctx| spec.loaded(&ctx, &loading)));
        match (end, self.host.modules.fault.take()) {
            (_, Some(fault)) => Err(fault),
            (Ok(end), None) => end,
            (Err(failure), None) => Err(failure),
        }
    }

    fn loaded(
        &self,
        ctx: &Ctx<'_>,
        loading: &Persistent<Promise<'static>>,
    ) -> Option<std::result::Result<(), Failure>> {
        let promise = loading.clone().restore(ctx).ok()?;
        match promise.state() {
            PromiseState::Pending => None,
            PromiseState::Resolved => Some(Ok(())),
            PromiseState::Rejected => {
                let result = promise.result::<JsValue>()?.catch(ctx);
                Some(result.map(drop).map_err(|error| self.failure(ctx, &error)))
            }
        }
    }

    /// The tests of the file, in its order.
    pub fn declared(&self) -> &[Declared] {
        &self.declared
    }

    /// Says which tests will be run, so that the hooks around them know which is the last. First of all.
    pub fn plan(&mut self, tests: &[usize]) {
        let plan = serde_json::to_string(tests).unwrap_or_default();
        self.call("plan", (plan,));
    }

    /// Runs a test to its end, with the phone that the driver has.
    pub fn run(&mut self, test: usize, retry: u32, driver: Arc<dyn Driver>) -> Outcome {
        let started = self.host.watch.now();
        self.host.began.set(started);
        self.host.driver.replace(Some(driver));
        let result = self.command("run", (test, retry));
        self.host.driver.replace(None);
        let milliseconds = self.host.watch.now() - started;
        let mut outcome = result.unwrap_or_else(|failure| Outcome {
            status: if self.host.watch.is_stopped() { Status::Interrupted } else { Status::TimedOut },
            milliseconds,
            reason: String::new(),
            failures: vec![failure],
            steps: Vec::new(),
            lines: Vec::new(),
        });
        outcome.lines = self.host.lines.take();
        outcome
    }

    /// Runs the hooks that are still to run, and says what went wrong in them.
    pub fn finish(&mut self) -> Vec<Failure> {
        if self.stuck.is_some() {
            return Vec::new();
        }
        self.command("finish", ()).unwrap_or_else(|failure| vec![failure])
    }

    /// Calls a function of the entry that tells later what it has led to.
    fn command<T: DeserializeOwned>(
        &mut self,
        name: &str,
        args: impl for<'js> rquickjs::function::IntoArgs<'js>,
    ) -> std::result::Result<T, Failure> {
        if let Some(failure) = &self.stuck {
            return Err(failure.clone());
        }
        self.host.done.replace(None);
        self.call(name, args);
        let done = self.until(|spec| spec.host.done.take())?;
        serde_json::from_str(&done).map_err(|error| Failure {
            message: format!("this is no result ({error}): {done}"),
            ..Failure::default()
        })
    }

    /// The event loop, until there is what is waited for, or JavaScript was stopped.
    fn until<T>(&mut self, is_there: impl Fn(&Self) -> Option<T>) -> std::result::Result<T, Failure> {
        loop {
            self.jobs();
            self.call("endTurn", ());
            if let Some(failure) = self.stuck.clone() {
                return Err(failure);
            }
            if let Some(there) = is_there(self) {
                return Ok(there);
            }
            if self.host.watch.interrupts() {
                return Err(self.stop_here(String::new()));
            }
            if self.runtime.is_job_pending() {
                continue;
            }
            let pause = self.pause().min(SLICE);
            match self.answers.recv_timeout(pause) {
                Ok(answer) => {
                    let text = match &answer.result {
                        Ok(value) => value.to_string(),
                        Err(error) => error.clone(),
                    };
                    self.call("reply", (answer.id, answer.result.is_ok(), text));
                }
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                    self.call("runTimer", ());
                }
            }
        }
    }

    /// How long there is nothing to do.
    fn pause(&mut self) -> Duration {
        let next = self.call("nextTimer", ());
        let wait: f64 = next.and_then(|wait| wait.parse().ok()).unwrap_or(-1.0);
        let wait = Duration::try_from_secs_f64(wait / 1000.0).unwrap_or(Duration::MAX);
        wait.min(self.host.watch.left())
    }

    fn jobs(&mut self) {
        let mut jobs = 0_u32;
        while self.stuck.is_none() {
            match self.runtime.execute_pending_job() {
                Ok(true) => {}
                Ok(false) => return,
                Err(error) => {
                    let stack = error.0.with(|ctx| stack_of(&ctx.catch()));
                    if self.host.watch.interrupts() {
                        self.stop_here(stack);
                    }
                }
            }
            jobs += 1;
            // Jobs that make jobs: each one may be too short for the interrupt handler to notice.
            if jobs.is_multiple_of(256) && self.host.watch.interrupts() {
                self.stop_here(String::new());
            }
        }
    }

    /// Calls a function of the entry, which catches what can be caught.
    fn call(&mut self, name: &str, args: impl for<'js> rquickjs::function::IntoArgs<'js>) -> Option<String> {
        let result = self.context.with(|ctx| {
            let entry = self.entry.borrow().clone()?;
            let call = || -> Result<Option<String>> {
                let value: JsValue = entry.restore(&ctx)?.get::<_, Function>(name)?.call(args)?;
                value.as_string().map(rquickjs::String::to_string).transpose()
            };
            Some(call().catch(&ctx).map_err(|error| match error {
                CaughtError::Exception(exception) => exception.stack().unwrap_or_default(),
                error => error.to_string(),
            }))
        })?;
        match result {
            Ok(value) => value,
            Err(stack) => {
                self.stop_here(stack);
                None
            }
        }
    }

    /// JavaScript was stopped in the middle: what is told of it, now and whenever more is wanted of this file.
    fn stop_here(&mut self, stack: String) -> Failure {
        let sources = &self.host.modules.sources;
        let message = if self.host.watch.is_stopped() {
            "the run was ended".to_owned()
        } else if self.host.watch.overran() {
            let limit = self.host.limit.get().as_millis();
            format!(
                "stopped: its code ran on without a pause until its time was over ({limit} ms); is there an endless loop?"
            )
        } else {
            "stopped: JavaScript has no memory left".to_owned()
        };
        let failure = Failure { message, place: sources.place(&stack), stack: sources.readable(&stack) };
        self.stuck.get_or_insert(failure).clone()
    }

    /// An error that was thrown, as people read it.
    fn failure<'js>(&self, ctx: &Ctx<'js>, error: &CaughtError<'js>) -> Failure {
        let value = match error {
            CaughtError::Exception(exception) => exception.clone().into_value(),
            CaughtError::Value(value) => value.clone(),
            CaughtError::Error(error) => {
                return Failure { message: error.to_string(), ..Failure::default() };
            }
        };
        let describe = || -> Option<Failure> {
            let entry = self.entry.borrow().clone()?.restore(ctx).ok()?;
            let text: String = entry.get::<_, Function>("describe").ok()?.call((value.clone(),)).ok()?;
            serde_json::from_str(&text).ok()
        };
        describe().unwrap_or_else(|| {
            let stack = stack_of(&value);
            let sources = &self.host.modules.sources;
            let limit = self.host.limit.get().as_millis();
            let message = if self.host.watch.overran() {
                format!(
                    "stopped: the file did not come to its end within {limit} ms; is there an endless loop?"
                )
            } else {
                error.to_string()
            };
            Failure { message, place: sources.place(&stack), stack: sources.readable(&stack) }
        })
    }
}

impl Drop for Spec {
    fn drop(&mut self) {
        self.entry.replace(None);
        self.runtime.set_host_promise_rejection_tracker(None);
    }
}

fn stack_of(value: &JsValue<'_>) -> String {
    value.as_object().and_then(|object| object.get("stack").ok()).unwrap_or_default()
}

fn track<'js>(ctx: &Ctx<'js>, entry: &Entry, rejection: (JsValue<'js>, JsValue<'js>, bool)) {
    let Some(entry) = entry.borrow().clone() else { return };
    let told =
        entry.restore(ctx).and_then(|entry| entry.get::<_, Function>("rejection")?.call::<_, ()>(rejection));
    if told.is_err() {
        // No memory or no time: this rejection goes untold; what took them is told anyway.
        ctx.catch();
    }
}
