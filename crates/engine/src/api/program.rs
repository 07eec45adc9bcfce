//! What a mini program asks about itself: its id, its configuration, which interfaces are there.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Api, ApiDef, ApiError, Cx, Surface, Twin};
use crate::logic::{Returns, Task};

pub(super) const APIS: &[ApiDef] =
    &[ApiDef::of::<CanIUse>(), ApiDef::of::<GetAccountInfoSync>(), ApiDef::of::<GetExtConfig>()];

/// Tells whether an interface is there, or a part of it. The function takes the text itself and gives true or false.
/// Of components only the name is looked at.
#[derive(Deserialize, JsonSchema)]
pub struct CanIUse {
    /// `getSystemInfoSync`, `request.object.method`, `chooseImage.object.sourceType.camera`,
    /// `getSystemInfo.success.theme`, `getSystemInfoSync.return.theme`, `FileSystemManager.readFile`,
    /// `RequestTask.onChunkReceived`.
    schema: String,
}

#[derive(Serialize, JsonSchema)]
pub struct CanIUseReply {
    /// Whether it is there.
    can: bool,
}

impl Api for CanIUse {
    const NAME: &'static str = "canIUse";
    const SURFACE: Surface = Surface::Logic;
    const RETURNS: Returns = Returns::Always;
    type Reply = CanIUseReply;

    async fn call(self, _cx: Cx) -> Result<CanIUseReply, ApiError> {
        Ok(CanIUseReply { can: can_use(&self.schema) })
    }
}

/// What calls return that go on, by the documentation's names.
const TASKS: [(&str, &str); 4] = [
    ("RequestTask", "request"),
    ("DownloadTask", "downloadFile"),
    ("UploadTask", "uploadFile"),
    ("SocketTask", "connectSocket"),
];

/// `abort`, `onProgressUpdate`, `offProgressUpdate`.
fn task_has(task: &Task, member: &str) -> bool {
    let event = member.strip_prefix("on").or_else(|| member.strip_prefix("off")).unwrap_or_default();
    let is_event = |known: &&str| {
        let (first, rest) = known.split_at(1);
        event.strip_prefix(&first.to_ascii_uppercase()).is_some_and(|others| others == rest)
    };
    task.methods.iter().any(|(method, _)| *method == member) || task.events.iter().any(is_event)
}

/// Looks a text of `canIUse` up in the table. The forms are WeChat's.
fn can_use(schema: &str) -> bool {
    let parts: Vec<&str> = schema.split('.').collect();
    if let [object, member] = parts[..]
        && let Some((_, name)) = TASKS.iter().find(|(known, _)| *known == object)
    {
        return logic_def(name).and_then(|def| def.task.as_ref()).is_some_and(|task| task_has(task, member));
    }
    let Some((name, rest)) = split_name(&parts) else { return false };
    let Some(def) = logic_def(&name) else { return false };
    match rest {
        [] | ["object" | "return" | "success" | "callback"] | ["object", "success" | "fail" | "complete"] => {
            true
        }
        ["return" | "success" | "callback", field, ..] => has(&def.reply(), field, None),
        ["object", param] => has(&def.params(), param, None),
        ["object", param, option] => has(&def.params(), param, Some(option)),
        _ => false,
    }
}

/// The name of the interface, with its object where it is a method, and what follows.
fn split_name<'p>(parts: &'p [&'p str]) -> Option<(String, &'p [&'p str])> {
    let (first, rest) = parts.split_first()?;
    if let Some((second, others)) = rest.split_first()
        && logic_def(&format!("{first}.{second}")).is_some()
    {
        return Some((format!("{first}.{second}"), others));
    }
    Some(((*first).to_owned(), rest))
}

/// By its own name, that of its synchronous twin, or the `off` of an `on`.
fn logic_def(name: &str) -> Option<&'static super::ApiDef> {
    let own = super::find(name);
    let twin = || {
        let entry = super::find(name.strip_suffix("Sync")?)?;
        entry.def.sync_twin.is_some().then_some(entry)
    };
    let off = || {
        let entry = super::find(&format!("on{}", name.strip_prefix("off")?))?;
        (entry.def.returns == Returns::Listener).then_some(entry)
    };
    own.or_else(twin).or_else(off).map(|entry| entry.def).filter(|def| def.ready && def.surface.wx())
}

fn has(schema: &Value, field: &str, option: Option<&str>) -> bool {
    let found = find_property(schema, field);
    let Some(option) = option else { return found.is_some() };
    found.is_some_and(|property| {
        let options = enum_values(property);
        // A parameter that takes any text takes this one.
        options.is_empty() || options.contains(&option)
    })
}

/// Flattened parts of an answer come as `allOf`.
fn find_property<'s>(schema: &'s Value, field: &str) -> Option<&'s Value> {
    let own = schema["properties"].get(field);
    own.or_else(|| schema["allOf"].as_array()?.iter().find_map(|part| find_property(part, field)))
}

fn enum_values(schema: &Value) -> Vec<&str> {
    let own = schema["enum"].as_array().into_iter().flatten().chain(schema.get("const"));
    let parts = ["anyOf", "oneOf"].iter().filter_map(|key| schema[*key].as_array()).flatten();
    let inner = parts.chain(schema.get("items")).flat_map(enum_values);
    own.filter_map(Value::as_str).chain(inner).collect()
}

/// Tells id and version of the mini program.
#[derive(Deserialize, JsonSchema)]
pub struct GetAccountInfoSync {}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GetAccountInfoSyncReply {
    mini_program: ProgramInfo,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct ProgramInfo {
    /// Its id.
    app_id: String,
    /// `develop`: it runs from its folder.
    env_version: &'static str,
    /// Empty, as of every one that is not released.
    version: &'static str,
}

impl Api for GetAccountInfoSync {
    const NAME: &'static str = "getAccountInfoSync";
    const SURFACE: Surface = Surface::Logic;
    const RETURNS: Returns = Returns::Always;
    type Reply = GetAccountInfoSyncReply;

    async fn call(self, cx: Cx) -> Result<GetAccountInfoSyncReply, ApiError> {
        let app_id = cx.caller.app.to_string();
        Ok(GetAccountInfoSyncReply {
            mini_program: ProgramInfo { app_id, env_version: "develop", version: "" },
        })
    }
}

/// Gives what `ext.json` has under `ext`; an empty object without such a file.
#[derive(Deserialize, JsonSchema)]
pub struct GetExtConfig {}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GetExtConfigReply {
    /// The object.
    ext_config: Map<String, Value>,
}

impl Api for GetExtConfig {
    const NAME: &'static str = "getExtConfig";
    const SURFACE: Surface = Surface::Logic;
    const SYNC_TWIN: Option<Twin> = Some(Twin { params: &[], result: "extConfig" });
    type Reply = GetExtConfigReply;

    async fn call(self, cx: Cx) -> Result<GetExtConfigReply, ApiError> {
        let text = cx.package()?.read_text("ext.json").map_err(|error| ApiError::fail(error.to_string()))?;
        let Some(text) = text else { return Ok(GetExtConfigReply { ext_config: Map::new() }) };
        let mut file: Map<String, Value> = crate::config::parse_json("ext.json", &text)
            .map_err(|error| ApiError::fail(error.to_string()))?;
        let ext_config = match file.remove("ext") {
            Some(Value::Object(ext)) => ext,
            _ => Map::new(),
        };
        Ok(GetExtConfigReply { ext_config })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn can_i_use_looks_into_the_table() {
        for there in [
            "getStorage",
            "getStorageSync",
            "getSystemInfoSync.return.screenWidth",
            "getSystemInfo.success.theme",
            "chooseImage.object.sourceType.camera",
            "showToast.object.image",
            "offThemeChange",
            "onThemeChange.callback.theme",
        ] {
            assert!(can_use(there), "{there}");
        }
        for not in [
            "",
            ".",
            "nope",
            "showToastSync",
            "getPhoneNumber",
            "preVerifyJSAPI",
            "showToast.object.nope",
            "showToast.nope",
            "chooseImage.object.sourceType.nope",
            "getSystemInfo.return.nope",
            "constructor",
            "getStorage.object.key.a.b",
        ] {
            assert!(!can_use(not), "{not}");
        }
    }
}
