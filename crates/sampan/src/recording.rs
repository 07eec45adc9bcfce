//! `sampan record`: a run or an opened page, and the test that comes of it.

use std::path::{Path, PathBuf};

use sampan::record::{Form, Opened, Recording};
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
    let opened = Opened { target: from(folder, &target), page: page.clone(), scene: None };
    let recording = Recording::start(host, Some(folder), output::recorded);
    let task = if Path::new(&target).join("app.json").is_file()
        || Path::new(&target).join("project.config.json").is_file()
    {
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
    let file = PathBuf::from(if form == Form::Automator { "recorded.js" } else { "recorded.spec.ts" });
    if file.exists() {
        let reason = format!("{} is there already; say with -o where the test goes", file.display());
        return Err(HostError::Refused(reason));
    }
    Ok(file)
}

/// A target as it is named from a folder; an address stays as it is.
fn from(folder: &Path, target: &str) -> String {
    let (Ok(folder), Ok(target)) = (folder.canonicalize(), Path::new(target).canonicalize()) else {
        return target.to_owned();
    };
    let common = folder.components().zip(target.components()).take_while(|(a, b)| a == b).count();
    let up = folder.components().skip(common).map(|_| "..".into());
    let down = target.components().skip(common).map(|part| part.as_os_str().to_string_lossy());
    let steps: Vec<_> = up.chain(down).collect();
    let path = steps.join("/");
    if path.starts_with("..") { path } else { format!("./{path}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_named_from_where_the_test_stands() {
        let root = tempfile::tempdir().unwrap();
        let (specs, app) = (root.path().join("specs"), root.path().join("apps/shop"));
        std::fs::create_dir_all(&specs).unwrap();
        std::fs::create_dir_all(&app).unwrap();
        assert_eq!(from(&specs, &app.to_string_lossy()), "../apps/shop");
        assert_eq!(from(root.path(), &app.to_string_lossy()), "./apps/shop");
        assert_eq!(from(&specs, "http://localhost:5173"), "http://localhost:5173");
    }
}
