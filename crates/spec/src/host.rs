//! The functions that `packages/test` may call. Its counterpart there is `host.ts`.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::time::Duration;

use rquickjs::{Ctx, Exception, Function, Object, Result};
use sampan_source::Place;
use serde_json::{Value, json};

use crate::modules::Modules;
use crate::report::Line;
use crate::watch::Watch;

/// What a request is answered with: the error is a sentence.
pub type Reply = Box<dyn FnOnce(std::result::Result<Value, String>) + Send>;

/// The way out of a spec: whoever has the phone.
pub trait Driver: Send + Sync {
    /// Answers once, from any thread, or never: a test does not wait for longer than its time. `place` is where in the
    /// spec it was asked.
    fn send(&self, method: &str, params: Value, place: Place, reply: Reply);

    /// A `test.step` begins; what is sent belongs to it until it ends.
    fn enter(&self, title: &str, place: Place) {
        let _ = (title, place);
    }

    /// The innermost step has ended, well or with an error.
    fn leave(&self, error: Option<String>) {
        let _ = error;
    }
}

/// An answer on its way into `QuickJS`.
pub struct Answer {
    pub id: u32,
    pub result: std::result::Result<Value, String>,
}

pub struct Host {
    pub modules: Rc<Modules>,
    pub watch: Arc<Watch>,
    pub answers: Sender<Answer>,
    /// Of the test that runs.
    pub driver: RefCell<Option<Arc<dyn Driver>>>,
    /// What the last command has led to, once it has.
    pub done: RefCell<Option<String>>,
    pub lines: RefCell<Vec<Line>>,
    /// When the test began, by the watch.
    pub began: Cell<f64>,
    /// What JavaScript was last allowed.
    pub limit: Cell<Duration>,
    /// The run's settings, for JavaScript.
    pub settings: Value,
}

impl Host {
    /// The object with all functions.
    pub fn object<'js>(self: &Rc<Self>, ctx: &Ctx<'js>) -> Result<Object<'js>> {
        let object = Object::new(ctx.clone())?;
        object.set("settings", ctx.json_parse(self.settings.to_string())?)?;
        let host = Rc::clone(self);
        object.set("now", Function::new(ctx.clone(), move || host.watch.now())?)?;
        let host = Rc::clone(self);
        let send = move |ctx: Ctx<'js>, id: u32, method: String, params: String, stack: String| {
            host.send(&ctx, id, &method, &params, &stack)
        };
        object.set("send", Function::new(ctx.clone(), send)?)?;
        let host = Rc::clone(self);
        let enter = move |title: String, stack: String| {
            if let Some(driver) = &*host.driver.borrow() {
                driver.enter(&title, host.modules.sources.place(&stack));
            }
        };
        object.set("enter", Function::new(ctx.clone(), enter)?)?;
        let host = Rc::clone(self);
        let leave = move |error: Option<String>| {
            if let Some(driver) = &*host.driver.borrow() {
                driver.leave(error);
            }
        };
        object.set("leave", Function::new(ctx.clone(), leave)?)?;
        let host = Rc::clone(self);
        object.set(
            "done",
            Function::new(ctx.clone(), move |result: String| drop(host.done.replace(Some(result))))?,
        )?;
        let host = Rc::clone(self);
        object.set(
            "allow",
            Function::new(ctx.clone(), move |left: f64, limit: f64| host.allow(left, limit))?,
        )?;
        let host = Rc::clone(self);
        let print = move |level: String, text: String| {
            let at = host.watch.now() - host.began.get();
            host.lines.borrow_mut().push(Line { at, level, text });
        };
        object.set("print", Function::new(ctx.clone(), print)?)?;
        let host = Rc::clone(self);
        let place = move |ctx: Ctx<'js>, stack: String| {
            ctx.json_parse(json!(host.modules.sources.place(&stack)).to_string())
        };
        object.set("place", Function::new(ctx.clone(), place)?)?;
        let host = Rc::clone(self);
        let readable = move |stack: String| host.modules.sources.readable(&stack);
        object.set("readable", Function::new(ctx.clone(), readable)?)?;
        Ok(object)
    }

    fn send(&self, ctx: &Ctx<'_>, id: u32, method: &str, params: &str, stack: &str) -> Result<()> {
        let params = serde_json::from_str(params)
            .map_err(|error| Exception::throw_type(ctx, &format!("not parameters: {error}")))?;
        let answers = self.answers.clone();
        // Whoever waited may be gone by then.
        let reply = Box::new(move |result| drop(answers.send(Answer { id, result })));
        match &*self.driver.borrow() {
            Some(driver) => driver.send(method, params, self.modules.sources.place(stack), reply),
            None => reply(Err("there is no phone here: a phone belongs to a test, and none runs (beforeAll, afterAll and the file's own code have none)".to_owned())),
        }
        Ok(())
    }

    /// Milliseconds; what is no number is no time.
    fn allow(&self, left: f64, limit: f64) {
        let time = |time: f64| Duration::try_from_secs_f64(time / 1000.0).unwrap_or(Duration::ZERO);
        self.limit.set(time(limit));
        self.watch.allow(time(left));
    }
}
