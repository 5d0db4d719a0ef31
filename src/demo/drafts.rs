//! Change sets of responsibility that the supervisors draft in the month, and the reason for each.

mod action;

use super::areas::FIRST_GRID;
use super::stories::CHANGED_HANDS;
use crate::domain::reassignment::ReassignmentReason;

/// A change set of one operation.
#[derive(Debug, Clone, Copy)]
pub(super) struct DemoDraft {
    /// Hours before the present at which it is drafted.
    pub hours_before: i64,
    pub reason: ReassignmentReason,
    /// Note of its author.
    pub note: &'static str,
    pub result: DraftResult,
    /// The grid, by its index in the list of areas.
    area: usize,
    operation: DemoOperation,
}

/// Result of a change set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DraftResult {
    Applied,
    /// Applied, and undone so many hours after it was drafted.
    TakenBack(i64),
    /// Takes effect so many hours after it was drafted.
    Scheduled(i64),
    /// Waits for another supervisor, who may approve and apply it.
    Previewed,
}

#[derive(Debug, Clone, Copy)]
enum DemoOperation {
    /// The leader's duty passes to one of the incoming members.
    Successor(usize),
    /// The last building group goes to the neighbour with the longest common border.
    GroupMoves,
    /// A line from west to east cuts the grid in two, and its deputy leads the south.
    Split,
}

const DAY: i64 = 24;

/// A trial that was undone, a handover, a scheduled handover, and a split that waits for approval.
pub(super) const DRAFTS: [DemoDraft; 4] = [
    DemoDraft {
        hours_before: 16 * DAY,
        reason: ReassignmentReason::Workload,
        note: "本网格户数偏多，先试行把最后一个楼组划到相邻网格。",
        result: DraftResult::TakenBack(4 * DAY),
        area: FIRST_GRID + 4,
        operation: DemoOperation::GroupMoves,
    },
    DemoDraft {
        hours_before: 8 * DAY,
        reason: ReassignmentReason::PersonLeaves,
        note: "原网格长调离本街镇，由新到任的同志接替，在办件一并移交。",
        result: DraftResult::Applied,
        area: FIRST_GRID + CHANGED_HANDS,
        operation: DemoOperation::Successor(0),
    },
    DemoDraft {
        hours_before: DAY,
        reason: ReassignmentReason::PersonJoins,
        note: "新网格长正在培训，期满到岗时接替。",
        result: DraftResult::Scheduled(5 * DAY),
        area: FIRST_GRID + 20,
        operation: DemoOperation::Successor(1),
    },
    DemoDraft {
        hours_before: 20,
        reason: ReassignmentReason::AreaRedrawn,
        note: "片区大、户数多，拟从中间一分为二，南区由现任副职负责。请另一位督导看过再办。",
        result: DraftResult::Previewed,
        area: FIRST_GRID + 10,
        operation: DemoOperation::Split,
    },
];
