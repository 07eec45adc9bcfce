//! The folder of the device file. Nothing outside it is ever read, whatever a name, a pattern or a link says, and no
//! error shows where on the machine it is.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use glob::{MatchOptions, Pattern};
use sampan_engine::device::DeviceError;

/// The largest picture file, in bytes: a phone's largest photos are a fifth of it.
pub const LARGEST_PICTURE: u64 = 64 << 20;
/// As many pictures as an album shows.
const MOST_PICTURES: usize = 1_000;

#[derive(Clone, Debug)]
pub struct Folder {
    root: PathBuf,
}

impl Folder {
    pub fn open(path: &Path) -> Option<Self> {
        path.canonicalize().ok().filter(|root| root.is_dir()).map(|root| Self { root })
    }

    /// Opens a file of the folder.
    pub fn file(&self, name: &str) -> Result<File, DeviceError> {
        let path = self.root.join(name).canonicalize().map_err(|_| fail(name, "there is no such file"))?;
        if !path.starts_with(&self.root) {
            return Err(fail(name, "leaves the folder of sampan.toml"));
        }
        if !path.is_file() {
            return Err(fail(name, "is not a file"));
        }
        File::open(path).map_err(|error| fail(name, &format!("cannot be read: {}", error.kind())))
    }

    /// Reads a file whole, unless it is empty or larger than `limit`.
    pub fn read(&self, name: &str, limit: u64) -> Result<Vec<u8>, DeviceError> {
        let mut bytes = Vec::new();
        // One byte more than allowed is enough to know.
        self.file(name)?
            .take(limit + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| fail(name, &format!("cannot be read: {}", error.kind())))?;
        if bytes.is_empty() {
            return Err(fail(name, "is empty (0 bytes)"));
        }
        if bytes.len() as u64 > limit {
            return Err(fail(name, &format!("is larger than {} MB", limit >> 20)));
        }
        Ok(bytes)
    }

    /// The names that match the patterns: pattern by pattern, each sorted, none twice.
    pub fn matching<'a>(&self, patterns: impl Iterator<Item = &'a str>) -> Result<Vec<String>, DeviceError> {
        let mut names: Vec<String> = Vec::new();
        for pattern in patterns {
            let found = self.matching_one(pattern)?;
            if found.is_empty() {
                return Err(fail(pattern, "no file matches"));
            }
            for name in found {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        names.truncate(MOST_PICTURES);
        Ok(names)
    }

    fn matching_one(&self, pattern: &str) -> Result<Vec<String>, DeviceError> {
        let options = MatchOptions { require_literal_separator: true, ..MatchOptions::new() };
        let full = format!("{}/{pattern}", Pattern::escape(&self.root.to_string_lossy()));
        let paths = glob::glob_with(&full, options)
            .map_err(|error| fail(pattern, &format!("is not a pattern: {} at {}", error.msg, error.pos)))?;
        let files = paths.filter_map(Result::ok).filter(|path| path.is_file());
        let names =
            files.filter_map(|path| Some(path.strip_prefix(&self.root).ok()?.to_str()?.replace('\\', "/")));
        Ok(names.take(MOST_PICTURES).collect())
    }
}

/// An error about a file: its name as the device file has it, and what is wrong.
pub fn fail(name: &str, reason: &str) -> DeviceError {
    DeviceError::Fail(format!("{name}: {reason}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_and_come_once() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["b.jpg", "a.jpg", "c.png", "[x].jpg"] {
            std::fs::write(dir.path().join(name), "x").unwrap();
        }
        let folder = Folder::open(dir.path()).unwrap();
        let names = folder.matching(["c.*", "*.jpg", "a.jpg"].into_iter()).unwrap();
        assert_eq!(names, ["c.png", "[x].jpg", "a.jpg", "b.jpg"]);
        let error = folder.matching(["*.gif"].into_iter()).unwrap_err();
        assert_eq!(error.to_string(), "*.gif: no file matches");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_out_of_the_folder_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink("/etc/passwd", dir.path().join("a.jpg")).unwrap();
        let error = Folder::open(dir.path()).unwrap().read("a.jpg", 10).unwrap_err();
        assert_eq!(error.to_string(), "a.jpg: leaves the folder of sampan.toml");
    }

    #[test]
    fn an_empty_and_a_large_file_are_told() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("empty"), "").unwrap();
        std::fs::write(dir.path().join("large"), vec![0; 3 << 20]).unwrap();
        let folder = Folder::open(dir.path()).unwrap();
        assert_eq!(folder.read("empty", 10).unwrap_err().to_string(), "empty: is empty (0 bytes)");
        assert_eq!(folder.read("large", 2 << 20).unwrap_err().to_string(), "large: is larger than 2 MB");
        assert_eq!(folder.read("none", 10).unwrap_err().to_string(), "none: there is no such file");
    }
}
