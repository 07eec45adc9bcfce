//! Pictures: checked, and made smaller the way a phone does before it hands one to a page.
//!
//! A compressed picture is upright, at most 1280 pixels long, and a JPEG of quality 80; one that is see-through stays a
//! PNG and a GIF stays as it is, because it may move. Where that saves nothing the original's bytes are kept. TCMPP
//! and WeChat say no numbers; these are assumed. Headers are read first: a picture that would not fit into the memory
//! set aside for it is never decoded.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits};
use sampan_engine::device::{DeviceError, ImageSize, Orientation as Turned, Picture, Seen, Shrink};

use crate::folder::fail;

/// A compressed picture's longer side, in pixels.
const LONGEST: u32 = 1280;
const QUALITY: u8 = 80;
/// Bytes of one decoded picture: 50 million pixels, the largest that phones commonly take, with transparency.
const MOST_MEMORY: u64 = 200_000_000;

/// A decoded picture, upright.
pub struct Decoded {
    pub image: DynamicImage,
    format: ImageFormat,
    /// It was not upright in the file.
    turned: bool,
}

/// The picture in a file's bytes, as large as asked for.
pub fn picture(name: &str, bytes: Vec<u8>, size: ImageSize) -> Result<Picture, DeviceError> {
    let decoded = decode(name, &bytes)?;
    let smaller = match size {
        ImageSize::Original => None,
        ImageSize::Compressed => smaller(&decoded, bytes.len())
            .map_err(|error| fail(name, &format!("could not be compressed: {error}")))?,
    };
    let (bytes, format) = smaller.unwrap_or((bytes, decoded.format));
    let extension = format.extensions_str().first().copied().unwrap_or_default().to_owned();
    Ok(Picture { bytes, extension })
}

/// Decodes a picture within the limits and turns it upright.
pub fn decode(name: &str, bytes: &[u8]) -> Result<Decoded, DeviceError> {
    let mut reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(|error| fail(name, &format!("cannot be read: {error}")))?;
    let Some(format) = reader.format().filter(ImageFormat::reading_enabled) else {
        return Err(fail(name, "is not a picture that a page shows (JPEG, PNG, GIF, WebP, BMP)"));
    };
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MOST_MEMORY * 2);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| damaged(name, &error.to_string()))?;
    let (width, height) = decoder.dimensions();
    if decoder.total_bytes() > MOST_MEMORY {
        let reason = format!("has {width} x {height} pixels; a phone's picture has at most 50 million");
        return Err(fail(name, &reason));
    }
    if format == ImageFormat::Jpeg && !jpeg_has_an_end(bytes) {
        return Err(damaged(name, "it ends too early"));
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder).map_err(|error| damaged(name, &error.to_string()))?;
    image.apply_orientation(orientation);
    Ok(Decoded { image, format, turned: orientation != Orientation::NoTransforms })
}

/// What a picture is, by its header.
pub fn look(name: &str, bytes: &[u8]) -> Result<Seen, DeviceError> {
    let reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(|error| fail(name, &format!("cannot be read: {error}")))?;
    let Some(format) = reader.format().filter(ImageFormat::reading_enabled) else {
        return Err(fail(name, "is not a picture that a page shows (JPEG, PNG, GIF, WebP, BMP)"));
    };
    let mut decoder = reader.into_decoder().map_err(|error| damaged(name, &error.to_string()))?;
    let (width, height) = decoder.dimensions();
    let orientation = turned(decoder.orientation().unwrap_or(Orientation::NoTransforms));
    let kind = format.to_mime_type().rsplit('/').next().unwrap_or_default().to_owned();
    Ok(Seen { width, height, orientation, kind })
}

/// EXIF's eight ways in WeChat's words: which way the top of the file points.
fn turned(orientation: Orientation) -> Turned {
    match orientation {
        Orientation::NoTransforms => Turned::Up,
        Orientation::FlipHorizontal => Turned::UpMirrored,
        Orientation::Rotate180 => Turned::Down,
        Orientation::FlipVertical => Turned::DownMirrored,
        Orientation::Rotate90FlipH => Turned::LeftMirrored,
        Orientation::Rotate90 => Turned::Right,
        Orientation::Rotate270FlipH => Turned::RightMirrored,
        Orientation::Rotate270 => Turned::Left,
    }
}

/// A smaller picture: in pixels where they are given, and a JPEG of this quality unless it is see-through.
pub fn shrink(name: &str, bytes: &[u8], how: Shrink) -> Result<Picture, DeviceError> {
    let image = decode(name, bytes)?.image;
    let (width, height) = (how.width.unwrap_or(u32::MAX), how.height.unwrap_or(u32::MAX));
    let filter = image::imageops::FilterType::Triangle;
    let image = match (how.width, how.height) {
        (None, None) => image,
        (Some(width), Some(height)) => image.resize_exact(width, height, filter),
        _ => image.resize(width.min(image.width()), height.min(image.height()), filter),
    };
    let (bytes, format) = encoded(&image, how.quality)
        .map_err(|error| fail(name, &format!("could not be compressed: {error}")))?;
    let extension = format.extensions_str().first().copied().unwrap_or_default().to_owned();
    Ok(Picture { bytes, extension })
}

fn damaged(name: &str, reason: &str) -> DeviceError {
    fail(name, &format!("is damaged: {reason}"))
}

/// The smaller encoding, unless the original serves as well.
fn smaller(decoded: &Decoded, original: usize) -> Result<Option<(Vec<u8>, ImageFormat)>, image::ImageError> {
    if decoded.format == ImageFormat::Gif {
        return Ok(None);
    }
    let image = &decoded.image;
    let fits = image.width().max(image.height()) <= LONGEST;
    let resized = (!fits).then(|| image.resize(LONGEST, LONGEST, image::imageops::FilterType::Triangle));
    let (bytes, format) = encoded(resized.as_ref().unwrap_or(image), QUALITY)?;
    Ok((decoded.turned || bytes.len() < original).then_some((bytes, format)))
}

fn encoded(image: &DynamicImage, quality: u8) -> Result<(Vec<u8>, ImageFormat), image::ImageError> {
    let mut bytes = Vec::new();
    if is_see_through(image) {
        image.to_rgba8().write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png)?;
        return Ok((bytes, ImageFormat::Png));
    }
    image.to_rgb8().write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, quality))?;
    Ok((bytes, ImageFormat::Jpeg))
}

fn is_see_through(image: &DynamicImage) -> bool {
    image.color().has_alpha() && image.to_rgba8().pixels().any(|pixel| pixel.0[3] < u8::MAX)
}

/// Whether a JPEG has its end marker. The decoder fills what is missing with grey and says nothing.
///
/// The thumbnail in the header has an end of its own, so the search begins where the picture's own data do.
fn jpeg_has_an_end(bytes: &[u8]) -> bool {
    let mut at = 2;
    while let Some(&[0xff, marker, high, low]) = bytes.get(at..at + 4) {
        let length = usize::from(u16::from_be_bytes([high, low]));
        match marker {
            // Padding before a marker.
            0xff => at += 1,
            // Start of scan: data until the end marker.
            0xda => return bytes[at..].windows(2).any(|pair| pair == [0xff, 0xd9]),
            _ => at += 2 + length,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use image::{Rgb, RgbImage, Rgba, RgbaImage};

    use super::*;

    /// A picture that compresses as badly as a photo, its left half red and its right half blue.
    fn photo(width: u32, height: u32) -> RgbImage {
        RgbImage::from_fn(width, height, |x, y| {
            let noise = ((x * x * 7 + y * y * 13 + x * y * 3) % 61) as u8;
            if x < width / 2 { Rgb([190 + noise, noise, 0]) } else { Rgb([0, noise, 190 + noise]) }
        })
    }

    fn bytes_of(image: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Vec::new();
        image.into().write_to(&mut Cursor::new(&mut bytes), format).unwrap();
        bytes
    }

    /// A JPEG whose EXIF says that the camera was turned.
    fn turned(image: RgbImage, orientation: u8) -> Vec<u8> {
        let mut bytes = bytes_of(image, ImageFormat::Jpeg);
        let mut exif = vec![0xff, 0xe1, 0, 34];
        exif.extend(b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0");
        exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
        bytes.splice(2..2, exif);
        bytes
    }

    fn reason(bytes: &[u8]) -> String {
        let original = picture("a.jpg", bytes.to_vec(), ImageSize::Original).unwrap_err();
        let compressed = picture("a.jpg", bytes.to_vec(), ImageSize::Compressed).unwrap_err();
        assert_eq!(original, compressed);
        original.to_string()
    }

    #[test]
    fn an_original_keeps_its_bytes() {
        for format in
            [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::Gif, ImageFormat::WebP, ImageFormat::Bmp]
        {
            let bytes = bytes_of(photo(40, 30), format);
            let picture = picture("a", bytes.clone(), ImageSize::Original).unwrap();
            assert_eq!(picture.bytes, bytes);
            assert_eq!(picture.extension, format.extensions_str()[0]);
        }
    }

    #[test]
    fn a_compressed_picture_is_smaller() {
        let bytes = bytes_of(photo(2560, 1000), ImageFormat::Png);
        let picture = picture("a.png", bytes.clone(), ImageSize::Compressed).unwrap();
        assert!(picture.bytes.len() < bytes.len());
        assert_eq!(picture.extension, "jpg");
        let image = image::load_from_memory(&picture.bytes).unwrap();
        assert_eq!((image.width(), image.height()), (1280, 500));
    }

    #[test]
    fn a_compressed_picture_is_upright() {
        // 6: the top of the scene is on the right of the file.
        let picture = picture("a.jpg", turned(photo(64, 32), 6), ImageSize::Compressed).unwrap();
        let image = image::load_from_memory(&picture.bytes).unwrap().to_rgb8();
        assert_eq!(image.dimensions(), (32, 64));
        let (top, bottom) = (image.get_pixel(16, 4).0, image.get_pixel(16, 60).0);
        assert!(top[0] > 150 && bottom[2] > 150, "{top:?} {bottom:?}");
    }

    #[test]
    fn a_see_through_picture_stays_a_png_and_a_gif_stays_whole() {
        let glass = RgbaImage::from_fn(1400, 20, |x, _| Rgba([0, 0, 255, (x % 200) as u8]));
        let picture_of = |bytes| picture("a", bytes, ImageSize::Compressed).unwrap();
        assert_eq!(picture_of(bytes_of(glass, ImageFormat::Png)).extension, "png");
        let gif = bytes_of(photo(20, 20), ImageFormat::Gif);
        assert_eq!(picture_of(gif.clone()).bytes, gif);
    }

    #[test]
    fn what_is_no_picture_is_told() {
        assert_eq!(
            reason(b"hello, I am text"),
            "a.jpg: is not a picture that a page shows (JPEG, PNG, GIF, WebP, BMP)"
        );
    }

    #[test]
    fn a_truncated_picture_is_told() {
        for format in
            [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::Gif, ImageFormat::WebP, ImageFormat::Bmp]
        {
            let whole = bytes_of(photo(200, 200), format);
            for part in [2, 3, 8] {
                let reason = reason(&whole[..whole.len() * (part - 1) / part]);
                assert!(reason.starts_with("a.jpg: is damaged"), "{format:?}: {reason}");
            }
        }
        let mut turned = turned(photo(200, 200), 6);
        turned.truncate(turned.len() - 2);
        assert_eq!(reason(&turned), "a.jpg: is damaged: it ends too early");
    }

    #[test]
    fn a_picture_of_twenty_thousand_by_twenty_thousand_is_never_decoded() {
        let mut bytes = bytes_of(photo(1, 1), ImageFormat::Png);
        bytes[16..20].copy_from_slice(&20_000u32.to_be_bytes());
        bytes[20..24].copy_from_slice(&20_000u32.to_be_bytes());
        let checksum = crc32(&bytes[12..29]);
        bytes[29..33].copy_from_slice(&checksum.to_be_bytes());
        assert_eq!(
            reason(&bytes),
            "a.jpg: has 20000 x 20000 pixels; a phone's picture has at most 50 million"
        );
    }

    fn crc32(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
                if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 }
            })
        })
    }
}
