//! 均衡 over HTTP: what lies in the grids below one, beside the mean.

use super::answer::Answer;
use super::locate::GridBrief;
use super::parameters::Path;
use super::people::{MemberBrief, MemberNames};
use super::permission::{Comparing, Permit};
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

/// What lies in some area. Every figure is a count.
#[derive(Debug, Serialize, ToSchema)]
pub struct FiguresView {
    /// Households of its building groups.
    pub household_count: u64,
    /// Building groups.
    pub building_groups: u64,
    /// Requests received in the last 30 days, without the excluded ones. Those of a building group
    /// count where it is now.
    pub received: u64,
    /// Requests received in the last 30 days that count in no figure: void, merged and withdrawn
    /// ones.
    pub excluded: u64,
    /// Requests that its units hold and that are not at their end.
    pub open: u64,
    /// Those of the open ones with a clock that has run out.
    pub overdue: u64,
}

/// The means of several areas.
#[derive(Debug, Serialize, ToSchema)]
pub struct MeansView {
    /// How many these are.
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

/// A grid, with all below it.
#[derive(Debug, Serialize, ToSchema)]
pub struct GridBalance {
    /// The grid.
    pub grid: GridBrief,
    /// General or dedicated.
    pub kind: GridKind,
    /// Its leader, if it has one now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub leader: Option<MemberBrief>,
    /// What lies in it.
    #[serde(flatten)]
    pub figures: FiguresView,
}

/// Grids that may be compared.
#[derive(Debug, Serialize, ToSchema)]
pub struct LevelBalance {
    /// The code of their level.
    #[schema(example = "grid")]
    pub level: String,
    /// General or dedicated.
    pub kind: GridKind,
    /// The means of these grids.
    #[serde(flatten)]
    pub means: MeansView,
}

/// Somebody who leads one or more of the grids.
#[derive(Debug, Serialize, ToSchema)]
pub struct HolderBalance {
    /// Who.
    pub member: MemberBrief,
    /// Those of the grids that they lead.
    #[schema(value_type = Vec<Uuid>)]
    pub grids: Vec<GridId>,
    /// What lies in these grids.
    #[serde(flatten)]
    pub figures: FiguresView,
}

/// How evenly the grids directly below one share what there is to do.
#[derive(Debug, Serialize, ToSchema)]
pub struct BalanceView {
    /// When it was counted.
    pub at: DateTime<Utc>,
    /// Of how many days requests count as received.
    #[schema(example = 30)]
    pub received_days: i64,
    /// The grids, by code.
    pub grids: Vec<GridBalance>,
    /// The means of the grids of each level and kind, wider levels first.
    pub levels: Vec<LevelBalance>,
    /// Who leads the grids, in the order of the grids.
    pub holders: Vec<HolderBalance>,
    /// The means of the holders; missing when nobody leads one of the grids.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holder_means: Option<MeansView>,
    /// Whether confidential requests are counted: for the desk alone.
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

/// What lies in the grids directly below one, grid by grid and for each of those who lead them,
/// beside the means. It compares areas: nothing is ranked, and how somebody works is not looked at.
/// A request about the caller is not counted.
#[utoipa::path(
    get, path = "/api/v1/grids/{id}/balance", params(("id" = Uuid, Path)),
    responses((status = 200, body = BalanceView))
)]
pub async fn read_balance(
    permit: Permit<Comparing>,
    db: Data<Db>,
    Path(id): Path<GridId>,
) -> Result<Answer<BalanceView>> {
    let scope = &permit.bearer.scope;
    let balance = balance(&db, scope, id).await?;
    let leaders: Vec<MemberId> = balance.holders.iter().map(|holder| holder.member).collect();
    let named = MemberNames::read(&db, &balance.atlas, scope, leaders).await?;
    Ok(Answer::ok(view(balance, &named)?))
}

fn view(balance: Balance, named: &MemberNames) -> Result<BalanceView> {
    let Balance { atlas, at, grids, levels, holders, holder_means, confidential_counted } = balance;
    let of_grid = |OfGrid { grid, leader, figures }: OfGrid| {
        let grid = atlas.tree().get(grid).ok_or(Code::NotFound)?;
        let leader = leader.map(|leader| named.brief(leader));
        Ok(GridBalance { grid: grid.into(), kind: grid.kind, leader, figures: figures.into() })
    };
    let of_level =
        |OfLevel { level, kind, means }: OfLevel| LevelBalance { level, kind, means: means.into() };
    let of_holder = |OfHolder { member, grids, figures }: OfHolder| HolderBalance {
        member: named.brief(member),
        grids,
        figures: figures.into(),
    };
    Ok(BalanceView {
        at,
        received_days: RECENT_DAYS,
        grids: grids.into_iter().map(of_grid).collect::<Result<_>>()?,
        levels: levels.into_iter().map(of_level).collect(),
        holders: holders.into_iter().map(of_holder).collect(),
        holder_means: holder_means.map(MeansView::from),
        confidential_counted,
    })
}
