//! Lists of requests.

use super::RequestRow;
use crate::domain::id::{AccountId, BuildingGroupId, GridId, MemberId, RequestId};
use crate::domain::period::Instant;
use crate::domain::request::{RequestKind, State, Urgency};
use crate::domain::unit::Unit;
use crate::error::Result;
use crate::store::column::{At, Key};
use crate::store::connection::{AnyConnection, MultiBackend};
use crate::store::schema::{request_conflicts, requests};
use diesel::dsl::{exists, not};
use diesel::prelude::*;

/// Whose requests are listed.
#[derive(Debug, Clone)]
pub enum Whose {
    /// Those that a login reported.
    ReportedBy(AccountId),
    /// Those in some grids or held by some building groups, without those about the reader.
    In {
        /// The grids of the places; none: all.
        grids: Option<Vec<GridId>>,
        /// The building groups that hold them.
        groups: Vec<BuildingGroupId>,
        /// Who reads.
        reader: Option<MemberId>,
    },
}

/// What a list leaves out.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// In one of these states; empty: in any.
    pub states: Vec<State>,
    /// Of this kind.
    pub kind: Option<RequestKind>,
    /// Of this category or below it.
    pub category: Option<String>,
    /// Received at this instant or later.
    pub since: Option<Instant>,
    /// With a clock that falls due before this instant.
    pub due_before: Option<Instant>,
}

/// Which part of a list.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    /// After this row, by when it was received and its identifier.
    pub after: Option<(Instant, RequestId)>,
    /// Rows at most.
    pub limit: i64,
}

type Query<'a> =
    requests::BoxedQuery<'a, MultiBackend, diesel::dsl::SqlTypeOf<diesel::dsl::AsSelect<RequestRow, MultiBackend>>>;

impl RequestRow {
    /// The requests that a filter lets through, the newest first.
    pub fn list(
        connection: &mut AnyConnection,
        whose: &Whose,
        within: Option<&[GridId]>,
        filter: &Filter,
        page: Page,
    ) -> Result<Vec<Self>> {
        let mut query = filtered(narrowed(requests::table.select(Self::as_select()).into_boxed(), whose), filter);
        if let Some(grids) = within {
            query = query.filter(requests::place_grid_id.eq_any(grids));
        }
        if let Some((received, id)) = page.after {
            let earlier = requests::received_at.lt(At(received));
            query = query.filter(earlier.or(requests::received_at.eq(At(received)).and(requests::id.lt(id))));
        }
        Ok(query.order((requests::received_at.desc(), requests::id.desc())).limit(page.limit).load(connection)?)
    }

    /// The open requests that some units hold, the most urgent first, without those about the reader.
    pub fn inbox(connection: &mut AnyConnection, units: &[Unit], reader: MemberId, limit: i64) -> Result<Vec<Self>> {
        let keys: Vec<Key> = units.iter().map(|unit| Key(unit.id())).collect();
        Ok(requests::table
            .filter(
                requests::unit_id.eq_any(keys).and(requests::next_due.is_not_null()).and(not(exists(about(reader)))),
            )
            .order((
                requests::urgency.eq(Urgency::Critical).desc(),
                requests::next_due,
                requests::urgency.eq(Urgency::Urgent).desc(),
                requests::received_at,
                requests::id,
            ))
            .limit(limit)
            .select(Self::as_select())
            .load(connection)?)
    }
}

/// The rows that keep a reader from a request.
#[diesel::dsl::auto_type(no_type_alias)]
fn about(reader: MemberId) -> _ {
    let reader: MemberId = reader;
    request_conflicts::table
        .filter(request_conflicts::request_id.eq(requests::id))
        .filter(request_conflicts::member_id.eq(reader))
}

fn narrowed<'a>(query: Query<'a>, whose: &'a Whose) -> Query<'a> {
    match whose {
        Whose::ReportedBy(account) => query.filter(requests::reporter_account_id.eq(account)),
        Whose::In { grids, groups, reader } => {
            let query = match reader {
                Some(reader) => query.filter(not(exists(about(*reader)))),
                None => query,
            };
            let groups: Vec<Key> = groups.iter().map(|group| Key(group.0)).collect();
            match grids {
                Some(grids) => query.filter(requests::place_grid_id.eq_any(grids).or(requests::unit_id.eq_any(groups))),
                None => query,
            }
        }
    }
}

fn filtered<'a>(mut query: Query<'a>, filter: &'a Filter) -> Query<'a> {
    if !filter.states.is_empty() {
        query = query.filter(requests::state.eq_any(&filter.states));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(requests::kind.eq(kind));
    }
    if let Some(category) = &filter.category {
        let below = format!("{}.%", literally(category));
        query = query.filter(requests::category.eq(category).or(requests::category.like(below).escape('!')));
    }
    if let Some(since) = filter.since {
        query = query.filter(requests::received_at.ge(At(since)));
    }
    if let Some(due_before) = filter.due_before {
        query = query.filter(requests::next_due.lt(At(due_before)));
    }
    query
}

/// A text as a pattern that only itself is like.
fn literally(text: &str) -> String {
    text.replace('!', "!!").replace('%', "!%").replace('_', "!_")
}
