//! Who holds a post: given for a term, ended, shown by name or not.

use super::of_post;
use crate::domain::atlas::Atlas;
use crate::domain::authority::{may_organize, may_see_duties};
use crate::domain::id::{MemberId, PioneerPostId, PostHoldingId};
use crate::domain::operation::AtlasEdit;
use crate::domain::period::Instant;
use crate::domain::pioneer_post::PostHolding;
use crate::domain::scope::Scope;
use crate::domain::unit::Unit;
use crate::error::{Code, Result};
use crate::service::command::{CommandDone, OperationCommand, kept, period, there, unchanged};
use crate::store::idempotency::IdempotentCall;
use crate::store::{Db, new_id};
use std::sync::Arc;

/// A term to be given.
#[derive(Debug, Clone, Copy)]
pub struct NewHolding {
    /// The post.
    pub post: PioneerPostId,
    /// To whom.
    pub member: MemberId,
    /// From when on; none: from now on.
    pub from: Option<Instant>,
    /// Until when, at most three years later.
    pub to: Instant,
}

/// Gives somebody a post for a term. Their name is not shown before they say so.
///
/// # Errors
/// [`Code::NotFound`] when the post is not the caller's to give; those of the plan.
pub async fn give_post(
    db: &Db,
    scope: &Arc<Scope>,
    key: IdempotentCall,
    new: NewHolding,
) -> Result<CommandDone<PostHoldingId>> {
    let now = db.now();
    let NewHolding { post, member, from, to } = new;
    let (id, period) = (PostHoldingId(new_id(now)), period(now, from, Some(to)));
    let holding = PostHolding { id, post, member, period, name_shown: false, version: 1 };
    let guard = move |atlas: &Atlas, scope: &Scope, _| {
        let grid = atlas.pioneer_posts().get(post).map(|post| post.grid);
        there(grid.is_some_and(|grid| may_organize(atlas, scope, grid)), "")
    };
    let operations = vec![AtlasEdit::GivePost(holding)];
    OperationCommand::new(scope, key, id, (now, operations), guard)
        .placed(of_post)
        .carry_out(db)
        .await
}

/// Ends a term, now when no instant is given: those who care for the grid of the post, and the
/// holder.
///
/// # Errors
/// [`Code::NotFound`] when it is not the caller's to end, [`Code::StaleVersion`], those of the
/// plan.
pub async fn end_holding(
    db: &Db,
    scope: &Arc<Scope>,
    key: IdempotentCall,
    id: PostHoldingId,
    version: i64,
    at: Option<Instant>,
) -> Result<CommandDone<PostHoldingId>> {
    let now = db.now();
    let guard = move |atlas: &Atlas, scope: &Scope, _| {
        let holding = atlas.pioneer_posts().holding(id).ok_or(Code::NotFound)?;
        let grid = atlas.pioneer_posts().get(holding.post).map(|post| post.grid);
        let own = scope.member == Some(holding.member);
        there(own || grid.is_some_and(|grid| may_organize(atlas, scope, grid)), "")?;
        unchanged(holding.version, version)
    };
    let operations = vec![AtlasEdit::EndPostHolding { holding: id, at: at.map_or(now, kept) }];
    OperationCommand::new(scope, key, id, (now, operations), guard)
        .placed(of_post)
        .carry_out(db)
        .await
}

/// Lets everybody read the caller's name beside a post that they hold, or no more.
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
        unchanged(holding.version, version)
    };
    let operations = vec![AtlasEdit::ShowPostHolder { holding: id, name_shown }];
    OperationCommand::new(scope, key, id, (db.now(), operations), guard)
        .placed(of_post)
        .carry_out(db)
        .await
}

/// Who holds a post, did and will, in no order: all of them for those whose sight reaches its grid,
/// their own for others.
///
/// # Errors
/// [`Code::NotFound`] for a post that never was.
pub fn list_holdings(
    atlas: &Atlas,
    scope: &Scope,
    post: PioneerPostId,
    at: Option<Instant>,
) -> Result<Vec<PostHolding>> {
    let posts = atlas.pioneer_posts();
    there(posts.get(post).is_some(), "")?;
    let found =
        posts.holdings(post).iter().filter(|held| at.is_none_or(|at| held.period.contains(at)));
    Ok(found.filter(|held| may_see(atlas, scope, held)).copied().collect())
}

/// One term at a post.
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
