//! Several moves in one call. Each is made for itself: one that is refused takes no other back. The
//! whole is idempotent: what each came to is kept under a key of its own.

use super::request_transition::RequestTransition;
use super::transition::transition;
use crate::domain::id::RequestId;
use crate::domain::scope::Scope;
use crate::error::{Code, Error, Problem, Result};
use crate::service::once::earlier;
use crate::service::rulebook::Rulebook;
use crate::store::Db;
use crate::store::idempotency::IdempotentCall;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::sync::Arc;

/// What one move of a batch came to.
#[derive(Debug)]
pub struct BatchOutcome {
    /// The request.
    pub request: RequestId,
    /// Why it was not moved, if it was not.
    pub refusal: Option<Error>,
}

/// A refusal as it is kept under the key of its move.
#[derive(Debug, Serialize, Deserialize)]
struct KeptRefusal {
    refused: Vec<Problem>,
}

/// Makes several moves, in order. Returns what each came to, and true if the whole was sent before.
///
/// # Errors
/// [`Code::IdempotencyKeyReused`]; those of the database before the first move.
pub async fn transition_each(
    db: &Db,
    rulebook: &Arc<Rulebook>,
    scope: &Scope,
    key: IdempotentCall,
    moves: Vec<RequestTransition>,
) -> Result<(Vec<BatchOutcome>, bool)> {
    let whole = key.clone();
    let replayed = db.write(move |tx| Ok(tx.replay(&whole, Value::Null)?.is_some())).await?;
    let mut outcomes = Vec::with_capacity(moves.len());
    let mut named = HashSet::new();
    for (index, asked) in moves.into_iter().enumerate() {
        let request = asked.request;
        let refusal = match named.insert(request) {
            true => {
                let key = key_of(&key, index);
                made_once(db, rulebook, scope, key, asked).await.err()
            }
            false => Some(Problem::new(Code::RequestNamedTwice).at("/request").into()),
        };
        outcomes.push(BatchOutcome { request, refusal });
    }
    Ok((outcomes, replayed))
}

/// Returns the key of one move of a batch.
fn key_of(whole: &IdempotentCall, index: usize) -> IdempotentCall {
    IdempotentCall { route: format!("{} {index}", whole.route), ..whole.clone() }
}

/// Makes a move, or answers what it came to when its key was first used.
async fn made_once(
    db: &Db,
    rulebook: &Arc<Rulebook>,
    scope: &Scope,
    key: IdempotentCall,
    asked: RequestTransition,
) -> Result<()> {
    if let Some(kept) = earlier(db, &key).await? {
        return kept_result(kept);
    }
    match transition(db, rulebook, scope.clone(), key.clone(), asked).await {
        Ok(false) => Ok(()),
        // Somebody sent the same batch at the same time.
        Ok(true) => earlier(db, &key).await?.map_or(Ok(()), kept_result),
        Err(Error::Refused(refused)) => {
            let kept = json!(KeptRefusal { refused });
            let claimed = kept.clone();
            let first = db.write(move |tx| tx.replay(&key, claimed.clone())).await?;
            kept_result(first.unwrap_or(kept))
        }
        Err(other) => Err(other),
    }
}

/// Returns the result that a key remembers: the request that was moved, or why it was not.
fn kept_result(kept: Value) -> Result<()> {
    match serde_json::from_value::<KeptRefusal>(kept) {
        Ok(KeptRefusal { refused }) => Err(Error::Refused(refused)),
        Err(_) => Ok(()),
    }
}
