//! What a bridge call costs, beside what the browser itself costs, measured in one run and in turns.
//!
//! The yardstick is a bare `Runtime.evaluate "0"` on the same pipe and page: it crosses the same borders as a call. For the
//! start it is the same browser with the same address and no host. Only ratios of one run mean anything.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use futures::FutureExt;
use sampan::{Host, PageId, PluginCall, TraceEvent};

const ROUNDS: usize = 5;
/// Name, bytes, blocks a round, calls a block. A time is the mean of a block, because the page's clock ticks every 100 µs.
const SIZES: [(&str, usize, usize, usize); 3] =
    [("100 B", 100, 10, 20), ("10 kB", 10_000, 5, 20), ("1 MB", 1_000_000, 2, 1)];

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

#[tokio::main]
async fn main() -> Outcome<()> {
    let (port, loads) = server()?;
    let address = format!("http://127.0.0.1:{port}/");
    calls(&address).await?;
    starts(&address, &loads)
}

async fn calls(address: &str) -> Outcome<()> {
    let data = tempfile::tempdir()?;
    let host = Host::builder()
        .headless(true)
        .data_dir(data.path())
        .plugin("echo", |call: PluginCall| futures::future::ready(Ok(call.data)).boxed())
        .build()
        .await?;
    let mut events = host.events();
    host.open(address).await?;
    while let Some(event) = events.next().await {
        if matches!(event, TraceEvent::Navigate { url: Some(_), .. }) {
            break;
        }
    }
    drop(events); // nobody reads them any more
    let page = host.state().await?.pages[0].page;
    let mut bare = Vec::new();
    host.view().raw(page, "Runtime.addBinding", &serde_json::json!({ "name": "sampanBare" }))?;
    let mut from_page = Vec::new();
    let mut sequential = vec![Vec::new(); SIZES.len()];
    let mut in_flight = Vec::new();
    for _ in 0..ROUNDS {
        for (times, (_, bytes, blocks, count)) in sequential.iter_mut().zip(SIZES) {
            for _ in 0..blocks {
                bare.push(bare_block(&host, page)?);
                from_page.push(bare_from_page(&host, page).await?);
                times.push(one_by_one(&host, page, bytes, count).await?);
            }
        }
        in_flight.push(thousand(&host, page).await?);
    }
    let limit = percentile(&mut bare, 50);
    println!(
        "bare Runtime.evaluate \"0\"        p50 {limit:>9.0} µs   p99 {:>9.0} µs   1.00",
        percentile(&mut bare, 99)
    );
    let p50 = percentile(&mut from_page, 50);
    println!(
        "bare binding and evaluation      p50 {p50:>9.0} µs   p99 {:>9.0} µs   {:.2}",
        percentile(&mut from_page, 99),
        p50 / limit
    );
    for (times, (name, ..)) in sequential.iter_mut().zip(SIZES) {
        let p50 = percentile(times, 50);
        println!(
            "page → host → page, {name:<9}   p50 {p50:>9.0} µs   p99 {:>9.0} µs   {:.2}",
            percentile(times, 99),
            p50 / limit
        );
    }
    println!("1,000 in flight, 100 B          {:>9.0} calls a second", percentile(&mut in_flight, 50));
    host.close().await;
    Ok(())
}

/// Bare evaluations one after the other; microseconds each.
fn bare_block(host: &Host, page: PageId) -> Outcome<f64> {
    let mut total = Duration::ZERO;
    for _ in 0..20 {
        total += host.view().bare_round_trip(page)?;
    }
    Ok(total.as_secs_f64() * 1e6 / 20.0)
}

/// The same from the page's side and without a host: a binding, answered by an empty evaluation on the spot.
async fn bare_from_page(host: &Host, page: PageId) -> Outcome<f64> {
    let script = "(async () => { const start = performance.now()
        for (let n = 0; n < 20; n++) await new Promise(done => { bareAnswer = done; sampanBare('') })
        return (performance.now() - start) * 1000 / 20 })()";
    Ok(host.view().evaluate(page, script).await?.as_f64().ok_or("no time")?)
}

/// Calls one after the other; microseconds each, by the page's clock.
async fn one_by_one(host: &Host, page: PageId, bytes: usize, count: usize) -> Outcome<f64> {
    let script = format!(
        "(async () => {{ const args = {{ api_name: 'echo', data: {{ text: 'x'.repeat({bytes}) }} }}
        const start = performance.now()
        for (let n = 0; n < {count}; n++) {{
          const r = await new Promise(done => WeixinJSBridge.invoke('invokeNativePlugin', args, done))
          if (r.text.length !== {bytes}) throw r.errMsg }}
        return (performance.now() - start) * 1000 / {count} }})()"
    );
    Ok(host.view().evaluate(page, &script).await?.as_f64().ok_or("no time")?)
}

/// A thousand calls at once, twenty times: calls a second.
async fn thousand(host: &Host, page: PageId) -> Outcome<f64> {
    let script = "(async () => { const args = { api_name: 'echo', data: { text: 'x'.repeat(100) } }
        const round = () => Promise.all(Array.from({ length: 1000 }, () => new Promise(done => WeixinJSBridge.invoke('invokeNativePlugin', args, done))))
        await round(); const start = performance.now(); for (let n = 0; n < 20; n++) await round()
        return 20000 / ((performance.now() - start) / 1000) })()";
    Ok(host.view().evaluate(page, script).await?.as_f64().unwrap_or(0.0))
}

/// From the start of the process to the page's load event, in turns.
fn starts(address: &str, loads: &Receiver<Instant>) -> Outcome<()> {
    let sampan = std::env::current_exe()?.ancestors().nth(2).ok_or("no target folder")?.join("sampan");
    let browser =
        sampan_view::find_browser().map_err(|tried| format!("no browser among {}", tried.join(", ")))?;
    let (mut bare, mut ours) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let profile = tempfile::tempdir()?;
        bare.push(start(&bare_browser(&browser, profile.path(), address), loads)?);
        let data = tempfile::tempdir()?;
        let arguments = ["open", address, "--headless", "--json", "--data-dir"].map(str::to_owned).to_vec();
        let arguments = [arguments, vec![data.path().display().to_string()]].concat();
        ours.push(start(&(sampan.clone(), arguments), loads)?);
    }
    let limit = percentile(&mut bare, 50);
    println!("start of bare Chromium to load  p50 {limit:>9.0} ms                      1.00");
    let p50 = percentile(&mut ours, 50);
    println!("start of sampan open to load    p50 {p50:>9.0} ms                      {:.2}", p50 / limit);
    Ok(())
}

fn bare_browser(browser: &Path, profile: &Path, address: &str) -> (PathBuf, Vec<String>) {
    let mut flags = vec![
        "--headless=new",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ];
    if sampan_view::is_root() {
        flags.push("--no-sandbox");
    }
    let mut arguments: Vec<String> = flags.into_iter().map(str::to_owned).collect();
    arguments.push(format!("--user-data-dir={}", profile.display()));
    arguments.push(address.to_owned());
    (browser.to_owned(), arguments)
}

/// Milliseconds until the page says that it has loaded.
fn start((program, arguments): &(PathBuf, Vec<String>), loads: &Receiver<Instant>) -> Outcome<f64> {
    while loads.try_recv().is_ok() {}
    let begin = Instant::now();
    let child = Command::new(program).args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let loaded = loads.recv_timeout(Duration::from_secs(30));
    end(child)?;
    Ok((loaded? - begin).as_secs_f64() * 1000.0)
}

fn end(mut child: Child) -> Outcome<()> {
    Command::new("kill").arg(child.id().to_string()).status()?;
    child.wait()?;
    Ok(())
}

fn percentile(values: &mut [f64], percent: usize) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() * percent / 100).copied().unwrap_or(f64::NAN)
}

/// Serves a page that asks for `/loaded` when it has loaded; each such moment comes out of the channel.
fn server() -> Outcome<(u16, Receiver<Instant>)> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let port = listener.local_addr()?.port();
    let (sender, loads) = channel();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let sender = sender.clone();
            std::thread::spawn(move || {
                let mut request = [0; 4096];
                let read = stream.read(&mut request).unwrap_or(0);
                if request[..read].starts_with(b"GET /loaded") {
                    let _ = sender.send(Instant::now());
                }
                let page = "<!doctype html><title>Bench</title><p>bench<script>onload = () => fetch('/loaded')</script>";
                let head = format!(
                    "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                    page.len()
                );
                let _ = stream.write_all((head + page).as_bytes());
            });
        }
    });
    Ok((port, loads))
}
