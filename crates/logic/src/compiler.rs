//! The program's compiled files: each is compiled once, by whoever needs it first (the program itself or, at a cold start,
//! the workers of [`ahead`]), and kept on disk for the next start ([`cache`]).

pub mod ahead;
mod cache;
mod inputs;

use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use sampan_engine::package::Package;
use sampan_source::{Place, SourceMap};
use serde::{Deserialize, Serialize};

use crate::style;
use crate::template;
use crate::transform;
use crate::wxs::Embedded;
pub use inputs::Inputs;
use inputs::{Digests, Input};

/// What is compiled by itself.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Item {
    /// A file of JavaScript or TypeScript.
    Script(String),
    /// The template of a page or component, with all that it imports and includes.
    Template(String),
    /// The style sheet of one, with all that it imports, for its class prefix.
    Style { path: String, scope: Option<String> },
}

impl Item {
    /// The file that it is named after.
    fn file(&self) -> String {
        match self {
            Self::Script(file) => file.clone(),
            Self::Template(path) => format!("{path}.wxml"),
            Self::Style { path, .. } => format!("{path}.wxss"),
        }
    }
}

/// What came of it.
#[derive(Default, Serialize, Deserialize)]
pub struct Product {
    /// JavaScript or CSS; `None` when there is nothing to run or to show.
    pub code: Option<String>,
    /// Of a script.
    pub map: SourceMap,
    /// Of a template: where in the code the program's own WXS stands.
    pub scripts: Vec<Embedded>,
    pub notes: Vec<(String, Place)>,
    #[serde(skip)]
    pub faults: Vec<(String, Place)>,
}

/// A product and what it was made of.
#[derive(Clone)]
struct Made {
    inputs: Arc<[Input]>,
    product: Arc<Product>,
}

pub struct Compiler {
    package: Arc<Package>,
    digests: Digests,
    made: Mutex<HashMap<Item, Arc<OnceLock<Made>>>>,
    /// What earlier runs have left.
    known: HashMap<Item, Made>,
    /// There was something.
    is_warm: bool,
    compiled: AtomicUsize,
    /// How many of those are on disk.
    saved: AtomicUsize,
}

impl Compiler {
    /// With a folder, what is compiled is kept there. The text says what is wrong with what was kept.
    pub fn open(package: Arc<Package>, folder: Option<&Path>) -> (Self, Option<String>) {
        let (known, complaint) = match folder {
            Some(folder) => cache::read(&package, folder).unwrap_or_else(|text| (HashMap::new(), Some(text))),
            None => (HashMap::new(), None),
        };
        let compiler = Self {
            package,
            digests: Digests::default(),
            made: Mutex::default(),
            is_warm: !known.is_empty(),
            known,
            compiled: AtomicUsize::new(0),
            saved: AtomicUsize::new(0),
        };
        (compiler, complaint)
    }

    pub fn script(&self, file: &str) -> Arc<Product> {
        self.get(&Item::Script(file.to_owned()))
    }

    pub fn template(&self, path: &str) -> Arc<Product> {
        self.get(&Item::Template(path.to_owned()))
    }

    pub fn style(&self, path: &str, scope: Option<&str>) -> Arc<Product> {
        self.get(&Item::Style { path: path.to_owned(), scope: scope.map(str::to_owned) })
    }

    /// Earlier runs have left something: what has changed since is compiled when it is needed.
    pub fn is_warm(&self) -> bool {
        self.is_warm
    }

    /// How many items had to be compiled because nothing kept was right for them.
    pub fn compiled(&self) -> usize {
        self.compiled.load(Ordering::Relaxed)
    }

    /// Waits when another thread is at it.
    fn get(&self, item: &Item) -> Arc<Product> {
        let cell = self.cells().entry(item.clone()).or_default().clone();
        cell.get_or_init(|| self.kept(item).unwrap_or_else(|| self.compile(item))).product.clone()
    }

    fn cells(&self) -> std::sync::MutexGuard<'_, HashMap<Item, Arc<OnceLock<Made>>>> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn kept(&self, item: &Item) -> Option<Made> {
        let made = self.known.get(item)?;
        made.inputs.iter().all(|input| self.digests.is_same(&self.package, input)).then(|| made.clone())
    }

    fn compile(&self, item: &Item) -> Made {
        self.compiled.fetch_add(1, Ordering::Relaxed);
        let inputs = Inputs::new(&self.package);
        let product = match item {
            Item::Script(file) => script(&inputs, file),
            Item::Template(path) => {
                let template::Template { code, scripts, faults, notes } = template::compile(&inputs, path);
                Product { code, scripts, notes, faults, ..Product::default() }
            }
            Item::Style { path, scope } => {
                let style::Style { css, faults } = style::compile(&inputs, path, scope.as_deref());
                Product { code: css, faults, ..Product::default() }
            }
        };
        Made { inputs: inputs.seen().into(), product: Arc::new(product) }
    }

    /// Puts on disk what is not there yet.
    pub fn save(&self, folder: &Path) {
        let compiled = self.compiled();
        if self.saved.swap(compiled, Ordering::Relaxed) == compiled {
            return;
        }
        let mut all = self.known.clone();
        all.retain(|item, _| self.package.exists(&item.file()));
        let cells = self.cells().clone();
        for (item, made) in cells.iter().filter_map(|(item, cell)| Some((item, cell.get()?))) {
            // What is wrong is to be told each time.
            if made.product.faults.is_empty() {
                all.insert(item.clone(), made.clone());
            }
        }
        // Nothing is lost but time when it cannot be kept.
        if let Err(error) = cache::write(&self.package, folder, &all) {
            tracing::warn!(%error, folder = %folder.display(), "compiled files are not kept");
        }
    }
}

fn script(inputs: &Inputs<'_>, file: &str) -> Product {
    let fault = |text: String, place| Product { faults: vec![(text, place)], ..Product::default() };
    let text = match inputs.read_text(file) {
        Ok(Some(text)) => text,
        Ok(None) => return fault("no such file".to_owned(), Place::file(file)),
        Err(error) => return fault(error.to_string(), Place::file(file)),
    };
    match transform::compile(file, text.strip_prefix('\u{feff}').unwrap_or(&text)) {
        Ok(compiled) => Product { code: Some(compiled.code), map: compiled.map, ..Product::default() },
        Err(error) => fault(error.text, error.place),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILES: [(&str, &str); 7] = [
        ("app.json", r#"{"pages":["p/a","p/b"]}"#),
        ("p/a.js", "const b = require('../lib'); Page({})"),
        ("p/a.wxml", "<import src=\"./part.wxml\"/><view/>"),
        ("p/a.wxss", "@import './b.wxss'; .a { top: 750rpx }"),
        ("p/b.ts", "const n: number = 1\nPage({ data: { n } })"),
        ("p/b.wxss", ".b { left: 0 }"),
        ("lib.js", "module.exports = 1"),
    ];

    struct Case {
        program: tempfile::TempDir,
        kept: tempfile::TempDir,
    }

    impl Case {
        fn new() -> Self {
            let case = Self { program: tempfile::tempdir().unwrap(), kept: tempfile::tempdir().unwrap() };
            FILES
                .iter()
                .chain(&[("p/part.wxml", "<template name=\"x\"/>")])
                .for_each(|(file, text)| case.write(file, text));
            case
        }

        fn write(&self, file: &str, text: &str) {
            let path = self.program.path().join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }

        fn open(&self) -> (Compiler, Option<String>) {
            let package = Arc::new(Package::open(self.program.path()).unwrap());
            Compiler::open(package, Some(self.kept.path()))
        }

        /// Everything that both pages need, and how much of it had to be compiled.
        fn run(&self) -> usize {
            let (compiler, complaint) = self.open();
            assert_eq!(complaint, None);
            let code = |product: &Arc<Product>| product.code.clone().unwrap_or_default();
            assert!(code(&compiler.script("p/a.js")).contains("require('../lib')"));
            assert!(!code(&compiler.script("p/b.ts")).contains("number"));
            compiler.script("lib.js");
            assert!(code(&compiler.template("p/a")).contains("p/part"));
            assert_eq!(code(&compiler.style("p/a", None)), ".b{left:0}.a{top:100vw}");
            compiler.save(self.kept.path());
            compiler.compiled()
        }
    }

    #[test]
    fn a_warm_start_compiles_nothing_and_a_changed_file_only_what_is_made_of_it() {
        let case = Case::new();
        assert_eq!(case.run(), 5);
        assert_eq!(case.run(), 0);
        case.write("p/part.wxml", "<template name=\"y\"/>");
        assert_eq!(case.run(), 1);
        case.write("p/b.wxss", ".b { left: 0 } ");
        case.write("lib.js", "module.exports = 2");
        assert_eq!(case.run(), 2);
        assert_eq!(case.run(), 0);
    }

    #[test]
    fn a_damaged_file_is_told_and_everything_is_compiled_anew() {
        let case = Case::new();
        case.run();
        let file = std::fs::read_dir(case.kept.path()).unwrap().next().unwrap().unwrap().path();
        let whole = std::fs::read(&file).unwrap();
        for damage in [whole.len() - 1, whole.len() / 2, 60] {
            let mut bytes = whole.clone();
            bytes[damage] ^= 1;
            std::fs::write(&file, &bytes).unwrap();
            assert!(case.open().1.is_some_and(|text| text.contains("is damaged")), "byte {damage}");
            assert_eq!(case.run(), 5);
        }
        std::fs::write(&file, &whole[..whole.len() / 2]).unwrap();
        assert!(case.open().1.is_some());
        // Another build's is nobody's fault.
        std::fs::write(&file, "sampan 0.0.0 of somebody else\n").unwrap();
        assert_eq!(case.run(), 5);
    }

    #[test]
    fn what_is_wrong_is_told_at_every_start() {
        let case = Case::new();
        case.write("p/a.wxml", "<view");
        for _ in 0..2 {
            let (compiler, _) = case.open();
            assert_eq!(compiler.template("p/a").faults.len(), 1);
            compiler.save(case.kept.path());
        }
    }
}
