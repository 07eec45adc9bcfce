//! How text stands in a file.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use schemars::JsonSchema;
use serde::Deserialize;

/// The encodings of the documentation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum Encoding {
    #[serde(rename = "utf8", alias = "utf-8")]
    Utf8,
    #[serde(rename = "ascii")]
    Ascii,
    #[serde(rename = "base64")]
    Base64,
    #[serde(rename = "binary", alias = "latin1")]
    Latin1,
    #[serde(rename = "hex")]
    Hex,
    #[serde(rename = "ucs2", alias = "ucs-2", alias = "utf16le", alias = "utf-16le")]
    Utf16,
}

impl Encoding {
    /// The text that bytes are. Bytes that are none become the sign for that, as in a browser.
    pub fn text(self, bytes: &[u8]) -> String {
        match self {
            Self::Utf8 => String::from_utf8_lossy(bytes).into_owned(),
            Self::Ascii => bytes.iter().map(|byte| char::from(byte & 0x7f)).collect(),
            Self::Latin1 => bytes.iter().map(|&byte| char::from(byte)).collect(),
            Self::Base64 => STANDARD.encode(bytes),
            Self::Hex => bytes.iter().fold(String::new(), |mut text, byte| {
                let _ = write!(text, "{byte:02x}");
                text
            }),
            Self::Utf16 => {
                let units = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
                char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
            }
        }
    }

    /// The bytes of a text; the error says what is wrong with it.
    pub fn bytes(self, text: &str) -> Result<Vec<u8>, String> {
        match self {
            Self::Utf8 => Ok(text.as_bytes().to_vec()),
            // The low byte of each unit, as Node does it.
            Self::Ascii | Self::Latin1 => Ok(text.encode_utf16().map(|unit| unit.to_le_bytes()[0]).collect()),
            Self::Base64 => STANDARD.decode(text).map_err(|error| format!("data is not base64: {error}")),
            Self::Hex => hex(text).ok_or_else(|| "data is not hex".to_owned()),
            Self::Utf16 => Ok(text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        }
    }
}

fn hex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_goes_through_every_encoding() {
        use Encoding as E;
        for encoding in [E::Utf8, E::Utf16] {
            let bytes = encoding.bytes("茶 a😀").unwrap();
            assert_eq!(encoding.text(&bytes), "茶 a😀", "{encoding:?}");
        }
        assert_eq!(E::Latin1.text(&[0xe9, 0x41]), "éA");
        assert_eq!(E::Latin1.bytes("éA").unwrap(), [0xe9, 0x41]);
        assert_eq!(E::Hex.text(&[0, 255]), "00ff");
        assert_eq!(E::Hex.bytes("00FF").unwrap(), [0, 255]);
        assert_eq!(E::Base64.bytes("AP8=").unwrap(), [0, 255]);
        for (encoding, text) in [(E::Hex, "0"), (E::Hex, "xx"), (E::Hex, "é"), (E::Base64, "?")] {
            assert!(encoding.bytes(text).is_err(), "{text}");
        }
        assert_eq!(E::Utf8.text(&[0xff]), "\u{fffd}");
    }
}
