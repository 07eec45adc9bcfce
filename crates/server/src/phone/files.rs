//! The files of the phone's page and of the viewer, which are part of Sampan, and files of mini programs: temporary ones
//! and those of the package.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use futures::channel::oneshot;
use sampan_engine::engine::Command;
use sampan_engine::id::AppId;
use tokio::time::timeout;

use super::Server;
use super::door::{Entered, refused};

/// How long the engine may take to find a file.
const LIMIT: Duration = Duration::from_secs(10);

/// `/`, `/assets/…`, `/viewer/…` and whatever else the page is made of.
pub async fn asset(State(Entered { server, .. }): State<Entered>, uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    let path = match path {
        "" => "index.html",
        "viewer/" => "viewer/index.html",
        path => path,
    };
    let Some(asset) = server.powers.asset(path) else {
        return refused(StatusCode::NOT_FOUND, "There is nothing at this address.");
    };
    let bytes = match asset.bytes {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => bytes.into(),
    };
    let mut answer = Body::from(bytes).into_response();
    let kept = answer.headers_mut();
    kept.insert(header::CONTENT_TYPE, media_type(path));
    // Their names carry a hash of what is in them.
    if path.starts_with("assets/") {
        kept.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=31536000, immutable"));
    }
    if asset.gzip {
        let takes = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
        if !takes.is_some_and(|takes| takes.contains("gzip")) {
            return refused(StatusCode::NOT_ACCEPTABLE, "This file comes compressed with gzip only.");
        }
        kept.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    answer
}

/// `/temp/<app>/<name>`.
pub async fn temp(
    State(Entered { server, .. }): State<Entered>,
    Path((app, name)): Path<(String, String)>,
) -> Response {
    let file = name.clone();
    let bytes =
        from_engine(&server, |answer| Command::TempFile { app: AppId(app), name: file, answer }).await;
    foreign(bytes.map(|bytes| bytes.to_vec()), &name)
}

/// `/package/<app>/<path>`.
pub async fn package(
    State(Entered { server, .. }): State<Entered>,
    Path((app, path)): Path<(String, String)>,
) -> Response {
    let file = path.clone();
    let read = tokio::task::spawn_blocking(move || server.powers.package_file(&AppId(app), &file));
    foreign(read.await.ok().flatten(), &path)
}

/// `/sheet/<id>/sound`: what a `play` sheet plays.
pub async fn sound(State(Entered { server, .. }): State<Entered>, Path(id): Path<u64>) -> Response {
    let sound = from_engine(&server, |answer| Command::SheetSound { id, answer }).await;
    let media_type = sound.as_deref().map_or("audio/mpeg", sound_type);
    let mut answer = foreign(sound.map(|sound| sound.to_vec()), "");
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    answer
}

/// Bytes that the engine keeps.
async fn from_engine(
    server: &Server,
    command: impl FnOnce(oneshot::Sender<Option<Arc<[u8]>>>) -> Command,
) -> Option<Arc<[u8]>> {
    let (answer, wait) = oneshot::channel();
    server.powers.command(command(answer));
    timeout(LIMIT, wait).await.ok()?.ok().flatten()
}

/// Somebody else's bytes.
fn foreign(bytes: Option<Vec<u8>>, name: &str) -> Response {
    let Some(bytes) = bytes else {
        return refused(StatusCode::NOT_FOUND, "There is no such file (any more).");
    };
    let mut answer = Body::from(bytes).into_response();
    answer.headers_mut().insert(header::CONTENT_TYPE, media_type(name));
    answer
}

fn media_type(path: &str) -> HeaderValue {
    let text = match path.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "bmp" => "image/bmp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "ttf" => "font/ttf",
        "wav" => "audio/wav",
        "mp3" => "audio/mpeg",
        "aac" => "audio/aac",
        "m4a" => "audio/mp4",
        "ogg" => "audio/ogg",
        "pdf" => "application/pdf",
        "webmanifest" => "application/manifest+json",
        _ => "application/octet-stream",
    };
    HeaderValue::from_static(text)
}

/// By the first bytes: a sound has no name here.
fn sound_type(bytes: &[u8]) -> &'static str {
    match bytes {
        [b'R', b'I', b'F', b'F', ..] => "audio/wav",
        [b'O', b'g', b'g', b'S', ..] => "audio/ogg",
        [b'f', b'L', b'a', b'C', ..] => "audio/flac",
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => "audio/mp4",
        [0x1a, 0x45, 0xdf, 0xa3, ..] => "audio/webm",
        [0xff, 0xf1 | 0xf9, ..] => "audio/aac",
        _ => "audio/mpeg",
    }
}
