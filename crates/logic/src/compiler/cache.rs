//! One file a program: everything that was compiled, behind a checksum. It is made by this build of Sampan for itself; what
//! another one has left is not read.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use sampan_engine::package::Package;
use serde::{Deserialize, Serialize};

use super::inputs::{Digest, Input, digest};
use super::{Item, Made, Product};

/// The compilers that this build has; see `build.rs`.
const VERSION: &str = concat!("sampan ", env!("CARGO_PKG_VERSION"), " ", env!("SAMPAN_COMPILERS"), "\n");
/// Files of programs that nobody has run for so long are removed.
const KEPT_FOR: Duration = Duration::from_hours(90 * 24);
const ENDING: &str = "compiled";

#[derive(Serialize, Deserialize)]
struct Entry<P> {
    item: Item,
    inputs: Vec<Input>,
    product: P,
}

type Known = (HashMap<Item, Made>, Option<String>);

/// What is kept of this program. A damaged file is removed and told.
pub fn read(package: &Package, folder: &Path) -> Result<Known, String> {
    let file = file_of(package, folder);
    let Ok(bytes) = fs::read(&file) else { return Ok(Known::default()) };
    let Some(rest) = bytes.strip_prefix(VERSION.as_bytes()) else { return Ok(Known::default()) };
    let entries = open(rest).ok_or_else(|| {
        let _ = fs::remove_file(&file);
        format!("{} is damaged: the program is compiled anew", file.display())
    })?;
    let made =
        |Entry { item, inputs, product }| (item, Made { inputs: inputs.into(), product: Arc::new(product) });
    Ok((entries.into_iter().map(made).collect(), None))
}

fn open(bytes: &[u8]) -> Option<Vec<Entry<Product>>> {
    let (sum, content) = bytes.split_at_checked(size_of::<Digest>())?;
    (sum == digest(content)).then(|| postcard::from_bytes(content).ok()).flatten()
}

pub fn write(package: &Package, folder: &Path, all: &HashMap<Item, Made>) -> io::Result<()> {
    let entries: Vec<_> = all
        .iter()
        .map(|(item, made)| Entry {
            item: item.clone(),
            inputs: made.inputs.to_vec(),
            product: &*made.product,
        })
        .collect();
    let content = postcard::to_stdvec(&entries).map_err(io::Error::other)?;
    let bytes = [VERSION.as_bytes(), &digest(&content), &content].concat();
    fs::create_dir_all(folder)?;
    remove_old(folder);
    // Another Sampan may be at the same program: what stands there is always one's whole file.
    let file = file_of(package, folder);
    let part = file.with_extension(format!("{}.part", std::process::id()));
    fs::write(&part, bytes)?;
    fs::rename(&part, &file)
}

/// Named after the program's folder: ids of programs in the making are often the same.
fn file_of(package: &Package, folder: &Path) -> PathBuf {
    let name = u128::from_be_bytes(digest(package.root.as_os_str().as_encoded_bytes()));
    folder.join(format!("{name:032x}.{ENDING}"))
}

fn remove_old(folder: &Path) {
    let Ok(files) = fs::read_dir(folder) else { return };
    for file in files.flatten() {
        let age = file.metadata().and_then(|known| known.modified()).ok();
        let age = age.and_then(|at| SystemTime::now().duration_since(at).ok());
        if age.is_some_and(|age| age > KEPT_FOR) {
            let _ = fs::remove_file(file.path());
        }
    }
}
