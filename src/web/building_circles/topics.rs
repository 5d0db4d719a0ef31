//! What a circle consults about.

use crate::domain::building_circle::{TopicOutcome, TopicState};
use crate::domain::id::{BuildingCircleId, CircleTopicId};
use crate::domain::scope::Scope;
use crate::error::Result;
use crate::service::building_circles::{self, Conclusion, ReadableText};
use crate::store::Db;
use crate::store::building_circles::{CircleText, CircleTopic, TopicFilter};
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

/// A topic that a building circle consults about.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TopicView {
    /// Identifier.
    #[schema(value_type = Uuid)]
    pub id: CircleTopicId,
    /// The building circle.
    #[schema(value_type = Uuid)]
    pub circle: BuildingCircleId,
    /// The member who created it.
    pub member: MemberBrief,
    /// State.
    pub state: TopicState,
    /// Title; missing once it was erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "楼道堆物怎么清")]
    pub title: Option<String>,
    /// Text; missing once it was erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Outcome.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<TopicOutcome>,
    /// Conclusion, in the words of the member who concluded it; missing once it was erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// The member who concluded it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub concluded_by: Option<MemberBrief>,
    /// Creation time.
    pub created_at: DateTime<Utc>,
    /// Time at which it was concluded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub concluded_at: Option<DateTime<Utc>>,
    /// Row version.
    pub version: i64,
}

resources!(TopicView: "/api/v1/circle-topics");

impl TopicView {
    fn new(named: &MemberNames, (row, text): ReadableText<CircleTopic>) -> Self {
        let words = text.as_ref().and_then(|text| text.words.as_ref());
        Self {
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
}

/// A topic to be created.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTopicBody {
    /// Title; kept sealed.
    #[validate(length(min = 1, max = 60))]
    #[schema(min_length = 1, max_length = 60, example = "楼道堆物怎么清")]
    pub title: String,
    /// Text; kept sealed.
    #[validate(length(min = 1, max = 1000))]
    #[schema(min_length = 1, max_length = 1000)]
    pub text: String,
}

/// Conclusion of a topic.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConcludingBody {
    /// Outcome.
    pub outcome: TopicOutcome,
    /// Conclusion, in the caller's own words; kept sealed.
    #[validate(length(min = 1, max = 1000))]
    #[schema(min_length = 1, max_length = 1000)]
    pub words: String,
    /// The row version that was read, unless `If-Match` names it.
    #[validate(range(min = 1))]
    #[schema(minimum = 1)]
    pub version: Option<i64>,
}

versioned!(ConcludingBody);

/// Filter of the list of topics.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TopicQuery {
    /// Topics in this state.
    pub state: Option<TopicState>,
}

/// Lists the topics of a building circle, the newest first.
///
/// For those who belong to its neighbourhood.
///
/// # Errors
/// `not_found`
#[utoipa::path(get, path = "/api/v1/building-circles/{id}/topics")]
pub async fn list_circle_topics(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    page: Page,
    Path(circle): Path<BuildingCircleId>,
    Query(query): Query<TopicQuery>,
) -> Result<Answer<Listed<TopicView>>> {
    let scope = &permit.bearer.scope;
    let filter = TopicFilter { state: query.state };
    let after = page.after::<CircleTopicId>()?;
    let limit = page.limit as i64 + 1;
    let found = building_circles::list_topics(&db, scope, circle, filter, after, limit).await?;
    let listed = page.of(found, |(row, _)| row.id);
    let members =
        listed.items.iter().flat_map(|(row, _)| [Some(row.member_id), row.concluded_by]).flatten();
    let named = MemberNames::read(&db, &db.atlas(), scope, members).await?;
    Ok(Answer(listed.map(|written| TopicView::new(&named, written))))
}

/// Reads a topic.
///
/// For those who belong to the neighbourhood of its circle.
///
/// # Errors
/// `not_found`
#[utoipa::path(get, path = "/api/v1/circle-topics/{id}")]
pub async fn read_circle_topic(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    Path(id): Path<CircleTopicId>,
) -> Result<Current<TopicView>> {
    Ok(Current(read(&db, &permit.bearer.scope, id).await?))
}

/// Creates a topic in a building circle.
///
/// For those who belong to its neighbourhood.
///
/// # Errors
/// `not_found`, `circle_retired`, `required`, `too_long`
#[utoipa::path(post, path = "/api/v1/building-circles/{id}/topics")]
pub async fn open_circle_topic(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    IdempotencyKey(key): IdempotencyKey,
    Path(circle): Path<BuildingCircleId>,
    Body(body): Body<NewTopicBody>,
) -> Result<Created<TopicView>> {
    let scope = &permit.bearer.scope;
    let text = CircleText { title: body.title.into(), body: body.text.into(), words: None };
    let once = building_circles::open_topic(&db, scope, key, circle, text).await?;
    Ok(Created { resource: read(&db, scope, once.made).await?, replayed: once.replayed })
}

/// Concludes a topic.
///
/// For the convenor, and for those who care for the neighbourhood.
///
/// # Errors
/// `not_found`, `circle_not_yours`, `stale_version`, `topic_concluded`, `erased`, `required`,
/// `too_long`, `out_of_range`, `version_required`
#[utoipa::path(post, path = "/api/v1/circle-topics/{id}/conclude")]
pub async fn conclude_circle_topic(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    change: VersionedChange<CircleTopicId, ConcludingBody>,
) -> Result<Changed<TopicView>> {
    let scope = &permit.bearer.scope;
    let VersionedChange { key, id, version, body } = change;
    let conclusion = Conclusion { outcome: body.outcome, words: body.words.into() };
    let once = building_circles::conclude_topic(&db, scope, key, id, version, conclusion).await?;
    Ok(Changed { resource: read(&db, scope, id).await?, replayed: once.replayed })
}

async fn read(db: &Db, scope: &Scope, id: CircleTopicId) -> Result<TopicView> {
    let written = building_circles::read_topic(db, scope, id).await?;
    let members = [Some(written.0.member_id), written.0.concluded_by].into_iter().flatten();
    let named = MemberNames::read(db, &db.atlas(), scope, members).await?;
    Ok(TopicView::new(&named, written))
}
