//! What mini programs have for those who drive them: heard on the engine's thread, so that it comes before the answer to what
//! caused it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;

use super::Host;
use super::shared::Shared;

type Listener = Box<dyn Fn(&str, &Value) + Send>;

#[derive(Default)]
pub struct Told(Mutex<Listeners>);

#[derive(Default)]
struct Listeners {
    last: u64,
    all: BTreeMap<u64, Listener>,
}

impl Told {
    pub fn tell(&self, event: &str, params: &Value) {
        let listeners = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for listener in listeners.all.values() {
            listener(event, params);
        }
    }
}

/// Hears until it is dropped.
pub struct Hearing {
    shared: Arc<Shared>,
    id: u64,
}

impl Drop for Hearing {
    fn drop(&mut self) {
        self.shared.told.0.lock().unwrap_or_else(PoisonError::into_inner).all.remove(&self.id);
    }
}

impl Host {
    /// Hears the events of the automator's protocol that mini programs tell. The listener must not block.
    pub(crate) fn hear(&self, listener: Listener) -> Hearing {
        let mut listeners = self.shared.told.0.lock().unwrap_or_else(PoisonError::into_inner);
        listeners.last += 1;
        let id = listeners.last;
        listeners.all.insert(id, listener);
        Hearing { shared: self.shared.clone(), id }
    }
}
