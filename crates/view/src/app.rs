//! One thread per mini program: makes its pages and may wait for the browser meanwhile, so that a slow start of one mini
//! program holds up nobody else. What concerns a page that is there already does not come through here.

use std::collections::HashMap;
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use sampan_engine::id::PageId;
use sampan_engine::package::Package;
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
use crate::page;
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
    /// A load of the page has begun. It has its time, unless the page is closed or loads something else before.
    Limit(PageId, u64),
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
    spares: Spares,
    deadlines: Vec<(Instant, Job)>,
    /// What pages wait for. Nothing here holds a web-view.
    loads: HashMap<PageId, (Instant, Awaited)>,
}

enum Awaited {
    /// The load with this number.
    Load(u64),
    /// The document that was loaded ahead; else this address is loaded.
    Ahead(String),
}

/// Prepared targets, so that the next page opens at once. Which a mini program needs is first guessed from its files.
#[derive(Default)]
struct Spares {
    /// Shows nothing yet: for a web-view.
    empty: Option<Arc<WebView>>,
    wants_empty: bool,
    /// The document that draws a page of the mini program is loaded.
    drawing: Option<Arc<WebView>>,
    wants_drawing: bool,
}

impl Spares {
    fn for_program(package: &Package) -> Self {
        let drawn = |page: &String| !page::seems_web_view(package, page);
        let (drawn, web_views): (Vec<_>, Vec<_>) = package.pages().partition(drawn);
        Self { wants_empty: !web_views.is_empty(), wants_drawing: !drawn.is_empty(), ..Self::default() }
    }
}

fn is_alive(spare: Option<&Arc<WebView>>) -> bool {
    spare.is_some_and(|spare| !spare.is_dead())
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
        let spares = Spares::for_program(&home.view.package.get());
        let mut app = App { hub, home, context, spares, deadlines: Vec::new(), loads: HashMap::new() };
        app.permit();
        app.prepare_first();
        app.run(&commands);
        app.end();
    });
}

pub(crate) fn create_context(hub: &Hub) -> Result<String, ViewError> {
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
            let loads = self.loads.values().map(|(at, _)| *at);
            let next = self.deadlines.iter().map(|(at, _)| *at).chain(loads).min();
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
            let late: Vec<_> = self.loads.extract_if(|_, (at, _)| *at <= now).collect();
            for (page, (_, awaited)) in late {
                self.is_late(page, awaited);
            }
        }
    }

    fn carry_out(&mut self, command: Command) {
        match command {
            Command::Load { page, url, problem } => self.load(page, url, problem),
            Command::Configure(environment) => self.configure(*environment),
            Command::Act(page, action) => self.hub.act(page, action),
            Command::After(limit, job) => self.deadlines.push((Instant::now() + limit, job)),
            Command::Limit(page, load) => self.limit(page, Awaited::Load(load)),
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
            None => match self.web_view(&url, problem.is_none()) {
                Ok(view) if self.hub.assign(page, &view) => view,
                // Closed meanwhile; the web-view waits for the next page.
                Ok(view) => return self.put_back(view),
                Err(reason) => return self.hub.emit(ViewEvent::LoadFailed { page, url, reason }),
            },
        };
        self.fit(page, &view);
        let is_drawn = problem.is_none() && page::is_one(&self.home.view.package.get(), &url);
        if is_drawn && page::take_over(&self.hub, &view, page, &url) {
            return self.limit(page, Awaited::Ahead(url));
        }
        view.is_to_show(&url);
        load::start(&self.hub, &view, &url, problem);
    }

    fn limit(&mut self, page: PageId, awaited: Awaited) {
        self.loads.insert(page, (Instant::now() + self.hub.load_timeout, awaited));
        self.loads.retain(|page, _| self.hub.is_open(*page));
    }

    fn is_late(&self, page: PageId, awaited: Awaited) {
        let Some(view) = self.hub.view_of(page) else { return };
        match awaited {
            Awaited::Load(load) => load::expired(&self.hub, &view, load),
            Awaited::Ahead(url) if page::give_up_ahead(&view) => load::start(&self.hub, &view, &url, None),
            Awaited::Ahead(_) => {}
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

    /// A spare one or, when there is none that fits, a new one.
    fn web_view(&mut self, url: &str, is_url: bool) -> Result<Arc<WebView>, String> {
        let is_drawn = is_url && page::is_one(&self.home.view.package.get(), url);
        self.spares.wants_drawing |= is_drawn;
        self.spares.wants_empty |= !is_drawn;
        let drawing = if is_drawn { self.spares.drawing.take() } else { None };
        let spare = drawing.filter(|spare| !spare.is_dead()).or_else(|| self.spares.empty.take());
        match spare.filter(|spare| !spare.is_dead()) {
            Some(spare) => Ok(spare),
            None => self.new_web_view(),
        }
    }

    fn new_web_view(&self) -> Result<Arc<WebView>, String> {
        let context = self.context.clone()?;
        WebView::create(&self.hub, &self.home, &context).map_err(|error| error.to_string())
    }

    fn put_back(&mut self, view: Arc<WebView>) {
        let spare = if view.state().is_page { &mut self.spares.drawing } else { &mut self.spares.empty };
        *spare = Some(view);
    }

    /// For the mini program's first page.
    fn prepare_first(&mut self) {
        let package = self.home.view.package.get();
        self.prepare(!page::seems_web_view(&package, &package.home()));
    }

    fn refill(&mut self) {
        if self.spares.wants_drawing {
            self.prepare(true);
        }
        if self.spares.wants_empty {
            self.prepare(false);
        }
    }

    /// Clients on the DevTools port wait for every target to have a document, and a spare one may have none: with the port
    /// open each page is made when it is needed. So it is with windows, where a spare one would be seen.
    fn prepare(&mut self, drawing: bool) {
        let spare = if drawing { &self.spares.drawing } else { &self.spares.empty };
        if !self.hub.keeps_spares || is_alive(spare.as_ref()) {
            return;
        }
        match self.new_web_view() {
            Ok(view) if drawing => {
                page::load_ahead(&self.hub, &view);
                self.spares.drawing = Some(view);
            }
            Ok(view) => self.spares.empty = Some(view),
            Err(error) => tracing::debug!(error, "no spare page"),
        }
    }

    fn end(self) {
        for spare in [&self.spares.empty, &self.spares.drawing].into_iter().flatten() {
            self.hub.forget(spare);
        }
        if let Ok(context) = &self.context {
            target::dispose_context(&self.hub, context);
        }
    }
}
