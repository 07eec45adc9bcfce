//! The requests of a page, as the browser reports them: told when they end. A redirect is a request of its own.

use std::collections::{BTreeMap, HashMap};
use std::time::Instant;

use sampan_engine::view::{NetworkRequest, ViewEvent};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::cdp::lock;
use crate::hub::Hub;
use crate::page;
use crate::web_view::WebView;

/// Requests of a page that are followed at one time. Of more, the oldest is told as it is.
const FOLLOWED: usize = 1000;
/// Characters of an address that are told.
const ADDRESS: usize = 8192;

/// What has not ended yet.
#[derive(Default)]
pub(crate) struct Requests {
    open: HashMap<String, Open>,
    next: u64,
}

struct Open {
    /// Which one was first.
    order: u64,
    begun: Begun,
    request: NetworkRequest,
}

/// The browser's clock in seconds, or ours where it tells none.
enum Begun {
    Browser(f64),
    Here(Instant),
}

impl Requests {
    pub fn clear(&mut self) {
        self.open.clear();
    }

    /// Gives back the oldest when there are too many.
    fn insert(&mut self, id: String, begun: Begun, request: NetworkRequest) -> Option<NetworkRequest> {
        self.next += 1;
        self.open.insert(id, Open { order: self.next, begun, request });
        if self.open.len() <= FOLLOWED {
            return None;
        }
        let oldest = self.open.iter().min_by_key(|(_, open)| open.order).map(|(id, _)| id.clone())?;
        let mut request = self.open.remove(&oldest)?.request;
        request.error = Some(format!("still open; more than {FOLLOWED} requests of the page are"));
        Some(request)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WillBeSent {
    request_id: String,
    request: Request,
    timestamp: f64,
    r#type: Option<String>,
    redirect_response: Option<Response>,
}

#[derive(Deserialize)]
struct Request {
    url: String,
    method: String,
    headers: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Response {
    status: u32,
    headers: BTreeMap<String, String>,
    #[serde(default)]
    encoded_data_length: f64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Received {
    request_id: String,
    r#type: Option<String>,
    response: Response,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Finished {
    request_id: String,
    timestamp: f64,
    #[serde(default)]
    encoded_data_length: f64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Failed {
    request_id: String,
    timestamp: f64,
    error_text: String,
    #[serde(default)]
    canceled: bool,
    blocked_reason: Option<String>,
    cors_error_status: Option<CorsError>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CorsError {
    cors_error: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SocketCreated {
    request_id: String,
    url: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SocketAsks {
    request_id: String,
    request: Headers,
}

#[derive(Deserialize)]
struct Headers {
    headers: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SocketFrame<'a> {
    request_id: &'a str,
    #[serde(borrow)]
    response: Payload<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Payload<'a> {
    #[serde(borrow)]
    payload_data: &'a RawValue,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SocketEnded {
    request_id: String,
    error_message: Option<String>,
}

/// An event of the `Network` domain.
pub(crate) fn event(hub: &Hub, view: &WebView, method: &str, params: &RawValue) -> serde_json::Result<()> {
    let Some(page) = view.page() else { return Ok(()) };
    let mut requests = lock(&view.requests);
    let ended = match method.trim_start_matches("Network.") {
        "requestWillBeSent" => sent(&mut requests, read(params)?),
        "responseReceived" | "webSocketHandshakeResponseReceived" => {
            received(&mut requests, read(params)?);
            None
        }
        "loadingFinished" => {
            let Finished { request_id, timestamp, encoded_data_length } = read(params)?;
            end(&mut requests, &request_id, Some(timestamp), |request| {
                request.bytes = encoded_data_length;
            })
        }
        "loadingFailed" => {
            let failed: Failed = read(params)?;
            let error = reason(&failed);
            end(&mut requests, &failed.request_id, Some(failed.timestamp), |request| {
                request.error = Some(error);
            })
        }
        "webSocketCreated" => {
            let SocketCreated { request_id, url } = read(params)?;
            let request = NetworkRequest {
                method: "GET".to_owned(),
                url: short(url),
                kind: "websocket".to_owned(),
                ..NetworkRequest::default()
            };
            requests.insert(request_id, Begun::Here(Instant::now()), request)
        }
        "webSocketWillSendHandshakeRequest" => {
            let SocketAsks { request_id, request } = read(params)?;
            if let Some(open) = requests.open.get_mut(&request_id) {
                open.request.request_headers = request.headers;
            }
            None
        }
        "webSocketFrameReceived" => {
            let SocketFrame { request_id, response } = serde_json::from_str(params.get())?;
            if let Some(open) = requests.open.get_mut(request_id) {
                // Without the quotes; a count for people, not for accounts.
                open.request.bytes += response.payload_data.get().len().saturating_sub(2) as f64;
            }
            None
        }
        "webSocketFrameError" => {
            let SocketEnded { request_id, error_message } = read(params)?;
            if let Some(open) = requests.open.get_mut(&request_id) {
                open.request.error = error_message;
            }
            None
        }
        "webSocketClosed" => {
            let SocketEnded { request_id, .. } = read(params)?;
            end(&mut requests, &request_id, None, |_| ())
        }
        _ => None,
    };
    drop(requests);
    if let Some(request) = ended.filter(|request| !page::is_ours(&view.app.package.get(), request)) {
        hub.emit(ViewEvent::Request { page, request: Box::new(request) });
    }
    Ok(())
}

/// A redirect ends the request before it, under the same id.
fn sent(requests: &mut Requests, event: WillBeSent) -> Option<NetworkRequest> {
    let WillBeSent { request_id, request, timestamp, r#type, redirect_response } = event;
    let ended = redirect_response.and_then(|response| {
        end(requests, &request_id, Some(timestamp), |request| {
            request.bytes = response.encoded_data_length;
            answered(request, response);
        })
    });
    // What a page has in itself is no request.
    if request.url.starts_with("data:") || request.url.starts_with("blob:") {
        return ended;
    }
    let request = NetworkRequest {
        method: request.method,
        url: short(request.url),
        kind: r#type.unwrap_or_default().to_lowercase(),
        request_headers: request.headers,
        ..NetworkRequest::default()
    };
    let surplus = requests.insert(request_id, Begun::Browser(timestamp), request);
    ended.or(surplus)
}

fn received(requests: &mut Requests, Received { request_id, r#type, response }: Received) {
    let Some(open) = requests.open.get_mut(&request_id) else { return };
    if let Some(kind) = r#type {
        open.request.kind = kind.to_lowercase();
    }
    answered(&mut open.request, response);
}

fn answered(request: &mut NetworkRequest, response: Response) {
    request.status = response.status;
    request.response_headers = response.headers;
}

fn end(
    requests: &mut Requests,
    id: &str,
    at: Option<f64>,
    change: impl FnOnce(&mut NetworkRequest),
) -> Option<NetworkRequest> {
    let Open { begun, mut request, .. } = requests.open.remove(id)?;
    request.milliseconds = match (begun, at) {
        (Begun::Browser(begun), Some(at)) => ((at - begun) * 1000.0).max(0.0),
        (Begun::Here(begun), _) => begun.elapsed().as_secs_f64() * 1000.0,
        (Begun::Browser(_), None) => 0.0,
    };
    change(&mut request);
    Some(request)
}

fn reason(failed: &Failed) -> String {
    if let Some(CorsError { cors_error }) = &failed.cors_error_status {
        return format!("blocked by CORS: {cors_error}");
    }
    match &failed.blocked_reason {
        Some(reason) => format!("blocked: {reason}"),
        None if failed.canceled => "canceled".to_owned(),
        None => failed.error_text.clone(),
    }
}

fn short(mut url: String) -> String {
    if let Some((end, _)) = url.char_indices().nth(ADDRESS) {
        url.truncate(end);
        url.push('…');
    }
    url
}

fn read<T: for<'a> Deserialize<'a>>(params: &RawValue) -> serde_json::Result<T> {
    serde_json::from_str(params.get())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_that_never_end_are_not_kept_without_end() {
        let mut requests = Requests::default();
        let request = |n: usize| NetworkRequest { url: n.to_string(), ..NetworkRequest::default() };
        for n in 0..FOLLOWED {
            assert!(requests.insert(n.to_string(), Begun::Browser(0.0), request(n)).is_none());
        }
        let oldest = requests.insert("more".to_owned(), Begun::Browser(0.0), request(FOLLOWED)).unwrap();
        assert_eq!(oldest.url, "0");
        assert!(oldest.error.unwrap().starts_with("still open"));
        assert_eq!(requests.open.len(), FOLLOWED);
    }
}
