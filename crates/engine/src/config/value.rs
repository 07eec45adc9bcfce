//! Values of the device file that are right once they are read: numbers within their bounds, names from a list, text of
//! a form. Who reads one never checks it again.

use std::path::{Component, Path};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserializer, Error as _};
use serde::{Deserialize, Serialize, Serializer};

use crate::profile::{PRESETS, Preset};

/// A number type with bounds; a number outside them, and NaN, is an error with both bounds in it.
macro_rules! bounded {
    ($(#[$doc:meta])* $name:ident, $low:literal, $high:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(try_from = "f64", into = "f64")]
        pub struct $name(f64);

        impl TryFrom<f64> for $name {
            type Error = String;

            fn try_from(number: f64) -> Result<Self, String> {
                if ($low..=$high).contains(&number) {
                    Ok(Self(number))
                } else {
                    Err(format!("{number} is not between {} and {}", $low, $high))
                }
            }
        }

        impl From<$name> for f64 {
            fn from(number: $name) -> Self {
                number.0
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "number", "minimum": $low, "maximum": $high })
            }
        }
    };
}

bounded! {
    /// Degrees north.
    Latitude, -90.0, 90.0
}
bounded! {
    /// Degrees east.
    Longitude, -180.0, 180.0
}
bounded! {
    /// Metres above the sea.
    Altitude, -20_000.0, 1_000_000.0
}
bounded! {
    /// Metres, metres a second, or how many times faster.
    Amount, 0.0, 1_000_000.0
}

/// A name from a list; another one is an error that serde words, so that the nearest name is told.
macro_rules! named {
    ($(#[$doc:meta])* $name:ident, $list:expr) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $name(&'static str);

        impl $name {
            pub fn as_str(self) -> &'static str {
                self.0
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                let known: &'static [&'static str] = $list;
                let found = known.iter().find(|name| **name == text);
                found.map(|name| Self(name)).ok_or_else(|| D::Error::unknown_variant(&text, known))
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.0)
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                let known: &'static [&'static str] = $list;
                json_schema!({ "type": "string", "enum": known })
            }
        }
    };
}

named! {
    /// The name of a phone of [`PRESETS`].
    PresetName, PRESET_NAMES
}
named! {
    /// A scope (TCMPP and WeChat documentation).
    Scope, SCOPES
}
named! {
    /// `scanType` of a reply of `scanCode` (TCMPP documentation).
    CodeName, CODE_NAMES
}

const PRESET_NAMES: &[&str] = &{
    let mut names = [""; PRESETS.len()];
    let mut at = 0;
    while at < names.len() {
        names[at] = PRESETS[at].name;
        at += 1;
    }
    names
};

const SCOPES: &[&str] = &[
    "scope.userLocation",
    "scope.userFuzzyLocation",
    "scope.userLocationBackground",
    "scope.record",
    "scope.camera",
    "scope.writePhotosAlbum",
    "scope.userInfo",
    "scope.getPhoneNumber",
    "scope.getEmailAddress",
    "scope.address",
    "scope.bluetooth",
    "scope.addPhoneContact",
    "scope.addPhoneCalendar",
    "scope.werun",
    "scope.invoice",
    "scope.invoiceTitle",
    "scope.nfc",
];

const CODE_NAMES: &[&str] = &[
    "QR_CODE",
    "AZTEC",
    "CODABAR",
    "CODE_39",
    "CODE_93",
    "CODE_128",
    "DATA_MATRIX",
    "EAN_8",
    "EAN_13",
    "ITF",
    "MAXICODE",
    "PDF_417",
    "RSS_14",
    "RSS_EXPANDED",
    "UPC_A",
    "UPC_E",
    "UPC_EAN_EXTENSION",
    "WX_CODE",
    "CODE_25",
];

impl PresetName {
    pub fn preset(self) -> &'static Preset {
        // The name is from the list that was made of this table.
        PRESETS.iter().find(|preset| preset.name == self.0).unwrap_or(&PRESETS[0])
    }
}

impl Default for CodeName {
    fn default() -> Self {
        Self("QR_CODE")
    }
}

/// Text of a form; other text is an error that says the form.
macro_rules! formed {
    ($(#[$doc:meta])* $name:ident, $check:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
        #[serde(try_from = "String", into = "String")]
        #[schemars(with = "String")]
        pub struct $name(String);

        impl $name {
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = String;

            fn try_from(text: String) -> Result<Self, String> {
                let check: fn(&str) -> Result<(), String> = $check;
                check(&text).map(|()| Self(text))
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.0
            }
        }
    };
}

formed! {
    /// A file in the folder of the device file; never one outside.
    FilePath, |text| {
        let inside = Path::new(text)
            .components()
            .all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
        if inside && !text.is_empty() && !text.contains(['\0', '\\']) {
            Ok(())
        } else {
            Err(format!("\"{text}\" is not a path inside the folder of this file, such as fixtures/a.jpg"))
        }
    }
}

formed! {
    /// A language tag (BCP 47).
    Language, |text| {
        let mut parts = text.split('-');
        let first = parts.next().unwrap_or_default();
        let letters = (2..=3).contains(&first.len()) && first.bytes().all(|b| b.is_ascii_alphabetic());
        if letters && parts.all(|part| (2..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())) {
            Ok(())
        } else {
            Err(format!("\"{text}\" is not a language tag such as zh-CN or en"))
        }
    }
}

formed! {
    /// A name of the time-zone database. Its form is checked; whether the zone exists, the browser knows.
    TimeZone, |text| {
        let well_formed = text.split('/').all(|part| {
            part.starts_with(|c: char| c.is_ascii_alphabetic())
                && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"_+-".contains(&b))
        });
        if well_formed { Ok(()) } else { Err(format!("\"{text}\" is not a time zone such as Asia/Shanghai or UTC")) }
    }
}
