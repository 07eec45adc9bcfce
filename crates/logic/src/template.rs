//! Compiles WXML and WXS to JavaScript, one group a component: the component's own template and everything that
//! it imports or includes.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use glass_easel_template_compiler::TmplGroup;
use glass_easel_template_compiler::parse::{ParseError, ParseErrorKind};
use sampan_source::Place;

use crate::compiler::Inputs;
use crate::module;
use crate::wxml;
use crate::wxs::{self, Embedded, Marked};

/// What WXS code may call besides plain JavaScript.
const WXS_GLOBALS: &str = "var getRegExp=function(a,b){return new RegExp(a,b)};\
                           var getDate=function(){return Reflect.construct(Date,arguments)};";

pub struct Template {
    /// An expression whose value has one entry a template path; `None` when there is nothing to show.
    pub code: Option<String>,
    /// Where in the code the program's own WXS stands.
    pub scripts: Vec<Embedded>,
    pub faults: Vec<(String, Place)>,
    /// What is left out on purpose.
    pub notes: Vec<(String, Place)>,
}

/// The template of the page or component at `path` (without extension).
pub fn compile(inputs: &Inputs<'_>, path: &str) -> Template {
    // A file that the compiler has not been made for must not take the mini program with it.
    catch_unwind(AssertUnwindSafe(|| compile_group(inputs, path))).unwrap_or_else(|_| {
        let file = format!("{path}.wxml");
        let faults = vec![(format!("{file} cannot be compiled"), Place::file(&file))];
        Template { code: None, scripts: Vec::new(), faults, notes: Vec::new() }
    })
}

fn compile_group(inputs: &Inputs<'_>, path: &str) -> Template {
    let mut compiler = Compiler {
        inputs,
        group: TmplGroup::new(),
        marked: Marked::default(),
        faults: Vec::new(),
        notes: Vec::new(),
        broken: false,
    };
    compiler.group.set_extra_runtime_script(WXS_GLOBALS);
    let found = compiler.templates(path);
    let Compiler { group, marked, mut faults, notes, broken, .. } = compiler;
    if !found || broken {
        return Template { code: None, scripts: Vec::new(), faults, notes };
    }
    let code = group.get_tmpl_gen_object_groups();
    if let Err(error) = &code {
        faults.push((error.message.clone(), Place::file(&format!("{path}.wxml"))));
    }
    let code = code.ok();
    let scripts = code.as_deref().map(|code| marked.find_in(code)).unwrap_or_default();
    Template { code, scripts, faults, notes }
}

struct Compiler<'a> {
    inputs: &'a Inputs<'a>,
    group: TmplGroup,
    marked: Marked,
    faults: Vec<(String, Place)>,
    notes: Vec<(String, Place)>,
    /// An error that leaves nothing to compile.
    broken: bool,
}

impl Compiler<'_> {
    /// Adds the template and what it needs; false when its file is missing.
    fn templates(&mut self, path: &str) -> bool {
        let mut wanted = vec![(path.to_owned(), None)];
        let mut seen = BTreeSet::new();
        let mut found = false;
        while let Some((path, importer)) = wanted.pop() {
            if !seen.insert(path.clone()) {
                continue;
            }
            let Some(text) = self.read(&format!("{path}.wxml"), importer.as_deref()) else { continue };
            found = true;
            let warnings = self.group.add_tmpl(&path, &wxml::normalize(&text));
            self.report(&path, &warnings);
            if let Some(at) = wxml::first_worklet(&text) {
                let place = Place::at(&format!("{path}.wxml"), &text, at);
                self.notes
                    .push(("worklets are not followed: they are for the Skyline renderer".to_owned(), place));
            }
            self.inline_scripts(&path);
            let dependencies = self.group.direct_dependencies(&path).map(Iterator::collect::<Vec<_>>);
            let importer = Some(format!("{path}.wxml"));
            wanted.extend(dependencies.unwrap_or_default().into_iter().map(|path| (path, importer.clone())));
            let scripts = self.group.script_dependencies(&path).map(Iterator::collect::<Vec<_>>);
            for script in scripts.unwrap_or_default() {
                self.scripts(script, importer.clone());
            }
        }
        found
    }

    /// Those in `<wxs module="…">` that have no `src`.
    fn inline_scripts(&mut self, path: &str) {
        let names = self
            .group
            .inline_script_module_names(path)
            .map(|names| names.map(str::to_owned).collect::<Vec<_>>());
        let file = format!("{path}.wxml");
        for name in names.unwrap_or_default() {
            let Ok(text) = self.group.inline_script_content(path, &name).map(str::to_owned) else { continue };
            let first = self.group.inline_script_start_line(path, &name).unwrap_or(0) + 1;
            let code = self.script(&file, first, &text);
            // Only a template that is not there is refused.
            let _ = self.group.set_inline_script_content(path, &name, &code);
        }
    }

    /// A script in the form that the template takes. One that is broken is told, and does nothing.
    fn script(&mut self, file: &str, first: u32, text: &str) -> String {
        let script = wxs::compile(file, text).unwrap_or_else(|error| {
            let line = error.place.line + first - 1;
            self.faults.push((error.text, Place { line, ..error.place }));
            wxs::Script::default()
        });
        self.marked.add(file, first, script)
    }

    /// Adds a WXS file and those it requires. The runtime resolves `require` itself, by the names given here.
    fn scripts(&mut self, path: String, importer: Option<String>) {
        let mut wanted = vec![(path, importer)];
        while let Some((path, importer)) = wanted.pop() {
            if self.group.get_script(&path).is_ok() {
                continue;
            }
            let file = if module::extension(&path) == "wxs" { path.clone() } else { format!("{path}.wxs") };
            let Some(text) = self.read(&file, importer.as_deref()) else { continue };
            let code = self.script(&file, 1, &text);
            self.group.add_script(&path, &code);
            let required = required_scripts(&text);
            wanted.extend(required.map(|request| (join(&path, &request), Some(file.clone()))));
        }
    }

    fn read(&mut self, file: &str, importer: Option<&str>) -> Option<String> {
        match (self.inputs.read_text(file), importer) {
            (Ok(Some(text)), _) => return Some(text),
            (Ok(None), Some(importer)) => {
                self.faults.push((format!("{file} used by {importer} is not found"), Place::file(importer)));
            }
            // A page without template is reported by whoever wanted the page.
            (Ok(None), None) => {}
            (Err(error), _) => self.faults.push((error.to_string(), Place::file(file))),
        }
        None
    }

    fn report(&mut self, path: &str, warnings: &[ParseError]) {
        for warning in warnings {
            // The compiler guesses an end for these and goes on; the vendors' tools refuse them.
            let refused =
                [ParseErrorKind::MissingEndTag, ParseErrorKind::InvalidEndTag].contains(&warning.kind);
            if !warning.prevent_success() && !refused {
                continue;
            }
            self.broken |= warning.prevent_success();
            let start = warning.location.start;
            let place =
                Place { file: format!("{path}.wxml"), line: start.line + 1, column: start.utf16_col + 1 };
            self.faults.push((warning.kind.to_string(), place));
        }
    }
}

/// The file names in `require("…")` calls. WXS allows nothing but a literal there.
fn required_scripts(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split("require").skip(1).filter_map(|rest| {
        let rest = rest.trim_start().strip_prefix('(')?.trim_start();
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        rest[1..].split_once(quote).map(|(name, _)| name.to_owned())
    })
}

/// `request` as seen from the file `base`, the way the WXS runtime joins them.
fn join(base: &str, request: &str) -> String {
    let folder = base.rsplit_once('/').map_or("", |(folder, _)| folder);
    let folder = if request.starts_with('/') { "" } else { folder };
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(request.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn required_scripts_are_found_by_their_literals() {
        let text = "var a = require('./a.wxs'); var b = require( \"/b.wxs\" ); require(c)";
        assert_eq!(required_scripts(text).collect::<Vec<_>>(), ["./a.wxs", "/b.wxs"]);
        assert_eq!(join("pages/x/x", "../a.wxs"), "pages/a.wxs");
    }
}
