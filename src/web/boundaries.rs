//! The polygons of grids over HTTP.

mod overview;

pub use overview::*;

use super::answer::{Changed, DocumentedAnswer, DocumentedStatuses, Resource, described_as};
use super::body::Body;
use super::effects::WithEffects;
use super::grids::{GridView, grid};
use super::idempotency::IdempotencyKey;
use super::language::Preferred;
use super::openapi::{AnswerHeader, Schemas};
use super::parameters::Path;
use super::permission::{Drawing, Permit, SignedIn};
use super::version::entity_tag;
use crate::domain::datum::Datum;
use crate::domain::geometry::Shape;
use crate::domain::geometry::geojson::Geometry;
use crate::domain::id::{BoundaryId, GridId};
use crate::domain::plan::PlanConsent;
use crate::domain::unit::{Boundary, Grid};
use crate::error::{Code, Problem, Result};
use crate::service::grids::{self, GridRedraw};
use crate::store::Db;
use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::ETAG;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, Responder};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;
use validator::Validate;

/// The media type of GeoJSON (RFC 7946, section 12).
const GEOJSON: &str = "application/geo+json";

/// Grids that are redrawn at once, at most.
const MOST: usize = 500;

/// A grid as a GeoJSON feature (RFC 7946, section 3.2), in WGS 84.
#[derive(Debug, Serialize, ToSchema)]
pub struct BoundaryFeature {
    /// Always `Feature`.
    #[serde(rename = "type")]
    #[schema(example = "Feature")]
    kind: &'static str,
    /// Grid.
    #[schema(value_type = Uuid)]
    id: GridId,
    /// Polygon of the grid: a GeoJSON `Polygon` or `MultiPolygon`.
    #[schema(value_type = Shape)]
    geometry: Arc<Shape>,
    /// Properties of the grid.
    properties: FeatureProperties,
}

/// Properties of a grid on a map.
#[derive(Debug, Serialize, ToSchema)]
pub struct FeatureProperties {
    /// Code, unique over all grids and times.
    code: String,
    /// Name.
    name: String,
    /// Code of the level.
    level: String,
    /// Identifier of this version of the polygon.
    #[schema(value_type = Uuid)]
    boundary: BoundaryId,
    /// Time since when the polygon is in force.
    since: DateTime<Utc>,
    /// Area in square metres.
    area_m2: f64,
    /// Position of the label: longitude, latitude.
    #[schema(value_type = Vec<f64>, min_items = 2, max_items = 2)]
    label: [f64; 2],
    /// Row version of the grid.
    version: i64,
}

impl BoundaryFeature {
    fn new(grid: &Grid, boundary: &Boundary) -> Self {
        Self {
            kind: "Feature",
            id: grid.id,
            geometry: Arc::clone(&boundary.shape),
            properties: FeatureProperties {
                code: grid.code.clone(),
                name: grid.name.clone(),
                level: grid.level.clone(),
                boundary: boundary.id,
                since: boundary.period.from,
                area_m2: boundary.shape.area_m2(),
                label: boundary.shape.label_point().to_degrees(),
                version: grid.version,
            },
        }
    }
}

/// 200 with a GeoJSON feature; its version is that of the grid.
#[derive(Debug)]
pub struct GeoJson(BoundaryFeature);

impl Responder for GeoJson {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        let mut response = HttpResponse::Ok();
        response.insert_header((ETAG, entity_tag(self.0.properties.version)));
        response.content_type(GEOJSON).json(self.0)
    }
}

impl DocumentedAnswer for GeoJson {
    fn document(schemas: &mut Schemas) -> DocumentedStatuses {
        let schema = schemas.reference::<BoundaryFeature>();
        vec![described_as(StatusCode::OK, &[AnswerHeader::EntityTag], GEOJSON, schema)]
    }
}

/// Reads the present polygon of a grid.
///
/// # Errors
/// `not_found`
#[utoipa::path(get, path = "/api/v1/grids/{id}/boundary")]
pub async fn read_boundary(
    _: Permit<SignedIn>,
    db: Data<Db>,
    Path(id): Path<GridId>,
) -> Result<GeoJson> {
    let atlas = db.atlas();
    let grid = grid(&atlas, id)?;
    let boundary = atlas.tree().boundary(id).ok_or(Code::NotFound)?;
    Ok(GeoJson(BoundaryFeature::new(grid, boundary)))
}

/// New polygons of several grids.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewBoundaries {
    /// New polygons, one for each grid.
    #[schema(min_items = 1, max_items = 500)]
    pub boundaries: Vec<NewBoundaryBody>,
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

impl NewBoundaries {
    fn check_length(&self) -> Result<(), Problem> {
        match self.boundaries.len() {
            0 => Err(Problem::new(Code::TooFew).at("/boundaries").with("min", 1)),
            1..=MOST => Ok(()),
            _ => Err(Problem::new(Code::TooMany).at("/boundaries").with("max", MOST)),
        }
    }
}

/// New polygon of a grid.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewBoundaryBody {
    /// Grid.
    #[schema(value_type = Uuid)]
    pub grid: GridId,
    /// The row version of the grid that was read; required.
    pub version: Option<i64>,
    /// Polygon: a GeoJSON `Polygon` or `MultiPolygon`.
    pub geometry: Geometry,
}

impl NewBoundaryBody {
    fn read(self, index: usize) -> Result<GridRedraw, Problem> {
        Ok(GridRedraw {
            grid: self.grid,
            version: self.version.ok_or_else(|| {
                Problem::new(Code::VersionRequired).at(format!("/boundaries/{index}/version"))
            })?,
            geometry: self.geometry,
        })
    }
}

/// The grids after a change of their polygons.
#[derive(Debug, Serialize, ToSchema)]
pub struct Bounded {
    /// Grids, in the order in which they were sent.
    pub grids: Vec<GridView>,
}

/// Each grid has a version of its own.
impl Resource for Bounded {
    fn version(&self) -> Option<i64> {
        None
    }
}

/// Updates the polygons of several grids at once.
///
/// Neighbours exchange land without a gap in between. Open requests move to whoever answers where
/// they lie now. A problem with a polygon comes with the part of the map at fault, as GeoJSON in
/// `params.geometry`.
///
/// # Errors
/// `required`, `too_few`, `too_many`, `version_required`, `coordinate_out_of_range`,
/// `coordinates_swapped`, `too_many_positions`, `boundary_empty`, `boundary_ring_too_short`,
/// `boundary_zero_area`, `boundary_crosses_itself`, `boundary_hole_outside`,
/// `boundary_parts_overlap`, `too_complex`, `not_found`, `stale_version`, `grid_twice`,
/// `unknown_grid`, `grids_overlap`, `grids_leave_gap`, `grid_overhangs`, `more_problems`,
/// `approval_required`
#[utoipa::path(post, path = "/api/v1/grids/boundaries")]
pub async fn change_boundaries(
    permit: Permit<Drawing>,
    db: Data<Db>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    Body(body): Body<NewBoundaries>,
) -> Result<Changed<WithEffects<Bounded>>> {
    let scope = &permit.bearer.scope;
    body.check_length()?;
    let allowances = PlanConsent { gaps: body.allow_gaps, overlaps: body.allow_overlaps };
    let drawing = grids::Drawing { datum: body.datum, allowances };
    let redrawn = body.boundaries.into_iter().enumerate().map(|(index, new)| new.read(index));
    let redrawn = redrawn.collect::<Result<Vec<_>, Problem>>()?;
    let done = grids::set_boundaries(&db, scope, key, redrawn, drawing).await?;
    let atlas = db.atlas();
    let grids = done.made.iter().filter_map(|&id| atlas.tree().get(id));
    let bounded = Bounded { grids: grids.map(|grid| GridView::new(&atlas, grid)).collect() };
    let resource = WithEffects::new(&db, scope, language.0, &done.effects, bounded).await?;
    Ok(Changed { resource, replayed: done.replayed })
}
