//! `test`: builds everything and runs every test, then says how many passed.
//!
//! A failing step does not stop the later ones: one run shows all that is wrong.

use std::process::{Command, Stdio};

use anyhow::Result;

use crate::process::{cargo, npm, run as run_command, stream};
use crate::{codegen, setup, tidy};

/// What has been counted so far.
#[derive(Default)]
struct Tally {
    passed: usize,
    failed: usize,
    ignored: usize,
    problems: Vec<String>,
}

pub fn run() -> Result<()> {
    setup::all()?;
    setup::chinese_font()?;
    // Without a build nothing else says anything useful, so this one stops the run.
    run_command("build", &mut cargo(&["build", "--workspace", "--all-targets"]))?;
    let mut tally = Tally::default();
    tally.tests("cargo test", &mut cargo(&["test", "--workspace", "--no-fail-fast"]));
    for package in typescript_packages() {
        let what = format!("tsc {package}");
        tally.check(run_command(&what, &mut npm("npx", &["tsc", "--noEmit", "-p", &package])));
    }
    tally.check(run_command("build packages/jssdk", Command::new("node").arg("packages/jssdk/build.mjs")));
    tally.tests(
        "node --test packages/jssdk",
        Command::new("node").args(["--test", "--test-reporter=spec", "packages/jssdk/test/"]),
    );
    tally.check(run_command("build packages/driver", Command::new("node").arg("packages/driver/build.mjs")));
    tally.tests(
        "node --test packages/driver",
        Command::new("node").args(["--test", "--test-reporter=spec", "packages/driver/test/"]),
    );
    tally.tests(
        "node --test packages/viewer",
        Command::new("node").args(["--test", "--test-reporter=spec", "packages/viewer/test/"]),
    );
    tally.tests(
        "node --test packages/trace",
        Command::new("node").args(["--test", "--test-reporter=spec", "packages/trace/test/"]),
    );
    // What the phone's page records for Playwright is run by it.
    tally.check(run_command(
        "build packages/playwright",
        Command::new("node").arg("packages/playwright/build.mjs"),
    ));
    for package in ["packages/automator", "packages/phone"] {
        tally.tests(&format!("node --test {package}"), &mut browser_tests(package));
    }
    tally.tests(
        "playwright packages/playwright",
        &mut npm("npx", &["playwright", "test", "-c", "packages/playwright/test"]),
    );
    tally.tests("sampan test specs", &mut specs("specs"));
    tally.tests("sampan test examples/ci", &mut specs("examples/ci"));
    tally.check(codegen::run(true));
    tally.check(tidy::run());
    tally.report();
    Ok(())
}

/// Each file starts a Sampan and browsers: one file after the other. By name, because the folder holds mini programs
/// too, whose scripts are no tests.
fn browser_tests(package: &str) -> Command {
    let folder = crate::root().join(package).join("test");
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<_> = files.map(|file| file.path()).collect();
    files.retain(|file| file.to_string_lossy().ends_with(".test.mjs"));
    files.sort();
    let mut command = Command::new("node");
    command.args(["--test", "--test-concurrency=1", "--test-reporter=spec"]).args(files);
    command
}

/// The specs of a folder, by the program that was built.
fn specs(folder: &str) -> Command {
    let program = format!("target/debug/sampan{}", std::env::consts::EXE_SUFFIX);
    let mut command = Command::new(crate::root().join(program));
    command.args(["test", folder]);
    command
}

/// Folders with TypeScript in them, `packages/jssdk` for one.
fn typescript_packages() -> Vec<String> {
    let folders = std::fs::read_dir(crate::root().join("packages")).into_iter().flatten().flatten();
    let mut packages: Vec<String> = folders
        .filter(|folder| folder.path().join("tsconfig.json").is_file())
        .map(|folder| format!("packages/{}", folder.file_name().to_string_lossy()))
        .collect();
    packages.push("specs".to_owned());
    packages.sort();
    packages
}

impl Tally {
    /// Runs a test runner, passing its output on and reading the counts from it.
    fn tests(&mut self, what: &str, command: &mut Command) {
        let failed_before = self.failed;
        let result = stream(what, command.stdout(Stdio::piped()), |line| {
            println!("{line}");
            self.read(line);
        });
        if let Err(error) = result {
            // A runner that did not get as far as counting still has failed.
            if self.failed == failed_before {
                self.failed += 1;
            }
            self.problems.push(format!("{error:#}"));
        }
    }

    fn check(&mut self, result: Result<()>) {
        if let Err(error) = result {
            eprintln!("error: {error:#}");
            self.failed += 1;
            self.problems.push(format!("{error:#}"));
        }
    }

    /// `test result: ok. 12 passed; 0 failed; 1 ignored; …` of cargo, `ℹ pass 12` and `ℹ fail 0` of node, `3 passed (2.1s)` and
    /// `1 failed` of Playwright and of our own runner.
    fn read(&mut self, line: &str) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let number = |at: usize| words.get(at).and_then(|word| word.parse::<usize>().ok()).unwrap_or(0);
        match words.as_slice() {
            ["test", "result:", ..] => {
                self.passed += number(3);
                self.failed += number(5);
                self.ignored += number(7);
            }
            ["ℹ" | "#", "pass", _] => self.passed += number(2),
            ["ℹ" | "#", "fail", _] => self.failed += number(2),
            ["ℹ" | "#", "skipped" | "todo", _] => self.ignored += number(2),
            [_, "passed", ..] => self.passed += number(0),
            [_, "failed"] => self.failed += number(0),
            [_, "skipped"] => self.ignored += number(0),
            _ => (),
        }
    }

    fn report(self) {
        println!();
        for problem in &self.problems {
            println!("{}", problem.lines().next().unwrap_or_default());
        }
        if self.ignored > 0 {
            println!("{} ignored", self.ignored);
        }
        println!("{} passed, {} failed", self.passed, self.failed);
        if self.failed > 0 {
            // Not an error to print: the counts are the last line, whatever they are.
            std::process::exit(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_runner_is_counted() {
        let mut tally = Tally::default();
        tally.read("test result: FAILED. 12 passed; 2 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.1s");
        tally.read("ℹ pass 5");
        tally.read("ℹ fail 1");
        tally.read("test result_is_kept ... ok");
        tally.read("  3 passed (2.1s)");
        tally.read("  1 failed");
        tally.read("  ✓ specs/a.spec.ts › 3 passed (2.1 s)");
        assert_eq!((tally.passed, tally.failed, tally.ignored), (20, 4, 1));
    }
}
