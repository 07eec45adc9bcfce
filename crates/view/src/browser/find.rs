//! Where a Chromium may be on this machine.

use std::path::{Path, PathBuf};

/// Names on the `PATH`, the most fitting first.
const NAMES: &[&str] = &[
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
    "google-chrome-beta",
    "chrome",
    "microsoft-edge-stable",
    "microsoft-edge",
];

/// Looked at before the `PATH`: there, `chromium` is a shell script in front of this binary, and going straight to it
/// starts measurably faster.
const DIRECT: &[&str] = &["/usr/lib/chromium/chromium"];

/// The usual places outside the `PATH`.
fn places() -> Vec<PathBuf> {
    if cfg!(target_os = "macos") {
        let home = std::env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
        let apps = [
            "Chromium.app/Contents/MacOS/Chromium",
            "Google Chrome.app/Contents/MacOS/Google Chrome",
            "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
        ];
        let folders = [PathBuf::from("/Applications"), home.join("Applications")];
        return apps.iter().flat_map(|app| folders.iter().map(move |folder| folder.join(app))).collect();
    }
    if cfg!(windows) {
        let programs = [
            r"Chromium\Application\chrome.exe",
            r"Google\Chrome\Application\chrome.exe",
            r"Microsoft\Edge\Application\msedge.exe",
        ];
        let folders = ["LOCALAPPDATA", "PROGRAMFILES", "PROGRAMFILES(X86)"];
        let folders: Vec<PathBuf> = folders.iter().filter_map(std::env::var_os).map(PathBuf::from).collect();
        return programs
            .iter()
            .flat_map(|program| folders.iter().map(move |folder| folder.join(program)))
            .collect();
    }
    ["/usr/lib64/chromium-browser/chromium-browser", "/opt/google/chrome/chrome", "/snap/bin/chromium"]
        .iter()
        .map(PathBuf::from)
        .collect()
}

/// The browser to use when none was named; or everything that was looked at, in order.
pub fn find_browser() -> Result<PathBuf, Vec<String>> {
    let path: Vec<PathBuf> =
        std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect()).unwrap_or_default();
    search(&path)
}

fn search(path: &[PathBuf]) -> Result<PathBuf, Vec<String>> {
    let direct = DIRECT.iter().map(PathBuf::from);
    let named = NAMES.iter().flat_map(|name| {
        let name = if cfg!(windows) { format!("{name}.exe") } else { (*name).to_owned() };
        path.iter().map(move |folder| folder.join(&name))
    });
    if let Some(found) = direct.chain(named).chain(places()).find(|candidate| is_program(candidate)) {
        return Ok(found);
    }
    let on_path = NAMES.iter().map(|name| format!("{name} on the PATH"));
    Err(on_path.chain(places().iter().map(|place| place.display().to_string())).collect())
}

/// Whether this is a file that may be run.
pub(super) fn is_program(path: &Path) -> bool {
    let Ok(meta) = path.metadata() else { return false };
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        meta.is_file() && meta.permissions().mode() & 0o111 != 0
    }
    #[cfg(not(unix))]
    {
        meta.is_file()
    }
}
