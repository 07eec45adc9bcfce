//! The command line of an IDE: a session that goes on, a code for a telephone, and an upload that is none.
#![cfg(unix)]

mod support;

use std::path::Path;
use std::process::{Command, Output};

use base64::Engine as _;

/// Runs it with a data folder of its own.
fn ide(data: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sampan"));
    command.args(arguments).env("XDG_DATA_HOME", data).env("HOME", data);
    command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY").output().unwrap()
}

/// What it says when it goes well: something, and nothing on standard error.
fn says(data: &Path, arguments: &[&str]) -> String {
    let output = ide(data, arguments);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success() && errors.is_empty(), "{arguments:?}: {errors}");
    String::from_utf8(output.stdout).unwrap()
}

fn address(text: &str) -> &str {
    text.split_whitespace().find(|word| word.starts_with("http")).unwrap_or_else(|| panic!("{text}"))
}

#[test]
fn a_session_goes_on_until_it_is_told_to_end() {
    let (app, data) = (support::mini_program("file://h5/index.html"), tempfile::tempdir().unwrap());
    let folder = app.path().to_str().unwrap();
    let first = says(data.path(), &["--open", folder, "--agent"]);
    assert_eq!(says(data.path(), &["--open", folder]), first);
    assert!(address(&first).starts_with("http://127.0.0.1:"), "{first}");

    let file = data.path().join("a code.txt");
    let encoded = file.to_str().unwrap().replace('/', "%2F").replace(' ', "%20");
    let preview =
        says(data.path(), &["--preview", folder, "--preview-qr-output", &format!("base64@{encoded}")]);
    let text = std::fs::read_to_string(&file).unwrap();
    let png = base64::engine::general_purpose::STANDARD.decode(text).unwrap();
    let picture = image::load_from_memory(&png).unwrap().to_luma8();
    let (width, height) = picture.dimensions();
    let read = rxing::helpers::detect_in_luma(picture.into_raw(), width, height, None).unwrap();
    assert_eq!(read.getText(), address(&preview));

    assert_eq!(says(data.path(), &["--quit"]), "1 sessions ended\n");
    assert_eq!(says(data.path(), &["--quit"]), "0 sessions ended\n");
    // What it was is gone, so this is another one.
    assert_ne!(says(data.path(), &["--open", folder]), first);
    says(data.path(), &["--quit"]);
}

#[test]
fn what_does_not_go_well_is_said() {
    let (app, data) = (support::mini_program("file://h5/index.html"), tempfile::tempdir().unwrap());
    let folder = app.path().to_str().unwrap();
    let none = data.path().to_str().unwrap();
    let upload = format!("1.2.3@{folder}");
    for (arguments, words) in [
        (vec!["--open", "/no/such/folder"], "/no/such/folder"),
        (vec!["--open", none], "app.json"),
        (vec!["--preview", folder, "--preview-qr-output", "image@x.png"], "base64@FILE"),
        (vec!["-u", &upload, "--upload-desc", "the first"], "1.2.3 was not sent"),
        (vec!["-u", folder], "VERSION@DIR"),
    ] {
        let output = ide(data.path(), &arguments);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && errors.contains(words), "{arguments:?}: {errors}");
    }
}
