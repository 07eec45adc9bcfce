//! How long it takes from `sampan open URL` to the H5 page: to its load event, and to its first picture in the phone,
//! beside the same browser with the same address and no host: to the load event, and to the first frame that it has drawn.
//! All in turns; only ratios of one run mean anything.
//!
//! The phone is a client of the phone's socket: a person's browser is open already when they work. Every browser is a new
//! process with a new profile; the first round is thrown away, after it everything is in the system's memory.

#[path = "web/server.rs"]
mod server;

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

use futures::StreamExt;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use server::Told;

const ROUNDS: usize = 9;
const LIMIT: Duration = Duration::from_secs(30);
/// The most that the phone may take, beside bare Chromium.
const GOAL: f64 = 1.5;

type Moments = Receiver<(Told, Instant)>;
type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

#[tokio::main]
async fn main() -> Outcome<()> {
    let (address, loads) = server::open()?;
    let sampan = std::env::current_exe()?.ancestors().nth(2).ok_or("no target folder")?.join("sampan");
    let browser =
        sampan_view::find_browser().map_err(|tried| format!("no browser among {}", tried.join(", ")))?;
    let mut times: [Vec<f64>; 4] = Default::default();
    for round in 0..=ROUNDS {
        let (profile, data) = (tempfile::tempdir()?, tempfile::tempdir()?);
        let bare = start_bare(&browser, profile.path(), &address, &loads)?;
        let ours = start_sampan(&sampan, data.path(), &address, &loads).await?;
        if round > 0 {
            for (times, time) in times.iter_mut().zip(bare.into_iter().chain(ours)) {
                times.push(time);
            }
        }
    }
    report(times.map(|mut times| median(&mut times)))
}

fn report([loaded, drawn, our_load, picture]: [f64; 4]) -> Outcome<()> {
    println!("bare Chromium to the load event        p50 {loaded:>5.0} ms   1.00");
    println!("sampan open to the load event          p50 {our_load:>5.0} ms   {:.2}", our_load / loaded);
    println!("bare Chromium to the first frame       p50 {drawn:>5.0} ms   1.00");
    let ratio = picture / drawn;
    println!(
        "sampan open to a picture in the phone  p50 {picture:>5.0} ms   {ratio:.2}   (goal: at most {GOAL})"
    );
    if ratio > GOAL {
        return Err(format!("{ratio:.2} times bare Chromium is more than {GOAL}").into());
    }
    Ok(())
}

/// Milliseconds until the page says that it has loaded, and that it has been drawn.
fn start_bare(browser: &Path, profile: &Path, address: &str, loads: &Moments) -> Outcome<[f64; 2]> {
    let mut flags = vec![
        "--headless=new",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ];
    if sampan_view::no_sandbox().is_some() {
        flags.push("--no-sandbox");
    }
    while loads.try_recv().is_ok() {}
    let begin = Instant::now();
    let child = Command::new(browser)
        .args(flags)
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg(address)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let (loaded, drawn) = (wait(loads, Told::Loaded), wait(loads, Told::Drawn));
    end(child)?;
    Ok([milliseconds(begin, loaded?), milliseconds(begin, drawn?)])
}

/// The same, and milliseconds until a picture of the page has come.
async fn start_sampan(sampan: &PathBuf, data: &Path, address: &str, loads: &Moments) -> Outcome<[f64; 2]> {
    while loads.try_recv().is_ok() {}
    let begin = Instant::now();
    let mut child = Command::new(sampan)
        .args(["open", address, "--headless", "--json", "--data-dir"])
        .arg(data)
        .stdout(Stdio::piped())
        .spawn()?;
    let mut lines = BufReader::new(child.stdout.take().ok_or("no output")?).lines();
    let first: Value = serde_json::from_str(&lines.next().ok_or("no first line")??)?;
    // What comes after is read, so that the pipe never fills.
    std::thread::spawn(move || lines.for_each(drop));
    let phone = first["phone"].as_str().ok_or("no phone in the first line")?;
    let seen = tokio::time::timeout(LIMIT, see(phone)).await;
    let loaded = wait(loads, Told::Loaded);
    end(child)?;
    Ok([milliseconds(begin, loaded?), milliseconds(begin, seen??)])
}

/// Looks at the phone until it shows the page.
async fn see(phone: &str) -> Outcome<Instant> {
    let (at, token) = phone.strip_prefix("http://").and_then(|at| at.split_once("/?")).ok_or("an address")?;
    let mut stream = TcpStream::connect(at).await?;
    let request = format!("GET /?{token} HTTP/1.1\r\nHost: {at}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    let cookie = answer.lines().find_map(|line| line.strip_prefix("set-cookie: ")).ok_or("no cookie")?;
    let mut request = format!("ws://{at}/ws").into_client_request()?;
    request.headers_mut().insert("Cookie", cookie.split(';').next().unwrap_or_default().parse()?);
    request.headers_mut().insert("Origin", format!("http://{at}").parse()?);
    let (mut socket, _) = tokio_tungstenite::client_async(request, TcpStream::connect(at).await?).await?;
    while let Some(message) = socket.next().await {
        let Message::Binary(bytes) = message? else { continue };
        let at = Instant::now();
        let picture = image::load_from_memory(bytes.get(16..).ok_or("a picture without a head")?)?.to_rgb8();
        let [red, green, blue] = picture.get_pixel(picture.width() / 2, picture.height() / 2).0;
        if green > 120 && red < 80 && blue < 80 {
            return Ok(at);
        }
        let page = u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
        let shown = format!(r#"{{"type":"shown","page":{page}}}"#);
        futures::SinkExt::send(&mut socket, Message::text(shown)).await?;
    }
    Err("the phone has closed".into())
}

/// The moment at which the page told this.
fn wait(moments: &Moments, what: Told) -> Outcome<Instant> {
    loop {
        let (told, at) = moments.recv_timeout(LIMIT)?;
        if told == what {
            return Ok(at);
        }
    }
}

fn end(mut child: Child) -> Outcome<()> {
    Command::new("kill").arg(child.id().to_string()).status()?;
    child.wait()?;
    Ok(())
}

fn milliseconds(begin: Instant, end: Instant) -> f64 {
    (end - begin).as_secs_f64() * 1000.0
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
