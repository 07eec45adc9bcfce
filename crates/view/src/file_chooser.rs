//! `<input type=file>`: the browser's own chooser never opens; pictures that the engine hands over go into the input
//! through files that only this browser gets to know.

use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use sampan_engine::device::Picture;
use sampan_engine::view::ViewEvent;
use serde::Deserialize;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::cdp::lock;
use crate::hub::Hub;
use crate::web_view::WebView;

/// The input that waits for files.
#[derive(Clone, Copy)]
pub(crate) struct Chooser {
    input: i64,
    multiple: bool,
}

/// What a mini program's inputs were given. The browser reads a file when the page does, so they stay as long as the
/// mini program.
#[derive(Default)]
pub(crate) struct Uploads(Mutex<Option<Folder>>);

struct Folder {
    place: TempDir,
    written: usize,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Opened {
    mode: String,
    /// Absent for `showOpenFilePicker`, which fails by itself then.
    backend_node_id: Option<i64>,
}

/// `Page.fileChooserOpened`.
pub(crate) fn opened(hub: &Hub, view: &WebView, event: &Opened) {
    let Some(input) = event.backend_node_id else { return };
    let multiple = event.mode == "selectMultiple";
    let mut state = view.state();
    let Some(page) = state.page else { return };
    state.chooser = Some(Chooser { input, multiple });
    drop(state);
    hub.emit(ViewEvent::FileChooser { page, multiple });
}

/// An answer without a question is nothing.
pub(crate) fn answer(hub: &Arc<Hub>, view: &WebView, mut pictures: Vec<Picture>) {
    let Some(Chooser { input, multiple }) = view.state().chooser.take() else { return };
    if !multiple {
        pictures.truncate(1);
    }
    let session = view.session.clone();
    if pictures.is_empty() {
        return cancel(hub, session, input);
    }
    let (hub2, uploads) = (hub.clone(), view.uploads.clone());
    hub.in_background(move || match uploads.write(&pictures) {
        Ok(files) => {
            let params = json!({ "files": files, "backendNodeId": input });
            hub2.cdp.send(Some(&session), "DOM.setFileInputFiles", &params);
        }
        Err(error) => {
            tracing::warn!(%error, "the pictures cannot be handed to the page");
            cancel(&hub2, session, input);
        }
    });
}

/// What the input holds stays; the page learns of the cancellation as in a browser.
fn cancel(hub: &Arc<Hub>, session: String, input: i64) {
    let (hub2, session2) = (hub.clone(), session.clone());
    let node = json!({ "backendNodeId": input });
    hub.cdp.call_then(Some(&session), "DOM.resolveNode", &node, move |answer| {
        let node: Value =
            answer.ok().and_then(|json| serde_json::from_str(json.get()).ok()).unwrap_or_default();
        let script = "function(){this.dispatchEvent(new Event('cancel',{bubbles:true}))}";
        let params = json!({ "objectId": node["object"]["objectId"], "functionDeclaration": script });
        hub2.cdp.send(Some(&session2), "Runtime.callFunctionOn", &params);
    });
}

impl Uploads {
    fn write(&self, pictures: &[Picture]) -> io::Result<Vec<PathBuf>> {
        let mut folder = lock(&self.0);
        if folder.is_none() {
            let place = tempfile::Builder::new().prefix("sampan-pictures-").tempdir()?;
            *folder = Some(Folder { place, written: 0 });
        }
        let Some(Folder { place, written }) = folder.as_mut() else { return Ok(Vec::new()) };
        let mut files = Vec::new();
        for picture in pictures {
            *written += 1;
            let file = place.path().join(format!("image-{written}.{}", plain(&picture.extension)));
            std::fs::write(&file, &picture.bytes)?;
            files.push(file);
        }
        Ok(files)
    }
}

/// An extension that is nothing but one: it becomes part of a path.
fn plain(extension: &str) -> String {
    extension.chars().filter(char::is_ascii_alphanumeric).take(8).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_stay_in_their_folder_and_go_with_it() {
        let uploads = Uploads::default();
        let picture = |extension: &str| Picture { bytes: vec![1], extension: extension.to_owned() };
        let files = uploads.write(&[picture("jpg"), picture("../../x\0y")]).unwrap();
        let folder = files[0].parent().unwrap().to_owned();
        assert_eq!(files, [folder.join("image-1.jpg"), folder.join("image-2.xy")]);
        drop(uploads);
        assert!(!folder.exists());
    }
}
