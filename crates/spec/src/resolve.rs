//! Which file an import means: relative paths, and packages in `node_modules`.

use std::fs;
use std::path::{Component, Path, PathBuf};

use serde_json::Value;

use crate::bundle;

/// What a name can be left without, in the order in which they are tried.
const ENDINGS: [&str; 8] = ["", ".ts", ".mts", ".js", ".mjs", ".json", "/index.ts", "/index.js"];
/// TypeScript has people write the name that a file will have once it is compiled.
const COMPILED: [(&str, &str); 2] = [(".js", ".ts"), (".mjs", ".mts")];
/// Which of a package's faces is meant; a spec is neither Node.js nor a browser.
const CONDITIONS: [&str; 3] = ["import", "module", "default"];

/// The name of the module that `request` means in the file `from`. The error is a sentence.
pub fn resolve(from: &Path, request: &str) -> Result<String, String> {
    if request == bundle::NAME || request == "@sampan/driver" {
        return Ok(bundle::NAME.to_owned());
    }
    let found = if is_path(request) {
        let folder = from.parent().unwrap_or(Path::new("/"));
        file(&normal(&folder.join(request)))
            .ok_or_else(|| format!("cannot find \"{request}\": there is no such file beside {}", name(from)))
    } else {
        package(from, request)
    };
    found.map(|path| path.to_string_lossy().into_owned())
}

fn is_path(request: &str) -> bool {
    request.starts_with("./")
        || request.starts_with("../")
        || [".", ".."].contains(&request)
        || Path::new(request).is_absolute()
}

fn name(file: &Path) -> String {
    file.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn file(path: &Path) -> Option<PathBuf> {
    let text = path.to_string_lossy();
    let named = ENDINGS.iter().map(|ending| format!("{text}{ending}"));
    let compiled =
        COMPILED.iter().filter_map(|(js, ts)| text.strip_suffix(js).map(|start| format!("{start}{ts}")));
    named.chain(compiled).map(PathBuf::from).find(|path| path.is_file())
}

/// Without `.` and `..`, so that a file has one name however it is reached.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => drop(normal.pop()),
            part => normal.push(part),
        }
    }
    normal
}

fn package(from: &Path, request: &str) -> Result<PathBuf, String> {
    if let Some(name) = request.strip_prefix("node:") {
        return Err(format!("\"node:{name}\" is a part of Node.js; specs run without it"));
    }
    let parts = request.splitn(3, '/').collect::<Vec<_>>();
    let depth = if request.starts_with('@') { 2 } else { 1 };
    let name = parts[..depth.min(parts.len())].join("/");
    let inner = format!(".{}", &request[name.len()..]);
    let Some(folder) =
        from.ancestors().map(|folder| folder.join("node_modules").join(&name)).find(|path| path.is_dir())
    else {
        return Err(format!(
            "cannot find the package \"{name}\": it is in no node_modules folder above; npm install {name}"
        ));
    };
    let manifest = fs::read_to_string(folder.join("package.json")).unwrap_or_default();
    let manifest: Value = serde_json::from_str(&manifest)
        .map_err(|error| format!("package.json of \"{name}\" cannot be read: {error}"))?;
    let path = match (&manifest["exports"], inner.as_str()) {
        (Value::Null, ".") => {
            let main = manifest["module"].as_str().or(manifest["main"].as_str()).unwrap_or("index.js");
            file(&normal(&folder.join(main)))
        }
        (Value::Null, inner) => file(&normal(&folder.join(inner))),
        (exports, inner) => {
            exported(exports, inner).map(|path| normal(&folder.join(path))).filter(|path| path.is_file())
        }
    };
    // Two links to one package are one module.
    path.map(|path| path.canonicalize().unwrap_or(path))
        .ok_or_else(|| format!("the package \"{name}\" has nothing to import as \"{request}\""))
}

/// What `exports` of a package.json says about a subpath: `.`, `./name`.
fn exported(exports: &Value, inner: &str) -> Option<String> {
    let is_map = exports.as_object().is_some_and(|map| map.keys().any(|key| key.starts_with('.')));
    if !is_map {
        return (inner == ".").then(|| target(exports, "")).flatten();
    }
    if let Some(entry) = exports.get(inner) {
        return target(entry, "");
    }
    let patterns = exports.as_object()?.iter().filter_map(|(key, entry)| {
        let (start, end) = key.split_once('*')?;
        Some((start.len(), inner.strip_prefix(start)?.strip_suffix(end)?, entry))
    });
    let (_, star, entry) = patterns.max_by_key(|(length, ..)| *length)?;
    target(entry, star)
}

fn target(entry: &Value, star: &str) -> Option<String> {
    match entry {
        Value::String(path) => Some(path.replace('*', star)),
        Value::Array(entries) => entries.iter().find_map(|entry| target(entry, star)),
        // The order is the package's: the first condition that holds counts.
        Value::Object(conditions) => conditions
            .iter()
            .filter(|(condition, _)| CONDITIONS.contains(&condition.as_str()))
            .find_map(|(_, entry)| target(entry, star)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        folder
    }

    #[test]
    fn a_path_may_leave_its_ending_out_or_name_the_compiled_file() {
        let folder = folder(&[("lib/a.ts", ""), ("lib/index.js", ""), ("b.json", "1")]);
        let from = folder.path().join("x.spec.ts");
        let found = |request: &str| {
            resolve(&from, request).map(|path| path[folder.path().to_string_lossy().len() + 1..].to_owned())
        };
        assert_eq!(found("./lib/a").as_deref(), Ok("lib/a.ts"));
        assert_eq!(found("./lib/../lib/a.js").as_deref(), Ok("lib/a.ts"));
        assert_eq!(found("./lib").as_deref(), Ok("lib/index.js"));
        assert_eq!(found("./b.json").as_deref(), Ok("b.json"));
        assert_eq!(
            found("./none").unwrap_err(),
            "cannot find \"./none\": there is no such file beside x.spec.ts"
        );
    }

    #[test]
    fn a_package_is_looked_for_in_every_folder_above() {
        let manifest =
            r#"{"exports": {".": {"require": "./a.cjs", "import": "./a.js"}, "./parts/*": "./p/*.js"}}"#;
        let folder = folder(&[
            ("node_modules/@s/a/package.json", manifest),
            ("node_modules/@s/a/a.js", ""),
            ("node_modules/@s/a/p/b.js", ""),
        ]);
        let from = folder.path().join("deep/er/x.spec.ts");
        assert!(resolve(&from, "@s/a").unwrap().ends_with("@s/a/a.js"));
        assert!(resolve(&from, "@s/a/parts/b").unwrap().ends_with("@s/a/p/b.js"));
        assert!(resolve(&from, "@s/a/p/b.js").unwrap_err().contains("nothing to import"));
        assert!(resolve(&from, "other").unwrap_err().contains("npm install other"));
        assert!(resolve(&from, "node:fs").unwrap_err().contains("a part of Node.js"));
    }

    #[test]
    fn conditions_are_taken_in_the_packages_own_order() {
        let exports = json!({ "node": "./n.js", "default": "./d.js", "import": "./i.js" });
        assert_eq!(exported(&exports, ".").as_deref(), Some("./d.js"));
    }
}
