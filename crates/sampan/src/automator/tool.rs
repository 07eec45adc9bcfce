//! `Tool.…`: what an IDE does around the mini program.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sampan_engine::api::SDK_VERSION;
use serde_json::{Value, json};

use super::{Result, Talk, nothing};

/// What `stopAudits` has to say: nothing is measured here, and a report that says otherwise would be worse than none.
const NO_AUDITS: &str = "Sampan does not audit: nothing was measured.";

impl Talk {
    pub(super) async fn tool(&self, name: &str, params: Value) -> Result {
        match name {
            "getInfo" => Ok(json!({ "SDKVersion": SDK_VERSION, "version": env!("CARGO_PKG_VERSION") })),
            "native" => {
                let method = params["method"].as_str().unwrap_or_default();
                Ok(self.native(method, &params["data"]).await)
            }
            "getTestAccounts" => self.accounts().await,
            "stopAudits" => {
                let data = json!({ "audits": [], "message": NO_AUDITS }).to_string();
                let report = format!("<!doctype html><title>Audits</title><p>{NO_AUDITS}</p>");
                Ok(json!({ "data": data, "report": report }))
            }
            // Nobody logs in here, so there is no ticket.
            "getTicket" => Ok(json!({ "ticket": "" })),
            "setTicket" | "refreshTicket" => Ok(nothing()),
            "enableRemoteDebug" => self.invite().await,
            "close" => {
                self.end();
                Ok(nothing())
            }
            _ => Err(format!("there is no method Tool.{name}")),
        }
    }

    /// The account of the device file.
    async fn accounts(&self) -> Result {
        let device = self.state().await?.device;
        let account = device.map(|device| device.settings["account"].clone()).unwrap_or_default();
        let text = |key: &str| account[key].as_str().map(str::to_owned);
        let found = text("openid")
            .map(|openid| json!({ "openid": openid, "nickName": text("nickname").unwrap_or_default() }));
        Ok(json!({ "accounts": found.into_iter().collect::<Vec<_>>() }))
    }

    /// The invitation for a telephone, as a picture of its QR code.
    async fn invite(&self) -> Result {
        if !self.lan {
            return Err("a telephone needs the local network: start sampan with --lan".to_owned());
        }
        let invitation = self.host.invite().await.map_err(|error| error.to_string())?;
        self.tell_of_telephone();
        Ok(json!({ "qrCode": STANDARD.encode(invitation.png()?) }))
    }

    /// A telephone has come when there is one more of them; the client listens a moment after it has the picture.
    fn tell_of_telephone(&self) {
        let Some(mut telephones) = self.host.telephones() else { return };
        let events = self.events.clone();
        tokio::spawn(async move {
            let before = *telephones.borrow_and_update();
            if telephones.wait_for(|now| *now > before).await.is_ok() {
                events.tell("Tool.onRemoteDebugConnected", &nothing());
            }
        });
    }
}
