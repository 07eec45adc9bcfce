//! The navigation bar of the page that holds the web-view.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Api, ApiDef, ApiError, Cx, Nothing};

pub(super) const APIS: &[ApiDef] = &[ApiDef::of::<SetNavigationBarTitle>()];

/// Sets the title of the current page's navigation bar.
#[derive(Deserialize, JsonSchema)]
pub struct SetNavigationBarTitle {
    /// The title.
    title: String,
}

impl Api for SetNavigationBarTitle {
    const NAME: &'static str = "setNavigationBarTitle";
    type Reply = Nothing;

    async fn call(self, cx: Cx) -> Result<Nothing, ApiError> {
        cx.set_title(self.title)
    }
}
