//! Codes that a page's server exchanges for what they stand for: each works once, within five minutes, for the mini
//! program that got it.

use std::collections::BTreeMap;
use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::AppId;
use crate::temp_file::mix;

/// How long a code is valid (TCMPP documentation).
pub const VALID: Duration = Duration::from_mins(5);

/// What a code stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Grant {
    Login { openid: String, session_key: String },
    PhoneNumber { phone_number: String },
    EmailAddress { email: String },
}

/// The codes that are out.
#[derive(Debug)]
pub struct Codes {
    seed: u64,
    count: u64,
    out: BTreeMap<String, (AppId, Duration, Grant)>,
}

impl Codes {
    pub fn new(seed: u64) -> Self {
        Self { seed, count: 0, out: BTreeMap::new() }
    }

    /// A number that nobody guesses who does not know the seed.
    pub fn number(&mut self) -> u64 {
        self.count += 1;
        mix(self.seed ^ mix(self.count))
    }

    /// The same as text, twice as long.
    pub fn secret(&mut self) -> String {
        format!("{:016x}{:016x}", self.number(), self.number())
    }

    /// Gives out a code; `fixed` is the one the device file asks for.
    pub fn issue(&mut self, app: &AppId, now: Duration, fixed: Option<String>, grant: Grant) -> String {
        self.out.retain(|_, (_, since, _)| now.saturating_sub(*since) < VALID);
        let code = fixed.unwrap_or_else(|| self.secret());
        self.out.insert(code.clone(), (app.clone(), now, grant));
        code
    }

    /// Takes a code back for what it stands for. The error is for the server that sent it.
    pub fn redeem(&mut self, app: &AppId, code: &str, now: Duration) -> Result<Grant, &'static str> {
        match self.out.remove(code) {
            None => Err("the code is unknown or has been used"),
            Some((owner, ..)) if owner != *app => Err("the code belongs to another mini program"),
            Some((_, since, _)) if now.saturating_sub(since) >= VALID => {
                Err("the code is older than five minutes")
            }
            Some((_, _, grant)) => Ok(grant),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_works_once_in_time_and_for_its_owner() {
        let (app, other) = (AppId::from("mp1"), AppId::from("mp2"));
        let mut codes = Codes::new(1);
        let grant = Grant::PhoneNumber { phone_number: "1".into() };
        let now = Duration::from_secs(10);
        let code = codes.issue(&app, now, None, grant.clone());
        assert_eq!(codes.redeem(&app, &code, now), Ok(grant.clone()));
        assert!(codes.redeem(&app, &code, now).is_err());
        let code = codes.issue(&app, now, None, grant.clone());
        assert!(codes.redeem(&other, &code, now).is_err());
        let code = codes.issue(&app, now, None, grant);
        assert!(codes.redeem(&app, &code, now + VALID).is_err());
    }
}
