//! A place in a file, as people and editors count.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A place in a file; line and column count from 1, columns in UTF-16 units. An unknown place has an empty file and zeros.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub file: String,
    pub line: u32,
    pub column: u32,
}

impl Place {
    /// The beginning of a file, for what is said of it as a whole.
    pub fn file(file: &str) -> Self {
        Self { file: file.to_owned(), line: 1, column: 1 }
    }

    /// Of a byte in the text of a file.
    pub fn at(file: &str, text: &str, offset: usize) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let number = |n: usize| u32::try_from(n).unwrap_or(0);
        let column = before.rsplit('\n').next().unwrap_or_default().encode_utf16().count() + 1;
        Self { file: file.to_owned(), line: number(before.matches('\n').count() + 1), column: number(column) }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_counted_as_editors_count_them() {
        assert_eq!(Place::at("a.js", "a\n茶🍵x", 8 + 1), Place { file: "a.js".into(), line: 2, column: 4 });
    }
}
