//! Work on the runtime whose steps somebody else takes, on another thread and at their own speed. Dropping them ends the work.

use std::pin::Pin;
use std::task::{Context, Poll};

use futures::channel::mpsc;
use futures::{SinkExt, Stream};
use sampan_engine::net::NetError;
use tokio::runtime::Handle;
use tokio::task::AbortHandle;

pub struct Steps<T> {
    receiver: mpsc::Receiver<Result<T, NetError>>,
    work: AbortHandle,
}

/// The end at which the work is. Waits until the step before has been taken.
pub struct Sender<T>(mpsc::Sender<Result<T, NetError>>);

/// Nobody takes the steps any more.
pub struct Gone;

impl<T> Sender<T> {
    pub async fn step(&mut self, step: T) -> Result<(), Gone> {
        self.0.send(Ok(step)).await.map_err(|_| Gone)
    }
}

impl<T: Send + 'static> Steps<T> {
    pub fn run<F>(runtime: &Handle, work: impl FnOnce(Sender<T>) -> F) -> Self
    where
        F: Future<Output = Result<(), Stop>> + Send + 'static,
    {
        let (mut sender, receiver) = mpsc::channel(0);
        let work = work(Sender(sender.clone()));
        let task = runtime.spawn(async move {
            if let Err(Stop::Failed(error)) = work.await {
                let _ = sender.send(Err(error)).await; // nobody may be there to hear it
            }
        });
        Self { receiver, work: task.abort_handle() }
    }
}

/// Why the work stops early.
pub enum Stop {
    Gone,
    Failed(NetError),
}

impl From<Gone> for Stop {
    fn from(_: Gone) -> Self {
        Self::Gone
    }
}

impl From<NetError> for Stop {
    fn from(error: NetError) -> Self {
        Self::Failed(error)
    }
}

impl<T> Stream for Steps<T> {
    type Item = Result<T, NetError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Pin::new(&mut self.receiver).poll_next(context)
    }
}

impl<T> Drop for Steps<T> {
    fn drop(&mut self) {
        self.work.abort();
    }
}
