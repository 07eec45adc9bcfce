//! Compiles the whole program before it is needed: at a cold start, on as many threads as there are cores.

use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;

use serde_json::{Map, Value};

use super::{Compiler, Item};
use crate::layer::{Keep, THREAD_STACK};
use crate::module;
use crate::style;
use crate::watch::Watch;

/// More would only wait for each other.
const MOST_WORKERS: usize = 8;

/// Starts the workers; they end with their work or with the program.
pub fn start(compiler: &Arc<Compiler>, keep: &Keep, watch: &Arc<Watch>) {
    let work = Arc::new(Work::new(compiler, watch));
    let workers = thread::available_parallelism().map_or(1, usize::from).clamp(1, MOST_WORKERS);
    let last = Arc::new(());
    for _ in 0..workers {
        let (work, keep, mine) = (work.clone(), keep.clone(), last.clone());
        let spawned =
            thread::Builder::new().name("compile".to_owned()).stack_size(THREAD_STACK).spawn(move || {
                work.run(&keep);
                // The last one to end puts away what all have made.
                if Arc::into_inner(mine).is_some() {
                    work.compiler.save(&keep.folder);
                }
            });
        if spawned.is_err() {
            // What is not compiled ahead is compiled when it is needed.
            return;
        }
    }
}

struct Work {
    compiler: Arc<Compiler>,
    watch: Arc<Watch>,
    queue: Mutex<Queue>,
    changed: Condvar,
}

#[derive(Default)]
struct Queue {
    waiting: VecDeque<Job>,
    seen: HashSet<Job>,
    running: usize,
    done: usize,
}

#[derive(Clone, PartialEq, Eq, Hash)]
enum Job {
    /// Finds what belongs to it.
    Component {
        path: String,
        is_page: bool,
    },
    Item(Item),
}

impl Work {
    fn new(compiler: &Arc<Compiler>, watch: &Arc<Watch>) -> Self {
        let package = &compiler.package;
        let home = package.home();
        let pages = std::iter::once(home.clone()).chain(package.pages().filter(|page| *page != home));
        let mut queue = Queue::default();
        queue.add(Job::Item(Item::Style { path: "app".to_owned(), scope: None }));
        if let Some(script) = module::component_source(package, "app") {
            queue.add(Job::Item(Item::Script(script)));
        }
        pages.for_each(|path| queue.add(Job::Component { path, is_page: true }));
        Self {
            compiler: compiler.clone(),
            watch: watch.clone(),
            queue: Mutex::new(queue),
            changed: Condvar::new(),
        }
    }

    fn run(&self, keep: &Keep) {
        while let Some(job) = self.next() {
            let found = self.carry_out(job);
            let (done, all) = self.done(found);
            (keep.progress)(done, all);
        }
    }

    fn queue(&self) -> std::sync::MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn next(&self) -> Option<Job> {
        let mut queue = self.queue();
        loop {
            if self.watch.is_closing() {
                return None;
            }
            if let Some(job) = queue.waiting.pop_front() {
                queue.running += 1;
                return Some(job);
            }
            if queue.running == 0 {
                return None;
            }
            queue = self.changed.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn done(&self, found: Vec<Job>) -> (usize, usize) {
        let mut queue = self.queue();
        queue.running -= 1;
        queue.done += 1;
        for job in found {
            queue.add(job);
        }
        self.changed.notify_all();
        (queue.done, queue.seen.len())
    }

    fn carry_out(&self, job: Job) -> Vec<Job> {
        match job {
            Job::Component { path, is_page } => self.parts(&path, is_page),
            Job::Item(item) => {
                let product = self.compiler.get(&item);
                let Item::Script(file) = item else { return Vec::new() };
                let required = required(product.code.as_deref().unwrap_or_default());
                let files =
                    required.filter_map(|request| module::resolve(&self.compiler.package, &file, request));
                let scripts = files.filter(|file| matches!(module::extension(file), "js" | "ts"));
                scripts.map(|file| Job::Item(Item::Script(file))).collect()
            }
        }
    }

    /// What a page or component consists of, and the components that it uses.
    fn parts(&self, path: &str, is_page: bool) -> Vec<Job> {
        let package = &self.compiler.package;
        let file = format!("{path}.json");
        let text = package.read_text(&file).ok().flatten().unwrap_or_default();
        let config: Map<String, Value> = sampan_engine::config::parse_json(&file, &text).unwrap_or_default();
        let mut jobs = vec![Job::Item(Item::Template(path.to_owned()))];
        jobs.extend(module::component_source(package, path).map(|file| Job::Item(Item::Script(file))));
        let scope = (!is_page && !is_shared(&config)).then(|| style::scope(path));
        jobs.push(Job::Item(Item::Style { path: path.to_owned(), scope }));
        let own = config.get("usingComponents").and_then(Value::as_object).into_iter().flatten();
        let own = own.filter_map(|(_, request)| Some((request.as_str()?, file.as_str())));
        let global = package.config.using_components.values().map(|request| (request.as_str(), "app.json"));
        let used = own.chain(global).filter(|(request, _)| !request.contains("://"));
        jobs.extend(used.filter_map(|(request, from)| {
            let path = module::resolve_component(package, from, request)?;
            Some(Job::Component { path, is_page: false })
        }));
        jobs
    }
}

impl Queue {
    fn add(&mut self, job: Job) {
        if self.seen.insert(job.clone()) {
            self.waiting.push_back(job);
        }
    }
}

/// What the `.json` says; a component may say otherwise in its code, and its styles are compiled once more then.
fn is_shared(config: &Map<String, Value>) -> bool {
    matches!(config.get("styleIsolation").and_then(Value::as_str), Some("shared" | "page-shared"))
}

/// The names in `require("…")` and in what `import` has become. One that a program puts together is not among them.
fn required(code: &str) -> impl Iterator<Item = &str> {
    let calls = ["require(", "__vite_ssr_import__(", "__vite_ssr_dynamic_import__("];
    calls.into_iter().flat_map(|call| {
        code.split(call).skip(1).filter_map(|rest| {
            let rest = rest.trim_start();
            let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            rest[1..].split_once(quote).map(|(name, _)| name)
        })
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use sampan_engine::package::Package;

    use super::*;

    #[test]
    fn all_that_the_pages_need_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let files = [
            ("app.json", r#"{"pages":["a","b"],"usingComponents":{"all":"/c/all"}}"#),
            ("app.js", "require('./lib/one')"),
            ("lib/one.js", "import './two'"),
            ("lib/two.js", ""),
            ("a.js", ""),
            ("a.wxml", "<own/>"),
            ("a.json", r#"{"usingComponents":{"own":"./c/own","gone":"./c/gone"}}"#),
            ("b.js", ""),
            ("c/own.js", ""),
            ("c/own.json", r#"{"component":true,"usingComponents":{"own":"./own"}}"#),
            ("c/all.js", ""),
            ("c/all.json", r#"{"component":true,"styleIsolation":"shared"}"#),
        ];
        for (file, text) in files {
            let path = folder.path().join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let package = Arc::new(Package::open(folder.path()).unwrap());
        let compiler = Arc::new(Compiler::open(package, None).0);
        let work = Work::new(&compiler, &Arc::new(Watch::new(Duration::from_mins(1))));
        work.run(&Keep { folder: folder.path().to_owned(), progress: Arc::new(|_, _| {}) });
        // Seven scripts, four templates, and with the program's own five style sheets.
        assert_eq!(compiler.compiled(), 16);
        compiler.script("lib/two.js");
        compiler.style("c/own", Some(&style::scope("c/own")));
        compiler.style("c/all", None);
        assert_eq!(compiler.compiled(), 16);
    }

    #[test]
    fn what_a_script_requires_is_found_by_its_literals() {
        let code = "const a = require('./a'); __vite_ssr_import__(\"./b\", {}); require(c)";
        assert_eq!(required(code).collect::<Vec<_>>(), ["./a", "./b"]);
    }
}
