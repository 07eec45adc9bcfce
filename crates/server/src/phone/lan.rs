//! The phone for another machine on the local network, a real telephone above all: its camera and its position then answer
//! the mini program. Only over TLS, without which a browser gives no page its camera; the certificate is our own, so the
//! telephone asks once whether it is meant. Closed unless somebody opens it.

use std::net::{IpAddr, Ipv4Addr, UdpSocket};
use std::sync::Arc;

use image::{ImageFormat, Luma};
use qrcode::QrCode;
use qrcode::render::{svg, unicode};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::guard::Guard;
use super::tls::TlsListener;
use super::{Server, door};

/// The open door to the network. Closes when it is dropped.
pub struct Lan {
    guard: Arc<Guard>,
    _closed: watch::Sender<bool>,
}

/// Where another machine finds the phone, once.
pub struct Invitation {
    pub address: String,
    code: QrCode,
}

impl Lan {
    pub async fn open(server: &Arc<Server>) -> Result<Self, String> {
        let addresses = addresses();
        if addresses.is_empty() {
            return Err("this machine has no address on a local network".to_owned());
        }
        let config = Arc::new(certificate(&addresses)?);
        let sentence = |error: std::io::Error| format!("cannot open the phone to the network: {error}");
        let listener = TcpListener::bind((Ipv4Addr::UNSPECIFIED, 0)).await.map_err(sentence)?;
        let port = listener.local_addr().map_err(sentence)?.port();
        let hosts = addresses.iter().map(|address| format!("{address}:{port}")).collect();
        let guard = Arc::new(Guard::remote(hosts, port).map_err(sentence)?);
        let (sender, closed) = watch::channel(false);
        let listener = TlsListener::new(listener, config);
        door::open(server.clone(), listener, guard.clone(), true, closed);
        Ok(Self { guard, _closed: sender })
    }

    /// A new address for one browser; one that was given before and not used is no longer good.
    pub fn invite(&self) -> Result<Invitation, String> {
        let address = self.guard.renew().map_err(|error| error.to_string())?;
        Invitation::to(address)
    }
}

impl Invitation {
    /// One that leads to an address.
    pub fn to(address: String) -> Result<Self, String> {
        let code = QrCode::new(&address).map_err(|error| error.to_string())?;
        Ok(Self { address, code })
    }

    /// The address as a QR code, to be shown in a page.
    pub fn svg(&self) -> String {
        self.code.render::<svg::Color>().min_dimensions(240, 240).build()
    }

    /// The same as a picture of its own.
    pub fn png(&self) -> Result<Vec<u8>, String> {
        let picture = self.code.render::<Luma<u8>>().min_dimensions(240, 240).build();
        let mut bytes = std::io::Cursor::new(Vec::new());
        picture.write_to(&mut bytes, ImageFormat::Png).map_err(|error| error.to_string())?;
        Ok(bytes.into_inner())
    }

    /// The same for a terminal with light text on dark.
    pub fn text(&self) -> String {
        let (dark, light) = (unicode::Dense1x2::Light, unicode::Dense1x2::Dark);
        self.code.render::<unicode::Dense1x2>().dark_color(dark).light_color(light).build()
    }
}

/// The machine's own addresses, the one that leads out first.
fn addresses() -> Vec<Ipv4Addr> {
    let all = if_addrs::get_if_addrs().unwrap_or_default();
    let mut addresses: Vec<Ipv4Addr> = all
        .iter()
        .filter(|interface| !interface.is_loopback() && !interface.is_link_local())
        .filter_map(|interface| match interface.ip() {
            IpAddr::V4(address) => Some(address),
            IpAddr::V6(_) => None,
        })
        .collect();
    let out = leads_out();
    addresses.sort_by_key(|address| Some(*address) != out);
    addresses
}

/// The address that this machine would speak from. Nothing is sent: a datagram socket only looks at the routes.
fn leads_out() -> Option<Ipv4Addr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9)).ok()?;
    match socket.local_addr().ok()?.ip() {
        IpAddr::V4(address) => Some(address),
        IpAddr::V6(_) => None,
    }
}

/// A certificate for these addresses that nobody else vouches for.
fn certificate(addresses: &[Ipv4Addr]) -> Result<ServerConfig, String> {
    let names: Vec<String> = addresses.iter().map(ToString::to_string).collect();
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed(names).map_err(|error| error.to_string())?;
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(signing_key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key)
        .map_err(|error| error.to_string())
}
