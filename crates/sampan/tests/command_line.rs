//! The command line with bad input: a clear sentence, and an exit code that is not zero.

mod support;

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Command, Output, Stdio};

use support::folder;

fn sampan(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_sampan")).args(arguments).env_remove("SAMPAN_BROWSER").output().unwrap()
}

/// Runs a command that must fail; what it says on stderr.
fn fails(arguments: &[&str]) -> String {
    let output = sampan(arguments);
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success(), "{arguments:?} succeeded");
    assert!(errors.contains("error:"), "{arguments:?}: {errors}");
    errors
}

fn says(arguments: &[&str], words: &[&str]) {
    let errors = fails(arguments);
    for word in words {
        assert!(errors.contains(word), "{arguments:?} does not say \"{word}\":\n{errors}");
    }
}

#[test]
fn folders_and_files_that_are_wrong() {
    says(&["run", "/no/such/folder"], &["/no/such/folder", "app.json"]);
    let empty = folder(&[]);
    says(&["run", empty.path().to_str().unwrap()], &["has no app.json"]);
    let broken = folder(&[("app.json", "{\n  \"pages\": [\n}")]);
    says(&["run", broken.path().to_str().unwrap()], &["app.json:3:1"]);
    let missing = folder(&[("app.json", r#"{"pages":["pages/a/a"]}"#)]);
    says(&["run", missing.path().to_str().unwrap()], &["pages/a/a.js", "missing"]);
    let page = folder(&[("app.json", r#"{"pages":["a"]}"#), ("a.js", "Page({})")]);
    says(
        &["run", page.path().to_str().unwrap(), "--page", "b?x=1"],
        &["\"b?x=1\" is not in app.json", "it has: a"],
    );
    let toml = folder(&[("app.json", r#"{"pages":["a"]}"#), ("a.js", ""), ("sampan.toml", "[domans]\n")]);
    says(&["run", toml.path().to_str().unwrap()], &["sampan.toml:1:2", "did you mean `domains`"]);
    let path = folder(&[
        ("app.json", r#"{"pages":["a"]}"#),
        ("a.js", ""),
        ("sampan.toml", "[domains]\nweb_view = [\"https://a.example/x\"]\n"),
    ]);
    says(&["run", path.path().to_str().unwrap()], &["https://a.example/x", "path"]);
    says(&["open", "/no/such/page.html"], &["/no/such/page.html", "http://"]);
    says(&["open", empty.path().to_str().unwrap()], &["no index.html"]);
}

#[test]
fn programs_that_do_not_start() {
    let syntax =
        folder(&[("app.json", r#"{"pages":["a"]}"#), ("app.js", "App({\n  x: ,\n})"), ("a.js", "Page({})")]);
    says(&["run", syntax.path().to_str().unwrap(), "--headless"], &["did not start", "app.js"]);
    // An address that nobody answers: the port was free a moment ago.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    says(
        &["open", &format!("http://127.0.0.1:{port}/"), "--headless"],
        &[&format!("http://127.0.0.1:{port}"), "connection refused"],
    );
}

#[test]
fn browsers_and_ports_that_are_not_there() {
    let page = folder(&[("index.html", "hi")]);
    let page = page.path().to_str().unwrap();
    says(&["open", page, "--headless", "--browser", "/no/such/browser"], &["/no/such/browser"]);
    says(&["open", page, "--headless", "--browser", "/bin/true"], &["browser"]);
    let asleep = folder(&[("browser", "#!/bin/sh\nexec sleep 60\n")]);
    let program = asleep.path().join("browser");
    std::fs::set_permissions(&program, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    says(
        &["open", page, "--headless", "--browser", program.to_str().unwrap(), "--start-timeout", "1"],
        &["1 s"],
    );
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    says(&["open", page, "--headless", "--cdp-port", &port], &[&port, "in use"]);
    says(&["open", page, "--headless", "--port", &port], &[&port, "in use", "--port"]);
}

#[test]
fn the_first_line_has_the_phone_and_the_network_is_open_only_when_asked() {
    let page = folder(&[("index.html", "hi")]);
    for lan in [false, true] {
        let data = tempfile::tempdir().unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_sampan"));
        command.arg("open").arg(page.path()).args(["--headless", "--json", "--data-dir"]).arg(data.path());
        command.args(lan.then_some("--lan")).env_remove("SAMPAN_BROWSER");
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let first: serde_json::Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
        let address = first["phone"].as_str().unwrap();
        assert!(address.starts_with("http://127.0.0.1:") && address.contains("/?token="), "{address}");
        // Once the page has loaded, all that is opened at the start is open.
        assert!(lines.any(|line| line.unwrap().contains(r#""kind":"webView""#)));
        let killed = Command::new("kill").arg(child.id().to_string()).status().unwrap();
        assert!(killed.success());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(143));
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(errors.contains("https://"), lan, "{errors}");
    }
}

#[test]
fn a_data_folder_that_cannot_be_used() {
    let page = folder(&[("index.html", "hi"), ("file", "")]);
    let data = page.path().join("file/below");
    says(
        &["open", page.path().to_str().unwrap(), "--headless", "--data-dir", data.to_str().unwrap()],
        &["--data-dir"],
    );
}

#[test]
fn help_shows_examples_and_completions_are_there() {
    for arguments in [&["--help"][..], &["open", "--help"], &["run", "--help"]] {
        let output = sampan(arguments);
        assert!(output.status.success());
        assert!(String::from_utf8(output.stdout).unwrap().contains("Example"), "{arguments:?}");
    }
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = sampan(&["completions", shell]);
        assert!(output.status.success() && output.stdout.len() > 500, "{shell}");
    }
    assert_eq!(sampan(&["run"]).status.code(), Some(2));
}
