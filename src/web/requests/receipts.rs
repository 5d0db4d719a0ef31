//! Following a request by its receipt, and another receipt in place of a lost one.

use super::standing::in_words;
use super::{ClosingView, ListedRequestView, NextOwnerView, NoteView, RequestSummary};
use crate::domain::atlas::Atlas;
use crate::domain::id::RequestId;
use crate::domain::request::{RequestAction, RequestState, ResolutionOutcome};
use crate::error::{Code, Language, Result};
use crate::service::requests::receipt::{ToldToBearer, follow, renew, told_to_bearer};
use crate::service::rulebook::Rulebook;
use crate::store::Db;
use crate::store::requests::RequestRow;
use crate::web::answer::{Changed, Current, Resource};
use crate::web::body::{Body, OptionalBody};
use crate::web::change::VersionBody;
use crate::web::idempotency::IdempotencyKey;
use crate::web::language::Preferred;
use crate::web::parameters::Path;
use crate::web::permission::{Permit, Public, Reception};
use crate::web::tasks::TaskView;
use crate::web::units::UnitView;
use crate::web::version::IfMatch;
use actix_web::web::Data;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// The secret of a receipt.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReceiptBody {
    /// Secret that was answered when the request was sent.
    #[validate(length(min = 1, max = 64))]
    #[schema(min_length = 1, max_length = 64)]
    pub secret: String,
}

/// The status of a request, for the bearer of its receipt: of what was written only what the
/// reporter is told.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestStanding {
    /// Number that people use.
    pub number: String,
    /// State.
    pub state: RequestState,
    /// What was done, and who does what next, until when.
    #[schema(example = "荷风里网格已签收，12月4日（周五）17:30前与您联系")]
    pub in_words: String,
    /// What came of it, as its handler says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<ResolutionOutcome>,
    /// Unit that holds the request.
    pub unit: UnitView,
    /// Time at which the next step is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_due: Option<DateTime<Utc>>,
    /// Time of the last question to the reporter, if it has no answer yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked_at: Option<DateTime<Utc>>,
    /// How it ended otherwise than by being handled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closing: Option<ClosingView>,
    /// What the reporter is told: the reply, the progress, questions, and where else to go.
    pub notes: Vec<NoteView>,
    /// Tasks about it, so that the reporter can let their assignees know something.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tasks: Vec<TaskView>,
    /// Who has to act next; missing once it has ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_owner: Option<NextOwnerView>,
    /// Moves that the bearer may make now.
    pub actions: Vec<RequestAction>,
    /// Row version.
    pub version: i64,
}

impl RequestStanding {
    pub(super) fn new(
        atlas: &Atlas,
        row: &RequestRow,
        told: ToldToBearer,
        silence: TimeDelta,
        language: Language,
    ) -> Self {
        let summary = RequestSummary::new(atlas, row, ListedRequestView::OWN, language);
        Self {
            number: summary.number,
            state: summary.state,
            in_words: in_words(atlas, row, silence, language),
            outcome: summary.outcome,
            unit: summary.unit,
            next_due: summary.clocks.next_due,
            asked_at: summary.asked_at,
            closing: told.closing.map(ClosingView::new),
            notes: told.notes.into_iter().map(NoteView::new).collect(),
            tasks: told
                .tasks
                .into_iter()
                .map(|task| TaskView::new(atlas, task, language))
                .collect(),
            next_owner: summary.next_owner,
            actions: told.actions,
            version: summary.version,
        }
    }
}

impl Resource for RequestStanding {
    fn version(&self) -> Option<i64> {
        Some(self.version)
    }
}

/// Reads the status of a request by its receipt.
///
/// The secret is sent in the body, so that no log keeps it.
///
/// # Errors
/// `required`, `too_long`, `not_found`
#[utoipa::path(post, path = "/api/v1/requests/{id}/receipt")]
pub async fn follow_request(
    _: Permit<Public>,
    db: Data<Db>,
    rulebook: Data<Rulebook>,
    language: Preferred,
    Path(id): Path<RequestId>,
    Body(body): Body<ReceiptBody>,
) -> Result<Current<RequestStanding>> {
    let sent = follow(&db, id).await?;
    if !sent.opens(&db, &body.secret) {
        return Err(Code::NotFound.into());
    }
    let told = told_to_bearer(&db, &sent.row).await?;
    let silence = rulebook.silence;
    Ok(Current(RequestStanding::new(&db.atlas(), &sent.row, told, silence, language.0)))
}

/// A receipt that replaces the earlier ones.
#[derive(Debug, Serialize, ToSchema)]
pub struct RenewedReceipt {
    /// Secret for the reporter. It is answered only now, or when the same key is sent again.
    pub receipt_secret: String,
    /// Row version of the request.
    pub version: i64,
}

impl Resource for RenewedReceipt {
    fn version(&self) -> Option<i64> {
        Some(self.version)
    }
}

/// Creates a new receipt of a request and revokes the earlier ones.
///
/// Only the desk may call it, and only for requests whose reporter it can reach.
///
/// # Errors
/// `out_of_range`, `not_found`, `stale_version`, `receipt_not_renewable`
#[utoipa::path(post, path = "/api/v1/requests/{id}/receipt/renewal")]
pub async fn renew_receipt(
    permit: Permit<Reception>,
    db: Data<Db>,
    Path(id): Path<RequestId>,
    IdempotencyKey(key): IdempotencyKey,
    seen: IfMatch,
    OptionalBody(body): OptionalBody<VersionBody>,
) -> Result<Changed<RenewedReceipt>> {
    let scope = (*permit.bearer.scope).clone();
    let version = seen.given(body.version)?;
    let (sent, replayed) = renew(&db, scope, key, id, version).await?;
    let receipt = sent.receipt.ok_or(Code::ReceiptNotRenewable)?;
    let resource =
        RenewedReceipt { receipt_secret: receipt.expose().to_owned(), version: sent.row.version };
    Ok(Changed { resource, replayed })
}
