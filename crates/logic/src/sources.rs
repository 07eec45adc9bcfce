//! Where in the program's own files an error happened: leads the positions of rewritten files back to what the programmer
//! wrote.

use std::cell::RefCell;
use std::collections::HashMap;

use sampan_source::{Place, SourceMap};

use crate::wxs::Embedded;

/// The name that the framework's own code has in stacks; such frames are not shown. Also in `build.rs`.
pub const FRAMEWORK: &str = "sampan:logic";

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
        if place.file == FRAMEWORK {
            return None;
        }
        if let Some(scripts) = self.templates.borrow().get(&place.file) {
            return scripts.iter().find_map(|script| script.original(place.line, place.column));
        }
        Some(match self.maps.borrow().get(&place.file) {
            Some(map) => {
                let (line, column) = map.original(place.line, place.column);
                Place { line, column, ..place }
            }
            None => place,
        })
    }

    /// The innermost frame that belongs to the program.
    pub fn place(&self, stack: &str) -> Place {
        sampan_source::place(stack, |place| self.original(place))
    }

    /// The stack with the program's own positions and without the framework's frames.
    pub fn readable(&self, stack: &str) -> String {
        sampan_source::readable(stack, |place| self.original(place))
    }
}
