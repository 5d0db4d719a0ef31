//! Grids over HTTP.

use super::answer::Answer;
use super::body::Body;
use super::changed::ChangedBoundaries;
use super::idempotency::IdempotencyKey;
use super::language::Preferred;
use super::page::{Listed, Page};
use super::parameters::{Path, Query};
use super::permission::{Drawing, Permit, SignedIn};
use super::version::IfMatch;
use crate::domain::atlas::Atlas;
use crate::domain::datum::Datum;
use crate::domain::geometry::geojson::Geometry;
use crate::domain::id::GridId;
use crate::domain::phone::Phone;
use crate::domain::plan::PlanConsent;
use crate::domain::unit::{Grid, GridKind, Setting};
use crate::error::{Code, Problem, Result};
use crate::service::grids::{self, NewGrid};
use crate::store::Db;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

/// A grid.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct GridView {
    /// Identifier.
    #[schema(value_type = Uuid)]
    pub id: GridId,
    /// The code people use.
    #[schema(example = "310120001")]
    pub code: String,
    /// The name shown to people.
    pub name: String,
    /// The code of its level.
    #[schema(example = "neighborhood")]
    pub level: String,
    /// General or dedicated.
    pub kind: GridKind,
    /// Residential, rural or street.
    pub setting: Setting,
    /// The grid it belongs to; missing for the root alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub parent: Option<GridId>,
    /// The office phone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub office_phone: Option<String>,
    /// Whether it has a polygon.
    pub has_boundary: bool,
    /// How many grids are directly below it.
    pub children: usize,
    /// Since when it is there.
    pub created_at: DateTime<Utc>,
    /// Since when it is not there any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retired_at: Option<DateTime<Utc>>,
    /// Row version.
    pub version: i64,
}

/// Shows a grid.
pub fn grid_view(atlas: &Atlas, grid: &Grid) -> GridView {
    let tree = atlas.tree();
    GridView {
        id: grid.id,
        code: grid.code.clone(),
        name: grid.name.clone(),
        level: grid.level.clone(),
        kind: grid.kind,
        setting: grid.setting,
        parent: grid.parent,
        office_phone: grid.office_phone.clone(),
        has_boundary: tree.boundary(grid.id).is_some(),
        children: tree.children(grid.id).count(),
        created_at: grid.life.from,
        retired_at: grid.life.to,
        version: grid.version,
    }
}

/// The grid of a path.
///
/// # Errors
/// [`Code::NotFound`]
pub fn grid(atlas: &Atlas, id: GridId) -> Result<&Grid> {
    atlas.tree().get(id).ok_or_else(|| Code::NotFound.into())
}

/// Which grids.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct GridFilter {
    /// Directly below this grid.
    #[param(value_type = Option<Uuid>)]
    pub parent: Option<GridId>,
    /// Of the level with this code.
    #[validate(length(max = 64))]
    pub level: Option<String>,
    /// General or dedicated.
    pub kind: Option<GridKind>,
    /// With this code.
    #[validate(length(max = 32))]
    pub code: Option<String>,
}

/// The grids, without retired ones, in the order of their codes.
#[utoipa::path(get, path = "/api/v1/grids", params(GridFilter), responses((status = 200, body = Listed<GridView>)))]
pub async fn list_grids(
    _: Permit<SignedIn>,
    db: Data<Db>,
    page: Page,
    Query(filter): Query<GridFilter>,
) -> Result<Answer<Listed<GridView>>> {
    let atlas = db.atlas();
    check(&atlas, &filter)?;
    let wanted = |grid: &&Grid| {
        filter.parent.is_none_or(|parent| grid.parent == Some(parent))
            && filter.level.as_ref().is_none_or(|level| grid.level == *level)
            && filter.kind.is_none_or(|kind| grid.kind == kind)
            && filter.code.as_ref().is_none_or(|code| grid.code == *code)
    };
    listed(&atlas, atlas.tree().all().filter(wanted), &page)
}

/// A parent or a level that is not there has no grids, and was hardly meant.
fn check(atlas: &Atlas, filter: &GridFilter) -> Result<()> {
    if let Some(parent) = filter.parent.filter(|&parent| atlas.tree().get(parent).is_none()) {
        return Err(Problem::new(Code::UnknownGrid)
            .at("parent")
            .with("grid", parent.to_string())
            .into());
    }
    match &filter.level {
        Some(level) if atlas.settings().levels.index_of(level).is_none() => {
            Err(Problem::new(Code::UnknownLevel).at("level").with("level", level.as_str()).into())
        }
        _ => Ok(()),
    }
}

fn listed<'a>(
    atlas: &'a Atlas,
    grids: impl Iterator<Item = &'a Grid>,
    page: &Page,
) -> Result<Answer<Listed<GridView>>> {
    Ok(Answer::ok(page.cut(grids, |grid| grid.code.clone())?.map(|grid| grid_view(atlas, grid))))
}

/// One grid; a retired one too.
#[utoipa::path(
    get, path = "/api/v1/grids/{id}", params(("id" = Uuid, Path)), responses((status = 200, body = GridView))
)]
pub async fn read_grid(
    _: Permit<SignedIn>,
    db: Data<Db>,
    Path(id): Path<GridId>,
) -> Result<Answer<GridView>> {
    let atlas = db.atlas();
    let grid = grid(&atlas, id)?;
    Ok(Answer::ok(grid_view(&atlas, grid)).version(grid.version))
}

/// The grids directly below one, in the order of their codes.
#[utoipa::path(
    get, path = "/api/v1/grids/{id}/children", params(("id" = Uuid, Path)),
    responses((status = 200, body = Listed<GridView>))
)]
pub async fn list_children(
    _: Permit<SignedIn>,
    db: Data<Db>,
    page: Page,
    Path(id): Path<GridId>,
) -> Result<Answer<Listed<GridView>>> {
    let atlas = db.atlas();
    let parent = grid(&atlas, id)?.id;
    listed(&atlas, atlas.tree().children(parent), &page)
}

/// A new grid.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewGridBody {
    /// The code people use, unique over all grids and times: 1–32 letters, digits, `-` or `_`.
    #[validate(length(min = 1, max = 32))]
    #[schema(example = "310120001007")]
    pub code: String,
    /// The name shown to people.
    #[validate(length(min = 1, max = 60))]
    #[schema(example = "金水苑网格")]
    pub name: String,
    /// The code of its level, deeper than that of its parent.
    #[validate(length(min = 1, max = 64))]
    #[schema(example = "grid")]
    pub level: String,
    /// General or dedicated.
    #[serde(default = "general")]
    pub kind: GridKind,
    /// Residential, rural or street.
    #[serde(default = "residential")]
    pub setting: Setting,
    /// The grid it belongs to.
    #[schema(value_type = Uuid)]
    pub parent: GridId,
    /// The office phone, which everybody may see.
    #[validate(length(max = 32))]
    pub office_phone: Option<String>,
    /// Its polygon: a GeoJSON `Polygon` or `MultiPolygon`.
    #[schema(value_type = Option<Object>)]
    pub boundary: Option<Geometry>,
    /// What the coordinates are counted from.
    #[serde(default)]
    pub datum: Datum,
    /// Whether siblings may leave holes.
    #[serde(default)]
    pub allow_gaps: bool,
    /// Whether general siblings may overlap.
    #[serde(default)]
    pub allow_overlaps: bool,
}

const fn general() -> GridKind {
    GridKind::General
}

const fn residential() -> Setting {
    Setting::Residential
}

/// Founds a grid below another one.
#[utoipa::path(
    post, path = "/api/v1/grids", request_body = NewGridBody, responses((status = 201, body = ChangedBoundaries<GridView>))
)]
pub async fn create_grid(
    permit: Permit<Drawing>,
    db: Data<Db>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    Body(body): Body<NewGridBody>,
) -> Result<Answer<ChangedBoundaries<GridView>>> {
    let phone = body.office_phone.as_deref().map(Phone::parse).transpose();
    let new = NewGrid {
        code: body.code,
        name: body.name,
        level: body.level,
        kind: body.kind,
        setting: body.setting,
        parent: body.parent,
        office_phone: phone.map_err(|problem| problem.at("/office_phone"))?,
        boundary: body.boundary,
    };
    let allowances = PlanConsent { gaps: body.allow_gaps, overlaps: body.allow_overlaps };
    let drawing = grids::Drawing { datum: body.datum, allowances };
    let done = grids::create_grid(&db, &permit.bearer.scope, key, new, drawing).await?;
    let atlas = db.atlas();
    let grid = grid(&atlas, done.made)?;
    let view = grid_view(&atlas, grid);
    let changed =
        ChangedBoundaries::new(&db, &permit.bearer.scope, language.0, &done.effects, view).await?;
    let answer = Answer::created(format!("/api/v1/grids/{}", grid.id), changed);
    Ok(answer.version(grid.version).replayed(done.replayed))
}

/// The end of a grid.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RetirementBody {
    /// The row version that was read, unless `If-Match` names it.
    #[validate(range(min = 1))]
    pub version: Option<i64>,
    /// Whether its siblings may leave a hole where it was.
    #[serde(default)]
    pub allow_gaps: bool,
}

/// Ends a grid that has nothing below it, and the duties in it. Its open requests go to the level
/// above.
#[utoipa::path(
    post, path = "/api/v1/grids/{id}/retire", params(("id" = Uuid, Path)), request_body = RetirementBody,
    responses((status = 200, body = ChangedBoundaries<GridView>))
)]
pub async fn retire_grid(
    permit: Permit<Drawing>,
    db: Data<Db>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    seen: IfMatch,
    Path(id): Path<GridId>,
    Body(body): Body<RetirementBody>,
) -> Result<Answer<ChangedBoundaries<GridView>>> {
    let version = seen.required(body.version)?;
    let allowances = PlanConsent { gaps: body.allow_gaps, overlaps: false };
    let done = grids::retire_grid(&db, &permit.bearer.scope, key, id, version, allowances).await?;
    let atlas = db.atlas();
    let grid = grid(&atlas, done.made)?;
    let view = grid_view(&atlas, grid);
    let changed =
        ChangedBoundaries::new(&db, &permit.bearer.scope, language.0, &done.effects, view).await?;
    Ok(Answer::ok(changed).version(grid.version).replayed(done.replayed))
}
