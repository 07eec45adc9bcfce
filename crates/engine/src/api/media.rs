//! Images: choosing, looking at, reading.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Api, ApiDef, Nothing};

pub(super) const APIS: &[ApiDef] =
    &[ApiDef::of::<ChooseImage>(), ApiDef::of::<PreviewImage>(), ApiDef::of::<GetLocalImgData>()];

/// Lets the user choose pictures from the album or take one.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // declared now, carried out later
pub struct ChooseImage {
    /// How many at the most; 9 when absent.
    #[serde(default)]
    count: Option<f64>,
    /// `original`, `compressed`; both when absent.
    #[serde(default)]
    size_type: Option<Vec<String>>,
    /// `album`, `camera`; both when absent.
    #[serde(default)]
    source_type: Option<Vec<String>>,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChooseImageReply {
    /// Temporary paths of the pictures.
    temp_file_paths: Vec<String>,
    /// Path and size of each.
    temp_files: Vec<TempFile>,
}

impl Api for ChooseImage {
    const NAME: &'static str = "chooseImage";
    const READY: bool = false;
    type Reply = ChooseImageReply;
}

/// Shows pictures in full screen.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // declared now, carried out later
pub struct PreviewImage {
    /// http(s) addresses or temporary paths.
    urls: Vec<String>,
    /// The one to begin with; the first when absent.
    #[serde(default)]
    current: Option<String>,
}

impl Api for PreviewImage {
    const NAME: &'static str = "previewImage";
    const READY: bool = false;
    type Reply = Nothing;
}

/// Reads a picture as base64 (iOS only, TCMPP documentation).
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // declared now, carried out later
pub struct GetLocalImgData {
    /// Temporary path of the picture.
    #[serde(default)]
    file_path: Option<String>,
    /// The same; older spelling.
    #[serde(default)]
    file: Option<String>,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GetLocalImgDataReply {
    /// The picture as base64.
    local_data: String,
}

impl Api for GetLocalImgData {
    const NAME: &'static str = "getLocalImgData";
    const SURFACE: super::Surface = super::Surface::H5;
    const READY: bool = false;
    type Reply = GetLocalImgDataReply;
}

/// A temporary file.
#[derive(Serialize, JsonSchema)]
pub struct TempFile {
    /// Its temporary path.
    path: String,
    /// Bytes.
    size: u64,
}
