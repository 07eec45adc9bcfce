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
        const lone=async n=>{const times=[];for(let i=0;i<n;i++){const t=performance.now();await call();\
        times.push(performance.now()-t)}times.sort((a,b)=>a-b);return [times[n>>1],times[n*.99|0]]};\
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
    evaluate("lone(200)");
    for _ in 0..3 {
        let mut bare: Vec<Duration> = (0..500).map(|_| host.bare_round_trip(page).unwrap()).collect();
        bare.sort();
        let lone = evaluate("lone(500)");
        let (p50, p99) = (lone[0].as_f64().unwrap() * 1000.0, lone[1].as_f64().unwrap() * 1000.0);
        let yardstick = bare[250].as_secs_f64() * 1e6;
        println!(
            "call {p50:.0} µs p50, {p99:.0} p99; bare {yardstick:.0} µs p50, {:.0} p99; ratio {:.2}; {:.0} calls/s",
            bare[495].as_secs_f64() * 1e6,
            p50 / yardstick,
            evaluate("many(100000)").as_f64().unwrap(),
        );
    }
    host.shutdown();
}
