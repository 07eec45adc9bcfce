//! What pages and components can do beside data and events: the parts of the framework that programs take for granted.

mod support;

use std::collections::HashSet;

use serde_json::{Value, json};
use support::{Run, launch, texts, with_component};

/// A page of this script and template, shown, with its lines up to `end`.
fn lines(js: &str, wxml: &str, more: &[(&str, &str)]) -> Vec<String> {
    let run = start(js, wxml, more);
    let lines = run.until("the end");
    texts(&lines).into_iter().map(str::to_owned).collect()
}

fn start(js: &str, wxml: &str, more: &[(&str, &str)]) -> Run {
    let js = format!("Page({{ {js} }})");
    let mut files = vec![("pages/a.js", js.as_str()), ("pages/a.wxml", wxml)];
    files.extend(more);
    let run = launch(&files);
    run.open_shown(1, "pages/a");
    assert_eq!(run.next(), "launched");
    run
}

#[test]
fn an_animation_is_the_views_and_tells_its_end() {
    let run = start(
        "go() { this.animate('#a', [{ opacity: 0 }, { opacity: 1, rotate: 45 }], 300, () => console.log('over', this.route)) },
         onHide() { this.clearAnimation('#a', { opacity: true }, () => console.log('cleared')) }, onShow() { this.go() }",
        "<view id=\"a\"/>",
        &[],
    );
    let made = run.show(1);
    let frames = json!([{ "opacity": 0 }, { "opacity": 1, "rotate": 45 }]);
    assert_eq!(made.as_array().unwrap().last().unwrap(), &json!([13, 1, 3, "animate", [frames, 300, null]]));
    run.view_says(1, &json!([[1, 1, null]]));
    assert_eq!(texts(&[run.next()]), ["over pages/a"]);
    run.page(1, "onHide", Value::Null);
    assert_eq!(run.batch(), json!([[13, 2, 3, "clearAnimation", ["opacity"]]]));
    run.view_says(1, &json!([[1, 2, null]]));
    assert_eq!(texts(&[run.next()]), ["cleared"]);
}

#[test]
fn the_callback_of_set_data_comes_when_the_view_has_painted_also_a_view_that_comes_later() {
    let run = start(
        "data: { n: 0 }, onReady() { this.setData({ n: 1 }, () => console.log('painted')) }",
        "<view>{{n}}</view>",
        &[],
    );
    run.quiet();
    let made = run.show(1);
    let asked = made.as_array().unwrap().last().unwrap();
    assert_eq!((&asked[0], &asked[3]), (&json!(13), &json!("frame")));
    run.quiet();
    run.view_says(1, &json!([[1, asked[1], null]]));
    assert_eq!(texts(&[run.next()]), ["painted"]);
}

#[test]
fn scrolling_can_take_the_place_of_time() {
    let run = start(
        "onReady() { this.animate('#a', [{ left: '1px' }], 100, { scrollSource: '#s', timeRange: 100, endScrollOffset: 50 }) }",
        "<view id=\"a\"/><scroll-view id=\"s\"/>",
        &[],
    );
    let made = run.show(1);
    let timeline = json!({ "scrollSource": 4, "timeRange": 100, "endScrollOffset": 50 });
    let asked = json!([13, 1, 3, "animate", [[{ "left": "1px" }], 100, timeline]]);
    assert_eq!(made.as_array().unwrap().last().unwrap(), &asked);
}

#[test]
fn a_media_query_is_answered_each_time_the_view_changes() {
    let run = start(
        "onReady() { const o = this.createMediaQueryObserver(); o.observe({ minWidth: 300 }, (r) => console.log('wide', r.matches)); this.o = o },
         onHide() { this.o.disconnect() }",
        "<view/>",
        &[],
    );
    let made = run.show(1);
    assert_eq!(made.as_array().unwrap().last().unwrap(), &json!([13, 1, 1, "media", { "minWidth": 300 }]));
    run.view_says(1, &json!([[1, 1, { "matches": true }], [1, 1, { "matches": false }]]));
    assert_eq!(texts(&[run.next(), run.next()]), ["wide true", "wide false"]);
    run.page(1, "onHide", Value::Null);
    assert_eq!(run.batch(), json!([[13, 1, 0, "end", null]]));
}

#[test]
fn page_hooks_reach_components_too() {
    let js = "Component({ pageLifetimes: { show() { console.log('c show') }, hide() { console.log('c hide') },
        resize(r) { console.log('c resize', r.size.windowWidth) }, routeDone() { console.log('c done') } } })";
    let run = start(
        "onResize(r) { console.log('resize', r.size.windowWidth, r.deviceOrientation) }, onRouteDone() { console.log('done') }",
        "<c/>",
        &with_component(js, "<view/>"),
    );
    assert_eq!(texts(&run.until("c done")), ["c show", "done", "c done"]);
    run.show(1);
    let window = |width: u32| json!([[3, { "width": width, "height": 500, "ratio": 2, "theme": "light" }]]);
    // The first size is no change, and the same size is none.
    for width in [375, 375, 600] {
        run.view_says(1, &window(width));
    }
    assert_eq!(texts(&run.until("c resize")), ["resize 600 landscape", "c resize 600"]);
    run.page(1, "onHide", Value::Null);
    assert_eq!(texts(&run.until("c hide")), ["c hide"]);
}

#[test]
fn instances_have_the_methods_that_old_and_new_programs_call() {
    let js = "Component({ methods: { ask() { return this.selectOwnerComponent().route + ' ' + typeof this.router.navigateTo } } })";
    let lines = lines(
        "data: { a: 1 }, onReady() {
            this.setUpdatePerformanceListener({ withDataPaths: true }, () => {}); this.setInitialRenderingCache({})
            this.groupSetData(() => { this.setData({ a: 2 }); this.setData({ b: 3 }) })
            this.updateData({ c: 4 }); this.applyDataUpdates()
            console.log(JSON.stringify(this.data), typeof this.getPageId(), this.getTabBar())
            console.log(this.selectComponent('#c').ask())
            console.log('the end') }",
        "<c id=\"c\"/>",
        &with_component(js, "<view/>"),
    );
    assert_eq!(lines, [r#"{"a":2,"b":3,"c":4} string null"#, "pages/a function", "the end"]);
}

#[test]
fn a_program_that_draws_its_tab_bar_has_one_on_each_tab_page() {
    let bar = "Component({ data: { n: 0 }, pageLifetimes: { show() { console.log('bar shows') } } })";
    let app = r#"{"pages":["pages/a","pages/b"],"tabBar":{"custom":true,"list":[{"pagePath":"pages/a"},{"pagePath":"pages/b"}]}}"#;
    let page = "Page({ onShow() { this.getTabBar().setData({ n: 7 }); console.log('n', this.getTabBar().data.n) } })";
    let run = launch(&[
        ("app.json", app),
        ("pages/a.js", page),
        ("pages/a.wxml", "<view>page</view>"),
        ("pages/b.js", page),
        ("custom-tab-bar/index.json", r#"{"component":true}"#),
        ("custom-tab-bar/index.js", bar),
        ("custom-tab-bar/index.wxml", "<cover-view>bar {{n}}</cover-view>"),
    ]);
    run.open_shown(1, "pages/a");
    run.open_shown(2, "pages/b");
    assert_eq!(run.next(), "launched");
    assert_eq!(
        texts(&[run.next(), run.next(), run.next(), run.next()]),
        ["n 7", "bar shows", "n 7", "bar shows"]
    );
    let tree = run.show(1).to_string();
    assert!(tree.contains("\"bar 7\"") && tree.contains("custom-tab-bar"), "{tree}");
}

#[test]
fn a_page_and_the_one_that_opened_it_talk_through_a_channel() {
    let run = launch(&[
        (
            "pages/a.js",
            "Page({ onShow() { wx.navigateTo({ url: './b?x=1', events: { up: (d) => console.log('up', d) },
              success: (r) => r.eventChannel.emit('down', 'hello') }) } })",
        ),
        ("pages/a.wxml", "<view/>"),
        (
            "pages/b.js",
            "Page({ onLoad() { const c = this.getOpenerEventChannel(); c.on('down', (d) => console.log('down', d)); c.emit('up', 5) } })",
        ),
        ("pages/b.wxml", "<view/>"),
    ]);
    run.open(1, "pages/a");
    run.page(1, "onShow", Value::Null);
    assert_eq!(run.next(), "launched");
    // The reply comes before the page here; a phone opens it first. Both orders are heard.
    assert_eq!(run.next(), r#"call navigateTo {"url":"./b?x=1"}"#);
    run.open(2, "pages/b");
    assert_eq!(texts(&run.until("up 5")), ["up 5"]);
}

#[test]
fn components_with_names_and_values_are_fields_of_a_form() {
    let js = "Component({ behaviors: ['wx://form-field'], attached() { this.setData({ value: [1] }) } })";
    let run = start(
        "submit(e) { console.log('submit', JSON.stringify(e.detail)) }",
        "<form bindsubmit=\"submit\"><view><c name=\"mine\"/></view></form>",
        &with_component(js, "<view/>"),
    );
    run.show(1);
    run.view_says(1, &json!([[0, 3, "submit", { "value": { "a": "b" } }, 0]]));
    assert_eq!(texts(&[run.next()]), [r#"submit {"value":{"a":"b","mine":[1]}}"#]);
}

#[test]
fn a_component_gives_out_what_it_wants_to() {
    let js = "Component({ behaviors: ['wx://component-export'], export() { return { mine: 1 } } })";
    let lines = lines(
        "onReady() { console.log(JSON.stringify(this.selectComponent('#c'))); console.log('the end') }",
        "<c id=\"c\"/>",
        &with_component(js, "<view/>"),
    );
    assert_eq!(lines, [r#"{"mine":1}"#, "the end"]);
}

#[test]
fn pure_data_placeholders_and_generics_are_as_documented() {
    let js = "Component({ options: { pureDataPattern: /^_/, virtualHost: true }, properties: { _p: String },
        observers: { _p(v) { console.log('observed', v) } } })";
    let run = start(
        "onReady() { console.log('the end') }",
        "<c _p=\"v\" generic:item=\"c2\"/>",
        &[
            (
                "pages/a.json",
                r#"{"usingComponents":{"c":"/c/c","c2":"/c/c2"},"componentPlaceholder":{"c2":"view"}}"#,
            ),
            ("c/c.json", r#"{"component":true,"componentGenerics":{"item":true}}"#),
            ("c/c.js", js),
            ("c/c.wxml", "<item/><text>{{_p}}</text>"),
            ("c/c2.json", r#"{"component":true}"#),
            ("c/c2.js", "Component({})"),
            ("c/c2.wxml", "<view>generic</view>"),
        ],
    );
    assert_eq!(texts(&run.until("the end")), ["observed v", "the end"]);
    let tree = run.show(1).to_string();
    assert!(tree.contains("generic") && !tree.contains("\"v\""), "{tree}");
}

/// What a batch does to nodes that are in the page before it.
fn touches_the_page(batch: &Value, inside: &mut HashSet<u64>) -> bool {
    batch.as_array().unwrap().iter().any(|operation| match operation[0].as_u64().unwrap() {
        0..=2 => {
            let parent = operation[2].as_u64().unwrap();
            inside.insert(operation[1].as_u64().unwrap());
            parent != 0 && !inside.contains(&parent)
        }
        _ => true,
    })
}

#[test]
fn rows_of_a_long_list_are_made_ahead_and_come_into_the_page_together() {
    let run = start(
        "data: { rows: [] }, fill() { this.setData({ rows: Array.from({ length: 900 }, (_, id) => ({ id, name: id })) }) },
         change() { this.setData({ 'rows[7].name': 'seven' }) }",
        "<view id='fill' bindtap='fill'/><view id='change' bindtap='change'/>
         <view wx:for=\"{{rows}}\" wx:key=\"id\" class=\"row\"><text>{{item.name}}</text><text>.</text></view>",
        &[],
    );
    run.show(1);
    run.view_says(1, &json!([[0, 3, "tap", {}, 3]]));
    let mut inside = HashSet::new();
    let mut ahead = 0;
    let last = loop {
        let batch = run.batch();
        if touches_the_page(&batch, &mut inside) {
            break batch;
        }
        ahead += batch.as_array().unwrap().len();
    };
    assert!(ahead >= 4000, "{ahead} of 4500 operations came ahead");
    assert_eq!(inside.len(), 4500, "every node is made");
    let moved = last.as_array().unwrap().iter().filter(|operation| operation[0] == 2).count();
    assert_eq!(moved, 900, "the rows come together: {last}");
    run.view_says(1, &json!([[0, 4, "tap", {}, 3]]));
    let text = run.batch()[0].clone();
    assert_eq!((&text[0], &text[2]), (&json!(4), &json!("seven")));
}

#[test]
fn an_id_leads_to_the_first_of_that_name_in_its_own_component() {
    let js = "data: { rows: [1, 2], twice: true },
         found(id) { const root = this._$.getShadowRoot(); return [root.querySelector(id)?.class, root.querySelectorAll(id).map((node) => node.class)] },
         onReady() {
           console.log(this.found('#a'), this.found('#r2'), this.found('#inner'), this.found('#none'))
           this.setData({ twice: false, rows: [2] })
           console.log(this.found('#a'), this.found('#r1'), this.found('#r2'))
           this.setData({ rows: [{}, 2], name: 'b' })
           console.log(this.found('#r2'), this.found('#b'), this.found('#later'))
           console.log('the end') }";
    let wxml = "<view wx:if='{{twice}}' id='a' class='one'/><c id='b' class='c'/><view id='a' class='two'/>
         <view wx:for='{{rows}}' wx:key='*this' id='r{{item}}' class='row{{item}}'/><view id='{{name}}' class='named'/>";
    let c = "<view id='a' class='inside'/><view id='inner'/>";
    let files = with_component("Component({})", c);
    let lines = lines(js, wxml, &files);
    assert_eq!(
        lines,
        [
            r#"["one",["one","two"]] ["row2",["row2"]] [undefined,[]] [undefined,[]]"#,
            r#"["two",["two"]] [undefined,[]] ["row2",["row2"]]"#,
            r#"["row2",["row2"]] ["c",["c","named"]] [undefined,[]]"#,
            "the end"
        ]
    );
}

/// Of a list whose rows stand still only those are looked at that a path names, unless a row shows something from outside.
#[test]
fn rows_that_look_outside_are_seen_to_when_another_row_changes() {
    let wxml = "<view wx:for='{{rows}}' wx:key='id'>own {{item.n}};</view>
         <view wx:for='{{rows}}' wx:key='id'>next {{rows[index + 1].n}};</view>
         <view wx:for='{{rows}}' wx:key='id'>outer {{item.n}} {{x}};</view>
         <view let:z='{{rows[0].n}}'><text wx:for='{{rows}}' wx:key='id'>let {{index}} {{z}};</text></view>
         <view wx:for='{{rows}}' wx:key='id'><text wx:for='{{item.list}}' wx:for-item='b' wx:key='k'>in {{b.k}} {{item.n}};</text></view>
         <block wx:for='{{rows}}' wx:key='id'><c n='{{item.n}}'><text wx:if='{{item.n}}'>slot {{item.n}};</text></c></block>
         <template name='t'><text>templ {{n}} {{x}};</text></template>
         <view wx:for='{{rows}}' wx:key='id'><template is='t' data='{{n: item.n, x}}'/></view>
         <template name='u'><text wx:for='{{list}}' wx:key='k'>whole {{item.v}};</text></template>
         <template is='u' data='{{...one}}'/>
         <view wx:for='{{rows}}' wx:key='id'><text wx:if='{{item.n}}'>if {{item.n}};</text><text wx:else>else {{item.id}};</text></view>";
    let run = start(
        "data: { x: 'a', one: { list: [{ k: 1, v: 1 }] }, rows: [1, 2].map((id) => ({ id, n: id * 10, list: [{ k: 'p' }, { k: 'q' }] })) },
         onReady() { console.log('ready') },
         set(e) { this.setData(e.detail, () => console.log('set')) }",
        &format!("<view bindset='set'/>{wxml}"),
        &[
            ("pages/a.json", r#"{"usingComponents":{"c":"/c/c"}}"#),
            ("c/c.json", r#"{"component":true}"#),
            ("c/c.js", "Component({ properties: { n: Number } })"),
            ("c/c.wxml", "<text>prop {{n}};</text><slot/>"),
        ],
    );
    run.until("ready");
    run.show(1);
    let shown = |data: Value| {
        run.view_says(1, &json!([[0, 3, "set", data, 0]]));
        let mut tree = run.show(1);
        // What changed comes before the whole.
        while tree[0][0] != 15 {
            tree = run.batch();
        }
        let texts = tree.as_array().unwrap().iter().filter(|operation| operation[0] == 1);
        texts.map(|operation| operation[4].as_str().unwrap().trim().to_owned()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(
        shown(json!({ "rows[0].n": 11 })),
        "own 11; own 20; next 20; next ; outer 11 a; outer 20 a; let 0 11; let 1 11; in p 11; in q 11; in p 20; in q 20; \
         prop 11; slot 11; prop 20; slot 20; templ 11 a; templ 20 a; whole 1; if 11; if 20;"
    );
    assert_eq!(
        shown(json!({ "rows[1].n": 0, "x": "b" })),
        "own 11; own 0; next 0; next ; outer 11 b; outer 0 b; let 0 11; let 1 11; in p 11; in q 11; in p 0; in q 0; \
         prop 11; slot 11; prop 0; templ 11 b; templ 0 b; whole 1; if 11; else 2;"
    );
    assert_eq!(
        shown(
            json!({ "rows[0].id": 3, "rows[0].list[1].k": "r", "x": "c", "one": { "list": [{ "k": 1, "v": 2 }] } })
        ),
        "own 11; own 0; next 0; next ; outer 11 c; outer 0 c; let 0 11; let 1 11; in p 11; in r 11; in p 0; in q 0; \
         prop 11; slot 11; prop 0; templ 11 c; templ 0 c; whole 2; if 11; else 2;"
    );
}

#[test]
fn handlers_in_wxs_measure_at_once_and_change_what_they_find() {
    let wxs = "module.exports = { tap: function (e, owner) { var r = e.instance.getBoundingClientRect();
        owner.selectComponent('.box').setStyle({ width: r.width + 'px' }).addClass('on');
        e.instance.getState().n = 1; var c = e.instance.getComputedStyle(['color']);
        owner.callMethod('told', { w: r.width, c: c.color, k: e.instance.getDataset().k }); return false } }";
    let wxml = format!(
        "<wxs module=\"m\">{wxs}</wxs><view data-k=\"v\" bindtap=\"{{{{m.tap}}}}\"/><view class=\"box\"/>"
    );
    let run = start("told(d) { console.log('told', JSON.stringify(d)) }", &wxml, &[]);
    run.show(1);
    run.view_says(1, &json!([[0, 3, "tap", {}, 3]]));
    assert_eq!(run.batch(), json!([[13, 1, 3, "rect", null]]));
    run.view_says(
        1,
        &json!([[1, 1, { "left": 0, "top": 0, "width": 9, "height": 1, "right": 9, "bottom": 1 }]]),
    );
    assert_eq!(
        run.batch(),
        json!([[6, 4, ";;;width:9px"], [5, 4, "box on"], [13, 2, 3, "computed", ["color"]]])
    );
    run.view_says(1, &json!([[1, 2, { "color": "red" }]]));
    assert_eq!(texts(&[run.next()]), [r#"told {"w":9,"c":"red","k":"v"}"#]);
}

#[test]
fn a_member_of_nothing_is_nothing_in_wxs_and_its_errors_have_a_place() {
    let wxs = "var f = function (a) {\n  return a.b.c + 1;\n};\nmodule.exports = { f: f, bad: function (a) {\n  var x = a.b.c;\n  return x.d.e.f() + undefinedName;\n} };";
    let run = start(
        "data: { on: false, a: {} }, onReady() { console.log('the end') }, onShow() { this.setData({ on: true }) }",
        "<wxs module=\"m\" src=\"./m.wxs\"/><text>{{m.f(a)}}</text><text wx:if=\"{{on}}\">{{m.bad(a)}}</text>",
        &[("pages/m.wxs", wxs)],
    );
    let lines = run.until("the end");
    let error = lines.iter().find(|line| line.starts_with("ERROR")).unwrap_or_else(|| panic!("{lines:?}"));
    assert!(error.starts_with("ERROR pages/m.wxs:6:"), "{error}");
    assert!(run.show(1).to_string().contains("NaN"));
}

#[test]
fn a_broken_script_is_told_with_its_place_and_the_page_is_there() {
    let run = start(
        "onReady() { console.log('the end') }",
        "<view>here</view>\n<wxs module=\"m\">\nvar a = 1;\nvar b = {,\n</wxs><wxs module=\"n\" src=\"./n.wxs\"/>",
        &[("pages/n.wxs", "\nvar = 3")],
    );
    let lines = run.until("the end");
    assert!(lines[0].starts_with("ERROR pages/a.wxml:4:10 "), "{lines:?}");
    assert!(lines[1].starts_with("ERROR pages/n.wxs:2:5 "), "{lines:?}");
    assert!(run.show(1).to_string().contains("here"));
}

#[test]
fn worklets_are_left_out_and_that_is_said() {
    let lines = lines(
        "onReady() { console.log('the end') }, f() {}",
        "<scroll-view\n  worklet:onscrollupdate=\"f\"/>",
        &[],
    );
    assert_eq!(lines, ["worklets are not followed: they are for the Skyline renderer", "the end"]);
}

#[test]
fn mut_bind_is_heard_once_and_capture_comes_first() {
    let run = start(
        "f(e) { console.log(e.currentTarget.id, e.mark.m) }, end() { console.log('the end') }",
        "<view bindtap=\"end\"><view id=\"out\" mut-bind:tap=\"f\" capture-bind:tap=\"f\"><view id=\"in\" mark:m=\"x\" mut-bind:tap=\"f\"/></view></view>",
        &[],
    );
    run.show(1);
    run.view_says(1, &json!([[0, 5, "tap", {}, 3]]));
    assert_eq!(texts(&run.until("the end")), ["out x", "in x", "the end"]);
}
