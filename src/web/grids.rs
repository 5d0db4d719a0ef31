//! Grids over HTTP.

use super::answer::{Answer, Changed, Created, Current, resources};
use super::body::Body;
use super::change::{VersionedChange, versioned};
use super::effects::WithEffects;
use super::idempotency::IdempotencyKey;
use super::language::Preferred;
use super::page::{Listed, Page};
use super::parameters::{Path, Query};
use super::permission::{Drawing, Permit, SignedIn};
use crate::domain::atlas::Atlas;
use crate::domain::datum::Datum;
use crate::domain::geometry::geojson::Geometry;
use crate::domain::id::GridId;
use crate::domain::phone::Phone;
use crate::domain::plan::PlanConsent;
use crate::domain::scope::Scope;
use crate::domain::unit::{Grid, GridKind, Setting};
use crate::error::{Code, Problem, Result};
use crate::service::command::CommandDone;
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
    /// Code, unique over all grids and times.
    #[schema(example = "310120001")]
    pub code: String,
    /// Name.
    pub name: String,
    /// Code of the level.
    #[schema(example = "neighborhood")]
    pub level: String,
    /// General or dedicated.
    pub kind: GridKind,
    /// Residential, rural or street.
    pub setting: Setting,
    /// Parent grid; missing for the root alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub parent: Option<GridId>,
    /// Office phone, visible to everybody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub office_phone: Option<String>,
    /// True when the grid has a polygon.
    pub has_boundary: bool,
    /// Number of grids directly below.
    pub children: usize,
    /// Creation time.
    pub created_at: DateTime<Utc>,
    /// Retirement time; missing while the grid is not retired.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retired_at: Option<DateTime<Utc>>,
    /// Row version.
    pub version: i64,
}

resources!(GridView: "/api/v1/grids");

impl GridView {
    pub(super) fn new(atlas: &Atlas, grid: &Grid) -> Self {
        let tree = atlas.tree();
        Self {
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
}

/// The grid of a path.
///
/// # Errors
/// [`Code::NotFound`]
pub fn grid(atlas: &Atlas, id: GridId) -> Result<&Grid> {
    atlas.tree().get(id).ok_or_else(|| Code::NotFound.into())
}

/// Filter of the list of grids.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct GridFilter {
    /// Parent grid; the grids directly below it are listed.
    #[param(value_type = Option<Uuid>)]
    pub parent: Option<GridId>,
    /// Code of the level.
    #[validate(length(max = 64))]
    #[param(max_length = 64)]
    pub level: Option<String>,
    /// General or dedicated.
    pub kind: Option<GridKind>,
    /// Code of the grid.
    #[validate(length(max = 32))]
    #[param(max_length = 32)]
    pub code: Option<String>,
}

impl GridFilter {
    /// A parent or a level that is not there has no grids, and was hardly meant.
    fn check(&self, atlas: &Atlas) -> Result<(), Problem> {
        if let Some(parent) = self.parent.filter(|&parent| atlas.tree().get(parent).is_none()) {
            let problem = Problem::new(Code::UnknownGrid).at("parent");
            return Err(problem.with("grid", parent.to_string()));
        }
        match &self.level {
            Some(level) if atlas.settings().levels.index_of(level).is_none() => {
                Err(Problem::new(Code::UnknownLevel).at("level").with("level", level.as_str()))
            }
            _ => Ok(()),
        }
    }

    fn admits(&self, grid: &Grid) -> bool {
        self.parent.is_none_or(|parent| grid.parent == Some(parent))
            && self.level.as_ref().is_none_or(|level| grid.level == *level)
            && self.kind.is_none_or(|kind| grid.kind == kind)
            && self.code.as_ref().is_none_or(|code| grid.code == *code)
    }
}

/// Lists the grids that are not retired.
///
/// In the order of their codes.
///
/// # Errors
/// `too_long`, `unknown_grid`, `unknown_level`
#[utoipa::path(get, path = "/api/v1/grids")]
pub async fn list_grids(
    _: Permit<SignedIn>,
    db: Data<Db>,
    page: Page,
    Query(filter): Query<GridFilter>,
) -> Result<Answer<Listed<GridView>>> {
    let atlas = db.atlas();
    filter.check(&atlas)?;
    let grids = atlas.tree().all().filter(|grid| filter.admits(grid));
    listed(&atlas, grids, &page)
}

fn listed<'a>(
    atlas: &'a Atlas,
    grids: impl Iterator<Item = &'a Grid>,
    page: &Page,
) -> Result<Answer<Listed<GridView>>> {
    let listed = page.cut(grids, |grid| grid.code.clone())?;
    Ok(Answer(listed.map(|grid| GridView::new(atlas, grid))))
}

/// Reads a grid; a retired one too.
///
/// # Errors
/// `not_found`
#[utoipa::path(get, path = "/api/v1/grids/{id}")]
pub async fn read_grid(
    _: Permit<SignedIn>,
    db: Data<Db>,
    Path(id): Path<GridId>,
) -> Result<Current<GridView>> {
    let atlas = db.atlas();
    Ok(Current(GridView::new(&atlas, grid(&atlas, id)?)))
}

/// Lists the grids directly below a grid.
///
/// Without retired ones, in the order of their codes.
///
/// # Errors
/// `not_found`
#[utoipa::path(get, path = "/api/v1/grids/{id}/children")]
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

/// A grid to be created.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewGridBody {
    /// Code, unique over all grids and times: 1–32 letters, digits, `-` or `_`.
    #[validate(length(min = 1, max = 32))]
    #[schema(min_length = 1, max_length = 32, example = "310120001007")]
    pub code: String,
    /// Name.
    #[validate(length(min = 1, max = 60))]
    #[schema(min_length = 1, max_length = 60, example = "金水苑网格")]
    pub name: String,
    /// Code of the level, deeper than that of the parent.
    #[validate(length(min = 1, max = 64))]
    #[schema(min_length = 1, max_length = 64, example = "grid")]
    pub level: String,
    /// General or dedicated; missing: general.
    #[serde(default = "general")]
    pub kind: GridKind,
    /// Residential, rural or street; missing: residential.
    #[serde(default = "residential")]
    pub setting: Setting,
    /// Parent grid.
    #[schema(value_type = Uuid)]
    pub parent: GridId,
    /// Office phone, visible to everybody.
    #[validate(length(max = 32))]
    #[schema(max_length = 32)]
    pub office_phone: Option<String>,
    /// Polygon of the grid: a GeoJSON `Polygon` or `MultiPolygon`.
    pub boundary: Option<Geometry>,
    /// Datum of the coordinates.
    #[serde(default)]
    pub datum: Datum,
    /// True to accept gaps between siblings.
    #[serde(default)]
    pub allow_gaps: bool,
    /// True to accept overlaps of general siblings.
    #[serde(default)]
    pub allow_overlaps: bool,
}

const fn general() -> GridKind {
    GridKind::General
}

const fn residential() -> Setting {
    Setting::Residential
}

impl NewGridBody {
    /// The grid to be created, and how its polygon is drawn.
    ///
    /// # Errors
    /// [`Code::PhoneInvalid`]
    fn read(self) -> Result<(NewGrid, grids::Drawing), Problem> {
        let phone = self.office_phone.as_deref().map(Phone::parse).transpose();
        let new = NewGrid {
            code: self.code,
            name: self.name,
            level: self.level,
            kind: self.kind,
            setting: self.setting,
            parent: self.parent,
            office_phone: phone.map_err(|problem| problem.at("/office_phone"))?,
            boundary: self.boundary,
        };
        let allowances = PlanConsent { gaps: self.allow_gaps, overlaps: self.allow_overlaps };
        Ok((new, grids::Drawing { datum: self.datum, allowances }))
    }
}

/// Creates a grid below another grid.
///
/// Open requests inside its polygon move to whoever answers there. A problem with the polygon
/// comes with the part of the map at fault, as GeoJSON in `params.geometry`.
///
/// # Errors
/// `required`, `too_long`, `phone_invalid`, `coordinate_out_of_range`, `coordinates_swapped`,
/// `too_many_positions`, `boundary_empty`, `boundary_ring_too_short`, `boundary_zero_area`,
/// `boundary_crosses_itself`, `boundary_hole_outside`, `boundary_parts_overlap`, `too_complex`,
/// `not_found`, `malformed_code`, `code_in_use`, `unknown_level`, `unknown_grid`,
/// `level_not_below_parent`, `grids_overlap`, `grids_leave_gap`, `grid_overhangs`,
/// `more_problems`, `approval_required`
#[utoipa::path(post, path = "/api/v1/grids")]
pub async fn create_grid(
    permit: Permit<Drawing>,
    db: Data<Db>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    Body(body): Body<NewGridBody>,
) -> Result<Created<WithEffects<GridView>>> {
    let scope = &permit.bearer.scope;
    let (new, drawing) = body.read()?;
    let done = grids::create_grid(&db, scope, key, new, drawing).await?;
    let resource = changed(&db, scope, language, &done).await?;
    Ok(Created { resource, replayed: done.replayed })
}

/// Retirement of a grid.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RetirementBody {
    /// The row version that was read, unless `If-Match` names it.
    #[validate(range(min = 1))]
    #[schema(minimum = 1)]
    pub version: Option<i64>,
    /// True to accept a gap between the siblings where the grid was.
    #[serde(default)]
    pub allow_gaps: bool,
}

versioned!(RetirementBody);

/// Retires a grid that has nothing below it.
///
/// The duties in it end. Its open requests move to the level above.
///
/// # Errors
/// `out_of_range`, `version_required`, `not_found`, `stale_version`, `unknown_grid`,
/// `root_cannot_retire`, `grid_not_empty`, `posts_in_zone`, `grids_leave_gap`, `too_complex`,
/// `more_problems`, `grid_in_use`, `unit_of_role`, `approval_required`
#[utoipa::path(post, path = "/api/v1/grids/{id}/retire")]
pub async fn retire_grid(
    permit: Permit<Drawing>,
    db: Data<Db>,
    language: Preferred,
    change: VersionedChange<GridId, RetirementBody>,
) -> Result<Changed<WithEffects<GridView>>> {
    let scope = &permit.bearer.scope;
    let VersionedChange { key, id, version, body } = change;
    let allowances = PlanConsent { gaps: body.allow_gaps, overlaps: false };
    let done = grids::retire_grid(&db, scope, key, id, version, allowances).await?;
    let resource = changed(&db, scope, language, &done).await?;
    Ok(Changed { resource, replayed: done.replayed })
}

async fn changed(
    db: &Db,
    scope: &Scope,
    language: Preferred,
    done: &CommandDone<GridId>,
) -> Result<WithEffects<GridView>> {
    let atlas = db.atlas();
    let view = GridView::new(&atlas, grid(&atlas, done.made)?);
    WithEffects::new(db, scope, language.0, &done.effects, view).await
}
