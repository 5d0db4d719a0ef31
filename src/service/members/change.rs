//! Members come, and may act or no more.

use super::NewMember;
use crate::domain::atlas::Atlas;
use crate::domain::authority::{may_admit, may_suspend};
use crate::domain::id::MemberId;
use crate::domain::operation::AtlasEdit;
use crate::domain::period::Instant;
use crate::domain::role::Role;
use crate::domain::scope::Scope;
use crate::error::{Code, Problem, Result};
use crate::service::command::{CommandDone, OperationCommand, there, unchanged};
use crate::service::registrations::end_all_of;
use crate::store::idempotency::IdempotentCall;
use crate::store::{Actor, Db, Revision, member_identities};
use std::sync::Arc;

/// Takes somebody in as a member, without a login.
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
    let (id, operations) = (new.id, vec![new.operation(now)]);
    let guard = |_: &Atlas, scope: &Scope, _| there(may_admit(scope), "");
    let command = OperationCommand::new(scope, key, id, (now, operations), guard);
    command.beside(move |tx| member_identities::put(tx, id, &new.identity)).carry_out(db).await
}

/// Says that a member may act again, or no more: then all duties, terms at posts, registrations and
/// second identities end now.
///
/// # Errors
/// [`Code::NotFound`] when not all of the member's duties are the caller's to end,
/// [`Code::StaleVersion`], [`Code::MemberHasRoles`] when they were appointed to something, those of
/// the plan.
pub async fn set_member_active(
    db: &Db,
    scope: &Arc<Scope>,
    key: IdempotentCall,
    id: MemberId,
    version: i64,
    active: bool,
) -> Result<CommandDone<MemberId>> {
    let guard = move |atlas: &Atlas, scope: &Scope, now| {
        there(may_suspend(atlas, scope, id, now), "")?;
        let member = atlas.people().member(id).ok_or(Code::NotFound)?;
        unchanged(member.version, version)?;
        if active { Ok(()) } else { has_no_roles(atlas, id, now) }
    };
    let operations = vec![AtlasEdit::SetMemberActive { member: id, active }];
    let (actor, command) =
        (Actor::of(scope), OperationCommand::new(scope, key, id, (db.now(), operations), guard));
    let leave =
        move |tx: &mut Revision<'_, '_>| if active { Ok(()) } else { end_all_of(tx, id, &actor) };
    command.beside(leave).carry_out(db).await
}

/// Roles are not a supervisor's to end.
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
