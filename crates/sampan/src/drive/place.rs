//! Where something is looked for: a page of the mini program, or the phone around it.

use sampan_engine::id::PageId;
use sampan_engine::session::State;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The page on top when nothing else is said.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "In")]
#[serde(untagged)]
pub(super) enum Place {
    Page { page: Named },
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "PageName")]
#[serde(untagged)]
pub(super) enum Named {
    Id(PageId),
    /// `top`, or the path of a page: of those that are open, the one nearest to the top.
    Path(String),
}

impl Default for Place {
    fn default() -> Self {
        Self::Page { page: Named::Path(TOP.to_owned()) }
    }
}

const TOP: &str = "top";

impl Place {
    /// The page that it is now, or why there is none.
    pub fn find(&self, state: &State) -> Result<PageId, String> {
        let Self::Page { page } = self;
        let found = match page {
            Named::Id(id) => state.pages.iter().find(|page| page.page == *id),
            Named::Path(path) if path == TOP => state.pages.last(),
            Named::Path(path) => {
                let path = path.trim_start_matches('/');
                state.pages.iter().rev().find(|page| page.path == path)
            }
        };
        found.map(|page| page.page).ok_or_else(|| {
            let open: Vec<&str> = state.pages.iter().map(|page| page.path.as_str()).collect();
            match (page, open.is_empty()) {
                (_, true) => "no page is open".to_owned(),
                (Named::Id(id), false) => format!("{id} is not open; open are {}", open.join(", ")),
                (Named::Path(path), false) => {
                    format!("the page {path} is not open; open are {}", open.join(", "))
                }
            }
        })
    }
}
