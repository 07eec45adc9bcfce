//! What an address has in it that nobody can guess.

/// 192 bits of the operating system's chance.
pub fn secret() -> std::io::Result<String> {
    let mut bytes = [0_u8; 24];
    getrandom::fill(&mut bytes).map_err(|error| std::io::Error::other(error.to_string()))?;
    Ok(bytes.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}")))
}

/// Compares in a time that does not depend on where they differ.
pub fn is_same(given: &str, kept: &str) -> bool {
    given.len() == kept.len()
        && given.bytes().zip(kept.bytes()).fold(0, |differs, (a, b)| differs | (a ^ b)) == 0
}
