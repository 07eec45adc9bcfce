//! How fast the screen of a page is: pictures a second while the page animates, beside the page's own frames, and the time
//! from a touch to the picture that shows what it did. 390 x 844 at 2 pixels each way, in a browser without window.
//!
//! The yardstick is the page's own frame rate in the same run: a touch that is drawn in the next frame and sent in the one
//! after takes two of them.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use sampan_engine::domain::DomainPolicy;
use sampan_engine::id::{AppId, PageId};
use sampan_engine::package::Package;
use sampan_engine::screen::{Input, Screen, ScreenFrame, TouchPhase, TouchPoint};
use sampan_engine::state::Frame;
use sampan_engine::temp_file::TempFiles;
use sampan_engine::view::{Act, AppView, Environment, View, ViewEvent};
use sampan_view::{BrowserOptions, CdpView};

/// `run(true)` animates; a touch anywhere changes the colour of the whole page.
const PAGE: &str = "<!doctype html><meta name=viewport content='width=device-width'><body style='margin:0;background:#fff'>\
    <div id=moving></div><script>moving.innerHTML = Array.from({ length: 30 }, (_, n) => `<p style='margin:8px;padding:8px;\
    background:hsl(${n * 12} 70% 80%)'>line ${n} of a list that moves</p>`).join('');\
    frames = 0; on = false; touches = 0; const step = () => { frames++; if (on) moving.style.transform = \
    `translateY(${-(frames % 400)}px)`; requestAnimationFrame(step) }; step();\
    run = value => { on = value; moving.hidden = !value; return frames };\
    addEventListener('touchstart', () => document.body.style.background = touches++ % 2 ? '#00f' : '#f00')</script>";

const PAGE_ID: PageId = PageId(1);
const SPAN: Duration = Duration::from_secs(5);
const TOUCHES: usize = 60;
const NEWCOMERS: usize = 20;
/// How long pictures are collected before they are looked at: reading them takes time from the browser.
const WAIT: Duration = Duration::from_millis(400);
const LIMIT: Duration = Duration::from_secs(10);

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;
type Frames = mpsc::Receiver<(Instant, ScreenFrame)>;

fn main() -> Outcome<()> {
    let (sender, events) = mpsc::channel();
    let options = BrowserOptions { device_scale: Some(2.0), ..BrowserOptions::default() };
    let view = CdpView::launch(options, Box::new(move |event| drop(sender.send(event))))?;
    open(&view, &events)?;
    newcomers(&view)?;
    let (watch, frames) = watched(&view);
    animation(&view, &frames)?;
    touches(&view, &frames, "still page", false)?;
    touches(&view, &frames, "moving page", true)?;
    drop(watch);
    view.shutdown();
    Ok(())
}

fn open(view: &CdpView, events: &mpsc::Receiver<ViewEvent>) -> Outcome<()> {
    let address = server()?;
    let app = AppId::from("bench");
    let mut package = Package::around(&address)?;
    package.app_id = app.clone();
    let origin = package.local_origin();
    view.open_app(AppView {
        app: app.clone(),
        package: Arc::new(package).into(),
        domains: Arc::new(DomainPolicy::new(&origin, None, &[])?).into(),
        environment: Environment::default(),
        temp_files: Arc::new(TempFiles::new(&origin, 1)),
    });
    view.act(PAGE_ID, Act::Resize(Frame { top: 0, width: 390, height: 844, safe_area: [0; 4] }));
    view.load(&app, PAGE_ID, &address);
    while !matches!(events.recv_timeout(LIMIT)?, ViewEvent::Loaded { .. }) {}
    Ok(())
}

/// A viewer that has shown every picture as soon as it comes.
fn watched(view: &CdpView) -> (Box<dyn Send>, Frames) {
    let (sender, frames) = mpsc::channel();
    let viewer = view.clone();
    let sink = move |frame| {
        let _ = sender.send((Instant::now(), frame));
        viewer.shown(PAGE_ID);
    };
    (view.watch(PAGE_ID, Arc::new(sink)), frames)
}

/// From the wish to see a page that is still to its picture.
fn newcomers(view: &CdpView) -> Outcome<()> {
    evaluate(view, "run(false)")?;
    let mut times = Vec::new();
    for _ in 0..NEWCOMERS {
        let begin = Instant::now();
        let (_watch, frames) = watched(view);
        let (at, _) = frames.recv_timeout(LIMIT)?;
        times.push(milliseconds(begin, at));
    }
    print("first picture of a still page", &mut times);
    Ok(())
}

fn animation(view: &CdpView, frames: &Frames) -> Outcome<()> {
    let before = evaluate(view, "run(true)")?;
    let begin = Instant::now();
    let (mut count, mut bytes) = (0, 0);
    while begin.elapsed() < SPAN {
        let (_, frame) = frames.recv_timeout(LIMIT)?;
        count += 1;
        bytes += frame.bytes.len();
    }
    let seconds = begin.elapsed().as_secs_f64();
    let own = (evaluate(view, "frames")? - before) / seconds;
    let pictures = f64::from(count) / seconds;
    println!("the page's own frames             {own:>7.1} a second   1.00");
    println!(
        "pictures while it moves           {pictures:>7.1} a second   {:.2}   {} KiB each",
        pictures / own,
        bytes / 1024 / usize::try_from(count)?
    );
    Ok(())
}

/// From a finger on the glass to the picture with what it did.
fn touches(view: &CdpView, frames: &Frames, name: &str, moving: bool) -> Outcome<()> {
    evaluate(view, if moving { "run(true)" } else { "run(false)" })?;
    let mut red = evaluate(view, "touches % 2")? == 0.0;
    let mut times = Vec::new();
    for _ in 0..TOUCHES {
        frames.try_iter().for_each(drop);
        let begin = Instant::now();
        touch(view, TouchPhase::Start, vec![TouchPoint { id: 0, x: 385.0, y: 840.0 }]);
        touch(view, TouchPhase::End, Vec::new());
        std::thread::sleep(WAIT);
        let at = loop {
            let (at, frame) = frames.recv_timeout(LIMIT)?;
            if is(&frame, red)? {
                break at;
            }
        };
        times.push(milliseconds(begin, at));
        red = !red;
    }
    print(&format!("touch to picture, {name}"), &mut times);
    Ok(())
}

fn touch(view: &CdpView, phase: TouchPhase, points: Vec<TouchPoint>) {
    view.input(PAGE_ID, Input::Touch { phase, points });
}

/// The corner at the bottom is bare page.
fn is(frame: &ScreenFrame, red: bool) -> Outcome<bool> {
    let picture = image::load_from_memory(&frame.bytes)?.to_rgb8();
    let [r, _, b] = picture.get_pixel(picture.width() - 2, picture.height() - 2).0;
    Ok(if red { r > 200 && b < 60 } else { b > 200 && r < 60 })
}

fn evaluate(view: &CdpView, script: &str) -> Outcome<f64> {
    Ok(futures::executor::block_on(view.evaluate(PAGE_ID, script))?.as_f64().unwrap_or(f64::NAN))
}

fn milliseconds(from: Instant, to: Instant) -> f64 {
    to.duration_since(from).as_secs_f64() * 1000.0
}

fn print(name: &str, times: &mut [f64]) {
    let (p50, p99) = (percentile(times, 50), percentile(times, 99));
    println!("{name:<33} p50 {p50:>6.1} ms   p99 {p99:>6.1} ms");
}

fn percentile(values: &mut [f64], percent: usize) -> f64 {
    values.sort_by(f64::total_cmp);
    values
        .get((values.len() * percent / 100).min(values.len().saturating_sub(1)))
        .copied()
        .unwrap_or(f64::NAN)
}

fn server() -> Outcome<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = format!("http://{}/", listener.local_addr()?);
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _ = stream.read(&mut [0; 4096]);
            let _ = write!(
                stream,
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{PAGE}",
                PAGE.len()
            );
        }
    });
    Ok(address)
}
