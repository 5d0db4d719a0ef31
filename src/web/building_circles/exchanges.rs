//! What the members of a circle offer and need.

use crate::domain::building_circle::{ExchangeKind, ExchangeState};
use crate::domain::id::{BuildingCircleId, CircleExchangeId};
use crate::domain::scope::Scope;
use crate::error::Result;
use crate::service::building_circles::{self, NewExchange, ReadableText};
use crate::service::once::WrittenOnce;
use crate::store::Db;
use crate::store::building_circles::{CircleExchange, CircleText, ExchangeFilter};
use crate::web::answer::Answer;
use crate::web::body::Body;
use crate::web::idempotency::IdempotencyKey;
use crate::web::page::{Listed, Page};
use crate::web::parameters::{Path, Query};
use crate::web::people::{MemberBrief, MemberNames};
use crate::web::permission::{Permit, SignedIn};
use crate::web::version::IfMatch;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

/// An offer or a need.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ExchangeView {
    /// Identifier.
    #[schema(value_type = Uuid)]
    pub id: CircleExchangeId,
    /// The circle.
    #[schema(value_type = Uuid)]
    pub circle: BuildingCircleId,
    /// Who offers or needs it.
    pub member: MemberBrief,
    /// Whether it is offered or needed.
    pub kind: ExchangeKind,
    /// What became of it.
    pub state: ExchangeState,
    /// What it is; missing once it was erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "周末可以教老人用手机")]
    pub title: Option<String>,
    /// More about it; missing once it was erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// When it was told.
    pub created_at: DateTime<Utc>,
    /// When it was met or taken down.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settled_at: Option<DateTime<Utc>>,
    /// Row version.
    pub version: i64,
}

fn view(named: &MemberNames, (row, text): ReadableText<CircleExchange>) -> ExchangeView {
    ExchangeView {
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

/// Which offers and needs.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ExchangeQuery {
    /// Offers, or needs.
    pub kind: Option<ExchangeKind>,
    /// That stand like this.
    pub state: Option<ExchangeState>,
}

/// The offers and needs of a circle, the newest first.
#[utoipa::path(
    get, path = "/api/v1/building-circles/{id}/exchanges", params(("id" = Uuid, Path), ExchangeQuery),
    responses((status = 200, body = Listed<ExchangeView>))
)]
pub async fn list_circle_exchanges(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    page: Page,
    Path(circle): Path<BuildingCircleId>,
    Query(query): Query<ExchangeQuery>,
) -> Result<Answer<Listed<ExchangeView>>> {
    let (scope, filter) =
        (&permit.bearer.scope, ExchangeFilter { kind: query.kind, state: query.state });
    let (after, limit) = (page.after::<CircleExchangeId>()?, page.limit as i64 + 1);
    let found = building_circles::list_exchanges(&db, scope, circle, filter, after, limit).await?;
    let listed = page.of(found, |(row, _)| row.id);
    let named = MemberNames::read(
        &db,
        &db.atlas(),
        scope,
        listed.items.iter().map(|(row, _)| row.member_id),
    )
    .await?;
    Ok(Answer::ok(listed.map(|said| view(&named, said))))
}

/// One offer or need.
#[utoipa::path(
    get, path = "/api/v1/circle-exchanges/{id}", params(("id" = Uuid, Path)),
    responses((status = 200, body = ExchangeView))
)]
pub async fn read_circle_exchange(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    Path(id): Path<CircleExchangeId>,
) -> Result<Answer<ExchangeView>> {
    let view = read(&db, &permit.bearer.scope, id).await?;
    let version = view.version;
    Ok(Answer::ok(view).version(version))
}

async fn read(db: &Db, scope: &Scope, id: CircleExchangeId) -> Result<ExchangeView> {
    let said = building_circles::read_exchange(db, scope, id).await?;
    let named = MemberNames::read(db, &db.atlas(), scope, [said.0.member_id]).await?;
    Ok(view(&named, said))
}

/// Something that the caller offers or needs.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewExchangeBody {
    /// Whether it is offered or needed.
    pub kind: ExchangeKind,
    /// What it is; kept sealed.
    #[validate(length(min = 1, max = 60))]
    #[schema(example = "周末可以教老人用手机")]
    pub title: String,
    /// More about it; kept sealed.
    #[validate(length(min = 1, max = 1000))]
    pub text: String,
}

/// Tells a circle what the caller, who belongs to it, offers or needs.
#[utoipa::path(
    post, path = "/api/v1/building-circles/{id}/exchanges", params(("id" = Uuid, Path)),
    request_body = NewExchangeBody, responses((status = 201, body = ExchangeView))
)]
pub async fn open_circle_exchange(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    IdempotencyKey(key): IdempotencyKey,
    Path(circle): Path<BuildingCircleId>,
    Body(body): Body<NewExchangeBody>,
) -> Result<Answer<ExchangeView>> {
    let NewExchangeBody { kind, title, text } = body;
    let text = CircleText { title: title.into(), body: text.into(), words: None };
    let scope = &permit.bearer.scope;
    let done = building_circles::open_exchange(&db, scope, key, circle, NewExchange { kind, text })
        .await?;
    let view = read(&db, scope, done.made).await?;
    let version = view.version;
    let answer = Answer::created(format!("/api/v1/circle-exchanges/{}", done.made), view);
    Ok(answer.version(version).replayed(done.replayed))
}

/// What became of an offer or a need.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SettlingBody {
    /// Whether it was met; if not, it is taken down.
    pub met: bool,
    /// The row version that was read, unless `If-Match` names it.
    #[validate(range(min = 1))]
    pub version: Option<i64>,
}

/// Says that an offer or a need was met, or takes it down: whoever told it, or those who lead the
/// circle.
#[utoipa::path(
    post, path = "/api/v1/circle-exchanges/{id}/settle", params(("id" = Uuid, Path)), request_body = SettlingBody,
    responses((status = 200, body = ExchangeView))
)]
pub async fn settle_circle_exchange(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    IdempotencyKey(key): IdempotencyKey,
    seen: IfMatch,
    Path(id): Path<CircleExchangeId>,
    Body(body): Body<SettlingBody>,
) -> Result<Answer<ExchangeView>> {
    let (scope, version) = (&permit.bearer.scope, seen.required(body.version)?);
    let WrittenOnce { made, replayed } =
        building_circles::settle_exchange(&db, scope, key, id, version, body.met).await?;
    let view = read(&db, scope, made).await?;
    let version = view.version;
    Ok(Answer::ok(view).version(version).replayed(replayed))
}
