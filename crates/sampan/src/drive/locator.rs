//! `Locator.*`: elements of a page, found by steps, waited for, looked at and touched. What finds them runs in the page
//! (`packages/driver/src/in-page`), in a script world of its own.

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::hand::{self, Point};
use super::method::{Method, MethodDef};
use super::target::Target;
use super::{Drive, DriveError, keys};

pub(super) const METHODS: &[MethodDef] = &[
    MethodDef::of::<Count>(),
    MethodDef::of::<Texts>(),
    MethodDef::of::<IsVisible>(),
    MethodDef::of::<Text>(),
    MethodDef::of::<InnerText>(),
    MethodDef::of::<GetValue>(),
    MethodDef::of::<IsEnabled>(),
    MethodDef::of::<IsChecked>(),
    MethodDef::of::<BoundingBox>(),
    MethodDef::of::<Describe>(),
    MethodDef::of::<Outline>(),
    MethodDef::of::<Attribute>(),
    MethodDef::of::<WaitFor>(),
    MethodDef::of::<Tap>(),
    MethodDef::of::<LongPress>(),
    MethodDef::of::<Swipe>(),
    MethodDef::of::<Fill>(),
    MethodDef::of::<Type>(),
    MethodDef::of::<Press>(),
    MethodDef::of::<Select>(),
    MethodDef::of::<Check>(),
    MethodDef::of::<Evaluate>(),
];

/// A method that asks one thing of what is found and answers it as it is.
macro_rules! asks {
    ($($(#[$doc:meta])* $type:ident, $name:literal, $kind:literal, $result:ty;)*) => {$(
        $(#[$doc])*
        #[derive(Deserialize, JsonSchema)]
        struct $type {
            #[serde(flatten)]
            target: Target,
        }

        impl Method for $type {
            const NAME: &'static str = $name;
            type Result = $result;

            async fn call(self, drive: &Drive) -> Result<$result, DriveError> {
                self.target.ask(drive, Self::NAME, json!({ "kind": $kind })).await
            }
        }
    )*};
}

asks! {
    /// How many there are now.
    Count, "Locator.count", "count", u64;
    /// The text of each that is there now.
    Texts, "Locator.texts", "texts", Vec<String>;
    /// Whether it is seen now.
    IsVisible, "Locator.visible", "visible", bool;
    /// Its `textContent`.
    Text, "Locator.text", "text", String;
    /// Its text as it is laid out.
    InnerText, "Locator.innerText", "innerText", String;
    /// What is in a field.
    GetValue, "Locator.value", "value", String;
    /// Whether a person can use it.
    IsEnabled, "Locator.enabled", "enabled", bool;
    /// Whether it is checked: true, false or `"mixed"`.
    IsChecked, "Locator.checked", "checked", Value;
    /// Its place in the page's viewport, in CSS pixels.
    BoundingBox, "Locator.box", "box", Rect;
    /// What it is to an assistive technology.
    Describe, "Locator.describe", "describe", Described;
    /// What an assistive technology has of it and of what is in it: roles and names, as an indented list.
    Outline, "Locator.outline", "outline", String;
}

#[derive(Serialize, Deserialize, JsonSchema)]
pub(super) struct Rect {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Described {
    role: Option<String>,
    name: String,
    /// Its start tag and the beginning of its text.
    element: String,
}

/// The value of an attribute; null when it has none of this name.
#[derive(Deserialize, JsonSchema)]
struct Attribute {
    #[serde(flatten)]
    target: Target,
    name: String,
}

impl Method for Attribute {
    const NAME: &'static str = "Locator.attribute";
    type Result = Option<String>;

    async fn call(self, drive: &Drive) -> Result<Option<String>, DriveError> {
        self.target.ask(drive, Self::NAME, json!({ "kind": "attribute", "name": self.name })).await
    }
}

/// Waits until it is there, seen, or no longer so.
#[derive(Deserialize, JsonSchema)]
struct WaitFor {
    #[serde(flatten)]
    target: Target,
    #[serde(default)]
    state: Awaited,
}

#[derive(Clone, Copy, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
enum Awaited {
    #[default]
    Visible,
    Hidden,
    Attached,
    Detached,
}

impl Method for WaitFor {
    const NAME: &'static str = "Locator.waitFor";
    type Result = ();

    async fn call(self, drive: &Drive) -> Result<(), DriveError> {
        self.target.ask(drive, Self::NAME, json!({ "kind": "waitFor", "state": self.state })).await
    }
}

/// A finger on it, for a moment.
#[derive(Deserialize, JsonSchema)]
struct Tap {
    #[serde(flatten)]
    target: Target,
    /// Where on it, from its top left corner; the middle when absent.
    #[serde(default)]
    position: Option<Point>,
    /// Also when it is disabled.
    #[serde(default)]
    force: bool,
}

impl Method for Tap {
    const NAME: &'static str = "Locator.tap";
    type Result = ();

    async fn call(self, drive: &Drive) -> Result<(), DriveError> {
        let deadline = self.target.deadline();
        let ask = json!({ "kind": "point", "offset": self.position, "force": self.force });
        self.target.touch(drive, Self::NAME, &ask, Duration::ZERO, deadline).await
    }
}

/// A finger that stays on it.
#[derive(Deserialize, JsonSchema)]
struct LongPress {
    #[serde(flatten)]
    target: Target,
    #[serde(default)]
    position: Option<Point>,
    /// Milliseconds; 600 when absent.
    #[serde(default)]
    duration: Option<u64>,
}

impl Method for LongPress {
    const NAME: &'static str = "Locator.longpress";
    type Result = ();

    async fn call(self, drive: &Drive) -> Result<(), DriveError> {
        let deadline = self.target.deadline();
        let ask = json!({ "kind": "point", "offset": self.position });
        let time = Duration::from_millis(self.duration.unwrap_or(600));
        self.target.touch(drive, Self::NAME, &ask, time, deadline).await
    }
}

/// A finger that goes from it over the screen.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Swipe {
    #[serde(flatten)]
    target: Target,
    #[serde(default)]
    position: Option<Point>,
    /// How far, in CSS pixels: to the right and down.
    by: Point,
    /// Milliseconds; 200 when absent.
    #[serde(default)]
    duration: Option<u64>,
}

impl Method for Swipe {
    const NAME: &'static str = "Locator.swipe";
    type Result = ();

    async fn call(self, drive: &Drive) -> Result<(), DriveError> {
        let deadline = self.target.deadline();
        let ask = json!({ "kind": "point", "offset": self.position, "force": true });
        let (page, from) = self.target.place_of(drive, Self::NAME, ask, deadline).await?;
        let time = Duration::from_millis(self.duration.unwrap_or(200));
        hand::swipe(drive, page, from, self.by, time, deadline).await
    }
}

/// Puts a text into a field, in the place of what is in it.
#[derive(Deserialize, JsonSchema)]
struct Fill {
    #[serde(flatten)]
    target: Target,
    text: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum Ready {
    Type,
    Done,
}

#[derive(Deserialize)]
struct Field {
    ready: Ready,
    secret: bool,
}

#[derive(Serialize, JsonSchema)]
struct Typed {
    /// The field hides what is in it; who keeps what was typed should too.
    secret: bool,
}

impl Method for Fill {
    const NAME: &'static str = "Locator.fill";
    type Result = Typed;

    async fn call(self, drive: &Drive) -> Result<Typed, DriveError> {
        let ask = json!({ "kind": "clear", "text": self.text });
        let deadline = self.target.deadline();
        let (page, field): (_, Field) = self.target.ask_by(drive, Self::NAME, &ask, deadline).await?;
        match field.ready {
            Ready::Done => {}
            Ready::Type if self.text.is_empty() => keys::press(drive, page, "Delete", deadline).await?,
            Ready::Type => keys::insert(drive, page, &self.text, deadline).await?,
        }
        Ok(Typed { secret: field.secret })
    }
}

/// Types a text, key by key, after what is in the field.
#[derive(Deserialize, JsonSchema)]
struct Type {
    #[serde(flatten)]
    target: Target,
    text: String,
}

impl Method for Type {
    const NAME: &'static str = "Locator.type";
    type Result = Typed;

    async fn call(self, drive: &Drive) -> Result<Typed, DriveError> {
        let (deadline, ask) = (self.target.deadline(), json!({ "kind": "focus" }));
        let (page, field): (_, Field) = self.target.ask_by(drive, Self::NAME, &ask, deadline).await?;
        keys::type_text(drive, page, &self.text, deadline).await?;
        Ok(Typed { secret: field.secret })
    }
}

/// Presses a key on it: `Enter`, `a`, `Control+A` (names as in `KeyboardEvent.key`).
#[derive(Deserialize, JsonSchema)]
struct Press {
    #[serde(flatten)]
    target: Target,
    key: String,
}

impl Method for Press {
    const NAME: &'static str = "Locator.press";
    type Result = ();

    async fn call(self, drive: &Drive) -> Result<(), DriveError> {
        let (page, deadline) = self.target.focus(drive, Self::NAME).await?;
        keys::press(drive, page, &self.key, deadline).await
    }
}

/// Chooses options of a `<select>`, by value or by what stands there. Answers the values that are chosen.
#[derive(Deserialize, JsonSchema)]
struct Select {
    #[serde(flatten)]
    target: Target,
    options: Vec<String>,
}

impl Method for Select {
    const NAME: &'static str = "Locator.select";
    type Result = Vec<String>;

    async fn call(self, drive: &Drive) -> Result<Vec<String>, DriveError> {
        self.target.ask(drive, Self::NAME, json!({ "kind": "select", "options": self.options })).await
    }
}

/// Taps it when it is not checked (or, with `checked` false, when it is), and waits until it is so.
#[derive(Deserialize, JsonSchema)]
struct Check {
    #[serde(flatten)]
    target: Target,
    /// True when absent.
    #[serde(default = "yes")]
    checked: bool,
}

fn yes() -> bool {
    true
}

impl Method for Check {
    const NAME: &'static str = "Locator.check";
    type Result = ();

    async fn call(self, drive: &Drive) -> Result<(), DriveError> {
        let deadline = self.target.deadline();
        let ask = json!({ "kind": "checked" });
        let (_, is): (_, Value) = self.target.ask_by(drive, Self::NAME, &ask, deadline).await?;
        if is == self.checked {
            return Ok(());
        }
        self.target.touch(drive, Self::NAME, &json!({ "kind": "point" }), Duration::ZERO, deadline).await?;
        let ask = json!({ "kind": "becomes", "checked": self.checked });
        self.target.ask_by(drive, Self::NAME, &ask, deadline).await.map(|(_, ())| ())
    }
}

/// Calls a function with the element and an argument, beside the page's own scripts; a promise is awaited.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "LocatorEvaluate")]
struct Evaluate {
    #[serde(flatten)]
    target: Target,
    /// `(element, argument) => …`
    function: String,
    #[serde(default)]
    argument: Value,
}

impl Method for Evaluate {
    const NAME: &'static str = "Locator.evaluate";
    type Result = Value;

    async fn call(self, drive: &Drive) -> Result<Value, DriveError> {
        self.target.evaluate(drive, Self::NAME, &self.function, &self.argument).await
    }
}
