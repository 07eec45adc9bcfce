//! Hot reload: a changed file is taken up while the mini program runs. What a file means stands in `meaning`, how changes
//! are noticed in `watch`; here a change is looked at, and what can be used goes to the engine. What cannot is told, and
//! the old stays.

mod meaning;
pub(super) mod watch;

use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, PoisonError};

use notify::{RecommendedWatcher, RecursiveMode, Watcher};
use sampan_engine::engine::Command;
use sampan_engine::id::AppId;
use sampan_engine::package::{Package, PackageError};
use sampan_engine::plugin::Plugins;
use sampan_engine::session::{Change, Program};
use sampan_engine::state::Problem;
use sampan_engine::trace::TraceEvent;
use tokio::runtime::Handle;

use self::meaning::{Layout, Meaning};
use self::watch::{Batch, Seen, files_below, next_batch, watch_below, watch_tree, watcher};
use super::setup::{program, read_device_file};
use super::shared::Shared;
use super::{Host, HostError};

/// Where a mini program comes from.
pub(super) enum Origin {
    Folder(PathBuf),
    /// Made around an address, a file or a folder.
    Around(String),
}

/// As it was named.
impl fmt::Display for Origin {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(folder) => folder.display().fmt(out),
            Self::Around(address) => address.fmt(out),
        }
    }
}

impl Origin {
    pub fn open(&self) -> Result<Package, PackageError> {
        match self {
            Self::Folder(folder) => Package::open(folder),
            Self::Around(address) => Package::around(address),
        }
    }

    /// Where its files are. `None`: it has none of its own.
    pub fn folder(&self) -> Option<&Path> {
        match self {
            Self::Folder(folder) => Some(folder),
            Self::Around(_) => None,
        }
    }
}

/// A mini program whose files are watched.
pub(super) struct Watched {
    app: AppId,
    origin: Origin,
    layout: Layout,
    /// Source files that have changed since the program last ran: they are looked at before it runs anew.
    suspects: BTreeSet<String>,
    /// Its code has changed since it last ran.
    runs: bool,
    /// `sampan.toml` or the device file has changed since it was last taken up.
    settings: bool,
}

impl Watched {
    pub fn new(origin: Origin, package: &Package, device_file: Option<&Path>) -> Self {
        let layout = Layout::of(package, device_file);
        let app = package.app_id.clone();
        Self { app, origin, layout, suspects: BTreeSet::new(), runs: false, settings: false }
    }
}

/// Ends the watch when it is dropped.
pub(super) struct Reload(Sender<Seen>);

impl Drop for Reload {
    fn drop(&mut self) {
        let _ = self.0.send(Seen::End);
    }
}

impl Host {
    pub(super) fn reload_on_change(&self, apps: Vec<Watched>) {
        if !self.reloads {
            return;
        }
        let (sender, seen) = channel();
        let reloader = Reloader {
            apps,
            shared: self.shared.clone(),
            plugins: self.plugins.clone(),
            device_file: self.device_file.clone(),
            runtime: self.runtime.clone(),
        };
        let to_thread = sender.clone();
        let started = std::thread::Builder::new()
            .name("reload".to_owned())
            .stack_size(STACK)
            .spawn(move || reloader.run(to_thread, &seen));
        match started {
            Ok(_) => self.reload.lock().unwrap_or_else(PoisonError::into_inner).push(Reload(sender)),
            Err(error) => not_watched(&self.shared, &error.to_string()),
        }
    }
}

/// The parser and the template compiler are recursive.
const STACK: usize = 16 << 20;

fn not_watched(shared: &Shared, reason: &str) {
    let text = format!("changed files are not noticed: {reason}; start again to see a change");
    shared.command(Command::Trace(Box::new(TraceEvent::Notice { text })));
}

struct Reloader {
    apps: Vec<Watched>,
    shared: Arc<Shared>,
    plugins: Plugins,
    device_file: Option<PathBuf>,
    runtime: Handle,
}

impl Reloader {
    fn run(mut self, sender: Sender<Seen>, seen: &Receiver<Seen>) {
        let mut watcher = match watcher(sender) {
            Ok(watcher) => watcher,
            Err(error) => return not_watched(&self.shared, &error.to_string()),
        };
        if let Err(error) = self.watch(&mut watcher) {
            not_watched(&self.shared, &error.to_string());
        }
        while let Some(mut batch) = next_batch(seen) {
            if let Some(reason) = &batch.lost {
                not_watched(&self.shared, reason);
            }
            for folder in &batch.folders {
                for watched in self.apps.iter().filter(|watched| watched.layout.is_deep()) {
                    if folder.starts_with(&watched.layout.root) {
                        // A folder that is gone again needs no watch.
                        let _ = watch_below(&mut watcher, &watched.layout.root, folder);
                    }
                }
            }
            // What was put into a new folder before it was watched.
            for folder in &batch.folders {
                files_below(folder, &mut batch.files);
            }
            self.take_up(&batch);
        }
    }

    fn watch(&self, watcher: &mut RecommendedWatcher) -> notify::Result<()> {
        for Watched { layout, .. } in &self.apps {
            if layout.is_deep() {
                watch_tree(watcher, &layout.root)?;
            } else {
                watcher.watch(&layout.root, RecursiveMode::NonRecursive)?;
            }
        }
        if let Some(folder) =
            self.apps.first().and_then(|watched| watched.layout.device_file.as_deref()?.parent())
        {
            watcher.watch(folder, RecursiveMode::NonRecursive)?;
        }
        Ok(())
    }

    fn take_up(&mut self, batch: &Batch) {
        for mut watched in std::mem::take(&mut self.apps) {
            let found = batch.files.iter().filter_map(|file| Some((watched.layout.meaning(file)?, file)));
            let (served, own): (Vec<_>, Vec<_>) = found.partition(|(meaning, _)| *meaning == Meaning::Served);
            let change = |files: &[(Meaning, &PathBuf)]| Change {
                files: files.iter().map(|(_, file)| watched.layout.name(file)).collect(),
                spent: batch.since.elapsed(),
            };
            let (own_change, served_change) = (change(&own), change(&served));
            if !own.is_empty() {
                self.own_files(&mut watched, &own, own_change);
            }
            if !served.is_empty() {
                let app = watched.app.clone();
                self.shared.command(Command::Served { app, change: served_change });
            }
            self.apps.push(watched);
        }
    }

    fn own_files(&self, watched: &mut Watched, files: &[(Meaning, &PathBuf)], mut change: Change) {
        let since = std::time::Instant::now();
        let is = |wanted| files.iter().any(|(meaning, _)| *meaning == wanted);
        watched.runs |= is(Meaning::Program);
        watched.settings |= is(Meaning::Settings);
        let sources = files.iter().filter(|(meaning, _)| *meaning == Meaning::Program);
        watched.suspects.extend(sources.filter_map(|(_, file)| watched.layout.source(file)));
        let app = watched.app.clone();
        let (program, problems) = match self.look(watched) {
            Ok(program) => (Some(program), Vec::new()),
            Err(problems) => (None, problems),
        };
        self.shared.command(Command::Problems { app: app.clone(), problems });
        let Some(program) = program else { return };
        watched.suspects.clear();
        watched.settings = false;
        watched.layout = Layout::of(&program.package, self.device_file.as_deref());
        let runs = std::mem::take(&mut watched.runs);
        change.spent += since.elapsed();
        self.shared.keep_package(program.package.clone());
        self.shared.command(Command::Replace { app, program: Box::new(program), runs, change });
    }

    /// Whether what is on the disk can be used. The device takes up its part at once.
    fn look(&self, watched: &Watched) -> Result<Program, Vec<Problem>> {
        let one = |error: &HostError| vec![problem(&watched.app, error)];
        let package = watched.origin.open().map_err(|error| one(&error.into()))?;
        if package.app_id != watched.app {
            let text =
                format!("the id was {} when it was started; start it again to take the new one", watched.app);
            return Err(vec![Problem {
                file: "project.config.json".to_owned(),
                ..nowhere(&watched.app, text)
            }]);
        }
        let faults = sampan_logic::check(&package, &watched.suspects);
        if !faults.is_empty() {
            let problem = |fault: sampan_logic::Fault| {
                let sampan_logic::Fault { file, line, column, text } = fault;
                Problem { app: watched.app.clone(), file, line, column, text }
            };
            return Err(faults.into_iter().map(problem).collect());
        }
        let config = match &self.device_file {
            Some(file) => read_device_file(file).map_err(|error| one(&error))?.1,
            None => package.sampan.clone(),
        };
        let program = program(package, &self.plugins, &self.runtime).map_err(|error| one(&error))?;
        if let Some(device) = self.shared.scripted(&watched.app).filter(|_| watched.settings) {
            device.script().replace(&config).map_err(|error| one(&HostError::Device(error.to_string())))?;
        }
        Ok(program)
    }
}

fn nowhere(app: &AppId, text: String) -> Problem {
    Problem { app: app.clone(), file: String::new(), line: 0, column: 0, text }
}

pub(super) fn problem(app: &AppId, error: &HostError) -> Problem {
    let number = |n: usize| u32::try_from(n).unwrap_or(0);
    let problem = nowhere(app, error.to_string());
    match error {
        HostError::Package(PackageError::Config(error)) => Problem {
            file: error.file.clone(),
            line: number(error.line),
            column: number(error.column),
            text: error.reason.clone(),
            ..problem
        },
        HostError::Package(PackageError::Read { file, .. }) => Problem { file: file.clone(), ..problem },
        HostError::Package(_) => Problem { file: "app.json".to_owned(), ..problem },
        HostError::Domains(_) | HostError::Plugin(_) | HostError::Device(_) => {
            Problem { file: "sampan.toml".to_owned(), ..problem }
        }
        _ => problem,
    }
}
