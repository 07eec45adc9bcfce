//! What an address has in it that nobody can guess.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// 128 bits of the operating system's chance, as short as an address can have them: it may have to go into a QR code.
pub fn secret() -> std::io::Result<String> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|error| std::io::Error::other(error.to_string()))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// Compares in a time that does not depend on where they differ.
pub fn is_same(given: &str, kept: &str) -> bool {
    given.len() == kept.len()
        && given.bytes().zip(kept.bytes()).fold(0, |differs, (a, b)| differs | (a ^ b)) == 0
}
