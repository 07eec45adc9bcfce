//! What the host's user wants, from the library, the command line or the page with the phone in it: one [`Command`] each.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use futures::FutureExt;
use futures::channel::oneshot;
use serde_json::Value;

use super::{Engine, follow_history};
use crate::bridge::{self, Call, Caller, ReplyTo};
use crate::code::Grant;
use crate::error::ApiError;
use crate::id::{AppId, PageId};
use crate::prompt::Reply;
use crate::scope::Scope;
use crate::session::{
    Change, LineAnswer, MethodAnswer, Program, Session, Setup, Share, ShareTo, Start, State,
};
use crate::sheet::{Question, SheetReply};
use crate::state::Problem;
use crate::storage::{Storage, Stored, StoredEntry};
use crate::trace::{CallerKind, TraceEvent};
use crate::view::Act;

/// Done, or why not.
pub type Done = oneshot::Sender<Result<(), String>>;

/// What the host's user wants. Every answer comes, or its channel closes with the engine.
pub enum Command {
    Install(Box<Setup>),
    Launch {
        app: AppId,
        start: Start,
        answer: oneshot::Sender<Result<(), String>>,
    },
    /// The navigation bar's back button. True: the H5 page went back; false: the page was popped.
    Back {
        answer: oneshot::Sender<Result<bool, String>>,
    },
    Share {
        to: ShareTo,
        answer: oneshot::Sender<Result<Share, String>>,
    },
    CopyLink {
        answer: oneshot::Sender<Result<String, String>>,
    },
    Reload,
    Hide,
    Show,
    /// Answers a prompt by its id.
    AnswerPrompt {
        id: u64,
        reply: Reply,
        answer: oneshot::Sender<Result<(), String>>,
    },
    /// The phone has changed: the browser is told.
    DeviceChanged {
        app: AppId,
    },
    /// The files of a mini program have changed, and can be used. With `runs` its JavaScript runs anew.
    Replace {
        app: AppId,
        program: Box<Program>,
        runs: bool,
        change: Change,
    },
    /// Files that web-views are served have changed.
    Served {
        app: AppId,
        change: Change,
    },
    /// All that is wrong with the files of a mini program.
    Problems {
        app: AppId,
        problems: Vec<Problem>,
    },
    /// A line of a console in the logic layer.
    RunInLogic {
        app: AppId,
        script: String,
        answer: LineAnswer,
    },
    /// A method that drives the mini program from outside (`packages/logic/src/automation`).
    Automate {
        app: AppId,
        method: String,
        params: Value,
        answer: MethodAnswer,
    },
    /// Has the `data` of the logic layer's pages told live, or no more.
    WatchData {
        on: bool,
    },
    /// `setData` on a page of the logic layer.
    SetData {
        app: AppId,
        page: PageId,
        data: Value,
        answer: oneshot::Sender<Result<(), String>>,
    },
    /// Exchanges a code of `login`, `getPhoneNumber` or `getEmailAddress` for what it stands for.
    Redeem {
        app: AppId,
        code: String,
        answer: oneshot::Sender<Result<Grant, String>>,
    },
    State {
        answer: oneshot::Sender<State>,
    },
    Screenshot {
        answer: oneshot::Sender<Result<Vec<u8>, String>>,
    },
    /// How many look at the phone from now on.
    Watch {
        watchers: usize,
    },
    /// The home button of the navigation bar.
    Home {
        answer: Done,
    },
    /// A tap on the tabBar.
    SwitchTab {
        index: usize,
        answer: Done,
    },
    /// The page on top was pulled down.
    PullDown {
        answer: Done,
    },
    /// Opens or closes the capsule's menu.
    Menu {
        open: bool,
        answer: Done,
    },
    /// A running mini program to the front.
    ShowApp {
        app: AppId,
        answer: Done,
    },
    /// Ends a mini program; the last one ends the session.
    Exit {
        app: AppId,
        answer: Done,
    },
    /// Ends every mini program, and not the session. Answered when the last hooks have run.
    CloseAll {
        answer: oneshot::Sender<()>,
    },
    /// The viewer of this id stands in the phone.
    ViewerShown {
        id: u64,
        answer: Done,
    },
    CloseViewer {
        answer: Done,
    },
    /// A device wants something of the person. `opened` is told the sheet's id; it is dropped, and `answer` too, when
    /// nobody is there.
    OpenSheet {
        app: AppId,
        question: Question,
        /// Of a `play`.
        sound: Option<Arc<[u8]>>,
        opened: oneshot::Sender<u64>,
        answer: oneshot::Sender<SheetReply>,
    },
    /// The recording of this sheet is to end.
    StopSheet {
        id: u64,
    },
    CloseSheet {
        id: u64,
    },
    /// The sound of a `play` sheet.
    SheetSound {
        id: u64,
        answer: oneshot::Sender<Option<Arc<[u8]>>>,
    },
    /// A temporary file of a mini program, by the last part of its URL.
    TempFile {
        app: AppId,
        name: String,
        answer: oneshot::Sender<Option<Arc<[u8]>>>,
    },
    /// What the person did. Pictures for a scanner are read first; without a code in them the sheet stays.
    AnswerSheet {
        id: u64,
        reply: SheetReply,
        answer: Done,
    },
    /// Changes one key of the device file; `source.camera` and its like say who answers.
    ChangeDevice {
        app: AppId,
        key: String,
        value: Value,
        answer: Done,
    },
    /// States a scope; `None` forgets it.
    SetScope {
        app: AppId,
        scope: String,
        granted: Option<bool>,
        answer: Done,
    },
    StorageEntries {
        app: AppId,
        answer: oneshot::Sender<Result<Vec<StoredEntry>, String>>,
    },
    SetStorage {
        app: AppId,
        key: String,
        value: Value,
        answer: Done,
    },
    RemoveStorage {
        app: AppId,
        key: String,
        answer: Done,
    },
    ClearStorage {
        app: AppId,
        answer: Done,
    },
    /// Makes a call again as the caller that made it. The reply goes to the trace and to `answer` only.
    CallAgain {
        app: AppId,
        page: Option<PageId>,
        name: String,
        args: Value,
        kind: CallerKind,
        answer: oneshot::Sender<Result<Value, String>>,
    },
    /// Something a layer wants told.
    Trace(Box<TraceEvent>),
    Shutdown {
        code: i32,
        reason: String,
    },
}

impl Engine {
    pub(super) fn command(&mut self, command: Command) {
        let mut session = self.session.borrow_mut();
        match command {
            Command::Install(setup) => drop(session.install(*setup)),
            Command::Launch { app, start, answer } => drop(answer.send(session.launch(&app, start, None))),
            Command::Back { answer } => {
                drop(session);
                self.spawn(back(self.session.clone(), answer).boxed_local());
            }
            Command::Share { to, answer } => session.share(to, answer),
            Command::CopyLink { answer } => drop(answer.send(session.copy_link())),
            Command::Reload => {
                if let Some(page) = session.current_page() {
                    session.view().act(page, Act::Reload);
                }
            }
            Command::Hide => session.hide(),
            Command::Show => session.unhide(),
            Command::DeviceChanged { app } => session.device_changed(&app),
            Command::AnswerPrompt { id, reply, answer } => {
                drop(answer.send(session.answer_prompt(id, reply)));
            }
            Command::Replace { app, program, runs, change } => session.replace(&app, *program, runs, change),
            Command::Served { app, change } => session.reload_served(&app, &change),
            Command::Problems { app, problems } => session.set_problems(&app, problems),
            Command::RunInLogic { app, script, answer } => session.run_in_logic(&app, script, answer),
            Command::Automate { app, method, params, answer } => {
                session.automate(&app, method, params, answer);
            }
            Command::WatchData { on } => session.watch_data(on),
            Command::SetData { app, page, data, answer } => {
                drop(answer.send(session.set_data(&app, page, data)));
            }
            Command::Redeem { app, code, answer } => drop(answer.send(session.redeem(&app, &code))),
            Command::State { answer } => drop(answer.send(session.state())),
            Command::Screenshot { answer } => {
                let picture = session.picture();
                drop(session);
                self.spawn(picture.map(|picture| drop(answer.send(picture))).boxed_local());
            }
            Command::Watch { watchers } => {
                session.watch(watchers);
                let pages = session.web_pages();
                drop(session);
                for page in pages {
                    self.spawn(follow_history(self.session.clone(), page).boxed_local());
                }
            }
            Command::Home { answer } => drop(answer.send(session.go_home())),
            Command::SwitchTab { index, answer } => drop(answer.send(session.tap_tab(index))),
            Command::PullDown { answer } => drop(answer.send(session.pull_down())),
            Command::Menu { open, answer } => drop(answer.send(session.set_menu(open))),
            Command::ShowApp { app, answer } => drop(answer.send(session.bring_to_front(&app))),
            Command::Exit { app, answer } => drop(answer.send(session.end_app(&app))),
            Command::CloseAll { answer } => session.close_all_for(answer),
            Command::ViewerShown { id, answer } => drop(answer.send(session.viewer_is_there(id))),
            Command::CloseViewer { answer } => {
                let closed = session.close_viewer();
                drop(answer.send(closed.then_some(()).ok_or_else(|| "no viewer is open".to_owned())));
            }
            Command::OpenSheet { app, question, sound, opened, answer } => {
                session.open_sheet(&app, question, sound, opened, answer);
            }
            Command::StopSheet { id } => session.stop_sheet(id),
            Command::CloseSheet { id } => session.close_sheet(id),
            Command::SheetSound { id, answer } => drop(answer.send(session.sheet_sound(id))),
            Command::TempFile { app, name, answer } => {
                let files = session.temp_files(&app);
                drop(answer.send(files.and_then(|files| files.by_name(&name))));
            }
            Command::AnswerSheet { id, reply, answer } => {
                let reading = match session.answer_sheet(id, reply) {
                    Ok(None) => return drop(answer.send(Ok(()))),
                    Err(reason) => return drop(answer.send(Err(reason))),
                    Ok(Some(reading)) => reading,
                };
                drop(session);
                let session = self.session.clone();
                let read = async move {
                    let code = reading.await;
                    drop(answer.send(session.borrow_mut().code_read(id, code)));
                };
                self.spawn(read.boxed_local());
            }
            Command::ChangeDevice { app, key, value, answer } => {
                let device = session.device_of(&app);
                // Whoever listens to the phone may ask the session.
                drop(session);
                drop(answer.send(device.and_then(|device| device.change(&key, value))));
            }
            Command::SetScope { app, scope, granted, answer } => {
                drop(session);
                self.set_scope(&app, &scope, granted, answer);
            }
            Command::StorageEntries { app, answer } => {
                drop(session);
                self.with_storage(&app, None, answer, async |storage| storage.entries().await);
            }
            Command::SetStorage { app, key, value, answer } => {
                drop(session);
                let told = Some(TraceEvent::Storage { app: app.clone(), key: Some(key.clone()) });
                let stored = Stored { data: value, kind: None };
                self.with_storage(&app, told, answer, async move |storage| storage.set(key, stored).await);
            }
            Command::RemoveStorage { app, key, answer } => {
                drop(session);
                let told = Some(TraceEvent::Storage { app: app.clone(), key: Some(key.clone()) });
                self.with_storage(&app, told, answer, async move |storage| storage.remove(key).await);
            }
            Command::ClearStorage { app, answer } => {
                drop(session);
                let told = Some(TraceEvent::Storage { app: app.clone(), key: None });
                self.with_storage(&app, told, answer, async |storage| storage.clear().await);
            }
            Command::CallAgain { app, page, name, args, kind, answer } => {
                let caller = session.caller_again(&app, page, kind);
                drop(session);
                match caller {
                    Ok(caller) => self.call_again(caller, name, args, answer),
                    Err(reason) => drop(answer.send(Err(reason))),
                }
            }
            Command::Trace(event) => session.trace(*event),
            Command::Shutdown { code, reason } => session.end(code, reason),
        }
    }
}

impl Engine {
    fn call_again(
        &self,
        caller: Caller,
        name: String,
        args: Value,
        answer: oneshot::Sender<Result<Value, String>>,
    ) {
        let custom = self.session.borrow().custom_call(&caller.app, &name, &args);
        let call = match (caller.kind, custom) {
            (CallerKind::H5, _) => {
                let silent = bridge::is_only_silent(&name);
                Call::again(name, args, silent)
            }
            (CallerKind::Logic, Some(invoke)) => Call::from_custom(name, invoke),
            (CallerKind::Logic, None) => Call::from_logic(name, args),
        };
        self.spawn(bridge::dispatch(self.session.clone(), caller, call, ReplyTo::Command(answer)));
    }

    fn set_scope(&self, app: &AppId, scope: &str, granted: Option<bool>, answer: Done) {
        let Some(scope) = Scope::ALL.into_iter().find(|known| known.name() == scope) else {
            let known = Scope::ALL.map(Scope::name).join(", ");
            return drop(answer.send(Err(format!("there is no scope {scope} (known: {known})"))));
        };
        self.with_storage(app, None, answer, async move |storage| match granted {
            Some(granted) => storage.grant(scope, granted).await,
            None => storage.forget(scope).await,
        });
    }

    /// Does something with the store of a running mini program; `told` is told when it is done.
    fn with_storage<T: 'static>(
        &self,
        app: &AppId,
        told: Option<TraceEvent>,
        answer: oneshot::Sender<Result<T, String>>,
        act: impl AsyncFnOnce(Storage) -> Result<T, ApiError> + 'static,
    ) {
        let Some(storage) = self.session.borrow().storage(app) else {
            return drop(answer.send(Err(format!("no mini program {app} is running"))));
        };
        let session = self.session.clone();
        let work = async move {
            let result = act(storage).await.map_err(|error| error.to_string());
            if let (Ok(_), Some(event)) = (&result, told) {
                session.borrow().trace(event);
            }
            let _ = answer.send(result);
        };
        self.spawn(work.boxed_local());
    }
}

/// The web's own history goes back first, then the page is popped (field reports).
async fn back(session: Rc<RefCell<Session>>, answer: oneshot::Sender<Result<bool, String>>) {
    if session.borrow_mut().close_viewer() {
        session.borrow().notice("back: the viewer was closed");
        let _ = answer.send(Ok(true));
        return;
    }
    let page = session.borrow().current_page();
    let Some(page) = page else {
        let _ = answer.send(Err("no page is open".to_owned()));
        return;
    };
    let history = session.borrow().view().history(page);
    let in_page = history.await.is_ok_and(|history| history.current > 0);
    if in_page {
        session.borrow().view().act(page, Act::Back);
    }
    let result = if in_page { Ok(true) } else { session.borrow_mut().back_page().map(|()| false) };
    session.borrow().notice(match &result {
        Ok(true) => "back: the H5 page went back in its own history".to_owned(),
        Ok(false) => "back: the H5 page has no history, so the page was closed".to_owned(),
        Err(reason) => format!("back: {reason}"),
    });
    let _ = answer.send(result);
}
