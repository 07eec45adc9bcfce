//! Files of the mini program's own origin: temporary ones and packaged ones, whole and in parts.

mod support;

use sampan_engine::package::Package;
use support::{Host, Server, options};

/// The smallest PNG: one pixel.
const PIXEL: &[u8] = &[
    0x89, b'P', b'N', b'G', 13, 10, 26, 10, 0, 0, 0, 13, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0, 0, 1, 8,
    4, 0, 0, 0, 0xb5, 0x1c, 0x0c, 2, 0, 0, 0, 11, b'I', b'D', b'A', b'T', 0x78, 0xda, 0x63, 0x64, 0x60, 0, 0,
    0, 6, 0, 2, 0x30, 0x81, 0xd0, 0x2f, 0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82,
];

fn fetch(url: &str, range: &str) -> String {
    format!(
        "(async () => {{ const r = await fetch({url:?}, {{ headers: {range} }}).catch(e => 0); if (!r) return 'refused'; \
         return [r.status, r.headers.get('content-type'), r.headers.get('content-range'), await r.text()].join(' ') }})()"
    )
}

#[test]
fn a_temporary_file_is_shown_by_every_page_of_its_mini_program_and_by_no_other() {
    let server = Server::start(&[("/", "<p>page")]);
    let mut host = Host::start(options());
    let (app, other) = (host.open("one"), host.open("two"));
    let picture = app.temp_files.add(PIXEL.to_vec(), "png").unwrap();
    let text = app.temp_files.add(b"0123456789".to_vec(), "txt").unwrap();
    let page = app.load(&server.url("/"));
    host.loaded(page);
    let image = |url: &str| {
        format!(
            "new Promise(done => {{ const i = new Image; i.onload = () => done(i.naturalWidth); \
             i.onerror = () => done('error'); i.src = {url:?} }})"
        )
    };
    assert_eq!(host.value(page, &image(&picture)), 1);
    assert_eq!(host.value(page, &fetch(&text, "{}")), "200 text/plain; charset=utf-8  0123456789");
    let part = |range| host.value(page, &fetch(&text, range));
    assert_eq!(part("{ range: 'bytes=2-4' }"), "206 text/plain; charset=utf-8 bytes 2-4/10 234");
    assert_eq!(part("{ range: 'bytes=7-' }"), "206 text/plain; charset=utf-8 bytes 7-9/10 789");
    assert_eq!(part("{ range: 'bytes=10-' }"), "416 text/plain; charset=utf-8 bytes */10 ");
    let unknown = text.replace(".txt", ".png");
    assert!(host.value(page, &fetch(&unknown, "{}")).as_str().unwrap().starts_with("404 "));

    let page = other.load(&server.url("/"));
    host.loaded(page);
    assert_eq!(host.value(page, &image(&picture)), "error");
    assert_eq!(host.value(page, &fetch(&text, "{}")), "refused");
}

#[test]
fn a_temporary_file_that_is_opened_as_a_page_runs_no_script() {
    let mut host = Host::start(options());
    let app = host.open("one");
    let svg =
        "<svg xmlns='http://www.w3.org/2000/svg'><script>document.documentElement.id='ran'</script></svg>";
    let page = app.load(&app.temp_files.add(svg.into(), "svg").unwrap());
    host.loaded(page);
    assert_eq!(host.value(page, "document.documentElement.id"), "");
}

#[test]
fn a_packaged_file_is_given_in_parts_too() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("index.html"), "<p>page").unwrap();
    std::fs::write(folder.path().join("sound.mp3"), "0123456789").unwrap();
    let package = Package::around(&folder.path().display().to_string()).unwrap();
    let mut host = Host::start(options());
    let app = host.open_with("one", None, package);
    let page = app.load("https://one.sampan.localhost/h5/index.html");
    host.loaded(page);
    let part = host.value(page, &fetch("sound.mp3", "{ range: 'bytes=-3' }"));
    assert_eq!(part, "206 audio/mpeg bytes 7-9/10 789");
}
