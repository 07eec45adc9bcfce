//! Payment.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Api, ApiDef, ApiError, Cx, Nothing};
use crate::device::Payment;

pub(super) const APIS: &[ApiDef] = &[ApiDef::of::<RequestPayment>()];

/// Asks the user to pay. The super-app itself pays; the H5 SDK sends `prepayId`, the mini program `package`.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
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
    type Reply = Nothing;

    async fn call(self, cx: Cx) -> Result<Nothing, ApiError> {
        let package = self.package.map(|package| package.trim_start_matches("prepay_id=").to_owned());
        let prepay_id =
            self.prepay_id.or(package).filter(|id| !id.is_empty()).ok_or(ApiError::Parameter {
                name: "package".to_owned(),
                expected: "String",
                actual: "Undefined",
            })?;
        let payment = Payment {
            prepay_id,
            time_stamp: self.time_stamp.unwrap_or_default(),
            nonce: self.nonce_str.unwrap_or_default(),
            sign_type: self.sign_type.unwrap_or_default(),
            signature: self.pay_sign.unwrap_or_default(),
        };
        cx.device().pay(payment).await.map_err(|error| cx.device_error(error))?;
        Ok(Nothing {})
    }
}
