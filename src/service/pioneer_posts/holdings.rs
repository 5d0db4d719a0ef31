//! Holdings of posts: given for a term, ended, with the holder's name shown or not.

use super::of_post;
use crate::domain::atlas::Atlas;
use crate::domain::atlas_edit::AtlasEdit;
use crate::domain::authority::{may_organize, may_see_duties};
use crate::domain::id::{MemberId, PioneerPostId, PostHoldingId};
use crate::domain::period::Instant;
use crate::domain::pioneer_post::PostHolding;
use crate::domain::scope::Scope;
use crate::domain::unit::Unit;
use crate::error::{Code, Result};
use crate::service::command::{CommandDone, EditCommand, kept, period};
use crate::service::preconditions::{require_version, require_visible};
use crate::store::idempotency::IdempotentCall;
use crate::store::{Db, new_id};
use std::sync::Arc;

/// Input of a holding.
#[derive(Debug, Clone, Copy)]
pub struct NewHolding {
    /// The post.
    pub post: PioneerPostId,
    /// The member who holds it.
    pub member: MemberId,
    /// Start; `None` for now.
    pub from: Option<Instant>,
    /// End, at most three years later.
    pub to: Instant,
}

/// Gives a member a post for a term. Their name is not shown until they consent.
///
/// # Errors
/// [`Code::NotFound`] when the caller may not give the post; those of the plan.
pub async fn give_post(
    db: &Db,
    scope: &Arc<Scope>,
    key: IdempotentCall,
    new: NewHolding,
) -> Result<CommandDone<PostHoldingId>> {
    let now = db.now();
    let NewHolding { post, member, from, to } = new;
    let id = PostHoldingId(new_id(now));
    let period = period(now, from, Some(to));
    let holding = PostHolding { id, post, member, period, name_shown: false, version: 1 };
    let edits = vec![AtlasEdit::GivePost(holding)];
    EditCommand::new(scope, key, id, now, edits, move |atlas, scope, _| {
        let grid = atlas.pioneer_posts().get(post).map(|post| post.grid);
        require_visible(grid.is_some_and(|grid| may_organize(atlas, scope, grid)), "")
    })
    .placed(of_post)
    .carry_out(db)
    .await
}

/// Ends a holding, now when no instant is given. Allowed to those who care for the grid of the
/// post, and to the holder.
///
/// [`Code::NotFound`] when the caller may not end it, [`Code::StaleVersion`], those of the plan.
pub async fn end_holding(
    db: &Db,
    scope: &Arc<Scope>,
    key: IdempotentCall,
    id: PostHoldingId,
    version: i64,
    at: Option<Instant>,
) -> Result<CommandDone<PostHoldingId>> {
    let now = db.now();
    let edits = vec![AtlasEdit::EndPostHolding { holding: id, at: at.map_or(now, kept) }];
    EditCommand::new(scope, key, id, now, edits, move |atlas, scope, _| {
        let holding = atlas.pioneer_posts().holding(id).ok_or(Code::NotFound)?;
        let grid = atlas.pioneer_posts().get(holding.post).map(|post| post.grid);
        let own = scope.member == Some(holding.member);
        require_visible(own || grid.is_some_and(|grid| may_organize(atlas, scope, grid)), "")?;
        require_version(holding.version, version)
    })
    .placed(of_post)
    .carry_out(db)
    .await
}

/// Shows or hides the caller's own name beside a post that they hold.
///
/// # Errors
/// [`Code::NotFound`] when the caller may not see it, [`Code::ConsentNotYours`] when it is somebody
/// else's, [`Code::StaleVersion`], those of the plan.
pub async fn show_name(
    db: &Db,
    scope: &Arc<Scope>,
    key: IdempotentCall,
    id: PostHoldingId,
    version: i64,
    name_shown: bool,
) -> Result<CommandDone<PostHoldingId>> {
    let guard = move |atlas: &Atlas, scope: &Scope, _| {
        let holding = atlas.pioneer_posts().holding(id).filter(|held| may_see(atlas, scope, held));
        let holding = holding.ok_or(Code::NotFound)?;
        if scope.member != Some(holding.member) {
            return Err(Code::ConsentNotYours.into());
        }
        require_version(holding.version, version)
    };
    let edits = vec![AtlasEdit::ShowPostHolder { holding: id, name_shown }];
    EditCommand::new(scope, key, id, db.now(), edits, guard).placed(of_post).carry_out(db).await
}

/// Returns the past, present and future holdings of a post, in no order: all of them to callers
/// whose scope reaches its grid, to others their own.
///
/// # Errors
/// [`Code::NotFound`] for a post that never existed.
pub fn list_holdings(
    atlas: &Atlas,
    scope: &Scope,
    post: PioneerPostId,
    at: Option<Instant>,
) -> Result<Vec<PostHolding>> {
    let posts = atlas.pioneer_posts();
    require_visible(posts.get(post).is_some(), "")?;
    let found =
        posts.holdings(post).iter().filter(|held| at.is_none_or(|at| held.period.contains(at)));
    Ok(found.filter(|held| may_see(atlas, scope, held)).copied().collect())
}

/// Returns a holding.
///
/// # Errors
/// [`Code::NotFound`] when the caller may not see it.
pub fn read_holding(atlas: &Atlas, scope: &Scope, id: PostHoldingId) -> Result<PostHolding> {
    let found = atlas.pioneer_posts().holding(id).filter(|held| may_see(atlas, scope, held));
    Ok(*found.ok_or(Code::NotFound)?)
}

fn may_see(atlas: &Atlas, scope: &Scope, holding: &PostHolding) -> bool {
    let grid = || atlas.pioneer_posts().get(holding.post).map(|post| post.grid);
    scope.member == Some(holding.member)
        || grid().is_some_and(|grid| may_see_duties(atlas, scope, Unit::Grid(grid)))
}
