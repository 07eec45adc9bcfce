//! Where in the program's own files an error happened: reads `QuickJS`'s stack texts and leads the positions of
//! rewritten files back to what the programmer wrote.

use std::cell::RefCell;
use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::transform::SourceMap;
use crate::wxs::Embedded;

/// The name that the framework's own code has in stacks; such frames are not shown. Also in `build.rs`.
pub const FRAMEWORK: &str = "sampan:logic";

/// A place in a file; line and column count from 1, and an unknown place is empty with zeros.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub source: String,
    pub line: u32,
    pub column: u32,
}

impl Place {
    pub fn file(source: &str) -> Self {
        Self { source: source.to_owned(), line: 1, column: 1 }
    }

    /// Of a byte in the text of a file.
    pub fn at(source: &str, text: &str, offset: usize) -> Self {
        let before = &text[..offset];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().encode_utf16().count() + 1;
        let number = |n: usize| u32::try_from(n).unwrap_or(0);
        Self { source: source.to_owned(), line: number(line), column: number(column) }
    }
}

/// The loaded files' maps.
#[derive(Default)]
pub struct Sources {
    maps: RefCell<HashMap<String, SourceMap>>,
    /// The compiled templates by the names they are evaluated with: only the WXS in them is the program's own.
    templates: RefCell<HashMap<String, Vec<Embedded>>>,
}

impl Sources {
    pub fn insert(&self, file: &str, map: SourceMap) {
        self.maps.borrow_mut().insert(file.to_owned(), map);
    }

    pub fn insert_template(&self, name: &str, scripts: Vec<Embedded>) {
        self.templates.borrow_mut().insert(name.to_owned(), scripts);
    }

    /// `None`: it is not in the program's own code.
    fn original(&self, place: Place) -> Option<Place> {
        if place.source == FRAMEWORK {
            return None;
        }
        if let Some(scripts) = self.templates.borrow().get(&place.source) {
            return scripts.iter().find_map(|script| script.original(place.line, place.column));
        }
        Some(match self.maps.borrow().get(&place.source) {
            Some(map) => {
                let (line, column) = map.original(place.line, place.column);
                Place { line, column, ..place }
            }
            None => place,
        })
    }

    /// The innermost frame that belongs to the program.
    pub fn place(&self, stack: &str) -> Place {
        let mut frames = stack.lines().filter_map(Frame::parse);
        frames.find_map(|frame| self.original(frame.place)).unwrap_or_default()
    }

    /// The stack with the program's own positions and without the framework's frames.
    pub fn readable(&self, stack: &str) -> String {
        let frames = stack.lines().filter_map(Frame::parse);
        let lines: Vec<String> = frames
            .filter_map(|frame| {
                let Place { source, line, column } = self.original(frame.place)?;
                Some(match frame.function {
                    "" | "<anonymous>" | "<eval>" => format!("    at {source}:{line}:{column}"),
                    function => format!("    at {function} ({source}:{line}:{column})"),
                })
            })
            .collect();
        lines.join("\n")
    }
}

/// One line of a stack: `    at name (file:line:column)` or `    at file:line:column`.
struct Frame<'a> {
    function: &'a str,
    place: Place,
}

impl<'a> Frame<'a> {
    fn parse(line: &'a str) -> Option<Self> {
        let rest = line.trim().strip_prefix("at ")?;
        let (function, position) = match rest.rsplit_once(" (") {
            Some((function, position)) => (function, position.strip_suffix(')')?),
            None => ("", rest),
        };
        let (position, column) = position.rsplit_once(':')?;
        let (source, line) = position.rsplit_once(':')?;
        let place =
            Place { source: source.to_owned(), line: line.parse().ok()?, column: column.parse().ok()? };
        Some(Self { function, place })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_of_an_error_is_the_programs_own_innermost_frame() {
        let stack =
            "    at call (sampan:logic:1:2)\n    at go (pages/a.js:3:4)\n    at <anonymous> (app.js:5:6)\n";
        let sources = Sources::default();
        assert_eq!(sources.place(stack), Place { source: "pages/a.js".into(), line: 3, column: 4 });
        assert_eq!(sources.readable(stack), "    at go (pages/a.js:3:4)\n    at app.js:5:6");
    }

    #[test]
    fn a_stack_without_positions_has_no_place() {
        assert_eq!(Sources::default().place("    at push (native)\n"), Place::default());
    }
}
