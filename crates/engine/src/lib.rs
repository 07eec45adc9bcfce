//! The core of Sampan: mini programs, their pages, their storage and the bridge that answers `wx.*`.
//!
//! This crate opens no socket, starts no process and touches no browser. What it needs of the world stands
//! behind traits: [`view::View`] shows pages, [`logic::LogicLayer`] runs the mini program's own JavaScript,
//! [`net::Net`] carries its requests, and a [`trace::Sink`] hears what happened.

pub mod api;
pub mod bars;
#[cfg(test)]
mod bars_transcript;
pub mod binary;
pub mod bridge;
pub mod clock;
pub mod code;
pub mod config;
pub mod current;
pub mod device;
pub mod domain;
pub mod engine;
pub mod error;
pub mod files;
#[cfg(test)]
mod files_transcript;
pub mod geo;
pub mod id;
#[cfg(test)]
mod interaction_transcript;
pub mod logic;
pub mod net;
#[cfg(test)]
mod net_transcript;
pub mod package;
pub mod page_stack;
#[cfg(test)]
mod page_transcript;
#[cfg(test)]
mod phone_transcript;
pub mod plugin;
pub mod profile;
#[cfg(test)]
mod program_transcript;
pub mod prompt;
pub mod scope;
pub mod screen;
pub mod session;
pub mod sheet;
#[cfg(test)]
mod sheet_transcript;
pub mod state;
pub mod storage;
pub mod style;
pub mod temp_file;
#[cfg(test)]
mod testing;
pub mod trace;
#[cfg(test)]
mod transcript;
pub mod view;
pub mod voice;
#[cfg(test)]
mod watch_transcript;
pub mod web_view;
