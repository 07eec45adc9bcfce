//! Where in the person's own files something happened: leads the positions of transformed files back to what was written.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

use sampan_source::{Place, SourceMap};

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
        sampan_source::place(stack, |place| self.original(&place))
    }

    /// The frames in the person's own files.
    pub fn readable(&self, stack: &str) -> String {
        sampan_source::readable(stack, |place| self.original(&place))
    }
}
