//! What stands in a web-view whose document did not come: which address, what happened, and why. Plain HTML, no script.

use serde::Deserialize;
use serde_json::value::RawValue;
use url::Url;

/// A document that is not there.
#[derive(Clone, Debug)]
pub(crate) struct Problem {
    title: &'static str,
    url: String,
    reason: String,
}

impl Problem {
    pub fn failed(url: &str, reason: &str) -> Self {
        Self { title: "This page did not load", url: url.to_owned(), reason: reason.to_owned() }
    }

    pub fn refused(url: &str, rule: &str) -> Self {
        Self { title: "This page may not be shown here", url: url.to_owned(), reason: rule.to_owned() }
    }

    pub fn html(&self) -> String {
        let (title, url, reason) = (self.title, escape(&self.url), escape(&self.reason));
        format!(
            "<!doctype html><html><head><meta charset=\"utf-8\"><title>{title}</title><meta name=\"viewport\" \
             content=\"width=device-width\"><style>{STYLE}</style></head><body><main><h1>{title}</h1><p>{reason}</p><p \
             class=\"url\">{url}</p></main></body></html>"
        )
    }
}

const STYLE: &str = ":root{color-scheme:light dark}body{margin:0;min-height:100vh;display:grid;place-items:center;\
    font:16px/1.5 system-ui,sans-serif;background:Canvas;color:CanvasText}main{padding:24px;max-width:32em}\
    h1{font-size:20px;margin:0 0 12px}p{margin:0 0 12px;overflow-wrap:anywhere}\
    .url{font:13px/1.5 ui-monospace,monospace;opacity:.7}";

/// Reads the browser's own error page: the code of the failure.
pub(crate) const REASON_IN_PAGE: &str = "String((globalThis.loadTimeDataRaw||{}).errorCode||'')";

/// The answer to [`REASON_IN_PAGE`].
pub(crate) fn code(evaluated: &RawValue) -> Option<String> {
    #[derive(Deserialize)]
    struct Evaluated {
        result: Value,
    }
    #[derive(Deserialize)]
    struct Value {
        value: String,
    }
    serde_json::from_str::<Evaluated>(evaluated.get()).ok().map(|evaluated| evaluated.result.value)
}

/// The network's error code as a sentence; the code itself stays in it, to be searched for.
pub(crate) fn sentence(url: &str, code: &str) -> String {
    let place = Url::parse(url)
        .ok()
        .filter(Url::has_host)
        .map_or(url.to_owned(), |url| url.origin().ascii_serialization());
    let name = code.trim_start_matches("net::");
    let what = match name {
        "" => return format!("{url} could not be loaded"),
        "ERR_CONNECTION_REFUSED" => format!("{place} does not answer: connection refused"),
        "ERR_CONNECTION_RESET"
        | "ERR_CONNECTION_CLOSED"
        | "ERR_EMPTY_RESPONSE"
        | "ERR_SOCKET_NOT_CONNECTED" => {
            format!("{place} closed the connection without an answer")
        }
        "ERR_NAME_NOT_RESOLVED" | "ERR_NAME_RESOLUTION_FAILED" => {
            format!("{place} cannot be found: no such host name")
        }
        "ERR_CONNECTION_TIMED_OUT" | "ERR_TIMED_OUT" => format!("{place} did not answer in time"),
        "ERR_INTERNET_DISCONNECTED" | "ERR_ADDRESS_UNREACHABLE" | "ERR_NETWORK_CHANGED" => {
            format!("{place} cannot be reached from this network")
        }
        "ERR_TOO_MANY_REDIRECTS" => format!("{url} redirects in circles"),
        "ERR_SSL_PROTOCOL_ERROR" => format!("{place} does not speak https"),
        "ERR_UNSAFE_PORT" => format!("{place} is on a port that browsers refuse"),
        "ERR_ABORTED" => format!("{url} sent no page"),
        _ if name.starts_with("ERR_CERT_") => format!("the certificate of {place} is not valid"),
        _ if name.starts_with("ERR_") => format!("{url} could not be loaded"),
        other => return format!("{url} could not be loaded: {other}"),
    };
    format!("{what} (net::{name})")
}

pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_told_in_a_sentence() {
        assert_eq!(
            sentence("http://127.0.0.1:9/x", "net::ERR_CONNECTION_REFUSED"),
            "http://127.0.0.1:9 does not answer: connection refused (net::ERR_CONNECTION_REFUSED)"
        );
        assert_eq!(sentence("https://x.example/", "ERR_CERT_DATE_INVALID").matches("net::ERR").count(), 1);
        assert_eq!(sentence("https://x.example/", ""), "https://x.example/ could not be loaded");
    }

    #[test]
    fn an_address_cannot_write_into_the_error_page() {
        let html = Problem::failed("https://x/<script>alert(1)</script>", "\"<b>").html();
        assert!(!html.contains("<script") && !html.contains("<b>"), "{html}");
    }
}
