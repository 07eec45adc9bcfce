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
use oxc::parser::{ParseOptions, Parser};
use oxc::semantic::SemanticBuilder;
use oxc::span::SourceType;
use oxc::transformer::{TransformOptions, Transformer};
use oxc::transformer_plugins::ModuleRunnerTransform;
use sampan_source::{SourceMap, SyntaxError, below_first_line};

use crate::module;

const PARAMETERS: &str = "require,module,exports,__vite_ssr_import__,__vite_ssr_exports__,\
                          __vite_ssr_exportAll__,__vite_ssr_dynamic_import__,__vite_ssr_import_meta__";

/// A file ready to be evaluated; its value is the module's function.
pub struct Compiled {
    pub code: String,
    pub map: SourceMap,
}

pub fn compile(file: &str, source: &str) -> Result<Compiled, SyntaxError> {
    // A file that the parser has not been made for must not take the mini program with it.
    let compiled = catch_unwind(|| transform(file, source));
    compiled.unwrap_or_else(|_| Err(SyntaxError::of_whole(file)))
}

fn transform(file: &str, source: &str) -> Result<Compiled, SyntaxError> {
    let is_typescript = module::extension(file) == "ts";
    let source_type = if is_typescript { SourceType::ts() } else { SourceType::unambiguous() };
    let allocator = Allocator::default();
    let options = ParseOptions { allow_return_outside_function: true, ..ParseOptions::default() };
    let parsed = Parser::new(&allocator, source, source_type).with_options(options).parse();
    if let Some(error) = parsed.diagnostics.first() {
        return Err(SyntaxError::new(file, source, error));
    }
    let is_module =
        parsed.module_record.has_module_syntax || !parsed.module_record.dynamic_imports.is_empty();
    if !is_module && !is_typescript {
        return Ok(wrap(source, false, SourceMap::default()));
    }
    let mut program = parsed.program;
    rewrite(file, source, &allocator, &mut program, is_typescript)?;
    let options = CodegenOptions { source_map_path: Some(PathBuf::from(file)), ..CodegenOptions::default() };
    let generated = Codegen::new().with_options(options).build(&program);
    Ok(wrap(&generated.code, is_module, SourceMap::of(&generated)))
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
        return Err(SyntaxError::new(file, source, error));
    }
    let mut scoping = checked.semantic.into_scoping();
    if is_typescript {
        let options = TransformOptions::default();
        let done =
            Transformer::new(allocator, Path::new(file), &options).build_with_scoping(scoping, program);
        if let Some(error) = done.diagnostics.first() {
            return Err(SyntaxError::new(file, source, error));
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

fn wrap(code: &str, is_module: bool, map: SourceMap) -> Compiled {
    let strict = if is_module { "'use strict';" } else { "" };
    // The last line break ends a comment that the file may end with.
    let code = format!("(function({PARAMETERS}){{{strict}{}\n}})", below_first_line(code));
    Compiled { code, map }
}

#[cfg(test)]
mod tests {
    use sampan_source::Place;

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
        assert_eq!(error.place, Place { file: "pages/a.js".into(), line: 2, column: 10 });
    }
}
