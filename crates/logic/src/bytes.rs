//! Bytes on their way between the mini program and the host: base64, as JSON has no bytes.

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use rquickjs::{ArrayBuffer, Ctx, Exception, Result};

/// What programs write by hand often lacks its padding; browsers take it too.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

#[allow(clippy::needless_pass_by_value)] // What JavaScript calls takes values.
pub fn to_base64(ctx: Ctx<'_>, buffer: ArrayBuffer<'_>) -> Result<String> {
    // SAFETY: no JavaScript runs while the bytes are borrowed: they are encoded at once.
    #[allow(unsafe_code)]
    let bytes = unsafe { buffer.as_bytes() };
    let bytes = bytes.ok_or_else(|| Exception::throw_type(&ctx, "the ArrayBuffer is detached"))?;
    Ok(BASE64.encode(bytes))
}

pub fn from_base64(ctx: Ctx<'_>, text: String) -> Result<ArrayBuffer<'_>> {
    let text: String = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    let bytes =
        BASE64.decode(text).map_err(|error| Exception::throw_type(&ctx, &format!("not base64: {error}")))?;
    ArrayBuffer::new(ctx, bytes)
}
