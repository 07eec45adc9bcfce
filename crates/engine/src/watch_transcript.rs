//! Transcripts of who looks: what they are told, and what becomes of questions when they go.

use std::time::Duration;

use futures::channel::oneshot;
use serde_json::json;

use crate::engine::{Command, Event};
use crate::id::{DocumentId, PageId};
use crate::state::Back;
use crate::testing::Phone;
use crate::view::ViewEvent;

fn phone() -> Phone {
    let mut phone = Phone::shop();
    phone.web_view("mpshop", 1);
    phone
}

fn ending(reply: &serde_json::Value) -> String {
    reply["errMsg"].as_str().unwrap_or("(no answer)").to_owned()
}

#[test]
fn who_looks_is_told_at_once_and_then_only_what_changes() {
    let mut phone = phone();
    assert!(phone.told().is_empty(), "nobody looks");
    phone.watch(1);
    let first = phone.told();
    assert_eq!(first.len(), 1);
    assert_eq!(first[0].pages[0].origin.as_deref(), Some("https://shop.example"));
    assert!(first[0].pages[0].loading);
    phone.call(1, "getStorageInfo", json!({}));
    assert!(phone.told().is_empty(), "nothing changed");
    phone.view(ViewEvent::Loaded { page: PageId(1), url: "https://shop.example/".into() });
    phone.view(ViewEvent::TitleChanged { page: PageId(1), title: "Shop".into() });
    let told = phone.told();
    assert_eq!(told.len(), 2);
    assert_eq!((told[1].pages[0].title.as_str(), told[1].pages[0].loading), ("Shop", false));
    // A second one joins, and the first leaves: the state goes on being told.
    phone.watch(2);
    phone.watch(1);
    phone.silent(1, "postMessage", json!({"n": 1}));
    assert_eq!(phone.told().last().unwrap().pages[0].messages, [json!({"n": 1})]);
}

#[test]
fn the_web_history_is_known_to_those_who_look() {
    let mut phone = phone();
    phone.watch(1);
    assert_eq!(phone.state().pages[0].navigation_bar.back, Back::Nothing);
    phone.history.borrow_mut().entries =
        vec!["https://shop.example/".into(), "https://shop.example/#1".into()];
    phone.history.borrow_mut().current = 1;
    let url = "https://shop.example/#1".to_owned();
    phone.view(ViewEvent::Navigated { page: PageId(1), url, same_document: true });
    let page = phone.state().pages.remove(0);
    assert_eq!((page.history.len(), page.history_at, page.navigation_bar.back), (2, 1, Back::History));
}

#[test]
fn back_says_where_it_leads() {
    let mut phone = phone();
    phone.silent(1, "navigateTo", json!({"url": "/pages/c/c?x=1&y"}));
    let page = phone.state().pages.remove(1);
    assert_eq!((page.query.as_str(), page.navigation_bar.back), ("x=1&y=", Back::Page));
    phone.silent(1, "reLaunch", json!({"url": "/pages/c/c"}));
    assert_eq!(phone.state().pages[0].navigation_bar.back, Back::Home);
}

#[test]
fn a_prompt_survives_a_reload_of_the_page_that_shows_it() {
    let mut phone = phone();
    phone.watch(1);
    let call = phone.start(1, "getLocation", &json!({}));
    phone.watch(0);
    phone.advance(Duration::from_secs(29));
    phone.watch(1);
    phone.advance(Duration::from_secs(31));
    assert!(phone.state().prompt.is_some(), "the old absence ends nothing");
    phone.answer(true);
    assert_eq!(ending(&phone.later(call)), "getLocation:ok");
    assert!(phone.state().scopes["scope.userLocation"]);
}

#[test]
fn the_last_one_who_looks_takes_the_prompt_along_after_half_a_minute() {
    let mut phone = phone();
    phone.watch(2);
    let call = phone.start(1, "getLocation", &json!({}));
    let (kind, message) = ("confirm".to_owned(), "sure?".to_owned());
    phone.view(ViewEvent::Dialog { page: PageId(1), kind, message, default_text: String::new() });
    phone.watch(1);
    phone.advance(Duration::from_mins(1));
    assert!(phone.state().prompt.is_some(), "one still looks");
    phone.watch(0);
    phone.advance(Duration::from_millis(29_999));
    assert_eq!(ending(&phone.later(call)), "(no answer)");
    phone.advance(Duration::from_millis(1));
    assert_eq!(ending(&phone.later(call)), "getLocation:fail auth deny");
    assert_eq!(phone.state().prompt, None);
    // With nobody there the next question ends at once, and was not remembered as a no.
    assert_eq!(ending(&phone.call(1, "getLocation", json!({}))), "getLocation:fail auth deny");
    assert_eq!(phone.prompts().last().unwrap(), "unanswered");
}

#[test]
fn somebody_who_always_answers_keeps_the_prompts() {
    let mut phone = Phone::answered(&[("mpshop", crate::testing::SHOP, "")], true);
    phone.web_view("mpshop", 1);
    phone.watch(1);
    let call = phone.start(1, "getLocation", &json!({}));
    phone.watch(0);
    phone.advance(Duration::from_mins(1));
    phone.answer(true);
    assert_eq!(ending(&phone.later(call)), "getLocation:ok");
}

#[test]
fn an_answer_to_a_prompt_that_is_gone_says_so() {
    let mut phone = phone();
    let (answer, mut result) = oneshot::channel();
    let reply = crate::prompt::Reply::default();
    phone.handle(Event::Command(Command::AnswerPrompt { id: 7, reply, answer }));
    assert_eq!(result.try_recv().unwrap().unwrap().unwrap_err(), "no prompt 7 waits");
}

#[test]
fn a_new_document_loads_until_it_has_loaded_or_failed() {
    let mut phone = phone();
    let failed =
        |page, url: &str| ViewEvent::LoadFailed { page, url: url.into(), reason: "no such host".into() };
    phone.view(failed(PageId(1), "https://shop.example/"));
    assert!(!phone.state().pages[0].loading);
    let (document, url) = (DocumentId(9), "https://shop.example/x".to_owned());
    phone.view(ViewEvent::DocumentOpened { page: PageId(1), document, url });
    assert!(phone.state().pages[0].loading);
}
