//! Which of the declared tests are run: `only`, a line, a pattern, a part of the whole.

use std::path::Path;

use sampan_spec::Declared;

use super::job::Plan;
use super::options::{Settings, Shard};

/// For each file the tests that are run, by their numbers in it.
pub fn select(files: &[(&Path, &[Declared])], settings: &Settings) -> Vec<Vec<usize>> {
    let is_marked = files.iter().any(|(_, tests)| tests.iter().any(|test| test.only));
    let mut selected: Vec<Vec<usize>> = files
        .iter()
        .map(|(file, tests)| {
            let is_wanted = |test: &Declared| {
                (test.only || !is_marked)
                    && is_at_line(file, tests, test, settings)
                    && matches(test, settings)
            };
            (0..tests.len()).filter(|index| is_wanted(&tests[*index])).collect()
        })
        .collect();
    if let Some(shard) = settings.shard {
        cut(&mut selected, shard, |file, test| files[file].1[test].serial);
    }
    selected
}

fn matches(test: &Declared, settings: &Settings) -> bool {
    settings.grep.as_ref().is_none_or(|grep| grep.is_match(&full_name(test)))
}

/// `specs/a.spec.ts › suite › test`.
pub fn full_name(test: &Declared) -> String {
    format!("{} › {}", test.place.file, test.titles.join(" › "))
}

/// Whether a line that was named is the test's: it begins there or is the last one before.
fn is_at_line(file: &Path, tests: &[Declared], test: &Declared, settings: &Settings) -> bool {
    let lines: Vec<u32> = settings
        .lines
        .iter()
        .filter(|(named, _)| named.canonicalize().is_ok_and(|named| named == file))
        .map(|(_, line)| *line)
        .collect();
    let begins = |line: u32| tests.iter().map(|test| test.place.line).filter(|at| *at <= line).max();
    lines.is_empty() || lines.iter().any(|line| begins(*line) == Some(test.place.line))
}

/// Leaves the part: whole runs of tests, so that files stay together where they can. Tests of one group are never parted.
fn cut(selected: &mut [Vec<usize>], shard: Shard, group: impl Fn(usize, usize) -> Option<usize>) {
    let all: usize = selected.iter().map(Vec::len).sum();
    let bounds = all * (shard.part - 1) / shard.of..all * shard.part / shard.of;
    let mut at = 0;
    for (file, tests) in selected.iter_mut().enumerate() {
        let mut latest = (None, false);
        tests.retain(|test| {
            at += 1;
            let group = group(file, *test);
            if group.is_none() || group != latest.0 {
                latest = (group, bounds.contains(&(at - 1)));
            }
            latest.1
        });
    }
}

/// Why there is nothing to run.
pub fn nothing(settings: &Settings, plan: &Plan) -> String {
    if plan.declared() == 0 {
        return "the spec files declare no tests; a test is test(\"title\", async ({ phone }) => { … })"
            .to_owned();
    }
    let grep = settings.grep.as_ref().map(|grep| format!("; none of {} match /{grep}/", plan.declared()));
    let shard = settings.shard.map(|shard| format!("; part {}/{} is empty", shard.part, shard.of));
    format!("no test is selected{}{}", grep.unwrap_or_default(), shard.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_hold_every_test_once() {
        let all = vec![vec![0, 1, 2], vec![0], vec![], vec![0, 1, 2]];
        let mut found = vec![Vec::new(); 4];
        for part in 1..=3 {
            let mut selected = all.clone();
            let group = |file, test| (file == 0 && test > 0).then_some(1);
            cut(&mut selected, Shard { part, of: 3 }, group);
            assert_eq!(selected[0].contains(&1), selected[0].contains(&2));
            println!("{selected:?}");
            for (found, selected) in found.iter_mut().zip(selected) {
                found.extend(selected);
            }
        }
        assert_eq!(found, all);
    }
}
