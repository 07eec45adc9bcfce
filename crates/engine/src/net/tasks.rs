//! What of the network runs for one mini program: at most ten requests at once, the others wait their turn; at most five
//! sockets (both WeChat documentation; that requests wait and sockets are refused: field reports).

use std::collections::{BTreeMap, VecDeque};

use futures::channel::{mpsc, oneshot};

use super::Order;

pub const REQUESTS: usize = 10;
pub const SOCKETS: usize = 5;
/// Bytes that may wait to be sent by one socket.
const UNSENT: usize = 64 * 1024 * 1024;

/// Why something ends before its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    Abort,
    /// The mini program has been in the background for too long.
    Interrupted,
    /// The phone has no network any more.
    Offline,
}

/// What has begun: it is told to end by `cut`, and may start at once or when `turn` comes. Dropped senders mean that the
/// mini program is gone.
pub struct Begun {
    pub number: u64,
    pub cut: oneshot::Receiver<Cut>,
    pub turn: Option<oneshot::Receiver<()>>,
}

#[derive(Default)]
pub struct Tasks {
    last: u64,
    running: BTreeMap<u64, Running>,
    waiting: VecDeque<(u64, oneshot::Sender<()>)>,
    sockets: BTreeMap<u64, Socket>,
    /// Nothing may begin, as long as the mini program stays in the background.
    pub asleep: bool,
    /// Counts comings and goings, so that an old absence ends nothing.
    pub absence: u64,
}

struct Running {
    /// The call that it answers.
    task: Option<u64>,
    cut: Option<oneshot::Sender<Cut>>,
    is_request: bool,
    /// It has had its turn.
    started: bool,
}

struct Socket {
    /// The call that opened it.
    task: Option<u64>,
    orders: mpsc::UnboundedSender<Order>,
    open: bool,
    /// Bytes that wait to be sent.
    unsent: usize,
}

impl Tasks {
    pub fn begin_request(&mut self, task: Option<u64>) -> Begun {
        let busy = self.running.values().filter(|running| running.is_request && running.started).count();
        let (number, cut) = self.begin(task, true, busy < REQUESTS);
        let turn = (busy >= REQUESTS).then(|| {
            let (turn, comes) = oneshot::channel();
            self.waiting.push_back((number, turn));
            comes
        });
        Begun { number, cut, turn }
    }

    /// `None`: there are five already.
    pub fn begin_socket(&mut self, task: Option<u64>, orders: mpsc::UnboundedSender<Order>) -> Option<Begun> {
        if self.sockets.len() >= SOCKETS {
            return None;
        }
        let (number, cut) = self.begin(task, false, true);
        self.sockets.insert(number, Socket { task, orders, open: false, unsent: 0 });
        Some(Begun { number, cut, turn: None })
    }

    fn begin(&mut self, task: Option<u64>, is_request: bool, started: bool) -> (u64, oneshot::Receiver<Cut>) {
        self.last += 1;
        let (sender, cut) = oneshot::channel();
        self.running.insert(self.last, Running { task, cut: Some(sender), is_request, started });
        (self.last, cut)
    }

    /// It has ended, however: the next that waits has its turn.
    pub fn end(&mut self, number: u64) {
        self.sockets.remove(&number);
        self.waiting.retain(|(waiting, _)| *waiting != number);
        let ended = self.running.remove(&number);
        if !ended.is_some_and(|running| running.is_request && running.started) {
            return;
        }
        if let Some((next, turn)) = self.waiting.pop_front() {
            if let Some(running) = self.running.get_mut(&next) {
                running.started = true;
            }
            let _ = turn.send(()); // who does not hear it has not ended yet, and will
        }
    }

    /// False: nothing of this call runs any more.
    pub fn abort(&mut self, task: u64) -> bool {
        let running = self.running.values_mut().find(|running| running.task == Some(task));
        running.and_then(|running| running.cut.take()).is_some_and(|cut| cut.send(Cut::Abort).is_ok())
    }

    /// Everything ends here, and nobody is told.
    pub fn clear(&mut self) {
        self.running.clear();
        self.waiting.clear();
        self.sockets.clear();
    }

    pub fn cut_all(&mut self, why: Cut) {
        for cut in self.running.values_mut().filter_map(|running| running.cut.take()) {
            let _ = cut.send(why); // it has just ended by itself
        }
    }

    pub fn opened(&mut self, number: u64) {
        if let Some(socket) = self.sockets.get_mut(&number) {
            socket.open = true;
        }
    }

    /// The socket of a call, or the one that was opened last.
    fn socket(&mut self, task: Option<u64>) -> Result<(u64, &mut Socket), &'static str> {
        let mut sockets = self.sockets.iter_mut().rev();
        let found = sockets.find(|(_, socket)| task.is_none() || socket.task == task);
        found.map(|(number, socket)| (*number, socket)).ok_or("WebSocket is not connected")
    }

    /// Sends by a socket; what comes back fires when it is on its way. [`Tasks::sent`] is to be told then.
    pub fn send(
        &mut self,
        task: Option<u64>,
        message: super::Message,
    ) -> Result<(u64, oneshot::Receiver<()>), &'static str> {
        let (number, socket) = self.socket(task)?;
        if !socket.open {
            return Err("WebSocket is not connected");
        }
        if socket.unsent + message.len() > UNSENT {
            return Err("too much waits to be sent already");
        }
        socket.unsent += message.len();
        let (sent, hears) = oneshot::channel();
        let order = Order::Send { message, sent };
        socket.orders.unbounded_send(order).map_err(|_| "WebSocket is not connected")?;
        Ok((number, hears))
    }

    pub fn sent(&mut self, number: u64, bytes: usize) {
        if let Some(socket) = self.sockets.get_mut(&number) {
            socket.unsent -= bytes.min(socket.unsent);
        }
    }

    /// Has a socket closed; one that has not opened yet is simply ended.
    pub fn close(&mut self, task: Option<u64>, code: u16, reason: String) -> Result<(), &'static str> {
        let (number, socket) = self.socket(task)?;
        if socket.open {
            socket.open = false;
            return socket
                .orders
                .unbounded_send(Order::Close { code, reason })
                .map_err(|_| "WebSocket is not connected");
        }
        let cut = self.running.get_mut(&number).and_then(|running| running.cut.take());
        cut.and_then(|cut| cut.send(Cut::Abort).ok()).ok_or("WebSocket is not connected")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has_turn(begun: &mut Begun) -> bool {
        begun.turn.as_mut().is_none_or(|turn| turn.try_recv().unwrap().is_some())
    }

    #[test]
    fn ten_run_and_the_others_come_in_their_order() {
        let mut tasks = Tasks::default();
        let mut all: Vec<Begun> = (0..1000).map(|id| tasks.begin_request(Some(id))).collect();
        assert_eq!(all.iter_mut().filter_map(|begun| has_turn(begun).then_some(())).count(), REQUESTS);
        // One that waits is taken out of the queue, and frees no place.
        assert!(tasks.abort(10));
        tasks.end(all[10].number);
        for (at, begun) in (0..).zip(&mut all[11..20]) {
            assert!(!has_turn(begun), "{at}");
        }
        tasks.end(all[3].number);
        let next = all[11].turn.as_mut().unwrap().try_recv().unwrap();
        assert!(next.is_some());
        for number in all.iter().map(|begun| begun.number).collect::<Vec<_>>() {
            tasks.end(number);
        }
        assert!(tasks.running.is_empty() && tasks.waiting.is_empty());
        assert!(tasks.begin_request(None).turn.is_none());
    }

    #[test]
    fn a_sixth_socket_is_refused() {
        let mut tasks = Tasks::default();
        let open = |tasks: &mut Tasks| tasks.begin_socket(None, mpsc::unbounded().0);
        let first = open(&mut tasks).unwrap();
        assert!((1..SOCKETS).all(|_| open(&mut tasks).is_some()));
        assert!(open(&mut tasks).is_none());
        tasks.end(first.number);
        assert!(open(&mut tasks).is_some());
    }

    #[test]
    fn a_socket_that_is_not_open_sends_nothing() {
        let mut tasks = Tasks::default();
        let message = || super::super::Message::Text("hello".to_owned());
        assert!(tasks.send(None, message()).is_err());
        let (orders, mut heard) = mpsc::unbounded();
        let begun = tasks.begin_socket(Some(7), orders).unwrap();
        assert!(tasks.send(Some(7), message()).is_err());
        tasks.opened(begun.number);
        assert!(tasks.send(Some(8), message()).is_err());
        assert!(tasks.send(None, message()).is_ok());
        assert!(matches!(heard.try_recv(), Ok(Order::Send { .. })));
        let large = super::super::Message::Binary(vec![0; UNSENT]);
        assert_eq!(tasks.send(Some(7), large).unwrap_err(), "too much waits to be sent already");
    }
}
