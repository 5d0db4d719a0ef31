//! What may be done with a request, and doing it.

use super::{RequestStanding, RequestView, view};
use crate::domain::id::RequestId;
use crate::domain::request::{
    ContactOutcome, MoveField, MoveRule, RequestAction, RequestState, ResolutionOutcome,
    Satisfaction, TransferReason, UpstreamReason,
};
use crate::domain::scope::Scope;
use crate::domain::unit::{Unit, UnitKind};
use crate::error::{Code, Result};
use crate::service::requests::read::{possible_moves, read};
use crate::service::requests::receipt::follow;
use crate::service::requests::transition::{RequestTransition, transition};
use crate::service::rulebook::Rulebook;
use crate::store::Db;
use crate::web::answer::Answer;
use crate::web::body::Body;
use crate::web::idempotency::IdempotencyKey;
use crate::web::language::Preferred;
use crate::web::page::Listed;
use crate::web::parameters::Path;
use crate::web::permission::{OptionalLogin, Permit, SignedIn};
use crate::web::version::IfMatch;
use actix_web::web::Data;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// A move that the caller may make now.
#[derive(Debug, Serialize, ToSchema)]
pub struct PossibleMove {
    /// What is done.
    pub action: RequestAction,
    /// The fields that must be given.
    pub requires: Vec<MoveField>,
    /// The fields that may be given as well.
    pub allows: Vec<MoveField>,
    /// The states it may lead to.
    pub to: Vec<RequestState>,
}

impl From<&MoveRule> for PossibleMove {
    fn from(row: &MoveRule) -> Self {
        Self {
            action: row.action,
            requires: row.requires.to_vec(),
            allows: row.allows.to_vec(),
            to: row.to.to_vec(),
        }
    }
}

/// What the caller may do with a request now.
#[utoipa::path(
    get, path = "/api/v1/requests/{id}/transitions", params(("id" = Uuid, Path)),
    responses((status = 200, body = Listed<PossibleMove>))
)]
pub async fn list_transitions(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    id: Path<Uuid>,
) -> Result<Answer<Listed<PossibleMove>>> {
    let moves = possible_moves(&db, (*permit.bearer.scope).clone(), RequestId(id.0)).await?;
    Ok(Answer::ok(Listed::whole(moves.into_iter().map(PossibleMove::from))))
}

/// The unit that receives a request.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReceiverBody {
    /// Grid, building group or desk.
    pub kind: UnitKind,
    /// Its identifier.
    pub id: Uuid,
}

/// A move and what it needs; `GET` of the same path says which fields.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTransition {
    /// What is done.
    pub action: RequestAction,
    /// How an attempt to reach the reporter ended.
    pub contact_outcome: Option<ContactOutcome>,
    /// What was done about the matter.
    pub outcome: Option<ResolutionOutcome>,
    /// What the reporter is answered, 1–2000 characters.
    pub reply: Option<String>,
    /// The unit it is handed to.
    #[validate(nested)]
    pub to: Option<ReceiverBody>,
    /// Why it is handed on.
    pub reason: Option<TransferReason>,
    /// Whether the reporter says that somebody was in contact.
    pub contacted: Option<bool>,
    /// Whether the reporter says that it is solved.
    pub solved: Option<bool>,
    /// How satisfied the reporter is.
    pub satisfaction: Option<Satisfaction>,
    /// An explanation, or what is passed on, 1–1000 characters.
    pub words: Option<String>,
    /// What the handlers of a confidential request may read, 1–2000 characters.
    pub redacted: Option<String>,
    /// Why it is given back to the platform above.
    pub upstream_reason: Option<UpstreamReason>,
    /// The secret of the receipt, for those without a login.
    #[validate(length(max = 64))]
    pub receipt_secret: Option<String>,
    /// The version the caller has read; another one is refused.
    pub version: Option<i64>,
}

/// A request after a move: whole for those who may see it, else how it stands.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub enum MovedRequest {
    /// For those who may see it.
    Request(Box<RequestView>),
    /// For the bearer of a receipt.
    Standing(RequestStanding),
    /// For those from whom the move took it.
    Gone {},
}

/// Moves a request.
#[utoipa::path(
    post, path = "/api/v1/requests/{id}/transitions", params(("id" = Uuid, Path)), request_body = NewTransition,
    responses((status = 200, body = MovedRequest))
)]
#[expect(clippy::too_many_arguments, reason = "a handler names everything it takes from a request")]
pub async fn make_transition(
    permit: Permit<OptionalLogin>,
    db: Data<Db>,
    rulebook: Data<Rulebook>,
    language: Preferred,
    id: Path<Uuid>,
    if_match: IfMatch,
    key: IdempotencyKey,
    body: Body<NewTransition>,
) -> Result<Answer<MovedRequest>> {
    let Body(body) = body;
    let scope = permit.bearer.map_or_else(Scope::anonymous, |caller| Scope::clone(&caller.scope));
    let (id, bearer) = (RequestId(id.0), body.receipt_secret.clone());
    let version = if_match.given(body.version)?;
    let asked = asked(id, version, body);
    let replayed = transition(&db, &rulebook.into_inner(), scope.clone(), key.0, asked).await?;
    let moved = shown(&db, scope, id, bearer.as_deref(), language).await?;
    let answer = match &moved {
        MovedRequest::Request(view) => Some(view.summary.version),
        MovedRequest::Standing(standing) => Some(standing.version),
        MovedRequest::Gone {} => None,
    };
    let whole = Answer::ok(moved).replayed(replayed);
    Ok(match answer {
        Some(version) => whole.version(version),
        None => whole,
    })
}

/// Whoever handed it out of their own sight learns only that it is gone. When it cannot be read for
/// another reason the move stands, and the same key asks again.
async fn shown(
    db: &Db,
    scope: Scope,
    id: RequestId,
    receipt: Option<&str>,
    language: Preferred,
) -> Result<MovedRequest> {
    match read(db, scope, id).await {
        Ok(detail) => {
            return Ok(MovedRequest::Request(Box::new(view(&db.atlas(), detail, language.0))));
        }
        Err(error) if error.is(Code::NotFound) => {}
        Err(error) => return Err(error),
    }
    let sent = follow(db, id).await?;
    if !receipt.is_some_and(|secret| sent.opens(db, secret)) {
        return Ok(MovedRequest::Gone {});
    }
    Ok(MovedRequest::Standing(RequestStanding::of(&db.atlas(), &sent.row, language.0)))
}

fn asked(request: RequestId, version: Option<i64>, body: NewTransition) -> RequestTransition {
    RequestTransition {
        request,
        receipt: body.receipt_secret,
        version,
        action: body.action,
        contact_outcome: body.contact_outcome,
        outcome: body.outcome,
        reply: body.reply,
        to: body.to.map(|receiver| Unit::new(receiver.kind, receiver.id)),
        reason: body.reason,
        contacted: body.contacted,
        solved: body.solved,
        satisfaction: body.satisfaction,
        words: body.words,
        redacted: body.redacted,
        upstream_reason: body.upstream_reason,
    }
}
