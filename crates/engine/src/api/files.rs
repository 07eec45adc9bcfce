//! Files by their path: methods of `getFileSystemManager()`, each with its `…Sync` twin. Names, limits and the words of
//! failures: WeChat documentation. What is open has its chapter in `open_files`, what is kept in `saved_files`. User files are below `wx.env.USER_DATA_PATH`; temporary files,
//! saved files and the package can only be read.

use std::io::Read as _;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Api, ApiDef, ApiError, Cx, Nothing, Surface, Twin};
use crate::binary::{Binary, Data};
use crate::files::{Encoding, FILE_LIMIT, Stats};

pub(super) const APIS: &[ApiDef] = &[
    ApiDef::of::<Access>(),
    ApiDef::of::<ReadFile>(),
    ApiDef::of::<ReadCompressedFile>(),
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
    ApiDef::of::<ManagerGetFileInfo>(),
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

pub(super) use method;

#[allow(clippy::unnecessary_wraps)] // The trait's constant is an option.
pub(super) const fn twin(params: &'static [&'static str], result: &'static str) -> Option<Twin> {
    Some(Twin { params, result })
}

/// The twin takes the options as they are.
pub(super) const OPTIONS: &[&str] = &[Twin::OPTIONS];

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

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Compression {
    Br,
}

/// Reads a compressed file, at most 100 MB of what is in it.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReadCompressedFile {
    /// The path; of any kind.
    file_path: String,
    /// `br`.
    #[allow(dead_code)] // There is one.
    compression_algorithm: Compression,
}
method!(
    ReadCompressedFile,
    "FileSystemManager.readCompressedFile",
    twin(OPTIONS, "data"),
    ReadFileReply,
    |this, cx| {
        cx.disk(move |disk, sources| {
            let packed = disk.read(&this.file_path, sources, "open")?;
            Ok(ReadFileReply { data: Data::Binary(Binary(unpacked(&packed)?)) })
        })
        .await
    }
);

/// A few bytes can become very many.
fn unpacked(packed: &[u8]) -> Result<Vec<u8>, ApiError> {
    let mut bytes = Vec::new();
    let mut content = brotli_decompressor::Decompressor::new(packed, 4096).take(FILE_LIMIT + 1);
    content.read_to_end(&mut bytes).map_err(|error| ApiError::fail(format!("decompress fail: {error}")))?;
    if bytes.len() as u64 > FILE_LIMIT {
        return Err(ApiError::fail(format!("the content is larger than {} MB", FILE_LIMIT >> 20)));
    }
    Ok(bytes)
}

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
pub(super) fn bytes(data: Data, encoding: Option<Encoding>) -> Result<Vec<u8>, ApiError> {
    match data {
        Data::Binary(Binary(bytes)) => Ok(bytes),
        Data::Text(text) => encoding.unwrap_or(Encoding::Utf8).bytes(&text).map_err(ApiError::fail),
    }
}

/// A number of bytes. What is less than none fails, a part of one is none.
pub(super) fn whole(name: &str, number: Option<f64>) -> Result<Option<u64>, ApiError> {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // Between 0 and what a file can hold.
    match number {
        None => Ok(None),
        Some(number) if number >= 0.0 => Ok(Some(number.min(1e15) as u64)),
        Some(_) => Err(ApiError::Arguments(format!("parameter.{name} should be at least 0;"))),
    }
}

pub(super) fn at_most(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
