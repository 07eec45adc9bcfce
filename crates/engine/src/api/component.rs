//! What built-in components of a page do that only the host can: pictures of a canvas, the camera, a button that shares.

use base64::Engine as _;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Api, ApiDef, ApiError, Cx, Nothing, Surface};
use crate::device::ImageSize;

pub(super) const APIS: &[ApiDef] =
    &[ApiDef::of::<KeepPicture>(), ApiDef::of::<TakePhoto>(), ApiDef::of::<ShareFromButton>()];

/// Keeps a picture that a page has drawn (`wx.canvasToTempFilePath`).
#[derive(Deserialize, JsonSchema)]
pub struct KeepPicture {
    /// The picture, as a `data:` address in base64.
    data: String,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct KeepPictureReply {
    /// Its temporary path.
    temp_file_path: String,
}

impl Api for KeepPicture {
    const NAME: &'static str = "keepPicture";
    const SURFACE: Surface = Surface::BuiltIn;
    type Reply = KeepPictureReply;

    async fn call(self, cx: Cx) -> Result<KeepPictureReply, ApiError> {
        let none = || ApiError::fail("the canvas gave no picture");
        let (kind, data) = self.data.split_once(";base64,").ok_or_else(none)?;
        let extension = if kind == "data:image/png" { "png" } else { "jpg" };
        let bytes = base64::engine::general_purpose::STANDARD.decode(data).map_err(|_| none())?;
        Ok(KeepPictureReply { temp_file_path: cx.keep(bytes, extension)? })
    }
}

/// Takes a picture with the phone's camera (`CameraContext.takePhoto`).
#[derive(Deserialize, JsonSchema)]
pub struct TakePhoto {
    /// `high`, `normal` or `low`; only `low` is made smaller here.
    quality: Option<String>,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TakePhotoReply {
    /// Temporary path of the picture.
    temp_image_path: String,
}

impl Api for TakePhoto {
    const NAME: &'static str = "takePhoto";
    const SURFACE: Surface = Surface::BuiltIn;
    type Reply = TakePhotoReply;

    async fn call(self, cx: Cx) -> Result<TakePhotoReply, ApiError> {
        let is_low = self.quality.as_deref() == Some("low");
        let size = if is_low { ImageSize::Compressed } else { ImageSize::Original };
        let picture = cx.device().camera(size).await.map_err(|error| cx.device_error(error))?;
        Ok(TakePhotoReply { temp_image_path: cx.keep(picture.bytes, &picture.extension)? })
    }
}

/// Shares the page as the person does who taps `<button open-type="share">`.
#[derive(Deserialize, JsonSchema)]
pub struct ShareFromButton {
    /// The button, for `onShareAppMessage`.
    target: Value,
}

impl Api for ShareFromButton {
    const NAME: &'static str = "shareFromButton";
    const SURFACE: Surface = Surface::BuiltIn;
    type Reply = Nothing;

    async fn call(self, cx: Cx) -> Result<Nothing, ApiError> {
        cx.share(self.target).await.map_err(ApiError::Fail)
    }
}
