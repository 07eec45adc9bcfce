//! The components of libraries that many programs are made of, unmodified from npm: each one on a page of its own, mounted
//! without an error, and photographed. The pictures are in `target/corpus`, one sheet a library, for a person to look at.

mod program;
mod sheet;

use std::collections::{BTreeMap, BTreeSet};
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

/// Errors that are the library's own or lack something that is not there, and not for this test to find. Each must happen:
/// one that does not any more has no place here.
const KNOWN: [(&str, &str); 5] = [
    // It asks where elements are that it does not show without data, and lets the answer go by.
    ("tdesign-miniprogram/cascader/cascader", "unhandled rejection: uncaught null"),
    ("tdesign-miniprogram/color-picker/color-picker", "unhandled rejection: uncaught null"),
    ("tdesign-miniprogram/guide/guide", "unhandled rejection"),
    // It needs data whose form only its user knows.
    ("tdesign-miniprogram/chat-content/chat-content", "cannot read property 'type' of null"),
    // Worklets of the Skyline renderer.
    ("weui-miniprogram/slideview/slideview-skyline", "cannot read property 'shared' of undefined"),
];

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
    let (mut wrong, mut met) = (Vec::new(), BTreeSet::new());
    for case in &cases {
        let mounted = loop {
            tokio::select! {
                biased;
                event = events.next() => {
                    let Some(text) = event.as_ref().and_then(error_of) else { continue };
                    match known(&case.path, &text) {
                        Some(path) => drop(met.insert(path)),
                        None => wrong.push(format!("{}: {text}", case.path)),
                    }
                }
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
        match picture(&host).await {
            Ok(picture) => sheets.entry(case.library).or_default().add(&picture),
            Err(reason) => wrong.push(format!("{}: no picture: {reason}", case.path)),
        }
        let _ = done.send(());
    }
    let mended = KNOWN.iter().filter(|(path, _)| !met.contains(path));
    wrong.extend(mended.map(|(path, about)| format!("{path}: has no error about {about} any more")));
    keep(&cases, &sheets);
    println!("{} components in {:.1} s", cases.len(), start.elapsed().as_secs_f64());
    assert!(wrong.is_empty(), "{} errors:\n{}", wrong.len(), wrong.join("\n"));
}

fn known(path: &str, text: &str) -> Option<&'static str> {
    let found = KNOWN.iter().find(|(known, about)| *known == path && text.contains(about));
    found.map(|(known, _)| *known)
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
async fn picture(host: &Arc<Host>) -> Result<Vec<u8>, String> {
    let page = host.state().await.unwrap().pages.last().unwrap().page;
    let host = host.clone();
    let taken = tokio::task::spawn_blocking(move || {
        let clip = json!({ "x": 0, "y": 0, "width": 390, "height": 776, "scale": 0.2 });
        let params = json!({ "format": "jpeg", "quality": 80, "clip": clip });
        host.view().raw(page, "Page.captureScreenshot", &params)
    });
    let taken: Value = taken.await.unwrap().map_err(|error| error.to_string())?;
    let encoded = taken["data"].as_str().ok_or("it is empty")?;
    base64::engine::general_purpose::STANDARD.decode(encoded).map_err(|error| error.to_string())
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
