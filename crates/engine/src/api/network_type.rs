//! The network.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Api, ApiDef, ApiError, Cx};
use crate::device::Network;

pub(super) const APIS: &[ApiDef] = &[ApiDef::of::<GetNetworkType>()];

/// Tells the type of the network.
#[derive(Deserialize, JsonSchema)]
pub struct GetNetworkType {}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GetNetworkTypeReply {
    /// wifi, 2g, 3g, 4g, 5g, unknown or none.
    network_type: Network,
}

impl Api for GetNetworkType {
    const NAME: &'static str = "getNetworkType";
    type Reply = GetNetworkTypeReply;

    async fn call(self, cx: Cx) -> Result<GetNetworkTypeReply, ApiError> {
        Ok(GetNetworkTypeReply { network_type: cx.device().network() })
    }
}
