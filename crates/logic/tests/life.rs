//! The app and its pages: which hooks run, in which order, with what.

mod support;

use sampan_engine::id::PageId;
use sampan_engine::logic::{LogicCommand, LogicLayer};
use serde_json::{Value, json};
use support::{launch, texts};

#[test]
fn hooks_run_in_the_order_of_the_commands() {
    let run = launch(&[
        (
            "app.js",
            "App({ name: 'shop', onLaunch(o) { console.log('onLaunch', o.path, this.name) }, onShow() { console.log('app onShow') } })",
        ),
        (
            "pages/a.js",
            "const app = getApp()\n
             Page({ data: { n: 1 },
               onLoad(q) { console.log('onLoad', q, this.route, this.options, app.name, getCurrentPages().length) },
               onShow() { console.log('onShow') },
               onReady() { this.setData({ n: 2, 'list[1].x': 3 }); console.log('onReady', this.data) },
               onUnload() { console.log('onUnload') } })",
        ),
        ("pages/a.wxml", "<view>{{n}}</view>"),
    ]);
    run.hook("onLaunch", json!({ "path": "pages/a" }));
    run.hook("onShow", json!({}));
    run.open_shown(1, "pages/a");
    let lines = run.until("onReady");
    run.close_page(1);
    let lines = [lines, run.until("onUnload")].concat();
    assert_eq!(
        texts(&lines),
        [
            "launched",
            "onLaunch pages/a shop",
            "app onShow",
            "onLoad {\"id\":\"1\"} pages/a {\"id\":\"1\"} shop 1",
            "onShow",
            "onReady {\"n\":2,\"list\":[undefined,{\"x\":3}]}",
            "onUnload",
        ]
    );
}

#[test]
fn a_page_may_be_a_component_with_lifetimes_properties_and_observers() {
    let run = launch(&[
        (
            "pages/a.js",
            "Component({ properties: { id: Number }, data: { n: 0 },
               observers: { n(v) { console.log('n is', v) } },
               lifetimes: { created() { console.log('created') }, attached() { console.log('attached', this.data.id + 1) },
                 ready() { console.log('ready') }, detached() { console.log('detached') } },
               pageLifetimes: { show() { console.log('show') } },
               methods: { onLoad(q) { console.log('onLoad', q); this.setData({ n: 5 }) },
                 onReady() { console.log('onReady') }, onUnload() { console.log('onUnload') } } })",
        ),
        ("pages/a.json", r#"{"component":true}"#),
        ("pages/a.wxml", "<view/>"),
    ]);
    run.open_shown(1, "pages/a");
    run.close_page(1);
    assert_eq!(
        texts(&run.until("detached")),
        [
            "launched",
            "created",
            "attached 2",
            "onLoad {\"id\":\"1\"}",
            "n is 5",
            "show",
            "ready",
            "onReady",
            "onUnload",
            "detached"
        ]
    );
}

#[test]
fn the_page_stack_is_in_order_and_leaves_out_hidden_tabs() {
    let files = [
        (
            "app.json",
            r#"{"pages":["pages/a","pages/b","pages/c"],"tabBar":{"list":[{"pagePath":"pages/a"},{"pagePath":"pages/b"}]}}"#,
        ),
        ("app.js", "App({ onShow() { console.log(getCurrentPages().map(p => p.route).join(' ')) } })"),
        ("pages/a.js", "Page({})"),
        ("pages/b.js", "Page({})"),
        ("pages/c.js", "Page({})"),
    ];
    let run = launch(&files);
    let stack = || {
        run.hook("onShow", Value::Null);
        run.until("[app.js").pop().map(|line| line.split("  [").next().unwrap().to_owned()).unwrap()
    };
    run.open_shown(1, "pages/a");
    run.page(1, "onHide", Value::Null);
    run.open_shown(2, "pages/c");
    assert_eq!(stack(), "pages/a pages/c");
    run.close_page(2);
    run.page(1, "onShow", Value::Null);
    assert_eq!(stack(), "pages/a");
    run.page(1, "onHide", Value::Null);
    run.open_shown(3, "pages/b");
    assert_eq!(stack(), "pages/b");
    run.page(3, "onHide", Value::Null);
    run.page(1, "onShow", Value::Null);
    assert_eq!(stack(), "pages/a");
}

#[test]
fn a_page_that_does_not_register_is_told_and_takes_its_place() {
    let run = launch(&[
        ("app.js", "App({ onShow() { console.log(getCurrentPages().length) } })"),
        ("pages/a.js", "var nothing = 1"),
    ]);
    run.open_shown(1, "pages/a");
    run.open_shown(2, "pages/missing");
    run.hook("onShow", Value::Null);
    assert_eq!(
        texts(&run.until("[app.js")),
        [
            "launched",
            "ERROR pages/a.js:1:1 pages/a.js calls neither Page() nor Component()",
            "ERROR pages/missing.js:1:1 pages/missing.js is not found",
            "2",
        ]
    );
}

#[test]
fn what_sharing_answers() {
    let share = |code: &str| {
        let page = format!("Page({{ {code} }})");
        let run = launch(&[("pages/a.js", &page)]);
        run.open_shown(1, "pages/a");
        let options = json!({ "from": "menu" });
        run.send(LogicCommand::Share { page: PageId(1), hook: "onShareAppMessage", options });
        run.until("shared").pop().unwrap()
    };
    assert_eq!(share("onShareAppMessage(o) { return { title: o.from } }"), r#"shared 1 {"title":"menu"}"#);
    assert_eq!(share("async onShareAppMessage() { return { title: 'x' } }"), r#"shared 1 {"title":"x"}"#);
    assert_eq!(share("onShareAppMessage() {}"), "shared 1 {}");
    assert_eq!(share("onShareAppMessage() { throw new Error('no') }"), "shared 1 {}");
    assert_eq!(share(""), "shared 1 nothing");
}

#[test]
fn nothing_is_reported_after_close() {
    let run = launch(&[("app.js", "App({ onShow() { setInterval(() => console.log('tick'), 5) } })")]);
    run.hook("onShow", Value::Null);
    run.until("tick");
    run.logic.close(&run.app);
    // What was reported before `close` returned may still be in the channel.
    std::thread::sleep(std::time::Duration::from_millis(20));
    while run.try_next().is_some() {}
    run.quiet();
}

#[test]
fn a_page_says_what_is_kept_of_it_and_finds_it_again() {
    let run = launch(&[
        (
            "pages/a.js",
            "Page({ onLoad() { console.log('found', this.exitState) },
               onSaveExitState() { return { data: { at: 7 }, expireTimeStamp: 12 } } })",
        ),
        (
            "pages/b.js",
            "const circle = {}; circle.self = circle
             Page({ onLoad() { console.log('found', 'exitState' in this) }, onSaveExitState() { return { data: circle } } })",
        ),
        ("pages/c.js", "Page({ onLoad() { console.log('found') } })"),
    ]);
    run.send(LogicCommand::ExitState { page: PageId(1), data: json!({ "n": 1 }) });
    run.open(1, "pages/a");
    run.open(2, "pages/b");
    run.open(3, "pages/c");
    for page in 1..=3 {
        run.send(LogicCommand::SaveExitState { page: PageId(page), url: format!("/{page}") });
    }
    assert_eq!(
        texts(&run.until("left /3")),
        [
            "launched",
            "found {\"n\":1}",
            "found false",
            "found",
            "left /1 {\"at\":7} until Some(12.0)",
            "ERROR :0:0 TypeError: circular reference",
            "left /2 null until None",
            "left /3 null until None",
        ]
    );
}

#[test]
fn a_selector_that_is_none_is_told_once() {
    let run = launch(&[
        (
            "pages/a.js",
            "Page({ onLoad() {
               const query = wx.createSelectorQuery()
               query.select('canvas').boundingClientRect(), query.selectAll('.a view, #b').boundingClientRect()
               query.select('canvas').node()
               query.exec((found) => console.log('found', found.length, found[0], found[1].length))
               const child = [this.selectComponent('view:first-child'), this.selectAllComponents('.a > .b, .c>>>.d').length]
               const observer = this.createIntersectionObserver().relativeTo('scroll-view', { bottom: 9 })
               observer.observe('.a .b[hidden]', () => {})
               wx.createIntersectionObserver(this).relativeTo('.a').observe('#b', () => {})
               this.animate('text', [{ opacity: 0 }, { opacity: 1 }], 9)
               console.log('after', ...child)
             } })",
        ),
        ("pages/a.wxml", "<view class='a'><view id='b'></view></view>"),
    ]);
    run.open(1, "pages/a");
    let lines = run.until("after");
    let none = |selector: &str| {
        format!(
            "the selector \"{selector}\" finds nothing: a selector is made of #id and .class, with a space, > or >>> \
             between them (WeChat documentation)"
        )
    };
    assert_eq!(
        texts(&lines),
        [
            "launched",
            &none("canvas"),
            &none(".a view"),
            &none("view:first-child"),
            &none("scroll-view"),
            &none(".a .b[hidden]"),
            &none("text"),
            "after null 0"
        ]
    );
    assert!(lines[1].ends_with("[pages/a.js:3:22]"), "{}", lines[1]);
    assert!(lines[5].ends_with("[pages/a.js:8:25]"), "{}", lines[5]);
}
