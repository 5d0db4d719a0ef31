//! 均衡 over HTTP: what lies in the grids below one, beside the mean.

use super::answer::Answer;
use super::parameters::Path;
use super::people::{MemberBrief, MemberNames};
use super::permission::{Comparing, Permit};
use super::units::GridBrief;
use crate::domain::atlas::Atlas;
use crate::domain::balance::{Figures, Means};
use crate::domain::id::{GridId, MemberId};
use crate::domain::unit::GridKind;
use crate::error::{Code, Result};
use crate::service::balance::{Balance, OfGrid, OfHolder, OfLevel, RECENT_DAYS, balance};
use crate::store::Db;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

/// Figures of an area. Every figure is a count.
#[derive(Debug, Serialize, ToSchema)]
pub struct FiguresView {
    /// Households of the building groups.
    pub household_count: u64,
    /// Building groups.
    pub building_groups: u64,
    /// Requests received in the last 30 days, without the excluded ones. Requests of a building
    /// group count where the building group is now.
    pub received: u64,
    /// Void, merged and withdrawn requests received in the last 30 days; they count in no other
    /// figure.
    pub excluded: u64,
    /// Open requests that the units of the area hold.
    pub open: u64,
    /// Open requests with a missed deadline.
    pub overdue: u64,
}

/// Means of several areas or holders.
#[derive(Debug, Serialize, ToSchema)]
pub struct MeansView {
    /// Number of areas or holders.
    #[schema(minimum = 1)]
    pub n: usize,
    /// Households.
    pub household_count: f64,
    /// Building groups.
    pub building_groups: f64,
    /// Requests received in the last 30 days.
    pub received: f64,
    /// Open requests.
    pub open: f64,
    /// Overdue requests.
    pub overdue: f64,
}

/// A grid and everything below it.
#[derive(Debug, Serialize, ToSchema)]
pub struct GridBalance {
    /// The grid.
    pub grid: GridBrief,
    /// Kind: general or dedicated.
    pub kind: GridKind,
    /// Present leader.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub leader: Option<MemberBrief>,
    /// Figures.
    #[serde(flatten)]
    pub figures: FiguresView,
}

/// Grids of one level and kind, which may be compared.
#[derive(Debug, Serialize, ToSchema)]
pub struct LevelBalance {
    /// Code of the level.
    #[schema(example = "grid")]
    pub level: String,
    /// Kind: general or dedicated.
    pub kind: GridKind,
    /// Means.
    #[serde(flatten)]
    pub means: MeansView,
}

/// A member who leads one or more of the grids.
#[derive(Debug, Serialize, ToSchema)]
pub struct HolderBalance {
    /// Member.
    pub member: MemberBrief,
    /// Grids that the member leads.
    #[schema(value_type = Vec<Uuid>)]
    pub grids: Vec<GridId>,
    /// Figures of these grids together.
    #[serde(flatten)]
    pub figures: FiguresView,
}

/// Figures of the grids directly below one, for comparison.
#[derive(Debug, Serialize, ToSchema)]
pub struct BalanceView {
    /// Time of the count.
    pub at: DateTime<Utc>,
    /// Number of days of which requests count as received.
    #[schema(example = 30)]
    pub received_days: i64,
    /// Grids, ordered by code.
    pub grids: Vec<GridBalance>,
    /// Means for each level and kind of grid, wider levels first.
    pub levels: Vec<LevelBalance>,
    /// Leaders of the grids, in the order of the grids.
    pub holders: Vec<HolderBalance>,
    /// Means of the leaders; missing when no grid has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holder_means: Option<MeansView>,
    /// True when confidential requests are counted: for the desk only.
    pub confidential_counted: bool,
}

impl From<Figures> for FiguresView {
    fn from(figures: Figures) -> Self {
        let Figures { households, building_groups, received, excluded, open, overdue } = figures;
        Self { household_count: households, building_groups, received, excluded, open, overdue }
    }
}

impl From<Means> for MeansView {
    fn from(means: Means) -> Self {
        let Means { n, households, building_groups, received, open, overdue } = means;
        Self { n, household_count: households, building_groups, received, open, overdue }
    }
}

impl GridBalance {
    fn new(of: OfGrid, atlas: &Atlas, named: &MemberNames) -> Result<Self> {
        let grid = atlas.tree().get(of.grid).ok_or(Code::NotFound)?;
        Ok(Self {
            grid: grid.into(),
            kind: grid.kind,
            leader: of.leader.map(|leader| named.brief(leader)),
            figures: of.figures.into(),
        })
    }
}

impl From<OfLevel> for LevelBalance {
    fn from(of: OfLevel) -> Self {
        Self { level: of.level, kind: of.kind, means: of.means.into() }
    }
}

impl HolderBalance {
    fn new(of: OfHolder, named: &MemberNames) -> Self {
        Self { member: named.brief(of.member), grids: of.grids, figures: of.figures.into() }
    }
}

impl BalanceView {
    fn new(balance: Balance, named: &MemberNames) -> Result<Self> {
        let Balance { atlas, at, grids, levels, holders, holder_means, confidential_counted } =
            balance;
        Ok(Self {
            at,
            received_days: RECENT_DAYS,
            grids: grids
                .into_iter()
                .map(|of| GridBalance::new(of, &atlas, named))
                .collect::<Result<_>>()?,
            levels: levels.into_iter().map(LevelBalance::from).collect(),
            holders: holders.into_iter().map(|of| HolderBalance::new(of, named)).collect(),
            holder_means: holder_means.map(MeansView::from),
            confidential_counted,
        })
    }
}

/// Reads the balance of the grids directly below a grid.
///
/// Gives the figures of each grid and of each member who leads some of them, beside the means. The
/// order says nothing about figures: areas are compared, never persons. Requests about the caller
/// are not counted.
///
/// # Errors
/// `not_found`
#[utoipa::path(get, path = "/api/v1/grids/{id}/balance")]
pub async fn read_balance(
    permit: Permit<Comparing>,
    db: Data<Db>,
    Path(id): Path<GridId>,
) -> Result<Answer<BalanceView>> {
    let scope = &permit.bearer.scope;
    let balance = balance(&db, scope, id).await?;
    let leaders: Vec<MemberId> = balance.holders.iter().map(|holder| holder.member).collect();
    let named = MemberNames::read(&db, &balance.atlas, scope, leaders).await?;
    Ok(Answer(BalanceView::new(balance, &named)?))
}
