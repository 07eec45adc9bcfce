//! A console's lines in the program's global scope, and the `data` of its pages told and changed from outside.

mod support;

use std::time::Duration;

use sampan_engine::id::PageId;
use sampan_engine::logic::LogicCommand;
use sampan_logic::Limits;
use serde_json::json;
use support::{Run, launch, launch_with, limits};

fn line(run: &Run, script: &str) -> String {
    run.send(LogicCommand::Run { id: 7, script: script.into() });
    run.until("7 ").pop().unwrap()
}

#[test]
fn a_line_gives_what_a_console_shows() {
    let run = launch(&[("app.js", "App({ shop: 'tea' })"), ("pages/a.js", "Page({ data: { n: 1 } })")]);
    run.open_shown(1, "pages/a");
    for (script, expected) in [
        ("1 + 1", "7 gives 2"),
        ("'a'", "7 gives \"a\""),
        ("undefined", "7 gives undefined"),
        ("getApp().shop", "7 gives \"tea\""),
        ("{ a: 1, b: { c: { d: { e: 1 } } } }", "7 gives {\"a\":1,\"b\":{\"c\":{\"d\":{…}}}}"),
        ("{ let a = 1; a + 1 }", "7 gives 2"),
        ("var kept = 5", "7 gives undefined"),
        ("kept", "7 gives 5"),
        ("let held = 6", "7 gives undefined"),
        ("held", "7 gives 6"),
        ("getCurrentPages()[0].data", "7 gives {\"n\":1}"),
        ("typeof wx.echo", "7 gives \"function\""),
        ("Promise.resolve([1, 2])", "7 gives [1,2]"),
        ("await 3", "7 gives 3"),
        ("const w = await Promise.resolve('w'); w + 1", "7 gives \"w1\""),
        ("w", "7 gives \"w\""),
        ("Array(50).fill(0).length", "7 gives 50"),
    ] {
        assert_eq!(line(&run, script), expected, "{script}");
    }
    assert!(line(&run, "Array(50).fill(0)").contains("… 30 more"));
}

#[test]
fn what_a_line_throws_is_told() {
    let run = launch(&[]);
    assert!(
        line(&run, "nothing.there").starts_with("7 throws Uncaught ReferenceError: nothing is not defined")
    );
    assert!(line(&run, "a b").starts_with("7 throws Uncaught SyntaxError"));
    assert_eq!(line(&run, "throw 'x'"), "7 throws Uncaught \"x\"");
    assert!(line(&run, "Promise.reject(new Error('late'))").starts_with("7 throws Uncaught Error: late"));
    assert!(line(&run, "await missing").starts_with("7 throws Uncaught ReferenceError"));
    assert!(line(&run, "for (;;) {}").contains("7 throws stopped: ran longer than 0.3 s"));
    // QuickJS leaves the promise of an async function that was stopped as it is.
    run.send(LogicCommand::Run { id: 7, script: "await null; for (;;) {}".into() });
    let lines = run.until("7 ");
    assert!(lines[0].ends_with("stopped: ran longer than 0.3 s without a pause"), "{lines:?}");
    assert!(lines[1].starts_with("7 gives Promise {<pending>}"), "{lines:?}");
    assert_eq!(line(&run, "1"), "7 gives 1");
}

#[test]
fn data_is_told_at_once_and_after_each_turn_that_changed_it() {
    // A machine that does a lot besides takes its time with the large page.
    let patient = Limits { turn: Duration::from_secs(10), ..limits() };
    let run = launch_with(
        patient,
        &[
            (
                "pages/a.js",
                "Page({ data: { n: 0 }, onShow() { for (let i = 1; i < 9; i++) this.setData({ n: i }) } })",
            ),
            ("pages/b.js", "Page({ data: { big: 'x'.repeat(2 << 20), small: 1 } })"),
        ],
    );
    run.open(1, "pages/a");
    run.send(LogicCommand::WatchData { on: true });
    assert_eq!(run.until("data").pop().unwrap(), "data 1 pages/a {\"n\":0}");
    run.page(1, "onShow", json!(null));
    assert_eq!(run.next(), "data 1 pages/a {\"n\":8}");
    run.page(1, "onHide", json!(null));
    run.send(LogicCommand::SetData { page: PageId(1), data: json!({ "n": "set", "x.y": 2 }) });
    assert_eq!(run.next(), "data 1 pages/a {\"n\":\"set\",\"x\":{\"y\":2}}");
    run.open(2, "pages/b");
    let large = run.until("data 2").pop().unwrap();
    assert!(large.contains("(too large to show)") && large.contains("\"big\":\"2048.0 KB\""), "{large}");
    run.send(LogicCommand::WatchData { on: false });
    run.send(LogicCommand::SetData { page: PageId(1), data: json!({ "n": 9 }) });
    run.quiet();
}
