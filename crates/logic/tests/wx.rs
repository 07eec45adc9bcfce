//! `wx`: callbacks, promises, synchronous twins, and the values that go through them.

mod support;

use serde_json::Value;
use support::{launch, texts};

/// What a program that runs `code` in `onShow` does, until it logs `end`.
fn transcript(code: &str) -> Vec<String> {
    let app = format!("App({{ async onShow() {{ {code}\nsetTimeout(() => console.log('end'), 30) }} }})");
    let run = launch(&[("app.js", &app)]);
    run.hook("onShow", Value::Null);
    let mut lines = run.until("end");
    lines.remove(0);
    lines.pop();
    texts(&lines).into_iter().map(str::to_owned).collect()
}

#[test]
fn callbacks_run_once_with_complete_last() {
    let lines = transcript(
        "wx.echo({ a: 1, gone: undefined, f() {}, success: r => console.log('success', r.errMsg), fail: () => console.log('fail'), complete: r => console.log('complete', r.errMsg) });
         wx.refuse({ fail: r => console.log('refused', r), complete: () => console.log('complete') });
         console.log('after')",
    );
    assert_eq!(
        lines,
        [
            r#"call echo {"a":1}"#,
            "call refuse {}",
            "after",
            "success echo:ok",
            "complete echo:ok",
            r#"refused {"errMsg":"refuse:fail not today"}"#,
            "complete",
        ]
    );
}

#[test]
fn without_callbacks_a_promise_comes_back() {
    let lines = transcript(
        "console.log((await wx.echo({ a: [1] })).args); console.log((await wx.echo()).errMsg);
         try { await wx.refuse({}) } catch (e) { console.log('caught', e) }",
    );
    assert_eq!(
        lines,
        [
            r#"call echo {"a":[1]}"#,
            r#"{"a":[1]}"#,
            "call echo {}",
            "echo:ok",
            "call refuse {}",
            r#"caught {"errMsg":"refuse:fail not today"}"#,
        ]
    );
}

#[test]
fn an_exception_in_a_callback_is_told_and_stops_no_other() {
    let lines = transcript(
        "wx.echo({ success() { throw new TypeError('mine') }, complete: () => console.log('complete') })",
    );
    assert_eq!(lines[1..], ["ERROR app.js:1:56 TypeError: mine", "complete"]);
}

#[test]
fn sync_twins_take_values_in_order_and_return_the_result() {
    let lines = transcript(
        "wx.setStorageSync('k', { a: [1, 'ü'] }); console.log(wx.getStorageSync('k'));
         console.log(JSON.stringify(wx.getStorageSync('none'))); console.log(wx.getSystemInfoSync().errMsg);
         wx.setStorageSync('u')",
    );
    assert_eq!(
        lines,
        [
            r#"sync setStorage {"key":"k","data":{"a":[1,"ü"]}}"#,
            r#"sync getStorage {"key":"k"}"#,
            r#"{"a":[1,"ü"]}"#,
            r#"sync getStorage {"key":"none"}"#,
            r#""""#,
            "sync getSystemInfo {}",
            "getSystemInfo:ok",
            r#"sync setStorage {"key":"u"}"#,
        ]
    );
}

#[test]
fn dates_survive_storage() {
    let lines = transcript(
        "wx.setStorageSync('d', new Date(0)); const d = wx.getStorageSync('d'); console.log(d instanceof Date, d.getTime());
         await wx.setStorage({ key: 'e', data: new Date(1) }); const r = await wx.getStorage({ key: 'e' });
         console.log(r.data.getTime(), r.dataType)",
    );
    assert!(lines[0].contains(r#""dataType":"date""#), "{lines:?}");
    assert_eq!(lines[2], "true 0");
    assert_eq!(lines.last().unwrap(), "1 undefined");
}

#[test]
fn what_is_no_json_fails_without_a_call() {
    let lines = transcript(
        "const c = {}; c.c = c;
         wx.echo({ c, fail: r => console.log(r.errMsg.startsWith('echo:fail ')) });
         for (const v of [c, () => 1, 10n]) try { wx.setStorageSync('k', v) } catch (e) { console.log(e.message.startsWith('setStorage:fail ')) }",
    );
    assert_eq!(lines, ["true", "true", "true", "true"]);
}

#[test]
fn half_a_surrogate_pair_does_not_stop_a_call() {
    let lines = transcript(
        "console.log((await wx.echo({ s: 'a\\ud800', t: '\\\\ud800' })).args.s.length, '\\udc00')",
    );
    assert_eq!(lines[0], "call echo {\"s\":\"a\u{fffd}\",\"t\":\"\\\\ud800\"}");
    assert_eq!(lines[1], "2 \u{fffd}");
}

#[test]
fn console_shows_values_the_way_a_person_reads_them() {
    let lines = transcript(
        "const o = { a: [1, , 'x'], f() {}, n: null, u: undefined }; o.self = o;
         console.log('text', 1, o); console.info(new Map([[1, { b: 2 }]]), new Set(['s']), 5n, Symbol('y'));
         console.error(new RangeError('bad').message)",
    );
    assert_eq!(
        lines,
        [
            r#"text 1 {"a":[1,undefined,"x"],"f":[Function: f],"n":null,"u":undefined,"self":[Circular]}"#,
            r#"Map {1 => {"b":2}} Set {"s"} 5n Symbol(y)"#,
            "bad",
        ]
    );
}
