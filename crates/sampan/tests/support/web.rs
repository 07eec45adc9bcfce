//! A web server for tests: fixed pages, redirects and recorded requests, on a free port of this machine.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// What a path answers.
#[derive(Clone)]
pub enum Answer {
    Body(&'static str, Vec<u8>),
    Redirect(String),
    /// Takes the request and never answers.
    Silence,
}

#[derive(Clone)]
pub struct Web {
    pub port: u16,
    routes: Arc<Mutex<BTreeMap<String, Answer>>>,
}

/// The clients of the test pages, unmodified, from npm, and ours as it is built.
const CLIENTS: [(&str, &str); 2] =
    [("/weixin.js", "weixin-js-sdk/index.js"), ("/uni.js", "@dcloudio/uni-webview-js/index.js")];

impl Web {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let web = Self { port, routes: Arc::default() };
        let modules = concat!(env!("CARGO_MANIFEST_DIR"), "/../../node_modules");
        for (path, file) in CLIENTS {
            let script = std::fs::read(format!("{modules}/{file}")).expect("npm packages are installed");
            web.answer(path, Answer::Body("text/javascript", script));
        }
        let routes = web.routes.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let routes = routes.clone();
                std::thread::spawn(move || serve(stream, &routes));
            }
        });
        web
    }

    pub fn answer(&self, path: &str, answer: Answer) -> &Self {
        self.routes.lock().unwrap().insert(path.to_owned(), answer);
        self
    }

    pub fn html(&self, path: &str, html: &str) -> &Self {
        self.answer(path, Answer::Body("text/html; charset=utf-8", html.as_bytes().to_vec()))
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// The same server under another name, and so another origin.
    pub fn other_url(&self, path: &str) -> String {
        format!("http://localhost:{}{path}", self.port)
    }
}

fn serve(mut stream: TcpStream, routes: &Mutex<BTreeMap<String, Answer>>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut line = String::new();
    while reader.read_line(&mut line).is_ok_and(|read| read > 0) {
        let path = line.split(' ').nth(1).unwrap_or("/").split('?').next().unwrap_or("/").to_owned();
        loop {
            line.clear();
            if reader.read_line(&mut line).is_err() || line.trim().is_empty() {
                break;
            }
        }
        line.clear();
        let answer = routes.lock().unwrap().get(&path).cloned();
        let (head, body) = match answer {
            Some(Answer::Body(kind, body)) => (format!("200 OK\r\nContent-Type: {kind}"), body),
            Some(Answer::Redirect(to)) => (format!("302 Found\r\nLocation: {to}"), Vec::new()),
            Some(Answer::Silence) => loop {
                std::thread::park();
            },
            None => ("404 Not Found\r\nContent-Type: text/plain".to_owned(), b"nothing here".to_vec()),
        };
        let head =
            format!("HTTP/1.1 {head}\r\nContent-Length: {}\r\nCache-Control: no-store\r\n\r\n", body.len());
        if stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body)).is_err() {
            return;
        }
    }
}
