//! Writes of requests and of attempts to reach their reporters.

use super::RequestRow;
use crate::domain::id::RequestId;
use crate::domain::request::ContactAttempt;
use crate::error::{Error, Result};
use crate::store::column::StoredInstant;
use crate::store::connection::each;
use crate::store::schema::{request_attempts, requests};
use crate::store::tx::Tx;
use diesel::prelude::*;

impl Tx<'_> {
    /// Inserts a request.
    pub fn insert_request(&mut self, row: &RequestRow) -> Result<()> {
        each!(&mut *self.connection, |native| diesel::insert_into(requests::table)
            .values(row)
            .execute(native))?;
        Ok(())
    }

    /// Updates a request that was read in this transaction.
    ///
    /// # Errors
    /// [`Error::Contended`] when another writer moved it in between.
    pub fn update_request(&mut self, row: &RequestRow) -> Result<()> {
        let before = requests::table
            .filter(requests::id.eq(row.id).and(requests::version.eq(row.version - 1)));
        match diesel::update(before).set(row).execute(self.connection)? {
            1 => Ok(()),
            _ => Err(Error::Contended(format!("request {} was moved by another writer", row.id))),
        }
    }

    /// Locks a request that was read in this transaction, without changing it: nobody else moves it
    /// before the transaction ends.
    ///
    /// # Errors
    /// [`Error::Contended`] when another writer moved it in between.
    pub fn lock_request(&mut self, row: &RequestRow) -> Result<()> {
        let before =
            requests::table.filter(requests::id.eq(row.id).and(requests::version.eq(row.version)));
        let same = requests::version.eq(row.version);
        match diesel::update(before).set(same).execute(self.connection)? {
            1 => Ok(()),
            _ => Err(Error::Contended(format!("request {} was moved by another writer", row.id))),
        }
    }

    /// Ends the offers of requests that were moved in this transaction.
    pub fn end_offers(&mut self, ids: &[RequestId]) -> Result<()> {
        for mut row in RequestRow::of(self.connection, ids)? {
            row.end_offer();
            diesel::update(requests::table.find(row.id)).set(&row).execute(self.connection)?;
        }
        Ok(())
    }

    /// Inserts an attempt to reach the reporter, the `sequence`-th from 1 on.
    pub fn insert_attempt(
        &mut self,
        request: RequestId,
        sequence: i32,
        attempt: &ContactAttempt,
    ) -> Result<()> {
        diesel::insert_into(request_attempts::table)
            .values((
                request_attempts::request_id.eq(request),
                request_attempts::sequence.eq(sequence),
                request_attempts::outcome.eq(attempt.outcome),
                request_attempts::attempted_at.eq(StoredInstant(attempt.at)),
            ))
            .execute(self.connection)?;
        Ok(())
    }
}
