//! Steps that would even out the load of neighbouring grids. Nothing is changed by them.

use super::measure::{Measured, measure};
use crate::domain::atlas::Atlas;
use crate::domain::authority::may_redraw;
use crate::domain::balance::{
    Balanced, LoadMeasure, Movable, SearchLimits, Sibling, Siblings, middle, rebalance,
};
use crate::domain::id::GridId;
use crate::domain::scope::Scope;
use crate::domain::unit::{BuildingGroup, GridKind};
use crate::error::{Code, Error, Result};
use crate::service::command::there;
use crate::service::requests::reader::reader;
use crate::store::Db;
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// How long a search may take at most, in seconds.
pub const SECONDS_MAX: u32 = 10;

/// What is to be evened out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SuggestionInput {
    /// The grid whose children exchange building groups.
    pub grid: GridId,
    /// What their load is.
    pub measure: LoadMeasure,
    /// Decides what is left to chance.
    pub seed: u64,
    /// How long the search may take, 1 to [`SECONDS_MAX`] seconds.
    pub seconds: u32,
    /// Steps at most.
    pub steps: usize,
}

/// What would even it out, and what was left aside.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Suggestion {
    /// What was looked at.
    pub measure: LoadMeasure,
    /// How many grids may exchange building groups.
    pub grids: usize,
    /// How many building groups they have.
    pub building_groups: usize,
    /// How many of these no address has a point of: they stay where they are.
    pub unplaced: usize,
    /// How many of these the zone of a pioneer post names: they stay where they are.
    pub in_zones: usize,
    /// The steps.
    pub balanced: Balanced,
    /// Whether confidential requests were counted: for the desk alone.
    #[serde(default)]
    pub confidential_counted: bool,
}

/// Seeks building groups of the general grids directly below one that would even out the load when
/// they go to a neighbouring grid.
///
/// # Errors
/// [`Code::NotFound`] at `/grid` for a grid that the caller may not redraw, or that has ended;
/// [`Code::CalculationRunning`].
pub async fn suggest(db: &Db, scope: &Scope, question: SuggestionInput) -> Result<Suggestion> {
    let (atlas, at) = (db.atlas(), db.now());
    there(
        atlas.tree().active(question.grid).is_some() && may_redraw(&atlas, scope, question.grid),
        "/grid",
    )?;
    let turn = db.long_turn(scope.account.ok_or(Code::SignInRequired)?).await?;
    let reader = reader(&atlas, scope, at).ok_or(Code::NotFound)?;
    let confidential_counted = reader.counts_confidential;
    let measured = measure(db, &atlas, reader, question.grid, at).await?;
    let siblings = siblings(&atlas, &measured, question.measure);
    let (clock, until) = (db.clone(), db.now() + TimeDelta::seconds(question.seconds.into()));
    let search = move || {
        let _turn = turn;
        let out_of_time = || clock.now() >= until;
        let limits =
            SearchLimits { seed: question.seed, steps: question.steps, out_of_time: &out_of_time };
        Suggestion {
            measure: question.measure,
            grids: siblings.grids.len(),
            building_groups: siblings.groups.len(),
            unplaced: siblings.groups.iter().filter(|group| group.point.is_none()).count(),
            in_zones: siblings.groups.iter().filter(|group| group.tied).count(),
            balanced: rebalance(&siblings, &limits),
            confidential_counted,
        }
    };
    tokio::task::spawn_blocking(search).await.map_err(Error::internal)
}

/// The general grids, and the building groups that belong to them directly.
fn siblings(atlas: &Arc<Atlas>, measured: &Measured, measure: LoadMeasure) -> Siblings {
    let load = |group: &BuildingGroup| match measure {
        LoadMeasure::Households => u64::try_from(group.household_count).unwrap_or_default(),
        LoadMeasure::Requests => measured.received.get(&group.id).copied().unwrap_or_default(),
    };
    let mut siblings = Siblings::default();
    for of in &measured.grids {
        let general = atlas.tree().get(of.grid).is_some_and(|grid| grid.kind == GridKind::General);
        let Some(level) = atlas.tree().level(of.grid).filter(|_| general) else { continue };
        let index = siblings.grids.len();
        let own = atlas.groups().of_grid(of.grid);
        let movable = own.into_iter().map(|group| Movable {
            group: group.id,
            sibling: index,
            load: load(group),
            point: middle(atlas.addresses().of_group(group.id).filter_map(|address| address.point)),
            tied: atlas.pioneer_posts().naming(of.grid, group.id).next().is_some(),
        });
        let movable: Vec<Movable> = movable.collect();
        let whole = match measure {
            LoadMeasure::Households => of.figures.households,
            LoadMeasure::Requests => of.figures.received,
        };
        let rest = whole.saturating_sub(movable.iter().map(|group| group.load).sum());
        let shape = atlas.shape(of.grid).cloned();
        siblings.grids.push(Sibling { grid: of.grid, level, shape, leader: of.leader, rest });
        siblings.groups.extend(movable);
    }
    siblings
}
