//! A change set that proposes borders from addresses.

use super::{ReassignmentView, shown};
use crate::domain::border_proposal::BorderWish;
use crate::domain::geometry::geojson::Geometry;
use crate::domain::id::{AddressId, GridId};
use crate::error::Result;
use crate::service::border_proposals::{
    BorderSummary, ChildSummary, DraftedBorders, SharedPlace, draft_borders,
};
use crate::store::Db;
use crate::web::answer::{Created, Located, Resource};
use crate::web::body::Body;
use crate::web::idempotency::IdempotencyKey;
use crate::web::language::Preferred;
use crate::web::permission::{Permit, Reassigning};
use actix_web::web::Data;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// The grids that are to get borders from the addresses of their building groups.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BorderProposalBody {
    /// The grid whose land is divided among general grids directly below it.
    #[schema(value_type = Uuid)]
    pub grid: GridId,
    /// These grids, 1–500; missing: all of them. Others keep their land.
    #[schema(value_type = Option<Vec<Uuid>>, min_items = 1, max_items = 500)]
    pub children: Option<Vec<GridId>>,
    /// Distance in metres from every address of a grid beyond which its land is listed as remote.
    #[serde(default = "three_hundred")]
    #[validate(range(min = 1.0, max = 100_000.0))]
    #[schema(minimum = 1, maximum = 100_000)]
    pub max_reach_m: f64,
}

const fn three_hundred() -> f64 {
    300.0
}

/// A grid with its proposed border.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProposedGrid {
    /// Grid.
    #[schema(value_type = Uuid)]
    pub grid: GridId,
    /// Number of addresses whose point is on the land.
    pub addresses: usize,
    /// Number of polygons of the border.
    pub parts: usize,
    /// Area in square metres.
    pub area_m2: f64,
    /// Land that is farther from every address of the grid than `max_reach_m`, in square metres.
    pub remote_m2: f64,
    /// This land, to a fourth of `max_reach_m`; missing when there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remote: Option<Geometry>,
}

/// A point at which several of the grids have addresses.
#[derive(Debug, Serialize, ToSchema)]
pub struct SharedPointView {
    /// Position: longitude, latitude.
    #[schema(value_type = Vec<f64>, min_items = 2, max_items = 2)]
    pub point: [f64; 2],
    /// Grids that have addresses there.
    #[schema(value_type = Vec<Uuid>)]
    pub grids: Vec<GridId>,
    /// The grid with most addresses there, which the point goes to.
    #[schema(value_type = Uuid)]
    pub kept_by: GridId,
}

/// The borders behind a draft, as of the time of the proposal.
#[derive(Debug, Serialize, ToSchema)]
pub struct BorderProposalView {
    /// Grids, in the order of their codes. Their borders tile the land without gap or overlap.
    pub children: Vec<ProposedGrid>,
    /// Points of several grids, at most 500.
    pub shared: Vec<SharedPointView>,
    /// Number of all such points.
    pub shared_count: usize,
    /// Addresses whose point is outside the land and counts for nothing, at most 500.
    #[schema(value_type = Vec<Uuid>)]
    pub outside: Vec<AddressId>,
    /// Number of all such addresses.
    pub outside_count: usize,
    /// Addresses whose point lies in another grid than their own, at most 500: on a shared point,
    /// or on an island smaller than a grid may be.
    #[schema(value_type = Vec<Uuid>)]
    pub misplaced: Vec<AddressId>,
    /// Number of all such addresses.
    pub misplaced_count: usize,
    /// Number of addresses without a point.
    pub unplaced: usize,
}

/// A change set drafted from a proposal of borders.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProposedBorders {
    /// The change set as it is now.
    #[serde(flatten)]
    pub reassignment: ReassignmentView,
    /// The proposal behind it.
    pub proposal: BorderProposalView,
}

impl Resource for ProposedBorders {
    fn version(&self) -> Option<i64> {
        self.reassignment.version()
    }
}

impl Located for ProposedBorders {
    fn location(&self) -> String {
        self.reassignment.location()
    }
}

impl From<ChildSummary> for ProposedGrid {
    fn from(child: ChildSummary) -> Self {
        let ChildSummary { grid, addresses, parts, area_m2, remote_m2, remote } = child;
        Self { grid, addresses, parts, area_m2, remote_m2, remote }
    }
}

impl From<SharedPlace> for SharedPointView {
    fn from(shared: SharedPlace) -> Self {
        let SharedPlace { point, grids, kept_by } = shared;
        Self { point, grids, kept_by }
    }
}

impl From<BorderSummary> for BorderProposalView {
    fn from(summary: BorderSummary) -> Self {
        Self {
            children: summary.children.into_iter().map(Into::into).collect(),
            shared: summary.shared.into_iter().map(Into::into).collect(),
            shared_count: summary.shared_count,
            outside: summary.outside,
            outside_count: summary.outside_count,
            misplaced: summary.misplaced,
            misplaced_count: summary.misplaced_count,
            unplaced: summary.unplaced,
        }
    }
}

/// Drafts a change set with borders from the addresses of grids.
///
/// Each place of the grid goes to the grid below it whose address is nearest, so that they tile it
/// exactly. Parts smaller than a grid may be go to the neighbour around them. The change set
/// changes no responsibility until it is previewed and applied.
///
/// # Errors
/// `not_found`, `calculation_running`, `out_of_range`, `too_few`, `too_many`, `unknown_grid`,
/// `grid_not_below`, `grid_twice`, `grid_without_boundary`, `no_land_left`, `no_address_points`,
/// `grid_too_small`, `too_complex`
#[utoipa::path(post, path = "/api/v1/reassignments/propose-borders")]
pub async fn propose_borders(
    permit: Permit<Reassigning>,
    db: Data<Db>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    Body(body): Body<BorderProposalBody>,
) -> Result<Created<ProposedBorders>> {
    let scope = &permit.bearer.scope;
    let BorderProposalBody { grid, children, max_reach_m } = body;
    let once = draft_borders(&db, scope, key, BorderWish { grid, children, max_reach_m }).await?;
    let DraftedBorders { id, summary } = once.made;
    let reassignment = shown(&db, scope, language, id).await?;
    let resource = ProposedBorders { reassignment, proposal: summary.into() };
    Ok(Created { resource, replayed: once.replayed })
}
