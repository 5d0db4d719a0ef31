//! Creating, changing and retiring pioneer posts, and their holdings.

mod holdings;
mod serving;

pub use holdings::{NewHolding, end_holding, give_post, list_holdings, read_holding, show_name};
pub use serving::{ServedPlace, ServingPost, serving};

use super::command::{CommandDone, EditCommand};
use super::preconditions::{require_version, require_visible};
use crate::domain::atlas::Atlas;
use crate::domain::atlas_edit::{AtlasEdit, NewPioneerPost};
use crate::domain::authority::may_organize;
use crate::domain::id::{GridId, PioneerPostId};
use crate::domain::pioneer_post::{PioneerPost, PioneerPostProfile, PostZone};
use crate::domain::scope::Scope;
use crate::error::{Code, Problem, Result};
use crate::store::idempotency::IdempotentCall;
use crate::store::{Db, new_id};
use std::sync::Arc;

/// Creates a pioneer post.
///
/// # Errors
/// [`Code::NotFound`] at `/zone` when the caller does not care for its grid; those of the plan.
pub async fn create_pioneer_post(
    db: &Db,
    scope: &Arc<Scope>,
    key: IdempotentCall,
    code: String,
    profile: PioneerPostProfile,
) -> Result<CommandDone<PioneerPostId>> {
    let now = db.now();
    let id = PioneerPostId(new_id(now));
    let zone = profile.zone.clone();
    let edits = vec![AtlasEdit::CreatePioneerPost(NewPioneerPost { id, code, profile })];
    EditCommand::new(scope, key, id, now, edits, move |atlas, scope, _| {
        require_visible(may_serve_from(atlas, scope, &zone), "/zone")
    })
    .placed(of_post)
    .carry_out(db)
    .await
}

/// Updates a post from now on.
///
/// # Errors
/// [`Code::NotFound`] when the caller does not care for its grid, or at `/zone` for its new grid;
/// [`Code::StaleVersion`]; those of the plan.
pub async fn change_pioneer_post(
    db: &Db,
    scope: &Arc<Scope>,
    key: IdempotentCall,
    id: PioneerPostId,
    version: i64,
    profile: PioneerPostProfile,
) -> Result<CommandDone<PioneerPostId>> {
    let zone = profile.zone.clone();
    let edits = vec![AtlasEdit::ChangePioneerPost { post: id, profile }];
    EditCommand::new(scope, key, id, db.now(), edits, move |atlas, scope, _| {
        let post = may_still_change(atlas, scope, id, version)?;
        require_visible(post.profile.zone == zone || may_serve_from(atlas, scope, &zone), "/zone")
    })
    .placed(of_post)
    .carry_out(db)
    .await
}

/// Retires a post and ends its holdings.
///
/// # Errors
/// [`Code::NotFound`] when the caller does not care for its grid; [`Code::StaleVersion`]; those of
/// the plan.
pub async fn retire_pioneer_post(
    db: &Db,
    scope: &Arc<Scope>,
    key: IdempotentCall,
    id: PioneerPostId,
    version: i64,
) -> Result<CommandDone<PioneerPostId>> {
    let edits = vec![AtlasEdit::RetirePioneerPost { post: id }];
    EditCommand::new(scope, key, id, db.now(), edits, move |atlas, scope, _| {
        may_still_change(atlas, scope, id, version).map(drop)
    })
    .placed(of_post)
    .carry_out(db)
    .await
}

/// Filter of a list of pioneer posts.
#[derive(Debug, Clone, Default)]
pub struct PioneerPostFilter {
    /// Posts of this grid or one below it.
    pub grid: Option<GridId>,
    /// Posts that require this skill.
    pub skill: Option<String>,
}

/// Returns the posts that are not retired, in no order.
pub fn list_pioneer_posts(
    atlas: &Atlas,
    filter: PioneerPostFilter,
) -> impl Iterator<Item = &PioneerPost> {
    atlas.pioneer_posts().all().filter(move |post| {
        filter.grid.is_none_or(|grid| atlas.tree().is_within(post.grid, grid))
            && filter.skill.as_ref().is_none_or(|skill| post.profile.skills.contains(skill))
    })
}

/// Returns true if the caller cares for the grid of a zone.
fn may_serve_from(atlas: &Atlas, scope: &Scope, zone: &PostZone) -> bool {
    atlas.grid_of_zone(zone).is_some_and(|grid| may_organize(atlas, scope, grid))
}

fn may_still_change<'a>(
    atlas: &'a Atlas,
    scope: &Scope,
    id: PioneerPostId,
    version: i64,
) -> Result<&'a PioneerPost, Problem> {
    let post = atlas.pioneer_posts().get(id).ok_or(Code::NotFound)?;
    require_visible(may_organize(atlas, scope, post.grid), "")?;
    require_version(post.version, version)?;
    Ok(post)
}

/// Maps `/operations/0/post` and `/operations/0/holding` to the object in the path.
fn of_post(pointer: &str) -> String {
    match pointer.splitn(4, '/').nth(3) {
        None | Some("post" | "holding") => String::new(),
        Some(field) => format!("/{field}"),
    }
}
