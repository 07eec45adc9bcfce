//! An answer of our own to a request that was held: whole, or the part that a player asked for.

use base64::Engine as _;
use serde_json::{Value, json};

use crate::error_page::escape;
use crate::hub::Hub;
use crate::page;

/// A file as it is answered with.
pub(crate) struct File<B> {
    pub bytes: B,
    pub media_type: String,
}

/// Who may use an answer besides pages of its own origin.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Audience {
    Own,
    /// Every page in the mini program's browser context.
    Everybody,
    /// The same, and as a document of its own it may do nothing: somebody else made it.
    EverybodyAsData,
    /// It is a document that draws a page of a mini program.
    Page,
}

/// Answers the held request `id`. `range` is the request's `Range` header.
pub(crate) fn send<B: AsRef<[u8]>>(
    hub: &Hub,
    session: &str,
    id: &str,
    file: Result<File<B>, String>,
    range: Option<&str>,
    audience: Audience,
) {
    let mut headers = vec![("Cache-Control", "no-store".to_owned())];
    match audience {
        Audience::Own => {}
        Audience::Page => headers.push(page::policy()),
        Audience::Everybody | Audience::EverybodyAsData => {
            headers.push(("Access-Control-Allow-Origin", "*".to_owned()));
            headers.push(("Access-Control-Expose-Headers", "Content-Range, Accept-Ranges".to_owned()));
            headers.push(("Cross-Origin-Resource-Policy", "cross-origin".to_owned()));
        }
    }
    if audience == Audience::EverybodyAsData {
        headers.push(("Content-Security-Policy", "sandbox".to_owned()));
        headers.push(("X-Content-Type-Options", "nosniff".to_owned()));
    }
    let html;
    let (status, body, media_type) = match &file {
        Ok(file) => {
            headers.push(("Accept-Ranges", "bytes".to_owned()));
            let whole = file.bytes.as_ref();
            let (status, part) = cut(whole, range, &mut headers);
            (status, part, file.media_type.as_str())
        }
        Err(reason) => {
            html = format!("<!doctype html><title>404</title><p>{}</p>", escape(reason));
            (404, html.as_bytes(), "text/html")
        }
    };
    headers.push(("Content-Type", with_charset(media_type)));
    let headers: Vec<Value> =
        headers.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
    let body = base64::engine::general_purpose::STANDARD.encode(body);
    let params = json!({ "requestId": id, "responseCode": status, "responseHeaders": headers, "body": body });
    hub.cdp.send(Some(session), "Fetch.fulfillRequest", &params);
}

/// Status and body for a `Range` header (RFC 9110, 14.2). One that is not understood is as good as none.
fn cut<'a>(
    whole: &'a [u8],
    range: Option<&str>,
    headers: &mut Vec<(&'static str, String)>,
) -> (u16, &'a [u8]) {
    let length = whole.len();
    match range.and_then(|range| bounds(range, length)) {
        None => (200, whole),
        Some(Err(())) => {
            headers.push(("Content-Range", format!("bytes */{length}")));
            (416, &[])
        }
        Some(Ok((from, to))) => {
            headers.push(("Content-Range", format!("bytes {from}-{to}/{length}")));
            (206, &whole[from..=to])
        }
    }
}

/// First and last byte, or an error when the file has none of those asked for.
fn bounds(range: &str, length: usize) -> Option<Result<(usize, usize), ()>> {
    let (from, to) = range.trim().strip_prefix("bytes=")?.split_once('-')?;
    let number = |text: &str| text.trim().parse::<usize>().ok();
    let (from, to) = match (number(from), number(to)) {
        (Some(from), Some(to)) if from <= to => (from, to),
        (Some(from), None) if to.trim().is_empty() => (from, usize::MAX),
        (None, Some(last)) if from.trim().is_empty() => {
            (if last == 0 { length } else { length.saturating_sub(last) }, usize::MAX)
        }
        _ => return None,
    };
    Some(if from < length { Ok((from, to.min(length - 1))) } else { Err(()) })
}

/// Our own text is UTF-8; without being told, the browser would guess.
fn with_charset(kind: &str) -> String {
    let text = kind.starts_with("text/")
        || matches!(kind, "application/json" | "application/javascript" | "image/svg+xml");
    if text && !kind.contains("charset") { format!("{kind}; charset=utf-8") } else { kind.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_cut_out_or_refused_or_ignored() {
        let asked = |range| bounds(range, 10);
        for (range, expected) in [
            ("bytes=0-", (0, 9)),
            ("bytes=2-4", (2, 4)),
            ("bytes=9-9", (9, 9)),
            ("bytes=5-99", (5, 9)),
            ("bytes=-3", (7, 9)),
            ("bytes=-99", (0, 9)),
        ] {
            assert_eq!(asked(range), Some(Ok(expected)), "{range}");
        }
        for range in ["bytes=10-", "bytes=10-20", "bytes=-0"] {
            assert_eq!(asked(range), Some(Err(())), "{range}");
        }
        for range in
            ["", "bytes=", "bytes=-", "bytes=4-2", "bytes=a-b", "bytes=0-1,3-4", "lines=0-1", "bytes=1-x"]
        {
            assert_eq!(asked(range), None, "{range}");
        }
        assert_eq!(bounds("bytes=0-", 0), Some(Err(())));
    }
}
