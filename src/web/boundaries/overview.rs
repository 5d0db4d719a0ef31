//! The boundaries of a subtree, simplified for a map.

mod answer;
mod kept;

pub use answer::OverviewAnswer;
use answer::packed;
pub use kept::KeptOverviews;

use crate::domain::atlas::Atlas;
use crate::domain::geometry::{Shape, simplify};
use crate::domain::id::GridId;
use crate::domain::unit::{Grid, GridKind};
use crate::error::{Code, Problem, Result};
use crate::store::Db;
use crate::web::parameters::Query;
use crate::web::permission::{Permit, SignedIn};
use crate::web::published::HeldTags;
use actix_web::web::Data;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

/// Maximum number of boundaries in an overview.
const GRIDS_MAX: usize = 10_000;

/// Bytes that the vertices of an overview take, compressed: with identifiers, codes, names and
/// labels of 5 000 grids they stay below 400 KB.
const VERTEX_BYTES_MAX: usize = 172_000;

/// The part of the map to be shown.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OverviewQuery {
    /// Grid; it and all grids below it are shown. Missing: the root.
    #[param(value_type = Option<Uuid>)]
    pub below: Option<GridId>,
    /// Zoom of a web map with tiles of 256 pixels, 0 to 22.
    #[validate(range(min = 0, max = 22))]
    #[param(minimum = 0, maximum = 22, example = 13)]
    pub zoom: u8,
}

/// Simplified boundaries of grids as a GeoJSON feature collection (RFC 7946, section 3.3), in WGS
/// 84.
#[derive(Debug, Serialize, ToSchema)]
pub struct BoundaryOverview {
    /// Always `FeatureCollection`.
    #[serde(rename = "type")]
    #[schema(example = "FeatureCollection")]
    kind: &'static str,
    /// Distance in metres by which a border may be off: about a pixel of the zoom, less where grids
    /// are small, more where there are many.
    tolerance_m: f64,
    /// Grids that have a boundary, each after those above it.
    features: Vec<OverviewFeature>,
}

/// A grid with its boundary as a map of the zoom shows it.
#[derive(Debug, Serialize, ToSchema)]
pub struct OverviewFeature {
    /// Always `Feature`.
    #[serde(rename = "type")]
    #[schema(example = "Feature")]
    kind: &'static str,
    /// Grid.
    #[schema(value_type = Uuid)]
    id: GridId,
    /// Simplified polygon: a GeoJSON `Polygon` or `MultiPolygon`. Neighbours share their border.
    #[schema(value_type = Shape)]
    geometry: Shape,
    /// Properties of the grid.
    properties: OverviewProperties,
}

/// Properties of a grid on an overview.
#[derive(Debug, Serialize, ToSchema)]
pub struct OverviewProperties {
    /// Code, unique over all grids and times.
    code: String,
    /// Name.
    name: String,
    /// Code of the level.
    level: String,
    /// General or dedicated.
    kind: GridKind,
    /// Parent grid.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    parent: Option<GridId>,
    /// Position of the label, inside the grid: longitude, latitude.
    #[schema(value_type = Vec<f64>, min_items = 2, max_items = 2)]
    label: [f64; 2],
}

/// Reads simplified boundaries of a grid and those below it.
///
/// Shared borders stay shared: each is simplified once, to about a pixel of the zoom. Every grid
/// has a label position inside. At most 10 000 boundaries. Of very many grids borders are drawn more
/// coarsely, so that 5 000 grids take less than 400 KB compressed at every zoom; `tolerance_m` says
/// how coarsely. For finer borders ask for less with `below`. Boundaries change with the revision
/// only: ask with `If-None-Match`. What is to be exact is read at `/api/v1/grids/{id}/boundary`.
///
/// # Errors
/// `not_found`, `out_of_range`, `too_many`
#[utoipa::path(get, path = "/api/v1/grids/boundaries.geojson")]
pub async fn read_boundary_overview(
    _: Permit<SignedIn>,
    db: Data<Db>,
    kept: Data<KeptOverviews>,
    held: HeldTags,
    Query(query): Query<OverviewQuery>,
) -> Result<OverviewAnswer> {
    let atlas = db.atlas();
    let root = atlas.tree().root().map(|root| root.id);
    let below = query.below.or(root).filter(|&below| atlas.tree().active(below).is_some());
    let below = below.ok_or_else(|| Problem::new(Code::NotFound).at("below"))?;
    let tag = tag(&atlas, below, query.zoom);
    if held.contains(&tag) {
        return Ok(OverviewAnswer { tag, body: None });
    }
    let draw = move || packed(&overview(&atlas, below, query.zoom)?);
    let body = kept.get_or_draw(&tag, draw).await?;
    Ok(OverviewAnswer { tag, body: Some(body) })
}

/// Returns the weak tag of an overview: the same revision, drawn by the same version.
fn tag(atlas: &Atlas, below: GridId, zoom: u8) -> String {
    let revision = atlas.revision();
    format!("W/\"{}-{revision}-{below}-{zoom}\"", env!("CARGO_PKG_VERSION"))
}

fn overview(atlas: &Atlas, below: GridId, zoom: u8) -> Result<BoundaryOverview, Problem> {
    let tree = atlas.tree();
    let ids =
        std::iter::once(below).chain(tree.downward(below).into_iter().filter(|&id| id != below));
    let grids: Vec<(&Grid, &Shape)> =
        ids.filter_map(|id| Some((tree.active(id)?, atlas.shape(id)?.as_ref()))).collect();
    if grids.len() > GRIDS_MAX {
        return Err(Problem::new(Code::TooMany).with("max", GRIDS_MAX).at("below"));
    }
    let shapes: Vec<&Shape> = grids.iter().map(|&(_, shape)| shape).collect();
    let drawn = simplify::simplified(&shapes, zoom, VERTEX_BYTES_MAX);
    let features = grids.iter().zip(drawn.shapes).zip(drawn.labels);
    let features = features.map(|((&(grid, _), geometry), label)| OverviewFeature {
        kind: "Feature",
        id: grid.id,
        geometry,
        properties: OverviewProperties {
            code: grid.code.clone(),
            name: grid.name.clone(),
            level: grid.level.clone(),
            kind: grid.kind,
            parent: grid.parent,
            label: label.to_degrees(),
        },
    });
    Ok(BoundaryOverview {
        kind: "FeatureCollection",
        tolerance_m: (drawn.tolerance_m * 100.0).ceil() / 100.0,
        features: features.collect(),
    })
}
