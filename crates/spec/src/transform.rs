//! Takes the types out of TypeScript. JavaScript is left exactly as it is.

use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

use oxc::allocator::Allocator;
use oxc::codegen::{Codegen, CodegenOptions};
use oxc::parser::Parser;
use oxc::semantic::SemanticBuilder;
use oxc::span::SourceType;
use oxc::transformer::{TransformOptions, Transformer};
use sampan_source::{Place, SourceMap, SyntaxError, below_first_line};

use crate::report::Failure;

/// A module that `QuickJS` can declare.
pub struct Compiled {
    pub code: String,
    pub map: SourceMap,
    /// What it imports statically, and where.
    pub imports: Vec<(String, Place)>,
    pub is_module: bool,
}

/// `shown` is the name of the file for people.
pub fn compile(path: &Path, shown: &str, source: &str) -> Result<Compiled, Failure> {
    // A file that the parser has not been made for must not take the run with it.
    let compiled = catch_unwind(|| transform(path, shown, source));
    compiled.unwrap_or_else(|_| Err(SyntaxError::of_whole(shown))).map_err(failure)
}

fn transform(path: &Path, shown: &str, source: &str) -> Result<Compiled, SyntaxError> {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let is_typescript = matches!(extension, "ts" | "mts");
    let source_type = if is_typescript { SourceType::ts().with_module(true) } else { SourceType::mjs() };
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, source, source_type).parse();
    if let Some(error) = parsed.diagnostics.first() {
        return Err(SyntaxError::new(shown, source, error));
    }
    let mut imports: Vec<(String, Place)> = Vec::new();
    for (name, requests) in &parsed.module_record.requested_modules {
        if let Some(request) = requests.iter().find(|request| !request.is_type) {
            imports.push((name.to_string(), Place::at(shown, source, request.statement_span.start as usize)));
        }
    }
    let is_module = parsed.module_record.has_module_syntax;
    if !is_typescript {
        return Ok(Compiled {
            code: below_first_line(source),
            map: SourceMap::default(),
            imports,
            is_module,
        });
    }
    let mut program = parsed.program;
    // The transform wants correct programs: what the parser leaves to this check would panic or go unnoticed.
    let checked = SemanticBuilder::new().with_check_syntax_error(true).with_enum_eval(true).build(&program);
    if let Some(error) = checked.diagnostics.first() {
        return Err(SyntaxError::new(shown, source, error));
    }
    let scoping = checked.semantic.into_scoping();
    let options = TransformOptions::default();
    let done = Transformer::new(&allocator, path, &options).build_with_scoping(scoping, &mut program);
    if let Some(error) = done.diagnostics.first() {
        return Err(SyntaxError::new(shown, source, error));
    }
    let options = CodegenOptions { source_map_path: Some(PathBuf::from(shown)), ..CodegenOptions::default() };
    let generated = Codegen::new().with_options(options).build(&program);
    let map = SourceMap::of(&generated);
    Ok(Compiled { code: below_first_line(&generated.code), map, imports, is_module })
}

fn failure(error: SyntaxError) -> Failure {
    Failure { message: error.text, place: error.place, stack: String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_go_away_and_positions_stay() {
        let source =
            "import type { T } from './t'\n\nexport function f(a: T) {\n  return a.missing.member\n}\n";
        let compiled = compile(Path::new("a.ts"), "a.ts", source).unwrap();
        assert!(!compiled.code.contains("./t") && !compiled.code.contains(": T"), "{}", compiled.code);
        assert_eq!(compiled.imports, []);
        let (index, text) = compiled.code.lines().enumerate().find(|(_, l)| l.contains("missing")).unwrap();
        let column = text.find("missing").unwrap() + 1;
        let original =
            compiled.map.original(u32::try_from(index + 1).unwrap(), u32::try_from(column).unwrap());
        assert_eq!(original, (4, 12));
    }

    #[test]
    fn a_syntax_error_has_a_position() {
        let error = compile(Path::new("a.spec.js"), "a.spec.js", "test('a',\n  {,\n})").err().unwrap();
        assert_eq!(error.place, Place { file: "a.spec.js".into(), line: 2, column: 4 });
    }

    #[test]
    fn imports_are_known_with_their_places() {
        let compiled = compile(Path::new("a.mjs"), "a.mjs", "\nimport { b } from './b'\nb()").unwrap();
        assert_eq!(
            compiled.imports,
            [("./b".to_owned(), Place { file: "a.mjs".into(), line: 2, column: 1 })]
        );
    }
}
