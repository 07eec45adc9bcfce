//! Where the phone is, and maps.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Api, ApiDef, Nothing};

pub(super) const APIS: &[ApiDef] =
    &[ApiDef::of::<GetLocation>(), ApiDef::of::<OpenLocation>(), ApiDef::of::<ChooseLocation>()];

/// Gets where the phone is.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // declared now, carried out later
pub struct GetLocation {
    /// Datum of the answer: `wgs84` (when absent) or `gcj02`.
    #[serde(default)]
    r#type: Option<String>,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GetLocationReply {
    /// Degrees, south negative.
    latitude: f64,
    /// Degrees, west negative.
    longitude: f64,
    /// Metres a second.
    speed: f64,
    /// Metres.
    accuracy: f64,
    /// Metres.
    altitude: f64,
    /// Metres; 0 on Android.
    vertical_accuracy: f64,
    /// Metres.
    horizontal_accuracy: f64,
}

impl Api for GetLocation {
    const NAME: &'static str = "getLocation";
    const READY: bool = false;
    type Reply = GetLocationReply;
}

/// Shows a place on a map.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // declared now, carried out later
pub struct OpenLocation {
    /// Degrees, gcj02.
    latitude: f64,
    /// Degrees, gcj02.
    longitude: f64,
    /// 5 to 18; 18 when absent.
    #[serde(default)]
    scale: Option<f64>,
    /// Name of the place.
    #[serde(default)]
    name: Option<String>,
    /// Address of the place.
    #[serde(default)]
    address: Option<String>,
    /// A link shown with the place; H5 only.
    #[serde(default)]
    info_url: Option<String>,
}

impl Api for OpenLocation {
    const NAME: &'static str = "openLocation";
    const READY: bool = false;
    type Reply = Nothing;
}

/// Lets the user choose a place on a map.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // declared now, carried out later
pub struct ChooseLocation {
    /// Where the map starts.
    #[serde(default)]
    latitude: Option<f64>,
    /// Where the map starts.
    #[serde(default)]
    longitude: Option<f64>,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChooseLocationReply {
    /// Name of the place.
    name: String,
    /// Address of the place.
    address: String,
    /// Degrees, gcj02.
    latitude: f64,
    /// Degrees, gcj02.
    longitude: f64,
}

impl Api for ChooseLocation {
    const NAME: &'static str = "chooseLocation";
    const READY: bool = false;
    type Reply = ChooseLocationReply;
}
