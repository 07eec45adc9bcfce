//! How long it takes to run many trivial specs: `sampan test`, beside Playwright's own runner with the same pages, the same
//! browser and as many workers. Each test opens a page, looks at its heading, presses a button and looks at what that did.
//! In turns; only ratios of one run mean anything. And how long from the command to the first assertion.

#[path = "web/server.rs"]
mod server;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

const FILES: usize = 20;
const TESTS: usize = 10;
const WORKERS: usize = 2;
const ROUNDS: usize = 2;
const PAGE: &str = "<!doctype html><title>Bench</title><body><h1>Bench</h1>\
    <button onclick=\"document.querySelector('p').textContent = 'pressed'\">Press</button><p>waiting</p>";

fn main() -> Outcome<()> {
    let (address, _told) = server::open_page(PAGE.to_owned())?;
    let sampan = std::env::current_exe()?.ancestors().nth(2).ok_or("no target folder")?.join("sampan");
    let browser =
        sampan_view::find_browser().map_err(|tried| format!("no browser among {}", tried.join(", ")))?;
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize()?;
    // Inside the repository: Playwright's files look for its package above them.
    let folder = tempfile::Builder::new().prefix("bench-specs-").tempdir_in(root.join("target"))?;
    write_specs(folder.path(), &address, &browser)?;
    let ours = || {
        let mut command = Command::new(&sampan);
        command.args(["test", "--reporter", "dot", "--workers", &WORKERS.to_string(), "specs"]);
        command
    };
    let theirs = || {
        let mut command = Command::new("node");
        command.arg(root.join("node_modules/@playwright/test/cli.js")).args(["test", "--reporter", "dot"]);
        command
    };
    let mut times: [Vec<f64>; 2] = Default::default();
    // Puts everything into the system's memory.
    let few = ["--grep", "presses 0"];
    for mut command in [ours(), theirs()] {
        run(command.args(few), FILES, folder.path())?;
    }
    for round in 1..=ROUNDS {
        eprintln!("round {round} of {ROUNDS}: {} specs with each", FILES * TESTS);
        for (times, mut command) in times.iter_mut().zip([ours(), theirs()]) {
            times.push(run(&mut command, FILES * TESTS, folder.path())?.as_secs_f64());
        }
    }
    let [ours_time, theirs_time] = times.map(|mut times| median(&mut times));
    println!("{} specs in {FILES} files, {WORKERS} workers, median of {ROUNDS}", FILES * TESTS);
    println!("sampan test      {ours_time:>6.2} s   {:.2}", ours_time / theirs_time);
    println!("playwright test  {theirs_time:>6.2} s   1.00   (goal: at least as fast)");
    let mut first = Vec::new();
    for _ in 0..=ROUNDS {
        first.push(first_assertion(&sampan, folder.path())?);
    }
    println!(
        "command to the first assertion  p50 {:.0} ms   (goal: less than 1000)",
        median(&mut first[1..]) * 1000.0
    );
    Ok(())
}

fn write_specs(folder: &Path, address: &str, browser: &Path) -> Outcome<()> {
    for (runner, head, open, press) in [
        (
            "specs",
            "import { test, expect } from '@sampan/test'",
            "({ phone, page }) => { await phone.open",
            "tap",
        ),
        (
            "playwright",
            "import { test, expect } from '@playwright/test'",
            "({ page }) => { await page.goto",
            "click",
        ),
    ] {
        let test = |number: usize| {
            format!(
                "test('presses {number}', async {open}('{address}')\n  \
                 await expect(page.getByRole('heading')).toHaveText('Bench')\n  \
                 await page.getByRole('button', {{ name: 'Press' }}).{press}()\n  \
                 await expect(page.locator('p')).toHaveText('pressed')\n}})\n"
            )
        };
        std::fs::create_dir_all(folder.join(runner))?;
        for file in 0..FILES {
            let tests: String = (0..TESTS).map(test).collect();
            std::fs::write(folder.join(runner).join(format!("{file}.spec.ts")), format!("{head}\n{tests}"))?;
        }
    }
    std::fs::create_dir(folder.join("first"))?;
    std::fs::write(
        folder.join("first/first.spec.ts"),
        format!(
            "import {{ test, expect }} from '@sampan/test'\n\
             test('first', async ({{ phone, page }}) => {{\n  await phone.open('{address}')\n  \
             await expect(page.getByRole('heading')).toHaveText('Bench')\n  console.log('asserted')\n  \
             await new Promise(() => {{}})\n}})\n"
        ),
    )?;
    let root = if sampan_view::no_sandbox().is_some() { "'--no-sandbox'" } else { "" };
    let config = format!(
        "export default {{ testDir: 'playwright', workers: {WORKERS}, use: {{ browserName: 'chromium', \
         viewport: {{ width: 390, height: 844 }}, launchOptions: {{ executablePath: {:?}, args: [{root}] }} }} }}\n",
        browser.display().to_string()
    );
    std::fs::write(folder.join("playwright.config.mjs"), config)?;
    Ok(())
}

fn run(command: &mut Command, passes: usize, folder: &Path) -> Outcome<Duration> {
    let begin = Instant::now();
    let output = command.current_dir(folder).stdin(Stdio::null()).output()?;
    let time = begin.elapsed();
    let text = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() || !text.contains(&format!("{passes} passed")) {
        return Err(
            format!("{command:?} did not pass:\n{text}{}", String::from_utf8_lossy(&output.stderr)).into()
        );
    }
    Ok(time)
}

/// Seconds from the command to the first assertion of the only test, which stops there until its time is over.
fn first_assertion(sampan: &PathBuf, folder: &Path) -> Outcome<f64> {
    let report = folder.join("first.json");
    let start = std::time::SystemTime::now();
    let mut command = Command::new(sampan);
    command.args(["test", "first", "--timeout", "3000", "--json"]).arg(&report);
    let output = command.current_dir(folder).stdin(Stdio::null()).output()?;
    let report: serde_json::Value = serde_json::from_slice(&std::fs::read(report)?)?;
    let attempt = &report["tests"][0]["attempts"][0];
    let line = attempt["lines"][0]["at"].as_f64();
    let began = attempt["began"].as_f64();
    let (Some(at), Some(began)) = (line, began) else {
        return Err(format!("no assertion:\n{}", String::from_utf8_lossy(&output.stdout)).into());
    };
    let start = start.duration_since(std::time::UNIX_EPOCH)?.as_secs_f64();
    Ok((began + at) / 1000.0 - start)
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
