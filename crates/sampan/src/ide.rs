//! The command line of an IDE, for tools that were made for one: `--open`, `--preview`, `--upload`, `--quit`
//! (docs/mcp.md). Each says something on standard output when it went well, and nothing at all on standard error.
//!
//! An IDE goes on running when its command line has ended; so does the session that is started here, until `--quit`.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use base64::Engine as _;
use clap::{Subcommand, ValueHint};
use percent_encoding::percent_decode_str;
use sampan::{Invitation, default_data_dir};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// How long a session that was told to end may take.
const PATIENCE: Duration = Duration::from_secs(15);

#[derive(Subcommand)]
pub enum IdeTask {
    /// Opens a mini program in a session that goes on
    Open {
        #[arg(value_hint = ValueHint::DirPath)]
        folder: PathBuf,
        /// The IDE's: who asks is a program
        #[arg(long)]
        agent: bool,
    },
    /// Opens a mini program to the local network and writes the QR code for a telephone
    Preview {
        #[arg(value_hint = ValueHint::DirPath)]
        folder: PathBuf,
        /// `base64@FILE`, with the file's name as encodeURIComponent has it
        #[arg(long)]
        preview_qr_output: String,
    },
    /// Says what an upload would send; nothing is sent
    Upload {
        /// VERSION@DIR
        version: String,
        #[arg(long, default_value = "")]
        upload_desc: String,
    },
    /// Ends the sessions that were opened so
    Quit,
}

/// The arguments, with the IDE's forms put into those of subcommands: `--open DIR` into `ide open DIR`, `--auto DIR` into
/// `auto --project DIR`; and options before the word `auto`, where a launching client puts them, behind it.
pub fn in_todays_form(mut arguments: Vec<OsString>) -> Vec<OsString> {
    if let Some(at) = arguments.iter().position(|argument| argument == "--auto") {
        arguments[at] = "--project".into();
        arguments.insert(1, "auto".into());
        return arguments;
    }
    if arguments.get(1).is_some_and(|first| first.to_string_lossy().starts_with("--"))
        && let Some(at) = arguments.iter().position(|argument| argument == "auto")
    {
        let word = arguments.remove(at);
        arguments.insert(1, word);
        return arguments;
    }
    let word = match arguments.get(1).and_then(|first| first.to_str()) {
        Some("--open" | "-o") => "open",
        Some("--preview" | "-p") => "preview",
        Some("--upload" | "-u") => "upload",
        Some("--quit") => "quit",
        _ => return arguments,
    };
    arguments[1] = word.into();
    arguments.insert(1, "ide".into());
    arguments
}

/// Does it; what there is to say about it.
pub fn run(task: &IdeTask) -> Result<String, String> {
    match task {
        IdeTask::Open { folder, .. } => open(folder),
        IdeTask::Preview { folder, preview_qr_output } => preview(folder, preview_qr_output),
        IdeTask::Upload { version, .. } => upload(version),
        IdeTask::Quit => quit(),
    }
}

fn open(folder: &Path) -> Result<String, String> {
    let folder = real(folder)?;
    let mut sessions = Sessions::read();
    let phone = match sessions.0.get(&folder) {
        Some(session) if session.is_alive() => session.phone.clone(),
        _ => sessions.start(&folder, &[])?.0.phone,
    };
    Ok(format!("{} is open; the phone is at {phone}", folder.display()))
}

fn preview(folder: &Path, output: &str) -> Result<String, String> {
    let file = output.strip_prefix("base64@").ok_or("--preview-qr-output is base64@FILE")?;
    let file = PathBuf::from(percent_decode_str(file).decode_utf8_lossy().into_owned());
    let folder = real(folder)?;
    let mut sessions = Sessions::read();
    // An invitation is good for one telephone: each code needs a session of its own.
    sessions.end(&folder)?;
    let (_, said) = sessions.start(&folder, &["--headless", "--lan"])?;
    let address = said.split_whitespace().find(|word| word.starts_with("https://"));
    let address = address.ok_or_else(|| format!("there is no address for a telephone: {said}"))?;
    let png = Invitation::to(address.to_owned())?.png()?;
    let text = base64::engine::general_purpose::STANDARD.encode(png);
    fs::write(&file, text).map_err(|error| format!("{}: {error}", file.display()))?;
    Ok(format!("the code in {} leads to {address}", file.display()))
}

fn upload(version: &str) -> Result<String, String> {
    let (version, folder) = version.split_once('@').ok_or("--upload is VERSION@DIR")?;
    Err(sampan::mcp::not_uploaded(version, folder.as_ref())?)
}

fn quit() -> Result<String, String> {
    let mut sessions = Sessions::read();
    let folders: Vec<PathBuf> = sessions.0.keys().cloned().collect();
    for folder in &folders {
        sessions.end(folder)?;
    }
    Ok(format!("{} sessions ended", folders.len()))
}

fn real(folder: &Path) -> Result<PathBuf, String> {
    folder.canonicalize().map_err(|error| format!("{}: {error}", folder.display()))
}

/// The sessions that go on, by folder.
#[derive(Default, Serialize, Deserialize)]
struct Sessions(BTreeMap<PathBuf, Session>);

#[derive(Clone, Serialize, Deserialize)]
struct Session {
    process: u32,
    phone: String,
}

impl Sessions {
    fn file() -> PathBuf {
        default_data_dir().join("sessions.json")
    }

    /// What cannot be read is no session any more.
    fn read() -> Self {
        fs::read(Self::file()).ok().and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default()
    }

    fn write(&self) -> Result<(), String> {
        let file = Self::file();
        let failed = |error: std::io::Error| format!("{}: {error}", file.display());
        let text = serde_json::to_vec(self).unwrap_or_default();
        fs::create_dir_all(file.parent().unwrap_or(Path::new("."))).map_err(failed)?;
        fs::write(&file, text).map_err(failed)
    }

    /// Starts one that outlives this process. Gives also what it has said on standard error.
    fn start(&mut self, folder: &Path, more: &[&str]) -> Result<(Session, String), String> {
        let mut errors = tempfile::tempfile().map_err(|error| error.to_string())?;
        let child = spawn(folder, more, errors.try_clone().map_err(|error| error.to_string())?)?;
        let process = child.id();
        let phone = first_page(child);
        let mut said = String::new();
        std::io::Seek::rewind(&mut errors).map_err(|error| error.to_string())?;
        errors.read_to_string(&mut said).map_err(|error| error.to_string())?;
        let phone = phone.ok_or_else(|| said.trim().trim_start_matches("error: ").to_owned())?;
        let session = Session { process, phone };
        self.0.insert(folder.to_owned(), session.clone());
        self.write()?;
        Ok((session, said))
    }

    fn end(&mut self, folder: &Path) -> Result<(), String> {
        if let Some(session) = self.0.remove(folder) {
            session.end()?;
            self.write()?;
        }
        Ok(())
    }
}

fn spawn(folder: &Path, more: &[&str], errors: File) -> Result<Child, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let mut command = Command::new(program);
    command.arg("run").arg(folder).arg("--json").args(more);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(errors);
    #[cfg(unix)]
    // What is pressed in the terminal is not for it.
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    command.spawn().map_err(|error| error.to_string())
}

/// Waits until a session shows its first page; the address of its phone. None: it has ended instead.
fn first_page(mut child: Child) -> Option<String> {
    let lines = BufReader::new(child.stdout.take()?).lines().map_while(Result::ok);
    let mut phone = None;
    for event in lines.filter_map(|line| serde_json::from_str::<Value>(&line).ok()) {
        match event["type"].as_str() {
            Some("ready") => phone = event["phone"].as_str().map(str::to_owned),
            Some("navigate") => return phone,
            _ => {}
        }
    }
    let _ = child.wait();
    None
}

impl Session {
    /// Whether the phone answers as only it does: another process may have its port by now.
    fn is_alive(&self) -> bool {
        self.asks().is_some_and(|answer| answer.starts_with("HTTP/1.1 303"))
    }

    fn asks(&self) -> Option<String> {
        let (host, path) = self.phone.strip_prefix("http://")?.split_once('/')?;
        let mut stream = TcpStream::connect(host).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(5))).ok()?;
        write!(stream, "GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        Some(answer)
    }

    /// Ends it and waits until it has.
    fn end(&self) -> Result<(), String> {
        if !self.is_alive() {
            return Ok(());
        }
        let signalled = Command::new("kill").arg(self.process.to_string()).status();
        if !signalled.is_ok_and(|status| status.success()) {
            return Err(format!("the process {} cannot be told to end", self.process));
        }
        let began = Instant::now();
        while self.is_alive() {
            if began.elapsed() > PATIENCE {
                return Err(format!(
                    "the process {} did not end within {} s",
                    self.process,
                    PATIENCE.as_secs()
                ));
            }
            sleep(Duration::from_millis(50));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ides_form_is_that_of_a_subcommand() {
        let form = |line: &str| in_todays_form(line.split(' ').map(Into::into).collect()).join(" ".as_ref());
        assert_eq!(form("sampan --open ./app --agent"), "sampan ide open ./app --agent");
        assert_eq!(
            form("sampan -u 1.0@./app --upload-desc x"),
            "sampan ide upload 1.0@./app --upload-desc x"
        );
        assert_eq!(form("sampan --auto ./app --auto-port 9"), "sampan auto --project ./app --auto-port 9");
        let launched = "sampan --data-dir d auto --project /app --auto-port 9";
        assert_eq!(form(launched), "sampan auto --data-dir d --project /app --auto-port 9");
        for plain in ["sampan run auto", "sampan auto --project /app", "sampan --version"] {
            assert_eq!(form(plain), plain);
        }
        assert_eq!(form("sampan run --open"), "sampan run --open");
        assert_eq!(form("sampan"), "sampan");
    }
}
