//! How long a call takes from the page to the host and back, beside the yardstick: a bare evaluation on the same pipe.
//! Run on a quiet machine: `cargo test --release -p sampan-view --test latency -- --ignored --nocapture`.

mod support;

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use sampan_engine::view::{Reply, View, ViewEvent};
use sampan_view::CdpView;
use support::{App, Server, options};

#[test]
#[ignore = "a measurement"]
fn a_call_takes_little_longer_than_a_bare_evaluation() {
    let page = "<script>const call=()=>new Promise(done=>WeixinJSBridge.invoke('echo',{data:'x'.repeat(100)},done));\
        const lone=async n=>{const t=performance.now();for(let i=0;i<n;i++)await call();return (performance.now()-t)/n};\
        const many=async n=>{const t=performance.now();let left=n,live=0;await new Promise(end=>{const next=()=>{\
        while(live<1000&&left){live++;left--;call().then(()=>{live--;if(!left&&!live)end();else next()})}};next()});\
        return n/(performance.now()-t)*1000}</script>";
    let server = Server::start(&[("/", page)]);
    let (loaded, wait) = std::sync::mpsc::channel();
    let view: Arc<OnceLock<CdpView>> = Arc::default();
    let answering = view.clone();
    // Answers on the reader thread: nothing of an engine is in the figure.
    let events = move |event| match event {
        ViewEvent::Calls { page, document, calls, .. } => {
            let body = r#"{"errMsg":"echo:ok","data":1}"#;
            let replies = calls.iter().map(|call| Reply { id: call.id, body: body.to_owned() }).collect();
            answering.get().unwrap().reply(page, document, replies);
        }
        ViewEvent::Loaded { page, .. } => drop(loaded.send(page)),
        _ => {}
    };
    let host = CdpView::launch(options(), Box::new(events)).unwrap();
    view.set(host.clone()).ok().unwrap();
    let page = App::open(&host, "one").load(&server.url("/"));
    assert_eq!(wait.recv_timeout(support::LIMIT), Ok(page));
    let evaluate = |expression: &str| {
        let params =
            serde_json::json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
        host.raw(page, "Runtime.evaluate", &params).unwrap()["result"]["value"].clone()
    };
    let number = |expression: &str| evaluate(expression).as_f64().unwrap();
    number("lone(200)");
    // In turns, since the machine's mood changes; means of a few, since the page's clock ticks every 100 µs.
    let turns: Vec<(f64, f64)> = (0..60)
        .map(|_| {
            let bare: Duration = (0..20).map(|_| host.bare_round_trip(page).unwrap()).sum();
            (number("lone(20)") * 1000.0, bare.as_secs_f64() * 1e6 / 20.0)
        })
        .collect();
    let median = |pick: fn(&(f64, f64)) -> f64| {
        let mut values: Vec<f64> = turns.iter().map(pick).collect();
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    println!(
        "call {:.0} µs, bare {:.0} µs, ratio {:.2}; {:.0} calls/s with 1000 under way",
        median(|turn| turn.0),
        median(|turn| turn.1),
        median(|turn| turn.0 / turn.1),
        number("many(100000)"),
    );
    host.shutdown();
}
