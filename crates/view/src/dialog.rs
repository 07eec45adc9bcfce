//! JavaScript dialogs. The page's script stands still while one is open, so somebody must answer: whoever drives the
//! engine does, through [`Act::AnswerDialog`](sampan_engine::view::Act).

use sampan_engine::view::ViewEvent;
use serde::Deserialize;
use serde_json::json;

use crate::hub::Hub;
use crate::web_view::WebView;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Opening {
    message: String,
    r#type: String,
    default_prompt: Option<String>,
}

/// `Page.javascriptDialogOpening`.
pub(crate) fn opened(hub: &Hub, view: &WebView, event: Opening) {
    let mut state = view.state();
    let Some(page) = state.page else {
        drop(state);
        // Nobody hears of a page that is being closed.
        return answer_browser(hub, view, false, None);
    };
    state.dialog = true;
    drop(state);
    let default_text = event.default_prompt.unwrap_or_default();
    hub.emit(ViewEvent::Dialog { page, kind: event.r#type, message: event.message, default_text });
}

/// The dialog is gone and nobody of ours answered it: `Page.javascriptDialogClosed`, or the end of its page.
pub(crate) fn gone(hub: &Hub, view: &WebView) {
    let mut state = view.state();
    let was_open = std::mem::take(&mut state.dialog);
    let page = state.page.filter(|_| was_open);
    drop(state);
    if let Some(page) = page {
        hub.emit(ViewEvent::DialogGone { page });
    }
}

/// An answer without a question is nothing.
pub(crate) fn answer(hub: &Hub, view: &WebView, accept: bool, text: Option<&str>) {
    if std::mem::take(&mut view.state().dialog) {
        answer_browser(hub, view, accept, text);
    }
}

fn answer_browser(hub: &Hub, view: &WebView, accept: bool, text: Option<&str>) {
    let mut params = json!({ "accept": accept });
    if let Some(text) = text {
        params["promptText"] = text.into();
    }
    hub.cdp.send(Some(&view.session), "Page.handleJavaScriptDialog", &params);
}
