//! The files that something is compiled from, and what was in them.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};

use sampan_engine::package::{Package, PackageError};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// Half of a SHA-256: enough for no two texts ever to be taken for each other.
pub type Digest = [u8; 16];

pub fn digest(bytes: &[u8]) -> Digest {
    let mut half = Digest::default();
    half.copy_from_slice(&Sha256::digest(bytes)[..16]);
    half
}

/// A file as it was; without digest it was not there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    file: String,
    digest: Option<Digest>,
}

/// Reads files for a compiler and remembers which.
pub struct Inputs<'a> {
    package: &'a Package,
    seen: RefCell<BTreeMap<String, Option<Digest>>>,
}

impl<'a> Inputs<'a> {
    pub fn new(package: &'a Package) -> Self {
        Self { package, seen: RefCell::default() }
    }

    pub fn read_text(&self, file: &str) -> Result<Option<String>, PackageError> {
        let text = self.package.read_text(file)?;
        let digest = text.as_ref().map(|text| digest(text.as_bytes()));
        self.seen.borrow_mut().insert(file.to_owned(), digest);
        Ok(text)
    }

    /// One that is there is not looked at any closer.
    pub fn exists(&self, file: &str) -> bool {
        let exists = self.package.exists(file);
        if !exists {
            self.seen.borrow_mut().insert(file.to_owned(), None);
        }
        exists
    }

    pub fn seen(self) -> Vec<Input> {
        self.seen.into_inner().into_iter().map(|(file, digest)| Input { file, digest }).collect()
    }
}

/// What is in the files now; each is read once a run.
#[derive(Default)]
pub struct Digests(Mutex<HashMap<String, Option<Digest>>>);

impl Digests {
    pub fn is_same(&self, package: &Package, input: &Input) -> bool {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !known.contains_key(&input.file) {
            let Ok(bytes) = package.read(&input.file) else { return false };
            known.insert(input.file.clone(), bytes.map(|bytes| digest(&bytes)));
        }
        known.get(&input.file) == Some(&input.digest)
    }
}
