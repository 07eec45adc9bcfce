//! What an H5 page asks about its surroundings.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Api, ApiDef, ApiError, Cx, Nothing, Surface};
use crate::bridge;

pub(super) const APIS: &[ApiDef] =
    &[ApiDef::of::<CanGoBack>(), ApiDef::of::<CheckJsApi>(), ApiDef::of::<PreVerifyJSAPI>()];

/// Tells whether the H5 page has a page or state before it in its history.
#[derive(Deserialize, JsonSchema)]
pub struct CanGoBack {}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CanGoBackReply {
    /// Whether there is one.
    can_go_back: bool,
}

impl Api for CanGoBack {
    const NAME: &'static str = "canGoBack";
    const SURFACE: Surface = Surface::H5;
    type Reply = CanGoBackReply;

    async fn call(self, cx: Cx) -> Result<CanGoBackReply, ApiError> {
        let history = cx.history().await?;
        Ok(CanGoBackReply { can_go_back: history.current > 0 })
    }
}

/// Tells which interfaces this client has.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CheckJsApi {
    /// Names of interfaces. Absent: an empty answer (assumed).
    #[serde(default)]
    js_api_list: Vec<String>,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CheckJsApiReply {
    /// For each name whether it can be called; false for unknown names.
    #[schemars(with = "std::collections::BTreeMap<String, bool>")]
    check_result: Map<String, Value>,
}

impl Api for CheckJsApi {
    const NAME: &'static str = "checkJsApi";
    const SURFACE: Surface = Surface::H5;
    type Reply = CheckJsApiReply;

    async fn call(self, cx: Cx) -> Result<CheckJsApiReply, ApiError> {
        let check = |name: String| {
            let there = bridge::is_callable(&name, &cx.caller);
            (name, Value::Bool(there))
        };
        Ok(CheckJsApiReply { check_result: self.js_api_list.into_iter().map(check).collect() })
    }
}

/// What `wx.config` of WeChat's SDK sends. There is no signature to check here, so it always succeeds, and the page's
/// `wx.ready` runs.
#[derive(Deserialize, JsonSchema)]
pub struct PreVerifyJSAPI {}

impl Api for PreVerifyJSAPI {
    const NAME: &'static str = "preVerifyJSAPI";
    const SURFACE: Surface = Surface::Wire;
    type Reply = Nothing;

    async fn call(self, _cx: Cx) -> Result<Nothing, ApiError> {
        Ok(Nothing {})
    }
}
