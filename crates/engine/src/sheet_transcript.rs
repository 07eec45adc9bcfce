//! Transcripts of sheets and of what a person does beside the page: storage, scopes, calls made again, the viewer.

use std::sync::Arc;
use std::time::Duration;

use futures::channel::oneshot;
use serde_json::{Value, json};

use crate::device::{Account, Address, CodeKind, Picture, Place, Sound};
use crate::engine::{Command, Event};
use crate::id::PageId;
use crate::sheet::{Question, SheetReply};
use crate::testing::Phone;
use crate::trace::{CallerKind, TraceEvent};

type Opened = (oneshot::Receiver<u64>, oneshot::Receiver<SheetReply>);

fn phone() -> Phone {
    let mut phone = Phone::shop();
    phone.web_view("mpshop", 1);
    phone.watch(1);
    phone
}

fn open(phone: &mut Phone, question: Question) -> Opened {
    open_with(phone, question, None)
}

fn open_with(phone: &mut Phone, question: Question, sound: Option<Arc<[u8]>>) -> Opened {
    let (opened, id) = oneshot::channel();
    let (answer, reply) = oneshot::channel();
    phone.handle(Event::Command(Command::OpenSheet {
        app: "mpshop".into(),
        question,
        sound,
        opened,
        answer,
    }));
    (id, reply)
}

fn answer(phone: &mut Phone, id: u64, reply: SheetReply) -> Result<(), String> {
    phone.ask(|answer| Command::AnswerSheet { id, reply, answer }).expect("the command was answered")
}

fn picture(text: &str) -> Picture {
    Picture { bytes: text.as_bytes().to_vec(), extension: "jpg".to_owned() }
}

#[test]
fn a_sheet_says_who_asks_and_is_answered_once() {
    let mut phone = phone();
    let (mut id, mut reply) = open(&mut phone, Question::Album { count: 2 });
    let id = id.try_recv().unwrap().unwrap();
    let sheet = phone.state().sheets.remove(0);
    assert_eq!((sheet.id, sheet.page, sheet.origin.as_str()), (id, Some(PageId(1)), "https://shop.example"));
    let pictures = SheetReply::Pictures(vec![picture("one")]);
    assert_eq!(answer(&mut phone, id, pictures.clone()), Ok(()));
    assert_eq!(reply.try_recv().unwrap(), Some(pictures));
    assert!(phone.state().sheets.is_empty());
    assert_eq!(answer(&mut phone, id, SheetReply::Cancel).unwrap_err(), format!("no sheet {id} is open"));
}

#[test]
fn a_reply_that_does_not_fit_leaves_the_sheet_open() {
    let place = |latitude| {
        SheetReply::Place(Place { name: "x".into(), address: String::new(), latitude, longitude: 0.0 })
    };
    let empty = Sound { bytes: Vec::new(), extension: "wav".into(), length: Duration::ZERO };
    for (question, reply) in [
        (Question::Album { count: 1 }, SheetReply::Pictures(vec![picture("1"), picture("2")])),
        (Question::Album { count: 1 }, SheetReply::Pictures(Vec::new())),
        (Question::Camera, SheetReply::Done),
        (Question::Place { latitude: None, longitude: None }, place(91.0)),
        (Question::Place { latitude: None, longitude: None }, place(f64::NAN)),
        (Question::Address, SheetReply::Address(Address { city: "Port".into(), ..Address::default() })),
        (Question::Record { stopping: false }, SheetReply::Sound(empty)),
        (Question::Play { from: 0.0 }, SheetReply::Cancel),
        (Question::Account { field: "phone".into() }, SheetReply::Pictures(vec![picture("1")])),
        (Question::Account { field: "phone".into() }, SheetReply::Account(Account::default())),
        (Question::Account { field: "avatar".into() }, SheetReply::Account(Account::default())),
    ] {
        let mut phone = phone();
        let (mut id, mut waiting) = open(&mut phone, question.clone());
        let id = id.try_recv().unwrap().unwrap();
        let error = answer(&mut phone, id, reply).unwrap_err();
        assert!(error.starts_with("this does not answer the sheet"), "{error}");
        assert_eq!(phone.state().sheets.len(), 1, "{question:?}");
        assert_eq!(waiting.try_recv(), Ok(None));
    }
}

#[test]
fn a_picture_for_the_scanner_is_read_and_one_without_a_code_is_told() {
    let mut phone = phone();
    let question = Question::Scan { kinds: vec![CodeKind::QrCode], only_from_camera: false };
    let (mut id, mut reply) = open(&mut phone, question);
    let id = id.try_recv().unwrap().unwrap();
    let error = answer(&mut phone, id, SheetReply::Pictures(vec![picture("a cat")])).unwrap_err();
    assert_eq!(error, "no code found in the picture");
    assert_eq!(phone.state().sheets.len(), 1);
    assert_eq!(answer(&mut phone, id, SheetReply::Pictures(vec![picture("code 42")])), Ok(()));
    assert!(matches!(reply.try_recv(), Ok(Some(SheetReply::Code(code))) if code.result == "42"));
}

#[test]
fn nobody_there_means_no_sheet() {
    let mut phone = phone();
    phone.watch(0);
    let (mut id, mut reply) = open(&mut phone, Question::Camera);
    assert!(id.try_recv().unwrap().is_some(), "they may be back any moment");
    phone.advance(Duration::from_secs(30));
    assert!(reply.try_recv().is_err(), "cancelled");
    assert!(phone.notices().last().unwrap().contains("nobody looks"));
    let (mut id, mut reply) = open(&mut phone, Question::Camera);
    assert!(id.try_recv().is_err() && reply.try_recv().is_err());
}

#[test]
fn a_sheet_goes_with_its_page_and_with_its_asker() {
    let mut phone = phone();
    phone.silent(1, "navigateTo", json!({"url": "/pages/c/c"}));
    let (_id, mut reply) = open(&mut phone, Question::Camera);
    phone.web_view("mpshop", 2).silent(2, "navigateBack", json!({}));
    assert!(reply.try_recv().is_err());
    let (_id, reply) = open(&mut phone, Question::Camera);
    assert_eq!(phone.state().sheets.len(), 1);
    drop(reply);
    phone.call(1, "getStorageInfo", json!({}));
    assert!(phone.state().sheets.is_empty());
    let (mut id, mut reply) = open(&mut phone, Question::Camera);
    phone.handle(Event::Command(Command::CloseSheet { id: id.try_recv().unwrap().unwrap() }));
    assert!(reply.try_recv().is_err());
}

#[test]
fn a_recording_is_told_to_stop_and_a_sound_is_fetched_apart() {
    let mut phone = phone();
    let (mut id, _reply) = open(&mut phone, Question::Record { stopping: false });
    let id = id.try_recv().unwrap().unwrap();
    phone.handle(Event::Command(Command::StopSheet { id }));
    assert_eq!(phone.state().sheets[0].question, Question::Record { stopping: true });
    let sound: Arc<[u8]> = Arc::from(&b"RIFF"[..]);
    let (mut id, _open) = open_with(&mut phone, Question::Play { from: 1.5 }, Some(sound.clone()));
    let id = id.try_recv().unwrap().unwrap();
    assert_eq!(phone.ask(|answer| Command::SheetSound { id, answer }).unwrap(), Some(sound));
    assert_eq!(phone.ask(|answer| Command::SheetSound { id: 99, answer }).unwrap(), None);
}

#[test]
fn too_many_sheets_are_cancelled_and_a_mini_program_behind_cannot_ask() {
    let mut phone = phone();
    let open_sheets = (0..17).map(|_| open(&mut phone, Question::Camera)).collect::<Vec<_>>();
    assert_eq!(phone.state().sheets.len(), 16);
    drop(open_sheets);
    phone.handle(Event::Command(Command::Hide));
    let (mut id, _reply) = open(&mut phone, Question::Camera);
    assert!(id.try_recv().is_err());
    assert!(phone.notices().last().unwrap().contains("is not in front"));
}

#[test]
fn storage_is_seen_and_changed_and_every_change_is_told() {
    let mut phone = phone();
    phone.call(1, "setStorage", json!({"key": "cart", "data": [1]}));
    phone.wx(
        "mpshop",
        "setStorage",
        json!({"key": "when", "data": "2024-05-01T00:00:00.000Z", "dataType": "date"}),
    );
    let app = || "mpshop".into();
    let (key, value) = ("n".to_owned(), json!(7));
    assert_eq!(phone.ask(|answer| Command::SetStorage { app: app(), key, value, answer }).unwrap(), Ok(()));
    let entries = phone.ask(|answer| Command::StorageEntries { app: app(), answer }).unwrap().unwrap();
    let entries = entries.iter().map(|e| (e.key.as_str(), e.kind.as_str())).collect::<Vec<_>>();
    assert_eq!(entries, [("cart", "Array"), ("when", "Date"), ("n", "Number")]);
    let key = "cart".to_owned();
    assert_eq!(phone.ask(|answer| Command::RemoveStorage { app: app(), key, answer }).unwrap(), Ok(()));
    assert_eq!(phone.ask(|answer| Command::ClearStorage { app: app(), answer }).unwrap(), Ok(()));
    assert_eq!(phone.call(1, "getStorageInfo", json!({}))["keys"], json!([]));
    let (key, value) = ("big".to_owned(), json!("x".repeat(2 << 20)));
    let refused = phone.ask(|answer| Command::SetStorage { app: app(), key, value, answer }).unwrap();
    assert!(refused.unwrap_err().contains("1MB"));
    phone.call(1, "removeStorage", json!({"key": "cart"}));
    let told = phone.traces.borrow();
    let told = told
        .iter()
        .filter_map(|e| if let TraceEvent::Storage { key, .. } = e { Some(key.as_deref()) } else { None });
    assert_eq!(
        told.collect::<Vec<_>>(),
        [Some("cart"), Some("when"), Some("n"), Some("cart"), None, Some("cart")]
    );
}

#[test]
fn the_store_of_a_mini_program_that_does_not_run_is_not_there() {
    let mut phone = phone();
    let entries = phone.ask(|answer| Command::StorageEntries { app: "mpnone".into(), answer }).unwrap();
    assert_eq!(entries.unwrap_err(), "no mini program mpnone is running");
}

#[test]
fn a_scope_is_stated_and_forgotten() {
    let mut phone = phone();
    let mut state = |scope: &str, granted| {
        let scope = scope.to_owned();
        phone.ask(|answer| Command::SetScope { app: "mpshop".into(), scope, granted, answer }).unwrap()
    };
    assert_eq!(state("scope.record", Some(false)), Ok(()));
    assert_eq!(state("scope.userLocation", Some(true)), Ok(()));
    assert!(state("scope.everything", None).unwrap_err().contains("there is no scope scope.everything"));
    assert_eq!(state("scope.record", None), Ok(()));
    assert_eq!(
        phone.state().scopes.into_iter().collect::<Vec<_>>(),
        [("scope.userLocation".to_owned(), true)]
    );
    assert_eq!(phone.call(1, "getLocation", json!({}))["errMsg"], "getLocation:ok");
}

#[test]
fn the_device_changes_or_says_why_not() {
    let mut phone = phone();
    let mut change = |app: &str, key: &str| {
        let (app, key, value) = (app.into(), key.to_owned(), json!("copied"));
        phone.ask(|answer| Command::ChangeDevice { app, key, value, answer }).unwrap()
    };
    assert_eq!(change("mpshop", "device.clipboard"), Ok(()));
    assert_eq!(change("mpshop", "device.nothing").unwrap_err(), "device.nothing: no such key");
    assert_eq!(change("mpnone", "device.clipboard").unwrap_err(), "no mini program mpnone is known");
    assert_eq!(*phone.device.copied.lock().unwrap(), "copied");
}

fn again(phone: &mut Phone, page: u32, name: &str, kind: CallerKind) -> Result<Value, String> {
    let (name, args) = (name.to_owned(), json!({"key": "k", "data": 1, "url": "/pages/c/c"}));
    let (app, page) = ("mpshop".into(), Some(PageId(page)));
    phone.ask(|answer| Command::CallAgain { app, page, name, args, kind, answer }).expect("it was answered")
}

#[test]
fn a_call_is_made_again_as_its_caller_and_the_page_hears_nothing() {
    let mut phone = phone();
    phone.call(1, "getStorageInfo", json!({}));
    let heard = phone.last();
    assert_eq!(again(&mut phone, 1, "setStorage", CallerKind::H5), Ok(json!({"errMsg": "setStorage:ok"})));
    assert_eq!(phone.later(heard + 1), Value::Null);
    let told = phone.traces.borrow().last().cloned();
    assert!(matches!(told, Some(TraceEvent::Call { origin, .. }) if origin == "https://shop.example"));
    assert_eq!(again(&mut phone, 1, "getStorage", CallerKind::Logic).unwrap()["data"], json!(1));
    assert_eq!(
        again(&mut phone, 1, "nope", CallerKind::H5),
        Ok(json!({"errMsg": "nope:fail function not exist"}))
    );
    // One that is silent for the page answers here.
    assert_eq!(again(&mut phone, 1, "navigateTo", CallerKind::H5), Ok(json!({"errMsg": "navigateTo:ok"})));
    assert_eq!(phone.state().pages.len(), 2);
    assert_eq!(again(&mut phone, 9, "setStorage", CallerKind::H5).unwrap_err(), "the page is closed");
    assert_eq!(
        again(&mut phone, 2, "setStorage", CallerKind::H5).unwrap_err(),
        "the page has no web-view any more"
    );
}

#[test]
fn the_viewer_stands_in_the_phone_of_those_who_look() {
    let mut phone = phone();
    let show = json!({"urls": ["https://shop.example/1.jpg"]});
    let call = phone.start(1, "previewImage", &show);
    let viewer = phone.state().viewer.unwrap();
    assert_eq!(viewer.request["kind"], "image");
    assert!(!phone.log().contains("load"), "no page of its own");
    let shown = |phone: &mut Phone, id| phone.ask(|answer| Command::ViewerShown { id, answer }).unwrap();
    assert_eq!(shown(&mut phone, 99).unwrap_err(), "no viewer 99 is open");
    assert_eq!(shown(&mut phone, viewer.id), Ok(()));
    assert_eq!(phone.later(call)["errMsg"], "previewImage:ok");
    assert_eq!(phone.ask(|answer| Command::Back { answer }).unwrap(), Ok(true));
    assert_eq!(phone.state().viewer, None);
    let closed = phone.ask(|answer| Command::CloseViewer { answer }).unwrap();
    assert_eq!(closed.unwrap_err(), "no viewer is open");
    // A phone that never shows it is waited for no longer than a page would be.
    let call = phone.start(1, "previewImage", &show);
    phone.advance(Duration::from_secs(10));
    assert_eq!(phone.later(call)["errMsg"], "previewImage:ok");
    assert_eq!(phone.ask(|answer| Command::CloseViewer { answer }).unwrap(), Ok(()));
}
