//! A loudspeaker that is heard, for the feature of that name. A machine without one, as in continuous integration,
//! plays silently instead.

use std::num::NonZero;
use std::time::Duration;

use rodio::{ChannelCount, DeviceSinkBuilder, MixerDeviceSink, SampleRate, Source};
use sampan_engine::device::Playing;

use crate::sound::Samples;

/// A sound that is being played; it ends when this is dropped.
struct Loud {
    length: Duration,
    _sink: MixerDeviceSink,
}

impl Playing for Loud {
    fn length(&self) -> Duration {
        self.length
    }
}

/// Starts to play a sound of a known length; nothing if this machine has no loudspeaker.
pub fn play(sound: Vec<u8>, from: Duration, length: Duration) -> Option<Box<dyn Playing>> {
    let samples = Samples::of(sound)?.skip_duration(from);
    let mut sink = DeviceSinkBuilder::open_default_sink().ok()?;
    sink.log_on_drop(false);
    sink.mixer().add(samples);
    Some(Box::new(Loud { length, _sink: sink }))
}

impl Source for Samples {
    fn current_span_len(&self) -> Option<usize> {
        None
    }

    fn channels(&self) -> ChannelCount {
        NonZero::<u16>::MIN
    }

    fn sample_rate(&self) -> SampleRate {
        NonZero::new(self.rate()).unwrap_or(NonZero::<u32>::MIN)
    }

    fn total_duration(&self) -> Option<Duration> {
        None
    }
}
