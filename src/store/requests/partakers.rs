//! Partakers of requests: who has to do with one beside its holder.

use super::open::STATEMENT_KEYS;
use crate::domain::id::RequestId;
use crate::domain::routing_rule::{Partaker, PartakerKind, PartakerRole};
use crate::error::Result;
use crate::store::column::AggregateKey;
use crate::store::connection::{AnyConnection, each, insert_rows};
use crate::store::schema::{request_partakers as partakers, requests};
use crate::store::tx::Tx;
use diesel::dsl::exists;
use diesel::prelude::*;

/// Lists the partakers of a request, in no order.
pub fn partakers_of(
    connection: &mut AnyConnection,
    request: RequestId,
) -> Result<Vec<(PartakerRole, Partaker)>> {
    let columns = (partakers::part, partakers::partaker_kind, partakers::partaker_id);
    let rows = partakers::table.filter(partakers::request_id.eq(request)).select(columns);
    let rows: Vec<(PartakerRole, PartakerKind, AggregateKey)> = rows.load(connection)?;
    Ok(rows.into_iter().map(|(part, kind, id)| (part, Partaker::new(kind, id.0))).collect())
}

/// Predicate on the enclosing query's request: it is shared with one of these.
#[diesel::dsl::auto_type(no_type_alias)]
pub(super) fn is_shared_with(with: Vec<AggregateKey>) -> _ {
    let with: Vec<AggregateKey> = with;
    exists(
        partakers::table
            .filter(partakers::request_id.eq(requests::id))
            .filter(partakers::partaker_id.eq_any(with)),
    )
}

impl Tx<'_> {
    /// Replaces the partakers of requests.
    pub fn share_anew(
        &mut self,
        shared: &[(RequestId, &[(PartakerRole, Partaker)])],
    ) -> Result<()> {
        for shared in shared.chunks(STATEMENT_KEYS) {
            let ids = || shared.iter().map(|&(request, _)| request);
            let before = || partakers::table.filter(partakers::request_id.eq_any(ids()));
            each!(&mut *self.connection, |native| diesel::delete(before()).execute(native))?;
        }
        self.share_all(shared)
    }

    /// Stores the partakers of a new request.
    pub fn share(&mut self, request: RequestId, with: &[(PartakerRole, Partaker)]) -> Result<()> {
        self.share_all(&[(request, with)])
    }

    fn share_all(&mut self, shared: &[(RequestId, &[(PartakerRole, Partaker)])]) -> Result<()> {
        let row = |request, part, partaker: Partaker| {
            (
                partakers::request_id.eq(request),
                partakers::part.eq(part),
                partakers::partaker_kind.eq(partaker.kind()),
                partakers::partaker_id.eq(AggregateKey(partaker.id())),
            )
        };
        let rows: Vec<_> = shared
            .iter()
            .flat_map(|&(request, with)| {
                with.iter().map(move |&(part, partaker)| row(request, part, partaker))
            })
            .collect();
        insert_rows!(&mut *self.connection, partakers::table, rows);
        Ok(())
    }
}
