//! Where in the person's own files something happened: reads `QuickJS`'s stack texts and leads the positions of
//! transformed files back to what was written.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::bundle;
use crate::transform::SourceMap;

/// A place in a file; line and column count from 1. An unknown place has an empty file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub file: String,
    pub line: u32,
    pub column: u32,
}

impl Place {
    /// Of a byte in the text of a file.
    pub fn at(file: &str, text: &str, offset: usize) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let number = |n: usize| u32::try_from(n).unwrap_or(0);
        let column = before.rsplit('\n').next().unwrap_or_default().encode_utf16().count() + 1;
        Self { file: file.to_owned(), line: number(before.matches('\n').count() + 1), column: number(column) }
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// The loaded files, by the names that `QuickJS` has for them: absolute paths.
pub struct Sources {
    root: PathBuf,
    maps: RefCell<HashMap<String, SourceMap>>,
}

impl Sources {
    pub fn new(root: &Path) -> Self {
        Self { root: root.to_owned(), maps: RefCell::default() }
    }

    pub fn insert(&self, name: &str, map: SourceMap) {
        self.maps.borrow_mut().insert(name.to_owned(), map);
    }

    /// As a person names the file: from the folder in which the run was started.
    pub fn shown(&self, name: &str) -> String {
        let path = Path::new(name);
        path.strip_prefix(&self.root).unwrap_or(path).to_string_lossy().replace('\\', "/")
    }

    /// `None`: it is not in the person's own code.
    fn original(&self, place: &Place) -> Option<Place> {
        let maps = self.maps.borrow();
        let (line, column) = maps.get(&place.file)?.original(place.line, place.column);
        (!place.file.contains("/node_modules/")).then(|| Place {
            file: self.shown(&place.file),
            line,
            column,
        })
    }

    /// The innermost frame in the person's own files.
    pub fn place(&self, stack: &str) -> Place {
        let mut frames = stack.lines().filter_map(Frame::parse);
        frames.find_map(|frame| self.original(&frame.place)).unwrap_or_default()
    }

    /// The frames in the person's own files.
    pub fn readable(&self, stack: &str) -> String {
        let frames = stack.lines().filter_map(Frame::parse).filter(|frame| frame.place.file != bundle::NAME);
        let lines = frames.filter_map(|frame| {
            let place = self.original(&frame.place)?;
            Some(match frame.function {
                "" | "<anonymous>" | "<eval>" => format!("    at {place}"),
                function => format!("    at {function} ({place})"),
            })
        });
        lines.collect::<Vec<_>>().join("\n")
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
        let (file, line) = position.rsplit_once(':')?;
        let place = Place { file: file.to_owned(), line: line.parse().ok()?, column: column.parse().ok()? };
        Some(Self { function, place })
    }
}
