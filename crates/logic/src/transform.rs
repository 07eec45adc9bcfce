//! Turns one source file into a function that `QuickJS` can call: `import`/`export` become calls, TypeScript's
//! types go away, and a `CommonJS` file is left exactly as it is.
//!
//! The module transform is the one made for Vite; its names (`__vite_ssr_import__` …) are the parameters of the
//! function, and `packages/logic/src/module.ts` gives them their meaning.

use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

use oxc::allocator::{Allocator, TakeIn};
use oxc::ast::ast::{BindingPattern, Expression, Program, Statement};
use oxc::codegen::{Codegen, CodegenOptions};
use oxc::diagnostics::{LabeledSpan, OxcDiagnostic};
use oxc::parser::{ParseOptions, Parser};
use oxc::semantic::SemanticBuilder;
use oxc::span::SourceType;
use oxc::transformer::{TransformOptions, Transformer};
use oxc::transformer_plugins::ModuleRunnerTransform;
use serde::{Deserialize, Serialize};

use crate::error::Place;
use crate::module;

const PARAMETERS: &str = "require,module,exports,__vite_ssr_import__,__vite_ssr_exports__,\
                          __vite_ssr_exportAll__,__vite_ssr_dynamic_import__,__vite_ssr_import_meta__";

/// A file ready to be evaluated; its value is the module's function.
pub struct Compiled {
    pub code: String,
    pub map: SourceMap,
}

/// A file that is no JavaScript.
#[derive(Debug)]
pub struct SyntaxError {
    pub text: String,
    pub place: Place,
}

pub fn compile(file: &str, source: &str) -> Result<Compiled, SyntaxError> {
    // A file that the parser has not been made for must not take the mini program with it.
    catch_unwind(|| transform(file, source)).unwrap_or_else(|_| {
        Err(SyntaxError {
            text: "SyntaxError: the file cannot be compiled".to_owned(),
            place: Place::file(file),
        })
    })
}

fn transform(file: &str, source: &str) -> Result<Compiled, SyntaxError> {
    let is_typescript = module::extension(file) == "ts";
    let source_type = if is_typescript { SourceType::ts() } else { SourceType::unambiguous() };
    let allocator = Allocator::default();
    let options = ParseOptions { allow_return_outside_function: true, ..ParseOptions::default() };
    let parsed = Parser::new(&allocator, source, source_type).with_options(options).parse();
    if let Some(error) = parsed.diagnostics.first() {
        return Err(syntax_error(file, source, error));
    }
    let is_module =
        parsed.module_record.has_module_syntax || !parsed.module_record.dynamic_imports.is_empty();
    if !is_module && !is_typescript {
        return Ok(wrap(source, false, Vec::new()));
    }
    let mut program = parsed.program;
    rewrite(file, source, &allocator, &mut program, is_typescript)?;
    let options = CodegenOptions { source_map_path: Some(PathBuf::from(file)), ..CodegenOptions::default() };
    let generated = Codegen::new().with_options(options).build(&program);
    let tokens = generated.map.map(|map| {
        let tokens = map.get_tokens().map(|token| Token {
            generated: (token.get_dst_line(), token.get_dst_col()),
            original: (token.get_src_line(), token.get_src_col()),
        });
        tokens.collect()
    });
    Ok(wrap(&generated.code, is_module, tokens.unwrap_or_default()))
}

fn rewrite<'a>(
    file: &str,
    source: &str,
    allocator: &'a Allocator,
    program: &mut Program<'a>,
    is_typescript: bool,
) -> Result<(), SyntaxError> {
    // The transform wants correct programs: what the parser leaves to this check would panic or go unnoticed.
    let checked = SemanticBuilder::new().with_check_syntax_error(true).with_enum_eval(true).build(program);
    if let Some(error) = checked.diagnostics.first() {
        return Err(syntax_error(file, source, error));
    }
    let mut scoping = checked.semantic.into_scoping();
    if is_typescript {
        let options = TransformOptions::default();
        let done =
            Transformer::new(allocator, Path::new(file), &options).build_with_scoping(scoping, program);
        if let Some(error) = done.diagnostics.first() {
            return Err(syntax_error(file, source, error));
        }
        scoping = done.scoping;
    }
    ModuleRunnerTransform::new().transform(allocator, program, scoping);
    for statement in &mut program.body {
        remove_await(statement, allocator);
    }
    Ok(())
}

/// `const __vite_ssr_import_0__ = await __vite_ssr_import__(…)`: modules load synchronously here.
fn remove_await<'a>(statement: &mut Statement<'a>, allocator: &'a Allocator) {
    let Statement::VariableDeclaration(declaration) = statement else { return };
    for declarator in &mut declaration.declarations {
        let BindingPattern::BindingIdentifier(binding) = &declarator.id else { continue };
        if !binding.name.starts_with("__vite_ssr_import_") {
            continue;
        }
        if let Some(Expression::AwaitExpression(awaited)) = &mut declarator.init {
            declarator.init = Some(awaited.argument.take_in(&allocator));
        }
    }
}

/// The code starts on a line of its own: `QuickJS` counts the columns of a file's first line from 0, others from 1.
fn wrap(code: &str, is_module: bool, tokens: Vec<Token>) -> Compiled {
    let strict = if is_module { "'use strict';" } else { "" };
    // `#!` is a comment at the very beginning of a file only.
    let hash_bang = if code.starts_with("#!") { "//" } else { "" };
    // The last line break ends a comment that the file may end with.
    let code = format!("(function({PARAMETERS}){{{strict}\n{hash_bang}{code}\n}})");
    Compiled { code, map: SourceMap { tokens } }
}

pub(crate) fn syntax_error(file: &str, source: &str, error: &OxcDiagnostic) -> SyntaxError {
    let offset = error.labels.first().map_or(0, LabeledSpan::offset);
    let before = source.get(..offset as usize).unwrap_or(source);
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
    let place = Place {
        source: file.to_owned(),
        line: u32::try_from(line).unwrap_or(0),
        column: u32::try_from(column).unwrap_or(0),
    };
    SyntaxError { text: format!("SyntaxError: {}", error.message), place }
}

#[derive(Clone, Copy, Serialize, Deserialize)]
struct Token {
    generated: (u32, u32),
    original: (u32, u32),
}

/// From positions in what `QuickJS` ran to positions in the file.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct SourceMap {
    /// In the order of the generated code; empty when the code is the file.
    tokens: Vec<Token>,
}

impl SourceMap {
    /// Line and column count from 1 on both sides.
    pub fn original(&self, line: u32, column: u32) -> (u32, u32) {
        // The line of the wrapper.
        let line = line.saturating_sub(1).max(1);
        if self.tokens.is_empty() {
            return (line, column);
        }
        let wanted = (line - 1, column.saturating_sub(1));
        let after = self.tokens.partition_point(|token| token.generated <= wanted);
        let token = &self.tokens[after.saturating_sub(1)];
        (token.original.0 + 1, token.original.1 + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commonjs_file_is_not_touched() {
        let source = "var a = require('./a')\nmodule.exports = a // end";
        let compiled = compile("a.js", source).unwrap();
        assert!(compiled.code.contains(source));
        assert_eq!(compiled.map.original(3, 5), (2, 5));
    }

    #[test]
    fn imports_are_synchronous_and_exports_live() {
        let compiled = compile("a.js", "import b, { c } from './b'\nexport let n = c(b)\n").unwrap();
        assert!(!compiled.code.contains("await"), "{}", compiled.code);
        assert!(
            compiled.code.contains("Object.defineProperty(__vite_ssr_exports__, \"n\""),
            "{}",
            compiled.code
        );
    }

    #[test]
    fn positions_lead_back_to_the_file() {
        let source = "import { c } from './b'\n\nexport function f() {\n  return c.missing.member\n}\n";
        let compiled = compile("a.js", source).unwrap();
        let (index, text) = compiled.code.lines().enumerate().find(|(_, l)| l.contains("missing")).unwrap();
        let column = text.find("missing").unwrap() + 1;
        let original =
            compiled.map.original(u32::try_from(index + 1).unwrap(), u32::try_from(column).unwrap());
        assert_eq!(original, (4, 12));
    }

    #[test]
    fn types_go_away() {
        let source =
            "import type { T } from './t'\nenum E { A = 1 }\nconst a: E = E.A as E\nmodule.exports = a!\n";
        let compiled = compile("a.ts", source).unwrap();
        assert!(!compiled.code.contains("./t") && !compiled.code.contains(": E"), "{}", compiled.code);
    }

    #[test]
    fn a_syntax_error_has_a_position() {
        let error = compile("pages/a.js", "Page({\n  data: {,\n})").err().unwrap();
        assert_eq!(error.place, Place { source: "pages/a.js".into(), line: 2, column: 10 });
    }
}
