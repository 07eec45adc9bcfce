//! Watches folders and hands over what has changed in them, a batch at a time.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use notify::event::ModifyKind;
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::meaning::is_passing;

/// Nothing more has changed for so long: an editor has finished its save.
const QUIET: Duration = Duration::from_millis(30);
/// A batch is handed over after this at the latest.
const LONGEST: Duration = Duration::from_millis(200);

/// What comes out of a watcher.
pub enum Seen {
    Changed(PathBuf),
    /// A folder is there that was not.
    Folder(PathBuf),
    Lost(String),
    /// The host ends.
    End,
}

/// A watcher that sends what it sees.
pub fn watcher(seen: Sender<Seen>) -> notify::Result<RecommendedWatcher> {
    notify::recommended_watcher(move |event: notify::Result<Event>| {
        let event = match event {
            Ok(event) => event,
            Err(error) => return drop(seen.send(Seen::Lost(error.to_string()))),
        };
        // Reading a file is no change, nor is a new time stamp.
        let is_change = match event.kind {
            EventKind::Access(_) | EventKind::Modify(ModifyKind::Metadata(_)) => false,
            EventKind::Any
            | EventKind::Create(_)
            | EventKind::Modify(_)
            | EventKind::Remove(_)
            | EventKind::Other => true,
        };
        for path in event.paths.into_iter().filter(|_| is_change) {
            let found = if matches!(event.kind, EventKind::Create(_)) && path.is_dir() {
                Seen::Folder(path)
            } else {
                Seen::Changed(path)
            };
            // Nobody listens any more when the host has ended.
            let _ = seen.send(found);
        }
    })
}

/// Watches a folder with all below it. Folders that only others write to are left out at the top, where they usually
/// are: a watch of each folder of `node_modules` costs more than the mini program.
pub fn watch_tree(watcher: &mut RecommendedWatcher, root: &Path) -> notify::Result<()> {
    watcher.watch(root, RecursiveMode::NonRecursive)?;
    let entries = std::fs::read_dir(root).map_err(notify::Error::io)?;
    for path in entries.flatten().map(|entry| entry.path()).filter(|path| path.is_dir()) {
        watch_below(watcher, root, &path)?;
    }
    Ok(())
}

/// Watches a folder right below a root.
pub fn watch_below(watcher: &mut RecommendedWatcher, root: &Path, folder: &Path) -> notify::Result<()> {
    let inner = folder.strip_prefix(root).unwrap_or(folder);
    if inner.components().count() != 1 || is_passing(inner) {
        return Ok(());
    }
    watcher.watch(folder, RecursiveMode::Recursive)
}

/// Changed files, new folders, and when the first was noticed.
pub struct Batch {
    pub files: BTreeSet<PathBuf>,
    pub folders: Vec<PathBuf>,
    pub lost: Option<String>,
    pub since: Instant,
}

/// The next batch; `None` when the host ends.
pub fn next_batch(seen: &Receiver<Seen>) -> Option<Batch> {
    let mut next = seen.recv().ok()?;
    let since = Instant::now();
    let mut batch = Batch { files: BTreeSet::new(), folders: Vec::new(), lost: None, since };
    loop {
        match next {
            Seen::End => return None,
            Seen::Changed(path) => drop(batch.files.insert(path)),
            Seen::Folder(path) => batch.folders.push(path),
            Seen::Lost(reason) => batch.lost = Some(reason),
        }
        let left = LONGEST.saturating_sub(since.elapsed());
        if left.is_zero() {
            return Some(batch);
        }
        next = match seen.recv_timeout(QUIET.min(left)) {
            Ok(next) => next,
            Err(RecvTimeoutError::Timeout) => return Some(batch),
            Err(RecvTimeoutError::Disconnected) => return None,
        };
    }
}

/// All that is in a folder and below it.
pub fn files_below(folder: &Path, files: &mut BTreeSet<PathBuf>) {
    if folder.file_name().is_some_and(|name| is_passing(Path::new(name))) {
        return;
    }
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => files_below(&entry.path(), files),
            Ok(_) => drop(files.insert(entry.path())),
            Err(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    #[test]
    fn what_comes_together_is_one_batch() {
        let (sender, receiver) = channel();
        for name in ["a", "b", "a"] {
            sender.send(Seen::Changed(name.into())).unwrap();
        }
        let batch = next_batch(&receiver).unwrap();
        assert_eq!(batch.files.into_iter().collect::<Vec<_>>(), [PathBuf::from("a"), PathBuf::from("b")]);
        sender.send(Seen::End).unwrap();
        assert!(next_batch(&receiver).is_none());
    }
}
