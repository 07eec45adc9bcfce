//! The data cache: key and value, shared by a mini program and the H5 pages in its web-views.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Api, ApiDef, ApiError, Cx, Nothing, Twin};
use crate::storage::{Info, Kind, Stored};

pub(super) const APIS: &[ApiDef] = &[
    ApiDef::of::<GetStorage>(),
    ApiDef::of::<SetStorage>(),
    ApiDef::of::<RemoveStorage>(),
    ApiDef::of::<ClearStorage>(),
    ApiDef::of::<GetStorageInfo>(),
];

/// Reads the value of a key. Fails with `data not found` when there is none.
#[derive(Deserialize, JsonSchema)]
pub struct GetStorage {
    /// The key.
    key: String,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GetStorageReply {
    /// The value, of the type it was stored with.
    data: Value,
    /// Says to the logic layer that the value was a `Date`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(skip)]
    data_type: Option<Kind>,
}

impl Api for GetStorage {
    const NAME: &'static str = "getStorage";
    const SYNC_TWIN: Option<Twin> = Some(Twin { params: &["key"], result: "data" });
    type Reply = GetStorageReply;

    async fn call(self, cx: Cx) -> Result<GetStorageReply, ApiError> {
        let Stored { data, kind } = cx.storage()?.get(self.key).await?;
        // H5 gets what JSON makes of a Date: its ISO text.
        let is_logic = cx.caller.kind == crate::trace::CallerKind::Logic;
        Ok(GetStorageReply { data, data_type: kind.filter(|_| is_logic) })
    }
}

/// Stores a value under a key, in the place of an earlier one. At most 1 MB a value and 10 MB in all.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SetStorage {
    /// The key.
    key: String,
    /// Any JSON value.
    #[serde(default, deserialize_with = "super::present")]
    data: Option<Value>,
    /// Set by the logic layer when `data` was a `Date`.
    #[serde(default)]
    #[schemars(skip)]
    data_type: Option<Kind>,
}

impl Api for SetStorage {
    const NAME: &'static str = "setStorage";
    const SYNC_TWIN: Option<Twin> = Some(Twin { params: &["key", "data"], result: "" });
    type Reply = Nothing;

    async fn call(self, cx: Cx) -> Result<Nothing, ApiError> {
        // `undefined` vanishes on the way here; what a phone does with it is not documented, so it is refused.
        let data = self.data.ok_or(ApiError::Parameter {
            name: "data".to_owned(),
            expected: "Any",
            actual: "Undefined",
        })?;
        cx.storage()?.set(self.key.clone(), Stored { data, kind: self.data_type }).await?;
        cx.storage_changed(Some(self.key));
        Ok(Nothing {})
    }
}

/// Removes a key. Removing one that is not there succeeds (assumed).
#[derive(Deserialize, JsonSchema)]
pub struct RemoveStorage {
    /// The key.
    key: String,
}

impl Api for RemoveStorage {
    const NAME: &'static str = "removeStorage";
    const SYNC_TWIN: Option<Twin> = Some(Twin { params: &["key"], result: "" });
    type Reply = Nothing;

    async fn call(self, cx: Cx) -> Result<Nothing, ApiError> {
        cx.storage()?.remove(self.key.clone()).await?;
        cx.storage_changed(Some(self.key));
        Ok(Nothing {})
    }
}

/// Removes every key of this mini program.
#[derive(Deserialize, JsonSchema)]
pub struct ClearStorage {}

impl Api for ClearStorage {
    const NAME: &'static str = "clearStorage";
    const SYNC_TWIN: Option<Twin> = Some(Twin { params: &[], result: "" });
    type Reply = Nothing;

    async fn call(self, cx: Cx) -> Result<Nothing, ApiError> {
        cx.storage()?.clear().await?;
        cx.storage_changed(None);
        Ok(Nothing {})
    }
}

/// Tells which keys there are and how much room they take.
#[derive(Deserialize, JsonSchema)]
pub struct GetStorageInfo {}

impl Api for GetStorageInfo {
    const NAME: &'static str = "getStorageInfo";
    const SYNC_TWIN: Option<Twin> = Some(Twin { params: &[], result: "" });
    type Reply = Info;

    async fn call(self, cx: Cx) -> Result<Info, ApiError> {
        cx.storage()?.info().await
    }
}
