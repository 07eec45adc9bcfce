//! `Page.…` and `Element.…`: of a page that the mini program draws, its logic layer answers; of a web-view, what is about
//! elements is answered by the H5 page in it.

use std::time::Duration;

use sampan_engine::id::{AppId, PageId};
use sampan_view::Library;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::{Result, Talk, nothing};

/// What runs in the H5 page, and the global it makes there.
const IN_PAGE: Library =
    Library { name: "sampanAutomator", source: include_str!(concat!(env!("OUT_DIR"), "/automator.js")) };
/// How long a page may take to have a document, and when it is looked at again: nothing tells when it has one.
const PATIENCE: Duration = Duration::from_secs(5);
const AGAIN: Duration = Duration::from_millis(20);
/// Of a page with a web-view, these are the mini program's own business all the same.
const OF_PROGRAM: [&str; 3] = ["Page.getData", "Page.setData", "Page.callMethod"];

impl Talk {
    pub(super) async fn page(&self, method: &str, params: Value) -> Result {
        let page = params["pageId"].as_u64().and_then(|id| u32::try_from(id).ok()).map(PageId);
        let page = page.ok_or_else(|| format!("{method} wants a pageId"))?;
        let (app, is_web_view) = self.place(page).await?;
        if !is_web_view || OF_PROGRAM.contains(&method) {
            return self.logic(&app, method, params).await;
        }
        match method {
            "Element.tap" => self.tap(page, &params).await,
            _ => self.in_page(page, method, &params).await,
        }
    }

    /// Whose page it is, and whether it shows an H5 page.
    async fn place(&self, page: PageId) -> std::result::Result<(AppId, bool), String> {
        let state = self.state().await?;
        let found = state.pages.iter().find(|open| open.page == page);
        let found = found.ok_or_else(|| format!("page {page} is not open any more"))?;
        let app = state.app.clone().ok_or("no mini program is in front")?;
        Ok((app, found.web_view.is_some()))
    }

    async fn in_page(&self, page: PageId, method: &str, params: &Value) -> Result {
        let expression = format!("{}.call({}, {params})", IN_PAGE.name, json!(method));
        let mut answer = self.apart(page, &expression).await?;
        match answer["error"].take() {
            Value::String(error) => Err(error),
            _ => Ok(answer["ok"].take()),
        }
    }

    /// A document that is only being made, or replaced, is asked again: its elements have names of their own, so nothing is
    /// done twice.
    async fn apart(&self, page: PageId, expression: &str) -> Result {
        let end = Instant::now() + PATIENCE;
        loop {
            let asked = async { self.host.view().driven(page)?.apart(IN_PAGE, expression).await };
            match asked.await {
                Err(_) if Instant::now() < end => tokio::time::sleep(AGAIN).await,
                answer => return answer,
            }
        }
    }

    /// With a finger of the browser's: the page sees what it would see of a person.
    async fn tap(&self, page: PageId, params: &Value) -> Result {
        let at = self.in_page(page, "middle", params).await?;
        let driven = self.host.view().driven(page)?;
        let touch = async |kind, points: Value| -> Result {
            let params = json!({ "type": kind, "touchPoints": points });
            driven.command("Input.dispatchTouchEvent", &params).await
        };
        touch("touchStart", json!([at])).await?;
        let look = self.host.look();
        tokio::select! {
            lifted = touch("touchEnd", json!([])) => lifted.map(|_| nothing()),
            left = look.until_it_leaves(page) => left.map(|()| nothing()).map_err(|error| error.to_string()),
        }
    }
}
