//! The scripted phone from outside: a folder with a `sampan.toml`, and what each question to it answers.

use std::fs;
use std::io::Cursor;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::executor::block_on;
use image::{GrayImage, ImageFormat, Luma, Rgb, RgbImage};
use sampan_device::{Changed, ScriptedDevice};
use sampan_engine::config::{SampanConfig, parse_toml};
use sampan_engine::device::{
    CodeKind, Consent, Device as _, DeviceError, ImageSize, Network, Payment, Picture, Position,
};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A folder of fixtures and a phone that lives in it.
struct Phone {
    device: ScriptedDevice,
    dir: TempDir,
}

fn config(text: &str) -> SampanConfig {
    parse_toml("sampan.toml", text).unwrap()
}

fn phone(text: &str) -> Phone {
    let dir = tempfile::tempdir().unwrap();
    for (name, grey) in [("a.png", 10), ("b.png", 20), ("c.png", 30)] {
        RgbImage::from_pixel(8, 8, Rgb([grey; 3]))
            .save_with_format(dir.path().join(name), ImageFormat::Png)
            .unwrap();
    }
    fs::write(dir.path().join("walk.gpx"), WALK).unwrap();
    fs::write(dir.path().join("text.txt"), "hello").unwrap();
    fs::write(dir.path().join("qr.png"), qr_code("https://example.com")).unwrap();
    fs::write(dir.path().join("voice.mp3"), include_bytes!("fixtures/voice.mp3")).unwrap();
    let device = ScriptedDevice::new(dir.path().to_owned(), &config(text)).unwrap();
    Phone { device, dir }
}

const WALK: &str = r#"<gpx version="1.1" creator="test" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>
<trkpt lat="31.0" lon="121.0"><time>2024-05-01T08:00:00Z</time></trkpt>
<trkpt lat="32.0" lon="121.0"><time>2024-05-01T08:00:01Z</time></trkpt>
</trkseg></trk></gpx>"#;

fn qr_code(text: &str) -> Vec<u8> {
    use rxing::Writer as _;
    let bits = rxing::MultiFormatWriter.encode(text, &rxing::BarcodeFormat::QR_CODE, 120, 120).unwrap();
    let image = GrayImage::from_fn(120, 120, |x, y| Luma([if bits.get(x, y) { 0 } else { 255 }]));
    let mut bytes = Vec::new();
    image.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).unwrap();
    bytes
}

fn grey(picture: &Picture) -> u8 {
    image::load_from_memory(&picture.bytes).unwrap().to_luma8().get_pixel(4, 4).0[0]
}

#[test]
fn a_phone_without_a_script_says_which_key_would_answer() {
    let Phone { device, dir: _dir } = phone("");
    let album = block_on(device.album(9, ImageSize::Original)).unwrap_err();
    assert_eq!(album.to_string(), "the album is not set: add images in [device.album] to sampan.toml");
    let unset = [
        block_on(device.camera(ImageSize::Original)).map(drop),
        block_on(device.scan(vec![CodeKind::QrCode], false)).map(drop),
        block_on(device.position()).map(drop),
        block_on(device.choose_place(None)).map(drop),
        block_on(device.record()).map(drop),
        block_on(device.pay(Payment::default())),
        block_on(device.avatar()).map(drop),
    ];
    for answer in unset {
        assert!(matches!(answer, Err(DeviceError::Unset { .. })), "{answer:?}");
    }
    assert_eq!((device.network(), device.consent("scope.record")), (Network::Wifi, Consent::Ask));
    assert!(device.profile().is_android());
}

#[test]
fn the_person_picks_from_the_album() {
    let Phone { device, dir } = phone("[device.album]\nimages = [\"[ac].png\", \"*.png\"]");
    let picked = |count| {
        let pictures = block_on(device.album(count, ImageSize::Original)).unwrap();
        pictures.iter().map(grey).collect::<Vec<_>>()
    };
    assert_eq!(picked(2), [10, 30]);
    assert_eq!(picked(3), [10, 30, 20]);
    assert!(picked(0).is_empty());
    device.change("device.album.pick", json!([2, 0])).unwrap();
    assert_eq!(picked(usize::MAX), [20, 10]);
    assert_eq!(picked(1), [20]);
    let original = block_on(device.album(1, ImageSize::Original)).unwrap().remove(0);
    assert_eq!(
        (original.bytes, original.extension),
        (fs::read(dir.path().join("b.png")).unwrap(), "png".to_owned())
    );
    device.change("device.album.pick", json!([7])).unwrap();
    let error = block_on(device.album(1, ImageSize::Original)).unwrap_err();
    assert_eq!(error.to_string(), "pick 7: the album has 4 pictures, from 0");
    device.change("device.album.cancel", json!(true)).unwrap();
    assert_eq!(block_on(device.album(1, ImageSize::Original)), Err(DeviceError::Cancel));
}

#[test]
fn a_file_that_is_no_picture_fails_by_its_name() {
    let Phone { device, dir: _dir } =
        phone("[device.camera]\nimage = \"text.txt\"\n[account]\navatar = \"../a.png\"");
    let error = block_on(device.camera(ImageSize::Compressed)).unwrap_err().to_string();
    assert!(error.starts_with("text.txt: is not a picture"), "{error}");
    let error = block_on(device.avatar()).unwrap_err().to_string();
    assert!(error.starts_with("../a.png: "), "{error}");
    device.change("account.avatar", json!("a.png")).unwrap();
    assert_eq!(grey(&block_on(device.avatar()).unwrap()), 10);
}

#[test]
fn a_code_is_read_from_its_picture_or_said() {
    let Phone { device, dir: _dir } = phone("[device.scan]\nimage = \"qr.png\"");
    let scan = |kinds: &[CodeKind]| block_on(device.scan(kinds.to_vec(), true));
    let scanned = scan(&[CodeKind::BarCode, CodeKind::QrCode]).unwrap();
    assert_eq!((scanned.result.as_str(), scanned.scan_type.as_str()), ("https://example.com", "QR_CODE"));
    assert!(scan(&[CodeKind::Pdf417]).unwrap_err().to_string().starts_with("qr.png: no code found"));
    device.change("device.scan", json!({ "result": "690", "scan_type": "EAN_13" })).unwrap();
    assert_eq!(scan(&[CodeKind::BarCode]).unwrap().scan_type, "EAN_13");
    assert!(scan(&[CodeKind::QrCode]).is_err());
    device.change("device.scan", json!({ "image": "a.png" })).unwrap();
    assert!(scan(&[CodeKind::QrCode]).unwrap_err().to_string().starts_with("a.png: no code found"));
}

#[test]
fn the_microphone_hears_its_file() {
    let Phone { device, dir: _dir } = phone("[device.microphone]\naudio = \"voice.mp3\"");
    let recording = block_on(device.record()).unwrap();
    let sound = block_on(recording.stop(Duration::from_millis(300))).unwrap();
    assert_eq!((sound.extension.as_str(), sound.length), ("wav", Duration::from_millis(300)));
    let playing = block_on(device.play(sound.bytes, Duration::ZERO)).unwrap();
    assert_eq!(playing.length(), Duration::from_millis(300));
    device.change("device.microphone.audio", json!("text.txt")).unwrap();
    let error = block_on(device.record()).err().unwrap().to_string();
    assert!(error.starts_with("text.txt: is not a sound"), "{error}");
    assert!(block_on(device.play(b"not a sound".to_vec(), Duration::ZERO)).is_err());
}

#[test]
fn a_track_is_walked_as_fast_as_the_script_says() {
    let Phone { device, dir: _dir } = phone("[device.location]\ntrack = \"walk.gpx\"\nspeed = 1000");
    assert!(device.is_walking());
    // A second of track takes a millisecond here: it is over soon, and then the phone stands still.
    let arrived = |position: Position| (position.latitude - 32.0).abs() < 1e-9;
    while !arrived(block_on(device.position()).unwrap()) {
        std::thread::yield_now();
    }
    device.change("device.location", json!({ "latitude": 1, "longitude": 2 })).unwrap();
    assert!(!device.is_walking());
    assert!((block_on(device.position()).unwrap().longitude - 2.0).abs() < 1e-12);
}

#[test]
fn a_track_that_cannot_be_walked_is_told_at_once() {
    let Phone { device, dir } = phone("");
    let wrong = config("[device.location]\ntrack = \"text.txt\"");
    let error = ScriptedDevice::new(dir.path().to_owned(), &wrong).err().unwrap().to_string();
    assert!(error.starts_with("device.location.track: text.txt: is not a GPX file"), "{error}");
    assert!(device.replace(&wrong).is_err());
    assert_eq!(device.config(), SampanConfig::default());
    assert!(ScriptedDevice::new(dir.path().join("none"), &wrong).is_err());
}

#[test]
fn a_change_is_told_and_a_wrong_one_changes_nothing() {
    let Phone { device, dir: _dir } = phone("[device.network]\ntype = \"4g\"");
    let heard = Arc::new(Mutex::new(Vec::new()));
    let (ears, clone) = (Arc::clone(&heard), device.clone());
    // A listener may ask the phone.
    device.on_change(move |changed| ears.lock().unwrap().push((changed, clone.network())));
    let wrong = device.change("device.network.type", json!("6g")).unwrap_err();
    assert!(wrong.contains("did you mean `5g`?"), "{wrong}");
    device.change("device.network.type", json!("none")).unwrap();
    device.change("device.theme", json!("dark")).unwrap();
    device.change("device.location", json!({ "latitude": 1, "longitude": 2 })).unwrap();
    // Neither of these concerns the browser.
    device.change("consent.scope.record", json!("deny")).unwrap();
    device.change("device.network.type", json!("none")).unwrap();
    device.replace(&config("")).unwrap();
    let nothing = Changed::default();
    assert_eq!(
        *heard.lock().unwrap(),
        [
            (Changed { network: true, ..nothing }, Network::None),
            (Changed { profile: true, ..nothing }, Network::None),
            (Changed { position: true, ..nothing }, Network::None),
            (Changed { profile: true, position: true, network: true }, Network::Wifi),
        ]
    );
}

#[test]
fn a_person_consents_and_pays_as_the_script_says() {
    let Phone { device, dir: _dir } =
        phone("[consent]\n\"scope.record\" = \"allow\"\n[payment]\nresult = \"ok\"");
    assert_eq!(
        (device.consent("scope.record"), device.consent("scope.camera")),
        (Consent::Allow, Consent::Ask)
    );
    let pay = || block_on(device.pay(Payment::default()));
    assert_eq!(pay(), Ok(()));
    for (result, expected) in [
        (json!("cancel"), DeviceError::Cancel),
        (json!("fail: no money"), DeviceError::Fail("no money".to_owned())),
        (Value::Null, DeviceError::Unset { what: "what comes of a payment", key: "result in [payment]" }),
    ] {
        device.change("payment.result", result).unwrap();
        assert_eq!(pay(), Err(expected));
    }
}

#[test]
fn the_first_place_is_chosen() {
    let place = "[[device.places]]\nname = \"Pier 1\"\nlatitude = 31.2\nlongitude = 121.5\n";
    let Phone { device, dir: _dir } = phone(&format!("{place}{}", place.replace("Pier 1", "Pier 2")));
    assert_eq!(block_on(device.choose_place(Some((0.0, 0.0)))).unwrap().name, "Pier 1");
}

#[test]
fn the_first_address_is_chosen() {
    let Phone { device, dir: _dir } = phone("");
    assert!(matches!(block_on(device.choose_address()), Err(DeviceError::Unset { .. })));
    let Phone { device, dir: _dir } =
        phone("[[device.addresses]]\nname = \"Ann\"\n[[device.addresses]]\nname = \"Bo\"\n");
    assert_eq!(block_on(device.choose_address()).unwrap().name, "Ann");
}
