//! What changes in the storage of mini programs. An event names a key at most; so the store is read when there was one,
//! and compared with how it was.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures::channel::oneshot;
use sampan_engine::engine::Command;
use sampan_engine::id::AppId;
use sampan_engine::trace::{NavigateKind, TraceEvent};
use serde_json::Value;

use super::entry::Entry;
use crate::host::Shared;

type Values = BTreeMap<String, Value>;

#[derive(Default)]
pub struct Stores {
    seen: BTreeMap<AppId, Values>,
    /// Those to be read again, and since when.
    changed: BTreeMap<AppId, f64>,
}

impl Stores {
    /// Whether the event is about a store.
    pub fn hear(&mut self, at: f64, event: &TraceEvent) {
        // With a launch there is what was kept by earlier runs.
        let (TraceEvent::Storage { app, .. }
        | TraceEvent::Navigate { app, kind: NavigateKind::AppLaunch | NavigateKind::MiniProgram, .. }) =
            event
        else {
            return;
        };
        self.changed.entry(app.clone()).or_insert(at);
    }

    pub fn have_changed(&self) -> bool {
        !self.changed.is_empty()
    }

    /// What is other than it was.
    pub async fn look(&mut self, shared: &Arc<Shared>) -> Vec<(f64, Entry)> {
        let mut told = Vec::new();
        for (app, at) in std::mem::take(&mut self.changed) {
            let (answer, wait) = oneshot::channel();
            shared.command(Command::StorageEntries { app: app.clone(), answer });
            // An error means that the mini program, or everything, has ended.
            let Ok(Ok(entries)) = wait.await else { continue };
            let now: Values = entries.into_iter().map(|entry| (entry.key, entry.value)).collect();
            let before = self.seen.insert(app.clone(), now.clone()).unwrap_or_default();
            told.extend(changes(&app, before, now).map(|entry| (at, entry)));
        }
        told
    }
}

fn changes(app: &AppId, mut before: Values, now: Values) -> impl Iterator<Item = Entry> + use<> {
    let storage = {
        let app = app.clone();
        move |key, before, after| Entry::Storage { app: app.clone(), key, before, after }
    };
    let mut told = Vec::new();
    for (key, after) in now {
        let was = before.remove(&key);
        if was.as_ref() != Some(&after) {
            told.push(storage(key, was, Some(after)));
        }
    }
    told.extend(before.into_iter().map(|(key, was)| storage(key, Some(was), None)));
    told.into_iter()
}
