//! The rows of the atlas: written under a revision, read back from one on.

mod addresses;
mod aliases;
pub(super) mod areas;
mod organizations;
mod people;
mod pioneer_posts;
mod rules;

use super::column::StoredInstant;
use super::connection::AnyConnection;
use crate::domain::change::Change;
use crate::domain::period::{Instant, Period};
use crate::error::Result;

/// Narrows a query of rows with a period to those written after a revision; from revision 0, to
/// those that have not ended.
macro_rules! since {
    ($table:ident, $revision:expr) => {{
        let newer = $table::table.filter($table::revision.gt($revision)).into_boxed();
        if $revision == 0 { newer.filter($table::valid_to.is_null()) } else { newer }
    }};
}
use since;

/// Narrows a query of rows with a period to those that were in force at an instant and ended since.
macro_rules! ended {
    ($table:ident, $at:expr) => {
        $table::table
            .filter($table::valid_from.le(StoredInstant($at)))
            .filter($table::valid_to.gt(StoredInstant($at)))
    };
}
use ended;

/// Reads the rows written after a revision, from revision 0 those that have not ended; referenced
/// rows precede those that refer to them.
pub(super) fn read(connection: &mut AnyConnection, revision: i64) -> Result<Vec<Change>> {
    let mut changes = areas::grids_since(connection, revision)?;
    changes.extend(areas::boundaries_since(connection, revision)?);
    changes.extend(areas::gaps_since(connection, revision)?);
    changes.extend(areas::building_groups_since(connection, revision)?);
    changes.extend(areas::memberships_since(connection, revision)?);
    changes.extend(organizations::organizations_since(connection, revision)?);
    changes.extend(addresses::addresses_since(connection, revision)?);
    changes.extend(aliases::aliases_since(connection, revision)?);
    changes.extend(people::members_since(connection, revision)?);
    changes.extend(people::duties_since(connection, revision)?);
    changes.extend(people::absences_since(connection, revision)?);
    changes.extend(people::appointments_since(connection, revision)?);
    changes.extend(rules::rules_since(connection, revision)?);
    changes.extend(pioneer_posts::posts_since(connection, revision)?);
    changes.extend(pioneer_posts::holdings_since(connection, revision)?);
    Ok(changes)
}

/// Reads the memberships of building groups, the addresses and the aliases that were in force at an instant and
/// ended since.
pub(super) fn ended_since(connection: &mut AnyConnection, at: Instant) -> Result<Vec<Change>> {
    let mut changes = areas::memberships_ended_since(connection, at)?;
    changes.extend(addresses::addresses_ended_since(connection, at)?);
    changes.extend(aliases::aliases_ended_since(connection, at)?);
    Ok(changes)
}

/// Writes rows under a revision, kind by kind, so that referenced rows precede those that refer to
/// them.
pub(super) fn write(
    connection: &mut AnyConnection,
    changes: &[Change],
    revision: i64,
) -> Result<()> {
    macro_rules! rows {
        ($write:path, $sort:path) => {
            $write(
                connection,
                changes.iter().filter_map(|c| if let $sort(row) = c { Some(row) } else { None }),
                revision,
            )?
        };
    }
    rows!(areas::write_grids, Change::Grid);
    rows!(areas::write_boundaries, Change::Boundary);
    rows!(areas::write_gaps, Change::AcceptedGap);
    rows!(areas::write_building_groups, Change::BuildingGroup);
    rows!(areas::write_memberships, Change::GroupMembership);
    rows!(organizations::write_organizations, Change::Organization);
    rows!(addresses::write_addresses, Change::Address);
    rows!(aliases::write_aliases, Change::Alias);
    rows!(people::write_members, Change::Member);
    rows!(people::write_duties, Change::Duty);
    rows!(people::write_absences, Change::Absence);
    rows!(people::write_appointments, Change::Appointment);
    rows!(rules::write_rules, Change::RoutingRule);
    rows!(pioneer_posts::write_posts, Change::PioneerPost);
    rows!(pioneer_posts::write_holdings, Change::PostHolding);
    Ok(())
}

/// Inserts rows, or replaces the listed columns of rows with the same identifier. Of several rows
/// with one identifier the last counts. On PostgreSQL a statement holds many rows; SQLite is in
/// process, and a statement each costs little.
macro_rules! upsert {
    ($connection:expr, $table:ident, $rows:expr, $($column:ident)+) => {{
        use diesel::upsert::excluded;
        let rows = super::last_of_each($rows, |row| row.id);
        let replaced = ($($table::$column.eq(excluded($table::$column)),)+);
        match $connection {
            AnyConnection::Sqlite(native) => {
                for row in &rows {
                    diesel::insert_into($table::table).values(row).on_conflict($table::id).do_update().set(replaced).execute(native)?;
                }
            }
            AnyConnection::Postgres(native) => {
                for rows in rows.chunks(crate::store::connection::STATEMENT_ROWS) {
                    diesel::insert_into($table::table).values(rows).on_conflict($table::id).do_update().set(replaced).execute(native)?;
                }
            }
        }
        Ok(())
    }};
}
use upsert;

/// Returns the rows in the order their identifiers first appear, each in its last state.
fn last_of_each<R, K: std::hash::Hash + Eq>(
    rows: impl Iterator<Item = R>,
    id: impl Fn(&R) -> K,
) -> Vec<R> {
    let mut kept: Vec<R> = Vec::new();
    let mut places = std::collections::HashMap::new();
    for row in rows {
        let place = *places.entry(id(&row)).or_insert(kept.len());
        match kept.get_mut(place) {
            Some(earlier) => *earlier = row,
            None => kept.push(row),
        }
    }
    kept
}

/// Returns the two columns of a period.
fn columns(period: &Period) -> (StoredInstant, Option<StoredInstant>) {
    (StoredInstant(period.from), period.to.map(StoredInstant))
}

/// Returns the period of two columns.
fn period(from: StoredInstant, to: Option<StoredInstant>) -> Period {
    Period { from: from.0, to: to.map(|to| to.0) }
}
