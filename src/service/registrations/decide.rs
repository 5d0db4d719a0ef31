//! Accepting, declining and ending registrations.

use super::{home, is_of, require_active, require_state};
use crate::domain::atlas::Atlas;
use crate::domain::authority::{may_organize, owns_registration};
use crate::domain::characters::{check_said, check_text};
use crate::domain::id::{MemberId, RegistrationId};
use crate::domain::period::Instant;
use crate::domain::registration::{Registrant, RegistrationEnd, RegistrationState, neighbourhood};
use crate::domain::scope::Scope;
use crate::domain::secret_text::SecretText;
use crate::error::{Code, Result};
use crate::service::once::WrittenOnce;
use crate::service::preconditions::{require_version, require_visible};
use crate::service::second_identities::end_here;
use crate::store::column::StoredInstant;
use crate::store::idempotency::IdempotentCall;
use crate::store::registrations::{Registration, RegistrationDetails};
use crate::store::{Actor, Db, Revision, Tx};
use serde_json::json;

/// The secretary's decision on a registration.
#[derive(Debug, Clone)]
pub enum RegistrationDecision {
    /// The registration is accepted.
    Accept,
    /// The registration is declined, with a reason that the registrant reads.
    Decline(SecretText),
}

/// Decides on a registration. An accepted member's registration elsewhere ends.
///
/// # Errors
/// [`Code::NotFound`] when the caller does not care for the neighbourhood,
/// [`Code::OwnRegistration`], [`Code::StaleVersion`], [`Code::RegistrationState`] when it was
/// decided before; those of the plan that ends the duties that came with the earlier registration.
pub async fn decide(
    db: &Db,
    scope: &Scope,
    key: IdempotentCall,
    id: RegistrationId,
    version: i64,
    decision: RegistrationDecision,
) -> Result<WrittenOnce<RegistrationId>> {
    if let RegistrationDecision::Decline(reason) = &decision {
        let said = check_said(reason.expose()).and_then(|()| check_text(reason.expose()));
        said.map_err(|problem| problem.at("/reason"))?;
    }
    let scope = scope.clone();
    WrittenOnce::revise(db, key, id, move |tx| {
        let atlas = tx.atlas()?;
        let scope = scope.renewed(&atlas, tx.now());
        let row = Registration::load(tx.connection, id)?;
        require_visible(may_organize(&atlas, &scope, row.grid_id), "")?;
        if is_of(&row, scope.member) {
            return Err(Code::OwnRegistration.into());
        }
        require_version(row.version, version)?;
        require_state(&row, &[RegistrationState::Pending])?;
        match &decision {
            RegistrationDecision::Accept => {
                neighbourhood(&atlas, row.grid_id).map_err(|problem| problem.at(""))?;
                require_active(&atlas, row.member_id)?;
                accept(tx, row, &Actor::of(&scope))?;
            }
            RegistrationDecision::Decline(reason) => decline(tx, row, &Actor::of(&scope), reason)?,
        }
        Ok(())
    })
    .await
}

fn accept(tx: &mut Revision<'_, '_>, mut row: Registration, actor: &Actor) -> Result<()> {
    let now = tx.now();
    if let Some(member) = row.member_id {
        tx.lock_registrant(Registrant::Member(member))?;
        let live = Registration::live(tx.connection, Registrant::Member(member))?;
        for mut before in
            live.into_iter().filter(|before| before.state == RegistrationState::Accepted)
        {
            finish(tx, &mut before, actor, RegistrationEnd::Moved, now)?;
        }
    }
    row.state = RegistrationState::Accepted;
    row.decided_at = Some(StoredInstant(now));
    row.update(tx, actor, "registration_accepted", json!({}))
}

fn decline(
    tx: &mut Tx<'_>,
    mut row: Registration,
    actor: &Actor,
    reason: &SecretText,
) -> Result<()> {
    tx.set_registration_details(
        row.id,
        &RegistrationDetails { free_times: Vec::new(), reason: Some(reason.clone()) },
    )?;
    row.state = RegistrationState::Declined;
    row.decided_at = Some(StoredInstant(tx.now()));
    row.update(tx, actor, "registration_declined", json!({}))
}

/// Ends a registration: the registrant withdraws or leaves, or the secretary records that they have
/// left.
///
/// [`Code::NotFound`] when the caller may not see it, [`Code::StaleVersion`],
/// [`Code::RegistrationState`] when it is over already; those of the plan that ends the duties that
/// came with it.
pub async fn end(
    db: &Db,
    scope: &Scope,
    key: IdempotentCall,
    id: RegistrationId,
    version: i64,
) -> Result<WrittenOnce<RegistrationId>> {
    let scope = scope.clone();
    WrittenOnce::revise(db, key, id, move |tx| {
        let atlas = tx.atlas()?;
        let mut row = Registration::load(tx.connection, id)?;
        require_visible(is_theirs(&atlas, &scope.renewed(&atlas, tx.now()), &row), "")?;
        require_version(row.version, version)?;
        require_state(&row, &[RegistrationState::Pending, RegistrationState::Accepted])?;
        if let Some(member) = row.member_id {
            // A concurrent claim of a role runs before or after this.
            tx.lock_registrant(Registrant::Member(member))?;
        }
        let pending = row.state == RegistrationState::Pending;
        let because = if pending { RegistrationEnd::Withdrawn } else { RegistrationEnd::Left };
        let now = tx.now();
        finish(tx, &mut row, &Actor::of(&scope), because, now)
    })
    .await
}

/// Ends all registrations of a deactivated member, and their second identities with them.
///
/// # Errors
/// Those of the plan that ends the duties that came with them, and of the database.
pub(in crate::service) fn end_all_of(
    tx: &mut Revision<'_, '_>,
    member: MemberId,
    actor: &Actor,
) -> Result<()> {
    let who = Registrant::Member(member);
    let now = tx.now();
    tx.lock_registrant(who)?;
    for mut row in Registration::live(tx.connection, who)? {
        finish(tx, &mut row, actor, RegistrationEnd::Left, now)?;
    }
    Ok(())
}

fn is_theirs(atlas: &Atlas, scope: &Scope, row: &Registration) -> bool {
    may_organize(atlas, scope, row.grid_id)
        || owns_registration(atlas, scope, row.member_id, home(atlas, row))
}

fn finish(
    tx: &mut Revision<'_, '_>,
    row: &mut Registration,
    actor: &Actor,
    because: RegistrationEnd,
    now: Instant,
) -> Result<()> {
    let belonged = row.state == RegistrationState::Accepted;
    // The free times of a former registrant are not kept.
    tx.set_registration_details(row.id, &RegistrationDetails::default())?;
    row.state = RegistrationState::Ended;
    row.ended_at = Some(StoredInstant(now));
    row.ended_because = Some(because);
    row.update(tx, actor, "registration_ended", json!({ "because": because }))?;
    row.member_id
        .filter(|_| belonged)
        .map_or(Ok(()), |member| end_here(tx, member, row.grid_id, actor))
}
