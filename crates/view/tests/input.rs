//! A person's hand: touches, keys and text reach the page in their order, and a page that takes none piles up none.

mod support;

use sampan_engine::id::PageId;
use sampan_engine::screen::{Input, MousePhase, Screen, TouchPhase, TouchPoint};
use sampan_engine::view::View;
use support::{Host, Server, options};

/// Notes every event; `seen()` gives them and forgets them.
const PAGE: &str = "<meta name=viewport content='width=device-width'><body style='margin:0;font:20px/40px monospace'>\
    <p style='margin:0;user-select:text'>hello brave world</p><p style='margin:0;user-select:none'>never this</p>\
    <p style='margin:0'>last line</p>\
    <input id=field style='height:40px;display:block' value='one two'>\
    <input id=secret style='height:40px;display:block' type=password value=hidden>\
    <div style='height:30000px'></div><script>log = [];  seen = () => log.splice(0).join(' ');\
    for (const type of ['touchstart','touchmove','touchend','touchcancel','click','keydown','keypress','keyup',\
      'compositionstart','compositionend','wheel']) addEventListener(type, e => log.push(type + ':' + (e.touches ? \
      [...e.touches].map(t => t.identifier) + '/' + [...e.changedTouches].map(t => t.identifier) : e.key ?? e.data ?? '')))</script>";

/// The page looks at nothing for a while, and says when that begins and when it is over.
const BUSY: &str = "setTimeout(() => { report('busy'); const end = Date.now() + 1500; while (Date.now() < end); report('free') }), 0";

fn open() -> (Server, Host, PageId) {
    let server = Server::start(&[("/", PAGE), ("/other", PAGE)]);
    let mut host = Host::start(options());
    let page = host.open("one").load(&server.url("/"));
    host.view.show(page);
    host.loaded(page);
    (server, host, page)
}

fn touch(phase: TouchPhase, points: &[(u32, f64, f64)]) -> Input {
    let points = points.iter().map(|&(id, x, y)| TouchPoint { id, x, y }).collect();
    Input::Touch { phase, points }
}

fn mouse(phase: MousePhase, x: f64, y: f64, clicks: u32) -> Input {
    Input::Mouse { phase, x, y, clicks }
}

fn key(down: bool, key: &str, code: &str, key_code: u32, text: &str, modifiers: u32) -> Input {
    let (key, code, text) = (key.to_owned(), code.to_owned(), text.to_owned());
    Input::Key { down, key, code, key_code, text, modifiers, repeat: false }
}

fn put(host: &Host, page: PageId, inputs: impl IntoIterator<Item = Input>) {
    inputs.into_iter().for_each(|input| host.view.input(page, input));
}

#[test]
fn fingers_come_and_go_one_by_one_and_a_tap_clicks() {
    use TouchPhase::{End, Move, Start};
    let (_server, host, page) = open();
    put(
        &host,
        page,
        [
            touch(Start, &[(0, 100.0, 300.0)]),
            touch(Start, &[(0, 100.0, 300.0), (1, 200.0, 400.0)]),
            touch(Move, &[(0, 100.0, 320.0), (1, 200.0, 420.0)]),
            touch(End, &[(1, 200.0, 420.0)]),
            touch(End, &[]),
        ],
    );
    let log = host.until(page, "log.join(' ')", |log| log.as_str().unwrap().ends_with("touchend:/1"));
    assert_eq!(log, "touchstart:0/0 touchstart:0,1/1 touchmove:0,1/0,1 touchend:1/0 touchend:/1");
    host.value(page, "seen()");
    put(&host, page, [touch(Start, &[(0, 50.0, 20.0)]), touch(End, &[])]);
    let log = host.until(page, "log.join(' ')", |log| log.as_str().unwrap().contains("click"));
    assert_eq!(log, "touchstart:0/0 touchend:/0 click:");
}

#[test]
fn a_flick_goes_on_after_the_finger_has_left() {
    use TouchPhase::{End, Move, Start};
    let (_server, host, page) = open();
    put(&host, page, [touch(Start, &[(0, 200.0, 600.0)])]);
    for step in 1..=8 {
        let y = 600.0 - f64::from(step) * 40.0;
        put(&host, page, [touch(Move, &[(0, 200.0, y)])]);
        // The pace of a hand.
        std::thread::sleep(std::time::Duration::from_millis(8));
    }
    put(&host, page, [touch(End, &[])]);
    // Farther than the finger has gone.
    host.until(page, "scrollY", |y| y.as_f64().unwrap() > 330.0);
}

#[test]
fn typing_editing_and_composing() {
    let (_server, host, page) = open();
    host.value(page, "field.focus(); field.setSelectionRange(7, 7)");
    put(
        &host,
        page,
        [
            key(true, "x", "KeyX", 88, "x", 0),
            key(false, "x", "KeyX", 88, "", 0),
            Input::Text { text: " 粘贴".to_owned() },
            Input::Composition { text: "ni".to_owned(), start: 2, end: 2 },
            Input::Composition { text: "nihao".to_owned(), start: 5, end: 5 },
            Input::Text { text: "你好".to_owned() },
            key(true, "a", "KeyA", 65, "", 2),
            key(false, "a", "KeyA", 65, "", 2),
        ],
    );
    host.until(page, "field.selectionEnd - field.selectionStart", |length| length == 13);
    assert_eq!(host.value(page, "field.value"), "one twox 粘贴你好");
    let log = host.value(page, "seen()");
    let expected = "keydown:x keypress:x keyup:x compositionstart: compositionend:你好 keydown:a keyup:a";
    assert_eq!(log, expected);
    put(&host, page, [Input::Command { name: "delete".to_owned() }, Input::Text { text: "new".to_owned() }]);
    host.until(page, "field.value", |value| value == "new");
    put(&host, page, [Input::Command { name: "undo".to_owned() }]);
    host.until(page, "field.value", |value| value != "new");
}

#[test]
fn text_is_found_and_selected_but_never_a_password() {
    let (_server, host, page) = open();
    let selected = || futures::executor::block_on(host.view.selection(page)).unwrap();
    let has_text = |x, y| futures::executor::block_on(host.view.has_text(page, x, y));
    assert!(has_text(80.0, 20.0), "a word");
    assert!(!has_text(380.0, 20.0), "beside the line");
    assert!(!has_text(50.0, 60.0), "text that cannot be selected");
    assert!(!has_text(50.0, 400.0), "nothing");
    assert!(has_text(50.0, 140.0), "a field");
    assert!(!has_text(50.0, 180.0), "a password");
    let press =
        |x, clicks| [mouse(MousePhase::Down, x, 20.0, clicks), mouse(MousePhase::Up, x, 20.0, clicks)];
    put(&host, page, press(90.0, 1).into_iter().chain(press(90.0, 2)));
    host.until(page, "String(getSelection())", |text| text == "brave");
    assert_eq!(selected(), "brave");
    put(
        &host,
        page,
        [
            mouse(MousePhase::Down, 1.0, 20.0, 1),
            mouse(MousePhase::Move, 200.0, 80.0, 1),
            mouse(MousePhase::Move, 300.0, 100.0, 1),
            mouse(MousePhase::Up, 300.0, 100.0, 1),
        ],
    );
    host.until(page, "String(getSelection())", |text| text.as_str().unwrap().contains("last"));
    assert!(!selected().contains("never"), "{}", selected());
    host.value(page, "field.focus(); field.setSelectionRange(0, 3)");
    assert_eq!(selected(), "one");
    host.value(page, "secret.focus(); secret.select()");
    assert_eq!(selected(), "");
    // What the page makes of its own objects changes nothing.
    host.value(page, "getSelection = () => 'forged'; field.focus()");
    assert_eq!(selected(), "one");
}

#[test]
fn a_wheel_scrolls() {
    let (_server, host, page) = open();
    put(&host, page, [Input::Wheel { x: 200.0, y: 400.0, delta_x: 0.0, delta_y: 500.0 }]);
    host.until(page, "scrollY", |y| y == 500);
}

#[test]
fn a_page_that_takes_nothing_is_not_flooded_and_comes_back() {
    use TouchPhase::{End, Move, Start};
    let (_server, mut host, page) = open();
    host.run(page, BUSY);
    host.report(page);
    put(&host, page, [touch(Start, &[(0, 200.0, 600.0)])]);
    put(&host, page, (0..20_000).map(|n| touch(Move, &[(0, 200.0, 600.0 - f64::from(n) / 100.0)])));
    put(&host, page, [touch(End, &[])]);
    host.report(page);
    let log = host.until(page, "log.join(' ')", |log| log.as_str().unwrap().contains("touchend"));
    let moves = log.as_str().unwrap().matches("touchmove").count();
    assert!((1..20).contains(&moves), "{moves} moves");
    // More than a page may leave lying about: dropped, and the finger with it.
    host.value(page, "seen()");
    host.run(page, BUSY);
    host.report(page);
    put(
        &host,
        page,
        (0..2000).flat_map(|_| [key(true, "k", "KeyK", 75, "k", 0), key(false, "k", "KeyK", 75, "", 0)]),
    );
    host.report(page);
    put(&host, page, [touch(Start, &[(0, 50.0, 20.0)]), touch(End, &[])]);
    let log = host.until(page, "log.join(' ')", |log| log.as_str().unwrap().contains("click"));
    assert!(log.as_str().unwrap().matches("keydown").count() < 200);
}
