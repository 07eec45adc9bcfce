//! Custom interfaces of the super-app: what answers `invokeNativePlugin`.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures::future::{BoxFuture, FutureExt, ready};
use serde_json::Value;

use crate::config::MockConfig;
use crate::id::AppId;

/// Answers one custom interface. The error is the reason the caller gets.
pub trait Plugin: Send + Sync {
    fn call(&self, call: PluginCall) -> BoxFuture<'static, Result<Value, String>>;
}

/// A call of a custom interface.
#[derive(Clone, Debug, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PluginCall {
    /// The mini program that calls.
    pub app: AppId,
    /// The origin of the H5 page; empty when the mini program itself calls.
    pub origin: String,
    pub api_name: String,
    pub data: Value,
}

/// The custom interfaces of one mini program, by name.
pub type Plugins = BTreeMap<String, Arc<dyn Plugin>>;

/// A plugin that always answers the same.
pub struct Canned(pub Result<Value, String>);

impl Plugin for Canned {
    fn call(&self, _call: PluginCall) -> BoxFuture<'static, Result<Value, String>> {
        ready(self.0.clone()).boxed()
    }
}

impl<F> Plugin for F
where
    F: Fn(PluginCall) -> BoxFuture<'static, Result<Value, String>> + Send + Sync,
{
    fn call(&self, call: PluginCall) -> BoxFuture<'static, Result<Value, String>> {
        self(call)
    }
}

/// The canned answers of the vendor's `mockConfig`. A `resStr` that is no JSON is an error, told by name.
pub fn mocks(config: &MockConfig) -> Result<Plugins, String> {
    let rules = config.rules.iter().filter(|rule| config.global_open && rule.enable);
    rules
        .map(|rule| {
            let value: Value =
                serde_json::from_str(if rule.res_str.is_empty() { "{}" } else { &rule.res_str }).map_err(
                    |error| format!("mockConfig rule \"{}\": resStr is not JSON: {error}", rule.api_name),
                )?;
            let answer = match rule.return_type.as_str() {
                "fail" => Err(value["errMsg"].as_str().map_or_else(|| value.to_string(), str::to_owned)),
                _ => Ok(value),
            };
            Ok((rule.api_name.clone(), Arc::new(Canned(answer)) as Arc<dyn Plugin>))
        })
        .collect()
}
