//! The table of moves: the states of a request and what may be done in each.

use super::permission::{Permit, Public};
use super::published::Published;
use crate::domain::request::{
    MOVES, MoveCondition, MoveField, MoveRule, Party, RequestAction, RequestState, TASK_MOVES,
    TaskAction, TaskMoveRule, TaskParty, TaskState,
};
use crate::error::Result;
use serde::Serialize;
use utoipa::ToSchema;

/// The table changes with a release only.
const CACHED_SECONDS: u32 = 3600;

/// The states of a request.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RequestStates {
    /// Every state, in the order of the life of a request.
    pub items: Vec<RequestStateView>,
    /// Moves of the tasks about a request, by state of the task.
    pub task_moves: Vec<TaskMoveView>,
}

/// A move of a task.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TaskMoveView {
    /// States from which it starts.
    pub from: Vec<TaskState>,
    /// Action.
    pub action: TaskAction,
    /// Party that may make it.
    pub by: TaskParty,
    /// State to which it leads; missing: it stays.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<TaskState>,
    /// True when words are required.
    pub words: bool,
    /// True when a result is required.
    pub outcome: bool,
}

impl From<&TaskMoveRule> for TaskMoveView {
    fn from(rule: &TaskMoveRule) -> Self {
        let &TaskMoveRule { from, action, by, to, words, outcome } = rule;
        Self { from: from.to_vec(), action, by, to, words, outcome }
    }
}

/// A state of a request, and the moves that start from it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RequestStateView {
    /// State.
    pub state: RequestState,
    /// True when somebody has work to do on the request.
    pub open: bool,
    /// True when the request has ended.
    pub ended: bool,
    /// Moves, in the order in which they are tried.
    pub moves: Vec<MoveRuleView>,
}

/// A move of the table.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MoveRuleView {
    /// Action.
    pub action: RequestAction,
    /// Parties that may make it.
    pub by: Vec<Party>,
    /// Conditions that must all hold.
    pub when: Vec<MoveCondition>,
    /// Fields that are required.
    pub requires: Vec<MoveField>,
    /// Further fields that are accepted.
    pub allows: Vec<MoveField>,
    /// States that it may lead to.
    pub to: Vec<RequestState>,
}

impl MoveRuleView {
    fn new(rule: &MoveRule, from: RequestState) -> Self {
        Self {
            action: rule.action,
            by: rule.by.iter().collect(),
            when: rule.when.to_vec(),
            requires: rule.requires.to_vec(),
            allows: rule.allows.to_vec(),
            to: rule.to.states(from).collect(),
        }
    }
}

impl RequestStateView {
    fn new(state: RequestState) -> Self {
        let moves = MOVES.iter().filter(|rule| rule.from.contains(&state));
        Self {
            state,
            open: state.is_open(),
            ended: state.is_final(),
            moves: moves.map(|rule| MoveRuleView::new(rule, state)).collect(),
        }
    }
}

/// Lists the states of a request with their moves.
///
/// `GET /requests/{id}/transitions` tells which of them the caller may make now. The words are
/// labelled in the dictionaries `request_state`, `action`, `party`, `move_condition` and
/// `move_field`. The table changes with a release only: ask with `If-None-Match`.
#[utoipa::path(get, path = "/api/v1/request-states")]
pub async fn list_request_states(_: Permit<Public>) -> Result<Published<RequestStates>> {
    let items = RequestState::ALL.iter().copied().map(RequestStateView::new).collect();
    let task_moves = TASK_MOVES.iter().map(TaskMoveView::from).collect();
    Ok(Published {
        document: RequestStates { items, task_moves },
        language: None,
        seconds: CACHED_SECONDS,
    })
}
