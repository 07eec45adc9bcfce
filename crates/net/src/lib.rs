//! Sampan's network: what the requests, downloads, uploads and sockets of a mini program's own code go through.
//!
//! Whether an address is allowed is the engine's to say; here it is asked once more for the address that a name leads to.
//! Proxies are those of the environment (`HTTPS_PROXY`, `NO_PROXY` …) and of the system, certificates the system's.

mod carrier;
mod fault;
mod http;
mod pace;
mod resolver;
mod socket;
mod steps;

pub use carrier::WebNet;
