//! Time, from outside: the engine has no clock of its own, so that a test can be at any hour.

use std::time::Duration;

use futures::future::BoxFuture;

pub trait Clock {
    /// Since some fixed moment.
    fn now(&self) -> Duration;
    /// The date, since 1970.
    fn date(&self) -> Duration;
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()>;
}
