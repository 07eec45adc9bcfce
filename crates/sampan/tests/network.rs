//! The network of a mini program's own code: its `wx`, the engine's rules, and a real server of this machine.

mod support;

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};

use sampan::TraceEvent;
use sampan::trace::{FrameKind, Source};
use serde_json::{Value, json};
use support::web::{Answer, Web};
use support::{Phone, mini_program, write};

/// Runs a body of an async function in the mini program's page; what it returns, as JSON. `request` there is `wx.request`
/// with a promise.
async fn run(body: &str, toml: &str) -> (Value, Phone) {
    let app = mini_program("file://h5/index.html");
    let page = format!(
        "const request = options => new Promise(done => wx.request({{ ...options, success: done, fail: done }}))
        const until = (task, event) => new Promise(done => task['on' + event](done))
        Page({{ data: {{ src: 'file://h5/index.html' }}, onLoaded() {{ console.log('load {{}}'); this.go() }},
        async go() {{ try {{ const value = await (async () => {{ {body} }})(); console.log('value', JSON.stringify(value)) }}
        catch (error) {{ console.log('value', JSON.stringify({{ thrown: error.errMsg ?? String(error) }})) }} }} }})"
    );
    write(app.path(), "pages/index/index.js", &page);
    write(app.path(), "sampan.toml", toml);
    let mut phone = Phone::run(app).await;
    let value = serde_json::from_str(&phone.logged("value").await).unwrap();
    (value, phone)
}

/// Serves each connection with `serve`, on a thread of its own.
fn server(serve: impl Fn(TcpStream) + Send + Sync + Clone + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let serve = serve.clone();
            std::thread::spawn(move || serve(stream));
        }
    });
    format!("http://{address}")
}

fn read_head(stream: &mut TcpStream) {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|read| read > 0) {
        head.push(byte[0]);
    }
}

/// The resident memory of this process: engine, logic layer and network run in it.
fn memory() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
    statm.split(' ').nth(1).unwrap().parse::<usize>().unwrap() * 4096
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_brings_what_the_server_says() {
    let web = Web::start();
    let origin = web.url("");
    web.answer("/json", Answer::Body("application/json", br#"{"tea":["green"]}"#.to_vec()));
    web.answer("/bytes", Answer::Body("application/octet-stream", vec![0, 1, 255]));
    web.answer("/broken", Answer::Body("application/json", b"{broken".to_vec()));
    web.answer("/moved", Answer::Redirect("/json".to_owned()));
    let body = format!(
        "const json = await request({{ url: '{origin}/json', data: {{ a: 1 }} }})
        const bytes = await request({{ url: '{origin}/bytes', responseType: 'arraybuffer' }})
        const text = await request({{ url: '{origin}/json', dataType: 'text' }})
        const broken = await request({{ url: '{origin}/broken' }})
        const missing = await request({{ url: '{origin}/none' }})
        const moved = await request({{ url: '{origin}/moved' }})
        const manual = await request({{ url: '{origin}/moved', redirect: 'manual' }})
        const task = wx.request({{ url: '{origin}/json' }})
        const head = await until(task, 'HeadersReceived')
        return [json.data, json.statusCode, json.errMsg, bytes.data instanceof ArrayBuffer, [...new Uint8Array(bytes.data)], text.data,
          broken.data, missing.statusCode, moved.data.tea[0], manual.statusCode, head.statusCode, task instanceof Promise]"
    );
    let (value, phone) = run(&body, "").await;
    let expected = json!([
        {"tea": ["green"]}, 200, "request:ok", true, [0, 1, 255], r#"{"tea":["green"]}"#,
        "{broken", 404, "green", 302, 200, false
    ]);
    assert_eq!(value, expected);
    let row = phone.seen.iter().find_map(|event| match event {
        TraceEvent::Request {
            from: Source::Logic, page: Some(_), url, status: 200, response_body, ..
        } => Some((url.clone(), response_body.clone())),
        _ => None,
    });
    assert_eq!(row, Some((format!("{origin}/json?a=1"), Some(r#"{"tea":["green"]}"#.to_owned()))));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_downloaded_and_uploaded_again() {
    let web = Web::start();
    web.answer("/tea.png", Answer::Body("image/png", b"\x89PNG tea".to_vec()));
    let back = server(|mut stream| {
        let mut all = Vec::new();
        let mut piece = [0; 4096];
        while !String::from_utf8_lossy(&all).contains("--\r\n") {
            let read = stream.read(&mut piece).unwrap();
            all.extend_from_slice(&piece[..read]);
        }
        let body = String::from_utf8_lossy(&all).contains("PNG tea").to_string();
        let _ = write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    });
    let body = format!(
        "const progress = []
        const file = await new Promise((success, fail) => wx.downloadFile({{ url: '{}', success, fail }}).onProgressUpdate(p => progress.push(p.progress)))
        const up = await new Promise((success, fail) => wx.uploadFile({{ url: '{back}', filePath: file.tempFilePath, name: 'f', formData: {{ a: 1 }}, success, fail }}).onProgressUpdate(p => progress.push(p.totalBytesSent > 0)))
        const none = await new Promise(done => wx.uploadFile({{ url: '{back}', filePath: '/etc/passwd', name: 'f', complete: done }}))
        return [file.statusCode, /\\.png$/.test(file.tempFilePath), progress, up.data, none.errMsg]",
        web.url("/tea.png")
    );
    let (value, _) = run(&body, "").await;
    assert_eq!(value[0], 200);
    assert_eq!(value[1], true);
    assert!(value[2].as_array().unwrap().contains(&json!(100)), "{value}");
    assert!(value[2].as_array().unwrap().contains(&json!(true)), "{value}");
    assert_eq!(value[3], "true");
    assert_eq!(value[4], "uploadFile:fail file not found");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_rules_refuse_is_never_spoken_to() {
    let web = Web::start();
    let (here, there) = (web.url(""), web.other_url(""));
    web.answer("/away", Answer::Redirect(format!("{there}/secret")));
    web.answer("/secret", Answer::Body("text/plain", b"secret".to_vec()));
    let body = format!(
        "const said = []
        for (const url of ['{here}/none', '{here}/away', '{there}/secret', 'https://evil.example/', 'not a url', 'file:///etc/passwd', '//x', ''])
          said.push((await request({{ url }})).errMsg)
        const other = await new Promise(done => wx.downloadFile({{ url: '{here}/none', complete: done }}))
        const wrong = []
        for (const options of [undefined, null, 7, {{}}, {{ url: {{}} }}, {{ url: '{here}/none', header: 'x' }}, {{ url: '{here}/none', header: {{ 'a b': 1 }} }}, {{ url: '{here}/none', method: 7 }}])
          wrong.push(await new Promise(done => wx.request(Object.assign(Object(options), {{ complete: r => done(r.errMsg) }}))))
        return [said, other.statusCode, wrong]"
    );
    let toml = format!("[domains]\nrequest = [\"{here}\"]\n");
    let (value, phone) = run(&body, &toml).await;
    let refused = "request:fail url not in domain list";
    let expected = json!([
        [
            "request:ok",
            refused,
            refused,
            refused,
            "request:fail invalid url \"not a url\"",
            "request:fail invalid url \"file:///etc/passwd\"",
            "request:fail invalid url \"//x\"",
            "request:fail invalid url \"\""
        ],
        404,
        [
            "request:fail parameter error: parameter.url should be String instead of Undefined;",
            "request:fail parameter error: parameter.url should be String instead of Undefined;",
            "request:fail parameter error: parameter.url should be String instead of Undefined;",
            "request:fail parameter error: parameter.url should be String instead of Undefined;",
            "request:fail parameter error: parameter.url should be String instead of Object;",
            "request:fail parameter error: parameter.header should be Object instead of String;",
            "request:fail invalid header name \"a b\"",
            "request:fail parameter error: parameter.method should be String instead of Number;",
        ]
    ]);
    assert_eq!(value, expected);
    let rules: Vec<&String> = phone
        .seen
        .iter()
        .filter_map(|event| match event {
            TraceEvent::Refused { rule, .. } => Some(rule),
            _ => None,
        })
        .collect();
    assert!(
        rules.iter().any(|rule| rule.contains(&format!("add \"{there}\" to request in sampan.toml"))),
        "{rules:?}"
    );
    let asked = phone
        .seen
        .iter()
        .any(|event| matches!(event, TraceEvent::Request { url, .. } if url.contains("secret")));
    assert!(!asked);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gigabyte_and_a_silence_are_endured() {
    let endless = server(|mut stream| {
        read_head(&mut stream);
        let mut send = |bytes: &[u8]| stream.write_all(bytes).is_ok();
        // It does not say how much will come.
        if send(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n") {
            let piece = vec![b'x'; 1024 * 1024];
            (0..1024).all(|_| send(&piece));
        }
    });
    let told = server(|mut stream| {
        read_head(&mut stream);
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n");
        let _ = stream.read(&mut [0]);
    });
    let silent = server(|mut stream| {
        read_head(&mut stream);
        // Until the other end is gone.
        let _ = stream.read(&mut [0]);
    });
    let body = format!(
        "const long = await request({{ url: '{endless}' }})
        const told = await new Promise(done => wx.downloadFile({{ url: '{told}', complete: done }}))
        const never = await request({{ url: '{silent}', timeout: 300 }})
        const task = wx.request({{ url: '{silent}', fail: r => console.log('aborted', r.errMsg) }})
        const gone = new Promise(done => wx.request({{ url: '{endless}', enableChunked: true, complete: done }}).onChunkReceived(function () {{ this?.x; done('chunk') }}))
        await gone; task.abort(); task.abort()
        return [long.errMsg, told.errMsg, never]"
    );
    let before = memory();
    let (value, mut phone) = run(&body, "").await;
    let grown = memory().saturating_sub(before) / 1024 / 1024;
    let too_large = "exceed max file size";
    assert_eq!(
        value,
        json!([
            format!("request:fail {too_large}"), format!("downloadFile:fail {too_large}"),
            {"errno": 5, "errMsg": "request:fail timeout"}
        ])
    );
    assert_eq!(phone.logged("aborted").await, "request:fail abort");
    println!("memory grew by {grown} MB");
    assert!(grown < 512, "{grown} MB for an answer that is cut off at 32 MB");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_requests_at_once_are_ten_at_a_time() {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static NOW: AtomicUsize = AtomicUsize::new(0);
    static MOST: AtomicUsize = AtomicUsize::new(0);
    let origin = server(|mut stream| {
        loop {
            let mut first = [0];
            if !stream.read(&mut first).is_ok_and(|read| read > 0) {
                return;
            }
            MOST.fetch_max(NOW.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            read_head(&mut stream);
            NOW.fetch_sub(1, Ordering::SeqCst);
            if stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").is_err() {
                return;
            }
        }
    });
    let body = format!(
        "const all = await Promise.all(Array.from({{ length: 1000 }}, () => request({{ url: '{origin}' }})))
        return all.filter(r => r.data === 'ok').length"
    );
    let (value, _) = run(&body, "").await;
    assert_eq!(value, 1000);
    assert!(MOST.load(Ordering::SeqCst) <= 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn sockets_speak_text_and_bytes_by_task_and_by_the_old_functions() {
    use futures::{SinkExt, StreamExt};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut socket = tokio_tungstenite::accept_async(stream).await.unwrap();
                while let Some(Ok(frame)) = socket.next().await {
                    if (frame.is_text() || frame.is_binary()) && socket.send(frame).await.is_err() {
                        return;
                    }
                }
            });
        }
    });
    let body = format!(
        "const task = wx.connectSocket({{ url: 'ws://{address}/', tcpNoDelay: true }})
        const early = await new Promise(done => task.send({{ data: 'x', complete: done }}))
        await until(task, 'Open')
        const state = task.readyState === task.OPEN
        const heard = []
        const two = new Promise(done => task.onMessage(({{ data }}) => {{ heard.push(typeof data === 'string' ? data : [...new Uint8Array(data)]); if (heard.length === 2) done() }}))
        task.send({{ data: 'hello' }}); task.send({{ data: new Uint8Array([1, 2]).buffer }})
        await two
        const bye = until(task, 'Close'); task.close({{ code: 3001, reason: 'enough' }})
        const closed = await bye
        wx.connectSocket({{ url: 'ws://{address}/' }})
        await new Promise(done => wx.onSocketOpen(done))
        const old = new Promise(done => wx.onSocketMessage(done)); wx.sendSocketMessage({{ data: 'old' }})
        const said = (await old).data
        const end = new Promise(done => wx.onSocketClose(done)); wx.closeSocket()
        const ended = await end
        const refused = wx.connectSocket({{ url: 'ws://127.0.0.1:1/' }})
        const error = await until(refused, 'Error')
        return [early.errMsg, state, heard, closed, said, ended.code, error.errMsg.split(' ').pop()]"
    );
    let (value, phone) = run(&body, "").await;
    assert_eq!(
        value,
        json!([
            "sendSocketMessage:fail WebSocket is not connected", true, ["hello", [1, 2]],
            {"code": 3001, "reason": "enough"}, "old", 1000, "error_msg:net::ERR_CONNECTION_REFUSED"
        ])
    );
    let frames: Vec<FrameKind> = phone
        .seen
        .iter()
        .filter_map(|event| match event {
            TraceEvent::Frame { kind, .. } => Some(*kind),
            _ => None,
        })
        .collect();
    for kind in [FrameKind::Sent, FrameKind::Received, FrameKind::Closed] {
        assert!(frames.contains(&kind), "{frames:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_without_a_network_says_so() {
    let body = "return (await request({ url: 'https://api.example/' })).errMsg";
    let (value, _) = run(body, "[device.network]\ntype = \"none\"\n").await;
    assert_eq!(
        value,
        "request:fail errcode:-106 cronet_error_code:-106 error_msg:net::ERR_INTERNET_DISCONNECTED"
    );
}
