//! An HTTP service for programs of this machine. What it serves is not known here.

use std::convert::Infallible;
use std::net::Ipv4Addr;
use std::sync::Arc;

use axum::Router;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tower_service::Service;

use crate::admission::Admission;
use crate::secret::secret;

/// An open service. It closes when this is dropped.
pub struct Open {
    address: String,
    _closed: watch::Sender<bool>,
}

impl Open {
    /// Its address, with the token in it.
    pub fn address(&self) -> &str {
        &self.address
    }
}

/// Serves below a path on a port of this machine (0: any). The token comes in the address or as
/// `Authorization: Bearer`; without one, one is made.
pub async fn open<S>(port: u16, path: &str, token: Option<String>, service: S) -> std::io::Result<Open>
where
    S: Service<Request, Error = Infallible> + Clone + Send + Sync + 'static,
    S::Response: IntoResponse,
    S::Future: Send + 'static,
{
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    let local = listener.local_addr()?;
    let token = token.map_or_else(secret, Ok)?;
    let address = format!("http://{local}{path}?token={token}");
    let admission = Arc::new(Admission { local, token: Some(token) });
    // The door is around everything: who may not come in does not hear which paths there are either.
    let router = Router::new().route_service(path, service).layer(from_fn_with_state(admission, enter));
    let (sender, mut closed) = watch::channel(false);
    // An error means that nobody holds it any more.
    let end = async move { drop(closed.wait_for(|closed| *closed).await) };
    tokio::spawn(async move { axum::serve(listener, router).with_graceful_shutdown(end).await });
    Ok(Open { address, _closed: sender })
}

#[derive(Deserialize)]
struct Token {
    token: Option<String>,
}

async fn enter(
    State(admission): State<Arc<Admission>>,
    // A query that is not understood has no token in it.
    query: Result<Query<Token>, QueryRejection>,
    request: Request,
    next: Next,
) -> Response {
    let in_address = query.ok().and_then(|Query(query)| query.token);
    let given = in_address.as_deref().or_else(|| bearer(request.headers()));
    match admission.admit(request.headers(), given) {
        Ok(()) => next.run(request).await,
        Err(why) => {
            let kind = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
            (StatusCode::FORBIDDEN, kind, format!("{why}\n")).into_response()
        }
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}
