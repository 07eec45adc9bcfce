//! Where something is looked for: a page of the mini program, or the phone around it.

use sampan_engine::id::PageId;
use sampan_engine::session::State;
use sampan_view::Driven;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Drive;

/// The page on top when nothing else is said.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "In")]
#[serde(untagged)]
pub(super) enum Place {
    Page {
        page: Named,
    },
    /// The page with the phone in it: navigation bar, tabBar, prompts, sheets, menus and panels.
    Phone {
        phone: bool,
    },
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "PageName")]
#[serde(untagged)]
pub(super) enum Named {
    Id(PageId),
    /// `top`, or the path of a page: of those that are open, the one nearest to the top.
    Path(String),
}

/// What a place is at the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spot {
    Page(PageId),
    Phone,
}

impl Default for Place {
    fn default() -> Self {
        Self::Page { page: Named::Path(TOP.to_owned()) }
    }
}

const TOP: &str = "top";
/// How large the page with the phone is drawn: the phone, and panels beside it.
const PHONE_SIZE: (u32, u32) = (1280, 1000);

impl Place {
    /// What it is now, or why it is nothing.
    pub fn find(&self, state: &State) -> Result<Spot, String> {
        let Self::Page { page } = self else { return Ok(Spot::Phone) };
        let found = match page {
            Named::Id(id) => state.pages.iter().find(|page| page.page == *id),
            Named::Path(path) if path == TOP => state.pages.last(),
            Named::Path(path) => {
                let path = path.trim_start_matches('/');
                state.pages.iter().rev().find(|page| page.path == path)
            }
        };
        found.map(|page| Spot::Page(page.page)).ok_or_else(|| {
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

impl Drive {
    /// The way to what is there. The phone's page is opened when it is first wanted.
    pub(super) async fn driven(&self, spot: Spot) -> Result<Driven, String> {
        let host = self.host();
        let Spot::Page(page) = spot else {
            let open = self.inner.phone.get_or_try_init(|| async {
                let address =
                    host.phone().ok_or("this host has no page with a phone in it (Builder::phone)")?;
                let (view, address) = (host.view().clone(), address.to_owned());
                let opened =
                    tokio::task::spawn_blocking(move || view.open_unseen(&address, PHONE_SIZE)).await;
                opened.map_err(|error| error.to_string())?.map_err(|error| error.to_string())
            });
            return open.await.cloned();
        };
        host.view().driven(page)
    }
}
