//! A developer's hand in the logic layer: lines of a console, and the `data` of the pages.

use std::collections::BTreeMap;

use futures::channel::oneshot;
use serde_json::Value;

use super::{Live, Session};
use crate::id::{AppId, PageId};
use crate::logic::LogicCommand;

/// What a line of a console gives, as a console shows it.
pub type LineAnswer = oneshot::Sender<Result<String, String>>;

/// Who watches and waits.
#[derive(Default)]
pub(super) struct Inspection {
    /// Lines that run. A mini program that ends leaves none unanswered.
    lines: BTreeMap<u64, (AppId, LineAnswer)>,
    last_line: u64,
    watches_data: bool,
}

impl Session {
    pub fn run_in_logic(&mut self, app: &AppId, script: String, answer: LineAnswer) {
        if !self.running.contains_key(app) {
            let _ = answer.send(Err(format!("the mini program {app} does not run")));
            return;
        }
        self.inspection.last_line += 1;
        let id = self.inspection.last_line;
        self.inspection.lines.insert(id, (app.clone(), answer));
        self.tell_logic(app, LogicCommand::Run { id, script });
    }

    pub fn ran(&mut self, id: u64, result: Result<String, String>) {
        if let Some((_, answer)) = self.inspection.lines.remove(&id) {
            let _ = answer.send(result);
        }
    }

    /// The JavaScript of this mini program is gone, and what ran in it.
    pub(super) fn drop_lines(&mut self, app: &AppId) {
        let gone = self.inspection.lines.extract_if(.., |_, (of, _)| of == app);
        for (_, (_, answer)) in gone {
            let _ = answer.send(Err("the mini program ended before the line did".to_owned()));
        }
        self.drop_automation(app);
    }

    pub fn watch_data(&mut self, on: bool) {
        self.inspection.watches_data = on;
        for app in self.running.keys() {
            self.tell_logic(app, LogicCommand::WatchData { on });
        }
    }

    /// A mini program has just been launched.
    pub(super) fn keep_watching(&self, app: &AppId) {
        if self.inspection.watches_data {
            self.tell_logic(app, LogicCommand::WatchData { on: true });
        }
    }

    pub fn data_changed(&self, app: AppId, page: PageId, path: String, data: Value) {
        (self.parts.live)(Live::Data { app, page, path, data });
    }

    pub fn set_data(&self, app: &AppId, page: PageId, data: Value) -> Result<(), String> {
        let running = self.running.get(app).ok_or_else(|| format!("the mini program {app} does not run"))?;
        if !running.pages.contains_key(&page) {
            return Err(format!("{app} has no open {page}"));
        }
        if !data.is_object() {
            return Err("setData takes an object".to_owned());
        }
        self.tell_logic(app, LogicCommand::SetData { page, data });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use futures::channel::oneshot;
    use serde_json::json;

    use crate::engine::{Command, Event};
    use crate::id::PageId;
    use crate::logic::LogicEvent;
    use crate::session::Live;
    use crate::testing::Phone;

    fn line(phone: &mut Phone, app: &str) -> oneshot::Receiver<Result<String, String>> {
        let (answer, waiting) = oneshot::channel();
        phone.handle(Event::Command(Command::RunInLogic { app: app.into(), script: "1+1".into(), answer }));
        waiting
    }

    #[test]
    fn a_line_is_answered_by_what_it_gave_or_by_the_end_of_the_mini_program() {
        let mut phone = Phone::shop();
        assert!(line(&mut phone, "mpnone").try_recv().unwrap().unwrap().is_err());
        let (mut first, mut second) = (line(&mut phone, "mpshop"), line(&mut phone, "mpshop"));
        assert_eq!(phone.log(), "mpshop: run 1 1+1\nmpshop: run 2 1+1\n");
        phone.logic(LogicEvent::Ran { app: "mpshop".into(), id: 2, result: Ok("2".into()) });
        assert_eq!(second.try_recv().unwrap(), Some(Ok("2".to_owned())));
        assert_eq!(first.try_recv().unwrap(), None);
        phone.logic(LogicEvent::LaunchFailed { app: "mpshop".into(), reason: "gone".into() });
        assert!(first.try_recv().unwrap().unwrap().is_err());
    }

    #[test]
    fn data_goes_to_those_who_look_and_back_to_the_page() {
        let mut phone = Phone::shop();
        phone.handle(Event::Command(Command::WatchData { on: true }));
        let mut set = |page, data| {
            let (answer, mut done) = oneshot::channel();
            let page = PageId(page);
            phone.handle(Event::Command(Command::SetData { app: "mpshop".into(), page, data, answer }));
            done.try_recv().unwrap().unwrap()
        };
        assert_eq!(set(1, json!({"n": 1})), Ok(()));
        assert!(set(1, json!(3)).is_err() && set(9, json!({})).is_err());
        assert_eq!(phone.log(), "mpshop: watch data true\nmpshop: page 1.setData {\"n\":1}\n");
        let (path, data) = ("pages/a/a".to_owned(), json!({"n": 1}));
        phone.live.borrow_mut().clear();
        phone.logic(LogicEvent::Data { app: "mpshop".into(), page: PageId(1), path, data });
        let told = phone.live.borrow_mut().drain(..).find_map(|live| match live {
            Live::Data { page, path, data, .. } => Some((page, path, data)),
            Live::State(_) | Live::Told { .. } => None,
        });
        assert_eq!(told, Some((PageId(1), "pages/a/a".to_owned(), json!({"n": 1}))));
    }
}
