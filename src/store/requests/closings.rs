//! How requests ended, or were resolved, otherwise than by being handled.

use super::RequestRow;
use crate::domain::id::RequestId;
use crate::domain::period::Instant;
use crate::domain::request::{Closing, ClosingWay, RedirectReason, RequestState};
use crate::error::Result;
use crate::store::column::StoredInstant;
use crate::store::connection::AnyConnection;
use crate::store::schema::request_closings as closings;
use crate::store::tx::Tx;
use diesel::prelude::*;

impl RequestRow {
    /// Returns how it ended otherwise than by being handled, if it did.
    pub fn closing(&self, connection: &mut AnyConnection) -> Result<Option<Closing>> {
        let found: Option<(ClosingWay, Option<RedirectReason>, Option<RequestId>)> =
            closings::table
                .find(self.id)
                .select((closings::way, closings::reason, closings::related_id))
                .first(connection)
                .optional()?;
        Ok(found.map(|(way, reason, related)| Closing { way, reason, related }))
    }

    /// Lists the requests that are linked to it, oldest first.
    pub fn followers(&self, connection: &mut AnyConnection) -> Result<Vec<Self>> {
        let linked = closings::table
            .filter(closings::related_id.eq(Some(self.id)))
            .filter(closings::way.eq(ClosingWay::Merged));
        let ids: Vec<RequestId> = linked.select(closings::request_id).load(connection)?;
        Self::of(connection, &ids)
    }

    /// Returns true if other requests are linked to it and wait for it.
    pub fn leads_others(&self, connection: &mut AnyConnection) -> Result<bool> {
        let followers = self.followers(connection)?;
        Ok(followers.iter().any(|follower| follower.state == RequestState::Merged))
    }
}

impl Tx<'_> {
    /// Stores how a request ended.
    pub fn close(&mut self, request: RequestId, closing: &Closing, at: Instant) -> Result<()> {
        self.reopen(request)?;
        diesel::insert_into(closings::table)
            .values((
                closings::request_id.eq(request),
                closings::way.eq(closing.way),
                closings::reason.eq(closing.reason),
                closings::related_id.eq(closing.related),
                closings::closed_at.eq(StoredInstant(at)),
            ))
            .execute(self.connection)?;
        Ok(())
    }

    /// Forgets how a request ended: it goes on.
    pub fn reopen(&mut self, request: RequestId) -> Result<()> {
        diesel::delete(closings::table.find(request)).execute(self.connection)?;
        Ok(())
    }
}
