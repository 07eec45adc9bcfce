//! Whether source files can be used, before a program runs anew on them: what is found here leaves the old one running.

use std::collections::BTreeSet;

use sampan_engine::config;
use sampan_engine::package::Package;
use sampan_source::Place;

use crate::compiler::Inputs;
use crate::{module, template, transform, wxs};

/// Something wrong with a source file; line and column count from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub file: String,
    pub line: u32,
    pub column: u32,
    pub text: String,
}

impl Fault {
    fn at(place: Place, text: &str) -> Self {
        let Place { file: source, line, column } = place;
        Self { file: source, line, column, text: text.trim_start_matches("SyntaxError: ").to_owned() }
    }
}

/// Looks at these files, by their paths in the package. One that is not there is not wrong.
pub fn check(package: &Package, files: &BTreeSet<String>) -> Vec<Fault> {
    files.iter().flat_map(|file| check_file(package, file)).collect()
}

fn check_file(package: &Package, file: &str) -> Vec<Fault> {
    let text = match package.read_text(file) {
        Ok(Some(text)) => text,
        Ok(None) => return Vec::new(),
        Err(error) => return vec![Fault::at(Place::file(file), &error.to_string())],
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    match module::extension(file) {
        "wxs" => {
            let error = wxs::compile(file, text).err();
            error.into_iter().map(|error| Fault::at(error.place, &error.text)).collect()
        }
        "js" | "ts" => {
            let error = transform::compile(file, text).err();
            error.into_iter().map(|error| Fault::at(error.place, &error.text)).collect()
        }
        "json" if !text.trim().is_empty() => {
            let error = config::parse_json::<serde_json::Value>(file, text).err();
            let number = |n: usize| u32::try_from(n).unwrap_or(0);
            let fault = error.map(|error| Fault {
                file: error.file,
                line: number(error.line),
                column: number(error.column),
                text: error.reason,
            });
            fault.into_iter().collect()
        }
        "wxml" => {
            let template = template::compile(&Inputs::new(package), file.trim_end_matches(".wxml"));
            template.faults.into_iter().map(|(text, place)| Fault::at(place, &text)).collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_file_is_told_with_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| std::fs::write(folder.path().join(path), text).unwrap();
        write("app.json", r#"{"pages":["p"]}"#);
        write("p.js", "Page({\n  data: {,\n})");
        write("p.wxml", "<view>\n<text>{{ a. }}</text></view>");
        write("c.json", "{\n  \"component\": nope\n}");
        write("good.js", "export const a = 1");
        write("w.wxs", "module.exports = {\n");
        let package = Package::open(folder.path()).unwrap();
        let files = ["p.js", "p.wxml", "c.json", "good.js", "w.wxs", "gone.js", "p.wxss"];
        let faults = check(&package, &files.iter().map(|file| (*file).to_owned()).collect());
        let places: Vec<_> = faults.iter().map(|fault| (fault.file.as_str(), fault.line)).collect();
        assert_eq!(places, [("c.json", 2), ("p.js", 2), ("p.wxml", 2), ("w.wxs", 2)], "{faults:?}");
    }
}
