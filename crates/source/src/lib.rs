//! Where in a person's own files something is: a place, the way back to it from what `QuickJS` ran, the stack texts that
//! `QuickJS` writes, and syntax errors. For whatever runs JavaScript here: mini programs and spec files.

mod map;
mod place;
mod stack;
mod syntax;

pub use map::{SourceMap, below_first_line};
pub use place::Place;
pub use stack::{place, readable};
pub use syntax::SyntaxError;
