//! Open requests that a change of responsibility may concern.

use super::RequestRow;
use crate::domain::id::GridId;
use crate::domain::request::State;
use crate::domain::unit::Unit;
use crate::error::Result;
use crate::store::column::Key;
use crate::store::connection::AnyConnection;
use crate::store::schema::requests;
use diesel::prelude::*;
use std::collections::BTreeMap;

/// Identifiers of one statement; SQLite takes at most 32 766 values.
const STATEMENT_KEYS: usize = 10_000;

/// The states in which nobody holds a request any more.
pub(super) const FINAL: [State; 4] = [State::Closed, State::Merged, State::Withdrawn, State::Void];

/// The requests that are not at their end and lie in one of the grids or are held by one of the units, by identifier.
pub fn open_in(connection: &mut AnyConnection, grids: &[GridId], units: &[Unit]) -> Result<Vec<RequestRow>> {
    let mut found = BTreeMap::new();
    let open = || requests::table.filter(requests::state.ne_all(FINAL)).select(RequestRow::as_select());
    for grids in grids.chunks(STATEMENT_KEYS) {
        let rows = open().filter(requests::place_grid_id.eq_any(grids)).load(connection)?;
        found.extend(rows.into_iter().map(|row: RequestRow| (row.id, row)));
    }
    let keys: Vec<Key> = units.iter().map(|unit| Key(unit.id())).collect();
    for keys in keys.chunks(STATEMENT_KEYS) {
        let rows = open().filter(requests::unit_id.eq_any(keys)).load(connection)?;
        found.extend(rows.into_iter().map(|row: RequestRow| (row.id, row)));
    }
    Ok(found.into_values().collect())
}
