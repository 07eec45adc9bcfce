//! Recording and playing, one of each a mini program: what runs, and how it is stopped. Time itself passes elsewhere.

use std::time::Duration;

use futures::channel::oneshot;

use crate::device::Playing;

/// The microphone and the loudspeaker of one mini program.
#[derive(Default)]
pub struct Voice {
    recording: Option<oneshot::Sender<Duration>>,
    playing: Option<Track>,
}

/// A sound that plays or pauses.
struct Track {
    file: String,
    /// Where in the sound the present stretch began.
    from: Duration,
    /// When it began; `None`: it pauses at `from`.
    since: Option<Duration>,
    speaker: Option<Box<dyn Playing>>,
    /// Told when the present stretch ends before its time, and why.
    end: Option<oneshot::Sender<Cut>>,
}

/// Why a sound does not play on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    Paused,
    Stopped,
}

impl Voice {
    /// Starts a recording; what comes back fires when it is to end, with how long it has paused. `None`: one runs already.
    pub fn record(&mut self) -> Option<oneshot::Receiver<Duration>> {
        if self.recording.as_ref().is_some_and(|stop| !stop.is_canceled()) {
            return None;
        }
        let (stop, stopped) = oneshot::channel();
        self.recording = Some(stop);
        Some(stopped)
    }

    /// Ends the recording. False: none runs.
    pub fn stop_recording(&mut self, paused: Duration) -> bool {
        self.recording.take().is_some_and(|stop| stop.send(paused).is_ok())
    }

    /// Where a sound is to go on: after a pause there, else at its beginning. Another sound that plays is stopped.
    pub fn resume_point(&mut self, file: &str) -> Duration {
        match self.playing.take() {
            Some(track) if track.file == file && track.since.is_none() => track.from,
            other => {
                if let Some(end) = other.and_then(|track| track.end) {
                    let _ = end.send(Cut::Stopped);
                }
                Duration::ZERO
            }
        }
    }

    /// A sound plays from here on; what comes back fires when it is cut off.
    pub fn play(
        &mut self,
        file: String,
        from: Duration,
        now: Duration,
        speaker: Box<dyn Playing>,
    ) -> oneshot::Receiver<Cut> {
        let (end, cut) = oneshot::channel();
        self.playing = Some(Track { file, from, since: Some(now), speaker: Some(speaker), end: Some(end) });
        cut
    }

    /// False: nothing plays.
    pub fn pause(&mut self, now: Duration) -> bool {
        let Some(track) = self.playing.as_mut() else { return false };
        let Some(since) = track.since.take() else { return false };
        track.from += now.saturating_sub(since);
        track.speaker = None;
        if let Some(end) = track.end.take() {
            let _ = end.send(Cut::Paused);
        }
        true
    }

    /// False: nothing plays or pauses.
    pub fn stop(&mut self) -> bool {
        let Some(track) = self.playing.take() else { return false };
        if let Some(end) = track.end {
            let _ = end.send(Cut::Stopped);
        }
        true
    }

    /// The sound has come to its end.
    pub fn ended(&mut self, file: &str) {
        if self.playing.as_ref().is_some_and(|track| track.file == file && track.since.is_some()) {
            self.playing = None;
        }
    }
}
