//! Recording: what a person does with the phone becomes a test. Pages say what was touched in them
//! (`packages/driver/src/record`), the phone's page says what was answered and pressed around them.

mod action;
mod button;
mod code;
mod opened;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use sampan_engine::engine::Command;
use sampan_engine::id::PageId;
use sampan_engine::trace::TraceEvent;
use sampan_server::phone::protocol::Recording as Progress;
use sampan_view::Witness;
use tokio::task::JoinHandle;

use crate::host::{Events, Host, HostError, Look, Shared};
use action::{Action, Touch};

pub(crate) use button::RecordButton;
pub use code::Form;
pub use opened::{Opened, seen_from};

/// The script for pages.
const SCRIPT: &str = include_str!(concat!(env!("OUT_DIR"), "/record.js"));

/// A recording that goes on until it is dropped. A host has one at a time.
pub struct Recording {
    tape: Arc<Tape>,
    shared: Arc<Shared>,
    follower: JoinHandle<()>,
    _witness: Witness,
}

/// Where pictures go that a person has picked.
pub enum Pictures {
    /// Beside the source, below this folder, in files whose names begin so.
    Beside { folder: PathBuf, name: String },
    /// Into memory: [`Recording::pictures`].
    Held,
}

/// A picture that the source names, and its bytes.
pub type HeldPicture = (String, Vec<u8>);

/// Is told each line of the source as it comes.
type Told = Box<dyn Fn(&str) + Send + Sync>;

struct Tape {
    kept: Mutex<Kept>,
    told: Told,
    pictures: Pictures,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Kept {
    actions: Vec<Action>,
    /// The page stack as it is.
    stack: Vec<String>,
    pictures: usize,
    held: Vec<HeldPicture>,
}

impl Recording {
    /// Records what is done from now on.
    pub fn start(
        host: &Host,
        pictures: Pictures,
        told: impl Fn(&str) + Send + Sync + 'static,
    ) -> Result<Self, HostError> {
        Self::on(host.shared(), pictures, Box::new(told)).map_err(HostError::Refused)
    }

    fn on(shared: &Arc<Shared>, pictures: Pictures, told: Told) -> Result<Self, String> {
        let begins = |recording: &mut Option<Progress>| {
            let is_free = recording.is_none();
            recording.get_or_insert_default();
            is_free
        };
        if !shared.recording.send_if_modified(begins) {
            return Err("this phone is being recorded already".to_owned());
        }
        let tape = Arc::new(Tape { kept: Mutex::default(), told, pictures, shared: shared.clone() });
        let (look, heard) = (Look::new(shared), tape.clone());
        shared.listen(Some(Arc::new(move |command: &Command| heard.by_hand(command, &look))));
        let said = tape.clone();
        let witness = shared.view.witness(SCRIPT, Arc::new(move |_: PageId, text: String| said.said(&text)));
        let follower = tokio::spawn(tape.clone().follow(shared.events()));
        Ok(Self { tape, shared: shared.clone(), follower, _witness: witness })
    }

    /// The test, as far as it has been recorded.
    pub fn source(&self, form: Form, opened: &Opened) -> String {
        code::source(form, opened, &self.tape.kept().actions)
    }

    /// How many things were done so far.
    pub fn count(&self) -> usize {
        self.tape.kept().actions.len()
    }

    /// The pictures that are held.
    pub fn pictures(&self) -> Vec<HeldPicture> {
        self.tape.kept().held.clone()
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        self.shared.listen(None);
        self.follower.abort();
        self.shared.recording.send_replace(None);
    }
}

impl Tape {
    fn said(&self, text: &str) {
        match serde_json::from_str::<Touch>(text) {
            Ok(touch) => self.add(Action::Touch(touch)),
            Err(error) => tracing::warn!(%error, text, "a page said what is no touch"),
        }
    }

    fn by_hand(&self, command: &Command, look: &Look) {
        let mut keep = |bytes: &[u8], extension: &str| self.keep(bytes, extension);
        if let Some(action) = action::of_command(command, &look.state(), &mut keep) {
            self.add(action);
        }
    }

    async fn follow(self: Arc<Self>, mut events: Events) {
        while let Some(event) = events.next().await {
            let TraceEvent::Navigate { stack, .. } = event else { continue };
            let mut kept = self.kept();
            let has_changed = kept.stack != stack;
            kept.stack.clone_from(&stack);
            let has_begun = !kept.actions.is_empty();
            drop(kept);
            // The launch is part of the opening.
            if has_changed && has_begun {
                self.add(Action::Pages(stack));
            }
        }
    }

    fn add(&self, action: Action) {
        let last = code::line(Form::Spec, &action);
        (self.told)(&last);
        let mut kept = self.kept();
        action::add(&mut kept.actions, action);
        let progress = Progress { count: kept.actions.len(), last };
        // A page may have its say after the end.
        self.shared.recording.send_if_modified(|now| now.as_mut().map(|now| *now = progress).is_some());
    }

    /// Keeps a picture, and gives its path as the source names it.
    fn keep(&self, bytes: &[u8], extension: &str) -> String {
        let mut kept = self.kept();
        kept.pictures += 1;
        let number = kept.pictures;
        match &self.pictures {
            Pictures::Held => {
                let name = format!("recorded-{number}.{extension}");
                kept.held.push((name.clone(), bytes.to_owned()));
                name
            }
            Pictures::Beside { folder, name } => {
                let path = format!("recorded/{name}-{number}.{extension}");
                let file = folder.join(&path);
                let written = std::fs::create_dir_all(folder.join("recorded"))
                    .and_then(|()| std::fs::write(&file, bytes));
                if let Err(error) = written {
                    tracing::warn!(%error, file = %file.display(), "a picture of the recording is not kept");
                }
                path
            }
        }
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
