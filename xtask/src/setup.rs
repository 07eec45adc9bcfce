//! What a task needs on the machine: Node.js, the npm packages, a Chromium, a font with Chinese in it.
//!
//! What can be installed without asking anybody is installed; for the rest the error says what to type.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result, bail};
use indicatif::{ProgressBar, ProgressStyle};

use crate::process::{exists, npm};

const OLDEST_NODE: u32 = 20;

/// Names a Chromium has on the search path, the plain one first.
const BROWSERS: [&str; 5] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"];

/// Where installers put one without adding it to the search path.
const USUAL_PLACES: [&str; 7] = [
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    r"C:\Program Files\Microsoft\Edge\Application\msedge.exe",
];

/// Everything that building and running needs.
pub fn all() -> Result<()> {
    node()?;
    packages()?;
    browser()?;
    Ok(())
}

/// Node.js, new enough.
pub fn node() -> Result<()> {
    let advice = format!("install Node.js {OLDEST_NODE} or newer from https://nodejs.org");
    let output = Command::new("node").arg("--version").output();
    let Ok(output) = output else { bail!("Node.js is not on the search path; {advice}") };
    let version = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let major = version.trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
    if major.is_none_or(|major| major < OLDEST_NODE) {
        bail!("Node.js {version} is too old; {advice}");
    }
    Ok(())
}

/// `npm ci`, when the lock file is newer than what is installed: the rule of `packages/npm.rs`.
pub fn packages() -> Result<()> {
    let root = crate::root();
    let modified = |path: &str| fs::metadata(root.join(path)).and_then(|file| file.modified()).ok();
    let installed: Option<SystemTime> = modified("node_modules/.package-lock.json");
    if installed.is_some() && installed >= modified("package-lock.json") {
        return Ok(());
    }
    waiting("installing the npm packages", &mut npm("npm", &["ci", "--loglevel=error"]))
}

/// The Chromium to use; installed when this machine lets us.
pub fn browser() -> Result<PathBuf> {
    if let Some(found) = find_browser() {
        return Ok(found);
    }
    install_browser()?;
    find_browser().context("Chromium was installed, but it is not where it was looked for")
}

fn find_browser() -> Option<PathBuf> {
    // The same variable that `sampan` reads.
    let chosen = env::var_os("SAMPAN_BROWSER").map(PathBuf::from);
    let folders: Vec<PathBuf> = env::var_os("PATH").iter().flat_map(env::split_paths).collect();
    let on_path = BROWSERS.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    chosen
        .into_iter()
        .chain(on_path)
        .chain(USUAL_PLACES.iter().map(PathBuf::from))
        .find(|path| path.is_file())
}

fn install_browser() -> Result<()> {
    if cfg!(target_os = "linux") && is_root() && exists("apt-get") {
        waiting("updating the package list", Command::new("apt-get").arg("update"))?;
        return waiting(
            "installing Chromium",
            Command::new("apt-get").args(["install", "-y", "--no-install-recommends", "chromium"]),
        );
    }
    if cfg!(target_os = "macos") && exists("brew") {
        return waiting("installing Chromium", Command::new("brew").args(["install", "--cask", "chromium"]));
    }
    let command = if cfg!(target_os = "linux") {
        "sudo apt-get install chromium (or your distribution's command)"
    } else if cfg!(target_os = "macos") {
        "brew install --cask chromium"
    } else {
        "winget install Google.Chrome"
    };
    bail!("Sampan shows pages in Chromium, and none was found; install it with: {command}")
}

/// The phone speaks Chinese too, and its pictures are compared: without a font they would show boxes. Other systems than
/// Linux bring one. Only tests ask for it.
pub fn chinese_font() -> Result<()> {
    if !cfg!(target_os = "linux") {
        return Ok(());
    }
    let listed = Command::new("fc-list").args([":lang=zh", "family"]).output();
    if listed.is_ok_and(|output| !output.stdout.is_empty()) {
        return Ok(());
    }
    if is_root() && exists("apt-get") {
        waiting("updating the package list", Command::new("apt-get").arg("update"))?;
        return waiting(
            "installing a Chinese font",
            Command::new("apt-get").args([
                "install",
                "-y",
                "--no-install-recommends",
                "fontconfig",
                "fonts-noto-cjk",
            ]),
        );
    }
    bail!("no font with Chinese in it was found; install one with: sudo apt-get install fonts-noto-cjk")
}

#[cfg(unix)]
fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(Path::new("/proc/self")).is_ok_and(|process| process.uid() == 0)
}

#[cfg(not(unix))]
fn is_root() -> bool {
    false
}

/// Runs a quiet command behind a spinner (on a terminal only); its output is shown when it fails.
fn waiting(what: &str, command: &mut Command) -> Result<()> {
    println!("▸ {what}");
    let spinner = ProgressBar::new_spinner()
        .with_style(ProgressStyle::default_spinner().template("  {spinner} {elapsed}")?);
    if env::var_os("CI").is_some() {
        spinner.set_draw_target(indicatif::ProgressDrawTarget::hidden());
    }
    spinner.enable_steady_tick(Duration::from_millis(120));
    let output = command.current_dir(crate::root()).output().with_context(|| format!("{what}: cannot start"));
    spinner.finish_and_clear();
    let output = output?;
    if !output.status.success() {
        let text = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
        bail!("{what} failed:\n{}", text.trim_end());
    }
    Ok(())
}
