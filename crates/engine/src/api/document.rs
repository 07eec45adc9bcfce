//! Documents.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Api, ApiDef, Nothing};

pub(super) const APIS: &[ApiDef] = &[ApiDef::of::<OpenDocument>()];

/// Opens a document (Android: PDF only, TCMPP documentation).
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // declared now, carried out later
pub struct OpenDocument {
    /// Path of the file.
    file_path: String,
    /// doc, docx, xls, xlsx, ppt, pptx or pdf.
    #[serde(default)]
    file_type: Option<String>,
}

impl Api for OpenDocument {
    const NAME: &'static str = "openDocument";
    const READY: bool = false;
    type Reply = Nothing;
}
