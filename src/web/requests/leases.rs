//! Requests that a clerk of the desk has in hand.

use crate::domain::id::RequestId;
use crate::error::Result;
use crate::service::requests::leases::{let_go, take_in_hand};
use crate::store::Db;
use crate::web::answer::{Changed, Resource};
use crate::web::idempotency::IdempotencyKey;
use crate::web::parameters::Path;
use crate::web::permission::{Permit, Reception};
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

/// How long a request is in the caller's hand.
#[derive(Debug, Serialize, ToSchema)]
pub struct LeaseView {
    /// End; missing when the caller has let it go.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_hand_until: Option<DateTime<Utc>>,
}

impl Resource for LeaseView {
    fn version(&self) -> Option<i64> {
        None
    }
}

/// Takes a request in hand for five minutes.
///
/// Lists show it to the other clerks of the desk, who may still act on it. Another call with another
/// key keeps it for five minutes more. It is nobody's record, and vanishes when it ends.
///
/// # Errors
/// `not_found`, `only_the_desk`, `in_hand_elsewhere`
#[utoipa::path(post, path = "/api/v1/requests/{id}/lease")]
pub async fn take_request_in_hand(
    permit: Permit<Reception>,
    db: Data<Db>,
    Path(id): Path<RequestId>,
    IdempotencyKey(key): IdempotencyKey,
) -> Result<Changed<LeaseView>> {
    let scope = (*permit.bearer.scope).clone();
    let (until, replayed) = take_in_hand(&db, scope, key, id).await?;
    Ok(Changed { resource: LeaseView { in_hand_until: Some(until) }, replayed })
}

/// Lets go of a request that the caller has in hand.
///
/// # Errors
/// `not_found`, `only_the_desk`
#[utoipa::path(post, path = "/api/v1/requests/{id}/lease/release")]
pub async fn release_request(
    permit: Permit<Reception>,
    db: Data<Db>,
    Path(id): Path<RequestId>,
    IdempotencyKey(key): IdempotencyKey,
) -> Result<Changed<LeaseView>> {
    let scope = (*permit.bearer.scope).clone();
    let replayed = let_go(&db, scope, key, id).await?;
    Ok(Changed { resource: LeaseView { in_hand_until: None }, replayed })
}
