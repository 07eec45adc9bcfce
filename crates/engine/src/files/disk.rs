//! What is done to the files by their path; `open` has those that are open. The words of each failure are those of WeChat's documentation.

use std::collections::BTreeMap;
use std::fs::{self, File, Metadata};
use std::io::{self, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use schemars::JsonSchema;
use serde::Serialize;

use super::open::Open;
use super::path::STORE;
use super::{FILE_LIMIT, Place, TOTAL_LIMIT, unzip};
use crate::error::ApiError;
use crate::package::Package;
use crate::temp_file::TempFiles;

/// How deep a folder is looked through.
const DEPTH: usize = 64;

pub(super) type Done<T = ()> = Result<T, ApiError>;

/// The folder, and what is open in it.
pub struct Disk {
    folder: PathBuf,
    /// Bytes in use, once they have been counted.
    used: Option<u64>,
    pub(super) open: BTreeMap<String, Open>,
    pub(super) last_fd: u32,
}

/// What is read from besides the folder.
#[derive(Clone)]
pub struct Sources {
    pub package: Arc<Package>,
    pub temp_files: Arc<TempFiles>,
}

/// Seconds since 1970.
pub type FileTime = u64;

/// What is known of a file or folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Stats {
    /// Kind and rights, as POSIX has them.
    pub mode: u32,
    /// Bytes.
    pub size: u64,
    /// Seconds since 1970.
    pub last_accessed_time: FileTime,
    pub last_modified_time: FileTime,
    /// Whether it is a folder.
    pub is_directory: bool,
}

/// A saved file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Saved {
    /// Its path.
    pub file_path: String,
    /// Bytes.
    pub size: u64,
    /// When it was saved, in seconds since 1970.
    pub create_time: FileTime,
}

impl Disk {
    pub fn new(folder: PathBuf) -> Self {
        Self { folder, used: None, open: BTreeMap::new(), last_fd: 0 }
    }

    /// Where a user file or saved file is on this machine. What is not theirs, and a link, is nowhere.
    pub(super) fn real(&self, place: &Place) -> Option<PathBuf> {
        let (base, parts) = match place {
            Place::User(parts) => ("usr", parts.as_slice()),
            Place::Saved(name) => ("store", std::slice::from_ref(name)),
            _ => return None,
        };
        let mut path = self.folder.join(base);
        // The folder itself is there as soon as somebody looks for it.
        fs::create_dir_all(&path).ok()?;
        for part in parts {
            path.push(part);
            if path.symlink_metadata().is_ok_and(|found| found.is_symlink()) {
                return None;
            }
        }
        Some(path)
    }

    /// Where any place is, also one of the package.
    fn anywhere(&self, place: &Place, sources: &Sources) -> Option<PathBuf> {
        match place {
            Place::Package(path) => packaged(&sources.package, path),
            place => self.real(place),
        }
    }

    /// The bytes of a file, wherever it is. `verb` is what the failure is about.
    pub fn read(&self, path: &str, sources: &Sources, verb: &str) -> Done<Vec<u8>> {
        let place = Place::of(path);
        let missing = || fail(format!("no such file or directory, {verb} {path}"));
        match &place {
            Place::Nowhere => Err(denied(path)),
            Place::Temporary(url) => {
                sources.temp_files.get(url).map(|bytes| bytes.to_vec()).ok_or_else(missing)
            }
            Place::Package(inner) => match sources.package.read(inner) {
                Ok(Some(bytes)) if !is_tools(inner) => Ok(bytes),
                _ => Err(missing()),
            },
            Place::User(_) | Place::Saved(_) => {
                let real = self.real(&place).ok_or_else(|| denied(path))?;
                let found = real.metadata().map_err(|_| missing())?;
                if found.is_dir() {
                    return Err(denied(path));
                }
                if found.len() > FILE_LIMIT {
                    return Err(fail(format!("the file is larger than {} MB", FILE_LIMIT >> 20)));
                }
                fs::read(real).map_err(|error| other(&error))
            }
        }
    }

    /// The bytes of a file that the mini program keeps.
    pub fn kept(&self, path: &str) -> Option<Vec<u8>> {
        let real = self.real(&Place::of(path))?;
        let found = real.metadata().ok()?;
        (found.is_file() && found.len() <= FILE_LIMIT).then(|| fs::read(real).ok()).flatten()
    }

    /// Writes a file, or goes on writing at its end.
    pub fn write(&mut self, path: &str, bytes: &[u8], append: bool) -> Done {
        let real = self.room_for(path, bytes.len() as u64, append)?;
        let written = if append {
            File::options().append(true).open(real).and_then(|mut file| file.write_all(bytes))
        } else {
            fs::write(real, bytes)
        };
        written.map_err(|error| other(&error))
    }

    /// Writes what is in another file of so many bytes.
    pub fn write_from(&mut self, path: &str, from: &mut File, length: u64) -> Done {
        let real = self.room_for(path, length, false)?;
        let copied =
            from.rewind().and_then(|()| File::create(real)).and_then(|mut file| io::copy(from, &mut file));
        copied.map(drop).map_err(|error| other(&error))
    }

    /// Where a file of so many bytes, or with so many more, can be written.
    fn room_for(&mut self, path: &str, length: u64, append: bool) -> Done<PathBuf> {
        let real = self.writable(path)?;
        let before = real.metadata().ok();
        if before.as_ref().is_some_and(Metadata::is_dir) {
            return Err(fail(format!("illegal operation on a directory, open \"{path}\"")));
        }
        if append && before.is_none() {
            return Err(fail(format!("no such file or directory, open \"{path}\"")));
        }
        if !real.parent().is_some_and(Path::is_dir) {
            return Err(fail(format!("no such file or directory, open {path}")));
        }
        let before = before.map_or(0, |found| found.len());
        let after = length + if append { before } else { 0 };
        if after > FILE_LIMIT {
            return Err(full());
        }
        self.make_room(before, after)?;
        Ok(real)
    }

    /// A place that can be written; the folder itself is none.
    pub(super) fn writable(&self, path: &str) -> Done<PathBuf> {
        let place = Place::of(path);
        if !place.can_write() || place == Place::User(Vec::new()) {
            return Err(denied(path));
        }
        self.real(&place).ok_or_else(|| denied(path))
    }

    /// Counts a file that grows or shrinks; fails when there is no room for it.
    pub(super) fn make_room(&mut self, before: u64, after: u64) -> Done {
        let used = match self.used {
            Some(used) => used,
            None => size_of(&self.folder, DEPTH),
        };
        let then = used.saturating_sub(before) + after;
        if after > before && then > TOTAL_LIMIT {
            self.used = Some(used);
            return Err(full());
        }
        self.used = Some(then);
        Ok(())
    }

    pub fn access(&self, path: &str, sources: &Sources) -> Done {
        let place = Place::of(path);
        let there = match &place {
            Place::Temporary(url) => sources.temp_files.length(url).is_some(),
            place => self.anywhere(place, sources).is_some_and(|real| real.exists()),
        };
        if there { Ok(()) } else { Err(fail(format!("no such file or directory {path}"))) }
    }

    pub fn copy(&mut self, from: &str, to: &str, sources: &Sources) -> Done {
        let bytes =
            self.read(from, sources, "copyFile").map_err(|error| between(&error, "copyFile", from, to))?;
        self.write(to, &bytes, false).map_err(|error| between(&error, "copyFile", from, to))
    }

    pub fn rename(&self, from: &str, to: &str) -> Done {
        let missing = || fail(format!("no such file or directory, rename {from} -> {to}"));
        let both = self.writable(from).and_then(|old| Ok((old, self.writable(to)?)));
        let (old, new) = both.map_err(|error| between(&error, "rename", from, to))?;
        if !old.exists() || !new.parent().is_some_and(Path::is_dir) {
            return Err(missing());
        }
        fs::rename(old, new).map_err(|error| fail(format!("{error}, rename {from} -> {to}")))
    }

    pub fn unlink(&mut self, path: &str) -> Done {
        let real = self.writable(path)?;
        let found = real.metadata().map_err(|_| fail(format!("no such file or directory {path}")))?;
        if found.is_dir() {
            return Err(fail(format!("operation not permitted, unlink {path}")));
        }
        fs::remove_file(real).map_err(|error| other(&error))?;
        self.make_room(found.len(), 0)
    }

    pub fn mkdir(&self, path: &str, recursive: bool) -> Done {
        let real = match self.writable(path) {
            Err(_) if Place::of(path) == Place::User(Vec::new()) => return exists(path, recursive),
            real => real?,
        };
        if real.exists() {
            return exists(path, recursive && real.is_dir());
        }
        let made = if recursive { fs::create_dir_all(real) } else { fs::create_dir(real) };
        made.map_err(|_| fail(format!("no such file or directory {path}")))
    }

    pub fn rmdir(&mut self, path: &str, recursive: bool) -> Done {
        let real = self.writable(path)?;
        let found = real.metadata().map_err(|_| fail(format!("no such file or directory {path}")))?;
        if !found.is_dir() {
            return Err(fail(format!("not a directory {path}")));
        }
        if recursive {
            self.used = None;
            return fs::remove_dir_all(real).map_err(|error| other(&error));
        }
        fs::remove_dir(real).map_err(|_| fail("directory not empty"))
    }

    pub fn readdir(&self, path: &str, sources: &Sources) -> Done<Vec<String>> {
        let place = Place::of(path);
        let real = self.anywhere(&place, sources).ok_or_else(|| denied(path))?;
        let found = real.metadata().map_err(|_| fail(format!("no such file or directory {path}")))?;
        if !found.is_dir() {
            return Err(fail(format!("not a directory {path}")));
        }
        let entries = fs::read_dir(real).map_err(|error| other(&error))?;
        let mut names: Vec<String> =
            entries.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect();
        names.sort();
        Ok(names)
    }

    pub fn stat(&self, path: &str, sources: &Sources) -> Done<Stats> {
        let place = Place::of(path);
        let missing = || fail(format!("no such file or directory {path}"));
        if let Place::Temporary(url) = &place {
            let length = sources.temp_files.length(url).ok_or_else(missing)?;
            return Ok(Stats { size: length as u64, ..Stats::file() });
        }
        if place == Place::Nowhere {
            return Err(denied(path));
        }
        let real = self.anywhere(&place, sources).ok_or_else(missing)?;
        real.metadata().map(|found| Stats::of(&found)).map_err(|_| missing())
    }

    /// The folder and everything in it, by the path from the folder.
    pub fn stat_all(&self, path: &str, sources: &Sources) -> Done<Vec<(String, Stats)>> {
        let own = self.stat(path, sources)?;
        let real = self.anywhere(&Place::of(path), sources);
        let mut found = vec![("/".to_owned(), own)];
        if let Some(real) = real.filter(|real| real.is_dir()) {
            list(&real, "", DEPTH, &mut found);
        }
        Ok(found)
    }

    /// Keeps a temporary file, below a path of its own or in the store. Gives where it is then.
    pub fn save(&mut self, temporary: &str, path: Option<String>, sources: &Sources) -> Done<String> {
        let gone = || fail("tempFilePath file not exist");
        let bytes = sources.temp_files.get(temporary).ok_or_else(gone)?;
        let path = match path {
            Some(path) => {
                self.write(&path, &bytes, false)?;
                path
            }
            None => self.store(temporary, &bytes)?,
        };
        // It has moved: its old path leads nowhere (TCMPP documentation).
        sources.temp_files.remove(temporary);
        Ok(path)
    }

    fn store(&mut self, temporary: &str, bytes: &[u8]) -> Done<String> {
        let name = temporary.rsplit('/').next().unwrap_or_default();
        // Another session may have given the name before.
        let free =
            (0..).map(|n| if n == 0 { name.to_owned() } else { format!("{n}-{name}") }).find_map(|name| {
                let real = self.real(&Place::Saved(name.clone()))?;
                (!real.exists()).then_some((name, real))
            });
        let (name, real) = free.ok_or_else(|| denied(temporary))?;
        self.make_room(0, bytes.len() as u64)?;
        fs::write(real, bytes).map_err(|error| other(&error))?;
        Ok(format!("{STORE}/{name}"))
    }

    pub fn saved(&self) -> Vec<Saved> {
        let _ = self.real(&Place::Saved(String::new()));
        let entries = fs::read_dir(self.folder.join("store")).into_iter().flatten().flatten();
        let mut saved: Vec<Saved> = entries
            .filter_map(|entry| {
                let (name, found) = (entry.file_name().into_string().ok()?, entry.metadata().ok()?);
                found.is_file().then(|| Saved {
                    file_path: format!("{STORE}/{name}"),
                    size: found.len(),
                    create_time: seconds(found.modified()),
                })
            })
            .collect();
        saved.sort_by(|a, b| (a.create_time, &a.file_path).cmp(&(b.create_time, &b.file_path)));
        saved
    }

    pub fn remove_saved(&mut self, path: &str) -> Done {
        let place = Place::of(path);
        let real = self.real(&place).filter(|real| matches!(place, Place::Saved(_)) && real.is_file());
        let real = real.ok_or_else(|| fail("file not exist"))?;
        let size = real.metadata().map_or(0, |found| found.len());
        fs::remove_file(real).map_err(|error| other(&error))?;
        self.make_room(size, 0)
    }

    pub fn unzip(&mut self, archive: &str, target: &str, sources: &Sources) -> Done {
        let error = |error: &ApiError| between(error, "unzip", archive, target);
        let bytes = self.read(archive, sources, "unzip").map_err(|e| error(&e))?;
        let place = Place::of(target);
        if !place.can_write() {
            return Err(error(&denied(target)));
        }
        let left = TOTAL_LIMIT.saturating_sub(self.used.unwrap_or_else(|| size_of(&self.folder, DEPTH)));
        let entries = unzip::entries(&bytes, left).map_err(|reason| error(&fail(reason)))?;
        for unzip::Entry { path, bytes } in entries {
            let path = format!("{}/{}", target.trim_end_matches('/'), path.join("/"));
            let folder =
                if bytes.is_some() { path.rsplit_once('/').map_or("", |(folder, _)| folder) } else { &path };
            if Place::of(folder) != Place::User(Vec::new()) {
                self.mkdir(folder, true).map_err(|e| error(&e))?;
            }
            if let Some(bytes) = bytes {
                self.write(&path, &bytes, false).map_err(|e| error(&e))?;
            }
        }
        Ok(())
    }

    pub fn truncate(&mut self, path: &str, length: u64) -> Done {
        let real = self.writable(path)?;
        let file = File::options().write(true).open(&real);
        let file = file.map_err(|_| fail(format!("no such file or directory, open {path}")))?;
        self.resize(&file, length)
    }

    pub(super) fn resize(&mut self, file: &File, length: u64) -> Done {
        let before = file.metadata().map_or(0, |found| found.len());
        if length > FILE_LIMIT {
            return Err(full());
        }
        self.make_room(before, length)?;
        file.set_len(length).map_err(|error| other(&error))
    }
}

impl Stats {
    fn file() -> Self {
        Self { mode: 0o100_644, size: 0, last_accessed_time: 0, last_modified_time: 0, is_directory: false }
    }

    pub(super) fn of(found: &Metadata) -> Self {
        Self {
            mode: if found.is_dir() { 0o040_755 } else { 0o100_644 },
            size: found.len(),
            last_accessed_time: seconds(found.accessed()),
            last_modified_time: seconds(found.modified()),
            is_directory: found.is_dir(),
        }
    }
}

/// A file or folder of the package on this machine. What a link leads out of it to is not in it.
fn packaged(package: &Package, path: &str) -> Option<PathBuf> {
    let folder = package.source_folder()?.canonicalize().ok()?;
    let real = folder.join(path).canonicalize().ok()?;
    (real.starts_with(&folder) && !is_tools(path)).then_some(real)
}

/// What only the developer's tools read is no part of the package.
fn is_tools(path: &str) -> bool {
    path == "sampan.toml" || (path.starts_with("project.") && path.ends_with("config.json"))
}

fn list(folder: &Path, below: &str, depth: usize, found: &mut Vec<(String, Stats)>) {
    if depth == 0 {
        return;
    }
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let (Ok(name), Ok(data)) = (entry.file_name().into_string(), entry.metadata()) else { continue };
        let path = format!("{below}/{name}");
        found.push((path.clone(), Stats::of(&data)));
        if data.is_dir() {
            list(&entry.path(), &path, depth - 1, found);
        }
    }
}

fn size_of(folder: &Path, depth: usize) -> u64 {
    if depth == 0 {
        return 0;
    }
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| match entry.metadata() {
            Ok(data) if data.is_dir() => size_of(&entry.path(), depth - 1),
            Ok(data) => data.len(),
            Err(_) => 0,
        })
        .sum()
}

fn seconds(time: io::Result<SystemTime>) -> FileTime {
    time.ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok()).map_or(0, |time| time.as_secs())
}

pub(super) fn fail(reason: impl Into<String>) -> ApiError {
    ApiError::fail(reason)
}

pub(super) fn denied(path: &str) -> ApiError {
    fail(format!("permission denied, open {path}"))
}

pub(super) fn full() -> ApiError {
    fail("the maximum size of the file storage limit is exceeded")
}

fn exists(path: &str, is_fine: bool) -> Done {
    if is_fine { Ok(()) } else { Err(fail(format!("file already exists {path}"))) }
}

/// What the machine says, without its own numbers for it.
pub(crate) fn other(error: &io::Error) -> ApiError {
    fail(error.kind().to_string())
}

/// The same failure, of something that goes from one path to another.
fn between(error: &ApiError, verb: &str, from: &str, to: &str) -> ApiError {
    let text = error.to_string();
    let reason = text.split_once(", ").map_or(text.as_str(), |(reason, _)| reason);
    fail(format!("{reason}, {verb} {from} -> {to}"))
}
