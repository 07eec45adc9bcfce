//! What the host's user wants, from the library, the command line or the page with the phone in it: one [`Command`] each.

use std::cell::RefCell;
use std::rc::Rc;

use futures::FutureExt;
use futures::channel::oneshot;
use serde_json::Value;

use super::{Engine, follow_history};
use crate::code::Grant;
use crate::id::{AppId, PageId};
use crate::prompt::Reply;
use crate::session::{LineAnswer, Session, Setup, Share, Start, State};
use crate::trace::TraceEvent;
use crate::view::Act;

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
    /// A line of a console in the logic layer.
    RunInLogic {
        app: AppId,
        script: String,
        answer: LineAnswer,
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
            Command::Share { answer } => session.share(answer),
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
            Command::RunInLogic { app, script, answer } => session.run_in_logic(&app, script, answer),
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
                let left = session.watch(watchers);
                let pages = session.web_pages();
                drop(session);
                for page in pages {
                    self.spawn(follow_history(self.session.clone(), page).boxed_local());
                }
                if let Some((absence, turn)) = left {
                    let session = self.session.clone();
                    let wait = async move {
                        absence.await;
                        session.borrow_mut().nobody_came(turn);
                    };
                    self.spawn(wait.boxed_local());
                }
            }
            Command::Trace(event) => session.trace(*event),
            Command::Shutdown { code, reason } => session.end(code, reason),
        }
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
