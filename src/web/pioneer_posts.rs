//! Pioneer posts (党员先锋岗) over HTTP.

mod holdings;
mod serving;
mod zone;

pub use holdings::*;
pub use serving::*;
pub use zone::{ZoneBody, ZoneView};

use super::answer::Answer;
use super::body::Body;
use super::changed::ChangedBoundaries;
use super::idempotency::IdempotencyKey;
use super::language::Preferred;
use super::members::VersionBody;
use super::page::{Listed, Page};
use super::parameters::{Path, Query};
use super::permission::{Permit, SignedIn, Staffing};
use super::version::IfMatch;
use crate::domain::atlas::Atlas;
use crate::domain::id::{GridId, PioneerPostId};
use crate::domain::period::Instant;
use crate::domain::pioneer_post::{PioneerPost, PioneerPostProfile};
use crate::domain::scope::Scope;
use crate::error::{Code, Problem, Result};
use crate::service::command::CommandDone;
use crate::service::pioneer_posts::{self, PioneerPostFilter};
use crate::store::Db;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

/// A pioneer post.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PioneerPostView {
    /// Identifier.
    #[schema(value_type = Uuid)]
    pub id: PioneerPostId,
    /// The code people use.
    #[schema(example = "XFG-0007")]
    pub code: String,
    /// What it is called.
    #[schema(example = "邻里调解先锋岗")]
    pub name: String,
    /// What whoever holds it does.
    pub duties: Vec<String>,
    /// What they should be able to do, as codes of `/api/v1/skills`.
    pub skills: Vec<String>,
    /// How many may hold it at a time.
    pub places: i32,
    /// How many hold it now.
    pub held: usize,
    /// Where it serves.
    pub zone: ZoneView,
    /// The grid that it belongs to.
    #[schema(value_type = Uuid)]
    pub grid: GridId,
    /// Since when it is there.
    pub created_at: DateTime<Utc>,
    /// Since when it is not there any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retired_at: Option<DateTime<Utc>>,
    /// Row version.
    pub version: i64,
}

fn view(atlas: &Atlas, post: &PioneerPost, now: Instant) -> PioneerPostView {
    let PioneerPostProfile { name, duties, skills, places, zone } = post.profile.clone();
    PioneerPostView {
        id: post.id,
        code: post.code.clone(),
        name,
        duties,
        skills,
        places,
        held: atlas.pioneer_posts().holders_at(post.id, now).count(),
        zone: ZoneView::of(&zone),
        grid: post.grid,
        created_at: post.life.from,
        retired_at: post.life.to,
        version: post.version,
    }
}

/// Which posts.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PioneerPostQuery {
    /// Belonging to this grid or one below it.
    #[param(value_type = Option<Uuid>)]
    pub grid: Option<GridId>,
    /// That want this skill, as a code of `/api/v1/skills`.
    #[validate(length(max = 64))]
    pub skill: Option<String>,
}

/// The posts that are not retired, in the order of their codes.
#[utoipa::path(
    get, path = "/api/v1/pioneer-posts", params(PioneerPostQuery),
    responses((status = 200, body = Listed<PioneerPostView>))
)]
pub async fn list_pioneer_posts(
    _: Permit<SignedIn>,
    db: Data<Db>,
    page: Page,
    Query(query): Query<PioneerPostQuery>,
) -> Result<Answer<Listed<PioneerPostView>>> {
    let (atlas, now) = (db.atlas(), db.now());
    if let Some(skill) =
        query.skill.as_deref().filter(|skill| atlas.settings().skills.get(skill).is_none())
    {
        return Err(Problem::new(Code::UnknownSkill).at("skill").with("skill", skill).into());
    }
    let filter = PioneerPostFilter { grid: query.grid, skill: query.skill };
    let found = pioneer_posts::list_pioneer_posts(&atlas, filter);
    Ok(Answer::ok(page.cut(found, |post| post.code.clone())?.map(|post| view(&atlas, post, now))))
}

/// One post; a retired one too.
#[utoipa::path(
    get, path = "/api/v1/pioneer-posts/{id}", params(("id" = Uuid, Path)),
    responses((status = 200, body = PioneerPostView))
)]
pub async fn read_pioneer_post(
    _: Permit<SignedIn>,
    db: Data<Db>,
    Path(id): Path<PioneerPostId>,
) -> Result<Answer<PioneerPostView>> {
    let view = read(&db, id)?;
    let version = view.version;
    Ok(Answer::ok(view).version(version))
}

fn read(db: &Db, id: PioneerPostId) -> Result<PioneerPostView> {
    let atlas = db.atlas();
    Ok(view(&atlas, atlas.pioneer_posts().get(id).ok_or(Code::NotFound)?, db.now()))
}

/// A new post.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPioneerPostBody {
    /// The code people use, unique over all posts and times: 1–32 letters, digits, `-` or `_`.
    #[validate(length(min = 1, max = 32))]
    #[schema(example = "XFG-0007")]
    pub code: String,
    /// What it is called.
    #[validate(length(min = 1, max = 60))]
    #[schema(example = "邻里调解先锋岗")]
    pub name: String,
    /// What whoever holds it does, each in at most 100 characters.
    #[serde(default)]
    #[validate(length(max = 10))]
    pub duties: Vec<String>,
    /// What they should be able to do, as codes of `/api/v1/skills`.
    #[serde(default)]
    #[validate(length(max = 16))]
    pub skills: Vec<String>,
    /// How many may hold it at a time.
    #[validate(range(min = 1, max = 50))]
    pub places: i32,
    /// Where it serves; never a single door.
    #[validate(nested)]
    pub zone: ZoneBody,
}

/// Makes a post. It belongs to the grid of its zone.
#[utoipa::path(
    post, path = "/api/v1/pioneer-posts", request_body = NewPioneerPostBody,
    responses((status = 201, body = ChangedBoundaries<PioneerPostView>))
)]
pub async fn create_pioneer_post(
    permit: Permit<Staffing>,
    db: Data<Db>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    Body(body): Body<NewPioneerPostBody>,
) -> Result<Answer<ChangedBoundaries<PioneerPostView>>> {
    let NewPioneerPostBody { code, name, duties, skills, places, zone } = body;
    let (scope, zone) = (&permit.bearer.scope, zone.read()?);
    let profile = PioneerPostProfile { name: name.trim().to_owned(), duties, skills, places, zone };
    let done = pioneer_posts::create_pioneer_post(&db, scope, key, code, profile).await?;
    let (version, changed) = changed(&db, scope, language, &done).await?;
    let answer = Answer::created(format!("/api/v1/pioneer-posts/{}", done.made), changed);
    Ok(answer.version(version).replayed(done.replayed))
}

/// What holds of a post from now on; what is left out holds no more.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PioneerPostProfileBody {
    /// What it is called.
    #[validate(length(min = 1, max = 60))]
    pub name: String,
    /// What whoever holds it does, each in at most 100 characters.
    #[serde(default)]
    #[validate(length(max = 10))]
    pub duties: Vec<String>,
    /// What they should be able to do, as codes of `/api/v1/skills`.
    #[serde(default)]
    #[validate(length(max = 16))]
    pub skills: Vec<String>,
    /// How many may hold it at a time; not fewer than hold it, now or later.
    #[validate(range(min = 1, max = 50))]
    pub places: i32,
    /// Where it serves; never a single door.
    #[validate(nested)]
    pub zone: ZoneBody,
    /// The row version that was read, unless `If-Match` names it.
    #[validate(range(min = 1))]
    pub version: Option<i64>,
}

/// Says what holds of a post from now on. With another zone it belongs to the grid of that one.
#[utoipa::path(
    post, path = "/api/v1/pioneer-posts/{id}/profile", params(("id" = Uuid, Path)),
    request_body = PioneerPostProfileBody, responses((status = 200, body = ChangedBoundaries<PioneerPostView>))
)]
pub async fn change_pioneer_post(
    permit: Permit<Staffing>,
    db: Data<Db>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    seen: IfMatch,
    Path(id): Path<PioneerPostId>,
    Body(body): Body<PioneerPostProfileBody>,
) -> Result<Answer<ChangedBoundaries<PioneerPostView>>> {
    let PioneerPostProfileBody { name, duties, skills, places, zone, version } = body;
    let (scope, version, zone) = (&permit.bearer.scope, seen.required(version)?, zone.read()?);
    let profile = PioneerPostProfile { name: name.trim().to_owned(), duties, skills, places, zone };
    let done = pioneer_posts::change_pioneer_post(&db, scope, key, id, version, profile).await?;
    let (version, changed) = changed(&db, scope, language, &done).await?;
    Ok(Answer::ok(changed).version(version).replayed(done.replayed))
}

/// Ends a post. Who holds it, or was to, holds it no more.
#[utoipa::path(
    post, path = "/api/v1/pioneer-posts/{id}/retire", params(("id" = Uuid, Path)), request_body = VersionBody,
    responses((status = 200, body = ChangedBoundaries<PioneerPostView>))
)]
pub async fn retire_pioneer_post(
    permit: Permit<Staffing>,
    db: Data<Db>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    seen: IfMatch,
    Path(id): Path<PioneerPostId>,
    Body(body): Body<VersionBody>,
) -> Result<Answer<ChangedBoundaries<PioneerPostView>>> {
    let (scope, version) = (&permit.bearer.scope, seen.required(body.version)?);
    let done = pioneer_posts::retire_pioneer_post(&db, scope, key, id, version).await?;
    let (version, changed) = changed(&db, scope, language, &done).await?;
    Ok(Answer::ok(changed).version(version).replayed(done.replayed))
}

async fn changed(
    db: &Db,
    scope: &Scope,
    language: Preferred,
    done: &CommandDone<PioneerPostId>,
) -> Result<(i64, ChangedBoundaries<PioneerPostView>)> {
    let view = read(db, done.made)?;
    Ok((view.version, ChangedBoundaries::new(db, scope, language.0, &done.effects, view).await?))
}
