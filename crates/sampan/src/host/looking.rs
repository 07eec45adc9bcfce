//! Who looks at the phone: the browsers that show it, and drivers. To the engine they are one number.

use std::sync::{Arc, PoisonError};

use futures::channel::oneshot;
use sampan_engine::engine::Command;
use sampan_engine::id::PageId;
use sampan_engine::session::State;
use tokio::sync::watch;

use super::shared::Shared;
use super::{Host, HostError};

#[derive(Default)]
pub(super) struct Lookers {
    browsers: usize,
    drivers: usize,
}

/// Somebody who looks until this is dropped: what is seen, always as it is now. While it lasts, questions wait for an answer.
pub struct Look {
    states: watch::Receiver<Arc<State>>,
    shared: Arc<Shared>,
}

impl Host {
    /// Looks at the phone.
    pub fn look(&self) -> Look {
        Look::new(&self.shared)
    }

    pub(crate) fn viewers(&self) -> Viewers {
        Viewers(self.shared.clone())
    }
}

/// Tells the program that a viewer is there.
pub(crate) struct Viewers(Arc<Shared>);

impl Viewers {
    /// False: the session has ended.
    pub fn shown(&self, id: u64) -> bool {
        let (answer, _) = oneshot::channel();
        self.0.command(Command::ViewerShown { id, answer })
    }
}

impl Look {
    pub(crate) fn new(shared: &Arc<Shared>) -> Self {
        shared.look(|lookers| lookers.drivers += 1);
        Self { states: shared.states.subscribe(), shared: shared.clone() }
    }

    /// What is seen now.
    pub fn state(&self) -> Arc<State> {
        self.states.borrow().clone()
    }

    /// Waits until a page asks something, is covered or closed, or shows another document. What was sent to the document that it
    /// had is dealt with then, and may never be answered.
    pub(crate) async fn until_it_leaves(&self, page: PageId) -> Result<(), HostError> {
        let before = stands(&self.state(), page);
        self.until(|state| {
            let asks = state.prompt.as_ref().is_some_and(|prompt| prompt.page == Some(page));
            (asks || stands(state, page) != before).then_some(())
        })
        .await
    }

    /// Waits until what is seen says something.
    pub async fn until<T>(&self, mut says: impl FnMut(&State) -> Option<T>) -> Result<T, HostError> {
        let mut states = self.states.clone();
        loop {
            if let Some(said) = says(&states.borrow_and_update()) {
                return Ok(said);
            }
            states.changed().await.map_err(|_| HostError::Ended)?;
        }
    }
}

impl Drop for Look {
    fn drop(&mut self) {
        self.shared.look(|lookers| lookers.drivers -= 1);
    }
}

impl Shared {
    /// So many browsers show the phone.
    pub fn browsers_look(&self, browsers: usize) -> bool {
        self.look(|lookers| lookers.browsers = browsers)
    }

    /// Under the lock: the engine hears it in the order it happens.
    fn look(&self, change: impl FnOnce(&mut Lookers)) -> bool {
        let mut lookers = self.lookers.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut lookers);
        self.command(Command::Watch { watchers: lookers.browsers + lookers.drivers })
    }
}

/// Whether the page is in front, and whether it shows a web-view; `None` when it is not open.
fn stands(state: &State, page: PageId) -> Option<(bool, bool)> {
    let open = state.pages.iter().find(|open| open.page == page)?;
    let is_top = state.pages.last().is_some_and(|top| top.page == page);
    Some((is_top, open.web_view.is_some()))
}
