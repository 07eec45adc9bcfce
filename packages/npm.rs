// Shared by the build scripts of the crates that embed JavaScript: installs the npm packages when they are missing
// and bundles one package into OUT_DIR. A build script includes this file with `#[path]`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Bundles `packages/<name>` with its `build.mjs` into `OUT_DIR`.
pub fn bundle(name: &str) {
    let root =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the workspace root");
    for input in [format!("packages/{name}"), "packages/npm.rs".into(), "package-lock.json".into()] {
        println!("cargo::rerun-if-changed={}", root.join(input).display());
    }
    if let Err(reason) = install(&root).and_then(|()| build(&root, name)) {
        // `cargo::error` prints the sentence without a backtrace and fails the build.
        for line in reason.lines() {
            println!("cargo::error={line}");
        }
    }
}

/// `npm ci`, once: two build scripts may run at the same time, so a lock file orders them.
fn install(root: &Path) -> Result<(), String> {
    let lock =
        fs::File::create(root.join("packages/.npm.lock")).map_err(|e| format!("packages/.npm.lock: {e}"))?;
    lock.lock().map_err(|e| format!("packages/.npm.lock: {e}"))?;
    let modified = |path: PathBuf| fs::metadata(path).and_then(|m| m.modified()).ok();
    let installed = modified(root.join("node_modules/.package-lock.json"));
    let wanted = modified(root.join("package-lock.json"));
    if installed.is_some() && installed >= wanted {
        return Ok(());
    }
    run(Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" })
        .args(["ci", "--loglevel=error"])
        .current_dir(root))
}

fn build(root: &Path, name: &str) -> Result<(), String> {
    let out = std::env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    run(Command::new("node").arg(format!("packages/{name}/build.mjs")).arg(out).current_dir(root))
}

fn run(command: &mut Command) -> Result<(), String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|e| {
        format!("cannot run `{program}` ({e}). Sampan's JavaScript is built with Node.js 20 or newer: install it from https://nodejs.org and build again.")
    })?;
    if output.status.success() {
        return Ok(());
    }
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    Err(format!("`{command:?}` failed:\n{out}{err}"))
}
