//! Terms at pioneer posts over HTTP.

use crate::domain::id::{MemberId, PioneerPostId, PostHoldingId};
use crate::domain::pioneer_post::PostHolding;
use crate::domain::scope::Scope;
use crate::error::Result;
use crate::service::command::CommandDone;
use crate::service::pioneer_posts::{self, NewHolding};
use crate::store::Db;
use crate::web::answer::{Answer, Changed, Created, Current, resources};
use crate::web::body::Body;
use crate::web::change::{VersionedChange, versioned};
use crate::web::duties::{AtQuery, EndingBody};
use crate::web::effects::WithEffects;
use crate::web::idempotency::IdempotencyKey;
use crate::web::language::Preferred;
use crate::web::page::{Listed, Page};
use crate::web::parameters::{Path, Query};
use crate::web::people::{MemberBrief, MemberNames};
use crate::web::permission::{Permit, SignedIn, Staffing};
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// A term of a member at a pioneer post.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PostHoldingView {
    /// Identifier.
    #[schema(value_type = Uuid)]
    pub id: PostHoldingId,
    /// Pioneer post.
    #[schema(value_type = Uuid)]
    pub post: PioneerPostId,
    /// Member who holds the post.
    pub member: MemberBrief,
    /// Start of the term.
    pub from: DateTime<Utc>,
    /// End of the term.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<DateTime<Utc>>,
    /// True while the holder lets everybody read their name.
    pub name_shown: bool,
    /// Row version.
    pub version: i64,
}

resources!(PostHoldingView: "/api/v1/post-holdings");

impl PostHoldingView {
    fn new(named: &MemberNames, holding: &PostHolding) -> Self {
        Self {
            id: holding.id,
            post: holding.post,
            member: named.brief(holding.member),
            from: holding.period.from,
            to: holding.period.to,
            name_shown: holding.name_shown,
            version: holding.version,
        }
    }
}

/// Lists the terms at a pioneer post, past and future ones included.
///
/// By when they begin. Staff whose scope reaches the grid of the post see all of them, others see
/// their own.
///
/// # Errors
/// `not_found`
#[utoipa::path(get, path = "/api/v1/pioneer-posts/{id}/holders")]
pub async fn list_post_holders(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    page: Page,
    Path(id): Path<PioneerPostId>,
    Query(query): Query<AtQuery>,
) -> Result<Answer<Listed<PostHoldingView>>> {
    let atlas = db.atlas();
    let scope = &permit.bearer.scope;
    let holdings = pioneer_posts::list_holdings(&atlas, scope, id, query.at)?;
    let listed = page.cut(holdings, |holding| (holding.period.from, holding.id))?;
    let members = listed.items.iter().map(|holding| holding.member);
    let named = MemberNames::read(&db, &atlas, scope, members).await?;
    Ok(Answer(listed.map(|holding| PostHoldingView::new(&named, &holding))))
}

/// Reads a term at a pioneer post.
///
/// # Errors
/// `not_found`
#[utoipa::path(get, path = "/api/v1/post-holdings/{id}")]
pub async fn read_post_holding(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    Path(id): Path<PostHoldingId>,
) -> Result<Current<PostHoldingView>> {
    Ok(Current(read(&db, &permit.bearer.scope, id).await?))
}

async fn read(db: &Db, scope: &Scope, id: PostHoldingId) -> Result<PostHoldingView> {
    let atlas = db.atlas();
    let holding = pioneer_posts::read_holding(&atlas, scope, id)?;
    let named = MemberNames::read(db, &atlas, scope, [holding.member]).await?;
    Ok(PostHoldingView::new(&named, &holding))
}

/// A term at a pioneer post to be assigned.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPostHoldingBody {
    /// Member who is to hold the post.
    #[schema(value_type = Uuid)]
    pub member: MemberId,
    /// Start of the term, not before now; missing: now.
    pub from: Option<DateTime<Utc>>,
    /// End of the term, at most three years after its start.
    pub to: DateTime<Utc>,
}

/// Assigns a pioneer post to a member for a term.
///
/// The name of the holder is not shown until they consent.
///
/// # Errors
/// `required`, `not_found`, `unknown_pioneer_post`, `unknown_member`, `member_inactive`,
/// `begins_in_the_past`, `ends_before_it_begins`, `post_term_too_long`, `post_held_twice`,
/// `post_full`
#[utoipa::path(post, path = "/api/v1/pioneer-posts/{id}/holders")]
pub async fn give_pioneer_post(
    permit: Permit<Staffing>,
    db: Data<Db>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    Path(post): Path<PioneerPostId>,
    Body(body): Body<NewPostHoldingBody>,
) -> Result<Created<WithEffects<PostHoldingView>>> {
    let scope = &permit.bearer.scope;
    let NewPostHoldingBody { member, from, to } = body;
    let new = NewHolding { post, member, from, to };
    let done = pioneer_posts::give_post(&db, scope, key, new).await?;
    let resource = changed(&db, scope, language, &done).await?;
    Ok(Created { resource, replayed: done.replayed })
}

/// Ends a term at a pioneer post.
///
/// The holder may do so, and those who may assign the post.
///
/// # Errors
/// `out_of_range`, `version_required`, `not_found`, `stale_version`, `ends_in_the_past`,
/// `already_ends`
#[utoipa::path(post, path = "/api/v1/post-holdings/{id}/end")]
pub async fn end_post_holding(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    language: Preferred,
    change: VersionedChange<PostHoldingId, EndingBody>,
) -> Result<Changed<WithEffects<PostHoldingView>>> {
    let scope = &permit.bearer.scope;
    let VersionedChange { key, id, version, body } = change;
    let done = pioneer_posts::end_holding(&db, scope, key, id, version, body.at).await?;
    let resource = changed(&db, scope, language, &done).await?;
    Ok(Changed { resource, replayed: done.replayed })
}

/// Consent of a holder to show their name.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsentBody {
    /// True to let everybody read the name, false to withdraw that.
    pub name_shown: bool,
    /// The row version that was read, unless `If-Match` names it.
    #[validate(range(min = 1))]
    #[schema(minimum = 1)]
    pub version: Option<i64>,
}

versioned!(ConsentBody);

/// Updates whether the caller's name is shown beside their post.
///
/// Only the holder of the term may do so.
///
/// # Errors
/// `required`, `out_of_range`, `version_required`, `not_found`, `consent_not_yours`,
/// `stale_version`, `already_ends`
#[utoipa::path(post, path = "/api/v1/post-holdings/{id}/consent")]
pub async fn consent_to_name(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    language: Preferred,
    change: VersionedChange<PostHoldingId, ConsentBody>,
) -> Result<Changed<WithEffects<PostHoldingView>>> {
    let scope = &permit.bearer.scope;
    let VersionedChange { key, id, version, body } = change;
    let done = pioneer_posts::show_name(&db, scope, key, id, version, body.name_shown).await?;
    let resource = changed(&db, scope, language, &done).await?;
    Ok(Changed { resource, replayed: done.replayed })
}

async fn changed(
    db: &Db,
    scope: &Scope,
    language: Preferred,
    done: &CommandDone<PostHoldingId>,
) -> Result<WithEffects<PostHoldingView>> {
    let view = read(db, scope, done.made).await?;
    WithEffects::new(db, scope, language.0, &done.effects, view).await
}
