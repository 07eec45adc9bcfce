//! Scanning codes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Api, ApiDef};

pub(super) const APIS: &[ApiDef] = &[ApiDef::of::<ScanCode>()];

/// Lets the user scan a bar code or a two-dimensional code.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // declared now, carried out later
pub struct ScanCode {
    /// Without the album.
    #[serde(default)]
    only_from_camera: Option<bool>,
    /// `barCode`, `qrCode`, `datamatrix`, `pdf417`; the first two when absent.
    #[serde(default)]
    scan_type: Option<Vec<String>>,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScanCodeReply {
    /// What the code says.
    result: String,
    /// Which kind of code, e.g. `QR_CODE`.
    scan_type: String,
    /// Its character set.
    char_set: String,
    /// The page it leads to, when it is a code of this mini program.
    path: Option<String>,
    /// The bytes as base64.
    raw_data: String,
}

impl Api for ScanCode {
    const NAME: &'static str = "scanCode";
    const READY: bool = false;
    type Reply = ScanCodeReply;
}
