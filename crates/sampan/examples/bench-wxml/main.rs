//! Pages of a mini program beside what they can be compared with: a peer's compiler, the bare browser, the bare bridge, and
//! the framework alone in a page of the browser. All in one run and in turns; only ratios of one run mean anything.
//!
//! `cargo xtask bench wxml` builds and starts it. A part alone: `-- compile`, `memory`, `pairs`, `start` or `update`.

mod compile;
mod memory;
mod pairs;
mod program;
#[path = "../web/server.rs"]
mod server;
mod start;
mod update;

pub type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// What was measured, beside the goal.
#[derive(Default)]
pub struct Report {
    missed: Vec<String>,
}

impl Report {
    pub fn fact(&self, what: &str, value: &str) {
        println!("{what:<58} {value}");
    }

    /// `value` is to be at most `goal`, in the same unit.
    pub fn at_most(&mut self, what: &str, value: f64, goal: f64, unit: &str) {
        println!("{what:<58} {value:>9.2} {unit}   (goal: at most {goal} {unit})");
        if value > goal {
            self.missed.push(what.to_owned());
        }
    }

    pub fn at_least(&mut self, what: &str, value: f64, goal: f64, unit: &str) {
        println!("{what:<58} {value:>9.2} {unit}   (goal: at least {goal} {unit})");
        if value < goal {
            self.missed.push(what.to_owned());
        }
    }
}

#[tokio::main]
async fn main() -> Outcome<()> {
    let only = std::env::args().nth(1);
    let wanted = |part: &str| only.as_deref().is_none_or(|only| only == part);
    let mut report = Report::default();
    if wanted("compile") {
        compile::measure(&mut report)?;
    }
    if wanted("memory") {
        memory::measure(&mut report)?;
    }
    if wanted("pairs") {
        pairs::measure(&mut report).await?;
    }
    if wanted("start") {
        start::measure(&mut report).await?;
    }
    if wanted("update") {
        update::measure(&mut report).await?;
    }
    if report.missed.is_empty() {
        Ok(())
    } else {
        Err(format!("missed: {}", report.missed.join("; ")).into())
    }
}

pub fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
