//! The way out: every event of a mini program passes here, and none does once the program is closed.

use std::sync::{Arc, Mutex, PoisonError};

use sampan_engine::id::AppId;
use sampan_engine::logic::LogicEvent;
use sampan_engine::trace::Level;
use sampan_source::Place;

use crate::layer::Events;

#[derive(Clone)]
pub struct Reporter {
    app: AppId,
    events: Events,
    // A lock and not a flag: `close` promises silence, so it has to wait for an event that is being handed over.
    silent: Arc<Mutex<bool>>,
}

impl Reporter {
    pub fn new(app: AppId, events: Events) -> Self {
        Self { app, events, silent: Arc::default() }
    }

    pub fn app(&self) -> AppId {
        self.app.clone()
    }

    pub fn silence(&self) {
        *self.silent.lock().unwrap_or_else(PoisonError::into_inner) = true;
    }

    pub fn event(&self, event: LogicEvent) {
        let silent = self.silent.lock().unwrap_or_else(PoisonError::into_inner);
        if !*silent {
            (self.events)(event);
        }
    }

    pub fn finished(&self) {
        self.event(LogicEvent::Finished { app: self.app() });
    }

    pub fn launch_failed(&self, reason: String) {
        self.event(LogicEvent::LaunchFailed { app: self.app(), reason });
    }

    /// Something is wrong with a file.
    pub fn fault(&self, text: String, place: Place) {
        let Place { file: source, line, column } = place;
        self.event(LogicEvent::Fault { app: self.app(), text, source, line, column });
    }

    pub fn error(&self, text: String, place: Place) {
        let Place { file: source, line, column } = place;
        self.event(LogicEvent::Error { app: self.app(), text, source, line, column });
    }

    pub fn console(&self, level: Level, text: String, place: Place) {
        let Place { file: source, line, column } = place;
        self.event(LogicEvent::Console { app: self.app(), level, text, source, line, column });
    }
}
