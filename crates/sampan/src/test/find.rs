//! Which files are specs: `*.spec.ts` and its kin, in the folders that are named.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::options::Settings;

const ENDINGS: [&str; 4] = [".spec.ts", ".spec.js", ".spec.mts", ".spec.mjs"];
/// Where nobody keeps specs, and where looking takes long.
const SKIPPED: [&str; 2] = ["node_modules", "target"];

/// All spec files, in the order of their names.
pub fn specs(settings: &Settings) -> Result<Vec<PathBuf>, String> {
    let mut found = BTreeSet::new();
    for path in &settings.paths {
        // One file has one name, however it was reached.
        let path = path.canonicalize().map_err(|error| format!("{}: {error}", path.display()))?;
        if path.is_file() {
            found.insert(path);
        } else {
            search(&path, &mut found);
        }
    }
    if found.is_empty() {
        let paths: Vec<_> = settings.paths.iter().map(|path| path.display().to_string()).collect();
        return Err(format!(
            "no spec files in {}; their names end in .spec.ts or .spec.js",
            paths.join(", ")
        ));
    }
    Ok(found.into_iter().collect())
}

fn search(folder: &Path, found: &mut BTreeSet<PathBuf>) {
    // A folder that may not be read has no specs to run.
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        let Ok(kind) = entry.file_type() else { continue };
        if kind.is_dir() {
            if !name.starts_with('.') && !SKIPPED.contains(&name.as_str()) {
                search(&path, found);
            }
        } else if ENDINGS.iter().any(|ending| name.ends_with(ending)) {
            found.insert(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn specs_are_found_by_their_names() {
        let folder = tempfile::tempdir().unwrap();
        for file in ["a.spec.ts", "b/c.spec.mjs", "b/help.ts", "node_modules/x/d.spec.js", ".git/e.spec.js"] {
            let path = folder.path().join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "").unwrap();
        }
        let mut found = BTreeSet::new();
        search(folder.path(), &mut found);
        let names: Vec<_> =
            found.iter().map(|path| path.strip_prefix(folder.path()).unwrap().to_string_lossy()).collect();
        assert_eq!(names, ["a.spec.ts", "b/c.spec.mjs"]);
    }
}
