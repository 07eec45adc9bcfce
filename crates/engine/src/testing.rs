//! A phone without browser and without JavaScript engine, for the engine's own tests: layers that write down what
//! they are told, and a loop that is turned by hand.

use std::cell::{Cell, RefCell};
use std::fmt::Write as _;
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::channel::{mpsc, oneshot};
use futures::executor::block_on;
use futures::future::{BoxFuture, FutureExt, ready};
use futures::stream::{BoxStream, StreamExt};
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::clock::Clock;
use crate::device::{
    Account, Address, Answer, CodeKind, Consent, Device, DeviceError, ImageSize, Network, Orientation,
    Payment, Picture, Place, Playing, Position, Recording, Scanned, Seen, Shrink, Sound,
};
use crate::domain::DomainPolicy;
use crate::engine::{Command, Engine, Event};
use crate::id::{AppId, DocumentId, PageId};
use crate::logic::{LogicCommand, LogicEvent, LogicLaunch, LogicLayer, WebViewElement};
use crate::net::{Addresses, Carrier, Net, NetError, Order, Request, SocketStep, Step};
use crate::package::Package;
use crate::profile::Profile;
use crate::session::{Live, Parts, Setup, Start, State};
use crate::sheet::{Question, SheetReply};
use crate::state::Frame;
use crate::trace::TraceEvent;
use crate::view::{Act, AppView, Environment, History, RawCall, Reply, VIEWER, View, ViewEvent};

type Log = Rc<RefCell<Vec<String>>>;

/// When it wakes, and whom.
type Sleeper = (Duration, oneshot::Sender<()>);

/// Moves only when a test moves it.
#[derive(Clone, Default)]
pub struct HandClock {
    now: Rc<Cell<Duration>>,
    sleepers: Rc<RefCell<Vec<Sleeper>>>,
}

impl HandClock {
    fn advance(&self, time: Duration) {
        self.now.set(self.now.get() + time);
        let due =
            self.sleepers.borrow_mut().extract_if(.., |(at, _)| *at <= self.now.get()).collect::<Vec<_>>();
        for (_, sleeper) in due {
            let _ = sleeper.send(());
        }
    }
}

impl Clock for HandClock {
    fn now(&self) -> Duration {
        self.now.get()
    }
    fn date(&self) -> Duration {
        self.now.get()
    }
    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()> {
        let (wake, woken) = oneshot::channel();
        self.sleepers.borrow_mut().push((self.now.get() + time, wake));
        woken.map(drop).boxed()
    }
}

struct NullView {
    log: Log,
    replies: Rc<RefCell<Vec<(DocumentId, Reply)>>>,
    history: Rc<RefCell<History>>,
    viewers: Rc<RefCell<Vec<PageId>>>,
    frames: Rc<RefCell<Vec<(PageId, Frame)>>>,
}

impl View for NullView {
    fn open_app(&self, _: AppView) {}
    fn close_app(&self, app: &AppId) {
        self.log.borrow_mut().push(format!("view: close {app}"));
    }
    fn configure(&self, _: &AppId, _: Environment) {}
    fn load(&self, _: &AppId, page: PageId, url: &str) {
        if url.starts_with(VIEWER) {
            self.viewers.borrow_mut().push(page);
        }
        self.log.borrow_mut().push(format!("view: {page} load {url}"));
    }
    fn update(&self, page: PageId, operations: &str) {
        self.log.borrow_mut().push(format!("view: {page} update {operations}"));
    }
    fn fail(&self, _: &AppId, page: PageId, url: &str, reason: &str) {
        self.log.borrow_mut().push(format!("view: {page} fail {url}: {reason}"));
    }
    fn show(&self, _: PageId) {}
    fn close(&self, _: PageId) {}
    fn act(&self, page: PageId, act: Act) {
        if let Act::Resize(frame) = act {
            self.frames.borrow_mut().push((page, frame));
        }
        if act == Act::Back {
            self.log.borrow_mut().push(format!("view: {page} back"));
        }
    }
    fn reply(&self, _: PageId, document: DocumentId, replies: Vec<Reply>) {
        self.replies.borrow_mut().extend(replies.into_iter().map(|reply| (document, reply)));
    }
    fn emit(&self, page: PageId, event: &str, payload: &Value) {
        self.log.borrow_mut().push(format!("view: {page} {event} {payload}"));
    }
    fn history(&self, _: PageId) -> BoxFuture<'static, Result<History, String>> {
        ready(Ok(self.history.borrow().clone())).boxed()
    }
    fn screenshot(&self, _: PageId) -> BoxFuture<'static, Result<Vec<u8>, String>> {
        ready(Err("there is no browser here".to_owned())).boxed()
    }
}

struct NullLogic {
    log: Log,
}

impl LogicLayer for NullLogic {
    fn launch(&self, launch: LogicLaunch) {
        let alone = if launch.alone { " alone" } else { "" };
        self.log.borrow_mut().push(format!("{}: launch{alone}", launch.app));
    }
    fn send(&self, app: &AppId, command: LogicCommand) {
        let line = match command {
            LogicCommand::App { hook, options } => format!("App.{hook} {options}"),
            LogicCommand::OpenPage { page, path, query } => format!("{page} {path}.onLoad {query}"),
            LogicCommand::ReopenPage { page, path, query, on_stack } => {
                format!("{page} {path}.onLoad {query} again, on the stack: {on_stack}")
            }
            LogicCommand::Page { page, hook, options: Value::Null } => format!("{page}.{hook}"),
            LogicCommand::Page { page, hook, options } | LogicCommand::Share { page, hook, options } => {
                format!("{page}.{hook} {options}")
            }
            LogicCommand::ClosePage { page } => format!("{page}.onUnload"),
            LogicCommand::WebView { page, event, detail } => format!("{page} bind{event} {detail}"),
            LogicCommand::ShowPage { page } => format!("{page} show"),
            LogicCommand::ViewEvents { page, events } => format!("{page} view events {events}"),
            LogicCommand::Event { name, detail } => format!("wx.{name} {detail}"),
            LogicCommand::SaveExitState { page, url } => format!("{page} {url}.onSaveExitState"),
            LogicCommand::ExitState { page, data } => format!("{page}.exitState {data}"),
            LogicCommand::Finish => "finish".to_owned(),
            LogicCommand::Reply { id, reply } => format!("reply {id} {reply}"),
            LogicCommand::TaskEvent { id, event, detail, .. } => format!("task {id} {event} {detail}"),
            LogicCommand::Run { id, script } => format!("run {id} {script}"),
            LogicCommand::Automate { id, method, params } => format!("automate {id} {method} {params}"),
            LogicCommand::WatchData { on } => format!("watch data {on}"),
            LogicCommand::SetData { page, data } => format!("{page}.setData {data}"),
        };
        self.log.borrow_mut().push(format!("{app}: {line}"));
    }
    fn close(&self, _: &AppId) {}
}

/// A phone that has one of everything, and says of each scope what a test wants.
#[derive(Default)]
pub struct FakeDevice {
    pub consent: Mutex<Consent>,
    pub cancel: AtomicBool,
    pub copied: Mutex<String>,
    pub profile: Mutex<Profile>,
    /// What is done with a dialog; nothing: nobody is there.
    pub dialog: Mutex<Option<SheetReply>>,
    /// Absent: 5g.
    pub network: Mutex<Option<Network>>,
    /// What was saved to the album.
    pub kept: Mutex<Vec<Picture>>,
    /// The dialog that was asked for last.
    pub asked: Mutex<Option<Question>>,
}

impl FakeDevice {
    fn unless_cancelled<T: Send + 'static>(&self, value: T) -> Answer<T> {
        let cancel = self.cancel.load(Ordering::Relaxed);
        ready(if cancel { Err(DeviceError::Cancel) } else { Ok(value) }).boxed()
    }
}

struct Silence;

impl Playing for Silence {
    fn length(&self) -> Duration {
        Duration::from_secs(2)
    }
}

impl Recording for Silence {
    fn stop(self: Box<Self>, length: Duration) -> Answer<Sound> {
        ready(Ok(Sound { bytes: b"RIFF".to_vec(), extension: "wav".into(), length })).boxed()
    }
}

fn picture() -> Picture {
    Picture { bytes: b"\xff\xd8\xffpicture".to_vec(), extension: "jpg".into() }
}

impl Device for FakeDevice {
    fn album(&self, count: usize, _: ImageSize) -> Answer<Vec<Picture>> {
        self.unless_cancelled(vec![picture(); count.min(3)])
    }
    fn camera(&self, _: ImageSize) -> Answer<Picture> {
        self.unless_cancelled(picture())
    }
    fn scan(&self, kinds: Vec<CodeKind>, _: bool) -> Answer<Scanned> {
        let scan_type = if kinds.contains(&CodeKind::QrCode) { "QR_CODE" } else { "EAN_13" };
        let (result, char_set) = ("https://a.example".to_owned(), "utf-8".to_owned());
        self.unless_cancelled(Scanned { result, scan_type: scan_type.into(), char_set, raw: vec![1, 2] })
    }
    fn position(&self) -> Answer<Position> {
        let at = Position { latitude: 39.9, longitude: 116.4, altitude: 50.0, accuracy: 10.0, speed: 0.0 };
        self.unless_cancelled(at)
    }
    fn choose_place(&self, _: Option<(f64, f64)>) -> Answer<Place> {
        let (name, address) = ("Gate".to_owned(), "Square 1".to_owned());
        self.unless_cancelled(Place { name, address, latitude: 39.9, longitude: 116.4 })
    }
    fn choose_address(&self) -> Answer<Address> {
        let text = |text: &str| text.to_owned();
        let (name, street, detail) = (text("Ann"), text("Harbour Road"), text(" 1"));
        self.unless_cancelled(Address { name, street, detail, ..Address::default() })
    }
    fn network(&self) -> Network {
        self.network.lock().unwrap().unwrap_or(Network::G5)
    }
    fn record(&self) -> Answer<Box<dyn Recording>> {
        self.unless_cancelled(Box::new(Silence))
    }
    fn play(&self, _: Vec<u8>, _: Duration) -> Answer<Box<dyn Playing>> {
        self.unless_cancelled(Box::new(Silence))
    }
    fn avatar(&self) -> Answer<Picture> {
        self.unless_cancelled(picture())
    }
    fn account(&self, _: &'static str) -> Answer<Account> {
        let text = |text: &str| Some(text.to_owned());
        self.unless_cancelled(Account {
            phone: text("13800000000"),
            email: text("a@b.example"),
            nickname: text("Ann"),
            ..Account::default()
        })
    }
    fn pay(&self, _: Payment) -> Answer<()> {
        self.unless_cancelled(())
    }
    fn look(&self, picture: Picture) -> Answer<Seen> {
        let (orientation, kind) = (Orientation::Up, picture.extension);
        self.unless_cancelled(Seen { width: 3, height: 2, orientation, kind })
    }
    fn shrink(&self, picture: Picture, how: Shrink) -> Answer<Picture> {
        let bytes = picture.bytes[..picture.bytes.len().min(how.quality.into())].to_vec();
        self.unless_cancelled(Picture { bytes, ..picture })
    }
    fn keep_picture(&self, picture: Picture) -> Answer<()> {
        self.kept.lock().unwrap().push(picture);
        self.unless_cancelled(())
    }
    fn dialog(&self, question: Question) -> Answer<SheetReply> {
        *self.asked.lock().unwrap() = Some(question);
        let reply = self.dialog.lock().unwrap().clone();
        ready(match reply {
            Some(SheetReply::Cancel) => Err(DeviceError::Cancel),
            Some(reply) => Ok(reply),
            None => Err(DeviceError::Unset { what: "what is pressed", key: "modal in [device.dialogs]" }),
        })
        .boxed()
    }
    fn clipboard(&self) -> String {
        self.copied.lock().unwrap().clone()
    }
    fn copy(&self, text: String) {
        *self.copied.lock().unwrap() = text;
    }
    fn consent(&self, _: &str) -> Consent {
        *self.consent.lock().unwrap()
    }
    fn profile(&self) -> Profile {
        self.profile.lock().unwrap().clone()
    }
    fn change(&self, key: &str, value: Value) -> Result<(), String> {
        if key != "device.clipboard" {
            return Err(format!("{key}: no such key"));
        }
        value.as_str().unwrap_or_default().clone_into(&mut self.copied.lock().unwrap());
        Ok(())
    }
    fn read_code(&self, picture: Picture, _: Vec<CodeKind>) -> Answer<Scanned> {
        let result = String::from_utf8(picture.bytes).unwrap_or_default();
        let code = result.strip_prefix("code ").map(str::to_owned);
        let scanned = code.map(|result| Scanned {
            result,
            scan_type: "QR_CODE".to_owned(),
            char_set: "utf-8".to_owned(),
            raw: Vec::new(),
        });
        ready(scanned.ok_or(DeviceError::Fail("no code found in the picture".to_owned()))).boxed()
    }
}

/// A network in a test's hands: what is sent is written down, and answered when the test says so.
#[derive(Clone, Default)]
pub struct FakeNet(Arc<Mutex<Vec<Sent>>>);

/// A request, or a socket that was to be opened.
pub struct Sent {
    pub request: Request,
    pub steps: mpsc::UnboundedSender<Result<Step, NetError>>,
    pub socket: Option<FakeSocket>,
}

pub struct FakeSocket {
    pub protocols: Vec<String>,
    pub steps: mpsc::UnboundedSender<Result<SocketStep, NetError>>,
    pub orders: mpsc::UnboundedReceiver<Order>,
}

impl FakeNet {
    /// What was sent since the last look.
    pub fn sent(&self) -> Vec<Sent> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

impl Net for FakeNet {
    fn carrier(&self, _: Addresses) -> Arc<dyn Carrier> {
        Arc::new(self.clone())
    }
}

impl Carrier for FakeNet {
    fn send(&self, request: Request) -> BoxStream<'static, Result<Step, NetError>> {
        let (steps, stream) = mpsc::unbounded();
        self.0.lock().unwrap().push(Sent { request, steps, socket: None });
        stream.boxed()
    }
    fn connect(
        &self,
        request: Request,
        protocols: Vec<String>,
        orders: mpsc::UnboundedReceiver<Order>,
    ) -> BoxStream<'static, Result<SocketStep, NetError>> {
        let (steps, stream) = mpsc::unbounded();
        let socket = Some(FakeSocket { protocols, steps, orders });
        self.0.lock().unwrap().push(Sent { request, steps: mpsc::unbounded().0, socket });
        stream.boxed()
    }
}

/// The phone. What it does to its layers is read with [`Phone::log`].
pub struct Phone {
    engine: Engine,
    log: Log,
    replies: Rc<RefCell<Vec<(DocumentId, Reply)>>>,
    pub history: Rc<RefCell<History>>,
    pub traces: Rc<RefCell<Vec<TraceEvent>>>,
    /// What those who look were told.
    pub live: Rc<RefCell<Vec<Live>>>,
    /// Where the view was told that pages are.
    pub frames: Rc<RefCell<Vec<(PageId, Frame)>>>,
    last_call: u64,
    pub device: Arc<FakeDevice>,
    pub net: FakeNet,
    clock: HandClock,
    /// Viewers that have not loaded yet.
    viewers: Rc<RefCell<Vec<PageId>>>,
    /// Removed with the phone.
    folders: Vec<tempfile::TempDir>,
}

/// The mini program most tests run: two tabs, two other pages, and a list of others it may open.
pub const SHOP: &str = r#"{
    "pages": ["pages/a/a", "pages/b/b", "pages/c/c", "pages/d/d"],
    "tabBar": { "list": [{ "pagePath": "pages/a/a" }, { "pagePath": "pages/b/b" }] },
    "navigateToMiniProgramAppIdList": ["mpother", "mpmissing"],
    "staticPath": ["h5"]
}"#;

impl Phone {
    /// With the mini program `mpshop` installed and running, its first page shown.
    pub fn shop() -> Self {
        Self::with(&[("mpshop", SHOP, "")])
    }

    /// Installs mini programs (id, `app.json`, `sampan.toml`) and launches the first.
    pub fn with(apps: &[(&str, &str, &str)]) -> Self {
        Self::answered(apps, false)
    }

    /// The same with somebody there who answers prompts.
    pub fn answered(apps: &[(&str, &str, &str)], interactive: bool) -> Self {
        let data = tempfile::tempdir().unwrap();
        let (log, replies) = (Log::default(), Rc::default());
        let (history, traces): (Rc<RefCell<History>>, Rc<RefCell<Vec<TraceEvent>>>) = Default::default();
        let (sink, clock) = (traces.clone(), HandClock::default());
        let net = FakeNet::default();
        let viewers: Rc<RefCell<Vec<PageId>>> = Rc::default();
        let live: Rc<RefCell<Vec<Live>>> = Rc::default();
        let heard = Rc::clone(&live);
        let frames: Rc<RefCell<Vec<(PageId, Frame)>>> = Rc::default();
        let parts = Parts {
            view: Box::new(NullView {
                log: log.clone(),
                replies: Rc::clone(&replies),
                history: history.clone(),
                viewers: Rc::clone(&viewers),
                frames: Rc::clone(&frames),
            }),
            logic: Box::new(NullLogic { log: log.clone() }),
            net: Box::new(net.clone()),
            clock: Box::new(clock.clone()),
            sink: Box::new(move |event| sink.borrow_mut().push(event.clone())),
            data_dir: data.path().to_owned(),
            user: "somebody".to_owned(),
            seed: 1,
            interactive,
            keep_going: false,
            last_page: 0,
            live: Box::new(move |live| heard.borrow_mut().push(live)),
        };
        let engine = Engine::new(parts, mpsc::unbounded().1);
        let mut phone = Self {
            engine,
            log,
            replies,
            history,
            traces,
            live,
            frames,
            last_call: 0,
            device: Arc::default(),
            net,
            clock,
            viewers,
            folders: vec![data],
        };
        for (id, app_json, toml) in apps {
            phone.install(id, app_json, toml);
        }
        let (answer, _) = oneshot::channel();
        phone.handle(Event::Command(Command::Launch {
            app: apps[0].0.into(),
            start: Start::from_list(),
            answer,
        }));
        phone.logic(LogicEvent::Launched { app: apps[0].0.into() });
        phone.log();
        phone
    }

    fn install(&mut self, id: &str, app_json: &str, toml: &str) {
        let folder = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        write("app.json", app_json);
        // A key that only tests have.
        let app: Value = serde_json::from_str(app_json).unwrap();
        if let Some(theme) = app.get("theme.json") {
            write("theme.json", &theme.to_string());
        }
        write("project.config.json", &json!({ "appid": id }).to_string());
        write("sampan.toml", toml);
        write("h5/index.html", "");
        for page in ["a", "b", "c", "d"] {
            write(&format!("pages/{page}/{page}.js"), "");
        }
        let package = Package::open(folder.path()).unwrap();
        let origin = package.local_origin();
        let domains = DomainPolicy::of(&origin, package.sampan.domains.as_ref(), true).unwrap();
        let setup = Setup {
            package: Arc::new(package),
            plugins: crate::plugin::Plugins::default(),
            domains: Arc::new(domains),
            device: self.device.clone(),
        };
        self.handle(Event::Command(Command::Install(Box::new(setup))));
        self.folders.push(folder);
    }

    pub fn handle(&mut self, event: Event) {
        self.engine.handle(event);
        block_on(self.engine.settle());
    }

    pub fn logic(&mut self, event: LogicEvent) {
        self.handle(Event::Logic(event));
    }

    pub fn view(&mut self, event: ViewEvent) {
        self.handle(Event::View(event));
    }

    /// Gives the page on top a web-view with an H5 page in it.
    pub fn web_view(&mut self, app: &str, page: u32) -> &mut Self {
        let listeners = ["message", "event", "load", "error"].map(str::to_owned).to_vec();
        let element = WebViewElement { src: "https://shop.example/".to_owned(), listeners };
        self.logic(LogicEvent::WebView { app: app.into(), page: PageId(page), web_view: Some(element) });
        let (document, url) = (DocumentId(u64::from(page)), "https://shop.example/".to_owned());
        self.view(ViewEvent::DocumentOpened { page: PageId(page), document, url });
        self.log();
        self
    }

    /// Calls made by the H5 page in one turn; the answers in the order of the calls, `null` for silence.
    pub fn calls(&mut self, page: u32, origin: &str, calls: &[(&str, Value)]) -> Vec<Value> {
        self.replies.borrow_mut().clear();
        let first = self.last_call + 1;
        let raw = calls.iter().map(|(name, args)| {
            self.last_call += 1;
            RawCall {
                id: self.last_call,
                name: (*name).to_owned(),
                args: RawValue::from_string(args.to_string()).unwrap(),
            }
        });
        let calls = raw.collect::<Vec<_>>();
        let document = DocumentId(u64::from(page));
        let count = calls.len() as u64;
        self.view(ViewEvent::Calls { page: PageId(page), document, origin: origin.to_owned(), calls });
        let viewers = std::mem::take(&mut *self.viewers.borrow_mut());
        for page in viewers {
            self.view(ViewEvent::Loaded { page, url: VIEWER.to_owned() });
        }
        let replies = self.replies.borrow();
        let find = |id| replies.iter().find(|(_, reply)| reply.id == id);
        (first..first + count)
            .map(|id| find(id).map_or(Value::Null, |(_, reply)| serde_json::from_str(&reply.body).unwrap()))
            .collect()
    }

    pub fn call(&mut self, page: u32, name: &str, args: Value) -> Value {
        self.calls(page, "https://shop.example", &[(name, args)]).remove(0)
    }

    /// Time passes.
    pub fn advance(&mut self, time: Duration) {
        self.clock.advance(time);
        block_on(self.engine.settle());
    }

    /// Starts a call of the H5 page that is not answered yet; [`Phone::later`] has its answer.
    pub fn start(&mut self, page: u32, name: &str, args: &Value) -> u64 {
        let reply = self.calls(page, "https://shop.example", &[(name, args.clone())]).remove(0);
        assert_eq!(reply, Value::Null, "{name} was answered at once");
        self.last_call
    }

    /// The id of the last call.
    pub fn last(&self) -> u64 {
        self.last_call
    }

    pub fn later(&self, call: u64) -> Value {
        let replies = self.replies.borrow();
        let found = replies.iter().find(|(_, reply)| reply.id == call);
        found.map_or(Value::Null, |(_, reply)| serde_json::from_str(&reply.body).unwrap())
    }

    /// Where the stores and files are.
    pub fn data_dir(&self) -> &std::path::Path {
        self.folders[0].path()
    }

    /// What a person sees.
    pub fn state(&mut self) -> State {
        self.ask(|answer| Command::State { answer }).unwrap()
    }

    /// The answer to a command; `None` when it waits.
    pub fn ask<T>(&mut self, command: impl FnOnce(oneshot::Sender<T>) -> Command) -> Option<T> {
        let (sender, mut answer) = oneshot::channel();
        self.handle(Event::Command(command(sender)));
        answer.try_recv().unwrap()
    }

    /// A call of the mini program's own, and its answer.
    pub fn wx(&mut self, app: &str, name: &str, args: Value) -> Value {
        let (reply, answer) = std::sync::mpsc::sync_channel(1);
        self.logic(LogicEvent::SyncCall { app: app.into(), name: name.to_owned(), args, reply });
        answer.try_recv().expect("the call was answered")
    }

    /// What was noticed, in order.
    pub fn notices(&self) -> Vec<String> {
        let traces = self.traces.borrow();
        let said = traces.iter().filter_map(|event| match event {
            TraceEvent::Notice { text } => Some(text.clone()),
            _ => None,
        });
        said.collect()
    }

    /// So many look at the phone from now on.
    pub fn watch(&mut self, watchers: usize) {
        self.handle(Event::Command(Command::Watch { watchers }));
    }

    /// The states that were told since the last look.
    pub fn told(&mut self) -> Vec<State> {
        let states = self.live.borrow_mut().drain(..).collect::<Vec<_>>();
        states
            .into_iter()
            .filter_map(|live| if let Live::State(state) = live { Some(*state) } else { None })
            .collect()
    }

    /// Answers the prompt on the screen.
    pub fn answer(&mut self, accept: bool) {
        let prompt = self.state().prompt.expect("a prompt is on the screen");
        let (answer, _) = oneshot::channel();
        let reply = crate::prompt::Reply { accept, text: None };
        self.handle(Event::Command(Command::AnswerPrompt { id: prompt.id, reply, answer }));
    }

    /// What was said about prompts, in order.
    pub fn prompts(&self) -> Vec<String> {
        let traces = self.traces.borrow();
        let said = traces.iter().filter_map(|event| match event {
            TraceEvent::Prompt { answer, .. } => Some(answer.clone().unwrap_or_else(|| "asked".to_owned())),
            _ => None,
        });
        said.collect()
    }

    /// `wx.miniProgram.<name>`: never answered.
    pub fn silent(&mut self, page: u32, name: &str, arg: Value) {
        let reply = self.call(page, "invokeMiniProgramAPI", json!({ "name": name, "arg": arg }));
        assert_eq!(reply, Value::Null, "{name} was answered");
    }

    /// What the layers were told since the last look.
    pub fn log(&mut self) -> String {
        self.log.borrow_mut().drain(..).fold(String::new(), |mut text, line| {
            let _ = writeln!(text, "{line}");
            text
        })
    }

    /// Why the last silent call failed.
    pub fn reason(&self) -> Option<String> {
        self.traces.borrow().iter().rev().find_map(|event| match event {
            TraceEvent::Call { reason, .. } => Some(reason.clone()),
            _ => None,
        })?
    }
}

/// One call of an H5 page against a fresh phone, and its answer.
pub fn check(name: &str, args: Value, expected: expect_test::Expect) {
    let mut phone = Phone::shop();
    let reply = phone.web_view("mpshop", 1).call(1, name, args);
    expected.assert_eq(&reply.to_string());
}
