//! The screens of web-views: [`Screen`] of Chromium. Every method returns at once, from any thread.

use std::sync::Arc;

use futures::future::BoxFuture;
use sampan_engine::id::PageId;
use sampan_engine::screen::{FrameSink, Input, MessageSink, Screen, ToolSession};

use crate::CdpView;

mod ask;
pub(crate) mod cast;
mod console_line;
pub(crate) mod film;
pub(crate) mod input;
mod sharpness;
mod text;
pub(crate) mod tool_files;
pub(crate) mod tools;
pub(crate) mod witness;

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
            hub.casting.touched(hub, page);
        }
    }

    fn selection(&self, page: PageId) -> BoxFuture<'static, Result<String, String>> {
        text::selection(self.hub(), page)
    }

    fn has_text(&self, page: PageId, x: f64, y: f64) -> BoxFuture<'static, bool> {
        text::has_text(self.hub(), page, x, y)
    }

    fn run(&self, page: PageId, script: &str) -> BoxFuture<'static, Result<String, String>> {
        console_line::run(self.hub(), page, script)
    }

    fn attach(&self, page: PageId, sink: MessageSink) -> Option<Box<dyn ToolSession>> {
        tools::attach(self.hub(), page, sink)
    }

    fn tool_file(&self, path: &str) -> BoxFuture<'static, Option<(Vec<u8>, String)>> {
        let hub = self.hub();
        hub.tool_files.read(hub, path)
    }
}

impl CdpView {
    fn hub(&self) -> &Arc<crate::hub::Hub> {
        &self.0.hub
    }
}
