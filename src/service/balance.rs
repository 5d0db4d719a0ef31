//! How evenly the grids below one share the workload, and suggestions to even it out.

mod draft;
mod measure;
mod suggest;

pub use draft::{DraftWish, DraftedSuggestion, draft_suggestion};
pub use measure::RECENT_DAYS;
pub use suggest::{SECONDS_MAX, Suggestion, SuggestionInput, suggest};

use super::preconditions::require_visible;
use super::requests::reader::reader;
use crate::domain::atlas::Atlas;
use crate::domain::authority::may_compare;
use crate::domain::balance::{Figures, Means};
use crate::domain::id::{GridId, MemberId};
use crate::domain::period::Instant;
use crate::domain::scope::Scope;
use crate::domain::unit::GridKind;
use crate::error::{Code, Result};
use crate::store::Db;
use measure::{Measured, measure};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Figures of the grids directly below one, and their means. In the order of codes, never of
/// figures.
#[derive(Debug, Clone)]
pub struct Balance {
    /// The atlas that it was read from.
    pub atlas: Arc<Atlas>,
    /// The instant.
    pub at: Instant,
    /// The grids, each with everything below it.
    pub grids: Vec<OfGrid>,
    /// Means of the grids of one level and kind.
    pub levels: Vec<OfLevel>,
    /// Leaders of the grids.
    pub holders: Vec<OfHolder>,
    /// Means of the holders; none when no grid has a leader.
    pub holder_means: Option<Means>,
    /// True if confidential requests are counted: for the desk alone.
    pub confidential_counted: bool,
}

/// Figures of a grid.
#[derive(Debug, Clone, PartialEq)]
pub struct OfGrid {
    /// The grid.
    pub grid: GridId,
    /// Its leader at present, if any.
    pub leader: Option<MemberId>,
    /// Figures of the grid and everything below it.
    pub figures: Figures,
}

/// Means of comparable grids.
#[derive(Debug, Clone, PartialEq)]
pub struct OfLevel {
    /// Code of the level.
    pub level: String,
    /// General or dedicated.
    pub kind: GridKind,
    /// The means.
    pub means: Means,
}

/// Figures of the grids that one person leads.
#[derive(Debug, Clone, PartialEq)]
pub struct OfHolder {
    /// The leader.
    pub member: MemberId,
    /// The grids that they lead, of those compared.
    pub grids: Vec<GridId>,
    /// Figures of these grids.
    pub figures: Figures,
}

/// Counts the figures of the grids directly below one. Requests about the caller are not counted:
/// for the caller they do not exist. Confidential ones are counted for the desk alone.
///
/// # Errors
/// [`Code::NotFound`] for a grid that the caller does not care for, or that has ended.
pub async fn balance(db: &Db, scope: &Scope, grid: GridId) -> Result<Balance> {
    let atlas = db.atlas();
    let at = db.now();
    require_visible(atlas.tree().active(grid).is_some() && may_compare(&atlas, scope, grid), "")?;
    let reader = reader(&atlas, scope, at).ok_or(Code::NotFound)?;
    let confidential_counted = reader.counts_confidential;
    let Measured { grids, .. } = measure(db, &atlas, reader, grid, at).await?;
    let holders = holders(&grids);
    let of_holders: Vec<Figures> = holders.iter().map(|holder| holder.figures).collect();
    Ok(Balance {
        levels: levels(&atlas, &grids),
        holder_means: Means::of(&of_holders),
        atlas,
        at,
        grids,
        holders,
        confidential_counted,
    })
}

/// Returns the means level by level, wider levels first.
fn levels(atlas: &Atlas, grids: &[OfGrid]) -> Vec<OfLevel> {
    let mut alike: BTreeMap<(Option<u8>, GridKind), Vec<&OfGrid>> = BTreeMap::new();
    for of in grids {
        let kind = atlas.tree().get(of.grid).map_or(GridKind::General, |grid| grid.kind);
        alike.entry((atlas.tree().level(of.grid), kind)).or_default().push(of);
    }
    alike
        .into_iter()
        .filter_map(|((_, kind), alike)| {
            let figures: Vec<Figures> = alike.iter().map(|of| of.figures).collect();
            let level = atlas.tree().get(alike.first()?.grid)?.level.clone();
            Some(OfLevel { level, kind, means: Means::of(&figures)? })
        })
        .collect()
}

/// Returns the leaders of grids, in the order of the first grid of each.
fn holders(grids: &[OfGrid]) -> Vec<OfHolder> {
    let mut holders: Vec<OfHolder> = Vec::new();
    for of in grids {
        let Some(member) = of.leader else { continue };
        match holders.iter_mut().find(|holder| holder.member == member) {
            Some(holder) => {
                holder.grids.push(of.grid);
                holder.figures = [holder.figures, of.figures].into_iter().sum();
            }
            None => holders.push(OfHolder { member, grids: vec![of.grid], figures: of.figures }),
        }
    }
    holders
}
