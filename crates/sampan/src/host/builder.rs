//! How a host is to be, and starting it: browser, engine's thread, exchange.

use std::hash::{BuildHasher, Hasher};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use futures::FutureExt;
use futures::channel::{mpsc, oneshot};
use sampan_engine::device::Device;
use sampan_engine::engine::{Command, Event};
use sampan_engine::plugin::{Plugin, Plugins};
use sampan_engine::session::Live;
use sampan_engine::trace::TraceEvent;
use sampan_net::WebNet;
use sampan_view::{BrowserOptions, CdpView};
use tokio::runtime::Handle;

use super::browser::Browser;
use super::phone::{OpenPhone, PhoneOptions};
use super::shared::Shared;
use super::thread::EngineThread;
use super::{Host, HostError};
use crate::clock::TokioClock;

/// Compiled files of mini programs, in the data folder. It can be thrown away at any time.
const COMPILED: &str = "compiled";

type Compiling = Arc<dyn Fn(usize, usize) + Send + Sync>;
pub(super) type Listener = Box<dyn Fn(&TraceEvent) + Send>;

/// How a host is to be. Needs a tokio runtime around it when it is built.
#[derive(Default)]
pub struct Builder {
    browser: BrowserOptions,
    data_dir: Option<PathBuf>,
    compiled_dir: Option<PathBuf>,
    user: Option<String>,
    apps: Vec<PathBuf>,
    plugins: Plugins,
    listeners: Vec<Listener>,
    compiling: Option<Compiling>,
    screenshot: Option<PathBuf>,
    interactive: bool,
    reload: bool,
    keep_going: bool,
    device: Option<Arc<dyn Device>>,
    device_file: Option<PathBuf>,
    exchange: Option<u16>,
    phone: Option<PhoneOptions>,
    lent: Option<Browser>,
}

impl Builder {
    /// The browser to use; else one is looked for.
    #[must_use]
    pub fn browser(mut self, program: impl Into<PathBuf>) -> Self {
        self.browser.program = Some(program.into());
        self
    }

    /// Without a window of the browser. The default shows one.
    #[must_use]
    pub fn headless(mut self, headless: bool) -> Self {
        self.browser.headless = headless;
        self
    }

    /// Also opens Chromium's own DevTools port; 0 means any.
    #[must_use]
    pub fn cdp_port(mut self, port: u16) -> Self {
        self.browser.cdp_port = Some(port);
        self
    }

    /// How long the browser may take to start.
    #[must_use]
    pub fn start_timeout(mut self, limit: Duration) -> Self {
        self.browser.start_timeout = limit;
        self
    }

    /// Where storage is kept; else the user's data folder.
    #[must_use]
    pub fn data_dir(mut self, folder: impl Into<PathBuf>) -> Self {
        self.data_dir = Some(folder.into());
        self
    }

    /// Where compiled files of mini programs are kept; else in the data folder. Several hosts may share it.
    #[must_use]
    pub fn compiled_dir(mut self, folder: impl Into<PathBuf>) -> Self {
        self.compiled_dir = Some(folder.into());
        self
    }

    /// Whose storage; each user has their own.
    #[must_use]
    pub fn user(mut self, user: impl Into<String>) -> Self {
        self.user = Some(user.into());
        self
    }

    /// Another mini program that can be jumped to.
    #[must_use]
    pub fn app(mut self, folder: impl Into<PathBuf>) -> Self {
        self.apps.push(folder.into());
        self
    }

    /// A custom interface for `invokeNativePlugin`, for every mini program; wins over `sampan.toml`.
    #[must_use]
    pub fn plugin(mut self, name: impl Into<String>, plugin: impl Plugin + 'static) -> Self {
        self.plugins.insert(name.into(), Arc::new(plugin));
        self
    }

    /// Called with every event, in order, on the engine's thread: it must not block.
    #[must_use]
    pub fn on_event(mut self, listener: impl Fn(&TraceEvent) + Send + 'static) -> Self {
        self.listeners.push(Box::new(listener));
        self
    }

    /// Called while a mini program is compiled that has not run before: how many of its files are done, and of how many
    /// it is known so far. On several threads, which must not be held up.
    #[must_use]
    pub fn on_compile(mut self, listener: impl Fn(usize, usize) + Send + Sync + 'static) -> Self {
        self.compiling = Some(Arc::new(listener));
        self
    }

    /// Writes a PNG of the page on top when the session ends.
    #[must_use]
    pub fn screenshot_at_end(mut self, file: impl Into<PathBuf>) -> Self {
        self.screenshot = Some(file.into());
        self
    }

    /// Somebody answers prompts ([`Host::answer_prompt`]); else each one ends at once with a no.
    #[must_use]
    pub fn interactive(mut self, interactive: bool) -> Self {
        self.interactive = interactive;
        self
    }

    /// Files that change while a mini program runs are on the screen at once (docs/reload.md). The default leaves them.
    #[must_use]
    pub fn reload(mut self, reload: bool) -> Self {
        self.reload = reload;
        self
    }

    /// A mini program that does not start leaves the session open, so that its files can be mended; so it is anyway
    /// while somebody looks at the phone.
    #[must_use]
    pub fn keep_going(mut self, keep_going: bool) -> Self {
        self.keep_going = keep_going;
        self
    }

    /// A phone of your own, in the place of the scripted one.
    #[must_use]
    pub fn device(mut self, device: impl Device + 'static) -> Self {
        self.device = Some(Arc::new(device));
        self
    }

    /// The file that says what the phone has, in the place of the mini program's own `sampan.toml`.
    #[must_use]
    pub fn device_file(mut self, file: impl Into<PathBuf>) -> Self {
        self.device_file = Some(file.into());
        self
    }

    /// Opens the exchange for login codes on a port of this machine; 0 means any.
    #[must_use]
    pub fn exchange_port(mut self, port: u16) -> Self {
        self.exchange = Some(port);
        self
    }

    /// Opens the phone: a page for a person, with everything in it that a user of the super-app sees and touches.
    #[must_use]
    pub fn phone(mut self, options: PhoneOptions) -> Self {
        self.phone = Some(options);
        self
    }

    /// Shows everything in a browser that is there already and stays when the host ends.
    #[must_use]
    pub fn in_browser(mut self, browser: &Browser) -> Self {
        self.lent = Some(browser.clone());
        self
    }

    /// Tells every request of a page; so it is anyway with [`Builder::phone`].
    #[must_use]
    pub fn report_requests(mut self, report: bool) -> Self {
        self.browser.report_requests = report;
        self
    }

    /// Makes pages ahead that may be needed next (so it is by default); without them the next page opens later.
    #[must_use]
    pub fn spare_pages(mut self, spare_pages: bool) -> Self {
        self.browser.spare_pages = spare_pages;
        self
    }

    /// Starts a browser that outlives its hosts, as this builder would have one.
    pub fn start_browser(&self) -> impl Future<Output = Result<Browser, HostError>> + Send + use<> {
        Browser::start(self.browser_options(), Box::new(|_| {}))
    }

    fn browser_options(&self) -> BrowserOptions {
        let mut options = self.browser.clone();
        if self.phone.is_some() {
            // Sharp enough for a person, whatever the phone's own ratio is; more would cost frames.
            options.device_scale = Some(2.0);
            options.report_requests = true;
        }
        options
    }

    /// The browser, and the number after which pages are counted.
    fn take_browser(
        &self,
        engine: mpsc::UnboundedSender<Event>,
    ) -> impl Future<Output = Result<(CdpView, u32), HostError>> + Send + use<> {
        let (lent, options) = (self.lent.clone(), self.browser_options());
        let events = Box::new(move |event| drop(engine.unbounded_send(Event::View(event))));
        async move {
            match lent {
                Some(Browser(view)) => {
                    let last_page = view.hand_over(events);
                    Ok((view, last_page))
                }
                None => Ok((Browser::start(options, events).await?.0, 0)),
            }
        }
    }

    /// Starts the browser and the engine.
    pub async fn build(self) -> Result<Host, HostError> {
        let runtime = Handle::current();
        let (engine, events) = mpsc::unbounded();
        let data_dir = self.data_dir.clone().unwrap_or_else(default_data_dir);
        let (view, last_page) = self.take_browser(engine.clone()).await?;
        let shared = Arc::new(Shared::new(engine.clone(), view.clone()));
        let phone = match self.phone {
            Some(options) => Some(OpenPhone::open(options, &shared).await?),
            None => None,
        };
        let mut listeners = self.listeners;
        listeners.extend(phone.as_ref().map(OpenPhone::listener));
        let (end_sender, end) = oneshot::channel();
        let thread = EngineThread {
            view: view.clone(),
            to_engine: engine.clone(),
            listeners,
            watchers: shared.watchers.clone(),
            net: WebNet::new(runtime.clone()),
            clock: TokioClock::new(runtime.clone()),
            compiled_dir: self.compiled_dir.unwrap_or_else(|| data_dir.join(COMPILED)),
            data_dir,
            compiling: self.compiling.unwrap_or_else(|| Arc::new(|_, _| {})),
            user: self.user.unwrap_or_else(|| "default".to_owned()),
            seed: chance(),
            interactive: self.interactive,
            keep_going: self.keep_going,
            live: live(&shared, phone.as_ref()),
            screenshot: self.screenshot,
            borrowed: self.lent.is_some(),
            last_page,
        };
        std::thread::Builder::new()
            .name("engine".to_owned())
            .spawn(move || drop(end_sender.send(thread.run(events))))
            .map_err(|error| HostError::Refused(format!("cannot start the engine's thread: {error}")))?;
        let exchange = match self.exchange {
            Some(port) => Some(open_exchange(port, engine.clone()).await?),
            None => None,
        };
        Ok(Host {
            engine,
            view,
            plugins: self.plugins,
            apps: self.apps,
            runtime,
            device: self.device,
            device_file: self.device_file,
            shared,
            reloads: self.reload,
            keep_going: self.keep_going,
            mending: tokio::sync::Notify::new(),
            reload: Mutex::default(),
            exchange,
            phone,
            driven_at: OnceLock::new(),
            end: tokio::sync::Mutex::new(Some(end)),
        })
    }
}

/// Hears what is seen while somebody looks, on the engine's thread.
fn live(shared: &Arc<Shared>, phone: Option<&OpenPhone>) -> Box<dyn Fn(Live) + Send> {
    let shared = shared.clone();
    let phone = phone.map(OpenPhone::sink);
    Box::new(move |told| {
        match &told {
            Live::State(state) => drop(shared.states.send_replace(Arc::new((**state).clone()))),
            Live::Told { event, params, .. } => shared.told.tell(event, params),
            Live::Data { .. } => {}
        }
        if let Some(phone) = &phone {
            phone(told);
        }
    })
}

/// A number that nobody outside can know: the standard library seeds its hash maps with the system's randomness.
fn chance() -> u64 {
    std::hash::RandomState::new().build_hasher().finish()
}

async fn open_exchange(port: u16, engine: mpsc::UnboundedSender<Event>) -> Result<String, HostError> {
    let token = format!("{:016x}{:016x}", chance(), chance());
    let redeem = move |app, code| {
        let (answer, wait) = oneshot::channel();
        let _ = engine.unbounded_send(Event::Command(Command::Redeem { app, code, answer }));
        async move { wait.await.unwrap_or_else(|_| Err("the session has ended".to_owned())) }.boxed()
    };
    sampan_server::exchange(port, &token, Arc::new(redeem))
        .await
        .map_err(|reason| HostError::Exchange { port, reason })
}

/// The user's data folder.
pub fn default_data_dir() -> PathBuf {
    directories::ProjectDirs::from("", "", "sampan")
        .map_or_else(|| std::env::temp_dir().join("sampan"), |folders| folders.data_dir().to_owned())
}
