//! Steps of a driver, told to whoever keeps evidence.

use serde_json::Value;

use super::DriveError;

/// One call of a method.
#[derive(Clone, Debug)]
pub struct Step {
    /// Grows with every call.
    pub id: u64,
    pub method: String,
    pub params: Value,
}

/// Is told of every call, on the task that makes it: it must not block.
pub trait StepObserver: Send + Sync {
    fn started(&self, step: &Step);
    fn ended(&self, step: &Step, result: &Result<Value, DriveError>);
}
