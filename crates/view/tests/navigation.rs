//! Where a web-view may go, what it shows when it cannot, and its history.

mod support;

use std::time::{Duration, Instant};

use sampan_engine::package::Package;
use sampan_engine::view::{Act, View, ViewEvent};
use sampan_view::BrowserOptions;
use serde_json::json;
use support::{Host, LIMIT, Server, options};

#[test]
fn a_foreign_domain_is_refused_by_load_by_link_and_by_redirect() {
    let evil = Server::start(&[("/", "<script>WeixinJSBridge.invoke('evil')</script>")]);
    let good = Server::start(&[("/", "<p>good")]);
    let mut host = Host::start(options());
    let package = Package::around("http://127.0.0.1/").unwrap();
    let app = host.open_with("one", Some(std::slice::from_ref(&good.origin)), package);
    let page = app.load(&evil.url("/"));
    let (url, rule) = host.refused(page);
    assert_eq!(url, evil.url("/"));
    assert_eq!(rule, format!("{} is not on the list [domains] web_view", evil.origin));
    host.shows(page, "may not be shown");
    host.shows(page, &rule);

    let page = app.load(&good.url("/"));
    host.loaded(page);
    host.leave(page, &format!("location.href={:?},0", evil.url("/")));
    host.refused(page);
    host.shows(page, "may not be shown");

    let page = app.load(&good.url(&format!("/redirect?to={}", evil.url("/"))));
    assert_eq!(host.refused(page).0, evil.url("/"));
    host.view.load(&app.id, page, "file:///etc/passwd");
    assert!(host.refused(page).1.contains("http and https only"));
    assert_eq!(evil.hits("/"), 0, "nothing was ever asked of the other server");
    assert!(!host.passed.iter().any(|event| event.contains("Calls") || event.contains("LoadFailed")));
}

#[test]
fn a_server_that_does_not_answer_is_told_and_shown() {
    let server = Server::start(&[("/", "<p>fine")]);
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut host = Host::start(BrowserOptions { load_timeout: Duration::from_millis(700), ..options() });
    let app = host.open("one");
    let page = app.load(&format!("http://{closed}/x"));
    let (url, reason) = host.failed(page);
    let expected =
        format!("http://{closed} does not answer: connection refused (net::ERR_CONNECTION_REFUSED)");
    assert_eq!((url, reason.as_str()), (format!("http://{closed}/x"), expected.as_str()));
    host.shows(page, &expected);

    let page = app.load(&server.url("/hang"));
    let (url, reason) = host.failed(page);
    assert_eq!(
        (url, reason),
        (server.url("/hang"), format!("{} did not answer within 0.7 s", server.url("/hang")))
    );
    host.shows(page, "did not answer within 0.7 s");
    host.view.load(&app.id, page, &server.url("/"));
    assert_eq!(host.loaded(page), server.url("/"));
    host.leave(page, &format!("location.href='http://{closed}/link',0"));
    assert_eq!(host.failed(page), (format!("http://{closed}/link"), expected.clone()));
    host.shows(page, &expected);
    host.view.act(page, Act::Back);
    assert_eq!(host.loaded(page), server.url("/"));
    assert!(!host.passed.iter().any(|event| event.contains("Navigated") && event.contains("chrome-error")));
}

#[test]
fn nothing_holds_a_page_that_was_closed_not_even_the_limit_of_its_load() {
    let server = Server::start(&[("/", "<p>fine")]);
    let mut host = Host::start(BrowserOptions { load_timeout: LIMIT * 2, ..options() });
    let app = host.open("one");
    let other = app.load(&server.url("/"));
    host.loaded(other);
    let loaded = app.load(&server.url("/"));
    host.loaded(loaded);
    let hanging = app.load(&server.url("/hang"));
    let (deadline, mut held) = (Instant::now() + LIMIT, Vec::new());
    // The web-view of a page is there a little after the page.
    while held.len() < 2 {
        assert!(Instant::now() < deadline, "no web-view");
        held = [loaded, hanging].into_iter().filter_map(|page| host.view.holds(page)).collect();
    }
    assert!(held.iter().all(|is_held| is_held()));
    host.view.close(loaded);
    host.view.close(hanging);
    // What was under way is answered when the browser says that the page is gone.
    while held.iter().any(|is_held| is_held()) {
        assert!(Instant::now() < deadline, "still held");
        host.view.bare_round_trip(other).unwrap();
    }
}

#[test]
fn a_mini_program_has_its_own_origin_and_shares_the_sdk() {
    let dir = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = dir.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write("app.json", r#"{"pages":["p"],"staticPath":["distH5"]}"#);
    write("p.js", "");
    write("secret.txt", "secret");
    write(
        "distH5/index.html",
        "<script src=https://sampan.localhost/sdk.js></script><script type=module>\
         const get=async u=>{try{const r=await fetch(u);return [r.status,(await r.text()).slice(0,6)]}catch(e){return e.name}};\
         console.log('report',JSON.stringify([sdk,origin,document.characterSet,await get('data.txt'),\
         await get('%2e%2e/secret.txt'),await get('/distH5%2f..%2fsecret.txt'),\
         await get('https://other.sampan.localhost/'),await get('https://sampan.localhost/none')]));\
         WeixinJSBridge.invoke('x')</script>",
    );
    write("distH5/worker.js", "postMessage('from a worker')");
    write("distH5/data.txt", "grüße!");
    let package = Package::open(dir.path()).unwrap();
    let mut host = Host::start(options());
    host.view.serve("sdk.js", b"window.sdk='shared'".to_vec(), "text/javascript");
    let app = host.open_with("mine", Some(&[]), package);
    let page = app.load("https://mine.sampan.localhost/distH5/index.html?a=1#b");
    let missing = r#"[404,"<!doct"]"#;
    assert_eq!(
        host.report(page),
        format!(
            r#"["shared","https://mine.sampan.localhost","UTF-8",[200,"grüße!"],{missing},{missing},"TypeError",{missing}]"#
        )
    );
    assert_eq!(host.calls(page).1, "https://mine.sampan.localhost");
    host.run(page, "new Worker('worker.js').onmessage=e=>console.log('report',e.data),0");
    assert_eq!(host.report(page), "from a worker");
    let page = app.load("https://other.sampan.localhost/distH5/index.html");
    assert_eq!(host.refused(page).1, "a packaged page belongs to another mini program");
}

#[test]
fn history_counts_the_pages_own_steps_only() {
    let server = Server::start(&[("/a", "<title>Page A</title><p>a"), ("/b", "<p>b")]);
    let mut host = Host::start(options());
    let page = host.open("one").load(&server.url("/a"));
    let title = host.wait("TitleChanged", |event| match event {
        ViewEvent::TitleChanged { title, .. } => Some(title.clone()),
        _ => None,
    });
    assert_eq!(title, "Page A");
    host.loaded(page);
    host.view.act(page, Act::Back);
    // A document that went away would not answer.
    let params =
        json!({ "expression": "new Promise(r=>{history.back();setTimeout(r,100)})", "awaitPromise": true });
    host.view.raw(page, "Runtime.evaluate", &params).unwrap();
    host.run(page, "history.pushState({},'','/a#1'),0");
    let moved = |event: &ViewEvent| match event {
        ViewEvent::Navigated { url, same_document, .. } => Some((url.clone(), *same_document)),
        _ => None,
    };
    assert_eq!(host.wait("Navigated", moved), (server.url("/a#1"), true));
    host.leave(page, "location.href='/b',0");
    assert_eq!(host.wait("Navigated", moved), (server.url("/b"), false));
    host.loaded(page);
    let history = futures::executor::block_on(host.view.history(page)).unwrap();
    assert_eq!(history.entries, ["/a", "/a#1", "/b"].map(|path| server.url(path)));
    assert_eq!(history.current, 2);
    host.view.act(page, Act::Back);
    assert_eq!(host.wait("Navigated", moved).0, server.url("/a#1"));
    // The browser drops a step that meets the document of the step before half committed.
    host.loaded(page);
    host.view.act(page, Act::Back);
    assert_eq!(host.wait("Navigated", moved).0, server.url("/a"));
    let history = futures::executor::block_on(host.view.history(page)).unwrap();
    assert_eq!((history.entries.len(), history.current), (3, 0));
    let nobody = futures::executor::block_on(host.view.history(sampan_engine::id::PageId(99_999)));
    assert_eq!(nobody.unwrap_err(), "page 99999 has no web-view");
}

#[test]
fn a_window_opened_by_a_page_opens_in_the_same_web_view() {
    let server = Server::start(&[
        ("/", "<a id=a target=_blank href=/linked>x</a>"),
        ("/linked", "<p>linked"),
        ("/opened", "<p>opened"),
    ]);
    let mut host = Host::start(options());
    let page = host.open("one").load(&server.url("/"));
    host.loaded(page);
    host.leave(page, "a.click(),0");
    assert_eq!(host.loaded(page), server.url("/linked"));
    assert_eq!(server.hits("/linked"), 1, "the second window never asks for it");
    host.leave(page, "window.open('/opened'),0");
    assert_eq!(host.loaded(page), server.url("/opened"));
    assert_eq!(server.hits("/opened"), 1);
    host.leave(page, "window.open('file:///etc/passwd'),0");
    // It is let go of and closed when the browser has told of it.
    let until = Instant::now() + Duration::from_secs(10);
    let targets = || host.view.raw(page, "Target.getTargets", &json!({})).unwrap().to_string();
    while targets().matches("\"type\":\"page\"").count() > 2 {
        assert!(Instant::now() < until, "more than the page and the spare: {}", targets());
    }
}

#[test]
fn a_document_that_is_no_web_page_cannot_call() {
    let server = Server::start(&[("/", "<p>x")]);
    let mut host = Host::start(options());
    let page = host.open("one").load(&server.url("/"));
    host.loaded(page);
    let html = "<script>WeixinJSBridge.invoke(`evil`,{})</scr'+'ipt>";
    host.leave(
        page,
        &format!("location.href=URL.createObjectURL(new Blob(['{html}'],{{type:'text/html'}})),0"),
    );
    let reason = host.wait("RefusedCall", |event| match event {
        ViewEvent::RefusedCall { reason, .. } => Some(reason.clone()),
        _ => None,
    });
    assert!(reason.contains("no web page (blob:http://127.0.0.1"), "{reason}");
}

#[test]
fn a_page_whose_script_never_ends_loads_again_when_it_is_told_to() {
    let server = Server::start(&[(
        "/",
        "<p id=p>fine</p><script>hang = () => { new Image().src = '/hung'; for (;;); }</script>",
    )]);
    let mut host = Host::start(options());
    let app = host.open("one");
    let page = app.load(&server.url("/"));
    host.loaded(page);
    host.leave(page, "hang()");
    host.view.act(page, Act::Reload);
    host.loaded(page);
    host.shows(page, "fine");
    assert_eq!(server.hits("/"), 2);
}
