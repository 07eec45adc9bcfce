//! `--trace` and `sampan trace`: a file of what happened, and the page that shows it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use sampan::evidence::{Evidence, Patterns, TraceOptions, show};
use sampan::{Host, HostError};

use crate::cli::{Common, Task, TraceTask};
use crate::{has_display, output};

/// Begins a trace, when it was asked for.
pub fn start(host: &Host, task: &Task, common: &Common) -> Result<Option<Evidence>, HostError> {
    let Some(file) = &common.trace else { return Ok(None) };
    let title = match task {
        Task::Open { address, .. } => address.clone(),
        Task::Run { folder, .. } => folder.display().to_string(),
        Task::Auto { project, .. } => project.display().to_string(),
        // The others start nothing of their own.
        _ => String::new(),
    };
    let masks = Patterns::new(&common.trace_mask).map_err(HostError::Refused)?;
    let options = TraceOptions { file: file.clone(), title, masks, ..TraceOptions::default() };
    Evidence::start(host, options).map(Some).map_err(HostError::Refused)
}

pub async fn finish(evidence: Option<Evidence>) {
    if let Some(evidence) = evidence
        && let Err(reason) = evidence.finish("ended", None).await
    {
        output::error(&reason);
    }
}

pub fn run(task: &TraceTask) -> ExitCode {
    let TraceTask::Show { trace, other, html } = task;
    let files: Vec<&Path> = std::iter::once(trace.as_path()).chain(other.as_deref()).collect();
    let written =
        show::page(&files).map_err(|error| error.to_string()).and_then(|page| write(&page, html.as_deref()));
    match written {
        Ok(file) => {
            println!("{}", file.display());
            if html.is_none()
                && has_display()
                && let Err(reason) = open::that_detached(&file)
            {
                output::error(&format!(
                    "cannot open your browser ({reason}); open {} yourself",
                    file.display()
                ));
            }
            ExitCode::SUCCESS
        }
        Err(reason) => {
            output::error(&reason);
            ExitCode::FAILURE
        }
    }
}

/// Where it was asked for, else among the temporary files: the browser reads it after we have gone.
fn write(page: &str, html: Option<&Path>) -> Result<PathBuf, String> {
    let told = |file: &Path, error: std::io::Error| format!("cannot write {}: {error}", file.display());
    if let Some(file) = html {
        return std::fs::write(file, page).map(|()| file.to_owned()).map_err(|error| told(file, error));
    }
    let folder = std::env::temp_dir();
    let file = tempfile::Builder::new()
        .prefix("sampan-trace-")
        .suffix(".html")
        .tempfile_in(&folder)
        .and_then(|file| file.keep().map_err(|error| error.error))
        .map_err(|error| told(&folder, error))?
        .1;
    std::fs::write(&file, page).map_err(|error| told(&file, error))?;
    Ok(file)
}
