//! Runs spec files in `QuickJS`.
//!
//! A [`Spec`] is one loaded file: TypeScript or JavaScript, with what it imports. It says which tests it has and runs them
//! one at a time. What a test does to a phone leaves through a [`Driver`]; this crate knows no host, opens no socket and
//! reads no file but modules. `packages/test` is the half of it that runs inside `QuickJS`.

mod bundle;
mod host;
mod modules;
mod report;
mod resolve;
mod sources;
mod spec;
mod transform;
mod watch;

pub use host::{Driver, Reply};
pub use report::{Declared, Failure, Line, Mode, Outcome, Status, Step};
pub use sampan_source::Place;
pub use spec::{Options, Spec, THREAD_STACK};
pub use watch::Stop;
