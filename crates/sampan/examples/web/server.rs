//! The page that the measurements open: green, so that a picture of it is told from a blank one.

#![allow(dead_code)] // each measurement uses its part

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};
use std::time::Instant;

const GREEN: &str = "<!doctype html><title>Bench</title><body style='background:#0a0'>bench<script>onload = () => { fetch('/loaded'); \
    requestAnimationFrame(() => requestAnimationFrame(() => fetch('/drawn'))) }</script>";

/// What the page tells of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    Loaded,
    /// A frame of it has been drawn.
    Drawn,
}

/// Serves a page that asks for `/loaded` when it has loaded and for `/drawn` when it has been drawn: its address, and
/// each such moment.
pub fn open() -> std::io::Result<(String, Receiver<(Told, Instant)>)> {
    open_page(GREEN.to_owned())
}

/// The same with a page of your own.
pub fn open_page(page: String) -> std::io::Result<(String, Receiver<(Told, Instant)>)> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = format!("http://{}/", listener.local_addr()?);
    let (sender, loads) = channel();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let (sender, page) = (sender.clone(), page.clone());
            std::thread::spawn(move || {
                let mut request = [0; 4096];
                let read = stream.read(&mut request).unwrap_or(0);
                let told = [(&b"GET /loaded"[..], Told::Loaded), (b"GET /drawn", Told::Drawn)];
                if let Some((_, told)) = told.iter().find(|(line, _)| request[..read].starts_with(line)) {
                    let _ = sender.send((*told, Instant::now()));
                }
                let head = format!(
                    "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                    page.len()
                );
                let _ = stream.write_all((head + &page).as_bytes());
            });
        }
    });
    Ok((address, loads))
}
