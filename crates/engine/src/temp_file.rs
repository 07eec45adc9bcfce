//! Temporary files of one mini program: pictures chosen, sounds recorded. They have opaque names on the mini program's
//! own origin, belong to it alone, and are gone with it. No path of this machine is ever in a name.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read as _, Seek as _};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::files::Disk;
use crate::package::percent_decode;

/// Where they stand on the local origin.
const FOLDER: &str = "/__temp__/";
/// Where `wxfile://` leads on it. `packages/logic/src/mirror_node.ts` knows it too.
pub const KEPT: &str = "/__files__/";
/// All of them together; a mini program that makes more must have let the first ones go.
const TOTAL_LIMIT: usize = 256 * 1024 * 1024;

/// A file without a name on this machine: it is gone with whoever holds it last.
pub type Unnamed = Arc<Mutex<File>>;

/// Small ones are held, what is downloaded lies on the disk.
#[derive(Clone, Debug)]
enum Kept {
    Held(Arc<[u8]>),
    OnDisk(Unnamed, usize),
}

impl Kept {
    fn len(&self) -> usize {
        match self {
            Self::Held(bytes) => bytes.len(),
            Self::OnDisk(_, length) => *length,
        }
    }

    fn read(&self) -> io::Result<Arc<[u8]>> {
        match self {
            Self::Held(bytes) => Ok(bytes.clone()),
            Self::OnDisk(file, length) => {
                let mut bytes = Vec::with_capacity(*length);
                let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
                file.rewind()?;
                file.read_to_end(&mut bytes)?;
                Ok(bytes.into())
            }
        }
    }
}

/// The files, by name. Shared with the view layer, which serves them.
#[derive(Debug)]
pub struct TempFiles {
    origin: String,
    /// Makes names that cannot be guessed from others.
    seed: u64,
    /// How many names were given.
    given: AtomicU64,
    files: Mutex<BTreeMap<String, Kept>>,
    kept: Option<PathBuf>,
}

impl TempFiles {
    pub fn new(origin: &str, seed: u64) -> Self {
        Self {
            origin: origin.to_owned(),
            seed,
            given: AtomicU64::default(),
            files: Mutex::default(),
            kept: None,
        }
    }

    /// Keeps a file and gives its name, a URL that the mini program's pages can show.
    pub fn add(&self, bytes: Vec<u8>, extension: &str) -> Result<String, String> {
        self.keep(Kept::Held(bytes.into()), extension)
    }

    /// A file on the disk, to be written and then given to [`TempFiles::add_file`].
    pub fn unnamed(&self) -> io::Result<Unnamed> {
        let file = match &self.kept {
            Some(folder) => {
                fs::create_dir_all(folder)?;
                tempfile::tempfile_in(folder)
            }
            None => tempfile::tempfile(),
        };
        Ok(Arc::new(Mutex::new(file?)))
    }

    /// The same as [`TempFiles::add`] with a file that was written.
    pub fn add_file(&self, file: Unnamed, length: usize, extension: &str) -> Result<String, String> {
        self.keep(Kept::OnDisk(file, length), extension)
    }

    fn keep(&self, file: Kept, extension: &str) -> Result<String, String> {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        let used: usize = files.values().map(Kept::len).sum();
        if used + file.len() > TOTAL_LIMIT {
            return Err(format!("temporary files take more than {} MB", TOTAL_LIMIT / 1024 / 1024));
        }
        let number = self.given.fetch_add(1, Ordering::Relaxed);
        let name = format!("{:016x}.{extension}", mix(self.seed ^ mix(number)));
        let url = format!("{}{FOLDER}{name}", self.origin);
        files.insert(name, file);
        Ok(url)
    }

    /// The file of a name that [`TempFiles::add`] gave, to the letter. Anything else is nobody's.
    pub fn get(&self, url: &str) -> Option<Arc<[u8]>> {
        self.by_path(url.strip_prefix(&self.origin)?)
    }

    /// Its bytes without reading them.
    pub fn length(&self, url: &str) -> Option<usize> {
        let name = url.strip_prefix(&self.origin)?.strip_prefix(FOLDER)?;
        self.files.lock().unwrap_or_else(PoisonError::into_inner).get(name).map(Kept::len)
    }

    /// Takes a file away.
    pub fn remove(&self, url: &str) {
        let name = url.strip_prefix(&self.origin).and_then(|path| path.strip_prefix(FOLDER));
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(name) = name {
            files.remove(name);
        }
    }

    /// With the mini program's own files in a folder, which stand beside the temporary ones for its pages to show.
    #[must_use]
    pub fn with_kept(self, folder: PathBuf) -> Self {
        Self { kept: Some(folder), ..self }
    }

    /// The same by the path of the URL, and a file that the mini program keeps.
    pub fn by_path(&self, path: &str) -> Option<Arc<[u8]>> {
        if let Some(path) = path.strip_prefix(KEPT) {
            let path = format!("wxfile://{}", percent_decode(path)?);
            return Disk::new(self.kept.clone()?).kept(&path).map(Arc::from);
        }
        self.by_name(path.strip_prefix(FOLDER)?)
    }

    /// The same by the last part of the URL alone.
    pub fn by_name(&self, name: &str) -> Option<Arc<[u8]>> {
        let file = self.files.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned();
        file?.read().ok()
    }
}

/// The extension of a temporary name, for its media type.
pub fn extension(url: &str) -> &str {
    url.rsplit_once('.').map_or("", |(_, extension)| extension)
}

/// `SplitMix64`: one to one, so no two numbers give the same name.
pub(crate) fn mix(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_were_given_lead_to_files() {
        let files = TempFiles::new("https://mp1.sampan.localhost", 7);
        let url = files.add(b"picture".to_vec(), "jpg").unwrap();
        assert_eq!(&*files.get(&url).unwrap(), b"picture");
        let name = url.rsplit_once('/').unwrap().1;
        for bad in [
            format!("https://mp2.sampan.localhost/__temp__/{name}"),
            format!("https://mp1.sampan.localhost/__temp__/../__temp__/{name}"),
            format!("https://mp1.sampan.localhost/__temp__/%2e%2e/{name}"),
            format!("https://mp1.sampan.localhost/__temp__//{name}"),
            format!("{url}\0"),
            format!("{url}?x"),
            name.to_owned(),
            "/etc/passwd".to_owned(),
            "file:///etc/passwd".to_owned(),
            String::new(),
        ] {
            assert!(files.get(&bad).is_none(), "{bad:?}");
        }
    }

    #[test]
    fn a_file_on_the_disk_is_read_when_it_is_asked_for_and_has_no_name_there() {
        let folder = tempfile::tempdir().unwrap();
        let files = TempFiles::new("https://a", 7).with_kept(folder.path().join("kept"));
        let file = files.unnamed().unwrap();
        io::Write::write_all(&mut *file.lock().unwrap(), b"picture").unwrap();
        let url = files.add_file(file, 7, "jpg").unwrap();
        for _ in 0..2 {
            assert_eq!(&*files.get(&url).unwrap(), b"picture");
        }
        assert_eq!(files.length(&url), Some(7));
        #[cfg(unix)]
        assert_eq!(fs::read_dir(folder.path().join("kept")).unwrap().count(), 0);
        let rest = files.unnamed().unwrap();
        assert!(files.add_file(rest, TOTAL_LIMIT, "bin").unwrap_err().contains("256 MB"));
    }

    proptest::proptest! {
        #[test]
        fn names_are_never_given_twice(count in 1..300usize, seed: u64) {
            let files = TempFiles::new("https://a", seed);
            let names: std::collections::BTreeSet<String> =
                (0..count).map(|_| files.add(vec![1], "png").unwrap()).collect();
            proptest::prop_assert_eq!(names.len(), count);
        }

        #[test]
        fn no_other_text_is_a_name(text in ".{0,60}", seed: u64) {
            let files = TempFiles::new("https://a", seed);
            let name = files.add(vec![1], "png").unwrap();
            proptest::prop_assume!(text != name);
            proptest::prop_assert!(files.get(&text).is_none());
        }
    }
}
