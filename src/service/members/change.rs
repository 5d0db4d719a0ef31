//! Creating members, and activating or deactivating them.

use super::NewMember;
use crate::domain::atlas::Atlas;
use crate::domain::atlas_edit::AtlasEdit;
use crate::domain::authority::{may_admit, may_suspend};
use crate::domain::id::MemberId;
use crate::domain::period::Instant;
use crate::domain::role::Role;
use crate::domain::scope::Scope;
use crate::error::{Code, Problem, Result};
use crate::service::command::{CommandDone, EditCommand};
use crate::service::preconditions::{require_version, require_visible};
use crate::service::registrations::end_all_of;
use crate::store::idempotency::IdempotentCall;
use crate::store::{Actor, Db, member_identities};
use std::sync::Arc;

/// Creates a member without a login.
///
/// # Errors
/// [`Code::NotFound`] when the caller may not, those of the plan.
pub async fn create_member(
    db: &Db,
    scope: &Arc<Scope>,
    key: IdempotentCall,
    new: NewMember,
) -> Result<CommandDone<MemberId>> {
    let now = db.now();
    let id = new.id;
    let edits = vec![new.edit(now)];
    let command = EditCommand::new(scope, key, id, now, edits, |_, scope, _| {
        require_visible(may_admit(scope), "")
    });
    command.beside(move |tx| member_identities::put(tx, id, &new.identity)).carry_out(db).await
}

/// Activates or deactivates a member. Deactivating ends all duties, terms at posts, registrations
/// and second identities now.
///
/// # Errors
/// [`Code::NotFound`] when the caller may not end all of the member's duties,
/// [`Code::StaleVersion`], [`Code::MemberHasRoles`] when they hold appointments, those of the plan.
pub async fn set_member_active(
    db: &Db,
    scope: &Arc<Scope>,
    key: IdempotentCall,
    id: MemberId,
    version: i64,
    active: bool,
) -> Result<CommandDone<MemberId>> {
    let guard = move |atlas: &Atlas, scope: &Scope, now| {
        require_visible(may_suspend(atlas, scope, id, now), "")?;
        let member = atlas.people().member(id).ok_or(Code::NotFound)?;
        require_version(member.version, version)?;
        if active { Ok(()) } else { has_no_roles(atlas, id, now) }
    };
    let edits = vec![AtlasEdit::SetMemberActive { member: id, active }];
    let actor = Actor::of(scope);
    let command = EditCommand::new(scope, key, id, db.now(), edits, guard);
    command
        .beside(move |tx| if active { Ok(()) } else { end_all_of(tx, id, &actor) })
        .carry_out(db)
        .await
}

/// Checks that a member has no appointed roles: a supervisor must not end them.
///
/// # Errors
/// [`Code::MemberHasRoles`]
pub(in crate::service) fn has_no_roles(
    atlas: &Atlas,
    id: MemberId,
    now: Instant,
) -> Result<(), Problem> {
    let held = atlas.people().all_appointments_of(id).iter().filter(|held| !held.period.ended(now));
    let roles: Vec<Role> = held.map(|held| held.role).collect();
    if roles.is_empty() {
        Ok(())
    } else {
        Err(Problem::new(Code::MemberHasRoles).with("roles", roles))
    }
}
