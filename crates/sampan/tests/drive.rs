//! The driver protocol, on real pages in a real browser.

mod support;

use std::sync::Arc;

use sampan::{Drive, Host};
use serde_json::{Value, json};

/// A phone that is driven, with one mini program or page open.
struct Driven {
    drive: Drive,
    folder: tempfile::TempDir,
    _data: tempfile::TempDir,
}

impl Driven {
    async fn open(files: support::Files<'_>) -> Self {
        let (folder, data) = (support::folder(files), tempfile::tempdir().unwrap());
        let host = Host::builder().headless(true).data_dir(data.path()).build().await.expect("a browser");
        let driven = Self { drive: Drive::new(Arc::new(host)), folder, _data: data };
        driven.ask("Phone.open", json!({ "target": driven.folder.path() })).await;
        driven
    }

    async fn h5(body: &str) -> Self {
        let page = format!(
            "<!doctype html><meta name=viewport content=width=device-width><title>Shop</title>{body}"
        );
        Self::open(&[("index.html", &page)]).await
    }

    async fn call(&self, method: &str, params: Value) -> Result<Value, String> {
        let called = tokio::time::timeout(support::LIMIT, self.drive.call(method, params));
        called.await.unwrap_or_else(|_| panic!("{method} did not end")).map_err(|error| error.to_string())
    }

    async fn ask(&self, method: &str, params: Value) -> Value {
        self.call(method, params).await.unwrap_or_else(|error| panic!("{error}"))
    }

    /// A method of a locator of one step.
    async fn on(&self, method: &str, step: Value, more: Value) -> Result<Value, String> {
        let mut params = json!({ "steps": [step] });
        params.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.call(&format!("Locator.{method}"), params).await
    }

    async fn text(&self, css: &str) -> String {
        self.on("text", json!({ "css": css }), json!({})).await.unwrap().as_str().unwrap().to_owned()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_found_by_role_text_label_and_test_id_and_touched() {
    let phone = Driven::h5(
        "<h1>Tea</h1><label>Cups <input id=cups></label><label><input type=checkbox> Milk</label>
         <button data-testid=pay onclick='done.textContent = `paid ${cups.value} ${event.isTrusted}`'>Pay <b>now</b></button>
         <p id=done></p>",
    )
    .await;
    let heading = phone.on("text", json!({ "role": "heading", "level": 1 }), json!({})).await;
    assert_eq!(heading, Ok(json!("Tea")));
    phone.on("fill", json!({ "label": "cups" }), json!({ "text": "three" })).await.unwrap();
    phone.on("fill", json!({ "css": "#cups" }), json!({ "text": "3" })).await.unwrap();
    phone.on("tap", json!({ "role": "button", "name": "Pay now" }), json!({})).await.unwrap();
    phone.on("waitFor", json!({ "text": "paid 3 true", "exact": true }), json!({})).await.unwrap();
    phone.on("check", json!({ "role": "checkbox", "name": "milk" }), json!({})).await.unwrap();
    assert_eq!(phone.on("checked", json!({ "label": "Milk" }), json!({})).await, Ok(json!(true)));
    assert_eq!(phone.on("count", json!({ "testId": "pay" }), json!({})).await, Ok(json!(1)));
    assert_eq!(phone.on("value", json!({ "css": "#cups" }), json!({})).await, Ok(json!("3")));
    phone.on("type", json!({ "css": "#cups" }), json!({ "text": "0 Åå" })).await.unwrap();
    phone.on("press", json!({ "css": "#cups" }), json!({ "key": "Backspace" })).await.unwrap();
    assert_eq!(phone.on("value", json!({ "css": "#cups" }), json!({})).await, Ok(json!("30 Å")));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_element_that_cannot_be_touched_is_waited_for_and_the_error_says_why() {
    let phone = Driven::h5(
        "<style>.mask { position: fixed; inset: 0 }</style><button onclick='this.textContent += `!`'>Pay</button>
         <button disabled>Send</button><i>one</i><i>two</i><button hidden>Later</button><div class=mask></div>",
    )
    .await;
    let short = json!({ "timeout": 300 });
    let button = |name| json!({ "role": "button", "name": name });
    let covered = phone.on("tap", button("Pay"), short.clone()).await.unwrap_err();
    assert_eq!(
        covered,
        "Locator.tap getByRole(\"button\", { name: \"Pay\" }): <button>Pay</button> is there but covered by \
         <div class=\"mask\"> (waited 300 ms)"
    );
    let disabled = phone.on("tap", button("Send"), short.clone()).await.unwrap_err();
    assert!(disabled.contains("<button>Send</button> is disabled"), "{disabled}");
    let absent = phone.on("tap", button("Buy"), short.clone()).await.unwrap_err();
    assert!(absent.contains("nothing was found; of role button there is \"Pay\", \"Send\""), "{absent}");
    let many = phone.on("text", json!({ "css": "i" }), short.clone()).await.unwrap_err();
    assert!(many.contains("2 elements were found") && many.contains("<i>two</i>"), "{many}");
    let wrong = phone.on("count", json!({ "css": "i[" }), short.clone()).await.unwrap_err();
    assert!(wrong.contains("not a valid selector"), "{wrong}");
    let hidden = phone.on("tap", json!({ "css": "[hidden]" }), short).await.unwrap_err();
    assert!(hidden.contains("is there but not visible"), "{hidden}");

    let script = "setTimeout(() => document.querySelector('.mask').remove(), 300)";
    phone.ask("Page.evaluate", json!({ "script": script })).await;
    phone.on("tap", button("Pay"), json!({})).await.unwrap();
    phone.on("waitFor", json!({ "text": "Pay!" }), json!({})).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_prompt_waits_for_its_answer_and_the_bridge_tells_the_call() {
    let phone = Driven::h5(
        "<button>Where</button><p id=at></p><script>
         document.querySelector('button').onclick = () => WeixinJSBridge.invoke('getLocation', { type: 'gcj02' },
           reply => { at.textContent = reply.errMsg })</script>",
    )
    .await;
    phone.on("tap", json!({ "text": "Where" }), json!({})).await.unwrap();
    let prompt = phone.ask("Prompt.wait", json!({ "kind": "scope.userLocation" })).await;
    let late =
        phone.on("waitFor", json!({ "text": "getLocation" }), json!({ "timeout": 200 })).await.unwrap_err();
    assert!(late.contains("open and not answered: the prompt scope.userLocation"), "{late}");
    phone.ask("Prompt.answer", json!({ "id": prompt["id"], "accept": false })).await;
    phone.on("waitFor", json!({ "text": "fail auth deny" }), json!({})).await.unwrap();
    let call = phone.ask("Bridge.wait", json!({ "name": "getLocation", "args": { "type": "gcj02" } })).await;
    assert_eq!(
        (&call["caller"], &call["reply"]["errMsg"]),
        (&json!("h5"), &json!("getLocation:fail auth deny"))
    );
    assert!(!call["origin"].as_str().unwrap().is_empty());
    let never = phone.call("Bridge.wait", json!({ "name": "login", "timeout": 50 })).await.unwrap_err();
    assert_eq!(never, "login was not called (waited 50 ms)");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dialog_of_the_page_ends_the_tap_that_opened_it() {
    let phone = Driven::h5("<button onclick='this.textContent = confirm(`sure?`)'>Ask</button>").await;
    phone.on("tap", json!({ "css": "button" }), json!({})).await.unwrap();
    let prompt = phone.ask("Prompt.wait", json!({ "kind": "confirm" })).await;
    assert_eq!(prompt["text"], "sure?");
    phone.ask("Prompt.answer", json!({ "id": prompt["id"], "accept": true })).await;
    phone.on("waitFor", json!({ "text": "true" }), json!({})).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn waiting_goes_on_over_a_navigation_and_back_leads_back() {
    let phone = Driven::open(&[
        ("index.html", "<!doctype html><p>first</p><script>onclick = () => setTimeout(() => location = 'next.html', 200)</script>"),
        ("next.html", "<!doctype html><p>second</p>"),
    ])
    .await;
    phone.on("tap", json!({ "text": "first" }), json!({})).await.unwrap();
    assert_eq!(phone.on("text", json!({ "text": "second" }), json!({})).await, Ok(json!("second")));
    assert_eq!(phone.ask("Phone.back", json!({})).await, true);
    assert_eq!(phone.text("p").await, "first");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_the_mini_program_is_driven_as_an_h5_page_is() {
    let wxml = "<view>{{ said }}</view><input placeholder='Name' bindinput='typed'/>
        <label>Milk<switch bindchange='flip'/></label><button bindtap='greet' disabled='{{ !name }}'>Greet</button>";
    let script = "Page({ data: { said: 'nothing yet', name: '' }, typed(e) { this.setData({ name: e.detail.value }) },
        flip(e) { this.setData({ said: 'milk ' + e.detail.value }) }, greet() { this.setData({ said: 'hello ' + this.data.name }) } })";
    let phone = Driven::open(&[
        ("app.json", r#"{"pages":["pages/a/a"]}"#),
        ("app.js", "App({})"),
        ("pages/a/a.wxml", wxml),
        ("pages/a/a.js", script),
    ])
    .await;
    let greet = json!({ "role": "button", "name": "Greet" });
    let early = phone.on("tap", greet.clone(), json!({ "timeout": 200 })).await.unwrap_err();
    assert!(early.contains("is disabled"), "{early}");
    phone.on("fill", json!({ "placeholder": "name" }), json!({ "text": "Bao" })).await.unwrap();
    phone.on("tap", greet, json!({})).await.unwrap();
    phone.on("waitFor", json!({ "text": "hello Bao" }), json!({})).await.unwrap();
    phone.on("check", json!({ "role": "switch", "name": "Milk" }), json!({})).await.unwrap();
    phone.on("waitFor", json!({ "text": "milk true" }), json!({})).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_call_is_said() {
    let phone = Driven::h5("<p>tea</p>").await;
    let unknown = phone.call("Phone.fly", json!({})).await.unwrap_err();
    assert!(unknown.starts_with("there is no method \"Phone.fly\"; there are Phone.open, "), "{unknown}");
    let wrong = phone.call("Prompt.wait", json!({ "sort": 1 })).await.unwrap_err();
    assert!(wrong.starts_with("Prompt.wait: unknown field `sort`"), "{wrong}");
    let place = phone
        .on("text", json!({ "css": "p" }), json!({ "in": { "page": "pages/z/z" }, "timeout": 50 }))
        .await;
    assert!(place.unwrap_err().contains("the page pages/z/z is not open; open are "));
}
