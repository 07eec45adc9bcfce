//! From what `QuickJS` ran back to the file that was written.

use oxc::codegen::CodegenReturn;
use serde::{Deserialize, Serialize};

/// The code, starting on a line of its own: `QuickJS` counts the columns of a file's first line from 0, others from 1.
/// [`SourceMap`] knows of that line.
pub fn below_first_line(code: &str) -> String {
    // `#!` is a comment at the very beginning of a file only.
    let hash_bang = if code.starts_with("#!") { "//" } else { "" };
    format!("\n{hash_bang}{code}")
}

#[derive(Clone, Copy, Serialize, Deserialize)]
struct Token {
    generated: (u32, u32),
    original: (u32, u32),
}

/// From positions in what `QuickJS` ran to positions in the file.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct SourceMap {
    /// In the order of the generated code; empty when the code is the file.
    tokens: Vec<Token>,
}

impl SourceMap {
    pub fn of(generated: &CodegenReturn) -> Self {
        let tokens = generated.map.iter().flat_map(|map| {
            map.get_tokens().map(|token| Token {
                generated: (token.get_dst_line(), token.get_dst_col()),
                original: (token.get_src_line(), token.get_src_col()),
            })
        });
        Self { tokens: tokens.collect() }
    }

    /// Line and column count from 1 on both sides.
    pub fn original(&self, line: u32, column: u32) -> (u32, u32) {
        let line = line.saturating_sub(1).max(1);
        if self.tokens.is_empty() {
            return (line, column);
        }
        let wanted = (line - 1, column.saturating_sub(1));
        let after = self.tokens.partition_point(|token| token.generated <= wanted);
        let token = &self.tokens[after.saturating_sub(1)];
        (token.original.0 + 1, token.original.1 + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_that_is_the_file_is_one_line_lower() {
        assert_eq!(below_first_line("#!node\nlet a"), "\n//#!node\nlet a");
        assert_eq!(SourceMap::default().original(3, 5), (2, 5));
    }
}
