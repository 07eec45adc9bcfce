//! `sampan mcp` with the unmodified client from npm (`mcp.mjs`).

use std::process::Command;

#[test]
fn the_protocols_own_client_drives_the_phone() {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/mcp.mjs");
    let mut node = Command::new("node");
    node.args(["--test", "--test-reporter=spec", script]).env("SAMPAN", env!("CARGO_BIN_EXE_sampan"));
    // A test that a test starts would report to the outer one.
    let run = node.env_remove("NODE_TEST_CONTEXT").output().unwrap();
    assert!(
        run.status.success(),
        "{}{}",
        String::from_utf8_lossy(&run.stdout),
        String::from_utf8_lossy(&run.stderr)
    );
}
