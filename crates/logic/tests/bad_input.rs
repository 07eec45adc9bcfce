//! What a page does that it should not: too many rows, values without JSON, components without end. It is told, and the
//! page, the other pages and the program live on.

mod support;

use std::time::Duration;

use sampan_logic::Limits;
use serde_json::json;
use support::{Run, launch, launch_with, limits, texts};

/// A page that does what its `onShow` is told in JavaScript, and shows `n`.
fn page(limits: Limits, wxml: &str) -> Run {
    let js =
        "Page({ data: { n: 0, rows: [], v: '' }, onShow(o) { if (o) new Function('page', o.run)(this) } })";
    let run = launch_with(
        limits,
        &[
            ("pages/a.js", js),
            ("pages/a.wxml", wxml),
            ("pages/b.js", js),
            ("pages/b.wxml", "<text>{{n}}</text>"),
        ],
    );
    run.open_shown(1, "pages/a");
    run.open_shown(2, "pages/b");
    run.until("launched");
    run.show(1);
    run
}

fn act(run: &Run, page: u32, script: &str) {
    run.page(page, "onShow", json!({ "run": script }));
}

/// Both pages still set data, and the first one's view hears of it.
fn assert_alive(run: &Run) {
    act(run, 1, "page.setData({ n: 'alive' }); console.log('a lives', page.data.n)");
    act(run, 2, "page.setData({ n: 'alive' }); console.log('b lives', page.data.n)");
    let mut is_shown = false;
    loop {
        match run.view_or_line() {
            Ok(batch) => is_shown |= batch.to_string().contains("alive"),
            Err(line) if line.starts_with("b lives alive") => break,
            Err(line) => assert!(!line.starts_with("ERROR") && !line.contains("recursive update"), "{line}"),
        }
    }
    assert!(is_shown, "the view does not hear of it");
}

/// The first error, with everything before it dropped.
fn error(run: &Run) -> String {
    loop {
        if let Err(line) = run.view_or_line()
            && line.starts_with("ERROR")
        {
            return line;
        }
    }
}

const ROWS: &str =
    "<text>{{n}}</text><view wx:for=\"{{rows}}\" wx:key=\"*this\"><text>{{item}}</text></view>";
const MANY: &str = "page.setData({ rows: Array.from({ length: 100000 }, (_, n) => n) })";

#[test]
fn more_rows_than_memory_are_told() {
    let run = page(Limits { memory: 64 << 20, turn: Duration::from_secs(30) }, ROWS);
    act(&run, 1, MANY);
    let told = error(&run);
    assert!(told.contains("the JavaScript of a mini program may hold 64 MB"), "{told}");
    assert_alive(&run);
}

#[test]
fn more_rows_than_time_are_told() {
    let run = page(Limits { memory: 1 << 30, ..limits() }, ROWS);
    act(&run, 1, MANY);
    assert!(error(&run).contains("stopped: ran longer than 0.3 s without a pause"));
    assert_alive(&run);
}

#[test]
fn while_one_page_blocks_the_others_wait_and_then_go_on() {
    let run = page(limits(), "<text>{{n}}</text>");
    act(&run, 1, "for (const end = Date.now() + 20000; Date.now() < end;) {}");
    act(&run, 2, "console.log('b goes on')");
    let lines = run.until("b goes on");
    assert!(lines[0].contains("stopped: ran longer"), "{lines:?}");
    assert_alive(&run);
}

#[test]
fn values_without_json_do_no_harm() {
    let run = page(
        Limits { turn: Duration::from_secs(5), ..limits() },
        "<text>{{n}}</text><view hidden=\"{{v}}\">{{v}}</view>",
    );
    let deep = Some(
        "ERROR :0:0 RangeError: Maximum call stack size exceeded; it may be data that holds itself, or that is nested thousands deep",
    );
    for (value, expected) in [
        ("() => 1", None),
        ("undefined", None),
        ("NaN", None),
        ("Infinity", None),
        ("Symbol('s')", None),
        ("10n", None),
        ("new Map([[1, 2]])", None),
        ("new Date(NaN)", None),
        ("Object.create(null)", None),
        ("new Proxy({}, {})", None),
        ("'x'.repeat(5 << 20)", None),
        ("(() => { const a = { b: [] }; a.b.push(a); return a })()", deep),
        ("(() => { let a = []; for (let n = 0; n < 100000; n++) a = [a]; return a })()", deep),
        (
            "(() => { const a = { get x() { throw new Error('a getter') } }; return a })()",
            Some("ERROR <input>:3:60 Error: a getter"),
        ),
    ] {
        act(&run, 1, &format!("page.setData({{ v: {value} }}); console.log('done')"));
        let script = "console.log('next')";
        act(&run, 1, script);
        let mut told = Vec::new();
        loop {
            match run.view_or_line() {
                Ok(batch) => told.push(batch.to_string().chars().take(80).collect::<String>()),
                Err(line) if line.starts_with("next") => break,
                Err(line) => told.push(line.chars().take(200).collect()),
            }
        }
        let wrong = told.iter().find(|line| line.starts_with("ERROR"));
        assert_eq!(wrong.map(String::as_str), expected, "{value}: {told:?}");
        act(&run, 1, "page.setData({ v: '' })");
    }
    for data in [
        "null",
        "1",
        "'text'",
        "[]",
        "{ '': 1 }",
        "{ 'a[': 1 }",
        "{ 'a..b': 1 }",
        "{ 'n.x.y': 1 }",
        "{ __proto__: 1, 'constructor.prototype.polluted': 1 }",
    ] {
        act(&run, 1, &format!("page.setData({data}); if ({{}}.polluted) console.log('ERROR: polluted')"));
    }
    act(&run, 1, "page.setData({ n: 0 }); console.log('end')");
    loop {
        match run.view_or_line() {
            Err(line) if line.starts_with("end") => break,
            Err(line) => assert!(!line.contains("polluted"), "{line}"),
            Ok(_) => {}
        }
    }
    assert_alive(&run);
}

#[test]
fn a_component_that_uses_itself_without_end_is_told_with_its_path() {
    let run = launch(&[
        ("pages/a.js", "Page({ onShow() { console.log('a lives') } })"),
        ("pages/a.wxml", "<text>before</text><c/>"),
        ("pages/a.json", r#"{"usingComponents":{"c":"/c/c"}}"#),
        ("pages/b.js", "Page({ onShow() { console.log('b lives') } })"),
        ("c/c.js", "Component({})"),
        ("c/c.json", r#"{"component":true,"usingComponents":{"d":"./d"}}"#),
        ("c/c.wxml", "<view><d/></view>"),
        ("c/d.js", "Component({})"),
        ("c/d.json", r#"{"component":true,"usingComponents":{"c":"./c"}}"#),
        ("c/d.wxml", "<view><c/></view>"),
    ]);
    run.open_shown(1, "pages/a");
    run.open_shown(2, "pages/b");
    let lines = run.until("b lives");
    let told = |circle: &str| lines.iter().any(|line| line.ends_with(&format!("without end: {circle}")));
    assert!(told("c/c → c/d → c/c") || told("c/d → c/c → c/d"), "{lines:#?}");
}

#[test]
fn a_component_that_ends_may_use_itself() {
    let run = launch(&[
        ("pages/a.js", "Page({ data: { tree: { list: [{ list: [] }, { list: [{ list: [] }] }] } } })"),
        ("pages/a.wxml", "<c tree=\"{{tree}}\"/>"),
        ("pages/a.json", r#"{"usingComponents":{"c":"/c/c"}}"#),
        ("c/c.js", "Component({ properties: { tree: Object } })"),
        ("c/c.json", r#"{"component":true,"usingComponents":{"c":"./c"}}"#),
        (
            "c/c.wxml",
            "<view class=\"node\"><c wx:for=\"{{tree.list}}\" wx:key=\"index\" tree=\"{{item}}\"/></view>",
        ),
    ]);
    run.open_shown(1, "pages/a");
    assert_eq!(run.show(1).to_string().matches("node").count(), 4);
}

#[test]
fn what_of_a_component_is_missing_is_told_and_the_rest_is_there() {
    let run = launch(&[
        ("pages/a.js", "Page({ onReady() { console.log('ready') } })"),
        ("pages/a.wxml", "<gone/><nojs/><nowxml/><text>here</text>"),
        ("pages/a.json", r#"{"usingComponents":{"gone":"/c/gone","nojs":"/c/nojs","nowxml":"/c/nowxml"}}"#),
        ("c/nojs.json", r#"{"component":true}"#),
        ("c/nojs.wxml", "<text>without code</text>"),
        ("c/nowxml.js", "Component({})"),
    ]);
    run.open_shown(1, "pages/a");
    let lines = run.until("ready");
    let errors: Vec<&str> = texts(&lines).into_iter().filter(|line| line.starts_with("ERROR")).collect();
    let expected = [
        "ERROR pages/a.json:1:28 component \"/c/gone\" used by pages/a.json is not found",
        "ERROR c/nojs.js:1:1 c/nojs.js is not found",
    ];
    assert_eq!(errors, expected);
    let shown = run.show(1).to_string();
    assert!(shown.contains("here") && shown.contains("without code"), "{shown}");
}
