//! How a recorded test opens what was recorded.

use std::path::Path;

use sampan_engine::package::Package;
use sampan_engine::state::State;
use serde_json::Value;

use crate::host::Started;

/// How the recording began. Paths are those that the source names, from where it stands.
#[derive(Clone, Debug, Default)]
pub struct Opened {
    /// A path or an address.
    pub target: String,
    /// Where it began, with its query; at home when absent.
    pub page: Option<String>,
    /// The path of that page.
    pub first: String,
    /// Pages that were open above that one, with their queries.
    pub above: Vec<String>,
    /// Other mini programs that could be jumped to.
    pub apps: Vec<String>,
    /// A device file in the place of the program's own.
    pub device: Option<String>,
    /// Keys of the device file that had been changed.
    pub changed: Vec<(String, Value)>,
    /// An H5 page, in a mini program made for it.
    pub is_h5: bool,
}

impl Opened {
    /// What is in front now.
    pub(super) fn now(state: &State, started: &Started, package: &Package, folder: &Path) -> Self {
        let seen = |path: &Path| seen_from(folder, &path.to_string_lossy());
        let address = |path: &str, query: &str| {
            if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
        };
        let (home, is_h5) = (package.home(), package.is_generated());
        let first = state.pages.first().map(|page| page.path.clone()).unwrap_or_default();
        let mut pages = state.pages.iter().map(|page| address(&page.path, &page.query));
        let page = pages.next().filter(|page| *page != home);
        Self {
            target: seen_from(folder, &started.target),
            page,
            first,
            above: pages.collect(),
            apps: started.apps.iter().map(|path| seen(path)).collect(),
            device: started.device.as_deref().map(seen),
            changed: changed(state),
            is_h5,
        }
    }

    /// Each page above the first, with the page stack that it makes.
    pub(super) fn stacks(&self) -> impl Iterator<Item = (&str, Vec<String>)> {
        let path = |page: &str| page.split('?').next().unwrap_or_default().to_owned();
        self.above.iter().enumerate().map(move |(at, page)| {
            let above = self.above[..=at].iter().map(|page| path(page));
            (page.as_str(), std::iter::once(self.first.clone()).chain(above).collect())
        })
    }
}

/// What the person answers in the place of the device file.
fn changed(state: &State) -> Vec<(String, Value)> {
    let sources = state.device.iter().flat_map(|device| &device.sources);
    let sources = sources.filter_map(|(capability, source)| {
        let name = serde_json::to_value(capability).ok()?;
        let source = serde_json::to_value(source).ok()?;
        (source == "phone").then(|| (format!("source.{}", name.as_str().unwrap_or_default()), source))
    });
    sources.collect()
}

/// A target as it is named from a folder; an address stays as it is.
pub fn seen_from(folder: &Path, target: &str) -> String {
    let (Ok(folder), Ok(target)) = (folder.canonicalize(), Path::new(target).canonicalize()) else {
        return target.to_owned();
    };
    let common = folder.components().zip(target.components()).take_while(|(a, b)| a == b).count();
    let up = folder.components().skip(common).map(|_| "..".into());
    let down = target.components().skip(common).map(|part| part.as_os_str().to_string_lossy());
    let steps: Vec<_> = up.chain(down).collect();
    let path = steps.join("/");
    if path.starts_with("..") { path } else { format!("./{path}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_named_from_where_the_test_stands() {
        let root = tempfile::tempdir().unwrap();
        let (specs, app) = (root.path().join("specs"), root.path().join("apps/shop"));
        std::fs::create_dir_all(&specs).unwrap();
        std::fs::create_dir_all(&app).unwrap();
        assert_eq!(seen_from(&specs, &app.to_string_lossy()), "../apps/shop");
        assert_eq!(seen_from(root.path(), &app.to_string_lossy()), "./apps/shop");
        assert_eq!(seen_from(&specs, "http://localhost:5173"), "http://localhost:5173");
    }
}
