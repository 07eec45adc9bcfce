//! Tools for what is in a page, or in the phone around it: read it, touch it, type into it.

use std::time::Duration;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::desk::Desk;
use super::tool::{Answer, Effect, Tool, ToolDef};

pub(super) const TOOLS: &[ToolDef] = &[
    ToolDef::of::<Read>(),
    ToolDef::of::<Screenshot>(),
    ToolDef::of::<Tap>(),
    ToolDef::of::<Type>(),
    ToolDef::of::<Press>(),
    ToolDef::of::<Select>(),
    ToolDef::of::<Evaluate>(),
];

/// Characters of an outline when nothing else is said.
const OUTLINE: usize = 8_000;
/// The phone once it knows its state.
const HEARD: &str = ".phone:not(:has(.waiting))";
/// How long a page that shows nothing may go on drawing before it is empty.
const DRAWING: Duration = Duration::from_secs(2);
/// A page is looked at again after this: nothing tells when it has drawn.
const AGAIN: Duration = Duration::from_millis(50);

/// The page as text: an outline of what an assistive technology has of it, roles and names, indented. The small way to see a
/// page; what it shows as `button "Pay"` is tapped with role button and name Pay (`input date "Day"` has no role: by its label).
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Read {
    /// Which: top (the page on top, if absent), phone (the phone around it: navigation bar, prompts, menus), or the path of an
    /// open page.
    #[serde(default, rename = "in")]
    place: Option<String>,
    /// Only what is below the first element of this CSS selector.
    #[serde(default)]
    within: Option<String>,
    /// The most characters to answer; 8000 if absent.
    #[serde(default)]
    limit: Option<usize>,
}

impl Tool for Read {
    const NAME: &'static str = "read";

    async fn call(self, desk: &Desk) -> Result<Answer, String> {
        let place = place(self.place.as_deref());
        if place.get("phone").is_some() {
            // The phone's page stands before it has heard of what it is to show.
            let heard = json!([{ "css": HEARD }]);
            desk.call("Locator.waitFor", json!({ "in": place.clone(), "steps": heard })).await?;
        }
        let mut steps = vec![json!({ "css": self.within.as_deref().unwrap_or("body") })];
        if self.within.is_some() {
            steps.push(json!({ "nth": 0 }));
        }
        let params = json!({ "in": place, "steps": steps });
        let outline = drawn(desk, &params).await?;
        Ok(Answer::text(shortened(&outline, self.limit.unwrap_or(OUTLINE))))
    }
}

/// The outline as soon as there is something in it: a document that has just loaded may still be drawing.
async fn drawn(desk: &Desk, params: &Value) -> Result<String, String> {
    let end = Instant::now() + DRAWING;
    loop {
        let outline = desk.call("Locator.outline", params.clone()).await?;
        let outline = outline.as_str().unwrap_or_default();
        if !outline.is_empty() || Instant::now() >= end {
            return Ok(outline.to_owned());
        }
        tokio::time::sleep(AGAIN).await;
    }
}

/// As many whole lines as fit, and how many there are beyond.
fn shortened(text: &str, limit: usize) -> String {
    if text.is_empty() {
        return "(nothing to be seen)".to_owned();
    }
    let mut left = limit;
    let fits = |line: &&str| {
        let length = line.chars().count() + 1;
        let fits = length <= left;
        left = left.saturating_sub(length);
        fits
    };
    let lines: Vec<&str> = text.lines().take_while(fits).collect();
    let beyond = text.lines().count() - lines.len();
    let note = if beyond == 0 {
        String::new()
    } else {
        format!("\n({beyond} lines more: say within, or a larger limit)")
    };
    lines.join("\n") + &note
}

/// A picture of the page on top, as PNG. To find out what can be tapped use read: it is smaller and says names.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Screenshot {
    /// Which: top (the page on top, if absent), phone (the phone around it, with the page in it), or the path of an open page.
    #[serde(default, rename = "in")]
    place: Option<String>,
}

impl Tool for Screenshot {
    const NAME: &'static str = "screenshot";

    async fn call(self, desk: &Desk) -> Result<Answer, String> {
        let picture = desk.call("Page.screenshot", json!({ "in": place(self.place.as_deref()) })).await?;
        Ok(Answer::png(picture.as_str().unwrap_or_default()))
    }
}

/// An element, and where it is.
#[derive(Deserialize, JsonSchema)]
struct Target {
    /// Its role, as `read` shows it: button, link, textbox, checkbox, heading …
    #[serde(default)]
    role: Option<String>,
    /// Its name, as read shows it; with role.
    #[serde(default)]
    name: Option<String>,
    /// Its text, whole or a part of it.
    #[serde(default)]
    text: Option<String>,
    /// The label of a field.
    #[serde(default)]
    label: Option<String>,
    /// Its data-testid.
    #[serde(default, rename = "testId")]
    test_id: Option<String>,
    /// A CSS selector.
    #[serde(default)]
    css: Option<String>,
    /// Which of several, from 0; -1 is the last. Without it there must be one only.
    #[serde(default)]
    nth: Option<i64>,
    /// Which page: top (if absent), phone (the phone around it), or the path of an open page.
    #[serde(default, rename = "in")]
    place: Option<String>,
}

impl Target {
    /// As a locator of the driver protocol.
    fn locator(&self) -> Result<Value, String> {
        let mut steps = Vec::new();
        if let Some(css) = &self.css {
            steps.push(json!({ "css": css }));
        }
        match (&self.role, &self.name) {
            (Some(role), Some(name)) => steps.push(json!({ "role": role, "name": name })),
            (Some(role), None) => steps.push(json!({ "role": role })),
            (None, Some(_)) => return Err("name needs the role that it belongs to".to_owned()),
            (None, None) => {}
        }
        let named = [("text", &self.text), ("label", &self.label), ("testId", &self.test_id)];
        steps.extend(
            named.into_iter().filter_map(|(kind, value)| value.as_ref().map(|value| json!({ kind: value }))),
        );
        if steps.is_empty() {
            return Err("say which element: role and name, text, label, testId or css".to_owned());
        }
        steps.extend(self.nth.map(|nth| json!({ "nth": nth })));
        Ok(json!({ "in": place(self.place.as_deref()), "steps": steps }))
    }

    async fn call(&self, desk: &Desk, method: &str, more: Value) -> Result<Value, String> {
        let mut params = self.locator()?;
        for (key, value) in more.as_object().into_iter().flatten() {
            params[key] = value.clone();
        }
        desk.call(method, params).await
    }
}

/// Where it is, in the words of the driver protocol.
fn place(name: Option<&str>) -> Value {
    match name {
        Some("phone") => json!({ "phone": true }),
        name => json!({ "page": name.unwrap_or("top") }),
    }
}

/// Taps an element: waits until it is there, visible, enabled and not covered, and touches its middle.
#[derive(Deserialize, JsonSchema)]
struct Tap {
    #[serde(flatten)]
    target: Target,
}

impl Tool for Tap {
    const NAME: &'static str = "tap";
    const EFFECT: Effect = Effect::Acts;

    async fn call(self, desk: &Desk) -> Result<Answer, String> {
        self.target.call(desk, "Locator.tap", json!({})).await?;
        Ok(Answer::text("tapped"))
    }
}

/// Types into a field: what was in it goes first.
#[derive(Deserialize, JsonSchema)]
struct Type {
    #[serde(flatten)]
    target: Target,
    /// What is typed.
    value: String,
    /// Presses Enter afterwards.
    #[serde(default)]
    enter: bool,
}

impl Tool for Type {
    const NAME: &'static str = "type";
    const EFFECT: Effect = Effect::Acts;

    async fn call(self, desk: &Desk) -> Result<Answer, String> {
        self.target.call(desk, "Locator.fill", json!({ "text": self.value })).await?;
        if self.enter {
            self.target.call(desk, "Locator.press", json!({ "key": "Enter" })).await?;
        }
        Ok(Answer::text("typed"))
    }
}

/// Presses a key in an element: Enter, Escape, Tab, Control+a …
#[derive(Deserialize, JsonSchema)]
struct Press {
    #[serde(flatten)]
    target: Target,
    /// The key, with its modifiers.
    key: String,
}

impl Tool for Press {
    const NAME: &'static str = "press";
    const EFFECT: Effect = Effect::Acts;

    async fn call(self, desk: &Desk) -> Result<Answer, String> {
        self.target.call(desk, "Locator.press", json!({ "key": self.key })).await?;
        Ok(Answer::text("pressed"))
    }
}

/// Chooses options of a `<select>`, by value or text.
#[derive(Deserialize, JsonSchema)]
struct Select {
    #[serde(flatten)]
    target: Target,
    /// The options.
    options: Vec<String>,
}

impl Tool for Select {
    const NAME: &'static str = "select";
    const EFFECT: Effect = Effect::Acts;

    async fn call(self, desk: &Desk) -> Result<Answer, String> {
        self.target.call(desk, "Locator.select", json!({ "options": self.options })).await?;
        Ok(Answer::text("chosen"))
    }
}

/// Runs an expression in a page (a promise is awaited), or in the mini program's own JavaScript; answers its value.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Evaluate {
    /// The expression.
    script: String,
    /// Where: top (the page on top, if absent), the path of an open page, or logic for the mini program's own JavaScript.
    #[serde(default, rename = "in")]
    place: Option<String>,
}

impl Tool for Evaluate {
    const NAME: &'static str = "evaluate";
    // Whoever can run a script can do everything that the page can.
    const EFFECT: Effect = Effect::Acts;

    async fn call(self, desk: &Desk) -> Result<Answer, String> {
        let value = match self.place.as_deref() {
            Some("logic") => desk.call("Phone.evaluate", json!({ "script": self.script })).await?,
            name => desk.call("Page.evaluate", json!({ "in": place(name), "script": self.script })).await?,
        };
        Ok(Answer::text(value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outline_is_cut_between_lines_and_says_so() {
        assert_eq!(shortened("- a\n- b", 8), "- a\n- b");
        assert_eq!(shortened("- a\n- b\n- c", 8), "- a\n- b\n(1 lines more: say within, or a larger limit)");
        assert_eq!(shortened("", 8), "(nothing to be seen)");
    }

    #[test]
    fn a_target_becomes_the_steps_of_a_locator() {
        let locator = |target: Value| serde_json::from_value::<Target>(target).unwrap().locator();
        assert_eq!(
            locator(json!({ "css": "form", "role": "button", "name": "Pay", "nth": -1 })),
            Ok(json!({
                "in": { "page": "top" },
                "steps": [{ "css": "form" }, { "role": "button", "name": "Pay" }, { "nth": -1 }],
            }))
        );
        assert_eq!(
            locator(json!({ "testId": "pay", "in": "phone" })),
            Ok(json!({ "in": { "phone": true }, "steps": [{ "testId": "pay" }] }))
        );
        assert!(locator(json!({})).is_err() && locator(json!({ "name": "Pay" })).is_err());
    }
}
