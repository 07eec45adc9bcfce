//! What a file that is no JavaScript is told as.

use oxc::diagnostics::{LabeledSpan, OxcDiagnostic};

use crate::place::Place;

/// A file that is no JavaScript.
#[derive(Debug)]
pub struct SyntaxError {
    pub text: String,
    pub place: Place,
}

impl SyntaxError {
    pub fn new(file: &str, source: &str, error: &OxcDiagnostic) -> Self {
        let offset = error.labels.first().map_or(0, LabeledSpan::offset);
        Self {
            text: format!("SyntaxError: {}", error.message),
            place: Place::at(file, source, offset as usize),
        }
    }

    /// Of a file that the parser has not been made for.
    pub fn of_whole(file: &str) -> Self {
        Self { text: "SyntaxError: the file cannot be compiled".to_owned(), place: Place::file(file) }
    }
}
