//! Calls in, answers and events out. Who called is the browser's word: the context that a call came from, and whether
//! that is the main world of the web-view's current document.

use sampan_engine::id::{DocumentId, PageId};
use sampan_engine::view::{RawCall, Reply, ViewEvent};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::hub::Hub;
use crate::page;
use crate::web_view::{Context, State, WebView};

/// Injected into every frame at document start; see packages/page.
pub(crate) const PRELUDE: &str = include_str!(concat!(env!("OUT_DIR"), "/prelude.js"));

/// Both names are also in packages/page/src/prelude.ts.
pub(crate) const POST: &str = "__sampanPost";
const DELIVER: &str = "__sampanDeliver";

/// A binding that only the benchmark adds: answered here and now, it shows what the browser alone takes from a page to
/// the host and back.
pub(crate) const BARE: &str = "sampanBare";

/// The longest message a page may post, in bytes. The prelude keeps to 16 Mi UTF-16 units, at most three bytes each.
const LONGEST: usize = 64 << 20;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BindingCalled {
    name: String,
    payload: String,
    execution_context_id: i64,
}

/// `Runtime.bindingCalled`.
pub(crate) fn called(hub: &Hub, view: &WebView, event: &BindingCalled) {
    if event.name == BARE {
        return hub.cdp.send_text(
            Some(&view.session),
            "Runtime.evaluate",
            r#"{"expression":"bareAnswer()"}"#,
        );
    }
    if event.name != POST {
        return;
    }
    let mut state = view.state();
    let caller = identify(&state, event.execution_context_id);
    let is_page = state.is_page;
    let is_ready = is_page && caller.is_ok() && event.payload == page::READY;
    let readied = is_ready.then(|| state.readied());
    let Some(page) = state.page else { return };
    drop(state);
    if let Some(readied) = readied {
        return page::ready(hub, page, readied);
    }
    let (document, origin) = match caller {
        Ok(caller) => caller,
        Err((origin, reason)) => return hub.emit(ViewEvent::RefusedCall { page, origin, reason }),
    };
    if is_page {
        return page::called(hub, page, &event.payload);
    }
    if let Some(title) = title(&event.payload) {
        return title_changed(hub, view, page, title);
    }
    match parse(&event.payload) {
        Ok(calls) => hub.emit(ViewEvent::Calls { page, document, origin, calls }),
        Err(reason) => hub.emit(ViewEvent::RefusedCall { page, origin, reason }),
    }
}

/// The document that called and its origin; or the origin and why it may not.
fn identify(state: &State, context: i64) -> Result<(DocumentId, String), (String, String)> {
    let current = state.document.as_ref().and_then(|document| Some((document, document.context.as_ref()?)));
    if let Some((document, main)) = current.filter(|(_, main)| main.id == context) {
        let web = |text: &str| text.starts_with("https://") || text.starts_with("http://");
        if web(&document.url) && web(&main.origin) {
            return Ok((document.id, main.origin.clone()));
        }
        return Err((
            main.origin.clone(),
            format!("a call from a page that is no web page ({})", document.url),
        ));
    }
    let caller = state.contexts.iter().find(|known| known.id == context);
    let origin = caller.map(|context| context.origin.clone()).unwrap_or_default();
    let reason = match caller {
        Some(Context { main_frame: false, .. }) => format!("a call from a child frame ({origin})"),
        Some(_) => "a call from another script world".to_owned(),
        None => "a call from a document that is gone".to_owned(),
    };
    Err((origin, reason))
}

/// The prelude posts the document's title as a bare string: the browser itself does not report it.
fn title(payload: &str) -> Option<String> {
    payload.starts_with('"').then(|| serde_json::from_str(payload).ok()).flatten()
}

fn title_changed(hub: &Hub, view: &WebView, page: PageId, title: String) {
    let known = std::mem::replace(&mut view.state().title, title.clone());
    if known != title {
        hub.emit(ViewEvent::TitleChanged { page, title });
    }
}

fn parse(payload: &str) -> Result<Vec<RawCall>, String> {
    if payload.len() > LONGEST {
        return Err(format!("a message of {} MiB, longer than {} MiB", payload.len() >> 20, LONGEST >> 20));
    }
    serde_json::from_str::<Vec<(u64, String, Box<RawValue>)>>(payload)
        .map(|calls| calls.into_iter().map(|(id, name, args)| RawCall { id, name, args }).collect())
        .map_err(|error| format!("a malformed message: {error}"))
}

/// Delivers answers, all in one evaluation.
pub(crate) fn reply(hub: &Hub, page: PageId, document: DocumentId, replies: &[Reply]) {
    let mut json =
        String::with_capacity(16 + replies.iter().map(|reply| reply.body.len() + 24).sum::<usize>());
    for reply in replies {
        json.push(if json.is_empty() { '[' } else { ',' });
        json.push('[');
        json.push_str(&reply.id.to_string());
        json.push(',');
        json.push_str(&reply.body);
        json.push(']');
    }
    if !json.is_empty() {
        json.push(']');
        deliver(hub, page, Some(document), "replies", &json);
    }
}

pub(crate) fn emit(hub: &Hub, page: PageId, event: &str, payload: &serde_json::Value) {
    deliver(hub, page, None, "event", &serde_json::json!([event, payload]).to_string());
}

/// Hands JSON text to the prelude of the current document, if that is still the one meant. The text goes as one string
/// literal and is parsed in the page: as an object literal, `__proto__` in it would set a prototype.
pub(crate) fn deliver(hub: &Hub, page: PageId, document: Option<DocumentId>, kind: &str, json: &str) {
    let Some(view) = hub.view_of(page) else { return };
    let state = view.state();
    let Some(current) = state.document.as_ref() else { return };
    if document.is_some_and(|document| document != current.id) {
        return;
    }
    // Addressed to the context, not to the page: should the page navigate before this arrives, it reaches nobody.
    let Some(context) = current.context.as_ref().map(|context| context.unique.clone()) else { return };
    drop(state);
    let literal = serde_json::Value::from(json).to_string();
    let expression = serde_json::Value::from(format!("{DELIVER}(\"{kind}\",{literal})"));
    let params = format!(r#"{{"expression":{expression},"uniqueContextId":"{context}"}}"#);
    hub.cdp.send_text(Some(&view.session), "Runtime.evaluate", &params);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web_view::Document;

    fn state(url: &str, origin: &str) -> State {
        let context = |id, origin: &str, main_frame| Context {
            id,
            unique: id.to_string(),
            origin: origin.to_owned(),
            main_frame,
            main_world: true,
        };
        let main = context(1, origin, true);
        State {
            document: Some(Document { id: DocumentId(7), url: url.to_owned(), context: Some(main.clone()) }),
            contexts: vec![main, context(2, origin, false)],
            ..State::default()
        }
    }

    #[test]
    fn only_the_main_world_of_the_current_web_page_calls() {
        let page = state("https://a.example/x", "https://a.example");
        assert_eq!(identify(&page, 1), Ok((DocumentId(7), "https://a.example".to_owned())));
        assert!(identify(&page, 2).unwrap_err().1.contains("child frame"));
        assert!(identify(&page, 3).unwrap_err().1.contains("gone"));
        for (url, origin) in [
            ("about:blank", "https://a.example"),
            ("blob:https://a.example/1", "https://a.example"),
            ("https://a.example/sandboxed", "null"),
            ("https://a.example/sandboxed", "://"),
        ] {
            assert!(identify(&state(url, origin), 1).is_err(), "{url} {origin}");
        }
    }

    #[test]
    fn a_malformed_message_is_an_error() {
        assert_eq!(parse(r#"[[1,"a",{"x":[1]}],[2,"b",null]]"#).unwrap().len(), 2);
        for bad in [
            "",
            "{}",
            "[1]",
            "[[1,2,3]]",
            "[[-1,\"a\",1]]",
            "[[1,\"a\"]]",
            "[[1,\"a\",1]] x",
            "[[1,\"a\",undefined]]",
        ] {
            assert!(parse(bad).is_err(), "{bad}");
        }
        let deep = format!("[[1,\"a\",{}{}]]", "[".repeat(100_000), "]".repeat(100_000));
        assert!(parse(&deep).is_ok(), "depth is the decoder's business, not a crash");
    }
}
