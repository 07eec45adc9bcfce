//! Bytes in calls and replies, which are JSON: an `ArrayBuffer` of the mini program's is an object with one member, its
//! bytes in base64.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Value, json};

/// `packages/logic/src/binary.ts` knows it too.
const MARK: &str = "$arrayBuffer";

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Binary(pub Vec<u8>);

impl Binary {
    /// The bytes of a value that is an `ArrayBuffer`. The error says that its bytes cannot be read.
    pub fn of(value: &Value) -> Option<Result<Self, String>> {
        let object = value.as_object().filter(|object| object.len() == 1)?;
        let text = object.get(MARK)?.as_str()?;
        Some(
            STANDARD
                .decode(text)
                .map(Self)
                .map_err(|error| format!("an ArrayBuffer cannot be read: {error}")),
        )
    }

    pub fn to_value(&self) -> Value {
        json!({ MARK: STANDARD.encode(&self.0) })
    }
}

impl Serialize for Binary {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_value().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Binary {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        Self::of(&value).ok_or_else(|| D::Error::custom("not an ArrayBuffer"))?.map_err(D::Error::custom)
    }
}

impl JsonSchema for Binary {
    fn schema_name() -> Cow<'static, str> {
        "ArrayBuffer".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "object", "contentEncoding": "base64" })
    }
}

/// What is either: a message, a body, a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Data {
    Text(String),
    Binary(Binary),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_go_through_json() {
        let value = serde_json::to_value(Data::Binary(Binary(vec![0, 255]))).unwrap();
        assert_eq!(value, json!({ "$arrayBuffer": "AP8=" }));
        assert_eq!(serde_json::from_value::<Data>(value).unwrap(), Data::Binary(Binary(vec![0, 255])));
        assert!(Binary::of(&json!({ "$arrayBuffer": "?" })).unwrap().is_err());
        assert!(Binary::of(&json!({ "$arrayBuffer": "AA==", "more": 1 })).is_none());
    }
}
