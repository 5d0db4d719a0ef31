//! Pioneer posts (党员先锋岗) over HTTP.

mod holdings;
mod serving;
mod zone;

pub use holdings::*;
pub use serving::*;
pub use zone::{ZoneBody, ZoneView};

use super::answer::{Answer, Changed, Created, Current, resources};
use super::body::Body;
use super::change::{VersionBody, VersionedChange};
use super::effects::WithEffects;
use super::idempotency::IdempotencyKey;
use super::language::Preferred;
use super::page::{Listed, Page};
use super::parameters::{Path, Query};
use super::permission::{Permit, SignedIn, Staffing};
use super::profile::profile_bodies;
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
    /// Code, unique over all posts and times.
    #[schema(example = "XFG-0007")]
    pub code: String,
    /// Name.
    #[schema(example = "邻里调解先锋岗")]
    pub name: String,
    /// Duties of the holders.
    pub duties: Vec<String>,
    /// Skills that the post asks for, as codes of `/api/v1/skills`.
    pub skills: Vec<String>,
    /// Number of members who may hold the post at a time.
    pub places: i32,
    /// Number of members who hold the post now.
    pub held: usize,
    /// Zone that the post serves.
    pub zone: ZoneView,
    /// Grid that the post belongs to.
    #[schema(value_type = Uuid)]
    pub grid: GridId,
    /// Creation time.
    pub created_at: DateTime<Utc>,
    /// Retirement time; missing while the post is not retired.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retired_at: Option<DateTime<Utc>>,
    /// Row version.
    pub version: i64,
}

resources!(PioneerPostView: "/api/v1/pioneer-posts");

impl PioneerPostView {
    fn new(atlas: &Atlas, post: &PioneerPost, now: Instant) -> Self {
        let PioneerPostProfile { name, duties, skills, places, zone } = post.profile.clone();
        Self {
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
}

/// Filter of the list of pioneer posts.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PioneerPostQuery {
    /// Grid; posts of it and of all grids below it are listed.
    #[param(value_type = Option<Uuid>)]
    pub grid: Option<GridId>,
    /// Skill that the posts ask for, as a code of `/api/v1/skills`.
    #[validate(length(max = 64))]
    #[param(max_length = 64)]
    pub skill: Option<String>,
}

impl PioneerPostQuery {
    /// A skill that is not there is asked for by no post, and was hardly meant.
    fn check(&self, atlas: &Atlas) -> Result<(), Problem> {
        match &self.skill {
            Some(skill) if atlas.settings().skills.get(skill).is_none() => {
                Err(Problem::new(Code::UnknownSkill).at("skill").with("skill", skill.as_str()))
            }
            _ => Ok(()),
        }
    }
}

/// Lists the pioneer posts that are not retired.
///
/// In the order of their codes.
///
/// # Errors
/// `too_long`, `unknown_skill`
#[utoipa::path(get, path = "/api/v1/pioneer-posts")]
pub async fn list_pioneer_posts(
    _: Permit<SignedIn>,
    db: Data<Db>,
    page: Page,
    Query(query): Query<PioneerPostQuery>,
) -> Result<Answer<Listed<PioneerPostView>>> {
    let atlas = db.atlas();
    let now = db.now();
    query.check(&atlas)?;
    let filter = PioneerPostFilter { grid: query.grid, skill: query.skill };
    let posts = pioneer_posts::list_pioneer_posts(&atlas, filter);
    let listed = page.cut(posts, |post| post.code.clone())?;
    Ok(Answer(listed.map(|post| PioneerPostView::new(&atlas, post, now))))
}

/// Reads a pioneer post; a retired one too.
///
/// # Errors
/// `not_found`
#[utoipa::path(get, path = "/api/v1/pioneer-posts/{id}")]
pub async fn read_pioneer_post(
    _: Permit<SignedIn>,
    db: Data<Db>,
    Path(id): Path<PioneerPostId>,
) -> Result<Current<PioneerPostView>> {
    Ok(Current(read(&db, id)?))
}

fn read(db: &Db, id: PioneerPostId) -> Result<PioneerPostView> {
    let atlas = db.atlas();
    let post = atlas.pioneer_posts().get(id).ok_or(Code::NotFound)?;
    Ok(PioneerPostView::new(&atlas, post, db.now()))
}

profile_bodies! {
    /// A pioneer post to be created.
    NewPioneerPostBody {
        /// Code, unique over all posts and times: 1–32 letters, digits, `-` or `_`.
        #[validate(length(min = 1, max = 32))]
        #[schema(min_length = 1, max_length = 32, example = "XFG-0007")]
        code: String,
    }
    /// A pioneer post as it is from now on. A field that is left out is cleared.
    PioneerPostProfileBody {
        /// Name.
        #[validate(length(min = 1, max = 60))]
        #[schema(min_length = 1, max_length = 60, example = "邻里调解先锋岗")]
        name: String,
        /// Duties of the holders, each in at most 100 characters.
        #[serde(default)]
        #[validate(length(max = 10))]
        #[schema(max_items = 10)]
        duties: Vec<String>,
        /// Skills that the post asks for, as codes of `/api/v1/skills`.
        #[serde(default)]
        #[validate(length(max = 16))]
        #[schema(max_items = 16)]
        skills: Vec<String>,
        /// Number of members who may hold the post at a time. An update cannot set fewer than hold
        /// it now or later.
        #[validate(range(min = 1, max = 50))]
        #[schema(minimum = 1, maximum = 50)]
        places: i32,
        /// Zone that the post serves; never a single door.
        #[validate(nested)]
        zone: ZoneBody,
    }
}

impl PioneerPostProfileBody {
    /// What the post is.
    ///
    /// # Errors
    /// Those of [`ZoneBody::read`].
    fn read(self) -> Result<PioneerPostProfile, Problem> {
        Ok(PioneerPostProfile {
            name: self.name.trim().to_owned(),
            duties: self.duties,
            skills: self.skills,
            places: self.places,
            zone: self.zone.read()?,
        })
    }
}

/// Creates a pioneer post.
///
/// It belongs to the grid of its zone.
///
/// # Errors
/// `required`, `too_long`, `too_many`, `too_few`, `out_of_range`, `one_coordinate`,
/// `coordinate_out_of_range`, `coordinates_swapped`, `not_found`, `malformed_code`, `code_in_use`,
/// `unknown_skill`, `skill_twice`, `unknown_building_group`, `building_group_twice`,
/// `zone_over_grids`
#[utoipa::path(post, path = "/api/v1/pioneer-posts")]
pub async fn create_pioneer_post(
    permit: Permit<Staffing>,
    db: Data<Db>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    Body(body): Body<NewPioneerPostBody>,
) -> Result<Created<WithEffects<PioneerPostView>>> {
    let scope = &permit.bearer.scope;
    let (code, profile) = body.into_parts();
    let profile = profile.read()?;
    let done = pioneer_posts::create_pioneer_post(&db, scope, key, code, profile).await?;
    let resource = changed(&db, scope, language, &done).await?;
    Ok(Created { resource, replayed: done.replayed })
}

/// Updates a pioneer post.
///
/// A field that is left out is cleared. With another zone the post belongs to the grid of that
/// zone.
///
/// # Errors
/// `required`, `too_long`, `too_many`, `too_few`, `out_of_range`, `version_required`,
/// `one_coordinate`, `coordinate_out_of_range`, `coordinates_swapped`, `not_found`,
/// `stale_version`, `unknown_pioneer_post`, `unknown_skill`, `skill_twice`,
/// `unknown_building_group`, `building_group_twice`, `zone_over_grids`, `post_places_held`
#[utoipa::path(post, path = "/api/v1/pioneer-posts/{id}/profile")]
pub async fn change_pioneer_post(
    permit: Permit<Staffing>,
    db: Data<Db>,
    language: Preferred,
    change: VersionedChange<PioneerPostId, PioneerPostProfileBody>,
) -> Result<Changed<WithEffects<PioneerPostView>>> {
    let scope = &permit.bearer.scope;
    let VersionedChange { key, id, version, body } = change;
    let profile = body.read()?;
    let done = pioneer_posts::change_pioneer_post(&db, scope, key, id, version, profile).await?;
    let resource = changed(&db, scope, language, &done).await?;
    Ok(Changed { resource, replayed: done.replayed })
}

/// Retires a pioneer post; all terms at it end.
///
/// # Errors
/// `out_of_range`, `version_required`, `not_found`, `stale_version`, `unknown_pioneer_post`
#[utoipa::path(post, path = "/api/v1/pioneer-posts/{id}/retire")]
pub async fn retire_pioneer_post(
    permit: Permit<Staffing>,
    db: Data<Db>,
    language: Preferred,
    change: VersionedChange<PioneerPostId, VersionBody>,
) -> Result<Changed<WithEffects<PioneerPostView>>> {
    let scope = &permit.bearer.scope;
    let VersionedChange { key, id, version, .. } = change;
    let done = pioneer_posts::retire_pioneer_post(&db, scope, key, id, version).await?;
    let resource = changed(&db, scope, language, &done).await?;
    Ok(Changed { resource, replayed: done.replayed })
}

async fn changed(
    db: &Db,
    scope: &Scope,
    language: Preferred,
    done: &CommandDone<PioneerPostId>,
) -> Result<WithEffects<PioneerPostView>> {
    let view = read(db, done.made)?;
    WithEffects::new(db, scope, language.0, &done.effects, view).await
}
