//! Transcripts of pages that are drawn: who is told what when a view comes, speaks, and gives way to a web-view.

use serde_json::json;

use crate::id::{AppId, PageId};
use crate::logic::{LogicEvent, WebViewElement};
use crate::testing::Phone;
use crate::view::ViewEvent;

const PAGE: PageId = PageId(1);

fn shop() -> AppId {
    "mpshop".into()
}

fn update(phone: &mut Phone) -> String {
    phone.logic(LogicEvent::View { app: shop(), page: PAGE, operations: "[[15]]".to_owned() });
    phone.log()
}

#[test]
fn a_page_without_web_view_gets_its_document_and_is_told_when_it_is_there() {
    let mut phone = Phone::shop();
    phone.log();
    phone.logic(LogicEvent::WantsView { app: shop(), page: PAGE });
    assert_eq!(phone.log(), "view: page 1 load https://mpshop.page.sampan.localhost/pages/a/a\n");
    phone.view(ViewEvent::PageReady { page: PAGE });
    assert_eq!(phone.log(), "mpshop: page 1 show\n");
    assert_eq!(update(&mut phone), "view: page 1 update [[15]]\n");
    phone.view(ViewEvent::PageEvents { page: PAGE, events: "[[0,2]]".to_owned() });
    assert_eq!(phone.log(), "mpshop: page 1 view events [[0,2]]\n");
}

#[test]
fn a_web_view_takes_the_place_of_the_document() {
    let mut phone = Phone::shop();
    phone.logic(LogicEvent::WantsView { app: shop(), page: PAGE });
    phone.web_view("mpshop", 1);
    phone.log();
    // What was on its way goes nowhere.
    assert_eq!(update(&mut phone), "");
    phone.view(ViewEvent::PageEvents { page: PAGE, events: "[]".to_owned() });
    phone.view(ViewEvent::PageReady { page: PAGE });
    assert_eq!(phone.log(), "");
}

#[test]
fn a_web_view_does_not_lead_to_the_hosts_own_documents() {
    let mut phone = Phone::shop();
    for src in ["https://mpshop.page.sampan.localhost/pages/a/a", "https://mpshop.page.sampan.localhost"] {
        let element = WebViewElement { src: src.to_owned(), listeners: vec![] };
        phone.log();
        phone.logic(LogicEvent::WebView { app: shop(), page: PAGE, web_view: Some(element) });
        assert!(phone.log().contains("the host's own pages are not a mini program's to show"), "{src}");
    }
}

#[test]
fn the_mini_program_is_told_about_phone_and_window() {
    let mut phone = Phone::shop();
    phone.logic(LogicEvent::WantsView { app: shop(), page: PAGE });
    let window = phone.wx("mpshop", "getWindowInfo", json!({}));
    // Status bar and navigation bar above, the tabBar below.
    assert_eq!([&window["windowWidth"], &window["screenTop"], &window["windowHeight"]], [390, 68, 726]);
    assert_eq!(window["safeArea"]["top"], 24);
    let system = phone.wx("mpshop", "getSystemInfo", json!({}));
    assert_eq!([&system["platform"], &system["theme"], &system["brand"]], ["android", "light", "Sampan"]);
    let capsule = phone.wx("mpshop", "getMenuButtonBoundingClientRect", json!({}));
    assert_eq!([&capsule["top"], &capsule["right"], &capsule["width"]], [30, 383, 87]);
    assert_eq!(phone.call(1, "getSystemInfo", json!({}))["errMsg"], "getSystemInfo:fail function not exist");
}
