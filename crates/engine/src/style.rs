//! Compiled style sheets on their way from the logic layer, which compiles them when a component is first used, to the
//! view layer, which serves them by URL: as text in the stream they would be most of a page's first batch.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The path on [`Package::page_origin`](crate::package::Package::page_origin) below which style sheets stand.
pub const STYLE: &str = "/__style__/";

/// The style sheets of one mini program, by the name that their content gives them.
#[derive(Debug, Default)]
pub struct Styles(Mutex<BTreeMap<String, Arc<str>>>);

impl Styles {
    /// Keeps a style sheet, and gives the path where it stands. `base` is the path of the file it comes from: relative
    /// addresses in it start there.
    pub fn keep(&self, base: &str, css: String) -> String {
        let path = format!("{STYLE}{:016x}/{base}.css", hash(&css));
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(path.clone(), css.into());
        path
    }

    pub fn get(&self, path: &str) -> Option<Arc<str>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(path).cloned()
    }
}

/// FNV-1a: the same text has the same address in every run, and another text another one.
fn hash(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_sheet_is_found_where_it_was_put_and_a_changed_one_elsewhere() {
        let styles = Styles::default();
        let path = styles.keep("pages/a", "a{}".to_owned());
        assert_eq!(styles.get(&path).as_deref(), Some("a{}"));
        assert_ne!(styles.keep("pages/a", "b{}".to_owned()), path);
        assert_eq!(styles.get("/__style__/x.css"), None);
    }
}
