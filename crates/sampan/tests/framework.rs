//! What only a browser can show of the framework: animations that move, themes that turn, scripts beside the rendering.

mod support;

use sampan::Start;
use serde_json::json;
use support::{Phone, folder, page};

fn page_js(rest: &str) -> String {
    format!("Page({{ onReady() {{ console.log('ready'); this.go?.() }}, {rest} }})")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_animation_moves_stays_and_is_taken_back() {
    let js = page_js(
        "go() { this.animate('#a', [{ opacity: 1, translate: [0, 0] }, { opacity: 0.5, translate: [100, '375rpx'] }], 50, () => {
            console.log('over')
            this.clearAnimation('#a', { opacity: true }, () => console.log('cleared')) }) }",
    );
    let wxml = "<view id=\"a\" style=\"width: 10px; height: 10px\"/>";
    let mut phone = page(&[("pages/a/a.js", &js), ("pages/a/a.wxml", wxml)]).await;
    phone.logged("over").await;
    phone.logged("cleared").await;
    let look = "(() => { const e = document.querySelector('#a'), r = e.getBoundingClientRect(); return [getComputedStyle(e).opacity, r.x, r.y / innerWidth] })()";
    assert_eq!(phone.eval(look).await, json!(["1", 100, 0.5]));
}

#[tokio::test(flavor = "multi_thread")]
async fn scrolling_moves_an_animation() {
    let js = page_js(
        "go() { this.animate('#a', [{ left: '0px' }, { left: '100px' }], 1000, { scrollSource: '#s', orientation: 'vertical', startScrollOffset: 0, endScrollOffset: 200, timeRange: 1000 })
           this.setData({ set: true }, () => console.log('set')) }",
    );
    let wxml = "<view id=\"a\" style=\"position: absolute\">a</view><scroll-view id=\"s\" scroll-y style=\"height: 100px\"><view style=\"height: 1000px\"/></scroll-view>";
    let mut phone = page(&[("pages/a/a.js", &js), ("pages/a/a.wxml", wxml)]).await;
    phone.logged("set").await;
    phone.eval("document.querySelector('#s').scrollTop = 100").await;
    phone.until("getComputedStyle(document.querySelector('#a')).left === '50px'").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handler_in_wxs_measures_at_once() {
    let wxs = "module.exports = { shown: function (v, old, owner, instance) {
        var r = instance.getBoundingClientRect(); var s = instance.getComputedStyle(['paddingTop', 'color']);
        owner.callMethod('told', [r.width, r.bottom - r.top, s.paddingTop, s.color].join(' ')) } }";
    let wxml = format!(
        "<wxs module=\"m\">{wxs}</wxs><view class=\"box\" bindtap=\"add\" prop=\"{{{{n}}}}\" change:prop=\"{{{{m.shown}}}}\"/>"
    );
    let js = page_js("data: { n: 0 }, add() { this.setData({ n: 1 }) }, told(t) { console.log('told', t) }");
    let wxss = ".box { width: 40px; height: 20px; padding-top: 3px; color: rgb(1, 2, 3) }";
    let mut phone = page(&[("pages/a/a.js", &js), ("pages/a/a.wxml", &wxml), ("pages/a/a.wxss", wxss)]).await;
    support::tap(&phone, ".box").await;
    phone
        .wait("what it measured", |event| {
            matches!(event, sampan::TraceEvent::Console { text, .. } if text == "told 40 23 3px rgb(1, 2, 3)")
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_element_speaks_for_the_page_and_another_for_its_bar() {
    let js = page_js(
        "data: { title: 'First', top: 0 }, go() { this.setData({ title: 'Second', top: 300 }) }, scrolled(e) { if (e.detail.scrollTop === 300) console.log('at 300') }",
    );
    let wxml = "<page-meta page-style=\"color: rgb(4, 5, 6)\" root-font-size=\"20px\" root-background-color=\"rgb(7, 8, 9)\" scroll-top=\"{{top}}\" scroll-duration=\"0\" bindscroll=\"scrolled\">
      <navigation-bar title=\"{{title}}\" front-color=\"#ffffff\" background-color=\"#334455\"/></page-meta><view style=\"height: 3000px; width: 2rem\">text</view>";
    let mut phone = page(&[("pages/a/a.js", &js), ("pages/a/a.wxml", wxml)]).await;
    phone.logged("at").await;
    let look = "(() => { const v = document.querySelector('wx-view'); return [getComputedStyle(v).color, v.offsetWidth, getComputedStyle(document.documentElement).backgroundColor, document.querySelector('wx-navigation-bar').offsetHeight] })()";
    assert_eq!(phone.eval(look).await, json!(["rgb(4, 5, 6)", 40, "rgb(7, 8, 9)", 0]));
    let page = &phone.host.state().await.unwrap().pages[0];
    assert_eq!((page.title.as_str(), page.navigation_bar.background.as_str()), ("Second", "#334455"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_style_of_the_page_is_about_one_element() {
    let js = page_js("");
    let files = [
        ("pages/a/a.js", js.as_str()),
        ("pages/a/a.wxml", "<view id=\"a\">a</view>"),
        ("pages/a/a.wxss", "page { padding: 10px; height: 100% } #a { height: 50% }"),
    ];
    let phone = page(&files).await;
    let look = "(() => { const r = document.querySelector('#a').getBoundingClientRect(); return [r.x, r.height * 2 + 20 === innerHeight] })()";
    phone.until("document.querySelector('#a').getBoundingClientRect().x > 0").await;
    assert_eq!(phone.eval(look).await[0], json!(10));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tab_bar_of_the_programs_own_is_on_the_page_and_leads_to_the_others() {
    let app = r#"{"pages":["pages/a/a","pages/b/b"],"tabBar":{"custom":true,"list":[{"pagePath":"pages/a/a"},{"pagePath":"pages/b/b"}]}}"#;
    let bar = "Component({ data: { selected: 0 }, methods: { go(e) { wx.switchTab({ url: e.currentTarget.dataset.url }) } } })";
    let tab = "Page({ onShow() { this.getTabBar().setData({ selected: this.route === 'pages/b/b' ? 1 : 0 }); console.log('shown', this.route) } })";
    let files = [
        ("app.json", app),
        ("pages/a/a.js", tab),
        ("pages/a/a.wxml", "<view>a</view>"),
        ("pages/b/b.js", tab),
        ("pages/b/b.wxml", "<view>b</view>"),
        ("custom-tab-bar/index.json", r#"{"component":true}"#),
        ("custom-tab-bar/index.js", bar),
        (
            "custom-tab-bar/index.wxml",
            "<view class=\"bar\"><view wx:for=\"{{['a','b']}}\" wx:key=\"*this\" id=\"{{item}}\" data-url=\"/pages/{{item}}/{{item}}\" class=\"{{index === selected ? 'on' : ''}}\" bindtap=\"go\">{{item}}</view></view>",
        ),
        (
            "custom-tab-bar/index.wxss",
            ".bar { position: fixed; bottom: 0; width: 100%; display: flex } .bar view { flex: 1 } .on { color: rgb(1, 2, 3) }",
        ),
    ];
    let mut phone = Phone::start(folder(&files), Start::from_list(), &[]).await;
    assert_eq!(phone.logged("shown").await, "pages/a/a");
    phone.until("getComputedStyle(document.querySelector('#a')).color === 'rgb(1, 2, 3)'").await;
    support::tap(&phone, "#b").await;
    assert_eq!(phone.logged("shown").await, "pages/b/b");
    phone.until("getComputedStyle(document.querySelector('#b')).color === 'rgb(1, 2, 3)'").await;
}
