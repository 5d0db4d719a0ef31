//! Several moves in one call.

use super::{BatchTransition, RequestSummary};
use crate::domain::id::RequestId;
use crate::error::{Error, Language, Problem, Result};
use crate::service::requests::batch::{BatchOutcome, transition_each};
use crate::service::requests::read::glance;
use crate::service::rulebook::Rulebook;
use crate::store::Db;
use crate::web::answer::{Changed, Resource};
use crate::web::body::Body;
use crate::web::idempotency::IdempotencyKey;
use crate::web::language::Preferred;
use crate::web::permission::{Permit, SignedIn};
use crate::web::problem::{ProblemItem, problem_items};
use actix_web::ResponseError;
use actix_web::web::Data;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// Transitions of several requests.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTransitions {
    /// Transitions, made in order, each for itself; at most one of a request.
    #[validate(length(min = 1, max = 50), nested)]
    #[schema(min_items = 1, max_items = 50)]
    pub items: Vec<BatchTransition>,
}

/// What a transition of a batch came to.
#[derive(Debug, Serialize, ToSchema)]
pub struct BatchAnswer {
    /// Request that the entry named.
    #[schema(value_type = Uuid)]
    pub request: RequestId,
    /// Status that the transition alone would be answered with.
    #[schema(example = 200)]
    pub status: u16,
    /// Request after the transition; missing when it was refused, or the caller may no longer see
    /// the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<RequestSummary>,
    /// Problems, when it was refused. Their pointers lead into the body of the whole.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<ProblemItem>,
}

/// What each transition of a batch came to, in order.
#[derive(Debug, Serialize, ToSchema)]
pub struct BatchAnswers {
    /// An answer for each entry.
    pub items: Vec<BatchAnswer>,
}

impl Resource for BatchAnswers {
    fn version(&self) -> Option<i64> {
        None
    }
}

/// Makes transitions of several requests.
///
/// Each is made for itself, as the route of one request makes it: one that is refused takes no other
/// back, and the answer says of each what it came to. A request is named once. The whole is
/// idempotent by its key.
///
/// # Errors
/// `required`, `too_few`, `too_many`, `too_long`, `one_coordinate`
#[utoipa::path(post, path = "/api/v1/requests/transitions")]
pub async fn make_transitions(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    rulebook: Data<Rulebook>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    Body(body): Body<NewTransitions>,
) -> Result<Changed<BatchAnswers>> {
    let scope = &permit.bearer.scope;
    let items = body.items.into_iter().enumerate().map(|(index, item)| {
        item.into_named().map_err(|problem| problem.below(&format!("/items/{index}")))
    });
    let moves = items.collect::<Result<Vec<_>, Problem>>()?;
    let (outcomes, replayed) =
        transition_each(&db, &rulebook.into_inner(), scope, key, moves).await?;
    let mut items = Vec::with_capacity(outcomes.len());
    for (index, outcome) in outcomes.into_iter().enumerate() {
        let BatchOutcome { request, refusal } = outcome;
        items.push(match refusal {
            Some(error) => refused(request, index, error, language.0),
            None => BatchAnswer {
                request,
                status: 200,
                summary: glance(&db, scope, request).await?.map(|(row, visibility)| {
                    RequestSummary::new(&db.atlas(), &row, visibility.into(), language.0)
                }),
                problems: Vec::new(),
            },
        });
    }
    Ok(Changed { resource: BatchAnswers { items }, replayed })
}

fn refused(request: RequestId, index: usize, error: Error, language: Language) -> BatchAnswer {
    BatchAnswer {
        request,
        status: error.status_code().as_u16(),
        summary: None,
        problems: problem_items(error, &format!("/items/{index}"), language),
    }
}
