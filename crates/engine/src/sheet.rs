//! What the phone itself wants of the person with it: a picture, a code, a place, a payment. A device that leaves an
//! answer to the person asks through these; they stand in the state that is shown, and one that is dropped is a cancel.

use std::sync::Arc;

use futures::channel::oneshot;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::device::{Account, Address, CodeKind, Payment, Picture, Place, Scanned, Sound};
use crate::id::{AppId, PageId};

/// How many may be open; for more the answer is a cancel.
const LIMIT: usize = 16;

/// One question, as it is shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Sheet {
    /// Names it when it is answered.
    pub id: u64,
    pub app: AppId,
    /// The page on top when it was asked; with it the sheet goes.
    pub page: Option<PageId>,
    /// The origin of the H5 page there; empty when it has none.
    pub origin: String,
    pub question: Question,
    /// The sound of a `play`: fetched apart.
    #[serde(skip)]
    pub sound: Option<Arc<[u8]>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Question {
    /// Pick pictures.
    Album { count: usize },
    /// Take one.
    Camera,
    /// Read a code: of these kinds, from the camera alone or from a picture too.
    Scan { kinds: Vec<CodeKind>, only_from_camera: bool },
    /// Choose a place on the map, around a point (GCJ-02).
    Place { latitude: Option<f64>, longitude: Option<f64> },
    /// Choose or write where goods are sent.
    Address,
    /// The microphone runs; with `stopping` it is to give what it has heard.
    Record { stopping: bool },
    /// The loudspeaker plays from here on (seconds). Not answered, only taken away.
    Play { from: f64 },
    /// Pay, or not.
    Pay { payment: Payment },
    /// A dialog of the mini program, of one or two buttons.
    Modal { modal: Modal },
    /// One of a few.
    ActionSheet { sheet: ActionSheet },
    /// Call a number, or not.
    Call { number: String },
    /// Whether these messages may be sent (the ids of their templates).
    Subscribe { templates: Vec<String> },
    /// Say who you are: the field that is needed (`phone`, `email`, `nickname`, `avatar`, `login`).
    Account { field: String },
}

/// A dialog of `showModal`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Modal {
    pub title: String,
    /// Of an editable one what stands in the field at first.
    pub content: String,
    /// There is a button to cancel.
    pub cancel: bool,
    /// Empty: the phone's own word; likewise below.
    pub cancel_text: String,
    /// `#rrggbb`.
    pub cancel_color: String,
    pub confirm_text: String,
    pub confirm_color: String,
    /// There is a field to write in.
    pub editable: bool,
    pub placeholder: String,
}

/// The items of `showActionSheet`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ActionSheet {
    pub items: Vec<String>,
    /// `#rrggbb`.
    pub color: String,
    /// A text over them; empty: none.
    pub alert: String,
}

impl Question {
    /// Whether a reply answers this question; the error says what would.
    pub fn accepts(&self, reply: &SheetReply) -> Result<(), String> {
        use SheetReply as R;
        let (fits, wanted) = match (self, reply) {
            (Self::Play { .. }, _) => (false, "nothing: it goes by itself"),
            (_, R::Cancel | R::Fail(_))
            | (Self::Scan { .. }, R::Code(_))
            | (Self::Pay { .. } | Self::Call { .. } | Self::Subscribe { .. }, R::Done)
            | (Self::Modal { .. }, R::Text(_)) => (true, ""),
            (Self::ActionSheet { sheet }, R::Choice(index)) => {
                (*index < sheet.items.len(), "one of the items that are there")
            }
            (Self::Account { field }, R::Account(account)) => {
                (says(account, field), "what was asked for, of the account")
            }
            (Self::Album { count }, R::Pictures(pictures)) => {
                ((1..=*count).contains(&pictures.len()), "pictures, no more than were asked for")
            }
            (Self::Camera | Self::Scan { .. }, R::Pictures(pictures)) => (pictures.len() == 1, "one picture"),
            (Self::Place { .. }, R::Place(place)) => {
                (is_on_earth(place), "a place with degrees within bounds")
            }
            (Self::Address, R::Address(address)) => {
                (!address.name.trim().is_empty(), "an address with a name")
            }
            (Self::Record { .. }, R::Sound(sound)) => (!sound.bytes.is_empty(), "a sound"),
            (Self::Account { field }, R::Pictures(pictures)) => {
                (field == "avatar" && pictures.len() == 1, "what was asked for, of the account")
            }
            (Self::Album { .. } | Self::Camera, _) => (false, "pictures"),
            (Self::Scan { .. }, _) => (false, "a code, or a picture of one"),
            (Self::Place { .. }, _) => (false, "a place"),
            (Self::Address, _) => (false, "an address"),
            (Self::Record { .. }, _) => (false, "a sound"),
            (Self::Modal { .. }, _) => (false, "confirmed (with what was written) or cancelled"),
            (Self::ActionSheet { .. }, _) => (false, "one of the items, or cancelled"),
            (Self::Call { .. } | Self::Subscribe { .. }, _) => (false, "yes or no"),
            (Self::Pay { .. }, _) => (false, "paid or cancelled"),
            (Self::Account { .. }, _) => (false, "what was asked for, of the account"),
        };
        if fits { Ok(()) } else { Err(format!("this does not answer the sheet; it waits for {wanted}")) }
    }

    /// Whether it covers the page until it is answered.
    pub fn is_modal(&self) -> bool {
        !matches!(self, Self::Record { .. } | Self::Play { .. })
    }
}

/// Whether an account says what was asked for. A picture comes as a picture, and a login needs nothing.
fn says(account: &Account, field: &str) -> bool {
    let said = match field {
        "phone" => &account.phone,
        "email" => &account.email,
        "nickname" => &account.nickname,
        "avatar" => &None,
        _ => return true,
    };
    said.as_ref().is_some_and(|text| !text.trim().is_empty())
}

fn is_on_earth(place: &Place) -> bool {
    (-90.0..=90.0).contains(&place.latitude) && (-180.0..=180.0).contains(&place.longitude)
}

/// What the person did.
#[derive(Clone, Debug, PartialEq)]
pub enum SheetReply {
    Cancel,
    /// Why it cannot be, in words: no camera, say.
    Fail(String),
    Pictures(Vec<Picture>),
    Code(Scanned),
    Place(Place),
    Address(Address),
    Sound(Sound),
    Account(Account),
    /// A dialog was confirmed, with what was written in it.
    Text(String),
    /// Which item of an action sheet.
    Choice(usize),
    /// Paid, called, allowed.
    Done,
}

/// The sheets that are open, the oldest first.
#[derive(Debug, Default)]
pub struct Sheets {
    last_id: u64,
    open: Vec<(Sheet, oneshot::Sender<SheetReply>)>,
}

impl Sheets {
    /// Opens one. The id is given here. `None`: too many are open already, and `answer` has been dropped.
    pub fn open(&mut self, mut sheet: Sheet, answer: oneshot::Sender<SheetReply>) -> Option<u64> {
        if self.open.len() >= LIMIT {
            return None;
        }
        self.last_id += 1;
        sheet.id = self.last_id;
        self.open.push((sheet, answer));
        Some(self.last_id)
    }

    pub fn all(&self) -> impl Iterator<Item = &Sheet> {
        self.open.iter().map(|(sheet, _)| sheet)
    }

    pub fn get(&self, id: u64) -> Option<&Sheet> {
        self.all().find(|sheet| sheet.id == id)
    }

    /// Answers one. False: it is not there (any more).
    pub fn answer(&mut self, id: u64, reply: SheetReply) -> bool {
        let Some(at) = self.open.iter().position(|(sheet, _)| sheet.id == id) else { return false };
        self.open.remove(at).1.send(reply).is_ok()
    }

    /// The microphone is to give what it has heard.
    pub fn stop(&mut self, id: u64) {
        for (sheet, _) in &mut self.open {
            if let Question::Record { stopping } = &mut sheet.question
                && sheet.id == id
            {
                *stopping = true;
            }
        }
    }

    pub fn close(&mut self, id: u64) {
        self.open.retain(|(sheet, _)| sheet.id != id);
    }

    /// Those of a page that is gone are cancelled.
    pub fn drop_page(&mut self, page: PageId) {
        self.open.retain(|(sheet, _)| sheet.page != Some(page));
    }

    /// Nobody is there any more.
    pub fn drop_all(&mut self) {
        self.open.clear();
    }

    /// Those whose asker has given up (a recording that was dropped, say).
    pub fn sweep(&mut self) {
        self.open.retain(|(_, answer)| !answer.is_canceled());
    }
}
