//! The screens of web-views: [`Screen`] of Chromium. Every method returns at once, from any thread.

use std::sync::Arc;

use futures::FutureExt;
use futures::future::BoxFuture;
use sampan_engine::id::PageId;
use sampan_engine::screen::{FrameSink, Input, MessageSink, Screen, ToolSession};

use crate::CdpView;

mod ask;
pub(crate) mod cast;
pub(crate) mod input;
mod text;

impl Screen for CdpView {
    fn watch(&self, page: PageId, sink: FrameSink) -> Box<dyn Send> {
        let hub = self.hub();
        Box::new(hub.casting.watch(hub, page, sink))
    }

    fn shown(&self, page: PageId) {
        let hub = self.hub();
        hub.casting.shown(hub, page);
    }

    fn input(&self, page: PageId, input: Input) {
        let hub = self.hub();
        if let Some(view) = hub.view_of(page) {
            view.hand.put(hub, &view, input);
        }
    }

    fn selection(&self, page: PageId) -> BoxFuture<'static, Result<String, String>> {
        text::selection(self.hub(), page)
    }

    fn has_text(&self, page: PageId, x: f64, y: f64) -> BoxFuture<'static, bool> {
        text::has_text(self.hub(), page, x, y)
    }

    fn run(&self, _page: PageId, _script: &str) -> BoxFuture<'static, Result<String, String>> {
        async { Err("not yet".to_owned()) }.boxed()
    }

    fn attach(&self, _page: PageId, _sink: MessageSink) -> Option<Box<dyn ToolSession>> {
        None
    }

    fn tool_file(&self, _path: &str) -> BoxFuture<'static, Option<(Vec<u8>, String)>> {
        async { None }.boxed()
    }
}

impl CdpView {
    fn hub(&self) -> &Arc<crate::hub::Hub> {
        &self.0.hub
    }
}
