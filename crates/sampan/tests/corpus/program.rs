//! A mini program with a page for each component of the libraries. Each page fills what it can of its component with
//! samples, is painted, calls `photograph`, and leads to the next.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

/// The libraries: what they are called here, their npm packages, and where their components are in those.
const LIBRARIES: [(&str, &str, &str); 4] = [
    ("lin", "lin-ui", "dist"),
    ("tdesign", "tdesign-miniprogram", "miniprogram_dist"),
    ("vant", "@vant/weapp", "dist"),
    ("weui", "weui-miniprogram", "miniprogram_dist"),
];

/// Components that are of no use without another around them, and that one.
const PARENTS: [(&str, &str); 3] = [
    ("lin-ui/checkbox/index", "lin-ui/checkbox-group/index"),
    ("lin-ui/sticky-item/index", "lin-ui/sticky/index"),
    ("tdesign-miniprogram/dropdown-item/dropdown-item", "tdesign-miniprogram/dropdown-menu/dropdown-menu"),
];

/// One component.
pub struct Case {
    pub library: &'static str,
    /// As `usingComponents` has it: the npm package and the path in it.
    pub path: String,
    pub page: String,
}

/// Writes the program; its pages are in the order of the cases.
pub fn write(folder: &Path) -> Vec<Case> {
    let packages = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../node_modules");
    let mut cases = Vec::new();
    for (library, package, inside) in LIBRARIES {
        let source = packages.join(package).join(inside);
        // Where the vendors' tools put a package.
        let target = folder.join("miniprogram_npm").join(package);
        copy(&source, &target);
        let mut found = Vec::new();
        components(&source, "", &mut found);
        found.sort();
        cases.extend(found.into_iter().map(|path| {
            let page = format!("pages/{library}-{}", path.replace('/', "-"));
            Case { library, path: format!("{package}/{path}"), page }
        }));
    }
    let put = |path: &str, text: &str| {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let pages: Vec<&str> = cases.iter().map(|case| case.page.as_str()).collect();
    put("app.json", &json!({ "pages": pages }).to_string());
    put("app.js", "App({})");
    put("app.wxss", APP_STYLE);
    put("tcmpp-custom-config.json", r#"{"extApi":[{"name":"photograph","sync":false,"params":{}}]}"#);
    put("case.js", CASE);
    put("list.js", &format!("module.exports = {}", json!(pages)));
    for case in &cases {
        let Case { path, page, .. } = case;
        let parent = PARENTS.iter().find(|(child, _)| child == path).map(|(_, parent)| *parent);
        let using = json!({ "c": path, "p": parent.unwrap_or(path) });
        put(&format!("{page}.json"), &json!({ "usingComponents": using }).to_string());
        put(&format!("{page}.js"), "Page({ data: {}, onReady() { require('../case').show(this) } })");
        let own = "<c id=\"c\">In the slot</c>";
        let own = if parent.is_some() { format!("<p>{own}</p>") } else { own.to_owned() };
        put(&format!("{page}.wxml"), &format!("{own}<view class=\"end\"/>"));
    }
    cases
}

/// One library wants its styles here. Nobody waits for the end of an animation.
const APP_STYLE: &str = "@import '/miniprogram_npm/weui-miniprogram/weui-wxss/dist/style/weui.wxss';
view { transition-duration: 1ms !important; animation-duration: 1ms !important }";

/// Sample values are given by name to what has none, of the type that is there.
const CASE: &str = r"
const pages = require('./list')
const one = (n) => ({ label: 'Item ' + n, text: 'Item ' + n, name: 'Item ' + n, title: 'Item ' + n, desc: 'About it', value: n, key: n })
const list = [one(1), one(2), one(3)]
const SAMPLES = {
  title: 'Title', text: 'Text', content: 'Content', label: 'Label', placeholder: 'Placeholder', description: 'Description',
  desc: 'Description', note: 'Note', visible: true, show: true, options: list, columns: list, actions: list, items: list, steps: list,
}
const kind = (value) => (Array.isArray(value) ? 'array' : typeof value)
const isEmpty = (value) => value === '' || value === false || (Array.isArray(value) && value.length === 0)

exports.show = (page) => {
  const component = page.selectComponent('#c')
  const data = {}
  for (const name in SAMPLES) {
    const now = component && component.data ? component.data[name] : undefined
    if (isEmpty(now) && kind(now) === kind(SAMPLES[name])) data[name] = SAMPLES[name]
  }
  const painted = () => {
    const next = pages[pages.indexOf(page.route) + 1]
    const complete = () => next && wx.reLaunch({ url: '/' + next })
    wx.photograph({ path: page.route, mounted: component !== null, complete })
  }
  if (Object.keys(data).length > 0) component.setData(data)
  // Only the view can answer, so it is there, and has drawn what came before.
  page.createSelectorQuery().select('.end').boundingClientRect().exec(() => setTimeout(painted, 30))
}
";

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap_or_else(|error| panic!("{}: {error}", from.display())) {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// The components below a folder, by their paths without extension.
fn components(folder: &Path, inside: &str, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        let path = if inside.is_empty() { name.clone() } else { format!("{inside}/{name}") };
        if entry.file_type().unwrap().is_dir() {
            components(&entry.path(), &path, found);
        } else if let Some(path) = path.strip_suffix(".json") {
            let config: Value = serde_json::from_slice(&fs::read(entry.path()).unwrap()).unwrap_or_default();
            let is_drawn = folder.join(name.replace(".json", ".wxml")).is_file();
            if config["component"] == true && is_drawn {
                found.push(path.to_owned());
            }
        }
    }
}
