//! What the engine asks of a view layer, and what a view layer reports.
//!
//! A web-view is named by the page that holds it: a page has at most one. The view follows the page stack and
//! never changes it; it takes the identity of a caller from the browser and never from the message.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures::future::BoxFuture;
use serde_json::value::RawValue;

use crate::current::Current;
use crate::device::{Network, Picture, Position};
use crate::domain::DomainPolicy;
use crate::id::{AppId, DocumentId, PageId};
use crate::package::Package;
use crate::profile::Profile;
use crate::state::Frame;
use crate::temp_file::TempFiles;
use crate::trace::Level;

/// Where the host's own pages stand: pictures, documents and places are looked at there. Only [`View::load`] leads to
/// them; a page's own way there is refused like any foreign address.
pub const VIEWER: &str = "https://sampan.localhost/viewer/";

/// The address at which the viewer shows something: `{kind: "image", urls, current}`, `{kind: "document", url, name, type,
/// size}` or `{kind: "location", name, address, latitude, longitude}`; see `packages/viewer/src/request.ts`. The viewer asks
/// to be closed by a call of `closeViewer`, from the origin `https://sampan.localhost`.
pub fn viewer_address(what: &serde_json::Value) -> String {
    let encoded = url::form_urlencoded::byte_serialize(what.to_string().as_bytes()).collect::<String>();
    format!("{VIEWER}#show={encoded}")
}

/// Shows the web-views of running mini programs. Every method returns at once; what comes of it is reported as
/// a [`ViewEvent`].
pub trait View {
    /// Prepares what a mini program needs: storage of its own in the browser, and a spare page.
    fn open_app(&self, app: AppView);
    /// Closes everything of a mini program.
    fn close_app(&self, app: &AppId);
    /// From now on the browser says what the device says, in every page of the mini program.
    fn configure(&self, app: &AppId, environment: Environment);
    /// Shows `url` in the page's web-view, creating the web-view when there is none. `url` is absolute: http,
    /// https, or an address of the mini program's own local origin ([`Package::local_origin`]). An address below
    /// [`VIEWER`] makes the page one of the host's own, and one on [`Package::page_origin`] the document that draws a page
    /// of the mini program ([`ViewEvent::PageReady`]): neither must ever be what a mini program asked for.
    fn load(&self, app: &AppId, page: PageId, url: &str);
    /// Hands operations (a list in JSON, see `docs/view.md`) to the document that draws a page of the mini program.
    fn update(&self, page: PageId, operations: &str);
    /// Shows an error page in the web-view in the place of `url`, with the reason in words.
    fn fail(&self, app: &AppId, page: PageId, url: &str, reason: &str);
    /// Brings a page's web-view to the front. A page without web-view is ignored.
    fn show(&self, page: PageId);
    /// Closes a page's web-view and reports nothing more about it.
    fn close(&self, page: PageId);
    /// Does something to a page's web-view that nobody waits for. A page without web-view is ignored.
    fn act(&self, page: PageId, act: Act);
    /// Delivers answers to the document that asked. A document that is gone gets nothing, nor does another.
    fn reply(&self, page: PageId, document: DocumentId, replies: Vec<Reply>);
    /// Fires an event of the bridge (`WeixinJSBridge.on`) in the web-view's current document.
    fn emit(&self, page: PageId, event: &str, payload: &serde_json::Value);
    /// The web-view's session history. Answers an error text when the page has no web-view.
    fn history(&self, page: PageId) -> BoxFuture<'static, Result<History, String>>;
    /// A PNG of the web-view.
    fn screenshot(&self, page: PageId) -> BoxFuture<'static, Result<Vec<u8>, String>>;
}

/// What the view must know of a mini program.
#[derive(Clone)]
pub struct AppView {
    pub app: AppId,
    /// Serves the local origin.
    pub package: Current<Package>,
    /// Asked for every top-level navigation of a web-view, redirects included.
    pub domains: Current<DomainPolicy>,
    /// What the browser says at first; [`View::configure`] changes it.
    pub environment: Environment,
    /// Served below `/__temp__/` of the local origin.
    pub temp_files: Arc<TempFiles>,
}

/// What a page learns from the browser about the phone around it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Environment {
    /// Screen and user agent. A page that is open gets the new screen at once, a new user agent with its next document.
    pub profile: Profile,
    /// Without one, a page is refused its position.
    pub position: Option<Position>,
    pub network: Network,
    /// A BCP 47 tag, e.g. `zh-CN`. This and what follows is the browser's own affair when it is not set.
    pub language: Option<String>,
    pub dark: Option<bool>,
    /// E.g. `Asia/Shanghai`.
    pub time_zone: Option<String>,
}

/// What is done to a web-view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// One step back in its history.
    Back,
    /// Its document once more.
    Reload,
    /// Answers the JavaScript dialog that is open; `text` is what was typed into a `prompt`.
    AnswerDialog { accept: bool, text: Option<String> },
    /// Where on the screen the page is, from now on; also for a page that has no web-view yet.
    Resize(Frame),
    /// Answers the file chooser that is open. No picture means that the person picked none.
    ChooseFiles(Vec<Picture>),
}

/// An answer on its way to the document: `body` is JSON text of an object.
#[derive(Clone, Debug)]
pub struct Reply {
    pub id: u64,
    pub body: String,
}

/// A call as the page made it. `args` is untouched JSON: the bridge decodes it.
#[derive(Debug)]
pub struct RawCall {
    pub id: u64,
    pub name: String,
    pub args: Box<RawValue>,
}

#[derive(Clone, Debug, Default)]
pub struct History {
    pub entries: Vec<String>,
    /// Index of the current entry.
    pub current: usize,
}

/// What happened in the view layer.
#[derive(Debug)]
pub enum ViewEvent {
    /// Calls of one document, in order. `origin` is the browser's word.
    Calls {
        page: PageId,
        document: DocumentId,
        origin: String,
        calls: Vec<RawCall>,
    },
    /// The document that draws this page is there and empty: newly opened, loaded again, or after a crash.
    PageReady {
        page: PageId,
    },
    /// What happened in that document: a list in JSON, see `docs/view.md`.
    PageEvents {
        page: PageId,
        events: String,
    },
    /// Somebody who may not call did so: a child frame, a foreign origin, a malformed message.
    RefusedCall {
        page: PageId,
        origin: String,
        reason: String,
    },
    /// A document has replaced the one before; calls of the old one will get no answer any more.
    DocumentOpened {
        page: PageId,
        document: DocumentId,
        url: String,
    },
    /// The document's load event.
    Loaded {
        page: PageId,
        url: String,
    },
    /// The document did not load. `reason` is a sentence.
    LoadFailed {
        page: PageId,
        url: String,
        reason: String,
    },
    /// The domain policy refused a navigation. `rule` says which rule, in words.
    NavigationRefused {
        page: PageId,
        url: String,
        rule: String,
    },
    /// The web-view's address changed, by navigation or by script within the document.
    Navigated {
        page: PageId,
        url: String,
        same_document: bool,
    },
    TitleChanged {
        page: PageId,
        title: String,
    },
    Console {
        page: PageId,
        level: Level,
        text: String,
        source: String,
        line: u32,
        column: u32,
    },
    /// An uncaught error or unhandled rejection in the page.
    Error {
        page: PageId,
        text: String,
        source: String,
        line: u32,
        column: u32,
    },
    /// A JavaScript dialog (`alert`, `confirm`, `prompt`, `beforeunload`). The page stands still until
    /// [`Act::AnswerDialog`].
    Dialog {
        page: PageId,
        kind: String,
        message: String,
        default_text: String,
    },
    /// The dialog is gone without an answer: its document went, or somebody answered it in the browser's own window.
    DialogGone {
        page: PageId,
    },
    /// The page wants files (`<input type=file>`), to be answered by [`Act::ChooseFiles`].
    FileChooser {
        page: PageId,
        multiple: bool,
    },
    /// A request of the page has ended; `from` and `app` are the engine's to say.
    Request {
        page: PageId,
        request: Box<NetworkRequest>,
    },
    /// The page's renderer died; the view loads the page again.
    Crashed {
        page: PageId,
        url: String,
    },
    /// The user closed the window of this page.
    Closed {
        page: PageId,
    },
    /// The browser is gone.
    Gone {
        reason: String,
    },
}

/// One request of a page, as [`TraceEvent::Request`](crate::trace::TraceEvent::Request) tells it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NetworkRequest {
    pub method: String,
    pub url: String,
    pub status: u32,
    pub kind: String,
    pub milliseconds: f64,
    pub bytes: f64,
    pub request_headers: BTreeMap<String, String>,
    pub response_headers: BTreeMap<String, String>,
    pub error: Option<String>,
}
