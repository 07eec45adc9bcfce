//! The record button of the phone's page: a recording of what is in front when it is pressed.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sampan_server::phone::protocol::{Recorded, RecordedPicture};

use super::{Form, Opened, Pictures, Recording};
use crate::host::{Look, Shared};

#[derive(Default)]
pub(crate) struct RecordButton(Mutex<Option<Pressed>>);

struct Pressed {
    recording: Recording,
    opened: Opened,
    /// Where paths in the source begin.
    folder: PathBuf,
}

impl RecordButton {
    pub fn start(&self, shared: &Arc<Shared>) -> Result<(), String> {
        let folder = std::env::current_dir().map_err(|error| error.to_string())?;
        let recording = Recording::on(shared, Pictures::Held, Box::new(|_| {}))?;
        let opened = opened(shared, &folder)?;
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Pressed { recording, opened, folder });
        Ok(())
    }

    pub fn end(&self) -> Result<Recorded, String> {
        let pressed = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Pressed { recording, opened, folder } = pressed
            .ok_or("this page has begun no recording: one of `sampan record` is written when that ends")?;
        let source = |form| recording.source(form, &opened);
        let picture = |(name, bytes)| RecordedPicture { name, base64: STANDARD.encode::<Vec<u8>>(bytes) };
        Ok(Recorded {
            spec: source(Form::Spec),
            playwright: source(Form::Playwright),
            automator: source(Form::Automator),
            folder: folder.display().to_string(),
            pictures: recording.pictures().into_iter().map(picture).collect(),
        })
    }
}

fn opened(shared: &Arc<Shared>, folder: &Path) -> Result<Opened, String> {
    let state = Look::new(shared).state();
    let nothing = || "open a mini program first: a test begins with one".to_owned();
    let app = state.app.as_ref().ok_or_else(nothing)?;
    let (started, package) = shared.started(app).zip(shared.package(app)).ok_or_else(nothing)?;
    Ok(Opened::now(&state, &started, &package, folder))
}
