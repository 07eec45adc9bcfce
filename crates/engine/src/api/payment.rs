//! Payment.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Api, ApiDef, Nothing};

pub(super) const APIS: &[ApiDef] = &[ApiDef::of::<RequestPayment>()];

/// Asks the user to pay. H5 sends `prepayId`, the mini program `package`.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // declared now, carried out later
pub struct RequestPayment {
    /// Seconds since 1970, as text.
    #[serde(default)]
    time_stamp: Option<String>,
    /// Random text, at most 32 characters.
    #[serde(default)]
    nonce_str: Option<String>,
    /// `prepay_id=…`.
    #[serde(default)]
    package: Option<String>,
    /// The same without its prefix.
    #[serde(default)]
    prepay_id: Option<String>,
    /// How it is signed.
    #[serde(default)]
    sign_type: Option<String>,
    /// The signature.
    #[serde(default)]
    pay_sign: Option<String>,
}

impl Api for RequestPayment {
    const NAME: &'static str = "requestPayment";
    const READY: bool = false;
    type Reply = Nothing;
}
