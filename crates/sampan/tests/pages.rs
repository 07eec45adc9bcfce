//! Pages of a mini program drawn in a real browser: what is seen, what a finger does, and what is left after a reload.

mod support;

use std::time::Duration;

use sampan::{Start, TraceEvent};
use serde_json::json;
use support::{Phone, folder, page, tap};

fn page_js(rest: &str) -> String {
    format!("Page({{ onReady() {{ console.log('ready') }}, {rest} }})")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tap_reaches_the_page_and_what_it_sets_is_seen() {
    let js = page_js(
        "data: { n: 0 }, tap(e) { console.log('tap', e.target.id, e.currentTarget.dataset.k); this.setData({ n: this.data.n + 1 }) }",
    );
    let wxml = "<view class=\"box\" data-k=\"v\" bindtap=\"tap\"><text id=\"t\">n is {{n}}</text></view>";
    let wxss = ".box { width: 375rpx; background: rgb(1, 2, 3) } page { color: rgb(4, 5, 6) }";
    let mut phone = page(&[("pages/a/a.js", &js), ("pages/a/a.wxml", wxml), ("pages/a/a.wxss", wxss)]).await;
    phone
        .until("getComputedStyle(document.querySelector('wx-view')).backgroundColor === 'rgb(1, 2, 3)'")
        .await;
    let look = "(() => { const v = document.querySelector('wx-view'); return [v.textContent, v.offsetWidth * 2 === innerWidth, getComputedStyle(v).color] })()";
    assert_eq!(phone.eval(look).await, json!(["n is 0", true, "rgb(4, 5, 6)"]));
    tap(&phone, "wx-text").await;
    assert_eq!(phone.logged("tap").await, "t v");
    phone.until("document.body.textContent.trim() === 'n is 1'").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_that_is_loaded_again_is_filled_again() {
    let js = page_js("data: { list: [1, 2] }, add() { this.setData({ list: [0, ...this.data.list] }) }");
    let wxml = "<view wx:for=\"{{list}}\" wx:key=\"*this\" bindtap=\"add\">{{item}}</view>";
    let phone = page(&[("pages/a/a.js", &js), ("pages/a/a.wxml", wxml)]).await;
    tap(&phone, "wx-view").await;
    phone.until("document.body.textContent.trim() === '012'").await;
    phone.eval("window.before = true").await;
    phone.host.reload().unwrap();
    phone.until("!window.before && document.body.textContent.trim() === '012'").await;
    tap(&phone, "wx-view").await;
    phone.until("document.body.textContent.trim() === '0012'").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_that_is_loaded_again_shows_what_was_drawn_and_how_animations_ended() {
    let js = page_js(
        "onReady() {
           console.log('ready')
           this.animate('.box', [{ opacity: 1 }, { opacity: 0.25 }], 50)
           wx.createSelectorQuery().select('.canvas').fields({ node: true }).exec(([{ node }]) => {
             const g = node.getContext('2d'), image = node.createImage()
             g.fillStyle = 'rgb(10, 20, 30)'
             g.fillRect(0, 0, 10, 10)
             image.onload = () => { g.drawImage(image, 20, 0) }
             image.src = '/red.svg'
           })
         }",
    );
    let wxml = "<canvas type=\"2d\" class=\"canvas\"/><view class=\"box\">box</view>";
    let red = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"10\" height=\"10\"><rect width=\"10\" height=\"10\" fill=\"#f00\"/></svg>";
    let files = [("pages/a/a.js", js.as_str()), ("pages/a/a.wxml", wxml), ("red.svg", red)];
    let phone = page(&files).await;
    let seen = "(() => { const canvas = document.querySelector('wx-canvas')?.shadowRoot.querySelector('canvas'), g = canvas?.getContext('2d'); \
                const at = (x) => g?.getImageData(x, 5, 1, 1).data.join(); const box = document.querySelector('.box'); \
                return at(5) === '10,20,30,255' && at(25) === '255,0,0,255' && getComputedStyle(box).opacity === '0.25' })()";
    phone.until(seen).await;
    phone.eval("window.before = true").await;
    phone.host.reload().unwrap();
    phone.until(&format!("!window.before && {seen}")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn neither_document_can_do_what_the_other_does() {
    let js = page_js(
        "data: { src: '' }, go() { this.setData({ src: 'file://h5/index.html' }) }, loaded() { console.log('loaded') }",
    );
    let wxml = "<web-view wx:if=\"{{src}}\" src=\"{{src}}\" bindload=\"loaded\"/><view wx:else bindtap=\"go\">go</view>";
    let files = [
        ("app.json", r#"{"pages":["pages/a/a"],"staticPath":["h5"]}"#),
        ("pages/a/a.js", js.as_str()),
        ("pages/a/a.wxml", wxml),
        ("h5/index.html", "<!doctype html><p>packaged</p>"),
    ];
    let mut phone = page(&files).await;
    assert_eq!(
        phone.eval("[typeof WeixinJSBridge, typeof __sampanPage, typeof __sampanPost]").await,
        json!(["undefined", "undefined", "undefined"])
    );
    let inline = "document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.ran = true' })); window.ran ?? false";
    assert_eq!(phone.eval(inline).await, json!(false), "a script of somebody else runs");
    tap(&phone, "wx-view").await;
    phone.logged("loaded").await;
    assert_eq!(phone.eval("[typeof WeixinJSBridge, history.length]").await, json!(["object", 1]));
    // The page's document is nothing that an H5 page can get at.
    let origin = phone.eval("location.origin.replace('.sampan', '.page.sampan')").await;
    let fetched =
        phone.eval(&format!("fetch({origin} + '/app.js').then(() => 'there', () => 'refused')")).await;
    assert_eq!(fetched, json!("refused"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_browser_the_mirror_and_the_framework_have_the_same_tree_after_each_of_300_random_changes() {
    let fuzz = concat!(env!("CARGO_MANIFEST_DIR"), "/../logic/tests/fuzz");
    let data = tempfile::tempdir().unwrap();
    let host = sampan::Host::builder().headless(true).data_dir(data.path()).build().await.unwrap();
    let mut events = host.events();
    host.run(fuzz.as_ref(), Start::from_list()).await.unwrap();
    let told = async {
        loop {
            match events.next().await.expect("the session goes on") {
                sampan::TraceEvent::Console { text, .. } if text == "same" || text.starts_with("differs") => {
                    return text;
                }
                sampan::TraceEvent::Error { text, source, line, .. } => {
                    return format!("{text} {source}:{line}");
                }
                _ => {}
            }
        }
    };
    let told = tokio::time::timeout(std::time::Duration::from_mins(1), told).await.expect("an end");
    assert_eq!(told, "same");
}

#[tokio::test(flavor = "multi_thread")]
async fn classes_and_addresses_in_attributes_are_those_of_the_component() {
    let files = [
        ("pages/a/a.json", r#"{"usingComponents":{"own":"/c/own"}}"#),
        ("pages/a/a.js", &page_js("")),
        ("pages/a/a.wxml", "<own/>"),
        ("pages/a/a.wxss", ".hint { color: rgb(1, 1, 1) }"),
        ("c/own.json", r#"{"component":true}"#),
        ("c/own.js", "Component({})"),
        (
            "c/own.wxml",
            "<input placeholder=\"x\" placeholder-class=\"hint\"/><image src=\"../img/dot.svg\" mode=\"widthFix\" style=\"width: 100px\"/>",
        ),
        ("c/own.wxss", ".hint { color: rgb(2, 2, 2) }"),
        ("img/dot.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"20\" height=\"10\"/>"),
    ];
    let phone = page(&files).await;
    phone.until("document.querySelector('wx-image')?.offsetHeight === 50").await;
    let color = "getComputedStyle(document.querySelector('.input-placeholder')).color";
    assert_eq!(phone.eval(color).await, json!("rgb(2, 2, 2)"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_measured_with_its_styles_and_tells_of_scrolling() {
    let js = page_js(
        "onPageScroll(e) { if (e.scrollTop !== 200) return; console.log('scrolled');
           wx.createSelectorQuery().selectViewport().scrollOffset((r) => console.log('viewport', r.scrollTop)).exec() }, onReachBottom() { console.log('bottom') },
         go() { wx.pageScrollTo({ scrollTop: 200, duration: 0 }) }, end() { wx.pageScrollTo({ scrollTop: 5000, duration: 0 }) },
         onShow() { this.createSelectorQuery().select('.tall').fields({ size: true, rect: true }, (r) => console.log('tall', r.height, r.top)).selectViewport().scrollOffset().exec();
           this.createIntersectionObserver().relativeToViewport().observe('.far', (r) => console.log('far', r.intersectionRatio > 0)) }",
    );
    let wxml = "<view id=\"go\" bindtap=\"go\">go</view><view class=\"tall\"/><view class=\"far\">far</view>";
    let wxss = "#go { height: 20px } .tall { height: 2000px } .far { height: 10px }";
    let mut phone = Phone::start(
        folder(&[
            ("app.json", r#"{"pages":["pages/a/a"]}"#),
            ("pages/a/a.js", &js),
            ("pages/a/a.wxml", wxml),
            ("pages/a/a.wxss", wxss),
        ]),
        Start::from_list(),
        &[],
    )
    .await;
    assert_eq!(phone.logged("tall").await, "2000 20");
    tap(&phone, "#go").await;
    phone.logged("scrolled").await;
    assert_eq!(phone.logged("viewport").await, "200");
    phone.eval("scrollTo(0, 5000)").await;
    phone.logged("bottom").await;
    assert_eq!(phone.logged("far").await, "true");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_scrolls_to_what_a_selector_finds_also_inside_a_component() {
    let js = page_js(
        "go() { wx.pageScrollTo({ selector: '.own >>> .inner', offsetTop: -50, duration: 0 }).then((r) => console.log('went', r.errMsg)) },
         back() { wx.pageScrollTo({ selector: 'view', scrollTop: 7, duration: 0, success: (r) => console.log('back', r.errMsg) }) }",
    );
    let wxml = "<view id=\"go\" bindtap=\"go\">go</view><view class=\"tall\"/><own class=\"own\"/>\
                <view id=\"back\" bindtap=\"back\">back</view><view class=\"tall\"/>";
    let files = [
        ("app.json", r#"{"pages":["pages/a/a"]}"#),
        ("pages/a/a.js", js.as_str()),
        ("pages/a/a.json", r#"{"usingComponents":{"own":"/c/own"}}"#),
        ("pages/a/a.wxml", wxml),
        ("pages/a/a.wxss", "#go, #back { height: 20px } .tall { height: 2000px }"),
        ("c/own.js", "Component({})"),
        ("c/own.json", r#"{"component":true}"#),
        ("c/own.wxml", "<view style=\"height: 30px\"/><view class=\"inner\">inner</view>"),
    ];
    let mut phone = page(&files).await;
    phone.until("document.querySelector('#go')?.offsetHeight === 20").await;
    tap(&phone, "#go").await;
    assert_eq!(phone.logged("went").await, "pageScrollTo:ok");
    phone.until("scrollY === 20 + 2000 + 30 - 50").await;
    tap(&phone, "#back").await;
    assert!(phone.logged("the selector \"view\"").await.starts_with("finds nothing"));
    assert_eq!(phone.logged("back").await, "pageScrollTo:ok");
    phone.until("scrollY === 7").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_navigator_leads_to_the_next_page_and_back_is_as_it_was() {
    let first = page_js("data: { n: 0 }, onHide() { this.setData({ n: 1 }) }");
    let files = [
        ("app.json", r#"{"pages":["pages/a/a","pages/b/b"]}"#),
        ("app.js", "App({})"),
        ("pages/a/a.js", &first),
        ("pages/a/a.wxml", "<navigator url=\"../b/b?x=1\">to b</navigator><text>{{n}}</text>"),
        (
            "pages/b/b.js",
            "Page({ data: { x: '' }, onLoad(q) { this.setData({ x: q.x }) }, onReady() { console.log('b is ready') } })",
        ),
        (
            "pages/b/b.wxml",
            "<image src=\"./dot.svg\" mode=\"widthFix\" style=\"width: 100px\"/><text>x is {{x}}</text>",
        ),
        ("pages/b/dot.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"20\" height=\"10\"/>"),
    ];
    let mut phone = Phone::start(folder(&files), Start::from_list(), &[]).await;
    phone.logged("ready").await;
    phone.until("document.querySelector('wx-navigator') !== null").await;
    tap(&phone, "wx-navigator").await;
    phone.logged("b").await;
    assert_eq!(phone.stack().await, ["pages/a/a", "pages/b/b"]);
    // A relative address starts at the page's own folder.
    phone.until("document.querySelector('wx-image')?.offsetHeight === 50").await;
    assert_eq!(phone.eval("document.querySelector('wx-text').textContent").await, json!("x is 1"));
    // Its document was loaded before it was known how large it would be.
    let size = phone.eval("[innerWidth * devicePixelRatio, innerHeight * devicePixelRatio]").await;
    let picture = image::load_from_memory(&phone.host.screenshot().await.unwrap()).unwrap();
    assert_eq!(json!([picture.width(), picture.height()]), size);
    phone.host.back().await.unwrap();
    phone.until("document.querySelector('wx-text')?.textContent === '1'").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_whose_renderer_dies_is_filled_again() {
    let js = page_js("data: { n: 5 }");
    let phone = page(&[("pages/a/a.js", &js), ("pages/a/a.wxml", "<view>n is {{n}}</view>")]).await;
    let page = phone.host.state().await.unwrap().pages.last().unwrap().page;
    let view = phone.host.view().clone();
    phone.eval("window.before = true").await;
    // It has no answer: nobody is left to give one.
    tokio::task::spawn_blocking(move || drop(view.raw(page, "Page.crash", &json!({}))));
    phone.until("!window.before && document.body?.textContent.trim() === 'n is 5'").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn styles_stay_in_their_component_unless_it_says_otherwise() {
    let component = "Component({ externalClasses: ['ext'] })";
    let files = [
        ("pages/a/a.json", r#"{"usingComponents":{"own":"/c/own","shared":"/c/shared"}}"#),
        ("pages/a/a.js", &page_js("")),
        ("pages/a/a.wxml", "<own ext=\"mine\"/><shared/><view class=\"inner\"/>"),
        ("pages/a/a.wxss", ".inner { top: 1px } .mine { left: 1px }"),
        ("app.wxss", "@import './other'\n.inner { right: 1px }"),
        ("other.wxss", ".inner { bottom: 1px }"),
        ("c/own.json", r#"{"component":true}"#),
        ("c/own.js", component),
        ("c/own.wxml", "<view id=\"own\" class=\"inner ext\"/>"),
        ("c/own.wxss", ".inner { top: 2px } :host { display: block; z-index: 7 }"),
        ("c/shared.json", r#"{"component":true,"styleIsolation":"shared"}"#),
        ("c/shared.js", "Component({})"),
        ("c/shared.wxml", "<view id=\"shared\" class=\"inner\"/>"),
    ];
    let phone = page(&files).await;
    phone.until("document.querySelector('#shared') !== null").await;
    let look = |selector: &str| {
        format!(
            "(() => {{ const s = getComputedStyle(document.querySelector('{selector}')); return [s.top, s.right, s.bottom, s.left] }})()"
        )
    };
    assert_eq!(phone.eval(&look("#own")).await, json!(["2px", "auto", "auto", "1px"]));
    assert_eq!(phone.eval(&look("#shared")).await, json!(["1px", "1px", "1px", "auto"]));
    assert_eq!(phone.eval("getComputedStyle(document.querySelector('wx-own')).zIndex").await, json!("7"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_template_or_style_is_on_the_screen_and_a_broken_one_is_told_with_its_place() {
    let app = folder(&[
        ("app.json", r#"{"pages":["pages/a/a"]}"#),
        ("pages/a/a.js", &page_js("data: { n: 5 }")),
        ("pages/a/a.wxml", "<view>n is {{n}}</view>"),
    ]);
    let builder = sampan::Host::builder().reload(true);
    let mut phone = Phone::start_as(builder, app, Start::from_list()).await;
    phone.logged("ready").await;
    phone.until("document.querySelector('wx-view')?.textContent === 'n is 5'").await;
    support::write(phone.app.path(), "pages/a/a.wxml", "<view>n was {{n}}</view>");
    phone.until("document.querySelector('wx-view')?.textContent === 'n was 5'").await;
    support::write(phone.app.path(), "pages/a/a.wxss", "view { padding-top: 7px }");
    phone.until("getComputedStyle(document.querySelector('wx-view')).paddingTop === '7px'").await;
    support::write(phone.app.path(), "pages/a/a.wxss", "view { padding-top: 7px }\n  @import './gone';");
    let event = phone
        .wait(
            "the error",
            |event| matches!(event, sampan::TraceEvent::Error { text, .. } if text.contains("gone")),
        )
        .await;
    let sampan::TraceEvent::Error { source, line, column, .. } = event else { unreachable!() };
    assert_eq!((source.as_str(), line, column), ("pages/a/a.wxss", 2, 3));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_thousand_rows_are_told_and_page_and_phone_go_on() {
    let js = page_js(
        "data: { rows: [], n: 0 },
         fill() { this.setData({ rows: Array.from({ length: 100000 }, (_, n) => n) }, () => console.log('filled')) },
         tap() { console.log('tapped'); this.setData({ n: this.data.n + 1 }) },
         go() { wx.navigateTo({ url: '/pages/b/b' }) }",
    );
    let wxml = "<view id=\"fill\" bindtap=\"fill\">fill</view><view id=\"n\" bindtap=\"tap\">{{n}}</view><view id=\"go\" bindtap=\"go\">go</view>\
                <view wx:for=\"{{rows}}\" wx:key=\"*this\" class=\"row\"><view><text>{{item}}</text></view><view><text>row</text></view></view>";
    let files = [
        ("app.json", r#"{"pages":["pages/a/a","pages/b/b"]}"#),
        ("pages/a/a.js", js.as_str()),
        ("pages/a/a.wxml", wxml),
        ("pages/b/b.js", "Page({ onReady() { console.log('other') } })"),
        ("pages/b/b.wxml", "<view id=\"b\">b</view>"),
    ];
    let mut phone = page(&files).await;
    let start = std::time::Instant::now();
    tap(&phone, "#fill").await;
    let told = phone
        .wait_for(Duration::from_mins(2), "that it is too much is told", |event| {
            matches!(event, TraceEvent::Error { .. })
        })
        .await;
    let TraceEvent::Error { text, .. } = told else { unreachable!() };
    println!("after {:.1} s: {text}", start.elapsed().as_secs_f64());
    assert!(text.contains("256 MB") || text.contains("5 s"), "{text}");
    tap(&phone, "#n").await;
    phone.logged("tapped").await;
    phone.until("document.querySelector('#n').textContent === '1'").await;
    tap(&phone, "#go").await;
    phone.logged("other").await;
    phone.until("document.querySelector('#b')?.textContent === 'b'").await;
    assert_eq!(phone.stack().await, ["pages/a/a", "pages/b/b"]);
}

/// So many times a page is opened over another one and gone back from. `cargo xtask bench wxml` does it a thousand times.
const PAIRS: u32 = 100;
/// What is made once and kept is there after these.
const FIRST: u32 = 20;

#[tokio::test(flavor = "multi_thread")]
async fn pages_that_come_and_go_leave_nothing_behind() {
    let js = page_js("");
    let list = "Page({ data: { list: Array.from({ length: 50 }, (_, n) => n) } })";
    let files = [
        ("app.json", r#"{"pages":["pages/a/a","pages/b/b"]}"#),
        ("pages/a/a.js", js.as_str()),
        ("pages/a/a.wxml", "<view id=\"a\">a</view>"),
        ("pages/b/b.js", list),
        ("pages/b/b.wxml", "<view wx:for=\"{{list}}\" wx:key=\"*this\" class=\"row\">{{item}}</view>"),
    ];
    let phone = page(&files).await;
    come_and_go(&phone, FIRST).await;
    let before = left(&phone).await;
    let start = std::time::Instant::now();
    come_and_go(&phone, PAIRS).await;
    let each = start.elapsed().as_secs_f64() * 1e3 / f64::from(PAIRS);
    let after = left(&phone).await;
    println!("{PAIRS} pages, {each:.0} ms each\nbefore {before:#?}\nafter {after:#?}");
    assert_eq!(after.targets, before.targets, "targets of the browser");
    assert_eq!(after.documents, before.documents, "documents of the page below");
    assert_eq!(after.nodes, before.nodes, "its nodes");
    assert_eq!(after.listeners, before.listeners, "its listeners");
    assert_eq!(after.open, 1, "pages of the program");
}

/// Opens the other page, sees it drawn, goes back, sees the first one.
async fn come_and_go(phone: &Phone, times: u32) {
    let app = phone.host.state().await.unwrap().app.unwrap();
    for _ in 0..times {
        phone.host.run_in_logic(&app, "wx.navigateTo({ url: '/pages/b/b' }); 0").await.unwrap();
        phone.until("document.querySelectorAll('.row').length === 50").await;
        phone.host.back().await.unwrap();
        phone.until("document.querySelector('#a')?.textContent === 'a'").await;
    }
}

#[derive(Debug)]
struct Left {
    targets: usize,
    documents: u64,
    nodes: u64,
    listeners: u64,
    open: u64,
}

/// What there is when the page on top is alone, after the browser has collected its garbage.
async fn left(phone: &Phone) -> Left {
    let state = phone.host.state().await.unwrap();
    let (page, app) = (state.pages.last().unwrap().page, state.app.unwrap());
    let view = phone.host.view().clone();
    let (counters, targets) = tokio::task::spawn_blocking(move || {
        view.raw(page, "HeapProfiler.collectGarbage", &json!({})).unwrap();
        (view.raw(page, "Memory.getDOMCounters", &json!({})).unwrap(), view.targets().unwrap())
    })
    .await
    .unwrap();
    let count = |name: &str| counters[name].as_u64().unwrap();
    let open = phone.host.run_in_logic(&app, "getCurrentPages().length").await.unwrap();
    Left {
        targets,
        documents: count("documents"),
        nodes: count("nodes"),
        listeners: count("jsEventListeners"),
        open: open.parse().unwrap(),
    }
}
