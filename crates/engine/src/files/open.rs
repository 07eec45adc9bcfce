//! Files that are open, by their descriptor. The words of each failure are those of WeChat's documentation.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};

use schemars::JsonSchema;
use serde::Deserialize;

use super::disk::{Disk, Done, Stats, denied, fail, full, other};
use super::{FILE_LIMIT, Place};
use crate::error::ApiError;

/// How many files may be open at once.
const OPEN_LIMIT: usize = 256;

pub(super) struct Open {
    file: File,
    path: String,
    flag: Flag,
}

/// How a file is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum Flag {
    #[serde(rename = "r")]
    Read,
    #[serde(rename = "r+")]
    ReadWrite,
    #[serde(rename = "w")]
    Write,
    #[serde(rename = "wx")]
    WriteNew,
    #[serde(rename = "w+")]
    Fresh,
    #[serde(rename = "wx+")]
    FreshNew,
    #[serde(rename = "a", alias = "as")]
    Append,
    #[serde(rename = "ax")]
    AppendNew,
    #[serde(rename = "a+", alias = "as+")]
    ReadAppend,
    #[serde(rename = "ax+")]
    ReadAppendNew,
}

impl Flag {
    fn reads(self) -> bool {
        use Flag as F;
        matches!(self, F::Read | F::ReadWrite | F::Fresh | F::FreshNew | F::ReadAppend | F::ReadAppendNew)
    }
    fn appends(self) -> bool {
        use Flag as F;
        matches!(self, F::Append | F::AppendNew | F::ReadAppend | F::ReadAppendNew)
    }
    fn is_new(self) -> bool {
        use Flag as F;
        matches!(self, F::WriteNew | F::FreshNew | F::AppendNew | F::ReadAppendNew)
    }
    fn truncates(self) -> bool {
        use Flag as F;
        matches!(self, F::Write | F::WriteNew | F::Fresh | F::FreshNew)
    }
}

impl Disk {
    pub fn open(&mut self, path: &str, flag: Flag) -> Done<String> {
        if self.open.len() >= OPEN_LIMIT {
            return Err(fail(format!("too many open files; close some of the {OPEN_LIMIT}")));
        }
        let real = if flag == Flag::Read {
            self.real(&Place::of(path)).ok_or_else(|| denied(path))?
        } else {
            self.writable(path)?
        };
        if real.is_dir() {
            return Err(fail(format!("illegal operation on a directory, open \"{path}\"")));
        }
        if flag.is_new() && real.exists() {
            return Err(fail(format!("EEXIST: file already exists, open {path}")));
        }
        if flag.truncates() {
            self.make_room(real.metadata().map_or(0, |found| found.len()), 0)?;
        }
        let writes = flag != Flag::Read;
        let creates = writes && flag != Flag::ReadWrite;
        let file = File::options()
            .read(flag.reads())
            .write(writes && !flag.appends())
            .append(flag.appends())
            .create(creates)
            .truncate(flag.truncates())
            .open(real)
            .map_err(|_| fail(format!("no such file or directory \"{path}\"")))?;
        self.last_fd += 1;
        let fd = self.last_fd.to_string();
        self.open.insert(fd.clone(), Open { file, path: path.to_owned(), flag });
        Ok(fd)
    }

    pub fn close(&mut self, fd: &str) -> Done {
        self.open.remove(fd).map(drop).ok_or_else(bad_fd)
    }

    pub fn fstat(&self, fd: &str) -> Done<Stats> {
        let open = self.open.get(fd).ok_or_else(bad_fd)?;
        open.file.metadata().map(|found| Stats::of(&found)).map_err(|error| other(&error))
    }

    pub fn ftruncate(&mut self, fd: &str, length: u64) -> Done {
        let file = self.opened_for(fd, |flag| flag != Flag::Read)?;
        self.resize(&file, length)
    }

    /// Up to `length` bytes from a position, or from where the last read ended.
    pub fn read_open(&self, fd: &str, length: u64, position: Option<u64>) -> Done<Vec<u8>> {
        let mut file = self.opened_for(fd, Flag::reads)?;
        let before = file.stream_position().map_err(|error| other(&error))?;
        if let Some(position) = position {
            file.seek(SeekFrom::Start(position)).map_err(|error| other(&error))?;
        }
        let mut bytes = Vec::new();
        let read = (&file).take(length.min(FILE_LIMIT)).read_to_end(&mut bytes);
        if position.is_some() {
            // A read at a position leaves the pointer where it was.
            file.seek(SeekFrom::Start(before)).map_err(|error| other(&error))?;
        }
        read.map(|_| bytes).map_err(|error| other(&error))
    }

    /// Writes at a position, or where the last write ended. Gives how many bytes were written.
    pub fn write_open(&mut self, fd: &str, bytes: &[u8], position: Option<u64>) -> Done<u64> {
        let mut file = self.opened_for(fd, |flag| flag != Flag::Read)?;
        let before = file.metadata().map_or(0, |found| found.len());
        let appends = self.open.get(fd).is_some_and(|open| open.flag.appends());
        let here = file.stream_position().map_err(|error| other(&error))?;
        let at = if appends { before } else { position.unwrap_or(here) };
        let after = before.max(at.saturating_add(bytes.len() as u64));
        if after > FILE_LIMIT {
            return Err(full());
        }
        self.make_room(before, after)?;
        if !appends {
            file.seek(SeekFrom::Start(at)).map_err(|error| other(&error))?;
        }
        file.write_all(bytes).map_err(|error| other(&error))?;
        if position.is_some() && !appends {
            file.seek(SeekFrom::Start(here)).map_err(|error| other(&error))?;
        }
        Ok(bytes.len() as u64)
    }

    /// An open file that was opened for this. It shares its pointer with the one that is kept.
    fn opened_for(&self, fd: &str, fits: fn(Flag) -> bool) -> Done<File> {
        let open = self.open.get(fd).ok_or_else(bad_fd)?;
        if !fits(open.flag) {
            return Err(fail(format!("bad file descriptor: {} was not opened for this", open.path)));
        }
        open.file.try_clone().map_err(|error| other(&error))
    }
}

fn bad_fd() -> ApiError {
    fail("bad file descriptor")
}
