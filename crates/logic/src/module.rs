//! Which file a `require` or a component path means.

use sampan_engine::package::Package;

/// The file that `request` means in `from`, or `None` when there is none.
pub fn resolve(package: &Package, from: &str, request: &str) -> Option<String> {
    let file = |path: &str| source_file(package, path);
    aliased(package, request)
        .iter()
        .find_map(|path| file(path))
        .or_else(|| candidates(from, request).iter().find_map(|path| file(path)))
}

/// What `resolveAlias` of `app.json` makes of a request: `"@/*": "src/*"`; the longest name counts.
fn aliased(package: &Package, request: &str) -> Option<String> {
    let aliases = package.config.resolve_alias.iter();
    let matching = aliases.filter_map(|(name, target)| match name.strip_suffix('*') {
        Some(start) => Some((start.len(), request.strip_prefix(start)?, target.strip_suffix('*')?)),
        None => (name == request).then_some((name.len(), "", target.as_str())),
    });
    let (_, rest, target) = matching.max_by_key(|(length, ..)| *length)?;
    normalize("", &format!("{target}{rest}"))
}

/// The component, as a path without extension, that `request` means in `from`.
pub fn resolve_component(package: &Package, from: &str, request: &str) -> Option<String> {
    let exists = |path: &str| {
        [".js", ".ts", ".json", ".wxml"].iter().any(|extension| package.exists(&format!("{path}{extension}")))
    };
    aliased(package, request).into_iter().chain(candidates(from, request)).find_map(|path| {
        if exists(&path) {
            return Some(path);
        }
        let index = format!("{path}/index");
        exists(&index).then_some(index)
    })
}

/// The places where to look, nearest first. A name without `./` is looked for beside the file too: the vendors'
/// tools do so, and programs rely on it.
fn candidates(from: &str, request: &str) -> Vec<String> {
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    if let Some(absolute) = request.strip_prefix('/') {
        return normalize("", absolute).into_iter().collect();
    }
    let mut found: Vec<String> = normalize(folder, request).into_iter().collect();
    if request.starts_with('.') {
        return found;
    }
    let mut folder = Some(folder);
    while let Some(at) = folder {
        found.extend(normalize(at, &format!("miniprogram_npm/{request}")));
        folder = match at.rsplit_once('/') {
            Some((parent, _)) => Some(parent),
            None if at.is_empty() => None,
            None => Some(""),
        };
    }
    found
}

/// The path that `request` means in the file `from`, whether there is a file or not. `None`: it leaves the package.
pub fn relative(from: &str, request: &str) -> Option<String> {
    candidates(from, request).into_iter().next()
}

/// What follows the last dot of the name.
pub fn extension(file: &str) -> &str {
    file.rsplit_once('.').map_or("", |(_, extension)| extension)
}

/// A component's own source: `path.js` or `path.ts`.
pub fn component_source(package: &Package, path: &str) -> Option<String> {
    [".js", ".ts"].iter().map(|extension| format!("{path}{extension}")).find(|file| package.exists(file))
}

fn source_file(package: &Package, path: &str) -> Option<String> {
    const ENDINGS: [&str; 6] = ["", ".js", ".ts", ".json", "/index.js", "/index.ts"];
    ENDINGS.iter().map(|ending| format!("{path}{ending}")).find(|file| package.exists(file))
}

/// `None`: the path leaves the package.
fn normalize(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_name_is_looked_for_in_every_folder_above() {
        let expected = ["a/b/x", "a/b/miniprogram_npm/x", "a/miniprogram_npm/x", "miniprogram_npm/x"];
        assert_eq!(candidates("a/b/c.js", "x"), expected);
    }

    #[test]
    fn a_path_that_leaves_the_package_means_nothing() {
        assert!(candidates("a.js", "../b").is_empty());
        assert_eq!(candidates("p/a.js", "../b"), ["b"]);
    }
}
