//! Requests and sockets of a mini program's own code, against a network in the test's hands.

use std::time::Duration;

use expect_test::{Expect, expect};
use serde_json::{Value, json};

use crate::device::Network;
use crate::engine::{Command, Event};
use crate::logic::LogicEvent;
use crate::net::{Fault, Head, Message, NetError, Order, SocketStep, Step};
use crate::testing::{Phone, SHOP, Sent};
use crate::trace::TraceEvent;

/// A call of the mini program's own whose answer comes later, in the log.
fn call(phone: &mut Phone, id: u64, name: &str, args: Value) {
    phone.logic(LogicEvent::Call { app: "mpshop".into(), id, name: name.to_owned(), args });
}

fn get(phone: &mut Phone, id: u64, more: Value) -> Sent {
    let mut args = json!({ "url": "https://api.example/x" });
    args.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    call(phone, id, "request", args);
    phone.net.sent().pop().expect("the request was sent")
}

fn head(status: u16, headers: &[(&str, &str)]) -> Step {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Step::Head(Head { status, headers })
}

/// The server's answer, and its end.
fn answer(phone: &mut Phone, sent: Sent, steps: impl IntoIterator<Item = Step>) {
    for step in steps {
        sent.steps.unbounded_send(Ok(step)).unwrap();
    }
    drop(sent);
    phone.advance(Duration::ZERO);
}

fn expect_log(phone: &mut Phone, expected: Expect) {
    expected.assert_eq(&phone.log());
}

#[test]
fn a_request_is_sent_as_the_phone_sends_it() {
    let mut phone = Phone::shop();
    let sent = get(
        &mut phone,
        7,
        json!({ "method": "post", "data": { "a": 1 }, "header": { "X-Token": "t", "Referer": "no" } }),
    );
    assert_eq!(sent.request.method, "POST");
    assert_eq!(&*sent.request.body[0], br#"{"a":1}"#);
    let names: Vec<&str> = sent.request.headers.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["user-agent", "referer", "x-token", "content-type"]);
    answer(
        &mut phone,
        sent,
        [
            head(201, &[("content-type", "application/json"), ("set-cookie", "a=1"), ("set-cookie", "b=2")]),
            Step::Body(b"\xef\xbb\xbf{\"ok\"".to_vec()),
            Step::Body(b":true}".to_vec()),
        ],
    );
    expect_log(
        &mut phone,
        expect![[r#"
            mpshop: task 7 headersReceived {"header":{"content-type":"application/json","set-cookie":"a=1,b=2"},"statusCode":201,"cookies":["a=1","b=2"]}
            mpshop: reply 7 {"data":"{\"ok\":true}","statusCode":201,"header":{"content-type":"application/json","set-cookie":"a=1,b=2"},"cookies":["a=1","b=2"],"profile":{"fetchStart":0.0,"requestStart":0.0,"requestEnd":0.0,"responseStart":0.0,"responseEnd":0.0,"sendBytesCount":7,"receivedBytedCount":14},"dataType":"json","errMsg":"request:ok"}
        "#]],
    );
    let traces = phone.traces.borrow();
    let row = traces.iter().find_map(|event| match event {
        TraceEvent::Request { method, status, kind, request_body, response_body, .. } => {
            Some((method.as_str(), *status, kind.as_str(), request_body.as_deref(), response_body.as_deref()))
        }
        _ => None,
    });
    assert_eq!(row, Some(("POST", 201, "request", Some(r#"{"a":1}"#), Some("\u{feff}{\"ok\":true}"))));
}

#[test]
fn bytes_and_chunks_come_as_array_buffers() {
    let mut phone = Phone::shop();
    let sent = get(&mut phone, 1, json!({ "responseType": "arraybuffer" }));
    answer(&mut phone, sent, [head(200, &[]), Step::Body(vec![0, 255])]);
    let sent = get(&mut phone, 2, json!({ "enableChunked": true, "dataType": "text" }));
    answer(&mut phone, sent, [head(200, &[]), Step::Body(vec![1]), Step::Body(vec![2])]);
    expect_log(
        &mut phone,
        expect![[r#"
            mpshop: task 1 headersReceived {"header":{},"statusCode":200,"cookies":[]}
            mpshop: reply 1 {"data":{"$arrayBuffer":"AP8="},"statusCode":200,"header":{},"cookies":[],"profile":{"fetchStart":0.0,"requestStart":0.0,"requestEnd":0.0,"responseStart":0.0,"responseEnd":0.0,"sendBytesCount":0,"receivedBytedCount":2},"errMsg":"request:ok"}
            mpshop: task 2 headersReceived {"header":{},"statusCode":200,"cookies":[]}
            mpshop: task 2 chunkReceived {"data":{"$arrayBuffer":"AQ=="}}
            mpshop: task 2 chunkReceived {"data":{"$arrayBuffer":"Ag=="}}
            mpshop: reply 2 {"data":"","statusCode":200,"header":{},"cookies":[],"profile":{"fetchStart":0.0,"requestStart":0.0,"requestEnd":0.0,"responseStart":0.0,"responseEnd":0.0,"sendBytesCount":0,"receivedBytedCount":2},"errMsg":"request:ok"}
        "#]],
    );
}

#[test]
fn what_cannot_be_asked_fails_with_the_phones_words() {
    let mut phone = Phone::with(&[("mpshop", SHOP, "[domains]\nrequest = [\"api.example\"]")]);
    for (id, args) in (1..).zip([
        json!({}),
        json!({ "url": 7 }),
        json!({ "url": "/relative" }),
        json!({ "url": "https://" }),
        json!({ "url": "https://other.example/" }),
        json!({ "url": "http://api.example/" }),
        json!({ "url": "javascript:alert(1)" }),
        json!({ "url": "https://api.example/", "method": "BREW" }),
        json!({ "url": "https://api.example/", "header": [] }),
        json!({ "url": "https://api.example/", "header": { "a b": "1" } }),
        json!({ "url": "https://api.example/", "header": { "a": "1\r\nHost: evil" } }),
        json!({ "url": "https://api.example/", "timeout": "soon" }),
    ]) {
        call(&mut phone, id, "request", args);
    }
    assert!(phone.net.sent().is_empty());
    expect_log(
        &mut phone,
        expect![[r#"
            mpshop: reply 1 {"errno":1001,"errMsg":"request:fail parameter error: parameter.url should be String instead of Undefined;"}
            mpshop: reply 2 {"errno":1001,"errMsg":"request:fail parameter error: parameter.url should be String instead of Number;"}
            mpshop: reply 3 {"errno":600009,"errMsg":"request:fail invalid url \"/relative\""}
            mpshop: reply 4 {"errno":600009,"errMsg":"request:fail invalid url \"https://\""}
            mpshop: reply 5 {"errno":600002,"errMsg":"request:fail url not in domain list"}
            mpshop: reply 6 {"errno":600002,"errMsg":"request:fail url not in domain list"}
            mpshop: reply 7 {"errno":600009,"errMsg":"request:fail invalid url \"javascript:alert(1)\""}
            mpshop: reply 8 {"errMsg":"request:fail invalid method \"BREW\""}
            mpshop: reply 9 {"errno":1001,"errMsg":"request:fail parameter error: parameter.header should be Object instead of Array;"}
            mpshop: reply 10 {"errMsg":"request:fail invalid header name \"a b\""}
            mpshop: reply 11 {"errMsg":"request:fail invalid value of header \"a\""}
            mpshop: reply 12 {"errno":1001,"errMsg":"request:fail parameter error: parameter.timeout should be Number instead of String;"}
        "#]],
    );
    let traces = phone.traces.borrow();
    let refused = traces.iter().find_map(|event| match event {
        TraceEvent::Refused { rule, url, .. } => Some(format!("{url} {rule}")),
        _ => None,
    });
    assert_eq!(
        refused.unwrap(),
        "https://other.example/ https://other.example is not on the list [domains] request; to allow it, add \
         \"https://other.example\" to request in sampan.toml"
    );
}

#[test]
fn a_redirect_is_followed_as_far_as_the_list_goes() {
    let mut phone = Phone::with(&[("mpshop", SHOP, "[domains]\nrequest = [\"api.example\", \"b.example\"]")]);
    let sent = get(
        &mut phone,
        1,
        json!({ "method": "POST", "data": "secret", "header": { "Authorization": "me", "X": "1" } }),
    );
    answer(&mut phone, sent, [head(302, &[("location", "//b.example/y#z")]), Step::Body(b"moved".to_vec())]);
    let sent = phone.net.sent().pop().unwrap();
    assert_eq!((sent.request.method.as_str(), sent.request.url.as_str()), ("GET", "https://b.example/y#z"));
    assert!(sent.request.body.is_empty());
    let names: Vec<&str> = sent.request.headers.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["user-agent", "referer", "x"]);
    answer(&mut phone, sent, [head(307, &[("location", "http://127.0.0.1:9/")])]);
    assert!(phone.net.sent().is_empty());
    let sent = get(&mut phone, 2, json!({ "redirect": "manual" }));
    answer(&mut phone, sent, [head(302, &[("location", "https://evil.example/")])]);
    expect_log(
        &mut phone,
        expect![[r#"
            mpshop: reply 1 {"errno":600002,"errMsg":"request:fail url not in domain list"}
            mpshop: task 2 headersReceived {"header":{"location":"https://evil.example/"},"statusCode":302,"cookies":[]}
            mpshop: reply 2 {"data":"","statusCode":302,"header":{"location":"https://evil.example/"},"cookies":[],"profile":{"fetchStart":0.0,"requestStart":0.0,"requestEnd":0.0,"responseStart":0.0,"responseEnd":0.0,"sendBytesCount":0,"receivedBytedCount":0},"dataType":"json","errMsg":"request:ok"}
        "#]],
    );
}

#[test]
fn redirects_in_a_circle_end() {
    let mut phone = Phone::shop();
    let mut sent = get(&mut phone, 1, json!({}));
    for _ in 0..20 {
        answer(&mut phone, sent, [head(301, &[("location", "/x")])]);
        sent = phone.net.sent().pop().unwrap();
    }
    answer(&mut phone, sent, [head(301, &[("location", "/x")])]);
    assert!(phone.log().contains("ERR_TOO_MANY_REDIRECTS"));
}

#[test]
fn everything_has_its_time() {
    let app = SHOP.replacen('{', r#"{ "networkTimeout": { "downloadFile": 3000 },"#, 1);
    let mut phone = Phone::with(&[("mpshop", &app, "")]);
    let _first = get(&mut phone, 1, json!({ "timeout": 2000 }));
    let _usual = get(&mut phone, 2, json!({}));
    let _longer = get(&mut phone, 3, json!({ "timeout": 90_000_000 }));
    call(&mut phone, 4, "downloadFile", json!({ "url": "https://api.example/f" }));
    phone.advance(Duration::from_millis(1999));
    expect_log(&mut phone, expect![""]);
    phone.advance(Duration::from_millis(1));
    expect_log(
        &mut phone,
        expect![[r#"
            mpshop: reply 1 {"errno":5,"errMsg":"request:fail timeout"}
        "#]],
    );
    phone.advance(Duration::from_secs(1));
    expect_log(
        &mut phone,
        expect![[r#"
            mpshop: reply 4 {"errno":5,"errMsg":"downloadFile:fail timeout"}
        "#]],
    );
    phone.advance(Duration::from_secs(57));
    assert_eq!(phone.log().matches("request:fail timeout").count(), 2);
}

#[test]
fn ten_are_sent_and_the_others_wait() {
    let mut phone = Phone::shop();
    for id in 1..=1000 {
        call(&mut phone, id, "request", json!({ "url": "https://api.example/x" }));
    }
    let mut sent = phone.net.sent();
    assert_eq!(sent.len(), 10);
    // One that waits is aborted: it is never sent.
    call(&mut phone, 2001, "abortTask", json!({ "task": 11 }));
    expect_log(
        &mut phone,
        expect![[r#"
            mpshop: reply 2001 {"errMsg":"abortTask:ok"}
            mpshop: reply 11 {"errMsg":"request:fail abort"}
        "#]],
    );
    let mut all = 0;
    while let Some(next) = sent.pop() {
        all += 1;
        answer(&mut phone, next, [head(204, &[])]);
        sent.extend(phone.net.sent());
        assert!(sent.len() <= 10);
    }
    assert_eq!(all, 999);
    assert_eq!(phone.log().matches("request:ok").count(), 999);
}

#[test]
fn an_aborted_request_is_dropped_in_the_middle() {
    let mut phone = Phone::shop();
    let sent = get(&mut phone, 1, json!({}));
    sent.steps.unbounded_send(Ok(head(200, &[]))).unwrap();
    sent.steps.unbounded_send(Ok(Step::Body(b"half".to_vec()))).unwrap();
    phone.advance(Duration::ZERO);
    call(&mut phone, 2, "abortTask", json!({ "task": 1 }));
    assert!(sent.steps.is_closed());
    call(&mut phone, 3, "abortTask", json!({ "task": 1 }));
    expect_log(
        &mut phone,
        expect![[r#"
            mpshop: task 1 headersReceived {"header":{},"statusCode":200,"cookies":[]}
            mpshop: reply 2 {"errMsg":"abortTask:ok"}
            mpshop: reply 1 {"errMsg":"request:fail abort"}
            mpshop: reply 3 {"errMsg":"abortTask:ok"}
        "#]],
    );
    let traces = phone.traces.borrow();
    let row = traces.iter().find_map(|event| match event {
        TraceEvent::Request { status, error, bytes, .. } => Some((*status, error.clone(), *bytes)),
        _ => None,
    });
    assert_eq!(row, Some((200, Some("abort".to_owned()), 4.0)));
}

#[test]
fn an_answer_that_is_too_large_is_not_read_on() {
    let mut phone = Phone::shop();
    let sent = get(&mut phone, 1, json!({}));
    sent.steps.unbounded_send(Ok(head(200, &[("content-length", "1073741824")]))).unwrap();
    phone.advance(Duration::ZERO);
    assert!(sent.steps.is_closed());
    let sent = get(&mut phone, 2, json!({}));
    sent.steps.unbounded_send(Ok(head(200, &[]))).unwrap();
    for _ in 0..33 {
        let _ = sent.steps.unbounded_send(Ok(Step::Body(vec![b' '; 1024 * 1024]))); // it ends in the middle
    }
    phone.advance(Duration::ZERO);
    assert!(sent.steps.is_closed());
    expect_log(
        &mut phone,
        expect![[r#"
            mpshop: reply 1 {"errMsg":"request:fail exceed max file size"}
            mpshop: task 2 headersReceived {"header":{},"statusCode":200,"cookies":[]}
            mpshop: reply 2 {"errMsg":"request:fail exceed max file size"}
        "#]],
    );
    assert_eq!(
        phone.notices().last().unwrap(),
        "https://api.example/x: the answer is larger than 32 MB and was not read on"
    );
}

#[test]
fn without_a_network_nothing_is_sent_and_nothing_goes_on() {
    let mut phone = Phone::shop();
    let running = get(&mut phone, 1, json!({}));
    *phone.device.network.lock().unwrap() = Some(Network::None);
    phone.handle(Event::Command(Command::DeviceChanged { app: "mpshop".into() }));
    assert!(running.steps.is_closed());
    call(&mut phone, 2, "request", json!({ "url": "https://api.example/x" }));
    assert!(phone.net.sent().is_empty());
    let log = phone.log();
    let expected =
        "request:fail errcode:-106 cronet_error_code:-106 error_msg:net::ERR_INTERNET_DISCONNECTED";
    assert_eq!(log.matches(expected).count(), 2, "{log}");
}

#[test]
fn five_seconds_in_the_background_end_what_runs() {
    let mut phone = Phone::shop();
    let running = get(&mut phone, 1, json!({}));
    phone.handle(Event::Command(Command::Hide));
    phone.advance(Duration::from_millis(4999));
    assert!(!running.steps.is_closed());
    phone.advance(Duration::from_millis(1));
    call(&mut phone, 2, "request", json!({ "url": "https://api.example/x" }));
    phone.handle(Event::Command(Command::Show));
    let back = get(&mut phone, 3, json!({}));
    // An absence that is over ends nothing.
    phone.handle(Event::Command(Command::Hide));
    phone.handle(Event::Command(Command::Show));
    phone.advance(Duration::from_secs(6));
    assert!(!back.steps.is_closed());
    let log = phone.log();
    let replies: Vec<&str> = log.lines().filter(|line| line.contains("reply")).collect();
    assert_eq!(
        replies,
        [
            r#"mpshop: reply 1 {"errno":600003,"errMsg":"request:fail interrupted"}"#,
            r#"mpshop: reply 2 {"errno":600003,"errMsg":"request:fail interrupted"}"#,
        ]
    );
}

#[test]
fn what_nobody_waits_for_ends_with_its_mini_program() {
    let mut phone = Phone::with(&[("mpshop", SHOP, ""), ("mpother", SHOP, "")]);
    let request = get(&mut phone, 1, json!({}));
    call(&mut phone, 2, "connectSocket", json!({ "url": "wss://api.example/x" }));
    let socket = phone.net.sent().pop().unwrap().socket.unwrap();
    call(&mut phone, 3, "navigateToMiniProgram", json!({ "appId": "mpother" }));
    phone.handle(Event::Command(Command::Exit {
        app: "mpshop".into(),
        answer: futures::channel::oneshot::channel().0,
    }));
    phone.logic(LogicEvent::Finished { app: "mpshop".into() });
    phone.advance(Duration::ZERO);
    assert!(request.steps.is_closed() && socket.steps.is_closed());
}

#[test]
fn a_download_becomes_a_temporary_file_and_an_upload_sends_it() {
    let mut phone = Phone::shop();
    call(&mut phone, 1, "downloadFile", json!({ "url": "https://cdn.example/a.php" }));
    let sent = phone.net.sent().pop().unwrap();
    answer(
        &mut phone,
        sent,
        [
            head(200, &[("content-type", "image/png"), ("content-length", "8")]),
            Step::Body(b"1234".to_vec()),
            Step::Body(b"5678".to_vec()),
        ],
    );
    let log = phone.log();
    assert!(
        log.contains(
            r#"task 1 progressUpdate {"progress":50,"totalBytesWritten":4,"totalBytesExpectedToWrite":8}"#
        ),
        "{log}"
    );
    assert!(log.contains(r#"task 1 progressUpdate {"progress":100,"#), "{log}");
    let reply: Value = serde_json::from_str(log.split("reply 1 ").nth(1).unwrap()).unwrap();
    let path = reply["tempFilePath"].as_str().unwrap();
    assert_eq!(crate::temp_file::extension(path), "png");
    let upload = json!({
        "url": "https://api.example/up", "filePath": path, "name": "f", "formData": { "who": "me" },
        "header": { "Content-Type": "text/plain" }
    });
    call(&mut phone, 2, "uploadFile", upload);
    let sent = phone.net.sent().pop().unwrap();
    let body: Vec<u8> = sent.request.body.iter().flat_map(|part| part.to_vec()).collect();
    let body = String::from_utf8(body).unwrap();
    assert!(body.contains("name=\"who\"\r\n\r\nme\r\n"), "{body}");
    assert!(body.contains("Content-Type: image/png\r\n\r\n12345678\r\n"), "{body}");
    let kind = crate::net::header::get(&sent.request.headers, "content-type").unwrap();
    let boundary = kind.strip_prefix("multipart/form-data; boundary=").unwrap();
    assert!(body.starts_with(&format!("--{boundary}\r\n")));
    let half = sent.request.length() / 2;
    answer(&mut phone, sent, [Step::Sent(half), head(200, &[]), Step::Body(b"{}".to_vec())]);
    let log = phone.log();
    assert!(log.contains(&format!("\"totalBytesSent\":{half},\"totalBytesExpectedToSend\":")), "{log}");
    assert!(log.contains(r#"reply 2 {"data":"{}","statusCode":200"#), "{log}");
}

#[test]
fn a_download_goes_where_it_is_told_and_no_further() {
    let mut phone = Phone::shop();
    for (id, path) in [(1, "wxfile://usr/a.bin"), (2, "wxfile://usr/none/a.bin")] {
        call(&mut phone, id, "downloadFile", json!({ "url": "https://cdn.example/a", "filePath": path }));
        let sent = phone.net.sent().pop().unwrap();
        answer(&mut phone, sent, [head(200, &[]), Step::Body(b"1234".to_vec())]);
    }
    let log = phone.log();
    assert!(log.contains(r#"reply 1 {"filePath":"wxfile://usr/a.bin","statusCode":200,"#), "{log}");
    assert!(log.contains(r#"reply 2 {"errMsg":"downloadFile:fail no such file or directory"#), "{log}");
    let read = json!({ "filePath": "wxfile://usr/a.bin", "encoding": "utf8" });
    assert_eq!(phone.wx("mpshop", "FileSystemManager.readFile", read)["data"], "1234");
}

#[test]
fn a_picture_of_the_web_is_downloaded_before_it_is_looked_at() {
    let mut phone = Phone::shop();
    let mut look = |id: u64, status: u16| {
        call(&mut phone, id, "getImageInfo", json!({ "src": "https://cdn.example/a.png" }));
        let sent = phone.net.sent().pop().expect("it was asked for");
        answer(
            &mut phone,
            sent,
            [head(status, &[("content-type", "image/png")]), Step::Body(b"png".to_vec())],
        );
        phone.log()
    };
    let log = look(1, 200);
    let reply: Value = serde_json::from_str(log.split("reply 1 ").nth(1).unwrap()).unwrap();
    assert_eq!((&reply["width"], &reply["errMsg"]), (&json!(3), &json!("getImageInfo:ok")));
    assert!(reply["path"].as_str().unwrap().contains("/__temp__/"), "{reply}");
    assert!(
        look(2, 404).contains("getImageInfo:fail https://cdn.example/a.png was answered with status 404")
    );
}

#[test]
fn an_upload_reads_nothing_but_the_programs_own_files() {
    let mut phone = Phone::shop();
    for (id, (path, is_there)) in (1..).zip([
        ("/pages/a/a.js", true),
        ("h5/index.html", true),
        ("sampan.toml", false),
        ("/project.config.json", false),
        ("../../../etc/passwd", false),
        ("/etc/passwd", false),
        ("pages/../../x", false),
        ("https://mpother.sampan.localhost/__temp__/0.png", false),
        ("", false),
    ]) {
        call(
            &mut phone,
            id,
            "uploadFile",
            json!({ "url": "https://api.example/", "filePath": path, "name": "f" }),
        );
        assert_eq!(phone.net.sent().len(), usize::from(is_there), "{path}");
        let refused = phone.log().contains("uploadFile:fail file not found");
        assert_eq!(refused, !is_there, "{path}");
    }
}

#[test]
fn a_socket_lives_by_its_task() {
    let mut phone = Phone::shop();
    call(&mut phone, 1, "connectSocket", json!({ "url": "wss://chat.example/", "protocols": ["a", "b"] }));
    let mut socket = phone.net.sent().pop().unwrap().socket.unwrap();
    assert_eq!(socket.protocols, ["a", "b"]);
    call(&mut phone, 2, "sendSocketMessage", json!({ "task": 1, "data": "early" }));
    let step = |socket: &crate::testing::FakeSocket, step| socket.steps.unbounded_send(Ok(step)).unwrap();
    step(&socket, SocketStep::Open(Head { status: 101, headers: Vec::new() }));
    step(&socket, SocketStep::Message(Message::Text("hello".to_owned())));
    step(&socket, SocketStep::Message(Message::Binary(vec![1])));
    phone.advance(Duration::ZERO);
    call(&mut phone, 3, "sendSocketMessage", json!({ "task": 1, "data": { "$arrayBuffer": "AQI=" } }));
    let Ok(Order::Send { message, sent }) = socket.orders.try_recv() else { panic!("an order") };
    assert_eq!(message, Message::Binary(vec![1, 2]));
    sent.send(()).unwrap();
    for (id, args) in [
        (4, json!({ "code": 1001 })),
        (5, json!({ "reason": "x".repeat(124) })),
        (6, json!({ "code": 3001 })),
    ] {
        call(&mut phone, id, "closeSocket", args);
    }
    assert!(matches!(socket.orders.try_recv(), Ok(Order::Close { code: 3001, .. })));
    step(&socket, SocketStep::Closed { code: 3001, reason: "bye".to_owned() });
    phone.advance(Duration::ZERO);
    call(&mut phone, 7, "sendSocketMessage", json!({ "data": "late" }));
    expect_log(
        &mut phone,
        expect![[r#"
            mpshop: reply 1 {"socketTaskId":1,"errMsg":"connectSocket:ok"}
            mpshop: reply 2 {"errMsg":"sendSocketMessage:fail WebSocket is not connected"}
            mpshop: task 1 open {"header":{}}
            mpshop: task 1 message {"data":"hello"}
            mpshop: task 1 message {"data":{"$arrayBuffer":"AQ=="}}
            mpshop: reply 4 {"errMsg":"closeSocket:fail invalid code 1001: it must be 1000, or 3000 to 4999"}
            mpshop: reply 3 {"errMsg":"sendSocketMessage:ok"}
            mpshop: reply 5 {"errMsg":"closeSocket:fail the reason is longer than 123 bytes"}
            mpshop: reply 6 {"errMsg":"closeSocket:ok"}
            mpshop: task 1 close {"code":3001,"reason":"bye"}
            mpshop: reply 7 {"errMsg":"sendSocketMessage:fail WebSocket is not connected"}
        "#]],
    );
}

#[test]
fn a_socket_that_does_not_open_says_why() {
    let mut phone = Phone::with(&[("mpshop", SHOP, "[domains]\nsocket = [\"chat.example\"]")]);
    let url = json!({ "url": "wss://chat.example/" });
    call(&mut phone, 1, "connectSocket", json!({ "url": "wss://other.example/" }));
    call(&mut phone, 2, "connectSocket", json!({ "url": "https://chat.example/" }));
    call(&mut phone, 3, "connectSocket", json!({ "url": "wss://chat.example/", "protocols": ["a b"] }));
    call(&mut phone, 4, "connectSocket", url.clone());
    let socket = phone.net.sent().pop().unwrap().socket.unwrap();
    socket.steps.unbounded_send(Err(NetError::Failed(Fault::ConnectionRefused))).unwrap();
    phone.advance(Duration::ZERO);
    call(&mut phone, 5, "connectSocket", json!({ "url": "wss://chat.example/", "timeout": 10 }));
    phone.advance(Duration::from_millis(10));
    // Closed before it has opened.
    call(&mut phone, 6, "connectSocket", url.clone());
    call(&mut phone, 7, "closeSocket", json!({}));
    expect_log(
        &mut phone,
        expect![[r#"
            mpshop: reply 1 {"errno":600002,"errMsg":"connectSocket:fail url not in domain list"}
            mpshop: reply 2 {"errno":600002,"errMsg":"connectSocket:fail url not in domain list"}
            mpshop: reply 3 {"errMsg":"connectSocket:fail invalid protocol \"a b\""}
            mpshop: reply 4 {"socketTaskId":4,"errMsg":"connectSocket:ok"}
            mpshop: task 4 error {"errno":600001,"errMsg":"connectSocket:fail errcode:-102 cronet_error_code:-102 error_msg:net::ERR_CONNECTION_REFUSED"}
            mpshop: task 4 close {"code":1006,"reason":"errcode:-102 cronet_error_code:-102 error_msg:net::ERR_CONNECTION_REFUSED"}
            mpshop: reply 5 {"socketTaskId":5,"errMsg":"connectSocket:ok"}
            mpshop: task 5 error {"errno":5,"errMsg":"connectSocket:fail timeout"}
            mpshop: task 5 close {"code":1006,"reason":"timeout"}
            mpshop: reply 6 {"socketTaskId":6,"errMsg":"connectSocket:ok"}
            mpshop: reply 7 {"errMsg":"closeSocket:ok"}
            mpshop: task 6 error {"errMsg":"connectSocket:fail abort"}
            mpshop: task 6 close {"code":1006,"reason":"abort"}
        "#]],
    );
    for id in 11..=15 {
        call(&mut phone, id, "connectSocket", url.clone());
    }
    phone.log();
    call(&mut phone, 16, "connectSocket", url);
    expect_log(
        &mut phone,
        expect![[r#"
            mpshop: reply 16 {"errMsg":"connectSocket:fail exceed max concurrent count"}
        "#]],
    );
}

#[test]
fn an_h5_page_has_no_network_of_the_mini_program() {
    let mut phone = Phone::shop();
    let page = phone.web_view("mpshop", 1);
    for name in ["request", "downloadFile", "uploadFile", "connectSocket", "abortTask"] {
        let reply = page.call(1, name, json!({ "url": "https://api.example/", "task": 1 }));
        assert_eq!(reply, json!({ "errMsg": format!("{name}:fail function not exist") }));
    }
}
