//! The sections of `sampan.toml` that script a phone. Each doc comment here becomes the documentation of its key.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::SampanConfig;
use super::choice::{Chosen, PaymentResult, Pick, Pressed};
use super::value::{
    Altitude, Amount, CodeName, FilePath, Language, Latitude, Longitude, PresetName, TimeZone,
};
use crate::device::{Address, Battery, Network, Place, Position};
use crate::profile::{Profile, Theme};

/// `[device]`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct DeviceConfig {
    /// The phone: screen, pixel ratio, safe area, user agent. Absent: a plain Android phone.
    pub preset: Option<PresetName>,
    /// A language tag such as `zh-CN`. Absent: the browser's own.
    pub language: Option<Language>,
    /// Colour scheme, `light` or `dark`. Absent: light.
    pub theme: Option<Theme>,
    /// A zone such as `Asia/Shanghai`. Absent: the machine's.
    pub time_zone: Option<TimeZone>,
    /// `portrait` or `landscape`. Absent: portrait.
    pub orientation: Option<Orientation>,
    /// Where the phone is.
    #[schemars(with = "Option<LocationKeys>")]
    pub location: Option<Location>,
    /// How it is connected.
    pub network: NetworkConfig,
    /// The pictures the person picks from.
    pub album: AlbumConfig,
    /// The picture the person takes.
    pub camera: CameraConfig,
    /// What the microphone hears.
    pub microphone: MicrophoneConfig,
    /// What the scanner sees.
    pub scan: ScanConfig,
    /// The places the person can choose; the first is chosen.
    pub places: Vec<PlaceConfig>,
    /// Where the person has goods sent; the first is chosen.
    pub addresses: Vec<Address>,
    /// What the person does with dialogs of the mini program.
    pub dialogs: DialogsConfig,
    /// How full the battery is.
    pub battery: Battery,
    /// What was copied before the mini program starts.
    pub clipboard: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Orientation {
    Portrait,
    Landscape,
}

/// `[device.location]`: one place, or a track that is walked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "LocationKeys", into = "LocationKeys")]
pub enum Location {
    Fixed(Position),
    Track {
        file: FilePath,
        /// How many times faster than real time.
        speed: f64,
    },
}

/// The keys of `[device.location]`, in WGS-84.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LocationKeys {
    /// Degrees north, -90 to 90.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latitude: Option<Latitude>,
    /// Degrees east, -180 to 180.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub longitude: Option<Longitude>,
    /// Metres. Absent: 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub altitude: Option<Altitude>,
    /// Metres. Absent: 10.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accuracy: Option<Amount>,
    /// Metres a second (absent: 0); with `track`, how many times faster than real time it is walked (absent: 1).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speed: Option<Amount>,
    /// A GPX file that is walked from the start of the session; at its end the phone stays there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub track: Option<FilePath>,
}

impl TryFrom<LocationKeys> for Location {
    type Error = &'static str;

    fn try_from(keys: LocationKeys) -> Result<Self, Self::Error> {
        match (keys.track, keys.latitude, keys.longitude) {
            (Some(file), None, None) => {
                let speed = keys.speed.map_or(1.0, f64::from);
                if keys.altitude.is_some() || keys.accuracy.is_some() {
                    return Err("with track, altitude and accuracy come from the track; leave them out");
                }
                if speed > 0.0 {
                    Ok(Self::Track { file, speed })
                } else {
                    Err("a track needs a speed above 0")
                }
            }
            (None, Some(latitude), Some(longitude)) => Ok(Self::Fixed(Position {
                latitude: latitude.into(),
                longitude: longitude.into(),
                altitude: keys.altitude.map_or(0.0, f64::from),
                accuracy: keys.accuracy.map_or(10.0, f64::from),
                speed: keys.speed.map_or(0.0, f64::from),
            })),
            (Some(_), _, _) => Err("track and latitude, longitude exclude each other"),
            (None, _, _) => Err("needs latitude and longitude, or track"),
        }
    }
}

impl From<Location> for LocationKeys {
    fn from(location: Location) -> Self {
        match location {
            Location::Track { file, speed } => {
                Self { track: Some(file), speed: Amount::try_from(speed).ok(), ..Self::default() }
            }
            // The numbers were within their bounds when they came.
            Location::Fixed(position) => Self {
                latitude: Latitude::try_from(position.latitude).ok(),
                longitude: Longitude::try_from(position.longitude).ok(),
                altitude: Altitude::try_from(position.altitude).ok(),
                accuracy: Amount::try_from(position.accuracy).ok(),
                speed: Amount::try_from(position.speed).ok(),
                track: None,
            },
        }
    }
}

/// `[device.network]`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct NetworkConfig {
    /// `wifi`, `2g`, `3g`, `4g`, `5g`, `unknown` or `none`. Absent: wifi.
    #[serde(rename = "type")]
    pub kind: Network,
}

/// `[device.album]`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AlbumConfig {
    /// Picture files, with `*`, `?`, `[…]` and `**`; sorted by name within each entry.
    pub images: Vec<FilePath>,
    /// Which the person picks: places in the list from 0, such as `[0, 2]`, or `all`. Never more than the page asks for.
    pub pick: Pick,
    /// The person closes the album instead.
    pub cancel: bool,
}

/// `[device.camera]`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CameraConfig {
    /// A picture file.
    pub image: Option<FilePath>,
    /// The person closes the camera instead.
    pub cancel: bool,
}

/// `[device.microphone]`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct MicrophoneConfig {
    /// A WAV, MP3, Ogg Vorbis, FLAC or AAC (M4A) file. Recording longer than it lasts hears silence.
    pub audio: Option<FilePath>,
}

/// `[device.scan]`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ScanConfig {
    /// A picture with a code in it, which is really read.
    pub image: Option<FilePath>,
    /// What the code says, without a picture; wins over `image`.
    pub result: Option<String>,
    /// The kind of code that `result` is from.
    pub scan_type: CodeName,
    /// The person closes the scanner instead.
    pub cancel: bool,
}

/// `[device.dialogs]`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct DialogsConfig {
    /// What is pressed in a `showModal`: `confirm` or `cancel`.
    pub modal: Option<Pressed>,
    /// What is written into an editable one before it is confirmed. Absent: what stands in it already.
    pub text: Option<String>,
    /// Which item of a `showActionSheet` is chosen, from 0, or `cancel`.
    pub action_sheet: Option<Chosen>,
    /// Whether the number of a `makePhoneCall` is called: `confirm` or `cancel`.
    pub call: Option<Pressed>,
    /// Whether the messages of a `requestSubscribeMessage` may be sent: `confirm` or `cancel`.
    pub subscribe: Option<Pressed>,
}

/// One of `[[device.places]]`, in GCJ-02.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaceConfig {
    /// What the place is called.
    pub name: String,
    /// Its address. Absent: empty.
    #[serde(default)]
    pub address: String,
    /// Degrees north, -90 to 90.
    pub latitude: Latitude,
    /// Degrees east, -180 to 180.
    pub longitude: Longitude,
}

/// `[payment]`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PaymentConfig {
    /// `ok`, `cancel` or `fail: <reason>`.
    pub result: Option<PaymentResult>,
}

impl From<PlaceConfig> for Place {
    fn from(place: PlaceConfig) -> Self {
        let PlaceConfig { name, address, latitude, longitude } = place;
        Self { name, address, latitude: latitude.into(), longitude: longitude.into() }
    }
}

impl SampanConfig {
    /// How the phone looks.
    pub fn profile(&self) -> Profile {
        let device = &self.device;
        let phone = device.preset.map(|name| Profile::from(name.preset())).unwrap_or_default();
        let phone = Profile {
            language: device.language.clone().map(String::from),
            theme: device.theme.unwrap_or_default(),
            time_zone: device.time_zone.clone().map(String::from),
            announce_wechat: self.web_view.announce_wechat,
            ..phone
        };
        if device.orientation == Some(Orientation::Landscape) { phone.turned() } else { phone }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::config::parse_toml;
    use crate::device::Consent;

    fn error(text: &str) -> String {
        parse_toml("sampan.toml", text).unwrap_err().to_string()
    }

    #[test]
    fn a_whole_device_file_is_read() {
        let config = parse_toml(
            "sampan.toml",
            r#"
            [device]
            preset = "iphone-15"
            language = "zh-CN"
            theme = "dark"
            time_zone = "Asia/Shanghai"
            orientation = "landscape"
            [device.location]
            latitude = 31
            longitude = 121.5
            [device.network]
            type = "5g"
            [device.album]
            images = ["fixtures/*.jpg"]
            pick = [0, 2]
            [[device.places]]
            name = "Pier"
            latitude = 31.2
            longitude = 121.5
            [consent]
            "scope.userLocation" = "system-off"
            [account]
            nickname = "Bao"
            [payment]
            result = "fail: no money"
            "#,
        )
        .unwrap();
        assert_eq!(config.device.album.pick, Pick::These(vec![0, 2]));
        assert_eq!(config.device.network.kind, Network::G5);
        assert_eq!(config.payment.result, Some(PaymentResult::Fail("no money".to_owned())));
        assert_eq!(config.consent.values().collect::<Vec<_>>(), [&Consent::SystemOff]);
        let phone = config.profile();
        assert_eq!((phone.width, phone.theme, phone.language.as_deref()), (852, Theme::Dark, Some("zh-CN")));
    }

    #[test]
    fn a_wrong_position_is_told_where_it_stands() {
        for (text, expected) in [
            ("[device.location]\nlatitude = 91\nlongitude = 0", "2:12: 91 is not between -90 and 90"),
            ("[device.location]\nlongitude = nan\nlatitude = 0", "2:13: NaN is not between -180 and 180"),
            ("[device.location]\nlongitude = inf\nlatitude = 0", "2:13: inf is not between -180 and 180"),
            (
                "[device.location]\nlatitude = \"north\"",
                "2:12: invalid type: string \"north\", expected a number",
            ),
            ("[device.location]\nlatitude = 1", "1:1: needs latitude and longitude, or track"),
            (
                "[device.location]\ntrack = \"a.gpx\"\nlatitude = 1\nlongitude = 1",
                "1:1: track and latitude, longitude exclude each other",
            ),
            ("[device.location]\ntrack = \"../a.gpx\"", "2:9: \"../a.gpx\" is not a path inside the folder"),
            ("[[device.places]]\nname = \"x\"\nlatitude = 0\nlongitude = 181", "4:13: 181 is not between"),
        ] {
            assert!(error(text).starts_with(&format!("sampan.toml:{expected}")), "{}", error(text));
        }
    }

    #[test]
    fn a_wrong_name_is_told_with_the_nearest_one() {
        for (text, expected) in [
            ("[device]\npreset = \"iphone15\"", "2:10: unknown value `iphone15`; did you mean `iphone-15`?"),
            ("[device.netwrok]\ntype = \"5g\"", "1:9: unknown key `netwrok`; did you mean `network`?"),
            (
                "[device.network]\ntype = \"6g\"",
                "2:8: unknown value `6g`; did you mean `5g`? (known: wifi, 2g, 3g, 4g, 5g, unknown, none)",
            ),
            (
                "[consent]\n\"scope.userlocation\" = \"allow\"",
                "2:1: unknown value `scope.userlocation`; did you mean `scope.userLocation`?",
            ),
            (
                "[consent]\n\"scope.record\" = \"denied\"",
                "2:18: unknown value `denied`; did you mean `deny`? (known: ask, allow, deny, system-off)",
            ),
            ("[device]\ntheme = \"drak\"", "2:9: unknown value `drak`; did you mean `dark`?"),
            (
                "[device.scan]\nscan_type = \"QRCODE\"",
                "2:13: unknown value `QRCODE`; did you mean `QR_CODE`?",
            ),
            ("[device.location]\nlattitude = 1", "2:1: unknown key `lattitude`; did you mean `latitude`?"),
        ] {
            assert!(error(text).starts_with(&format!("sampan.toml:{expected}")), "{}", error(text));
        }
    }

    #[test]
    fn other_wrong_values_say_what_would_be_right() {
        for (text, expected) in [
            (
                "[device.album]\npick = \"some\"",
                "2:8: invalid value: string \"some\", expected \"all\" or a list",
            ),
            ("[device.album]\npick = [-1]", "2:9: invalid value: integer `-1`, expected a whole number"),
            (
                "[payment]\nresult = \"no\"",
                "2:10: \"no\" is none of \"ok\", \"cancel\" and \"fail: <reason>\"",
            ),
            ("[device]\nlanguage = \"zh_CN\"", "2:12: \"zh_CN\" is not a language tag such as zh-CN"),
            ("[device]\ntime_zone = \"+8\"", "2:13: \"+8\" is not a time zone such as Asia/Shanghai"),
            (
                "[device.camera]\nimage = \"/etc/passwd\"",
                "2:9: \"/etc/passwd\" is not a path inside the folder",
            ),
        ] {
            assert!(error(text).starts_with(&format!("sampan.toml:{expected}")), "{}", error(text));
        }
    }

    #[test]
    fn every_key_of_the_phone_is_documented() {
        fn check(path: &str, node: &Value) {
            for (key, property) in node["properties"].as_object().into_iter().flatten() {
                assert!(property["description"].is_string(), "{path}.{key} has no doc comment");
            }
        }
        let schema = schemars::schema_for!(SampanConfig).to_value();
        check("sampan.toml", &schema);
        for (name, part) in schema["$defs"].as_object().unwrap() {
            check(name, part);
        }
        let location = &schema["$defs"]["DeviceConfig"]["properties"]["location"];
        assert!(location.to_string().contains("LocationKeys"), "{location}");
    }
}
