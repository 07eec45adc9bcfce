//! The face towards the engine: starts a thread for each mini program, hands it commands, ends it.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use sampan_engine::id::AppId;
use sampan_engine::logic::{LogicCommand, LogicEvent, LogicLaunch, LogicLayer};

use crate::program::Program;
use crate::report::Reporter;
use crate::watch::Watch;

/// Where events go. Called on the mini programs' threads; it must return soon and must not call back into
/// the layer.
pub type Events = Arc<dyn Fn(LogicEvent) + Send + Sync>;

/// `QuickJS` needs far less; the parser and the template compiler are recursive and run on the same thread.
pub const THREAD_STACK: usize = 16 << 20;

/// What one mini program may use.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of JavaScript heap.
    pub memory: usize,
    /// The longest that JavaScript may run without coming back to its event loop.
    pub turn: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { memory: 256 << 20, turn: Duration::from_secs(5) }
    }
}

/// Where compiled files are kept, and who is told how far compiling a whole program is: items done, and items known so
/// far.
#[derive(Clone)]
pub struct Keep {
    pub folder: PathBuf,
    pub progress: Arc<dyn Fn(usize, usize) + Send + Sync>,
}

/// The logic layer on `QuickJS`.
pub struct QuickJsLogic {
    limits: Limits,
    keep: Option<Keep>,
    events: Events,
    programs: Mutex<HashMap<AppId, Handle>>,
}

/// What the layer keeps of a running mini program. Dropping it ends the program.
struct Handle {
    commands: Sender<LogicCommand>,
    watch: Arc<Watch>,
    reporter: Reporter,
}

impl QuickJsLogic {
    pub fn new(limits: Limits, events: Events) -> Self {
        Self { limits, keep: None, events, programs: Mutex::default() }
    }

    /// Compiles programs ahead, and keeps what was compiled for their next start.
    #[must_use]
    pub fn keeping(mut self, keep: Keep) -> Self {
        self.keep = Some(keep);
        self
    }

    fn programs(&self) -> std::sync::MutexGuard<'_, HashMap<AppId, Handle>> {
        self.programs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl LogicLayer for QuickJsLogic {
    fn launch(&self, launch: LogicLaunch) {
        let app = launch.app.clone();
        let (commands, inbox) = mpsc::channel();
        let watch = Arc::new(Watch::new(self.limits.turn));
        let reporter = Reporter::new(app.clone(), Arc::clone(&self.events));
        let handle = Handle { commands, watch: Arc::clone(&watch), reporter: reporter.clone() };
        // A program that already runs under this id ends here, when its handle is dropped.
        self.programs().insert(app.clone(), handle);
        let (limits, keep) = (self.limits, self.keep.clone());
        let failed = reporter.clone();
        let spawned = thread::Builder::new()
            .name(format!("logic {app}"))
            .stack_size(THREAD_STACK)
            .spawn(move || Program::run(launch, (limits, keep), watch, reporter, inbox));
        if let Err(error) = spawned {
            failed.launch_failed(format!("cannot start a thread: {error}"));
        }
    }

    fn send(&self, app: &AppId, command: LogicCommand) {
        if let Some(handle) = self.programs().get(app) {
            // The thread is gone only when its launch failed, which has been reported.
            let _ = handle.commands.send(command);
        }
    }

    fn close(&self, app: &AppId) {
        // Taken out first: closing waits for an event that is on its way, and others may go on meanwhile.
        let handle = self.programs().remove(app);
        drop(handle);
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.watch.closing.store(true, Ordering::Relaxed);
        self.reporter.silence();
    }
}
