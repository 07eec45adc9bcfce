//! Recording and playing voice.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Api, ApiDef, Nothing};

pub(super) const APIS: &[ApiDef] = &[
    ApiDef::of::<StartRecord>(),
    ApiDef::of::<StopRecord>(),
    ApiDef::of::<PlayVoice>(),
    ApiDef::of::<PauseVoice>(),
    ApiDef::of::<StopVoice>(),
];

/// Records until `stopRecord` or for 60 seconds; answers when the recording ends.
#[derive(Deserialize, JsonSchema)]
pub struct StartRecord {}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct StartRecordReply {
    /// Temporary path of the recording.
    temp_file_path: String,
}

impl Api for StartRecord {
    const NAME: &'static str = "startRecord";
    const READY: bool = false;
    type Reply = StartRecordReply;
}

/// Ends the recording.
#[derive(Deserialize, JsonSchema)]
pub struct StopRecord {}

impl Api for StopRecord {
    const NAME: &'static str = "stopRecord";
    const READY: bool = false;
    type Reply = Nothing;
}

/// Plays a recording; one at a time.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // declared now, carried out later
pub struct PlayVoice {
    /// Temporary path of the recording.
    file_path: String,
    /// Seconds after which playing stops; 60 when absent.
    #[serde(default)]
    duration: Option<f64>,
}

impl Api for PlayVoice {
    const NAME: &'static str = "playVoice";
    const READY: bool = false;
    type Reply = Nothing;
}

/// Pauses the playing; playing the same file again goes on from there.
#[derive(Deserialize, JsonSchema)]
pub struct PauseVoice {}

impl Api for PauseVoice {
    const NAME: &'static str = "pauseVoice";
    const READY: bool = false;
    type Reply = Nothing;
}

/// Stops the playing; playing the same file again starts anew.
#[derive(Deserialize, JsonSchema)]
pub struct StopVoice {}

impl Api for StopVoice {
    const NAME: &'static str = "stopVoice";
    const READY: bool = false;
    type Reply = Nothing;
}
