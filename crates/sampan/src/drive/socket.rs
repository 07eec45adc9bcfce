//! The driver protocol over a WebSocket, for clients of other processes. They drive one phone together.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use futures::FutureExt;
use futures::future::BoxFuture;
use sampan_server::channel::{Client, Events, Service};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::Drive;

/// From now on this client names files from a folder.
const SEEN_FROM: &str = "Client.seenFrom";
/// Begins to tell what happens, as `Trace.event`; and ends it.
const SUBSCRIBE: &str = "Trace.subscribe";
const UNSUBSCRIBE: &str = "Trace.unsubscribe";

/// The service for a channel.
pub struct DriverService(Drive);

impl DriverService {
    pub fn new(drive: Drive) -> Self {
        Self(drive)
    }
}

impl Service for DriverService {
    fn welcome(&self, events: Events) -> Box<dyn Client> {
        Box::new(Connected { drive: Mutex::new(self.0.clone()), events, telling: Arc::default() })
    }
}

struct Connected {
    drive: Mutex<Drive>,
    events: Events,
    /// Ends when it is dropped.
    telling: Arc<Mutex<JoinSet<()>>>,
}

impl Client for Connected {
    fn call(&self, method: String, params: Value) -> BoxFuture<'static, Result<Value, String>> {
        let mut drive = self.drive.lock().unwrap_or_else(PoisonError::into_inner);
        let mut telling = self.telling.lock().unwrap_or_else(PoisonError::into_inner);
        match method.as_str() {
            SEEN_FROM => {
                let Some(folder) = params["folder"].as_str() else {
                    return std::future::ready(Err(format!("{SEEN_FROM}: missing field `folder`"))).boxed();
                };
                *drive = drive.seen_from(Path::new(folder));
            }
            SUBSCRIBE => {
                telling.abort_all();
                let (mut happened, events) = (drive.host().events(), self.events.clone());
                telling.spawn(async move {
                    while let Some(event) = happened.next().await {
                        events.tell("Trace.event", &json!(event));
                    }
                });
            }
            UNSUBSCRIBE => telling.abort_all(),
            _ => {
                let drive = drive.clone();
                return async move { drive.call(&method, params).await.map_err(|error| error.to_string()) }
                    .boxed();
            }
        }
        std::future::ready(Ok(Value::Null)).boxed()
    }
}
