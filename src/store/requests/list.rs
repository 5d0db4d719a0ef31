//! Lists of requests.

mod filter;

pub use filter::ListFilter;

use self::filter::filtered;
use super::RequestRow;
use super::excluded_people::{ServingReader, is_kept_from};
use super::partakers::is_shared_with;
use super::tasks::has_task_of;
use crate::domain::id::{AccountId, BuildingGroupId, GridId, MemberId, OrganizationId, RequestId};
use crate::domain::period::Instant;
use crate::domain::request::{AssignmentCause, InboxKey, RequestState, TaskAssignee, Urgency};
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
