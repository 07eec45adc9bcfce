//! What a changed file means to a mini program. Pure: a path in, a meaning out.

use std::path::{Path, PathBuf};

use sampan_engine::package::Package;

/// What has to be done about a change; the later outweighs the earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Meaning {
    /// Web-views are served it.
    Served,
    /// `sampan.toml` or the device file.
    Settings,
    /// The mini program's own code or configuration.
    Program,
}

/// Where the parts of a mini program are.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    /// The folder a person gave: files are told from here.
    pub root: PathBuf,
    /// The folder of `app.json`; none for a bare page.
    pub program: Option<PathBuf>,
    /// Folders that web-views are served.
    pub served: Vec<PathBuf>,
    /// The device file, where it is not `sampan.toml`.
    pub device_file: Option<PathBuf>,
}

/// Configuration beside `sampan.toml`.
const PROJECT: [&str; 3] = ["project.config.json", "project.private.config.json", "tcmpp-custom-config.json"];
const SOURCES: [&str; 6] = ["js", "ts", "json", "wxml", "wxss", "wxs"];

impl Layout {
    pub fn of(package: &Package, device_file: Option<&Path>) -> Self {
        // Changes are told with whole paths.
        let whole = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
        // The folder's, not the file's: where a file that is a link leads may change.
        let device_file = device_file.and_then(|file| {
            let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
            Some(whole(folder.unwrap_or(Path::new("."))).join(file.file_name()?))
        });
        Self {
            root: whole(&package.root),
            program: package.source_folder().map(Path::to_owned),
            served: package.served_folders(),
            device_file,
        }
    }

    /// The folders in the root count. For a page of another server they do not: its root is where the person just was.
    pub fn is_deep(&self) -> bool {
        self.program.is_some() || !self.served.is_empty()
    }

    /// `None`: nobody needs to care.
    pub fn meaning(&self, file: &Path) -> Option<Meaning> {
        if self.device_file.as_deref() == Some(file) {
            return Some(Meaning::Settings);
        }
        if is_passing(file.strip_prefix(&self.root).unwrap_or(file)) {
            return None;
        }
        let in_root = file.parent() == Some(&self.root);
        let name = file.file_name()?.to_str()?;
        if in_root && name == "sampan.toml" {
            return Some(Meaning::Settings);
        }
        if in_root && self.program.is_some() && PROJECT.contains(&name) {
            return Some(Meaning::Program);
        }
        if self.served.iter().any(|folder| file.starts_with(folder)) {
            return Some(Meaning::Served);
        }
        let is_source =
            file.extension().and_then(|ending| ending.to_str()).is_some_and(|e| SOURCES.contains(&e));
        let in_program = self.program.as_deref().is_some_and(|folder| file.starts_with(folder));
        (is_source && in_program).then_some(Meaning::Program)
    }

    /// A file of the program by its path in the package.
    pub fn source(&self, file: &Path) -> Option<String> {
        let inner = file.strip_prefix(self.program.as_deref()?).ok()?;
        Some(inner.to_str()?.replace('\\', "/"))
    }

    /// A file as a person knows it.
    pub fn name(&self, file: &Path) -> String {
        file.strip_prefix(&self.root).unwrap_or(file).display().to_string()
    }
}

/// Folders that others fill, hidden ones, and what editors leave for a moment.
pub fn is_passing(path: &Path) -> bool {
    path.components().any(|part| {
        let name = part.as_os_str().to_string_lossy();
        let is_hidden = name.starts_with('.') && name != "." && name != "..";
        // `4913`: Vim tries with it whether it may write to a folder.
        let is_temporary = name.ends_with('~')
            || name.starts_with('#')
            || name == "4913"
            || [".swp", ".swx", ".tmp", ".part", ".crswap"].iter().any(|ending| name.ends_with(ending))
            || name.contains(".tmp.")
            || name.contains("___jb_");
        is_hidden || is_temporary || name == "node_modules"
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout() -> Layout {
        Layout {
            root: "/app".into(),
            program: Some("/app/src".into()),
            served: vec!["/app/src/h5".into()],
            device_file: Some("/phones/old.toml".into()),
        }
    }

    #[test]
    fn each_file_means_what_it_is_for() {
        for (file, expected) in [
            ("/app/sampan.toml", Some(Meaning::Settings)),
            ("/phones/old.toml", Some(Meaning::Settings)),
            ("/phones/other.toml", None),
            ("/app/src/sampan.toml", None),
            ("/app/project.config.json", Some(Meaning::Program)),
            ("/app/src/app.json", Some(Meaning::Program)),
            ("/app/src/pages/a/a.wxml", Some(Meaning::Program)),
            ("/app/src/pages/a/a.png", None),
            ("/app/src/h5/index.html", Some(Meaning::Served)),
            ("/app/src/h5/app.js", Some(Meaning::Served)),
            ("/app/src/h5x/app.js", Some(Meaning::Program)),
            ("/app/README.md", None),
            ("/app/test/a.js", None),
        ] {
            assert_eq!(layout().meaning(Path::new(file)), expected, "{file}");
        }
    }

    #[test]
    fn of_a_bare_folder_everything_is_served() {
        let layout = Layout { root: "/dist".into(), served: vec!["/dist".into()], ..Layout::default() };
        assert_eq!(layout.meaning(Path::new("/dist/a/b.css")), Some(Meaning::Served));
        assert_eq!(layout.meaning(Path::new("/dist/sampan.toml")), Some(Meaning::Settings));
        assert_eq!(layout.meaning(Path::new("/dist/project.config.json")), Some(Meaning::Served));
    }

    #[test]
    fn what_editors_and_package_managers_write_means_nothing() {
        for file in [
            "node_modules/a/index.js",
            ".git/HEAD",
            "src/.a.js.swp",
            "src/a.js~",
            "src/4913",
            "src/#a.js#",
            "src/a.js.tmp",
            "src/a.js.tmp.1234",
            "src/a.js___jb_tmp___",
            "src/h5/.DS_Store",
        ] {
            assert_eq!(layout().meaning(&Path::new("/app").join(file)), None, "{file}");
        }
    }

    #[test]
    fn a_folder_that_is_hidden_itself_may_hold_a_mini_program() {
        let layout = Layout {
            root: "/home/.work/app".into(),
            program: Some("/home/.work/app".into()),
            ..Layout::default()
        };
        assert_eq!(layout.meaning(Path::new("/home/.work/app/app.js")), Some(Meaning::Program));
    }
}
