//! Whether Sampan can run on this machine: what it needs is looked at, and the browser is started once.

use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::time::Instant;

use sampan_view::{BrowserOptions, CdpView, find_browser, no_sandbox};
use serde::Serialize;

use crate::host::default_data_dir;

/// Less shared memory than this and Chromium's renderers have been seen to die on large pages (the default of container
/// runtimes is 64 MB).
const SHARED_MEMORY: u64 = 256 * 1024 * 1024;

/// What is looked at.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The browser; else one is looked for.
    pub browser: Option<PathBuf>,
    pub data_dir: Option<PathBuf>,
}

/// What was found.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// Nothing keeps Sampan from running.
    pub ok: bool,
    pub checks: Vec<Check>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Check {
    pub what: &'static str,
    pub verdict: Verdict,
    pub found: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advice: Option<&'static str>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Verdict {
    Good,
    /// Sampan runs; something is not as it could be.
    Note,
    /// Sampan does not run.
    Bad,
}

/// Looks at everything. It starts a browser, and comes back when that has ended.
pub fn examine(options: &Options) -> Report {
    let checks = vec![
        good(
            "sampan",
            format!("{} on {} {}", env!("CARGO_PKG_VERSION"), std::env::consts::OS, std::env::consts::ARCH),
        ),
        browser(options),
        start(options),
        sandbox(),
        shared_memory(),
        port(),
        data_folder(&options.data_dir.clone().unwrap_or_else(default_data_dir)),
        display(),
        font(),
        good("cores", cores().to_string()),
    ];
    Report { ok: checks.iter().all(|check| check.verdict != Verdict::Bad), checks }
}

/// Whether a window could be shown.
pub fn has_display() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(any(windows, target_os = "macos")) || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

/// Whether there is a browser for Sampan.
pub fn has_browser(chosen: Option<&Path>) -> bool {
    chosen.map_or_else(|| find_browser().is_ok(), Path::is_file)
}

fn good(what: &'static str, found: String) -> Check {
    Check { what, verdict: Verdict::Good, found, advice: None }
}

fn note(what: &'static str, found: impl Into<String>, advice: &'static str) -> Check {
    Check { what, verdict: Verdict::Note, found: found.into(), advice: Some(advice) }
}

fn bad(what: &'static str, found: String, advice: &'static str) -> Check {
    Check { what, verdict: Verdict::Bad, found, advice: Some(advice) }
}

fn browser(options: &Options) -> Check {
    const ADVICE: &str = if cfg!(target_os = "macos") {
        "install one (brew install --cask chromium) or name it with --browser"
    } else if cfg!(windows) {
        "install one (winget install Google.Chrome) or name it with --browser"
    } else {
        "install one (apt-get install chromium, dnf install chromium) or name it with --browser"
    };
    let found = match &options.browser {
        Some(program) if program.is_file() => Ok(program.clone()),
        Some(program) => Err(format!("{} is no program", program.display())),
        None => find_browser().map_err(|tried| format!("none; looked for {}", tried.join(", "))),
    };
    match found {
        Ok(program) => good("browser", program.display().to_string()),
        Err(why) => bad("browser", why, ADVICE),
    }
}

fn start(options: &Options) -> Check {
    let began = Instant::now();
    let browser = BrowserOptions { program: options.browser.clone(), ..BrowserOptions::default() };
    match CdpView::launch(browser, Box::new(|_| {})) {
        Ok(view) => {
            let took = began.elapsed().as_millis();
            let found = format!("{} started in {took} ms", view.version());
            view.shutdown();
            good("start", found)
        }
        Err(why) => bad(
            "start",
            why.to_string(),
            "run the browser by hand with --headless=new --dump-dom about:blank and see what it says",
        ),
    }
}

fn sandbox() -> Check {
    match no_sandbox() {
        Some(why) => note(
            "sandbox",
            format!("{why}: Chromium's sandbox is off"),
            "show only pages of your own, or run Sampan as another user than root",
        ),
        None => good("sandbox", "Chromium's own".to_owned()),
    }
}

fn shared_memory() -> Check {
    let mounts = std::fs::read_to_string("/proc/mounts").unwrap_or_default();
    match shared_memory_of(&mounts) {
        Some(bytes) if bytes < SHARED_MEMORY => note(
            "shared memory",
            format!("/dev/shm has {} MB", bytes >> 20),
            "give the container more: --shm-size=1g, or --ipc=host",
        ),
        Some(bytes) => good("shared memory", format!("/dev/shm has {} MB", bytes >> 20)),
        None => good("shared memory", "no limit of its own".to_owned()),
    }
}

/// The limit of `/dev/shm`, when its mount says one.
fn shared_memory_of(mounts: &str) -> Option<u64> {
    let line = mounts.lines().find(|line| line.split(' ').nth(1) == Some("/dev/shm"))?;
    let options = line.split(' ').nth(3)?;
    let size = options.split(',').find_map(|option| option.strip_prefix("size="))?;
    let kilobytes: u64 = size.strip_suffix('k')?.parse().ok()?;
    Some(kilobytes * 1024)
}

fn port() -> Check {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, 0)) {
        Ok(_) => good("port", "127.0.0.1 can be listened on".to_owned()),
        Err(why) => bad("port", format!("127.0.0.1: {why}"), "let Sampan open a port of this machine"),
    }
}

fn data_folder(folder: &Path) -> Check {
    let usable = std::fs::create_dir_all(folder).and_then(|()| tempfile::tempfile_in(folder));
    match usable {
        Ok(_) => good("data folder", folder.display().to_string()),
        Err(why) => bad(
            "data folder",
            format!("{}: {why}", folder.display()),
            "make it writable, or name another with --data-dir",
        ),
    }
}

fn display() -> Check {
    let found =
        if has_display() { "there is one" } else { "none: the phone is at the address that is printed" };
    good("display", found.to_owned())
}

fn font() -> Check {
    let listed = std::process::Command::new("fc-list").args([":lang=zh", "family"]).output();
    match listed {
        Ok(output) if output.status.success() && output.stdout.is_empty() => note(
            "Chinese font",
            "none: Chinese text is boxes",
            "install one (apt-get install fonts-noto-cjk)",
        ),
        Ok(output) if output.status.success() => good("Chinese font", "there is one".to_owned()),
        _ => good("Chinese font", "not looked for: this system has no fc-list".to_owned()),
    }
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_of_shared_memory_is_read_from_its_mount() {
        let of = |line: &str| shared_memory_of(&format!("proc /proc proc rw 0 0\n{line}\n"));
        assert_eq!(of("shm /dev/shm tmpfs rw,nosuid,nodev,noexec,relatime,size=65536k 0 0"), Some(64 << 20));
        assert_eq!(of("tmpfs /dev/shm tmpfs rw,nosuid,nodev 0 0"), None);
        assert_eq!(of("tmpfs /tmp tmpfs rw,size=65536k 0 0"), None);
    }

    #[test]
    fn what_keeps_sampan_from_running_is_told_with_what_to_do() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, "").unwrap();
        let options =
            Options { browser: Some(folder.path().join("none")), data_dir: Some(file.join("below")) };
        let report = examine(&options);
        let bad: Vec<&str> = report
            .checks
            .iter()
            .filter(|check| check.verdict == Verdict::Bad)
            .map(|check| check.what)
            .collect();
        assert_eq!(bad, ["browser", "start", "data folder"]);
        assert!(
            !report.ok
                && report.checks.iter().all(|check| check.verdict == Verdict::Good || check.advice.is_some())
        );
    }
}
