//! A move of a request, as it is asked for.

use crate::domain::id::RequestId;
use crate::domain::request::{MoveInput, RequestAction};
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
    /// Input, without what is known of that unit.
    pub input: MoveInput,
}

impl RequestTransition {
    /// Creates a move without further input.
    pub const fn of(request: RequestId, action: RequestAction) -> Self {
        Self { request, receipt: None, version: None, to: None, input: MoveInput::of(action) }
    }
}
