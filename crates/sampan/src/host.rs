//! The library's face: run a mini program or open a page, watch it, and drive the phone around it. How a host is built
//! stands in `builder`, how a mini program is put together in `setup`, the engine's thread in `thread`, the page for a person
//! in `phone`.

mod browser;
mod builder;
mod desk;
mod looking;
mod mending;
mod phone;
mod reload;
mod setup;
mod shared;
mod thread;
mod told;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use futures::channel::{mpsc, oneshot};
use futures::executor::block_on;
use sampan_engine::code::Grant;
use sampan_engine::device::Device;
use sampan_engine::engine::{Command, Event};
use sampan_engine::id::AppId;
use sampan_engine::package::PackageError;
use sampan_engine::plugin::Plugins;
use sampan_engine::prompt::Reply;
use sampan_engine::session::{Share, ShareTo, Start, State};
use sampan_engine::sheet::SheetReply;
use sampan_engine::trace::TraceEvent;
use sampan_view::{CdpView, ViewError};
use tokio::runtime::Handle;
use tokio::sync::Notify;

use reload::{Origin, Reload};

pub use browser::Browser;
pub use builder::{Builder, default_data_dir};
pub use looking::Look;
pub(crate) use looking::Viewers;
pub use phone::PhoneOptions;
pub use sampan_server::phone::Invitation;
pub(crate) use told::Hearing;

use phone::OpenPhone;
pub(crate) use shared::{Shared, Started};

/// Why a host cannot be built or does not do what it is asked.
#[derive(Debug, thiserror::Error)]
pub enum HostError {
    #[error(transparent)]
    View(#[from] ViewError),
    #[error(transparent)]
    Package(#[from] PackageError),
    #[error("sampan.toml: {0}")]
    Domains(String),
    #[error("sampan.toml, [trace] mask: {0}")]
    Masks(String),
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
    #[error("cannot open the phone on port {port}: {reason}; choose another with --port, or none")]
    Phone { port: u16, reason: std::io::Error },
    #[error("cannot open the automation port {port}: {reason}; choose another with --automation-port")]
    Automation { port: u16, reason: std::io::Error },
    #[error("the session has ended")]
    Ended,
}

/// A running host. Ends with [`Host::close`], with its last mini program, or when it is dropped.
pub struct Host {
    engine: mpsc::UnboundedSender<Event>,
    view: CdpView,
    plugins: Plugins,
    apps: Vec<PathBuf>,
    runtime: Handle,
    device: Option<Arc<dyn Device>>,
    device_file: Option<PathBuf>,
    shared: Arc<Shared>,
    reloads: bool,
    /// What does not start is waited for.
    keep_going: bool,
    mending: Notify,
    reload: Mutex<Vec<Reload>>,
    exchange: Option<String>,
    phone: Option<OpenPhone>,
    driven_at: OnceLock<DrivenAt>,
    end: tokio::sync::Mutex<Option<oneshot::Receiver<(i32, String)>>>,
}

/// Where programs that drive it connect.
#[derive(Clone, Debug)]
pub(crate) struct DrivenAt {
    pub automator: String,
    pub driver: String,
}

/// What is there beside a mini program that is started, in addition to what the host was built with.
#[derive(Clone, Debug, Default)]
pub struct Beside {
    /// Other mini programs that can be jumped to.
    pub apps: Vec<PathBuf>,
    /// The file that says what the phone has, in the place of the mini program's own.
    pub device_file: Option<PathBuf>,
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

impl Host {
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Everything that happens from now on.
    pub fn events(&self) -> Events {
        self.shared.events()
    }

    /// Runs the mini program in a folder.
    pub async fn run(&self, folder: &Path, start: Start) -> Result<AppId, HostError> {
        self.run_beside(folder, start, &Beside::default()).await
    }

    /// The same with other mini programs to jump to and another phone.
    pub async fn run_beside(&self, folder: &Path, start: Start, beside: &Beside) -> Result<AppId, HostError> {
        self.start(Origin::Folder(folder.to_owned()), start, beside).await
    }

    /// Opens an H5 page, by address or as a local file or folder, in a mini program made for it.
    pub async fn open(&self, address: &str) -> Result<AppId, HostError> {
        self.open_beside(address, &Beside::default()).await
    }

    /// The same with other mini programs to jump to and another phone.
    pub async fn open_beside(&self, address: &str, beside: &Beside) -> Result<AppId, HostError> {
        self.start(Origin::Around(address.to_owned()), Start::from_list(), beside).await
    }

    /// Ends every mini program, so that something else can be opened. The session goes on.
    pub async fn close_all(&self) -> Result<(), HostError> {
        self.ask(|answer| Command::CloseAll { answer }).await?;
        self.reload.lock().unwrap_or_else(PoisonError::into_inner).clear();
        Ok(())
    }

    /// Changes a key of the device file while it runs, e.g. `device.network.type`; null takes it away. The browser and
    /// the next call agree with it at once. `source.camera` and its like take `script` or `phone`.
    pub fn change_device(&self, app: &AppId, key: &str, value: serde_json::Value) -> Result<(), HostError> {
        self.shared.change_device(app, key, value).map_err(HostError::Device)
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

    /// Answers a sheet: what the phone itself asks for, the camera or a dialog for one. [`Host::state`] has those that are open.
    pub async fn answer_sheet(&self, id: u64, reply: SheetReply) -> Result<(), HostError> {
        self.ask(|answer| Command::AnswerSheet { id, reply, answer }).await?.map_err(HostError::Refused)
    }

    /// Runs a line in the mini program's global scope, as a console does; what it gives, as text. A promise is awaited.
    pub async fn run_in_logic(&self, app: &AppId, script: &str) -> Result<String, HostError> {
        let (app, script) = (app.clone(), script.to_owned());
        self.ask(|answer| Command::RunInLogic { app, script, answer }).await?.map_err(HostError::Refused)
    }

    /// The navigation bar's back button. True: the H5 page went back in its own history; false: the page was closed.
    pub async fn back(&self) -> Result<bool, HostError> {
        self.ask(|answer| Command::Back { answer }).await?.map_err(HostError::Refused)
    }

    /// Shares the page on top, as the capsule's menu does.
    pub async fn share(&self, to: ShareTo) -> Result<Share, HostError> {
        self.ask(|answer| Command::Share { to, answer }).await?.map_err(HostError::Refused)
    }

    /// Copies the web-view's link, as the capsule's menu does.
    pub async fn copy_link(&self) -> Result<String, HostError> {
        self.ask(|answer| Command::CopyLink { answer }).await?.map_err(HostError::Refused)
    }

    /// The home button of the navigation bar.
    pub async fn home(&self) -> Result<(), HostError> {
        self.ask(|answer| Command::Home { answer }).await?.map_err(HostError::Refused)
    }

    /// Pulls the page on top down, as far as it lets itself be.
    pub async fn pull_down(&self) -> Result<(), HostError> {
        self.ask(|answer| Command::PullDown { answer }).await?.map_err(HostError::Refused)
    }

    /// A tap on the tabBar.
    pub async fn switch_tab(&self, index: usize) -> Result<(), HostError> {
        self.ask(|answer| Command::SwitchTab { index, answer }).await?.map_err(HostError::Refused)
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

    /// The address of the page with the phone in it, if it was asked for. Whoever has it may do everything.
    pub fn phone(&self) -> Option<&str> {
        self.phone.as_ref().map(OpenPhone::address)
    }

    /// Opens the phone for one more browser on the local network, over TLS with a certificate of our own: an address that
    /// works once. Needs [`Builder::phone`].
    pub async fn invite(&self) -> Result<Invitation, HostError> {
        match &self.phone {
            Some(phone) => phone.invite().await,
            None => Err(HostError::Refused("this host has no phone to open".to_owned())),
        }
    }

    /// Waits until the session ends by itself: exit code and reason.
    pub async fn ended(&self) -> (i32, String) {
        let mut waiting = self.end.lock().await;
        match waiting.as_mut() {
            Some(end) => {
                let result = end.await.unwrap_or_else(|_| (3, "the engine's thread died".to_owned()));
                waiting.take();
                if let Some(phone) = &self.phone {
                    phone.farewell(&result.1).await;
                }
                result
            }
            None => (0, String::new()),
        }
    }

    /// Ends the session and waits until the browser is gone.
    pub async fn close(self) -> (i32, String) {
        self.close_with(0, "closed").await
    }

    /// The same with another exit code.
    pub async fn close_with(&self, code: i32, reason: &str) -> (i32, String) {
        let _ = self.command(Command::Shutdown { code, reason: reason.to_owned() });
        self.ended().await
    }

    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    /// The same for a host that others may still hold; waits until everything of it has gone from the browser.
    pub async fn stop(&self) {
        let mut events = self.events();
        // One that has ended already has told those who listened, and tells nobody any more.
        if self.command(Command::Shutdown { code: 0, reason: "closed".to_owned() }).is_ok() {
            while events.next().await.is_some() {}
        }
    }

    #[doc(hidden)]
    pub fn view(&self) -> &CdpView {
        &self.view
    }

    /// How many browsers of other machines show the phone; none when there is no phone.
    pub(crate) fn telephones(&self) -> Option<tokio::sync::watch::Receiver<usize>> {
        self.phone.as_ref().map(OpenPhone::telephones)
    }

    /// Programs can drive it now; the `ready` event says where.
    pub(crate) fn driven_at(&self, place: DrivenAt) {
        let _ = self.driven_at.set(place);
    }

    pub(crate) fn command(&self, command: Command) -> Result<(), HostError> {
        self.engine.unbounded_send(Event::Command(command)).map_err(|_| HostError::Ended)
    }

    pub(crate) async fn ask<T>(
        &self,
        command: impl FnOnce(oneshot::Sender<T>) -> Command,
    ) -> Result<T, HostError> {
        let (answer, wait) = oneshot::channel();
        self.command(command(answer))?;
        wait.await.map_err(|_| HostError::Ended)
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        let _ = self.command(Command::Shutdown { code: 0, reason: "closed".to_owned() });
        if let Some(end) = self.end.get_mut().take() {
            let _ = block_on(end);
        }
    }
}
