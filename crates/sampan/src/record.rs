//! Recording: what a person does with the phone becomes a test. Pages say what was touched in them
//! (`packages/driver/src/record`), the phone's page says what was answered and pressed around them.

mod action;
mod code;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use sampan_engine::engine::Command;
use sampan_engine::id::PageId;
use sampan_engine::trace::TraceEvent;
use sampan_view::Witness;
use tokio::task::JoinHandle;

use crate::host::{Events, Host, Look, Shared};
use action::{Action, Touch};

pub use code::{Form, Opened};

/// The script for pages.
const SCRIPT: &str = include_str!(concat!(env!("OUT_DIR"), "/record.js"));

/// A recording that goes on until it is dropped.
pub struct Recording {
    tape: Arc<Tape>,
    shared: Arc<Shared>,
    follower: JoinHandle<()>,
    _witness: Witness,
}

/// Is told each line of the source as it comes.
type Told = Box<dyn Fn(&str) + Send + Sync>;

struct Tape {
    kept: Mutex<Kept>,
    told: Told,
    /// Where pictures go that a person has picked.
    folder: Option<PathBuf>,
}

#[derive(Default)]
struct Kept {
    actions: Vec<Action>,
    /// The page stack as it is.
    stack: Vec<String>,
    pictures: usize,
}

impl Recording {
    /// Records what is done from now on. `folder` is where the source will stand: pictures that are picked go beside it.
    pub fn start(host: &Host, folder: Option<&Path>, told: impl Fn(&str) + Send + Sync + 'static) -> Self {
        let folder = folder.map(Path::to_owned);
        let tape = Arc::new(Tape { kept: Mutex::default(), told: Box::new(told), folder });
        let (look, heard) = (host.look(), tape.clone());
        host.shared().listen(Some(Arc::new(move |command: &Command| heard.by_hand(command, &look))));
        let said = tape.clone();
        let witness = host.view().witness(SCRIPT, Arc::new(move |_: PageId, text: String| said.said(&text)));
        let follower = tokio::spawn(tape.clone().follow(host.events()));
        Self { tape, shared: host.shared().clone(), follower, _witness: witness }
    }

    /// The test, as far as it has been recorded.
    pub fn source(&self, form: Form, opened: &Opened) -> String {
        code::source(form, opened, &self.tape.kept().actions)
    }

    /// How many things were done so far.
    pub fn count(&self) -> usize {
        self.tape.kept().actions.len()
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        self.shared.listen(None);
        self.follower.abort();
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
        (self.told)(&code::line(Form::Spec, &action));
        action::add(&mut self.kept().actions, action);
    }

    /// Puts a picture beside the source, and gives its path from there.
    fn keep(&self, bytes: &[u8], extension: &str) -> Option<String> {
        let folder = self.folder.as_ref()?;
        let mut kept = self.kept();
        kept.pictures += 1;
        let path = format!("recorded/picture-{}.{extension}", kept.pictures);
        let file = folder.join(&path);
        let written =
            std::fs::create_dir_all(folder.join("recorded")).and_then(|()| std::fs::write(&file, bytes));
        if let Err(error) = written {
            tracing::warn!(%error, file = %file.display(), "a picture of the recording is not kept");
        }
        Some(path)
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
