//! Gives `QuickJS` the modules that a spec imports.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::Path;
use std::rc::Rc;

use rquickjs::loader::{ImportAttributes, Loader, Resolver};
use rquickjs::module::Declared;
use rquickjs::{Ctx, Exception, Module, Result};
use sampan_source::Place;

use crate::report::Failure;
use crate::resolve::resolve;
use crate::sources::Sources;
use crate::transform;

/// What both halves know, and who loads the file.
pub struct Modules {
    pub sources: Sources,
    /// Why a module could not be loaded: says more than the exception that `QuickJS` makes of it.
    pub fault: RefCell<Option<Failure>>,
    /// Where each file imports what.
    imports: RefCell<HashMap<(String, String), Place>>,
}

impl Modules {
    pub fn new(root: &Path) -> Self {
        Self { sources: Sources::new(root), fault: RefCell::default(), imports: RefCell::default() }
    }

    fn fail<T>(&self, ctx: &Ctx<'_>, failure: Failure) -> Result<T> {
        let message = failure.message.clone();
        self.fault.borrow_mut().get_or_insert(failure);
        Err(Exception::throw_syntax(ctx, &message))
    }

    fn code(&self, name: &str) -> std::result::Result<String, Failure> {
        let shown = self.sources.shown(name);
        let at = |message: String| Failure {
            message,
            place: Place { file: shown.clone(), line: 1, column: 1 },
            stack: String::new(),
        };
        let text =
            std::fs::read_to_string(name).map_err(|error| at(format!("cannot read {shown}: {error}")))?;
        if Path::new(name).extension().is_some_and(|extension| extension == "json") {
            let value: serde_json::Value =
                serde_json::from_str(&text).map_err(|error| at(format!("{shown} is not JSON: {error}")))?;
            return Ok(format!("export default {value}"));
        }
        let compiled = transform::compile(Path::new(name), &shown, &text)?;
        if !compiled.is_module && name.contains("/node_modules/") {
            return Err(at(format!("{shown} is a CommonJS module; a spec can import ES modules only")));
        }
        let mut imports = self.imports.borrow_mut();
        for (request, place) in compiled.imports {
            imports.insert((name.to_owned(), request), place);
        }
        self.sources.insert(name, compiled.map);
        Ok(compiled.code)
    }
}

pub struct Files(pub Rc<Modules>);

impl Resolver for Files {
    fn resolve<'js>(
        &mut self,
        ctx: &Ctx<'js>,
        base: &str,
        name: &str,
        _: Option<ImportAttributes<'js>>,
    ) -> Result<String> {
        if base.is_empty() {
            return Ok(name.to_owned());
        }
        resolve(Path::new(base), name).or_else(|message| {
            let place = self.0.imports.borrow().get(&(base.to_owned(), name.to_owned())).cloned();
            let place =
                place.unwrap_or_else(|| Place { file: self.0.sources.shown(base), line: 1, column: 1 });
            self.0.fail(ctx, Failure { message, place, stack: String::new() })
        })
    }
}

impl Loader for Files {
    fn load<'js>(
        &mut self,
        ctx: &Ctx<'js>,
        name: &str,
        _: Option<ImportAttributes<'js>>,
    ) -> Result<Module<'js, Declared>> {
        match self.0.code(name) {
            Ok(code) => Module::declare(ctx.clone(), name, code),
            Err(failure) => self.0.fail(ctx, failure),
        }
    }
}
