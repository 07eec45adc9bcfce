//! Documents.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Api, ApiDef, ApiError, Cx, Nothing};
use crate::temp_file;

pub(super) const APIS: &[ApiDef] = &[ApiDef::of::<OpenDocument>()];

/// Opens a document. An Android phone opens PDF only, an iPhone all of them (TCMPP documentation).
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OpenDocument {
    /// Temporary path of the file, or a packaged file (`file://distH5/guide.pdf`).
    file_path: String,
    /// What it is; absent: what its name says.
    #[serde(default)]
    file_type: Option<FileType>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum FileType {
    Doc,
    Docx,
    Xls,
    Xlsx,
    Ppt,
    Pptx,
    Pdf,
}

impl Api for OpenDocument {
    const NAME: &'static str = "openDocument";
    type Reply = Nothing;

    async fn call(self, cx: Cx) -> Result<Nothing, ApiError> {
        let (url, bytes) = cx.document(&self.file_path)?;
        let named = || serde_json::from_value(json!(temp_file::extension(&url).to_ascii_lowercase())).ok();
        let kind = self.file_type.or_else(named).ok_or(ApiError::fail("filetype not supported"))?;
        if cx.is_android() && kind != FileType::Pdf {
            return Err(ApiError::fail("filetype not supported"));
        }
        if !kind.begins(&bytes) {
            let name = serde_json::to_value(kind).unwrap_or_default();
            return Err(ApiError::fail(format!("the file is no {}", name.as_str().unwrap_or("document"))));
        }
        cx.open_viewer("document", &json!({ "url": url, "type": kind, "size": bytes.len() })).await
    }
}

impl FileType {
    /// Whether the bytes begin as such a file does.
    fn begins(self, bytes: &[u8]) -> bool {
        let head: &[u8] = match self {
            Self::Pdf => b"%PDF-",
            Self::Docx | Self::Xlsx | Self::Pptx => b"PK\x03\x04",
            Self::Doc | Self::Xls | Self::Ppt => b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        };
        bytes.starts_with(head)
    }
}
