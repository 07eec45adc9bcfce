//! Which element, looked for in the page until it is as it must be.

use std::time::Duration;

use sampan_view::Library;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::time::{sleep, timeout_at};

use super::hand::{self, Point};
use super::place::{Place, Spot};
use super::{AGAIN, Deadline, Drive, DriveError};

/// The part in the page.
const LIBRARY: Library =
    Library { name: "sampanDriver", source: include_str!(concat!(env!("OUT_DIR"), "/in-page.js")) };
/// How long the part in the page waits by itself: what it waits for is known when it does not come.
const SLICE: Duration = Duration::from_secs(1);
/// What a page may need beyond that for an answer, when it is busy.
const GRACE: Duration = Duration::from_secs(2);

/// Which element, and how long it is waited for.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
// The unsafe code is that of `select!`.
#[allow(clippy::unsafe_derive_deserialize)]
pub(super) struct Target {
    #[serde(default, rename = "in")]
    place: Place,
    /// From left to right, each in what the one before has found (`Step` in `packages/driver/src/steps.ts`).
    steps: Vec<Value>,
    /// Milliseconds; 5000 when absent.
    #[serde(default)]
    timeout: Option<u64>,
}

/// What the part in the page answers.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum Outcome {
    Done(Value),
    Waiting(String),
    Failed(String),
}

impl Target {
    pub(super) fn deadline(&self) -> Deadline {
        Deadline::after(self.timeout)
    }

    pub(super) async fn ask<T: DeserializeOwned>(
        &self,
        drive: &Drive,
        method: &str,
        ask: Value,
    ) -> Result<T, DriveError> {
        Ok(self.ask_by(drive, method, &ask, self.deadline()).await?.1)
    }

    pub(super) async fn place_of(
        &self,
        drive: &Drive,
        method: &str,
        ask: Value,
        deadline: Deadline,
    ) -> Result<(Spot, Point), DriveError> {
        self.ask_by(drive, method, &ask, deadline).await
    }

    /// A finger on it for a time. One that met something else, because the page has changed since it was looked at, has reached
    /// nobody, and is put down again.
    pub(super) async fn touch(
        &self,
        drive: &Drive,
        method: &str,
        ask: &Value,
        time: Duration,
        deadline: Deadline,
    ) -> Result<(), DriveError> {
        loop {
            let (page, point) = self.ask_by(drive, method, ask, deadline).await?;
            hand::down(drive, page, point, deadline).await?;
            let missed = self.missed(drive, page).await;
            if missed.is_none() {
                sleep(time).await;
            }
            hand::up(drive, page, deadline).await?;
            let Some(why) = missed else { return Ok(()) };
            if deadline.is_over() {
                let why = format!("{method} {}: {why} ({})", words(&self.steps), deadline.words());
                return Err(DriveError(why));
            }
        }
    }

    /// What a touch met in the place of what was meant. A page that goes with the touch, or asks something, has got it.
    async fn missed(&self, drive: &Drive, page: Spot) -> Option<String> {
        let asked = async { drive.driven(page).await?.apart(LIBRARY, "sampanDriver.missed()").await };
        let goes = drive
            .look()
            .until(|state| (state.prompt.is_some() || self.place.find(state) != Ok(page)).then_some(()));
        tokio::select! {
            met = asked => met.ok()?.as_str().map(str::to_owned),
            _ = goes => None,
            () = sleep(GRACE) => None,
        }
    }

    pub(super) async fn focus(&self, drive: &Drive, method: &str) -> Result<(Spot, Deadline), DriveError> {
        let deadline = self.deadline();
        let (page, _): (_, Value) = self.ask_by(drive, method, &json!({ "kind": "focus" }), deadline).await?;
        Ok((page, deadline))
    }

    /// Asks the page until it answers, also while its document or the page on top changes. Gives the page that answered.
    pub(super) async fn ask_by<T: DeserializeOwned>(
        &self,
        drive: &Drive,
        method: &str,
        ask: &Value,
        deadline: Deadline,
    ) -> Result<(Spot, T), DriveError> {
        let failed = |why: &str| DriveError(format!("{method} {}: {why}", words(&self.steps)));
        let mut seen;
        loop {
            match self.place.find(&drive.look().state()) {
                Ok(page) => match self.look_once(drive, page, ask, deadline).await {
                    Ok(Outcome::Done(value)) => {
                        let value =
                            serde_json::from_value(value).map_err(|error| failed(&error.to_string()))?;
                        return Ok((page, value));
                    }
                    Ok(Outcome::Failed(why)) => return Err(failed(&why)),
                    Ok(Outcome::Waiting(why)) => seen = why,
                    Err(why) => {
                        seen = why;
                        sleep(AGAIN.min(deadline.left())).await;
                    }
                },
                Err(why) => {
                    seen = why;
                    let _ = timeout_at(deadline.at, self.comes(drive)).await;
                }
            }
            if deadline.is_over() {
                let open = drive.open_questions();
                return Err(failed(&format!("{seen} ({}){open}", deadline.words())));
            }
        }
    }

    /// Calls a function of the page's own world with the element.
    pub(super) async fn evaluate(
        &self,
        drive: &Drive,
        method: &str,
        function: &str,
        argument: &Value,
    ) -> Result<Value, DriveError> {
        let deadline = self.deadline();
        let (spot, ()) = self.ask_by(drive, method, &json!({ "kind": "keep" }), deadline).await?;
        let run =
            async { drive.driven(spot).await?.evaluate_on("sampanDriver.kept()", function, argument).await };
        let ended = timeout_at(deadline.at, run).await.unwrap_or_else(|_| {
            Err(format!("the function did not end ({}){}", deadline.words(), drive.open_questions()))
        });
        ended.map_err(|why| DriveError(format!("{method} {}: {why}", words(&self.steps))))
    }

    /// Comes back when the page is there.
    async fn comes(&self, drive: &Drive) {
        let _ = drive.look().until(|state| self.place.find(state).ok()).await;
    }

    /// One look, as long as the page stays the one that is meant.
    async fn look_once(
        &self,
        drive: &Drive,
        page: Spot,
        ask: &Value,
        deadline: Deadline,
    ) -> Result<Outcome, String> {
        let limit = deadline.left().min(SLICE);
        let request = json!({ "steps": self.steps, "ask": ask, "limit": limit.as_millis() });
        let expression = format!("sampanDriver.run({request})");
        let answer = async { drive.driven(page).await?.apart(LIBRARY, &expression).await };
        let leaves = drive.look().until(|state| (self.place.find(state) != Ok(page)).then_some(()));
        tokio::select! {
            answer = answer => serde_json::from_value(answer?).map_err(|error| error.to_string()),
            _ = leaves => Err("the page was left".to_owned()),
            () = sleep(limit + GRACE) => Err("the page does not answer: its script keeps it busy, or a dialog is open".to_owned()),
        }
    }
}

/// A locator as one writes it.
fn words(steps: &[Value]) -> String {
    let one = |step: &Value| {
        let Some((kind, value)) = step.as_object().and_then(|step| step.iter().next()) else {
            return step.to_string();
        };
        match (kind.as_str(), step["name"].is_null()) {
            ("css", _) => format!("locator({value})"),
            ("text", _) => format!("getByText({value})"),
            ("role", true) => format!("getByRole({value})"),
            ("role", false) => format!("getByRole({value}, {{ name: {} }})", step["name"]),
            ("testId", _) => format!("getByTestId({value})"),
            ("label", _) => format!("getByLabel({value})"),
            ("placeholder", _) => format!("getByPlaceholder({value})"),
            ("nth", _) => format!("nth({value})"),
            _ => format!("filter({step})"),
        }
    };
    steps.iter().map(one).collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::words;

    #[test]
    fn a_locator_is_named_as_one_writes_it() {
        let steps = [json!({"css": "form"}), json!({"role": "button", "name": "Pay"}), json!({"nth": -1})];
        assert_eq!(words(&steps), r#"locator("form").getByRole("button", { name: "Pay" }).nth(-1)"#);
    }
}
