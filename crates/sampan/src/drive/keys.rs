//! Keys and texts, through the browser's own input.

use serde_json::json;

use super::hand::send;
use super::place::Spot;
use super::{Deadline, Drive, DriveError};

/// Keys that have a name: `KeyboardEvent.key`, `code`, `keyCode` and what they type.
const NAMED: &[(&str, &str, u32, &str)] = &[
    ("Enter", "Enter", 13, "\r"),
    ("Tab", "Tab", 9, ""),
    ("Backspace", "Backspace", 8, ""),
    ("Delete", "Delete", 46, ""),
    ("Escape", "Escape", 27, ""),
    ("ArrowLeft", "ArrowLeft", 37, ""),
    ("ArrowUp", "ArrowUp", 38, ""),
    ("ArrowRight", "ArrowRight", 39, ""),
    ("ArrowDown", "ArrowDown", 40, ""),
    ("Home", "Home", 36, ""),
    ("End", "End", 35, ""),
    ("PageUp", "PageUp", 33, ""),
    ("PageDown", "PageDown", 34, ""),
    ("Space", "Space", 32, " "),
];
/// The protocol's bits.
const MODIFIERS: &[(&str, u32)] = &[("Alt", 1), ("Control", 2), ("Meta", 4), ("Shift", 8)];
const SHIFT: u32 = 8;

/// One key as the browser is told it.
struct Key {
    name: String,
    code: String,
    number: u32,
    text: String,
}

impl Key {
    fn named(name: &str) -> Option<Self> {
        if let Some((key, code, number, text)) = NAMED.iter().find(|(key, ..)| *key == name) {
            let key = if *key == "Space" { " " } else { key };
            return Some(Self {
                name: key.to_owned(),
                code: (*code).to_owned(),
                number: *number,
                text: (*text).to_owned(),
            });
        }
        let mut characters = name.chars();
        let character = characters.next().filter(|_| characters.next().is_none())?;
        let upper = character.to_ascii_uppercase();
        let code = match character {
            'a'..='z' | 'A'..='Z' => format!("Key{upper}"),
            '0'..='9' => format!("Digit{character}"),
            _ => String::new(),
        };
        let number = if code.is_empty() { 0 } else { u32::from(upper) };
        Some(Self { name: name.to_owned(), code, number, text: name.to_owned() })
    }
}

/// Puts a text where the caret is, as an input method does.
pub(super) async fn insert(
    drive: &Drive,
    page: Spot,
    text: &str,
    deadline: Deadline,
) -> Result<(), DriveError> {
    send(drive, page, "Input.insertText", json!({ "text": text }), deadline).await
}

/// Types a text, a key for each character that has one.
pub(super) async fn type_text(
    drive: &Drive,
    page: Spot,
    text: &str,
    deadline: Deadline,
) -> Result<(), DriveError> {
    for character in text.chars() {
        match character {
            '\n' => press(drive, page, "Enter", deadline).await?,
            ' '..='~' => press(drive, page, &character.to_string(), deadline).await?,
            other => insert(drive, page, &other.to_string(), deadline).await?,
        }
    }
    Ok(())
}

/// Presses a key, with those before it in `Control+Shift+A` held down.
pub(super) async fn press(
    drive: &Drive,
    page: Spot,
    chord: &str,
    deadline: Deadline,
) -> Result<(), DriveError> {
    let unknown = || DriveError(format!("there is no key \"{chord}\""));
    // `+` itself is a key.
    let (held, name) = match chord.strip_suffix('+') {
        Some(held) => (held.strip_suffix('+').unwrap_or(""), "+"),
        None => chord.rsplit_once('+').unwrap_or(("", chord)),
    };
    let mut modifiers = 0;
    for name in held.split('+').filter(|name| !name.is_empty()) {
        modifiers |= MODIFIERS.iter().find(|(known, _)| *known == name).ok_or_else(unknown)?.1;
    }
    let Key { name: key, code, number, text } = Key::named(name).ok_or_else(unknown)?;
    // With a modifier but Shift a key types nothing.
    let text = if modifiers & !SHIFT == 0 { text } else { String::new() };
    let down = if text.is_empty() { "rawKeyDown" } else { "keyDown" };
    let commands = editing(&key, modifiers);
    let mut params = json!({
        "type": down, "key": key, "code": code, "windowsVirtualKeyCode": number, "modifiers": modifiers,
        "text": text, "commands": commands,
    });
    send(drive, page, "Input.dispatchKeyEvent", params.clone(), deadline).await?;
    params["type"] = "keyUp".into();
    params["text"] = "".into();
    params["commands"] = json!([]);
    send(drive, page, "Input.dispatchKeyEvent", params, deadline).await
}

/// What a key does in a text besides typing: some systems leave that to a toolkit that is not here.
fn editing(key: &str, modifiers: u32) -> Vec<&'static str> {
    let is_command = modifiers & !SHIFT == 2 || modifiers & !SHIFT == 4;
    match key.to_ascii_lowercase().as_str() {
        "a" if is_command => vec!["selectAll"],
        "z" if is_command && modifiers & SHIFT == 0 => vec!["undo"],
        "z" | "y" if is_command => vec!["redo"],
        _ => Vec::new(),
    }
}
