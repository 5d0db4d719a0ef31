//! The polygons of grids over HTTP.

use super::answer::Answer;
use super::body::Body;
use super::changed::ChangedBoundaries;
use super::grids::{GridView, grid, grid_view};
use super::idempotency::IdempotencyKey;
use super::language::Preferred;
use super::parameters::Path;
use super::permission::{Drawing, Permit, SignedIn};
use super::version::entity_tag;
use crate::domain::datum::Datum;
use crate::domain::geometry::Shape;
use crate::domain::geometry::geojson::Geometry;
use crate::domain::id::{BoundaryId, GridId};
use crate::domain::plan::PlanConsent;
use crate::error::{Code, Problem, Result};
use crate::service::grids::{self, GridRedraw};
use crate::store::Db;
use actix_web::HttpResponse;
use actix_web::http::header::ETAG;
use actix_web::web::Data;
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
    /// `BoundaryFeature`
    #[serde(rename = "type")]
    #[schema(example = "Feature")]
    kind: &'static str,
    /// The grid.
    #[schema(value_type = Uuid)]
    id: GridId,
    /// Its polygon: a GeoJSON `Polygon` or `MultiPolygon`.
    #[schema(value_type = Object)]
    geometry: Arc<Shape>,
    /// What else is known of it.
    properties: FeatureProperties,
}

/// What is known of a grid on a map.
#[derive(Debug, Serialize, ToSchema)]
pub struct FeatureProperties {
    /// The code people use.
    code: String,
    /// The name shown to people.
    name: String,
    /// The code of its level.
    level: String,
    /// This version of the polygon.
    #[schema(value_type = Uuid)]
    boundary: BoundaryId,
    /// Since when it is in force.
    since: DateTime<Utc>,
    /// The area in square metres.
    area_m2: f64,
    /// Where its name is written: longitude, latitude.
    #[schema(value_type = Vec<f64>, min_items = 2, max_items = 2)]
    label: [f64; 2],
    /// The row version of the grid.
    version: i64,
}

/// The present polygon of a grid.
#[utoipa::path(
    get, path = "/api/v1/grids/{id}/boundary", params(("id" = Uuid, Path)),
    responses((status = 200, content_type = "application/geo+json", body = BoundaryFeature))
)]
pub async fn read_boundary(
    _: Permit<SignedIn>,
    db: Data<Db>,
    Path(id): Path<GridId>,
) -> Result<HttpResponse> {
    let atlas = db.atlas();
    let grid = grid(&atlas, id)?;
    let boundary = atlas.tree().boundary(id).ok_or(Code::NotFound)?;
    let feature = BoundaryFeature {
        kind: "Feature",
        id,
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
    };
    let mut response = HttpResponse::Ok();
    response.insert_header((ETAG, entity_tag(grid.version))).content_type(GEOJSON);
    Ok(response.json(feature))
}

/// New polygons of several grids.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewBoundaries {
    /// One for each grid.
    #[schema(min_items = 1, max_items = 500)]
    pub boundaries: Vec<NewBoundaryBody>,
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

/// A new polygon of a grid.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewBoundaryBody {
    /// The grid.
    #[schema(value_type = Uuid)]
    pub grid: GridId,
    /// The row version of the grid that was read; required.
    pub version: Option<i64>,
    /// The polygon: a GeoJSON `Polygon` or `MultiPolygon`.
    #[schema(value_type = Object)]
    pub geometry: Geometry,
}

/// The grids as they are now.
#[derive(Debug, Serialize, ToSchema)]
pub struct Bounded {
    /// In the order in which they were sent.
    pub grids: Vec<GridView>,
}

/// Changes the polygons of several grids at once, so that neighbours exchange land without a hole
/// in between. What is wrong comes with the part of the map at fault, as GeoJSON in
/// `params.geometry`.
#[utoipa::path(
    post, path = "/api/v1/grids/boundaries", request_body = NewBoundaries, responses((status = 200, body = ChangedBoundaries<Bounded>))
)]
pub async fn change_boundaries(
    permit: Permit<Drawing>,
    db: Data<Db>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    Body(body): Body<NewBoundaries>,
) -> Result<Answer<ChangedBoundaries<Bounded>>> {
    match body.boundaries.len() {
        0 => return Err(Problem::new(Code::TooFew).at("/boundaries").with("min", 1).into()),
        1..=MOST => {}
        _ => return Err(Problem::new(Code::TooMany).at("/boundaries").with("max", MOST).into()),
    }
    let allowances = PlanConsent { gaps: body.allow_gaps, overlaps: body.allow_overlaps };
    let drawing = grids::Drawing { datum: body.datum, allowances };
    let redrawn =
        body.boundaries.into_iter().enumerate().map(redrawn).collect::<Result<_, Problem>>()?;
    let done = grids::set_boundaries(&db, &permit.bearer.scope, key, redrawn, drawing).await?;
    let atlas = db.atlas();
    let grids =
        done.made.iter().filter_map(|&id| atlas.tree().get(id)).map(|grid| grid_view(&atlas, grid));
    let bounded = Bounded { grids: grids.collect() };
    let changed =
        ChangedBoundaries::new(&db, &permit.bearer.scope, language.0, &done.effects, bounded)
            .await?;
    Ok(Answer::ok(changed).replayed(done.replayed))
}

fn redrawn((index, new): (usize, NewBoundaryBody)) -> Result<GridRedraw, Problem> {
    let missing = || Problem::new(Code::VersionRequired).at(format!("/boundaries/{index}/version"));
    Ok(GridRedraw {
        grid: new.grid,
        version: new.version.ok_or_else(missing)?,
        geometry: new.geometry,
    })
}
