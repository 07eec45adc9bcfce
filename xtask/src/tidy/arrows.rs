//! Which crate may know which: the engine knows nobody, its layers know the engine only.

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::process::cargo;

/// Crates of ours with what they may depend on. The binary `sampan` may depend on all of them.
const ALLOWED: [(&str, &[&str]); 9] = [
    ("sampan-engine", &[]),
    ("sampan-logic", &["sampan-engine", "sampan-source"]),
    ("sampan-net", &["sampan-engine"]),
    ("sampan-view", &["sampan-engine"]),
    ("sampan-device", &["sampan-engine"]),
    ("sampan-server", &["sampan-engine"]),
    ("sampan-source", &[]),
    ("sampan-spec", &["sampan-source"]),
    ("xtask", &["sampan", "sampan-engine", "sampan-server"]),
];

pub fn faults() -> Result<Vec<String>> {
    let output = cargo(&["metadata", "--no-deps", "--format-version", "1"])
        .current_dir(crate::root())
        .output()
        .context("cannot run cargo metadata")?;
    if !output.status.success() {
        bail!("cargo metadata failed:\n{}", String::from_utf8_lossy(&output.stderr).trim_end());
    }
    Ok(wrong_arrows(&serde_json::from_slice(&output.stdout).context("cargo metadata is not JSON")?))
}

fn wrong_arrows(metadata: &Value) -> Vec<String> {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let packages = list(&metadata["packages"]);
    let ours: Vec<&str> = packages.iter().filter_map(|package| package["name"].as_str()).collect();
    let mut faults = Vec::new();
    for (name, allowed) in ALLOWED {
        let Some(package) = packages.iter().find(|package| package["name"] == *name) else { continue };
        for dependency in list(&package["dependencies"]) {
            let target = dependency["name"].as_str().unwrap_or_default();
            // A test may use another layer; the crate itself may not.
            if ours.contains(&target) && !allowed.contains(&target) && dependency["kind"] != "dev" {
                faults.push(format!("{name} must not depend on {target}"));
            }
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_layer_that_knows_another_layer_is_told() {
        let metadata = json!({"packages": [
            {"name": "sampan-view", "dependencies": [
                {"name": "sampan-engine", "kind": null}, {"name": "sampan-logic", "kind": null}, {"name": "url", "kind": null},
            ]},
            {"name": "sampan-logic", "dependencies": [{"name": "sampan-view", "kind": "dev"}]},
            {"name": "sampan-engine", "dependencies": []},
        ]});
        assert_eq!(wrong_arrows(&metadata), ["sampan-view must not depend on sampan-logic"]);
    }
}
