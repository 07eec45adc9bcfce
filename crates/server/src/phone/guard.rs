//! Who may come in. The address that is given to a person carries a token; it becomes a cookie, and everything else needs
//! that cookie. A page of another origin gets nothing, whatever name it calls this server by.

use std::sync::{Mutex, PoisonError};

use axum::http::{HeaderMap, Method, header};

use crate::secret::{is_same, secret};

/// Guards one listener.
pub struct Guard {
    /// What a request may call this server: `127.0.0.1:1234`.
    hosts: Vec<String>,
    scheme: &'static str,
    cookie_name: String,
    /// Given to whoever brings the token.
    cookie: String,
    token: Mutex<Option<String>>,
    one_time: bool,
}

/// Why somebody may not come in, in a sentence.
pub type Refusal = &'static str;

impl Guard {
    /// For the browsers of this machine: the token works as long as the server does.
    pub fn local(port: u16) -> std::io::Result<Self> {
        let hosts = vec![format!("127.0.0.1:{port}"), format!("localhost:{port}")];
        Self::new(hosts, "http", port, false)
    }

    /// For another machine: the token works once.
    pub fn remote(hosts: Vec<String>, port: u16) -> std::io::Result<Self> {
        Self::new(hosts, "https", port, true)
    }

    fn new(hosts: Vec<String>, scheme: &'static str, port: u16, one_time: bool) -> std::io::Result<Self> {
        Ok(Self {
            hosts,
            scheme,
            // Cookies do not know ports: without it two hosts on one machine would throw each other out.
            cookie_name: format!("sampan-phone-{port}"),
            cookie: secret()?,
            token: Mutex::new(Some(secret()?)),
            one_time,
        })
    }

    /// The address for a person, with the token; none when it has been used up.
    pub fn address(&self) -> Option<String> {
        let token = self.token.lock().unwrap_or_else(PoisonError::into_inner);
        Some(format!("{}://{}/?token={}", self.scheme, self.hosts.first()?, token.as_ref()?))
    }

    /// A new token in the place of the one before; its address.
    pub fn renew(&self) -> std::io::Result<String> {
        let token = secret()?;
        *self.token.lock().unwrap_or_else(PoisonError::into_inner) = Some(token);
        Ok(self.address().unwrap_or_default())
    }

    /// Whether the request is meant for this server and does not come from a page of somebody else. Gives the name that it
    /// was called by.
    pub fn is_ours(&self, method: &Method, headers: &HeaderMap) -> Result<&str, Refusal> {
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        let host = text(header::HOST).unwrap_or_default();
        let Some(host) = self.hosts.iter().find(|known| *known == host) else {
            return Err("This server has another name: use the address that sampan gave.");
        };
        let upgrade = headers.contains_key(header::UPGRADE);
        match text(header::ORIGIN) {
            Some(origin) if origin == format!("{}://{host}", self.scheme) => {}
            None if method == Method::GET && !upgrade && !headers.contains_key(header::ORIGIN) => {}
            _ => return Err("This page's origin is not the phone's: only the phone's own page may ask."),
        }
        // A page on another port of this machine is same-site and has the cookie sent along; only this tells it apart.
        // Somebody who follows a link comes from elsewhere too, and lands on our page, which nobody can frame.
        let from = text(header::HeaderName::from_static("sec-fetch-site")).unwrap_or("none");
        let navigates = text(header::HeaderName::from_static("sec-fetch-dest")) == Some("document");
        if matches!(from, "same-origin" | "none") || (navigates && method == Method::GET) {
            return Ok(host);
        }
        Err("This page's origin is not the phone's: only the phone's own page may ask.")
    }

    pub fn has_cookie(&self, headers: &HeaderMap) -> bool {
        let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        cookies
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .any(|(name, value)| name == self.cookie_name && is_same(value, &self.cookie))
    }

    /// Changes the token for the `Set-Cookie` line.
    pub fn redeem(&self, token: &str) -> Option<String> {
        let mut kept = self.token.lock().unwrap_or_else(PoisonError::into_inner);
        if !kept.as_ref().is_some_and(|kept| is_same(token, kept)) {
            return None;
        }
        if self.one_time {
            *kept = None;
        }
        let secure = if self.scheme == "https" { "; Secure" } else { "" };
        Some(format!("{}={}; Path=/; HttpOnly; SameSite=Strict{secure}", self.cookie_name, self.cookie))
    }
}
