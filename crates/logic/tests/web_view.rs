//! The `<web-view>` of a page is seen without any view, wherever it stands in the tree.

mod support;

use serde_json::{Value, json};
use support::{Run, launch, texts};

const PAGE: &str = "Page({ data: { src: 'https://a/', on: true, list: [] },
    onShow(o) { if (o) this.setData(o) },
    onMessage(e) { console.log(e.type, e.detail, e.target.id, typeof e.timeStamp, e.currentTarget.dataset) } })";

fn page(wxml: &str) -> Run {
    page_with(wxml, &[])
}

fn page_with(wxml: &str, more: &[(&str, &str)]) -> Run {
    let mut files = vec![("pages/a.js", PAGE), ("pages/a.wxml", wxml)];
    files.extend(more);
    let run = launch(&files);
    run.open_shown(1, "pages/a");
    assert_eq!(run.next(), "launched");
    run
}

fn set(run: &Run, data: Value) {
    run.page(1, "onShow", data);
}

#[test]
fn it_is_found_with_its_bound_src_and_listeners() {
    let run = page(
        "<view><web-view id=\"w\" src=\"{{src}}\" bindmessage=\"onMessage\" bind:load=\"l\" catcherror=\"e\"/></view>",
    );
    assert_eq!(run.next(), "web-view 1 https://a/ message,load,error");
    set(&run, json!({ "src": "https://b/?q=1&r=ü" }));
    assert_eq!(run.next(), "web-view 1 https://b/?q=1&r=ü message,load,error");
    set(&run, json!({ "src": "https://b/?q=1&r=ü", "other": 1 }));
    run.quiet();
}

#[test]
fn it_comes_and_goes_with_wx_if() {
    let run = page("<web-view wx:if=\"{{on}}\" src=\"{{src}}\"/><text wx:else>off</text>");
    assert_eq!(run.next(), "web-view 1 https://a/ ");
    set(&run, json!({ "on": false }));
    assert_eq!(run.next(), "web-view 1 none");
    set(&run, json!({ "on": true, "src": "https://c/" }));
    assert_eq!(run.next(), "web-view 1 https://c/ ");
}

#[test]
fn it_is_found_inside_wx_for() {
    let run =
        page("<block wx:for=\"{{list}}\" wx:key=\"u\"><view><web-view src=\"{{item.u}}\"/></view></block>");
    set(&run, json!({ "list": [{ "u": "x" }, { "u": "y" }] }));
    assert_eq!(run.next(), "web-view 1 x ");
    set(&run, json!({ "list": [{ "u": "y" }, { "u": "x" }] }));
    assert_eq!(run.next(), "web-view 1 y ");
    set(&run, json!({ "list": [] }));
    assert_eq!(run.next(), "web-view 1 none");
}

#[test]
fn it_is_found_in_a_components_shadow_tree_and_in_slots() {
    let run = page_with(
        "<frame u=\"{{src}}\" bind:told=\"onMessage\"/>",
        &[
            ("pages/a.json", r#"{"usingComponents":{"frame":"/c/frame"}}"#),
            ("c/frame.json", r#"{"component":true,"usingComponents":{"box":"./box"}}"#),
            (
                "c/frame.js",
                "Component({ properties: { u: String }, methods: { m(e) { this.triggerEvent('told', e.detail) } } })",
            ),
            ("c/frame.wxml", "<box><web-view src=\"{{u}}\" bindmessage=\"m\"/></box>"),
            ("c/box.json", r#"{"component":true}"#),
            ("c/box.js", "Component({})"),
            ("c/box.wxml", "<view><slot/></view>"),
        ],
    );
    assert_eq!(run.next(), "web-view 1 https://a/ message");
    run.web_view(1, "message", json!({ "data": [1] }));
    assert_eq!(texts(&[run.next()]), [r#"told {"data":[1]}  number {}"#]);
}

#[test]
fn events_reach_the_page() {
    let run = page(
        "<web-view id=\"w\" data-k=\"v\" src=\"{{src}}\" bindmessage=\"onMessage\" bindevent=\"onMessage\" bindload=\"missing\"/>",
    );
    assert_eq!(run.next(), "web-view 1 https://a/ message,event,load");
    run.web_view(1, "message", json!({ "data": ["x"] }));
    run.web_view(1, "event", json!({ "data": 5 }));
    run.web_view(1, "load", json!({}));
    run.web_view(1, "error", json!({}));
    assert_eq!(texts(&[run.next()]), [r#"message {"data":["x"]} w number {"k":"v"}"#]);
    assert_eq!(texts(&[run.next()]), [r#"event {"data":5} w number {"k":"v"}"#]);
    run.quiet();
}

#[test]
fn two_pages_have_their_own() {
    let run = launch(&[
        ("pages/a.js", "Page({ data: { s: 'a' }, onShow(o) { o && this.setData(o) } })"),
        ("pages/a.wxml", "<web-view src=\"{{s}}\"/>"),
    ]);
    run.open_shown(1, "pages/a");
    run.open_shown(2, "pages/a");
    run.page(1, "onShow", json!({ "s": "b" }));
    let lines = run.until("1 b");
    assert_eq!(lines, ["launched", "web-view 1 a ", "web-view 2 a ", "web-view 1 b "]);
}

#[test]
fn broken_wxml_is_told_and_the_page_opens_empty() {
    let run = launch(&[
        ("pages/a.js", "Page({ onLoad() { console.log('a opens') } })"),
        ("pages/a.wxml", "<view>\n  <web-view src=\"{{ 1 + }}\"/>\n</view>"),
        ("pages/b.js", "Page({})"),
        ("pages/b.wxml", "<web-view src=\"b\"/>"),
        ("pages/c.js", "Page({ onLoad() { console.log('c opens') } })"),
        ("pages/c.wxml", "<view>\n<web-view src=\"c\">"),
    ]);
    run.open_shown(1, "pages/a");
    run.open_shown(2, "pages/b");
    run.open_shown(3, "pages/c");
    let lines = run.until("web-view 3");
    assert!(lines[1].starts_with("ERROR pages/a.wxml:2:"), "{lines:?}");
    assert_eq!(texts(&lines)[2..4], ["a opens", "web-view 2 b "]);
    assert!(lines[4].starts_with("ERROR pages/c.wxml:"), "{lines:?}");
}

#[test]
fn other_components_do_no_harm() {
    let run = page_with(
        "<import src=\"./t\"/><include src=\"/inc.wxml\"/><wxs module=\"m\">module.exports = { up: function (s) { return s.toUpperCase() + getRegExp('x').test('x') } }</wxs>\
         <wxs src=\"./w.wxs\" module=\"w\"/>\
         <swiper><swiper-item><image src=\"x.png\" bindload=\"l\"/></swiper-item></swiper><map/><canvas type=\"2d\"/><unknown-thing a=\"{{src}}\"/>\
         <button open-type=\"share\" bindtap=\"t\" class:hot=\"{{on}}\" style:color=\"{{src}}\">{{m.up('ab')}}</button><input model:value=\"{{src}}\"/>\
         <gone/><self n=\"{{2}}\"/><template is=\"t\" data=\"{{src: w.f(src)}}\"/>",
        &[
            ("pages/a.json", r#"{"usingComponents":{"gone":"./gone","self":"/c/self"}}"#),
            ("pages/t.wxml", "<template name=\"t\"><web-view src=\"{{src}}\"/></template>"),
            ("pages/w.wxs", "var d = require('./d.wxs'); module.exports.f = function (s) { return d.p + s }"),
            ("pages/d.wxs", "module.exports = { p: 'p-' }"),
            ("inc.wxml", "<text>included</text>"),
            ("c/self.json", r#"{"component":true,"usingComponents":{"self":"./self"}}"#),
            ("c/self.js", "Component({ behaviors: ['wx://form-field'], properties: { n: Number } })"),
            ("c/self.wxml", "<self wx:if=\"{{n}}\" n=\"{{n - 1}}\"/>"),
        ],
    );
    assert_eq!(run.next(), r#"ERROR pages/a.json:1:28 component "./gone" used by pages/a.json is not found"#);
    assert_eq!(run.next(), "web-view 1 p-https://a/ ");
    run.quiet();
}

#[test]
fn several_dynamic_slots_go_at_once() {
    let run = page_with(
        "<list items=\"{{list}}\" on=\"{{on}}\"><web-view slot:item src=\"{{item}}\"/><text slot:item>{{item}}</text></list>",
        &[
            ("pages/a.json", r#"{"usingComponents":{"list":"/c/list"}}"#),
            ("c/list.json", r#"{"component":true}"#),
            (
                "c/list.js",
                "Component({ options: { dynamicSlots: true }, properties: { items: Array, on: Boolean } })",
            ),
            (
                "c/list.wxml",
                "<view wx:if=\"{{on}}\"><slot item=\"head\"/><view wx:for=\"{{items}}\"><slot item=\"{{item}}\"/></view></view><slot item=\"tail\"/>",
            ),
        ],
    );
    assert_eq!(run.next(), "web-view 1 head ");
    set(&run, json!({ "list": ["a", "b", "c", "d"] }));
    set(&run, json!({ "list": ["z"] }));
    set(&run, json!({ "list": ["a", "b", "c"], "on": false }));
    assert_eq!(run.next(), "web-view 1 tail ");
    set(&run, json!({ "on": true }));
    assert_eq!(run.next(), "web-view 1 head ");
    run.quiet();
}

#[test]
fn spellings_that_the_compiler_takes_differently() {
    let run = page_with(
        "<web-view src=\"first\" src=\"last\"/><teller bindmy-event=\"onMessage\"/>",
        &[
            ("pages/a.json", r#"{"usingComponents":{"teller":"/c/teller"}}"#),
            ("c/teller.json", r#"{"component":true}"#),
            ("c/teller.js", "Component({ lifetimes: { ready() { this.triggerEvent('my-event', 1) } } })"),
            ("c/teller.wxml", "<view/>"),
        ],
    );
    let lines = run.until("my-event");
    assert_eq!(texts(&lines), ["web-view 1 last ", "my-event 1  number {}"]);
}

#[test]
fn a_page_works_on_after_a_stopped_handler_and_a_throwing_observer() {
    let run = launch(&[
        (
            "pages/a.js",
            "Component({ data: { src: 'a', n: 0 },
               observers: { n(n) { if (n === 1) throw new Error('observer') } },
               methods: {
                 onMessage(e) { if (e.detail.loop) for (;;) {}; this.setData({ src: e.detail.src }) },
                 onShow(o) { if (o) this.setData(o) } } })",
        ),
        ("pages/a.wxml", "<view>{{n}}</view><web-view src=\"{{src}}\" bindmessage=\"onMessage\"/>"),
    ]);
    run.open_shown(1, "pages/a");
    run.web_view(1, "message", json!({ "loop": true }));
    run.web_view(1, "message", json!({ "src": "b" }));
    set(&run, json!({ "n": 1, "src": "c" }));
    set(&run, json!({ "n": 3, "src": "d" }));
    let lines = run.until(" d ");
    let lines: Vec<&str> = lines.iter().map(|line| line.split(" pages/a.js").next().unwrap()).collect();
    assert_eq!(lines[1], "web-view 1 a message");
    assert_eq!(lines.iter().filter(|line| line.starts_with("ERROR")).count(), 2, "{lines:?}");
    assert!(lines.contains(&"web-view 1 b message") && lines.contains(&"web-view 1 c message"), "{lines:?}");
}
