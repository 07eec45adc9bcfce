//! Where the user has goods sent. Fields and the missing scope: WeChat documentation.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Api, ApiDef, ApiError, Cx, Surface};

pub(super) const APIS: &[ApiDef] = &[ApiDef::of::<ChooseAddress>()];

/// Lets the user choose or write where goods are sent. It asks for no right: the user sees what is given away.
#[derive(Deserialize, JsonSchema)]
pub struct ChooseAddress {}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChooseAddressReply {
    /// Who gets them.
    user_name: String,
    postal_code: String,
    province_name: String,
    city_name: String,
    county_name: String,
    street_name: String,
    /// House, floor, door, with the street before them.
    detail_info: String,
    /// The same without the street (assumed).
    detail_info_new: String,
    /// Number of the area, such as `440305`.
    national_code: String,
    tel_number: String,
}

impl Api for ChooseAddress {
    const NAME: &'static str = "chooseAddress";
    const SURFACE: Surface = Surface::Logic;
    type Reply = ChooseAddressReply;

    async fn call(self, cx: Cx) -> Result<ChooseAddressReply, ApiError> {
        let address = cx.device().choose_address().await.map_err(|error| cx.device_error(error))?;
        Ok(ChooseAddressReply {
            user_name: address.name,
            postal_code: address.postcode,
            province_name: address.province,
            city_name: address.city,
            county_name: address.county,
            detail_info: format!("{}{}", address.street, address.detail),
            street_name: address.street,
            detail_info_new: address.detail,
            national_code: address.code,
            tel_number: address.phone,
        })
    }
}
