//! Leases: which clerk of the desk has a request open. They leave no record: one is replaced by the
//! next and deleted when it ends.

use crate::domain::id::{AccountId, MemberId, RequestId};
use crate::domain::period::Instant;
use crate::error::Result;
use crate::store::column::StoredInstant;
use crate::store::connection::{AnyConnection, STATEMENT_KEYS, each};
use crate::store::schema::request_leases as leases;
use crate::store::tx::Tx;
use diesel::prelude::*;
use std::collections::HashMap;

/// The lease of a request that a clerk has open.
#[derive(Debug, Clone, Copy, Queryable, Selectable, Insertable)]
#[diesel(table_name = leases)]
pub struct RequestLease {
    /// Request.
    pub request_id: RequestId,
    /// Account of the clerk.
    pub account_id: AccountId,
    /// Member whose account it is.
    pub member_id: MemberId,
    /// End.
    pub expires_at: StoredInstant,
}

impl RequestLease {
    /// Loads the leases of some requests that have not expired.
    pub fn of(
        connection: &mut AnyConnection,
        requests: &[RequestId],
        now: Instant,
    ) -> Result<HashMap<RequestId, Self>> {
        let mut found = HashMap::new();
        for ids in requests.chunks(STATEMENT_KEYS) {
            let rows: Vec<Self> = each!(&mut *connection, |native| leases::table
                .filter(leases::request_id.eq_any(ids))
                .filter(leases::expires_at.gt(StoredInstant(now)))
                .select(Self::as_select())
                .load(native))?;
            found.extend(rows.into_iter().map(|lease| (lease.request_id, lease)));
        }
        Ok(found)
    }
}

impl Tx<'_> {
    /// Stores a lease in place of an earlier one, and deletes those that have expired.
    pub fn set_lease(&mut self, lease: &RequestLease) -> Result<()> {
        let now = StoredInstant(self.now());
        let over = leases::request_id.eq(lease.request_id).or(leases::expires_at.le(now));
        diesel::delete(leases::table.filter(over)).execute(self.connection)?;
        each!(&mut *self.connection, |native| diesel::insert_into(leases::table)
            .values(lease)
            .execute(native))?;
        Ok(())
    }

    /// Ends the lease of an account.
    pub fn release_lease(&mut self, request: RequestId, account: AccountId) -> Result<()> {
        let own = leases::request_id.eq(request).and(leases::account_id.eq(account));
        diesel::delete(leases::table.filter(own)).execute(self.connection)?;
        Ok(())
    }
}
