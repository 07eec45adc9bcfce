//! A question to a page: its answer comes at the latest when the limit is over, whatever the page is doing.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::FutureExt;
use futures::channel::oneshot;
use futures::future::BoxFuture;
use sampan_engine::id::PageId;

use crate::cdp::lock;
use crate::error::ViewError;
use crate::hub::Hub;
use crate::web_view::WebView;

type Settled<T> = BoxFuture<'static, Result<T, String>>;

type Answering<T> = oneshot::Sender<Result<T, String>>;

/// Where the answer goes. The first one counts.
pub(crate) struct Question<T>(Arc<Mutex<Option<Answering<T>>>>);

impl<T> Clone for Question<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T: Send + 'static> Question<T> {
    /// Lets `put` ask the page's web-view; `what` names the question should there be no answer.
    pub fn ask(
        hub: &Arc<Hub>,
        page: PageId,
        (what, limit): (&'static str, Duration),
        put: impl FnOnce(Arc<WebView>, Self),
    ) -> Settled<T> {
        let Some(view) = hub.view_of(page) else {
            return futures::future::ready(Err(ViewError::NoWebView(page).to_string())).boxed();
        };
        let (sender, answer) = oneshot::channel();
        let question = Self(Arc::new(Mutex::new(Some(sender))));
        let late = question.clone();
        hub.after(&view.app.app, limit, move || {
            late.settle(Err(format!("the page did not answer within {} s ({what})", limit.as_secs())));
        });
        put(view, question);
        async move { answer.await.unwrap_or_else(|_| Err(ViewError::Gone.to_string())) }.boxed()
    }

    pub fn settle(&self, answer: Result<T, String>) {
        if let Some(sender) = lock(&self.0).take() {
            let _ = sender.send(answer);
        }
    }
}
