//! A move of a request, as it is asked for.

use super::correction::CorrectionInput;
use crate::domain::id::RequestId;
use crate::domain::request::{MoveInput, RequestAction, TaskSpec};
use crate::domain::unit::Unit;

/// A move of a request, as a caller asks for it.
#[derive(Debug, Clone)]
pub struct RequestTransition {
    /// The request.
    pub request: RequestId,
    /// Secret of the receipt, for callers without a login.
    pub receipt: Option<String>,
    /// Version that the caller saw; any other is refused.
    pub version: Option<i64>,
    /// Unit that it is offered to.
    pub to: Option<Unit>,
    /// Task to be given.
    pub task: Option<TaskSpec>,
    /// Tasks of a joint handling.
    pub parts: Option<Vec<TaskSpec>>,
    /// What a correction gives.
    pub correction: CorrectionInput,
    /// Earlier request of the reporter that was answered.
    pub earlier: Option<RequestId>,
    /// Request about the same, which goes on.
    pub leading: Option<RequestId>,
    /// Input, without what is known of that unit, of those tasks and of those requests.
    pub input: MoveInput,
}

impl RequestTransition {
    /// Creates a move without further input.
    pub fn of(request: RequestId, action: RequestAction) -> Self {
        Self {
            request,
            receipt: None,
            version: None,
            to: None,
            task: None,
            parts: None,
            correction: CorrectionInput::default(),
            earlier: None,
            leading: None,
            input: MoveInput::of(action),
        }
    }
}
