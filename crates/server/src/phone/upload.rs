//! Files that the person gives: a picture from their album or camera, a sound from their microphone. They lie here under a
//! name until the answer they belong to comes, and not for long.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::door::{Entered, refused};
use crate::secret::secret;

/// The largest file.
pub const LIMIT: usize = 64 * 1024 * 1024;
/// All of them together.
const TOTAL_LIMIT: usize = 256 * 1024 * 1024;
/// How long a file may lie unused.
const AGE: Duration = Duration::from_mins(10);

/// The files that wait, by name.
#[derive(Default)]
pub struct Uploads(Mutex<BTreeMap<String, Upload>>);

pub struct Upload {
    pub bytes: Bytes,
    media_type: String,
    since: Instant,
}

impl Upload {
    /// What the name of such a file ends in.
    pub fn extension(&self) -> &'static str {
        match self.media_type.split(';').next().unwrap_or_default().trim() {
            "image/jpeg" => "jpg",
            "image/png" => "png",
            "image/gif" => "gif",
            "image/webp" => "webp",
            "image/bmp" => "bmp",
            "audio/webm" | "video/webm" => "webm",
            "audio/mp4" | "audio/x-m4a" => "m4a",
            "audio/mpeg" => "mp3",
            "audio/aac" => "aac",
            "audio/ogg" => "ogg",
            "audio/wav" | "audio/x-wav" | "audio/wave" => "wav",
            _ => "bin",
        }
    }
}

impl Uploads {
    fn add(&self, bytes: Bytes, media_type: String) -> Result<String, String> {
        let mut files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        files.retain(|_, file| file.since.elapsed() < AGE);
        if files.values().map(|file| file.bytes.len()).sum::<usize>() + bytes.len() > TOTAL_LIMIT {
            return Err(format!(
                "files that nobody has used take more than {} MB",
                TOTAL_LIMIT / 1024 / 1024
            ));
        }
        let name = secret().map_err(|error| error.to_string())?;
        files.insert(name.clone(), Upload { bytes, media_type, since: Instant::now() });
        Ok(name)
    }

    /// Takes files away, in this order. When one is missing all stay.
    pub fn take(&self, names: &[String]) -> Result<Vec<Upload>, String> {
        let mut files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        files.retain(|_, file| file.since.elapsed() < AGE);
        if let Some(missing) = names.iter().find(|name| !files.contains_key(*name)) {
            return Err(format!("there is no uploaded file {missing} (any more); upload it again"));
        }
        Ok(names.iter().filter_map(|name| files.remove(name)).collect())
    }
}

/// `POST /upload`: the body is the file.
pub async fn upload(
    State(Entered { server, .. }): State<Entered>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let media_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    match server.uploads.add(body, media_type.unwrap_or_default().to_owned()) {
        Ok(name) => axum::Json(json!({ "upload": name })).into_response(),
        Err(reason) => refused(StatusCode::INSUFFICIENT_STORAGE, &reason),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_there_once_and_all_are_taken_or_none() {
        let uploads = Uploads::default();
        let first = uploads.add(Bytes::from_static(b"1"), "image/png".to_owned()).unwrap();
        let second = uploads.add(Bytes::from_static(b"2"), String::new()).unwrap();
        assert_ne!(first, second);
        assert!(uploads.take(&[first.clone(), "nothing".to_owned()]).is_err());
        let taken = uploads.take(&[second, first.clone()]).unwrap();
        assert_eq!(taken.iter().map(|file| &*file.bytes).collect::<Vec<_>>(), [b"2", b"1"]);
        assert_eq!(taken[1].extension(), "png");
        assert!(uploads.take(&[first]).is_err());
    }
}
