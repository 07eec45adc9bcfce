//! The exchange: where the server behind an H5 page turns a code of `wx.login`, `getPhoneNumber` or `getEmailAddress` into
//! what it stands for, as it does with the super-app's own server.

use std::net::Ipv4Addr;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Json, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::routing::post;
use futures::future::BoxFuture;
use sampan_engine::code::Grant;
use sampan_engine::id::AppId;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// Exchanges a code of a mini program. The error is for the server that sent it.
pub type Redeem = Arc<dyn Fn(AppId, String) -> BoxFuture<'static, Result<Grant, String>> + Send + Sync>;

struct Exchange {
    token: String,
    /// What a request must call this server: anything else is a page that was led here by a name of its own.
    hosts: [String; 2],
    redeem: Redeem,
}

#[derive(Deserialize)]
struct Token {
    #[serde(default)]
    token: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    app_id: AppId,
    code: String,
}

/// Opens the exchange on a port of this machine (0: any) and gives its address, the token in it. It ends with the
/// runtime.
pub async fn exchange(port: u16, token: &str, redeem: Redeem) -> std::io::Result<String> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    let port = listener.local_addr()?.port();
    let hosts = [format!("127.0.0.1:{port}"), format!("localhost:{port}")];
    let state = Arc::new(Exchange { token: token.to_owned(), hosts, redeem });
    let router = Router::new().route("/exchange", post(answer)).with_state(state);
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(format!("http://127.0.0.1:{port}/exchange?token={token}"))
}

async fn answer(
    State(exchange): State<Arc<Exchange>>,
    Query(Token { token }): Query<Token>,
    headers: HeaderMap,
    Json(Request { app_id, code }): Json<Request>,
) -> (StatusCode, Json<Value>) {
    let refuse = |why: &str| (StatusCode::FORBIDDEN, Json(json!({ "error": why })));
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    if !exchange.hosts.iter().any(|known| known == host) {
        return refuse("this server has another name");
    }
    // A server has no origin; a page in a browser has one, and has no business here.
    if headers.contains_key(header::ORIGIN) {
        return refuse("pages may not exchange codes; their server does");
    }
    if token != exchange.token {
        return refuse("the token is wrong");
    }
    match (exchange.redeem)(app_id, code).await {
        Ok(grant) => (StatusCode::OK, Json(json!(grant))),
        Err(reason) => (StatusCode::BAD_REQUEST, Json(json!({ "error": reason }))),
    }
}
