//! Popular names of grids, building groups and compounds.

use super::command::{CommandDone, EditCommand};
use super::preconditions::require_visible;
use crate::domain::alias::{Alias, AliasTarget};
use crate::domain::atlas::Atlas;
use crate::domain::atlas_edit::AtlasEdit;
use crate::domain::authority::may_redraw;
use crate::domain::id::{AliasId, GridId};
use crate::domain::period::Period;
use crate::domain::scope::Scope;
use crate::error::Result;
use crate::store::idempotency::IdempotentCall;
use crate::store::{Db, new_id};
use std::sync::Arc;

/// Gives a place another name. That of a compound holds in the neighbourhood of its grid.
///
/// # Errors
/// [`crate::error::Code::NotFound`] when the caller may not change the place; those of the plan.
pub async fn add_alias(
    db: &Db,
    scope: &Arc<Scope>,
    key: IdempotentCall,
    name: String,
    target: AliasTarget,
) -> Result<CommandDone<AliasId>> {
    let now = db.now();
    let id = AliasId(new_id(now));
    let target = settled(&db.atlas(), target);
    let alias = Alias { id, name, target: target.clone(), period: Period::since(now) };
    let edits = vec![AtlasEdit::AddAlias(alias)];
    EditCommand::new(scope, key, id, now, edits, move |atlas, scope, _| {
        require_visible(may_name(atlas, scope, &target), pointer(&target))
    })
    .placed(of_alias)
    .carry_out(db)
    .await
}

/// Ends an alias.
///
/// # Errors
/// [`crate::error::Code::NotFound`] when there is none that the caller may end.
pub async fn retire_alias(
    db: &Db,
    scope: &Arc<Scope>,
    key: IdempotentCall,
    id: AliasId,
) -> Result<CommandDone<AliasId>> {
    let edits = vec![AtlasEdit::EndAlias { alias: id }];
    EditCommand::new(scope, key, id, db.now(), edits, move |atlas, scope, _| {
        let alias = atlas.place_names().alias(id);
        require_visible(alias.is_some_and(|alias| may_name(atlas, scope, &alias.target)), "")
    })
    .placed(|_| String::new())
    .carry_out(db)
    .await
}

/// Returns what an alias names; of a compound the neighbourhood, which outlives its grids.
pub(super) fn settled(atlas: &Atlas, target: AliasTarget) -> AliasTarget {
    match target {
        AliasTarget::Compound { grid, name } => {
            AliasTarget::Compound { grid: atlas.neighbourhood_of(grid), name }
        }
        other => other,
    }
}

fn may_name(atlas: &Atlas, scope: &Scope, target: &AliasTarget) -> bool {
    grid_of(atlas, target).is_some_and(|grid| may_redraw(atlas, scope, grid))
}

/// Returns the grid that what an alias names belongs to.
pub(super) fn grid_of(atlas: &Atlas, target: &AliasTarget) -> Option<GridId> {
    match target {
        AliasTarget::Grid(grid) | AliasTarget::Compound { grid, .. } => Some(*grid),
        AliasTarget::BuildingGroup(group) => atlas.groups().grid_of(*group),
    }
}

const fn pointer(target: &AliasTarget) -> &'static str {
    match target {
        AliasTarget::Grid(_) | AliasTarget::Compound { .. } => "/grid",
        AliasTarget::BuildingGroup(_) => "/building_group",
    }
}

/// Maps a pointer of the plan to a field of the body.
fn of_alias(pointer: &str) -> String {
    pointer.splitn(4, '/').nth(3).map_or_else(String::new, |field| format!("/{field}"))
}
