//! What a scripted phone has, made at run time: pictures, a sound, a code, a document, and the `sampan.toml` that names
//! them.

use std::io::Cursor;
use std::path::Path;

use image::{GrayImage, ImageFormat, Luma, Rgb, RgbImage};

/// What the QR code of [`furnish`] says.
pub const CODE: &str = "https://example.com/tea?id=7";

/// The keys that answer everything a page can ask for, with no presets and no consent.
pub const DEVICE: &str = r#"
[plugins.customApiName]
reply = { money = 7 }

[device.location]
latitude = 31.2304
longitude = 121.4737
altitude = 12
accuracy = 20

[device.network]
type = "4g"

[device.album]
images = ["fixtures/album-*.jpg"]

[device.camera]
image = "fixtures/album-1.jpg"

[device.microphone]
audio = "fixtures/voice.wav"

[device.scan]
image = "fixtures/qr.png"

[[device.places]]
name = "Pier 1"
address = "1 Harbour Road"
latitude = 31.2397
longitude = 121.4998

[account]
openid = "bao"
phone = "13800000000"
email = "bao@example.com"
nickname = "Bao"
avatar = "fixtures/album-2.jpg"

[payment]
result = "ok"
"#;

/// The consents that let everything through.
pub const ALLOW: &str = r#"
[consent]
"scope.userLocation" = "allow"
"scope.record" = "allow"
"scope.userInfo" = "allow"
"scope.getPhoneNumber" = "allow"
"#;

/// Puts the files into a mini program's folder, and a `sampan.toml` of these parts.
pub fn furnish(app: &Path, parts: &[&str]) {
    let fixtures = app.join("fixtures");
    std::fs::create_dir_all(&fixtures).unwrap();
    std::fs::write(fixtures.join("album-1.jpg"), sideways(1600, 1200)).unwrap();
    std::fs::write(fixtures.join("album-2.jpg"), jpeg(320, 240)).unwrap();
    std::fs::write(fixtures.join("voice.wav"), wav(8000, 2)).unwrap();
    std::fs::write(fixtures.join("qr.png"), qr_code(CODE)).unwrap();
    std::fs::write(app.join("h5/guide.pdf"), PDF).unwrap();
    std::fs::write(app.join("sampan.toml"), parts.concat()).unwrap();
}

/// A picture whose upper left quarter is red and the rest a shaded blue.
pub fn jpeg(width: u32, height: u32) -> Vec<u8> {
    let picture = RgbImage::from_fn(width, height, |x, y| {
        let shade = u8::try_from((x * 7 + y * 3) % 64).unwrap();
        if x < width / 2 && y < height / 2 { Rgb([230, 20, 20]) } else { Rgb([20, shade, 200]) }
    });
    let mut bytes = Vec::new();
    picture.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Jpeg).unwrap();
    bytes
}

/// The same as a phone held upright stores it: its EXIF data say that it is to be turned clockwise, so that the red
/// quarter shows on the upper right.
pub fn sideways(width: u32, height: u32) -> Vec<u8> {
    let orientation =
        b"\xff\xe1\x00\x22Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    let plain = jpeg(width, height);
    [&plain[..2], orientation, &plain[2..]].concat()
}

/// A tone of so many seconds.
pub fn wav(rate: u32, seconds: u32) -> Vec<u8> {
    let samples = (0..rate * seconds).map(|n| if n / 9 % 2 == 0 { 4000_i16 } else { -4000 });
    let data: Vec<u8> = samples.flat_map(i16::to_le_bytes).collect();
    let size = u32::try_from(data.len()).unwrap();
    let mut file =
        [b"RIFF".as_slice(), &(36 + size).to_le_bytes(), b"WAVEfmt \x10\0\0\0\x01\0\x01\0"].concat();
    file.extend(rate.to_le_bytes());
    file.extend((rate * 2).to_le_bytes());
    file.extend(b"\x02\0\x10\0data");
    file.extend(size.to_le_bytes());
    file.extend(data);
    file
}

/// A QR code as a PNG.
pub fn qr_code(text: &str) -> Vec<u8> {
    use rxing::Writer as _;
    let bits = rxing::MultiFormatWriter.encode(text, &rxing::BarcodeFormat::QR_CODE, 160, 160).unwrap();
    let picture = GrayImage::from_fn(160, 160, |x, y| Luma([if bits.get(x, y) { 0 } else { 255 }]));
    let mut bytes = Vec::new();
    picture.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).unwrap();
    bytes
}

/// The smallest document that begins as a PDF does.
const PDF: &str = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
    3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";
