//! The `<web-view>` of a page: its address, its document, and the queue of `postMessage`.

use serde_json::{Value, json};

use crate::id::DocumentId;
use crate::logic::WebViewElement;

/// The web-view of one page.
#[derive(Debug, Default)]
pub struct WebView {
    pub element: Option<WebViewElement>,
    /// The address that `src` led to, as the view was told it.
    pub target: String,
    /// Where the page is now, after redirects and `pushState`.
    pub url: String,
    /// The document whose calls are answered.
    pub document: Option<DocumentId>,
    /// What `postMessage` has sent and nobody has got yet.
    queue: Vec<Value>,
}

impl WebView {
    pub fn queue(&mut self, message: Value) {
        self.queue.push(message);
    }

    pub fn waiting(&self) -> &[Value] {
        &self.queue
    }

    /// The waiting messages as the `detail` of one `message` event; `None` when nothing waits. Each message is
    /// delivered once (assumed: the documentation does not say that the queue is emptied).
    pub fn flush(&mut self) -> Option<Value> {
        (!self.queue.is_empty()).then(|| json!({ "data": std::mem::take(&mut self.queue) }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_message_is_delivered_once_and_in_order() {
        let mut web_view = WebView::default();
        assert_eq!(web_view.flush(), None);
        web_view.queue(json!({"name": "TCMPP"}));
        web_view.queue(json!(2));
        assert_eq!(web_view.flush(), Some(json!({"data": [{"name": "TCMPP"}, 2]})));
        assert_eq!(web_view.flush(), None);
    }
}
