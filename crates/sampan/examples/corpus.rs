//! Photographs the pages of a mini program that goes through them by itself: each page logs `shown <path> true` when it
//! stands, waits a moment, and goes on; the last logs `end`. Errors are told with the page that was shown.
//!
//! `cargo run --example corpus -- <mini program> <folder for pictures>`

use std::path::PathBuf;

use sampan::{Host, Start, TraceEvent};

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1).map(PathBuf::from);
    let (Some(folder), Some(pictures)) = (arguments.next(), arguments.next()) else {
        eprintln!("usage: corpus <mini program> <folder for pictures>");
        return;
    };
    std::fs::create_dir_all(&pictures).expect("a folder for pictures");
    let data = tempfile::tempdir().expect("a temporary folder");
    let host = Host::builder().headless(true).data_dir(data.path()).build().await.expect("a browser");
    let mut events = host.events();
    host.run(&folder, Start::from_list()).await.expect("a mini program that starts");
    let (mut shown, mut errors) = (0, 0);
    let mut page = String::from("(before the first page)");
    while let Some(event) = events.next().await {
        match event {
            TraceEvent::Navigate { path, .. } => page = path,
            TraceEvent::Error { text, source, line, .. } => {
                errors += 1;
                println!("{page}: {text} [{source}:{line}]");
            }
            TraceEvent::Console { text, .. } if text.starts_with("shown ") => {
                shown += 1;
                if !text.ends_with("true") {
                    println!("{page}: {text}");
                }
                if let Ok(png) = host.screenshot().await {
                    let file = pictures.join(format!("{}.png", page.replace('/', "_")));
                    std::fs::write(file, png).expect("a picture");
                }
            }
            TraceEvent::Console { text, .. } if text == "end" => break,
            TraceEvent::Exit { .. } => break,
            _ => {}
        }
    }
    println!("{shown} pages, {errors} errors");
}
