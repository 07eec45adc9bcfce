//! What the library's face and the phone's server both reach: the engine, the browser, and each mini program's package
//! and scripted device.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use futures::channel::mpsc;
use sampan_device::PersonDevice;
use sampan_engine::device::Device;
use sampan_engine::engine::{Command, Event};
use sampan_engine::id::AppId;
use sampan_engine::package::Package;
use sampan_engine::session::State;
use sampan_server::phone::protocol::Recording;
use sampan_view::CdpView;
use serde_json::Value;
use tokio::sync::watch;

use super::looking::Lookers;
use super::told::Told;
use super::{Events, Watchers};

use crate::evidence::Patterns;

pub(crate) struct Shared {
    engine: mpsc::UnboundedSender<Event>,
    pub view: CdpView,
    pub(super) lookers: Mutex<Lookers>,
    /// What is seen, while somebody looks.
    pub states: watch::Sender<Arc<State>>,
    pub told: Told,
    scripted: Mutex<BTreeMap<AppId, Arc<PersonDevice>>>,
    packages: Mutex<BTreeMap<AppId, Arc<Package>>>,
    masks: Mutex<Patterns>,
    /// Is told what a person does in the phone.
    listener: Mutex<Option<Listener>>,
    starts: Mutex<BTreeMap<AppId, Started>>,
    /// What is recorded now.
    pub recording: watch::Sender<Option<Recording>>,
    pub(super) watchers: Watchers,
}

/// How a mini program was started, as paths of this machine and addresses.
#[derive(Clone, Debug)]
pub(crate) struct Started {
    pub target: String,
    pub apps: Vec<PathBuf>,
    pub device: Option<PathBuf>,
}

type Listener = Arc<dyn Fn(&Command) + Send + Sync>;

impl Shared {
    pub fn new(engine: mpsc::UnboundedSender<Event>, view: CdpView) -> Self {
        Self {
            engine,
            view,
            lookers: Mutex::default(),
            states: watch::Sender::default(),
            told: Told::default(),
            scripted: Mutex::default(),
            packages: Mutex::default(),
            masks: Mutex::default(),
            listener: Mutex::default(),
            starts: Mutex::default(),
            recording: watch::Sender::default(),
            watchers: Watchers::default(),
        }
    }

    /// False: the session has ended.
    pub fn command(&self, command: Command) -> bool {
        self.engine.unbounded_send(Event::Command(command)).is_ok()
    }

    pub fn keep_device(&self, app: AppId, device: Arc<PersonDevice>) {
        self.scripted.lock().unwrap_or_else(PoisonError::into_inner).insert(app, device);
    }

    pub fn scripted(&self, app: &AppId) -> Option<Arc<PersonDevice>> {
        self.scripted.lock().unwrap_or_else(PoisonError::into_inner).get(app).cloned()
    }

    pub fn keep_package(&self, package: Arc<Package>) {
        let mut packages = self.packages.lock().unwrap_or_else(PoisonError::into_inner);
        packages.insert(package.app_id.clone(), package);
    }

    pub fn package(&self, app: &AppId) -> Option<Arc<Package>> {
        self.packages.lock().unwrap_or_else(PoisonError::into_inner).get(app).cloned()
    }

    pub(super) fn keep_start(&self, app: AppId, started: Started) {
        self.starts.lock().unwrap_or_else(PoisonError::into_inner).insert(app, started);
    }

    pub fn started(&self, app: &AppId) -> Option<Started> {
        self.starts.lock().unwrap_or_else(PoisonError::into_inner).get(app).cloned()
    }

    /// Everything that happens from now on.
    pub fn events(&self) -> Events {
        let (sender, receiver) = mpsc::unbounded();
        self.watchers.0.lock().unwrap_or_else(PoisonError::into_inner).push(sender);
        Events(receiver)
    }

    /// A command of the person with the phone.
    pub fn by_hand(&self, command: &Command) {
        let listener = self.listener.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(listener) = listener {
            listener(command);
        }
    }

    /// Has the person's commands told; one listener at a time, the newer counts.
    pub fn listen(&self, listener: Option<Listener>) {
        *self.listener.lock().unwrap_or_else(PoisonError::into_inner) = listener;
    }

    /// What a mini program says is secret.
    pub fn add_masks(&self, masks: Patterns) {
        self.masks.lock().unwrap_or_else(PoisonError::into_inner).extend(masks);
    }

    pub fn masks(&self) -> Patterns {
        self.masks.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn change_device(&self, app: &AppId, key: &str, value: Value) -> Result<(), String> {
        let device = self.scripted.lock().unwrap_or_else(PoisonError::into_inner).get(app).cloned();
        device.ok_or_else(|| format!("{app} has no scripted phone"))?.change(key, value)
    }
}
