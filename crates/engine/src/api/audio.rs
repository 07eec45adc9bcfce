//! Sounds of `createInnerAudioContext` and `getBackgroundAudioManager`: what their objects ask for. The objects themselves, their properties and events, are
//! made in the logic layer. A sound is played as a voice is: through the device, in real time; it is heard where the device
//! file's `loudspeaker` source says so.

use std::time::Duration;

use futures::future::{Either, select};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Api, ApiDef, ApiError, Cx, Nothing, Surface};

pub(super) const APIS: &[ApiDef] = &[ApiDef::of::<Play>(), ApiDef::of::<Stop>()];

/// Plays a sound from a position; answers when it has ended. One that is stopped, and all when the mini program is left,
/// fail with `interrupted`. That it has begun is told by the event `audio`.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Play {
    /// Names it: one sound a number plays at a time.
    id: u64,
    /// A path of any kind, or an http(s) address: it is downloaded before it plays, so its host must be allowed for
    /// `downloadFile` (assumed; the documentation names no rule).
    src: String,
    /// Seconds.
    #[serde(default)]
    from: Option<f64>,
    /// How fast, 0.5 to 2; 1 when absent. It is heard at its own speed all the same.
    #[serde(default)]
    rate: Option<f64>,
    /// It plays on when the mini program is left, if `requiredBackgroundModes` of `app.json` has `audio`.
    #[serde(default)]
    in_background: Option<bool>,
}

/// What is told when a sound begins.
#[derive(Serialize)]
struct Begun {
    id: u64,
    /// Seconds.
    duration: f64,
}

impl Api for Play {
    const NAME: &'static str = "InnerAudioContext.play";
    const SURFACE: Surface = Surface::Logic;
    type Reply = Nothing;

    async fn call(self, cx: Cx) -> Result<Nothing, ApiError> {
        let goes_on = self.in_background == Some(true) && cx.package()?.plays_in_background();
        let cut = cx.start_sound(self.id, goes_on)?;
        let playing = async {
            let (_, bytes) = cx.fetch_file(&self.src).await?;
            let from =
                Duration::try_from_secs_f64(self.from.unwrap_or_default().max(0.0)).unwrap_or_default();
            let speaker = cx.device().play(bytes, from).await.map_err(|error| cx.device_error(error))?;
            let length = speaker.length();
            cx.tell_program("audio", &Begun { id: self.id, duration: length.as_secs_f64() });
            let rate = self.rate.unwrap_or(1.0).clamp(0.5, 2.0);
            cx.sleep(length.saturating_sub(from).div_f64(rate)).await;
            // Silent from here on.
            drop(speaker);
            Ok(Nothing {})
        };
        match select(Box::pin(playing), cut).await {
            Either::Left((answer, _)) => answer,
            Either::Right(_) => Err(ApiError::Interrupted),
        }
    }
}

/// Silences a sound. One that does not play is silent already.
#[derive(Deserialize, JsonSchema)]
pub struct Stop {
    /// As of `play`.
    id: u64,
}

impl Api for Stop {
    const NAME: &'static str = "InnerAudioContext.stop";
    const SURFACE: Surface = Surface::Logic;
    type Reply = Nothing;

    async fn call(self, cx: Cx) -> Result<Nothing, ApiError> {
        cx.stop_sound(self.id)
    }
}
