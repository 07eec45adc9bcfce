//! Images: choosing, looking at, reading.

use base64::Engine as _;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Api, ApiDef, ApiError, Cx, Nothing, Surface};
use crate::device::ImageSize;
use crate::temp_file;

pub(super) const APIS: &[ApiDef] =
    &[ApiDef::of::<ChooseImage>(), ApiDef::of::<PreviewImage>(), ApiDef::of::<GetLocalImgData>()];

/// More are never given (WeChat documentation; TCMPP names no number).
const MOST_IMAGES: f64 = 9.0;

/// Lets the user choose pictures from the album or take one.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChooseImage {
    /// How many at the most, 1 to 9; 9 when absent or 0, and for more than 9.
    #[serde(default)]
    count: Option<f64>,
    /// `original`, `compressed`; both when absent. Where both are allowed the picture is compressed.
    #[serde(default)]
    size_type: Option<Vec<SizeType>>,
    /// `album`, `camera`; both when absent. Where both are allowed the album is opened.
    #[serde(default)]
    source_type: Option<Vec<SourceType>>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) enum SizeType {
    Original,
    Compressed,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) enum SourceType {
    Album,
    Camera,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChooseImageReply {
    /// Temporary paths of the pictures: addresses that `<img>` shows.
    temp_file_paths: Vec<String>,
    /// Path and size of each.
    temp_files: Vec<TempFile>,
}

/// A temporary file.
#[derive(Serialize, JsonSchema)]
pub struct TempFile {
    /// Its temporary path.
    pub(super) path: String,
    /// Bytes.
    pub(super) size: usize,
}

impl Api for ChooseImage {
    const NAME: &'static str = "chooseImage";
    type Reply = ChooseImageReply;

    async fn call(self, cx: Cx) -> Result<ChooseImageReply, ApiError> {
        let count = match self.count {
            None | Some(0.0) => MOST_IMAGES,
            Some(count) if count >= 1.0 => count.min(MOST_IMAGES),
            Some(_) => return Err(ApiError::Arguments("parameter.count should be at least 1;".to_owned())),
        };
        let temp_files = pick(&cx, count, self.size_type, self.source_type).await?;
        let temp_file_paths = temp_files.iter().map(|file| file.path.clone()).collect();
        Ok(ChooseImageReply { temp_file_paths, temp_files })
    }
}

/// Pictures of the album, or one of the camera, as temporary files.
pub(super) async fn pick(
    cx: &Cx,
    count: f64,
    size_type: Option<Vec<SizeType>>,
    source_type: Option<Vec<SourceType>>,
) -> Result<Vec<TempFile>, ApiError> {
    let compressed = size_type.is_none_or(|list| list.is_empty() || list.contains(&SizeType::Compressed));
    let size = if compressed { ImageSize::Compressed } else { ImageSize::Original };
    let sources = source_type.unwrap_or_default();
    let camera_only = !sources.is_empty() && !sources.contains(&SourceType::Album);
    let device = cx.device();
    let pictures = if camera_only {
        vec![device.camera(size).await.map_err(|error| cx.device_error(error))?]
    } else {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a few
        device.album(count as usize, size).await.map_err(|error| cx.device_error(error))?
    };
    let keep = |picture: crate::device::Picture| {
        let size = picture.bytes.len();
        cx.keep(picture.bytes, &picture.extension).map(|path| TempFile { path, size })
    };
    pictures.into_iter().map(keep).collect()
}

/// Shows pictures in full screen. Answers when they are shown (assumed).
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PreviewImage {
    /// http(s) addresses, temporary paths or files that the mini program keeps (`wxfile://`), at least one.
    urls: Vec<String>,
    /// The one to begin with; the first when absent.
    #[serde(default)]
    current: Option<String>,
}

impl Api for PreviewImage {
    const NAME: &'static str = "previewImage";
    type Reply = Nothing;

    async fn call(self, cx: Cx) -> Result<Nothing, ApiError> {
        if self.urls.is_empty() {
            return Err(ApiError::Arguments("parameter.urls should have at least one address;".to_owned()));
        }
        let current = self.current.and_then(|current| self.urls.iter().position(|url| *url == current));
        let mut urls = Vec::new();
        for url in self.urls {
            urls.push(cx.shown(url).await?);
        }
        cx.open_viewer("image", &json!({ "urls": urls, "current": current.unwrap_or(0) })).await
    }
}

/// Reads a picture as base64. Documented for iOS, where the data begin with `data:` (field reports); given on Android too.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GetLocalImgData {
    /// Temporary path of the picture.
    #[serde(default)]
    file_path: Option<String>,
    /// The same; older spelling.
    #[serde(default)]
    file: Option<String>,
    /// The same in WeChat's SDK.
    #[serde(default)]
    local_id: Option<String>,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GetLocalImgDataReply {
    /// The picture as base64.
    local_data: String,
}

impl Api for GetLocalImgData {
    const NAME: &'static str = "getLocalImgData";
    const SURFACE: Surface = Surface::H5;
    type Reply = GetLocalImgDataReply;

    async fn call(self, cx: Cx) -> Result<GetLocalImgDataReply, ApiError> {
        let path = self.file_path.or(self.file).or(self.local_id).ok_or(ApiError::Parameter {
            name: "filePath".to_owned(),
            expected: "String",
            actual: "Undefined",
        })?;
        let bytes = cx.temp_file(&path)?;
        let data = base64::engine::general_purpose::STANDARD.encode(&bytes);
        let kind = mime_guess::from_ext(temp_file::extension(&path)).first_or_octet_stream();
        let local_data = if cx.is_android() { data } else { format!("data:{kind};base64,{data}") };
        Ok(GetLocalImgDataReply { local_data })
    }
}
