//! What the phone's page and the host say to each other over one WebSocket: JSON text, and pictures as binary messages.
//!
//! The page keeps no state of the engine's but what it is sent: one snapshot, then patches. `packages/phone` has these
//! types as TypeScript, generated from here.
//!
//! A binary message is a picture of a page: page (u32), width and height in CSS pixels (f32 each), four zero bytes, then a
//! JPEG. Numbers are big-endian. The page answers each with `shown`.

use sampan_engine::device::{Account, Address, Place, Scanned};
use sampan_engine::id::{AppId, PageId};
use sampan_engine::screen::Input;
use sampan_engine::session::ShareTo;
use sampan_engine::state::State;
use sampan_engine::trace::TraceEvent;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// From the host to the page.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ToPhone {
    /// The first message.
    Hello {
        /// The version of Sampan. Another one than before: the page loads itself again.
        version: String,
        /// Whether this page is shown on another machine than the host's.
        remote: bool,
    },
    /// All of it.
    State { state: Box<State> },
    /// What has changed since, as an RFC 6902 patch with `add`, `remove` and `replace` only.
    Patch { patch: Vec<PatchStep> },
    /// What happened, in order. The first ones after `hello` are those that are remembered.
    Events { events: Vec<Told> },
    /// The `data` of a page in the logic layer, for those who asked with `watchData`.
    Data { app: AppId, page: PageId, path: String, data: Value },
    /// The answer to a request.
    Reply {
        id: u32,
        #[serde(skip_serializing_if = "Option::is_none")]
        value: Option<Value>,
        /// In words.
        #[serde(skip_serializing_if = "Option::is_none")]
        error: Option<String>,
    },
    /// What a person does is recorded, or (null) is not any more.
    Recording { recording: Option<Recording> },
    /// The host ends; why.
    Bye { reason: String },
}

/// A recording that goes on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Recording {
    /// How many things have been done so far.
    pub count: usize,
    /// The last of them, as a line of the test.
    pub last: String,
}

/// What a recording has become, in each form there is.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Recorded {
    pub spec: String,
    pub playwright: String,
    pub automator: String,
    /// Where paths in it begin.
    pub folder: String,
    /// Files that it names, which belong beside it.
    pub pictures: Vec<RecordedPicture>,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RecordedPicture {
    pub name: String,
    pub base64: String,
}

/// A trace event with its number and its time.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Told {
    /// Counts from 1; one that is missing was dropped because there were too many.
    pub n: u64,
    /// Milliseconds since 1970.
    pub at: f64,
    pub event: TraceEvent,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PatchStep {
    pub op: PatchOp,
    /// A JSON pointer.
    pub path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
}

#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum PatchOp {
    Add,
    Remove,
    Replace,
}

/// From the page to the host.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum FromPhone {
    /// A person's hand; not answered.
    Input { page: PageId, input: Input },
    /// A picture has been drawn; not answered.
    Shown { page: PageId },
    /// Asks for something; answered by `reply` with the same id.
    Request { id: u32, request: Request },
}

/// What a page can ask for. Without a word on the answer there is none but that it was done.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(tag = "method", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Request {
    /// The back button, or a swipe from the edge.
    Back,
    /// The home button of the navigation bar: `reLaunch` to the home page.
    Home,
    /// A tap on the tabBar.
    SwitchTab {
        index: usize,
    },
    /// The page was pulled down.
    PullDown,
    /// Opens or closes the capsule's menu.
    Menu {
        open: bool,
    },
    /// Answers a `Share`.
    Share {
        #[serde(default)]
        to: ShareTo,
    },
    /// Answers the link.
    CopyLink,
    Reload,
    /// The capsule's close button: to the background.
    Hide,
    /// A mini program back to the front.
    Show {
        app: AppId,
    },
    /// Ends a mini program.
    Exit {
        app: AppId,
    },
    AnswerPrompt {
        id: u64,
        accept: bool,
        #[serde(default)]
        text: Option<String>,
    },
    AnswerSheet {
        id: u64,
        reply: SheetAnswer,
    },
    /// The viewer of this id is there.
    ViewerShown {
        id: u64,
    },
    CloseViewer,
    /// Runs a call again as the caller that made it: the number of its event.
    CallAgain {
        n: u64,
    },
    /// Answers `[{key, value, type}]`.
    StorageEntries {
        app: AppId,
    },
    SetStorage {
        app: AppId,
        key: String,
        value: Value,
    },
    RemoveStorage {
        app: AppId,
        key: String,
    },
    ClearStorage {
        app: AppId,
    },
    /// Has `data` messages sent for every page of the logic layer, or no more.
    WatchData {
        on: bool,
    },
    /// `setData` on a page of the logic layer.
    SetData {
        app: AppId,
        page: PageId,
        data: Value,
    },
    /// A line of the console in a page; answers what a console shows.
    RunInPage {
        page: PageId,
        script: String,
    },
    /// The same in the logic layer.
    RunInLogic {
        app: AppId,
        script: String,
    },
    /// Changes a key of the device file while it runs, e.g. `device.network.type`; null takes it away. `source.camera` and
    /// its like take `script` or `phone`.
    ChangeDevice {
        app: AppId,
        key: String,
        value: Value,
    },
    /// States a scope: granted, refused, or (null) not asked yet.
    SetScope {
        app: AppId,
        scope: String,
        granted: Option<bool>,
    },
    /// Answers what is selected in the page.
    Selection {
        page: PageId,
    },
    /// Answers whether there is text at a point.
    HasText {
        page: PageId,
        x: f64,
        y: f64,
    },
    /// Answers the address of the browser's own developer tools on the page.
    DevTools {
        page: PageId,
    },
    /// Opens the phone to the local network, or closes it. Answers `{url, qr}` (an SVG), or null.
    Lan {
        open: bool,
    },
    /// Begins to record what a person does, or ends it: answers `Recorded`.
    Record {
        on: bool,
    },
    /// Forgets the events that are remembered.
    ClearEvents,
}

/// What the person did with a sheet. Files were uploaded before: `POST upload` answers their names.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum SheetAnswer {
    Cancel,
    Fail {
        reason: String,
    },
    /// Pictures that were picked or taken; for a scanner, one with a code in it (an error when there is none: the sheet
    /// stays).
    Pictures {
        uploads: Vec<String>,
    },
    /// A code that was read elsewhere, or typed.
    Code {
        code: Scanned,
    },
    Place {
        place: Place,
    },
    Address {
        address: Address,
    },
    Sound {
        upload: String,
        seconds: f64,
    },
    Account {
        account: Account,
        #[serde(default)]
        avatar: Option<String>,
    },
    /// A dialog was confirmed, with what was written in it.
    Text {
        text: String,
    },
    /// Which item of an action sheet.
    Choice {
        index: usize,
    },
    Done,
}
