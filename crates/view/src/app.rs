//! One thread per mini program: carries out commands in order and may wait for the browser, so that a slow start of one
//! mini program holds up nobody else. Bridge traffic does not come through here.

use std::sync::{Arc, Mutex, mpsc};
use std::time::{Duration, Instant};

use base64::Engine as _;
use futures::channel::oneshot;
use sampan_engine::id::PageId;
use sampan_engine::view::{AppView, History, ViewEvent};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::browser::spawn_thread;
use crate::cdp::lock;
use crate::error::ViewError;
use crate::error_page::Problem;
use crate::hub::Hub;
use crate::load;
use crate::target;
use crate::web_view::WebView;

/// How long the browser may take to tell the history or to take a picture.
const ASK_LIMIT: Duration = Duration::from_secs(10);

pub(crate) type Answering<T> = oneshot::Sender<Result<T, String>>;

pub(crate) enum Command {
    Load {
        page: PageId,
        url: String,
    },
    /// Shows an error page; nothing is requested.
    Fail {
        page: PageId,
        problem: Problem,
    },
    Show(PageId),
    Back(PageId),
    Reload(PageId),
    History(PageId, Answering<History>),
    Screenshot(PageId, Answering<Vec<u8>>),
    End,
}

struct App {
    hub: Arc<Hub>,
    view: Arc<AppView>,
    /// The browser context: cookies and storage of this mini program alone. The error is for the first load.
    context: Result<String, String>,
    /// A prepared target, so that the next page opens at once.
    spare: Option<Arc<WebView>>,
    deadlines: Vec<(Instant, Box<dyn FnOnce() + Send>)>,
}

/// Starts the thread of a mini program.
pub(crate) fn open(hub: &Arc<Hub>, view: AppView) {
    let (sender, commands) = mpsc::channel();
    if !hub.register_app(&view.app, sender) {
        tracing::warn!(app = %view.app, "already open, or the browser is gone");
        return;
    }
    let hub = hub.clone();
    spawn_thread("mini-program", move || {
        let context = create_context(&hub).map_err(|error| error.to_string());
        let mut app = App { hub, view: Arc::new(view), context, spare: None, deadlines: Vec::new() };
        app.refill();
        app.run(&commands);
        app.end();
    });
}

fn create_context(hub: &Hub) -> Result<String, ViewError> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Created {
        browser_context_id: String,
    }
    let created: Created =
        hub.cdp.call(None, "Target.createBrowserContext", &json!({})).get(target::LIMIT)?;
    let context = created.browser_context_id;
    target::own_context(hub, &context);
    // A mini program's pages write nothing to the disk of the person who looks at them.
    let deny = json!({ "behavior": "deny", "browserContextId": context });
    hub.cdp.send(None, "Browser.setDownloadBehavior", &deny);
    Ok(context)
}

impl App {
    fn run(&mut self, commands: &mpsc::Receiver<Command>) {
        loop {
            let next = self.deadlines.iter().map(|(at, _)| *at).min();
            let command = match next {
                Some(at) => commands.recv_timeout(at.saturating_duration_since(Instant::now())),
                None => commands.recv().map_err(|_| mpsc::RecvTimeoutError::Disconnected),
            };
            match command {
                Ok(Command::End) | Err(mpsc::RecvTimeoutError::Disconnected) => return,
                Ok(command) => self.carry_out(command),
                Err(mpsc::RecvTimeoutError::Timeout) => {}
            }
            let now = Instant::now();
            let due: Vec<_> = self.deadlines.extract_if(.., |(at, _)| *at <= now).collect();
            for (_, expire) in due {
                expire();
            }
        }
    }

    fn carry_out(&mut self, command: Command) {
        match command {
            Command::Load { page, url } => self.load(page, &url, |hub, view| load::start(hub, view, &url)),
            Command::Fail { page, problem } => {
                let place = format!("{}/", self.view.package.local_origin());
                self.load(page, &place, |hub, view| Some(load::request(hub, view, &place, Some(problem))));
            }
            Command::Show(page) => self.tell(page, "Page.bringToFront", &json!({})),
            Command::Reload(page) => self.tell(page, "Page.reload", &json!({})),
            Command::Back(page) => self.back(page),
            Command::History(page, answer) => {
                self.ask(page, "Page.getNavigationHistory", &json!({}), read_history, answer);
            }
            Command::Screenshot(page, answer) => {
                self.ask(page, "Page.captureScreenshot", &json!({ "format": "png" }), read_picture, answer);
            }
            Command::End => {}
        }
    }

    fn load(&mut self, page: PageId, url: &str, start: impl FnOnce(&Arc<Hub>, &Arc<WebView>) -> Option<u64>) {
        if !self.hub.is_open(page) {
            return;
        }
        let view = match self.hub.view_of(page) {
            Some(view) => view,
            None => match self.web_view() {
                Ok(view) if self.hub.assign(page, &view) => view,
                // Closed meanwhile; the web-view waits for the next page.
                Ok(view) => return self.spare = Some(view),
                Err(reason) => {
                    return self.hub.emit(ViewEvent::LoadFailed { page, url: url.to_owned(), reason });
                }
            },
        };
        if let Some(sequence) = start(&self.hub, &view) {
            let (hub, limit) = (self.hub.clone(), self.hub.load_timeout);
            self.expire(limit, move || load::expired(&hub, &view, sequence, limit));
        }
        self.refill();
    }

    /// The spare one or, when there is none, a new one.
    fn web_view(&mut self) -> Result<Arc<WebView>, String> {
        if let Some(spare) = self.spare.take().filter(|spare| !spare.is_dead()) {
            return Ok(spare);
        }
        let context = self.context.clone()?;
        WebView::create(&self.hub, &self.view, &context).map_err(|error| error.to_string())
    }

    fn refill(&mut self) {
        if self.spare.as_ref().is_none_or(|spare| spare.is_dead()) {
            self.spare = self.web_view().inspect_err(|error| tracing::debug!(error, "no spare page")).ok();
        }
    }

    fn tell(&self, page: PageId, method: &str, params: &Value) {
        if let Some(view) = self.hub.view_of(page) {
            self.hub.cdp.send(Some(&view.session), method, params);
        }
    }

    fn back(&self, page: PageId) {
        let Some(view) = self.hub.view_of(page) else { return };
        let (hub, session) = (self.hub.clone(), view.session.clone());
        self.hub.cdp.call_then(Some(&view.session), "Page.getNavigationHistory", &json!({}), move |answer| {
            let Some(entry) = answer.ok().and_then(|json| previous_entry(&json)) else { return };
            hub.cdp.send(Some(&session), "Page.navigateToHistoryEntry", &json!({ "entryId": entry }));
        });
    }

    /// Asks the page's target something. The answer comes at the latest when the limit is over.
    fn ask<T: Send + 'static>(
        &mut self,
        page: PageId,
        method: &'static str,
        params: &Value,
        read: fn(&RawValue) -> Result<T, String>,
        answer: Answering<T>,
    ) {
        let Some(view) = self.hub.view_of(page) else {
            let _ = answer.send(Err(ViewError::NoWebView(page).to_string()));
            return;
        };
        let answer = Arc::new(Mutex::new(Some(answer)));
        let settle = |answer: &Mutex<Option<Answering<T>>>, result| {
            if let Some(answer) = lock(answer).take() {
                let _ = answer.send(result);
            }
        };
        let late = answer.clone();
        self.hub.cdp.call_then(Some(&view.session), method, params, move |result| {
            settle(&answer, result.and_then(|json| read(&json)));
        });
        self.expire(ASK_LIMIT, move || {
            let error = ViewError::Timeout { method: method.to_owned(), limit: ASK_LIMIT };
            settle(&late, Err(error.to_string()));
        });
    }

    fn expire(&mut self, limit: Duration, action: impl FnOnce() + Send + 'static) {
        self.deadlines.push((Instant::now() + limit, Box::new(action)));
    }

    fn end(self) {
        if let Some(spare) = &self.spare {
            self.hub.forget(spare);
        }
        if let Ok(context) = &self.context {
            // Closes its pages and forgets its storage.
            self.hub.cdp.send(None, "Target.disposeBrowserContext", &json!({ "browserContextId": context }));
            target::disown_context(&self.hub, context);
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entries {
    current_index: usize,
    entries: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    id: i64,
    url: String,
}

fn entries(json: &RawValue) -> Result<Entries, String> {
    serde_json::from_str(json.get()).map_err(|error| error.to_string())
}

fn read_history(json: &RawValue) -> Result<History, String> {
    let history = entries(json)?;
    let entries = history.entries.into_iter().map(|entry| entry.url).collect();
    Ok(History { entries, current: history.current_index })
}

fn previous_entry(json: &RawValue) -> Option<i64> {
    let history = entries(json).ok()?;
    history.entries.get(history.current_index.checked_sub(1)?).map(|entry| entry.id)
}

fn read_picture(json: &RawValue) -> Result<Vec<u8>, String> {
    #[derive(Deserialize)]
    struct Picture<'a> {
        data: &'a str,
    }
    let picture: Picture<'_> = serde_json::from_str(json.get()).map_err(|error| error.to_string())?;
    base64::engine::general_purpose::STANDARD.decode(picture.data).map_err(|error| error.to_string())
}
