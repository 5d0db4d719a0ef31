//! Who holds a post.

use crate::domain::id::{MemberId, PioneerPostId, PostHoldingId};
use crate::domain::pioneer_post::PostHolding;
use crate::domain::scope::Scope;
use crate::error::Result;
use crate::service::command::CommandDone;
use crate::service::pioneer_posts::{self, NewHolding};
use crate::store::Db;
use crate::web::answer::Answer;
use crate::web::body::Body;
use crate::web::changed::ChangedBoundaries;
use crate::web::duties::{AtQuery, EndingBody};
use crate::web::idempotency::IdempotencyKey;
use crate::web::language::Preferred;
use crate::web::page::{Listed, Page};
use crate::web::parameters::{Path, Query};
use crate::web::people::{MemberBrief, MemberNames};
use crate::web::permission::{Permit, SignedIn, Staffing};
use crate::web::version::IfMatch;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// A term at a post.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PostHoldingView {
    /// Identifier.
    #[schema(value_type = Uuid)]
    pub id: PostHoldingId,
    /// The post.
    #[schema(value_type = Uuid)]
    pub post: PioneerPostId,
    /// Who.
    pub member: MemberBrief,
    /// From when on.
    pub from: DateTime<Utc>,
    /// Until when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<DateTime<Utc>>,
    /// Whether the holder lets everybody read their name.
    pub name_shown: bool,
    /// Row version.
    pub version: i64,
}

fn view(named: &MemberNames, holding: &PostHolding) -> PostHoldingView {
    PostHoldingView {
        id: holding.id,
        post: holding.post,
        member: named.brief(holding.member),
        from: holding.period.from,
        to: holding.period.to,
        name_shown: holding.name_shown,
        version: holding.version,
    }
}

/// Who holds a post, did and will, by when it begins: all of them for staff whose sight reaches its
/// grid, their own for others.
#[utoipa::path(
    get, path = "/api/v1/pioneer-posts/{id}/holders", params(("id" = Uuid, Path), AtQuery),
    responses((status = 200, body = Listed<PostHoldingView>))
)]
pub async fn list_post_holders(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    page: Page,
    Path(id): Path<PioneerPostId>,
    Query(query): Query<AtQuery>,
) -> Result<Answer<Listed<PostHoldingView>>> {
    let (atlas, scope) = (db.atlas(), &permit.bearer.scope);
    let holdings = pioneer_posts::list_holdings(&atlas, scope, id, query.at)?;
    let listed = page.cut(holdings, |holding| (holding.period.from, holding.id))?;
    let named =
        MemberNames::read(&db, &atlas, scope, listed.items.iter().map(|holding| holding.member))
            .await?;
    Ok(Answer::ok(listed.map(|holding| view(&named, &holding))))
}

/// One term at a post.
#[utoipa::path(
    get, path = "/api/v1/post-holdings/{id}", params(("id" = Uuid, Path)),
    responses((status = 200, body = PostHoldingView))
)]
pub async fn read_post_holding(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    Path(id): Path<PostHoldingId>,
) -> Result<Answer<PostHoldingView>> {
    let view = read(&db, &permit.bearer.scope, id).await?;
    let version = view.version;
    Ok(Answer::ok(view).version(version))
}

async fn read(db: &Db, scope: &Scope, id: PostHoldingId) -> Result<PostHoldingView> {
    let atlas = db.atlas();
    let holding = pioneer_posts::read_holding(&atlas, scope, id)?;
    let named = MemberNames::read(db, &atlas, scope, [holding.member]).await?;
    Ok(view(&named, &holding))
}

/// A term to be given.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPostHoldingBody {
    /// To whom.
    #[schema(value_type = Uuid)]
    pub member: MemberId,
    /// From when on, not before now; missing: from now on.
    pub from: Option<DateTime<Utc>>,
    /// Until when, at most three years later.
    pub to: DateTime<Utc>,
}

/// Gives somebody a post for a term. Whether their name is shown they say themselves.
#[utoipa::path(
    post, path = "/api/v1/pioneer-posts/{id}/holders", params(("id" = Uuid, Path)),
    request_body = NewPostHoldingBody, responses((status = 201, body = ChangedBoundaries<PostHoldingView>))
)]
pub async fn give_pioneer_post(
    permit: Permit<Staffing>,
    db: Data<Db>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    Path(post): Path<PioneerPostId>,
    Body(body): Body<NewPostHoldingBody>,
) -> Result<Answer<ChangedBoundaries<PostHoldingView>>> {
    let NewPostHoldingBody { member, from, to } = body;
    let scope = &permit.bearer.scope;
    let done =
        pioneer_posts::give_post(&db, scope, key, NewHolding { post, member, from, to }).await?;
    let (version, changed) = changed(&db, scope, language, &done).await?;
    let answer = Answer::created(format!("/api/v1/post-holdings/{}", done.made), changed);
    Ok(answer.version(version).replayed(done.replayed))
}

/// Ends a term: those who care for the grid of the post, or the holder.
#[utoipa::path(
    post, path = "/api/v1/post-holdings/{id}/end", params(("id" = Uuid, Path)), request_body = EndingBody,
    responses((status = 200, body = ChangedBoundaries<PostHoldingView>))
)]
pub async fn end_post_holding(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    seen: IfMatch,
    Path(id): Path<PostHoldingId>,
    Body(body): Body<EndingBody>,
) -> Result<Answer<ChangedBoundaries<PostHoldingView>>> {
    let (scope, version) = (&permit.bearer.scope, seen.required(body.version)?);
    let done = pioneer_posts::end_holding(&db, scope, key, id, version, body.at).await?;
    let (version, changed) = changed(&db, scope, language, &done).await?;
    Ok(Answer::ok(changed).version(version).replayed(done.replayed))
}

/// Whether everybody may read a name.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsentBody {
    /// Yes, or no more.
    pub name_shown: bool,
    /// The row version that was read, unless `If-Match` names it.
    #[validate(range(min = 1))]
    pub version: Option<i64>,
}

/// Lets everybody read the caller's name beside a post that they hold, or no more. Nobody says so
/// for somebody else.
#[utoipa::path(
    post, path = "/api/v1/post-holdings/{id}/consent", params(("id" = Uuid, Path)), request_body = ConsentBody,
    responses((status = 200, body = ChangedBoundaries<PostHoldingView>))
)]
pub async fn consent_to_name(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    seen: IfMatch,
    Path(id): Path<PostHoldingId>,
    Body(body): Body<ConsentBody>,
) -> Result<Answer<ChangedBoundaries<PostHoldingView>>> {
    let (scope, version) = (&permit.bearer.scope, seen.required(body.version)?);
    let done = pioneer_posts::show_name(&db, scope, key, id, version, body.name_shown).await?;
    let (version, changed) = changed(&db, scope, language, &done).await?;
    Ok(Answer::ok(changed).version(version).replayed(done.replayed))
}

async fn changed(
    db: &Db,
    scope: &Scope,
    language: Preferred,
    done: &CommandDone<PostHoldingId>,
) -> Result<(i64, ChangedBoundaries<PostHoldingView>)> {
    let view = read(db, scope, done.made).await?;
    Ok((view.version, ChangedBoundaries::new(db, scope, language.0, &done.effects, view).await?))
}
