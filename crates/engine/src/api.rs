//! The API table: every `wx.*` interface, declared once.
//!
//! An API is a type: its fields are the parameters, its doc comments the documentation, its [`Api::call`] what it
//! does. From this table come the bridge, `checkJsApi`, the logic layer's `wx`, and by `cargo xtask codegen` the
//! TypeScript types, the JSSDK's wrappers and `docs/api.md`.

mod address;
mod album;
mod audio;
mod component;
mod document;
mod download;
mod files;
mod interaction;
mod jssdk;
mod listeners;
mod location;
mod login;
mod media;
mod navigate;
mod navigation_bar;
mod network_type;
mod open_files;
mod payment;
mod phone;
pub(crate) mod plugin;
mod program;
mod pull_down_refresh;
mod recorder;
mod request;
mod route;
mod saved_files;
mod scan;
mod setting;
mod share;
mod socket;
mod storage;
mod system;
mod tab_bar;
mod upload;
mod voice;
mod web_view;

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::LazyLock;

use futures::future::{FutureExt, LocalBoxFuture};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

pub use system::SDK_VERSION;

pub use crate::bridge::Cx;
pub use crate::error::ApiError;
use crate::logic::{LogicApi, Returns, SyncTwin, Task};
use crate::scope::Scope;
use crate::trace::CallerKind;

/// One interface. The type itself is its parameters.
pub trait Api: DeserializeOwned + JsonSchema + 'static {
    /// The name on the wire and in `wx`.
    const NAME: &'static str;
    /// Who can call it, and how.
    const SURFACE: Surface = Surface::Everywhere;
    /// Whether it is there yet. One that is not answers `not supported`, and `checkJsApi` says false.
    const READY: bool = true;
    /// The scope that the user must have granted.
    const SCOPE: Option<Scope> = None;
    /// Parameters and result field of the `…Sync` twin in the logic layer, if there is one.
    const SYNC_TWIN: Option<Twin> = None;
    /// Whether the logic layer's function can return the answer.
    const RETURNS: Returns = Returns::Never;
    /// What the logic layer's function returns while it runs.
    const TASK: Option<Task> = None;
    /// The fields of a successful answer, besides `errMsg`.
    type Reply: Serialize + JsonSchema + 'static;

    fn call(self, _cx: Cx) -> impl Future<Output = Result<Self::Reply, ApiError>> + 'static {
        async { Err(ApiError::NotSupported) }
    }
}

/// Who can call an interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Surface {
    /// `wx.name` in H5 and in the mini program.
    Everywhere,
    /// `wx.miniProgram.name` in H5, where no callback ever fires, and `wx.name` in the mini program.
    MiniProgram,
    /// `wx.miniProgram.name` in H5 (silent) as well as `wx.name` on both sides.
    EverywhereAndMiniProgram,
    /// `wx.miniProgram.name` in H5 only (silent).
    MiniProgramOnly,
    /// `wx.name` in H5 only.
    H5,
    /// `wx.name` in H5; in the mini program by `<button open-type>` only.
    H5AndButton,
    /// A built-in component of the mini program only: no function of `wx` has this name.
    BuiltIn,
    /// `wx.name` in the mini program only.
    Logic,
    /// A method of a task of the mini program's; no function of `wx` has this name.
    Task,
    /// A message of an SDK's own; no function of `wx` has this name.
    Wire,
}

impl Surface {
    /// As a call of its own from H5.
    pub fn h5_root(self) -> bool {
        matches!(
            self,
            Self::Everywhere | Self::EverywhereAndMiniProgram | Self::H5 | Self::H5AndButton | Self::Wire
        )
    }

    /// Through `invokeMiniProgramAPI` from H5.
    pub fn h5_mini_program(self) -> bool {
        matches!(self, Self::MiniProgram | Self::EverywhereAndMiniProgram | Self::MiniProgramOnly)
    }

    /// From the mini program, by its code or by a built-in of its pages.
    pub fn logic(self) -> bool {
        !matches!(self, Self::H5 | Self::MiniProgramOnly | Self::Wire)
    }

    /// As a function of the mini program's `wx`.
    pub fn wx(self) -> bool {
        self.logic() && !matches!(self, Self::H5AndButton | Self::BuiltIn | Self::Task)
    }
}

/// The `…Sync` form of an interface.
#[derive(Clone, Copy, Debug)]
pub struct Twin {
    /// The parameters in the order of its arguments; [`Twin::OPTIONS`] alone: it takes the options as they are.
    pub params: &'static [&'static str],
    /// The field it returns; empty: the whole answer.
    pub result: &'static str,
}

impl Twin {
    /// The name of the whole object.
    pub const OPTIONS: &str = "*";
}

/// The answer of an interface that answers nothing but its status.
#[derive(Clone, Copy, Debug, Default, Serialize, JsonSchema)]
pub struct Nothing {}

type Running = LocalBoxFuture<'static, Result<Value, ApiError>>;

/// An [`Api`] as a row of the table.
pub struct ApiDef {
    pub name: &'static str,
    pub surface: Surface,
    pub ready: bool,
    pub scope: Option<Scope>,
    pub sync_twin: Option<Twin>,
    pub returns: Returns,
    pub task: Option<Task>,
    params: fn(&mut SchemaGenerator) -> Schema,
    reply: fn(&mut SchemaGenerator) -> Schema,
    /// The type's own doc comment.
    doc: fn() -> Option<String>,
    run: fn(Value, Cx) -> Result<Running, ApiError>,
}

impl ApiDef {
    pub(crate) const fn of<A: Api>() -> Self {
        Self {
            name: A::NAME,
            surface: A::SURFACE,
            ready: A::READY,
            scope: A::SCOPE,
            sync_twin: A::SYNC_TWIN,
            returns: A::RETURNS,
            task: A::TASK,
            params: A::json_schema,
            reply: <A::Reply as JsonSchema>::json_schema,
            doc: description::<A>,
            run: run::<A>,
        }
    }

    /// JSON Schema of the parameters, everything inline.
    pub fn params(&self) -> Value {
        inline_schema(self.params)
    }

    /// JSON Schema of a successful answer without its status.
    pub fn reply(&self) -> Value {
        inline_schema(self.reply)
    }

    pub fn doc(&self) -> String {
        (self.doc)().unwrap_or_default()
    }

    /// Whether this kind of caller can call it, as `checkJsApi` tells.
    pub fn callable_by(&self, caller: CallerKind) -> bool {
        self.ready
            && match caller {
                CallerKind::H5 => self.surface.h5_root() || self.surface.h5_mini_program(),
                CallerKind::Logic => self.surface.logic(),
            }
    }
}

/// A chapter of the API documentation: one file.
pub struct Chapter {
    pub title: &'static str,
    pub apis: &'static [ApiDef],
}

/// The chapters in the order of the interface description.
pub static CHAPTERS: &[Chapter] = &[
    Chapter { title: "Routing", apis: route::APIS },
    Chapter { title: "Jump", apis: navigate::APIS },
    Chapter { title: "Interaction", apis: interaction::APIS },
    Chapter { title: "Navigation bar", apis: navigation_bar::APIS },
    Chapter { title: "TabBar", apis: tab_bar::APIS },
    Chapter { title: "Pull-down refresh", apis: pull_down_refresh::APIS },
    Chapter { title: "Storage", apis: storage::APIS },
    Chapter { title: "Images", apis: media::APIS },
    Chapter { title: "Album", apis: album::APIS },
    Chapter { title: "Sounds", apis: audio::APIS },
    Chapter { title: "Files", apis: files::APIS },
    Chapter { title: "Open files", apis: open_files::APIS },
    Chapter { title: "Saved files", apis: saved_files::APIS },
    Chapter { title: "Voice", apis: voice::APIS },
    Chapter { title: "Recorder", apis: recorder::APIS },
    Chapter { title: "Location", apis: location::APIS },
    Chapter { title: "Addresses", apis: address::APIS },
    Chapter { title: "Documents", apis: document::APIS },
    Chapter { title: "Scanning", apis: scan::APIS },
    Chapter { title: "Network", apis: network_type::APIS },
    Chapter { title: "Requests", apis: request::APIS },
    Chapter { title: "Downloads", apis: download::APIS },
    Chapter { title: "Uploads", apis: upload::APIS },
    Chapter { title: "Sockets", apis: socket::APIS },
    Chapter { title: "System", apis: system::APIS },
    Chapter { title: "Phone", apis: phone::APIS },
    Chapter { title: "Program", apis: program::APIS },
    Chapter { title: "Events", apis: listeners::APIS },
    Chapter { title: "Sharing", apis: share::APIS },
    Chapter { title: "Communication", apis: web_view::APIS },
    Chapter { title: "Environment", apis: jssdk::APIS },
    Chapter { title: "Custom interfaces", apis: plugin::APIS },
    Chapter { title: "Account", apis: login::APIS },
    Chapter { title: "Payment", apis: payment::APIS },
    Chapter { title: "Settings", apis: setting::APIS },
    Chapter { title: "Built-in components", apis: component::APIS },
];

/// A row of the table with what is worked out once from its schema.
pub(crate) struct Entry {
    pub def: &'static ApiDef,
    rules: Vec<ParamRule>,
}

struct ParamRule {
    name: String,
    required: bool,
    /// JSON Schema type names that fit; empty: anything.
    types: Vec<String>,
}

static TABLE: LazyLock<BTreeMap<&'static str, Entry>> = LazyLock::new(|| {
    let defs = CHAPTERS.iter().flat_map(|chapter| chapter.apis);
    defs.map(|def| (def.name, Entry { def, rules: param_rules(&def.params()) })).collect()
});

pub(crate) fn find(name: &str) -> Option<&'static Entry> {
    TABLE.get(name)
}

pub fn all() -> impl Iterator<Item = &'static ApiDef> {
    CHAPTERS.iter().flat_map(|chapter| chapter.apis)
}

/// What the logic layer's `wx` is built from.
pub fn logic_apis() -> Vec<LogicApi> {
    let twin = |def: &ApiDef| {
        def.sync_twin.map(|twin| SyncTwin {
            name: format!("{}Sync", def.name.rsplit('.').next().unwrap_or_default()),
            params: twin.params.iter().map(|&p| p.to_owned()).collect(),
            result: twin.result.to_owned(),
        })
    };
    all()
        .filter(|def| def.surface.wx())
        .map(|def| LogicApi {
            name: def.name.to_owned(),
            sync_twin: twin(def),
            returns: def.returns,
            task: def.task,
        })
        .collect()
}

impl Entry {
    /// Checks the arguments against the declared parameters.
    pub fn check(&self, args: &Value) -> Result<(), ApiError> {
        self.rules.iter().try_for_each(|rule| rule.check(args))
    }

    /// Starts the API.
    pub fn start(&self, args: Value, cx: Cx) -> Result<Running, ApiError> {
        (self.def.run)(args, cx)
    }
}

impl ParamRule {
    fn check(&self, args: &Value) -> Result<(), ApiError> {
        let value = args.get(&self.name);
        if value.is_none() && !self.required {
            return Ok(());
        }
        let actual = value.map_or("undefined", type_name);
        let fits = self.types.iter().any(|t| t == actual || (t == "integer" && actual == "number"));
        if value.is_some() && (self.types.is_empty() || fits) {
            return Ok(());
        }
        let expected = self.types.iter().find(|t| *t != "null").map_or("value", String::as_str);
        Err(ApiError::Parameter {
            name: self.name.clone(),
            expected: wire_type(expected),
            actual: wire_type(actual),
        })
    }
}

fn run<A: Api>(args: Value, cx: Cx) -> Result<Running, ApiError> {
    let api: A = serde_json::from_value(args).map_err(|error| ApiError::Arguments(error.to_string()))?;
    let answer = api.call(cx);
    Ok(async move {
        let reply = answer.await?;
        serde_json::to_value(reply).map_err(|error| ApiError::fail(error.to_string()))
    }
    .boxed_local())
}

fn param_rules(schema: &Value) -> Vec<ParamRule> {
    let required: Vec<&str> =
        schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let properties = schema["properties"].as_object().into_iter().flatten();
    properties
        .map(|(name, property)| ParamRule {
            name: name.clone(),
            required: required.contains(&name.as_str()),
            types: schema_types(property),
        })
        .collect()
}

/// The types a property's schema allows; `anyOf` (an `Option` of an enum, say) is looked through.
fn schema_types(property: &Value) -> Vec<String> {
    let parts = ["anyOf", "oneOf"].iter().filter_map(|key| property[*key].as_array()).flatten();
    let nested: Vec<String> = parts.flat_map(schema_types).collect();
    match &property["type"] {
        Value::String(one) => vec![one.clone()],
        Value::Array(many) => many.iter().filter_map(|t| t.as_str().map(str::to_owned)).collect(),
        _ if property.get("enum").is_some() || property.get("const").is_some() => vec!["string".to_owned()],
        _ => nested,
    }
}

fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// The same as the phone says it.
fn wire_type(name: &str) -> &'static str {
    match name {
        "null" => "Null",
        "boolean" => "Boolean",
        "number" | "integer" => "Number",
        "string" => "String",
        "array" => "Array",
        "object" => "Object",
        "undefined" => "Undefined",
        _ => "Any",
    }
}

/// A colour that must be one; the words of the failure are assumed.
fn color(key: &str, text: &str) -> Result<String, ApiError> {
    crate::bars::color(text)
        .ok_or_else(|| ApiError::fail(format!("invalid {key} \"{text}\"; a colour is written #rrggbb")))
}

/// Keeps `null` apart from absent: `{"data": null}` is `Some(Null)`.
fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    serde::Deserialize::deserialize(deserializer).map(Some)
}

fn inline_schema(schema: fn(&mut SchemaGenerator) -> Schema) -> Value {
    let mut generator = schemars::generate::SchemaSettings::draft2020_12()
        .with(|settings| {
            settings.inline_subschemas = true;
            settings.meta_schema = None;
        })
        .into_generator();
    schema(&mut generator).to_value()
}

fn description<A: Api>() -> Option<String> {
    inline_schema(A::json_schema)["description"].as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_interface_is_documented_and_named_once() {
        let mut names = std::collections::BTreeSet::new();
        for def in all() {
            assert!(names.insert(def.name), "{} is declared twice", def.name);
            assert!(!def.doc().is_empty(), "{} has no doc comment", def.name);
            for (name, property) in def.params()["properties"].as_object().into_iter().flatten() {
                assert!(property["description"].is_string(), "{}.{name} has no doc comment", def.name);
            }
        }
    }

    #[test]
    fn the_interface_description_is_covered() {
        // The 37 functions of the 1.0.0 SDK that reach the bridge, and the nine of 1.0.1.
        for name in [
            "navigateTo navigateBack switchTab reLaunch redirectTo postMessage sendWebviewEvent",
            "navigateToMiniProgram navigateBackMiniProgram exitMiniProgram setNavigationBarTitle",
            "getStorage setStorage removeStorage clearStorage getStorageInfo",
            "chooseImage previewImage getLocalImgData startRecord stopRecord playVoice pauseVoice stopVoice",
            "getLocation openLocation chooseLocation openDocument scanCode getNetworkType",
            "canGoBack checkJsApi invokeNativePlugin",
            "login checkSession getPhoneNumber getEmailAddress chooseAvatar getNickname hideNicknameAccessory",
            "requestPayment showAppMenu",
        ]
        .join(" ")
        .split(' ')
        {
            assert!(find(name).is_some(), "{name}");
        }
    }
}
