//! What a circle consults about.

use crate::domain::building_circle::{TopicOutcome, TopicState};
use crate::domain::id::{BuildingCircleId, CircleTopicId};
use crate::domain::scope::Scope;
use crate::error::Result;
use crate::service::building_circles::{self, Conclusion, ReadableText};
use crate::service::once::WrittenOnce;
use crate::store::Db;
use crate::store::building_circles::{CircleText, CircleTopic, TopicFilter};
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

/// A topic.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TopicView {
    /// Identifier.
    #[schema(value_type = Uuid)]
    pub id: CircleTopicId,
    /// The circle.
    #[schema(value_type = Uuid)]
    pub circle: BuildingCircleId,
    /// Who brought it up.
    pub member: MemberBrief,
    /// How far it is.
    pub state: TopicState,
    /// What it is about; missing once it was erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "楼道堆物怎么清")]
    pub title: Option<String>,
    /// More about it; missing once it was erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// What came of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<TopicOutcome>,
    /// What came of it, in the words of who concluded it; missing once it was erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// Who concluded it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub concluded_by: Option<MemberBrief>,
    /// When it was brought up.
    pub created_at: DateTime<Utc>,
    /// When it was concluded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub concluded_at: Option<DateTime<Utc>>,
    /// Row version.
    pub version: i64,
}

fn view(named: &MemberNames, (row, text): ReadableText<CircleTopic>) -> TopicView {
    let words = text.as_ref().and_then(|text| text.words.as_ref());
    TopicView {
        id: row.id,
        circle: row.circle_id,
        member: named.brief(row.member_id),
        state: row.state,
        title: text.as_ref().map(|text| text.title.expose().to_owned()),
        text: text.as_ref().map(|text| text.body.expose().to_owned()),
        outcome: row.outcome,
        words: words.map(|words| words.expose().to_owned()),
        concluded_by: row.concluded_by.map(|member| named.brief(member)),
        created_at: row.created_at.0,
        concluded_at: row.concluded_at.map(|at| at.0),
        version: row.version,
    }
}

/// Which topics.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TopicQuery {
    /// That are this far.
    pub state: Option<TopicState>,
}

/// The topics of a circle, the newest first.
#[utoipa::path(
    get, path = "/api/v1/building-circles/{id}/topics", params(("id" = Uuid, Path), TopicQuery),
    responses((status = 200, body = Listed<TopicView>))
)]
pub async fn list_circle_topics(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    page: Page,
    Path(circle): Path<BuildingCircleId>,
    Query(query): Query<TopicQuery>,
) -> Result<Answer<Listed<TopicView>>> {
    let (scope, filter) = (&permit.bearer.scope, TopicFilter { state: query.state });
    let (after, limit) = (page.after::<CircleTopicId>()?, page.limit as i64 + 1);
    let found = building_circles::list_topics(&db, scope, circle, filter, after, limit).await?;
    let listed = page.of(found, |(row, _)| row.id);
    let members =
        listed.items.iter().flat_map(|(row, _)| [Some(row.member_id), row.concluded_by]).flatten();
    let named = MemberNames::read(&db, &db.atlas(), scope, members).await?;
    Ok(Answer::ok(listed.map(|said| view(&named, said))))
}

/// One topic.
#[utoipa::path(
    get, path = "/api/v1/circle-topics/{id}", params(("id" = Uuid, Path)), responses((status = 200, body = TopicView))
)]
pub async fn read_circle_topic(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    Path(id): Path<CircleTopicId>,
) -> Result<Answer<TopicView>> {
    let view = read(&db, &permit.bearer.scope, id).await?;
    let version = view.version;
    Ok(Answer::ok(view).version(version))
}

async fn read(db: &Db, scope: &Scope, id: CircleTopicId) -> Result<TopicView> {
    let said = building_circles::read_topic(db, scope, id).await?;
    let members = [Some(said.0.member_id), said.0.concluded_by].into_iter().flatten();
    let named = MemberNames::read(db, &db.atlas(), scope, members).await?;
    Ok(view(&named, said))
}

/// A topic to be brought up.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTopicBody {
    /// What it is about; kept sealed.
    #[validate(length(min = 1, max = 60))]
    #[schema(example = "楼道堆物怎么清")]
    pub title: String,
    /// More about it; kept sealed.
    #[validate(length(min = 1, max = 1000))]
    pub text: String,
}

/// Brings a topic up in a circle that the caller belongs to.
#[utoipa::path(
    post, path = "/api/v1/building-circles/{id}/topics", params(("id" = Uuid, Path)), request_body = NewTopicBody,
    responses((status = 201, body = TopicView))
)]
pub async fn open_circle_topic(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    IdempotencyKey(key): IdempotencyKey,
    Path(circle): Path<BuildingCircleId>,
    Body(body): Body<NewTopicBody>,
) -> Result<Answer<TopicView>> {
    let text = CircleText { title: body.title.into(), body: body.text.into(), words: None };
    let scope = &permit.bearer.scope;
    let done = building_circles::open_topic(&db, scope, key, circle, text).await?;
    let view = read(&db, scope, done.made).await?;
    let version = view.version;
    let answer = Answer::created(format!("/api/v1/circle-topics/{}", done.made), view);
    Ok(answer.version(version).replayed(done.replayed))
}

/// What came of a topic.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConcludingBody {
    /// In one word.
    pub outcome: TopicOutcome,
    /// In your own words; kept sealed.
    #[validate(length(min = 1, max = 1000))]
    pub words: String,
    /// The row version that was read, unless `If-Match` names it.
    #[validate(range(min = 1))]
    pub version: Option<i64>,
}

/// Says what came of a topic: the convenor, or those who care for the neighbourhood.
#[utoipa::path(
    post, path = "/api/v1/circle-topics/{id}/conclude", params(("id" = Uuid, Path)), request_body = ConcludingBody,
    responses((status = 200, body = TopicView))
)]
pub async fn conclude_circle_topic(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    IdempotencyKey(key): IdempotencyKey,
    seen: IfMatch,
    Path(id): Path<CircleTopicId>,
    Body(body): Body<ConcludingBody>,
) -> Result<Answer<TopicView>> {
    let ConcludingBody { outcome, words, version } = body;
    let (scope, version) = (&permit.bearer.scope, seen.required(version)?);
    let conclusion = Conclusion { outcome, words: words.into() };
    let WrittenOnce { made, replayed } =
        building_circles::conclude_topic(&db, scope, key, id, version, conclusion).await?;
    let view = read(&db, scope, made).await?;
    let version = view.version;
    Ok(Answer::ok(view).version(version).replayed(replayed))
}
