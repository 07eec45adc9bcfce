//! Files with wrong bytes in them: whatever they do to a decoder, the phone answers, and goes on answering.

use std::fs;
use std::io::Cursor;
use std::time::Duration;

use futures::executor::block_on;
use image::{ImageFormat, Rgb, RgbImage};
use proptest::prelude::*;
use sampan_device::ScriptedDevice;
use sampan_engine::config::parse_toml;
use sampan_engine::device::{CodeKind, Device as _, ImageSize};

const SCRIPT: &str = "[device.camera]\nimage = \"file\"\n[device.microphone]\naudio = \"file\"\n\
                      [device.scan]\nimage = \"file\"";

/// A sound file of each kind, and a picture file of each kind.
fn whole_files() -> Vec<Vec<u8>> {
    let picture = RgbImage::from_fn(40, 40, |x, y| Rgb([(x * y % 251) as u8, 0, 0]));
    let formats =
        [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::Gif, ImageFormat::WebP, ImageFormat::Bmp];
    let pictures = formats.into_iter().map(|format| {
        let mut bytes = Vec::new();
        picture.write_to(&mut Cursor::new(&mut bytes), format).unwrap();
        bytes
    });
    let sounds = [
        &include_bytes!("fixtures/voice.mp3")[..],
        include_bytes!("fixtures/voice.ogg"),
        include_bytes!("fixtures/voice.flac"),
        include_bytes!("fixtures/voice.m4a"),
    ];
    pictures.chain(sounds.map(<[u8]>::to_vec)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn a_damaged_file_is_answered(
        file in prop::sample::select(whole_files()),
        // Most of what decoders trust stands at the beginning.
        wrong in prop::collection::vec((prop_oneof![0..64usize, 0..20_000usize], any::<u8>()), 1..8),
        length in prop_oneof![3 => Just(usize::MAX), 1 => 0..4_000usize],
    ) {
        let mut bytes = file;
        let size = bytes.len();
        for (place, byte) in wrong {
            bytes[place % size] = byte;
        }
        bytes.truncate(length);
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("file"), &bytes).unwrap();
        let config = parse_toml("sampan.toml", SCRIPT).unwrap();
        let device = ScriptedDevice::new(dir.path().to_owned(), &config).unwrap();
        let answers = [
            block_on(device.camera(ImageSize::Compressed)).map(drop),
            block_on(device.scan(vec![CodeKind::QrCode, CodeKind::BarCode], false)).map(drop),
            block_on(async { device.record().await?.stop(Duration::from_secs(1)).await }).map(drop),
            block_on(device.play(bytes, Duration::ZERO)).map(drop),
        ];
        for answer in answers {
            let reason = answer.err().map(|error| error.to_string()).unwrap_or_default();
            // A decoder that gives up is an answer; one that does not come back is none.
            prop_assert!(!reason.starts_with("the decoder did not"), "{}", reason);
            prop_assert!(!reason.contains(dir.path().to_str().unwrap()), "a path shows: {}", reason);
        }
    }
}
