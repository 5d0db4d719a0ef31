//! Following a request by its receipt, and another receipt in place of a lost one.

use super::{ListedRequestView, UnitView, summary};
use crate::domain::atlas::Atlas;
use crate::domain::id::RequestId;
use crate::domain::request::RequestState;
use crate::error::{Code, Language, Result};
use crate::service::requests::receipt::{follow, renew};
use crate::store::Db;
use crate::store::requests::RequestRow;
use crate::web::answer::Answer;
use crate::web::body::{Body, OptionalBody};
use crate::web::idempotency::IdempotencyKey;
use crate::web::language::Preferred;
use crate::web::members::VersionBody;
use crate::web::parameters::Path;
use crate::web::permission::{Permit, Public, Reception};
use crate::web::version::IfMatch;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// The secret of a receipt.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReceiptBody {
    /// What was given out when the request was sent.
    #[validate(length(min = 1, max = 64))]
    pub secret: String,
}

/// How a request stands, for the bearer of its receipt: its state and who answers, nothing that
/// anybody wrote.
#[derive(Debug, Serialize, ToSchema)]
pub struct RequestStanding {
    /// The number people use.
    pub number: String,
    /// Where it stands.
    pub state: RequestState,
    /// Who answers for it.
    pub unit: UnitView,
    /// When the next step is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_due: Option<DateTime<Utc>>,
    /// Row version.
    pub version: i64,
}

impl RequestStanding {
    /// How a request stands.
    pub(super) fn of(atlas: &Atlas, row: &RequestRow, language: Language) -> Self {
        let shown = summary(atlas, row, ListedRequestView::OWN, language);
        let (number, state, unit, version) = (shown.number, shown.state, shown.unit, shown.version);
        Self { number, state, unit, next_due: shown.clocks.next_due, version }
    }
}

/// How a request stands, by its receipt. The secret goes in the body, so that no log keeps it.
#[utoipa::path(
    post, path = "/api/v1/requests/{id}/receipt", params(("id" = Uuid, Path)), request_body = ReceiptBody,
    responses((status = 200, body = RequestStanding))
)]
pub async fn follow_request(
    _: Permit<Public>,
    db: Data<Db>,
    language: Preferred,
    id: Path<Uuid>,
    body: Body<ReceiptBody>,
) -> Result<Answer<RequestStanding>> {
    let id = RequestId(id.0);
    let sent = follow(&db, id).await?;
    if !sent.opens(&db, &body.0.secret) {
        return Err(Code::NotFound.into());
    }
    let standing = RequestStanding::of(&db.atlas(), &sent.row, language.0);
    let version = standing.version;
    Ok(Answer::ok(standing).version(version))
}

/// A receipt that takes the place of those before.
#[derive(Debug, Serialize, ToSchema)]
pub struct RenewedReceipt {
    /// The secret, for the reporter. It is shown only now, or when the same key is sent again.
    pub receipt_secret: String,
    /// Row version of the request.
    pub version: i64,
}

/// Revokes the receipt of a request that was entered for somebody, and gives out another.
#[utoipa::path(
    post, path = "/api/v1/requests/{id}/receipt/renewal", params(("id" = Uuid, Path)), request_body = Option<VersionBody>,
    responses((status = 200, body = RenewedReceipt))
)]
pub async fn renew_receipt(
    permit: Permit<Reception>,
    db: Data<Db>,
    id: Path<Uuid>,
    key: IdempotencyKey,
    seen: IfMatch,
    body: OptionalBody<VersionBody>,
) -> Result<Answer<RenewedReceipt>> {
    let version = seen.given(body.0.version)?;
    let (sent, replayed) =
        renew(&db, (*permit.bearer.scope).clone(), key.0, RequestId(id.0), version).await?;
    let secret = sent.receipt.ok_or(Code::ReceiptNotRenewable)?.expose().to_owned();
    let version = sent.row.version;
    Ok(Answer::ok(RenewedReceipt { receipt_secret: secret, version })
        .version(version)
        .replayed(replayed))
}
