//! A person's hand on a page: input in its order, a few at a time.
//!
//! The browser answers an input event when the page has dealt with it. A page that is busy gets no more than a few;
//! what moves is merged meanwhile, and what a page does not take in the end is let go of.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};

use sampan_engine::screen::{Input, MousePhase, TouchPhase, TouchPoint};
use serde_json::{Value, json};

use crate::cdp::lock;
use crate::hub::Hub;
use crate::web_view::WebView;

/// Events on their way to the page. The browser answers a move when the next frame is drawn, so there is more than one.
const UNDER_WAY: usize = 8;
/// Events that wait for a busy page.
const WAITING: usize = 256;
/// Modifier keys.
const CTRL: u32 = 2;
const META: u32 = 4;
const SHIFT: u32 = 8;
/// The left one, as the protocol's bits say it.
const BUTTON: u32 = 1;

#[derive(Default)]
pub(crate) struct Hand(Mutex<Queue>);

#[derive(Default)]
struct Queue {
    /// Grows when what was sent before is not waited for any more.
    turn: u64,
    under_way: usize,
    waiting: VecDeque<Event>,
    /// Somebody is sending.
    busy: bool,
    /// Fingers that are down, as the page will know it.
    fingers: Vec<TouchPoint>,
    pressed: bool,
}

struct Event {
    method: &'static str,
    params: Value,
    /// What may take the place of the one before it when nothing came between: both say where the same thing is now.
    moves: Option<Vec<u32>>,
    /// Goes another way through the browser: what came before must have arrived, and what comes after waits.
    alone: bool,
}

impl Hand {
    pub fn put(&self, hub: &Arc<Hub>, view: &Arc<WebView>, input: Input) {
        let mut queue = lock(&self.0);
        let Some(event) = event(&mut queue, input) else { return };
        queue.push(event);
        drop(queue);
        pump(hub, view);
    }

    /// The document is another one: nothing that the old one has not taken is waited for.
    pub fn let_go(&self, hub: &Arc<Hub>, view: &Arc<WebView>) {
        let mut queue = lock(&self.0);
        queue.turn += 1;
        queue.under_way = 0;
        drop(queue);
        pump(hub, view);
    }
}

impl Queue {
    fn push(&mut self, event: Event) {
        let last = self.waiting.back_mut().filter(|last| last.moves.is_some() && last.moves == event.moves);
        if let Some(last) = last {
            // A wheel says how far, not where.
            let (x, y) = (number(&last.params, "deltaX"), number(&last.params, "deltaY"));
            *last = event;
            if last.params["type"] == "mouseWheel" {
                last.params["deltaX"] = (number(&last.params, "deltaX") + x).into();
                last.params["deltaY"] = (number(&last.params, "deltaY") + y).into();
            }
            return;
        }
        if self.waiting.len() >= WAITING {
            tracing::debug!("the page takes no input; what waited is dropped");
            self.waiting.clear();
            self.fingers.clear();
            self.pressed = false;
            self.waiting.push_back(touch("touchCancel", &[], None));
            return;
        }
        self.waiting.push_back(event);
    }

    fn next(&mut self) -> Option<Event> {
        let alone = self.waiting.front()?.alone;
        let room = if alone { 1 } else { UNDER_WAY };
        if self.under_way >= room {
            return None;
        }
        // One that goes alone takes all the room there is.
        self.under_way += if alone { UNDER_WAY } else { 1 };
        self.waiting.pop_front()
    }
}

/// Sends what may be sent. One thread at a time does it, so that the order is kept; no lock is held meanwhile, because a
/// browser that is gone answers at once.
fn pump(hub: &Arc<Hub>, view: &Arc<WebView>) {
    loop {
        let mut queue = lock(&view.hand.0);
        if queue.busy {
            return;
        }
        let Some(event) = queue.next() else { return };
        queue.busy = true;
        let (turn, size) = (queue.turn, if event.alone { UNDER_WAY } else { 1 });
        drop(queue);
        let (hub2, view2) = (hub.clone(), view.clone());
        hub.cdp.call_then(Some(&view.session), event.method, &event.params, move |answer| {
            if let Err(error) = answer {
                tracing::debug!(error, "input");
            }
            let mut queue = lock(&view2.hand.0);
            if queue.turn == turn {
                queue.under_way = queue.under_way.saturating_sub(size);
            }
            drop(queue);
            pump(&hub2, &view2);
        });
        lock(&view.hand.0).busy = false;
    }
}

fn event(queue: &mut Queue, input: Input) -> Option<Event> {
    Some(match input {
        Input::Touch { phase, points } => return touched(queue, phase, points),
        Input::Mouse { phase, x, y, clicks } => {
            let (kind, pressed) = match phase {
                MousePhase::Down => ("mousePressed", true),
                MousePhase::Move => ("mouseMoved", queue.pressed),
                MousePhase::Up => ("mouseReleased", false),
            };
            queue.pressed = pressed;
            let button = if pressed || phase == MousePhase::Up { "left" } else { "none" };
            let params = json!({
                "type": kind, "x": x, "y": y, "button": button, "clickCount": clicks,
                "buttons": if pressed { BUTTON } else { 0 },
            });
            let moves = (phase == MousePhase::Move).then(Vec::new);
            Event { method: "Input.dispatchMouseEvent", params, moves, alone: false }
        }
        Input::Wheel { x, y, delta_x, delta_y } => {
            let params =
                json!({ "type": "mouseWheel", "x": x, "y": y, "deltaX": delta_x, "deltaY": delta_y });
            // No finger has this number.
            Event { method: "Input.dispatchMouseEvent", params, moves: Some(vec![u32::MAX]), alone: false }
        }
        Input::Key { down, key, code, key_code, mut text, modifiers, repeat } => {
            if down && key == "Enter" && modifiers & !SHIFT == 0 {
                "\r".clone_into(&mut text);
            }
            let mut params = json!({
                "type": if !down { "keyUp" } else if text.is_empty() { "rawKeyDown" } else { "keyDown" },
                "key": key, "code": code, "windowsVirtualKeyCode": key_code, "modifiers": modifiers,
            });
            if down {
                params["autoRepeat"] = repeat.into();
                params["text"] = text.into();
                params["commands"] = editing(&key, modifiers).into();
            }
            Event { method: "Input.dispatchKeyEvent", params, moves: None, alone: false }
        }
        Input::Text { text } => plain("Input.insertText", json!({ "text": text })),
        Input::Composition { text, start, end } => plain(
            "Input.imeSetComposition",
            json!({ "text": text, "selectionStart": start, "selectionEnd": end }),
        ),
        Input::Command { name } => {
            let expression = format!("document.execCommand({})", Value::from(name));
            let params = json!({ "expression": expression, "userGesture": true });
            Event { method: "Runtime.evaluate", params, moves: None, alone: true }
        }
    })
}

fn plain(method: &'static str, params: Value) -> Event {
    Event { method, params, moves: None, alone: false }
}

/// The browser wants to be told of a lifted finger which one it was; the hand says which are left.
fn touched(queue: &mut Queue, phase: TouchPhase, points: Vec<TouchPoint>) -> Option<Event> {
    let before = std::mem::take(&mut queue.fingers);
    let event = match phase {
        TouchPhase::Cancel => return (!before.is_empty()).then(|| touch("touchCancel", &[], None)),
        TouchPhase::Start => touch("touchStart", &points, None),
        // Of a gesture that was let go of.
        TouchPhase::Move if before.is_empty() => return None,
        TouchPhase::Move => touch("touchMove", &points, Some(points.iter().map(|point| point.id).collect())),
        TouchPhase::End => {
            let mut lifted = before;
            lifted.retain(|finger| points.iter().all(|point| point.id != finger.id));
            if lifted.is_empty() {
                queue.fingers = points;
                return None;
            }
            touch("touchEnd", if points.is_empty() { &[] } else { &lifted }, None)
        }
    };
    queue.fingers = points;
    Some(event)
}

fn touch(kind: &str, points: &[TouchPoint], moves: Option<Vec<u32>>) -> Event {
    let points: Vec<_> = points.iter().map(|p| json!({ "id": p.id, "x": p.x, "y": p.y })).collect();
    // When the finger moved, not when the page gets to hear of it: how fast it was decides how far a flick goes.
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64();
    let params = json!({ "type": kind, "touchPoints": points, "timestamp": now });
    Event { method: "Input.dispatchTouchEvent", params, moves, alone: false }
}

/// What a key does in an editable text besides typing. Chromium leaves that to the platform's toolkit on some systems, and
/// there is none here.
fn editing(key: &str, modifiers: u32) -> Vec<&'static str> {
    if modifiers & !SHIFT != CTRL && modifiers & !SHIFT != META {
        return Vec::new();
    }
    let command = match (key.to_ascii_lowercase().as_str(), modifiers & SHIFT != 0) {
        ("a", false) => "selectAll",
        ("c", false) => "copy",
        ("x", false) => "cut",
        ("z", false) => "undo",
        ("z", true) | ("y", false) => "redo",
        _ => return Vec::new(),
    };
    vec![command]
}

fn number(params: &Value, key: &str) -> f64 {
    params[key].as_f64().unwrap_or(0.0)
}
