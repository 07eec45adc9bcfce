//! What the object of `getRecorderManager` asks for. The object itself, its events and its pauses are made in the logic
//! layer. The sound comes from the device, as that of `startRecord` does, and in the form that it has there.

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::voice::record;
use super::{Api, ApiDef, ApiError, Cx, Nothing, Surface};
use crate::scope::Scope;

pub(super) const APIS: &[ApiDef] = &[ApiDef::of::<Start>(), ApiDef::of::<Stop>()];

/// The longest recording (WeChat documentation).
const LONGEST: Duration = Duration::from_mins(10);

/// Records until `stop`, or until the mini program is left; answers when the recording has ended. That it has begun is told by
/// the event `recorder`.
#[derive(Deserialize, JsonSchema)]
pub struct Start {}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct StartReply {
    /// Temporary path of the recording.
    temp_file_path: String,
    /// Milliseconds.
    duration: f64,
    /// Bytes.
    file_size: usize,
}

impl Api for Start {
    const NAME: &'static str = "RecorderManager.start";
    const SURFACE: Surface = Surface::Logic;
    const SCOPE: Option<Scope> = Some(Scope::Record);
    type Reply = StartReply;

    async fn call(self, cx: Cx) -> Result<StartReply, ApiError> {
        let (sound, length) = record(&cx, LONGEST, || cx.tell_program("recorder", &())).await?;
        let file_size = sound.bytes.len();
        let temp_file_path = cx.keep(sound.bytes, &sound.extension)?;
        Ok(StartReply { temp_file_path, duration: length.as_secs_f64() * 1000.0, file_size })
    }
}

/// Ends the recording; `start` answers then.
#[derive(Deserialize, JsonSchema)]
pub struct Stop {
    /// How long it has paused in all, in milliseconds.
    #[serde(default)]
    paused: Option<f64>,
}

impl Api for Stop {
    const NAME: &'static str = "RecorderManager.stop";
    const SURFACE: Surface = Surface::Logic;
    type Reply = Nothing;

    async fn call(self, cx: Cx) -> Result<Nothing, ApiError> {
        let paused = Duration::try_from_secs_f64(self.paused.unwrap_or_default().max(0.0) / 1000.0);
        if cx.voice(|voice, _| voice.stop_recording(paused.unwrap_or_default()))? {
            Ok(Nothing {})
        } else {
            Err(ApiError::fail("no recording is under way"))
        }
    }
}
