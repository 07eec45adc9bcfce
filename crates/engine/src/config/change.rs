//! Changing one key of the phone while a mini program runs. What comes of it is read like a file: nothing can be set
//! that a file could not say, and a wrong value gets the same words.

use serde_json::Value;

use super::{SampanConfig, in_words};

impl SampanConfig {
    /// The same with one key of the phone changed, written as in the file: `device.network.type`,
    /// `consent."scope.record"`, or a whole section. Null takes the key away.
    pub fn changed(&self, key: &str, value: Value) -> Result<Self, String> {
        let (section, rest) =
            key.split_once('.').map_or((key, None), |(section, rest)| (section, Some(rest)));
        if !["device", "consent", "account", "payment"].contains(&section) {
            return Err(format!("{key}: only device, consent, account and payment can change while running"));
        }
        let mut path = vec![section];
        match rest {
            // A scope has a dot in its name.
            Some(rest) if section == "consent" => path.push(rest.trim_matches('"')),
            Some(rest) => path.extend(rest.split('.')),
            None => {}
        }
        let mut whole = serde_json::to_value(self).map_err(|error| error.to_string())?;
        set(&mut whole, &path, value).map_err(|reason| format!("{key}: {reason}"))?;
        serde_json::from_value(whole).map_err(|error| format!("{key}: {}", in_words(&error.to_string())))
    }
}

/// Puts a value at a path of keys, making what is missing on the way.
fn set(whole: &mut Value, path: &[&str], value: Value) -> Result<(), String> {
    let Some((key, rest)) = path.split_first() else {
        *whole = value;
        return Ok(());
    };
    if whole.is_null() {
        *whole = Value::Object(serde_json::Map::new());
    }
    let Value::Object(map) = whole else {
        return Err(format!("there is no key `{key}` in a value that is not a section"));
    };
    if rest.is_empty() && value.is_null() {
        map.remove(*key);
        return Ok(());
    }
    set(map.entry(*key).or_insert(Value::Null), rest, value)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::config::device_file::Location;
    use crate::device::{Consent, Position};

    #[test]
    fn a_key_can_change_and_go() {
        let config = SampanConfig::default();
        let config = config.changed("device.location", json!({ "latitude": 1, "longitude": 2 })).unwrap();
        let config = config.changed("device.location.latitude", json!(3.5)).unwrap();
        assert!(matches!(config.device.location, Some(Location::Fixed(Position { latitude: 3.5, .. }))));
        let config = config.changed("consent.scope.record", json!("allow")).unwrap();
        let config = config.changed("consent.\"scope.camera\"", json!("deny")).unwrap();
        assert_eq!(config.consent.values().collect::<Vec<_>>(), [&Consent::Deny, &Consent::Allow]);
        assert_eq!(config.changed("device.location", Value::Null).unwrap().device.location, None);
    }

    #[test]
    fn a_wrong_change_changes_nothing_and_says_why() {
        let config = SampanConfig::default();
        for (key, value, expected) in [
            ("device.location", json!({ "latitude": 91, "longitude": 0 }), "91 is not between -90 and 90"),
            ("device.network.type", json!("6g"), "did you mean `5g`?"),
            ("device.netwrok.type", json!("5g"), "unknown key `netwrok`; did you mean `network`?"),
            ("domains.block", json!([]), "only device, consent, account and payment"),
            ("", json!({}), "only device"),
            ("device.network.type.x", json!(1), "there is no key `x`"),
        ] {
            let reason = config.changed(key, value).unwrap_err();
            assert!(reason.starts_with(key) && reason.contains(expected), "{reason}");
        }
    }
}
