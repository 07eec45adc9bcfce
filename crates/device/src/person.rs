//! A scripted phone with a person at it. What the script does not say, and whatever the person's side was chosen for, is
//! asked for in a sheet on the phone; with nobody there the script's own answer stands.
//!
//! Position and network are no questions: the page that shows the phone tells them as changes of the device file.

mod voice;

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures::channel::oneshot;
use futures::future::BoxFuture;
use sampan_engine::device::{
    Account, Address, Answer, Battery, Capability, CodeKind, Consent, Device, DeviceError, ImageSize,
    Network, Payment, Picture, Place, Playing, Position, Recording, Scanned, Seen, Shrink, Source,
};
use sampan_engine::profile::Profile;
use sampan_engine::sheet::{Question, SheetReply};
use serde_json::Value;

use self::voice::{Heard, Loudspeaker, Microphone, Quiet};
use crate::scripted::ScriptedDevice;

/// The way to the person: opens and closes sheets.
pub trait Desk: Send + Sync {
    /// Opens a sheet.
    fn open(&self, question: Question, sound: Option<Arc<[u8]>>) -> Opened;
    /// The recording of this sheet is to end.
    fn stop(&self, sheet: u64);
    fn close(&self, sheet: u64);
    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()>;
}

/// A sheet that was asked for. Both are dropped when nobody is there.
pub struct Opened {
    /// Its id, when it is open.
    pub id: oneshot::Receiver<u64>,
    pub answer: oneshot::Receiver<SheetReply>,
}

/// A scripted phone whose person answers too. Clones are the same phone.
#[derive(Clone)]
pub struct PersonDevice {
    script: ScriptedDevice,
    desk: Arc<dyn Desk>,
    sources: Arc<Mutex<BTreeMap<Capability, Source>>>,
    heard: Arc<Mutex<Heard>>,
}

impl PersonDevice {
    pub fn new(script: ScriptedDevice, desk: Arc<dyn Desk>) -> Self {
        Self { script, desk, sources: Arc::default(), heard: Arc::default() }
    }

    /// What the script says.
    pub fn script(&self) -> &ScriptedDevice {
        &self.script
    }

    fn source(&self, capability: Capability) -> Source {
        lock(&self.sources).get(&capability).copied().unwrap_or_default()
    }

    /// The script's answer, or the person's: when the person is to answer, or the script has nothing to say.
    fn either<T: Send + 'static, F>(
        &self,
        capability: Capability,
        scripted: impl FnOnce(&ScriptedDevice) -> Answer<T>,
        question: Question,
        turn: impl FnOnce(SheetReply) -> F + Send + 'static,
    ) -> Answer<T>
    where
        F: Future<Output = Result<T, DeviceError>> + Send,
    {
        let desk = self.desk.clone();
        if self.source(capability) == Source::Phone {
            return Box::pin(async move {
                match asked(&*desk, question).await? {
                    Some(reply) => turn(reply).await,
                    None => Err(DeviceError::Alone { what: word(capability) }),
                }
            });
        }
        let answer = scripted(&self.script);
        Box::pin(async move {
            let unset = match answer.await {
                Err(error @ DeviceError::Unset { .. }) => error,
                other => return other,
            };
            match asked(&*desk, question).await? {
                Some(reply) => turn(reply).await,
                None => Err(unset),
            }
        })
    }
}

/// The person's reply; a cancel and a failure are errors. `None`: nobody is there.
async fn asked(desk: &dyn Desk, question: Question) -> Result<Option<SheetReply>, DeviceError> {
    let Opened { id, answer } = desk.open(question, None);
    let Ok(id) = id.await else { return Ok(None) };
    // A call that is given up takes its sheet along.
    let _sheet = SheetGuard { id, desk };
    match answer.await {
        Ok(SheetReply::Fail(reason)) => Err(DeviceError::Fail(reason)),
        Ok(SheetReply::Cancel) | Err(_) => Err(DeviceError::Cancel),
        Ok(reply) => Ok(Some(reply)),
    }
}

/// Closes a sheet when it is dropped; one that was answered is closed already.
struct SheetGuard<'d> {
    id: u64,
    desk: &'d dyn Desk,
}

impl Drop for SheetGuard<'_> {
    fn drop(&mut self) {
        self.desk.close(self.id);
    }
}

impl Device for PersonDevice {
    fn album(&self, count: usize, size: ImageSize) -> Answer<Vec<Picture>> {
        let script = self.script.clone();
        self.either(
            Capability::Album,
            |script| script.album(count, size),
            Question::Album { count },
            move |reply| async move {
                let SheetReply::Pictures(given) = reply else { return Err(odd()) };
                let mut pictures = Vec::new();
                for picture in given.into_iter().take(count) {
                    pictures.push(script.given(picture, size).await?);
                }
                Ok(pictures)
            },
        )
    }

    fn camera(&self, size: ImageSize) -> Answer<Picture> {
        let script = self.script.clone();
        self.either(
            Capability::Camera,
            |script| script.camera(size),
            Question::Camera,
            move |reply| async move { script.given(one(reply)?, size).await },
        )
    }

    fn scan(&self, kinds: Vec<CodeKind>, only_from_camera: bool) -> Answer<Scanned> {
        let question = Question::Scan { kinds: kinds.clone(), only_from_camera };
        self.either(
            Capability::Scan,
            |script| script.scan(kinds, only_from_camera),
            question,
            |reply| async {
                match reply {
                    SheetReply::Code(code) => Ok(code),
                    _ => Err(odd()),
                }
            },
        )
    }

    fn position(&self) -> Answer<Position> {
        self.script.position()
    }

    fn choose_place(&self, near: Option<(f64, f64)>) -> Answer<Place> {
        let (latitude, longitude) = near.unzip();
        self.either(
            Capability::Places,
            |script| script.choose_place(near),
            Question::Place { latitude, longitude },
            |reply| async {
                match reply {
                    SheetReply::Place(place) => Ok(place),
                    _ => Err(odd()),
                }
            },
        )
    }

    fn choose_address(&self) -> Answer<Address> {
        self.either(Capability::Addresses, ScriptedDevice::choose_address, Question::Address, |reply| async {
            match reply {
                SheetReply::Address(address) => Ok(address),
                _ => Err(odd()),
            }
        })
    }

    fn network(&self) -> Network {
        self.script.network()
    }

    fn record(&self) -> Answer<Box<dyn Recording>> {
        let person = self.clone();
        let scripted = (self.source(Capability::Microphone) == Source::Script).then(|| self.script.record());
        Box::pin(async move {
            let unset = match scripted {
                None => DeviceError::Alone { what: word(Capability::Microphone) },
                Some(answer) => match answer.await {
                    Err(error @ DeviceError::Unset { .. }) => error,
                    other => return other,
                },
            };
            let Opened { id, answer } = person.desk.open(Question::Record { stopping: false }, None);
            let id = id.await.map_err(|_| unset)?;
            let microphone = Microphone { id, answer: Some(answer), person };
            Ok(Box::new(microphone) as Box<dyn Recording>)
        })
    }

    fn play(&self, sound: Vec<u8>, from: Duration) -> Answer<Box<dyn Playing>> {
        let known = lock(&self.heard).length(&sound);
        let aloud = (self.source(Capability::Loudspeaker) == Source::Phone).then(|| Arc::from(&sound[..]));
        let inner = self.script.play(sound, from);
        let desk = self.desk.clone();
        Box::pin(async move {
            // The phone that recorded a sound knows its length, also in a form that only browsers read.
            let inner: Box<dyn Playing> = match (inner.await, known) {
                (Err(_), Some(length)) => Box::new(Quiet { length }),
                (inner, _) => inner?,
            };
            let Some(sound) = aloud else { return Ok(inner) };
            let Opened { id, answer } = desk.open(Question::Play { from: from.as_secs_f64() }, Some(sound));
            // With nobody there it plays all the same, unheard.
            let Ok(id) = id.await else { return Ok(inner) };
            Ok(Box::new(Loudspeaker { inner, id, desk, _open: answer }) as Box<dyn Playing>)
        })
    }

    fn account(&self, field: &'static str) -> Answer<Account> {
        let script = self.script.clone();
        let scripted = move |script: &ScriptedDevice| -> Answer<Account> {
            let account = script.config().account;
            let answer = if has(&account, field) {
                Ok(account)
            } else {
                Err(DeviceError::Unset { what: field_words(field).0, key: field_words(field).1 })
            };
            Box::pin(std::future::ready(answer))
        };
        self.either(
            Capability::Account,
            scripted,
            Question::Account { field: field.to_owned() },
            move |reply| async move {
                let SheetReply::Account(said) = reply else { return Err(odd()) };
                let set = script.config().account;
                Ok(Account {
                    openid: said.openid.or(set.openid),
                    code: said.code.or(set.code),
                    phone: said.phone.or(set.phone),
                    email: said.email.or(set.email),
                    avatar: set.avatar,
                    nickname: said.nickname.or(set.nickname),
                })
            },
        )
    }

    fn avatar(&self) -> Answer<Picture> {
        let script = self.script.clone();
        self.either(
            Capability::Account,
            ScriptedDevice::avatar,
            Question::Account { field: "avatar".to_owned() },
            move |reply| async move { script.given(one(reply)?, ImageSize::Compressed).await },
        )
    }

    fn pay(&self, payment: Payment) -> Answer<()> {
        let question = Question::Pay { payment: payment.clone() };
        self.either(
            Capability::Payment,
            |script| script.pay(payment),
            question,
            |reply| async move { if reply == SheetReply::Done { Ok(()) } else { Err(odd()) } },
        )
    }

    fn look(&self, picture: Picture) -> Answer<Seen> {
        self.script.look(picture)
    }

    fn shrink(&self, picture: Picture, how: Shrink) -> Answer<Picture> {
        self.script.shrink(picture, how)
    }

    fn keep_picture(&self, picture: Picture) -> Answer<()> {
        self.script.keep_picture(picture)
    }

    fn dialog(&self, question: Question) -> Answer<SheetReply> {
        let asked = question.clone();
        self.either(
            Capability::Dialogs,
            |script| script.dialog(asked),
            question,
            |reply| async move { Ok(reply) },
        )
    }

    fn battery(&self) -> Battery {
        self.script.battery()
    }

    fn clipboard(&self) -> String {
        self.script.clipboard()
    }

    fn copy(&self, text: String) {
        self.script.copy(text);
    }

    fn consent(&self, scope: &str) -> Consent {
        self.script.consent(scope)
    }

    fn profile(&self) -> Profile {
        self.script.profile()
    }

    fn settings(&self) -> Value {
        self.script.settings()
    }

    fn sources(&self) -> BTreeMap<Capability, Source> {
        Capability::ALL.into_iter().map(|capability| (capability, self.source(capability))).collect()
    }

    fn change(&self, key: &str, value: Value) -> Result<(), String> {
        let Some(name) = key.strip_prefix("source.") else { return self.script.change(key, value) };
        let capability = capability(name).ok_or_else(|| {
            let known = Capability::ALL.map(name_of).join(", ");
            format!("{key}: there is no source {name} (known: {known})")
        })?;
        let source = match &value {
            Value::Null => Source::Script,
            value => serde_json::from_value(value.clone())
                .map_err(|_| format!("{key}: {value} is neither \"script\" nor \"phone\""))?,
        };
        lock(&self.sources).insert(capability, source);
        Ok(())
    }

    fn read_code(&self, picture: Picture, kinds: Vec<CodeKind>) -> Answer<Scanned> {
        self.script.read_code(picture, kinds)
    }
}

fn one(reply: SheetReply) -> Result<Picture, DeviceError> {
    let SheetReply::Pictures(pictures) = reply else { return Err(odd()) };
    pictures.into_iter().next().ok_or(DeviceError::Cancel)
}

/// The engine has checked that a reply fits its question.
fn odd() -> DeviceError {
    DeviceError::Fail("the phone gave something else than was asked for".to_owned())
}

fn has(account: &Account, field: &str) -> bool {
    match field {
        "phone" => account.phone.is_some(),
        "email" => account.email.is_some(),
        "nickname" => account.nickname.is_some(),
        // A login needs nothing that a script must say.
        _ => true,
    }
}

/// What a field of the account is called, and its key.
fn field_words(field: &str) -> (&'static str, &'static str) {
    match field {
        "phone" => ("a phone number", "phone in [account]"),
        "email" => ("an email address", "email in [account]"),
        _ => ("a nickname", "nickname in [account]"),
    }
}

fn word(capability: Capability) -> &'static str {
    match capability {
        Capability::Album => "the album",
        Capability::Camera => "the camera",
        Capability::Scan => "the scanner",
        Capability::Microphone => "the microphone",
        Capability::Loudspeaker => "the loudspeaker",
        Capability::Position => "the position",
        Capability::Network => "the network",
        Capability::Places => "the place",
        Capability::Addresses => "the address",
        Capability::Account => "the account",
        Capability::Payment => "the payment",
        Capability::Dialogs => "the dialog",
    }
}

fn name_of(capability: Capability) -> String {
    serde_json::to_value(capability).ok().and_then(|name| Some(name.as_str()?.to_owned())).unwrap_or_default()
}

fn capability(name: &str) -> Option<Capability> {
    serde_json::from_value(Value::from(name)).ok()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
