//! TLS under the door to the network. Handshakes run beside each other, each with a limit, so that a connection that says
//! nothing holds nobody up.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::serve::Listener;
use rustls::ServerConfig;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc};
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// How long a handshake may take.
const LIMIT: Duration = Duration::from_secs(10);
/// How many may run at once.
const AT_ONCE: usize = 64;

pub struct TlsListener {
    ready: mpsc::Receiver<(TlsStream<TcpStream>, SocketAddr)>,
    address: io::Result<SocketAddr>,
}

impl TlsListener {
    pub fn new(mut listener: TcpListener, config: Arc<ServerConfig>) -> Self {
        let address = listener.local_addr();
        let (sender, ready) = mpsc::channel(AT_ONCE);
        let room = Arc::new(Semaphore::new(AT_ONCE));
        tokio::spawn(async move {
            let acceptor = TlsAcceptor::from(config);
            while let Ok(place) = room.clone().acquire_owned().await {
                let (stream, from) = tokio::select! {
                    // The plain listener's own way: it knows which errors pass.
                    accepted = Listener::accept(&mut listener) => accepted,
                    () = sender.closed() => return,
                };
                let (acceptor, sender) = (acceptor.clone(), sender.clone());
                tokio::spawn(async move {
                    let _ = stream.set_nodelay(true);
                    if let Ok(Ok(stream)) = timeout(LIMIT, acceptor.accept(stream)).await {
                        let _ = sender.send((stream, from)).await;
                    }
                    drop(place);
                });
            }
        });
        Self { ready, address }
    }
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.ready.recv().await {
            Some(accepted) => accepted,
            // The accepting task has ended, and with it the runtime.
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.address.as_ref().copied().map_err(|error| io::Error::new(error.kind(), error.to_string()))
    }
}
