//! `sampan test` as a person runs it: what it prints, what it writes, how it ends, also when a spec does harm.

mod support;

use std::io::Read;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use serde_json::Value;
use support::{Files, folder, write};

const PAGE: (&str, &str) = (
    "page/index.html",
    "<!doctype html><title>Page</title><style>body{margin:0;background:#fff}i{display:block;width:40px;height:40px;background:#0a0}</style>\
     <h1>Hello</h1><button onclick=\"confirm('Sure?')\">Ask</button><i></i>",
);

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sampan"));
    command.arg("test").args(arguments).current_dir(folder).stdin(Stdio::null());
    command
}

fn run(folder: &Path, arguments: &[&str]) -> (i32, String) {
    told(&command(folder, arguments).output().unwrap())
}

/// The exit code, and all that was printed.
fn told(output: &Output) -> (i32, String) {
    let text = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    (output.status.code().unwrap_or(-1), text.into_owned())
}

fn spec(body: &str) -> String {
    format!("import {{ test, expect }} from '@sampan/test'\n{body}")
}

fn with_page(files: Files<'_>) -> tempfile::TempDir {
    folder(&[files, &[PAGE]].concat())
}

#[track_caller]
fn says(text: &str, words: &[&str]) {
    for word in words {
        assert!(text.contains(word), "it does not say \"{word}\":\n{text}");
    }
}

#[test]
fn what_passed_and_failed_is_told_and_written() {
    let source = spec(
        "test('greets', async ({ phone, page }) => {\n  await phone.open('./page')\n  await expect(page.getByRole('heading')).toHaveText('Hello')\n})\n\
         test('fails', async ({ phone, page }) => {\n  await phone.open('./page')\n  await expect(page.locator('h1')).toHaveText('Bye', { timeout: 100 })\n})\n\
         test('again', async () => { expect(test.info().retry).toBe(1) })\n\
         test.skip('later', () => {})\n",
    );
    let folder = with_page(&[("a.spec.ts", &source), ("broken.spec.ts", "import './nowhere'\n")]);
    let (code, text) = run(
        folder.path(),
        &[
            "--retries",
            "1",
            "--junit",
            "out/junit.xml",
            "--json",
            "out/report.json",
            "--trace",
            "retain-on-failure",
        ],
    );
    assert_eq!(code, 1, "{text}");
    says(
        &text,
        &[
            "1 passed",
            "2 failed",
            "1 flaky",
            "1 skipped",
            "it is \"Hello\"",
            "8 |   await expect(page.locator('h1'))",
            "a.spec.ts:8:",
            "cannot find \"./nowhere\"",
            "broken.spec.ts:1:1",
        ],
    );
    let report: Value =
        serde_json::from_slice(&std::fs::read(folder.path().join("out/report.json")).unwrap()).unwrap();
    let verdicts: Vec<&str> =
        report["tests"].as_array().unwrap().iter().map(|test| test["verdict"].as_str().unwrap()).collect();
    assert_eq!(verdicts, ["passed", "failed", "flaky", "skipped"]);
    let trace = report["tests"][1]["attempts"][1]["trace"].as_str().expect("a trace of the failure");
    assert!(std::fs::read(trace).unwrap().starts_with(b"PK"));
    assert_eq!(report["tests"][0]["attempts"][0]["trace"], Value::Null);
    let junit = std::fs::read_to_string(folder.path().join("out/junit.xml")).unwrap();
    says(
        &junit,
        &[
            "<testsuite name=\"a.spec.ts\" tests=\"4\" failures=\"1\" skipped=\"1\"",
            "<flakyFailure",
            "<failure message=\"cannot find",
        ],
    );
}

#[test]
fn a_spec_that_does_harm_fails_and_the_others_go_on() {
    let source = spec(
        "test('never ends', async () => {\n  test.setTimeout(300)\n  await null\n  for (;;) Math.random()\n})\n\
         test('waits for nothing', async ({ phone, page }) => {\n  test.setTimeout(2000)\n  await phone.open('./page')\n  await page.getByText('Nowhere').tap({ timeout: 60000 })\n})\n\
         test('leaves a question open', async ({ phone, page }) => {\n  await phone.open('./page')\n  await page.getByRole('button').tap()\n  await page.getByText('Nowhere').tap({ timeout: 500 })\n})\n\
         test('passes', async ({ phone, page }) => {\n  await phone.open('./page')\n  await expect(page.locator('h1')).toBeVisible()\n})\n\
         test.afterAll(() => { throw new Error('the hook broke') })\n",
    );
    let folder = with_page(&[("a.spec.ts", &source)]);
    let (code, text) = run(folder.path(), &[]);
    assert_eq!(code, 1, "{text}");
    says(
        &text,
        &[
            "ran on without a pause until its time was over (300 ms)",
            "did not end within 2000 ms; it was waiting for Locator.tap",
            "open and not answered: the prompt confirm (\"Sure?\")",
            "the hook broke",
        ],
    );
}

#[test]
fn a_browser_that_dies_takes_one_test_with_it() {
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/", server.local_addr().unwrap());
    let source = spec(&format!(
        "test('dies', async ({{ phone, page }}) => {{\n  await phone.open('{address}', {{ timeout: 20000 }})\n  await page.locator('h1').waitFor()\n}})\n\
         test('goes on', async ({{ phone, page }}) => {{\n  await phone.open('./page')\n  await expect(page.locator('h1')).toHaveText('Hello')\n}})\n",
    ));
    let folder = with_page(&[("a.spec.ts", &source)]);
    let run = command(folder.path(), &["--workers", "1"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // The page is asked for and never comes.
    let (mut stream, _) = server.accept().unwrap();
    let mut request = [0; 16];
    stream.read_exact(&mut request).unwrap();
    let browser = child_of(run.id());
    assert!(Command::new("kill").args(["-9", &browser.to_string()]).status().unwrap().success());
    let (code, text) = told(&run.wait_with_output().unwrap());
    assert_eq!(code, 1, "{text}");
    says(&text, &["1 failed", "1 passed", "the session has ended", "the browser"]);
}

/// The first process that this one has started: the browser.
fn child_of(process: u32) -> u32 {
    let output = Command::new("pgrep").args(["-P", &process.to_string()]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines()
        .next()
        .and_then(|line| line.parse().ok())
        .unwrap_or_else(|| panic!("no browser runs: {text}"))
}

#[test]
fn two_runs_at_once_do_not_meet() {
    let source = spec(
        "test('keeps', async ({ phone, page }) => {\n  await phone.open('./page')\n  expect(await page.evaluate(`localStorage.getItem('a')`)).toBeNull()\n  await page.evaluate(`localStorage.setItem('a', 'b')`)\n})\n",
    );
    let folder = with_page(&[("a.spec.ts", &source), ("b.spec.ts", &source)]);
    let start = || {
        command(folder.path(), &["--workers", "2"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    };
    for run in [start(), start()] {
        let (code, text) = told(&run.wait_with_output().unwrap());
        assert_eq!(code, 0, "{text}");
        says(&text, &["2 passed"]);
    }
}

#[test]
fn pictures_are_kept_compared_and_written_anew() {
    let source = spec(
        "test('looks', async ({ phone, page }) => {\n  await phone.open('./page')\n  await expect(page).toHaveScreenshot({ timeout: 500 })\n  await expect(page.locator('i')).toHaveScreenshot('green', { timeout: 500 })\n})\n",
    );
    let folder = with_page(&[("a.spec.ts", &source)]);
    let (code, text) = run(folder.path(), &[]);
    assert_eq!(code, 1, "{text}");
    says(&text, &["there was no picture to compare with"]);
    assert_eq!(run(folder.path(), &["--update-snapshots"]).0, 0);
    let (code, text) = run(folder.path(), &[]);
    assert_eq!(code, 0, "{text}");
    let kept = folder.path().join("a.spec.ts-snapshots").join(format!("green-{}.png", std::env::consts::OS));
    let picture = image::open(kept).unwrap().into_rgb8();
    assert_eq!(picture.width(), picture.height());
    assert_eq!(picture.get_pixel(5, 5).0, [0, 170, 0]);
    write(folder.path(), PAGE.0, &PAGE.1.replace("#0a0", "#a00"));
    let (code, text) = run(folder.path(), &[]);
    assert_eq!(code, 1, "{text}");
    says(&text, &["pixels are different", "looks-1-diff.png"]);
}

#[test]
fn tests_are_chosen_listed_and_counted_in_parts() {
    let one = spec("test('red tea', () => {})\ntest('green tea', () => {})\n");
    let two = spec("test.describe('shop', () => {\n  test('opens', () => {})\n})\n");
    let folder = folder(&[("a.spec.ts", &one), ("b/c.spec.js", &two), ("sampan.test.toml", "workers = 1\n")]);
    let listed = |arguments: &[&str]| run(folder.path(), &[&["--list"], arguments].concat());
    let (code, text) = listed(&[]);
    assert_eq!(code, 0);
    says(&text, &["a.spec.ts:2 › red tea", "b/c.spec.js:3 › shop › opens", "3 tests in 2 files"]);
    says(&listed(&["-g", "tea$"]).1, &["2 tests in 1 file"]);
    says(&listed(&["a.spec.ts:3"]).1, &["green tea", "1 test in 1 file"]);
    says(&listed(&["--shard", "2/3"]).1, &["green tea", "1 test in 1 file"]);
    for (arguments, words) in [
        (&["-g", "coffee"][..], "no test is selected; none of 3 match /coffee/"),
        (&["nowhere"], "nowhere"),
        (&["--shard", "4/3"], "no part of a whole"),
        (&["-g", "("], "regex"),
    ] {
        let (code, text) = run(folder.path(), arguments);
        assert_eq!(code, 2, "{text}");
        says(&text, &[words]);
    }
    write(folder.path(), "sampan.test.toml", "worker = 1\n");
    let (code, text) = run(folder.path(), &[]);
    assert_eq!(code, 2, "{text}");
    says(&text, &["sampan.test.toml", "worker"]);
}

#[test]
fn nothing_to_run_is_no_success() {
    let empty = folder(&[("a.ts", "")]);
    let (code, text) = run(empty.path(), &[]);
    assert_eq!(code, 2, "{text}");
    says(&text, &["no spec files", ".spec.ts"]);
    write(empty.path(), "a.spec.ts", "export {}\n");
    let (code, text) = run(empty.path(), &[]);
    assert_eq!(code, 2, "{text}");
    says(&text, &["declare no tests"]);
    write(empty.path(), "a.spec.ts", &spec("test('a', () => {})\n"));
    let (code, text) = run(empty.path(), &["--browser", "/no/such/browser"]);
    assert_eq!(code, 3, "{text}");
    says(&text, &["/no/such/browser"]);
}

#[cfg(unix)]
#[test]
fn a_signal_ends_the_run_and_its_browser() {
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/", server.local_addr().unwrap());
    let source = spec(&format!(
        "test('waits', async ({{ phone }}) => {{ await phone.open('{address}') }})\ntest('later', () => {{}})\n"
    ));
    let folder = folder(&[("a.spec.ts", &source)]);
    let run = command(folder.path(), &[]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let _asked = server.accept().unwrap();
    let browser = child_of(run.id());
    assert!(Command::new("kill").args(["-INT", &run.id().to_string()]).status().unwrap().success());
    let (code, text) = told(&run.wait_with_output().unwrap());
    assert_eq!(code, 130, "{text}");
    says(&text, &["2 not run"]);
    let gone = || !Path::new(&format!("/proc/{browser}")).exists();
    let limit = std::time::Instant::now() + Duration::from_secs(10);
    while !gone() && std::time::Instant::now() < limit {
        std::thread::yield_now();
    }
    assert!(gone(), "the browser {browser} still runs");
}

#[test]
fn a_program_is_opened_with_others_beside_it_and_another_phone() {
    let program = |id: &str| format!(r#"{{"appid":"{id}"}}"#);
    let page = |name: &str| format!(r#"{{"pages":["pages/{name}/{name}"]}}"#);
    let (a, b) = (program("mpspecsbeside001"), program("mpspecsbeside002"));
    let b_json = page("b");
    let a_json = r#"{"pages":["pages/a/a"],"navigateToMiniProgramAppIdList":["mpspecsbeside002"]}"#;
    let source = spec(
        "test('beside', async ({ phone, page }) => {\n  await phone.open('../a', { apps: ['../b'], device: '../phone.toml', page: 'pages/a/a?cup=1' })\n  \
         expect((await phone.state()).device).toMatchObject({ width: 393, height: 852 })\n  \
         expect((await page.state()).query).toBe('cup=1')\n  \
         await phone.evaluate(\"wx.navigateToMiniProgram({ appId: 'mpspecsbeside002' })\")\n  \
         await expect(phone).toHavePages(['pages/b/b'])\n  await expect(page.getByText('this is b')).toBeVisible()\n})\n",
    );
    let folder = folder(&[
        ("a/app.json", a_json),
        ("a/app.js", "App({})"),
        ("a/project.config.json", &a),
        ("a/pages/a/a.js", "Page({})"),
        ("a/pages/a/a.wxml", "<view>this is a</view>"),
        ("b/app.json", &b_json),
        ("b/app.js", "App({})"),
        ("b/project.config.json", &b),
        ("b/pages/b/b.js", "Page({})"),
        ("b/pages/b/b.wxml", "<view>this is b</view>"),
        ("phone.toml", "[device]\npreset = \"iphone-15\"\n"),
        ("specs/beside.spec.ts", &source),
    ]);
    let (code, text) = run(folder.path(), &["specs"]);
    assert_eq!(code, 0, "{text}");
    says(&text, &["1 passed"]);
}

#[test]
fn tests_that_belong_together_are_skipped_and_tried_again_together() {
    let source = spec(
        "test.describe('again', () => {\n  test.describe.configure({ mode: 'serial', retries: 1 })\n  let cups = 0\n  \
           test('fills', () => { cups++ })\n  \
           test('drinks', () => { expect(cups).toBe(1); expect(test.info().retry).toBe(1) })\n  \
           test('washes', () => { expect(cups).toBe(1) })\n})\n\
         test.describe('for good', () => {\n  test.describe.configure({ mode: 'serial' })\n  \
           test('breaks', () => { throw new Error('broken') })\n  test('is left', () => {})\n})\n\
         test('free', () => {})\n",
    );
    let folder = folder(&[("a.spec.ts", &source)]);
    let (code, text) = run(folder.path(), &["--json", "report.json"]);
    assert_eq!(code, 1, "{text}");
    says(&text, &["a test before it in its serial suite has failed"]);
    let report: Value =
        serde_json::from_slice(&std::fs::read(folder.path().join("report.json")).unwrap()).unwrap();
    let tests = report["tests"].as_array().unwrap().iter();
    let told: Vec<(&str, usize)> = tests
        .map(|test| (test["verdict"].as_str().unwrap(), test["attempts"].as_array().unwrap().len()))
        .collect();
    let again = [("passed", 2), ("flaky", 2), ("passed", 1)];
    let for_good = [("failed", 1), ("skipped", 1)];
    assert_eq!(told, [again.as_slice(), &for_good, &[("passed", 1)]].concat(), "{text}");
}
