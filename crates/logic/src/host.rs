//! The functions that the framework in `packages/logic` may call. Its counterpart there is `host.ts`.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

use rquickjs::context::EvalOptions;
use rquickjs::{Ctx, Exception, Function, Null, Object, Result, Value};
use sampan_engine::id::PageId;
use sampan_engine::logic::{LogicApi, LogicEvent, WebViewElement};
use sampan_engine::package::Package;
use sampan_engine::trace::Level;
use sampan_source::Place;
use serde::Deserialize;
use serde_json::{Map, json};

use crate::bytes;
use crate::compiler::{Compiler, Product};
use crate::inbox::Inbox;
use crate::module;
use crate::report::Reporter;
use crate::sources::{FRAMEWORK, Sources};
use crate::style;
use crate::watch::Watch;

/// How long a `…Sync` call waits for its answer.
const SYNC_LIMIT: Duration = Duration::from_secs(30);
/// How soon a waiting `…Sync` call notices that its mini program is being closed.
const SYNC_SLICE: Duration = Duration::from_millis(50);
/// The name of a console's lines in stacks.
const CONSOLE: &str = "console";

pub struct Host {
    pub package: Arc<Package>,
    pub compiler: Arc<Compiler>,
    pub apis: Vec<LogicApi>,
    pub generation: u32,
    pub reporter: Reporter,
    pub watch: Arc<Watch>,
    pub sources: Sources,
    /// Bytes of JavaScript heap that it may use.
    pub memory: usize,
    /// The last error that was told, for those who wait for what it ended.
    pub last_error: RefCell<String>,
    /// Only pages of independent subpackages open.
    pub alone: bool,
    pub inbox: Inbox,
}

/// What the framework reports, in JSON.
#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
enum Report {
    Launched,
    LaunchFailed { reason: String },
    Call { id: u64, name: String, args: serde_json::Value },
    WebView { page: u32, web_view: Option<WebView> },
    WantsView { page: u32 },
    Shared { page: u32, result: Option<serde_json::Value> },
    ExitState { url: String, data: serde_json::Value, until: Option<f64> },
    Ran { id: u64, value: Option<String>, error: Option<String> },
    Automated { id: u64, result: Option<serde_json::Value>, error: Option<String> },
    Told { event: String, params: serde_json::Value },
    Mocked { names: BTreeSet<String> },
    Data { page: u32, path: String, data: serde_json::Value },
}

#[derive(Deserialize)]
struct WebView {
    src: String,
    listeners: Vec<String>,
}

impl Host {
    /// The object with all functions.
    pub fn object<'js>(self: &Rc<Self>, ctx: &Ctx<'js>) -> Result<Object<'js>> {
        let object = Object::new(ctx.clone())?;
        object.set("apis", ctx.json_parse(json!(self.apis).to_string())?)?;
        object
            .set("tabs", self.package.pages().filter(|page| self.package.is_tab(page)).collect::<Vec<_>>())?;
        object.set("localOrigin", self.package.local_origin())?;
        object.set("customTabBar", self.package.draws_tab_bar())?;
        object.set("independent", self.package.independent_roots().collect::<Vec<_>>())?;
        object.set("startsAlone", self.alone)?;
        object.set("looks", self.package.config.looks())?;
        object.set("generation", self.generation)?;
        self.set_reports(ctx, &object)?;
        self.set_files(ctx, &object)?;
        object.set("evaluate", Function::new(ctx.clone(), evaluate)?)?;
        Ok(object)
    }

    /// The way out.
    fn set_reports<'js>(self: &Rc<Self>, ctx: &Ctx<'js>, object: &Object<'js>) -> Result<()> {
        let host = Rc::clone(self);
        object.set("now", Function::new(ctx.clone(), move || host.watch.now())?)?;
        let host = Rc::clone(self);
        object.set(
            "emit",
            Function::new(ctx.clone(), move |ctx: Ctx<'js>, report: String| host.emit(&ctx, &report))?,
        )?;
        let host = Rc::clone(self);
        // Not through `emit`: a batch of operations is text that nobody here reads.
        let view = move |page: u32, operations: String| {
            let app = host.reporter.app();
            host.reporter.event(LogicEvent::View { app, page: PageId(page), operations });
        };
        object.set("view", Function::new(ctx.clone(), view)?)?;
        let host = Rc::clone(self);
        let ask =
            move |page: u32, operations: String, question: f64| host.ask_view(page, operations, question);
        object.set("askView", Function::new(ctx.clone(), ask)?)?;
        let host = Rc::clone(self);
        let call = move |ctx: Ctx<'js>, name: String, args: String| host.call_sync(&ctx, name, &args);
        object.set("callSync", Function::new(ctx.clone(), call)?)?;
        let host = Rc::clone(self);
        let console = move |level: String, text: String, stack: String| {
            host.reporter.console(level_of(&level), text, host.sources.place(&stack));
        };
        object.set("console", Function::new(ctx.clone(), console)?)?;
        let host = Rc::clone(self);
        object
            .set("error", Function::new(ctx.clone(), move |text, stack: String| host.error(text, &stack))?)?;
        let host = Rc::clone(self);
        let error_at = move |text: String, source: String, line: u32, column: u32| {
            host.reporter.fault(text, Place { file: source, line, column });
        };
        object.set("errorAt", Function::new(ctx.clone(), error_at)?)?;
        let host = Rc::clone(self);
        let missing = move |name: String, stack: String| {
            let Place { file: source, line, column } = host.sources.place(&stack);
            let app = host.reporter.app();
            host.reporter.event(LogicEvent::Missing { app, name, source, line, column });
        };
        object.set("missing", Function::new(ctx.clone(), missing)?)?;
        object.set("toBase64", Function::new(ctx.clone(), bytes::to_base64)?)?;
        object.set("fromBase64", Function::new(ctx.clone(), bytes::from_base64)?)?;
        let host = Rc::clone(self);
        object.set("stack", Function::new(ctx.clone(), move |stack: String| host.sources.readable(&stack))?)
    }

    /// The way in: the program's files.
    fn set_files<'js>(self: &Rc<Self>, ctx: &Ctx<'js>, object: &Object<'js>) -> Result<()> {
        let host = Rc::clone(self);
        let resolve = move |ctx: Ctx<'js>, from: String, request: String| match module::resolve(
            &host.package,
            &from,
            &request,
        ) {
            Some(file) => rquickjs::String::from_str(ctx, &file).map(rquickjs::String::into_value),
            None => Ok(Value::new_null(ctx)),
        };
        object.set("resolve", Function::new(ctx.clone(), resolve)?)?;
        let host = Rc::clone(self);
        object.set(
            "load",
            Function::new(ctx.clone(), move |ctx: Ctx<'js>, file: String| host.load(&ctx, &file))?,
        )?;
        let host = Rc::clone(self);
        let template = move |ctx: Ctx<'js>, path: String| host.template(&ctx, &path);
        object.set("template", Function::new(ctx.clone(), template)?)?;
        let host = Rc::clone(self);
        let style = move |path: String, scope: Option<String>| host.style(&path, scope.as_deref());
        object.set("style", Function::new(ctx.clone(), style)?)?;
        object.set("styleScope", Function::new(ctx.clone(), |path: String| style::scope(&path))?)?;
        let host = Rc::clone(self);
        object.set("component", Function::new(ctx.clone(), move |path: String| host.component(&path))?)
    }

    /// An uncaught error; where it happened is read from its stack.
    pub fn error(&self, text: String, stack: &str) {
        let place = self.sources.place(stack);
        let frames = self.sources.readable(stack);
        // Nothing can catch the stop of a turn, so it is what the first error after it is about.
        let text = match self.watch.take_stopped() {
            true => self.watch.stopped_text(),
            // Without memory QuickJS may have none left for the error object either, and throws null.
            false if text.ends_with("out of memory") || text == "uncaught null" => self.memory_text(),
            false if frames.is_empty() => text,
            false => format!("{text}\n{frames}"),
        };
        self.last_error.borrow_mut().clone_from(&text);
        self.reporter.error(text, place);
    }

    fn memory_text(&self) -> String {
        let megabytes = self.memory >> 20;
        format!(
            "out of memory (or null was thrown): the JavaScript of a mini program may hold {megabytes} MB"
        )
    }

    fn emit(&self, ctx: &Ctx<'_>, report: &str) -> Result<()> {
        let report = serde_json::from_str(report)
            .map_err(|error| Exception::throw_type(ctx, &format!("not a report: {error}")))?;
        let app = self.reporter.app();
        self.reporter.event(match report {
            Report::Launched => LogicEvent::Launched { app },
            Report::LaunchFailed { reason } => LogicEvent::LaunchFailed { app, reason },
            Report::Call { id, name, args } => LogicEvent::Call { app, id, name, args },
            Report::Shared { page, result } => LogicEvent::Shared { app, page: PageId(page), result },
            Report::ExitState { url, data, until } => LogicEvent::ExitState { app, url, data, until },
            Report::Ran { id, value, error } => {
                let result = error.map_or_else(|| Ok(value.unwrap_or_default()), Err);
                LogicEvent::Ran { app, id, result }
            }
            Report::Automated { id, result, error } => {
                let result = error.map_or_else(|| Ok(result.unwrap_or_default()), Err);
                LogicEvent::Automated { app, id, result }
            }
            Report::Told { event, params } => LogicEvent::Told { app, event, params },
            Report::Mocked { names } => LogicEvent::Mocked { app, names },
            Report::Data { page, path, data } => LogicEvent::Data { app, page: PageId(page), path, data },
            Report::WantsView { page } => LogicEvent::WantsView { app, page: PageId(page) },
            Report::WebView { page, web_view } => {
                let web_view = web_view.map(|WebView { src, listeners }| WebViewElement { src, listeners });
                LogicEvent::WebView { app, page: PageId(page), web_view }
            }
        });
        Ok(())
    }

    /// Sends operations and waits for the view's answer to a question among them: JSON, or nothing.
    fn ask_view(&self, page: u32, operations: String, question: f64) -> String {
        let page = PageId(page);
        self.reporter.event(LogicEvent::View { app: self.reporter.app(), page, operations });
        let asked = Instant::now();
        // Numbers of questions are counted up from 1.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let answer = self.inbox.answer(page, question as u64, || self.watch.is_closing());
        self.watch.excuse(asked.elapsed());
        answer.map(|answer| answer.to_string()).unwrap_or_default()
    }

    fn call_sync(&self, ctx: &Ctx<'_>, name: String, args: &str) -> Result<String> {
        let args = serde_json::from_str(args)
            .map_err(|error| Exception::throw_type(ctx, &format!("{name}:fail {error}")))?;
        let (reply, answer) = mpsc::sync_channel(1);
        self.reporter.event(LogicEvent::SyncCall {
            app: self.reporter.app(),
            name: name.clone(),
            args,
            reply,
        });
        self.wait(&answer)
            .map(|answer| answer.to_string())
            .map_err(|reason| Exception::throw_message(ctx, &format!("{name}:fail {reason}")))
    }

    /// Blocks until the answer is there.
    fn wait<T>(&self, answer: &mpsc::Receiver<T>) -> std::result::Result<T, &'static str> {
        let asked = Instant::now();
        let answer = loop {
            match answer.recv_timeout(SYNC_SLICE) {
                Ok(answer) => break Ok(answer),
                Err(RecvTimeoutError::Disconnected) => break Err("the host did not answer"),
                Err(RecvTimeoutError::Timeout) if self.watch.is_closing() => break Err("closed"),
                Err(RecvTimeoutError::Timeout) if asked.elapsed() > SYNC_LIMIT => break Err("timeout"),
                Err(RecvTimeoutError::Timeout) => {}
            }
        };
        self.watch.excuse(asked.elapsed());
        answer
    }

    /// `{json}` or `{run}`, or `{error}` when the file cannot be used.
    fn load<'js>(&self, ctx: &Ctx<'js>, file: &str) -> Result<Object<'js>> {
        let object = Object::new(ctx.clone())?;
        if module::extension(file) == "json" {
            let text = match self.package.read_text(file) {
                Ok(Some(text)) => text,
                Ok(None) => return fault(object, "no such file", &Place::file(file)),
                Err(error) => return fault(object, &error.to_string(), &Place::file(file)),
            };
            object.set("json", text.strip_prefix('\u{feff}').unwrap_or(&text))?;
            return Ok(object);
        }
        let product = self.compiler.script(file);
        if let Some((text, place)) = product.faults.first() {
            return fault(object, text, place);
        }
        self.sources.insert(file, product.map.clone());
        let code = product.code.as_deref().unwrap_or_default();
        let run: Value = ctx.eval_with_options(code, script(file))?;
        object.set("run", run)?;
        Ok(object)
    }

    /// The compiled template group, or `null`.
    fn template<'js>(&self, ctx: &Ctx<'js>, path: &str) -> Result<Value<'js>> {
        let product = self.compiler.template(path);
        self.tell(&product);
        match product.code.as_deref() {
            Some(code) => {
                let name = format!("{FRAMEWORK}/{path}");
                self.sources.insert_template(&name, product.scripts.clone());
                ctx.eval_with_options(code, script(&name))
            }
            None => Ok(Value::new_null(ctx.clone())),
        }
    }

    /// Where the compiled style sheet stands, or an empty text when there is none.
    fn style(&self, path: &str, scope: Option<&str>) -> String {
        let product = self.compiler.style(path, scope);
        self.tell(&product);
        product.code.as_ref().map(|css| self.package.styles.keep(path, css.clone())).unwrap_or_default()
    }

    fn tell(&self, product: &Product) {
        for (text, place) in &product.faults {
            self.reporter.fault(text.clone(), place.clone());
        }
        for (text, place) in &product.notes {
            self.reporter.console(Level::Warn, text.clone(), place.clone());
        }
    }

    /// A page's or component's `.json` with `usingComponents` resolved, its source file if it has one, and how the page as a
    /// whole is to be.
    fn component(&self, path: &str) -> String {
        let file = format!("{path}.json");
        let mut config = self.json(&file);
        let mut using = Map::new();
        let own = config.get("usingComponents").and_then(serde_json::Value::as_object);
        let own = own
            .into_iter()
            .flatten()
            .filter_map(|(name, request)| Some((name, request.as_str()?, file.as_str())));
        let global = self.package.config.using_components.iter();
        let global = global.map(|(name, request)| (name, request.as_str(), "app.json"));
        for (name, request, from) in global.chain(own) {
            if let Some(found) = self.used(from, request) {
                using.insert(name.clone(), format!("/{found}").into());
            }
        }
        let look = self.look(&config);
        config.insert("usingComponents".to_owned(), using.into());
        self.resolve_generics(&file, &mut config);
        let source = module::component_source(&self.package, path);
        json!({ "config": config, "source": source, "look": look }).to_string()
    }

    /// The component that a file asks for. What cannot be had is told at the place that asks.
    fn used(&self, from: &str, request: &str) -> Option<String> {
        let is_elsewhere = request.contains("://");
        if !is_elsewhere && let Some(found) = module::resolve_component(&self.package, from, request) {
            return Some(found);
        }
        let text = if is_elsewhere {
            format!("component \"{request}\" used by {from} is a plugin's; plugins are not supported")
        } else {
            format!("component \"{request}\" used by {from} is not found")
        };
        let json = self.package.read_text(from).ok().flatten().unwrap_or_default();
        let at = json.find(&format!("\"{request}\"")).unwrap_or(0);
        self.reporter.fault(text, Place::at(from, &json, at));
        None
    }

    /// What the view has to know of a page as a whole: its own keys win over `window` of `app.json`.
    fn look(&self, config: &Map<String, serde_json::Value>) -> serde_json::Value {
        let window = &self.package.config.window;
        let distance = config.get("onReachBottomDistance").or(window.on_reach_bottom_distance.as_ref());
        let still = config.get("disableScroll").or(window.disable_scroll.as_ref());
        let mut look = Map::new();
        if let Some(distance) = distance.and_then(serde_json::Value::as_f64) {
            look.insert("bottom".to_owned(), distance.into());
        }
        if still == Some(&true.into()) {
            look.insert("still".to_owned(), true.into());
        }
        look.into()
    }

    /// A component that stands where the user of this one gives none.
    fn resolve_generics(&self, file: &str, config: &mut Map<String, serde_json::Value>) {
        let generics = config.get_mut("componentGenerics").and_then(serde_json::Value::as_object_mut);
        for generic in generics.into_iter().flat_map(|generics| generics.values_mut()) {
            let Some(request) = generic.get("default").and_then(|default| default.as_str()) else { continue };
            match self.used(file, request) {
                Some(found) => generic["default"] = format!("/{found}").into(),
                None => *generic = true.into(),
            }
        }
    }

    fn json(&self, file: &str) -> Map<String, serde_json::Value> {
        let text = match self.package.read_text(file) {
            Ok(text) => text.unwrap_or_default(),
            Err(error) => {
                self.reporter.fault(error.to_string(), Place::file(file));
                return Map::new();
            }
        };
        if text.trim().is_empty() {
            return Map::new();
        }
        sampan_engine::config::parse_json(file, &text).unwrap_or_else(|error| {
            let place = |n: usize| u32::try_from(n).unwrap_or(0);
            let (line, column) = (place(error.line), place(error.column));
            self.reporter.fault(error.reason, Place { file: error.file, line, column });
            Map::new()
        })
    }
}

/// Runs a line of a console in the global scope. With `awaits` it may wait for promises, and gives one.
#[allow(clippy::needless_pass_by_value)] // What JavaScript calls takes values.
fn evaluate(ctx: Ctx<'_>, line: String, awaits: bool) -> Result<Value<'_>> {
    let mut options = script(CONSOLE);
    options.promise = awaits;
    ctx.eval_with_options(line, options)
}

fn fault<'js>(object: Object<'js>, text: &str, place: &Place) -> Result<Object<'js>> {
    let error = Object::new(object.ctx().clone())?;
    error.set("text", text)?;
    error.set("source", place.file.as_str())?;
    error.set("line", place.line)?;
    error.set("column", place.column)?;
    object.set("json", Null)?;
    object.set("error", error)?;
    Ok(object)
}

/// A classic script: files that are no modules may rely on sloppy mode.
fn script(name: &str) -> EvalOptions {
    let mut options = EvalOptions::default();
    options.strict = false;
    options.filename = Some(name.to_owned());
    options
}

fn level_of(name: &str) -> Level {
    match name {
        "debug" => Level::Debug,
        "info" => Level::Info,
        "warn" => Level::Warn,
        "error" => Level::Error,
        _ => Level::Log,
    }
}
