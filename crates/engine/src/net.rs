//! The network of mini programs' own code. The engine opens no socket: it says what is to be sent, and hears step by step what
//! comes of it. Which address is allowed is decided before anything is sent, and again for where a name leads.

pub mod body;
pub mod header;
pub mod tasks;

use std::net::IpAddr;
use std::sync::Arc;

use futures::channel::{mpsc, oneshot};
use futures::stream::BoxStream;
use url::Url;

use crate::device::Speed;

/// Whether the address that a host's name leads to may be spoken to. The error says why not.
pub type Addresses = Arc<dyn Fn(&str, IpAddr) -> Result<(), String> + Send + Sync>;

pub trait Net: Send + Sync {
    /// The network of one mini program. Its connections are nobody else's, and are gone with it.
    fn carrier(&self, addresses: Addresses) -> Arc<dyn Carrier>;
}

/// Every method returns at once. Dropping the steps ends what they are the steps of.
pub trait Carrier: Send + Sync {
    /// Sends a request. A redirect is an answer like any other: it is not followed.
    fn send(&self, request: Request) -> BoxStream<'static, Result<Step, NetError>>;
    /// Opens a socket, which carries out orders in turn.
    fn connect(
        &self,
        request: Request,
        protocols: Vec<String>,
        orders: mpsc::UnboundedReceiver<Order>,
    ) -> BoxStream<'static, Result<SocketStep, NetError>>;
}

#[derive(Clone, Debug)]
pub struct Request {
    pub method: String,
    pub url: Url,
    /// Names and values, as `header` makes them.
    pub headers: Vec<(String, String)>,
    /// One after the other.
    pub body: Vec<Arc<[u8]>>,
    /// How slow the phone's network is.
    pub speed: Option<Speed>,
}

impl Request {
    pub fn length(&self) -> u64 {
        self.body.iter().map(|part| part.len() as u64).sum()
    }
}

#[derive(Debug)]
pub enum Step {
    /// So much of the body is on its way, in all.
    Sent(u64),
    Head(Head),
    Body(Vec<u8>),
}

/// The beginning of an answer.
#[derive(Clone, Debug, Default)]
pub struct Head {
    pub status: u16,
    /// In the order they came, names in lower case.
    pub headers: Vec<(String, String)>,
}

impl Head {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    Text(String),
    Binary(Vec<u8>),
}

impl Message {
    pub fn len(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Binary(bytes) => bytes.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[derive(Debug)]
pub enum SocketStep {
    Open(Head),
    Message(Message),
    /// The last step.
    Closed {
        code: u16,
        reason: String,
    },
}

/// What a socket is told.
#[derive(Debug)]
pub enum Order {
    /// `sent` hears when it is on its way; it is dropped when it never will be.
    Send {
        message: Message,
        sent: oneshot::Sender<()>,
    },
    Close {
        code: u16,
        reason: String,
    },
}

/// Why a request has no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NetError {
    #[error("errcode:{} cronet_error_code:{} error_msg:net::{}", .0.code(), .0.code(), .0.name())]
    Failed(Fault),
    /// A name leads to an address that a rule refuses.
    #[error("url not in domain list")]
    Refused(String),
    /// Only the words for the developer are known.
    #[error("{0}")]
    Other(String),
}

/// What goes wrong, in the numbers and names of Chromium's network stack, which phones use for `wx.request` as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    ConnectionClosed,
    ConnectionReset,
    ConnectionRefused,
    NameNotResolved,
    InternetDisconnected,
    AddressUnreachable,
    ConnectionTimedOut,
    SslProtocol,
    CertName,
    CertDate,
    CertAuthority,
    EmptyResponse,
    ContentDecoding,
    ContentLength,
    Chunks,
    InvalidHttp,
    ProxyFailed,
}

impl Fault {
    fn code(self) -> i32 {
        self.entry().0
    }

    fn name(self) -> &'static str {
        self.entry().1
    }

    fn entry(self) -> (i32, &'static str) {
        match self {
            Self::ConnectionClosed => (-100, "ERR_CONNECTION_CLOSED"),
            Self::ConnectionReset => (-101, "ERR_CONNECTION_RESET"),
            Self::ConnectionRefused => (-102, "ERR_CONNECTION_REFUSED"),
            Self::NameNotResolved => (-105, "ERR_NAME_NOT_RESOLVED"),
            Self::InternetDisconnected => (-106, "ERR_INTERNET_DISCONNECTED"),
            Self::SslProtocol => (-107, "ERR_SSL_PROTOCOL_ERROR"),
            Self::AddressUnreachable => (-109, "ERR_ADDRESS_UNREACHABLE"),
            Self::ConnectionTimedOut => (-118, "ERR_CONNECTION_TIMED_OUT"),
            Self::ProxyFailed => (-130, "ERR_PROXY_CONNECTION_FAILED"),
            Self::CertName => (-200, "ERR_CERT_COMMON_NAME_INVALID"),
            Self::CertDate => (-201, "ERR_CERT_DATE_INVALID"),
            Self::CertAuthority => (-202, "ERR_CERT_AUTHORITY_INVALID"),
            Self::EmptyResponse => (-324, "ERR_EMPTY_RESPONSE"),
            Self::ContentDecoding => (-330, "ERR_CONTENT_DECODING_FAILED"),
            Self::ContentLength => (-354, "ERR_CONTENT_LENGTH_MISMATCH"),
            Self::Chunks => (-355, "ERR_INCOMPLETE_CHUNKED_ENCODING"),
            Self::InvalidHttp => (-370, "ERR_INVALID_HTTP_RESPONSE"),
        }
    }
}
