//! Source files: each opens by saying what it is for, nothing unfinished is left in, and an `errMsg` is built in one
//! place. Also the lengths worth a look.

use super::File;

/// Code, where left-over words have no place.
const CODE: [&str; 8] = ["rs", "ts", "mts", "js", "mjs", "css", "html", "wxml"];

/// Marks of unfinished work, spelt so that this file does not contain them.
const LEFT_OVER: [&str; 5] = [
    concat!("to", "do!("),
    concat!("d", "bg!("),
    concat!("FIX", "ME"),
    concat!("TO", "DO"),
    concat!("unimple", "mented!("),
];

const LONG_FILE: usize = 400;
const LONG_FUNCTION: usize = 60;

pub fn faults(files: &[File]) -> Vec<String> {
    let mut faults = Vec::new();
    for file in files.iter().filter(|file| file.is(&CODE)) {
        if file.is(&["rs", "ts", "mts", "js", "mjs"]) && !opens_with_a_comment(&file.text) {
            faults.push(format!("{}: does not open by saying what it is for", file.path));
        }
        for (number, line) in (1..).zip(file.text.lines()) {
            if let Some(word) = LEFT_OVER.iter().find(|word| line.contains(**word)) {
                faults.push(format!("{}:{number}: {word} is left in", file.path));
            }
        }
        let is_engine = file.path.starts_with("crates/engine/src/") && !file.path.ends_with("/error.rs");
        if is_engine && !is_test_module(file, files) {
            faults.extend(status_lines(&file.text).map(|number| {
                format!("{}:{number}: builds an errMsg; only crates/engine/src/error.rs may", file.path)
            }));
        }
    }
    faults
}

/// A comment on the first line; attributes of the crate and a `#!` line may stand before it.
fn opens_with_a_comment(text: &str) -> bool {
    let first = text.lines().find(|line| !line.is_empty() && !line.starts_with('#'));
    first.is_none_or(|line| line.starts_with("//") || line.starts_with("/*"))
}

/// Whether another file of the crate declares this one as `#[cfg(test)] mod name;`.
fn is_test_module(file: &File, files: &[File]) -> bool {
    let Some((folder, name)) = file.path.rsplit_once('/') else { return false };
    let declaration = format!("#[cfg(test)]\nmod {};", name.trim_end_matches(".rs"));
    files
        .iter()
        .any(|other| other.path.starts_with(folder) && other.text.replace('\r', "").contains(&declaration))
}

/// Lines that put a status key into a value. Reading one (`value["errMsg"]`) is allowed, and so are comments and
/// tests, which stand at the end of a file.
fn status_lines(text: &str) -> impl Iterator<Item = usize> {
    (1..)
        .zip(text.lines())
        .take_while(|(_, line)| line.trim() != "#[cfg(test)]")
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .filter(|(_, line)| ["\"errMsg\"", "\"err_msg\""].iter().any(|key| builds(line, key)))
        .map(|(number, _)| number)
}

fn builds(line: &str, key: &str) -> bool {
    line.match_indices(key).any(|(at, _)| {
        let after = line[at + key.len()..].trim_start_matches(']').trim_start();
        let is_index = line[..at].ends_with('[');
        let is_assigned = after.starts_with('=') && !after.starts_with("==");
        !is_index || is_assigned
    })
}

/// Long files and long functions.
pub fn outliers(files: &[File]) -> Vec<String> {
    let mut outliers = Vec::new();
    for file in files.iter().filter(|file| file.is(&["rs", "ts", "mts", "js", "mjs"])) {
        let lines = file.text.lines().count();
        if lines > LONG_FILE {
            outliers.push(format!("{}: {lines} lines", file.path));
        }
        if file.is(&["rs"]) {
            let long = functions(&file.text).filter(|(_, _, length)| *length > LONG_FUNCTION);
            outliers.extend(
                long.map(|(line, name, length)| format!("{}:{line}: {name} has {length} lines", file.path)),
            );
        }
    }
    outliers
}

/// First line, name and length of each function; rustfmt puts the closing brace under the first letter.
fn functions(text: &str) -> impl Iterator<Item = (usize, &str, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    (0..lines.len()).filter_map(move |start| {
        let line = lines[start];
        let (before, rest) = line.split_once("fn ")?;
        let is_function = before
            .split_whitespace()
            .all(|word| word.starts_with("pub") || ["async", "const", "unsafe"].contains(&word));
        if !is_function {
            return None;
        }
        let indent = &line[..line.len() - line.trim_start().len()];
        let length = lines[start..].iter().position(|line| *line == format!("{indent}}}"))? + 1;
        Some((start + 1, rest.split(['(', '<']).next().unwrap_or(rest), length))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reading_a_status_is_no_building() {
        let text = "let a = value[\"errMsg\"].as_str();\n// \"errMsg\"\njson!({\"errMsg\": 1})\nreply[\"errMsg\"] = x;\n\
                    if reply[\"errMsg\"] == x {\n#[cfg(test)]\njson!({\"errMsg\": 1})\n";
        assert_eq!(status_lines(text).collect::<Vec<_>>(), [3, 4]);
    }

    #[test]
    fn the_length_of_a_function_is_counted_to_its_brace() {
        let text =
            "impl A {\n    pub async fn one<T>(a: T) {\n        if a {\n        }\n    }\n}\nfn two() {}\n";
        let found: Vec<_> = functions(text).collect();
        assert_eq!(found, [(2, "one", 4)]);
    }

    #[test]
    fn a_file_opens_with_a_comment() {
        assert!(opens_with_a_comment("//! Why.\n"));
        assert!(opens_with_a_comment("#![allow(x)]\n\n// Why.\n"));
        assert!(!opens_with_a_comment("use x;\n// Too late.\n"));
    }
}
