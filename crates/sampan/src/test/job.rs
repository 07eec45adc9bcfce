//! What there is to run: files with their tests, loaded to see what they declare, and handed out to the workers.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use sampan_spec::{Declared, Failure, Spec, Stop, THREAD_STACK};

use super::options::Settings;
use super::select;

/// A file that was looked into: its tests, or why it cannot be loaded.
pub type Loaded = (PathBuf, Result<Vec<Declared>, Failure>);

/// Which test of which file, by their numbers in the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TestId {
    pub file: usize,
    pub test: usize,
}

/// Everything that will be run.
pub struct Plan {
    pub files: Vec<Loaded>,
    /// For each file the tests that are run.
    selected: Vec<Vec<usize>>,
}

impl Plan {
    pub fn new(files: Vec<Loaded>, settings: &Settings) -> Self {
        let known: Vec<_> = files
            .iter()
            .map(|(file, tests)| (file.as_path(), tests.as_deref().unwrap_or_default()))
            .collect();
        let selected = select::select(&known, settings);
        Self { files, selected }
    }

    pub fn test(&self, id: TestId) -> &Declared {
        // Numbers come from the plan itself, which gives none to a file without tests.
        match &self.files[id.file].1 {
            Ok(tests) => &tests[id.test],
            Err(_) => unreachable!("a file that cannot be loaded has no tests"),
        }
    }

    /// All tests that are run, in order.
    pub fn tests(&self) -> impl Iterator<Item = TestId> {
        let files = self.selected.iter().enumerate();
        files.flat_map(|(file, tests)| tests.iter().map(move |test| TestId { file, test: *test }))
    }

    /// Files that cannot be loaded.
    pub fn faults(&self) -> impl Iterator<Item = (&PathBuf, &Failure)> {
        self.files.iter().filter_map(|(file, tests)| tests.as_ref().err().map(|failure| (file, failure)))
    }

    pub fn declared(&self) -> usize {
        self.files.iter().filter_map(|(_, tests)| tests.as_ref().ok()).map(Vec::len).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.tests().next().is_none() && self.faults().next().is_none()
    }

    /// Files with something to run.
    pub fn file_count(&self) -> usize {
        self.selected.iter().filter(|tests| !tests.is_empty()).count()
    }
}

/// Looks into all files, on all cores.
pub fn load(files: &[PathBuf], settings: &Settings, stop: &Stop) -> Vec<Loaded> {
    let next = AtomicUsize::new(0);
    let loaded: Mutex<Vec<(usize, Loaded)>> = Mutex::default();
    let options = settings.spec_options();
    let work = || {
        while let Some((index, file)) = {
            let index = next.fetch_add(1, Ordering::Relaxed);
            files.get(index).map(|file| (index, file))
        } {
            let tests = Spec::load(file, &options, stop.clone()).map(|spec| spec.declared().to_vec());
            loaded.lock().unwrap_or_else(PoisonError::into_inner).push((index, (file.clone(), tests)));
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..settings.workers.min(files.len()) {
            let spawned = std::thread::Builder::new().stack_size(THREAD_STACK).spawn_scoped(scope, work);
            spawned.expect("a thread can be started");
        }
    });
    let mut loaded = loaded.into_inner().unwrap_or_else(PoisonError::into_inner);
    loaded.sort_by_key(|(index, _)| *index);
    loaded.into_iter().map(|(_, loaded)| loaded).collect()
}

/// A file with tests to run: one worker runs them in their order.
pub struct Job {
    pub file: usize,
    pub path: PathBuf,
    pub tests: Vec<usize>,
}

/// What is still to run.
pub struct Queue(Mutex<VecDeque<Job>>);

impl Queue {
    pub fn new(plan: &Plan) -> Self {
        let jobs = plan.files.iter().zip(&plan.selected).enumerate();
        let jobs = jobs.filter(|(_, (_, tests))| !tests.is_empty());
        let jobs =
            jobs.map(|(file, ((path, _), tests))| Job { file, path: path.clone(), tests: tests.clone() });
        Self(Mutex::new(jobs.collect()))
    }

    pub fn next(&self) -> Option<Job> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
    }
}
