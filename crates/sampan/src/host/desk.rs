//! The way from a device to the person with the phone: sheets, opened through the engine.

use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use futures::channel::{mpsc, oneshot};
use futures::future::BoxFuture;
use sampan_device::{Desk, Opened};
use sampan_engine::engine::{Command, Event};
use sampan_engine::id::AppId;
use sampan_engine::sheet::Question;
use tokio::runtime::Handle;

/// The desk of one mini program's phone.
pub(super) struct EngineDesk {
    pub app: AppId,
    pub engine: mpsc::UnboundedSender<Event>,
    pub runtime: Handle,
}

impl EngineDesk {
    /// Once the engine has ended nobody is there, and dropped channels say so.
    fn command(&self, command: Command) {
        let _ = self.engine.unbounded_send(Event::Command(command));
    }
}

impl Desk for EngineDesk {
    fn open(&self, question: Question, sound: Option<Arc<[u8]>>) -> Opened {
        let (opened, id) = oneshot::channel();
        let (sender, answer) = oneshot::channel();
        self.command(Command::OpenSheet { app: self.app.clone(), question, sound, opened, answer: sender });
        Opened { id, answer }
    }

    fn stop(&self, sheet: u64) {
        self.command(Command::StopSheet { id: sheet });
    }

    fn close(&self, sheet: u64) {
        self.command(Command::CloseSheet { id: sheet });
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()> {
        let sleep = self.runtime.spawn(async move { tokio::time::sleep(time).await });
        // An error means that the runtime ends, and with it the wait.
        sleep.map(drop).boxed()
    }
}
