//! WXS as JavaScript. It looks like JavaScript, and three things in it mean something else:
//!
//! * A member of `undefined` or `null` is `undefined` (seen in programs): `a.b.c` becomes `a?.b?.c`.
//! * `constructor` is a text, `'Array'` for one (WeChat documentation). The framework gives all values the name that
//!   stands here in its place (`packages/logic/src/wxs.ts`).
//! * In the text that `getRegExp` takes, `\d` is two characters (seen in programs).
//!
//! Lines stay where they are, and columns are led back ([`Embedded`]).

use std::panic::catch_unwind;

use oxc::allocator::Allocator;
use oxc::ast::ast::{
    AssignmentExpression, ComputedMemberExpression, Expression, ForInStatement, NewExpression,
    SimpleAssignmentTarget, StaticMemberExpression, UpdateExpression,
};
use oxc::ast_visit::{Visit, walk};
use oxc::parser::{ParseOptions, Parser};
use oxc::span::{GetSpan, SourceType, Span};
use sampan_source::{Place, SyntaxError};
use serde::{Deserialize, Serialize};

/// A script in the form in which it is put into a template.
#[derive(Debug, Default)]
pub struct Script {
    pub code: String,
    /// What was put in: the line (from 0), the column behind it and its length.
    inserts: Vec<(u32, u32, u32)>,
}

pub fn compile(file: &str, text: &str) -> Result<Script, SyntaxError> {
    let text = normalize(text);
    // A file that the parser has not been made for must not take the mini program with it.
    catch_unwind(|| with_optional_members(file, &text)).unwrap_or_else(|_| {
        let place = Place::file(file);
        Err(SyntaxError { text: "SyntaxError: the file cannot be compiled".to_owned(), place })
    })
}

fn with_optional_members(file: &str, text: &str) -> Result<Script, SyntaxError> {
    let allocator = Allocator::default();
    let options = ParseOptions { allow_return_outside_function: true, ..ParseOptions::default() };
    let source_type = SourceType::default().with_script(true);
    let parsed = Parser::new(&allocator, text, source_type).with_options(options).parse();
    if let Some(error) = parsed.diagnostics.first() {
        return Err(SyntaxError::new(file, text, error));
    }
    let mut members = Members { text, ..Members::default() };
    members.visit_program(&parsed.program);
    let mut inserts = members.inserts;
    inserts.sort_unstable();
    let mut script = Script::default();
    let mut done = 0;
    for (at, what) in inserts {
        script.code.push_str(&text[done..at]);
        let Place { line, column, .. } = Place::at("", &script.code, script.code.len());
        script.code.push_str(what);
        let length = u32::try_from(what.len()).unwrap_or(0);
        script.inserts.push((line - 1, column - 1 + length, length));
        done = at;
    }
    script.code.push_str(&text[done..]);
    Ok(script)
}

#[derive(Default)]
struct Members<'t> {
    text: &'t str,
    inserts: Vec<(usize, &'static str)>,
    /// Inside what is assigned to, or made with `new`: there `?.` cannot stand.
    plain: bool,
}

impl Members<'_> {
    /// The sign that begins the member stands between the object and its member.
    fn insert(&mut self, object: Span, member: Span, sign: char, with: &'static str) {
        let (start, end) = (object.end as usize, member.start as usize);
        if let Some(at) = self.text[start..end].rfind(sign).filter(|_| !self.plain) {
            self.inserts.push((start + at, with));
        }
    }

    fn with_plain(&mut self, plain: bool, visit: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.plain, plain);
        visit(self);
        self.plain = outer;
    }

    /// Of a chain that must stay plain, what is in brackets or arguments is free again.
    fn object(&mut self, object: &Expression<'_>) {
        match object {
            Expression::StaticMemberExpression(_) | Expression::ComputedMemberExpression(_) => {
                self.visit_expression(object);
            }
            Expression::CallExpression(call) => {
                self.object(&call.callee);
                self.with_plain(false, |members| members.visit_arguments(&call.arguments));
            }
            _ => self.with_plain(false, |members| members.visit_expression(object)),
        }
    }
}

impl<'a> Visit<'a> for Members<'_> {
    fn visit_static_member_expression(&mut self, it: &StaticMemberExpression<'a>) {
        if !it.optional && !matches!(it.object, Expression::NumericLiteral(_)) {
            self.insert(it.object.span(), it.property.span, '.', "?");
        }
        self.object(&it.object);
    }

    fn visit_computed_member_expression(&mut self, it: &ComputedMemberExpression<'a>) {
        if !it.optional {
            self.insert(it.object.span(), it.expression.span(), '[', "?.");
        }
        self.object(&it.object);
        self.with_plain(false, |members| members.visit_expression(&it.expression));
    }

    fn visit_new_expression(&mut self, it: &NewExpression<'a>) {
        self.with_plain(true, |members| members.visit_expression(&it.callee));
        self.with_plain(false, |members| members.visit_arguments(&it.arguments));
    }

    fn visit_assignment_expression(&mut self, it: &AssignmentExpression<'a>) {
        self.with_plain(true, |members| members.visit_assignment_target(&it.left));
        self.with_plain(false, |members| members.visit_expression(&it.right));
    }

    fn visit_update_expression(&mut self, it: &UpdateExpression<'a>) {
        self.with_plain(true, |members| walk::walk_update_expression(members, it));
    }

    fn visit_simple_assignment_target(&mut self, it: &SimpleAssignmentTarget<'a>) {
        self.with_plain(true, |members| walk::walk_simple_assignment_target(members, it));
    }

    fn visit_for_in_statement(&mut self, it: &ForInStatement<'a>) {
        self.with_plain(true, |members| members.visit_for_statement_left(&it.left));
        self.with_plain(false, |members| {
            members.visit_expression(&it.right);
            members.visit_statement(&it.body);
        });
    }
}

/// Where a script stands in the code of a template, and where it comes from.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Embedded {
    file: String,
    /// The line of the file that the script's first line is.
    first: u32,
    /// Line and column of its first character in the template's code, counted from 1.
    start: (u32, u32),
    lines: u32,
    inserts: Vec<(u32, u32, u32)>,
}

impl Embedded {
    /// The place in the file, if the place in the template's code is in this script.
    pub fn original(&self, line: u32, column: u32) -> Option<Place> {
        let inner = line.checked_sub(self.start.0).filter(|inner| *inner < self.lines)?;
        let column = if inner == 0 { column.checked_sub(self.start.1 - 1)? } else { column };
        let before = self.inserts.iter().filter(|(line, end, _)| *line == inner && *end < column);
        let inserted: u32 = before.map(|(.., length)| length).sum();
        let column = column.saturating_sub(inserted).max(1);
        Some(Place { file: self.file.clone(), line: self.first + inner, column })
    }
}

/// The scripts of one template: each gets a mark, by which it is found again in the template's code.
#[derive(Default)]
pub struct Marked(Vec<(String, u32, Script)>);

impl Marked {
    /// What is to be put into the template. `first`: the line of the file that the script begins on.
    pub fn add(&mut self, file: &str, first: u32, script: Script) -> String {
        // The line break ends a comment that the script may end with.
        let code = format!("{}{}\n", mark(self.0.len()), script.code);
        self.0.push((file.to_owned(), first, script));
        code
    }

    pub fn find_in(self, code: &str) -> Vec<Embedded> {
        let scripts = self.0.into_iter().enumerate();
        let found = scripts.filter_map(|(index, (file, first, script))| {
            let mark = mark(index);
            let Place { line, column, .. } = Place::at("", code, code.find(&mark)? + mark.len());
            let lines = u32::try_from(script.code.matches('\n').count() + 1).unwrap_or(1);
            Some(Embedded { file, first, start: (line, column), lines, inserts: script.inserts })
        });
        found.collect()
    }
}

fn mark(index: usize) -> String {
    format!("/*wxs {index}*/")
}

fn normalize(text: &str) -> String {
    let text = text.replace(".constructor", ".wxsTypeName");
    let mut parts = text.split("getRegExp(");
    let mut normal = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        normal.push_str("getRegExp(");
        push_pattern(&mut normal, part);
    }
    normal
}

fn push_pattern(normal: &mut String, text: &str) {
    let Some(quote) = text.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
        return normal.push_str(text);
    };
    normal.push(quote);
    let mut rest = text[1..].chars();
    while let Some(c) = rest.next() {
        normal.push(c);
        match c {
            '\\' => {
                let Some(escaped) = rest.next() else { return };
                if !matches!(escaped, '\\' | '"' | '\'' | '\n') {
                    normal.push('\\');
                }
                normal.push(escaped);
            }
            c if c == quote => break,
            _ => {}
        }
    }
    normal.push_str(rest.as_str());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> String {
        compile("a.wxs", text).unwrap().code
    }

    #[test]
    fn members_of_nothing_are_nothing() {
        assert_eq!(code("var x = a.b.c[d.e](f.g)"), "var x = a?.b?.c?.[d?.e](f?.g)");
        assert_eq!(
            code("module.exports = {f: function (a) { return a\n  .b }}"),
            "module.exports = {f: function (a) { return a\n  ?.b }}"
        );
        assert_eq!(code("typeof a.b; delete a.b"), "typeof a?.b; delete a?.b");
    }

    #[test]
    fn what_is_assigned_to_stays() {
        for (text, expected) in [
            ("a.b.c = d.e", "a.b.c = d?.e"),
            ("a[b.c].d += 1", "a[b?.c].d += 1"),
            ("a.b++; --a[b.c]", "a.b++; --a[b?.c]"),
            ("new a.b(c.d)", "new a.b(c?.d)"),
            ("for (a.b in c.d) e.f", "for (a.b in c?.d) e?.f"),
            ("a(b.c).d = 1", "a(b?.c).d = 1"),
        ] {
            assert_eq!(code(text), expected);
            assert!(compile("a.wxs", &code(text)).is_ok(), "{text}");
        }
    }

    #[test]
    fn types_and_patterns_are_those_of_wxs() {
        assert_eq!(
            normalize(r"getRegExp('^-?\d+(\.\d+)?$', 'g'); '\d'"),
            r"getRegExp('^-?\\d+(\\.\\d+)?$', 'g'); '\d'"
        );
        assert_eq!(normalize(r#"getRegExp("\\d\"")"#), r#"getRegExp("\\d\"")"#);
        assert_eq!(code("a.constructor === 'Array'"), "a?.wxsTypeName === 'Array'");
    }

    #[test]
    fn places_lead_back_to_the_file() {
        let script = compile("a.wxs", "var a = b.c\nvar d = a.b.c.e()").unwrap();
        let mut marked = Marked::default();
        let code = format!("first\n  var x={}", marked.add("a.wxs", 5, script));
        let scripts = marked.find_in(&code);
        let place = |line: usize, what: &str| {
            let text = code.lines().nth(line - 1).unwrap();
            let column = u32::try_from(text.find(what).unwrap() + 1).unwrap();
            let found = scripts[0].original(u32::try_from(line).unwrap(), column)?;
            Some((found.line, found.column))
        };
        assert_eq!(place(2, "b?.c"), Some((5, 9)));
        assert_eq!(place(2, "c"), Some((5, 11)));
        assert_eq!(place(3, "e("), Some((6, 15)));
        assert_eq!(place(1, "first"), None);
    }

    #[test]
    fn a_broken_script_has_a_place() {
        let error = compile("a.wxs", "var a = 1\nvar b = {,\n").unwrap_err();
        assert_eq!((error.place.line, error.place.column), (2, 10));
    }
}
