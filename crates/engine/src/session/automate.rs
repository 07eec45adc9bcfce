//! A program's hand in the logic layer: methods that drive a mini program from outside, and functions of `wx` that they have
//! replaced.

use std::collections::{BTreeMap, BTreeSet};

use futures::channel::oneshot;
use serde_json::{Value, json};

use super::{Live, Session};
use crate::id::AppId;
use crate::logic::LogicCommand;

/// What a method gives, or why it does not.
pub type MethodAnswer = oneshot::Sender<Result<Value, String>>;

#[derive(Default)]
pub(super) struct Automation {
    /// Methods that run. A mini program that ends leaves none unanswered.
    running: BTreeMap<u64, (AppId, MethodAnswer)>,
    last: u64,
    /// Functions of `wx` that are replaced.
    mocks: BTreeMap<AppId, BTreeSet<String>>,
}

impl Session {
    /// Runs a method of `packages/logic/src/automation`.
    pub fn automate(&mut self, app: &AppId, method: String, params: Value, answer: MethodAnswer) {
        if !self.running.contains_key(app) || self.finishing.contains_key(app) {
            let _ = answer.send(Err(format!("the mini program {app} does not run")));
            return;
        }
        self.automation.last += 1;
        let id = self.automation.last;
        self.automation.running.insert(id, (app.clone(), answer));
        self.tell_logic(app, LogicCommand::Automate { id, method, params });
    }

    pub fn automated(&mut self, id: u64, result: Result<Value, String>) {
        if let Some((_, answer)) = self.automation.running.remove(&id) {
            let _ = answer.send(result);
        }
    }

    /// What a program that drives this one is to know without having asked.
    pub fn told(&self, app: AppId, event: String, params: Value) {
        (self.parts.live)(Live::Told { app, event, params });
    }

    pub fn mocks_changed(&mut self, app: AppId, names: BTreeSet<String>) {
        self.automation.mocks.insert(app, names);
    }

    /// An H5 page's call of a function that is replaced goes to the replacement. `None`: it is not.
    pub fn call_mock(
        &mut self,
        app: &AppId,
        name: &str,
        arguments: &Value,
    ) -> Option<oneshot::Receiver<Result<Value, String>>> {
        if !self.automation.mocks.get(app)?.contains(name) {
            return None;
        }
        let (answer, waiting) = oneshot::channel();
        let params = json!({ "method": name, "args": arguments });
        self.automate(app, "App.mocked".to_owned(), params, answer);
        Some(waiting)
    }

    /// The JavaScript of this mini program is gone, and what ran in it.
    pub(super) fn drop_automation(&mut self, app: &AppId) {
        self.automation.mocks.remove(app);
        let gone = self.automation.running.extract_if(.., |_, (of, _)| of == app);
        for (_, (_, answer)) in gone {
            let _ = answer.send(Err("the mini program ended before it had answered".to_owned()));
        }
    }
}

#[cfg(test)]
mod tests {
    use futures::channel::oneshot;
    use serde_json::json;

    use crate::engine::{Command, Event};
    use crate::logic::LogicEvent;
    use crate::session::Live;
    use crate::testing::Phone;

    fn method(phone: &mut Phone, app: &str) -> oneshot::Receiver<Result<serde_json::Value, String>> {
        let (answer, waiting) = oneshot::channel();
        let (method, params) = ("Page.getData".to_owned(), json!({ "pageId": 1 }));
        phone.handle(Event::Command(Command::Automate { app: app.into(), method, params, answer }));
        waiting
    }

    #[test]
    fn a_method_is_answered_by_what_it_gave_or_by_the_end_of_the_mini_program() {
        let mut phone = Phone::shop();
        assert!(method(&mut phone, "mpnone").try_recv().unwrap().unwrap().is_err());
        let (mut first, mut second) = (method(&mut phone, "mpshop"), method(&mut phone, "mpshop"));
        assert_eq!(
            phone.log(),
            "mpshop: automate 1 Page.getData {\"pageId\":1}\nmpshop: automate 2 Page.getData {\"pageId\":1}\n"
        );
        let result = Ok(json!({ "data": 1 }));
        phone.logic(LogicEvent::Automated { app: "mpshop".into(), id: 2, result: result.clone() });
        assert_eq!(second.try_recv().unwrap(), Some(result));
        assert_eq!(first.try_recv().unwrap(), None);
        phone.logic(LogicEvent::LaunchFailed { app: "mpshop".into(), reason: "gone".into() });
        assert!(first.try_recv().unwrap().unwrap().is_err());
    }

    #[test]
    fn what_a_program_tells_goes_to_those_who_drive_it() {
        let mut phone = Phone::shop();
        phone.live.borrow_mut().clear();
        let event = "App.bindingCalled".to_owned();
        phone.logic(LogicEvent::Told { app: "mpshop".into(), event, params: json!({ "name": "a" }) });
        let told = phone.live.borrow_mut().drain(..).find_map(|live| match live {
            Live::Told { event, params, .. } => Some((event, params)),
            _ => None,
        });
        assert_eq!(told, Some(("App.bindingCalled".to_owned(), json!({ "name": "a" }))));
    }
}
