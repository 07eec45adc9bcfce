//! Sounds: what the microphone hears, cut to the time recorded, and how long a sound is.
//!
//! A recording is a WAV of one channel, 16 bits and at most 48 kHz, because every browser plays that. It is as long as
//! the recording took, at most a minute as on a phone; where the file is shorter, silence follows. Files are decoded
//! piece by piece, so an hour of sound needs no more memory than a second.

use std::io::Cursor;
use std::time::Duration;

use hound::{SampleFormat, WavSpec, WavWriter};
use sampan_engine::device::{DeviceError, Sound};
use symphonia::core::codecs::audio::{AudioDecoder, AudioDecoderOptions};
use symphonia::core::errors::Error;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, FormatReader, TrackType};
use symphonia::core::io::{MediaSource, MediaSourceStream, MediaSourceStreamOptions};
use symphonia::core::meta::MetadataOptions;
use symphonia::core::packet::Packet;

use crate::folder::fail;

/// The longest recording (TCMPP documentation).
const LONGEST: Duration = Duration::from_mins(1);
/// The highest rate that every browser and loudspeaker plays.
const HIGHEST_RATE: u32 = 48_000;
/// Damaged packets in a row after which the rest is taken for damaged too.
const MOST_DAMAGED: usize = 100;

/// A file that is a sound: its packets and what turns them into samples.
struct Stream<'s> {
    packets: Box<dyn FormatReader + 's>,
    decoder: Box<dyn AudioDecoder>,
    track: u32,
    /// Seconds of one unit of a packet's length, if the file says.
    unit: Option<f64>,
}

/// Decoded sound of one channel.
struct Piece {
    samples: Vec<f32>,
    rate: u32,
}

/// Refuses a file that is not a sound or holds none.
pub fn check(name: &str, file: impl MediaSource) -> Result<(), DeviceError> {
    Stream::open(name, file)?.first(name).map(|_| ())
}

/// What the microphone heard in `length`, as a WAV.
pub fn recorded(name: &str, file: impl MediaSource, length: Duration) -> Result<Sound, DeviceError> {
    let length = length.min(LONGEST);
    let mut stream = Stream::open(name, file)?;
    let first = stream.first(name)?;
    // Averaging whole groups of samples is enough to halve a studio's rate.
    let group = first.rate.div_ceil(HIGHEST_RATE);
    let rate = first.rate / group;
    let group = group as usize;
    let wanted = samples_in(length, rate);
    let mut samples = Vec::with_capacity(wanted);
    let mut rest = Vec::new();
    let mut next = Some(first);
    while let Some(piece) = next.filter(|_| samples.len() < wanted) {
        rest.extend(piece.samples);
        let whole = rest.len() / group * group;
        samples.extend(rest[..whole].chunks_exact(group).map(average));
        rest.drain(..whole);
        next = stream.next();
    }
    samples.resize(wanted, 0);
    let bytes =
        wav(&samples, rate).map_err(|error| fail(name, &format!("could not be recorded: {error}")))?;
    Ok(Sound { bytes, extension: "wav".to_owned(), length })
}

/// How long a sound is, from the lengths of its packets.
pub fn length(sound: &[u8]) -> Result<Duration, DeviceError> {
    const NAME: &str = "the sound";
    let mut stream = Stream::open(NAME, Cursor::new(sound))?;
    let mut seconds = 0.0;
    let mut is_sound = false;
    while let Some(packet) = stream.packet() {
        let piece = if is_sound && stream.unit.is_some() { None } else { stream.decode(&packet) };
        is_sound |= piece.is_some();
        seconds += match (stream.unit, piece) {
            (Some(unit), _) => packet.dur.get() as f64 * unit,
            (None, Some(piece)) => piece.samples.len() as f64 / f64::from(piece.rate),
            (None, None) => 0.0,
        };
    }
    if !is_sound {
        return Err(silent(NAME));
    }
    Duration::try_from_secs_f64(seconds).map_err(|_| fail(NAME, "has no length"))
}

fn samples_in(length: Duration, rate: u32) -> usize {
    // At most a minute: it always fits.
    usize::try_from(length.as_micros() * u128::from(rate) / 1_000_000).unwrap_or(0)
}

fn silent(name: &str) -> DeviceError {
    fail(name, "holds no sound (0 s)")
}

impl<'s> Stream<'s> {
    fn open(name: &str, file: impl MediaSource + 's) -> Result<Self, DeviceError> {
        let source = MediaSourceStream::new(Box::new(file), MediaSourceStreamOptions::default());
        let not_a_sound =
            |error: Error| fail(name, &format!("is not a sound (WAV, MP3, Ogg Vorbis, FLAC, AAC): {error}"));
        let packets = symphonia::default::get_probe()
            .probe(&Hint::new(), source, FormatOptions::default(), MetadataOptions::default())
            .map_err(not_a_sound)?;
        let track = packets.default_track(TrackType::Audio).ok_or_else(|| silent(name))?;
        let params =
            track.codec_params.as_ref().and_then(|params| params.audio()).ok_or_else(|| silent(name))?;
        let decoder = symphonia::default::get_codecs()
            .make_audio_decoder(params, &AudioDecoderOptions::default())
            .map_err(not_a_sound)?;
        let unit = track.time_base.map(|base| f64::from(base.numer.get()) / f64::from(base.denom.get()));
        Ok(Self { track: track.id, decoder, unit, packets })
    }

    /// The first sound in the file, which has to have one.
    fn first(&mut self, name: &str) -> Result<Piece, DeviceError> {
        self.next().ok_or_else(|| silent(name))
    }

    /// The next sound; nothing at the end, and where the rest cannot be read: a phone plays what there is.
    fn next(&mut self) -> Option<Piece> {
        for _ in 0..MOST_DAMAGED {
            let packet = self.packet()?;
            if let Some(piece) = self.decode(&packet) {
                return Some(piece);
            }
        }
        None
    }

    fn packet(&mut self) -> Option<Packet> {
        loop {
            let packet = self.packets.next_packet().ok()??;
            if packet.track_id == self.track {
                return Some(packet);
            }
        }
    }

    fn decode(&mut self, packet: &Packet) -> Option<Piece> {
        let buffer = self.decoder.decode(packet).ok()?;
        let (rate, channels) = (buffer.spec().rate(), buffer.num_planes());
        if rate == 0 || channels == 0 || buffer.frames() == 0 {
            return None;
        }
        let mut interleaved: Vec<f32> = Vec::new();
        buffer.copy_to_vec_interleaved(&mut interleaved);
        let samples = interleaved
            .chunks_exact(channels)
            .map(|frame| frame.iter().sum::<f32>() / channels as f32)
            .collect();
        Some(Piece { samples, rate })
    }
}

/// The samples of a sound, decoded as they are asked for.
#[cfg(feature = "loudspeaker")]
pub struct Samples {
    stream: Stream<'static>,
    piece: std::vec::IntoIter<f32>,
    rate: u32,
}

#[cfg(feature = "loudspeaker")]
impl Samples {
    pub fn of(sound: Vec<u8>) -> Option<Self> {
        let mut stream = Stream::open("", Cursor::new(sound)).ok()?;
        let Piece { samples, rate } = stream.next()?;
        Some(Self { stream, piece: samples.into_iter(), rate })
    }

    pub fn rate(&self) -> u32 {
        self.rate
    }
}

#[cfg(feature = "loudspeaker")]
impl Iterator for Samples {
    type Item = f32;

    fn next(&mut self) -> Option<f32> {
        if self.piece.len() == 0 {
            self.piece = self.stream.next()?.samples.into_iter();
        }
        self.piece.next()
    }
}

/// The average of some samples, as 16 bits.
#[expect(clippy::cast_possible_truncation, reason = "within the bounds of i16")]
fn average(samples: &[f32]) -> i16 {
    let sum: f32 = samples.iter().sum();
    (sum / samples.len() as f32 * f32::from(i16::MAX)).clamp(-32_768.0, 32_767.0) as i16
}

fn wav(samples: &[i16], sample_rate: u32) -> Result<Vec<u8>, hound::Error> {
    let spec = WavSpec { channels: 1, sample_rate, bits_per_sample: 16, sample_format: SampleFormat::Int };
    let mut bytes = Cursor::new(Vec::with_capacity(44 + samples.len() * 2));
    let mut writer = WavWriter::new(&mut bytes, spec)?;
    for sample in samples {
        writer.write_sample(*sample)?;
    }
    writer.finalize()?;
    Ok(bytes.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A tone of 440 Hz as WAV.
    fn tone(seconds: f64, rate: u32, channels: u16) -> Vec<u8> {
        let spec =
            WavSpec { channels, sample_rate: rate, bits_per_sample: 16, sample_format: SampleFormat::Int };
        let mut bytes = Cursor::new(Vec::new());
        let mut writer = WavWriter::new(&mut bytes, spec).unwrap();
        for frame in 0..samples_in(Duration::from_secs_f64(seconds), rate) {
            let level = if (frame * 880 / rate as usize).is_multiple_of(2) { 16_000 } else { -16_000 };
            for _ in 0..channels {
                writer.write_sample(level).unwrap();
            }
        }
        writer.finalize().unwrap();
        bytes.into_inner()
    }

    fn record(file: Vec<u8>, seconds: f64) -> (Sound, Vec<i16>, u32) {
        let sound = recorded("a.wav", Cursor::new(file), Duration::from_secs_f64(seconds)).unwrap();
        let mut reader = hound::WavReader::new(Cursor::new(&sound.bytes)).unwrap();
        let (samples, rate) = (reader.samples().map(Result::unwrap).collect(), reader.spec().sample_rate);
        (sound, samples, rate)
    }

    #[test]
    fn a_recording_is_as_long_as_it_took() {
        let (sound, samples, rate) = record(tone(3.0, 8_000, 2), 1.25);
        assert_eq!((sound.length, sound.extension.as_str()), (Duration::from_millis(1250), "wav"));
        assert_eq!((samples.len(), rate), (10_000, 8_000));
        assert!(samples.iter().any(|sample| *sample > 15_000));
        assert_eq!(length(&sound.bytes).unwrap(), Duration::from_millis(1250));
    }

    #[test]
    fn after_the_end_of_the_file_there_is_silence() {
        let (_, samples, _) = record(tone(0.5, 8_000, 1), 2.0);
        assert_eq!(samples.len(), 16_000);
        assert!(samples[..4_000].iter().any(|sample| *sample != 0));
        assert!(samples[4_000..].iter().all(|sample| *sample == 0));
    }

    #[test]
    fn a_studios_rate_is_halved_and_a_minute_is_the_longest() {
        let (_, samples, rate) = record(tone(0.5, 96_000, 1), 0.5);
        assert_eq!((samples.len(), rate), (24_000, 48_000));
        assert!(samples.iter().any(|sample| *sample > 15_000));
        let (sound, samples, _) = record(tone(0.1, 8_000, 1), 3600.0);
        assert_eq!((sound.length, samples.len()), (LONGEST, 480_000));
    }

    #[test]
    fn every_kind_of_file_is_heard() {
        for name in ["voice.mp3", "voice.ogg", "voice.flac", "voice.m4a"] {
            let path = format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"));
            let bytes = std::fs::read(path).unwrap();
            check(name, Cursor::new(bytes.clone())).unwrap();
            let (_, samples, rate) = record(bytes.clone(), 0.4);
            let loud = samples.iter().filter(|sample| sample.unsigned_abs() > 1_000).count();
            assert_eq!((samples.len(), rate), (6_400, 16_000), "{name}");
            assert!(loud > 3_000, "{name}: only {loud} of 6400 samples are loud");
            let seconds = length(&bytes).unwrap().as_secs_f64();
            assert!((0.45..0.75).contains(&seconds), "{name}: {seconds}");
        }
    }

    #[test]
    fn a_sound_of_no_length_is_told() {
        let expected = "a.wav: holds no sound (0 s)";
        assert_eq!(check("a.wav", Cursor::new(tone(0.0, 8_000, 1))).unwrap_err().to_string(), expected);
        assert!(length(&tone(0.0, 8_000, 1)).is_err());
    }

    #[test]
    fn an_hour_is_read_piece_by_piece() {
        let hour = tone(3600.0, 1_000, 1);
        assert_eq!(length(&hour).unwrap(), Duration::from_hours(1));
        assert_eq!(record(hour, 0.5).1.len(), 500);
    }

    #[test]
    fn what_is_no_sound_is_told() {
        for bytes in [&b"hello, I am text and not a sound"[..], b"", &[0; 5000], b"RIFF\x24\0\0\0WAVE"] {
            let error = check("a.wav", Cursor::new(bytes.to_vec())).unwrap_err().to_string();
            assert!(error.starts_with("a.wav: "), "{error}");
            assert!(length(bytes).is_err());
        }
    }

    #[test]
    fn of_a_truncated_sound_the_rest_is_heard() {
        let mut bytes = tone(2.0, 8_000, 1);
        bytes.truncate(bytes.len() / 2);
        assert!(record(bytes.clone(), 2.0).1[..7_000].iter().any(|sample| *sample != 0));
        let seconds = length(&bytes).unwrap().as_secs_f64();
        assert!((0.9..1.1).contains(&seconds), "{seconds}");
    }
}
