//! From nothing to the first page of a program of thirty, painted, beside the bare browser with the same page as HTML; and
//! from `navigateTo` to the next page painted.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::Receiver;
use std::time::Instant;

use sampan::{Host, Start, TraceEvent};

use super::program::{PATIENCE, static_page, thirty_pages};
use super::server::{self, Told};
use super::{Outcome, Report, median};

const ROUNDS: usize = 7;

pub async fn measure(report: &mut Report) -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    thirty_pages(folder.path())?;
    let (address, loads) = server::open_page(static_page())?;
    let browser =
        sampan_view::find_browser().map_err(|tried| format!("no browser among {}", tried.join(", ")))?;
    let kept = tempfile::tempdir()?;
    let (mut bare, mut cold, mut warm, mut navigated) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let data = tempfile::tempdir()?;
        let times = (
            start_bare(&browser, &address, &loads)?,
            start(folder.path(), data.path(), None).await?,
            // The last round goes on from there.
            start(folder.path(), kept.path(), (round == ROUNDS).then_some(&mut navigated)).await?,
        );
        // In the first everything comes into the system's memory.
        if round > 0 {
            bare.push(times.0);
            cold.push(times.1);
            warm.push(times.2);
        }
    }
    let (bare, cold, warm) = (median(&mut bare), median(&mut cold), median(&mut warm));
    report.fact("bare Chromium, the same page as HTML, painted", &format!("{bare:>9.0} ms"));
    report.fact("a program of 30 pages, never run before, painted", &format!("{cold:>9.0} ms"));
    report.fact("the same, run before", &format!("{warm:>9.0} ms"));
    report.at_most("start beyond bare Chromium", cold - bare, 150.0, "ms");
    report.at_most("start beyond bare Chromium, run before", warm - bare, 150.0, "ms");
    report.at_most("navigateTo to painted, p50", median(&mut navigated), 100.0, "ms");
    Ok(())
}

fn start_bare(browser: &Path, address: &str, told: &Receiver<(Told, Instant)>) -> Outcome<f64> {
    let profile = tempfile::tempdir()?;
    while told.try_recv().is_ok() {}
    let begin = Instant::now();
    let mut command = Command::new(browser);
    command.args(["--headless=new", "--disable-gpu", "--disable-quic", "--no-first-run"]);
    command.args(["--disable-background-networking", "--disable-component-update", "--disable-sync"]);
    if sampan_view::no_sandbox().is_some() {
        command.arg("--no-sandbox");
    }
    command.arg(format!("--user-data-dir={}", profile.path().display())).arg(address);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let painted = loop {
        match told.recv_timeout(PATIENCE) {
            Ok((Told::Drawn, at)) => break Ok(at),
            Ok((Told::Loaded, _)) => {}
            Err(error) => break Err(error),
        }
    };
    Command::new("kill").arg(child.id().to_string()).status()?;
    child.wait()?;
    Ok((painted? - begin).as_secs_f64() * 1e3)
}

/// Milliseconds to `painted`; with a list given, the program goes to its second page and back, and each way is put there.
async fn start(folder: &Path, data: &Path, navigated: Option<&mut Vec<f64>>) -> Outcome<f64> {
    let begin = Instant::now();
    let host = Host::builder().headless(true).data_dir(data).build().await?;
    let mut events = host.events();
    host.run(folder, Start::from_list()).await?;
    logged(&mut events, "painted").await?;
    let time = begin.elapsed().as_secs_f64() * 1e3;
    if let Some(times) = navigated {
        while let Some((_, time)) = logged(&mut events, "").await?.split_once("painted ") {
            times.push(time.parse()?);
        }
    }
    host.close().await;
    Ok(time)
}

/// The next line of the program's console that begins so. An error of the program is one here.
pub async fn logged(events: &mut sampan::Events, beginning: &str) -> Outcome<String> {
    let line = async {
        while let Some(event) = events.next().await {
            match event {
                TraceEvent::Console { text, .. } if text.starts_with(beginning) => return Ok(text),
                TraceEvent::Error { text, .. } => return Err(text.into()),
                _ => {}
            }
        }
        Err("the session has ended".into())
    };
    tokio::time::timeout(PATIENCE, line).await?
}
