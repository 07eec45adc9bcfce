//! The page stack: which pages are open, and what each routing call does to them.
//!
//! Pure: a route goes in, a list of steps comes out, and nothing outside is touched. The order of the steps is the
//! order of the life-cycle hooks (WeChat documentation, route chapter).

use serde_json::{Map, Value};

use crate::id::PageId;

/// How many pages may be open (WeChat documentation; TCMPP names no number).
pub const LIMIT: usize = 10;

/// A routing call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    NavigateTo { url: String },
    RedirectTo { url: String },
    NavigateBack { delta: usize },
    SwitchTab { url: String },
    ReLaunch { url: String },
}

/// What must be done, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Hide(PageId),
    /// Runs `onUnload` and destroys the page.
    Close(PageId),
    /// Creates the page and runs `onLoad`.
    Open(PageId),
    Show(PageId),
    Ready(PageId),
}

/// Why a route was refused, in the phone's words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RouteError {
    #[error("can not {0} a tabbar page")]
    TabPage(&'static str),
    #[error("webview count limit exceed")]
    TooMany,
    #[error("can not switch to no-tabBar page")]
    NoTabPage,
    #[error("cannot navigate back at first page.")]
    FirstPage,
    #[error("page \"{0}\" is not found")]
    NotFound(String),
}

/// What the stack must know of a package.
pub trait Pages {
    fn exists(&self, path: &str) -> bool;
    fn is_tab(&self, path: &str) -> bool;
}

/// An open page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub id: PageId,
    pub path: String,
    /// Values stay percent-encoded: programs decode them themselves.
    pub query: Vec<(String, String)>,
}

/// The open pages of one mini program, bottom first, and the tabBar pages that wait off the stack.
#[derive(Clone, Debug, Default)]
pub struct PageStack {
    pages: Vec<Entry>,
    parked: Vec<Entry>,
}

impl Entry {
    /// The way to it: an address that a route takes.
    pub fn url(&self) -> String {
        let query: Vec<String> = self.query.iter().map(|(key, value)| format!("{key}={value}")).collect();
        let mark = if query.is_empty() { "" } else { "?" };
        format!("/{}{mark}{}", self.path, query.join("&"))
    }

    pub fn query_object(&self) -> Value {
        let pairs = self.query.iter().map(|(key, value)| (key.clone(), Value::from(value.as_str())));
        Value::Object(pairs.collect::<Map<_, _>>())
    }
}

impl PageStack {
    pub fn top(&self) -> Option<&Entry> {
        self.pages.last()
    }

    pub fn pages(&self) -> &[Entry] {
        &self.pages
    }

    /// Every page that is alive, parked ones included.
    pub fn alive(&self) -> impl Iterator<Item = &Entry> {
        self.pages.iter().chain(&self.parked)
    }

    pub fn find(&self, id: PageId) -> Option<&Entry> {
        self.alive().find(|entry| entry.id == id)
    }

    pub fn paths(&self) -> Vec<String> {
        self.pages.iter().map(|entry| entry.path.clone()).collect()
    }

    /// Carries out a route. `from` is the path that a relative address starts at; `next` gives a fresh id when a page
    /// is created. An error leaves everything as it was.
    pub fn apply(
        &mut self,
        route: &Route,
        from: &str,
        pages: &dyn Pages,
        next: &mut dyn FnMut() -> PageId,
    ) -> Result<Vec<Step>, RouteError> {
        match route {
            Route::NavigateTo { url } => {
                let (path, query) = target(url, from, pages)?;
                if pages.is_tab(&path) {
                    return Err(RouteError::TabPage("navigateTo"));
                }
                if self.pages.len() >= LIMIT {
                    return Err(RouteError::TooMany);
                }
                let hide = self.top().map(|top| Step::Hide(top.id));
                Ok(hide.into_iter().chain(self.push(path, query, next())).collect())
            }
            Route::RedirectTo { url } => {
                let (path, query) = target(url, from, pages)?;
                if pages.is_tab(&path) {
                    return Err(RouteError::TabPage("redirectTo"));
                }
                let close = self.pages.pop().map(|top| Step::Close(top.id));
                Ok(close.into_iter().chain(self.push(path, query, next())).collect())
            }
            Route::NavigateBack { delta } => self.navigate_back(*delta),
            Route::SwitchTab { url } => {
                let (path, _) = target(url, from, pages)?;
                if !pages.is_tab(&path) {
                    return Err(RouteError::NoTabPage);
                }
                Ok(self.switch_tab(path, pages, next))
            }
            Route::ReLaunch { url } => {
                let (path, query) = target(url, from, pages)?;
                let mut steps = self.close_all();
                steps.extend(self.push(path, query, next()));
                Ok(steps)
            }
        }
    }

    /// Closes everything, top first.
    pub fn close_all(&mut self) -> Vec<Step> {
        let pages = self.pages.drain(..).rev().chain(self.parked.drain(..));
        pages.map(|entry| Step::Close(entry.id)).collect()
    }

    /// The package has other pages now: takes out those that are gone. Returns them, top first.
    pub fn keep(&mut self, pages: &dyn Pages) -> Vec<PageId> {
        let gone = self.pages.extract_if(.., |entry| !pages.exists(&entry.path)).map(|entry| entry.id);
        let mut gone: Vec<PageId> = gone.collect();
        gone.reverse();
        gone.extend(self.parked.extract_if(.., |entry| !pages.is_tab(&entry.path)).map(|entry| entry.id));
        gone
    }

    /// The tabBar pages that wait off the stack.
    pub fn parked(&self) -> &[Entry] {
        &self.parked
    }

    fn navigate_back(&mut self, delta: usize) -> Result<Vec<Step>, RouteError> {
        if self.pages.len() < 2 {
            return Err(RouteError::FirstPage);
        }
        let keep = self.pages.len().saturating_sub(delta).max(1);
        let mut steps: Vec<Step> =
            self.pages.drain(keep..).rev().map(|entry| Step::Close(entry.id)).collect();
        steps.extend(self.top().map(|top| Step::Show(top.id)));
        Ok(steps)
    }

    /// Pages that are no tabBar pages are destroyed; a tabBar page stays alive off the stack.
    fn switch_tab(&mut self, path: String, pages: &dyn Pages, next: &mut dyn FnMut() -> PageId) -> Vec<Step> {
        if self.pages.len() == 1 && self.pages[0].path == path {
            return Vec::new();
        }
        let mut steps = Vec::new();
        let mut visible = true;
        while let Some(entry) = self.pages.pop() {
            if pages.is_tab(&entry.path) {
                // A tabBar page below others is hidden already.
                if visible && entry.path != path {
                    steps.push(Step::Hide(entry.id));
                }
                self.parked.push(entry);
            } else {
                steps.push(Step::Close(entry.id));
            }
            visible = false;
        }
        match self.parked.iter().position(|entry| entry.path == path) {
            Some(at) => {
                let entry = self.parked.remove(at);
                steps.push(Step::Show(entry.id));
                self.pages.push(entry);
            }
            None => steps.extend(self.push(path, Vec::new(), next())),
        }
        steps
    }

    fn push(&mut self, path: String, query: Vec<(String, String)>, id: PageId) -> [Step; 3] {
        self.pages.push(Entry { id, path, query });
        [Step::Open(id), Step::Show(id), Step::Ready(id)]
    }
}

/// The page a URL leads to: its path from the root of the package, and its query.
pub fn target(
    url: &str,
    from: &str,
    pages: &dyn Pages,
) -> Result<(String, Vec<(String, String)>), RouteError> {
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let path = resolve(path, from);
    if !pages.exists(&path) {
        return Err(RouteError::NotFound(path));
    }
    let query = query.split('#').next().unwrap_or_default();
    let pairs = query.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        (key.to_owned(), value.to_owned())
    });
    Ok((path, pairs.collect()))
}

/// A leading `/` means from the root; anything else from the directory of the current page.
fn resolve(path: &str, from: &str) -> String {
    let directory = from.rsplit_once('/').map_or("", |(directory, _)| directory);
    let mut parts: Vec<&str> = if path.starts_with('/') {
        Vec::new()
    } else {
        directory.split('/').filter(|p| !p.is_empty()).collect()
    };
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Shop;

    impl Pages for Shop {
        fn exists(&self, path: &str) -> bool {
            path.starts_with("pages/")
        }
        fn is_tab(&self, path: &str) -> bool {
            matches!(path, "pages/a/a" | "pages/b/b")
        }
    }

    struct Case {
        stack: PageStack,
        last: u32,
    }

    impl Case {
        fn at(path: &str) -> Self {
            let mut case = Self { stack: PageStack::default(), last: 0 };
            case.go(Route::ReLaunch { url: path.into() }).unwrap();
            case
        }

        fn go(&mut self, route: Route) -> Result<String, RouteError> {
            let before = self.stack.clone();
            let last = &mut self.last;
            let from = self.stack.top().map(|top| top.path.clone()).unwrap_or_default();
            let steps = self.stack.apply(&route, &from, &Shop, &mut || {
                *last += 1;
                PageId(*last)
            })?;
            let name = |id: PageId| {
                let entry = self.stack.find(id).or_else(|| before.find(id)).unwrap();
                entry.path.rsplit('/').next().unwrap().to_owned()
            };
            let word = |step: &Step| match *step {
                Step::Hide(id) => format!("{}.hide", name(id)),
                Step::Close(id) => format!("{}.unload", name(id)),
                Step::Open(id) => format!("{}.load", name(id)),
                Step::Show(id) => format!("{}.show", name(id)),
                Step::Ready(id) => format!("{}.ready", name(id)),
            };
            Ok(steps.iter().map(word).collect::<Vec<_>>().join(" "))
        }

        fn to(&mut self, name: &str) -> Result<String, RouteError> {
            self.go(Route::NavigateTo { url: format!("/pages/{name}/{name}") })
        }

        fn tab(&mut self, name: &str) -> Result<String, RouteError> {
            self.go(Route::SwitchTab { url: format!("/pages/{name}/{name}?dropped=1") })
        }
    }

    #[test]
    fn navigate_to_hides_and_back_shows() {
        let mut case = Case::at("/pages/a/a");
        assert_eq!(case.to("c").unwrap(), "a.hide c.load c.show c.ready");
        assert_eq!(case.to("d").unwrap(), "c.hide d.load d.show d.ready");
        assert_eq!(case.go(Route::NavigateBack { delta: 99 }).unwrap(), "d.unload c.unload a.show");
    }

    #[test]
    fn back_from_the_first_page_stays_there() {
        let mut case = Case::at("/pages/a/a");
        assert_eq!(case.go(Route::NavigateBack { delta: 1 }), Err(RouteError::FirstPage));
        assert_eq!(case.stack.paths(), ["pages/a/a"]);
    }

    #[test]
    fn redirect_replaces_the_top() {
        let mut case = Case::at("/pages/a/a");
        case.to("c").unwrap();
        let steps = case.go(Route::RedirectTo { url: "../d/d?x=%E4%BD%A0&y".into() }).unwrap();
        assert_eq!(steps, "c.unload d.load d.show d.ready");
        assert_eq!(case.stack.top().unwrap().query_object(), serde_json::json!({"x": "%E4%BD%A0", "y": ""}));
    }

    #[test]
    fn relaunch_unloads_all_of_them_top_first() {
        let mut case = Case::at("/pages/a/a");
        case.to("c").unwrap();
        let steps = case.go(Route::ReLaunch { url: "/pages/d/d".into() }).unwrap();
        assert_eq!(steps, "c.unload a.unload d.load d.show d.ready");
    }

    #[test]
    fn switch_tab_follows_the_table() {
        let mut case = Case::at("/pages/a/a");
        assert_eq!(case.tab("a").unwrap(), "", "A to A");
        assert_eq!(case.tab("b").unwrap(), "a.hide b.load b.show b.ready", "A to B, first time");
        assert_eq!(case.tab("a").unwrap(), "b.hide a.show");
        assert_eq!(case.tab("b").unwrap(), "a.hide b.show", "A to B again");
        case.tab("a").unwrap();
        case.to("c").unwrap();
        assert_eq!(case.tab("a").unwrap(), "c.unload a.show", "C to A");
        case.to("c").unwrap();
        case.to("d").unwrap();
        assert_eq!(case.tab("b").unwrap(), "d.unload c.unload b.show", "D to B");
        let mut shared = Case::at("/pages/d/d");
        assert_eq!(shared.tab("a").unwrap(), "d.unload a.load a.show a.ready", "D, entered by share, to A");
    }

    #[test]
    fn refusals_leave_the_stack_alone() {
        let mut case = Case::at("/pages/c/c");
        assert_eq!(case.to("a"), Err(RouteError::TabPage("navigateTo")));
        assert_eq!(case.tab("d"), Err(RouteError::NoTabPage));
        assert_eq!(
            case.go(Route::NavigateTo { url: "nowhere".into() }).unwrap(),
            "c.hide nowhere.load nowhere.show nowhere.ready"
        );
        assert_eq!(
            case.go(Route::NavigateTo { url: "/x/y".into() }),
            Err(RouteError::NotFound("x/y".into()))
        );
        for _ in 0..8 {
            case.to("d").unwrap();
        }
        assert_eq!(case.to("d"), Err(RouteError::TooMany));
        assert_eq!(case.stack.pages().len(), LIMIT);
    }

    proptest::proptest! {
        #[test]
        fn no_sequence_of_routes_breaks_the_stack(moves in proptest::collection::vec(0..8u8, 1..60)) {
            let mut case = Case::at("/pages/a/a");
            for step in moves {
                let _ = match step {
                    0 => case.to("c"),
                    1 => case.to("d"),
                    2 => case.tab("a"),
                    3 => case.tab("b"),
                    4 => case.go(Route::NavigateBack { delta: 1 }),
                    5 => case.go(Route::NavigateBack { delta: 3 }),
                    6 => case.go(Route::RedirectTo { url: "/pages/c/c".into() }),
                    _ => case.go(Route::ReLaunch { url: "/pages/b/b".into() }),
                };
                let ids: Vec<_> = case.stack.alive().map(|entry| entry.id).collect();
                let unique: std::collections::BTreeSet<_> = ids.iter().collect();
                proptest::prop_assert_eq!(ids.len(), unique.len());
                proptest::prop_assert!((1..=LIMIT).contains(&case.stack.pages().len()));
                proptest::prop_assert!(case.stack.pages()[1..].iter().all(|entry| !Shop.is_tab(&entry.path)));
            }
        }
    }

    #[test]
    fn pages_that_the_package_has_no_more_are_taken_out() {
        struct Less;
        impl Pages for Less {
            fn exists(&self, path: &str) -> bool {
                matches!(path, "pages/b/b" | "pages/d/d")
            }
            fn is_tab(&self, path: &str) -> bool {
                path == "pages/a/a"
            }
        }
        let mut case = Case::at("/pages/a/a");
        case.go(Route::SwitchTab { url: "/pages/b/b".into() }).unwrap();
        for page in ["/pages/c/c", "/pages/d/d", "/pages/e/e"] {
            case.go(Route::NavigateTo { url: page.into() }).unwrap();
        }
        assert_eq!(case.stack.keep(&Less), [PageId(5), PageId(3)]);
        assert_eq!(case.stack.paths(), ["pages/b/b", "pages/d/d"]);
        assert_eq!(case.stack.parked().len(), 1);
    }
}
