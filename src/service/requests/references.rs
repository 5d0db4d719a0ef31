//! Other requests that a move of the desk names: an earlier one of the same reporter, or the one that
//! goes on when two are about the same.

use super::relation::{CallerRelation, caller_relation};
use super::request_transition::RequestTransition;
use crate::domain::atlas::Atlas;
use crate::domain::id::RequestId;
use crate::domain::request::{EarlierRequest, LeadingRequest, Party, visibility};
use crate::domain::routing::Excluded;
use crate::domain::scope::Scope;
use crate::error::{Code, Error, Problem, Result};
use crate::store::Tx;
use crate::store::requests::{RequestRow, RequestTexts};

/// What a move depends on of other requests.
#[derive(Default)]
pub(super) struct MoveReferences {
    /// Earlier request of the reporter.
    pub earlier: Option<EarlierRequest>,
    /// Request that goes on.
    pub leading: Option<LeadingRequest>,
    /// True if other requests wait for the one that is moved.
    pub leads_others: bool,
    /// True if there are people who must not handle it.
    pub excludes_people: bool,
}

impl MoveReferences {
    /// Reads the requests that a move names.
    ///
    /// # Errors
    /// [`Code::LinkOutsideDesk`] when the caller is not the desk of the one that goes on; those of
    /// the database.
    pub fn read(
        tx: &mut Tx<'_>,
        atlas: &Atlas,
        scope: &Scope,
        row: &RequestRow,
        caller: &CallerRelation,
        transition: &RequestTransition,
    ) -> Result<Self> {
        let earlier = match transition.earlier {
            Some(id) => Some(earlier(tx, row, id)?),
            None => None,
        };
        let leading = match transition.leading {
            Some(id) => Some(leading(tx, atlas, scope, row, id)?),
            None => None,
        };
        Ok(Self {
            earlier,
            leading,
            leads_others: leading.is_some() && row.leads_others(tx.connection)?,
            excludes_people: caller.excluded_people != Excluded::default(),
        })
    }
}

/// Reads an earlier request. What the same person sent in confidence is not named on what others
/// read.
fn earlier(tx: &mut Tx<'_>, row: &RequestRow, id: RequestId) -> Result<EarlierRequest> {
    let Some(found) = RequestRow::of(tx.connection, &[id])?.pop() else {
        return Ok(EarlierRequest { id, number: String::new(), answers: false });
    };
    let is_open = !found.confidential || row.confidential;
    let is_before = found.id != row.id && found.received_at.0 <= row.received_at.0;
    let answers = is_open && is_before && found.resolved_at.is_some();
    let answers = answers && have_same_reporter(tx, row, &found)?;
    Ok(EarlierRequest { id, number: found.number, answers })
}

/// Returns true if the same login or the same phone reported two requests.
fn have_same_reporter(tx: &mut Tx<'_>, one: &RequestRow, other: &RequestRow) -> Result<bool> {
    if one.reporter_account_id.is_some() && one.reporter_account_id == other.reporter_account_id {
        return Ok(true);
    }
    let phone = RequestTexts::phone_lookup(tx.connection, one.id)?;
    Ok(phone.is_some() && phone == RequestTexts::phone_lookup(tx.connection, other.id)?)
}

/// Reads the request that goes on, and keeps others from moving it until the link is made.
fn leading(
    tx: &mut Tx<'_>,
    atlas: &Atlas,
    scope: &Scope,
    row: &RequestRow,
    id: RequestId,
) -> Result<LeadingRequest> {
    let is_itself = id == row.id;
    let unknown = || Error::from(Problem::new(Code::LinkOutsideDesk).at("/leading"));
    let found = RequestRow::of(tx.connection, &[id])?.pop().ok_or_else(unknown)?;
    let now = tx.now();
    let caller = caller_relation(tx.connection, atlas, scope, &found, false, now)?;
    let facts = found.facts(Vec::new());
    let is_seen = visibility(&facts, caller.relation, caller.in_scope).is_some();
    if !is_seen || !caller.relation.acting(&facts).contains(Party::Desk) {
        return Err(unknown());
    }
    if !is_itself {
        tx.lock_request(&found)?;
    }
    let excludes_people = caller.excluded_people != Excluded::default();
    let RequestRow { state, confidential, .. } = found;
    Ok(LeadingRequest { id, state, confidential, excludes_people, is_itself })
}
