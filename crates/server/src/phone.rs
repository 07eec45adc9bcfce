//! The page with the phone in it, and the panels beside it.

pub mod protocol;
