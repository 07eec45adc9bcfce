//! Steps of a test in the trace: every call of the driver, the named groups they are in, and where in the spec they stand.

use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;

use super::Pen;
use super::entry::{Entry, Place};
use crate::drive::{DriveError, Step, StepObserver};

/// Groups are numbered from here; the driver counts its calls from 1.
const GROUPS: u64 = 1 << 40;

/// Writes the steps of one run. Clones write the same run.
#[derive(Clone)]
pub struct Steps {
    pen: Pen,
    here: Arc<Mutex<Here>>,
}

#[derive(Default)]
struct Here {
    groups: Vec<u64>,
    last_group: u64,
    place: Option<Place>,
}

impl Steps {
    pub(super) fn new(pen: Pen) -> Self {
        Self { pen, here: Arc::default() }
    }

    /// The source of a spec.
    pub fn source(&self, file: &str, text: &str) {
        self.pen.source(file, text);
    }

    /// Where in the spec the next call stands.
    pub fn at(&self, place: Option<Place>) {
        self.here().place = place;
    }

    /// A named group begins; what comes is in it until [`Steps::leave`].
    pub fn enter(&self, title: &str, place: Option<Place>) {
        let mut here = self.here();
        here.last_group += 1;
        let id = GROUPS + here.last_group;
        let parent = here.groups.last().copied();
        here.groups.push(id);
        drop(here);
        let (method, params, title) = (String::new(), Value::Null, title.to_owned());
        self.pen.write(Entry::Step { id, parent, method, params, title, place });
    }

    /// The innermost group has ended.
    pub fn leave(&self, error: Option<String>) {
        if let Some(id) = self.here().groups.pop() {
            self.pen.write(Entry::StepEnd { id, result: Value::Null, error });
        }
    }

    fn here(&self) -> std::sync::MutexGuard<'_, Here> {
        self.here.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl StepObserver for Steps {
    fn started(&self, step: &Step) {
        let here = self.here();
        let (parent, place) = (here.groups.last().copied(), here.place.clone());
        drop(here);
        let Step { id, method, params } = step.clone();
        self.pen.write(Entry::Step { id, parent, method, params, title: String::new(), place });
    }

    fn ended(&self, step: &Step, result: &Result<Value, DriveError>) {
        let entry = match result {
            // A picture of its own is in the film.
            Ok(Value::String(_)) if step.method.ends_with(".screenshot") => {
                Entry::StepEnd { id: step.id, result: Value::Null, error: None }
            }
            Ok(result) => Entry::StepEnd { id: step.id, result: result.clone(), error: None },
            Err(error) => Entry::StepEnd { id: step.id, result: Value::Null, error: Some(error.to_string()) },
        };
        self.pen.write(entry);
    }
}
