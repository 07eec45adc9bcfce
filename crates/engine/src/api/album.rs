//! Pictures of the mini program's own code: chosen, looked at, made smaller, saved.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::media::{SizeType, SourceType, TempFile};
use super::{Api, ApiDef, ApiError, Cx, Nothing, Surface};
use crate::device::{Orientation, Picture, Shrink};
use crate::scope::Scope;
use crate::temp_file;

pub(super) const APIS: &[ApiDef] = &[
    ApiDef::of::<ChooseMedia>(),
    ApiDef::of::<GetImageInfo>(),
    ApiDef::of::<CompressImage>(),
    ApiDef::of::<SaveImageToPhotosAlbum>(),
];

/// More are never given (WeChat documentation).
const MOST: f64 = 20.0;
/// How many are given when nothing is said.
const USUAL: f64 = 9.0;
const QUALITY: f64 = 80.0;

#[derive(Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
enum MediaType {
    Image,
    Video,
    Mix,
}

/// Lets the user choose pictures from the album or take one. This phone has no videos: where only those are wanted it
/// fails.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChooseMedia {
    /// How many at the most, 1 to 20; 9 when absent.
    #[serde(default)]
    count: Option<f64>,
    /// `image`, `video`, `mix`; both kinds when absent.
    #[serde(default)]
    media_type: Option<Vec<MediaType>>,
    /// `album`, `camera`; both when absent. Where both are allowed the album is opened.
    #[serde(default)]
    source_type: Option<Vec<SourceType>>,
    /// `original`, `compressed`; both when absent. Where both are allowed the picture is compressed.
    #[serde(default)]
    size_type: Option<Vec<SizeType>>,
    /// The longest video, in seconds.
    #[serde(default)]
    #[allow(dead_code)]
    max_duration: Option<f64>,
    /// `back` or `front`.
    #[serde(default)]
    #[allow(dead_code)]
    camera: Option<String>,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChooseMediaReply {
    /// Path, size and kind of each.
    temp_files: Vec<Medium>,
    /// `image`.
    #[serde(rename = "type")]
    kind: &'static str,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Medium {
    /// Temporary path.
    temp_file_path: String,
    /// Bytes.
    size: usize,
    /// `image`.
    file_type: &'static str,
}

impl Api for ChooseMedia {
    const NAME: &'static str = "chooseMedia";
    const SURFACE: Surface = Surface::Logic;
    type Reply = ChooseMediaReply;

    async fn call(self, cx: Cx) -> Result<ChooseMediaReply, ApiError> {
        let kinds = self.media_type.unwrap_or_default();
        if !kinds.is_empty() && kinds.iter().all(|kind| *kind == MediaType::Video) {
            return Err(ApiError::fail("this phone has no videos"));
        }
        let count = self.count.unwrap_or(USUAL).clamp(1.0, MOST);
        let files = super::media::pick(&cx, count, self.size_type, self.source_type).await?;
        let medium = |TempFile { path, size }| Medium { temp_file_path: path, size, file_type: "image" };
        Ok(ChooseMediaReply { temp_files: files.into_iter().map(medium).collect(), kind: "image" })
    }
}

/// Tells size and kind of a picture.
#[derive(Deserialize, JsonSchema)]
pub struct GetImageInfo {
    /// A path of any kind, or an http(s) address: it is downloaded, so its host must be allowed for `downloadFile`.
    src: String,
}

#[derive(Serialize, JsonSchema)]
pub struct GetImageInfoReply {
    /// In pixels, as it stands in the file.
    width: u32,
    height: u32,
    /// Where it can be read: the path that was given, or a temporary one.
    path: String,
    /// How it is turned: `up`, `down`, `left`, `right`, and these `-mirrored`.
    orientation: Orientation,
    /// `jpeg`, `png`, `gif`, `webp` …
    #[serde(rename = "type")]
    kind: String,
}

impl Api for GetImageInfo {
    const NAME: &'static str = "getImageInfo";
    const SURFACE: Surface = Surface::Logic;
    type Reply = GetImageInfoReply;

    async fn call(self, cx: Cx) -> Result<GetImageInfoReply, ApiError> {
        let (path, bytes) = cx.fetch_file(&self.src).await?;
        let look = cx.device().look(Picture { bytes, extension: extension(&path) });
        let seen = look.await.map_err(|error| cx.device_error(error))?;
        Ok(GetImageInfoReply {
            width: seen.width,
            height: seen.height,
            path,
            orientation: seen.orientation,
            kind: seen.kind,
        })
    }
}

/// Makes a picture smaller.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CompressImage {
    /// A path of any kind.
    src: String,
    /// 0 to 100, of a JPEG; 80 when absent.
    #[serde(default)]
    quality: Option<f64>,
    /// Its width then, in pixels; with no height the shape stays.
    #[serde(default)]
    compressed_width: Option<f64>,
    /// Its height then.
    #[serde(default)]
    compressed_height: Option<f64>,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CompressImageReply {
    /// Temporary path of the smaller one.
    temp_file_path: String,
}

impl Api for CompressImage {
    const NAME: &'static str = "compressImage";
    const SURFACE: Surface = Surface::Logic;
    type Reply = CompressImageReply;

    async fn call(self, cx: Cx) -> Result<CompressImageReply, ApiError> {
        let bytes = cx.read_file(&self.src).await?;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // Cut to what fits.
        let pixels = |length: Option<f64>| length.filter(|l| *l >= 1.0).map(|l| l.min(20_000.0) as u32);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let quality = self.quality.unwrap_or(QUALITY).clamp(1.0, 100.0) as u8;
        let how =
            Shrink { quality, width: pixels(self.compressed_width), height: pixels(self.compressed_height) };
        let picture = Picture { bytes, extension: extension(&self.src) };
        let smaller = cx.device().shrink(picture, how).await.map_err(|error| cx.device_error(error))?;
        Ok(CompressImageReply { temp_file_path: cx.keep(smaller.bytes, &smaller.extension)? })
    }
}

/// Saves a picture to the album. What was saved can be picked from it while the phone runs.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SaveImageToPhotosAlbum {
    /// A path of any kind; no http(s) address.
    file_path: String,
}

impl Api for SaveImageToPhotosAlbum {
    const NAME: &'static str = "saveImageToPhotosAlbum";
    const SURFACE: Surface = Surface::Logic;
    const SCOPE: Option<Scope> = Some(Scope::WritePhotosAlbum);
    type Reply = Nothing;

    async fn call(self, cx: Cx) -> Result<Nothing, ApiError> {
        let bytes = cx.read_file(&self.file_path).await?;
        let picture = Picture { bytes, extension: extension(&self.file_path) };
        cx.device().keep_picture(picture).await.map_err(|error| cx.device_error(error))?;
        Ok(Nothing {})
    }
}

fn extension(path: &str) -> String {
    temp_file::extension(path).to_ascii_lowercase()
}
