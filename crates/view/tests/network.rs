//! Requests of a page, told when they end.

mod support;

use sampan_engine::id::PageId;
use sampan_engine::view::{Environment, NetworkRequest, View, ViewEvent};
use sampan_view::BrowserOptions;
use support::{Host, Server, options};

fn reporting() -> BrowserOptions {
    BrowserOptions { report_requests: true, ..options() }
}

/// The end of the next request whose address ends so.
fn request(host: &mut Host, page: PageId, end: &str) -> NetworkRequest {
    host.wait(&format!("Request of {end}"), |event| match event {
        ViewEvent::Request { page: of, request } if *of == page && request.url.ends_with(end) => {
            Some((**request).clone())
        }
        _ => None,
    })
}

#[test]
fn documents_fetches_redirects_and_failures_are_told_with_what_came_of_them() {
    let server = Server::start(&[("/", "<p>here"), ("/data", "some data"), ("/none", "x")]);
    let mut host = Host::start(reporting());
    let page = host.open("one").load(&server.url("/"));
    let document = request(&mut host, page, "/");
    assert_eq!((document.kind.as_str(), document.status, document.error), ("document", 200, None));
    assert!(document.milliseconds > 0.0 && document.bytes > 7.0);
    host.loaded(page);
    host.value(page, "fetch('/data', { headers: { 'x-mine': 'yes' } }).then(r => r.text())");
    let fetched = request(&mut host, page, "/data");
    assert_eq!((fetched.kind.as_str(), fetched.method.as_str(), fetched.status), ("fetch", "GET", 200));
    assert_eq!(fetched.request_headers["x-mine"], "yes");
    assert!(fetched.response_headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-length")));
    host.value(page, "fetch('/redirect?to=/none').then(r => r.text())");
    assert_eq!(request(&mut host, page, "/redirect?to=/none").status, 302);
    assert_eq!(request(&mut host, page, "/none").status, 200);
    assert_eq!(host.value(page, "fetch('/missing').then(r => r.status)"), 404);
    assert_eq!(request(&mut host, page, "/missing").status, 404);
    host.value(page, "fetch('http://127.0.0.1:1/').catch(() => 0)");
    let refused = request(&mut host, page, "127.0.0.1:1/");
    assert_eq!(refused.status, 0);
    assert!(refused.error.is_some());
    host.value(page, &format!("fetch('http://localhost:{}/data').catch(() => 0)", server.port));
    let error = request(&mut host, page, "/data").error.expect("no such right");
    assert!(error.contains("CORS"), "{error}");
    host.value(page, "new Promise(done => { const socket = new WebSocket('ws://127.0.0.1:1/socket'); socket.onclose = done; })");
    let socket = request(&mut host, page, "/socket");
    assert_eq!(socket.kind, "websocket");
    assert!(socket.error.is_some(), "{socket:?}");
}

#[test]
fn reports_go_on_after_a_network_was_slow_and_nothing_is_reported_that_was_not_asked_for() {
    use sampan_engine::device::Network;
    let server = Server::start(&[("/", "<p>here"), ("/data", "some data")]);
    let mut host = Host::start(reporting());
    let app = host.open("one");
    let page = app.load(&server.url("/"));
    host.loaded(page);
    host.view.configure(&app.id, Environment { network: Network::G3, ..Environment::default() });
    host.until(page, "navigator.connection.effectiveType", |kind| kind == "3g");
    host.view.configure(&app.id, Environment::default());
    host.until(page, "navigator.connection.effectiveType", |kind| kind == "4g");
    host.value(page, "fetch('/data').then(r => r.text())");
    assert_eq!(request(&mut host, page, "/data").status, 200);
    // The spare page reports as well.
    let second = app.load(&server.url("/"));
    assert_eq!(request(&mut host, second, "/").status, 200);

    let mut silent = Host::start(options());
    let app = silent.open_in("one", Environment { network: Network::G4, ..Environment::default() });
    let page = app.load(&server.url("/"));
    silent.loaded(page);
    silent.value(page, "fetch('/data').then(r => r.text())");
    silent.run(page, "setTimeout(() => console.log('report 0'))");
    silent.report(page);
    assert!(!silent.passed.iter().any(|event| event.starts_with("Request")));
}
