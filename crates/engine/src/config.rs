//! The configuration files of a mini program, parsed and checked: `app.json`, a page's `.json`,
//! `project.config.json` and Sampan's own `sampan.toml`.
//!
//! Unknown keys of the vendor's files are accepted (there are many, and more each year); unknown keys of
//! `sampan.toml` are errors, because a misspelt one would silently do nothing.

use std::collections::BTreeMap;
use std::time::Duration;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::device::{Account, Consent};

mod change;
pub mod choice;
pub mod device_file;
pub mod theme;
pub mod value;

use device_file::{DeviceConfig, PaymentConfig};
use value::Scope;

/// A configuration file that cannot be used: which, where in it, and why.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
#[error("{file}:{line}:{column}: {reason}")]
pub struct ConfigError {
    pub file: String,
    pub line: usize,
    pub column: usize,
    pub reason: String,
}

/// `app.json`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct AppConfig {
    pub pages: Vec<String>,
    pub entry_page_path: Option<String>,
    pub window: Window,
    pub tab_bar: Option<TabBar>,
    #[serde(alias = "subPackages")]
    pub subpackages: Vec<Subpackage>,
    pub navigate_to_mini_program_app_id_list: Vec<String>,
    pub permission: BTreeMap<String, Value>,
    pub static_path: Vec<String>,
    pub using_components: BTreeMap<String, String>,
    /// Other names for folders, in `require` and `usingComponents`: `"@/*": "src/*"`.
    pub resolve_alias: BTreeMap<String, String>,
    /// The program has a dark look, and is told when the phone's theme changes.
    pub darkmode: bool,
    /// The file with the values of `@name`; absent: `theme.json`.
    pub theme_location: Option<String>,
    /// `v2`: the newer look of built-in components.
    pub style: Option<String>,
    pub network_timeout: NetworkTimeout,
    /// `audio`: sounds go on when the program is left.
    pub required_background_modes: Vec<String>,
}

impl AppConfig {
    /// How built-in components look, as docs/view.md has it.
    pub fn looks(&self) -> Vec<&'static str> {
        let looks = [("v2", self.style.as_deref() == Some("v2")), ("dark", self.darkmode)];
        looks.into_iter().filter_map(|(look, is_on)| is_on.then_some(look)).collect()
    }
}

/// `networkTimeout` of `app.json`, in milliseconds.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct NetworkTimeout {
    pub request: Option<f64>,
    pub connect_socket: Option<f64>,
    pub upload_file: Option<f64>,
    pub download_file: Option<f64>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Subpackage {
    pub root: String,
    pub pages: Vec<String>,
    /// Its pages run without `app.js` and the rest of the main package.
    pub independent: bool,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct TabBar {
    pub color: Option<String>,
    pub selected_color: Option<String>,
    pub background_color: Option<String>,
    pub border_style: Option<String>,
    pub position: Option<String>,
    /// The program draws it itself, with `custom-tab-bar/index`.
    pub custom: bool,
    pub list: Vec<TabBarItem>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct TabBarItem {
    pub page_path: String,
    pub text: String,
    pub icon_path: Option<String>,
    pub selected_icon_path: Option<String>,
}

/// `window` of `app.json` and the page's own `.json`: the same keys.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Window {
    pub navigation_bar_title_text: Option<String>,
    pub navigation_bar_background_color: Option<String>,
    pub navigation_bar_text_style: Option<String>,
    pub navigation_style: Option<String>,
    pub background_color: Option<String>,
    pub background_text_style: Option<String>,
    pub enable_pull_down_refresh: Option<bool>,
    /// A number; the logic layer reads it.
    pub on_reach_bottom_distance: Option<Value>,
    /// The same for true and false.
    pub disable_scroll: Option<Value>,
    pub page_orientation: Option<String>,
    /// What the next start begins with: `homePage` or `homePageAndLatestPage`.
    pub restart_strategy: Option<String>,
    pub using_components: BTreeMap<String, String>,
}

/// `project.config.json`, overlaid by `project.private.config.json`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ProjectConfig {
    // The several names of the id, in the order they are looked at (assumed).
    #[serde(rename = "TCMPPappid")]
    tcmpp_appid: Option<String>,
    #[serde(rename = "TCSASappid")]
    tcsas_appid: Option<String>,
    #[serde(rename = "TMFappid")]
    tmf_appid: Option<String>,
    appid: Option<String>,
    pub projectname: Option<String>,
    pub miniprogram_root: Option<String>,
    pub setting: ProjectSetting,
    pub mock_config: MockConfig,
}

impl ProjectConfig {
    pub fn app_id(&self) -> Option<&str> {
        [&self.tcmpp_appid, &self.tcsas_appid, &self.tmf_appid, &self.appid]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .find(|id| !id.is_empty())
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ProjectSetting {
    /// False switches the domain check off.
    pub url_check: bool,
}

impl Default for ProjectSetting {
    fn default() -> Self {
        Self { url_check: true }
    }
}

/// `mockConfig`: canned answers of custom APIs, as the vendor's IDE keeps them.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct MockConfig {
    pub global_open: bool,
    pub rules: Vec<MockRule>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct MockRule {
    pub api_name: String,
    pub enable: bool,
    /// `succ` or `fail`.
    pub return_type: String,
    /// JSON text.
    pub res_str: String,
}

/// `tcmpp-custom-config.json`: `wx.<name>` functions that the super-app adds for its mini programs.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CustomConfig {
    pub ext_api: Vec<ExtApi>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ExtApi {
    pub name: String,
    pub sync: bool,
    /// Default values of the parameters.
    pub params: Value,
}

/// `sampan.toml`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SampanConfig {
    /// Which addresses web-views may show.
    pub domains: Option<Domains>,
    /// Custom APIs for `invokeNativePlugin`, by name.
    pub plugins: BTreeMap<String, PluginConfig>,
    /// How the web-view presents itself.
    pub web_view: WebViewConfig,
    /// The phone that is played: how it looks, where it is, what it has.
    pub device: DeviceConfig,
    /// What the person with the phone says when asked for a scope.
    pub consent: BTreeMap<Scope, Consent>,
    /// What the person's account gives.
    pub account: Account,
    /// What comes of a payment.
    pub payment: PaymentConfig,
    /// What a trace file keeps to itself.
    pub trace: TraceConfig,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TraceConfig {
    /// Regular expressions of names (of keys, headers, parameters) and texts that are secret, beside the usual ones.
    pub mask: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Domains {
    /// Hosts or origins that may be shown and may call. Absent: all.
    pub web_view: Option<Vec<String>>,
    /// Hosts or origins that may not; wins over every list.
    pub block: Vec<String>,
    /// What `wx.request` of the mini program itself may reach. Absent: everything on https, and this machine.
    pub request: Option<Vec<String>>,
    /// The same of `wx.uploadFile`.
    pub upload_file: Option<Vec<String>>,
    /// The same of `wx.downloadFile`.
    pub download_file: Option<Vec<String>>,
    /// The same of `wx.connectSocket`, on wss.
    pub socket: Option<Vec<String>>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct WebViewConfig {
    /// Announce WeChat in the user agent, for pages written for WeChat or uni-app.
    pub announce_wechat: bool,
}

/// A custom API: exactly one of `reply`, `fail` and `command`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PluginConfig {
    /// The object that is answered.
    pub reply: Option<Value>,
    /// The reason it fails with.
    pub fail: Option<String>,
    /// A program and its arguments; it reads the call as JSON and writes the reply as JSON.
    pub command: Option<Vec<String>>,
    /// Seconds until the command is stopped; 10 when absent.
    pub timeout: Option<f64>,
}

impl PluginConfig {
    pub fn time_limit(&self) -> Duration {
        Duration::try_from_secs_f64(self.timeout.unwrap_or(10.0)).unwrap_or(Duration::from_secs(10))
    }
}

/// Parses a JSON file. A byte-order mark is tolerated: Windows editors write one.
pub fn parse_json<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, ConfigError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    serde_json::from_str(text).map_err(|error| ConfigError {
        file: file.to_owned(),
        line: error.line(),
        column: error.column(),
        reason: without_position(&error.to_string()),
    })
}

/// Parses `sampan.toml`; an unknown key is told together with the nearest known one.
pub fn parse_toml(file: &str, text: &str) -> Result<SampanConfig, ConfigError> {
    toml::from_str(text).map_err(|error: toml::de::Error| {
        let (line, column) = error.span().map_or((1, 1), |span| position(text, span.start));
        let reason = in_words(error.message());
        ConfigError { file: file.to_owned(), line, column, reason }
    })
}

/// `serde_json` ends its messages with ` at line L column C`; the position stands in front here.
fn without_position(message: &str) -> String {
    message.rfind(" at line ").map_or(message, |at| &message[..at]).to_owned()
}

fn position(text: &str, offset: usize) -> (usize, usize) {
    let before = &text[..offset.min(text.len())];
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
    (line, column)
}

/// Turns serde's ``unknown field `x`, expected one of `a`, `b` `` into a sentence with the likeliest name, and the names
/// of Rust's types into words.
fn in_words(message: &str) -> String {
    let names: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let kind = if message.starts_with("unknown field") { "key" } else { "value" };
    let Some((wrong, known)) = names.split_first().filter(|_| message.starts_with("unknown ")) else {
        return message
            .replace("expected f64", "expected a number")
            .replace("expected usize", "expected a whole number");
    };
    let likeness = |name: &str| strsim::jaro_winkler(wrong, name);
    // Below this nothing looks alike any more, and a guess would only distract.
    let best = known.iter().filter(|name| likeness(name) >= 0.6);
    let best = best.max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    match best {
        Some(best) => {
            format!("unknown {kind} `{wrong}`; did you mean `{best}`? (known: {})", known.join(", "))
        }
        None => format!("unknown {kind} `{wrong}` (known: {})", known.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_json_file_is_told_with_its_position() {
        let error = parse_json::<AppConfig>("app.json", "{\n  \"pages\": [,]\n}").unwrap_err();
        assert_eq!((error.line, error.column), (2, 13));
        assert_eq!(error.to_string(), "app.json:2:13: expected value");
    }

    #[test]
    fn a_misspelt_key_is_told_with_the_nearest_one() {
        let error = parse_toml("sampan.toml", "[domains]\nweb_veiw = []\n").unwrap_err();
        assert_eq!(
            error.to_string(),
            "sampan.toml:2:1: unknown key `web_veiw`; did you mean `web_view`? (known: web_view, block, request, upload_file, download_file, socket)"
        );
    }

    #[test]
    fn the_first_of_the_several_app_ids_counts() {
        let project: ProjectConfig =
            parse_json("p", r#"{"appid":"wx1","TMFappid":"","TCSASappid":"mp2"}"#).unwrap();
        assert_eq!(project.app_id(), Some("mp2"));
    }
}
