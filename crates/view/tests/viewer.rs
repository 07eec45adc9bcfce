//! The host's own pages: what they show, that nothing they show runs, and that nobody else gets there.

mod support;

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use sampan_engine::id::PageId;
use sampan_engine::package::Package;
use sampan_engine::view::{VIEWER, View, viewer_address};
use sampan_view::CdpView;
use serde_json::{Value, json};
use support::{App, Host, Server, options};

/// Bundles `packages/viewer` and serves it as the host does.
fn serve(view: &CdpView) {
    let out = tempfile::tempdir().unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packages/viewer/build.mjs");
    let done = Command::new("node").arg(script).arg(out.path()).output().expect("these tests need Node.js");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    for file in std::fs::read_dir(out.path().join("viewer")).unwrap().map(|entry| entry.unwrap().path()) {
        let name = file.file_name().unwrap().to_str().unwrap();
        let media_type = match name.rsplit_once('.') {
            Some((_, "html")) => "text/html",
            Some((_, "css")) => "text/css",
            Some((_, "js")) => "text/javascript",
            Some((_, "json")) => "application/json",
            _ => continue, // folders of fonts and encodings, which no document here needs
        };
        let path = if name == "index.html" { "" } else { name };
        view.serve(&format!("/viewer/{path}"), std::fs::read(&file).unwrap(), media_type);
    }
}

fn look_at(host: &mut Host, app: &App, what: &Value) -> PageId {
    let page = app.load(&viewer_address(what));
    host.loaded(page);
    page
}

/// One page with a red square, with the table of offsets that a PDF ends with.
fn pdf() -> Vec<u8> {
    let draw = "1 0 0 rg 0 0 100 100 re f";
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] /Contents 4 0 R >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{draw}\nendstream", draw.len()),
    ];
    let (mut text, mut table) = (String::from("%PDF-1.4\n"), String::from("0000000000 65535 f \n"));
    for (number, object) in (1..).zip(&objects) {
        writeln!(table, "{:010} 00000 n ", text.len()).unwrap();
        writeln!(text, "{number} 0 obj\n{object}\nendobj").unwrap();
    }
    let start = text.len();
    writeln!(text, "xref\n0 5\n{table}trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF")
        .unwrap();
    text.into_bytes()
}

#[test]
fn pictures_are_turned_and_what_is_in_them_does_not_run() {
    let mut host = Host::start(options());
    serve(&host.view);
    let app = host.open("one");
    let svg = |width| {
        format!(
            "<svg xmlns='http://www.w3.org/2000/svg' width='{width}' height='9'><script>parent.ran=1</script></svg>"
        )
    };
    let urls: Vec<String> =
        [7, 8].into_iter().map(|width| app.temp_files.add(svg(width).into(), "svg").unwrap()).collect();
    let urls = json!([urls[0], urls[1], "javascript:document.title='ran'"]);
    let page = look_at(&mut host, &app, &json!({ "kind": "image", "urls": urls, "current": 0 }));
    let picture = "document.querySelector('.pswp__item[aria-hidden=false] img')";
    let width = &format!("{picture}?.naturalWidth");
    host.until(page, width, |value| *value == 7);
    assert_eq!(host.value(page, "document.querySelector('output').value"), "1 / 3");
    assert_eq!(host.value(page, &format!("{picture}.alt")), "Picture 1 of 3");
    let press = |key: &str| format!("dispatchEvent(new KeyboardEvent('keydown', {{ key: '{key}' }}))");
    host.value(page, &press("ArrowRight"));
    host.until(page, width, |value| *value == 8);
    host.value(page, &press("ArrowRight"));
    host.shows(page, "This picture cannot be shown.");
    assert_eq!(host.value(page, "document.title + globalThis.ran"), "Viewerundefined");

    host.value(page, &press("Escape"));
    let (_, origin, calls) = host.calls(page);
    assert_eq!((origin.as_str(), calls[0].1.as_str()), ("https://sampan.localhost", "closeViewer"));
}

#[test]
fn a_pdf_is_drawn_from_a_temporary_and_from_a_packaged_file() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.pdf"), pdf()).unwrap();
    std::fs::write(folder.path().join("index.html"), "").unwrap();
    let package = Package::around(&folder.path().display().to_string()).unwrap();
    let mut host = Host::start(options());
    serve(&host.view);
    let app = host.open_with("one", None, package);
    let temporary = app.temp_files.add(pdf(), "pdf").unwrap();
    for url in [temporary.as_str(), "https://one.sampan.localhost/h5/a.pdf"] {
        let page = look_at(&mut host, &app, &json!({ "kind": "document", "url": url, "name": "a.pdf" }));
        host.shows(page, "1 page");
        let pixel = "(() => { const canvas = document.querySelector('canvas[data-drawn]'); \
                     return canvas && [...canvas.getContext('2d').getImageData(9, 9, 1, 1).data] })()";
        assert_eq!(host.until(page, pixel, |value| !value.is_null()), json!([255, 0, 0, 255]));
    }
    let broken = app.temp_files.add(b"no PDF at all".to_vec(), "pdf").unwrap();
    let page = look_at(&mut host, &app, &json!({ "kind": "document", "url": broken, "name": "b.pdf" }));
    host.shows(page, "This document cannot be read.");
}

#[test]
fn text_is_text_and_the_rest_is_a_card() {
    let mut host = Host::start(options());
    serve(&host.view);
    let app = host.open("one");
    let text = app.temp_files.add("<b>你好</b><script>document.title='ran'</script>".into(), "txt").unwrap();
    let page = look_at(&mut host, &app, &json!({ "kind": "document", "url": text, "name": "a.txt" }));
    host.shows(page, "<b>你好</b><script>");
    assert_eq!(host.value(page, "document.title"), "a.txt");

    let slides = json!({ "kind": "document", "url": text, "name": "a.pptx", "size": 2_500_000 });
    let page = look_at(&mut host, &app, &slides);
    host.shows(page, "Documents of this type cannot be shown here.");
    host.shows(page, "2.5 MB");

    let place =
        json!({ "kind": "location", "name": "<i>Pier", "address": "1", "latitude": 22.5, "longitude": 114 });
    let page = look_at(&mut host, &app, &place);
    host.shows(page, "<i>Pier");
    host.shows(page, "114.000000°");
    let drawn = "document.querySelector('.map')?.dataset.drawn";
    host.until(page, drawn, Value::is_string);
    let page = app.load(VIEWER);
    host.shows(page, "There is nothing to look at.");
}

#[test]
fn a_page_gets_nowhere_near_the_viewer_and_the_viewer_nowhere_else() {
    let server = Server::start(&[("/", "<p>page")]);
    let mut host = Host::start(options());
    serve(&host.view);
    let app = host.open("one");
    let page = app.load(&server.url("/"));
    host.loaded(page);
    let frame = format!(
        "new Promise(done => {{ const frame = document.createElement('iframe'); frame.src = {VIEWER:?}; \
         frame.onload = () => done(frame.contentDocument); document.body.append(frame) }})"
    );
    assert_eq!(host.value(page, &frame), Value::Null);
    let fetch = format!("fetch('{VIEWER}viewer.js').then(() => 'came', () => 'failed')");
    assert_eq!(host.value(page, &fetch), "failed");
    for way in ["location.href =", "window.open("] {
        let end = if way.ends_with('(') { ")" } else { "" };
        host.leave(page, &format!("setTimeout(() => {way} '{VIEWER}#x' {end})"));
        assert!(host.refused(page).0.starts_with(VIEWER));
        host.view.load(&app.id, page, &server.url("/"));
        host.loaded(page);
    }

    let page = app.load(VIEWER);
    host.loaded(page);
    host.leave(page, &format!("setTimeout(() => location.href = {:?})", server.url("/")));
    assert_eq!(host.refused(page).1, "the host's own pages lead nowhere else");
}
