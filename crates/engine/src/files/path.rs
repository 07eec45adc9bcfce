//! What a path of a mini program means.

/// `wx.env.USER_DATA_PATH`.
pub const USER: &str = "wxfile://usr";
/// Where `saveFile` puts what has no name of its own.
pub const STORE: &str = "wxfile://store";

/// Where a path leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// Below the mini program's own folder; empty: the folder itself.
    User(Vec<String>),
    /// A saved file.
    Saved(String),
    /// A temporary file: its whole address.
    Temporary(String),
    /// A file of the package, read only.
    Package(String),
    /// Nowhere it may go.
    Nowhere,
}

impl Place {
    pub fn of(path: &str) -> Self {
        if let Some(rest) = below(path, USER) {
            return parts(rest).map_or(Self::Nowhere, Self::User);
        }
        if let Some(rest) = below(path, STORE) {
            return match parts(rest).as_deref() {
                Some([name]) => Self::Saved(name.clone()),
                _ => Self::Nowhere,
            };
        }
        if path.contains("/__temp__/") && path.starts_with("https://") {
            return Self::Temporary(path.to_owned());
        }
        if path.contains("://") || path.is_empty() {
            return Self::Nowhere;
        }
        parts(path).map_or(Self::Nowhere, |parts| Self::Package(parts.join("/")))
    }

    pub fn can_write(&self) -> bool {
        matches!(self, Self::User(_))
    }
}

/// What follows a folder's name; nothing for a name that only begins the same.
fn below<'p>(path: &'p str, folder: &str) -> Option<&'p str> {
    path.strip_prefix(folder).filter(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The names in a path. `None`: it leads out, or holds what is no name.
fn parts(path: &str) -> Option<Vec<String>> {
    let mut parts: Vec<String> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            name if is_name(name) => parts.push(name.to_owned()),
            _ => return None,
        }
    }
    Some(parts)
}

fn is_name(name: &str) -> bool {
    // A drive, a stream or another separator, where this machine's files have such.
    let is_special = |c: char| c == '\0' || (cfg!(windows) && matches!(c, '\\' | ':'));
    name.len() <= 255 && !name.chars().any(is_special)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_where_they_say_and_never_out() {
        let user = |parts: &[&str]| Place::User(parts.iter().map(|&part| part.to_owned()).collect());
        for (path, place) in [
            ("wxfile://usr", user(&[])),
            ("wxfile://usr/", user(&[])),
            ("wxfile://usr/a//./b.txt", user(&["a", "b.txt"])),
            ("wxfile://usr/a/../b", user(&["b"])),
            ("wxfile://usr/../x", Place::Nowhere),
            ("wxfile://usr/a/../../x", Place::Nowhere),
            ("wxfile://usrx/a", Place::Nowhere),
            ("wxfile://usr/a\0b", Place::Nowhere),
            ("wxfile://store/x.png", Place::Saved("x.png".into())),
            ("wxfile://store/a/b", Place::Nowhere),
            ("wxfile://store", Place::Nowhere),
            ("wxfile://store/..", Place::Nowhere),
            ("/images/a.png", Place::Package("images/a.png".into())),
            ("images/../../a.png", Place::Nowhere),
            ("file:///etc/passwd", Place::Nowhere),
            ("http://usr/a", Place::Nowhere),
            ("", Place::Nowhere),
        ] {
            assert_eq!(Place::of(path), place, "{path:?}");
        }
    }
}
