//! The phone with a person at it: who answers, and what becomes of sheets.

use std::fs;
use std::io::Cursor;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::FutureExt;
use futures::channel::oneshot;
use futures::executor::block_on;
use futures::future::{BoxFuture, pending, ready};
use image::{ImageFormat, Rgb, RgbImage};
use sampan_device::{Desk, Opened, PersonDevice, ScriptedDevice};
use sampan_engine::config::parse_toml;
use sampan_engine::device::{
    Account, Address, Capability, CodeKind, Device as _, DeviceError, ImageSize, Payment, Picture, Place,
    Scanned, Sound, Source,
};
use sampan_engine::sheet::{Question, SheetReply};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A desk with a person who answers everything at once, or who is not there.
#[derive(Default)]
struct Person {
    /// What they say; nothing: nobody is there.
    reply: Mutex<Option<SheetReply>>,
    /// They think about it for ever.
    thinks: AtomicBool,
    waiting: Mutex<Vec<oneshot::Sender<SheetReply>>>,
    /// What happened at the desk.
    log: Mutex<Vec<String>>,
    /// Time stands still, or is over at once.
    hurries: AtomicBool,
}

impl Person {
    fn log(&self) -> Vec<String> {
        std::mem::take(&mut *self.log.lock().unwrap())
    }

    fn says(&self, reply: SheetReply) {
        *self.reply.lock().unwrap() = Some(reply);
    }
}

impl Desk for Person {
    fn open(&self, question: Question, sound: Option<Arc<[u8]>>) -> Opened {
        let (opened, id) = oneshot::channel();
        let (sender, answer) = oneshot::channel();
        let heard = sound.map(|sound| format!(" with {} bytes", sound.len())).unwrap_or_default();
        self.log.lock().unwrap().push(format!("{question:?}{heard}"));
        if let Some(reply) = &*self.reply.lock().unwrap() {
            opened.send(7).unwrap();
            if self.thinks.load(Ordering::Relaxed) {
                self.waiting.lock().unwrap().push(sender);
            } else {
                let _ = sender.send(reply.clone());
            }
        }
        Opened { id, answer }
    }

    fn stop(&self, sheet: u64) {
        self.log.lock().unwrap().push(format!("stop {sheet}"));
    }

    fn close(&self, sheet: u64) {
        self.log.lock().unwrap().push(format!("close {sheet}"));
    }

    fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
        if self.hurries.load(Ordering::Relaxed) { ready(()).boxed() } else { pending().boxed() }
    }
}

struct Phone {
    device: PersonDevice,
    person: Arc<Person>,
    _dir: TempDir,
}

fn phone(text: &str) -> Phone {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("a.png"), png(4)).unwrap();
    let script =
        ScriptedDevice::new(dir.path().to_owned(), &parse_toml("sampan.toml", text).unwrap()).unwrap();
    let person = Arc::new(Person::default());
    Phone { device: PersonDevice::new(script, person.clone()), person, _dir: dir }
}

fn png(side: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let image = RgbImage::from_fn(side, side, |x, y| {
        Rgb([(x * y).to_le_bytes()[0], x.to_le_bytes()[0], y.to_le_bytes()[0]])
    });
    image.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).unwrap();
    bytes
}

fn given(side: u32) -> SheetReply {
    SheetReply::Pictures(vec![Picture { bytes: png(side), extension: "png".to_owned() }])
}

fn unset<T: std::fmt::Debug>(result: &Result<T, DeviceError>) -> bool {
    matches!(result, Err(DeviceError::Unset { .. }))
}

#[test]
fn what_the_script_says_is_not_asked_for() {
    let phone = phone(
        "[device.camera]\nimage = \"a.png\"\n[payment]\nresult = \"cancel\"\n[device.album]\ncancel = true",
    );
    phone.person.says(given(9));
    assert_eq!(block_on(phone.device.camera(ImageSize::Original)).unwrap().bytes, png(4));
    assert_eq!(block_on(phone.device.pay(Payment::default())), Err(DeviceError::Cancel));
    assert_eq!(block_on(phone.device.album(1, ImageSize::Original)), Err(DeviceError::Cancel));
    assert!(phone.person.log().is_empty());
}

#[test]
fn what_the_script_leaves_open_is_asked_for_and_with_nobody_there_stays_open() {
    let phone = phone("");
    assert!(unset(&block_on(phone.device.camera(ImageSize::Original))));
    assert!(unset(&block_on(phone.device.pay(Payment::default()))));
    assert!(unset(&block_on(phone.device.account("phone"))));
    phone.person.log();
    phone.person.says(given(9));
    assert_eq!(block_on(phone.device.camera(ImageSize::Original)).unwrap().bytes, png(9));
    assert_eq!(phone.person.log(), ["Camera", "close 7"]);
}

#[test]
fn the_person_answers_in_the_script_s_place_when_they_are_to() {
    let phone = phone("[device.camera]\nimage = \"a.png\"");
    phone.device.change("source.camera", json!("phone")).unwrap();
    assert_eq!(phone.device.sources()[&Capability::Camera], Source::Phone);
    let alone = block_on(phone.device.camera(ImageSize::Original)).unwrap_err();
    assert_eq!(alone, DeviceError::Alone { what: "the camera" });
    phone.person.says(given(9));
    assert_eq!(block_on(phone.device.camera(ImageSize::Original)).unwrap().bytes, png(9));
    phone.device.change("source.camera", Value::Null).unwrap();
    assert_eq!(block_on(phone.device.camera(ImageSize::Original)).unwrap().bytes, png(4));
}

#[test]
fn sources_that_do_not_exist_are_told() {
    let phone = phone("");
    for (key, value, words) in [
        ("source.smell", json!("phone"), "there is no source smell (known: album, camera"),
        ("source.camera", json!("moon"), "\"moon\" is neither \"script\" nor \"phone\""),
        ("source.camera", json!(1), "1 is neither"),
        ("source.", json!("phone"), "there is no source "),
        ("device.smell", json!(1), "unknown key `smell`"),
    ] {
        let error = phone.device.change(key, value).unwrap_err();
        assert!(error.starts_with(key) && error.contains(words), "{error}");
    }
    phone.device.change("device.network.type", json!("none")).unwrap();
    assert_eq!(phone.device.settings()["device"]["network"]["type"], "none");
}

#[test]
fn a_given_picture_is_as_small_as_it_was_asked_for_and_a_damaged_one_fails() {
    let phone = phone("");
    phone.person.says(given(1600));
    let small = block_on(phone.device.album(1, ImageSize::Compressed)).unwrap().remove(0);
    let small = image::load_from_memory(&small.bytes).unwrap();
    assert_eq!(small.width(), 1280);
    phone.person.says(SheetReply::Pictures(vec![Picture {
        bytes: b"not a picture".to_vec(),
        extension: "png".into(),
    }]));
    let error = block_on(phone.device.album(1, ImageSize::Compressed)).unwrap_err();
    assert!(error.to_string().contains("is not a picture"), "{error}");
}

#[test]
fn every_answer_is_taken_as_it_comes() {
    let phone = phone("[account]\nopenid = \"o1\"");
    let place = Place { name: "Pier".into(), address: String::new(), latitude: 1.0, longitude: 2.0 };
    phone.person.says(SheetReply::Place(place.clone()));
    assert_eq!(block_on(phone.device.choose_place(Some((1.0, 2.0)))), Ok(place));
    assert_eq!(phone.person.log()[0], "Place { latitude: Some(1.0), longitude: Some(2.0) }");
    let address = Address { name: "Ann".into(), ..Address::default() };
    phone.person.says(SheetReply::Address(address.clone()));
    assert_eq!(block_on(phone.device.choose_address()), Ok(address));
    let code =
        Scanned { result: "42".into(), scan_type: "QR_CODE".into(), char_set: "utf-8".into(), raw: vec![] };
    phone.person.says(SheetReply::Code(code.clone()));
    assert_eq!(block_on(phone.device.scan(vec![CodeKind::QrCode], true)), Ok(code));
    phone.person.says(SheetReply::Done);
    assert_eq!(block_on(phone.device.pay(Payment::default())), Ok(()));
    phone.person.says(SheetReply::Account(Account { phone: Some("138".into()), ..Account::default() }));
    let account = block_on(phone.device.account("phone")).unwrap();
    assert_eq!((account.phone.as_deref(), account.openid.as_deref()), (Some("138"), Some("o1")));
    phone.person.says(given(4));
    assert_eq!(block_on(phone.device.avatar()).unwrap().bytes, png(4));
    phone.person.says(SheetReply::Cancel);
    assert_eq!(block_on(phone.device.pay(Payment::default())), Err(DeviceError::Cancel));
    phone.person.says(SheetReply::Fail("no camera".into()));
    let failed = block_on(phone.device.camera(ImageSize::Original));
    assert_eq!(failed, Err(DeviceError::Fail("no camera".into())));
    // An answer to another question than was asked is none.
    phone.person.says(SheetReply::Done);
    assert!(matches!(block_on(phone.device.camera(ImageSize::Original)), Err(DeviceError::Fail(_))));
    // A login needs nothing.
    phone.person.log();
    assert_eq!(block_on(phone.device.account("login")).unwrap().openid.as_deref(), Some("o1"));
    assert!(phone.person.log().is_empty());
}

#[test]
fn a_call_that_is_given_up_takes_its_sheet_along() {
    let phone = phone("");
    phone.person.says(SheetReply::Done);
    phone.person.thinks.store(true, Ordering::Relaxed);
    let mut payment = phone.device.pay(Payment::default());
    for _ in 0..100 {
        assert!((&mut payment).now_or_never().is_none());
    }
    phone.person.log();
    drop(payment);
    assert_eq!(phone.person.log(), ["close 7"]);
}

fn webm() -> Sound {
    Sound {
        bytes: b"\x1a\x45\xdf\xa3 only a browser plays this".to_vec(),
        extension: "webm".into(),
        length: Duration::ZERO,
    }
}

#[test]
fn a_recording_of_the_phone_is_handed_over_when_it_stops() {
    let phone = phone("");
    phone.device.change("source.microphone", json!("phone")).unwrap();
    assert!(matches!(block_on(phone.device.record()).err(), Some(DeviceError::Alone { .. })));
    phone.person.says(SheetReply::Sound(webm()));
    phone.person.log();
    let recording = block_on(phone.device.record()).unwrap();
    let sound = block_on(recording.stop(Duration::from_secs(3))).unwrap();
    assert_eq!((sound.extension.as_str(), sound.length), ("webm", Duration::from_secs(3)));
    assert_eq!(phone.person.log(), ["Record { stopping: false }", "stop 7", "close 7"]);
    // What only a browser can decode plays for as long as it was recorded.
    let playing = block_on(phone.device.play(sound.bytes, Duration::ZERO)).unwrap();
    assert_eq!(playing.length(), Duration::from_secs(3));
    assert!(block_on(phone.device.play(b"noise".to_vec(), Duration::ZERO)).is_err());
    let dropped = block_on(phone.device.record()).unwrap();
    phone.person.log();
    drop(dropped);
    assert_eq!(phone.person.log(), ["close 7"]);
}

#[test]
fn a_microphone_that_hands_nothing_over_is_waited_for_no_longer_than_its_limit() {
    let phone = phone("");
    phone.person.says(SheetReply::Cancel);
    phone.person.thinks.store(true, Ordering::Relaxed);
    phone.person.hurries.store(true, Ordering::Relaxed);
    let recording = block_on(phone.device.record()).unwrap();
    let error = block_on(recording.stop(Duration::from_secs(3))).unwrap_err();
    assert!(error.to_string().contains("within 15 s"), "{error}");
}

#[test]
fn a_sound_is_played_on_the_phone_and_silenced_with_its_sheet() {
    let phone = phone("");
    let mp3 = include_bytes!("fixtures/voice.mp3").to_vec();
    phone.device.change("source.loudspeaker", json!("phone")).unwrap();
    // Unheard, but it takes its time.
    assert!(!block_on(phone.device.play(mp3.clone(), Duration::ZERO)).unwrap().length().is_zero());
    phone.person.says(SheetReply::Done);
    phone.person.log();
    let size = mp3.len();
    let playing = block_on(phone.device.play(mp3, Duration::from_millis(1500))).unwrap();
    assert_eq!(phone.person.log(), [format!("Play {{ from: 1.5 }} with {size} bytes")]);
    drop(playing);
    assert_eq!(phone.person.log(), ["close 7"]);
}
