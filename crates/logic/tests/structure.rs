//! How a program is put together: subpackages, other names for folders, what cannot be had.

mod support;

use serde_json::{Value, json};
use support::{launch, texts};

const PAGES: &str = r#"{"pages":["pages/a"],"subpackages":[{"root":"alone","pages":["p"],"independent":true}],"entryPagePath":"alone/p"}"#;

#[test]
fn an_independent_subpackage_runs_without_the_app_until_another_page_opens() {
    let run = launch(&[
        ("app.json", PAGES),
        (
            "app.js",
            "console.log('app.js'); App({ own: 1, onLaunch(o) { console.log('onLaunch', o.path) }, onShow() { console.log('App.onShow') } })",
        ),
        ("app.wxss", ".a { color: red }"),
        (
            "alone/p.js",
            "Page({ onLoad() { console.log(getApp(), JSON.stringify(getApp({ allowDefault: true }))); getApp({ allowDefault: true }).kept = 2 } })",
        ),
        ("alone/p.wxml", "<view/>"),
        ("pages/a.js", "Page({ onLoad() { const { own, kept } = getApp(); console.log('a', own, kept) } })"),
        ("pages/a.wxml", "<view/>"),
    ]);
    assert_eq!(run.next(), "launched");
    run.hook("onLaunch", json!({ "path": "alone/p" }));
    run.hook("onShow", json!({ "path": "alone/p" }));
    run.open_shown(1, "alone/p");
    assert_eq!(texts(&[run.next()]), ["undefined {}"]);
    let sheets = |page| {
        let batch = run.show(page);
        batch.as_array().unwrap().iter().filter(|operation| operation[0] == 12).count()
    };
    assert_eq!(sheets(1), 0);
    run.open_shown(2, "pages/a");
    let lines = run.until("a 1");
    assert_eq!(texts(&lines), ["app.js", "onLaunch alone/p", "App.onShow", "a 1 2"]);
    assert_eq!(sheets(2), 1);
}

#[test]
fn folders_have_other_names() {
    let app = r#"{"pages":["pages/a"],"resolveAlias":{"@/*":"src/*","@c/*":"/c/*"},"usingComponents":{"all":"@c/all"}}"#;
    let run = launch(&[
        ("app.json", app),
        (
            "pages/a.js",
            "import { n } from '@/n'\nPage({ onReady() { console.log('n', n, require('@/n').n) } })",
        ),
        ("pages/a.wxml", "<all/>"),
        ("src/n.js", "export const n = 5"),
        ("c/all.json", r#"{"component":true}"#),
        ("c/all.js", "Component({ attached() { console.log('all') } })"),
    ]);
    run.open_shown(1, "pages/a");
    assert_eq!(run.next(), "launched");
    assert_eq!(texts(&run.until("n 5")), ["all", "n 5 5"]);
}

#[test]
fn what_a_plugin_has_is_refused_at_the_place_that_wants_it() {
    let run = launch(&[
        (
            "pages/a.json",
            "{\n  \"usingComponents\": {\n    \"p\": \"plugin://map/x\", \"gone\": \"../c/gone\"\n  }\n}",
        ),
        (
            "pages/a.js",
            "Page({ onReady() { try { requirePlugin('map') } catch (e) { console.log(e.message) } } })",
        ),
        ("pages/a.wxml", "<view>here</view><p/><gone/>"),
    ]);
    run.open_shown(1, "pages/a");
    let lines = run.until("requirePlugin");
    let told: Vec<&str> = lines.iter().map(String::as_str).filter(|line| line.starts_with("ERROR")).collect();
    assert_eq!(
        told,
        [
            "ERROR pages/a.json:3:10 component \"plugin://map/x\" used by pages/a.json is a plugin's; plugins are not supported",
            "ERROR pages/a.json:3:36 component \"../c/gone\" used by pages/a.json is not found",
        ]
    );
    assert!(run.show(1).to_string().contains("here"));
}

#[test]
fn a_broken_page_file_is_told_and_the_other_pages_work() {
    let run = launch(&[
        ("app.json", r#"{"pages":["pages/a","pages/b"]}"#),
        ("pages/a.json", "{\n  \"usingComponents\": nope\n}"),
        ("pages/a.js", "Page({})"),
        ("pages/a.wxml", "<view>a</view>\n<view>{{ a. }}</view>"),
        ("pages/a.wxss", ".a { color: red }\n@import './gone';"),
        ("pages/a.scss", ""),
        ("pages/b.js", "Page({ onReady() { console.log('b') } })"),
        ("pages/b.wxml", "<view>b</view>"),
    ]);
    run.open_shown(1, "pages/a");
    run.open_shown(2, "pages/b");
    let lines = run.until("b  ");
    let places: Vec<_> = lines.iter().filter_map(|line| line.strip_prefix("ERROR ")).collect();
    let place = |line: &&str| line.split(' ').next().unwrap().to_owned();
    assert_eq!(
        places.iter().map(place).collect::<Vec<_>>(),
        ["pages/a.json:2:23", "pages/a.wxml:2:13", "pages/a.wxss:2:1"],
        "{lines:?}"
    );
}

#[test]
fn require_takes_callbacks_and_gives_promises() {
    let run = launch(&[
        (
            "pages/a.js",
            "Page({ onReady() {
                require('./m', (m) => console.log('callback', m.n), () => {})
                require('./gone', () => {}, (e) => console.log('failed', e.mod, /not found/.test(e.errMsg)))
                require.async('./m').then((m) => console.log('promise', m.n)).then(() => console.log('end')) } })",
        ),
        ("pages/a.wxml", "<view/>"),
        ("pages/m.js", "module.exports = { n: 1 }"),
    ]);
    run.open_shown(1, "pages/a");
    assert_eq!(run.next(), "launched");
    let lines = run.until("end");
    assert_eq!(texts(&lines), ["callback 1", "failed ./gone true", "promise 1", "end"]);
}

#[test]
fn the_view_knows_how_the_page_as_a_whole_is_to_be() {
    let run = launch(&[
        ("app.json", r#"{"pages":["pages/a"],"window":{"onReachBottomDistance":100}}"#),
        ("pages/a.json", r#"{"disableScroll":true,"initialRenderingCache":"static"}"#),
        ("pages/a.js", "Page({})"),
        ("pages/a.wxml", "<view/>"),
    ]);
    run.open_shown(1, "pages/a");
    assert_eq!(run.show(1)[0], json!([15, { "bottom": 100, "still": true }]));
    run.page(1, "onHide", Value::Null);
}

#[test]
fn a_generic_that_nobody_gives_is_nothing_and_an_observer_without_its_method_is_told() {
    let run = launch(&[
        ("pages/a.json", r#"{"usingComponents":{"c":"/c/c"}}"#),
        ("pages/a.js", "Page({ onReady() { console.log('ready') } })"),
        ("pages/a.wxml", "<c/>"),
        ("c/c.json", r#"{"component":true,"componentGenerics":{"item":true}}"#),
        ("c/c.js", "Component({ properties: { p: { type: String, observer: 'gone' } } })"),
        ("c/c.wxml", "<item/><view>here</view>"),
    ]);
    run.open_shown(1, "pages/a");
    let lines = run.until("ready");
    assert!(lines.iter().all(|line| !line.starts_with("ERROR")), "{lines:?}");
    assert!(lines.iter().any(|line| line.contains("Cannot find method \"gone\"")), "{lines:?}");
    assert!(run.show(1).to_string().contains("here"));
}
