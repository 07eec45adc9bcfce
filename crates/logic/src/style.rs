//! Compiles WXSS to CSS: one style sheet a component, with everything that it imports in front of its own rules.
//!
//! `@import` is found here and taken out before compiling, because the compiler only leaves a sign in its place, and
//! because an `@import` without semicolon, which the vendors' tools take, would swallow the next rule. Each file is
//! compiled by itself, so an error has the line and column that the programmer sees.

use std::collections::BTreeSet;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};

use glass_easel_stylesheet_compiler::{StyleSheetOptions, StyleSheetTransformer};
use sampan_source::Place;

use crate::compiler::Inputs;
use crate::module;

/// What stands before the name of a built-in in the view page: `view {}` is about `<wx-view>`.
const TAG_PREFIX: &str = "wx-";

pub struct Style {
    /// `None`: there is no file, or nothing in it.
    pub css: Option<String>,
    pub faults: Vec<(String, Place)>,
}

/// The style sheet `path` (without extension). `scope` is what the component's class names begin with, if they are its own.
pub fn compile(inputs: &Inputs<'_>, path: &str, scope: Option<&str>) -> Style {
    let file = format!("{path}.wxss");
    // A file that the compiler has not been made for must not take the mini program with it.
    catch_unwind(AssertUnwindSafe(|| {
        let mut compiler =
            Compiler { inputs, scope, css: String::new(), faults: Vec::new(), seen: BTreeSet::new() };
        compiler.add(&file, None);
        let Compiler { css, faults, .. } = compiler;
        Style { css: (!css.is_empty()).then_some(css), faults }
    }))
    .unwrap_or_else(|_| Style {
        css: None,
        faults: vec![(format!("{file} cannot be compiled"), Place::file(&file))],
    })
}

/// What the class names of a component begin with. The framework's own choice is a random one, and a page would never look
/// the same twice.
pub fn scope(path: &str) -> String {
    let hash = path.encode_utf16().fold(5381_u32, |hash, unit| hash.wrapping_mul(33) ^ u32::from(unit));
    format!("s{hash:x}")
}

struct Compiler<'a> {
    inputs: &'a Inputs<'a>,
    scope: Option<&'a str>,
    css: String,
    faults: Vec<(String, Place)>,
    seen: BTreeSet<String>,
}

impl Compiler<'_> {
    fn add(&mut self, file: &str, importer: Option<Place>) {
        if !self.seen.insert(file.to_owned()) {
            return;
        }
        let text = match (self.inputs.read_text(file), importer) {
            (Ok(Some(text)), _) => text,
            (Ok(None), Some(place)) => return self.faults.push((format!("{file} is not found"), place)),
            (Ok(None), None) => return self.look_for_others(file),
            (Err(error), _) => return self.faults.push((error.to_string(), Place::file(file))),
        };
        let (own, imports) = without_imports(&text);
        for import in imports {
            let place = Place::at(file, &text, import.at);
            let Some(wanted) = module::relative(file, &import.file) else {
                self.faults.push((format!("{} leaves the mini program", import.file), place));
                continue;
            };
            let wanted = if module::extension(&wanted) == "wxss" { wanted } else { format!("{wanted}.wxss") };
            let start = self.css.len();
            self.add(&wanted, Some(place));
            if !import.media.is_empty() && self.css.len() > start {
                self.css.insert_str(start, &format!("@media {}{{", import.media));
                self.css.push('}');
            }
        }
        self.transform(file, &own);
    }

    /// The languages that others compile to WXSS: a phone reads WXSS only.
    fn look_for_others(&mut self, file: &str) {
        let path = file.trim_end_matches(".wxss");
        for ending in ["scss", "sass", "less", "styl"] {
            let other = format!("{path}.{ending}");
            if self.inputs.exists(&other) {
                let text = format!("{other} is not read: compile it to {file}, as the vendors' tools do");
                return self.faults.push((text, Place::file(&other)));
            }
        }
    }

    fn transform(&mut self, file: &str, text: &str) {
        let options = StyleSheetOptions {
            tag_name_prefix: Some(TAG_PREFIX.to_owned()),
            class_prefix: self.scope.map(str::to_owned),
            convert_host: true,
            ..StyleSheetOptions::default()
        };
        let mut transformer = StyleSheetTransformer::from_css(file, text, options);
        for warning in transformer.take_warnings() {
            if !warning.prevent_success() {
                continue;
            }
            let start = warning.location.start;
            let place = Place { file: file.to_owned(), line: start.line + 1, column: start.utf16_col + 1 };
            self.faults.push((warning.kind.to_string(), place));
        }
        let (normal, low) = transformer.output_and_low_priority_output();
        // What `:host` sets gives way to what the user of the component says.
        for output in [low, normal] {
            // Writing to a string cannot fail.
            let _ = output.write_str(&mut self.css);
        }
    }
}

struct Import {
    file: String,
    media: String,
    /// Where it stands in the text, in bytes.
    at: usize,
}

/// The text with its imports blanked out, so that everything else stays where it is, and the imports.
fn without_imports(text: &str) -> (String, Vec<Import>) {
    let mut own = text.to_owned();
    let mut imports = Vec::new();
    for (range, import) in find_imports(text) {
        let blank: String = text[range.clone()]
            .chars()
            .map(|c| if c == '\n' { "\n".to_owned() } else { " ".repeat(c.len_utf8()) })
            .collect();
        own.replace_range(range, &blank);
        imports.push(import);
    }
    (own, imports)
}

fn find_imports(text: &str) -> Vec<(Range<usize>, Import)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = text[at..].find(['/', '"', '\'', '@']) {
        at += next;
        let rest = &text[at..];
        let skip = if let Some(comment) = rest.strip_prefix("/*") {
            comment.find("*/").map_or(rest.len(), |end| end + 4)
        } else if rest.starts_with(['"', '\'']) {
            string_length(rest)
        } else if let Some((length, import)) = parse_import(rest, at) {
            if let Some(import) = import {
                found.push((at..at + length, import));
            }
            length
        } else {
            1
        };
        at += skip;
    }
    found
}

/// An `@import` at the start of `rest`, and how long it is. Of an address on the network there is the length only: it
/// stays where it is.
fn parse_import(rest: &str, at: usize) -> Option<(usize, Option<Import>)> {
    let after = rest.strip_prefix("@import")?;
    let trimmed = after.trim_start();
    let (target, length) = if let Some(inner) = trimmed.strip_prefix("url(") {
        let end = inner.find(')')?;
        (inner[..end].trim().trim_matches(['"', '\'']), "url(".len() + end + 1)
    } else if trimmed.starts_with(['"', '\'']) {
        let length = string_length(trimmed);
        (trimmed[1..length].trim_end_matches(['"', '\'']), length)
    } else {
        return None;
    };
    let head = rest.len() - trimmed.len() + length;
    // Without its semicolon, an import ends with its line.
    let tail = &rest[head..];
    let end = tail.find([';', '\n', '{', '}', '@', '.', '#']).unwrap_or(tail.len());
    let closed = tail[end..].starts_with(';');
    let media = if closed { tail[..end].trim() } else { "" };
    let length = head + if closed { end + 1 } else { 0 };
    let is_remote = target.contains("://") || target.starts_with("//");
    let import = Import { file: target.to_owned(), media: media.to_owned(), at };
    Some((length, (!is_remote).then_some(import)))
}

/// The length of the string that starts here, with its quotes.
fn string_length(rest: &str) -> usize {
    let quote = rest.chars().next().unwrap_or('"');
    let mut escaped = false;
    for (index, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            // A string does not go beyond its line.
            '\n' => return index,
            c if c == quote => return index + 1,
            _ => {}
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use sampan_engine::package::Package;

    use super::*;

    fn package(files: &[(&str, &str)]) -> (tempfile::TempDir, Package) {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files.iter().chain(&[("app.json", r#"{"pages":["p"]}"#), ("p.js", "")]) {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let package = Package::open(folder.path()).unwrap();
        (folder, package)
    }

    fn css(text: &str, scope: Option<&str>) -> String {
        let (_folder, package) = package(&[("a.wxss", text)]);
        compile(&Inputs::new(&package), "a", scope).css.unwrap_or_default()
    }

    #[test]
    fn rpx_tags_and_classes_are_what_the_view_page_has() {
        assert_eq!(css("page, view.a { width: 750rpx }", None), "wx-page, wx-view.a{width:100vw}");
        assert_eq!(css(".a .b { margin: 1px }", Some("s1")), ".s1--a .s1--b{margin:1px}");
        assert_eq!(
            css(":host { color: red } .a { color: blue }", Some("s1")),
            "[wx-host=\"s1\"]{color:red}.s1--a{color:blue}"
        );
    }

    #[test]
    fn imports_come_first_and_once() {
        let (_folder, package) = package(&[
            ("p/a.wxss", "@import './b.wxss';\n@import \"/c\"\n.a { color: red }"),
            ("p/b.wxss", "@import url(../c.wxss);.b{color:blue}"),
            ("c.wxss", ".c{color:green}"),
        ]);
        let style = compile(&Inputs::new(&package), "p/a", None);
        assert_eq!(style.css.unwrap(), ".c{color:green}.b{color:blue}.a{color:red}");
        assert!(style.faults.is_empty(), "{:?}", style.faults);
    }

    #[test]
    fn an_import_that_is_missing_has_a_place() {
        let (_folder, package) =
            package(&[("a.wxss", "/* @import 'x' */\n  @import 'gone';\n.a{color:red}")]);
        let style = compile(&Inputs::new(&package), "a", None);
        assert_eq!(style.css.unwrap(), ".a{color:red}");
        let place = Place { file: "a.wxss".into(), line: 2, column: 3 };
        assert_eq!(style.faults, [("gone.wxss is not found".to_owned(), place)]);
    }

    #[test]
    fn a_file_in_another_language_is_told() {
        let (_folder, package) = package(&[("a.scss", "$a: 1px;")]);
        let style = compile(&Inputs::new(&package), "a", None);
        assert_eq!(style.css, None);
        assert!(style.faults[0].0.starts_with("a.scss is not read"), "{:?}", style.faults);
    }

    #[test]
    fn importing_in_a_circle_ends() {
        let (_folder, package) =
            package(&[("a.wxss", "@import 'b';.a{top:0}"), ("b.wxss", "@import 'a';.b{top:0}")]);
        assert_eq!(compile(&Inputs::new(&package), "a", None).css.unwrap(), ".b{top:0}.a{top:0}");
    }
}
