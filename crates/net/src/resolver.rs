//! Where a name leads, as far as the rules allow: a name that is allowed may lead to an address that is not.

use std::net::SocketAddr;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use sampan_engine::net::Addresses;

pub struct Resolver {
    pub addresses: Addresses,
}

/// All addresses of a name are refused; in the rule's words.
#[derive(Debug)]
pub struct Refused(pub String);

/// The name has no address.
#[derive(Debug)]
pub struct NoAddress;

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refused {}

impl std::fmt::Display for NoAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the name has no address")
    }
}

impl std::error::Error for NoAddress {}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let addresses = self.addresses.clone();
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await.map_err(|_| NoAddress)?;
            let mut refused = None;
            let allowed: Vec<SocketAddr> = found
                .filter(|address| match addresses(name.as_str(), address.ip()) {
                    Ok(()) => true,
                    Err(rule) => {
                        refused = Some(rule);
                        false
                    }
                })
                .collect();
            match (allowed.is_empty(), refused) {
                (true, Some(rule)) => Err(Refused(rule).into()),
                (true, None) => Err(NoAddress.into()),
                (false, _) => Ok(Box::new(allowed.into_iter()) as Addrs),
            }
        })
    }
}
