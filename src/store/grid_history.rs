//! What happened to a grid, from the rows that tell it.

use super::changes::areas;
use super::column::{At, Key};
use super::connection::AnyConnection;
use super::origins::Made;
use super::schema::{building_group_memberships, duties, grid_boundaries, grids, routing_rules};
use crate::domain::duty::Capacity;
use crate::domain::grid_history::{About, GridFact, GridFactKind, Source};
use crate::domain::id::{BoundaryId, BuildingGroupId, DutyId, GridId, MemberId, RoutingRuleId};
use crate::domain::unit::{Grid, UnitKind};
use crate::error::Result;
use diesel::prelude::*;
use std::collections::HashMap;
use uuid::Uuid;

/// When a row begins and ends, and by which revisions.
type Span = (At, Option<At>, i64, i64);

/// The row of something about a grid: its beginning and, when it has one, its end.
struct Row {
    id: Uuid,
    about: About,
    span: Span,
}

impl Row {
    fn facts(&self, began: GridFactKind, ended: GridFactKind) -> impl Iterator<Item = GridFact> {
        let (from, to, made_in, revision) = self.span;
        let made = Made::of(made_in, revision, to);
        let (row, about) = (self.id, self.about);
        let fact = move |at: At, kind, revision| GridFact {
            at: at.0,
            kind,
            about,
            row,
            source: Source::Revision(revision),
        };
        let end = to.zip(made.ended).map(|(to, revision)| fact(to, ended, revision));
        [fact(from, began, made.begun)].into_iter().chain(end)
    }
}

/// Everything that happened to a grid or is planned for it, in no order.
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

/// The areas of versions of borders, in square metres.
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
    let rows: Vec<(BoundaryId, At, Option<At>, i64)> = b::table
        .filter(b::grid_id.eq(grid))
        .select((b::id, b::valid_from, b::valid_to, b::made_in))
        .load(connection)?;
    let fact = |(id, from, to, made_in): (BoundaryId, At, Option<At>, i64)| GridFact {
        at: from.0,
        kind: GridFactKind::BorderDrawn,
        about: About::Border(id, to.map(|to| to.0)),
        row: id.0,
        source: Source::Revision(made_in),
    };
    Ok(rows.into_iter().map(fact).collect())
}

fn duties_of(connection: &mut AnyConnection, grid: GridId) -> Result<Vec<GridFact>> {
    use duties as d;
    let rows: Vec<(DutyId, MemberId, Capacity, Span)> = d::table
        .filter(d::unit_id.eq(Key(grid.0)).and(d::unit_kind.eq(UnitKind::Grid)))
        .filter(d::capacity.eq_any([Capacity::Leader, Capacity::Deputy]))
        .select((
            d::id,
            d::member_id,
            d::capacity,
            (d::valid_from, d::valid_to, d::made_in, d::revision),
        ))
        .load(connection)?;
    let row = |(id, member, capacity, span): (DutyId, MemberId, Capacity, Span)| Row {
        id: id.0,
        about: About::Duty(id, member, capacity),
        span,
    };
    let facts =
        |row: Row| row.facts(GridFactKind::DutyBegan, GridFactKind::DutyEnded).collect::<Vec<_>>();
    Ok(rows.into_iter().map(row).flat_map(facts).collect())
}

fn building_groups(connection: &mut AnyConnection, grid: GridId) -> Result<Vec<GridFact>> {
    use building_group_memberships as m;
    let rows: Vec<(Key, BuildingGroupId, Span)> = m::table
        .filter(m::grid_id.eq(grid))
        .select((
            m::id,
            m::building_group_id,
            (m::valid_from, m::valid_to, m::made_in, m::revision),
        ))
        .load(connection)?;
    let row = |(id, group, span): (Key, BuildingGroupId, Span)| Row {
        id: id.0,
        about: About::BuildingGroup(group),
        span,
    };
    let facts = |row: Row| {
        row.facts(GridFactKind::BuildingGroupCame, GridFactKind::BuildingGroupWent)
            .collect::<Vec<_>>()
    };
    Ok(rows.into_iter().map(row).flat_map(facts).collect())
}

fn rules(connection: &mut AnyConnection, grid: GridId) -> Result<Vec<GridFact>> {
    use routing_rules as r;
    let rows: Vec<(Key, RoutingRuleId, Span)> = r::table
        .filter(r::grid_id.eq(grid))
        .select((r::id, r::rule_id, (r::valid_from, r::valid_to, r::made_in, r::revision)))
        .load(connection)?;
    let row = |(id, rule, span): (Key, RoutingRuleId, Span)| Row {
        id: id.0,
        about: About::Rule(rule),
        span,
    };
    let facts =
        |row: Row| row.facts(GridFactKind::RuleBegan, GridFactKind::RuleEnded).collect::<Vec<_>>();
    Ok(rows.into_iter().map(row).flat_map(facts).collect())
}
