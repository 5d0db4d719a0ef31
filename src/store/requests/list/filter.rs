//! What lists of requests are filtered by.

use super::ListQuery;
use crate::domain::id::{GridId, MemberId, RequestId};
use crate::domain::period::Instant;
use crate::domain::request::{
    AssignmentCause, Channel, DeskQueue, RequestKind, RequestState, ResolutionOutcome,
};
use crate::domain::routing::PlacedBy;
use crate::domain::unit::Unit;
use crate::store::column::{AggregateKey, StoredInstant};
use crate::store::schema::requests;
use diesel::dsl::not;
use diesel::prelude::*;

/// Filter of a list of requests.
#[derive(Debug, Clone, Default)]
pub struct ListFilter {
    /// Only among these; empty: all.
    pub among: Vec<RequestId>,
    /// Only in one of these states; empty: any.
    pub states: Vec<RequestState>,
    /// Only of this kind.
    pub kind: Option<RequestKind>,
    /// Only of this category or below it.
    pub category: Option<String>,
    /// Only of these categories.
    pub categories: Option<Vec<String>>,
    /// Only those that came by this channel.
    pub channel: Option<Channel>,
    /// Only those of this holder, as far as lists show it.
    pub holder: Option<MemberId>,
    /// Only those of this unit, as lists show it.
    pub unit: Option<Unit>,
    /// Only those that one of these grids holds, as lists show it.
    pub grids: Option<Vec<GridId>>,
    /// Only those of which this came.
    pub outcome: Option<ResolutionOutcome>,
    /// Only hard cases.
    pub hard_case: bool,
    /// Only the one with this number.
    pub number: Option<String>,
    /// Only those with a clock that has fallen due at this instant.
    pub overdue_at: Option<Instant>,
    /// True for the reporters' own lists: what is linked to another is due as if it were not.
    pub told_outside: bool,
    /// Only those that wait for the review of their return.
    pub returned: bool,
    /// Only those that wait for an answer of their reporters.
    pub waits_for_reporter: bool,
    /// Only open confidential ones without a redacted copy.
    pub unredacted: bool,
    /// Only open ones that wait for the desk.
    pub waiting_for_desk: bool,
    /// Only those of this queue of the desk.
    pub queue: Option<DeskQueue>,
    /// Only those received at this instant or later.
    pub since: Option<Instant>,
    /// Only those with a clock that falls due before this instant.
    pub due_before: Option<Instant>,
    /// Only the ticket of this platform above with this number there.
    pub external: Option<(String, String)>,
}

/// Selects the requests that a confidential reporter holds.
macro_rules! held_by_reporter {
    () => {
        requests::confidential
            .eq(true)
            .and(requests::reporter_member_id.eq(requests::holder_id.nullable()).assume_not_null())
    };
}

pub(super) fn filtered<'a>(mut query: ListQuery<'a>, filter: &'a ListFilter) -> ListQuery<'a> {
    if !filter.among.is_empty() {
        query = query.filter(requests::id.eq_any(&filter.among));
    }
    if !filter.states.is_empty() {
        query = in_states(query, &filter.states);
    }
    if let Some(kind) = filter.kind {
        query = query.filter(requests::kind.eq(kind));
    }
    if let Some(category) = &filter.category {
        let below = format!("{}.%", literally(category));
        query = query
            .filter(requests::category.eq(category).or(requests::category.like(below).escape('!')));
    }
    if let Some(categories) = &filter.categories {
        query = query.filter(requests::category.eq_any(categories));
    }
    query = handled(query, filter);
    if filter.unredacted {
        let waits = requests::confidential.eq(true).and(requests::redacted_at.is_null());
        query = query
            .filter(waits.and(requests::next_due.is_not_null()).and(requests::ended_at.is_null()));
    }
    if filter.waiting_for_desk {
        query = waiting(query).filter(
            requests::held_by
                .eq(AssignmentCause::Desk)
                .or(requests::return_round.is_not_null())
                .or(requests::confidential.eq(true).and(requests::proposed_at.is_not_null()))
                .or(requests::correction_proposed_at.is_not_null())
                .or(held_by_reporter!()),
        );
    }
    if let Some(queue) = filter.queue {
        query = queued(query, queue);
    }
    if let Some(since) = filter.since {
        query = query.filter(requests::received_at.ge(StoredInstant(since)));
    }
    if let Some(due_before) = filter.due_before {
        query = due_by(query, due_before, filter.told_outside);
    }
    if let Some((system, number)) = &filter.external {
        let named = requests::external_system
            .eq(system.clone())
            .and(requests::external_number.eq(number.clone()));
        query = query.filter(named.assume_not_null());
    }
    query
}

/// Restricts a query by how requests came, who has them and how they stand: by nothing that the
/// list does not show.
fn handled<'a>(mut query: ListQuery<'a>, filter: &'a ListFilter) -> ListQuery<'a> {
    let at_desk = requests::held_by.eq(AssignmentCause::Desk);
    if let Some(channel) = filter.channel {
        query = query.filter(requests::channel.eq(channel));
        if !channel.is_from_above() {
            query = query.filter(requests::confidential.eq(false));
        }
    }
    if let Some(holder) = filter.holder {
        let shown = requests::confidential.eq(false).or(not(at_desk));
        query = query.filter(requests::holder_id.eq(holder).and(shown));
    }
    match filter.unit {
        Some(Unit::Desk(_)) => query = query.filter(at_desk),
        Some(unit) => {
            let held = requests::unit_id.eq(AggregateKey(unit.id()));
            query = query.filter(held.and(not(at_desk)));
        }
        None => {}
    }
    if let Some(grids) = &filter.grids {
        let keys = grids.iter().map(|grid| AggregateKey(grid.0)).collect::<Vec<_>>();
        query = query.filter(requests::unit_id.eq_any(keys).and(not(at_desk)));
    }
    if let Some(outcome) = filter.outcome {
        query = query.filter(requests::outcome.eq(outcome).assume_not_null());
    }
    if filter.hard_case {
        query = query.filter(requests::hard_case.eq(true));
    }
    if let Some(number) = &filter.number {
        query = query.filter(requests::number.eq(number));
    }
    if let Some(now) = filter.overdue_at {
        query = due_by(query, now, filter.told_outside);
    }
    if filter.returned {
        query = query.filter(requests::state.eq(RequestState::Returned));
    }
    if filter.waits_for_reporter {
        query = query.filter(requests::asked_at.is_not_null());
    }
    query
}

/// Restricts a query to states. That a confidential request is linked only the desk knows: it is
/// found as it is shown.
fn in_states<'a>(query: ListQuery<'a>, states: &'a [RequestState]) -> ListQuery<'a> {
    let linked = requests::confidential.eq(true).and(requests::state.eq(RequestState::Merged));
    let as_stored = requests::state.eq_any(states).and(not(linked));
    match states.contains(&RequestState::Merged.as_told_outside()) {
        true => query.filter(as_stored.or(linked)),
        false => query.filter(as_stored),
    }
}

/// Restricts a query to requests with a clock that falls due before an instant.
fn due_by(query: ListQuery<'_>, instant: Instant, told_outside: bool) -> ListQuery<'_> {
    let at = StoredInstant(instant);
    let due = requests::next_due.lt(at).assume_not_null();
    // The clocks of what is linked stand still, and not everybody is told why.
    let accept = requests::accepted_at.is_null().and(requests::accept_due.lt(at));
    let contact =
        requests::contact_settled_at.is_null().and(requests::contact_due.lt(at).assume_not_null());
    let told = requests::resolve_due.lt(at).or(accept).or(contact);
    let linked = requests::state.eq(RequestState::Merged).and(told);
    match told_outside {
        true => query.filter(due.or(linked)),
        false => query.filter(due.or(requests::confidential.eq(true).and(linked))),
    }
}

/// Restricts a query to open requests that are not offered to a unit.
fn waiting(query: ListQuery<'_>) -> ListQuery<'_> {
    let open = requests::ended_at.is_null().and(requests::offer_kind.is_null());
    // What is objected to waits for a decision, what is linked for the one that goes on.
    let others = [RequestState::Resolved, RequestState::Objected, RequestState::Merged];
    query.filter(open.and(requests::state.ne_all(others)))
}

/// Restricts a query to a queue of the desk. What waits there is in one queue alone, the one that
/// it is shown with.
fn queued(query: ListQuery<'_>, queue: DeskQueue) -> ListQuery<'_> {
    let at_desk = requests::held_by.eq(AssignmentCause::Desk);
    let unplaced = requests::confidential.eq(false).and(requests::placed_by.eq(PlacedBy::Unplaced));
    let reporter = requests::reporter_member_id;
    let held_by_others =
        reporter.is_null().or(reporter.ne(requests::holder_id.nullable()).assume_not_null());
    match queue {
        DeskQueue::Unplaced => waiting(query).filter(at_desk.and(unplaced)),
        DeskQueue::ToDispatch => waiting(query).filter(at_desk.and(not(unplaced))),
        DeskQueue::Returns => query.filter(requests::return_round.is_not_null()),
        DeskQueue::Objections => query.filter(requests::state.eq(RequestState::Objected)),
        DeskQueue::Proposed => waiting(query)
            .filter(requests::confidential.eq(true).and(requests::proposed_at.is_not_null()))
            .filter(not(at_desk).and(held_by_others)),
        DeskQueue::Corrections => waiting(query)
            .filter(requests::correction_proposed_at.is_not_null())
            .filter(not(at_desk).and(requests::state.ne(RequestState::Returned)))
            .filter(
                requests::confidential
                    .eq(false)
                    .or(requests::proposed_at.is_null().and(held_by_others)),
            ),
        DeskQueue::HeldByReporter => {
            waiting(query).filter(held_by_reporter!()).filter(not(at_desk))
        }
        DeskQueue::Reminded => {
            let open = requests::ended_at.is_null().and(requests::state.ne(RequestState::Resolved));
            // Nobody handles one that is linked: the desk hears its reporter.
            let open = open.or(requests::state.eq(RequestState::Merged));
            query.filter(open.and(requests::reminded_at.is_not_null()))
        }
        DeskQueue::ReportBack => {
            let resolved = requests::state.eq(RequestState::Resolved);
            query.filter(resolved.and(requests::external_system.is_not_null()))
        }
        DeskQueue::HardCase => query.filter(requests::hard_case.eq(true)),
    }
}

/// Escapes a text for LIKE, so that it matches only itself.
fn literally(text: &str) -> String {
    text.replace('!', "!!").replace('%', "!%").replace('_', "!_")
}
