//! A failure for people: what it says, the lines of the file around it, and the way there.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use sampan_spec::Failure;

/// Lines that are shown before and after the one in which it happened.
const AROUND: usize = 2;

/// From where files are named.
pub fn root() -> PathBuf {
    std::env::current_dir().unwrap_or_default()
}

/// Indented, without a line break at the end.
pub fn text(failure: &Failure, root: &Path) -> String {
    let mut text = indent(&failure.message);
    if let Some(excerpt) = excerpt(failure, root) {
        let _ = write!(text, "\n\n{}", indent(&excerpt));
    }
    if !failure.stack.is_empty() {
        let _ = write!(text, "\n\n{}", indent(&failure.stack));
    } else if !failure.place.file.is_empty() {
        let _ = write!(text, "\n\n    at {}", failure.place);
    }
    text
}

fn indent(text: &str) -> String {
    text.lines().map(|line| format!("    {line}").trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}

/// The lines around the place, the one itself marked.
pub fn excerpt(failure: &Failure, root: &Path) -> Option<String> {
    let (line, column) = (failure.place.line as usize, failure.place.column as usize);
    let source = std::fs::read_to_string(root.join(&failure.place.file)).ok()?;
    let lines: Vec<&str> = source.lines().collect();
    let index = line.checked_sub(1).filter(|index| *index < lines.len())?;
    let shown = index.saturating_sub(AROUND)..(index + AROUND + 1).min(lines.len());
    let width = shown.end.to_string().len();
    let mut text = Vec::new();
    for at in shown {
        let mark = if at == index { ">" } else { " " };
        text.push(format!("{mark} {:>width$} | {}", at + 1, lines[at]).trim_end().to_owned());
        if at == index {
            text.push(format!("  {:width$} | {}^", "", " ".repeat(column.saturating_sub(1))));
        }
    }
    Some(text.join("\n"))
}

#[cfg(test)]
mod tests {
    use sampan_spec::Place;

    use super::*;

    #[test]
    fn the_line_is_shown_with_those_around_it() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.spec.ts"), "one\ntwo\nthree\nfour\nfive\nsix\n").unwrap();
        let place = Place { file: "a.spec.ts".to_owned(), line: 4, column: 3 };
        let failure = Failure { message: "no".to_owned(), stack: String::new(), place };
        assert_eq!(
            text(&failure, folder.path()),
            "    no\n\n      2 | two\n      3 | three\n    > 4 | four\n        |   ^\n      5 | five\n      6 | six\n\n    at a.spec.ts:4:3"
        );
    }
}
