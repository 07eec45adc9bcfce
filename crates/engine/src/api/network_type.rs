//! The network.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Api, ApiDef};

pub(super) const APIS: &[ApiDef] = &[ApiDef::of::<GetNetworkType>()];

/// Tells the type of the network.
#[derive(Deserialize, JsonSchema)]
pub struct GetNetworkType {}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GetNetworkTypeReply {
    /// wifi, 2g, 3g, 4g, 5g, unknown or none.
    network_type: String,
}

impl Api for GetNetworkType {
    const NAME: &'static str = "getNetworkType";
    const READY: bool = false;
    type Reply = GetNetworkTypeReply;
}
