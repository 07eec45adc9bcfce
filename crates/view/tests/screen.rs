//! Pictures of a page as somebody sees them who watches: the present one at once, the newest one always, none too many.

mod support;

use std::sync::{Arc, mpsc};

use sampan_engine::id::PageId;
use sampan_engine::screen::{Screen, ScreenFrame};
use sampan_engine::state::Frame;
use sampan_engine::view::{Act, View};
use sampan_view::{BrowserOptions, FilmFrame};
use serde_json::json;
use support::{App, Host, LIMIT, Server, options};

/// Paints what it is told to, and a new colour in every frame after `run()`.
const PAINT: &str = "<meta name=viewport content='width=device-width'><body style='margin:0;background:#f00'><script>\
    paint = colour => document.body.style.background = colour;\
    run = () => { let n = 0; const step = () => { paint(n++ % 2 ? '#ff0' : '#0ff'); requestAnimationFrame(step) }; step() };\
    freeze = colour => { paint(colour); paint = () => 0 }</script>";

const RED: [u8; 3] = [255, 0, 0];
const GREEN: [u8; 3] = [0, 255, 0];
const BLUE: [u8; 3] = [0, 0, 255];

struct Watcher {
    view: sampan_view::CdpView,
    page: PageId,
    frames: mpsc::Receiver<ScreenFrame>,
    _watch: Box<dyn Send>,
}

fn watch(host: &Host, page: PageId) -> Watcher {
    let (sender, frames) = mpsc::channel();
    let watch = host.view.watch(page, Arc::new(move |frame| drop(sender.send(frame))));
    Watcher { view: host.view.clone(), page, frames, _watch: watch }
}

impl Watcher {
    fn next(&self) -> ScreenFrame {
        self.frames.recv_timeout(LIMIT).expect("a picture")
    }

    /// Shows pictures until one has the colour.
    fn until(&self, colour: [u8; 3]) -> ScreenFrame {
        loop {
            let frame = self.next();
            if looks(&frame, colour) {
                return frame;
            }
            self.view.shown(self.page);
        }
    }
}

fn looks(frame: &ScreenFrame, colour: [u8; 3]) -> bool {
    let picture = image::load_from_memory(&frame.bytes).expect("a JPEG").to_rgb8();
    let seen = picture.get_pixel(picture.width() / 2, picture.height() / 2).0;
    seen.iter().zip(colour).all(|(a, b)| a.abs_diff(b) < 20)
}

fn size(frame: &ScreenFrame) -> (u32, u32) {
    let picture = image::load_from_memory(&frame.bytes).expect("a JPEG");
    (picture.width(), picture.height())
}

fn open(options: BrowserOptions) -> (Server, Host, App, PageId) {
    let green = PAINT.replace("#f00", "#0f0");
    let server = Server::start(&[("/", PAINT), ("/green", &green)]);
    let mut host = Host::start(options);
    let app = host.open("one");
    let page = app.load(&server.url("/"));
    host.loaded(page);
    (server, host, app, page)
}

#[test]
fn every_newcomer_sees_a_still_page_at_once() {
    let (_server, host, _app, page) = open(options());
    for _ in 0..3 {
        let watcher = watch(&host, page);
        watcher.until(RED);
    }
    // Two at a time: the newer one counts.
    let old = watch(&host, page);
    old.until(RED);
    let new = watch(&host, page);
    new.until(RED);
    new.view.shown(page);
    drop(old);
    host.value(page, "paint('#00f')");
    new.until(BLUE);
}

#[test]
fn pictures_have_the_scale_that_was_asked_for_and_pages_that_of_the_phone() {
    let (_server, host, _app, page) = open(BrowserOptions { device_scale: Some(2.0), ..options() });
    let frame = watch(&host, page).until(RED);
    let view = host.value(page, "[innerWidth, innerHeight]");
    assert_eq!(json!([frame.width, frame.height]), json!([view[0].as_f64(), view[1].as_f64()]));
    assert_eq!(size(&frame), (780, 1552));
    assert_eq!(host.value(page, "devicePixelRatio"), 2);
    let shot = futures::executor::block_on(host.view.screenshot(page)).unwrap();
    let shot = image::load_from_memory(&shot).unwrap();
    assert_eq!((shot.width(), shot.height()), size(&frame));
}

#[test]
fn a_slow_viewer_gets_no_more_than_it_shows_and_the_last_picture_in_the_end() {
    let (_server, host, _app, page) = open(options());
    let watcher = watch(&host, page);
    watcher.until(RED);
    host.value(page, "run()");
    // The page paints, the viewer has one picture and says nothing.
    host.value(page, "new Promise(done => { let n = 0; const more = () => n++ < 40 ? requestAnimationFrame(more) : done(); more() })");
    assert!(watcher.frames.try_recv().is_err(), "a second picture, and the first is not shown yet");
    // Painted while the browser drops pictures. After it the page is still.
    host.value(page, "freeze('#00f')");
    host.value(page, "new Promise(done => setTimeout(done, 100))");
    watcher.view.shown(page);
    watcher.until(BLUE);
}

#[test]
fn the_cast_follows_navigations_and_crashes() {
    let (server, mut host, app, page) = open(options());
    let watcher = watch(&host, page);
    watcher.until(RED);
    watcher.view.shown(page);
    host.view.load(&app.id, page, &server.url("/green"));
    watcher.until(GREEN);
    watcher.view.shown(page);
    // Another site gets another renderer.
    host.view.load(&app.id, page, &format!("http://localhost:{}/", server.port));
    watcher.until(RED);
    watcher.view.shown(page);
    host.loaded(page);
    let view = host.view.clone();
    let crash = std::thread::spawn(move || drop(view.raw(page, "Page.crash", &json!({}))));
    host.wait("Crashed", |event| format!("{event:?}").starts_with("Crashed").then_some(()));
    host.loaded(page);
    drop(crash);
    host.value(page, "paint('#00f')");
    watcher.until(BLUE);
}

#[test]
fn a_page_that_is_resized_is_seen_in_its_new_size() {
    let (_server, host, _app, page) = open(options());
    let watcher = watch(&host, page);
    watcher.until(RED);
    watcher.view.shown(page);
    host.view.act(page, Act::Resize(Frame { top: 44, width: 844, height: 346, safe_area: [0; 4] }));
    while size(&watcher.next()) != (844, 346) {
        watcher.view.shown(page);
    }
}

#[test]
fn a_page_is_watched_before_it_has_a_web_view() {
    let (server, mut host, app, first) = open(options());
    let below = watch(&host, first);
    below.until(RED);
    let page = PageId(4000);
    let watcher = watch(&host, page);
    host.view.load(&app.id, page, &server.url("/green"));
    host.view.show(page);
    host.loaded(page);
    watcher.until(GREEN);
    watcher.view.shown(page);
    // Back to the page below.
    host.view.close(page);
    host.view.show(first);
    watch(&host, first).until(RED);
}

#[test]
fn a_film_follows_the_page_in_front_and_has_its_last_picture() {
    let (server, mut host, app, page) = open(options());
    let (sender, pictures) = mpsc::channel();
    let film = host.view.film(Arc::new(move |frame: FilmFrame| drop(sender.send(frame))));
    let until = |page: PageId, colour: [u8; 3]| {
        loop {
            let frame = pictures.recv_timeout(LIMIT).expect("a picture");
            let screen = ScreenFrame { page, bytes: frame.bytes, width: frame.width, height: frame.height };
            if frame.page == page && looks(&screen, colour) {
                return size(&screen);
            }
        }
    };
    host.view.show(page);
    let (width, height) = until(page, RED);
    assert!(width <= 300 && height <= 900, "{width} x {height}");
    // A person looks at the same time.
    let watcher = watch(&host, page);
    watcher.until(RED);
    host.value(page, "run()");
    host.value(page, "freeze('#00f')");
    until(page, BLUE);
    let other = app.load(&server.url("/green"));
    host.loaded(other);
    host.view.show(other);
    until(other, GREEN);
    drop(film);
    host.value(other, "paint('#f00')");
    watcher.view.shown(page);
    // One that was on its way when it ended may come.
    while let Ok(FilmFrame { page, bytes, width, height, .. }) = pictures.recv_timeout(LIMIT) {
        let screen = ScreenFrame { page, bytes, width, height };
        assert!(!looks(&screen, RED), "a film that has ended gives no picture");
    }
}
