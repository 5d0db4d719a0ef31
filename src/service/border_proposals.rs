//! Borders from addresses, drafted as a change set, which is then reviewed, edited, previewed and
//! perhaps applied.

use crate::domain::atlas::Atlas;
use crate::domain::authority::may_redraw;
use crate::domain::border_proposal::{BorderProposal, BorderWish, ProposedChild, propose};
use crate::domain::geometry::Shape;
use crate::domain::geometry::geojson::Geometry;
use crate::domain::id::{AddressId, GridId, ReassignmentId};
use crate::domain::reassignment::operation::{MoveBoundary, RedrawnGrid};
use crate::domain::reassignment::{
    Operation, OperationSpec, ReassignmentOrigin, ReassignmentReason,
};
use crate::domain::scope::Scope;
use crate::error::{Code, Error, Result};
use crate::service::once::{self, WrittenOnce};
use crate::service::preconditions::require_visible;
use crate::service::reassignments::{NewReassignment, ReassignmentProfile, begin};
use crate::store::idempotency::IdempotentCall;
use crate::store::{Db, new_id};
use serde::{Deserialize, Serialize};

/// Maximum number of addresses and points that are listed one by one.
const LISTED_MAX: usize = 500;

/// Proposed borders and the change set drafted from them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DraftedBorders {
    /// The change set.
    pub id: ReassignmentId,
    /// Figures of the proposal. The change set may have been edited since.
    pub summary: BorderSummary,
}

/// Figures of proposed borders.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BorderSummary {
    /// The grids, in the order of their codes.
    pub children: Vec<ChildSummary>,
    /// Points of several grids, at most 500.
    pub shared: Vec<SharedPlace>,
    /// Number of these points.
    pub shared_count: usize,
    /// Addresses whose point is outside the land, at most 500.
    pub outside: Vec<AddressId>,
    /// Number of these addresses.
    pub outside_count: usize,
    /// Addresses whose point lies in another grid than their own, at most 500.
    pub misplaced: Vec<AddressId>,
    /// Number of these addresses.
    pub misplaced_count: usize,
    /// Number of addresses without a point.
    pub unplaced: usize,
}

/// Figures of a grid with a proposed border.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChildSummary {
    /// Grid.
    pub grid: GridId,
    /// Number of addresses with a point on the land.
    pub addresses: usize,
    /// Number of polygons.
    pub parts: usize,
    /// Area in square metres.
    pub area_m2: f64,
    /// Land that is farther from all addresses than the reach, in square metres.
    pub remote_m2: f64,
    /// This land, if there is any.
    pub remote: Option<Geometry>,
}

/// A point at which several grids have addresses.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SharedPlace {
    /// Longitude and latitude.
    pub point: [f64; 2],
    /// Grids that have addresses there.
    pub grids: Vec<GridId>,
    /// The one with most addresses there, which the point goes to.
    pub kept_by: GridId,
}

/// Proposes borders from addresses and drafts a change set of them.
///
/// # Errors
/// [`Code::NotFound`] at `/grid` for a grid that the caller may not redraw, or that has ended;
/// [`Code::CalculationRunning`]; those of [`propose`];
/// [`Code::IdempotencyKeyReused`](crate::error::Code::IdempotencyKeyReused).
pub async fn draft_borders(
    db: &Db,
    scope: &Scope,
    key: IdempotentCall,
    wish: BorderWish,
) -> Result<WrittenOnce<DraftedBorders>> {
    if let Some(earlier) = once::earlier(db, &key).await? {
        let made = serde_json::from_value(earlier).map_err(Error::internal)?;
        return Ok(WrittenOnce { made, replayed: true });
    }
    db.refresh().await?;
    let atlas = db.atlas();
    let grid = wish.grid;
    let may = move |atlas: &Atlas, scope: &Scope| {
        atlas.tree().active(grid).is_some() && may_redraw(atlas, scope, grid)
    };
    require_visible(may(&atlas, scope), "/grid")?;
    let turn = db.long_turn(scope.account.ok_or(Code::SignInRequired)?).await?;
    let proposal = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        propose(&atlas, &wish)
    });
    let proposal = proposal.await.map_err(Error::internal)??;
    let now = db.now();
    let boundaries = proposal
        .children
        .iter()
        .map(|child| RedrawnGrid { grid: child.grid, geometry: Geometry::from(&child.shape) });
    let action = OperationSpec::MoveBoundary(MoveBoundary { boundaries: boundaries.collect() });
    let new = NewReassignment {
        origin: ReassignmentOrigin::Suggested,
        profile: ReassignmentProfile {
            reason: Some(ReassignmentReason::AreaRedrawn),
            ..ReassignmentProfile::default()
        },
        operations: vec![Operation::new(new_id(now), action)],
        undoes: None,
    };
    let id = ReassignmentId(new_id(now));
    let drafted = DraftedBorders { id, summary: summary(proposal) };
    let scope = scope.clone();
    WrittenOnce::write(db, key, drafted, move |tx| {
        let atlas = tx.atlas()?;
        require_visible(may(&atlas, &scope.renewed(&atlas, tx.now())), "/grid")?;
        begin(tx, &scope, id, &new)
    })
    .await
}

/// Returns the figures of a proposal.
pub fn summary(proposal: BorderProposal) -> BorderSummary {
    let BorderProposal { children, shared, mut outside, mut misplaced, unplaced } = proposal;
    let shared_count = shared.len();
    let outside_count = outside.len();
    let misplaced_count = misplaced.len();
    outside.truncate(LISTED_MAX);
    misplaced.truncate(LISTED_MAX);
    let listed = shared.into_iter().take(LISTED_MAX).map(|shared| SharedPlace {
        point: shared.point.to_degrees(),
        grids: shared.grids,
        kept_by: shared.kept_by,
    });
    BorderSummary {
        children: children.iter().map(child_summary).collect(),
        shared: listed.collect(),
        shared_count,
        outside,
        outside_count,
        misplaced,
        misplaced_count,
        unplaced,
    }
}

fn child_summary(child: &ProposedChild) -> ChildSummary {
    ChildSummary {
        grid: child.grid,
        addresses: child.addresses,
        parts: child.shape.polygons().len(),
        area_m2: child.shape.area_m2(),
        remote_m2: child.remote.as_ref().map_or(0.0, Shape::area_m2),
        remote: child.remote.as_ref().map(Geometry::from),
    }
}
