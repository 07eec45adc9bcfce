//! What every answer carries, so that a browser lets the phone's page do what it needs and nobody else anything.

use axum::http::header::{self, HeaderName, HeaderValue};
use axum::http::{HeaderMap, response};

/// For the phone's own page: only our scripts run, and nothing but this server is talked to. Map tiles come from where the
/// map was told. Styles in attributes are how the page places what a mini program's configuration colours.
const PAGE: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
     img-src 'self' blob: data:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; \
     media-src 'self' blob:; frame-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; \
     frame-ancestors 'none'";

/// For the viewer, which stands in the phone's page: it shows pictures of the whole web and documents of mini programs.
/// Its maps take tiles from where they were told, which is anywhere. Sandboxed: it leads nowhere and opens nothing.
const VIEWER: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
     img-src 'self' http: https: blob: data:; font-src 'self' blob: data:; \
     connect-src 'self' http: https: blob: data:; worker-src 'self' blob:; base-uri 'none'; form-action 'none'; \
     frame-ancestors 'self'; sandbox allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox";

/// For Chromium's own developer tools, which are not ours to change: they evaluate code and load themselves from here.
const TOOLS: &str = "default-src 'self' blob: data:; script-src 'self' 'unsafe-eval' 'unsafe-inline' blob:; \
     style-src 'self' 'unsafe-inline'; img-src * blob: data:; connect-src 'self' data: blob:; \
     worker-src 'self' blob:; base-uri 'self'; form-action 'none'; frame-ancestors 'self'";

/// For what a mini program brings (pictures, sounds): opened on its own it may do nothing.
const FOREIGN: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox";

const PERMISSIONS: &str = "camera=(self), microphone=(self), geolocation=(self), clipboard-read=(self), \
     clipboard-write=(self), autoplay=(self), fullscreen=(self), display-capture=(), usb=(), serial=(), hid=(), payment=()";

/// Sets them all by the path that was asked for and the name that this server was called by. What has been set already
/// stays.
pub fn set(path: &str, host: &str, answer: &mut response::Parts) {
    let policy = match path.split('/').nth(1).unwrap_or_default() {
        "viewer" => VIEWER,
        "devtools" => TOOLS,
        "temp" | "package" | "sheet" => FOREIGN,
        _ => PAGE,
    };
    // To older browsers of Apple, a socket to the page's own server is not `'self'`.
    let policy =
        policy.replace("connect-src 'self'", &format!("connect-src 'self' ws://{host} wss://{host}"));
    let headers = &mut answer.headers;
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(policy);
    }
    put(headers, header::CACHE_CONTROL, "no-store");
    put(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    put(headers, header::REFERRER_POLICY, "no-referrer");
    put(headers, HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    put(headers, HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    put(headers, HeaderName::from_static("permissions-policy"), PERMISSIONS);
}

fn put(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.entry(name).or_insert(HeaderValue::from_static(value));
}
