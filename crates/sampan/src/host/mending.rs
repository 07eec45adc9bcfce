//! A mini program that cannot be started because of what is in its files: where somebody can mend it, it is waited for.

use std::path::{Path, PathBuf};
use std::sync::mpsc::channel;

use sampan_engine::engine::Command;
use sampan_engine::id::AppId;
use sampan_engine::package::{Package, PackageError};
use tokio::sync::oneshot;

use super::reload::watch::{next_batch, watch_tree, watcher};
use super::reload::{Origin, problem};
use super::{Host, HostError};

impl Host {
    /// Opens a mini program, as soon as it can be opened.
    pub(super) async fn open_mended(&self, origin: &Origin) -> Result<Package, HostError> {
        // Before it has been opened, nobody knows what its id is.
        let app = AppId::from("");
        let mut is_told = false;
        loop {
            // Watched before it is looked at: a change in between must not be missed.
            let changed = origin.folder().filter(|_| self.reloads && self.keep_going).and_then(changes);
            let error = match origin.open() {
                Ok(package) => {
                    if is_told {
                        self.command(Command::Problems { app, problems: Vec::new() })?;
                    }
                    return Ok(package);
                }
                Err(error) => error,
            };
            let Some(changed) = changed.filter(|_| can_be_mended(&error)) else { return Err(error.into()) };
            let problems = vec![problem(&app, &error.into())];
            self.command(Command::Problems { app: app.clone(), problems })?;
            is_told = true;
            self.mending.notify_one();
            if changed.await.is_err() {
                return Err(HostError::Ended);
            }
        }
    }

    /// Comes back when a mini program does not start and is waited for.
    pub async fn waits_for_mending(&self) {
        self.mending.notified().await;
    }
}

/// A folder that is not there is a mistake in the command, and not in a file.
fn can_be_mended(error: &PackageError) -> bool {
    !matches!(error, PackageError::NoFolder(_) | PackageError::NoAppJson(_))
}

/// Answered at the next change of a file in a folder. `None`: the folder cannot be watched.
fn changes(folder: &Path) -> Option<oneshot::Receiver<()>> {
    let (sender, seen) = channel();
    let mut watcher = watcher(sender).ok()?;
    let folder: PathBuf = folder.canonicalize().ok()?;
    watch_tree(&mut watcher, &folder).ok()?;
    let (changed, told) = oneshot::channel();
    // A thread of its own: one of the runtime's would keep the command from ending.
    let wait = move || {
        let _watcher = watcher;
        if next_batch(&seen).is_some() {
            let _ = changed.send(());
        }
    };
    std::thread::Builder::new().name("mending".to_owned()).spawn(wait).ok()?;
    Some(told)
}
