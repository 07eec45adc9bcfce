//! Sampan's logic layer: a mini program's own JavaScript in `QuickJS`, one thread a mini program.
//!
//! [`QuickJsLogic`] is what the engine drives; everything else is private. What the JavaScript of a program
//! sees (`App`, `Page`, `Component`, `wx`, timers) is written in TypeScript, in `packages/logic`, and bundled
//! at build time; this crate gives it files, templates, a clock and limits.

mod bytes;
mod check;
mod compiler;
mod framework;
mod garbage;
mod host;
mod inbox;
mod layer;
mod module;
mod program;
mod report;
mod sources;
mod style;
mod template;
mod transform;
mod watch;
mod wxml;
mod wxs;

pub use check::{Fault, check};
pub use layer::{Keep, Limits, QuickJsLogic};
