//! Where the phone is, and maps.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Api, ApiDef, ApiError, Cx, Nothing};
use crate::geo;
use crate::scope::Scope;

pub(super) const APIS: &[ApiDef] =
    &[ApiDef::of::<GetLocation>(), ApiDef::of::<OpenLocation>(), ApiDef::of::<ChooseLocation>()];

/// Gets where the phone is.
#[derive(Deserialize, JsonSchema)]
pub struct GetLocation {
    /// Datum of the answer: `wgs84` (when absent) or `gcj02`.
    #[serde(default)]
    r#type: Option<Datum>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Datum {
    #[default]
    Wgs84,
    Gcj02,
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
    /// Metres; Android has none and says 0.
    vertical_accuracy: f64,
    /// Metres.
    horizontal_accuracy: f64,
}

impl Api for GetLocation {
    const NAME: &'static str = "getLocation";
    const SCOPE: Option<Scope> = Some(Scope::UserLocation);
    type Reply = GetLocationReply;

    async fn call(self, cx: Cx) -> Result<GetLocationReply, ApiError> {
        let at = cx.device().position().await.map_err(|error| cx.lacking(error))?;
        let (latitude, longitude) = match self.r#type.unwrap_or_default() {
            Datum::Wgs84 => (at.latitude, at.longitude),
            Datum::Gcj02 => geo::gcj02_from_wgs84((at.latitude, at.longitude)),
        };
        Ok(GetLocationReply {
            latitude,
            longitude,
            speed: at.speed,
            accuracy: at.accuracy,
            altitude: at.altitude,
            vertical_accuracy: if cx.is_android() { 0.0 } else { at.accuracy },
            horizontal_accuracy: at.accuracy,
        })
    }
}

/// Shows a place on a map.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OpenLocation {
    /// Degrees, gcj02.
    latitude: f64,
    /// Degrees, gcj02.
    longitude: f64,
    /// 5 to 18, and put into that range; 18 when absent.
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
    type Reply = Nothing;

    async fn call(self, cx: Cx) -> Result<Nothing, ApiError> {
        on_earth(self.latitude, self.longitude)?;
        let scale = self.scale.unwrap_or(18.0).clamp(5.0, 18.0);
        cx.open_viewer(
            "location",
            &json!({
                "latitude": self.latitude, "longitude": self.longitude, "scale": scale,
                "name": self.name.unwrap_or_default(), "address": self.address.unwrap_or_default(),
                "infoUrl": self.info_url.unwrap_or_default(),
            }),
        )
        .await
    }
}

/// Lets the user choose a place on a map.
#[derive(Deserialize, JsonSchema)]
pub struct ChooseLocation {
    /// Where the map starts.
    #[serde(default)]
    latitude: Option<f64>,
    /// Where the map starts.
    #[serde(default)]
    longitude: Option<f64>,
}

#[derive(Serialize, JsonSchema)]
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
    const SCOPE: Option<Scope> = Some(Scope::UserLocation);
    type Reply = ChooseLocationReply;

    async fn call(self, cx: Cx) -> Result<ChooseLocationReply, ApiError> {
        let near = self.latitude.zip(self.longitude);
        if let Some((latitude, longitude)) = near {
            on_earth(latitude, longitude)?;
        }
        let place = cx.device().choose_place(near).await.map_err(|error| cx.device_error(error))?;
        let (name, address) = (place.name, place.address);
        Ok(ChooseLocationReply { name, address, latitude: place.latitude, longitude: place.longitude })
    }
}

fn on_earth(latitude: f64, longitude: f64) -> Result<(), ApiError> {
    for (name, value, most) in [("latitude", latitude, 90.0), ("longitude", longitude, 180.0)] {
        if !(-most..=most).contains(&value) {
            return Err(ApiError::Arguments(format!("parameter.{name} should be from -{most} to {most};")));
        }
    }
    Ok(())
}
