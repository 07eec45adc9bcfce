//! What the phone has, as an H5 page sees it in a real browser: through our SDK, WeChat's, and the TCMPP SDK's wire form.

mod support;

use std::path::Path;

use sampan::{Host, Start, TraceEvent};
use serde_json::{Value, json};
use support::{Phone, write};

const TOUR: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/tour");

/// The tour's phone around a page of one's own.
fn tour(scripts: &str, changes: &[(&str, &str)]) -> tempfile::TempDir {
    let app = support::mini_program("file://h5/index.html");
    write(
        app.path(),
        "h5/index.html",
        &format!("<!doctype html><title>Phone</title><input type=file id=f>{scripts}"),
    );
    std::fs::copy(Path::new(TOUR).join("h5/guide.pdf"), app.path().join("h5/guide.pdf")).unwrap();
    let fixtures = std::fs::read_dir(Path::new(TOUR).join("fixtures")).unwrap().flatten();
    std::fs::create_dir_all(app.path().join("fixtures")).unwrap();
    for file in fixtures {
        std::fs::copy(file.path(), app.path().join("fixtures").join(file.file_name())).unwrap();
    }
    let mut toml = std::fs::read_to_string(Path::new(TOUR).join("sampan.toml")).unwrap();
    for (from, to) in changes {
        assert!(toml.contains(from), "{from}");
        toml = toml.replace(from, to);
    }
    write(app.path(), "sampan.toml", &toml);
    app
}

async fn phone(scripts: &str, changes: &[(&str, &str)]) -> Phone {
    Phone::run(tour(scripts, changes)).await
}

const WEIXIN: &str = "<script>var module = {}</script><script src='weixin.js'></script><script>window.wx = module.exports</script>";

/// The natural width of a picture at an address, by `<img>`.
const WIDTH: &str = "const width = src => new Promise(done => { const i = new Image; i.onload = () => done(i.naturalWidth); i.onerror = () => done(0); i.src = src });";

#[tokio::test(flavor = "multi_thread")]
async fn pictures_codes_and_places_through_our_sdk() {
    let phone = phone("<script src='https://sampan.localhost/jssdk.js'></script>", &[]).await;
    let script = format!(
        "(async () => {{ {WIDTH}
        const original = await wx.chooseImage({{ count: 9, sizeType: ['original'] }}), small = await wx.chooseImage({{ count: 1 }})
        const bytes = (await (await fetch(original.tempFilePaths[0])).arrayBuffer()).byteLength
        const shot = await wx.chooseImage({{ sourceType: ['camera'], sizeType: ['original'] }})
        const scan = await wx.scanCode({{}}), place = await wx.chooseLocation({{}}), net = await wx.getNetworkType({{}})
        const only = await wx.scanCode({{ scanType: ['barCode'] }}).catch(error => error.errMsg)
        return [original.tempFiles.length, bytes === original.tempFiles[0].size, await width(original.tempFilePaths[1]), await width(small.tempFilePaths[0]),
          await width(shot.tempFilePaths[0]), scan.result, scan.scanType, place.name, net.networkType, only.startsWith('scanCode:fail')] }})()"
    );
    let expected = json!([
        2,
        true,
        480,
        640,
        600,
        "https://sampan.example/tour?table=7",
        "QR_CODE",
        "Pier 7",
        "5g",
        true
    ]);
    assert_eq!(phone.eval(&script).await, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_and_codes_through_wechats_sdk() {
    let app = tour(WEIXIN, &[("[device]\n", "[web_view]\nannounce_wechat = true\n\n[device]\n")]);
    let modules = concat!(env!("CARGO_MANIFEST_DIR"), "/../../node_modules/weixin-js-sdk/index.js");
    std::fs::copy(modules, app.path().join("h5/weixin.js")).unwrap();
    let phone = Phone::run(app).await;
    let script = format!(
        "(async () => {{ {WIDTH}
        const call = (name, options = {{}}) => new Promise((success, fail) => wx[name]({{ ...options, success, fail, cancel: fail }}))
        const images = await call('chooseImage', {{ count: 1 }}), scan = await call('scanQRCode', {{ needResult: 1 }})
        const at = await call('getLocation', {{ type: 'wgs84' }}), data = await call('getLocalImgData', {{ localId: images.localIds[0] }})
        const pay = await call('chooseWXPay', {{ timestamp: 1, nonceStr: 'n', package: 'prepay_id=1', signType: 'MD5', paySign: 's' }})
        return [await width(images.localIds[0]), scan.resultStr, at.latitude, data.localData.length > 1000, pay.errMsg] }})()"
    );
    let expected = json!([640, "https://sampan.example/tour?table=7", 22.2855, true, "chooseWXPay:ok"]);
    assert_eq!(phone.eval(&script).await, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recording_is_a_sound_that_the_browser_plays() {
    let phone = phone("", &[]).await;
    let record = "(async () => { const call = (n, a = {}) => new Promise(done => WeixinJSBridge.invoke(n, a, done))
        const recording = call('startRecord')
        await new Promise(done => setTimeout(done, 500)) // what is recorded: half a second
        await call('stopRecord')
        const { tempFilePath } = await recording
        const length = await new Promise((done, no) => { const a = new Audio(tempFilePath); a.onloadedmetadata = () => done(a.duration); a.onerror = () => done(-1) })
        const play = await call('playVoice', { filePath: tempFilePath })
        return [length > 0.3 && length < 2, play.errMsg] })()";
    assert_eq!(phone.eval(record).await, json!([true, "playVoice:ok"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_browser_agrees_with_the_phone_while_it_changes() {
    let phone = phone("", &[]).await;
    let look = "new Promise(done => navigator.geolocation.getCurrentPosition(p => done([p.coords.latitude, navigator.onLine]), e => done([e.code, navigator.onLine])))";
    assert_eq!(phone.eval(look).await, json!([22.2855, true]));
    assert_eq!(
        phone.eval("[screen.width, devicePixelRatio, /Android/.test(navigator.userAgent)]").await,
        json!([412, 2.625, true])
    );
    let app = phone.host.state().await.unwrap().app.unwrap();
    phone.host.change_device(&app, "device.network.type", json!("none")).unwrap();
    phone.host.change_device(&app, "device.location.latitude", json!(-33.5)).unwrap();
    phone.until("navigator.onLine === false").await;
    assert_eq!(phone.invoke("getNetworkType", json!({})).await["networkType"], "none");
    assert_eq!(phone.invoke("getLocation", json!({})).await["latitude"], -33.5);
    assert!(phone.host.change_device(&app, "device.network.type", json!("6g")).is_err());
    assert!(phone.host.change_device(&app, "device.location.latitude", json!(91)).is_err());
    assert_eq!(phone.invoke("getLocation", json!({})).await["latitude"], -33.5);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_interface_is_there() {
    let phone = phone("", &[]).await;
    let names: Vec<&str> = sampan_engine::api::all()
        .filter(|api| api.callable_by(sampan::trace::CallerKind::H5))
        .map(|api| api.name)
        .collect();
    assert!(names.len() > 40, "{names:?}");
    let check = phone.invoke("checkJsApi", json!({ "jsApiList": names })).await;
    assert!(names.iter().all(|name| check["checkResult"][name] == true), "{check}");
}

/// A host with somebody there who answers prompts.
async fn answered(app: &tempfile::TempDir, data: &tempfile::TempDir) -> (Host, sampan::Events) {
    let host = Host::builder()
        .headless(true)
        .interactive(true)
        .exchange_port(0)
        .data_dir(data.path())
        .build()
        .await
        .unwrap();
    let events = host.events();
    host.run(app.path(), Start::from_list()).await.unwrap();
    (host, events)
}

async fn prompt(events: &mut sampan::Events) -> sampan_engine::prompt::Prompt {
    let wait = async {
        loop {
            if let Some(TraceEvent::Prompt { prompt, answer: None, .. }) = events.next().await {
                return prompt;
            }
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), wait).await.expect("a prompt")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_answers_prompts_and_dialogs() {
    let app = tour("", &[("\"scope.userLocation\" = \"allow\"", "\"scope.userLocation\" = \"ask\"")]);
    let data = tempfile::tempdir().unwrap();
    let (host, mut events) = answered(&app, &data).await;
    while !matches!(events.next().await, Some(TraceEvent::Navigate { url: Some(_), .. })) {}
    let page = host.state().await.unwrap().pages[0].page;
    let locate = "new Promise(done => WeixinJSBridge.invoke('getLocation', {}, r => done(r.errMsg)))";
    let asked = host.view().evaluate(page, locate);
    let question = prompt(&mut events).await;
    assert_eq!((question.kind.as_str(), question.app.as_str()), ("scope.userLocation", "mp6iu47n4rps6zwz"));
    assert_eq!(question.origin, "https://mp6iu47n4rps6zwz.sampan.localhost");
    assert_eq!(host.state().await.unwrap().prompt.unwrap().id, question.id);
    host.answer_prompt(question.id, true, None).await.unwrap();
    assert_eq!(asked.await.unwrap(), "getLocation:ok");
    assert!(host.answer_prompt(question.id, true, None).await.is_err(), "answered already");
    let dialogs = host.view().evaluate(page, "[confirm('Sure?'), prompt('Name?', 'Bao')]");
    let sure = prompt(&mut events).await;
    assert_eq!((sure.kind.as_str(), sure.text.as_str()), ("confirm", "Sure?"));
    host.answer_prompt(sure.id, true, None).await.unwrap();
    let name = prompt(&mut events).await;
    assert_eq!((name.kind.as_str(), name.default_text.as_str()), ("prompt", "Bao"));
    host.answer_prompt(name.id, true, Some("Ann".into())).await.unwrap();
    assert_eq!(dialogs.await.unwrap(), json!([true, "Ann"]));
}

/// One HTTP request to the exchange; status and body.
async fn exchange(address: &str, body: &Value, extra: &str) -> (u16, Value) {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let rest = address.strip_prefix("http://").unwrap();
    let (host, path) = rest.split_once('/').unwrap();
    let mut stream = tokio::net::TcpStream::connect(host).await.unwrap();
    let body = body.to_string();
    let request = format!(
        "POST /{path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n{extra}\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).await.unwrap();
    let status = text.split(' ').nth(1).unwrap().parse().unwrap();
    (status, serde_json::from_str(text.split("\r\n\r\n").nth(1).unwrap()).unwrap_or_default())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_exchanges_a_code_once() {
    let (app, data) = (tour("", &[]), tempfile::tempdir().unwrap());
    let host = Host::builder().headless(true).exchange_port(0).data_dir(data.path()).build().await.unwrap();
    let mut events = host.events();
    let id = host.run(app.path(), Start::from_list()).await.unwrap();
    let Some(TraceEvent::Ready { exchange: Some(address), .. }) = events.next().await else {
        panic!("no exchange")
    };
    while !matches!(events.next().await, Some(TraceEvent::Navigate { url: Some(_), .. })) {}
    let page = host.state().await.unwrap().pages[0].page;
    let code = |name: &str| {
        let script = format!("new Promise(done => WeixinJSBridge.invoke('{name}', {{}}, r => done(r.code)))");
        host.view().evaluate(page, &script)
    };
    let request = json!({ "appId": id, "code": code("getPhoneNumber").await.unwrap() });
    assert_eq!(exchange(&address, &request, "Origin: https://evil.example\r\n").await.0, 403);
    assert_eq!(exchange(&format!("{address}x"), &request, "").await.0, 403);
    assert_eq!(
        exchange(&address, &request, "").await,
        (200, json!({"kind": "phoneNumber", "phoneNumber": "13800000000"}))
    );
    let (status, body) = exchange(&address, &request, "").await;
    assert_eq!((status, body["error"].as_str().unwrap_or_default().contains("has been used")), (400, true));
    let login = code("login").await.unwrap();
    assert!(host.redeem(&id, login.as_str().unwrap()).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_open_in_the_viewer_and_back_closes_it() {
    let phone = phone("", &[]).await;
    let pdf = phone.invoke("openDocument", json!({"filePath": "file://h5/guide.pdf"})).await;
    assert_eq!(pdf, json!({"errMsg": "openDocument:ok"}));
    let picture = phone.host.screenshot().await.unwrap();
    assert!(picture.starts_with(b"\x89PNG"));
    assert!(phone.host.back().await.unwrap(), "back closes the viewer");
    assert_eq!(phone.stack().await, ["pages/index/index"]);
    let wrong =
        phone.invoke("openDocument", json!({"filePath": "file://h5/index.html", "fileType": "pdf"})).await;
    assert_eq!(wrong, json!({"errMsg": "openDocument:fail the file is no pdf"}));
    let word =
        phone.invoke("openDocument", json!({"filePath": "file://h5/guide.pdf", "fileType": "docx"})).await;
    assert_eq!(word, json!({"errMsg": "openDocument:fail filetype not supported"}), "Android opens PDF only");
}
