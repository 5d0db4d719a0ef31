//! Who holds what is open, without the rest of the request.

use super::open::FINAL;
use crate::domain::id::{MemberId, RequestId};
use crate::domain::unit::{Unit, UnitKind};
use crate::error::Result;
use crate::store::column::Key;
use crate::store::connection::AnyConnection;
use crate::store::schema::requests;
use diesel::prelude::*;

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
