//! Pictures: of a page, of an element.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::timeout_at;

use super::locator::Rect;
use super::method::{Method, MethodDef};
use super::place::{Place, Spot};
use super::target::Target;
use super::{Deadline, Drive, DriveError};

pub(super) const METHODS: &[MethodDef] = &[MethodDef::of::<OfPage>(), MethodDef::of::<OfElement>()];

/// A PNG of what is seen of the page, in base64; with `fullPage` of all of its document.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "PageScreenshot")]
#[serde(rename_all = "camelCase")]
struct OfPage {
    #[serde(default, rename = "in")]
    place: Place,
    #[serde(default)]
    full_page: bool,
    #[serde(default)]
    timeout: Option<u64>,
}

impl Method for OfPage {
    const NAME: &'static str = "Page.screenshot";
    type Result = String;

    async fn call(self, drive: &Drive) -> Result<String, DriveError> {
        let deadline = Deadline::after(self.timeout);
        let spot = self.place.find(&drive.look().state())?;
        let mut params = json!({ "format": "png" });
        if self.full_page {
            let size = drive.driven(spot).await?.command("Page.getLayoutMetrics", &json!({})).await?;
            let (width, height) = (&size["cssContentSize"]["width"], &size["cssContentSize"]["height"]);
            params["clip"] = json!({ "x": 0, "y": 0, "width": width, "height": height, "scale": 1 });
            params["captureBeyondViewport"] = true.into();
        }
        drive.picture(spot, &params, deadline).await
    }
}

/// A PNG of the element, in base64. It is scrolled to.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "LocatorScreenshot")]
struct OfElement {
    #[serde(flatten)]
    target: Target,
}

impl Method for OfElement {
    const NAME: &'static str = "Locator.screenshot";
    type Result = String;

    async fn call(self, drive: &Drive) -> Result<String, DriveError> {
        let deadline = self.target.deadline();
        let ask = json!({ "kind": "picture" });
        let (spot, Rect { x, y, width, height }) =
            self.target.ask_by(drive, Self::NAME, &ask, deadline).await?;
        let clip = json!({ "x": x, "y": y, "width": width, "height": height, "scale": 1 });
        drive.picture(spot, &json!({ "format": "png", "clip": clip }), deadline).await
    }
}

impl Drive {
    async fn picture(&self, spot: Spot, params: &Value, deadline: Deadline) -> Result<String, DriveError> {
        let take = async { self.driven(spot).await?.command("Page.captureScreenshot", params).await };
        match timeout_at(deadline.at, take).await {
            Ok(taken) => Ok(taken?["data"].as_str().unwrap_or_default().to_owned()),
            Err(_) => Err(DriveError(format!("the page could not be pictured ({})", deadline.words()))),
        }
    }
}
