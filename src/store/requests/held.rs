//! Who holds what is open, without the rest of the request.

use super::open::FINAL;
use crate::domain::id::{DutyId, MemberId, RequestId};
use crate::domain::unit::{Unit, UnitKind};
use crate::error::Result;
use crate::store::column::Key;
use crate::store::connection::AnyConnection;
use crate::store::schema::requests;
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
    let open = requests::table.filter(requests::state.ne_all(FINAL)).order(requests::id).select(columns);
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
    let open = requests::table.filter(requests::state.ne_all(FINAL));
    let holders: Vec<(RequestId, MemberId)> = open.select((requests::id, requests::holder_id)).load(connection)?;
    let mut held: HashMap<MemberId, usize> = HashMap::new();
    let counts = |request: &RequestId| !besides.contains(request);
    holders
        .iter()
        .filter(|(request, _)| counts(request))
        .for_each(|&(_, holder)| *held.entry(holder).or_default() += 1);
    Ok(held)
}

/// The open requests that are held by some duties.
pub fn held_under(connection: &mut AnyConnection, duties: &[DutyId]) -> Result<Vec<RequestId>> {
    if duties.is_empty() {
        return Ok(Vec::new());
    }
    let open = requests::table.filter(requests::state.ne_all(FINAL)).filter(requests::duty_id.eq_any(duties));
    Ok(open.select(requests::id).load(connection)?)
}
