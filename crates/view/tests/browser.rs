//! The browser as a process and a tenant: apart for each mini program, never in the way, never left behind.

mod support;

use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use sampan_engine::trace::Level;
use sampan_engine::view::{View, ViewEvent};
use sampan_view::{BrowserOptions, CdpView, ViewError};
use serde_json::json;
use support::{Host, Server, options};

#[test]
fn console_and_errors_come_with_their_place() {
    let page = "<script>\nconsole.warn('a', 1, {b: 'c', d: [1]}, [1, 'x'], null, undefined, -0)\n  \
                console.error(new TypeError('bad'))\n  Promise.reject(new Error('late'))\n  nothing.here\n</script>";
    let server = Server::start(&[("/", page)]);
    let mut host = Host::start(options());
    let page = host.open("one").load(&server.url("/"));
    let mut line = || {
        host.wait("Console or Error", |event| match event {
            ViewEvent::Console { page: of, level, text, source, line, column } => {
                assert_eq!((*of, source), (page, &server.url("/")));
                Some((Some(*level), text.clone(), *line, *column))
            }
            ViewEvent::Error { text, line, column, .. } => Some((None, text.clone(), *line, *column)),
            _ => None,
        })
    };
    let expected = "a 1 {b: \"c\", d: Array(1)} [1, \"x\"] null undefined -0".to_owned();
    assert_eq!(line(), (Some(Level::Warn), expected, 2, 9));
    let (level, text, at, _) = line();
    assert_eq!((level, at), (Some(Level::Error), 3));
    assert!(text.starts_with("TypeError: bad\n"), "{text}");
    let errors = [line(), line()];
    assert!(errors.iter().any(|(_, text, at, column)| {
        text.starts_with("ReferenceError: nothing is not defined") && (*at, *column) == (5, 3)
    }));
    assert!(errors.iter().any(|(_, text, at, _)| text.starts_with("Error: late") && *at == 4), "{errors:?}");
}

#[test]
fn a_page_that_writes_without_end_is_cut_short_and_says_so() {
    let page = "<script>for (let n = 0; n < 30000; n++) console.log('line', n); console.log('last')</script>";
    let server = Server::start(&[("/", page)]);
    let mut host = Host::start(options());
    host.open("one").load(&server.url("/"));
    let mut told = 0;
    let dropped = host.wait("a line about the others", |event| match event {
        ViewEvent::Console { level: Level::Warn, text, .. } => Some(text.clone()),
        ViewEvent::Console { .. } => {
            told += 1;
            None
        }
        _ => None,
    });
    assert!((1000..20_000).contains(&told), "{told} lines");
    assert!(dropped.contains("more lines are not shown"), "{dropped}");
}

#[test]
fn a_crashed_page_is_loaded_again_and_given_up_the_third_time() {
    let server = Server::start(&[("/", "<script>WeixinJSBridge.invoke('alive',{},r=>report(r))</script>")]);
    let mut host = Host::start(options());
    let page = host.open("one").load(&server.url("/"));
    for round in 1..=3 {
        let (document, ..) = host.calls(page);
        host.reply(page, document, &[(1, "{}")]);
        assert_eq!(host.report(page), "[{}]", "round {round}");
        let view = host.view.clone();
        let crash = std::thread::spawn(move || drop(view.raw(page, "Page.crash", &json!({}))));
        let url = host.wait("Crashed", |event| match event {
            ViewEvent::Crashed { url, .. } => Some(url.clone()),
            _ => None,
        });
        assert_eq!(url, server.url("/"));
        drop(crash);
    }
    assert!(host.failed(page).1.contains("crashed 3 times"));
    // The threads above still wait for an answer and hold the view.
    host.view.shutdown();
}

#[test]
fn mini_programs_share_no_cookies() {
    let server = Server::start(&[]);
    let mut host = Host::start(options());
    let (one, two) = (host.open("one"), host.open("two"));
    let page = one.load(&server.url("/cookie"));
    assert_eq!(host.report(page), r#"[""]"#);
    let page = one.load(&server.url("/cookie"));
    assert_eq!(host.report(page), r#"["Cookie: who=me"]"#);
    let page = two.load(&server.url("/cookie"));
    assert_eq!(host.report(page), r#"[""]"#);
    host.view.close_app(&one.id);
    let page = one.load(&server.url("/cookie"));
    assert!(host.failed(page).1.contains("not open"));
}

#[test]
fn pages_below_the_top_stay_awake_and_can_be_pictured() {
    let server =
        Server::start(&[("/", "<meta name=viewport content=width=device-width><body style=background:red>")]);
    let mut host = Host::start(options());
    let app = host.open("one");
    let below = app.load(&server.url("/"));
    host.loaded(below);
    let top = app.load(&server.url("/"));
    host.loaded(top);
    host.view.show(top);
    for page in [below, top] {
        assert_eq!(
            host.run(page, "[document.visibilityState,innerWidth,devicePixelRatio]"),
            json!(["visible", 390, 2])
        );
        let png = futures::executor::block_on(host.view.screenshot(page)).unwrap();
        assert_eq!(&png[1..4], b"PNG");
        assert_eq!(u32::from_be_bytes(png[16..20].try_into().unwrap()), 780, "width in device pixels");
    }
}

#[test]
fn shutdown_leaves_no_process_and_no_folder() {
    let server = Server::start(&[("/", "<p>x")]);
    let mut host = Host::start(options());
    let page = host.open("one").load(&server.url("/"));
    host.loaded(page);
    let pid = host.view.process_id();
    let profile = profile_of(pid);
    assert!(profile.is_dir());
    let start = Instant::now();
    host.view.shutdown();
    assert!(start.elapsed() < Duration::from_secs(5));
    assert!(!profile.exists());
    no_process_is_left(pid);
    assert!(futures::executor::block_on(host.view.history(page)).is_err());
    host.view.shutdown();
}

#[test]
fn a_killed_browser_is_reported() {
    let server = Server::start(&[("/", "<p>x")]);
    let mut host = Host::start(options());
    let app = host.open("one");
    let page = app.load(&server.url("/"));
    host.loaded(page);
    let pid = host.view.process_id();
    let profile = profile_of(pid);
    assert!(std::process::Command::new("kill").args(["-KILL", &pid.to_string()]).status().unwrap().success());
    let reason = host.wait("Gone", |event| match event {
        ViewEvent::Gone { reason } => Some(reason.clone()),
        _ => None,
    });
    assert!(reason.starts_with("the browser ended (signal 9)"), "{reason}");
    assert!(futures::executor::block_on(host.view.screenshot(page)).is_err());
    assert!(host.view.bare_round_trip(page).is_err());
    host.view.shutdown();
    assert!(!profile.exists());
    no_process_is_left(pid);
}

#[test]
fn what_keeps_a_browser_from_starting_is_said() {
    let launch = |options| match CdpView::launch(options, Box::new(|_| ())) {
        Ok(_) => panic!("it started"),
        Err(error) => error,
    };
    let program = |path: &str| BrowserOptions { program: Some(PathBuf::from(path)), ..options() };
    assert!(launch(program("/dev/null")).to_string().contains("/dev/null is no program"));
    assert!(matches!(launch(program("/bin/false")), ViewError::EndedAtStart { .. }));
    let limit = Duration::from_millis(300);
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("browser");
    std::fs::write(&script, "#!/bin/sh\necho cannot open display >&2\nexec sleep 1000\n").unwrap();
    std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o755)).unwrap();
    let error =
        launch(BrowserOptions { start_timeout: limit, program: Some(script), ..options() }).to_string();
    assert!(
        error.contains("did not answer within 0.3 s") && error.contains("cannot open display"),
        "{error}"
    );
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let error = launch(BrowserOptions { cdp_port: Some(port), ..options() }).to_string();
    assert!(error.contains(&format!("port {port} of 127.0.0.1 is in use")), "{error}");
}

#[test]
fn a_devtools_port_can_be_asked_for() {
    let host = Host::start(BrowserOptions { cdp_port: Some(0), ..options() });
    let endpoint = host.view.cdp_endpoint().expect("an endpoint");
    let address = endpoint.strip_prefix("http://").unwrap();
    assert!(address.starts_with("127.0.0.1:") && !address.ends_with(":0"), "{address}");
    std::net::TcpStream::connect(address).expect("it listens");
    assert!(host.view.version().starts_with("Chrome/"), "{}", host.view.version());
}

#[test]
fn the_browser_ends_when_sampan_is_killed() {
    use std::io::BufRead;
    let mut sampan = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "a_sampan_to_be_killed", "--ignored", "--nocapture"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let output = std::io::BufReader::new(sampan.stdout.take().unwrap());
    let line =
        output.lines().map_while(Result::ok).find(|line| line.contains("browser=")).expect("a browser");
    let pid = line.split_once("browser=").unwrap().1.parse().unwrap();
    let profile = profile_of(pid);
    sampan.kill().unwrap();
    sampan.wait().unwrap();
    no_process_is_left(pid);
    // Nobody is left to remove it.
    std::fs::remove_dir_all(profile).unwrap();
}

#[test]
#[ignore = "the other half of the test above"]
fn a_sampan_to_be_killed() {
    let host = Host::start(options());
    println!("browser={}", host.view.process_id());
    let _ = std::io::stdin().read_line(&mut String::new());
}

fn profile_of(pid: u32) -> PathBuf {
    let line = std::fs::read(format!("/proc/{pid}/cmdline")).unwrap();
    let line = String::from_utf8(line).unwrap();
    PathBuf::from(line.split('\0').find_map(|arg| arg.strip_prefix("--user-data-dir=")).unwrap())
}

/// A process that was killed has closed everything, but may still be on its way out.
fn no_process_is_left(group: u32) {
    let deadline = Instant::now() + Duration::from_secs(10);
    while processes_of_group(group) > 0 {
        assert!(Instant::now() < deadline, "{} processes are left", processes_of_group(group));
        std::thread::yield_now();
    }
}

/// Processes that live in the browser's group; a zombie is no process any more.
fn processes_of_group(group: u32) -> usize {
    let alive = |entry: std::fs::DirEntry| {
        let stat = std::fs::read_to_string(entry.path().join("stat")).ok()?;
        let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
        Some(fields.first() != Some(&"Z") && fields.get(2) == Some(&group.to_string().as_str()))
    };
    std::fs::read_dir("/proc").unwrap().filter_map(|entry| alive(entry.ok()?)).filter(|alive| *alive).count()
}
