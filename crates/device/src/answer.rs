//! What the scripted phone answers. Everything that reads a file does it on a thread of its own.

use std::future::ready;
use std::time::Duration;

use sampan_engine::config::choice::{Chosen, PaymentResult, Pick, Pressed};
use sampan_engine::config::device_file::DialogsConfig;
use sampan_engine::config::value::FilePath;
use sampan_engine::device::{
    Account, Address, Answer, Battery, CodeKind, Consent, Device, DeviceError, ImageSize, Network, Payment,
    Picture, Place, Playing, Position, Recording, Scanned, Seen, Shrink, Sound,
};
use sampan_engine::profile::Profile;
use sampan_engine::sheet::{Question, SheetReply};
use serde_json::{Value, json};

use crate::folder::{Folder, LARGEST_PICTURE, fail};
#[cfg(feature = "loudspeaker")]
use crate::loudspeaker::play as aloud;
use crate::scripted::ScriptedDevice;
use crate::work::Workers;
use crate::{code, picture, sound};

/// What a picture is called that comes from no file.
const GIVEN: &str = "the picture";

impl Device for ScriptedDevice {
    fn album(&self, count: usize, size: ImageSize) -> Answer<Vec<Picture>> {
        let album = self.config().device.album;
        if album.cancel {
            return now(Err(DeviceError::Cancel));
        }
        let saved = self.saved();
        if album.images.is_empty() && saved.is_empty() {
            return unset("the album", "images in [device.album]");
        }
        let folder = self.folder.clone();
        self.workers.answer(move || {
            let names = folder.matching(album.images.iter().map(FilePath::as_str))?;
            let picked = if names.is_empty() { Vec::new() } else { picked(&names, &album.pick)? };
            let files = picked.into_iter().map(|name| load(&folder, name, size));
            // What was saved while it runs comes after the files.
            let saved = saved.into_iter().map(|saved| picture::picture(GIVEN, saved.bytes, size));
            files.chain(saved).take(count).collect()
        })
    }

    fn camera(&self, size: ImageSize) -> Answer<Picture> {
        let camera = self.config().device.camera;
        if camera.cancel {
            return now(Err(DeviceError::Cancel));
        }
        match camera.image {
            Some(image) => self.load(image.into(), size),
            None => unset("the camera", "image in [device.camera]"),
        }
    }

    fn scan(&self, kinds: Vec<CodeKind>, _only_from_camera: bool) -> Answer<Scanned> {
        let scan = self.config().device.scan;
        if scan.cancel {
            return now(Err(DeviceError::Cancel));
        }
        if let Some(result) = scan.result {
            return now(said(result, scan.scan_type.as_str(), &kinds));
        }
        let Some(image) = scan.image else { return unset("the scanner", "image or result in [device.scan]") };
        let folder = self.folder.clone();
        self.workers.answer(move || {
            let bytes = folder.read(image.as_str(), LARGEST_PICTURE)?;
            code::scan(image.as_str(), picture::decode(image.as_str(), &bytes)?, &kinds)
        })
    }

    fn position(&self) -> Answer<Position> {
        match self.where_it_is() {
            Some(position) => now(Ok(position)),
            None => unset("the position", "latitude and longitude, or track, in [device.location]"),
        }
    }

    fn choose_place(&self, _near: Option<(f64, f64)>) -> Answer<Place> {
        match self.config().device.places.into_iter().next() {
            Some(place) => now(Ok(place.into())),
            None => unset("the place", "[[device.places]] with name, latitude and longitude"),
        }
    }

    fn choose_address(&self) -> Answer<Address> {
        match self.config().device.addresses.into_iter().next() {
            Some(address) => now(Ok(address)),
            None => unset("the address", "[[device.addresses]] with name, phone, city and detail"),
        }
    }

    fn network(&self) -> Network {
        self.config().device.network.kind
    }

    fn record(&self) -> Answer<Box<dyn Recording>> {
        let Some(audio) = self.config().device.microphone.audio else {
            return unset("the microphone", "audio in [device.microphone]");
        };
        let (folder, workers) = (self.folder.clone(), self.workers.clone());
        self.workers.answer(move || {
            sound::check(audio.as_str(), folder.file(audio.as_str())?)?;
            Ok(Box::new(Microphone { folder, workers, audio: audio.into() }) as Box<dyn Recording>)
        })
    }

    fn play(&self, sound: Vec<u8>, from: Duration) -> Answer<Box<dyn Playing>> {
        self.workers.answer(move || {
            let length = sound::length(&sound)?;
            Ok(aloud(sound, from, length).unwrap_or_else(|| Box::new(Silent { length })))
        })
    }

    fn look(&self, picture: Picture) -> Answer<Seen> {
        self.workers.answer(move || picture::look(GIVEN, &picture.bytes))
    }

    fn shrink(&self, picture: Picture, how: Shrink) -> Answer<Picture> {
        self.workers.answer(move || picture::shrink(GIVEN, &picture.bytes, how))
    }

    fn keep_picture(&self, picture: Picture) -> Answer<()> {
        let device = self.clone();
        self.workers.answer(move || {
            picture::look(GIVEN, &picture.bytes)?;
            device.keep_saved(picture)
        })
    }

    fn dialog(&self, question: Question) -> Answer<SheetReply> {
        now(scripted(&self.config().device.dialogs, question))
    }

    fn battery(&self) -> Battery {
        self.config().device.battery
    }

    fn clipboard(&self) -> String {
        self.config().device.clipboard
    }

    fn copy(&self, text: String) {
        self.keep_copied(text);
    }

    fn account(&self, _field: &'static str) -> Answer<Account> {
        now(Ok(self.config().account))
    }

    fn avatar(&self) -> Answer<Picture> {
        match self.config().account.avatar {
            Some(name) => self.load(name, ImageSize::Compressed),
            None => unset("the avatar", "avatar in [account]"),
        }
    }

    fn pay(&self, _payment: Payment) -> Answer<()> {
        match self.config().payment.result {
            Some(PaymentResult::Paid) => now(Ok(())),
            Some(PaymentResult::Cancel) => now(Err(DeviceError::Cancel)),
            Some(PaymentResult::Fail(reason)) => now(Err(DeviceError::Fail(reason))),
            None => unset("what comes of a payment", "result in [payment]"),
        }
    }

    fn consent(&self, scope: &str) -> Consent {
        let consent = self.config().consent;
        consent
            .iter()
            .find(|(name, _)| name.as_str() == scope)
            .map(|(_, consent)| *consent)
            .unwrap_or_default()
    }

    fn profile(&self) -> Profile {
        self.config().profile()
    }

    fn settings(&self) -> Value {
        let config = self.config();
        json!({
            "device": config.device, "consent": config.consent, "account": config.account, "payment": config.payment,
        })
    }

    fn change(&self, key: &str, value: Value) -> Result<(), String> {
        Self::change(self, key, value)
    }

    fn read_code(&self, picture: Picture, kinds: Vec<CodeKind>) -> Answer<Scanned> {
        self.workers.answer(move || code::scan(GIVEN, picture::decode(GIVEN, &picture.bytes)?, &kinds))
    }
}

/// What the script does with a dialog.
fn scripted(dialogs: &DialogsConfig, question: Question) -> Result<SheetReply, DeviceError> {
    let unset = |what, key| Err(DeviceError::Unset { what, key });
    let pressed = |pressed: Option<Pressed>, what, key| match pressed {
        Some(Pressed::Confirm) => Ok(SheetReply::Done),
        Some(Pressed::Cancel) => Err(DeviceError::Cancel),
        None => unset(what, key),
    };
    match question {
        Question::Modal { modal } => {
            pressed(dialogs.modal, "what is pressed in a dialog", "modal in [device.dialogs]")?;
            let written = dialogs.text.clone().unwrap_or(modal.content);
            Ok(SheetReply::Text(if modal.editable { written } else { String::new() }))
        }
        Question::ActionSheet { sheet } => match dialogs.action_sheet {
            Some(Chosen::Item(item)) if item < sheet.items.len() => Ok(SheetReply::Choice(item)),
            Some(Chosen::Item(item)) => Err(DeviceError::Fail(format!(
                "action_sheet in [device.dialogs] is {item}, but the sheet has {} items",
                sheet.items.len()
            ))),
            Some(Chosen::Cancel) => Err(DeviceError::Cancel),
            None => unset("what is chosen in an action sheet", "action_sheet in [device.dialogs]"),
        },
        Question::Call { .. } => {
            pressed(dialogs.call, "whether a number is called", "call in [device.dialogs]")
        }
        Question::Subscribe { .. } => {
            pressed(dialogs.subscribe, "whether messages may be sent", "subscribe in [device.dialogs]")
        }
        _ => Err(DeviceError::Fail("this is no dialog".to_owned())),
    }
}

impl ScriptedDevice {
    /// A picture that the person gave, in the size that was asked for.
    pub(crate) fn given(&self, given: Picture, size: ImageSize) -> Answer<Picture> {
        self.workers.answer(move || picture::picture(GIVEN, given.bytes, size))
    }

    fn load(&self, name: String, size: ImageSize) -> Answer<Picture> {
        let folder = self.folder.clone();
        self.workers.answer(move || load(&folder, &name, size))
    }
}

/// A microphone that hears a file.
struct Microphone {
    folder: Folder,
    workers: Workers,
    audio: String,
}

impl Recording for Microphone {
    fn stop(self: Box<Self>, length: Duration) -> Answer<Sound> {
        let Self { folder, workers, audio } = *self;
        workers.answer(move || sound::recorded(&audio, folder.file(&audio)?, length))
    }
}

/// A loudspeaker that nobody hears.
struct Silent {
    length: Duration,
}

impl Playing for Silent {
    fn length(&self) -> Duration {
        self.length
    }
}

#[cfg(not(feature = "loudspeaker"))]
fn aloud(_sound: Vec<u8>, _from: Duration, _length: Duration) -> Option<Box<dyn Playing>> {
    None
}

fn load(folder: &Folder, name: &str, size: ImageSize) -> Result<Picture, DeviceError> {
    picture::picture(name, folder.read(name, LARGEST_PICTURE)?, size)
}

/// The pictures that the person picks.
fn picked<'a>(names: &'a [String], pick: &Pick) -> Result<Vec<&'a str>, DeviceError> {
    let Pick::These(places) = pick else { return Ok(names.iter().map(String::as_str).collect()) };
    let at = |place: &usize| {
        let missing =
            || fail(&format!("pick {place}"), &format!("the album has {} pictures, from 0", names.len()));
        names.get(*place).map(String::as_str).ok_or_else(missing)
    };
    places.iter().map(at).collect()
}

/// A code that the script says was read.
fn said(result: String, scan_type: &str, kinds: &[CodeKind]) -> Result<Scanned, DeviceError> {
    if !code::counts(scan_type, kinds) {
        return Err(fail(&format!("the {scan_type} of device.scan"), &code::none_found(kinds)));
    }
    let raw = result.clone().into_bytes();
    Ok(Scanned { result, scan_type: scan_type.to_owned(), char_set: "utf-8".to_owned(), raw })
}

fn now<T: Send + 'static>(result: Result<T, DeviceError>) -> Answer<T> {
    Box::pin(ready(result))
}

fn unset<T: Send + 'static>(what: &'static str, key: &'static str) -> Answer<T> {
    now(Err(DeviceError::Unset { what, key }))
}
