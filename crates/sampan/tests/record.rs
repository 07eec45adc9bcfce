//! What is done by hand becomes a test, and the test does it again.

mod support;

use std::process::Command;
use std::sync::{Arc, Mutex};

use sampan::record::{Form, Opened, Pictures, Recording};
use sampan::{Drive, Host, PhoneOptions};
use serde_json::{Value, json};
use support::{LIMIT, folder};

/// What comes later moves nothing: a finger is on its way to where something was.
const A: &str = r#"<view style="height: 40px">cups {{cups}}</view><view style="height: 40px">{{place}} {{kind}}</view>
<view class="row"><text>Green</text><button bindtap="cup">+</button></view>
<view class="row"><text>Black</text><button bindtap="cup">+</button></view>
<input placeholder="Your name" /><button bindtap="where">Where am I</button><button bindtap="kind">Kind</button>
<navigator url="/pages/h/h">Pay</navigator>"#;
const A_JS: &str = "Page({ data: { cups: 0, place: '', kind: '' }, cup() { this.setData({ cups: this.data.cups + 1 }) },\n\
    where() { wx.getLocation({ success: () => this.setData({ place: 'found' }) }) },\n\
    kind() { wx.showActionSheet({ itemList: ['leaf', 'bag'], success: ({ tapIndex }) => this.setData({ kind: `no ${tapIndex}` }) }) } })";
const H5: &str = "<!doctype html><meta name=viewport content=width=device-width><label>Code <input type=password></label>\
    <select aria-label=Size><option>small</option><option>large</option></select>\
    <button onclick=\"done.textContent = 'paid'\">Pay now</button><p id=done></p>";

/// A phone that a person has in hand: all of it is driven through the browser's input, that of its bars too.
struct Hand {
    drive: Drive,
}

impl Hand {
    async fn ask(&self, method: &str, params: Value) -> Value {
        let called = tokio::time::timeout(LIMIT, self.drive.call(method, params.clone())).await;
        called
            .unwrap_or_else(|_| panic!("{method} did not end"))
            .unwrap_or_else(|error| panic!("{error}: {params}"))
    }

    async fn tap(&self, steps: Value) {
        self.ask("Locator.tap", json!({ "steps": steps })).await;
    }

    /// Of the phone around the page.
    async fn press(&self, step: Value) {
        self.ask("Locator.tap", json!({ "in": { "phone": true }, "steps": [step] })).await;
    }

    async fn sees(&self, text: &str) {
        self.ask("Locator.waitFor", json!({ "steps": [{ "text": text }] })).await;
    }
}

fn program() -> tempfile::TempDir {
    folder(&[
        (
            "app.json",
            r#"{"pages":["pages/a/a","pages/b/b","pages/h/h"],"staticPath":["h5"],"tabBar":{"list":[{"pagePath":"pages/a/a","text":"Tea"},{"pagePath":"pages/b/b","text":"Me"}]}}"#,
        ),
        ("app.js", "App({})"),
        ("project.config.json", r#"{"TMFappid":"mprecordrecord01"}"#),
        ("pages/a/a.wxml", A),
        ("pages/a/a.js", A_JS),
        ("pages/b/b.wxml", "<view>me</view>"),
        ("pages/b/b.js", "Page({})"),
        ("pages/h/h.wxml", "<web-view src=\"/h5/index.html\" />"),
        ("pages/h/h.js", "Page({})"),
        ("h5/index.html", H5),
        (
            "sampan.toml",
            "[device.location]\nlatitude = 22.5\nlongitude = 114.0\n[consent]\n\"scope.userLocation\" = \"ask\"\n",
        ),
    ])
}

/// Does a bit of everything while it is recorded, and gives the source.
async fn recorded(app: &std::path::Path, forms: &[Form]) -> Vec<String> {
    let data = tempfile::tempdir().unwrap();
    let builder = Host::builder().headless(true).data_dir(data.path()).phone(PhoneOptions::default());
    let host = Arc::new(builder.build().await.expect("a browser"));
    let said = Arc::new(Mutex::new(Vec::new()));
    let heard = said.clone();
    let recording =
        Recording::start(&host, Pictures::Held, move |line| heard.lock().unwrap().push(line.to_owned()))
            .unwrap();
    let hand = Hand { drive: Drive::new(host.clone()) };
    hand.ask("Phone.open", json!({ "target": app })).await;
    hand.tap(json!([{ "css": ".row" }, { "hasText": "Black" }, { "role": "button" }])).await;
    hand.sees("cups 1").await;
    hand.ask("Locator.type", json!({ "steps": [{ "placeholder": "Your name" }], "text": "Li" })).await;
    hand.tap(json!([{ "role": "button", "name": "Where am I" }])).await;
    hand.press(json!({ "role": "button", "name": "Allow" })).await;
    hand.sees("found").await;
    hand.tap(json!([{ "role": "button", "name": "Kind" }])).await;
    hand.press(json!({ "text": "bag" })).await;
    hand.sees("no 1").await;
    hand.tap(json!([{ "text": "Pay" }])).await;
    hand.ask("Locator.type", json!({ "steps": [{ "label": "Code" }], "text": "1234" })).await;
    hand.tap(json!([{ "role": "button", "name": "Pay now" }])).await;
    hand.sees("paid").await;
    hand.press(json!({ "role": "button", "name": "Back" })).await;
    hand.sees("cups 1").await;
    hand.press(json!({ "role": "tab", "name": "Me", "exact": true })).await;
    hand.sees("me").await;
    let done = async {
        // What pages say comes by another way than what the phone does.
        while !said.lock().unwrap().last().is_some_and(|line| line.contains("pages/b/b")) {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(LIMIT, done).await.expect("the last page stack");
    let opened = Opened { target: app.to_string_lossy().into_owned(), ..Opened::default() };
    forms.iter().map(|form| recording.source(*form, &opened)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recorded_spec_says_what_was_done_and_is_green_ten_times_of_ten() {
    let app = program();
    let sources = recorded(app.path(), &[Form::Spec, Form::Playwright, Form::Automator]).await;
    println!("{}", sources[0]);
    let expected = [
        "await page.locator('.row').filter({ hasText: 'Black' }).getByRole('button', { name: '+' }).tap()",
        "await page.getByPlaceholder('Your name').fill('Li')",
        "await page.getByRole('button', { name: 'Where am I' }).tap()",
        "await phone.prompt('scope.userLocation').allow()",
        "await page.getByRole('button', { name: 'Kind' }).tap()",
        "await phone.sheet('actionSheet').choose('bag')",
        "await page.getByRole('link', { name: 'Pay' }).tap()",
        "await expect(phone).toHavePages(['pages/a/a', 'pages/h/h'])",
        "await page.getByLabel('Code').fill('1234') // a password: think before this goes into a repository",
        "await page.getByRole('button', { name: 'Pay now' }).tap()",
        "await phone.back()",
        "await expect(phone).toHavePages(['pages/a/a'])",
        "await phone.tab(1)",
        "await expect(phone).toHavePages(['pages/b/b'])",
    ];
    let done: Vec<&str> =
        sources[0].lines().map(str::trim).filter(|line| line.starts_with("await ")).skip(1).collect();
    assert_eq!(done, expected);
    assert!(
        sources[1].contains("await phone.page.getByPlaceholder('Your name').fill('Li')"),
        "{}",
        sources[1]
    );
    assert!(
        sources[1].contains("await page.getByRole('button', { name: 'Pay now' }).click()"),
        "{}",
        sources[1]
    );
    assert!(sources[2].contains("done(await miniProgram.native().authorizeAllow())"), "{}", sources[2]);

    let specs = tempfile::tempdir().unwrap();
    for number in 0..10 {
        std::fs::write(specs.path().join(format!("recorded-{number}.spec.ts")), &sources[0]).unwrap();
    }
    let run = Command::new(env!("CARGO_BIN_EXE_sampan")).arg("test").arg(specs.path()).output().unwrap();
    let said = String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success() && said.contains("10 passed"), "{said}");
}
