//! Recording and playing voice.

use std::time::Duration;

use futures::future::{Either, select};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Api, ApiDef, ApiError, Cx, Nothing};
use crate::device::Sound;
use crate::scope::Scope;
use crate::voice::Cut;

pub(super) const APIS: &[ApiDef] = &[
    ApiDef::of::<StartRecord>(),
    ApiDef::of::<StopRecord>(),
    ApiDef::of::<PlayVoice>(),
    ApiDef::of::<PauseVoice>(),
    ApiDef::of::<StopVoice>(),
];

/// The longest recording, and how long a sound plays when nothing else is said.
const LONGEST: Duration = Duration::from_mins(1);

/// Records until `stopRecord`, until the mini program is left, or for 60 seconds; answers when the recording has ended.
#[derive(Deserialize, JsonSchema)]
pub struct StartRecord {}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct StartRecordReply {
    /// Temporary path of the recording.
    temp_file_path: String,
    /// The same in WeChat's SDK.
    local_id: String,
}

impl Api for StartRecord {
    const NAME: &'static str = "startRecord";
    const SCOPE: Option<Scope> = Some(Scope::Record);
    type Reply = StartRecordReply;

    async fn call(self, cx: Cx) -> Result<StartRecordReply, ApiError> {
        let (sound, _) = record(&cx, LONGEST, || {}).await?;
        let path = cx.keep(sound.bytes, &sound.extension)?;
        Ok(StartRecordReply { temp_file_path: path.clone(), local_id: path })
    }
}

/// Records until somebody stops it, for `most` at the longest; with how long that was, without its pauses.
pub(super) async fn record(
    cx: &Cx,
    most: Duration,
    on_begin: impl FnOnce(),
) -> Result<(Sound, Duration), ApiError> {
    let stopped = cx.voice(|voice, _| voice.record())?.ok_or(ApiError::fail("a recording is under way"))?;
    let recording = cx.device().record().await.map_err(|error| cx.device_error(error))?;
    let begin = cx.now();
    on_begin();
    let paused = match select(stopped, cx.sleep(most)).await {
        Either::Left((paused, _)) => paused.unwrap_or_default(),
        Either::Right(_) => Duration::ZERO,
    };
    let length = cx.now().saturating_sub(begin).saturating_sub(paused).min(most);
    let sound = recording.stop(length).await.map_err(|error| cx.device_error(error))?;
    Ok((sound, length))
}

/// Ends the recording; `startRecord` answers then.
#[derive(Deserialize, JsonSchema)]
pub struct StopRecord {}

impl Api for StopRecord {
    const NAME: &'static str = "stopRecord";
    type Reply = Nothing;

    async fn call(self, cx: Cx) -> Result<Nothing, ApiError> {
        if cx.voice(|voice, _| voice.stop_recording(Duration::ZERO))? {
            Ok(Nothing {})
        } else {
            Err(ApiError::fail("no recording is under way"))
        }
    }
}

/// Plays a recording; one at a time. Answers when it has ended; one that is stopped, or gives way to another, fails.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlayVoice {
    /// Temporary path of the recording.
    #[serde(default)]
    file_path: Option<String>,
    /// The same in WeChat's SDK.
    #[serde(default)]
    local_id: Option<String>,
    /// Seconds after which playing stops; 60 when absent.
    #[serde(default)]
    duration: Option<f64>,
}

impl Api for PlayVoice {
    const NAME: &'static str = "playVoice";
    type Reply = Nothing;

    async fn call(self, cx: Cx) -> Result<Nothing, ApiError> {
        let file = self.file_path.or(self.local_id).ok_or(ApiError::Parameter {
            name: "filePath".to_owned(),
            expected: "String",
            actual: "Undefined",
        })?;
        let limit = match self.duration {
            None => LONGEST,
            Some(seconds) => Duration::try_from_secs_f64(seconds).map_err(|_| {
                ApiError::Arguments("parameter.duration should be a number of seconds;".to_owned())
            })?,
        };
        let bytes = cx.temp_file(&file)?;
        let from = cx.voice(|voice, _| voice.resume_point(&file))?;
        let speaker = cx.device().play(bytes.to_vec(), from).await.map_err(|error| cx.device_error(error))?;
        let left = speaker.length().min(limit).saturating_sub(from);
        let cut = cx.voice(|voice, now| voice.play(file.clone(), from, now, speaker))?;
        match select(cut, cx.sleep(left)).await {
            Either::Right(_) => {
                cx.voice(|voice, _| voice.ended(&file))?;
                Ok(Nothing {})
            }
            // A sound that pauses has been played so far; the call that resumes it answers for the rest.
            Either::Left((Ok(Cut::Paused), _)) => Ok(Nothing {}),
            Either::Left(_) => Err(ApiError::Interrupted),
        }
    }
}

/// Pauses the playing; playing the same file again goes on from there.
#[derive(Deserialize, JsonSchema)]
pub struct PauseVoice {}

impl Api for PauseVoice {
    const NAME: &'static str = "pauseVoice";
    type Reply = Nothing;

    async fn call(self, cx: Cx) -> Result<Nothing, ApiError> {
        if cx.voice(super::super::voice::Voice::pause)? {
            Ok(Nothing {})
        } else {
            Err(ApiError::fail("no voice is playing"))
        }
    }
}

/// Stops the playing; playing the same file again starts anew.
#[derive(Deserialize, JsonSchema)]
pub struct StopVoice {}

impl Api for StopVoice {
    const NAME: &'static str = "stopVoice";
    type Reply = Nothing;

    async fn call(self, cx: Cx) -> Result<Nothing, ApiError> {
        if cx.voice(|voice, _| voice.stop())? {
            Ok(Nothing {})
        } else {
            Err(ApiError::fail("no voice is playing"))
        }
    }
}
