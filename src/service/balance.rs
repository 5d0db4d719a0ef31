//! How evenly the grids below one share what there is to do, and what would even it out.

mod draft;
mod measure;
mod suggest;

pub use draft::{DraftWish, DraftedSuggestion, draft_suggestion};
pub use measure::RECENT_DAYS;
pub use suggest::{SECONDS_MAX, Suggestion, SuggestionInput, suggest};

use super::command::there;
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

/// What lies in the grids directly below one, and how that compares. It is in the order of codes,
/// never of figures.
#[derive(Debug, Clone)]
pub struct Balance {
    /// The atlas that it was read from.
    pub atlas: Arc<Atlas>,
    /// The instant.
    pub at: Instant,
    /// The grids, each with all below it.
    pub grids: Vec<OfGrid>,
    /// The means of the grids of one level and kind.
    pub levels: Vec<OfLevel>,
    /// Who leads them.
    pub holders: Vec<OfHolder>,
    /// The means of the holders; none when nobody leads one.
    pub holder_means: Option<Means>,
    /// Whether confidential requests are counted: for the desk alone.
    pub confidential_counted: bool,
}

/// What lies in a grid.
#[derive(Debug, Clone, PartialEq)]
pub struct OfGrid {
    /// The grid.
    pub grid: GridId,
    /// Its leader, if it has one now.
    pub leader: Option<MemberId>,
    /// What lies in it and in all below it.
    pub figures: Figures,
}

/// The means of grids that may be compared.
#[derive(Debug, Clone, PartialEq)]
pub struct OfLevel {
    /// The code of the level.
    pub level: String,
    /// General or dedicated.
    pub kind: GridKind,
    /// The means.
    pub means: Means,
}

/// What lies in the grids that somebody leads.
#[derive(Debug, Clone, PartialEq)]
pub struct OfHolder {
    /// Who.
    pub member: MemberId,
    /// Those of the grids that they lead.
    pub grids: Vec<GridId>,
    /// What lies in them.
    pub figures: Figures,
}

/// Counts what lies in the grids directly below one. Requests about the caller are not counted: for
/// them they do not exist. Confidential ones are counted for the desk alone.
///
/// # Errors
/// [`Code::NotFound`] for a grid that the caller does not care for, or that has ended.
pub async fn balance(db: &Db, scope: &Scope, grid: GridId) -> Result<Balance> {
    let (atlas, at) = (db.atlas(), db.now());
    there(atlas.tree().active(grid).is_some() && may_compare(&atlas, scope, grid), "")?;
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

/// The means level by level, wider levels first.
fn levels(atlas: &Atlas, grids: &[OfGrid]) -> Vec<OfLevel> {
    let mut alike: BTreeMap<(Option<u8>, GridKind), Vec<&OfGrid>> = BTreeMap::new();
    for of in grids {
        let kind = atlas.tree().get(of.grid).map_or(GridKind::General, |grid| grid.kind);
        alike.entry((atlas.tree().level(of.grid), kind)).or_default().push(of);
    }
    let of_level = |((_, kind), alike): ((Option<u8>, GridKind), Vec<&OfGrid>)| {
        let figures: Vec<Figures> = alike.iter().map(|of| of.figures).collect();
        let level = atlas.tree().get(alike.first()?.grid)?.level.clone();
        Some(OfLevel { level, kind, means: Means::of(&figures)? })
    };
    alike.into_iter().filter_map(of_level).collect()
}

/// Those who lead grids, in the order of the first grid of each.
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
