//! What a phone has: album, camera, microphone, loudspeaker, position, network, scanner, places, addresses, account.
//!
//! The engine asks; a device answers, in its own time, with finished things: a picture that is already as small as was
//! asked for, a code that is already read. What the person with the phone decides (pick, cancel, refuse) is an answer
//! like any other. The scripted device of `crates/device` answers from `sampan.toml`; an embedder may bring its own.

use std::collections::BTreeMap;
use std::future::ready;
use std::time::Duration;

use futures::future::BoxFuture;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::profile::Profile;
use crate::sheet::{Question, SheetReply};

/// What comes of asking, in time.
pub type Answer<T> = BoxFuture<'static, Result<T, DeviceError>>;

/// Why a device does not give what it was asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DeviceError {
    /// The person closed the picker, the scanner, the payment sheet.
    #[error("cancel")]
    Cancel,
    /// Nobody is there to answer: `key` of the device file would.
    #[error("{what} is not set: add {key} to sampan.toml")]
    Unset { what: &'static str, key: &'static str },
    /// The person was to answer, and nobody looks at the phone.
    #[error("nobody looks at the phone to answer for {what}; open its page, or let the device file answer")]
    Alone { what: &'static str },
    /// In words for the developer.
    #[error("{0}")]
    Fail(String),
}

/// A phone. Every method returns at once.
pub trait Device: Send + Sync {
    /// Pictures the person picks, at most `count`.
    fn album(&self, count: usize, size: ImageSize) -> Answer<Vec<Picture>>;
    /// A picture the person takes.
    fn camera(&self, size: ImageSize) -> Answer<Picture>;
    /// Reads a code. `kinds` are those that count.
    fn scan(&self, kinds: Vec<CodeKind>, only_from_camera: bool) -> Answer<Scanned>;
    /// Where the phone is now, in WGS-84.
    fn position(&self) -> Answer<Position>;
    /// The place the person chooses on a map around `near` (latitude, longitude; GCJ-02).
    fn choose_place(&self, near: Option<(f64, f64)>) -> Answer<Place>;
    /// Where the person has goods sent.
    fn choose_address(&self) -> Answer<Address> {
        Box::pin(ready(Err(DeviceError::Unset { what: "the address", key: "[[device.addresses]]" })))
    }
    fn network(&self) -> Network;
    /// Starts the microphone.
    fn record(&self) -> Answer<Box<dyn Recording>>;
    /// Starts the loudspeaker with a sound at a position in it. Dropping what comes back silences it.
    fn play(&self, sound: Vec<u8>, from: Duration) -> Answer<Box<dyn Playing>>;
    /// What the person's account gives. `field` is what it is asked for: `login`, `phone`, `email` or `nickname`.
    fn account(&self, field: &'static str) -> Answer<Account>;
    /// The person's picture.
    fn avatar(&self) -> Answer<Picture> {
        Box::pin(ready(Err(DeviceError::Unset { what: "the avatar", key: "avatar in [account]" })))
    }
    /// The person pays, or does not.
    fn pay(&self, payment: Payment) -> Answer<()>;
    /// Size and kind of a picture.
    fn look(&self, _picture: Picture) -> Answer<Seen> {
        Box::pin(ready(Err(DeviceError::Fail("this phone reads no pictures".to_owned()))))
    }
    /// A smaller one.
    fn shrink(&self, _picture: Picture, _how: Shrink) -> Answer<Picture> {
        Box::pin(ready(Err(DeviceError::Fail("this phone reads no pictures".to_owned()))))
    }
    /// Keeps a picture in the album.
    fn keep_picture(&self, _picture: Picture) -> Answer<()> {
        Box::pin(ready(Err(DeviceError::Fail("this phone keeps no pictures".to_owned()))))
    }
    /// What the person does with a dialog of the mini program: a modal, an action sheet, a number to call.
    fn dialog(&self, _question: Question) -> Answer<SheetReply> {
        Box::pin(ready(Err(DeviceError::Unset { what: "a dialog's answer", key: "[device.dialogs]" })))
    }
    /// How full the battery is.
    fn battery(&self) -> Battery {
        Battery::default()
    }
    /// What was copied last.
    fn clipboard(&self) -> String;
    fn copy(&self, text: String);
    /// What the person says when asked for a scope (`scope.userLocation` …), and whether the phone itself allows it.
    fn consent(&self, scope: &str) -> Consent;
    /// Screen, user agent, language, theme, time zone.
    fn profile(&self) -> Profile;
    /// The device file as it is now (`device`, `consent`, `account`, `payment`), for whoever shows it. Null: there is none.
    fn settings(&self) -> Value {
        Value::Null
    }
    /// Who answers for what, where there is a choice.
    fn sources(&self) -> BTreeMap<Capability, Source> {
        BTreeMap::new()
    }
    /// Changes one key of the device file, `device.network.type` say; null takes it away. `source.camera` and its like
    /// take `script` or `phone`.
    fn change(&self, key: &str, _value: Value) -> Result<(), String> {
        Err(format!("{key}: this phone has no device file that could change"))
    }
    /// Reads a code in a picture that the person has given.
    fn read_code(&self, _picture: Picture, _kinds: Vec<CodeKind>) -> Answer<Scanned> {
        Box::pin(ready(Err(DeviceError::Fail("this phone reads no codes in pictures".to_owned()))))
    }
}

/// A microphone at work. Dropping it throws the recording away.
pub trait Recording: Send {
    /// Ends it: the sound of the given length, in a form that a browser plays.
    fn stop(self: Box<Self>, length: Duration) -> Answer<Sound>;
}

/// A loudspeaker at work; silenced when dropped.
pub trait Playing: Send {
    /// The whole sound's length.
    fn length(&self) -> Duration;
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImageSize {
    /// Byte for byte as it is.
    Original,
    /// Smaller, and upright whatever its EXIF orientation said.
    Compressed,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    pub bytes: Vec<u8>,
    /// `jpg`, `png`, `gif`, `webp` …
    pub extension: String,
}

/// What a picture is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Pixels, as they stand in the file.
    pub width: u32,
    pub height: u32,
    pub orientation: Orientation,
    /// `jpeg`, `png` …
    pub kind: String,
}

/// How a picture is turned in its file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Orientation {
    #[default]
    Up,
    Down,
    Left,
    Right,
    UpMirrored,
    DownMirrored,
    LeftMirrored,
    RightMirrored,
}

/// How a picture is made smaller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shrink {
    /// 1 to 100, of a JPEG.
    pub quality: u8,
    /// Pixels; with one of them the shape stays, with none the size.
    pub width: Option<u32>,
    pub height: Option<u32>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sound {
    pub bytes: Vec<u8>,
    pub extension: String,
    pub length: Duration,
}

/// `scanType` of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum CodeKind {
    BarCode,
    QrCode,
    #[serde(rename = "datamatrix")]
    DataMatrix,
    #[serde(rename = "pdf417")]
    Pdf417,
    /// WeChat's own round code: accepted, never found.
    WxCode,
}

/// What a code says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Scanned {
    pub result: String,
    /// `QR_CODE`, `EAN_13` …
    pub scan_type: String,
    pub char_set: String,
    /// The code's bytes.
    #[serde(default)]
    pub raw: Vec<u8>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Position {
    pub latitude: f64,
    pub longitude: f64,
    /// Metres.
    pub altitude: f64,
    pub accuracy: f64,
    /// Metres a second.
    pub speed: f64,
}

/// A place on the map, in GCJ-02.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Place {
    pub name: String,
    #[serde(default)]
    pub address: String,
    pub latitude: f64,
    pub longitude: f64,
}

/// Where goods are sent, and to whom.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Address {
    /// Who gets them.
    pub name: String,
    /// Their telephone number.
    pub phone: String,
    /// The largest part of the address.
    pub province: String,
    /// The part below that.
    pub city: String,
    /// The part below that.
    pub county: String,
    /// The street.
    pub street: String,
    /// House, floor, door.
    pub detail: String,
    /// The postcode.
    pub postcode: String,
    /// Number of the area, such as `440305`.
    pub code: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Network {
    #[default]
    #[serde(rename = "wifi")]
    Wifi,
    #[serde(rename = "2g")]
    G2,
    #[serde(rename = "3g")]
    G3,
    #[serde(rename = "4g")]
    G4,
    #[serde(rename = "5g")]
    G5,
    #[serde(rename = "unknown")]
    Unknown,
    #[serde(rename = "none")]
    None,
}

/// What a network is like: bytes a second down and up, and milliseconds to the first answer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Speed {
    pub down: f64,
    pub up: f64,
    pub latency: f64,
}

impl Network {
    /// `None`: it is not held up at all.
    ///
    /// 3G and 4G are `WebPageTest`'s profiles of these names. 2G is the throughput in the Network Information API's table,
    /// with a latency at which Chromium's `navigator.connection.effectiveType` says so too. 5G is assumed.
    pub fn speed(self) -> Option<Speed> {
        let (kilobits_down, kilobits_up, latency) = match self {
            Self::Wifi | Self::Unknown | Self::None => return None,
            Self::G2 => (70.0, 70.0, 1500.0),
            Self::G3 => (1600.0, 768.0, 300.0),
            Self::G4 => (9000.0, 9000.0, 170.0),
            Self::G5 => (100_000.0, 20_000.0, 30.0),
        };
        Some(Speed { down: kilobits_down * 125.0, up: kilobits_up * 125.0, latency })
    }
}

/// `[account]` of the device file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Account {
    /// The user's id, given out when a login code is exchanged.
    pub openid: Option<String>,
    /// A fixed login code; else each login makes a new one.
    pub code: Option<String>,
    /// Phone number, as the page gets it.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// A picture file in the folder of the device file.
    pub avatar: Option<String>,
    /// The name the person goes by.
    pub nickname: Option<String>,
}

/// `[device.battery]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Battery {
    /// Per cent.
    pub level: u8,
    /// Whether it is being charged.
    pub charging: bool,
}

impl Default for Battery {
    fn default() -> Self {
        Self { level: 100, charging: false }
    }
}

/// What a page wants paid.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Payment {
    pub prepay_id: String,
    pub time_stamp: String,
    pub nonce: String,
    pub sign_type: String,
    pub signature: String,
}

/// What a person says to a question for a scope.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Consent {
    /// Asks the person; with nobody there that means no.
    #[default]
    Ask,
    Allow,
    Deny,
    /// The phone's own switch is off: nobody is asked.
    SystemOff,
}

/// What of a phone the person with it can answer in the script's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Capability {
    Album,
    Camera,
    Scan,
    Microphone,
    Loudspeaker,
    Position,
    Network,
    Places,
    Addresses,
    Account,
    Payment,
    Dialogs,
}

impl Capability {
    pub const ALL: [Self; 12] = [
        Self::Album,
        Self::Camera,
        Self::Scan,
        Self::Microphone,
        Self::Loudspeaker,
        Self::Position,
        Self::Network,
        Self::Places,
        Self::Addresses,
        Self::Account,
        Self::Payment,
        Self::Dialogs,
    ];
}

/// Who answers for a capability.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Source {
    /// The device file; what it does not say, the person, when somebody looks at the phone.
    #[default]
    Script,
    /// The person with the phone, and the sensors of what shows it.
    Phone,
}
