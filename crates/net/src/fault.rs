//! What went wrong, in the words of the phone.

use std::error::Error;
use std::io::{self, ErrorKind};

use rustls::CertificateError;
use sampan_engine::net::{Fault, NetError};

use crate::resolver::{NoAddress, Refused};

/// Looks through an error and everything behind it.
pub fn of(error: &(dyn Error + 'static)) -> NetError {
    let mut next = Some(error);
    let mut is_body = false;
    while let Some(error) = next {
        if let Some(error) = error.downcast_ref::<reqwest::Error>() {
            is_body |= error.is_body() || error.is_decode();
        }
        if let Some(known) = known(error, is_body) {
            return known;
        }
        next = source(error);
    }
    let proxy = error.downcast_ref::<reqwest::Error>().is_some_and(reqwest::Error::is_connect)
        && words(error).contains("proxy");
    if proxy { NetError::Failed(Fault::ProxyFailed) } else { NetError::Other(words(error)) }
}

/// An I/O error hides what it was made of.
fn source<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    let inner = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    inner.map(|inner| inner as &(dyn Error + 'static)).or_else(|| error.source())
}

fn known(error: &(dyn Error + 'static), is_body: bool) -> Option<NetError> {
    if let Some(Refused(rule)) = error.downcast_ref() {
        return Some(NetError::Refused(rule.clone()));
    }
    if error.is::<NoAddress>() {
        return Some(NetError::Failed(Fault::NameNotResolved));
    }
    if let Some(error) = error.downcast_ref::<rustls::Error>() {
        return Some(NetError::Failed(of_tls(error)));
    }
    if let Some(error) = error.downcast_ref::<hyper::Error>() {
        let fault = if error.is_parse() || error.is_parse_status() {
            Fault::InvalidHttp
        } else if error.is_incomplete_message() && !is_body {
            Fault::EmptyResponse
        } else {
            return None;
        };
        return Some(NetError::Failed(fault));
    }
    let io = error.downcast_ref::<io::Error>()?;
    let fault = match io.kind() {
        ErrorKind::ConnectionRefused => Fault::ConnectionRefused,
        ErrorKind::ConnectionReset | ErrorKind::BrokenPipe => Fault::ConnectionReset,
        ErrorKind::ConnectionAborted => Fault::ConnectionClosed,
        ErrorKind::TimedOut => Fault::ConnectionTimedOut,
        ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => Fault::AddressUnreachable,
        _ => return None,
    };
    Some(NetError::Failed(fault))
}

fn of_tls(error: &rustls::Error) -> Fault {
    use CertificateError as Cert;
    let rustls::Error::InvalidCertificate(error) = error else { return Fault::SslProtocol };
    match error {
        Cert::Expired | Cert::ExpiredContext { .. } | Cert::NotValidYet | Cert::NotValidYetContext { .. } => {
            Fault::CertDate
        }
        Cert::NotValidForName | Cert::NotValidForNameContext { .. } => Fault::CertName,
        _ => Fault::CertAuthority,
    }
}

/// The error with everything behind it, as one sentence.
pub fn words(error: &(dyn Error + 'static)) -> String {
    let mut words = error.to_string();
    let mut next = source(error);
    while let Some(error) = next {
        let more = error.to_string();
        if !words.contains(&more) {
            words = format!("{words}: {more}");
        }
        next = source(error);
    }
    words
}
