//! What a program gives as `data`, as it goes over the wire, and what comes back, as the program reads it.
//! The rules are the WeChat documentation's.

use std::fmt::Write as _;
use std::sync::Arc;

use encoding_rs::{Encoding, UTF_8};
use serde_json::{Map, Value};
use url::Url;

use crate::binary::Binary;
use crate::error::ApiError;

/// So much of a body is shown to people.
const PREVIEW: usize = 16 * 1024;

/// Puts `data` where the method wants it: into the query of a GET, else into the body.
pub fn place(
    method: &str,
    url: &mut Url,
    content_type: &str,
    data: Option<&Value>,
) -> Result<Vec<u8>, ApiError> {
    let Some(data) = data.filter(|data| !data.is_null()) else { return Ok(Vec::new()) };
    if let Some(bytes) = Binary::of(data) {
        return bytes.map(|bytes| bytes.0).map_err(ApiError::Arguments);
    }
    match data {
        Value::Object(fields) if method == "GET" => {
            let mut query = url.query().unwrap_or_default().to_owned();
            let more = form(fields);
            if !query.is_empty() && !more.is_empty() {
                query.push('&');
            }
            query.push_str(&more);
            url.set_query(Some(&query).filter(|query| !query.is_empty()).map(String::as_str));
            Ok(Vec::new())
        }
        Value::Object(fields) if content_type.contains("application/x-www-form-urlencoded") => {
            Ok(form(fields).into_bytes())
        }
        // A GET has no body that a server would read.
        _ if method == "GET" => Ok(Vec::new()),
        Value::String(text) => Ok(text.clone().into_bytes()),
        other => Ok(other.to_string().into_bytes()),
    }
}

/// `encodeURIComponent(k)=encodeURIComponent(v)&…`; what is no text goes as its JSON (assumed).
fn form(fields: &Map<String, Value>) -> String {
    let pairs = fields.iter().map(|(name, value)| match value {
        Value::String(text) => format!("{}={}", component(name), component(text)),
        other => format!("{}={}", component(name), component(&other.to_string())),
    });
    pairs.collect::<Vec<_>>().join("&")
}

/// JavaScript's `encodeURIComponent`.
fn component(text: &str) -> String {
    text.bytes().fold(String::new(), |mut all, byte| {
        if byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte) {
            all.push(char::from(byte));
        } else {
            let _ = write!(all, "%{byte:02X}");
        }
        all
    })
}

/// A `multipart/form-data` body with one file. `boundary` must not be in any part.
pub fn multipart(
    boundary: &str,
    fields: &Map<String, Value>,
    name: &str,
    file_name: &str,
    media_type: &str,
    file: Arc<[u8]>,
) -> Vec<Arc<[u8]>> {
    let mut head = String::new();
    for (name, value) in fields {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let name = quoted(name);
        let _ = write!(
            head,
            "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        );
    }
    let (name, file_name) = (quoted(name), quoted(file_name));
    let _ = write!(
        head,
        "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file_name}\"\r\n\
         Content-Type: {media_type}\r\n\r\n"
    );
    let tail = format!("\r\n--{boundary}--\r\n");
    vec![head.into_bytes().into(), file, tail.into_bytes().into()]
}

/// The HTML standard's escapes of a name in a multipart header.
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

/// Bytes as text, by the charset of `Content-Type`; a byte order mark is left out (both documented).
pub fn text(bytes: &[u8], content_type: &str) -> String {
    let label = content_type.to_ascii_lowercase();
    let label = label.split("charset=").nth(1).unwrap_or_default();
    let label = label.split(';').next().unwrap_or_default().trim_matches(['"', ' ', '\'']);
    let encoding = Encoding::for_label(label.as_bytes()).unwrap_or(UTF_8);
    encoding.decode(bytes).0.into_owned()
}

/// The beginning of a body for people; `None`: it is empty or no text.
pub fn preview(parts: &[&[u8]]) -> Option<String> {
    let mut head: Vec<u8> = Vec::new();
    for part in parts {
        head.extend_from_slice(&part[..part.len().min(PREVIEW - head.len())]);
    }
    let whole = match std::str::from_utf8(&head) {
        Ok(_) => head.len(),
        // The last character may be cut.
        Err(error) if error.error_len().is_none() => error.valid_up_to(),
        Err(_) => return None,
    };
    head.truncate(whole);
    let text = String::from_utf8(head).ok().filter(|text| !text.is_empty() && !text.contains('\0'))?;
    let length: usize = parts.iter().map(|part| part.len()).sum();
    Some(if length > PREVIEW { format!("{text}… ({length} bytes in all)") } else { text })
}

/// The extension of a downloaded file: what `Content-Type` says, else what the address says.
pub fn extension(url: &Url, content_type: &str) -> String {
    let media_type = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let last = url.path().rsplit('/').next().unwrap_or_default();
    let named = last.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    let named = named.filter(|named| {
        !named.is_empty() && named.len() <= 8 && named.bytes().all(|b| b.is_ascii_alphanumeric())
    });
    let agrees =
        |named: &String| mime_guess::from_ext(named).iter().any(|mime| mime.essence_str() == media_type);
    let says_nothing = matches!(media_type.as_str(), "" | "application/octet-stream" | "binary/octet-stream");
    if let Some(named) = named.filter(|named| says_nothing || agrees(named)) {
        return named;
    }
    let usual = match media_type.as_str() {
        "image/jpeg" => "jpg",
        "text/plain" => "txt",
        "text/html" => "html",
        "audio/mpeg" => "mp3",
        "video/mp4" => "mp4",
        "audio/mp4" => "m4a",
        other => mime_guess::get_mime_extensions_str(other)
            .and_then(|all| all.first())
            .copied()
            .unwrap_or("unknown"),
    };
    usual.to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn placed(method: &str, address: &str, content_type: &str, data: Value) -> (String, String) {
        let mut url = Url::parse(address).unwrap();
        let body = place(method, &mut url, content_type, Some(&data)).unwrap();
        (url.to_string(), String::from_utf8(body).unwrap())
    }

    #[test]
    fn data_goes_where_the_method_wants_it() {
        let data = json!({ "a b": "1&2", "n": 3, "o": { "x": [1] } });
        let (url, body) = placed("GET", "https://a/?q=1", "application/json", data.clone());
        assert_eq!(url, "https://a/?q=1&a%20b=1%262&n=3&o=%7B%22x%22%3A%5B1%5D%7D");
        assert_eq!(body, "");
        let (url, body) = placed("POST", "https://a/", "application/json", data.clone());
        assert_eq!((url.as_str(), body), ("https://a/", data.to_string()));
        let (_, body) = placed("PUT", "https://a/", "application/x-www-form-urlencoded; charset=utf-8", data);
        assert_eq!(body, "a%20b=1%262&n=3&o=%7B%22x%22%3A%5B1%5D%7D");
        assert_eq!(placed("POST", "https://a/", "text/plain", json!("ü")).1, "ü");
        assert_eq!(placed("POST", "https://a/", "application/json", json!(7)).1, "7");
        assert_eq!(placed("POST", "https://a/", "x", Binary(b"ab".to_vec()).to_value()).1, "ab");
    }

    #[test]
    fn text_follows_its_charset_and_has_no_byte_order_mark() {
        assert_eq!(text(b"\xef\xbb\xbf{}", "application/json"), "{}");
        assert_eq!(text(&[0xc4, 0xe3], "text/html; charset=GBK"), "你");
        assert_eq!(text(&[0xff, b'a'], "text/plain"), "\u{fffd}a");
    }

    #[test]
    fn a_preview_is_text_and_short() {
        assert_eq!(preview(&[b"ab", b"c"]), Some("abc".to_owned()));
        assert_eq!(preview(&[&[0xff, 0xd8, 0]]), None);
        assert_eq!(preview(&[]), None);
        let long = "é".repeat(PREVIEW);
        assert!(preview(&[b"x", long.as_bytes()]).unwrap().ends_with("(32769 bytes in all)"));
    }

    #[test]
    fn a_file_is_named_by_what_it_is() {
        let extension = |url: &str, kind: &str| extension(&Url::parse(url).unwrap(), kind);
        assert_eq!(extension("https://a/x.jpeg", "image/jpeg"), "jpeg");
        assert_eq!(extension("https://a/x.php", "image/jpeg"), "jpg");
        assert_eq!(extension("https://a/x.pdf?y=.z", "application/octet-stream"), "pdf");
        assert_eq!(extension("https://a/x", "application/json; charset=utf-8"), "json");
        assert_eq!(extension("https://a/x", ""), "unknown");
    }

    #[test]
    fn a_file_travels_with_its_fields() {
        let Value::Object(fields) = json!({ "user\"": "a", "n": 1 }) else { panic!() };
        let parts = multipart("XX", &fields, "file", "a.png", "image/png", b"PNG".to_vec().into());
        let text: Vec<u8> = parts.iter().flat_map(|part| part.to_vec()).collect();
        assert_eq!(
            String::from_utf8(text).unwrap(),
            "--XX\r\nContent-Disposition: form-data; name=\"user%22\"\r\n\r\na\r\n\
             --XX\r\nContent-Disposition: form-data; name=\"n\"\r\n\r\n1\r\n\
             --XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n\
             Content-Type: image/png\r\n\r\nPNG\r\n--XX--\r\n"
        );
    }
}
