//! The room that the bars leave to a page, as the page itself measures it in a real browser.

mod support;

use sampan::AppId;
use serde_json::json;
use support::{Phone, write};

/// What the page can measure: its own size, the screen's, and the safe area at its top and bottom.
const MEASURE: &str = "(() => { const s = getComputedStyle(document.body); return [innerWidth, innerHeight, screen.width, \
                       screen.height, s.paddingTop, s.paddingBottom] })()";

#[tokio::test(flavor = "multi_thread")]
async fn a_page_has_the_room_that_the_bars_leave() {
    let app = support::mini_program("file://h5/index.html");
    write(
        app.path(),
        "h5/index.html",
        "<!doctype html><meta name=viewport content='width=device-width, initial-scale=1, viewport-fit=cover'>\
         <body style='padding: env(safe-area-inset-top) 0 env(safe-area-inset-bottom)'>page",
    );
    write(
        app.path(),
        "app.json",
        r#"{"pages":["pages/index/index","pages/other/other"],"staticPath":["h5"],"window":{"navigationStyle":"custom"},
            "tabBar":{"list":[{"pagePath":"pages/index/index","text":"A"},{"pagePath":"pages/other/other","text":"B"}]}}"#,
    );
    write(app.path(), "sampan.toml", "[device]\npreset = \"iphone-15\"\n");
    let phone = Phone::run(app).await;
    let state = phone.host.state().await.unwrap();
    let frame = state.pages[0].frame;
    assert_eq!(
        (frame.top, frame.width, frame.height),
        (98, 393, 852 - 98 - 84),
        "no custom bar with a web-view"
    );
    assert!(!state.pages[0].navigation_bar.custom);
    assert_eq!(phone.eval(MEASURE).await, json!([393, 670, 393, 852, "0px", "0px"]));
    let app = AppId::from("mp6iu47n4rps6zwz");
    phone.host.change_device(&app, "device.orientation", json!("landscape")).unwrap();
    phone.until("innerWidth === 852 && innerHeight === 393 - 44 - 50 - 21").await;
    phone.host.change_device(&app, "device.preset", json!("iphone-se")).unwrap();
    phone.host.change_device(&app, "device.orientation", json!("portrait")).unwrap();
    phone.until("innerWidth === 375 && innerHeight === 667 - 20 - 44 - 50").await;
    assert_eq!(phone.host.state().await.unwrap().pages[0].frame.top, 64);
}
