//! What the logic layer holds: of one program with nothing but the framework, of an empty page beyond that, and after a
//! thousand pages that came and went. Counted by the system, over many programs at once.

use std::path::Path;

use super::program::{Logic, write};
use super::{Outcome, Report};

const PROGRAMS: usize = 20;
const PAIRS: u32 = 1000;
/// What the allocator keeps for itself settles within these.
const FIRST: u32 = 200;

pub fn measure(report: &mut Report) -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let files = [
        ("app.json", r#"{"pages":["p","list"]}"#.to_owned()),
        ("p.js", "Page({})".to_owned()),
        ("p.wxml", "<view/>".to_owned()),
        ("list.js", "Page({ data: { list: Array.from({ length: 100 }, (_, n) => n) } })".to_owned()),
        ("list.wxml", "<view wx:for=\"{{list}}\" wx:key=\"*this\">{{item}}</view>".to_owned()),
    ];
    write(folder.path(), &files)?;
    empty_pages(folder.path(), report)?;
    pairs(folder.path(), report)
}

fn empty_pages(folder: &Path, report: &mut Report) -> Outcome<()> {
    // What all programs share is there before the first count.
    let first = Logic::launch(folder, None)?;
    first.open(1, "p");
    first.finish()?;
    let start = resident()?;
    let programs = (0..PROGRAMS).map(|_| Logic::launch(folder, None)).collect::<Outcome<Vec<_>>>()?;
    let launched = resident()?;
    for program in &programs {
        program.open(1, "p");
        program.finish()?;
    }
    let opened = resident()?;
    let each = |from: f64, to: f64| (to - from) / PROGRAMS as f64;
    report.fact("a program: QuickJS and the framework", &format!("{:>9.2} MB", each(start, launched)));
    report.at_most("an empty page beyond that", each(launched, opened), 3.0, "MB");
    Ok(())
}

fn pairs(folder: &Path, report: &mut Report) -> Outcome<()> {
    let logic = Logic::launch(folder, None)?;
    logic.open(1, "p");
    let go = |from: u32, to: u32| {
        for page in from..to {
            logic.open(page, "list");
            logic.close(page);
            // What is told meanwhile must not pile up.
            logic.finish()?;
        }
        resident()
    };
    let before = go(2, 2 + FIRST)?;
    let after = go(2 + FIRST, 2 + FIRST + PAIRS)?;
    report.at_most("growth over 1,000 pages opened and closed", after - before, 0.5, "MB");
    Ok(())
}

/// Megabytes of this process in memory.
pub fn resident() -> Outcome<f64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line =
        status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS in /proc/self/status")?;
    Ok(line.trim().trim_end_matches("kB").trim().parse::<f64>()? / 1024.0)
}
