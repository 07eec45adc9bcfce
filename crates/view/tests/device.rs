//! What the device says is what the browser says, from the first document on and after every change.

mod support;

use sampan_engine::device::{Network, Position};
use sampan_engine::profile::{Insets, Profile};
use sampan_engine::view::{Environment, View};
use serde_json::json;
use support::{Host, Server, options};

const POSITION: &str = "new Promise(done => navigator.geolocation.getCurrentPosition(\
    ({ coords: c }) => done([c.latitude, c.longitude, c.accuracy, c.altitude, c.speed]), \
    error => done(error.code)))";

fn at(latitude: f64, longitude: f64) -> Environment {
    let position = Position { latitude, longitude, altitude: 7.0, accuracy: 30.0, speed: 1.5 };
    Environment { position: Some(position), ..Environment::default() }
}

#[test]
fn a_page_learns_the_position_of_the_device_and_nothing_without_one() {
    let server = Server::start(&[("/", "<p>here")]);
    let mut host = Host::start(options());
    let app = host.open_in("one", at(22.5, 114.0));
    let page = app.load(&server.url("/"));
    host.loaded(page);
    assert_eq!(host.value(page, POSITION), json!([22.5, 114, 30, 7, 1.5]));
    host.view.configure(&app.id, at(-1.0, 2.0));
    assert_eq!(host.until(page, POSITION, |value| value[0] == -1)[1], 2);
    host.view.configure(&app.id, Environment::default());
    let denied = 1;
    host.until(page, POSITION, |value| *value == denied);
    let other = host.open("two").load(&server.url("/"));
    host.loaded(other);
    assert_eq!(host.value(other, POSITION), denied);
}

#[test]
fn a_page_without_network_knows_it_and_its_packaged_files_are_still_there() {
    let server = Server::start(&[("/", "<script>window.onoffline=()=>report('offline')</script>")]);
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("index.html"), "<script>window.ononline=()=>report('online')</script>")
        .unwrap();
    let package = sampan_engine::package::Package::around(&folder.path().display().to_string()).unwrap();
    let mut host = Host::start(options());
    let app = host.open_with("one", None, package);
    let page = app.load(&server.url("/"));
    host.loaded(page);
    let none = Environment { network: Network::None, ..Environment::default() };
    host.view.configure(&app.id, none);
    host.wait("offline", |event| format!("{event:?}").contains("offline").then_some(()));
    let fetch = "fetch('/').then(() => 'came', () => 'failed')";
    assert_eq!(host.value(page, fetch), "failed");
    // Another page: a spare was ready before the change.
    let packaged = app.load("https://one.sampan.localhost/h5/index.html");
    host.loaded(packaged);
    assert_eq!(host.value(packaged, "navigator.onLine"), false);
    let refused = app.load(&server.url("/"));
    assert!(host.failed(refused).1.contains("cannot be reached from this network"));
    host.view.configure(&app.id, Environment::default());
    host.wait("online", |event| format!("{event:?}").contains("online").then_some(()));
    assert_eq!(host.value(page, fetch), "came");
}

#[test]
fn a_slow_network_is_slow() {
    let server = Server::start(&[("/", "<p>here")]);
    let mut host = Host::start(options());
    let slow = |network| Environment { network, ..Environment::default() };
    let app = host.open_in("one", slow(Network::G3));
    let page = app.load(&server.url("/"));
    host.loaded(page);
    let kind = "navigator.connection.effectiveType";
    let time = "(async () => { const start = performance.now(); await fetch('/'); return performance.now() - start })()";
    assert_eq!(host.value(page, kind), "3g");
    let held_up = host.value(page, time).as_f64().unwrap();
    assert!(held_up > 250.0, "{held_up} ms");
    host.view.configure(&app.id, slow(Network::G2));
    host.until(page, kind, |value| value == "2g");
    host.view.configure(&app.id, slow(Network::Wifi));
    host.until(page, kind, |value| value == "4g");
    assert!(host.value(page, time).as_f64().unwrap() < held_up);
}

#[test]
fn language_time_zone_theme_and_safe_area_are_those_of_the_device() {
    let page = "<style>body{padding-top:env(safe-area-inset-top);padding-bottom:env(safe-area-inset-bottom)}</style>";
    let server = Server::start(&[("/", page)]);
    let mut host = Host::start(options());
    let device = |language: &str, time_zone: &str, dark| Environment {
        language: Some(language.to_owned()),
        time_zone: Some(time_zone.to_owned()),
        dark: Some(dark),
        profile: Profile {
            safe_area: Insets { top: 47, bottom: 34, ..Insets::default() },
            ..Profile::default()
        },
        ..Environment::default()
    };
    let app = host.open_in("one", device("zh-CN", "Asia/Shanghai", true));
    let page = app.load(&server.url("/"));
    host.loaded(page);
    let facts = "(() => { const style = getComputedStyle(document.body); return [navigator.language, \
                 Intl.NumberFormat().resolvedOptions().locale, Intl.DateTimeFormat().resolvedOptions().timeZone, \
                 matchMedia('(prefers-color-scheme: dark)').matches, style.paddingTop, style.paddingBottom] })()";
    // The page begins below the bars: nothing of the camera reaches into it.
    assert_eq!(host.value(page, facts), json!(["zh-CN", "zh-CN", "Asia/Shanghai", true, "0px", "34px"]));
    assert!(server.languages().last().unwrap().starts_with("zh-CN"), "{:?}", server.languages());
    host.view.configure(&app.id, device("fr-FR", "America/Lima", false));
    let expected = json!(["fr-FR", "fr-FR", "America/Lima", false, "0px", "34px"]);
    host.until(page, facts, |value| *value == expected);
    // The spare one was made before the change.
    let second = app.load(&server.url("/"));
    host.loaded(second);
    assert_eq!(host.value(second, facts), expected);
}
