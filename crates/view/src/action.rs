//! What is done to a web-view that is there: history, pictures, reload. None of it waits.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use base64::Engine as _;
use futures::channel::oneshot;
use sampan_engine::view::{Act, History};
use serde::Deserialize;
use serde_json::json;
use serde_json::value::RawValue;

use crate::app::Command;
use crate::cdp::lock;
use crate::error::ViewError;
use crate::hub::Hub;
use crate::web_view::WebView;
use crate::{dialog, file_chooser, frame};

/// How long the browser may take to tell the history or to take a picture.
const ASK_LIMIT: Duration = Duration::from_secs(10);

/// A page that is to load again and has not answered by then is busy with a script that does not end.
const HUNG_LIMIT: Duration = Duration::from_secs(1);

pub(crate) type Answering<T> = oneshot::Sender<Result<T, String>>;

pub(crate) enum Action {
    Show,
    Act(Act),
    History(Answering<History>),
    Screenshot(Answering<Vec<u8>>),
}

pub(crate) fn act(hub: &Arc<Hub>, view: &WebView, later: &mpsc::Sender<Command>, action: Action) {
    let session = Some(view.session.as_str());
    match action {
        Action::Show => {
            hub.cdp.send(session, "Page.bringToFront", &json!({}));
            frame::tell_again(hub, view);
        }
        Action::Act(Act::Reload) => reload(hub, view, later),
        Action::Act(Act::Back) => back(hub, view),
        Action::Act(Act::AnswerDialog { accept, text }) => dialog::answer(hub, view, accept, text.as_deref()),
        Action::Act(Act::ChooseFiles(pictures)) => file_chooser::answer(hub, view, pictures),
        Action::Act(Act::Resize(frame)) => {
            frame::resize(hub, view, frame);
            if let Some(page) = view.page() {
                hub.casting.touched(hub, page);
            }
        }
        Action::History(answer) => {
            let drawn = format!("{}/", view.app.package.get().page_origin());
            let read = move |json: &RawValue| read_history(json, &drawn);
            ask(hub, view, later, ("Page.getNavigationHistory", json!({})), read, answer);
        }
        Action::Screenshot(answer) => {
            let format = json!({ "format": "png" });
            ask(hub, view, later, ("Page.captureScreenshot", format), read_picture, answer);
        }
    }
}

/// A page whose script never ends would never go: when it does not answer, its script is ended first. Once the reload is
/// under way it is too late for that, because the browser holds back what is said to the page.
fn reload(hub: &Arc<Hub>, view: &WebView, later: &mpsc::Sender<Command>) {
    let asked = Arc::new(AtomicBool::new(false));
    let go = {
        let (hub, session, asked) = (hub.clone(), view.session.clone(), asked.clone());
        move || {
            if !asked.swap(true, Ordering::AcqRel) {
                hub.cdp.send(Some(&session), "Page.reload", &json!({}));
            }
        }
    };
    let (hub2, session, late) = (hub.clone(), view.session.clone(), go.clone());
    let nothing = json!({ "expression": "0" });
    hub.cdp.call_then(Some(&view.session), "Runtime.evaluate", &nothing, move |_| go());
    let end_script = move || {
        if !asked.load(Ordering::Acquire) {
            hub2.cdp.send(Some(&session), "Runtime.terminateExecution", &json!({}));
            late();
        }
    };
    let _ = later.send(Command::After(HUNG_LIMIT, Box::new(end_script)));
}

fn back(hub: &Arc<Hub>, view: &WebView) {
    let (hub2, session) = (hub.clone(), view.session.clone());
    hub.cdp.call_then(Some(&view.session), "Page.getNavigationHistory", &json!({}), move |answer| {
        let Some(entry) = answer.ok().and_then(|json| previous_entry(&json)) else { return };
        hub2.cdp.send(Some(&session), "Page.navigateToHistoryEntry", &json!({ "entryId": entry }));
    });
}

/// Asks the page's target something. The answer comes at the latest when the limit is over.
fn ask<T: Send + 'static>(
    hub: &Hub,
    view: &WebView,
    later: &mpsc::Sender<Command>,
    (method, params): (&'static str, serde_json::Value),
    read: impl Fn(&RawValue) -> Result<T, String> + Send + 'static,
    answer: Answering<T>,
) {
    let answer = Arc::new(Mutex::new(Some(answer)));
    let late = answer.clone();
    hub.cdp.call_then(Some(&view.session), method, &params, move |result| {
        settle(&answer, result.and_then(|json| read(&json)));
    });
    let expire = move || {
        let error = ViewError::Timeout { method: method.to_owned(), limit: ASK_LIMIT };
        settle(&late, Err(error.to_string()));
    };
    let _ = later.send(Command::After(ASK_LIMIT, Box::new(expire)));
}

fn settle<T>(answer: &Mutex<Option<Answering<T>>>, result: Result<T, String>) {
    if let Some(answer) = lock(answer).take() {
        let _ = answer.send(result);
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entries {
    current_index: usize,
    entries: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    id: i64,
    url: String,
}

fn entries(json: &RawValue) -> Result<Entries, String> {
    serde_json::from_str(json.get()).map_err(|error| error.to_string())
}

/// Without what came before a document that draws a page, whose addresses begin with `drawn`: back never leads there.
fn read_history(json: &RawValue, drawn: &str) -> Result<History, String> {
    let history = entries(json)?;
    let mut entries: Vec<_> = history.entries.into_iter().map(|entry| entry.url).collect();
    let mut current = history.current_index;
    let last = entries.iter().take(current + 1).rposition(|url| url.starts_with(drawn));
    let first = last.map_or(0, |last| (last + 1).min(current));
    entries.drain(..first);
    current -= first;
    Ok(History { entries, current })
}

fn previous_entry(json: &RawValue) -> Option<i64> {
    let history = entries(json).ok()?;
    history.entries.get(history.current_index.checked_sub(1)?).map(|entry| entry.id)
}

fn read_picture(json: &RawValue) -> Result<Vec<u8>, String> {
    #[derive(Deserialize)]
    struct Picture<'a> {
        data: &'a str,
    }
    let picture: Picture<'_> = serde_json::from_str(json.get()).map_err(|error| error.to_string())?;
    base64::engine::general_purpose::STANDARD.decode(picture.data).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn back_does_not_lead_to_a_document_that_draws_a_page() {
        let read = |urls: &[&str], current: usize| {
            let entries: Vec<_> = urls.iter().map(|url| json!({ "id": 1, "url": url })).collect();
            let json = json!({ "currentIndex": current, "entries": entries }).to_string();
            let history = read_history(&RawValue::from_string(json).unwrap(), "https://a.page/").unwrap();
            (history.entries.join(" "), history.current)
        };
        assert_eq!(read(&["https://a.page/", "https://a.page/b"], 1), ("https://a.page/b".to_owned(), 0));
        assert_eq!(
            read(&["https://a.page/", "https://h5/1", "https://h5/2"], 2),
            ("https://h5/1 https://h5/2".to_owned(), 1)
        );
        assert_eq!(read(&["https://h5/1", "https://h5/2"], 0), ("https://h5/1 https://h5/2".to_owned(), 0));
    }
}
