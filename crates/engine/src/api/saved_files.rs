//! Saved files: temporary ones that a mini program keeps, by `getFileSystemManager()` and by the older functions of `wx`
//! (WeChat documentation).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::files::{method, twin};
use super::{Api, ApiDef, ApiError, Cx, Nothing, Surface, Twin};
use crate::files::Saved;

pub(super) const APIS: &[ApiDef] = &[
    ApiDef::of::<ManagerSaveFile>(),
    ApiDef::of::<SaveFile>(),
    ApiDef::of::<ManagerGetSavedFileList>(),
    ApiDef::of::<GetSavedFileList>(),
    ApiDef::of::<GetSavedFileInfo>(),
    ApiDef::of::<ManagerRemoveSavedFile>(),
    ApiDef::of::<RemoveSavedFile>(),
];

/// Keeps a temporary file, which leads nowhere under its old path then.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ManagerSaveFile {
    /// Its temporary path.
    temp_file_path: String,
    /// Where it is to be, below `wx.env.USER_DATA_PATH`; absent: among the saved files.
    #[serde(default)]
    file_path: Option<String>,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SaveFileReply {
    /// Where it is.
    saved_file_path: String,
}

async fn save(cx: Cx, temporary: String, path: Option<String>) -> Result<SaveFileReply, ApiError> {
    cx.disk(move |disk, sources| Ok(SaveFileReply { saved_file_path: disk.save(&temporary, path, sources)? }))
        .await
}
method!(
    ManagerSaveFile,
    "FileSystemManager.saveFile",
    twin(&["tempFilePath", "filePath"], "savedFilePath"),
    SaveFileReply,
    |this, cx| save(cx, this.temp_file_path, this.file_path).await
);

/// Keeps a temporary file, which leads nowhere under its old path then.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SaveFile {
    /// Its temporary path.
    temp_file_path: String,
}
method!(SaveFile, "saveFile", None, SaveFileReply, |this, cx| save(cx, this.temp_file_path, None).await);

/// Lists the saved files.
#[derive(Deserialize, JsonSchema)]
pub struct ManagerGetSavedFileList {}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GetSavedFileListReply {
    /// They, the oldest first.
    file_list: Vec<Saved>,
}

async fn saved(cx: Cx) -> Result<GetSavedFileListReply, ApiError> {
    cx.disk(|disk, _| Ok(GetSavedFileListReply { file_list: disk.saved() })).await
}
method!(
    ManagerGetSavedFileList,
    "FileSystemManager.getSavedFileList",
    None,
    GetSavedFileListReply,
    |_this, cx| saved(cx).await
);

/// Lists the saved files.
#[derive(Deserialize, JsonSchema)]
pub struct GetSavedFileList {}
method!(GetSavedFileList, "getSavedFileList", None, GetSavedFileListReply, |_this, cx| saved(cx).await);

/// Tells size and time of a saved file.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GetSavedFileInfo {
    /// Its path.
    file_path: String,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GetSavedFileInfoReply {
    /// Bytes.
    size: u64,
    /// When it was saved, in seconds since 1970.
    create_time: u64,
}
method!(GetSavedFileInfo, "getSavedFileInfo", None, GetSavedFileInfoReply, |this, cx| {
    cx.disk(move |disk, _| {
        let saved = disk.saved().into_iter().find(|saved| saved.file_path == this.file_path);
        let saved = saved.ok_or(ApiError::fail("file not exist"))?;
        Ok(GetSavedFileInfoReply { size: saved.size, create_time: saved.create_time })
    })
    .await
});

/// Removes a saved file.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ManagerRemoveSavedFile {
    /// Its path.
    file_path: String,
}
method!(ManagerRemoveSavedFile, "FileSystemManager.removeSavedFile", None, Nothing, |this, cx| {
    cx.disk(move |disk, _| disk.remove_saved(&this.file_path)).await.map(|()| Nothing {})
});

/// Removes a saved file.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RemoveSavedFile {
    /// Its path.
    file_path: String,
}
method!(RemoveSavedFile, "removeSavedFile", None, Nothing, |this, cx| {
    cx.disk(move |disk, _| disk.remove_saved(&this.file_path)).await.map(|()| Nothing {})
});
