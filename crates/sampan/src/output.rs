//! Events as lines: JSON for machines, readable and coloured (on a terminal) for people.

use std::io::Write;

use anstyle::{AnsiColor, Style};
use sampan::TraceEvent;
use sampan::doctor::{Check, Report, Verdict};
use sampan::trace::{CallerKind, Direction, Level, MessageState, NavigateKind, Source};
use serde_json::Value;

/// The longest arguments or reply that a readable line shows.
const SHOWN: usize = 200;

/// Files of a program that is worth a progress bar.
const LARGE: usize = 200;

/// Prints each event to stdout.
pub fn printer(json: bool) -> impl Fn(&TraceEvent) + Send + 'static {
    move |event| {
        // A person would not find the calls among them; the phone's panels have both.
        if !json
            && matches!(
                event,
                TraceEvent::Storage { .. } | TraceEvent::Request { .. } | TraceEvent::Frame { .. }
            )
        {
            return;
        }
        let line = if json { serde_json::to_string(event).unwrap_or_default() } else { readable(event) };
        // A reader that has gone away is no reason to stop serving the page.
        let _ = writeln!(anstream::stdout(), "{line}");
    }
}

/// A bar for a large program that is compiled; a small one is done before anybody would see it.
pub fn compiling() -> impl Fn(usize, usize) + Send + Sync + 'static {
    let bar = indicatif::ProgressBar::hidden();
    if let Ok(style) = indicatif::ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len}") {
        bar.set_style(style);
    }
    bar.set_message("compiling");
    let is_shown = std::sync::Once::new();
    move |done, all| {
        if all >= LARGE {
            is_shown.call_once(|| bar.set_draw_target(indicatif::ProgressDrawTarget::stderr()));
        }
        bar.set_length(all as u64);
        bar.set_position(done as u64);
        if done == all {
            bar.finish_and_clear();
        }
    }
}

pub fn error(text: &str) {
    let red = AnsiColor::Red.on_default().bold();
    anstream::eprintln!("{red}error:{red:#} {text}");
}

/// A line of a test that is recorded. On stderr: standard output is for events.
pub fn recorded(line: &str) {
    anstream::eprintln!("{GREEN}{:>8}{GREEN:#}  {line}", "record");
}

/// A file that is there now.
pub fn written(file: &std::path::Path) {
    anstream::eprintln!("{GREEN}{:>8}{GREEN:#}  {}", "written", file.display());
}

/// The address for a telephone, and its QR code for people. On stderr: standard output is for events.
pub fn invitation(address: &str, code: &str, json: bool) {
    if !json {
        anstream::eprintln!("{code}");
    }
    anstream::eprintln!("{:>8}  {address} (works once; your browser will ask about the certificate)", "lan");
}

/// What the doctor has found.
pub fn report(report: &Report, json: bool) {
    if json {
        let _ = writeln!(anstream::stdout(), "{}", serde_json::to_string(report).unwrap_or_default());
        return;
    }
    for Check { what, verdict, found, advice } in &report.checks {
        let (style, word) = match verdict {
            Verdict::Good => (GREEN, "ok"),
            Verdict::Note => (YELLOW, "note"),
            Verdict::Bad => (RED, "bad"),
        };
        let advice = advice.map(|advice| format!("\n{:>8}  {DIM}{advice}{DIM:#}", "")).unwrap_or_default();
        let _ = writeln!(anstream::stdout(), "{}", line(style, word, &format!("{what}: {found}{advice}")));
    }
}

fn readable(event: &TraceEvent) -> String {
    match event {
        TraceEvent::Ready { version, app, browser, cdp, exchange, phone, automator, driver } => {
            let cdp = cdp.as_ref().map(|address| format!(", DevTools at {address}")).unwrap_or_default();
            let exchange =
                exchange.as_ref().map(|address| format!(", exchange at {address}")).unwrap_or_default();
            let automator =
                automator.as_ref().map(|address| format!(", automation at {address}")).unwrap_or_default();
            let phone =
                phone.as_ref().map(|address| format!("\n{:>8}  {address}", "phone")).unwrap_or_default();
            let driver =
                driver.as_ref().map(|address| format!("\n{:>8}  {address}", "driver")).unwrap_or_default();
            line(
                GREEN,
                "ready",
                &format!("sampan {version}, {app} in {browser}{cdp}{exchange}{automator}{phone}{driver}"),
            )
        }
        TraceEvent::Call { caller, name, arguments, reply, milliseconds, reason, .. } => {
            let who = if *caller == CallerKind::H5 { "h5" } else { "mp" };
            let reply = reply.as_ref().map_or_else(|| "(no answer, by contract)".to_owned(), short);
            let reason = reason.as_ref().map(|reason| format!(" — {reason}")).unwrap_or_default();
            let failed = reason.len() + reply.len() > 0 && (reply.contains(":fail") || !reason.is_empty());
            let style = if failed { YELLOW } else { CYAN };
            line(
                style,
                "call",
                &format!(
                    "{who} {name}({}) → {reply}{reason} {DIM}{milliseconds} ms{DIM:#}",
                    short(arguments)
                ),
            )
        }
        TraceEvent::Console { from, level, text, source, line: number, .. } => {
            let style = if matches!(level, Level::Warn | Level::Error) { YELLOW } else { DIM };
            line(style, "console", &format!("{} {text} {DIM}{source}:{number}{DIM:#}", from_word(*from)))
        }
        TraceEvent::Navigate { kind, path, url, stack, .. } => {
            let to = url.as_deref().unwrap_or(path);
            line(BLUE, "navigate", &format!("{} {to} {DIM}[{}]{DIM:#}", kind_word(*kind), stack.join(" › ")))
        }
        TraceEvent::Message { direction, kind, state, data, reason, .. } => {
            let arrow = if *direction == Direction::ToMiniProgram { "h5 → mp" } else { "mp → h5" };
            let state = match state {
                MessageState::Queued => "waits",
                MessageState::Delivered => "delivered",
                MessageState::Lost => "LOST",
            };
            let reason = reason.as_deref().unwrap_or_default();
            line(MAGENTA, "message", &format!("{arrow} {kind} {state} {} {DIM}{reason}{DIM:#}", short(data)))
        }
        TraceEvent::Prompt { prompt, answer, reason } => {
            let who = if prompt.origin.is_empty() { prompt.app.as_str() } else { &prompt.origin };
            let answer = answer.as_deref().unwrap_or("waits for an answer");
            let reason = reason.as_ref().map(|reason| format!(" — {reason}")).unwrap_or_default();
            line(MAGENTA, "prompt", &format!("{who}: {} \"{}\": {answer}{reason}", prompt.kind, prompt.text))
        }
        TraceEvent::Device { network, position, .. } => {
            let network = serde_json::to_value(network).unwrap_or_default();
            let position =
                position.map(|at| format!(", at {}, {}", at.latitude, at.longitude)).unwrap_or_default();
            line(MAGENTA, "device", &format!("network {network}{position}"))
        }
        TraceEvent::Refused { rule, url, .. } => line(RED, "refused", &format!("{url}: {rule}")),
        TraceEvent::Error { from, text, source, line: number, column, .. } => {
            let place =
                if source.is_empty() { String::new() } else { format!(" {source}:{number}:{column}") };
            line(RED, "error", &format!("{}{place} {text}", from_word(*from)))
        }
        TraceEvent::Missing { path, name, source, line: number, column, .. } => {
            let page = if path.is_empty() { "the program" } else { path };
            let place = if source.is_empty() { String::new() } else { format!("{source}:{number}:{column}") };
            line(YELLOW, "missing", &format!("{page} looked for wx.{name} {DIM}{place}{DIM:#}"))
        }
        TraceEvent::Storage { .. } | TraceEvent::Request { .. } | TraceEvent::Frame { .. } => String::new(),
        TraceEvent::Notice { text } => line(DIM, "note", text),
        TraceEvent::Exit { code, reason } => line(DIM, "exit", &format!("{code}: {reason}")),
    }
}

const RED: Style = AnsiColor::Red.on_default();
const GREEN: Style = AnsiColor::Green.on_default();
const YELLOW: Style = AnsiColor::Yellow.on_default();
const BLUE: Style = AnsiColor::Blue.on_default();
const MAGENTA: Style = AnsiColor::Magenta.on_default();
const CYAN: Style = AnsiColor::Cyan.on_default();
const DIM: Style = Style::new().dimmed();

fn line(style: Style, word: &str, text: &str) -> String {
    format!("{style}{word:>8}{style:#}  {text}")
}

fn short(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}… ({} bytes)", &text[..at], text.len()),
        None => text,
    }
}

fn from_word(from: Source) -> &'static str {
    match from {
        Source::Page => "page",
        Source::Logic => "logic",
        Source::Host => "host",
    }
}

fn kind_word(kind: NavigateKind) -> &'static str {
    match kind {
        NavigateKind::AppLaunch => "launched",
        NavigateKind::NavigateTo => "navigateTo",
        NavigateKind::RedirectTo => "redirectTo",
        NavigateKind::NavigateBack => "navigateBack",
        NavigateKind::SwitchTab => "switchTab",
        NavigateKind::ReLaunch => "reLaunch",
        NavigateKind::WebView => "web-view",
        NavigateKind::History => "address",
        NavigateKind::MiniProgram => "mini program",
    }
}
