//! The bridge in a real page: there from the start, answers to the right document, and to nobody else.

mod support;

use support::{Host, Server, options};

#[test]
fn a_call_comes_back_answered() {
    let server = Server::start(&[(
        "/",
        "<script>WeixinJSBridge.invoke('getStorage',{key:'cart'},r=>report(r))</script>",
    )]);
    let mut host = Host::start(options());
    let app = host.open("one");
    let page = app.load(&server.url("/"));
    let (document, origin, calls) = host.calls(page);
    assert_eq!(origin, server.origin);
    assert_eq!(calls, [(1, "getStorage".to_owned(), r#"{"key":"cart"}"#.to_owned())]);
    host.reply(page, document, &[(1, r#"{"errMsg":"getStorage:ok","data":1}"#)]);
    assert_eq!(host.report(page), r#"[{"errMsg":"getStorage:ok","data":1}]"#);
}
