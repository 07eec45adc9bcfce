//! Who gets into the phone's server, and what goes out of it.

mod support;

use support::{exchange, start};
use tokio::net::TcpStream;

#[tokio::test]
async fn the_token_becomes_a_cookie_and_leaves_the_address() {
    let phone = start().await;
    let answer = phone.get(&format!("/?token={}", phone.token), &[]).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/"));
    let line = answer.header("set-cookie");
    let port = phone.at.split_once(':').unwrap().1;
    assert!(line.starts_with(&format!("sampan-phone-{port}=")), "{line}");
    assert!(line.contains("HttpOnly") && line.contains("SameSite=Strict"), "{line}");
    assert!(phone.token.len() >= 22 && !line.contains(&phone.token), "{line}");
    let page = phone.get_inside("/").await;
    assert_eq!((page.status, page.text().as_str()), (200, "<!doctype html>"));
    // The page was open already, and the address is opened once more.
    let cookie = [("Cookie", phone.cookie.as_str())];
    assert_eq!(phone.get("/?token=wrong", &cookie).await.status, 303);
}

#[tokio::test]
async fn without_token_or_cookie_there_is_nothing() {
    let phone = start().await;
    let wrong = format!("{}x", phone.cookie);
    let other = phone.cookie.replace("sampan-phone-", "sampan-phone-1");
    for path in [
        "/",
        "/assets/index-1234.js",
        "/viewer/",
        "/temp/mp1/1.png",
        "/package/mp1/icons/a.svg",
        "/devtools/inspector.html",
        "/nothing",
        "/?token=a&token=b",
    ] {
        for headers in [&[][..], &[("Cookie", wrong.as_str())], &[("Cookie", other.as_str())]] {
            let answer = phone.get(path, headers).await;
            assert_eq!(answer.status, 403, "{path}");
            assert!(answer.text().starts_with("This address needs its token"), "{}", answer.text());
        }
    }
    let answer = phone.get("/?token=0123", &[]).await;
    assert_eq!(answer.status, 403);
    assert!(answer.text().starts_with("This address is no longer good"), "{}", answer.text());
}

#[tokio::test]
async fn another_name_for_this_server_is_refused() {
    let phone = start().await;
    let port = phone.at.split_once(':').unwrap().1;
    for host in ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost", "127.0.0.1.evil.example", ""] {
        let headers = [("Host", host), ("Cookie", phone.cookie.as_str())];
        let answer = phone.raw("GET", "/", &headers, b"").await;
        assert_eq!(answer.status, 403, "{host}");
        assert!(answer.text().starts_with("This server has another name"), "{}", answer.text());
    }
    let localhost = format!("localhost:{port}");
    let headers = [("Host", localhost.as_str()), ("Cookie", phone.cookie.as_str())];
    assert_eq!(phone.raw("GET", "/", &headers, b"").await.status, 200);
}

#[tokio::test]
async fn a_page_of_another_origin_is_refused_even_with_the_cookie() {
    let phone = start().await;
    let ours = format!("http://{}", phone.at);
    let cookie = ("Cookie", phone.cookie.as_str());
    let localhost = ours.replace("127.0.0.1", "localhost");
    for origin in ["https://evil.example", "null", "http://127.0.0.1:1", &localhost, ""] {
        let answer = phone.get("/", &[cookie, ("Origin", origin)]).await;
        assert_eq!(answer.status, 403, "{origin}");
    }
    // Pictures, scripts and frames send no origin. A page on another port of this machine even counts as the same site.
    for from in ["cross-site", "same-site"] {
        for dest in ["image", "script", "iframe", "empty"] {
            let headers = [cookie, ("Sec-Fetch-Site", from), ("Sec-Fetch-Dest", dest)];
            assert_eq!(phone.get("/temp/mp1/1.png", &headers).await.status, 403, "{from} {dest}");
        }
    }
    let followed_a_link = [cookie, ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Dest", "document")];
    assert_eq!(phone.get("/", &followed_a_link).await.status, 200);
    assert_eq!(
        phone.get("/", &[cookie, ("Origin", &ours), ("Sec-Fetch-Site", "same-origin")]).await.status,
        200
    );
}

#[tokio::test]
async fn the_socket_wants_cookie_and_origin() {
    let phone = start().await;
    let ours = format!("http://{}", phone.at);
    let cookie = ("Cookie", phone.cookie.clone());
    for headers in [
        vec![],
        vec![cookie.clone()],
        vec![("Origin", ours.clone())],
        vec![cookie.clone(), ("Origin", "https://evil.example".to_owned())],
        vec![cookie.clone(), ("Origin", "null".to_owned())],
    ] {
        let error = phone.connect_as(&headers).await.err().expect("refused");
        assert!(error.to_string().contains("403"), "{headers:?}: {error}");
    }
    assert!(phone.connect_as(&[cookie, ("Origin", ours)]).await.is_ok());
}

#[tokio::test]
async fn everything_carries_its_headers() {
    let phone = start().await;
    for path in ["/", "/nothing", "/viewer/", "/devtools/inspector.html", "/temp/mp1/1.png"] {
        let answer = phone.get_inside(path).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin", "{path}");
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        assert!(answer.header("permissions-policy").contains("camera=(self)"), "{path}");
        assert!(answer.header("access-control-allow-origin").is_empty(), "{path}");
    }
    let policy = |answer: support::Answer| answer.header("content-security-policy").to_owned();
    let page = policy(phone.get_inside("/").await);
    assert!(page.starts_with("default-src 'none'; script-src 'self';"), "{page}");
    assert!(
        page.contains("frame-ancestors 'none'") && page.contains(&format!("ws://{}", phone.at)),
        "{page}"
    );
    let viewer = policy(phone.get_inside("/viewer/").await);
    assert!(
        viewer.contains("frame-ancestors 'self'") && viewer.contains("sandbox allow-scripts"),
        "{viewer}"
    );
    assert!(policy(phone.get_inside("/temp/mp1/1.png").await).ends_with("sandbox"));
    // A refusal has them too.
    assert!(policy(phone.get("/", &[]).await).contains("default-src 'none'"));
    let hashed = phone.get_inside("/assets/index-1234.js").await;
    assert!(hashed.header("cache-control").contains("immutable"));
}

#[tokio::test]
async fn files_of_mini_programs_are_served() {
    let phone = start().await;
    let picture = phone.get_inside("/temp/mp1/1.png").await;
    assert_eq!(
        (picture.status, picture.header("content-type"), picture.text().as_str()),
        (200, "image/png", "picture")
    );
    let icon = phone.get_inside("/package/mp1/icons/a.svg").await;
    assert_eq!((icon.status, icon.header("content-type")), (200, "image/svg+xml"));
    let sound = phone.get_inside("/sheet/7/sound").await;
    assert_eq!((sound.status, sound.header("content-type")), (200, "audio/wav"));
    for path in ["/temp/mp1/2.png", "/package/mp1/app.js", "/sheet/1/sound", "/devtools/nothing"] {
        assert_eq!(phone.get_inside(path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn uploads_have_a_limit_and_names_nobody_guesses() {
    let phone = start().await;
    let ours = format!("http://{}", phone.at);
    let headers = [
        ("Host", phone.at.as_str()),
        ("Cookie", phone.cookie.as_str()),
        ("Origin", ours.as_str()),
        ("Content-Type", "image/png"),
    ];
    let answer = phone.raw("POST", "/upload", &headers, b"picture").await;
    let name: serde_json::Value = serde_json::from_str(&answer.text()).unwrap();
    assert!(name["upload"].as_str().unwrap().len() >= 22);
    assert_eq!(phone.raw("POST", "/upload", &headers[..2], b"picture").await.status, 403, "without origin");
    let large = vec![0; 64 * 1024 * 1024 + 1];
    assert_eq!(phone.raw("POST", "/upload", &headers, &large).await.status, 413);
}

#[tokio::test]
async fn a_telephone_comes_in_once_over_tls_and_may_do_less() {
    let phone = start().await;
    let invitation = phone.phone.invite().await.expect("a machine with an address on a network");
    let (at, token) = invitation.address.strip_prefix("https://").unwrap().split_once("/?token=").unwrap();
    assert!(!at.starts_with("127."), "{at}");
    assert!(invitation.svg().contains("<svg") && invitation.text().contains('█'));
    // Without TLS nothing is said, and the other door does not take this token.
    let plain = TcpStream::connect(at).await.unwrap();
    assert!(
        tokio::spawn(async move { exchange(plain, "GET", "/", &[("Host", "x")], b"").await }).await.is_err()
    );
    assert_eq!(phone.get(&format!("/?token={token}"), &[]).await.status, 403);
    let first = exchange(tls(at).await, "GET", &format!("/?token={token}"), &[("Host", at)], b"").await;
    assert_eq!(first.status, 303, "{}", first.text());
    assert!(first.header("set-cookie").contains("Secure"));
    let again = exchange(tls(at).await, "GET", &format!("/?token={token}"), &[("Host", at)], b"").await;
    assert_eq!(again.status, 403, "{}", again.text());
    let cookie = support::cookie(&first.head);
    let named =
        exchange(tls(at).await, "GET", "/", &[("Host", "evil.example"), ("Cookie", &cookie)], b"").await;
    assert_eq!(named.status, 403);
    let tools =
        exchange(tls(at).await, "GET", "/devtools/inspector.html", &[("Host", at), ("Cookie", &cookie)], b"")
            .await;
    assert_eq!(tools.status, 403);

    let headers = [("Cookie", cookie), ("Origin", format!("https://{at}"))];
    let mut client = support::Client::open(tls(at).await, &format!("wss://{at}/ws"), &headers).await.unwrap();
    assert_eq!(client.of_type("hello").await["remote"], true);
    for request in [
        serde_json::json!({ "method": "lan", "open": false }),
        serde_json::json!({ "method": "exit", "app": "mp1" }),
        serde_json::json!({ "method": "devTools", "page": 1 }),
        serde_json::json!({ "method": "runInPage", "page": 1, "script": "1" }),
        serde_json::json!({ "method": "runInLogic", "app": "mp1", "script": "1" }),
    ] {
        let reply = client.ask(1, request.clone()).await;
        assert!(
            reply["error"].as_str().unwrap().contains("only be done on the machine"),
            "{request}: {reply}"
        );
    }
    assert!(client.ask(2, serde_json::json!({ "method": "back" })).await["error"].is_null());

    // Closing it on the machine itself ends what came in over the network.
    let mut here = phone.connect().await;
    assert!(here.ask(1, serde_json::json!({ "method": "lan", "open": false })).await["error"].is_null());
    while client.next().await.is_some() {}
    assert!(TcpStream::connect(at).await.is_err() || closes(at).await);
}

/// Whether a connection to this address is ended without a word.
async fn closes(at: &str) -> bool {
    use tokio::io::AsyncReadExt;
    let Ok(mut stream) = TcpStream::connect(at).await else { return true };
    matches!(tokio::time::timeout(support::LIMIT, stream.read(&mut [0; 1])).await, Ok(Ok(0) | Err(_)))
}

async fn tls(at: &str) -> tokio_rustls::client::TlsStream<TcpStream> {
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .unwrap()
        .dangerous()
        .with_custom_certificate_verifier(std::sync::Arc::new(Anybody(provider)))
        .with_no_client_auth();
    let address = at.split_once(':').unwrap().0.parse::<std::net::IpAddr>().unwrap();
    let stream = TcpStream::connect(at).await.unwrap();
    let connector = tokio_rustls::TlsConnector::from(std::sync::Arc::new(config));
    connector.connect(address.into(), stream).await.unwrap()
}

/// Takes the certificate as a person does who was asked.
#[derive(Debug)]
struct Anybody(std::sync::Arc<rustls::crypto::CryptoProvider>);

mod verifier {
    use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
    use rustls::crypto::{verify_tls12_signature, verify_tls13_signature};
    use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
    use rustls::{DigitallySignedStruct, Error, SignatureScheme};

    impl ServerCertVerifier for super::Anybody {
        fn verify_server_cert(
            &self,
            _certificate: &CertificateDer<'_>,
            _others: &[CertificateDer<'_>],
            _name: &ServerName<'_>,
            _ocsp: &[u8],
            _now: UnixTime,
        ) -> Result<ServerCertVerified, Error> {
            Ok(ServerCertVerified::assertion())
        }

        fn verify_tls12_signature(
            &self,
            message: &[u8],
            certificate: &CertificateDer<'_>,
            signature: &DigitallySignedStruct,
        ) -> Result<HandshakeSignatureValid, Error> {
            verify_tls12_signature(message, certificate, signature, &self.0.signature_verification_algorithms)
        }

        fn verify_tls13_signature(
            &self,
            message: &[u8],
            certificate: &CertificateDer<'_>,
            signature: &DigitallySignedStruct,
        ) -> Result<HandshakeSignatureValid, Error> {
            verify_tls13_signature(message, certificate, signature, &self.0.signature_verification_algorithms)
        }

        fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
            self.0.signature_verification_algorithms.supported_schemes()
        }
    }
}
