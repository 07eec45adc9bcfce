//! Requests to a real server, which does as it likes.

mod support;

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use sampan_engine::device::Network;
use sampan_engine::net::{Fault, NetError, Step};
use support::{all, carrier, get, next, read_head, request, says, server, whole};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::oneshot;

fn failed(fault: Fault) -> NetError {
    NetError::Failed(fault)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_and_its_answer_are_carried_as_they_are() {
    let address = server(|mut stream| async move {
        let head = read_head(&mut stream).await;
        let length: usize = head.split("content-length: ").nth(1).unwrap().split('\r').next().unwrap().parse().unwrap();
        let mut body = vec![0; length];
        stream.read_exact(&mut body).await.unwrap();
        let echo = format!("{head}{}", String::from_utf8_lossy(&body));
        let answer = format!(
            "HTTP/1.1 404 Not Here\r\nX-Latin: caf\u{e9}\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Length: {}\r\n\r\n{echo}",
            echo.len()
        );
        stream.write_all(answer.as_bytes()).await.unwrap();
    })
    .await;
    let mut asked = request("PATCH", &format!("http://{address}/a%20b?c=d"));
    asked.headers =
        vec![("x-one".to_owned(), "1".to_owned()), ("content-type".to_owned(), "text/x".to_owned())];
    asked.body = vec![b"first ".to_vec().into(), b"second".to_vec().into()];
    let (head, body) = whole(carrier(all()).send(asked)).await.unwrap();
    let body = String::from_utf8(body).unwrap();
    assert!(body.starts_with("patch /a%20b?c=d http/1.1\r\n"), "{body}");
    for line in ["x-one: 1\r\n", "content-type: text/x\r\n", "content-length: 12\r\n"] {
        assert!(body.contains(line), "{body}");
    }
    assert!(body.ends_with("\r\n\r\nfirst second"), "{body}");
    assert_eq!(head.status, 404);
    assert_eq!(head.header("x-latin"), Some("café"));
    assert_eq!(head.headers.iter().filter(|(name, _)| name == "set-cookie").count(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_is_an_answer() {
    let address =
        says(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n").await;
    let (head, _) = get(address).await.unwrap();
    assert_eq!((head.status, head.header("location")), (302, Some("http://127.0.0.1:1/")));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_goes_wrong_has_its_name() {
    let garbage = says(b"\x00\x01garbage that is no HTTP\r\n\r\n").await;
    assert_eq!(get(garbage).await.unwrap_err(), failed(Fault::InvalidHttp));
    let silent = says(b"").await;
    assert_eq!(get(silent).await.unwrap_err(), failed(Fault::EmptyResponse));
    let short = says(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf").await;
    assert_eq!(get(short).await.unwrap_err(), failed(Fault::ContentLength));
    let chunked = says(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n").await;
    assert_eq!(get(chunked).await.unwrap_err(), failed(Fault::Chunks));
    let odd = says(b"HTTP/1.1 200 OK\r\nBad Header: 1\r\nContent-Length: 0\r\n\r\n").await;
    assert_eq!(get(odd).await.unwrap_err(), failed(Fault::InvalidHttp));
    let zip = says(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 8\r\n\r\nnot gzip").await;
    assert_eq!(get(zip).await.unwrap_err(), failed(Fault::ContentDecoding));
    // A port that was free a moment ago.
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    assert_eq!(get(free).await.unwrap_err(), failed(Fault::ConnectionRefused));
    let nowhere = carrier(all()).send(request("GET", "http://nowhere.invalid/"));
    assert_eq!(whole(nowhere).await.unwrap_err(), failed(Fault::NameNotResolved));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_nobody_vouches_for_is_refused() {
    let own = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let key = rustls::pki_types::PrivateKeyDer::try_from(own.signing_key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![own.cert.der().clone()], key)
        .unwrap();
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    let address = server(move |stream| {
        let acceptor = acceptor.clone();
        async move { drop(acceptor.accept(stream).await) }
    })
    .await;
    let refused = whole(carrier(all()).send(request("GET", &format!("https://{address}/")))).await;
    assert_eq!(refused.unwrap_err(), failed(Fault::CertAuthority));
    let plain = server(|mut stream| async move { stream.write_all(b"this is no TLS").await.unwrap() }).await;
    let refused = whole(carrier(all()).send(request("GET", &format!("https://{plain}/")))).await;
    assert_eq!(refused.unwrap_err(), failed(Fault::SslProtocol));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_leads_to_a_refused_address_is_not_spoken_to() {
    let spoken = Arc::new(AtomicUsize::new(0));
    let count = spoken.clone();
    let address = server(move |_| {
        count.fetch_add(1, Ordering::SeqCst);
        async {}
    })
    .await;
    let rule = Arc::new(|name: &str, address: IpAddr| Err(format!("{name} leads to {address}")));
    let refused =
        whole(carrier(rule).send(request("GET", &format!("http://localhost:{}/", address.port())))).await;
    let Err(NetError::Refused(rule)) = refused else { panic!("{refused:?}") };
    assert!(rule.starts_with("localhost leads to "), "{rule}");
    assert_eq!(spoken.load(Ordering::SeqCst), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_stops_listening_ends_it() {
    let (told, closed) = oneshot::channel();
    let told = std::sync::Mutex::new(Some(told));
    let address = server(move |mut stream| {
        let told = told.lock().unwrap().take();
        async move {
            read_head(&mut stream).await;
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf").await.unwrap();
            // Ends when the other end is gone.
            let _ = stream.read_u8().await;
            told.unwrap().send(()).unwrap();
        }
    })
    .await;
    let mut steps = carrier(all()).send(request("GET", &format!("http://{address}/")));
    assert!(matches!(next(&mut steps).await, Some(Ok(Step::Head(_)))));
    drop(steps);
    tokio::time::timeout(support::PATIENCE, closed).await.expect("the connection was closed").unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_never_ends_is_read_no_faster_than_its_answer_is_taken() {
    let written = Arc::new(AtomicUsize::new(0));
    let count = written.clone();
    let address = server(move |mut stream| {
        let count = count.clone();
        async move {
            read_head(&mut stream).await;
            let head = b"HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n";
            stream.write_all(head).await.unwrap();
            let piece = vec![b'x'; 64 * 1024];
            while stream.write_all(&piece).await.is_ok() {
                count.fetch_add(piece.len(), Ordering::SeqCst);
            }
        }
    })
    .await;
    let mut steps = carrier(all()).send(request("GET", &format!("http://{address}/")));
    let mut taken = 0;
    while taken < 1024 * 1024 {
        match next(&mut steps).await.unwrap().unwrap() {
            Step::Body(bytes) => taken += bytes.len(),
            Step::Head(_) | Step::Sent(_) => {}
        }
    }
    // Nobody takes more: what the server can still write is what fits into the buffers of the system, never the rest.
    let mut before = usize::MAX;
    while written.load(Ordering::SeqCst) != before {
        before = written.load(Ordering::SeqCst);
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    println!("taken {taken}, written {before}");
    assert!(before < 64 * 1024 * 1024, "{before}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_tells_how_far_it_is() {
    let address = server(|mut stream| async move {
        read_head(&mut stream).await;
        let mut body = vec![0; 300_000];
        stream.read_exact(&mut body).await.unwrap();
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await.unwrap();
    })
    .await;
    let mut asked = request("POST", &format!("http://{address}/"));
    asked.body = vec![vec![7; 300_000].into()];
    let mut steps = carrier(all()).send(asked);
    let mut sent = Vec::new();
    while let Some(step) = next(&mut steps).await {
        if let Step::Sent(bytes) = step.unwrap() {
            sent.push(bytes);
        }
    }
    assert_eq!(sent, [65_536, 131_072, 196_608, 262_144, 300_000]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_network_takes_its_time() {
    let address = says(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nslow").await;
    let mut asked = request("GET", &format!("http://{address}/"));
    asked.speed = Network::G3.speed();
    let began = Instant::now();
    whole(carrier(all()).send(asked)).await.unwrap();
    // A timer never fires early; how late, the machine says.
    assert!(began.elapsed() >= Duration::from_millis(300));
    println!("{:?} on 3G", began.elapsed());
}
