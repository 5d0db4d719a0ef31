//! Uncounted requests: left out of somebody's figures because they are about them, or, for all but
//! the desk, because they are confidential.

use super::excluded_people::{ServingReader, is_kept_from, is_kept_from_somebody};
use crate::domain::id::RequestId;
use crate::error::Result;
use crate::store::connection::{AnyConnection, STATEMENT_KEYS, each};
use crate::store::schema::requests;
use diesel::prelude::*;
use std::collections::HashSet;

/// Predicate on the enclosing query's request: not confidential, or confidential ones count.
#[diesel::dsl::auto_type(no_type_alias)]
pub(super) fn is_open_or_counted(confidential_counted: bool) -> _ {
    let counted: bool = confidential_counted;
    // False sorts before true: `<= true` holds for all, `<= false` for those that are not
    // confidential.
    requests::confidential.le(counted)
}

/// Requests left out of somebody's figures.
#[derive(Debug, Clone, Default)]
pub struct UncountedRequests {
    kept_from: HashSet<RequestId>,
    confidential: bool,
}

impl UncountedRequests {
    /// Leaves out nothing: for figures that nobody sees.
    pub fn nothing() -> Self {
        Self::default()
    }

    /// Loads those of a reader among all open requests.
    ///
    /// # Errors
    /// Those of the database.
    pub fn of_open(connection: &mut AnyConnection, reader: Option<&ServingReader>) -> Result<Self> {
        Self::of(connection, reader, true)
    }

    /// Loads those of a reader among all requests.
    ///
    /// # Errors
    /// Those of the database.
    pub fn of_all(connection: &mut AnyConnection, reader: Option<&ServingReader>) -> Result<Self> {
        Self::of(connection, reader, false)
    }

    /// Loads those from which anybody is excluded, among all open requests: for figures that
    /// everybody may see.
    ///
    /// # Errors
    /// Those of the database.
    pub fn for_everybody(connection: &mut AnyConnection) -> Result<Self> {
        let kept =
            requests::table.filter(is_kept_from_somebody().and(requests::ended_at.is_null()));
        let kept_from: Vec<RequestId> = kept.select(requests::id).load(connection)?;
        Ok(Self { kept_from: kept_from.into_iter().collect(), confidential: true })
    }

    fn of(
        connection: &mut AnyConnection,
        reader: Option<&ServingReader>,
        open_alone: bool,
    ) -> Result<Self> {
        let Some(reader) = reader else {
            return Ok(Self { confidential: true, ..Self::default() });
        };
        let kept = requests::table.filter(is_kept_from(
            reader.member,
            reader.keys(),
            reader.organizations.clone(),
        ));
        let mut kept = kept.select(requests::id).into_boxed();
        if open_alone {
            kept = kept.filter(requests::ended_at.is_null());
        }
        let kept_from: Vec<RequestId> = kept.load(connection)?;
        Ok(Self {
            kept_from: kept_from.into_iter().collect(),
            confidential: !reader.counts_confidential,
        })
    }

    /// Returns true if confidential requests are left out.
    pub const fn leaves_out_confidential(&self) -> bool {
        self.confidential
    }

    /// Returns true if a request is left out.
    pub fn leaves_out(&self, request: RequestId, confidential: bool) -> bool {
        self.confidential && confidential || self.kept_from.contains(&request)
    }

    /// Returns the requests that are left out because they are about the reader.
    pub(super) fn about_the_reader(&self) -> Vec<RequestId> {
        self.kept_from.iter().copied().collect()
    }

    /// Returns those of some requests that count, in the same order.
    ///
    /// # Errors
    /// Those of the database.
    pub fn counted(
        &self,
        connection: &mut AnyConnection,
        ids: Vec<RequestId>,
    ) -> Result<Vec<RequestId>> {
        let mut confidential: HashSet<RequestId> = HashSet::new();
        for part in ids.chunks(STATEMENT_KEYS).filter(|_| self.confidential) {
            let found: Vec<RequestId> = each!(&mut *connection, |native| requests::table
                .filter(requests::id.eq_any(part).and(requests::confidential.eq(true)))
                .select(requests::id)
                .load(native))?;
            confidential.extend(found);
        }
        Ok(ids.into_iter().filter(|id| !self.leaves_out(*id, confidential.contains(id))).collect())
    }
}
