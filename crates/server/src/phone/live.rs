//! What everybody who looks at the phone is shown: the state as it is, and the events that are remembered. It is written
//! on the engine's thread and read by each client at the client's own speed. There is no queue a client: one that is
//! slow gets the newest state in one patch, and finds that the oldest events are gone.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use sampan_engine::id::{AppId, PageId};
use sampan_engine::state::State;
use sampan_engine::trace::TraceEvent;
use serde_json::Value;
use tokio::sync::watch;

use super::event;

/// How many events are remembered, and how many bytes of them.
const EVENTS: usize = 10_000;
const EVENT_BYTES: usize = 64 * 1024 * 1024;
/// How much goes into one message.
const BATCH_BYTES: usize = 1024 * 1024;

/// Shared between the engine's thread, which tells it, and the clients.
pub struct Live {
    inner: Mutex<Inner>,
    changed: watch::Sender<()>,
}

#[derive(Default)]
struct Inner {
    state: Arc<State>,
    /// The same as JSON; null before the first.
    value: Arc<Value>,
    events: VecDeque<Remembered>,
    bytes: usize,
    last: u64,
    data: BTreeMap<PageId, Data>,
    data_version: u64,
    ended: Option<String>,
}

struct Remembered {
    n: u64,
    /// A `Told` as JSON.
    text: Arc<str>,
}

/// The `data` of a page in the logic layer.
struct Data {
    version: u64,
    app: AppId,
    path: String,
    value: Arc<Value>,
}

/// How far a client has been told.
#[derive(Default)]
pub struct Place {
    value: Arc<Value>,
    event: u64,
    data: u64,
}

/// What a client is to be told next.
#[derive(Default)]
pub struct News {
    /// What it has, and what it is now; the same when nothing has changed.
    pub state: Option<(Arc<Value>, Arc<Value>)>,
    /// `Told` values as JSON.
    pub events: Vec<Arc<str>>,
    pub data: Vec<(AppId, PageId, String, Arc<Value>)>,
    /// There is more than fits into one message.
    pub more: bool,
}

impl Live {
    pub fn new() -> Arc<Self> {
        Arc::new(Self { inner: Mutex::default(), changed: watch::Sender::new(()) })
    }

    /// Something happened.
    pub fn event(&self, happened: &TraceEvent) {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let event = event::json(happened);
        let mut inner = self.lock();
        inner.last += 1;
        let n = inner.last;
        let text: Arc<str> = format!(r#"{{"n":{n},"at":{},"event":{event}}}"#, now.as_millis()).into();
        inner.bytes += text.len();
        inner.events.push_back(Remembered { n, text });
        while inner.events.len() > EVENTS || (inner.bytes > EVENT_BYTES && inner.events.len() > 1) {
            let gone = inner.events.pop_front().map_or(0, |event| event.text.len());
            inner.bytes -= gone;
        }
        drop(inner);
        self.changed.send_replace(());
    }

    /// What a person sees now.
    pub fn state(&self, state: State) {
        let value = serde_json::to_value(&state).unwrap_or_default();
        let mut inner = self.lock();
        if *inner.value == value {
            return;
        }
        inner.value = Arc::new(value);
        inner.data.retain(|page, _| state.pages.iter().any(|open| open.page == *page));
        inner.state = Arc::new(state);
        drop(inner);
        self.changed.send_replace(());
    }

    /// The `data` of a page in the logic layer has changed.
    pub fn data(&self, app: AppId, page: PageId, path: String, value: Value) {
        let mut inner = self.lock();
        inner.data_version += 1;
        let data = Data { version: inner.data_version, app, path, value: Arc::new(value) };
        inner.data.insert(page, data);
        drop(inner);
        self.changed.send_replace(());
    }

    /// The host ends; why. The first reason counts.
    pub fn end(&self, reason: &str) {
        self.lock().ended.get_or_insert_with(|| reason.to_owned());
        self.changed.send_replace(());
    }

    pub fn ended(&self) -> Option<String> {
        self.lock().ended.clone()
    }

    /// What a person sees now.
    pub fn current(&self) -> Arc<State> {
        self.lock().state.clone()
    }

    /// An event that is remembered, as JSON of a `Told`.
    pub fn remembered(&self, n: u64) -> Option<Arc<str>> {
        let inner = self.lock();
        let at = inner.events.binary_search_by_key(&n, |event| event.n).ok()?;
        inner.events.get(at).map(|event| event.text.clone())
    }

    /// What is seen is not known any more.
    pub fn forget_state(&self) {
        let mut inner = self.lock();
        inner.state = Arc::default();
        inner.value = Arc::default();
        inner.data.clear();
    }

    pub fn forget_events(&self) {
        let mut inner = self.lock();
        inner.events.clear();
        inner.bytes = 0;
    }

    /// Tells when there may be news.
    pub fn watch(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }

    /// What somebody at this place does not know yet; the place moves on.
    pub fn news(&self, place: &mut Place, wants_data: bool) -> News {
        let inner = self.lock();
        let mut news = News::default();
        if !Arc::ptr_eq(&place.value, &inner.value) && !inner.value.is_null() {
            let before = std::mem::replace(&mut place.value, inner.value.clone());
            news.state = Some((before, inner.value.clone()));
        }
        let first = inner.events.partition_point(|event| event.n <= place.event);
        let mut bytes = 0;
        for event in inner.events.iter().skip(first) {
            if bytes + event.text.len() > BATCH_BYTES && bytes > 0 {
                news.more = true;
                break;
            }
            bytes += event.text.len();
            place.event = event.n;
            news.events.push(event.text.clone());
        }
        if wants_data && place.data < inner.data_version {
            let newer = inner.data.iter().filter(|(_, data)| data.version > place.data);
            news.data = newer
                .map(|(page, data)| (data.app.clone(), *page, data.path.clone(), data.value.clone()))
                .collect();
            place.data = inner.data_version;
        }
        news
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notice(text: &str) -> TraceEvent {
        TraceEvent::Notice { text: text.to_owned() }
    }

    #[test]
    fn a_newcomer_gets_what_is_remembered_and_then_only_what_is_new() {
        let live = Live::new();
        let mut place = Place::default();
        live.event(&notice("one"));
        live.event(&notice("two"));
        assert_eq!(live.news(&mut place, false).events.len(), 2);
        live.event(&notice("three"));
        let news = live.news(&mut place, false);
        assert_eq!(news.events.len(), 1);
        assert!(news.events[0].starts_with(r#"{"n":3,"#), "{}", news.events[0]);
        assert!(live.news(&mut place, false).events.is_empty());
    }

    #[test]
    fn the_oldest_events_make_room_and_leave_a_gap() {
        let live = Live::new();
        for number in 0..EVENTS + 5 {
            live.event(&notice(&number.to_string()));
        }
        let mut place = Place::default();
        let first = live.news(&mut place, false).events[0].clone();
        assert!(first.starts_with(r#"{"n":6,"#), "{first}");
        assert!(live.remembered(5).is_none());
        assert!(live.remembered(6).is_some());
    }

    #[test]
    fn many_large_events_come_in_several_messages() {
        let live = Live::new();
        for _ in 0..40 {
            live.event(&notice(&"x".repeat(60_000)));
        }
        let (mut place, mut count, mut messages) = (Place::default(), 0, 0);
        loop {
            let news = live.news(&mut place, false);
            count += news.events.len();
            messages += 1;
            if !news.more {
                break;
            }
        }
        assert_eq!(count, 40);
        assert!(messages > 1);
    }

    #[test]
    fn a_state_that_is_the_same_is_no_news() {
        let live = Live::new();
        let mut place = Place::default();
        live.state(State { menu: true, ..State::default() });
        assert!(live.news(&mut place, false).state.is_some_and(|(before, _)| before.is_null()));
        live.state(State { menu: true, ..State::default() });
        assert!(live.news(&mut place, false).state.is_none());
    }

    #[test]
    fn data_goes_to_those_who_want_it() {
        let live = Live::new();
        let mut place = Place::default();
        live.data(AppId::from("a"), PageId(1), "p".to_owned(), Value::from(1));
        assert!(live.news(&mut place, false).data.is_empty());
        assert_eq!(live.news(&mut place, true).data.len(), 1);
        assert!(live.news(&mut place, true).data.is_empty());
    }
}
