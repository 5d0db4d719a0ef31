//! Numbers of other systems: each names one request, whoever sends it and however often.

use super::connection::{AnyConnection, each};
use super::schema::external_numbers as numbers;
use super::tx::Tx;
use crate::domain::id::RequestId;
use crate::error::{Error, Result};
use diesel::prelude::*;
use std::collections::HashMap;

/// Maximum number of numbers in one statement; SQLite takes at most 32 766 values.
const STATEMENT_NUMBERS: usize = 10_000;

impl Tx<'_> {
    /// Claims a number for a request. Returns the request that already has it, if there is one. A
    /// concurrent twin waits here until the other commits or fails.
    pub fn claim_external_number(
        &mut self,
        system: &str,
        number: &str,
        id: RequestId,
    ) -> Result<Option<RequestId>> {
        let row =
            (numbers::system.eq(system), numbers::number.eq(number), numbers::request_id.eq(id));
        let insert = diesel::insert_into(numbers::table).values(row).on_conflict_do_nothing();
        if each!(&mut *self.connection, |native| insert.execute(native))? == 1 {
            return Ok(None);
        }
        let found: Option<RequestId> = numbers::table
            .find((system, number))
            .select(numbers::request_id)
            .get_result(self.connection)
            .optional()?;
        found.map(Some).ok_or_else(|| {
            Error::Contended("a number was given up while it was claimed".to_owned())
        })
    }

    /// Reassigns the number of a request that was given back upstream; another one gets it.
    ///
    /// # Errors
    /// [`Error::Contended`] when somebody else has claimed it.
    pub fn claim_external_number_anew(
        &mut self,
        system: &str,
        number: &str,
        before: RequestId,
        id: RequestId,
    ) -> Result<()> {
        let same = numbers::table.find((system, number)).filter(numbers::request_id.eq(before));
        match diesel::update(same).set(numbers::request_id.eq(id)).execute(self.connection)? {
            1 => Ok(()),
            _ => Err(Error::Contended(format!(
                "the number of {before} was claimed by another writer"
            ))),
        }
    }
}

/// Finds those of some numbers of a system that name a request, with the request.
pub fn known(
    connection: &mut AnyConnection,
    system: &str,
    asked: &[&str],
) -> Result<HashMap<String, RequestId>> {
    let mut found = HashMap::new();
    for asked in asked.chunks(STATEMENT_NUMBERS) {
        let rows: Vec<(String, RequestId)> = numbers::table
            .filter(numbers::system.eq(system).and(numbers::number.eq_any(asked)))
            .select((numbers::number, numbers::request_id))
            .load(connection)?;
        found.extend(rows);
    }
    Ok(found)
}
