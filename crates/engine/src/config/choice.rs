//! What the person with the phone chooses, as the device file writes it: pictures of the album, how a payment
//! ends, what is pressed in a dialog.

use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserializer, SeqAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};

/// Which of the album's pictures the person picks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Pick {
    /// As many as were asked for, from the first.
    #[default]
    All,
    /// Those at these places, from 0.
    These(Vec<usize>),
}

impl<'de> Deserialize<'de> for Pick {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PickVisitor)
    }
}

struct PickVisitor;

impl<'de> Visitor<'de> for PickVisitor {
    type Value = Pick;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("\"all\" or a list of places such as [0, 2]")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Pick, E> {
        if text == "all" {
            Ok(Pick::All)
        } else {
            Err(E::invalid_value(serde::de::Unexpected::Str(text), &self))
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Pick, A::Error> {
        let mut places = Vec::new();
        while let Some(place) = seq.next_element()? {
            places.push(place);
        }
        Ok(Pick::These(places))
    }
}

impl Serialize for Pick {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::All => serializer.serialize_str("all"),
            Self::These(places) => places.serialize(serializer),
        }
    }
}

impl JsonSchema for Pick {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Pick".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "oneOf": [{ "const": "all" }, { "type": "array", "items": { "type": "integer", "minimum": 0 } }]
        })
    }
}

/// What comes of a payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum PaymentResult {
    Paid,
    Cancel,
    Fail(String),
}

impl TryFrom<String> for PaymentResult {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match text.as_str() {
            "ok" => Ok(Self::Paid),
            "cancel" => Ok(Self::Cancel),
            _ => text
                .strip_prefix("fail:")
                .map(|reason| Self::Fail(reason.trim().to_owned()))
                .ok_or_else(|| format!("\"{text}\" is none of \"ok\", \"cancel\" and \"fail: <reason>\"")),
        }
    }
}

impl From<PaymentResult> for String {
    fn from(result: PaymentResult) -> Self {
        match result {
            PaymentResult::Paid => "ok".to_owned(),
            PaymentResult::Cancel => "cancel".to_owned(),
            PaymentResult::Fail(reason) => format!("fail: {reason}"),
        }
    }
}

impl JsonSchema for PaymentResult {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "PaymentResult".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^(ok|cancel|fail:.*)$" })
    }
}

/// Which button of a dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Pressed {
    Confirm,
    Cancel,
}

/// Which item of an action sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chosen {
    Item(usize),
    Cancel,
}

impl<'de> Deserialize<'de> for Chosen {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ChosenVisitor)
    }
}

struct ChosenVisitor;

impl Visitor<'_> for ChosenVisitor {
    type Value = Chosen;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the place of an item from 0, or \"cancel\"")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Chosen, E> {
        if text == "cancel" {
            Ok(Chosen::Cancel)
        } else {
            Err(E::invalid_value(serde::de::Unexpected::Str(text), &self))
        }
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Chosen, E> {
        let item = usize::try_from(number).map(Chosen::Item);
        item.map_err(|_| E::invalid_value(serde::de::Unexpected::Signed(number), &self))
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Chosen, E> {
        let item = usize::try_from(number).map(Chosen::Item);
        item.map_err(|_| E::invalid_value(serde::de::Unexpected::Unsigned(number), &self))
    }
}

impl Serialize for Chosen {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Cancel => serializer.serialize_str("cancel"),
            Self::Item(place) => place.serialize(serializer),
        }
    }
}

impl JsonSchema for Chosen {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Chosen".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "oneOf": [{ "const": "cancel" }, { "type": "integer", "minimum": 0 }] })
    }
}
