//! Corrections that a handler or the reporter proposes to the desk, sealed under the key of the
//! request: they may hold an address.

use super::details::{ADDRESS, key_of};
use crate::domain::id::RequestId;
use crate::domain::period::Instant;
use crate::error::{Code, Error, Result};
use crate::store::column::StoredInstant;
use crate::store::connection::{AnyConnection, each};
use crate::store::schema::{request_corrections as corrections, request_details};
use crate::store::tx::Tx;
use crate::store::vault::{Sealed, Vault};
use diesel::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

const PROPOSAL: &str = "request_corrections.proposal";

/// A proposed correction as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposedCorrection<P> {
    /// True if the reporter proposes it, else a handler.
    pub by_reporter: bool,
    /// Time.
    pub proposed_at: Instant,
    /// What is proposed.
    pub proposal: P,
}

impl<P: DeserializeOwned> ProposedCorrection<P> {
    /// Opens the correction proposed for a request; none if there is none or it was erased.
    pub fn of_request(
        connection: &mut AnyConnection,
        vault: &Vault,
        request: RequestId,
    ) -> Result<Option<Self>> {
        let found: Option<(bool, StoredInstant, Sealed)> = corrections::table
            .find(request)
            .select((corrections::by_reporter, corrections::proposed_at, corrections::proposal))
            .first(connection)
            .optional()?;
        let Some((by_reporter, proposed_at, sealed)) = found else { return Ok(None) };
        let Some(key) = key_of(connection, vault, request)? else { return Ok(None) };
        let text = key.open(PROPOSAL, request.0, &sealed)?;
        let proposal = serde_json::from_str(&text).map_err(Error::internal)?;
        Ok(Some(Self { by_reporter, proposed_at: proposed_at.0, proposal }))
    }
}

impl Tx<'_> {
    /// Seals and stores a proposed correction in place of an earlier one.
    ///
    /// # Errors
    /// [`Code::Erased`] when the key of the request was destroyed.
    pub fn propose_correction(
        &mut self,
        request: RequestId,
        proposed: &ProposedCorrection<impl Serialize>,
    ) -> Result<()> {
        let vault = self.vault();
        let key = key_of(self.connection, vault, request)?.ok_or(Code::Erased)?;
        let text = serde_json::to_string(&proposed.proposal).map_err(Error::internal)?;
        self.end_correction(request)?;
        let values = (
            corrections::request_id.eq(request),
            corrections::by_reporter.eq(proposed.by_reporter),
            corrections::proposed_at.eq(StoredInstant(proposed.proposed_at)),
            corrections::proposal.eq(key.seal(PROPOSAL, request.0, &text)?),
        );
        let insert = diesel::insert_into(corrections::table).values(values);
        each!(&mut *self.connection, |native| insert.execute(native))?;
        Ok(())
    }

    /// Removes what is proposed for a request: the desk has decided.
    pub fn end_correction(&mut self, request: RequestId) -> Result<()> {
        diesel::delete(corrections::table.find(request)).execute(self.connection)?;
        Ok(())
    }

    /// Replaces the address of a request as it was written.
    ///
    /// # Errors
    /// [`Code::Erased`] when the key of the request was destroyed.
    pub fn replace_address(&mut self, request: RequestId, address: Option<&str>) -> Result<()> {
        let vault = self.vault();
        let key = key_of(self.connection, vault, request)?.ok_or(Code::Erased)?;
        let sealed = address.map(|address| key.seal(ADDRESS, request.0, address)).transpose()?;
        diesel::update(request_details::table.find(request))
            .set(request_details::address.eq(sealed))
            .execute(self.connection)?;
        Ok(())
    }
}
