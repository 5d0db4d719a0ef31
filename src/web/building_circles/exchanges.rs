//! What the members of a circle offer and need.

use crate::domain::building_circle::{ExchangeKind, ExchangeState};
use crate::domain::id::{BuildingCircleId, CircleExchangeId};
use crate::domain::scope::Scope;
use crate::error::Result;
use crate::service::building_circles::{self, NewExchange, ReadableText};
use crate::store::Db;
use crate::store::building_circles::{CircleExchange, CircleText, ExchangeFilter};
use crate::web::answer::{Answer, Changed, Created, Current, resources};
use crate::web::body::Body;
use crate::web::change::{VersionedChange, versioned};
use crate::web::idempotency::IdempotencyKey;
use crate::web::page::{Listed, Page};
use crate::web::parameters::{Path, Query};
use crate::web::people::{MemberBrief, MemberNames};
use crate::web::permission::{Permit, SignedIn};
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

/// An exchange: an offer or a need of a member of a building circle.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ExchangeView {
    /// Identifier.
    #[schema(value_type = Uuid)]
    pub id: CircleExchangeId,
    /// The building circle.
    #[schema(value_type = Uuid)]
    pub circle: BuildingCircleId,
    /// The member who offers or needs it.
    pub member: MemberBrief,
    /// Kind: offer or need.
    pub kind: ExchangeKind,
    /// State.
    pub state: ExchangeState,
    /// Title; missing once it was erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "周末可以教老人用手机")]
    pub title: Option<String>,
    /// Text; missing once it was erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Creation time.
    pub created_at: DateTime<Utc>,
    /// Time at which it was settled: met or closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settled_at: Option<DateTime<Utc>>,
    /// Row version.
    pub version: i64,
}

resources!(ExchangeView: "/api/v1/circle-exchanges");

impl ExchangeView {
    fn new(named: &MemberNames, (row, text): ReadableText<CircleExchange>) -> Self {
        Self {
            id: row.id,
            circle: row.circle_id,
            member: named.brief(row.member_id),
            kind: row.kind,
            state: row.state,
            title: text.as_ref().map(|text| text.title.expose().to_owned()),
            text: text.as_ref().map(|text| text.body.expose().to_owned()),
            created_at: row.created_at.0,
            settled_at: row.settled_at.map(|at| at.0),
            version: row.version,
        }
    }
}

/// An exchange to be created.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewExchangeBody {
    /// Kind: offer or need.
    pub kind: ExchangeKind,
    /// Title; kept sealed.
    #[validate(length(min = 1, max = 60))]
    #[schema(min_length = 1, max_length = 60, example = "周末可以教老人用手机")]
    pub title: String,
    /// Text; kept sealed.
    #[validate(length(min = 1, max = 1000))]
    #[schema(min_length = 1, max_length = 1000)]
    pub text: String,
}

/// Outcome of an exchange.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SettlingBody {
    /// True: the exchange becomes `met`; false: it becomes `closed`.
    pub met: bool,
    /// The row version that was read, unless `If-Match` names it.
    #[validate(range(min = 1))]
    #[schema(minimum = 1)]
    pub version: Option<i64>,
}

versioned!(SettlingBody);

/// Filter of the list of exchanges.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ExchangeQuery {
    /// Exchanges of this kind.
    pub kind: Option<ExchangeKind>,
    /// Exchanges in this state.
    pub state: Option<ExchangeState>,
}

/// Lists the exchanges of a building circle, the newest first.
///
/// For those who belong to its neighbourhood.
///
/// # Errors
/// `not_found`
#[utoipa::path(get, path = "/api/v1/building-circles/{id}/exchanges")]
pub async fn list_circle_exchanges(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    page: Page,
    Path(circle): Path<BuildingCircleId>,
    Query(query): Query<ExchangeQuery>,
) -> Result<Answer<Listed<ExchangeView>>> {
    let scope = &permit.bearer.scope;
    let filter = ExchangeFilter { kind: query.kind, state: query.state };
    let after = page.after::<CircleExchangeId>()?;
    let limit = page.limit as i64 + 1;
    let found = building_circles::list_exchanges(&db, scope, circle, filter, after, limit).await?;
    let listed = page.of(found, |(row, _)| row.id);
    let members = listed.items.iter().map(|(row, _)| row.member_id);
    let named = MemberNames::read(&db, &db.atlas(), scope, members).await?;
    Ok(Answer(listed.map(|written| ExchangeView::new(&named, written))))
}

/// Reads an exchange.
///
/// For those who belong to the neighbourhood of its circle.
///
/// # Errors
/// `not_found`
#[utoipa::path(get, path = "/api/v1/circle-exchanges/{id}")]
pub async fn read_circle_exchange(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    Path(id): Path<CircleExchangeId>,
) -> Result<Current<ExchangeView>> {
    Ok(Current(read(&db, &permit.bearer.scope, id).await?))
}

/// Creates an exchange in a building circle.
///
/// For those who belong to its neighbourhood.
///
/// # Errors
/// `not_found`, `circle_retired`, `required`, `too_long`
#[utoipa::path(post, path = "/api/v1/building-circles/{id}/exchanges")]
pub async fn open_circle_exchange(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    IdempotencyKey(key): IdempotencyKey,
    Path(circle): Path<BuildingCircleId>,
    Body(body): Body<NewExchangeBody>,
) -> Result<Created<ExchangeView>> {
    let scope = &permit.bearer.scope;
    let NewExchangeBody { kind, title, text } = body;
    let text = CircleText { title: title.into(), body: text.into(), words: None };
    let new = NewExchange { kind, text };
    let once = building_circles::open_exchange(&db, scope, key, circle, new).await?;
    Ok(Created { resource: read(&db, scope, once.made).await?, replayed: once.replayed })
}

/// Settles an exchange: it was met, or it closes.
///
/// For the member who created it, the convenor, and those who care for the neighbourhood.
///
/// # Errors
/// `not_found`, `circle_not_yours`, `stale_version`, `exchange_settled`, `required`,
/// `out_of_range`, `version_required`
#[utoipa::path(post, path = "/api/v1/circle-exchanges/{id}/settle")]
pub async fn settle_circle_exchange(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    change: VersionedChange<CircleExchangeId, SettlingBody>,
) -> Result<Changed<ExchangeView>> {
    let scope = &permit.bearer.scope;
    let VersionedChange { key, id, version, body } = change;
    let once = building_circles::settle_exchange(&db, scope, key, id, version, body.met).await?;
    Ok(Changed { resource: read(&db, scope, id).await?, replayed: once.replayed })
}

async fn read(db: &Db, scope: &Scope, id: CircleExchangeId) -> Result<ExchangeView> {
    let written = building_circles::read_exchange(db, scope, id).await?;
    let named = MemberNames::read(db, &db.atlas(), scope, [written.0.member_id]).await?;
    Ok(ExchangeView::new(&named, written))
}
