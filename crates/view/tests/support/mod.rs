//! A small HTTP server, and a view with its events in a queue: the tests play the engine.

#![allow(dead_code)] // each test file uses its part

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::time::{Duration, Instant};

use sampan_engine::domain::DomainPolicy;
use sampan_engine::id::{AppId, DocumentId, PageId};
use sampan_engine::package::Package;
use sampan_engine::temp_file::TempFiles;
use sampan_engine::view::{AppView, Environment, RawCall, Reply, View, ViewEvent};
use sampan_view::{BrowserOptions, CdpView};

/// Longer than anything here takes, even on a busy machine.
pub const LIMIT: Duration = Duration::from_secs(20);

/// Answers `GET path` with `pages[path]`. `/redirect?to=URL` redirects, `/cookie` sets one, `/hang` never answers.
pub struct Server {
    pub origin: String,
    pub port: u16,
    hits: Arc<Mutex<Vec<String>>>,
    languages: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub fn start(pages: &[(&str, &str)]) -> Self {
        let pages: Vec<(String, String)> =
            pages.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let hits = Arc::new(Mutex::new(Vec::new()));
        let languages = Arc::new(Mutex::new(Vec::new()));
        let (seen, heard) = (hits.clone(), languages.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (pages, seen, heard) = (pages.clone(), seen.clone(), heard.clone());
                std::thread::spawn(move || answer(&stream, &pages, &seen, &heard));
            }
        });
        Self { origin: format!("http://127.0.0.1:{port}"), port, hits, languages }
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    /// `Accept-Language` of the requests so far.
    pub fn languages(&self) -> Vec<String> {
        self.languages.lock().unwrap().clone()
    }

    pub fn hits(&self, path: &str) -> usize {
        self.hits.lock().unwrap().iter().filter(|hit| hit.as_str() == path).count()
    }
}

fn answer(
    stream: &TcpStream,
    pages: &[(String, String)],
    seen: &Mutex<Vec<String>>,
    heard: &Mutex<Vec<String>>,
) {
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    let Some(path) = lines.next().and_then(|line| line.split(' ').nth(1).map(str::to_owned)) else { return };
    let headers: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
    let header = |name: &str| headers.iter().find(|line| line.to_lowercase().starts_with(name)).cloned();
    let cookie = header("cookie:");
    let language =
        header("accept-language:").and_then(|line| Some(line.split_once(':')?.1.trim().to_owned()));
    heard.lock().unwrap().extend(language);
    seen.lock().unwrap().push(path.clone());
    if path == "/hang" {
        // Until the browser gives up.
        let _ = BufReader::new(stream).read_line(&mut String::new());
        return;
    }
    let (status, header, body) = if let Some(to) = path.strip_prefix("/redirect?to=") {
        ("302 Found", format!("Location: {to}\r\n"), String::new())
    } else if path == "/cookie" {
        let body = format!("<script>report({:?})</script>", cookie.unwrap_or_default());
        ("200 OK", "Set-Cookie: who=me; Max-Age=1000\r\n".to_owned(), body)
    } else {
        match pages.iter().find(|(page, _)| *page == path) {
            Some((_, body)) => ("200 OK", String::new(), body.clone()),
            None => ("404 Not Found", String::new(), "nothing here".to_owned()),
        }
    };
    let body = body.replace("<script>", &format!("<script>{REPORT}"));
    let kind = if path == "/worker.js" { "text/javascript" } else { "text/html; charset=utf-8" };
    let _ = write!(
        { stream },
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{header}Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
}

/// Put in front of every inline script: how a page tells a test something.
const REPORT: &str = "window.report??=(...v)=>console.log('report',JSON.stringify(v));";

/// A browser and the events of one test's pages.
pub struct Host {
    pub view: CdpView,
    events: mpsc::Receiver<ViewEvent>,
    /// Events that were skipped while another was awaited.
    pub passed: Vec<String>,
}

static NEXT_PAGE: AtomicU32 = AtomicU32::new(1);

pub fn options() -> BrowserOptions {
    BrowserOptions::default()
}

impl Host {
    /// A browser of its own.
    pub fn start(options: BrowserOptions) -> Self {
        let (sender, events) = mpsc::channel();
        let view = CdpView::launch(options, Box::new(move |event| drop(sender.send(event))));
        Self { view: view.expect("these tests need Chromium"), events, passed: Vec::new() }
    }

    pub fn open(&self, app: &str) -> App {
        App::open(&self.view, app)
    }

    /// With a device around it.
    pub fn open_in(&self, app: &str, environment: Environment) -> App {
        App::open_in(&self.view, app, None, Package::around("http://127.0.0.1/").unwrap(), environment)
    }

    pub fn open_with(&self, app: &str, allow: Option<&[String]>, package: Package) -> App {
        App::open_with(&self.view, app, allow, package)
    }

    /// The next event that `pick` wants.
    pub fn wait<T>(&mut self, what: &str, mut pick: impl FnMut(&ViewEvent) -> Option<T>) -> T {
        let deadline = Instant::now() + LIMIT;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let Ok(event) = self.events.recv_timeout(left) else {
                panic!("no {what}; there was:\n{}", self.passed.join("\n"));
            };
            self.passed.push(format!("{event:?}"));
            if let Some(found) = pick(&event) {
                return found;
            }
        }
    }

    /// The first failed load of the page: address and reason.
    pub fn failed(&mut self, page: PageId) -> (String, String) {
        self.wait("LoadFailed", |event| match event {
            ViewEvent::LoadFailed { page: of, url, reason } if *of == page => {
                Some((url.clone(), reason.clone()))
            }
            _ => None,
        })
    }

    /// The next refused navigation: address and rule.
    pub fn refused(&mut self, page: PageId) -> (String, String) {
        self.wait("NavigationRefused", |event| match event {
            ViewEvent::NavigationRefused { page: of, url, rule } if *of == page => {
                Some((url.clone(), rule.clone()))
            }
            _ => None,
        })
    }

    /// Asks until the page's text contains `text`. A document that is being replaced may not answer.
    pub fn shows(&mut self, page: PageId, text: &str) {
        let expression = format!("document.body?.innerText.includes({text:?})");
        let params = serde_json::json!({ "expression": expression, "returnByValue": true });
        let deadline = Instant::now() + LIMIT;
        loop {
            let answer = self.view.raw(page, "Runtime.evaluate", &params).unwrap_or_default();
            if answer["result"]["value"] == true {
                return;
            }
            assert!(Instant::now() < deadline, "the page does not show {text:?}");
        }
    }

    pub fn loaded(&mut self, page: PageId) -> String {
        self.wait("Loaded", |event| match event {
            ViewEvent::Loaded { page: of, url } if *of == page => Some(url.clone()),
            _ => None,
        })
    }

    pub fn calls(&mut self, page: PageId) -> (DocumentId, String, Vec<(u64, String, String)>) {
        self.wait("Calls", |event| match event {
            ViewEvent::Calls { page: of, document, origin, calls } if *of == page => {
                Some((*document, origin.clone(), calls.iter().map(unpack).collect()))
            }
            _ => None,
        })
    }

    /// What the page reported next.
    pub fn report(&mut self, page: PageId) -> String {
        self.wait("report", |event| match event {
            ViewEvent::Console { page: of, text, .. } if *of == page => {
                text.strip_prefix("report ").map(str::to_owned)
            }
            _ => None,
        })
    }

    pub fn reply(&self, page: PageId, document: DocumentId, replies: &[(u64, &str)]) {
        let replies = replies.iter().map(|(id, body)| Reply { id: *id, body: (*body).to_owned() }).collect();
        self.view.reply(page, document, replies);
    }

    /// The next dialog: its kind, text and default.
    pub fn dialog(&mut self, page: PageId) -> String {
        self.wait("Dialog", |event| match event {
            ViewEvent::Dialog { page: of, kind, message, default_text } if *of == page => {
                Some(format!("{kind} {message} {default_text}"))
            }
            _ => None,
        })
    }

    /// Evaluates in the page, a promise to its end.
    pub fn value(&self, page: PageId, expression: &str) -> serde_json::Value {
        futures::executor::block_on(self.view.evaluate(page, expression)).expect("a value")
    }

    /// Asks until the answer is as wanted; a change takes its way through the browser.
    pub fn until(
        &self,
        page: PageId,
        expression: &str,
        wanted: impl Fn(&serde_json::Value) -> bool,
    ) -> serde_json::Value {
        let deadline = Instant::now() + LIMIT;
        loop {
            let value = self.value(page, expression);
            if wanted(&value) {
                return value;
            }
            assert!(Instant::now() < deadline, "{expression} stays {value}");
        }
    }

    /// Evaluates in the page, as a user's tap would.
    pub fn run(&self, page: PageId, expression: &str) -> serde_json::Value {
        let params =
            serde_json::json!({ "expression": expression, "userGesture": true, "returnByValue": true });
        let answer = self.view.raw(page, "Runtime.evaluate", &params).expect("an answer");
        answer["result"]["value"].clone()
    }

    /// The same for an expression that ends the document: the answer may get lost with it.
    pub fn leave(&self, page: PageId, expression: &str) {
        let params = serde_json::json!({ "expression": expression, "userGesture": true });
        let _ = self.view.raw(page, "Runtime.evaluate", &params);
    }
}

pub struct App {
    view: CdpView,
    pub id: AppId,
    pub temp_files: Arc<TempFiles>,
}

impl App {
    /// A mini program that may go anywhere and has no files.
    pub fn open(view: &CdpView, app: &str) -> Self {
        Self::open_with(view, app, None, Package::around("http://127.0.0.1/").unwrap())
    }

    pub fn open_with(view: &CdpView, app: &str, allow: Option<&[String]>, package: Package) -> Self {
        Self::open_in(view, app, allow, package, Environment::default())
    }

    pub fn open_in(
        view: &CdpView,
        app: &str,
        allow: Option<&[String]>,
        mut package: Package,
        environment: Environment,
    ) -> Self {
        package.app_id = AppId::from(app);
        let domains = DomainPolicy::new(&package.local_origin(), allow, &[]).unwrap();
        let temp_files = Arc::new(TempFiles::new(&package.local_origin(), 7));
        let app = AppId::from(app);
        view.open_app(AppView {
            app: app.clone(),
            package: Arc::new(package).into(),
            domains: Arc::new(domains).into(),
            environment,
            temp_files: temp_files.clone(),
        });
        Self { view: view.clone(), id: app, temp_files }
    }

    pub fn load(&self, url: &str) -> PageId {
        let page = PageId(NEXT_PAGE.fetch_add(1, Ordering::Relaxed));
        self.view.load(&self.id, page, url);
        page
    }
}

fn unpack(call: &RawCall) -> (u64, String, String) {
    (call.id, call.name.clone(), call.args.get().to_owned())
}
