//! Where a page is on the screen, from its first script on, and what a phone that changes does to open pages.

mod support;

use sampan_engine::id::PageId;
use sampan_engine::profile::{PRESETS, Profile};
use sampan_engine::state::Frame;
use sampan_engine::view::{Act, Environment, View};
use serde_json::json;
use support::{Host, Server, options};

/// Tells at once what the first script sees.
const PAGE: &str = "<meta name=viewport content='width=device-width'><style>body{padding:env(safe-area-inset-top) 0 \
    env(safe-area-inset-bottom)}</style><body><script>facts = () => [innerWidth, innerHeight, screen.width, screen.height, \
    getComputedStyle(document.body).paddingTop, getComputedStyle(document.body).paddingBottom]; report(...facts())</script>";

const FACTS: &str = "facts()";

fn frame(top: u32, height: u32, safe_area: [u32; 4]) -> Frame {
    Frame { top, width: 390, height, safe_area }
}

#[test]
fn a_page_that_was_told_no_place_is_below_the_bars() {
    let server = Server::start(&[("/", PAGE)]);
    let mut host = Host::start(options());
    let page = host.open("one").load(&server.url("/"));
    assert_eq!(host.report(page), "[390,776,390,844,\"0px\",\"0px\"]");
}

#[test]
fn the_first_script_sees_the_place_that_was_told_before_there_was_a_web_view() {
    let server = Server::start(&[("/", PAGE)]);
    let mut host = Host::start(options());
    let app = host.open("one");
    // The first page is made for this load, the second one is the spare.
    for page in [PageId(7001), PageId(7002)] {
        host.view.act(page, Act::Resize(frame(88, 600, [0, 0, 34, 0])));
        host.view.load(&app.id, page, &server.url("/"));
        assert_eq!(host.report(page), "[390,600,390,844,\"0px\",\"34px\"]");
        host.loaded(page);
    }
    // A page that was closed has told nothing to a later one of its number.
    host.view.act(PageId(7003), Act::Resize(frame(0, 300, [0; 4])));
    host.view.close(PageId(7003));
    host.view.load(&app.id, PageId(7003), &server.url("/"));
    assert_eq!(host.report(PageId(7003)), "[390,776,390,844,\"0px\",\"0px\"]");
}

#[test]
fn an_open_page_is_resized_and_keeps_it_over_navigations() {
    let server = Server::start(&[("/", PAGE)]);
    let mut host = Host::start(options());
    let app = host.open("one");
    let page = app.load(&server.url("/"));
    host.report(page);
    host.loaded(page);
    host.view.act(page, Act::Resize(frame(68, 726, [0, 0, 20, 0])));
    let expected = json!([390, 726, 390, 844, "0px", "20px"]);
    host.until(page, FACTS, |facts| *facts == expected);
    host.view.load(&app.id, page, &format!("http://localhost:{}/", server.port));
    assert_eq!(host.report(page), "[390,726,390,844,\"0px\",\"20px\"]");
}

#[test]
fn another_phone_and_a_turned_one_reach_open_pages() {
    let server = Server::start(&[("/", PAGE)]);
    let mut host = Host::start(options());
    let app = host.open("one");
    let page = app.load(&server.url("/"));
    host.report(page);
    host.loaded(page);
    let iphone = Profile::from(&PRESETS[0]);
    let with = |profile: &Profile| Environment { profile: profile.clone(), ..Environment::default() };
    host.view.configure(&app.id, with(&iphone));
    host.view.act(page, Act::Resize(Frame { top: 98, width: 393, height: 754, safe_area: [0, 0, 34, 0] }));
    let expected = json!([393, 754, 393, 852, "0px", "34px"]);
    host.until(page, FACTS, |facts| *facts == expected);
    assert_eq!(host.value(page, "devicePixelRatio"), 3);
    let turned = iphone.turned();
    host.view.configure(&app.id, with(&turned));
    host.view.act(page, Act::Resize(Frame { top: 44, width: 852, height: 349, safe_area: [0, 59, 21, 59] }));
    let expected = json!([852, 349, 852, 393, "0px", "21px"]);
    host.until(page, FACTS, |facts| *facts == expected);
    assert_eq!(host.value(page, "screen.orientation.type"), "landscape-primary");
    host.view.load(&app.id, page, &server.url("/"));
    host.report(page);
    host.loaded(page);
    assert!(host.value(page, "navigator.userAgent").as_str().unwrap().contains("iPhone"));
}
