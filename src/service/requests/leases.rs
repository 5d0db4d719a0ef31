//! 处理中: while a clerk of the desk has a request open, the others see that it is in hand. It is
//! nobody's record: no event, no access record, nothing once it has ended.

use super::relation::caller_relation;
use crate::domain::id::RequestId;
use crate::domain::period::Instant;
use crate::domain::request::{Party, visibility};
use crate::domain::scope::Scope;
use crate::error::{Code, Error, Problem, Result, instant};
use crate::store::column::StoredInstant;
use crate::store::requests::{RequestLease, RequestRow};
use crate::store::{Db, Tx, idempotency};
use chrono::TimeDelta;
use serde_json::json;

/// Time for which a request is in hand.
const LEASE: TimeDelta = TimeDelta::minutes(5);

/// Takes a request in hand, or keeps it for another while. Returns its end, and true if the result
/// is that of an earlier call with the same key.
///
/// # Errors
/// [`Code::NotFound`] when the request does not exist for the caller; [`Code::OnlyTheDesk`]
/// for all but the desk; [`Code::InHandElsewhere`] while a colleague has it open;
/// [`Code::IdempotencyKeyReused`].
pub async fn take_in_hand(
    db: &Db,
    scope: Scope,
    key: idempotency::IdempotentCall,
    request: RequestId,
) -> Result<(Instant, bool)> {
    db.write(move |tx| {
        require_desk(tx, &scope, request)?;
        let (account, member) = scope.account.zip(scope.member).ok_or(Code::SignInRequired)?;
        let expires_at = tx.now() + LEASE;
        if let Some(earlier) = tx.replay(&key, json!(expires_at))? {
            return Ok((serde_json::from_value(earlier).map_err(Error::internal)?, true));
        }
        let present = RequestLease::of(tx.connection, &[request], tx.now())?.remove(&request);
        if let Some(other) = present.filter(|lease| lease.account_id != account) {
            let until = instant(other.expires_at.0);
            return Err(Problem::new(Code::InHandElsewhere).with("until", until).into());
        }
        tx.set_lease(&RequestLease {
            request_id: request,
            account_id: account,
            member_id: member,
            expires_at: StoredInstant(expires_at),
        })?;
        Ok((expires_at, false))
    })
    .await
}

/// Lets go of a request that the caller has in hand; does nothing if they have not.
///
/// # Errors
/// [`Code::NotFound`] when the request does not exist for the caller; [`Code::OnlyTheDesk`]
/// for all but the desk; [`Code::IdempotencyKeyReused`].
pub async fn let_go(
    db: &Db,
    scope: Scope,
    key: idempotency::IdempotentCall,
    request: RequestId,
) -> Result<bool> {
    db.write(move |tx| {
        require_desk(tx, &scope, request)?;
        let account = scope.account.ok_or(Code::SignInRequired)?;
        if tx.replay(&key, json!(request))?.is_some() {
            return Ok(true);
        }
        tx.release_lease(request, account)?;
        Ok(false)
    })
    .await
}

fn require_desk(tx: &mut Tx<'_>, scope: &Scope, request: RequestId) -> Result<()> {
    let row = RequestRow::load(tx.connection, request)?;
    let atlas = tx.atlas()?;
    let now = tx.now();
    let caller = caller_relation(tx.connection, &atlas, scope, &row, false, now)?;
    let facts = row.facts(Vec::new());
    visibility(&facts, caller.relation, caller.in_scope).ok_or(Code::NotFound)?;
    match caller.relation.acting(&facts).contains(Party::Desk) {
        true => Ok(()),
        false => Err(Code::OnlyTheDesk.into()),
    }
}
