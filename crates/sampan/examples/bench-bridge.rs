//! What a bridge call costs, beside what the browser itself costs, measured in one run and in turns.
//!
//! The yardstick is a bare `Runtime.evaluate "0"` on the same pipe and page: it crosses the same borders as a call.
//! Only ratios of one run mean anything.

#[path = "web/server.rs"]
mod server;

use std::time::Duration;

use futures::FutureExt;
use sampan::{Host, PageId, PluginCall, TraceEvent};

const ROUNDS: usize = 5;
/// Name, bytes, blocks a round, calls a block. A time is the mean of a block, because the page's clock ticks every 100 µs.
const SIZES: [(&str, usize, usize, usize); 3] =
    [("100 B", 100, 10, 20), ("10 kB", 10_000, 5, 20), ("1 MB", 1_000_000, 2, 1)];

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

#[tokio::main]
async fn main() -> Outcome<()> {
    let (address, _loads) = server::open()?;
    calls(&address).await
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

fn percentile(values: &mut [f64], percent: usize) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() * percent / 100).copied().unwrap_or(f64::NAN)
}
