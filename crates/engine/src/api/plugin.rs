//! Custom interfaces of the super-app.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Api, ApiDef, ApiError, Cx};
use crate::config::CustomConfig;
use crate::logic::{LogicApi, Returns};

pub(super) const APIS: &[ApiDef] = &[ApiDef::of::<InvokeNativePlugin>()];

/// The functions of `wx` that the super-app adds for its mini programs (`tcmpp-custom-config.json`).
pub(crate) fn custom_apis(config: &CustomConfig) -> impl Iterator<Item = LogicApi> + '_ {
    config.ext_api.iter().map(|api| LogicApi {
        name: api.name.clone(),
        sync_twin: None,
        returns: if api.sync { Returns::Always } else { Returns::Never },
        task: None,
    })
}

/// What `invokeNativePlugin` is called with for such a function: its arguments laid over its default values.
pub(crate) fn custom_call(config: &CustomConfig, name: &str, arguments: &Value) -> Option<Value> {
    let api = config.ext_api.iter().find(|api| api.name == name)?;
    let mut data = api.params.as_object().cloned().unwrap_or_default();
    data.extend(arguments.as_object().cloned().unwrap_or_default());
    Some(json!({ "api_name": name, "data": data }))
}

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
    const RETURNS: Returns = Returns::WhenAsked;
    type Reply = PluginReply;

    async fn call(self, cx: Cx) -> Result<PluginReply, ApiError> {
        cx.plugin(self.api_name, self.data).await.map(PluginReply)
    }
}
