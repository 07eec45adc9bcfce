//! All components of `tdesign-miniprogram`, made into the pages of one program: compiled cold, beside two compilers of the vendor
//! on the same files; and how long opening them all takes with and without what the first start has left.

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

/// How often the vendor's whole step is taken: it takes seconds.
const WHOLE_ROUNDS: usize = 3;
/// The whole step, in its fastest way: scripts stay as they are (`es6: false`), nothing is made smaller. It asks the vendor's
/// servers for what an account may do; here that is said, and the rest has no way out.
const WHOLE: &str = "
    import { createRequire } from 'node:module'
    import { writeFileSync } from 'node:fs'
    const ci = createRequire(process.cwd() + '/')('miniprogram-ci')
    const [folder, to] = process.argv.slice(1)
    console.log = console.info = console.warn = () => {}
    ci.proxy('http://127.0.0.1:9')
    writeFileSync(to + '/key', 'none')
    const appid = 'wx0000000000000000'
    const project = new ci.Project({ appid, type: 'miniProgram', projectPath: folder, privateKeyPath: to + '/key' })
    const limits = { MaxCodeSize: 20, MaxSubpackageSubCodeSize: 2, MaxSubpackageFullCodeSize: 20, NavigateMiniprogramLimit: 10,
      MaxSubPackageLimit: 50, MinTabbarCount: 2, MaxTabbarCount: 5, MaxTabbarIconSize: 40 }
    project.attr = async () => ({ platform: true, appType: 0, isSandbox: false, released: false, setting: limits })
    const start = performance.now()
    const setting = { es6: false, minify: false }
    await ci.getCompiledResult({ project, version: '1', desc: '', setting, onProgressUpdate() {} }, to + '/made.zip')
    process.stdout.write(JSON.stringify([performance.now() - start, 0]), () => process.exit(0))";

pub fn measure(report: &mut Report) -> Outcome<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize()?;
    let folder = tempfile::tempdir()?;
    copy(&root.join("node_modules/tdesign-miniprogram/miniprogram_dist"), folder.path())?;
    // Without the package around them, what it is called is where they stand.
    let item = folder.path().join("form-item/form-item.json");
    std::fs::write(&item, std::fs::read_to_string(&item)?.replace("\"tdesign-miniprogram/", "\"/"))?;
    std::fs::write(
        folder.path().join("project.config.json"),
        r#"{"appid":"wx0000000000000000","setting":{}}"#,
    )?;
    let pages = pages(folder.path())?;
    std::fs::write(folder.path().join("app.json"), json!({ "pages": pages }).to_string())?;
    let whole_root = whole_peer(&root)?;
    let (mut ours, mut peers, mut wholes) = (Vec::new(), Vec::new(), Vec::new());
    let mut items = 0;
    for round in 0..ROUNDS {
        let kept = tempfile::tempdir()?;
        let (time, count) = cold(folder.path(), kept.path())?;
        items = count;
        ours.push(time);
        peers.push(peer(&root, PEER, &[folder.path()])?);
        if round < WHOLE_ROUNDS {
            wholes.push(peer(&whole_root, WHOLE, &[folder.path(), kept.path()])?);
        }
    }
    let (ours, peers, wholes) = (median(&mut ours), median(&mut peers), median(&mut wholes));
    report.fact("files of tdesign-miniprogram compiled (scripts too)", &items.to_string());
    report.fact("  by miniprogram-compiler (templates and styles only)", &format!("{peers:.0} ms"));
    report.fact("  by miniprogram-ci (scripts too; templates stay text)", &format!("{wholes:.0} ms"));
    report.fact("  by Sampan, cold", &format!("{ours:.0} ms"));
    report.fact("times faster than miniprogram-compiler", &format!("{:>9.2} ×", peers / ours));
    report.at_least("compiling, times faster than miniprogram-ci", wholes / ours, 20.0, "×");

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

/// Where the vendor's whole step is installed.
fn whole_peer(root: &Path) -> Outcome<PathBuf> {
    let folder = root.join("target/bench-wxml-peers");
    let wanted = root.join("crates/sampan/examples/bench-wxml/package.json");
    if folder.join("node_modules/miniprogram-ci").is_dir()
        && std::fs::read(folder.join("package.json"))? == std::fs::read(&wanted)?
    {
        return Ok(folder);
    }
    println!("installing the peers of this bench in {}, once", folder.display());
    std::fs::create_dir_all(&folder)?;
    std::fs::copy(&wanted, folder.join("package.json"))?;
    let arguments = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
    if !Command::new("npm").args(arguments).current_dir(&folder).status()?.success() {
        return Err("npm install of the bench's peers has failed".into());
    }
    Ok(folder)
}

/// Milliseconds that a script of a peer measures.
fn peer(root: &Path, script: &str, arguments: &[&Path]) -> Outcome<f64> {
    let output = Command::new("node")
        .args(["--input-type=module", "--eval", script])
        .args(arguments)
        .current_dir(root)
        .output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    // What a peer itself says comes before.
    let said = String::from_utf8(output.stdout)?;
    let [time, _made]: [f64; 2] = serde_json::from_str(said.lines().last().unwrap_or_default())?;
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
