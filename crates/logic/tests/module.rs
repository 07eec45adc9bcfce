//! Files: how they find each other, what they are rewritten to, and where their errors are said to be.

mod support;

use support::{Run, launch, texts};

fn logs(run: &Run, count: usize) -> Vec<String> {
    let lines: Vec<String> = (0..count).map(|_| run.next()).collect();
    texts(&lines).into_iter().map(str::to_owned).collect()
}

#[test]
fn a_name_finds_its_file() {
    let run = launch(&[
        (
            "app.js",
            "console.log(require('./u/x').n, require('u/x.js').n, require('/u/x').n, require('./u').n, require('./d').a, require('pkg').n)",
        ),
        ("u/x.js", "exports.n = 'x:' + require('../y').n"),
        ("y.ts", "const n: string = 'y'\nmodule.exports = { n }"),
        ("u/index.js", "module.exports = { n: 'index' }"),
        ("d.json", r#"{"a":[1]}"#),
        ("miniprogram_npm/pkg/index.js", "exports.n = require('dep').n"),
        ("miniprogram_npm/dep/index.js", "exports.n = 'dep'"),
    ]);
    assert_eq!(logs(&run, 2), ["x:y x:y x:y index [1] dep", "launched"]);
}

#[test]
fn a_cycle_gives_what_is_there_so_far() {
    let run = launch(&[
        ("app.js", "const a = require('./a'); console.log(a.early, a.late, a.seen())"),
        (
            "a.js",
            "exports.early = 1; const b = require('./b'); exports.seen = () => b.seen; exports.late = 2",
        ),
        ("b.js", "const a = require('./a'); exports.seen = [a.early, a.late]"),
    ]);
    assert_eq!(logs(&run, 1), ["1 2 [1,undefined]"]);
}

#[test]
fn import_and_require_mix() {
    let run = launch(&[
        (
            "app.js",
            "import d, { n, bump } from './esm'\nimport * as all from './esm'\nimport cjs, { m } from './cjs'\nimport data from './d.json'\n\
             const later = require('./esm')\nbump()\nconsole.log(d, n, all.n, later.default, cjs.m, m, data.x, later.__esModule)\n\
             module.exports = 1",
        ),
        (
            "esm.js",
            "export let n = 1\nexport function bump() { n++ }\nexport default 'def'\nexport * from './more'",
        ),
        ("more.js", "export const more = 1, n = 'hidden'"),
        ("cjs.js", "module.exports = { m: 'cjs' }"),
        ("d.json", r#"{"x":"json"}"#),
    ]);
    assert_eq!(logs(&run, 1), ["def 2 2 def cjs cjs json true"]);
}

#[test]
fn modules_in_a_cycle_see_each_other_live() {
    let run = launch(&[
        ("app.js", "import { a } from './a'\nconsole.log(a())"),
        ("a.js", "import { b } from './b'\nexport function a() { return b() }\nexport const late = 'late'"),
        ("b.js", "import { late } from './a'\nexport const b = () => late"),
    ]);
    assert_eq!(logs(&run, 1), ["late"]);
}

#[test]
fn a_missing_module_is_told_with_the_file_that_wants_it() {
    let run = launch(&[("pages/index/index.js", "\nconst x = require('./nope')\nPage({})")]);
    run.open(1, "pages/index/index");
    assert_eq!(
        logs(&run, 2)[1],
        "ERROR pages/index/index.js:2:11 Error: module \"./nope\" required by pages/index/index.js is not found"
    );
}

#[test]
fn a_syntax_error_spares_the_other_pages() {
    let run = launch(&[
        ("pages/a.js", "Page({\n  data: {,\n})"),
        ("pages/b.js", "Page({ onLoad() { console.log('b lives') } })"),
        ("pages/c.js", "let x = 1\nlet x = 2\nPage({})"),
    ]);
    run.open(1, "pages/a");
    run.open(2, "pages/b");
    run.open(3, "pages/c");
    let lines = logs(&run, 4);
    assert!(lines[1].starts_with("ERROR pages/a.js:2:10 SyntaxError: "), "{lines:?}");
    assert_eq!(lines[2], "b lives");
    assert!(lines[3].starts_with("ERROR pages/c.js:2:"), "{lines:?}");
}

#[test]
fn errors_in_rewritten_files_have_the_positions_of_the_file() {
    let run = launch(&[
        (
            "pages/a.ts",
            "import { fail } from '../lib'\ninterface Q { id: string }\nenum Kind { One }\nPage({\n  onLoad(q: Q) {\n    fail(Kind.One)\n  },\n})",
        ),
        (
            "lib.js",
            "export const a = 1\n\n// a comment\nexport function fail(k) {\n  return k.missing.member\n}",
        ),
        ("pages/b.js", "Page({ onLoad() {\n  null.x\n} })"),
        ("pages/c.js", "Page({ onLoad() { null.x } })"),
    ]);
    run.open(1, "pages/a");
    run.open(2, "pages/b");
    run.open(3, "pages/c");
    let lines = logs(&run, 4);
    assert!(lines[1].starts_with("ERROR lib.js:5:10 "), "{lines:?}");
    assert!(lines[2].starts_with("ERROR pages/b.js:2:"), "{lines:?}");
    assert!(lines[3].starts_with("ERROR pages/c.js:1:19 "), "{lines:?}");
}

#[test]
fn launch_fails_only_when_app_js_fails_before_app() {
    let launched = |code: &str| {
        let run = launch(&[("app.js", code)]);
        [run.next()].concat()
    };
    assert!(launched("App({").starts_with("launch failed: app.js:1:6: SyntaxError"), "{}", launched("App({"));
    assert!(launched("null.x").starts_with("launch failed: TypeError"));
    assert!(launched("App({}); null.x").starts_with("ERROR app.js:1:"));
    assert_eq!(launched("var x = 1"), "launched");
    let run = launch(&[("pages/a.js", "Page({ onLoad() { console.log(typeof getApp()) } })")]);
    run.open(1, "pages/a");
    assert_eq!(logs(&run, 2), ["launched", "object"]);
}

#[test]
fn component_registers_for_the_file_being_loaded() {
    let run = launch(&[
        ("lib.js", "exports.make = (o) => Component(o)"),
        ("pages/a.js", "require('../lib').make({ methods: { onLoad() { console.log(this.is) } } })"),
        ("app.js", "try { Page({}) } catch (e) { console.log(e.message) }"),
    ]);
    run.open(1, "pages/a");
    assert_eq!(
        logs(&run, 3),
        ["Page() is called outside of a page's or component's file", "launched", "pages/a"]
    );
}

#[test]
fn the_rarer_forms_of_import_and_export() {
    let run = launch(&[
        (
            "app.js",
            "import './side'\nimport { ns, K, renamed } from './all'\nconsole.log(ns.n, new K().k(), renamed)\n\
             import('./late').then((late) => console.log(late.default))\nconsole.log(typeof exports, typeof import.meta)",
        ),
        ("side.js", "console.log('side', module.exports === exports)"),
        (
            "all.js",
            "export * as ns from './more'\nexport class K { k() { return 'k' } }\nconst x = 'x'\nexport { x as renamed }",
        ),
        ("more.js", "exports.n = 'n'"),
        ("late.js", "export default 'late'"),
    ]);
    assert_eq!(logs(&run, 5), ["side true", "n k x", "object object", "launched", "late"]);
}
