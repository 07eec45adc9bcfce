//! The loop: everything that happens is one [`Event`], and one `match` says what is done about it.

mod command;

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::task::Poll;

use futures::channel::{mpsc, oneshot};
use futures::future::{BoxFuture, LocalBoxFuture, poll_fn};
use futures::stream::FuturesUnordered;
use futures::{FutureExt, StreamExt, select_biased};

pub use command::{Command, Done};

use crate::bridge::{self, Call, Caller, ReplyTo};
use crate::error::{self, ApiError};
use crate::id::{AppId, DocumentId, PageId};
use crate::logic::LogicEvent;
use crate::prompt::Reply;
use crate::session::{FINISH_LIMIT, Parts, Session, Wake};
use crate::trace::{CallerKind, Source, TraceEvent};
use crate::view::{Act, NetworkRequest, RawCall, ViewEvent};

/// Something that happened outside the engine.
pub enum Event {
    View(ViewEvent),
    Logic(LogicEvent),
    Command(Command),
}

/// Is given a picture of the page on top before everything is closed; an error it returns is told.
pub type LastLook = Box<dyn FnOnce(Result<Vec<u8>, String>) -> Result<(), String>>;

/// Ends when a task has gone on. One that asks the user something and waits is not done, and yet the question is to be seen.
fn moved<'a>(tasks: &'a mut Tasks, moved: &'a Cell<bool>) -> impl Future<Output = ()> + Unpin + 'a {
    poll_fn(|context| {
        let done = matches!(tasks.poll_next_unpin(context), Poll::Ready(Some(())));
        if moved.take() || done { Poll::Ready(()) } else { Poll::Pending }
    })
}

/// How many waiting events are looked at before answers go out.
const TURN: usize = 256;

/// The engine: runs on one thread until the session ends.
pub struct Engine {
    session: Rc<RefCell<Session>>,
    events: mpsc::UnboundedReceiver<Event>,
    tasks: Tasks,
    /// A task has gone on, finished or not.
    moved: Rc<Cell<bool>>,
    /// What is seen may have changed.
    changed: bool,
}

type Tasks = FuturesUnordered<LocalBoxFuture<'static, ()>>;

impl Engine {
    /// The layers in `parts` send what happens into the other end of `events`.
    pub fn new(parts: Parts, events: mpsc::UnboundedReceiver<Event>) -> Self {
        Self {
            session: Rc::new(RefCell::new(Session::new(parts))),
            events,
            tasks: FuturesUnordered::new(),
            moved: Rc::default(),
            changed: false,
        }
    }

    /// Runs until something ends the session: exit code and reason. `last_look` is given a picture of the page on
    /// top before everything is closed.
    pub async fn run(mut self, last_look: Option<LastLook>) -> (i32, String) {
        loop {
            select_biased! {
                event = self.events.next() => match event {
                    Some(event) => self.turn(event),
                    None => self.session.borrow_mut().end(0, "nobody is left to ask"),
                },
                () = moved(&mut self.tasks, &self.moved).fuse() => self.changed = true,
            }
            while let Some(Some(())) = self.tasks.next().now_or_never() {
                self.changed = true;
            }
            let mut session = self.session.borrow_mut();
            session.flush();
            session.leave();
            session.is_finishing();
            session.sweep_sheets();
            let (wakes, background) = (session.take_wakes(), session.take_background());
            self.tasks.extend(wakes.into_iter().map(|wake| alarm(self.session.clone(), wake)));
            self.tasks.extend(background);
            // Answers are on their way; what is seen can wait until then.
            if std::mem::take(&mut self.changed) {
                session.tell_state();
            }
            if session.ended().is_some() {
                break;
            }
        }
        self.finish(last_look).await
    }

    async fn finish(mut self, last_look: Option<LastLook>) -> (i32, String) {
        let end = self.session.borrow().ended().cloned().unwrap_or_default();
        if let Some(last_look) = last_look {
            let picture = self.session.borrow().picture();
            if let Err(text) = last_look(picture.await) {
                self.session.borrow().notice(text);
            }
        }
        let stores = self.session.borrow().stores();
        self.session.borrow_mut().close_all();
        self.last_hooks().await;
        for store in stores {
            // A store answers in order: after this, what the last hooks had kept is on the disk.
            let _ = store.scopes().await;
        }
        self.session.borrow().trace(TraceEvent::Exit { code: end.0, reason: end.1.clone() });
        end
    }

    /// Goes on until every mini program has finished or has had its time; their last calls are still answered.
    async fn last_hooks(&mut self) {
        let mut limit = self.session.borrow().sleep(FINISH_LIMIT).fuse();
        while self.session.borrow_mut().is_finishing() {
            select_biased! {
                event = self.events.next() => match event {
                    Some(event) => self.turn(event),
                    None => return,
                },
                () = self.tasks.select_next_some() => {}
                () = limit => {}
            }
            self.session.borrow_mut().flush();
        }
    }

    /// One event and those that wait behind it, so that their answers go out together.
    fn turn(&mut self, first: Event) {
        self.handle(first);
        for _ in 0..TURN {
            let Some(Some(event)) = self.events.next().now_or_never() else { break };
            self.handle(event);
        }
    }

    pub(crate) fn handle(&mut self, event: Event) {
        self.changed |= !is_only_told(&event);
        match event {
            Event::View(ViewEvent::Calls { page, document, origin, calls }) => {
                self.calls(page, document, &origin, &calls);
            }
            Event::View(event) => self.view_event(event),
            Event::Logic(event) => self.logic_event(event),
            Event::Command(command) => self.command(command),
        }
    }

    /// Goes on until nothing moves any more: what is left waits for a person or for time. Sends the answers.
    #[cfg(test)]
    pub(crate) async fn settle(&mut self) {
        for _ in 0..8 {
            let wakes = self.session.borrow_mut().take_wakes();
            self.tasks.extend(wakes.into_iter().map(|wake| alarm(self.session.clone(), wake)));
            let background = self.session.borrow_mut().take_background();
            self.tasks.extend(background);
            while let Some(Some(())) = self.tasks.next().now_or_never() {}
            // A store answers in order: after this one, all that was asked before has been answered.
            let stores = self.session.borrow().stores();
            for store in stores {
                let _ = store.scopes().await;
            }
            let files = self.session.borrow().all_files();
            for files in files {
                let _ = files.run(|_| Ok(())).await;
            }
        }
        let mut session = self.session.borrow_mut();
        session.flush();
        session.leave();
        session.sweep_sheets();
        session.tell_state();
    }

    /// Calls of one document, in order, except that routing comes last.
    fn calls(&mut self, page: PageId, document: DocumentId, origin: &str, raw: &[RawCall]) {
        if self.session.borrow().is_viewer(page, origin) {
            if raw.iter().any(|call| call.name == "closeViewer") {
                self.session.borrow_mut().close_viewer();
            }
            return;
        }
        let Some(app) = self.session.borrow().app_of(page) else { return };
        let verdict = self.session.borrow().may_call(page, origin);
        if let Err(rule) = verdict {
            return self.refuse(&app, page, document, origin, &rule, raw);
        }
        let caller = Caller { app, kind: CallerKind::H5, page: Some(page), origin: origin.to_owned() };
        let mut calls: Vec<(u64, Call)> = raw.iter().map(|raw| (raw.id, Call::from_page(raw))).collect();
        calls.sort_by_key(|(_, call)| call.is_route());
        for (id, call) in calls {
            let to = ReplyTo::Document { page, document, id };
            self.spawn(bridge::dispatch(self.session.clone(), caller.clone(), call, to));
        }
    }

    fn refuse(
        &self,
        app: &AppId,
        page: PageId,
        document: DocumentId,
        origin: &str,
        rule: &str,
        raw: &[RawCall],
    ) {
        let mut session = self.session.borrow_mut();
        for raw in raw {
            let call = Call::from_page(raw);
            session.trace(TraceEvent::Refused {
                app: app.clone(),
                rule: format!("{} may not be called: {rule}", call.api),
                url: origin.to_owned(),
            });
            if !call.silent {
                let reply = error::reply(&call.name, &Err(ApiError::PermissionDenied), call.dialect);
                session.answer(app, ReplyTo::Document { page, document, id: raw.id }, &reply);
            }
        }
    }

    /// Most calls are done at once; only the others become tasks.
    fn spawn(&self, mut task: LocalBoxFuture<'static, ()>) {
        if (&mut task).now_or_never().is_some() {
            return;
        }
        let moved = self.moved.clone();
        self.tasks.push(Box::pin(poll_fn(move |context| {
            moved.set(true);
            task.poll_unpin(context)
        })));
    }

    fn view_event(&mut self, event: ViewEvent) {
        let mut session = self.session.borrow_mut();
        match event {
            ViewEvent::Calls { .. } => unreachable!("handled before"),
            ViewEvent::PageReady { page } => session.page_ready(page),
            ViewEvent::PageEvents { page, events } => session.page_events(page, events),
            ViewEvent::DocumentOpened { page, document, url } => session.document_opened(page, document, url),
            ViewEvent::Loaded { page, url } => {
                session.loaded(page, &url);
                drop(session);
                // While a page moves to another process the browser does not tell its history: asked then, it fails.
                self.spawn(follow_history(self.session.clone(), page).boxed_local());
            }
            ViewEvent::LoadFailed { page, url, reason } => session.load_failed(page, &url, &reason),
            ViewEvent::NavigationRefused { page, url, rule } => session.navigation_refused(page, &url, &rule),
            ViewEvent::Navigated { page, url, same_document } => {
                session.navigated(page, url, same_document);
                drop(session);
                self.spawn(follow_history(self.session.clone(), page).boxed_local());
            }
            ViewEvent::TitleChanged { page, title } => session.title_changed(page, title),
            ViewEvent::Dialog { page, kind, message, default_text } => {
                let waiting = session.dialog(page, kind, message, default_text);
                drop(session);
                if let Some(waiting) = waiting {
                    self.spawn(answer_dialog(self.session.clone(), page, waiting).boxed_local());
                }
            }
            ViewEvent::DialogGone { page } => session.dialog_gone(page),
            ViewEvent::FileChooser { page, multiple } => {
                let Some(album) = session.album(page, multiple) else { return };
                drop(session);
                let session = self.session.clone();
                let choose = async move {
                    // A person who picks nothing leaves the field as it is.
                    let pictures = album.await.unwrap_or_default();
                    session.borrow().view().act(page, Act::ChooseFiles(pictures));
                };
                self.spawn(choose.boxed_local());
            }
            ViewEvent::Closed { page } => session.window_closed(page),
            ViewEvent::Gone { reason } => session.end(3, format!("the browser is gone: {reason}")),
            told => {
                if let Some(event) = told_by_page(&session, told) {
                    session.trace(event);
                }
            }
        }
    }

    fn logic_event(&mut self, event: LogicEvent) {
        match event {
            LogicEvent::Launched { app } => self.session.borrow_mut().launched(&app),
            LogicEvent::LaunchFailed { app, reason } => {
                self.session.borrow_mut().launch_failed(&app, &reason);
            }
            LogicEvent::Finished { app } => self.session.borrow_mut().finished(&app),
            LogicEvent::Call { app, id, name, args } => {
                self.logic_call(app, name, args, ReplyTo::Logic { id });
            }
            LogicEvent::SyncCall { app, name, args, reply } => {
                self.logic_call(app, name, args, ReplyTo::LogicSync(reply));
            }
            LogicEvent::Missing { app, name, source, line, column } => {
                self.session.borrow().missing(app, name, source, (line, column));
            }
            LogicEvent::WebView { app, page, web_view } => {
                self.session.borrow_mut().web_view_changed(&app, page, web_view);
            }
            LogicEvent::WantsView { app, page } => self.session.borrow_mut().wants_view(&app, page),
            LogicEvent::View { page, operations, .. } => self.session.borrow().update_view(page, &operations),
            LogicEvent::Shared { app, page, result } => self.session.borrow_mut().shared(&app, page, result),
            LogicEvent::ExitState { app, url, data, until } => {
                let kept = self.session.borrow().keep_exit_state(&app, url, data, until);
                if let Some(kept) = kept {
                    self.spawn(kept);
                }
            }
            LogicEvent::Ran { id, result, .. } => self.session.borrow_mut().ran(id, result),
            LogicEvent::Automated { id, result, .. } => self.session.borrow_mut().automated(id, result),
            LogicEvent::Told { app, event, params } => self.session.borrow().told(app, event, params),
            LogicEvent::Mocked { app, names } => self.session.borrow_mut().mocks_changed(app, names),
            LogicEvent::Data { app, page, path, data } => {
                self.session.borrow().data_changed(app, page, path, data);
            }
            LogicEvent::Console { app, level, text, source, line, column } => {
                let event =
                    TraceEvent::Console { from: Source::Logic, app, level, text, source, line, column };
                self.session.borrow().trace(event);
            }
            LogicEvent::Fault { app, text, source, line, column } => {
                self.session.borrow_mut().fault(&app, &text, (&source, line, column));
                let event = TraceEvent::Error { from: Source::Logic, app, text, source, line, column };
                self.session.borrow().trace(event);
            }
            LogicEvent::Error { app, text, source, line, column } => {
                let event = TraceEvent::Error { from: Source::Logic, app, text, source, line, column };
                self.session.borrow().trace(event);
            }
        }
    }

    fn logic_call(&self, app: AppId, name: String, args: serde_json::Value, to: ReplyTo) {
        let page = self.session.borrow().top_of(&app);
        let caller = Caller { app, kind: CallerKind::Logic, page, origin: String::new() };
        let custom = self.session.borrow().custom_call(&caller.app, &name, &args);
        let call = match custom {
            Some(invoke) => Call::from_custom(name, invoke),
            None => Call::from_logic(name, args),
        };
        self.spawn(bridge::dispatch(self.session.clone(), caller, call, to));
    }
}

/// Waits, and looks after it.
fn alarm(
    session: Rc<RefCell<Session>>,
    (sleep, wake): (BoxFuture<'static, ()>, Wake),
) -> LocalBoxFuture<'static, ()> {
    sleep.map(move |()| session.borrow_mut().wake(wake)).boxed_local()
}

/// Asks for a page's own history until it stands still.
async fn follow_history(session: Rc<RefCell<Session>>, page: PageId) {
    loop {
        let asked = session.borrow_mut().ask_history(page);
        let Some(asked) = asked else { return };
        let history = asked.await;
        if !session.borrow_mut().keep_history(page, history) {
            return;
        }
    }
}

/// Lines and requests come in their thousands and change nothing that is seen.
fn is_only_told(event: &Event) -> bool {
    use Event::{Command as C, Logic, View};
    matches!(
        event,
        View(ViewEvent::Console { .. } | ViewEvent::Error { .. } | ViewEvent::Request { .. })
            | Logic(LogicEvent::Console { .. } | LogicEvent::Error { .. })
            | C(Command::Trace(_))
    )
}

/// What is only told: lines and errors of a page, calls that were refused before they came here.
fn told_by_page(session: &Session, event: ViewEvent) -> Option<TraceEvent> {
    let app = |page| session.app_of(page).unwrap_or_else(|| AppId::from(""));
    Some(match event {
        ViewEvent::RefusedCall { page, origin, reason } => {
            TraceEvent::Refused { app: app(page), rule: reason, url: origin }
        }
        ViewEvent::Console { page, level, text, source, line, column } => {
            TraceEvent::Console { from: Source::Page, app: app(page), level, text, source, line, column }
        }
        ViewEvent::Error { page, text, source, line, column } => {
            TraceEvent::Error { from: Source::Page, app: app(page), text, source, line, column }
        }
        ViewEvent::Request { page, request } => {
            let NetworkRequest {
                method,
                url,
                status,
                kind,
                milliseconds,
                bytes,
                request_headers,
                response_headers,
                error,
            } = *request;
            TraceEvent::Request {
                app: app(page),
                page: Some(page),
                from: Source::Page,
                method,
                url,
                status,
                kind,
                milliseconds,
                bytes,
                request_headers,
                response_headers,
                error,
                request_body: None,
                response_body: None,
                socket: None,
            }
        }
        ViewEvent::Crashed { page, url } => {
            let text = format!("the page {url} crashed and is loaded again");
            TraceEvent::Error { from: Source::Host, app: app(page), text, source: url, line: 0, column: 0 }
        }
        _ => return None,
    })
}

/// Takes the user's answer to a JavaScript dialog to the page. A question that was dropped is a no.
async fn answer_dialog(session: Rc<RefCell<Session>>, page: PageId, waiting: oneshot::Receiver<Reply>) {
    let Reply { accept, text } = waiting.await.unwrap_or_default();
    session.borrow().view().act(page, Act::AnswerDialog { accept, text });
}
