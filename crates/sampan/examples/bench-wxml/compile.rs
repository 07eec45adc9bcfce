//! All components of `tdesign-miniprogram`, made into the pages of one program: compiled cold, beside a peer's compiler on
//! the same files; and how long opening them all takes with and without what the first start has left.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::mpsc;
use std::time::Instant;

use sampan_logic::Keep;
use serde_json::json;

use super::program::{Logic, PATIENCE};
use super::{Outcome, Report, median};

const ROUNDS: usize = 5;
const PEER: &str = "
    import { createRequire } from 'node:module'
    const { wxmlToJs, wxssToJs } = createRequire(process.cwd() + '/')('miniprogram-compiler')
    const start = performance.now()
    const made = wxmlToJs(process.argv[1]).length + wxssToJs(process.argv[1]).length
    console.log(JSON.stringify([performance.now() - start, made]))";

pub fn measure(report: &mut Report) -> Outcome<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize()?;
    let folder = tempfile::tempdir()?;
    copy(&root.join("node_modules/tdesign-miniprogram/miniprogram_dist"), folder.path())?;
    let pages = pages(folder.path())?;
    std::fs::write(folder.path().join("app.json"), json!({ "pages": pages }).to_string())?;
    let (mut ours, mut peers) = (Vec::new(), Vec::new());
    let mut items = 0;
    for _ in 0..ROUNDS {
        let kept = tempfile::tempdir()?;
        let (time, count) = cold(folder.path(), kept.path())?;
        items = count;
        ours.push(time);
        peers.push(peer(&root, folder.path())?);
    }
    let (ours, peers) = (median(&mut ours), median(&mut peers));
    report.fact("files of tdesign-miniprogram compiled (scripts too)", &items.to_string());
    report.fact("  by miniprogram-compiler (templates and styles only)", &format!("{peers:.0} ms"));
    report.fact("  by Sampan, cold", &format!("{ours:.0} ms"));
    report.at_least("compiling, times faster than miniprogram-compiler", peers / ours, 20.0, "×");

    let kept = tempfile::tempdir()?;
    cold(folder.path(), kept.path())?;
    let without = open_all(folder.path(), &pages, None)?;
    let with =
        open_all(folder.path(), &pages, Some(keep(kept.path(), |_, _| panic!("a warm start compiles"))))?;
    report.fact("opening all of them, nothing kept", &format!("{without:.0} ms"));
    report.fact("opening all of them, everything kept", &format!("{with:.0} ms"));
    Ok(())
}

fn keep(folder: &Path, progress: impl Fn(usize, usize) + Send + Sync + 'static) -> Keep {
    Keep { folder: folder.to_owned(), progress: Arc::new(progress) }
}

/// Milliseconds from launching the program to the last of its files, and how many those are.
fn cold(folder: &Path, kept: &Path) -> Outcome<(f64, usize)> {
    let (sender, ended) = mpsc::channel();
    let keep = keep(kept, move |done, all| {
        if done == all {
            let _ = sender.send((Instant::now(), all));
        }
    });
    let start = Instant::now();
    let logic = Logic::launch(folder, Some(keep))?;
    let (end, all) = ended.recv_timeout(PATIENCE)?;
    drop(logic);
    // When nobody is left to tell anything, everything is on disk.
    while ended.recv_timeout(PATIENCE).is_ok() {}
    Ok(((end - start).as_secs_f64() * 1e3, all))
}

fn open_all(folder: &Path, pages: &[String], keep: Option<Keep>) -> Outcome<f64> {
    let start = Instant::now();
    let logic = Logic::launch(folder, keep)?;
    for (number, page) in (1..).zip(pages) {
        logic.open(number, page);
        logic.close(number);
    }
    logic.finish()?;
    Ok(start.elapsed().as_secs_f64() * 1e3)
}

fn peer(root: &Path, folder: &Path) -> Outcome<f64> {
    let output = Command::new("node")
        .args(["--input-type=module", "--eval", PEER])
        .arg(folder)
        .current_dir(root)
        .output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    let [time, _made]: [f64; 2] = serde_json::from_slice(&output.stdout)?;
    Ok(time)
}

/// Every folder's component, as a page.
fn pages(folder: &Path) -> Outcome<Vec<String>> {
    let mut pages = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(at) = folders.pop() {
        for entry in std::fs::read_dir(&at)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "wxml")
                && path.with_extension("js").exists()
            {
                let page = path.with_extension("");
                pages.push(page.strip_prefix(folder)?.to_string_lossy().into_owned());
            }
        }
    }
    pages.sort();
    Ok(pages)
}

fn copy(from: &Path, to: &Path) -> Outcome<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry: PathBuf = entry?.path();
        let target = to.join(entry.file_name().ok_or("a name")?);
        if entry.is_dir() {
            copy(&entry, &target)?;
        } else {
            std::fs::copy(&entry, &target)?;
        }
    }
    Ok(())
}
