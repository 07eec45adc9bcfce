//! Scanning codes.

use base64::Engine as _;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Api, ApiDef, ApiError, Cx};
use crate::device::CodeKind;

pub(super) const APIS: &[ApiDef] = &[ApiDef::of::<ScanCode>()];

/// Lets the user scan a bar code or a two-dimensional code.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScanCode {
    /// Without the album.
    #[serde(default)]
    only_from_camera: Option<bool>,
    /// `barCode`, `qrCode`, `datamatrix`, `pdf417`; the first two when absent.
    #[serde(default)]
    scan_type: Option<Vec<CodeKind>>,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    /// The bytes as base64.
    raw_data: String,
}

impl Api for ScanCode {
    const NAME: &'static str = "scanCode";
    type Reply = ScanCodeReply;

    async fn call(self, cx: Cx) -> Result<ScanCodeReply, ApiError> {
        let kinds = self.scan_type.filter(|kinds| !kinds.is_empty());
        let kinds = kinds.unwrap_or_else(|| vec![CodeKind::BarCode, CodeKind::QrCode]);
        let only_from_camera = self.only_from_camera.unwrap_or(false);
        let scanned =
            cx.device().scan(kinds, only_from_camera).await.map_err(|error| cx.device_error(error))?;
        Ok(ScanCodeReply {
            result: scanned.result,
            scan_type: scanned.scan_type,
            char_set: scanned.char_set,
            path: None,
            raw_data: base64::engine::general_purpose::STANDARD.encode(scanned.raw),
        })
    }
}
