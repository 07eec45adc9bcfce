//! What has happened since a driver is there: calls of the bridge, messages, and the end of the session.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use sampan_engine::trace::TraceEvent;
use tokio::sync::watch;

use crate::host::Events;

/// Events that are kept. Older ones go, and leave a gap in the numbers.
const KEPT: usize = 20_000;

pub(super) struct Log {
    began: Instant,
    entries: Mutex<Entries>,
    /// The number of the next entry.
    next: watch::Sender<u64>,
    /// Why the session is over, when it is.
    end: watch::Sender<Option<String>>,
}

#[derive(Default)]
struct Entries {
    first: u64,
    kept: std::collections::VecDeque<Entry>,
}

#[derive(Clone)]
pub(super) struct Entry {
    pub n: u64,
    /// Milliseconds since the driver is there.
    pub at: f64,
    pub event: TraceEvent,
}

impl Log {
    pub fn new() -> Arc<Self> {
        Arc::new(Self {
            began: Instant::now(),
            entries: Mutex::default(),
            next: watch::Sender::new(0),
            end: watch::Sender::new(None),
        })
    }

    /// Hears what happens until nothing does any more.
    pub async fn follow(self: Arc<Self>, mut events: Events) {
        while let Some(event) = events.next().await {
            self.add(event);
        }
        self.end.send_modify(|end| {
            end.get_or_insert_with(|| "closed".to_owned());
        });
    }

    fn add(&self, event: TraceEvent) {
        match &event {
            TraceEvent::Exit { reason, .. } => drop(self.end.send_replace(Some(reason.clone()))),
            TraceEvent::Call { .. } | TraceEvent::Message { .. } | TraceEvent::Prompt { .. } => {}
            _ => return,
        }
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        let n = entries.first + entries.kept.len() as u64;
        let at = self.began.elapsed().as_secs_f64() * 1000.0;
        entries.kept.push_back(Entry { n, at, event });
        if entries.kept.len() > KEPT {
            entries.kept.pop_front();
            entries.first += 1;
        }
        drop(entries);
        self.next.send_replace(n + 1);
    }

    /// What came from this number on, and the number to go on with.
    pub fn since(&self, n: u64) -> (Vec<Entry>, u64) {
        let entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        let skipped = usize::try_from(n.saturating_sub(entries.first)).unwrap_or(usize::MAX);
        let next = entries.first + entries.kept.len() as u64;
        (entries.kept.iter().skip(skipped).cloned().collect(), next)
    }

    /// Comes back when there is something from this number on.
    pub async fn reaches(&self, n: u64) {
        // The sender lives as long as this does.
        let _ = self.next.subscribe().wait_for(|next| *next > n).await;
    }

    /// Comes back with the reason when the session is over.
    pub async fn ended(&self) -> String {
        let mut end = self.end.subscribe();
        let reason = end.wait_for(Option::is_some).await.ok().and_then(|reason| reason.clone());
        reason.unwrap_or_default()
    }
}
