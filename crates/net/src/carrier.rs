//! One network a mini program: clients with connections of their own.

use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use futures::channel::mpsc;
use futures::stream::BoxStream;
use reqwest::{Client, ClientBuilder, redirect};
use sampan_engine::net::{Addresses, Carrier, Net, NetError, Order, Request, SocketStep, Step};
use tokio::runtime::Handle;

use crate::resolver::Resolver;
use crate::steps::Steps;
use crate::{fault, http, socket};

/// How long a connection may take; a request has its own limit.
const CONNECT_LIMIT: Duration = Duration::from_mins(1);

/// The real network.
pub struct WebNet {
    runtime: Handle,
}

impl WebNet {
    /// Everything runs on this runtime.
    pub fn new(runtime: Handle) -> Self {
        // An embedder may have chosen its own before.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Self { runtime }
    }
}

impl Net for WebNet {
    fn carrier(&self, addresses: Addresses) -> Arc<dyn Carrier> {
        let resolver = Arc::new(Resolver { addresses });
        let builder = || {
            Client::builder()
                .redirect(redirect::Policy::none())
                .dns_resolver(resolver.clone())
                .connect_timeout(CONNECT_LIMIT)
        };
        Arc::new(WebCarrier {
            runtime: self.runtime.clone(),
            http: build(builder()),
            // A socket begins as a request of HTTP/1.1.
            sockets: build(builder().http1_only()),
        })
    }
}

/// Certificates of the system that cannot be read make it fail, which is told with the first request.
fn build(builder: ClientBuilder) -> Result<Client, String> {
    builder.build().map_err(|error| fault::words(&error))
}

struct WebCarrier {
    runtime: Handle,
    http: Result<Client, String>,
    sockets: Result<Client, String>,
}

impl Carrier for WebCarrier {
    fn send(&self, request: Request) -> BoxStream<'static, Result<Step, NetError>> {
        match self.http.clone() {
            Ok(client) => Steps::run(&self.runtime, |steps| http::carry(client, request, steps)).boxed(),
            Err(reason) => failed(reason),
        }
    }

    fn connect(
        &self,
        request: Request,
        protocols: Vec<String>,
        orders: mpsc::UnboundedReceiver<Order>,
    ) -> BoxStream<'static, Result<SocketStep, NetError>> {
        match self.sockets.clone() {
            Ok(client) => {
                let live = |steps| socket::live(client, request, protocols, orders, steps);
                Steps::run(&self.runtime, live).boxed()
            }
            Err(reason) => failed(reason),
        }
    }
}

fn failed<T: Send + 'static>(reason: String) -> BoxStream<'static, Result<T, NetError>> {
    futures::stream::once(async move { Err(NetError::Other(reason)) }).boxed()
}
