//! Partakers of requests: who has to do with one beside its holder.

use crate::domain::id::RequestId;
use crate::domain::routing_rule::{Partaker, PartakerKind, PartakerRole};
use crate::error::Result;
use crate::store::column::AggregateKey;
use crate::store::connection::{AnyConnection, STATEMENT_KEYS, each, insert_rows};
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
            each!(&mut *self.connection, |native| diesel::delete(partakers::table.filter(
                partakers::request_id.eq_any(shared.iter().map(|&(request, _)| request))
            ))
            .execute(native))?;
        }
        self.share_all(shared)
    }

    /// Stores the partakers of a new request.
    pub fn share(&mut self, request: RequestId, with: &[(PartakerRole, Partaker)]) -> Result<()> {
        self.share_all(&[(request, with)])
    }

    fn share_all(&mut self, shared: &[(RequestId, &[(PartakerRole, Partaker)])]) -> Result<()> {
        let mut rows = Vec::new();
        for &(request, with) in shared {
            rows.extend(with.iter().map(|&(part, partaker)| {
                (
                    partakers::request_id.eq(request),
                    partakers::part.eq(part),
                    partakers::partaker_kind.eq(partaker.kind()),
                    partakers::partaker_id.eq(AggregateKey(partaker.id())),
                )
            }));
        }
        insert_rows!(&mut *self.connection, partakers::table, rows);
        Ok(())
    }
}
