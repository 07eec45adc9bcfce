//! What a mini program's own code has under way in the network: whether it may, by which carrier, and when it ends early.

use std::sync::Arc;
use std::time::Duration;

use futures::channel::oneshot;
use futures::future::LocalBoxFuture;
use serde_json::Value;
use url::Url;

use super::{Session, Wake};
use crate::domain::Purpose;
use crate::id::AppId;
use crate::logic::LogicCommand;
use crate::net::Carrier;
use crate::net::tasks::{Cut, Tasks};
use crate::trace::TraceEvent;

/// How long requests may go on in the background (WeChat documentation).
const BACKGROUND_LIMIT: Duration = Duration::from_secs(5);

impl Session {
    pub fn net_tasks(&mut self, id: &AppId) -> Option<&mut Tasks> {
        self.running.get_mut(id).map(|app| &mut app.net)
    }

    /// The mini program's own network. It asks for each address again, by the rules as they are then.
    pub fn carrier(&mut self, id: &AppId) -> Option<Arc<dyn Carrier>> {
        let Self { running, parts, .. } = self;
        let app = running.get_mut(id)?;
        let domains = app.anew.domains.clone();
        let make =
            || parts.net.carrier(Arc::new(move |name, address| domains.get().check_address(name, address)));
        Some(app.carrier.get_or_insert_with(make).clone())
    }

    /// Whether a mini program's own code may reach an address; why not is told the developer.
    pub fn may_reach(&self, id: &AppId, purpose: Purpose, url: &Url) -> bool {
        let Some(app) = self.running.get(id) else { return false };
        let verdict = app.setup.domains.check_net(purpose, url);
        if let Err(rule) = &verdict {
            self.trace(TraceEvent::Refused { app: id.clone(), rule: rule.clone(), url: url.to_string() });
        }
        verdict.is_ok()
    }

    /// The time limit that `app.json` gives, in milliseconds.
    pub fn network_timeout(&self, id: &AppId, purpose: Purpose) -> Option<f64> {
        let limits = &self.running.get(id)?.setup.package.config.network_timeout;
        match purpose {
            Purpose::Request => limits.request,
            Purpose::Upload => limits.upload_file,
            Purpose::Download => limits.download_file,
            Purpose::Socket => limits.connect_socket,
        }
    }

    /// Tells those who listen to a task. What comes back ends when they have heard it, or are gone.
    pub fn task_event(
        &self,
        id: &AppId,
        task: u64,
        event: &'static str,
        detail: Value,
    ) -> oneshot::Receiver<()> {
        let (done, heard) = oneshot::channel();
        self.tell_logic(id, LogicCommand::TaskEvent { id: task, event, detail, done });
        heard
    }

    pub fn cut_network(&mut self, id: &AppId, why: Cut) {
        if let Some(tasks) = self.net_tasks(id) {
            tasks.cut_all(why);
        }
    }

    /// What goes on beside the calls, from the engine's next turn on.
    pub fn in_background(&mut self, work: LocalBoxFuture<'static, ()>) {
        self.background.push(work);
    }

    pub fn take_background(&mut self) -> Vec<LocalBoxFuture<'static, ()>> {
        std::mem::take(&mut self.background)
    }

    /// The mini program has gone to the background: its requests have little time left.
    pub(super) fn watch_sleep(&mut self, id: &AppId) {
        let Some(tasks) = self.net_tasks(id) else { return };
        tasks.absence += 1;
        let turn = tasks.absence;
        self.wake_in(BACKGROUND_LIMIT, Wake::Sleep(id.clone(), turn));
    }

    pub(super) fn fall_asleep(&mut self, id: &AppId, turn: u64) {
        let is_away = self.foreground.as_ref() != Some(id);
        let Some(tasks) = self.net_tasks(id).filter(|tasks| is_away && tasks.absence == turn) else { return };
        tasks.asleep = true;
        tasks.cut_all(Cut::Interrupted);
    }

    pub(super) fn wake_up(&mut self, id: &AppId) {
        if let Some(tasks) = self.net_tasks(id) {
            tasks.asleep = false;
            tasks.absence += 1;
        }
    }
}
