//! A mini program: its files (`files`), its configuration, and what its addresses mean. Either a folder, or the one-page
//! mini program that is generated around a bare H5 page.

mod files;

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use url::Url;

pub(crate) use self::files::percent_decode;
use self::files::{Files, percent_encode, safe_join};

use crate::config::theme::Themes;
use crate::config::{self, AppConfig, ConfigError, CustomConfig, ProjectConfig, SampanConfig, Window};
use crate::id::AppId;
use crate::style::Styles;

/// A mini program that cannot be used. The text is for the person who started it.
#[derive(Debug, thiserror::Error)]
pub enum PackageError {
    #[error("{} is not a folder; give the folder that holds app.json", .0.display())]
    NoFolder(PathBuf),
    #[error("{} has no app.json; a mini program needs one (is this the right folder?)", .0.display())]
    NoAppJson(PathBuf),
    #[error("app.json lists no pages; add at least one to \"pages\"")]
    NoPages,
    #[error("app.json lists the page \"{page}\", but {page}.js and {page}.wxml are both missing")]
    PageMissing { page: String },
    #[error("app.json: {0}")]
    Wrong(String),
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error("{file}: {error}")]
    Read { file: String, error: io::Error },
}

/// The files and the parsed configuration of one mini program.
#[derive(Debug)]
pub struct Package {
    pub app_id: AppId,
    pub config: AppConfig,
    pub project: ProjectConfig,
    pub custom: CustomConfig,
    pub sampan: SampanConfig,
    /// What `@name` means in the configuration.
    pub themes: Themes,
    /// What is wrong with its files and keeps it from nothing.
    pub faults: Vec<ConfigError>,
    files: Files,
    /// The compiled style sheets of its pages: the logic layer puts them there, the view layer serves them.
    pub styles: Styles,
    /// The folder `sampan.toml` is in; commands of plugins run there.
    pub root: PathBuf,
}

/// The name of the folder, in a generated mini program, behind which a local H5 page stands.
const GENERATED_STATIC_PATH: &str = "h5";

impl Package {
    /// Opens a folder in the TCMPP / WeChat layout.
    pub fn open(folder: &Path) -> Result<Self, PackageError> {
        let root = folder.canonicalize().map_err(|_| PackageError::NoFolder(folder.to_owned()))?;
        if !root.is_dir() {
            return Err(PackageError::NoFolder(folder.to_owned()));
        }
        let project = read_project(&root)?;
        let source = match &project.miniprogram_root {
            Some(sub) => safe_join(&root, sub).ok_or_else(|| {
                PackageError::Wrong(format!(
                    "miniprogramRoot \"{sub}\" of project.config.json leaves the folder"
                ))
            })?,
            None => root.clone(),
        };
        let files = Files::Folder(source.clone());
        let Some(text) = files.text("app.json")? else { return Err(PackageError::NoAppJson(source)) };
        let config: AppConfig = config::parse_json("app.json", &text)?;
        let custom = Files::Folder(root.clone())
            .text("tcmpp-custom-config.json")?
            .map(|text| config::parse_json("tcmpp-custom-config.json", &text))
            .transpose()?
            .unwrap_or_default();
        let sampan = Files::Folder(root.clone())
            .text("sampan.toml")?
            .map(|text| config::parse_toml("sampan.toml", &text))
            .transpose()?
            .unwrap_or_default();
        let app_id =
            AppId(project.app_id().map_or_else(|| generated_id(&root.to_string_lossy()), str::to_owned));
        let (themes, faults) = match read_themes(&config, &files)? {
            Ok(themes) => (themes, Vec::new()),
            Err(error) => (Themes::default(), vec![error]),
        };
        let styles = Styles::default();
        let package = Self { app_id, config, project, custom, sampan, themes, faults, files, styles, root };
        package.check()?;
        Ok(package)
    }

    /// A mini program of one page whose web-view shows `address`: a URL, or a local file or folder.
    pub fn around(address: &str) -> Result<Self, PackageError> {
        let (src, h5, root) = match Url::parse(address) {
            Ok(url) if matches!(url.scheme(), "http" | "https") => {
                (url.to_string(), None, PathBuf::from("."))
            }
            _ => local_target(address)?,
        };
        let src_json = serde_json::Value::from(src.as_str());
        let files = BTreeMap::from([
            ("app.json".to_owned(), r#"{"pages":["pages/index/index"],"staticPath":["h5"]}"#.to_owned()),
            ("app.js".to_owned(), "App({})\n".to_owned()),
            ("pages/index/index.json".to_owned(), "{}".to_owned()),
            (
                "pages/index/index.wxml".to_owned(),
                "<web-view src=\"{{src}}\" bindmessage=\"onMessage\" bindevent=\"onEvent\" bindload=\"onLoaded\" \
                 binderror=\"onFailed\" />\n"
                    .to_owned(),
            ),
            (
                "pages/index/index.js".to_owned(),
                format!(
                    "Page({{\n  data: {{ src: {src_json} }},\n  onMessage() {{}},\n  onEvent() {{}},\n  onLoaded() \
                     {{}},\n  onFailed() {{}},\n  onShareAppMessage() {{ return {{}} }},\n}})\n"
                ),
            ),
        ]);
        let config = config::parse_json("app.json", &files["app.json"])?;
        let sampan = match Files::Folder(root.clone()).text("sampan.toml")? {
            Some(text) => config::parse_toml("sampan.toml", &text)?,
            None => SampanConfig::default(),
        };
        Ok(Self {
            app_id: AppId(generated_id(address)),
            config,
            project: ProjectConfig::default(),
            custom: CustomConfig::default(),
            sampan,
            themes: Themes::default(),
            faults: Vec::new(),
            files: Files::Generated { files, h5 },
            styles: Styles::default(),
            root,
        })
    }

    /// Made around a bare H5 page: without that page there is nothing to run.
    pub fn is_generated(&self) -> bool {
        matches!(self.files, Files::Generated { .. })
    }

    /// The folder of `app.json`. `None`: its files are generated.
    pub fn source_folder(&self) -> Option<&Path> {
        match &self.files {
            Files::Folder(folder) => Some(folder),
            Files::Generated { .. } => None,
        }
    }

    /// The folders that web-views are served.
    pub fn served_folders(&self) -> Vec<PathBuf> {
        match &self.files {
            Files::Folder(folder) => {
                let inside = self.config.static_path.iter();
                inside.filter_map(|path| safe_join(folder, path.trim_matches('/'))).collect()
            }
            Files::Generated { h5, .. } => h5.iter().cloned().collect(),
        }
    }

    /// A file of the program itself, e.g. `pages/index/index.wxml`. `None`: there is no such file.
    pub fn read(&self, path: &str) -> Result<Option<Vec<u8>>, PackageError> {
        self.files.bytes(path.trim_start_matches('/'))
    }

    /// The same as text.
    pub fn read_text(&self, path: &str) -> Result<Option<String>, PackageError> {
        self.files.text(path.trim_start_matches('/'))
    }

    pub fn exists(&self, path: &str) -> bool {
        self.files.exists(path.trim_start_matches('/'))
    }

    /// Every page, subpackages' included, without leading slash.
    pub fn pages(&self) -> impl Iterator<Item = String> + '_ {
        let sub = self.config.subpackages.iter().flat_map(|sub| {
            let root = sub.root.trim_matches('/');
            sub.pages.iter().map(move |page| format!("{root}/{}", page.trim_start_matches('/')))
        });
        self.config.pages.iter().map(|page| page.trim_start_matches('/').to_owned()).chain(sub)
    }

    /// The page that opens when none is asked for.
    pub fn home(&self) -> String {
        let entry = self.config.entry_page_path.as_ref().or(self.config.pages.first());
        entry.map(|path| path.trim_start_matches('/').to_owned()).unwrap_or_default()
    }

    /// Where the independent subpackages are, each with a slash at its end.
    pub fn independent_roots(&self) -> impl Iterator<Item = String> + '_ {
        let independent = self.config.subpackages.iter().filter(|sub| sub.independent);
        independent.map(|sub| format!("{}/", sub.root.trim_matches('/')))
    }

    /// Whether a page runs without the main package.
    pub fn is_independent(&self, path: &str) -> bool {
        self.independent_roots().any(|root| path.trim_start_matches('/').starts_with(&root))
    }

    /// Whether its sounds may go on when it is left.
    pub fn plays_in_background(&self) -> bool {
        self.config.required_background_modes.iter().any(|mode| mode == "audio")
    }

    /// The program draws its tabBar itself.
    pub fn draws_tab_bar(&self) -> bool {
        self.config.tab_bar.as_ref().is_some_and(|bar| bar.custom)
    }

    pub fn is_tab(&self, path: &str) -> bool {
        let tabs = self.config.tab_bar.as_ref();
        tabs.is_some_and(|bar| bar.list.iter().any(|tab| tab.page_path.trim_start_matches('/') == path))
    }

    /// The page's own `.json`, or an empty one.
    pub fn page_config(&self, path: &str) -> Result<Window, PackageError> {
        let file = format!("{path}.json");
        match self.read_text(&file)? {
            Some(text) if !text.trim().is_empty() => Ok(config::parse_json(&file, &text)?),
            _ => Ok(Window::default()),
        }
    }

    /// The origin that packaged pages of this mini program have: its own, so that nothing is shared with others.
    pub fn local_origin(&self) -> String {
        format!("https://{}.sampan.localhost", self.label())
    }

    /// The origin of the documents that show the mini program's own pages. Not the one of its packaged H5 pages: those
    /// could put a service worker between us and our document.
    pub fn page_origin(&self) -> String {
        format!("https://{}.page.sampan.localhost", self.label())
    }

    /// The id as a part of a host name.
    fn label(&self) -> String {
        let safe = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
        self.app_id.as_str().chars().map(safe).collect()
    }

    /// What the web-view's `src` means: the address to load, or why there is none.
    ///
    /// `file://distH5/index.html` names a packaged page: the folder stands where a host name would (TCMPP documentation);
    /// `/distH5/index.html` is taken the same way (seen in programs).
    pub fn web_view_address(&self, src: &str) -> Result<String, String> {
        let packaged = src.strip_prefix("file://").or_else(|| src.starts_with('/').then_some(src));
        let Some(path) = packaged else { return Ok(src.to_owned()) };
        let path = path.trim_start_matches('/');
        let end = path.find(['?', '#']).unwrap_or(path.len());
        self.static_file_path(&path[..end])?;
        Ok(format!("{}/{path}", self.local_origin()))
    }

    /// A file of the local origin: bytes and media type. The path is percent-encoded, as it stands in a URL.
    pub fn static_file(&self, url_path: &str) -> Result<(Vec<u8>, String), String> {
        let path = self.static_file_path(url_path.trim_start_matches('/'))?;
        let path = if path.is_dir() { path.join("index.html") } else { path };
        let bytes = std::fs::read(&path).map_err(|_| format!("{url_path}: no such file in the package"))?;
        Ok((bytes, mime_guess::from_path(&path).first_or_octet_stream().to_string()))
    }

    /// A file for the documents on [`Package::page_origin`]: any of the package. The path is percent-encoded.
    pub fn page_file(&self, url_path: &str) -> Option<Vec<u8>> {
        self.read(&percent_decode(url_path)?).ok().flatten()
    }

    /// The file behind a packaged page's path; the error is a sentence.
    fn static_file_path(&self, encoded: &str) -> Result<PathBuf, String> {
        let path = percent_decode(encoded).ok_or_else(|| format!("{encoded}: not a valid path"))?;
        let in_static = self.config.static_path.iter().any(|folder| {
            let folder = folder.trim_matches('/');
            path == folder || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
        });
        if !in_static {
            return Err(format!("{path} is in no folder of \"staticPath\" in app.json"));
        }
        let (base, inner) = match &self.files {
            Files::Folder(root) => (root.clone(), path.as_str()),
            Files::Generated { h5: Some(folder), .. } => {
                (folder.clone(), path[GENERATED_STATIC_PATH.len()..].trim_start_matches('/'))
            }
            Files::Generated { h5: None, .. } => {
                return Err(format!("{path}: this mini program has no local files"));
            }
        };
        let joined = safe_join(&base, inner).ok_or_else(|| format!("{path} leaves the package"))?;
        // A link may point anywhere; what counts is where it leads.
        match joined.canonicalize() {
            Ok(real) if real.starts_with(&base) => Ok(real),
            Ok(_) => Err(format!("{path} is a link that leaves the package")),
            Err(_) => Err(format!("{path}: no such file in the package")),
        }
    }

    fn check(&self) -> Result<(), PackageError> {
        if self.config.pages.is_empty() {
            return Err(PackageError::NoPages);
        }
        for page in self.pages() {
            if !self.exists(&format!("{page}.js"))
                && !self.exists(&format!("{page}.ts"))
                && !self.exists(&format!("{page}.wxml"))
            {
                return Err(PackageError::PageMissing { page });
            }
        }
        if let Some(bar) = &self.config.tab_bar {
            if !(2..=5).contains(&bar.list.len()) {
                return Err(PackageError::Wrong(format!(
                    "tabBar.list has {} entries; it needs 2 to 5",
                    bar.list.len()
                )));
            }
            for tab in &bar.list {
                let path = tab.page_path.trim_start_matches('/');
                if !self.config.pages.iter().any(|page| page.trim_start_matches('/') == path) {
                    return Err(PackageError::Wrong(format!(
                        "tabBar.list names \"{path}\", which is not in \"pages\""
                    )));
                }
            }
        }
        let home = self.home();
        if !self.pages().any(|page| page == home) {
            return Err(PackageError::Wrong(format!("entryPagePath \"{home}\" is not in \"pages\"")));
        }
        Ok(())
    }
}

/// `theme.json`, or whatever `app.json` names.
fn read_themes(config: &AppConfig, files: &Files) -> Result<Result<Themes, ConfigError>, PackageError> {
    let file = config.theme_location.as_deref().unwrap_or("theme.json").trim_start_matches(['.', '/']);
    Ok(files.text(file)?.map_or(Ok(Themes::default()), |text| config::parse_json(file, &text)))
}

/// `project.config.json`, the private file's keys laid over it.
fn read_project(root: &Path) -> Result<ProjectConfig, PackageError> {
    let files = Files::Folder(root.to_owned());
    let mut merged = serde_json::Map::new();
    for file in ["project.config.json", "project.private.config.json"] {
        if let Some(text) = files.text(file)? {
            let part: serde_json::Map<String, serde_json::Value> = config::parse_json(file, &text)?;
            // Each file on its own first: an error names the file it is in.
            config::parse_json::<ProjectConfig>(file, &text)?;
            for (key, value) in part {
                match (merged.get_mut(&key), value) {
                    (Some(serde_json::Value::Object(old)), serde_json::Value::Object(new)) => old.extend(new),
                    (_, value) => {
                        merged.insert(key, value);
                    }
                }
            }
        }
    }
    let merged = serde_json::Value::Object(merged).to_string();
    Ok(config::parse_json("project.private.config.json", &merged)?)
}

/// A local file or folder given to `sampan open`: the src, the folder behind it, the folder of `sampan.toml`.
fn local_target(address: &str) -> Result<(String, Option<PathBuf>, PathBuf), PackageError> {
    let text = address.strip_prefix("file://").unwrap_or(address);
    let (text, tail) = split_tail(text);
    let path = Path::new(text).canonicalize().map_err(|error| PackageError::Read {
        file: text.to_owned(),
        error: io::Error::new(
            error.kind(),
            "neither an http(s) address nor a file or folder; write http://… or a path that exists",
        ),
    })?;
    let (folder, file) = if path.is_dir() {
        (path, "index.html".to_owned())
    } else {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        (path.parent().unwrap_or(Path::new("/")).to_owned(), name)
    };
    if !folder.join(&file).is_file() {
        return Err(PackageError::Read {
            file: folder.display().to_string(),
            error: io::Error::new(io::ErrorKind::NotFound, "the folder has no index.html"),
        });
    }
    let encoded = percent_encode(&file);
    Ok((format!("file://{GENERATED_STATIC_PATH}/{encoded}{tail}"), Some(folder.clone()), folder))
}

/// Splits `page.html?a=1#b` into the path and the rest, unless a file of the whole name exists.
fn split_tail(text: &str) -> (&str, &str) {
    if Path::new(text).exists() {
        return (text, "");
    }
    text.find(['?', '#']).map_or((text, ""), |at| text.split_at(at))
}

/// An app id for a mini program that has none: `mp` and 14 letters or digits, the same each time for the same place.
fn generated_id(seed: &str) -> String {
    const ALPHABET: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";
    // FNV-1a: only has to be stable and spread out, not to resist anybody.
    let mut hash: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    for byte in seed.bytes() {
        hash = (hash ^ u128::from(byte)).wrapping_mul(0x0100_0000_0000_0000_0000_013b);
    }
    let mut id = String::from("mp");
    for _ in 0..14 {
        id.push(char::from(ALPHABET[(hash % 36) as usize]));
        hash /= 36;
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = dir.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        dir
    }

    #[test]
    fn packaged_pages_stay_in_their_static_path() {
        let dir = folder(&[
            ("app.json", r#"{"pages":["p"],"staticPath":["distH5"]}"#),
            ("p.js", ""),
            ("distH5/index.html", "hi"),
            ("distH5/a b.js", "1"),
            ("secret.txt", "no"),
        ]);
        let package = Package::open(dir.path()).unwrap();
        let origin = package.local_origin();
        assert_eq!(
            package.web_view_address("file://distH5/index.html?a=1#b"),
            Ok(format!("{origin}/distH5/index.html?a=1#b"))
        );
        assert_eq!(package.static_file("/distH5/a%20b.js").unwrap().1, "text/javascript");
        for bad in [
            "secret.txt",
            "distH5/../secret.txt",
            "distH5/%2e%2e/secret.txt",
            "distH5%2f..%2fsecret.txt",
            "distH5/..%5csecret.txt",
            "distH5x/index.html",
            "/etc/passwd",
            "distH5/%00",
            "distH5/%zz",
            "distH5/none.html",
        ] {
            assert!(package.static_file(bad).is_err(), "{bad}");
            assert!(package.web_view_address(&format!("file://{bad}")).is_err(), "{bad}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_out_of_the_package_is_refused() {
        let dir = folder(&[("app.json", r#"{"pages":["p"],"staticPath":["d"]}"#), ("p.js", ""), ("d/x", "")]);
        std::os::unix::fs::symlink("/etc/passwd", dir.path().join("d/link")).unwrap();
        std::os::unix::fs::symlink("/etc/passwd", dir.path().join("link.js")).unwrap();
        let package = Package::open(dir.path()).unwrap();
        assert!(package.static_file("d/link").unwrap_err().contains("leaves the package"));
        assert!(package.read("link.js").unwrap().is_none());
    }

    #[test]
    fn a_page_that_is_listed_but_missing_is_told() {
        let dir = folder(&[("app.json", r#"{"pages":["a","b"]}"#), ("a.js", "")]);
        let error = Package::open(dir.path()).unwrap_err().to_string();
        assert!(error.contains("\"b\""), "{error}");
    }

    #[test]
    fn a_bare_page_gets_a_mini_program_around_it() {
        let dir = folder(&[("index.html", "hi"), ("sub/x.js", "1")]);
        let package = Package::around(dir.path().to_str().unwrap()).unwrap();
        assert!(package.app_id.as_str().starts_with("mp") && package.app_id.as_str().len() == 16);
        let address = package.web_view_address("file://h5/index.html").unwrap();
        assert_eq!(address, format!("{}/h5/index.html", package.local_origin()));
        assert_eq!(package.static_file("h5/sub/x.js").unwrap().0, b"1");
        assert!(Package::around("/no/such/place").is_err());
    }
}
