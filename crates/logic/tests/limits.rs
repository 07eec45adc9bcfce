//! What a misbehaving program meets: it is stopped and told, and goes on with the next command.

mod support;

use std::time::{Duration, Instant};

use sampan_engine::logic::LogicLayer;
use sampan_logic::Limits;
use serde_json::{Value, json};
use support::{launch, launch_with, limits, texts};

#[test]
fn an_endless_loop_is_stopped_and_the_next_command_works() {
    let run = launch(&[
        (
            "app.js",
            "App({ onLaunch() {\n  try { for (;;) { Math.random() } } finally { console.log('never') }\n}, onShow() { console.log('lives', getCurrentPages().length) } })",
        ),
        ("pages/a.js", "for (;;) {}"),
    ]);
    run.hook("onLaunch", Value::Null);
    run.open(1, "pages/a");
    run.hook("onShow", Value::Null);
    let lines = run.until("lives 1");
    // QuickJS knows the function for certain, the line in it only if a call came before.
    assert!(lines[1].starts_with("ERROR app.js:"), "{lines:?}");
    assert!(lines[1].ends_with("stopped: ran longer than 0.3 s without a pause"), "{lines:?}");
    assert!(lines[2].starts_with("ERROR pages/a.js:1:"), "{lines:?}");
}

#[test]
fn a_loop_in_app_js_is_a_failed_launch() {
    let run = launch(&[("app.js", "for (;;) {}")]);
    assert!(run.next().contains("stopped: ran longer"));
    assert!(run.next().starts_with("launch failed: app.js"));
}

#[test]
fn endless_promise_jobs_leave_room_for_commands() {
    let run = launch(&[(
        "app.js",
        "App({ onLaunch() { const again = () => { Promise.resolve().then(again) }; again() }, onShow() { console.log('lives') } })",
    )]);
    run.hook("onLaunch", Value::Null);
    run.hook("onShow", Value::Null);
    let lines = run.until("lives");
    assert!(lines[1].contains("stopped: ran longer"), "{lines:?}");
}

#[test]
fn an_async_function_that_loops_is_stopped_too() {
    let run = launch(&[(
        "app.js",
        "App({ async onLaunch() { await null; for (;;) {} }, onShow() { console.log('lives') } })",
    )]);
    run.hook("onLaunch", Value::Null);
    run.hook("onShow", Value::Null);
    let lines = run.until("lives");
    assert!(lines.iter().any(|line| line.contains("stopped: ran longer")), "{lines:?}");
}

#[test]
fn close_ends_a_loop_at_once() {
    let limits = Limits { turn: Duration::from_mins(1), ..limits() };
    let run = launch_with(limits, &[("app.js", "App({ onShow() { console.log('in'); for (;;) {} } })")]);
    run.hook("onShow", Value::Null);
    run.until("in");
    let start = Instant::now();
    run.logic.close(&run.app);
    run.quiet();
    assert!(start.elapsed() < Duration::from_secs(2));
}

#[test]
fn too_much_memory_is_an_error_and_not_the_end() {
    let run = launch(&[(
        "app.js",
        "App({ onLaunch() { const a = []; for (;;) a.push(new Array(10000).fill(1)) }, onShow() { console.log('lives') } })",
    )]);
    run.hook("onLaunch", Value::Null);
    run.hook("onShow", Value::Null);
    let lines = run.until("lives");
    assert!(lines.iter().any(|line| line.contains("out of memory")), "{lines:?}");
}

#[test]
fn deep_recursion_is_a_range_error() {
    let run = launch(&[(
        "app.js",
        "App({ onShow() { const f = () => f() + 1; try { f() } catch (e) { console.log(e instanceof RangeError, e.message) } } })",
    )]);
    run.hook("onShow", Value::Null);
    assert!(run.until("stack").pop().unwrap().starts_with("true "));
}

#[test]
fn timers_run_in_order_and_can_be_cleared() {
    let run = launch(&[(
        "app.js",
        "App({ onShow() {
           setTimeout((a, b) => console.log('second', a + b), 20, 1, 2); setTimeout(() => console.log('first'), 5)
           clearTimeout(setTimeout(() => console.log('never'), 1))
           let n = 0; const i = setInterval(() => { console.log('tick', ++n); if (n === 2) { clearInterval(i); setTimeout(() => console.log('end'), 40) } }, 50)
           setTimeout(() => { throw new Error('in a timer') }, 30)
           Promise.resolve().then(() => console.log('job')); queueMicrotask(() => console.log('micro')); wx.nextTick(() => console.log('tick'))
         } })",
    )]);
    run.hook("onShow", Value::Null);
    let lines = run.until("end");
    assert_eq!(
        texts(&lines)[1..],
        [
            "job",
            "micro",
            "tick",
            "first",
            "second 3",
            "ERROR app.js:5:41 Error: in a timer",
            "tick 1",
            "tick 2",
            "end"
        ]
    );
}

#[test]
fn errors_go_to_the_programs_own_hooks() {
    let run = launch(&[(
        "app.js",
        "App({ onLaunch() { null.x }, onShow() { Promise.reject(new Error('r')); const late = Promise.reject(1); late.catch(() => {}) },
           onError(m) { console.log('onError', m.split('\\n')[0]) } })",
    )]);
    run.hook("onLaunch", Value::Null);
    run.hook("onShow", Value::Null);
    let lines = run.until("onError unhandled");
    let lines = texts(&lines);
    assert!(lines[1].starts_with("ERROR app.js:1:"), "{lines:?}");
    assert!(lines[2].starts_with("onError TypeError: "), "{lines:?}");
    assert_eq!(
        lines[3..],
        ["ERROR app.js:1:60 unhandled rejection: Error: r", "onError unhandled rejection: Error: r"]
    );

    let run = launch(&[(
        "app.js",
        "App({ onShow() { Promise.reject({ a: 1 }) }, onUnhandledRejection(r) { console.log('mine', r.reason) } })",
    )]);
    run.hook("onShow", json!({}));
    assert_eq!(texts(&run.until("mine")), ["launched", "mine {\"a\":1}"]);
    run.quiet();
}
