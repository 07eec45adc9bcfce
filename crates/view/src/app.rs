//! One thread per mini program: makes its pages and may wait for the browser meanwhile, so that a slow start of one mini
//! program holds up nobody else. What concerns a page that is there already does not come through here.

use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use sampan_engine::id::PageId;
use sampan_engine::view::{AppView, Environment, ViewEvent};
use serde::Deserialize;
use serde_json::json;

use crate::action::Action;
use crate::browser::spawn_thread;
use crate::environment;
use crate::error::ViewError;
use crate::error_page::Problem;
use crate::frame;
use crate::hub::Hub;
use crate::load;
use crate::target;
use crate::web_view::{Home, WebView};

pub(crate) enum Command {
    /// Shows an address or, with a problem given, an error page in its place.
    Load {
        page: PageId,
        url: String,
        problem: Option<Problem>,
    },
    Configure(Box<Environment>),
    /// For a page whose web-view is not there yet.
    Act(PageId, Action),
    /// Does something later, unless the mini program is closed before.
    After(Duration, Job),
    /// Nothing loads any more: the time to make the next spare page.
    Refill,
    End,
}

pub(crate) type Job = Box<dyn FnOnce() + Send>;

struct App {
    hub: Arc<Hub>,
    home: Home,
    /// The browser context: cookies and storage of this mini program alone. The error is for the first load.
    context: Result<String, String>,
    /// A prepared target, so that the next page opens at once.
    spare: Option<Arc<WebView>>,
    deadlines: Vec<(Instant, Job)>,
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
        let environment = view.environment.clone();
        let home = Home { view: Arc::new(view), environment, uploads: Arc::default() };
        let mut app = App { hub, home, context, spare: None, deadlines: Vec::new() };
        app.permit();
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
            Command::Load { page, url, problem } => self.load(page, url, problem),
            Command::Configure(environment) => self.configure(*environment),
            Command::Act(page, action) => self.hub.act(page, action),
            Command::After(limit, job) => self.deadlines.push((Instant::now() + limit, job)),
            Command::Refill => self.refill(),
            Command::End => {}
        }
    }

    fn configure(&mut self, environment: Environment) {
        self.home.environment = environment;
        self.permit();
        for view in self.hub.views_of(&self.home.view.app) {
            environment::change(&self.hub, &view, &self.home.environment);
        }
    }

    fn permit(&self) {
        if let Ok(context) = &self.context {
            environment::permit(&self.hub, context, &self.home.environment);
        }
    }

    fn load(&mut self, page: PageId, url: String, problem: Option<Problem>) {
        if !self.hub.is_open(page) {
            return;
        }
        let view = match self.hub.view_of(page) {
            Some(view) => view,
            None => match self.web_view() {
                Ok(view) if self.hub.assign(page, &view) => view,
                // Closed meanwhile; the web-view waits for the next page.
                Ok(view) => return self.spare = Some(view),
                Err(reason) => return self.hub.emit(ViewEvent::LoadFailed { page, url, reason }),
            },
        };
        self.fit(page, &view);
        view.is_to_show(&url);
        if let Some((limit, job)) = load::start(&self.hub, &view, &url, problem) {
            self.carry_out(Command::After(limit, job));
        }
    }

    /// Waits until the target knows its place: a navigation sent before that could move the page to a renderer that does
    /// not, and its first script would see another size.
    fn fit(&self, page: PageId, view: &WebView) {
        let Some(place) = self.hub.frame_of(page) else { return };
        let call = |method: &str, params: &_| self.hub.cdp.call(Some(&view.session), method, params);
        for answer in frame::change(view, |fit| fit.frame = Some(place), call) {
            if let Err(error) = answer.wait(target::LIMIT) {
                tracing::warn!(%error, "the page does not know its size");
            }
        }
    }

    /// The spare one or, when there is none, a new one.
    fn web_view(&mut self) -> Result<Arc<WebView>, String> {
        if let Some(spare) = self.spare.take().filter(|spare| !spare.is_dead()) {
            return Ok(spare);
        }
        let context = self.context.clone()?;
        WebView::create(&self.hub, &self.home, &context).map_err(|error| error.to_string())
    }

    /// Clients on the DevTools port wait for every target to have a document, and a spare one has none: with the port
    /// open each page is made when it is needed. So it is with windows, where a spare one would be seen.
    fn refill(&mut self) {
        if self.hub.keeps_spares && self.spare.as_ref().is_none_or(|spare| spare.is_dead()) {
            self.spare = self.web_view().inspect_err(|error| tracing::debug!(error, "no spare page")).ok();
        }
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
