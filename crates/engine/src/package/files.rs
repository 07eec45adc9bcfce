//! Where a mini program's files are. Nothing outside its folder is ever read, whatever a path says.

use std::collections::BTreeMap;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::PackageError;

/// Where the files are.
#[derive(Debug)]
pub enum Files {
    Folder(PathBuf),
    /// Generated files, and the folder behind the static path `h5`, if any.
    Generated {
        files: BTreeMap<String, String>,
        h5: Option<PathBuf>,
    },
}

impl Files {
    fn path(&self, path: &str) -> Option<PathBuf> {
        match self {
            Self::Folder(root) => {
                let real = safe_join(root, path)?.canonicalize().ok()?;
                real.starts_with(root).then_some(real)
            }
            Self::Generated { .. } => None,
        }
    }

    pub fn exists(&self, path: &str) -> bool {
        match self {
            Self::Folder(_) => self.path(path).is_some_and(|path| path.is_file()),
            Self::Generated { files, .. } => files.contains_key(path),
        }
    }

    pub fn bytes(&self, path: &str) -> Result<Option<Vec<u8>>, PackageError> {
        match self {
            Self::Generated { files, .. } => Ok(files.get(path).map(|text| text.clone().into_bytes())),
            Self::Folder(_) => {
                let Some(real) = self.path(path).filter(|real| real.is_file()) else { return Ok(None) };
                std::fs::read(real)
                    .map(Some)
                    .map_err(|error| PackageError::Read { file: path.to_owned(), error })
            }
        }
    }

    pub fn text(&self, path: &str) -> Result<Option<String>, PackageError> {
        let Some(bytes) = self.bytes(path)? else { return Ok(None) };
        String::from_utf8(bytes).map(Some).map_err(|error| PackageError::Read {
            file: path.to_owned(),
            error: io::Error::new(io::ErrorKind::InvalidData, format!("not UTF-8 text: {error}")),
        })
    }
}

/// Joins without ever leaving `root`: no `..`, no absolute part, no NUL, no backslash tricks.
pub fn safe_join(root: &Path, path: &str) -> Option<PathBuf> {
    if path.contains(['\0', '\\']) {
        return None;
    }
    let mut joined = root.to_owned();
    for part in Path::new(path).components() {
        match part {
            Component::Normal(name) => joined.push(name),
            Component::CurDir => {}
            Component::RootDir | Component::ParentDir | Component::Prefix(_) => return None,
        }
    }
    Some(joined)
}

pub fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        if first == b'%' {
            let hex = std::str::from_utf8(tail.get(..2)?).ok()?;
            bytes.push(u8::from_str_radix(hex, 16).ok()?);
            rest = &tail[2..];
        } else {
            bytes.push(first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).ok()
}

pub fn percent_encode(name: &str) -> String {
    name.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}
