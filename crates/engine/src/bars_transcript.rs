//! Transcripts of the bars: what the mini program and the person do to them, and where that leaves the page.

use std::time::Duration;

use futures::channel::oneshot;
use serde_json::{Value, json};

use crate::engine::{Command, Done, Event};
use crate::id::PageId;
use crate::logic::LogicEvent;
use crate::profile::{PRESETS, Profile, Theme};
use crate::testing::{Phone, SHOP};
use crate::trace::TraceEvent;

const BARS: &str = r##"{
    "pages": ["pages/a/a", "pages/b/b", "pages/c/c", "pages/d/d"],
    "window": {
        "navigationBarBackgroundColor": "#07C160", "navigationStyle": "custom", "enablePullDownRefresh": true,
        "backgroundTextStyle": "light"
    },
    "tabBar": { "selectedColor": "#f00", "list": [
        { "pagePath": "pages/a/a", "text": "Home", "iconPath": "/icons/a.png" }, { "pagePath": "pages/b/b", "text": "Me" }
    ] }
}"##;

fn bars() -> Phone {
    Phone::with(&[("mpshop", BARS, "")])
}

fn tell(phone: &mut Phone, command: impl FnOnce(Done) -> Command) -> Result<(), String> {
    phone.ask(command).expect("the command was answered")
}

fn message(reply: &Value) -> &str {
    reply["errMsg"].as_str().unwrap()
}

/// Top and height of what the view was told last.
fn last_frame(phone: &Phone) -> (PageId, u32, u32) {
    let (page, frame) = *phone.frames.borrow().last().unwrap();
    (page, frame.top, frame.height)
}

#[test]
fn a_page_looks_as_it_is_configured() {
    let mut phone = bars();
    let state = phone.state();
    let page = &state.pages[0];
    assert_eq!(page.navigation_bar.background, "#07c160");
    assert!(page.navigation_bar.custom && page.pull_down.enabled && page.pull_down.light_text && page.is_tab);
    let bar = state.tab_bar.unwrap();
    assert_eq!((bar.selected, bar.selected_color.as_str(), bar.border.as_str()), (0, "#ff0000", "black"));
    assert_eq!(bar.items[0].icon.as_deref(), Some("icons/a.png"));
}

#[test]
fn the_view_knows_where_each_page_is() {
    let mut phone = bars();
    assert_eq!(last_frame(&phone), (PageId(1), 0, 794), "from the top, down to the tabBar");
    phone.web_view("mpshop", 1);
    assert_eq!(last_frame(&phone), (PageId(1), 68, 726), "a web-view never goes under the bar");
    phone.silent(1, "navigateTo", json!({"url": "/pages/c/c"}));
    assert_eq!(last_frame(&phone), (PageId(2), 0, 844), "no tabBar there");
    phone.silent(1, "switchTab", json!({"url": "/pages/a/a"}));
    assert_eq!(message(&phone.wx("mpshop", "hideTabBar", json!({"animation": true}))), "hideTabBar:ok");
    assert_eq!(last_frame(&phone), (PageId(1), 68, 776));
    assert_eq!(phone.state().tab_bar, None);
    *phone.device.profile.lock().unwrap() = Profile::from(&PRESETS[0]);
    phone.handle(Event::Command(Command::DeviceChanged { app: "mpshop".into() }));
    assert_eq!(last_frame(&phone), (PageId(1), 98, 754));
    let count = phone.frames.borrow().len();
    phone.handle(Event::Command(Command::DeviceChanged { app: "mpshop".into() }));
    assert_eq!(phone.frames.borrow().len(), count, "told only when it changes");
    phone.logic(crate::logic::LogicEvent::WebView { app: "mpshop".into(), page: PageId(1), web_view: None });
    assert_eq!(last_frame(&phone), (PageId(1), 0, 852), "without its web-view the page has the top again");
}

#[test]
fn the_navigation_bar_changes_its_colours() {
    let mut phone = bars();
    let colors = json!({"frontColor": "#000000", "backgroundColor": "#FFF", "animation": {"duration": 400}});
    assert_eq!(message(&phone.wx("mpshop", "setNavigationBarColor", colors)), "setNavigationBarColor:ok");
    phone.wx("mpshop", "showNavigationBarLoading", json!({}));
    let bar = phone.state().pages[0].navigation_bar.clone();
    assert_eq!((bar.background.as_str(), bar.black_text, bar.loading), ("#ffffff", true, true));
    phone.wx("mpshop", "hideNavigationBarLoading", json!({}));
    assert!(!phone.state().pages[0].navigation_bar.loading);
    for (args, words) in [
        (json!({"frontColor": "red", "backgroundColor": "#fff"}), "invalid frontColor \"red\""),
        (json!({"frontColor": "#000000", "backgroundColor": "blue"}), "invalid backgroundColor \"blue\""),
        (json!({"backgroundColor": "#fff"}), "parameter.frontColor should be String instead of Undefined"),
    ] {
        let reply = phone.wx("mpshop", "setNavigationBarColor", args);
        assert!(message(&reply).contains(words), "{reply}");
    }
    assert_eq!(phone.state().pages[0].navigation_bar.background, "#ffffff");
}

#[test]
fn the_tab_bar_changes_while_a_tab_page_is_on_top() {
    let mut phone = bars();
    for (name, args) in [
        ("setTabBarBadge", json!({"index": 1, "text": "12345"})),
        ("showTabBarRedDot", json!({"index": 0})),
        ("setTabBarItem", json!({"index": 1, "text": "You", "iconPath": "./i/you.png"})),
        ("setTabBarStyle", json!({"color": "#123456", "borderStyle": "white"})),
    ] {
        assert_eq!(message(&phone.wx("mpshop", name, args)), format!("{name}:ok"));
    }
    let bar = phone.state().tab_bar.unwrap();
    assert_eq!(
        (bar.color.as_str(), bar.selected_color.as_str(), bar.border.as_str()),
        ("#123456", "#ff0000", "white")
    );
    assert!(bar.items[0].red_dot);
    assert_eq!((bar.items[1].badge.as_deref(), bar.items[1].text.as_str()), (Some("..."), "You"));
    assert_eq!(bar.items[1].icon.as_deref(), Some("i/you.png"));
    phone.wx("mpshop", "setTabBarBadge", json!({"index": 0, "text": "1"}));
    phone.wx("mpshop", "removeTabBarBadge", json!({"index": 1}));
    let bar = phone.state().tab_bar.unwrap();
    assert_eq!(
        (bar.items[0].red_dot, bar.items[0].badge.as_deref(), &bar.items[1].badge),
        (false, Some("1"), &None)
    );
    phone.wx("mpshop", "showTabBarRedDot", json!({"index": 0}));
    phone.wx("mpshop", "hideTabBarRedDot", json!({"index": 0}));
    let first = phone.state().tab_bar.unwrap().items.remove(0);
    assert_eq!((first.red_dot, first.badge), (false, None));
    phone.wx("mpshop", "hideTabBar", json!({}));
    assert_eq!(message(&phone.wx("mpshop", "showTabBar", json!({}))), "showTabBar:ok");
    assert!(phone.state().tab_bar.is_some());
}

#[test]
fn what_the_tab_bar_cannot_do_is_told() {
    let mut phone = bars();
    for (name, args, words) in [
        ("setTabBarBadge", json!({"index": 2, "text": "1"}), "tabbar item not found"),
        ("setTabBarBadge", json!({"index": -1, "text": "1"}), "fail"),
        ("setTabBarBadge", json!({"index": 0}), "parameter.text should be String instead of Undefined"),
        ("setTabBarItem", json!({"index": 9}), "tabbar item not found"),
        ("setTabBarStyle", json!({"color": "blue"}), "invalid color \"blue\""),
    ] {
        let reply = phone.wx("mpshop", name, args);
        assert!(
            message(&reply).starts_with(&format!("{name}:fail")) && message(&reply).contains(words),
            "{reply}"
        );
    }
    phone.web_view("mpshop", 1).silent(1, "navigateTo", json!({"url": "/pages/c/c"}));
    let reply = phone.wx("mpshop", "hideTabBar", json!({}));
    assert_eq!(message(&reply), "hideTabBar:fail not TabBar page");
    // Not for H5 pages.
    assert_eq!(message(&phone.call(1, "hideTabBar", json!({}))), "hideTabBar:fail function not exist");
}

#[test]
fn a_tap_on_a_tab_goes_there_and_tells_the_page() {
    let mut phone = bars();
    assert_eq!(tell(&mut phone, |answer| Command::SwitchTab { index: 1, answer }), Ok(()));
    let log = phone.log();
    let last = log.lines().rev().take(2).collect::<Vec<_>>();
    assert_eq!(
        last,
        [
            r#"mpshop: page 2.onTabItemTap {"index":"1","pagePath":"pages/b/b","text":"Me"}"#,
            "mpshop: page 2.onReady"
        ]
    );
    assert_eq!(phone.state().tab_bar.unwrap().selected, 1);
    assert_eq!(tell(&mut phone, |answer| Command::SwitchTab { index: 1, answer }), Ok(()));
    assert_eq!(
        phone.log(),
        "mpshop: page 2.onTabItemTap {\"index\":\"1\",\"pagePath\":\"pages/b/b\",\"text\":\"Me\"}\n",
        "the tab that is open already only hears of it"
    );
    let error = tell(&mut phone, |answer| Command::SwitchTab { index: 2, answer }).unwrap_err();
    assert_eq!(error, "there is no tab 2; the tabBar has 2 of them, from 0");
    phone.wx("mpshop", "hideTabBar", json!({}));
    let error = tell(&mut phone, |answer| Command::SwitchTab { index: 0, answer }).unwrap_err();
    assert_eq!(error, "no tabBar is shown");
}

#[test]
fn home_closes_everything_and_opens_the_first_page() {
    let mut phone = Phone::shop();
    phone.web_view("mpshop", 1).silent(1, "reLaunch", json!({"url": "/pages/c/c"}));
    assert_eq!(tell(&mut phone, |answer| Command::Home { answer }), Ok(()));
    let paths = phone.state().pages.into_iter().map(|page| page.path).collect::<Vec<_>>();
    assert_eq!(paths, ["pages/a/a"]);
}

#[test]
fn pulling_down_refreshes_until_the_page_says_stop() {
    let mut phone = bars();
    assert_eq!(tell(&mut phone, |answer| Command::PullDown { answer }), Ok(()));
    assert_eq!(tell(&mut phone, |answer| Command::PullDown { answer }), Ok(()));
    assert_eq!(phone.log(), "mpshop: page 1.onPullDownRefresh\n", "once while it refreshes");
    assert!(phone.state().pages[0].pull_down.refreshing);
    phone.wx("mpshop", "stopPullDownRefresh", json!({}));
    assert!(!phone.state().pages[0].pull_down.refreshing);
    phone.wx("mpshop", "startPullDownRefresh", json!({}));
    phone.advance(Duration::from_secs(59));
    assert!(phone.state().pages[0].pull_down.refreshing);
    phone.advance(Duration::from_secs(1));
    assert!(!phone.state().pages[0].pull_down.refreshing);
    assert!(phone.notices().last().unwrap().contains("did not call stopPullDownRefresh within 60 s"));
    let mut shop = Phone::shop();
    let error = tell(&mut shop, |answer| Command::PullDown { answer }).unwrap_err();
    assert!(error.contains("enablePullDownRefresh"), "{error}");
}

#[test]
fn the_menu_opens_and_goes_with_the_page() {
    let mut phone = Phone::shop();
    phone.web_view("mpshop", 1).call(1, "showAppMenu", json!({}));
    assert!(phone.state().menu);
    assert_eq!(tell(&mut phone, |answer| Command::Menu { open: false, answer }), Ok(()));
    assert!(!phone.state().menu);
    assert_eq!(tell(&mut phone, |answer| Command::Menu { open: true, answer }), Ok(()));
    phone.silent(1, "navigateTo", json!({"url": "/pages/c/c"}));
    assert!(!phone.state().menu);
    phone.handle(Event::Command(Command::Hide));
    let error = tell(&mut phone, |answer| Command::Menu { open: true, answer }).unwrap_err();
    assert_eq!(error, "no page is open");
}

#[test]
fn mini_programs_come_to_the_front_and_end() {
    let mut phone = Phone::with(&[("mpshop", SHOP, ""), ("mpother", SHOP, "")]);
    phone.web_view("mpshop", 1).call(1, "navigateToMiniProgram", json!({"appId": "mpother"}));
    phone.logic(crate::logic::LogicEvent::Launched { app: "mpother".into() });
    assert_eq!(phone.state().app.unwrap().as_str(), "mpother");
    assert_eq!(tell(&mut phone, |answer| Command::ShowApp { app: "mpshop".into(), answer }), Ok(()));
    assert_eq!(phone.state().app.unwrap().as_str(), "mpshop");
    let error = tell(&mut phone, |answer| Command::ShowApp { app: "mpnone".into(), answer }).unwrap_err();
    assert_eq!(error, "no mini program mpnone is running");
    // Behind the one in front: it ends, and nobody comes to the front in its place.
    phone.log();
    assert_eq!(tell(&mut phone, |answer| Command::Exit { app: "mpother".into(), answer }), Ok(()));
    assert!(!phone.log().contains("mpshop"));
    let (answer, mut result) = oneshot::channel();
    phone.handle(Event::Command(Command::Exit { app: "mpother".into(), answer }));
    assert!(result.try_recv().unwrap().unwrap().is_err(), "it is ending already");
    assert_eq!(phone.state().app.unwrap().as_str(), "mpshop");
}

const THEMES: &str = r##"{
    "pages": ["pages/a/a", "pages/b/b", "pages/c/c"], "darkmode": true,
    "window": { "navigationBarBackgroundColor": "@bar", "navigationBarTextStyle": "@text" },
    "tabBar": { "color": "@text", "backgroundColor": "@bar", "list": [
        { "pagePath": "pages/a/a", "iconPath": "@icon" }, { "pagePath": "pages/b/b" }
    ] },
    "theme.json": {
        "light": { "bar": "#eee", "text": "black", "icon": "light.png" },
        "dark": { "bar": "#222", "text": "white", "icon": "dark.png" }
    }
}"##;

fn turn(phone: &mut Phone, theme: Theme) {
    phone.device.profile.lock().unwrap().theme = theme;
    phone.handle(Event::Command(Command::DeviceChanged { app: "mpshop".into() }));
}

#[test]
fn the_bars_follow_the_theme_and_the_program_is_told() {
    let mut phone = Phone::with(&[("mpshop", THEMES, "")]);
    phone.wx("mpshop", "navigateTo", json!({ "url": "/pages/c/c" }));
    let color = json!({ "frontColor": "#ffffff", "backgroundColor": "#123456" });
    phone.wx("mpshop", "setNavigationBarColor", color);
    phone.log();
    turn(&mut phone, Theme::Dark);
    assert!(phone.log().contains("mpshop: App.onThemeChange {\"theme\":\"dark\"}\n"));
    let state = phone.state();
    let look = |page: usize| {
        (state.pages[page].navigation_bar.background.as_str(), state.pages[page].navigation_bar.black_text)
    };
    // What the program has set itself stays.
    assert_eq!([look(0), look(1)], [("#222222", false), ("#123456", false)]);
    phone.wx("mpshop", "navigateBack", json!({}));
    let bar = phone.state().tab_bar.unwrap();
    assert_eq!((bar.background.as_str(), bar.items[0].icon.as_deref()), ("#222222", Some("dark.png")));
    turn(&mut phone, Theme::Light);
    assert_eq!(phone.state().pages[0].navigation_bar.background, "#eeeeee");
}

#[test]
fn a_program_without_a_dark_look_stays_light() {
    let mut phone = Phone::with(&[("mpshop", &THEMES.replace("true", "false"), "")]);
    phone.log();
    turn(&mut phone, Theme::Dark);
    assert_eq!(
        (phone.log().as_str(), phone.state().pages[0].navigation_bar.background.as_str()),
        ("", "#eeeeee")
    );
}

#[test]
fn a_program_that_draws_its_tab_bar_has_the_room_for_it() {
    let app = BARS.replace(r#""tabBar": {"#, r#""tabBar": { "custom": true,"#);
    let mut phone = Phone::with(&[("mpshop", &app, "")]);
    assert_eq!(last_frame(&phone), (PageId(1), 0, 844));
    assert_eq!(phone.state().tab_bar, None);
    let reply = phone.wx("mpshop", "switchTab", json!({ "url": "/pages/b/b" }));
    assert_eq!(message(&reply), "switchTab:ok");
}

#[test]
fn a_program_that_starts_in_an_independent_subpackage_starts_alone() {
    let app = r#"{ "pages": ["pages/a/a"], "entryPagePath": "pages/b/b",
        "subpackages": [{ "root": "pages/b", "pages": ["b"], "independent": true }] }"#;
    let mut phone = Phone::with(&[("mpshop", SHOP, ""), ("mpother", app, "")]);
    let mut launched = |path: Value| {
        phone.wx("mpshop", "navigateToMiniProgram", json!({ "appId": "mpother", "path": path }));
        let log = phone.log();
        phone.handle(Event::Command(Command::Exit { app: "mpother".into(), answer: oneshot::channel().0 }));
        phone.logic(LogicEvent::Finished { app: "mpother".into() });
        log.lines().find(|line| line.contains("launch")).map(str::to_owned)
    };
    assert_eq!(launched(Value::Null).as_deref(), Some("mpother: launch alone"));
    assert_eq!(launched("pages/a/a".into()).as_deref(), Some("mpother: launch"));
}

#[test]
fn a_page_that_wants_a_turned_phone_says_so() {
    let app = r#"{ "pages": ["pages/a/a"], "window": { "pageOrientation": "landscape" } }"#;
    let phone = Phone::with(&[("mpshop", app, "")]);
    let told =
        |event: &TraceEvent| matches!(event, TraceEvent::Notice { text } if text.contains("pageOrientation"));
    assert_eq!(phone.traces.borrow().iter().filter(|event| told(event)).count(), 1);
}
