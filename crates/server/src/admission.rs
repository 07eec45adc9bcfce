//! Which programs may come in: whoever has the token and is no page in a browser.

use std::net::SocketAddr;

use axum::http::{HeaderMap, header};

use crate::secret::is_same;

/// Guards one address of a listener.
pub struct Admission {
    pub local: SocketAddr,
    /// Absent where the protocol's clients know of none.
    pub token: Option<String>,
}

impl Admission {
    /// Whether a request that brings this token may come in; else why not, in a sentence.
    pub fn admit(&self, headers: &HeaderMap, given: Option<&str>) -> Result<(), &'static str> {
        // A program has no origin; a page in a browser has one, and has no business here.
        if headers.contains_key(header::ORIGIN) {
            return Err("Pages may not drive the host; programs do.");
        }
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        let port = self.local.port();
        if host != format!("127.0.0.1:{port}") && host != format!("localhost:{port}") {
            return Err("This server has another name: use the address that sampan gave.");
        }
        match &self.token {
            Some(kept) if !given.is_some_and(|given| is_same(given, kept)) => {
                Err("This address needs its token: use the whole address that sampan gave.")
            }
            _ => Ok(()),
        }
    }
}
