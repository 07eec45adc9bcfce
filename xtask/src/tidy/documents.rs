//! Paths that documents name: every link and every path in backticks leads somewhere.

use std::path::Path;

use super::File;

/// A word in backticks that begins with one of these is a path from the root of the repository.
const TOP: [&str; 10] = [
    "crates/",
    "packages/",
    "xtask/",
    "examples/",
    "docs/",
    "specs/",
    "benches/",
    "fuzz/",
    ".ci/",
    ".cargo/",
];

pub fn faults(files: &[File], root: &Path) -> Vec<String> {
    let mut faults = Vec::new();
    for file in files.iter().filter(|file| file.is(&["md"])) {
        let folder = root.join(&file.path).parent().map(Path::to_path_buf).unwrap_or_default();
        for (number, line) in prose(&file.text) {
            let missing_paths = paths(line).filter(|path| !root.join(path).exists());
            let missing_links = links(line).filter(|link| !folder.join(link).exists());
            faults.extend(
                missing_paths
                    .chain(missing_links)
                    .map(|what| format!("{}:{number}: there is no {what}", file.path)),
            );
        }
    }
    faults
}

/// The lines outside code blocks, with their numbers.
fn prose(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut in_code = false;
    (1..).zip(text.lines()).filter(move |(_, line)| {
        let fence = line.trim_start().starts_with("```");
        in_code ^= fence;
        !fence && !in_code
    })
}

/// Words in backticks that look like a path. One with a placeholder in it names no file.
fn paths(line: &str) -> impl Iterator<Item = &str> {
    line.split('`')
        .skip(1)
        .step_by(2)
        .filter(|word| TOP.iter().any(|top| word.starts_with(top)))
        .filter(|word| !word.contains(['<', '*', '{', '…', ' ', '$']))
        .map(|word| word.split([':', '#']).next().unwrap_or(word))
}

/// Targets of links within the repository.
fn links(line: &str) -> impl Iterator<Item = &str> {
    line.split("](")
        .skip(1)
        .filter_map(|rest| rest.split([')', ' ']).next())
        .filter(|link| !link.contains(':') && !link.starts_with('#'))
        .map(|link| link.split('#').next().unwrap_or(link))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_and_links_are_found_and_code_is_not_read() {
        let text = "See `crates/engine/src/api.rs:12`, `crates/<name>`, `wx.x` and [events](events.md#call).\n\
                    ```\n`docs/none`\n```\n[site](https://x.example) and [here](#here)\n";
        let found: Vec<_> = prose(text).flat_map(|(_, line)| paths(line).chain(links(line))).collect();
        assert_eq!(found, ["crates/engine/src/api.rs", "events.md"]);
    }
}
