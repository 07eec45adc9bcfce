//! `packages/phone/src/generated/protocol.ts`: what the phone's page and the host say to each other, and the types that only
//! they have.

use sampan_engine::profile::PRESETS;
use sampan_server::phone::protocol::{FromPhone, Recorded, ToPhone};
use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use super::NOTICE;
use super::shared::{Types, import_and_declare};

pub fn protocol() -> String {
    let (import, types) = import_and_declare("../../../driver/src/generated/shared.ts", types(), &[]);
    let mut text = format!("// {NOTICE}\n// See crates/server/src/phone/protocol.rs.\n\n{import}");
    let presets: Vec<Value> = PRESETS.iter().map(|preset| json!(preset.name)).collect();
    text += "\n/** The phones that have a name. */\nexport const PRESETS = ";
    text + &json!(presets).to_string() + " as const;\n" + &types
}

pub fn types() -> Types {
    let mut generator = SchemaSettings::draft2020_12().into_generator();
    let from = generator.subschema_for::<FromPhone>().to_value();
    let to = generator.subschema_for::<ToPhone>().to_value();
    debug_assert!(from["$ref"].is_string() && to["$ref"].is_string());
    // The answer to a request has no type of its own in the protocol.
    let _ = generator.subschema_for::<Recorded>();
    generator.definitions().clone().into_iter().collect()
}
