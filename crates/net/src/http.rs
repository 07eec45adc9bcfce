//! A request and its answer, step by step.

use std::convert::Infallible;
use std::sync::Arc;

use futures::channel::mpsc;
use futures::stream::{self, StreamExt};
use reqwest::header::{CONTENT_LENGTH, HeaderMap, HeaderName, HeaderValue, TRANSFER_ENCODING};
use reqwest::{Body, Client, Method, Response};
use sampan_engine::net::{Fault, Head, NetError, Request, Step};

use crate::fault;
use crate::pace::{Pace, latency};
use crate::steps::{Sender, Stop};

/// So much is sent at once.
const PIECE: usize = 64 * 1024;

pub async fn carry(client: Client, request: Request, mut steps: Sender<Step>) -> Result<(), Stop> {
    latency(request.speed.map_or(0.0, |speed| speed.latency)).await;
    let down = request.speed.map(|speed| speed.down);
    let (progress, mut told) = mpsc::unbounded();
    let mut answer = std::pin::pin!(client.execute(built(request, progress)?));
    let mut response = loop {
        // What was sent is told first: the answer comes after it.
        tokio::select! {
            biased;
            Some(sent) = told.next() => steps.step(Step::Sent(sent)).await?,
            answer = &mut answer => break answer.map_err(|error| fault::of(&error))?,
        }
    };
    let head = head(&response);
    // Looked at before the decoder of compressed bodies takes them away.
    steps.step(Step::Head(head)).await?;
    let mut pace = Pace::new(down);
    loop {
        match response.chunk().await {
            Ok(Some(piece)) => {
                pace.take(piece.len()).await;
                steps.step(Step::Body(piece.to_vec())).await?;
            }
            Ok(None) => return Ok(()),
            Err(error) => return Err(of_body(&error, &response).into()),
        }
    }
}

pub fn head(response: &Response) -> Head {
    let headers = response.headers().iter();
    // A server's Latin-1 is shown, not refused.
    let text =
        |value: &HeaderValue| value.as_bytes().iter().map(|byte| char::from(*byte)).collect::<String>();
    let text =
        |value: &HeaderValue| String::from_utf8(value.as_bytes().to_vec()).unwrap_or_else(|_| text(value));
    let headers = headers.map(|(name, value)| (name.as_str().to_owned(), text(value))).collect();
    Head { status: response.status().as_u16(), headers }
}

pub fn headers(given: &[(String, String)]) -> Result<HeaderMap, NetError> {
    let mut headers = HeaderMap::new();
    for (name, value) in given {
        let wrong = || NetError::Other(format!("invalid header \"{name}\""));
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| wrong())?;
        headers.append(name, HeaderValue::from_bytes(value.as_bytes()).map_err(|_| wrong())?);
    }
    Ok(headers)
}

fn built(request: Request, progress: mpsc::UnboundedSender<u64>) -> Result<reqwest::Request, NetError> {
    let method = Method::from_bytes(request.method.as_bytes())
        .map_err(|_| NetError::Other(format!("invalid method \"{}\"", request.method)))?;
    let length = request.length();
    let mut built = reqwest::Request::new(method.clone(), request.url);
    *built.headers_mut() = headers(&request.headers)?;
    if length > 0 {
        // Known from the start, so the server need not take it in chunks.
        built.headers_mut().insert(CONTENT_LENGTH, length.into());
        let up = request.speed.map(|speed| speed.up);
        *built.body_mut() = Some(Body::wrap_stream(pieces(request.body, Pace::new(up), progress)));
    } else if matches!(method, Method::POST | Method::PUT | Method::PATCH) {
        built.headers_mut().insert(CONTENT_LENGTH, 0.into());
    }
    Ok(built)
}

/// The body in pieces, each told when it is taken.
fn pieces(
    parts: Vec<Arc<[u8]>>,
    pace: Pace,
    progress: mpsc::UnboundedSender<u64>,
) -> impl stream::Stream<Item = Result<Vec<u8>, Infallible>> + Send + 'static {
    let ranges: Vec<(Arc<[u8]>, usize)> = parts
        .into_iter()
        .flat_map(|part| (0..part.len()).step_by(PIECE).map(move |at| (part.clone(), at)))
        .collect();
    stream::unfold(
        (ranges.into_iter(), pace, progress, 0_u64),
        |(mut ranges, mut pace, progress, sent)| async move {
            let (part, at) = ranges.next()?;
            let piece = part[at..part.len().min(at + PIECE)].to_vec();
            pace.take(piece.len()).await;
            let sent = sent + piece.len() as u64;
            let _ = progress.unbounded_send(sent); // an answer may be there already
            Some((Ok(piece), (ranges, pace, progress, sent)))
        },
    )
}

/// A body that broke off says by its headers how its end was to be known.
fn of_body(error: &reqwest::Error, response: &Response) -> NetError {
    match fault::of(error) {
        NetError::Other(_) if response.headers().contains_key(TRANSFER_ENCODING) => {
            NetError::Failed(Fault::Chunks)
        }
        NetError::Other(_) if response.headers().contains_key(CONTENT_LENGTH) => {
            NetError::Failed(Fault::ContentLength)
        }
        NetError::Other(_) if error.is_decode() => NetError::Failed(Fault::ContentDecoding),
        other => other,
    }
}
