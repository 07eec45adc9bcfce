//! Microphone and loudspeaker of what shows the phone.

use std::sync::Arc;
use std::time::Duration;

use futures::channel::oneshot;
use futures::future::{Either, select};
use sampan_engine::device::{Answer, DeviceError, Playing, Recording, Sound};
use sampan_engine::sheet::SheetReply;

use super::{Desk, PersonDevice, lock, odd};

/// How long a microphone may take to hand over what it has heard.
const HAND_OVER: Duration = Duration::from_secs(15);

/// The microphone of what shows the phone.
pub(super) struct Microphone {
    pub id: u64,
    /// Gone once the recording has been handed over.
    pub answer: Option<oneshot::Receiver<SheetReply>>,
    pub person: PersonDevice,
}

impl Recording for Microphone {
    fn stop(mut self: Box<Self>, length: Duration) -> Answer<Sound> {
        Box::pin(async move {
            let answer = self.answer.take().ok_or_else(odd)?;
            self.person.desk.stop(self.id);
            let reply = match select(answer, self.person.desk.sleep(HAND_OVER)).await {
                Either::Left((reply, _)) => reply,
                Either::Right(_) => {
                    let limit = HAND_OVER.as_secs();
                    let reason = format!("the microphone did not hand over its sound within {limit} s");
                    return Err(DeviceError::Fail(reason));
                }
            };
            match reply {
                Ok(SheetReply::Sound(sound)) => {
                    let length = if sound.length.is_zero() { length } else { sound.length };
                    let sound = Sound { length, ..sound };
                    lock(&self.person.heard).keep(&sound);
                    Ok(sound)
                }
                Ok(SheetReply::Fail(reason)) => Err(DeviceError::Fail(reason)),
                Ok(_) | Err(_) => Err(DeviceError::Cancel),
            }
        })
    }
}

impl Drop for Microphone {
    fn drop(&mut self) {
        self.person.desk.close(self.id);
    }
}

/// The loudspeaker of what shows the phone.
pub(super) struct Loudspeaker {
    pub inner: Box<dyn Playing>,
    pub id: u64,
    pub desk: Arc<dyn Desk>,
    /// While somebody waits for it the sheet stays open.
    pub _open: oneshot::Receiver<SheetReply>,
}

impl Playing for Loudspeaker {
    fn length(&self) -> Duration {
        self.inner.length()
    }
}

impl Drop for Loudspeaker {
    fn drop(&mut self) {
        self.desk.close(self.id);
    }
}

/// A sound of known length that nothing here can play.
pub(super) struct Quiet {
    pub length: Duration,
}

impl Playing for Quiet {
    fn length(&self) -> Duration {
        self.length
    }
}

/// The lengths of what was recorded last, by the size and the first bytes of the sound.
#[derive(Default)]
pub(super) struct Heard(Vec<(Vec<u8>, usize, Duration)>);

impl Heard {
    const MOST: usize = 64;
    const PREFIX: usize = 4096;

    fn prefix(bytes: &[u8]) -> &[u8] {
        &bytes[..bytes.len().min(Self::PREFIX)]
    }

    pub fn keep(&mut self, sound: &Sound) {
        if self.0.len() >= Self::MOST {
            self.0.remove(0);
        }
        self.0.push((Self::prefix(&sound.bytes).to_vec(), sound.bytes.len(), sound.length));
    }

    pub fn length(&self, bytes: &[u8]) -> Option<Duration> {
        let known = |(prefix, size, _): &&(Vec<u8>, usize, Duration)| {
            *size == bytes.len() && prefix == Self::prefix(bytes)
        };
        self.0.iter().rev().find(known).map(|(_, _, length)| *length)
    }
}
