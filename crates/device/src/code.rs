//! Codes in pictures: QR, Data Matrix, PDF417 and the striped ones, really read.
//!
//! Which call's `scanType` counts which code is from the TCMPP documentation for the four names; that `qrCode` also
//! counts Aztec is assumed, as it can be asked for by no other name. `MAXICODE` is left out: its reader does not come
//! back from some pictures without one.

use image::DynamicImage;
use rxing::{BarcodeFormat, DecodeHints, RXingResult};
use sampan_engine::device::{CodeKind, DeviceError, Scanned};

use crate::folder::fail;
use crate::picture::Decoded;

/// Large photos are looked at in this size first; most codes are found there, some ten times sooner.
const FIRST_LOOK: u32 = 1600;

/// Reads the code in a picture.
pub fn scan(name: &str, picture: Decoded, kinds: &[CodeKind]) -> Result<Scanned, DeviceError> {
    let wanted: Vec<(BarcodeFormat, &str)> = kinds.iter().flat_map(|kind| formats(*kind)).copied().collect();
    let found = find(picture.image, &wanted).ok_or_else(|| fail(name, &none_found(kinds)))?;
    let scan_type =
        wanted.iter().find(|(format, _)| format == found.getBarcodeFormat()).map(|(_, name)| *name);
    let text = found.getText();
    // Striped codes have no bytes of their own.
    let raw = if found.getRawBytes().is_empty() { text.as_bytes() } else { found.getRawBytes() };
    Ok(Scanned {
        result: text.to_owned(),
        scan_type: scan_type.unwrap_or_default().to_owned(),
        char_set: "utf-8".to_owned(),
        raw: raw.to_vec(),
    })
}

/// Whether a code of this name (`QR_CODE` …) counts for one of the kinds.
pub fn counts(scan_type: &str, kinds: &[CodeKind]) -> bool {
    match scan_type {
        // Never found in a picture, but a device file may say that they were.
        "WX_CODE" => kinds.contains(&CodeKind::WxCode),
        "MAXICODE" => kinds.contains(&CodeKind::QrCode),
        "UPC_EAN_EXTENSION" | "CODE_25" => kinds.contains(&CodeKind::BarCode),
        _ => kinds.iter().flat_map(|kind| formats(*kind)).any(|(_, name)| *name == scan_type),
    }
}

pub fn none_found(kinds: &[CodeKind]) -> String {
    let names: Vec<String> = kinds
        .iter()
        .filter_map(|kind| serde_json::to_value(kind).ok()?.as_str().map(str::to_owned))
        .collect();
    format!("no code found in the picture (looked for {})", names.join(", "))
}

fn formats(kind: CodeKind) -> &'static [(BarcodeFormat, &'static str)] {
    match kind {
        CodeKind::BarCode => &[
            (BarcodeFormat::EAN_13, "EAN_13"),
            (BarcodeFormat::EAN_8, "EAN_8"),
            (BarcodeFormat::UPC_A, "UPC_A"),
            (BarcodeFormat::UPC_E, "UPC_E"),
            (BarcodeFormat::CODE_128, "CODE_128"),
            (BarcodeFormat::CODE_93, "CODE_93"),
            (BarcodeFormat::CODE_39, "CODE_39"),
            (BarcodeFormat::CODABAR, "CODABAR"),
            (BarcodeFormat::ITF, "ITF"),
            (BarcodeFormat::RSS_14, "RSS_14"),
            (BarcodeFormat::RSS_EXPANDED, "RSS_EXPANDED"),
        ],
        CodeKind::QrCode => &[(BarcodeFormat::QR_CODE, "QR_CODE"), (BarcodeFormat::AZTEC, "AZTEC")],
        CodeKind::DataMatrix => &[(BarcodeFormat::DATA_MATRIX, "DATA_MATRIX")],
        CodeKind::Pdf417 => &[(BarcodeFormat::PDF_417, "PDF_417")],
        CodeKind::WxCode => &[],
    }
}

fn find(image: DynamicImage, wanted: &[(BarcodeFormat, &str)]) -> Option<RXingResult> {
    if wanted.is_empty() {
        // An empty list would mean every format to the reader.
        return None;
    }
    let large = image.width().max(image.height()) > FIRST_LOOK;
    let first = large.then(|| image.thumbnail(FIRST_LOOK, FIRST_LOOK));
    first.and_then(|image| look(&image, wanted)).or_else(|| look(&image, wanted))
}

fn look(image: &DynamicImage, wanted: &[(BarcodeFormat, &str)]) -> Option<RXingResult> {
    let luma = image.to_luma8();
    let (width, height) = luma.dimensions();
    let mut hints = DecodeHints {
        PossibleFormats: Some(wanted.iter().map(|(format, _)| *format).collect()),
        TryHarder: Some(true),
        AlsoInverted: Some(true),
        ..DecodeHints::default()
    };
    rxing::helpers::detect_in_luma_with_hints(luma.into_raw(), width, height, None, &mut hints).ok()
}

#[cfg(test)]
mod tests {
    use image::{GrayImage, Luma};
    use rxing::{EncodeHints, MultiFormatWriter, Writer as _};

    use super::*;

    const ALL: [CodeKind; 5] =
        [CodeKind::BarCode, CodeKind::QrCode, CodeKind::DataMatrix, CodeKind::Pdf417, CodeKind::WxCode];

    /// A picture of a code with a white margin, as PNG.
    fn code(text: &str, format: BarcodeFormat, width: i32, height: i32) -> Vec<u8> {
        let hints = EncodeHints::default();
        let bits = MultiFormatWriter.encode_with_hints(text, &format, width, height, &hints).unwrap();
        let margin = 40;
        let image = GrayImage::from_fn(bits.width() + 2 * margin, bits.height() + 2 * margin, |x, y| {
            let inside =
                (margin..margin + bits.width()).contains(&x) && (margin..margin + bits.height()).contains(&y);
            Luma([if inside && bits.get(x - margin, y - margin) { 0 } else { 255 }])
        });
        let mut bytes = Vec::new();
        image.write_to(&mut std::io::Cursor::new(&mut bytes), image::ImageFormat::Png).unwrap();
        bytes
    }

    fn read(bytes: &[u8], kinds: &[CodeKind]) -> Result<Scanned, DeviceError> {
        scan("a.png", crate::picture::decode("a.png", bytes)?, kinds)
    }

    #[test]
    fn every_kind_of_code_is_read_under_its_own_name() {
        use BarcodeFormat as F;
        for (text, format, name, kind) in [
            ("https://example.com/?a=1&b=木", F::QR_CODE, "QR_CODE", CodeKind::QrCode),
            ("hello", F::AZTEC, "AZTEC", CodeKind::QrCode),
            ("box 17", F::DATA_MATRIX, "DATA_MATRIX", CodeKind::DataMatrix),
            ("boarding pass", F::PDF_417, "PDF_417", CodeKind::Pdf417),
            ("6901234567892", F::EAN_13, "EAN_13", CodeKind::BarCode),
            ("96385074", F::EAN_8, "EAN_8", CodeKind::BarCode),
            ("036000291452", F::UPC_A, "UPC_A", CodeKind::BarCode),
            ("01234565", F::UPC_E, "UPC_E", CodeKind::BarCode),
            ("SF-1234567", F::CODE_128, "CODE_128", CodeKind::BarCode),
            ("PART 39", F::CODE_39, "CODE_39", CodeKind::BarCode),
            ("PART 93", F::CODE_93, "CODE_93", CodeKind::BarCode),
            ("12345678901231", F::ITF, "ITF", CodeKind::BarCode),
            ("A40156B", F::CODABAR, "CODABAR", CodeKind::BarCode),
        ] {
            let height = if kind == CodeKind::BarCode { 80 } else { 200 };
            let scanned =
                read(&code(text, format, 300, height), &[kind]).unwrap_or_else(|e| panic!("{name}: {e}"));
            assert_eq!(
                (scanned.result.trim_matches(['A', 'B']), scanned.scan_type.as_str()),
                (text.trim_matches(['A', 'B']), name)
            );
            assert!(counts(name, &[kind]) && !scanned.raw.is_empty(), "{name}");
        }
    }

    #[test]
    fn a_code_of_another_kind_is_not_found() {
        let bytes = code("hello", BarcodeFormat::QR_CODE, 200, 200);
        let error = read(&bytes, &[CodeKind::BarCode, CodeKind::WxCode]).unwrap_err();
        assert_eq!(error.to_string(), "a.png: no code found in the picture (looked for barCode, wxCode)");
        assert!(read(&bytes, &[CodeKind::WxCode]).is_err());
        assert_eq!(read(&bytes, &ALL).unwrap().result, "hello");
    }

    /// In this one the reader of `MAXICODE` would look for ever.
    #[test]
    fn a_very_long_picture_is_looked_at_once() {
        let image = GrayImage::from_fn(40, 7976, |x, y| Luma([if y < 40 { (x * y % 251) as u8 } else { 0 }]));
        let mut bytes = Vec::new();
        image.write_to(&mut std::io::Cursor::new(&mut bytes), image::ImageFormat::Png).unwrap();
        assert!(read(&bytes, &ALL).unwrap_err().to_string().contains("no code found"));
    }

    #[test]
    fn a_picture_without_a_code_says_so() {
        let mut bytes = Vec::new();
        GrayImage::from_fn(300, 300, |x, y| Luma([(x * y % 251) as u8]))
            .write_to(&mut std::io::Cursor::new(&mut bytes), image::ImageFormat::Png)
            .unwrap();
        assert!(read(&bytes, &ALL).unwrap_err().to_string().contains("no code found"));
    }
}
