//! What the phone's page and the server say to each other.

mod support;

use std::time::{Duration, Instant};

use futures::SinkExt;
use sampan_engine::device::Picture;
use sampan_engine::sheet::SheetReply;
use sampan_engine::trace::TraceEvent;
use serde_json::json;
use support::{one_page, start, until};
use tokio_tungstenite::tungstenite::Message;

fn notice(text: impl Into<String>) -> TraceEvent {
    TraceEvent::Notice { text: text.into() }
}

#[tokio::test]
async fn a_snapshot_comes_first_then_patches_and_two_pages_see_the_same() {
    let phone = start().await;
    phone.live.event(&notice("before"));
    let mut one = phone.connect().await;
    assert_eq!(one.of_type("hello").await, json!({ "type": "hello", "version": "1.2.3", "remote": false }));
    let state = one.of_type("state").await;
    assert_eq!(state["state"]["pages"][0]["title"], "first");
    assert_eq!(one.of_type("events").await["events"][0]["event"]["text"], "before");
    phone.live.state(one_page("second"));
    let patch = json!([{ "op": "replace", "path": "/pages/0/title", "value": "second" }]);
    assert_eq!(one.of_type("patch").await["patch"], patch);
    let mut two = phone.connect().await;
    assert_eq!(two.of_type("state").await["state"]["pages"][0]["title"], "second");
    assert_eq!(two.of_type("events").await["events"][0]["n"], 1);
    phone.live.state(one_page("third"));
    assert_eq!(one.of_type("patch").await, two.of_type("patch").await);
    phone.live.event(&notice("after"));
    for client in [&mut one, &mut two] {
        assert_eq!(client.of_type("events").await["events"][0]["n"], 2);
    }
    drop((one, two));
    until("nobody looks", || (phone.host.watchers.lock().unwrap().last() == Some(&0)).then_some(())).await;
    assert_eq!(*phone.host.watchers.lock().unwrap(), [1, 2, 1, 0]);
}

#[tokio::test]
async fn requests_reach_the_engine_and_the_screen() {
    let phone = start().await;
    let mut client = phone.connect().await;
    assert_eq!(client.ask(7, json!({ "method": "back" })).await, json!({ "type": "reply", "id": 7 }));
    let prompt = json!({ "method": "answerPrompt", "id": 3, "accept": true });
    assert!(client.ask(8, prompt).await["error"].is_null());
    assert_eq!(*phone.host.answers.lock().unwrap(), [(3, true)]);
    assert_eq!(client.ask(9, json!({ "method": "selection", "page": 1 })).await["value"], "selected");
    assert_eq!(
        client.ask(10, json!({ "method": "runInPage", "page": 1, "script": "1+1" })).await["value"],
        "ran 1+1"
    );
    let change = json!({ "method": "changeDevice", "app": "mp1", "key": "nothing", "value": 1 });
    assert_eq!(client.ask(11, change).await["error"], "no key nothing");
    let tools = client.ask(12, json!({ "method": "devTools", "page": 1 })).await;
    assert_eq!(tools["value"], format!("/devtools/devtools_app.html?ws={}/devtools-ws/1", phone.at));
    client.send(json!({ "type": "input", "page": 1, "input": { "kind": "text", "text": "hi" } })).await;
    until("the input arrives", || (phone.host.screen.inputs.lock().unwrap().len() == 1).then_some(())).await;
}

#[tokio::test]
async fn what_a_person_gives_reaches_the_sheet_once() {
    let phone = start().await;
    let origin = format!("http://{}", phone.at);
    let headers = [
        ("Host", phone.at.as_str()),
        ("Cookie", phone.cookie.as_str()),
        ("Origin", origin.as_str()),
        ("Content-Type", "image/png"),
    ];
    let uploaded = phone.raw("POST", "/upload", &headers, b"picture").await.text();
    let name = serde_json::from_str::<serde_json::Value>(&uploaded).unwrap()["upload"].clone();
    let mut client = phone.connect().await;
    let give =
        json!({ "method": "answerSheet", "id": 4, "reply": { "kind": "pictures", "uploads": [name] } });
    assert!(client.ask(1, give.clone()).await["error"].is_null());
    let picture = Picture { bytes: b"picture".to_vec(), extension: "png".to_owned() };
    assert_eq!(*phone.host.sheets.lock().unwrap(), [(4, SheetReply::Pictures(vec![picture]))]);
    let error = client.ask(2, give).await["error"].clone();
    assert!(error.as_str().unwrap().contains("upload it again"), "{error}");
    for seconds in [json!(-1), json!(1e300)] {
        let sound = json!({ "kind": "sound", "upload": "x", "seconds": seconds });
        let reply = client.ask(3, json!({ "method": "answerSheet", "id": 4, "reply": sound })).await;
        assert!(!reply["error"].is_null(), "{reply}");
    }
}

#[tokio::test]
async fn a_call_is_made_again_as_long_as_it_is_remembered_whole() {
    let phone = start().await;
    let call = |arguments: serde_json::Value| TraceEvent::Call {
        app: "mp1".into(),
        caller: sampan_engine::trace::CallerKind::H5,
        page: None,
        origin: "https://a.example".to_owned(),
        name: "getStorage".to_owned(),
        arguments,
        reply: None,
        milliseconds: 1.0,
        reason: None,
    };
    phone.live.event(&call(json!({ "key": "cart" })));
    phone.live.event(&call(json!({ "key": "x".repeat(100_000) })));
    phone.live.event(&notice("no call"));
    let mut client = phone.connect().await;
    let again = client.ask(1, json!({ "method": "callAgain", "n": 1 })).await;
    assert_eq!(again["value"], json!({ "again": "getStorage", "args": { "key": "cart" } }));
    for (n, words) in [(2, "too long to be remembered"), (3, "is no call"), (4, "not remembered")] {
        let reply = client.ask(n, json!({ "method": "callAgain", "n": n })).await;
        assert!(reply["error"].as_str().unwrap().contains(words), "{reply}");
    }
}

#[tokio::test]
async fn words_that_are_not_understood_are_survived() {
    let phone = start().await;
    let mut client = phone.connect().await;
    for text in [
        "garbage",
        "{",
        "[]",
        "null",
        r#"{"type":"nothing"}"#,
        r#"{"type":"request"}"#,
        "{\"type\":\"shown\"}",
    ] {
        client.socket.send(Message::text(text)).await.unwrap();
    }
    client.socket.send(Message::binary(vec![1, 2, 3])).await.unwrap();
    // Half a request is answered, because its id says whom.
    client.send(json!({ "type": "request", "id": 5 })).await;
    let reply = client.text(|text| text["id"] == 5).await;
    assert!(reply["error"].as_str().unwrap().starts_with("this request is not understood"), "{reply}");
    let unknown = client.ask(6, json!({ "method": "fly" })).await;
    assert!(unknown["error"].as_str().unwrap().contains("unknown variant `fly`"), "{unknown}");
    assert!(client.ask(7, json!({ "method": "back" })).await["error"].is_null());
    for _ in 0..20 {
        client.socket.send(Message::text("garbage")).await.unwrap();
    }
    let close = loop {
        if let Message::Close(frame) = client.next().await.expect("a reason before the end") {
            break frame.expect("a reason");
        }
    };
    assert!(close.reason.contains("not understood"), "{close:?}");
    let told = until("the host is told", || phone.host.notices.lock().unwrap().first().cloned()).await;
    assert!(told.contains("was disconnected"), "{told}");
}

#[tokio::test]
async fn a_thousand_requests_at_once_are_all_answered() {
    let phone = start().await;
    let mut client = phone.connect().await;
    for id in 0..1_000 {
        client.send(json!({ "type": "request", "id": id, "request": { "method": "back" } })).await;
    }
    let mut ids = std::collections::BTreeSet::new();
    while ids.len() < 1_000 {
        let reply = client.of_type("reply").await;
        assert!(reply["error"].is_null(), "{reply}");
        ids.insert(reply["id"].as_u64().unwrap());
    }
}

#[tokio::test(start_paused = true)]
async fn a_request_that_the_engine_forgets_is_answered_in_the_end() {
    let phone = start().await;
    let mut client = phone.connect().await;
    client.send(json!({ "type": "request", "id": 1, "request": { "method": "share" } })).await;
    until("the engine has it", || (!phone.host.kept.lock().unwrap().is_empty()).then_some(())).await;
    tokio::time::advance(Duration::from_secs(31)).await;
    let reply = client.text(|text| text["id"] == 1).await;
    assert_eq!(reply["error"], "there was no answer within 30 s");
}

#[tokio::test]
async fn a_reply_of_50_megabytes_arrives_as_its_beginning() {
    let phone = start().await;
    let mut client = phone.connect().await;
    let started = Instant::now();
    phone.live.event(&notice("x".repeat(50 * 1024 * 1024)));
    let events = client.of_type("events").await;
    let text = events["events"][0]["event"]["text"].as_str().unwrap();
    assert!(text.len() < 10_000 && text.ends_with("(cut; 52428800 bytes in all)"), "{}", text.len());
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
}

#[tokio::test]
async fn a_flood_of_events_loses_the_oldest_and_nothing_else() {
    let phone = start().await;
    let mut client = phone.connect().await;
    client.of_type("state").await;
    for number in 1..=100_000 {
        phone.live.event(&notice(format!("line {number}")));
    }
    let (mut last, mut gone) = (0, 0);
    while last < 100_000 {
        for told in client.of_type("events").await["events"].as_array().unwrap() {
            let n = told["n"].as_u64().unwrap();
            assert!(n > last && told["event"]["text"] == format!("line {n}"), "{told}");
            gone += n - last - 1;
            last = n;
        }
    }
    assert!(gone <= 90_000, "{gone}");
}

#[tokio::test(start_paused = true)]
async fn a_page_that_does_not_read_is_sent_away_and_hinders_nobody() {
    let phone = start().await;
    let asleep = phone.connect().await;
    let mut awake = phone.connect().await;
    // More than all buffers of the system between the two take.
    for _ in 0..800 {
        phone.live.event(&notice("x".repeat(60_000)));
    }
    let mut last = 0;
    while last < 800 {
        let events = awake.of_type("events").await;
        last = events["events"].as_array().unwrap().last().unwrap()["n"].as_u64().unwrap();
    }
    tokio::time::advance(Duration::from_secs(11)).await;
    let told = until("the host is told", || phone.host.notices.lock().unwrap().first().cloned()).await;
    assert!(told.contains("it has read nothing for 10 s"), "{told}");
    assert!(awake.ask(1, json!({ "method": "back" })).await["error"].is_null());
    drop(asleep);
}

#[tokio::test]
async fn pictures_go_out_no_faster_than_they_are_drawn_and_the_newest_wins() {
    let phone = start().await;
    let screen = phone.host.screen.clone();
    let mut client = phone.connect().await;
    screen.show(b"1").await;
    let first = client.picture().await;
    let mut expected = vec![0, 0, 0, 1];
    expected.extend(390.0_f32.to_be_bytes());
    expected.extend(751.5_f32.to_be_bytes());
    expected.extend([0, 0, 0, 0, b'1']);
    assert_eq!(first, expected);
    screen.show(b"2").await;
    assert_eq!(client.picture().await[16..], *b"2");
    // Two are not drawn yet: these wait, and only the last of them is sent.
    for picture in [b"3", b"4", b"5"] {
        screen.show(picture).await;
    }
    assert!(client.ask(1, json!({ "method": "back" })).await["error"].is_null());
    assert!(client.pictures.is_empty());
    let shown = *screen.shown.lock().unwrap();
    assert_eq!(shown, 2, "the screen waits as long as nobody has room");
    client.send(json!({ "type": "shown", "page": 1 })).await;
    assert_eq!(client.picture().await[16..], *b"5");
    // Whoever comes later sees it at once.
    let mut late = phone.connect().await;
    assert_eq!(late.picture().await[16..], *b"5");
}

#[tokio::test]
async fn the_end_is_said_to_everybody() {
    let phone = start().await;
    let mut client = phone.connect().await;
    client.of_type("state").await;
    let farewell = phone.phone.farewell("the last mini program has ended");
    let (bye, ()) = futures::join!(client.of_type("bye"), farewell);
    assert_eq!(bye["reason"], "the last mini program has ended");
    while client.next().await.is_some() {}
}

#[tokio::test]
async fn developer_tools_talk_to_their_page() {
    let phone = start().await;
    let headers = [("Cookie", phone.cookie.clone()), ("Origin", format!("http://{}", phone.at))];
    let stream = tokio::net::TcpStream::connect(&phone.at).await.unwrap();
    let url = format!("ws://{}/devtools-ws/1", phone.at);
    let mut tools = support::Client::open(stream, &url, &headers).await.unwrap();
    tools.socket.send(Message::text("hello")).await.unwrap();
    assert_eq!(tools.next().await, Some(Message::text("echo hello")));
    let stream = tokio::net::TcpStream::connect(&phone.at).await.unwrap();
    let mut nobody = support::Client::open(stream, &url.replace("devtools-ws/1", "devtools-ws/2"), &headers)
        .await
        .unwrap();
    assert!(matches!(nobody.next().await, None | Some(Message::Close(_))), "there is no such page");
}
