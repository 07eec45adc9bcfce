//! The driver protocol, on real pages in a real browser.

mod support;

use std::sync::Arc;

use sampan::{Builder, Drive, Host, PhoneOptions};
use serde_json::{Value, json};

/// A phone that is driven, with one mini program or page open.
struct Driven {
    drive: Drive,
    folder: tempfile::TempDir,
    _data: tempfile::TempDir,
}

impl Driven {
    async fn open(files: support::Files<'_>) -> Self {
        Self::open_as(Host::builder(), files).await
    }

    async fn open_as(builder: Builder, files: support::Files<'_>) -> Self {
        let (folder, data) = (support::folder(files), tempfile::tempdir().unwrap());
        let host = builder.headless(true).data_dir(data.path()).build().await.expect("a browser");
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

/// The look at the button scrolls to it. The page is then busy until the touch has come, and has moved before it deals with it.
const SHIFTS: &str = "<style>html { overflow-anchor: none } button { display: block; height: 60px }</style>
    <div style='height: 2000px'></div><div id=top></div>
    <button onclick='wrong.textContent = +wrong.textContent + 1'>Wrong</button>
    <button onclick='right.textContent = +right.textContent + 1'>Right</button>
    <p id=right>0</p><p id=wrong>0</p><p id=touches>0</p><div style='height: 2000px'></div><script>
    addEventListener('pointerdown', () => touches.textContent = +touches.textContent + 1, true);
    addEventListener('scroll', () => setTimeout(() => {
      for (const end = performance.now() + 200; performance.now() < end;);
      document.getElementById('top').style.height = '60px';
    }), { once: true });
    </script>";

#[tokio::test(flavor = "multi_thread")]
async fn a_touch_that_would_meet_something_else_is_done_again() {
    let phone = Driven::h5(SHIFTS).await;
    phone.on("tap", json!({ "role": "button", "name": "Right" }), json!({})).await.unwrap();
    println!("{} touches", phone.text("#touches").await);
    phone.on("waitFor", json!({ "text": "1", "exact": true }), json!({})).await.unwrap();
    assert_eq!((phone.text("#right").await, phone.text("#wrong").await), ("1".to_owned(), "0".to_owned()));
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
    let wxml = "<view id='said'>{{ said }}</view><input placeholder='Name' bindinput='typed'/>
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
    phone.on("waitFor", json!({ "testId": "said" }), json!({})).await.unwrap();
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

const SCAN: &str = "<button onclick=scan()>Scan</button><button onclick=take()>Take</button><p id=out>nothing</p><script>
    const call = (name, args) => WeixinJSBridge.invoke(name, args, reply => {
      out.textContent = reply.result ?? (reply.tempFilePaths ? 'pictures ' + reply.tempFilePaths.length : reply.errMsg) })
    const scan = () => call('scanCode', {}), take = () => call('chooseImage', { count: 2 })</script>";

#[tokio::test(flavor = "multi_thread")]
async fn the_next_scanner_and_the_next_picture_are_what_was_laid_ready() {
    let phone = Driven::h5(SCAN).await;
    let files = tempfile::tempdir().unwrap();
    let file = |name: &str, bytes: Vec<u8>| {
        std::fs::write(files.path().join(name), bytes).unwrap();
        files.path().join(name)
    };
    let code = file("code.png", support::fixtures::qr_code("tea"));
    let plain = file("plain.jpg", support::fixtures::jpeg(40, 30));
    let tap = async |name: &str| {
        phone.on("tap", json!({ "role": "button", "name": name }), json!({})).await.unwrap()
    };
    let says = async |text: &str| phone.on("waitFor", json!({ "text": text }), json!({})).await.unwrap();
    phone.ask("Phone.scan", json!({ "file": code })).await;
    phone.ask("Phone.scan", json!({ "file": plain })).await;
    tap("Scan").await;
    says("tea").await;
    tap("Scan").await;
    says("scanCode:fail").await;
    phone.ask("Phone.photo", json!({ "files": [plain, plain, plain] })).await;
    tap("Take").await;
    says("pictures 2").await;
    // Nothing is laid ready any more: somebody is asked.
    tap("Scan").await;
    let sheet = phone.ask("Sheet.wait", json!({})).await;
    assert_eq!(sheet["question"]["kind"], "scan");
    let covered = phone.on("waitFor", json!({ "text": "tea" }), json!({ "timeout": 50 })).await.unwrap_err();
    assert!(covered.contains("open and not answered: the sheet scan"), "{covered}");
    phone.ask("Sheet.answer", json!({ "id": sheet["id"], "reply": { "kind": "cancel" } })).await;
    says("cancel").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_phone_around_the_page_is_driven_too() {
    let page =
        format!("<!doctype html><title>Shop</title>{SCAN}<script>onload = () => confirm('sure?')</script>");
    let builder = Host::builder().phone(PhoneOptions::default());
    let phone = Driven::open_as(builder, &[("index.html", &page)]).await;
    let on_phone =
        async |method: &str, step: Value| phone.on(method, step, json!({ "in": { "phone": true } })).await;
    on_phone("waitFor", json!({ "text": "sure?" })).await.unwrap();
    on_phone("tap", json!({ "role": "button", "name": "OK", "exact": true })).await.unwrap();
    on_phone("waitFor", json!({ "text": "Shop" })).await.unwrap();
    phone.on("tap", json!({ "text": "Scan" }), json!({})).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn another_program_is_opened_in_the_place_of_the_one_before() {
    let phone = Driven::h5("<p>first</p><i id=visits></i><script>localStorage.visits = 1 + Number(localStorage.visits ?? 0); visits.textContent = localStorage.visits</script>").await;
    let other = support::folder(&[("index.html", "<!doctype html><p>second</p>")]);
    phone.ask("Phone.open", json!({ "target": other.path() })).await;
    assert_eq!(phone.text("p").await, "second");
    phone.ask("Phone.open", json!({ "target": phone.folder.path() })).await;
    assert_eq!(phone.text("i").await, "1", "each start has a browser context of its own");
    phone.ask("Phone.close", json!({})).await;
    let state = phone.ask("Phone.state", json!({})).await;
    assert_eq!((&state["running"], &state["pages"]), (&json!([]), &json!([])));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_element_is_run_with_and_pictured() {
    let phone = Driven::h5(
        "<script>window.own = 'page'</script><div style='height: 3000px'></div>
         <b id=here style='display: block; width: 40px; height: 20px; background: #f00'></b><div style='height: 900px'></div>",
    )
    .await;
    let function = "(element, more) => Promise.resolve([element.id, window.own, more])";
    let run = phone
        .on("evaluate", json!({ "css": "b" }), json!({ "function": function, "argument": { "n": 1 } }))
        .await;
    assert_eq!(run, Ok(json!(["here", "page", { "n": 1 }])));
    let thrown = phone
        .on("evaluate", json!({ "css": "b" }), json!({ "function": "() => { throw new Error('no') }" }))
        .await;
    assert!(thrown.as_ref().is_err_and(|error| error.contains("Error: no")), "{thrown:?}");
    let picture = async |method: &str, params: Value| {
        use base64::Engine as _;
        let text = phone.ask(method, params).await;
        let png = base64::engine::general_purpose::STANDARD.decode(text.as_str().unwrap()).unwrap();
        image::load_from_memory(&png).unwrap().to_rgb8()
    };
    let element = picture("Locator.screenshot", json!({ "steps": [{ "css": "b" }] })).await;
    assert_eq!(element.width(), 2 * element.height());
    let red = image::Rgb([255, 0, 0]);
    assert!(element.pixels().all(|pixel| *pixel == red), "only the element");
    let (seen, full) = (
        picture("Page.screenshot", json!({})).await,
        picture("Page.screenshot", json!({ "fullPage": true })).await,
    );
    assert!(full.height() > 4 * seen.height() && full.width() == seen.width());
    phone.on("swipe", json!({ "css": "b" }), json!({ "by": { "x": 0, "y": -200 } })).await.unwrap();
    let before = phone.ask("Page.evaluate", json!({ "script": "scrollY" })).await;
    phone.on("waitFor", json!({ "css": "b" }), json!({})).await.unwrap();
    assert!(before.as_f64().unwrap() > 0.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_drawn_smaller_or_larger_is_touched_where_its_element_is() {
    let wide = "<!doctype html><div style='height: 700px'></div><button style='margin-left: 600px' onclick='this.id = `was`'>Far</button>";
    let large = "<!doctype html><meta name=viewport content='width=device-width, initial-scale=2'>
        <div style='height: 1200px'></div><button style='margin-left: 300px' onclick='this.id = `was`'>Far</button><div style='height: 900px'></div>";
    for page in [wide, large] {
        let phone = Driven::open(&[("index.html", page)]).await;
        let scale = phone.ask("Page.evaluate", json!({ "script": "visualViewport.scale" })).await;
        assert_ne!(scale, json!(1), "the page is as large as the screen");
        phone.on("tap", json!({ "text": "Far" }), json!({})).await.unwrap();
        phone.on("waitFor", json!({ "css": "#was" }), json!({ "timeout": 1000 })).await.unwrap();
    }
}
