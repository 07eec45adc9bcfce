//! What of Sampan listens on a port: loopback only, with a token, and only when asked for.
//!
//! [`exchange`] is for the server behind an H5 page, [`phone`] for the person: the page with the phone in it, [`channel`]
//! and [`http`] for programs that drive the host.

mod admission;
pub mod channel;
mod exchange;
pub mod http;
pub mod phone;
mod secret;

pub use exchange::{Redeem, exchange};
