//! Open files: the methods of `getFileSystemManager()` that take a descriptor, each with its `…Sync` twin (WeChat
//! documentation).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::files::{OPTIONS, at_most, bytes, method, twin, whole};
use super::{Api, ApiDef, ApiError, Cx, Nothing, Surface, Twin};
use crate::binary::{Binary, Data};
use crate::files::{Encoding, Flag, Stats};

pub(super) const APIS: &[ApiDef] = &[
    ApiDef::of::<Open>(),
    ApiDef::of::<Close>(),
    ApiDef::of::<Fstat>(),
    ApiDef::of::<Ftruncate>(),
    ApiDef::of::<Read>(),
    ApiDef::of::<Write>(),
];

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
