//! The commands that wait for a program, and the one thing that it waits for in the middle of a turn: what its view answers.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use sampan_engine::id::PageId;
use sampan_engine::logic::LogicCommand;
use serde_json::Value;

/// How long a view may take: a page whose scripts are busy does not keep the program from going on.
const LIMIT: Duration = Duration::from_secs(1);
/// How soon a closed program is noticed.
const SLICE: Duration = Duration::from_millis(50);
/// `Told.Answer` of `packages/logic/src/operations.ts`.
const ANSWER: u64 = 1;

pub struct Inbox {
    commands: Receiver<LogicCommand>,
    /// What came while an answer was waited for.
    passed: RefCell<VecDeque<LogicCommand>>,
}

impl Inbox {
    pub fn new(commands: Receiver<LogicCommand>) -> Self {
        Self { commands, passed: RefCell::default() }
    }

    /// The next command. Without `pause` it is waited for as long as it takes.
    pub fn next(&self, pause: Option<Duration>) -> Result<LogicCommand, RecvTimeoutError> {
        if let Some(command) = self.passed.borrow_mut().pop_front() {
            return Ok(command);
        }
        match pause {
            Some(pause) => self.commands.recv_timeout(pause),
            None => self.commands.recv().map_err(|_| RecvTimeoutError::Disconnected),
        }
    }

    /// What the view of a page answers to a question; everything else waits for its turn.
    pub fn answer(&self, page: PageId, question: u64, is_closing: impl Fn() -> bool) -> Option<Value> {
        let asked = Instant::now();
        while asked.elapsed() < LIMIT && !is_closing() {
            match self.commands.recv_timeout(SLICE) {
                Ok(LogicCommand::ViewEvents { page: from, events }) if from == page => {
                    let (answer, rest) = take_answer(events, question);
                    if let Some(events) = rest {
                        self.passed.borrow_mut().push_back(LogicCommand::ViewEvents { page, events });
                    }
                    if answer.is_some() {
                        return answer;
                    }
                }
                Ok(command) => self.passed.borrow_mut().push_back(command),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
        None
    }
}

/// The answer, and what else the view has said.
fn take_answer(events: String, question: u64) -> (Option<Value>, Option<String>) {
    let Ok(mut messages) = serde_json::from_str::<Vec<Value>>(&events) else { return (None, Some(events)) };
    let is_answer = |message: &Value| message[0] == ANSWER && message[1] == question;
    let Some(at) = messages.iter().position(is_answer) else { return (None, Some(events)) };
    let answer = messages.remove(at)[2].take();
    (Some(answer), (!messages.is_empty()).then(|| Value::from(messages).to_string()))
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn an_answer_is_taken_out_and_the_rest_keeps_its_order() {
        let (sender, commands) = mpsc::channel();
        let inbox = Inbox::new(commands);
        let page = PageId(1);
        let says = |events: &str| LogicCommand::ViewEvents { page, events: events.to_owned() };
        for command in [LogicCommand::Finish, says("[[0,2]]"), says("[[1,7,{\"a\":1}],[0,3]]")] {
            sender.send(command).unwrap();
        }
        assert_eq!(inbox.answer(page, 7, || false), Some(serde_json::json!({ "a": 1 })));
        let mut left = Vec::new();
        while let Ok(command) = inbox.next(Some(Duration::ZERO)) {
            left.push(match command {
                LogicCommand::ViewEvents { events, .. } => events,
                command => format!("{command:?}"),
            });
        }
        assert_eq!(left, ["Finish", "[[0,2]]", "[[0,3]]"]);
    }

    #[test]
    fn nobody_is_waited_for_when_the_program_closes() {
        let (_sender, commands) = mpsc::channel();
        assert_eq!(Inbox::new(commands).answer(PageId(1), 1, || true), None);
    }
}
