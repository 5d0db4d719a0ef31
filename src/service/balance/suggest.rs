//! Search for steps that would even out the load of neighbouring grids. It changes nothing.

use super::measure::{Measured, measure};
use crate::domain::atlas::Atlas;
use crate::domain::authority::may_redraw;
use crate::domain::balance::{
    Balanced, LoadMeasure, Movable, SearchLimits, Sibling, Siblings, middle, rebalance,
};
use crate::domain::id::GridId;
use crate::domain::scope::Scope;
use crate::domain::unit::GridKind;
use crate::error::{Code, Error, Result};
use crate::service::preconditions::require_visible;
use crate::service::requests::reader::reader;
use crate::store::Db;
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Upper limit of the duration of a search, in seconds.
pub const SECONDS_MAX: u32 = 10;

/// Input of a search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SuggestionInput {
    /// The grid whose children exchange building groups.
    pub grid: GridId,
    /// The measure of their load.
    pub measure: LoadMeasure,
    /// Seed of the random choices.
    pub seed: u64,
    /// Time limit of the search, 1 to [`SECONDS_MAX`] seconds.
    pub seconds: u32,
    /// Maximum number of steps.
    pub steps: usize,
}

/// Result of a search.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Suggestion {
    /// The measure of the load.
    pub measure: LoadMeasure,
    /// Number of grids that may exchange building groups.
    pub grids: usize,
    /// Number of their building groups.
    pub building_groups: usize,
    /// Number of these without a point in any address: they stay where they are.
    pub unplaced: usize,
    /// Number of these in the zone of a pioneer post: they stay where they are.
    pub in_zones: usize,
    /// The steps.
    pub balanced: Balanced,
    /// True if confidential requests were counted: for the desk alone.
    #[serde(default)]
    pub confidential_counted: bool,
}

/// Searches for building groups of the general grids directly below one whose move to a
/// neighbouring grid would even out the load.
///
/// # Errors
/// [`Code::NotFound`] at `/grid` for a grid that the caller may not redraw, or that has ended;
/// [`Code::CalculationRunning`].
pub async fn suggest(db: &Db, scope: &Scope, question: SuggestionInput) -> Result<Suggestion> {
    let atlas = db.atlas();
    let at = db.now();
    require_visible(
        atlas.tree().active(question.grid).is_some() && may_redraw(&atlas, scope, question.grid),
        "/grid",
    )?;
    let turn = db.long_turn(scope.account.ok_or(Code::SignInRequired)?).await?;
    let reader = reader(&atlas, scope, at).ok_or(Code::NotFound)?;
    let confidential_counted = reader.counts_confidential;
    let measured = measure(db, &atlas, reader, question.grid, at).await?;
    let siblings = siblings(&atlas, &measured, question.measure);
    let clock = db.clone();
    let until = db.now() + TimeDelta::seconds(question.seconds.into());
    tokio::task::spawn_blocking(move || {
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
    })
    .await
    .map_err(Error::internal)
}

/// Returns the general grids and the building groups directly in them.
fn siblings(atlas: &Arc<Atlas>, measured: &Measured, measure: LoadMeasure) -> Siblings {
    let mut siblings = Siblings::default();
    for of in &measured.grids {
        let general = atlas.tree().get(of.grid).is_some_and(|grid| grid.kind == GridKind::General);
        let Some(level) = atlas.tree().level(of.grid).filter(|_| general) else { continue };
        let index = siblings.grids.len();
        let own = atlas.groups().of_grid(of.grid);
        let movable = own.into_iter().map(|group| Movable {
            group: group.id,
            sibling: index,
            load: match measure {
                LoadMeasure::Households => u64::try_from(group.household_count).unwrap_or_default(),
                LoadMeasure::Requests => {
                    measured.received.get(&group.id).copied().unwrap_or_default()
                }
            },
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
