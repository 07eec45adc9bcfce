//! The scripted phone: a [`Device`](sampan_engine::device::Device) that answers from `sampan.toml` and the files beside
//! it.
//!
//! Pictures are really made smaller, codes really read, sounds really cut: what a page gets is what a phone would give.
//! Everything in the script can change while the mini program runs ([`ScriptedDevice::change`]).

mod answer;
mod code;
mod folder;
#[cfg(feature = "loudspeaker")]
mod loudspeaker;
mod person;
mod picture;
mod scripted;
mod sound;
mod track;
mod work;

pub use person::{Desk, Opened, PersonDevice};
pub use scripted::{Changed, DeviceFileError, ScriptedDevice};
