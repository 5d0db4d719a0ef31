//! History of a grid, derived from the rows that refer to it.

use super::changes::areas;
use super::column::{AggregateKey, StoredInstant};
use super::connection::AnyConnection;
use super::row_revisions::RowRevisions;
use super::schema::{building_group_memberships, duties, grid_boundaries, grids, routing_rules};
use crate::domain::duty::Capacity;
use crate::domain::grid_history::{FactSource, FactSubject, GridFact, GridFactKind};
use crate::domain::id::{BoundaryId, BuildingGroupId, DutyId, GridId, MemberId, RoutingRuleId};
use crate::domain::unit::{Grid, UnitKind};
use crate::error::Result;
use diesel::prelude::*;
use std::collections::HashMap;
use uuid::Uuid;

/// Beginning and end of a row, and the revisions that made and last changed it.
type RowSpan = (StoredInstant, Option<StoredInstant>, i64, i64);

/// Row about a grid: its beginning and, if it has one, its end.
struct HistoryRow {
    id: Uuid,
    about: FactSubject,
    span: RowSpan,
}

impl HistoryRow {
    fn facts(&self, began: GridFactKind, ended: GridFactKind) -> impl Iterator<Item = GridFact> {
        let (from, to, made_in, revision) = self.span;
        let made = RowRevisions::of(made_in, revision, to);
        let row = self.id;
        let about = self.about;
        let fact = move |at: StoredInstant, kind, revision| GridFact {
            at: at.0,
            kind,
            about,
            row,
            source: FactSource::Revision(revision),
        };
        let end = to.zip(made.ended).map(|(to, revision)| fact(to, ended, revision));
        [fact(from, began, made.begun)].into_iter().chain(end)
    }
}

/// Collects everything that happened to a grid or is planned for it, in no order.
///
/// # Errors
/// Those of the database.
pub fn facts(connection: &mut AnyConnection, grid: &Grid) -> Result<Vec<GridFact>> {
    let made_in = grids::table.find(grid.id).select(grids::made_in).get_result(connection)?;
    let mut facts = grid.moves(made_in);
    facts.extend(borders(connection, grid.id)?);
    facts.extend(duties_of(connection, grid.id)?);
    facts.extend(building_groups(connection, grid.id)?);
    facts.extend(rules(connection, grid.id)?);
    Ok(facts)
}

/// Returns the areas of versions of boundaries, in square metres.
///
/// # Errors
/// Those of the database.
pub fn areas_m2(
    connection: &mut AnyConnection,
    ids: &[BoundaryId],
) -> Result<HashMap<BoundaryId, f64>> {
    let boundaries = areas::boundaries(connection, ids)?;
    Ok(boundaries.into_iter().map(|boundary| (boundary.id, boundary.shape.area_m2())).collect())
}

fn borders(connection: &mut AnyConnection, grid: GridId) -> Result<Vec<GridFact>> {
    use grid_boundaries as b;
    let rows: Vec<(BoundaryId, StoredInstant, Option<StoredInstant>, i64)> = b::table
        .filter(b::grid_id.eq(grid))
        .select((b::id, b::valid_from, b::valid_to, b::made_in))
        .load(connection)?;
    Ok(rows
        .into_iter()
        .map(|(id, from, to, made_in)| GridFact {
            at: from.0,
            kind: GridFactKind::BorderDrawn,
            about: FactSubject::Border(id, to.map(|to| to.0)),
            row: id.0,
            source: FactSource::Revision(made_in),
        })
        .collect())
}

fn duties_of(connection: &mut AnyConnection, grid: GridId) -> Result<Vec<GridFact>> {
    use duties as d;
    let rows: Vec<(DutyId, MemberId, Capacity, RowSpan)> = d::table
        .filter(d::unit_id.eq(AggregateKey(grid.0)).and(d::unit_kind.eq(UnitKind::Grid)))
        .filter(d::capacity.eq_any([Capacity::Leader, Capacity::Deputy]))
        .select((
            d::id,
            d::member_id,
            d::capacity,
            (d::valid_from, d::valid_to, d::made_in, d::revision),
        ))
        .load(connection)?;
    let mut facts = Vec::new();
    for (id, member, capacity, span) in rows {
        let row = HistoryRow { id: id.0, about: FactSubject::Duty(id, member, capacity), span };
        facts.extend(row.facts(GridFactKind::DutyBegan, GridFactKind::DutyEnded));
    }
    Ok(facts)
}

fn building_groups(connection: &mut AnyConnection, grid: GridId) -> Result<Vec<GridFact>> {
    use building_group_memberships as m;
    let rows: Vec<(AggregateKey, BuildingGroupId, RowSpan)> = m::table
        .filter(m::grid_id.eq(grid))
        .select((
            m::id,
            m::building_group_id,
            (m::valid_from, m::valid_to, m::made_in, m::revision),
        ))
        .load(connection)?;
    let mut facts = Vec::new();
    for (id, group, span) in rows {
        let row = HistoryRow { id: id.0, about: FactSubject::BuildingGroup(group), span };
        facts.extend(row.facts(GridFactKind::BuildingGroupCame, GridFactKind::BuildingGroupWent));
    }
    Ok(facts)
}

fn rules(connection: &mut AnyConnection, grid: GridId) -> Result<Vec<GridFact>> {
    use routing_rules as r;
    let rows: Vec<(AggregateKey, RoutingRuleId, RowSpan)> = r::table
        .filter(r::grid_id.eq(grid))
        .select((r::id, r::rule_id, (r::valid_from, r::valid_to, r::made_in, r::revision)))
        .load(connection)?;
    let mut facts = Vec::new();
    for (id, rule, span) in rows {
        let row = HistoryRow { id: id.0, about: FactSubject::Rule(rule), span };
        facts.extend(row.facts(GridFactKind::RuleBegan, GridFactKind::RuleEnded));
    }
    Ok(facts)
}
