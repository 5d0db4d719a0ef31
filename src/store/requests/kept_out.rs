//! Who must neither handle nor see a request: persons, and units with whoever serves there.

use crate::domain::id::{MemberId, RequestId};
use crate::domain::routing::KeptOut;
use crate::domain::unit::{Unit, UnitKind};
use crate::error::Result;
use crate::store::column::Key;
use crate::store::connection::{AnyConnection, each};
use crate::store::schema::{request_conflict_units as units, request_conflicts as members, requests};
use crate::store::tx::Tx;
use diesel::dsl::exists;
use diesel::prelude::*;

/// A member who reads, and the units where they serve now.
#[derive(Debug, Clone)]
pub struct Reader {
    /// Who.
    pub member: MemberId,
    /// In whose chains they are.
    pub units: Vec<Unit>,
}

impl Reader {
    /// The identifiers of the units.
    pub(super) fn keys(&self) -> Vec<Key> {
        self.units.iter().map(|unit| Key(unit.id())).collect()
    }
}

/// Who is kept out of a request.
pub fn kept_out(connection: &mut AnyConnection, request: RequestId) -> Result<KeptOut> {
    let of_request = members::table.filter(members::request_id.eq(request)).select(members::member_id);
    let chains = units::table.filter(units::request_id.eq(request)).select((units::unit_kind, units::unit_id));
    let members = of_request.load(connection)?;
    let chains: Vec<(UnitKind, Key)> = chains.load(connection)?;
    Ok(KeptOut { members, units: chains.into_iter().map(|(kind, id)| Unit::new(kind, id.0)).collect() })
}

/// The requests that a member is kept out of.
pub fn kept_from(connection: &mut AnyConnection, reader: &Reader) -> Result<Vec<RequestId>> {
    let kept = is_kept_from(reader.member, reader.keys());
    Ok(requests::table.filter(kept).select(requests::id).load(connection)?)
}

/// Whether a reader is kept from the request of the query around it. Who holds it is not: at the root somebody must.
#[diesel::dsl::auto_type(no_type_alias)]
pub(super) fn is_kept_from(reader: MemberId, serves: Vec<Key>) -> _ {
    let (reader, serves): (MemberId, Vec<Key>) = (reader, serves);
    let own = members::table.filter(members::request_id.eq(requests::id)).filter(members::member_id.eq(reader));
    let chains = units::table.filter(units::request_id.eq(requests::id)).filter(units::unit_id.eq_any(serves));
    requests::holder_id.ne(reader).and(exists(own).or(exists(chains)))
}

impl Tx<'_> {
    /// Keeps persons and units out of a request, besides those who are already.
    pub fn keep_out(&mut self, request: RequestId, kept_out: &KeptOut) -> Result<()> {
        for &member in &kept_out.members {
            let row = (members::request_id.eq(request), members::member_id.eq(member));
            let insert = diesel::insert_into(members::table).values(row).on_conflict_do_nothing();
            each!(&mut *self.connection, |native| insert.execute(native))?;
        }
        for unit in &kept_out.units {
            let unit = (units::unit_kind.eq(unit.kind()), units::unit_id.eq(Key(unit.id())));
            let insert = diesel::insert_into(units::table)
                .values((units::request_id.eq(request), unit))
                .on_conflict_do_nothing();
            each!(&mut *self.connection, |native| insert.execute(native))?;
        }
        Ok(())
    }
}
