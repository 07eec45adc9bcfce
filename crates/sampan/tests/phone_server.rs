//! The phone's server beside a real browser: what a page that means ill gets of it, and what a person's page does with it.

mod support;

use futures::{SinkExt, StreamExt};
use sampan::{Builder, Host, PhoneOptions, Start};
use serde_json::{Value, json};
use support::web::Web;
use support::{Phone, mini_program};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

fn with_phone() -> Builder {
    Host::builder().phone(PhoneOptions::default())
}

/// Address without the token, and the cookie that the token becomes.
async fn come_in(phone: &Phone) -> (String, String) {
    let address = phone.host.phone().expect("a phone");
    let (at, token) = address.strip_prefix("http://").unwrap().split_once("/?token=").unwrap();
    let head = get(at, &format!("/?token={token}"), "").await;
    let line =
        head.lines().find_map(|line| line.strip_prefix("set-cookie: ")).unwrap_or_else(|| panic!("{head}"));
    (at.to_owned(), line.split(';').next().unwrap().to_owned())
}

async fn get(at: &str, path: &str, cookie: &str) -> String {
    let mut stream = TcpStream::connect(at).await.unwrap();
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: {at}\r\nCookie: {cookie}\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await.unwrap();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A page with the phone in it, as a person has it open.
struct Person(WebSocketStream<TcpStream>);

impl Person {
    async fn look(phone: &Phone) -> Self {
        let (at, cookie) = come_in(phone).await;
        let mut request = format!("ws://{at}/ws").into_client_request().unwrap();
        request.headers_mut().insert("Cookie", cookie.parse().unwrap());
        request.headers_mut().insert("Origin", format!("http://{at}").parse().unwrap());
        let stream = TcpStream::connect(at).await.unwrap();
        Self(tokio_tungstenite::client_async(request, stream).await.unwrap().0)
    }

    async fn message(&mut self, what: &str, mut is_it: impl FnMut(&Message) -> bool) -> Message {
        let search = async {
            loop {
                let message = self.0.next().await.expect("the socket stays").unwrap();
                if is_it(&message) {
                    return message;
                }
            }
        };
        tokio::time::timeout(support::LIMIT, search).await.unwrap_or_else(|_| panic!("never: {what}"))
    }

    async fn text(&mut self, what: &str, is_it: impl Fn(&Value) -> bool) -> Value {
        let parse = |message: &Message| serde_json::from_str::<Value>(message.to_text().ok()?).ok();
        let message = self.message(what, |message| parse(message).is_some_and(|value| is_it(&value))).await;
        parse(&message).unwrap()
    }

    async fn ask(&mut self, id: u32, request: Value) -> Value {
        let message = json!({ "type": "request", "id": id, "request": request });
        self.0.send(Message::text(message.to_string())).await.unwrap();
        self.text("a reply", |text| text["type"] == "reply" && text["id"] == id).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_reaches_for_the_port_gets_nothing() {
    let web = Web::start();
    web.html("/", "<!doctype html><title>Ill</title>");
    let app = mini_program(&web.url("/"));
    let mut phone = Phone::start_as(with_phone(), app, Start::from_list()).await;
    phone.loaded().await;
    let (at, cookie) = come_in(&phone).await;
    // The worst case: this browser is the person's own and has the cookie.
    let (name, value) = cookie.split_once('=').unwrap();
    let page = phone.host.state().await.unwrap().pages[0].page;
    let set = json!({ "name": name, "value": value, "url": format!("http://{at}/"), "httpOnly": true, "sameSite": "Strict" });
    assert_eq!(phone.host.view().raw(page, "Network.setCookie", &set).unwrap()["success"], true);
    let script = format!(
        "(async () => {{
          const at = 'http://{at}', got = {{}}
          const element = (tag, url) => new Promise(done => {{
            const made = document.createElement(tag)
            made.onload = () => done('loaded'); made.onerror = () => done('nothing')
            made.src = url; document.body.append(made)
          }})
          for (const mode of ['cors', 'no-cors', 'same-origin'])
            for (const path of ['/', '/ws', '/upload', '/package/mp6iu47n4rps6zwz/app.json'])
              got[mode + ' ' + path] = await fetch(at + path, {{ mode, credentials: 'include' }})
                .then(async r => r.type === 'opaque' ? 'opaque' : await r.text(), () => 'nothing')
          got.post = await fetch(at + '/upload', {{ method: 'POST', mode: 'no-cors', credentials: 'include', body: 'x' }})
            .then(r => r.type, () => 'nothing')
          got.image = await element('img', at + '/package/mp6iu47n4rps6zwz/picture.svg')
          got.script = await element('script', at + '/assets/index.js')
          got.socket = await new Promise(done => {{
            const socket = new WebSocket('ws://{at}/ws')
            socket.onopen = () => done('open'); socket.onerror = () => done('nothing')
          }})
          const frame = document.createElement('iframe')
          got.frame = await new Promise(done => {{
            frame.onload = () => done('loaded'); frame.src = at + '/'; document.body.append(frame)
          }})
          try {{ got.inside = frame.contentDocument?.title ?? 'nothing' }} catch (error) {{ got.inside = 'nothing' }}
          got.frames = frame.contentWindow.length
          return got
        }})()"
    );
    let got = phone.eval(&script).await;
    for (what, result) in got.as_object().unwrap() {
        // A frame that was refused loads the browser's own page about it.
        let fine = match what.as_str() {
            "frame" => true,
            "frames" => *result == 0,
            _ => result == "nothing",
        };
        assert!(fine, "{what}: {result}\n{got:#}");
    }
    // The same cookie opens everything to the phone's own page.
    assert!(get(&at, "/package/mp6iu47n4rps6zwz/app.json", &cookie).await.starts_with("HTTP/1.1 200"));
    assert!(get(&at, "/", &cookie).await.contains("content-encoding: gzip"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_sees_the_page_and_answers_its_questions() {
    let web = Web::start();
    web.html("/", "<!doctype html><title>Green</title><body style='background:#0a0'>");
    let mut phone = Phone::start_as(with_phone(), mini_program(&web.url("/")), Start::from_list()).await;
    phone.loaded().await;
    let mut person = Person::look(&phone).await;
    let state = person.text("a state", |text| text["type"] == "state").await;
    assert_eq!(state["state"]["pages"][0]["path"], "pages/index/index");
    let picture = person.message("a picture", Message::is_binary).await.into_data();
    let page = state["state"]["pages"][0]["page"].as_u64().unwrap();
    assert_eq!(u64::from(u32::from_be_bytes(picture[..4].try_into().unwrap())), page);
    let picture = image::load_from_memory(&picture[16..]).unwrap().to_rgb8();
    let [red, green, blue] = picture.get_pixel(picture.width() / 2, picture.height() / 2).0;
    assert!(green > 120 && red < 80 && blue < 80, "{red} {green} {blue}");

    phone.eval("setTimeout(() => { answer = confirm('sure?') }); 0").await;
    let asked = |text: &Value| {
        let steps = text["patch"].as_array().into_iter().flatten();
        steps.filter(|step| step["path"] == "/prompt").find_map(|step| step["value"]["id"].as_u64())
    };
    let patch = person.text("the question", |text| asked(text).is_some()).await;
    let answer = json!({ "method": "answerPrompt", "id": asked(&patch), "accept": true });
    assert!(person.ask(1, answer).await["error"].is_null());
    phone.until("window.answer === true").await;
    let back = person.ask(2, json!({ "method": "back" })).await;
    assert!(back["error"].as_str().unwrap().contains("first page"), "{back}");

    let (_, reason) = phone.host.close().await;
    let bye = person.text("the end", |text| text["type"] == "bye").await;
    assert_eq!(bye["reason"], reason);
}
