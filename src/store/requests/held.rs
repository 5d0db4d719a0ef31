//! Who holds what is open, without the rest of the request.

use super::open::STATEMENT_KEYS;
use crate::domain::id::{DutyId, MemberId, RequestId};
use crate::domain::unit::{Unit, UnitKind};
use crate::error::{Error, Result};
use crate::store::column::Key;
use crate::store::connection::{AnyConnection, each};
use crate::store::schema::requests;
use diesel::dsl::count_star;
use diesel::prelude::*;
use std::collections::HashMap;

/// An open request and its holder.
#[derive(Debug, Clone)]
pub struct Held {
    /// The request.
    pub id: RequestId,
    /// The number people use.
    pub number: String,
    /// The unit it is assigned to.
    pub unit: Unit,
    /// Who holds it.
    pub holder: MemberId,
}

/// Every request that is not at its end.
pub fn held(connection: &mut AnyConnection) -> Result<Vec<Held>> {
    let columns = (requests::id, requests::number, requests::unit_kind, requests::unit_id, requests::holder_id);
    let open = requests::table.filter(requests::ended_at.is_null()).order(requests::id).select(columns);
    let rows: Vec<(RequestId, String, UnitKind, Key, MemberId)> = open.load(connection)?;
    let held = |(id, number, kind, unit, holder): (_, _, _, Key, _)| Held {
        id,
        number,
        unit: Unit::new(kind, unit.0),
        holder,
    };
    Ok(rows.into_iter().map(held).collect())
}

/// How many open requests everybody holds, but for some that do not count.
pub fn held_by(connection: &mut AnyConnection, besides: &[RequestId]) -> Result<HashMap<MemberId, usize>> {
    let open = || requests::table.filter(requests::ended_at.is_null());
    let counts = open().group_by(requests::holder_id).select((requests::holder_id, count_star()));
    let counts: Vec<(MemberId, i64)> = counts.load(connection)?;
    let count = |(holder, count)| Ok((holder, usize::try_from(count).map_err(Error::internal)?));
    let mut held: HashMap<MemberId, usize> = counts.into_iter().map(count).collect::<Result<_>>()?;
    for ids in besides.chunks(STATEMENT_KEYS) {
        let apart = || open().filter(requests::id.eq_any(ids)).select(requests::holder_id);
        let holders: Vec<MemberId> = each!(&mut *connection, |native| apart().load(native))?;
        for holder in holders {
            held.entry(holder).and_modify(|count| *count = count.saturating_sub(1));
        }
    }
    Ok(held)
}

/// The open requests that are held by some duties.
pub fn held_under(connection: &mut AnyConnection, duties: &[DutyId]) -> Result<Vec<RequestId>> {
    if duties.is_empty() {
        return Ok(Vec::new());
    }
    let open = requests::table.filter(requests::ended_at.is_null()).filter(requests::duty_id.eq_any(duties));
    Ok(open.select(requests::id).load(connection)?)
}
