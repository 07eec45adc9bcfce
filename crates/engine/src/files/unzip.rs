//! Unpacking a ZIP file into a folder of the mini program.

use std::io::{Cursor, Read as _};

use zip::ZipArchive;

/// What an archive holds: folders and files by their path, with nothing that leads out of the target.
pub struct Entry {
    /// The names of the path, without `.` and `..`.
    pub path: Vec<String>,
    /// `None`: a folder.
    pub bytes: Option<Vec<u8>>,
}

/// Reads an archive whole, at most `limit` bytes of it unpacked. A link in it, or a name that leads out, is left out.
pub fn entries(archive: &[u8], limit: u64) -> Result<Vec<Entry>, String> {
    let mut archive =
        ZipArchive::new(Cursor::new(archive)).map_err(|error| format!("not a ZIP file: {error}"))?;
    let mut left = limit;
    let mut found = Vec::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).map_err(|error| error.to_string())?;
        let Some(path) = file.enclosed_name().filter(|_| !file.is_symlink()) else { continue };
        let path: Option<Vec<String>> =
            path.components().map(|part| part.as_os_str().to_str().map(str::to_owned)).collect();
        let Some(path) = path else { continue };
        if file.is_dir() {
            found.push(Entry { path, bytes: None });
            continue;
        }
        // What an archive says of its own sizes is not to be trusted: read up to the limit and one byte more.
        let mut bytes = Vec::new();
        file.by_ref().take(left + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
        let size = bytes.len() as u64;
        left = left.checked_sub(size).ok_or("the maximum size of the file storage limit is exceeded")?;
        found.push(Entry { path, bytes: Some(bytes) });
    }
    Ok(found)
}
