//! What a trace costs: the same steps in the shop of `examples/shop` with a trace and without one, in turns, each on a new
//! phone of the same browser. The time is from the opening to the last step, and with a trace until the file is whole.
//!
//! The pictures of one of these traces are a few; the file's size is printed too.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use sampan::evidence::{Evidence, TraceOptions};
use sampan::{Browser, Drive, Host};
use serde_json::{Value, json};

const ROUNDS: usize = 15;
const TEAS: [&str; 4] = ["Longjing", "Biluochun", "Tieguanyin", "Da Hong Pao"];
/// The most that a trace may cost, of a run without one.
const GOAL: f64 = 0.15;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

#[tokio::main]
async fn main() -> Outcome<()> {
    let browser = Host::builder().headless(true).start_browser().await?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("trace.zip");
    let (mut without, mut with) = (Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        // Whoever comes second finds the machine warmer: turn about.
        let order = if round % 2 == 0 { [false, true] } else { [true, false] };
        for traced in order {
            let time = run(&browser, traced.then_some(&file)).await?;
            // The first round compiles the program.
            if round > 0 {
                (if traced { &mut with } else { &mut without }).push(time);
            }
        }
    }
    let (without, with) = (median(without), median(with));
    let cost = with / without - 1.0;
    println!("without a trace  {without:8.1} ms");
    println!("with one         {with:8.1} ms, {} kB", std::fs::metadata(&file)?.len() / 1000);
    println!("a trace costs {:.1} % (goal: at most {:.0} %)", cost * 100.0, GOAL * 100.0);
    Ok(())
}

/// One run, in milliseconds.
async fn run(browser: &Browser, trace: Option<&PathBuf>) -> Outcome<f64> {
    let data = tempfile::tempdir()?;
    let builder = Host::builder().in_browser(browser).data_dir(data.path());
    let host = Arc::new(builder.compiled_dir(sampan::default_data_dir().join("compiled")).build().await?);
    let start = Instant::now();
    let drive = Drive::new(host.clone());
    let evidence = match trace {
        Some(file) => {
            let evidence =
                Evidence::start(&host, TraceOptions { file: file.clone(), ..TraceOptions::default() })?;
            drive.observe(Arc::new(evidence.steps()));
            Some(evidence)
        }
        None => None,
    };
    order(&drive).await?;
    if let Some(evidence) = evidence {
        evidence.finish("passed", None).await?;
    }
    let time = start.elapsed().as_secs_f64() * 1000.0;
    host.stop().await;
    Ok(time)
}

/// Puts each tea into the cart, and looks at it.
async fn order(drive: &Drive) -> Outcome<()> {
    let shop = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/shop");
    drive.call("Phone.open", json!({ "target": shop })).await?;
    for tea in TEAS {
        on(drive, "tap", json!({ "text": tea, "exact": true })).await?;
        on(drive, "tap", json!({ "role": "button", "name": "Add to the cart" })).await?;
        drive.call("Phone.back", json!({})).await?;
        on(drive, "waitFor", json!({ "text": tea, "exact": true })).await?;
    }
    drive.call("Phone.tab", json!({ "index": 1 })).await?;
    on(drive, "waitFor", json!({ "text": format!("{}, 50 g", TEAS[0]) })).await?;
    Ok(())
}

async fn on(drive: &Drive, method: &str, step: Value) -> Outcome<()> {
    drive.call(&format!("Locator.{method}"), json!({ "steps": [step] })).await?;
    Ok(())
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
