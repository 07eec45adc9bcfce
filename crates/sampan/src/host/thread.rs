//! The engine's own thread: its state is not shared between threads, so everything it needs is moved there.

use std::path::PathBuf;
use std::sync::{Arc, PoisonError};

use futures::channel::mpsc;
use futures::executor::block_on;
use sampan_engine::engine::{Engine, Event};
use sampan_engine::session::{Live, Parts};
use sampan_engine::trace::TraceEvent;
use sampan_logic::{Keep, Limits, QuickJsLogic};
use sampan_net::WebNet;
use sampan_view::CdpView;

use super::Watchers;
use super::builder::Listener;
use crate::clock::TokioClock;

/// What the engine's own thread needs: the engine's state is not shared between threads.
pub(super) struct EngineThread {
    pub view: CdpView,
    pub to_engine: mpsc::UnboundedSender<Event>,
    pub listeners: Vec<Listener>,
    pub watchers: Watchers,
    pub net: WebNet,
    pub clock: TokioClock,
    pub data_dir: PathBuf,
    pub compiled_dir: PathBuf,
    pub compiling: Arc<dyn Fn(usize, usize) + Send + Sync>,
    pub user: String,
    pub seed: u64,
    pub interactive: bool,
    pub keep_going: bool,
    pub live: Box<dyn Fn(Live) + Send>,
    pub screenshot: Option<PathBuf>,
    /// The browser is not the host's own.
    pub borrowed: bool,
    pub last_page: u32,
}

impl EngineThread {
    pub fn run(self, events: mpsc::UnboundedReceiver<Event>) -> (i32, String) {
        let to_engine = self.to_engine;
        let logic = QuickJsLogic::new(
            Limits::default(),
            Arc::new(move |event| drop(to_engine.unbounded_send(Event::Logic(event)))),
        )
        .keeping(Keep { folder: self.compiled_dir, progress: self.compiling });
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
            net: Box::new(self.net),
            clock: Box::new(self.clock),
            sink,
            data_dir: self.data_dir,
            user: self.user,
            seed: self.seed,
            interactive: self.interactive,
            keep_going: self.keep_going,
            live: self.live,
            last_page: self.last_page,
        };
        let last_look = self.screenshot.map(|file| {
            Box::new(move |picture: Result<Vec<u8>, String>| -> Result<(), String> {
                let written =
                    picture.and_then(|png| std::fs::write(&file, png).map_err(|error| error.to_string()));
                written.map_err(|reason| format!("no screenshot in {}: {reason}", file.display()))
            }) as _
        });
        let end = block_on(Engine::new(parts, events).run(last_look));
        if self.borrowed {
            view.release(self.last_page);
        } else {
            view.shutdown();
        }
        self.watchers.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
        end
    }
}
