//! Other requests that a move of the desk names.

use super::RequestState;
use crate::domain::id::RequestId;

/// Request about the same, which goes on while the other waits for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeadingRequest {
    /// Identifier.
    pub id: RequestId,
    /// State.
    pub state: RequestState,
    /// True if only the town desk knows its reporter.
    pub confidential: bool,
    /// True if there are people who must not handle it.
    pub excludes_people: bool,
    /// True if it is the very request that is to be linked.
    pub is_itself: bool,
}

/// Earlier request of a reporter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlierRequest {
    /// Identifier.
    pub id: RequestId,
    /// Number that people use.
    pub number: String,
    /// True if the same reporter sent it and was answered.
    pub answers: bool,
}
