//! Lists of requests.

use super::RequestRow;
use super::excluded_people::{ServingReader, is_kept_from};
use super::partakers::is_shared_with;
use super::tasks::has_task_of;
use crate::domain::id::{AccountId, BuildingGroupId, GridId, MemberId, OrganizationId, RequestId};
use crate::domain::period::Instant;
use crate::domain::request::{
    AssignmentCause, DeskQueue, InboxKey, RequestKind, RequestState, TaskAssignee, Urgency,
};
use crate::domain::routing::PlacedBy;
use crate::domain::routing_rule::Partaker;
use crate::domain::unit::{Unit, UnitKind};
use crate::error::Result;
use crate::store::column::{AggregateKey, StoredInstant};
use crate::store::connection::{AnyConnection, MultiBackend};
use crate::store::schema::requests;
use diesel::dsl::not;
use diesel::prelude::*;

/// Owner of a list of requests.
#[derive(Debug, Clone)]
pub enum ListOwner {
    /// Requests reported by an account.
    ReportedBy(AccountId),
    /// Tickets that a member handed over, and requests reported by their account.
    SentBy(AccountId, MemberId),
    /// Requests of an area, without those about the reader.
    In {
        /// The area; none: everywhere.
        area: Option<ListArea>,
        /// The reader.
        reader: Option<ServingReader>,
    },
    /// Requests of the desk of an area, without those about the reader.
    OfDesk {
        /// The area; none: everywhere.
        area: Option<ListArea>,
        /// The reader.
        reader: Option<ServingReader>,
    },
    /// Returns and objections that the supervisors of an area decide, without those about the
    /// reader.
    DecidedBy {
        /// The area; none: everywhere.
        area: Option<ListArea>,
        /// The reader.
        reader: Option<ServingReader>,
    },
    /// Requests that a rule shares with any of these, about which they have a task, or in which the
    /// reader assists an office, without those about the reader.
    SharedWith {
        /// Units that the reader leads, and posts that they hold.
        partakers: Vec<Partaker>,
        /// Duties of the reader, and units that they lead, by which they are given tasks.
        assignees: Vec<TaskAssignee>,
        /// Grids of places in which the reader assists offices.
        assisted: Vec<GridId>,
        /// The reader.
        reader: ServingReader,
    },
}

/// Area of a list: requests placed in one of its grids, or held by one of its units.
#[derive(Debug, Clone)]
pub struct ListArea {
    /// Grids.
    pub grids: Vec<GridId>,
    /// Building groups.
    pub groups: Vec<BuildingGroupId>,
    /// Departments and station offices.
    pub offices: Vec<OrganizationId>,
}

impl ListArea {
    fn units(&self) -> Vec<AggregateKey> {
        let grids = self.grids.iter().map(|grid| AggregateKey(grid.0));
        let groups = self.groups.iter().map(|group| AggregateKey(group.0));
        grids
            .chain(groups)
            .chain(self.offices.iter().map(|office| AggregateKey(office.0)))
            .collect()
    }
}

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

/// Page of a list.
#[derive(Debug, Clone, Copy)]
pub struct ListPage {
    /// Receipt time and identifier of the row before the page.
    pub after: Option<(Instant, RequestId)>,
    /// Maximum number of rows.
    pub limit: i64,
}

type ListQuery<'a> = requests::BoxedQuery<
    'a,
    MultiBackend,
    diesel::dsl::SqlTypeOf<diesel::dsl::AsSelect<RequestRow, MultiBackend>>,
>;

impl RequestRow {
    /// Lists the requests that match a filter, newest first.
    pub fn list(
        connection: &mut AnyConnection,
        whose: &ListOwner,
        within: Option<&ListArea>,
        filter: &ListFilter,
        page: ListPage,
    ) -> Result<Vec<Self>> {
        let mut query = filtered(
            narrowed(requests::table.select(Self::as_select()).into_boxed(), whose),
            filter,
        );
        if let Some(area) = within {
            query = inside(query, area);
        }
        if let Some((received, id)) = page.after {
            let earlier = requests::received_at.lt(StoredInstant(received));
            query = query
                .filter(earlier.or(
                    requests::received_at.eq(StoredInstant(received)).and(requests::id.lt(id)),
                ));
        }
        Ok(query
            .order((requests::received_at.desc(), requests::id.desc()))
            .limit(page.limit)
            .load(connection)?)
    }

    /// Lists the open requests that some units hold, those that the reader holds while `on_call`,
    /// and those that are offered to other units of theirs, in the order of [`InboxKey`], without
    /// those about the reader.
    pub fn inbox(
        connection: &mut AnyConnection,
        units: &[Unit],
        on_call: bool,
        answered: &[Unit],
        reader: &ServingReader,
        after: Option<InboxKey>,
        limit: i64,
    ) -> Result<Vec<Self>> {
        let keys: Vec<AggregateKey> = units.iter().map(|unit| AggregateKey(unit.id())).collect();
        let offered = answered.iter().map(|unit| Some(AggregateKey(unit.id())));
        let offered = requests::offer_unit_id.eq_any(offered.collect::<Vec<_>>()).assume_not_null();
        let calm = requests::urgency.ne(Urgency::Critical);
        let unhurried = requests::urgency.ne(Urgency::Urgent);
        let mut query = requests::table
            .select(Self::as_select())
            .filter(requests::state.ne(RequestState::Objected))
            .filter(requests::next_due.is_not_null().and(not(is_kept_from(
                reader.member,
                reader.keys(),
                reader.organizations.clone(),
            ))))
            .into_boxed();
        let of_units = requests::unit_id.eq_any(keys);
        query = match on_call {
            true => query.filter(of_units.or(requests::holder_id.eq(reader.member)).or(offered)),
            false => query.filter(of_units.or(offered)),
        };
        if let Some(after) = after {
            let due = requests::next_due.assume_not_null();
            let received = requests::received_at;
            let younger = received.gt(StoredInstant(after.received_at));
            let younger = younger
                .or(received.eq(StoredInstant(after.received_at)).and(requests::id.gt(after.id)));
            let slower =
                unhurried.gt(after.unhurried).or(unhurried.eq(after.unhurried).and(younger));
            let later = due
                .gt(StoredInstant(after.next_due))
                .or(due.eq(StoredInstant(after.next_due)).and(slower));
            query = query.filter(calm.gt(after.calm).or(calm.eq(after.calm).and(later)));
        }
        let order = (calm, requests::next_due, unhurried, requests::received_at, requests::id);
        Ok(query.order(order).limit(limit).load(connection)?)
    }

    /// Returns its position in an inbox; none if nobody has work to do on it.
    pub fn inbox_key(&self) -> Option<InboxKey> {
        self.next_due.map(|due| InboxKey::new(self.urgency, due.0, self.received_at.0, self.id))
    }
}

/// Selects the requests that a confidential reporter holds.
macro_rules! held_by_reporter {
    () => {
        requests::confidential
            .eq(true)
            .and(requests::reporter_member_id.eq(requests::holder_id.nullable()).assume_not_null())
    };
}

fn narrowed<'a>(query: ListQuery<'a>, whose: &'a ListOwner) -> ListQuery<'a> {
    match whose {
        ListOwner::ReportedBy(account) => query.filter(requests::reporter_account_id.eq(account)),
        ListOwner::SentBy(account, member) => {
            let handed_over =
                requests::entered_by.eq(member).and(requests::external_system.is_not_null());
            query
                .filter(requests::reporter_account_id.eq(account).or(handed_over.assume_not_null()))
        }
        ListOwner::SharedWith { partakers, assignees, assisted, reader } => {
            let shared = is_shared_with(
                partakers.iter().map(|partaker| AggregateKey(partaker.id())).collect(),
            );
            let shared = shared.or(has_task_of(
                assignees.iter().map(|assignee| AggregateKey(assignee.id())).collect(),
            ));
            let assists = requests::unit_kind
                .eq(UnitKind::Office)
                .and(requests::place_grid_id.eq_any(assisted));
            query.filter(shared.or(assists).and(requests::confidential.eq(false))).filter(not(
                is_kept_from(reader.member, reader.keys(), reader.organizations.clone()),
            ))
        }
        ListOwner::In { area, reader } => {
            let query = open_to(query, reader.as_ref());
            area.iter().fold(query, inside)
        }
        ListOwner::DecidedBy { area, reader } => {
            // The first return is the desk's, and so is what is confidential.
            let returned = requests::return_round.ge(2).assume_not_null();
            let query = open_to(query, reader.as_ref())
                .filter(requests::confidential.eq(false))
                .filter(returned.or(requests::state.eq(RequestState::Objected)));
            area.iter().fold(query, inside)
        }
        ListOwner::OfDesk { area, reader } => {
            let query = open_to(query, reader.as_ref());
            area.iter().fold(query, of_desk)
        }
    }
}

fn open_to<'a>(query: ListQuery<'a>, reader: Option<&'a ServingReader>) -> ListQuery<'a> {
    match reader {
        Some(reader) => query.filter(not(is_kept_from(
            reader.member,
            reader.keys(),
            reader.organizations.clone(),
        ))),
        None => query,
    }
}

/// Restricts a query to a desk's area: by place while at the desk, by unit after that.
fn of_desk<'a>(query: ListQuery<'a>, area: &'a ListArea) -> ListQuery<'a> {
    let at_desk = requests::held_by.eq(AssignmentCause::Desk);
    let placed = at_desk.and(requests::place_grid_id.eq_any(&area.grids));
    query.filter(placed.or(not(at_desk).and(requests::unit_id.eq_any(area.units()))))
}

/// Restricts a query to an area. Both columns have an index, and the database combines the two.
fn inside<'a>(query: ListQuery<'a>, area: &'a ListArea) -> ListQuery<'a> {
    query.filter(
        requests::place_grid_id.eq_any(&area.grids).or(requests::unit_id.eq_any(area.units())),
    )
}

fn filtered<'a>(mut query: ListQuery<'a>, filter: &'a ListFilter) -> ListQuery<'a> {
    if !filter.among.is_empty() {
        query = query.filter(requests::id.eq_any(&filter.among));
    }
    if !filter.states.is_empty() {
        query = query.filter(requests::state.eq_any(&filter.states));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(requests::kind.eq(kind));
    }
    if let Some(category) = &filter.category {
        let below = format!("{}.%", literally(category));
        query = query
            .filter(requests::category.eq(category).or(requests::category.like(below).escape('!')));
    }
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
        query = query.filter(requests::next_due.lt(StoredInstant(due_before)));
    }
    if let Some((system, number)) = &filter.external {
        let named = requests::external_system
            .eq(system.clone())
            .and(requests::external_number.eq(number.clone()));
        query = query.filter(named.assume_not_null());
    }
    query
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
