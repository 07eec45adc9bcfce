//! The library's face: build a host, run a mini program or open a page, watch it, and drive the phone around it.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, Hasher};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures::FutureExt;
use futures::channel::{mpsc, oneshot};
use futures::executor::block_on;
use sampan_device::ScriptedDevice;
use sampan_engine::code::Grant;
use sampan_engine::config::{SampanConfig, parse_toml};
use sampan_engine::device::Device;
use sampan_engine::domain::DomainPolicy;
use sampan_engine::engine::{Command, Engine, Event};
use sampan_engine::id::AppId;
use sampan_engine::package::{Package, PackageError};
use sampan_engine::page_stack;
use sampan_engine::plugin::{Plugin, Plugins};
use sampan_engine::prompt::Reply;
use sampan_engine::session::{Parts, Setup, Share, Start, State};
use sampan_engine::trace::TraceEvent;
use sampan_logic::{Limits, QuickJsLogic};
use sampan_view::{BrowserOptions, CdpView, ViewError};
use tokio::runtime::Handle;

use crate::clock::TokioClock;
use crate::{plugins, viewer};

/// Our JSSDK, for pages that load it from `https://sampan.localhost/jssdk.js`.
const JSSDK: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/sampan-jssdk.js"));

/// Why a host cannot be built or does not do what it is asked.
#[derive(Debug, thiserror::Error)]
pub enum HostError {
    #[error(transparent)]
    View(#[from] ViewError),
    #[error(transparent)]
    Package(#[from] PackageError),
    #[error("sampan.toml: {0}")]
    Domains(String),
    #[error("{0}")]
    Plugin(String),
    #[error("page \"{page}\" is not in app.json; it has: {}", .known.join(", "))]
    Page { page: String, known: Vec<String> },
    #[error("two mini programs have the id {0}; change one in its project.config.json")]
    SameId(AppId),
    #[error("{0}")]
    Refused(String),
    #[error("{0}")]
    Device(String),
    #[error("cannot open the exchange on port {port}: {reason}; choose another with --exchange-port")]
    Exchange { port: u16, reason: std::io::Error },
    #[error("the session has ended")]
    Ended,
}

type Listener = Box<dyn Fn(&TraceEvent) + Send>;

/// How a host is to be. Needs a tokio runtime around it when it is built.
#[derive(Default)]
pub struct Builder {
    browser: BrowserOptions,
    data_dir: Option<PathBuf>,
    user: Option<String>,
    apps: Vec<PathBuf>,
    plugins: Plugins,
    listeners: Vec<Listener>,
    screenshot: Option<PathBuf>,
    interactive: bool,
    device: Option<Arc<dyn Device>>,
    device_file: Option<PathBuf>,
    exchange: Option<u16>,
}

/// A running host. Ends with [`Host::close`], with its last mini program, or when it is dropped.
pub struct Host {
    engine: mpsc::UnboundedSender<Event>,
    view: CdpView,
    watchers: Watchers,
    plugins: Plugins,
    apps: Vec<PathBuf>,
    runtime: Handle,
    device: Option<Arc<dyn Device>>,
    device_file: Option<PathBuf>,
    scripted: Mutex<BTreeMap<AppId, Arc<ScriptedDevice>>>,
    exchange: Option<String>,
    end: Option<oneshot::Receiver<(i32, String)>>,
}

/// What happens, from the moment of [`Host::events`] on.
pub struct Events(mpsc::UnboundedReceiver<TraceEvent>);

impl Events {
    /// The next event; `None` when the session has ended.
    pub async fn next(&mut self) -> Option<TraceEvent> {
        futures::StreamExt::next(&mut self.0).await
    }
}

#[derive(Clone, Default)]
struct Watchers(Arc<Mutex<Vec<mpsc::UnboundedSender<TraceEvent>>>>);

impl Builder {
    /// The browser to use; else one is looked for.
    #[must_use]
    pub fn browser(mut self, program: impl Into<PathBuf>) -> Self {
        self.browser.program = Some(program.into());
        self
    }

    /// Without a window. The default shows one.
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

    /// Starts the browser and the engine.
    pub async fn build(self) -> Result<Host, HostError> {
        let runtime = Handle::current();
        let (engine, events) = mpsc::unbounded();
        let to_engine = engine.clone();
        let options = self.browser;
        let view = runtime
            .spawn_blocking(move || {
                CdpView::launch(
                    options,
                    Box::new(move |event| drop(to_engine.unbounded_send(Event::View(event)))),
                )
            })
            .await
            .map_err(|_| HostError::Ended)??;
        view.serve("/jssdk.js", JSSDK.to_vec(), "text/javascript");
        viewer::serve(&view);
        let watchers = Watchers::default();
        let (end_sender, end) = oneshot::channel();
        let thread = EngineThread {
            view: view.clone(),
            to_engine: engine.clone(),
            listeners: self.listeners,
            watchers: watchers.clone(),
            clock: TokioClock::new(runtime.clone()),
            data_dir: self.data_dir.unwrap_or_else(default_data_dir),
            user: self.user.unwrap_or_else(|| "default".to_owned()),
            seed: chance(),
            interactive: self.interactive,
            screenshot: self.screenshot,
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
            watchers,
            plugins: self.plugins,
            apps: self.apps,
            runtime,
            device: self.device,
            device_file: self.device_file,
            scripted: Mutex::default(),
            exchange,
            end: Some(end),
        })
    }
}

impl Host {
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Everything that happens from now on.
    pub fn events(&self) -> Events {
        let (sender, receiver) = mpsc::unbounded();
        self.watchers.0.lock().unwrap_or_else(PoisonError::into_inner).push(sender);
        Events(receiver)
    }

    /// Runs the mini program in a folder.
    pub async fn run(&self, folder: &Path, start: Start) -> Result<AppId, HostError> {
        self.start(Package::open(folder)?, start).await
    }

    /// Opens an H5 page, by address or as a local file or folder, in a mini program made for it.
    pub async fn open(&self, address: &str) -> Result<AppId, HostError> {
        self.start(Package::around(address)?, Start::from_list()).await
    }

    async fn start(&self, package: Package, start: Start) -> Result<AppId, HostError> {
        if let Some(page) = &start.page {
            let url = format!("/{}", page.trim_start_matches('/'));
            page_stack::target(&url, "", &package)
                .map_err(|_| HostError::Page { page: page.clone(), known: package.pages().collect() })?;
        }
        let mut setups = vec![self.setup(package)?];
        for folder in &self.apps {
            let setup = self.setup(Package::open(folder)?)?;
            if setups.iter().any(|other| other.package.app_id == setup.package.app_id) {
                return Err(HostError::SameId(setup.package.app_id.clone()));
            }
            setups.push(setup);
        }
        let app = setups[0].package.app_id.clone();
        for setup in setups {
            self.command(Command::Install(Box::new(setup)))?;
        }
        self.command(Command::Trace(Box::new(TraceEvent::Ready {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            app: app.clone(),
            browser: self.view.version().to_owned(),
            cdp: self.view.cdp_endpoint(),
            exchange: self.exchange.clone(),
        })))?;
        for text in self.view.notices() {
            self.command(Command::Trace(Box::new(TraceEvent::Notice { text })))?;
        }
        let launch = |answer| Command::Launch { app: app.clone(), start, answer };
        self.ask(launch).await?.map_err(HostError::Refused)?;
        Ok(app)
    }

    fn setup(&self, package: Package) -> Result<Setup, HostError> {
        let mut plugins = plugins::of_package(&package, &self.runtime).map_err(HostError::Plugin)?;
        plugins.extend(self.plugins.iter().map(|(name, plugin)| (name.clone(), plugin.clone())));
        let origin = package.local_origin();
        let domains = match &package.sampan.domains {
            Some(domains) if package.project.setting.url_check => {
                DomainPolicy::new(&origin, domains.web_view.as_deref(), &domains.block)
                    .map_err(HostError::Domains)?
            }
            _ => DomainPolicy::open(&origin),
        };
        let device = self.device_of(&package)?;
        Ok(Setup { package: Arc::new(package), plugins, domains: Arc::new(domains), device })
    }

    fn device_of(&self, package: &Package) -> Result<Arc<dyn Device>, HostError> {
        if let Some(device) = &self.device {
            return Ok(device.clone());
        }
        let (folder, config) = match &self.device_file {
            Some(file) => read_device_file(file)?,
            None => (package.root.clone(), package.sampan.clone()),
        };
        let device =
            ScriptedDevice::new(folder, &config).map_err(|error| HostError::Device(error.to_string()))?;
        let device = Arc::new(device);
        self.watch_device(package.app_id.clone(), &device);
        self.scripted
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(package.app_id.clone(), device.clone());
        Ok(device)
    }

    /// Tells the browser when the phone changes: at once after a change, each second along a track.
    fn watch_device(&self, app: AppId, device: &Arc<ScriptedDevice>) {
        let engine = self.engine.clone();
        let tell =
            move || drop(engine.unbounded_send(Event::Command(Command::DeviceChanged { app: app.clone() })));
        let walker = Arc::downgrade(device);
        let step = tell.clone();
        device.on_change(move |_| tell());
        self.runtime.spawn(async move {
            let mut second = tokio::time::interval(Duration::from_secs(1));
            loop {
                second.tick().await;
                match walker.upgrade() {
                    Some(device) if device.is_walking() => step(),
                    Some(_) => {}
                    None => return,
                }
            }
        });
    }

    /// Changes a key of the device file while it runs, e.g. `device.network.type`; null takes it away. The browser and
    /// the next call agree with it at once.
    pub fn change_device(&self, app: &AppId, key: &str, value: serde_json::Value) -> Result<(), HostError> {
        let device = self.scripted.lock().unwrap_or_else(PoisonError::into_inner).get(app).cloned();
        let device = device.ok_or_else(|| HostError::Device(format!("{app} has no scripted phone")))?;
        device.change(key, value).map_err(HostError::Device)
    }

    /// Answers a prompt; [`Host::state`] has the one on the screen, the trace has all.
    pub async fn answer_prompt(&self, id: u64, accept: bool, text: Option<String>) -> Result<(), HostError> {
        let reply = Reply { accept, text };
        self.ask(|answer| Command::AnswerPrompt { id, reply, answer }).await?.map_err(HostError::Refused)
    }

    /// What a code of `login`, `getPhoneNumber` or `getEmailAddress` stands for; each works once.
    pub async fn redeem(&self, app: &AppId, code: &str) -> Result<Grant, HostError> {
        let (app, code) = (app.clone(), code.to_owned());
        self.ask(|answer| Command::Redeem { app, code, answer }).await?.map_err(HostError::Refused)
    }

    /// The navigation bar's back button. True: the H5 page went back in its own history; false: the page was closed.
    pub async fn back(&self) -> Result<bool, HostError> {
        self.ask(|answer| Command::Back { answer }).await?.map_err(HostError::Refused)
    }

    /// Shares the page on top, as the capsule's menu does.
    pub async fn share(&self) -> Result<Share, HostError> {
        self.ask(|answer| Command::Share { answer }).await?.map_err(HostError::Refused)
    }

    /// Copies the web-view's link, as the capsule's menu does.
    pub async fn copy_link(&self) -> Result<String, HostError> {
        self.ask(|answer| Command::CopyLink { answer }).await?.map_err(HostError::Refused)
    }

    /// Loads the H5 page again.
    pub fn reload(&self) -> Result<(), HostError> {
        self.command(Command::Reload)
    }

    /// Sends everything to the background.
    pub fn hide(&self) -> Result<(), HostError> {
        self.command(Command::Hide)
    }

    /// Brings it back.
    pub fn show(&self) -> Result<(), HostError> {
        self.command(Command::Show)
    }

    /// What a person would see: the mini program in front, its pages, titles and addresses.
    pub async fn state(&self) -> Result<State, HostError> {
        self.ask(|answer| Command::State { answer }).await
    }

    /// A PNG of the page on top.
    pub async fn screenshot(&self) -> Result<Vec<u8>, HostError> {
        self.ask(|answer| Command::Screenshot { answer }).await?.map_err(HostError::Refused)
    }

    /// The address of Chromium's DevTools port, if it was asked for.
    pub fn cdp_endpoint(&self) -> Option<String> {
        self.view.cdp_endpoint()
    }

    /// Waits until the session ends by itself: exit code and reason.
    pub async fn ended(&mut self) -> (i32, String) {
        match &mut self.end {
            Some(end) => {
                let result = end.await.unwrap_or_else(|_| (3, "the engine's thread died".to_owned()));
                self.end = None;
                result
            }
            None => (0, String::new()),
        }
    }

    /// Ends the session and waits until the browser is gone.
    pub async fn close(mut self) -> (i32, String) {
        self.close_with(0, "closed").await
    }

    /// The same with another exit code.
    pub async fn close_with(&mut self, code: i32, reason: &str) -> (i32, String) {
        let _ = self.command(Command::Shutdown { code, reason: reason.to_owned() });
        self.ended().await
    }

    #[doc(hidden)]
    pub fn view(&self) -> &CdpView {
        &self.view
    }

    fn command(&self, command: Command) -> Result<(), HostError> {
        self.engine.unbounded_send(Event::Command(command)).map_err(|_| HostError::Ended)
    }

    async fn ask<T>(&self, command: impl FnOnce(oneshot::Sender<T>) -> Command) -> Result<T, HostError> {
        let (answer, wait) = oneshot::channel();
        self.command(command(answer))?;
        wait.await.map_err(|_| HostError::Ended)
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        let _ = self.command(Command::Shutdown { code: 0, reason: "closed".to_owned() });
        if let Some(end) = self.end.take() {
            let _ = block_on(end);
        }
    }
}

/// What the engine's own thread needs: the engine's state is not shared between threads.
struct EngineThread {
    view: CdpView,
    to_engine: mpsc::UnboundedSender<Event>,
    listeners: Vec<Listener>,
    watchers: Watchers,
    clock: TokioClock,
    data_dir: PathBuf,
    user: String,
    seed: u64,
    interactive: bool,
    screenshot: Option<PathBuf>,
}

impl EngineThread {
    fn run(self, events: mpsc::UnboundedReceiver<Event>) -> (i32, String) {
        let to_engine = self.to_engine;
        let logic = QuickJsLogic::new(
            Limits::default(),
            Arc::new(move |event| drop(to_engine.unbounded_send(Event::Logic(event)))),
        );
        let (listeners, watchers) = (self.listeners, self.watchers.clone());
        let sink = Box::new(move |event: &TraceEvent| {
            for listener in &listeners {
                listener(event);
            }
            let mut watchers = watchers.0.lock().unwrap_or_else(PoisonError::into_inner);
            watchers.retain(|watcher| watcher.unbounded_send(event.clone()).is_ok());
        });
        let view = self.view.clone();
        let parts = Parts {
            view: Box::new(self.view),
            logic: Box::new(logic),
            clock: Box::new(self.clock),
            sink,
            data_dir: self.data_dir,
            user: self.user,
            seed: self.seed,
            interactive: self.interactive,
        };
        let last_look = self.screenshot.map(|file| {
            Box::new(move |picture: Result<Vec<u8>, String>| -> Result<(), String> {
                let written =
                    picture.and_then(|png| std::fs::write(&file, png).map_err(|error| error.to_string()));
                written.map_err(|reason| format!("no screenshot in {}: {reason}", file.display()))
            }) as _
        });
        let end = block_on(Engine::new(parts, events).run(last_look));
        view.shutdown();
        self.watchers.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
        end
    }
}

/// A number that nobody outside can know: the standard library seeds its hash maps with the system's randomness.
fn chance() -> u64 {
    std::hash::RandomState::new().build_hasher().finish()
}

fn read_device_file(file: &Path) -> Result<(PathBuf, SampanConfig), HostError> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| HostError::Device(format!("device file {}: {error}", file.display())))?;
    let config = parse_toml(&file.display().to_string(), &text).map_err(PackageError::from)?;
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Ok((folder.to_owned(), config))
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

fn default_data_dir() -> PathBuf {
    directories::ProjectDirs::from("", "", "sampan")
        .map_or_else(|| std::env::temp_dir().join("sampan"), |folders| folders.data_dir().to_owned())
}
