//! `sampan record`: a run or an opened page, and the test that comes of it.

use std::path::{Path, PathBuf};

use sampan::record::{Form, Opened, Pictures, Recording, seen_from};
use sampan::{Host, HostError};

use crate::cli::{self, Record, Task};
use crate::output;

/// A recording, and where its source goes.
pub struct Tape {
    recording: Recording,
    file: PathBuf,
    form: Form,
    opened: Opened,
}

/// Begins a recording. What comes back with it is what is to be done: a run, or a page to open.
pub fn start(host: &Host, record: Record) -> Result<(Tape, Task), HostError> {
    let Record { target, output, form, page, common } = record;
    let form = match form {
        cli::Form::Spec => Form::Spec,
        cli::Form::Playwright => Form::Playwright,
        cli::Form::Automator => Form::Automator,
    };
    let file = match output {
        Some(file) => file,
        None => free(form)?,
    };
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)
        .map_err(|error| HostError::Refused(format!("cannot write to {}: {error}", folder.display())))?;
    let seen = |path: &PathBuf| seen_from(folder, &path.to_string_lossy());
    let is_program = Path::new(&target).join("app.json").is_file()
        || Path::new(&target).join("project.config.json").is_file();
    let opened = Opened {
        is_h5: !is_program,
        target: seen_from(folder, &target),
        page: page.clone(),
        apps: common.app.iter().map(seen).collect(),
        device: common.device.as_ref().map(seen),
        ..Opened::default()
    };
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    // `order.spec.ts` has pictures that are called `order`.
    let name = name.split('.').next().unwrap_or_default().to_owned();
    let pictures = Pictures::Beside { folder: folder.to_owned(), name };
    let recording = Recording::start(host, pictures, output::recorded)?;
    let task = if is_program {
        Task::Run { folder: target.into(), page, scene: 1001, common }
    } else {
        Task::Open { address: target, common }
    };
    Ok((Tape { recording, file, form, opened }, task))
}

/// Writes the test.
pub fn finish(tape: Tape) {
    let Tape { recording, file, form, opened } = tape;
    match std::fs::write(&file, recording.source(form, &opened)) {
        Ok(()) => output::written(&file),
        Err(error) => output::error(&format!("cannot write {}: {error}", file.display())),
    }
}

/// A name of our own choice takes nobody's file.
fn free(form: Form) -> Result<PathBuf, HostError> {
    let file = PathBuf::from(if form == Form::Automator { "recorded.mjs" } else { "recorded.spec.ts" });
    if file.exists() {
        let reason = format!("{} is there already; say with -o where the test goes", file.display());
        return Err(HostError::Refused(reason));
    }
    Ok(file)
}
