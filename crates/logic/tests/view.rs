//! What a view is told, operation by operation, and what becomes of what it says.

mod support;

use serde_json::{Value, json};
use support::{Run, launch, texts, with_component};

fn page(wxml: &str, more: &[(&str, &str)]) -> Run {
    let js = "Page({ data: { n: 1, on: true, name: 'a', list: [1, 2] },
        onShow(o) { if (o) this.setData(o) }, on(e) { console.log(e.type, e.target.id, JSON.stringify(e.detail)) },
        onHide(o) { this.createSelectorQuery().select('#q').boundingClientRect(r => console.log('rect', r && r.width)).exec() } })";
    let mut files = vec![("pages/a.js", js), ("pages/a.wxml", wxml)];
    files.extend(more);
    let run = launch(&files);
    run.open_shown(1, "pages/a");
    assert_eq!(run.next(), "launched");
    run
}

fn set(run: &Run, data: Value) -> Value {
    run.page(1, "onShow", data);
    run.batch()
}

#[test]
fn an_element_is_made_with_all_it_has_and_changes_by_one_operation() {
    let run = page(
        "<view id=\"v\" class=\"x {{name}}\" style=\"top: {{n}}px\" data-k=\"1\" data-testid=\"t\" hidden=\"{{!on}}\" bindload=\"on\">{{n}}</view>",
        &[],
    );
    let made = json!({ "c": "x a", "s": "top: 1px", "i": "v", "t": "t", "a": { "hidden": false }, "l": { "load": 1 } });
    assert_eq!(
        run.show(1),
        json!([[15], [0, 2, 1, 0, ".page", {}], [0, 3, 2, 0, "view", made], [1, 4, 3, 0, "1"]])
    );
    assert_eq!(set(&run, json!({ "name": "b" })), json!([[5, 3, "x b"]]));
    // Each place once, with the last value; what is as it was is not told.
    run.page(1, "onShow", json!({ "n": 2, "name": "b" }));
    assert_eq!(run.batch(), json!([[6, 3, "top: 2px"], [4, 4, "2"]]));
    run.page(1, "onShow", json!({ "n": 2 }));
    run.quiet();
}

#[test]
fn a_view_that_comes_again_gets_everything_again() {
    let run = page("<view wx:for=\"{{list}}\" wx:key=\"*this\" bindtap=\"on\">{{item}}</view>", &[]);
    let first = run.show(1);
    set(&run, json!({ "list": [2, 1] }));
    set(&run, json!({ "list": [1, 2] }));
    assert_eq!(run.show(1), first);
    assert_eq!(first[1], json!([14, "tap"]));
}

#[test]
fn moving_is_one_operation() {
    let run = page("<view wx:for=\"{{list}}\" wx:key=\"*this\">{{item}}</view>", &[]);
    run.show(1);
    let moved = set(&run, json!({ "list": [2, 1] }));
    assert_eq!(moved.as_array().unwrap().len(), 1, "{moved}");
    assert_eq!(moved[0][0], 2);
}

#[test]
fn what_leaves_is_forgotten() {
    let run = page("<view wx:if=\"{{on}}\"><text>x</text></view>", &[]);
    run.show(1);
    assert_eq!(set(&run, json!({ "on": false })), json!([[3, 3], [11, 5, 4, 3]]));
}

#[test]
fn events_reach_handlers_and_typed_values_the_data() {
    let run = page("<input id=\"i\" model:value=\"{{name}}\" bindinput=\"on\"/><text>{{name}}</text>", &[]);
    let made = run.show(1);
    assert_eq!(
        made[2][5],
        json!({ "i": "i", "a": { "value": "a" }, "l": { "input": 1 }, "m": { "value": 1 } })
    );
    run.view_says(1, &json!([[2, 3, "value", "typed"], [0, 3, "input", { "value": "typed" }, 0]]));
    // Not the value of the input itself: the view has it.
    let events: Vec<_> = (0..2).map(|_| run.view_or_line()).collect();
    assert_eq!(events[0].as_ref().unwrap_err().split("  [").next(), Some(r#"input i {"value":"typed"}"#));
    assert_eq!(events[1], Ok(json!([[4, 5, "typed"]])));
}

#[test]
fn questions_wait_for_the_view_and_are_answered_once() {
    let run = page("<view id=\"q\"/>", &[]);
    run.page(1, "onHide", Value::Null);
    let made = run.show(1);
    let question = made.as_array().unwrap().last().unwrap().clone();
    assert_eq!(question, json!([13, 1, 3, "rect", null]));
    run.view_says(1, &json!([[1, 1, { "left": 0, "top": 0, "width": 7, "height": 1 }], [1, 1, null]]));
    assert_eq!(texts(&[run.next()]), ["rect 7"]);
}

#[test]
fn a_tap_that_only_a_virtual_host_wants_is_asked_for() {
    let js = "Component({ options: { virtualHost: true } })";
    let run = page("<c bindtap=\"on\"/>", &with_component(js, "<view id=\"in\"/>"));
    assert_eq!(run.show(1)[1], json!([14, "tap"]));
    run.view_says(1, &json!([[0, 3, "tap", {}, 3]]));
    assert!(texts(&[run.next()])[0].starts_with("tap "));
}

#[test]
fn classes_have_their_components_prefix_and_styles_an_address() {
    let mut files = with_component("Component({ externalClasses: ['ext'] })", "<view class=\"inner ext\"/>");
    files.extend([
        ("c/c.wxss", ".inner { top: 1rpx }"),
        ("pages/a.wxss", ".mine { top: 2rpx }"),
        ("app.wxss", ".app { top: 0 }"),
    ]);
    let run = page("<c class=\"host\" ext=\"mine\"/>", &files);
    let made = run.show(1);
    let all = made.as_array().unwrap();
    let sheets: Vec<&str> = all.iter().filter(|op| op[0] == 12).map(|op| op[2].as_str().unwrap()).collect();
    assert!(sheets.len() == 3 && sheets.iter().all(|sheet| sheet.starts_with("/__style__/")), "{sheets:?}");
    let host = all.iter().find(|op| op[4] == ".c").unwrap();
    let inner = all.iter().find(|op| op[4] == "view").unwrap();
    let prefix = host[5]["h"].as_str().unwrap();
    assert_eq!(host[5]["c"], "host");
    assert_eq!(inner[5]["c"], format!("{prefix}--inner mine"));
}

#[test]
fn isolation_that_is_given_in_code_counts() {
    let mut files =
        with_component("Component({ options: { styleIsolation: 'shared' } })", "<view class=\"inner\"/>");
    files.push(("c/c.wxss", ".inner { top: 1rpx }"));
    let run = page("<c/>", &files);
    let made = run.show(1);
    assert_eq!(made.as_array().unwrap().iter().find(|op| op[4] == "view").unwrap()[5]["c"], "inner");
}

#[test]
fn a_property_called_id_is_a_property() {
    let js = "Component({ properties: { id: String }, attached() { console.log('id', this.data.id) } })";
    let run = page("<c id=\"it\"/>", &with_component(js, "<view/>"));
    assert!(texts(&[run.next()])[0].starts_with("id"));
    run.show(1);
}

#[test]
fn wxs_handles_events_and_hears_of_changed_properties() {
    let wxs = "<wxs module=\"m\">module.exports = {
        move: function (event, owner) { event.instance.setStyle({ left: '3px' }); event.instance.addClass('moved'); owner.callMethod('on', { type: 'from wxs', target: {}, detail: event.detail }) },
        changed: function (value, old, owner, instance) { instance.setStyle('top:' + value + 'px') } }</wxs>";
    let run = page(
        &format!(
            "{wxs}<view id=\"v\" bindtouchmove=\"{{{{m.move}}}}\" change:n=\"{{{{m.changed}}}}\" n=\"{{{{n}}}}\"/>"
        ),
        &[],
    );
    let made = run.show(1);
    let view = made.as_array().unwrap().iter().find(|op| op[4] == "view").unwrap().clone();
    assert!(view[5]["s"].as_str().unwrap().contains("top:1px"), "{view}");
    run.view_says(1, &json!([[0, view[1], "touchmove", { "x": 1 }, 3]]));
    assert_eq!(texts(&[run.next()]), [r#"from wxs undefined {"x":1}"#]);
    let batch = run.batch();
    assert!(batch.to_string().contains("left:3px") && batch.to_string().contains("moved"), "{batch}");
}

#[test]
fn data_that_has_no_json_does_no_harm() {
    let js = "Page({ data: { list: null }, onShow() { if (!this.data.list) { const list = [{ x: 1 }]; list[0].me = list; list[0].f = () => 1; this.data.list = list; this.setData({ n: 5 }) } } })";
    let run = launch(&[("pages/a.js", js), ("pages/a.wxml", "<view list=\"{{list}}\">{{n}}</view>")]);
    run.open_shown(1, "pages/a");
    let made = run.show(1);
    assert!(made.as_array().unwrap().iter().any(|op| op[4] == "5"), "{made}");
}

#[test]
fn in_wxs_a_constructor_is_the_name_of_the_type() {
    let wxs = "<wxs module=\"m\">var name = function (value) { return value.constructor }; module.exports = {
        all: function (list) { return [list, 1, 'a', true, {}, name, getDate(), getRegExp('x')].map(name).join() } }</wxs>";
    let run = page(&format!("{wxs}<text>{{{{m.all(list)}}}}</text>"), &[]);
    let made = run.show(1).to_string();
    assert!(made.contains("Array,Number,String,Boolean,Object,Function,Date,RegExp"), "{made}");
}

#[test]
fn a_font_is_loaded_in_the_page_and_one_for_all_in_later_pages_too() {
    let run = launch(&[
        ("pages/a.js", "Page({})"),
        ("pages/a.wxml", "<view/>"),
        ("pages/b.js", "Page({})"),
        ("pages/b.wxml", "<view/>"),
    ]);
    run.open_shown(1, "pages/a");
    run.show(1);
    let load = "wx.loadFontFace({ family: 'F', source: 'url(\"/f.woff2\")', global: true, complete: r => console.log(r.status, r.errMsg) }); 0";
    run.send(sampan_engine::logic::LogicCommand::Run { id: 1, script: load.into() });
    let font = json!({ "family": "F", "source": "url(\"/f.woff2\")", "desc": {} });
    assert_eq!(run.batch(), json!([[13, 1, 1, "loadFontFace", font]]));
    run.view_says(1, &json!([[1, 1, "a network error"]]));
    assert!(run.until("error").last().unwrap().starts_with("error loadFontFace:fail a network error"));
    run.open_shown(2, "pages/b");
    let made = run.show(2);
    assert_eq!(made.as_array().unwrap().last().unwrap(), &json!([13, 1, 1, "loadFontFace", font]));
    let wrong = "wx.loadFontFace({ family: 1 }).catch(e => console.log(e.errMsg)); 0";
    run.send(sampan_engine::logic::LogicCommand::Run { id: 2, script: wrong.into() });
    assert!(run.until("parameter").last().unwrap().contains("parameter.family should be String"));
}

#[test]
fn a_file_that_is_kept_has_an_address_that_the_view_can_show() {
    let run = page("<image src=\"wxfile://usr/a b.png\"/>", &[]);
    run.open_shown(1, "pages/a");
    let made = run.show(1).to_string();
    assert!(made.contains(".sampan.localhost/__files__/usr/a%20b.png"), "{made}");
}
