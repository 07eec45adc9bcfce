//! The components of libraries that many programs are made of, unmodified from npm: each one on a page of its own, mounted
//! without an error, and photographed. The pictures are in `target/corpus`, one sheet a library, for a person to look at.

mod program;
mod sheet;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use base64::Engine as _;
use futures::FutureExt;
use sampan::{Host, PluginCall, Start, TraceEvent};
use serde_json::{Value, json};
use tokio::sync::{mpsc, oneshot};

use program::Case;
use sheet::Sheet;

/// How long a single page may take.
const LIMIT: Duration = Duration::from_secs(30);
/// Fewer would mean that a library is not there.
const FEWEST: usize = 200;

/// A page stands, and waits for its picture.
type Shown = (PluginCall, oneshot::Sender<()>);

#[tokio::test(flavor = "multi_thread")]
async fn every_component_of_the_libraries_mounts_without_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let cases = program::write(folder.path());
    assert!(cases.len() >= FEWEST, "only {} components were found", cases.len());
    let start = Instant::now();
    let (shown, mut waiting) = mpsc::unbounded_channel::<Shown>();
    let photograph = move |call: PluginCall| {
        let (done, taken) = oneshot::channel();
        drop(shown.send((call, done)));
        async move { taken.await.map(|()| json!({})).map_err(|_| "the test is over".to_owned()) }.boxed()
    };
    let data = tempfile::tempdir().unwrap();
    let host = Host::builder().headless(true).data_dir(data.path()).plugin("photograph", photograph);
    let host = Arc::new(host.build().await.expect("a browser"));
    let mut events = host.events();
    host.run(folder.path(), Start::from_list()).await.expect("a mini program that starts");
    let mut sheets: BTreeMap<&str, Sheet> = BTreeMap::new();
    let mut wrong = Vec::new();
    for case in &cases {
        let mounted = loop {
            tokio::select! {
                biased;
                event = events.next() => wrong.extend(event.as_ref().and_then(error_of).map(|text| format!("{}: {text}", case.path))),
                shown = waiting.recv() => break shown,
                () = tokio::time::sleep(LIMIT) => break None,
            }
        };
        let Some((call, done)) = mounted else {
            panic!("{} was not shown within {LIMIT:?}; so far:\n{}", case.path, wrong.join("\n"))
        };
        assert_eq!(call.data["path"], case.page, "pages come in their order");
        if call.data["mounted"] != true {
            wrong.push(format!("{}: is not on its page", case.path));
        }
        sheets.entry(case.library).or_default().add(&picture(&host).await);
        let _ = done.send(());
    }
    keep(&cases, &sheets);
    println!("{} components in {:.1} s", cases.len(), start.elapsed().as_secs_f64());
    assert!(wrong.is_empty(), "{} errors:\n{}", wrong.len(), wrong.join("\n"));
}

fn error_of(event: &TraceEvent) -> Option<String> {
    match event {
        TraceEvent::Error { text, source, line, .. } => Some(format!("{text} [{source}:{line}]")),
        // What the document that draws pages could not do.
        TraceEvent::Console {
            from: sampan::trace::Source::Page,
            level: sampan::trace::Level::Error,
            text,
            ..
        } => Some(text.clone()),
        _ => None,
    }
}

/// The page as it is seen, small.
async fn picture(host: &Arc<Host>) -> Vec<u8> {
    let page = host.state().await.unwrap().pages.last().unwrap().page;
    let host = host.clone();
    let taken = tokio::task::spawn_blocking(move || {
        let clip = json!({ "x": 0, "y": 0, "width": 390, "height": 776, "scale": 0.2 });
        let params = json!({ "format": "jpeg", "quality": 80, "clip": clip });
        host.view().raw(page, "Page.captureScreenshot", &params)
    });
    let taken: Value = taken.await.unwrap().expect("a picture");
    base64::engine::general_purpose::STANDARD.decode(taken["data"].as_str().unwrap()).unwrap()
}

fn keep(cases: &[Case], sheets: &BTreeMap<&str, Sheet>) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().join("corpus");
    std::fs::create_dir_all(&folder).unwrap();
    for (library, sheet) in sheets {
        sheet.write(&folder.join(format!("{library}.png")));
        let names = cases.iter().filter(|case| case.library == *library).map(|case| case.path.clone());
        std::fs::write(folder.join(format!("{library}.txt")), sheet::rows(names)).unwrap();
    }
    println!("pictures are in {}", folder.display());
}
