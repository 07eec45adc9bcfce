//! Custom interfaces of the super-app.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::{Api, ApiDef, ApiError, Cx};

pub(super) const APIS: &[ApiDef] = &[ApiDef::of::<InvokeNativePlugin>()];

/// Calls a custom interface that the super-app has registered.
#[derive(Deserialize, JsonSchema)]
pub struct InvokeNativePlugin {
    /// The name it is registered under.
    api_name: String,
    /// Handed to it as it is.
    #[serde(default)]
    data: Value,
    /// A hint of the mini program's that it wants the result as return value; an H5 page always gets a callback.
    #[serde(default)]
    #[allow(dead_code)] // part of the interface; carries no meaning here
    sync: Value,
}

/// The object that the plugin answers.
#[derive(serde::Serialize, JsonSchema)]
#[serde(transparent)]
pub struct PluginReply(Value);

impl Api for InvokeNativePlugin {
    const NAME: &'static str = "invokeNativePlugin";
    type Reply = PluginReply;

    async fn call(self, cx: Cx) -> Result<PluginReply, ApiError> {
        cx.plugin(self.api_name, self.data).await.map(PluginReply)
    }
}
