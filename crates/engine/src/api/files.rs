//! Files: the methods of `getFileSystemManager()`, each with its `…Sync` twin, and the older functions of `wx`. Names,
//! limits and the words of failures: WeChat documentation. User files are below `wx.env.USER_DATA_PATH`; temporary files,
//! saved files and the package can only be read.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Api, ApiDef, ApiError, Cx, Nothing, Surface, Twin};
use crate::binary::{Binary, Data};
use crate::files::{Encoding, Flag, Saved, Stats};

pub(super) const APIS: &[ApiDef] = &[
    ApiDef::of::<Access>(),
    ApiDef::of::<ReadFile>(),
    ApiDef::of::<WriteFile>(),
    ApiDef::of::<AppendFile>(),
    ApiDef::of::<CopyFile>(),
    ApiDef::of::<Rename>(),
    ApiDef::of::<Unlink>(),
    ApiDef::of::<Mkdir>(),
    ApiDef::of::<Rmdir>(),
    ApiDef::of::<Readdir>(),
    ApiDef::of::<Stat>(),
    ApiDef::of::<Truncate>(),
    ApiDef::of::<Unzip>(),
    ApiDef::of::<Open>(),
    ApiDef::of::<Close>(),
    ApiDef::of::<Fstat>(),
    ApiDef::of::<Ftruncate>(),
    ApiDef::of::<Read>(),
    ApiDef::of::<Write>(),
    ApiDef::of::<ManagerSaveFile>(),
    ApiDef::of::<ManagerGetSavedFileList>(),
    ApiDef::of::<ManagerRemoveSavedFile>(),
    ApiDef::of::<ManagerGetFileInfo>(),
    ApiDef::of::<SaveFile>(),
    ApiDef::of::<GetSavedFileList>(),
    ApiDef::of::<GetSavedFileInfo>(),
    ApiDef::of::<RemoveSavedFile>(),
    ApiDef::of::<GetFileInfo>(),
];

/// A row whose interface is one thing to do on the disk.
macro_rules! method {
    ($type:ident, $name:literal, $twin:expr, $reply:ty, |$this:ident, $cx:ident| $body:expr) => {
        impl Api for $type {
            const NAME: &'static str = $name;
            const SURFACE: Surface = Surface::Logic;
            const SYNC_TWIN: Option<Twin> = $twin;
            type Reply = $reply;

            async fn call(self, $cx: Cx) -> Result<$reply, ApiError> {
                let $this = self;
                $body
            }
        }
    };
}

#[allow(clippy::unnecessary_wraps)] // The trait's constant is an option.
const fn twin(params: &'static [&'static str], result: &'static str) -> Option<Twin> {
    Some(Twin { params, result })
}

/// The twin takes the options as they are.
const OPTIONS: &[&str] = &[Twin::OPTIONS];

/// Tells whether a file or folder is there: fails when it is not.
#[derive(Deserialize, JsonSchema)]
pub struct Access {
    /// The path.
    path: String,
}
method!(Access, "FileSystemManager.access", twin(&["path"], ""), Nothing, |this, cx| {
    cx.disk(move |disk, sources| disk.access(&this.path, sources)).await.map(|()| Nothing {})
});

/// Reads a file, at most 100 MB: text with `encoding`, else an `ArrayBuffer`.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReadFile {
    /// The path; of any kind.
    file_path: String,
    /// `utf8`, `ascii`, `base64`, `binary`, `hex`, `ucs2`, `latin1` …; absent: bytes.
    #[serde(default)]
    encoding: Option<Encoding>,
    /// The byte to begin at.
    #[serde(default)]
    position: Option<f64>,
    /// How many bytes; to the end when absent.
    #[serde(default)]
    length: Option<f64>,
}

#[derive(Serialize, JsonSchema)]
pub struct ReadFileReply {
    /// What was read.
    data: Data,
}
method!(
    ReadFile,
    "FileSystemManager.readFile",
    twin(&["filePath", "encoding", "position", "length"], "data"),
    ReadFileReply,
    |this, cx| {
        let (position, length) = (whole("position", this.position)?, whole("length", this.length)?);
        cx.disk(move |disk, sources| {
            let bytes = disk.read(&this.file_path, sources, "open")?;
            let size = bytes.len();
            let from = position.map_or(0, at_most);
            if from > size || length.is_some_and(|length| at_most(length) > size - from) {
                return Err(ApiError::fail("the value of \"position\" or \"length\" is out of range"));
            }
            let end = length.map_or(size, |length| from + at_most(length));
            let part = &bytes[from..end];
            Ok(ReadFileReply {
                data: match this.encoding {
                    Some(encoding) => Data::Text(encoding.text(part)),
                    None => Data::Binary(Binary(part.to_vec())),
                },
            })
        })
        .await
    }
);

/// Writes a file anew, at most 100 MB.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct WriteFile {
    /// Below `wx.env.USER_DATA_PATH`; its folder must be there.
    file_path: String,
    /// Text or an `ArrayBuffer`.
    data: Data,
    /// How the text is written; utf8 when absent.
    #[serde(default)]
    encoding: Option<Encoding>,
}
method!(
    WriteFile,
    "FileSystemManager.writeFile",
    twin(&["filePath", "data", "encoding"], ""),
    Nothing,
    |this, cx| {
        let bytes = bytes(this.data, this.encoding)?;
        cx.disk(move |disk, _| disk.write(&this.file_path, &bytes, false)).await.map(|()| Nothing {})
    }
);

/// Goes on writing at the end of a file.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AppendFile {
    /// A file below `wx.env.USER_DATA_PATH` that is there.
    file_path: String,
    /// Text or an `ArrayBuffer`.
    data: Data,
    /// How the text is written; utf8 when absent.
    #[serde(default)]
    encoding: Option<Encoding>,
}
method!(
    AppendFile,
    "FileSystemManager.appendFile",
    twin(&["filePath", "data", "encoding"], ""),
    Nothing,
    |this, cx| {
        let bytes = bytes(this.data, this.encoding)?;
        cx.disk(move |disk, _| disk.write(&this.file_path, &bytes, true)).await.map(|()| Nothing {})
    }
);

/// Copies a file.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CopyFile {
    /// From; of any kind.
    src_path: String,
    /// To, below `wx.env.USER_DATA_PATH`.
    dest_path: String,
}
method!(CopyFile, "FileSystemManager.copyFile", twin(&["srcPath", "destPath"], ""), Nothing, |this, cx| {
    cx.disk(move |disk, sources| disk.copy(&this.src_path, &this.dest_path, sources))
        .await
        .map(|()| Nothing {})
});

/// Gives a file or folder another name.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Rename {
    /// The old one, below `wx.env.USER_DATA_PATH`; likewise the new one.
    old_path: String,
    /// The new one.
    new_path: String,
}
method!(Rename, "FileSystemManager.rename", twin(&["oldPath", "newPath"], ""), Nothing, |this, cx| {
    cx.disk(move |disk, _| disk.rename(&this.old_path, &this.new_path)).await.map(|()| Nothing {})
});

/// Removes a file.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Unlink {
    /// Below `wx.env.USER_DATA_PATH`.
    file_path: String,
}
method!(Unlink, "FileSystemManager.unlink", twin(&["filePath"], ""), Nothing, |this, cx| {
    cx.disk(move |disk, _| disk.unlink(&this.file_path)).await.map(|()| Nothing {})
});

/// Makes a folder.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Mkdir {
    /// Below `wx.env.USER_DATA_PATH`.
    dir_path: String,
    /// Whether the folders above it are made as well.
    #[serde(default)]
    recursive: Option<bool>,
}
method!(Mkdir, "FileSystemManager.mkdir", twin(&["dirPath", "recursive"], ""), Nothing, |this, cx| {
    let recursive = this.recursive.unwrap_or_default();
    cx.disk(move |disk, _| disk.mkdir(&this.dir_path, recursive)).await.map(|()| Nothing {})
});

/// Removes a folder.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Rmdir {
    /// Below `wx.env.USER_DATA_PATH`.
    dir_path: String,
    /// Whether what is in it goes too.
    #[serde(default)]
    recursive: Option<bool>,
}
method!(Rmdir, "FileSystemManager.rmdir", twin(&["dirPath", "recursive"], ""), Nothing, |this, cx| {
    let recursive = this.recursive.unwrap_or_default();
    cx.disk(move |disk, _| disk.rmdir(&this.dir_path, recursive)).await.map(|()| Nothing {})
});

/// Lists a folder.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Readdir {
    /// Below `wx.env.USER_DATA_PATH`, or of the package.
    dir_path: String,
}

#[derive(Serialize, JsonSchema)]
pub struct ReaddirReply {
    /// The names in it.
    files: Vec<String>,
}
method!(Readdir, "FileSystemManager.readdir", twin(&["dirPath"], "files"), ReaddirReply, |this, cx| {
    cx.disk(move |disk, sources| Ok(ReaddirReply { files: disk.readdir(&this.dir_path, sources)? })).await
});

/// Tells kind, size and times of a file or folder. They also have the functions `isDirectory` and `isFile`.
#[derive(Deserialize, JsonSchema)]
pub struct Stat {
    /// The path; of any kind.
    path: String,
    /// Whether everything in a folder is told: a list of `path` and `stats`.
    #[serde(default)]
    recursive: Option<bool>,
}

#[derive(Serialize, JsonSchema)]
pub struct StatReply {
    /// One, or the list.
    stats: Found,
}

#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
enum Found {
    One(Stats),
    All(Vec<Listed>),
}

#[derive(Serialize, JsonSchema)]
struct Listed {
    path: String,
    stats: Stats,
}
method!(Stat, "FileSystemManager.stat", twin(&["path", "recursive"], "stats"), StatReply, |this, cx| {
    let recursive = this.recursive.unwrap_or_default();
    cx.disk(move |disk, sources| {
        let own = disk.stat(&this.path, sources)?;
        if !recursive || !own.is_directory {
            return Ok(StatReply { stats: Found::One(own) });
        }
        let all = disk.stat_all(&this.path, sources)?;
        let all = all.into_iter().map(|(path, stats)| Listed { path, stats });
        Ok(StatReply { stats: Found::All(all.collect()) })
    })
    .await
});

/// Cuts a file off, or makes it longer with zeros.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Truncate {
    /// Below `wx.env.USER_DATA_PATH`.
    file_path: String,
    /// Bytes; 0 when absent.
    #[serde(default)]
    length: Option<f64>,
}
method!(Truncate, "FileSystemManager.truncate", twin(OPTIONS, ""), Nothing, |this, cx| {
    let length = whole("length", this.length)?.unwrap_or(0);
    cx.disk(move |disk, _| disk.truncate(&this.file_path, length)).await.map(|()| Nothing {})
});

/// Unpacks a ZIP file.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Unzip {
    /// The file; of any kind.
    zip_file_path: String,
    /// A folder below `wx.env.USER_DATA_PATH`; made when it is not there.
    target_path: String,
}
method!(Unzip, "FileSystemManager.unzip", None, Nothing, |this, cx| {
    cx.disk(move |disk, sources| disk.unzip(&this.zip_file_path, &this.target_path, sources))
        .await
        .map(|()| Nothing {})
});

/// Opens a file.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Open {
    /// Below `wx.env.USER_DATA_PATH`.
    file_path: String,
    /// As in Node: `r`, `r+`, `w`, `wx`, `w+`, `wx+`, `a`, `ax`, `a+`, `ax+`, `as`, `as+`; `r` when absent.
    #[serde(default)]
    flag: Option<Flag>,
}

#[derive(Serialize, JsonSchema)]
pub struct OpenReply {
    /// Names the open file.
    fd: String,
}
method!(Open, "FileSystemManager.open", twin(OPTIONS, "fd"), OpenReply, |this, cx| {
    let flag = this.flag.unwrap_or(Flag::Read);
    cx.disk(move |disk, _| Ok(OpenReply { fd: disk.open(&this.file_path, flag)? })).await
});

/// Closes an open file.
#[derive(Deserialize, JsonSchema)]
pub struct Close {
    /// Of `open`.
    fd: String,
}
method!(Close, "FileSystemManager.close", twin(OPTIONS, ""), Nothing, |this, cx| {
    cx.disk(move |disk, _| disk.close(&this.fd)).await.map(|()| Nothing {})
});

/// Tells size and times of an open file.
#[derive(Deserialize, JsonSchema)]
pub struct Fstat {
    /// Of `open`.
    fd: String,
}

#[derive(Serialize, JsonSchema)]
pub struct FstatReply {
    /// As of `stat`.
    stats: Stats,
}
method!(Fstat, "FileSystemManager.fstat", twin(OPTIONS, "stats"), FstatReply, |this, cx| {
    cx.disk(move |disk, _| Ok(FstatReply { stats: disk.fstat(&this.fd)? })).await
});

/// Cuts an open file off, or makes it longer with zeros.
#[derive(Deserialize, JsonSchema)]
pub struct Ftruncate {
    /// Of `open`.
    fd: String,
    /// Bytes; 0 when absent.
    #[serde(default)]
    length: Option<f64>,
}
method!(Ftruncate, "FileSystemManager.ftruncate", twin(OPTIONS, ""), Nothing, |this, cx| {
    let length = whole("length", this.length)?.unwrap_or(0);
    cx.disk(move |disk, _| disk.ftruncate(&this.fd, length)).await.map(|()| Nothing {})
});

/// Reads from an open file. The function also takes `arrayBuffer` and `offset`: what was read stands in there.
#[derive(Deserialize, JsonSchema)]
pub struct Read {
    /// Of `open`.
    fd: String,
    /// How many bytes; none when absent.
    #[serde(default)]
    length: Option<f64>,
    /// The byte to begin at; absent: where the last read ended.
    #[serde(default)]
    position: Option<f64>,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReadReply {
    /// How many bytes there were.
    bytes_read: usize,
    /// They.
    array_buffer: Binary,
}
method!(Read, "FileSystemManager.read", twin(OPTIONS, ""), ReadReply, |this, cx| {
    let (length, position) = (whole("length", this.length)?, whole("position", this.position)?);
    cx.disk(move |disk, _| {
        let bytes = disk.read_open(&this.fd, length.unwrap_or(0), position)?;
        Ok(ReadReply { bytes_read: bytes.len(), array_buffer: Binary(bytes) })
    })
    .await
});

/// Writes into an open file.
#[derive(Deserialize, JsonSchema)]
pub struct Write {
    /// Of `open`.
    fd: String,
    /// Text or an `ArrayBuffer`.
    data: Data,
    /// How the text is written; utf8 when absent.
    #[serde(default)]
    encoding: Option<Encoding>,
    /// Of an `ArrayBuffer`, the byte to begin with.
    #[serde(default)]
    offset: Option<f64>,
    /// Of an `ArrayBuffer`, how many bytes; all that follow when absent.
    #[serde(default)]
    length: Option<f64>,
    /// Where in the file; absent: where the last write ended.
    #[serde(default)]
    position: Option<f64>,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct WriteReply {
    /// How many bytes were written.
    bytes_written: u64,
}
method!(Write, "FileSystemManager.write", twin(OPTIONS, ""), WriteReply, |this, cx| {
    let is_text = matches!(this.data, Data::Text(_));
    let mut bytes = bytes(this.data, this.encoding)?;
    let position = whole("position", this.position)?;
    if !is_text {
        let from = at_most(whole("offset", this.offset)?.unwrap_or(0)).min(bytes.len());
        bytes.drain(..from);
        bytes.truncate(whole("length", this.length)?.map_or(bytes.len(), at_most));
    }
    cx.disk(move |disk, _| Ok(WriteReply { bytes_written: disk.write_open(&this.fd, &bytes, position)? }))
        .await
});

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

#[derive(Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Digest {
    #[default]
    Md5,
    Sha1,
}

#[derive(Serialize, JsonSchema)]
pub struct GetFileInfoReply {
    /// Bytes.
    size: usize,
    /// In hex.
    digest: String,
}

async fn info(cx: Cx, path: String, digest: Option<Digest>) -> Result<GetFileInfoReply, ApiError> {
    cx.disk(move |disk, sources| {
        let bytes = disk.read(&path, sources, "open").map_err(|_| ApiError::fail("file not exist"))?;
        let digest = match digest.unwrap_or_default() {
            Digest::Md5 => Encoding::Hex.text(&<md5::Md5 as md5::Digest>::digest(&bytes)),
            Digest::Sha1 => Encoding::Hex.text(&<sha1::Sha1 as sha1::Digest>::digest(&bytes)),
        };
        Ok(GetFileInfoReply { size: bytes.len(), digest })
    })
    .await
}

/// Tells size and digest of a file.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ManagerGetFileInfo {
    /// The path; of any kind.
    file_path: String,
    /// `md5` or `sha1`; md5 when absent.
    #[serde(default)]
    digest_algorithm: Option<Digest>,
}
method!(ManagerGetFileInfo, "FileSystemManager.getFileInfo", None, GetFileInfoReply, |this, cx| {
    info(cx, this.file_path, this.digest_algorithm).await
});

/// Tells size and digest of a file.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GetFileInfo {
    /// The path; of any kind.
    file_path: String,
    /// `md5` or `sha1`; md5 when absent.
    #[serde(default)]
    digest_algorithm: Option<Digest>,
}
method!(GetFileInfo, "getFileInfo", None, GetFileInfoReply, |this, cx| {
    info(cx, this.file_path, this.digest_algorithm).await
});

/// What is to be written.
fn bytes(data: Data, encoding: Option<Encoding>) -> Result<Vec<u8>, ApiError> {
    match data {
        Data::Binary(Binary(bytes)) => Ok(bytes),
        Data::Text(text) => encoding.unwrap_or(Encoding::Utf8).bytes(&text).map_err(ApiError::fail),
    }
}

/// A number of bytes. What is less than none fails, a part of one is none.
fn whole(name: &str, number: Option<f64>) -> Result<Option<u64>, ApiError> {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // Between 0 and what a file can hold.
    match number {
        None => Ok(None),
        Some(number) if number >= 0.0 => Ok(Some(number.min(1e15) as u64)),
        Some(_) => Err(ApiError::Arguments(format!("parameter.{name} should be at least 0;"))),
    }
}

fn at_most(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
