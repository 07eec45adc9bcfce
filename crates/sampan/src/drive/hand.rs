//! Fingers on a page, through the browser's own input.

use std::future::pending;
use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::time::{sleep, timeout_at};

use super::place::Spot;
use super::{Deadline, Drive, DriveError};

/// Between two places of a finger that moves.
const MOVE: Duration = Duration::from_millis(16);

/// CSS pixels.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
pub(super) struct Point {
    pub x: f64,
    pub y: f64,
}

pub(super) async fn down(drive: &Drive, page: Spot, at: Point, deadline: Deadline) -> Result<(), DriveError> {
    touch(drive, page, "touchStart", Some(at), deadline).await
}

pub(super) async fn up(drive: &Drive, page: Spot, deadline: Deadline) -> Result<(), DriveError> {
    touch(drive, page, "touchEnd", None, deadline).await
}

pub(super) async fn swipe(
    drive: &Drive,
    page: Spot,
    from: Point,
    by: Point,
    time: Duration,
    deadline: Deadline,
) -> Result<(), DriveError> {
    touch(drive, page, "touchStart", Some(from), deadline).await?;
    let moves = u32::try_from(time.as_millis() / MOVE.as_millis()).unwrap_or(1).max(2);
    for step in 1..=moves {
        sleep(MOVE).await;
        let part = f64::from(step) / f64::from(moves);
        let at = Point { x: from.x + by.x * part, y: from.y + by.y * part };
        touch(drive, page, "touchMove", Some(at), deadline).await?;
    }
    touch(drive, page, "touchEnd", None, deadline).await
}

async fn touch(
    drive: &Drive,
    page: Spot,
    phase: &str,
    at: Option<Point>,
    deadline: Deadline,
) -> Result<(), DriveError> {
    let points: Vec<Point> = at.into_iter().collect();
    send(drive, page, "Input.dispatchTouchEvent", json!({ "type": phase, "touchPoints": points }), deadline)
        .await
}

/// Sends input and waits until the page has dealt with it.
pub(super) async fn send(
    drive: &Drive,
    page: Spot,
    method: &'static str,
    params: Value,
    deadline: Deadline,
) -> Result<(), DriveError> {
    let sent = async { drive.driven(page).await?.command(method, &params).await };
    let look = drive.look();
    let left = async {
        match page {
            Spot::Page(page) => look.until_it_leaves(page).await,
            Spot::Phone => pending().await,
        }
    };
    let done = async {
        tokio::select! {
            sent = sent => sent.map(drop),
            left = left => left.map_err(|error| error.to_string()),
        }
    };
    match timeout_at(deadline.at, done).await {
        Ok(done) => Ok(done?),
        Err(_) => Err(DriveError(format!(
            "the page does not take the touch: its script keeps it busy ({}){}",
            deadline.words(),
            drive.open_questions()
        ))),
    }
}
