//! Absences: entering, ending and reading them; others see only "unavailable".

use super::command::{CommandDone, EditCommand, kept, period};
use super::preconditions::{require_version, require_visible};
use crate::domain::atlas::Atlas;
use crate::domain::atlas_edit::AtlasEdit;
use crate::domain::authority::{may_excuse, may_know_why_absent, may_see_member};
use crate::domain::duty::{Absence, AbsenceKind};
use crate::domain::id::{AbsenceId, MemberId};
use crate::domain::period::Instant;
use crate::domain::scope::Scope;
use crate::error::{Code, Result};
use crate::store::idempotency::IdempotentCall;
use crate::store::{Db, new_id};
use std::sync::Arc;

/// Input of an absence.
#[derive(Debug, Clone, Copy)]
pub struct NewAbsence {
    /// The absent member.
    pub member: MemberId,
    /// Kind of absence.
    pub kind: AbsenceKind,
    /// Start; `None` for now.
    pub from: Option<Instant>,
    /// End; `None` until it is ended.
    pub to: Option<Instant>,
}

/// An absence as one caller sees it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct VisibleAbsence {
    /// The absence; show its kind only if `with_kind`.
    pub absence: Absence,
    /// True if the caller may know the kind.
    pub with_kind: bool,
}

/// Enters an absence. The member's open requests stay where they are.
///
/// # Errors
/// [`Code::NotFound`] at `/member` when the caller may not excuse them, those of the plan.
pub async fn add_absence(
    db: &Db,
    scope: &Arc<Scope>,
    key: IdempotentCall,
    new: NewAbsence,
) -> Result<CommandDone<AbsenceId>> {
    let now = db.now();
    let NewAbsence { member, kind, from, to } = new;
    let absence = Absence {
        id: AbsenceId(new_id(now)),
        member,
        kind,
        period: period(now, from, to),
        version: 1,
    };
    EditCommand::new(
        scope,
        key,
        absence.id,
        now,
        vec![AtlasEdit::AddAbsence(absence)],
        move |atlas, scope, now| require_visible(may_excuse(atlas, scope, member, now), "/member"),
    )
    .carry_out(db)
    .await
}

/// Ends an absence, now when no instant is given. Compares the version if one is given.
///
/// # Errors
/// [`Code::NotFound`] when the caller may not end it, [`Code::StaleVersion`], those of the plan.
pub async fn end_absence(
    db: &Db,
    scope: &Arc<Scope>,
    key: IdempotentCall,
    id: AbsenceId,
    version: Option<i64>,
    at: Option<Instant>,
) -> Result<CommandDone<AbsenceId>> {
    let now = db.now();
    let edits = vec![AtlasEdit::EndAbsence { absence: id, at: at.map_or(now, kept) }];
    EditCommand::new(scope, key, id, now, edits, move |atlas, scope, now| {
        let absence = atlas
            .people()
            .absence(id)
            .filter(|absence| may_excuse(atlas, scope, absence.member, now));
        let current = absence.ok_or(Code::NotFound)?.version;
        require_version(current, version.unwrap_or(current))
    })
    .carry_out(db)
    .await
}

/// Returns the present and future absences, in no order, of a member or of everybody whom the
/// caller may see.
///
/// # Errors
/// [`Code::NotFound`] when the caller may not see the member.
pub fn list_absences(
    atlas: &Atlas,
    scope: &Scope,
    member: Option<MemberId>,
    now: Instant,
) -> Result<Vec<VisibleAbsence>> {
    let people = atlas.people();
    let visible = |member| may_see_member(atlas, scope, member, now);
    if let Some(member) = member {
        require_visible(people.member(member).is_some() && visible(member), "")?;
    }
    let found = people
        .all_absences()
        .filter(|absence| {
            !absence.period.ended(now) && member.is_none_or(|member| absence.member == member)
        })
        .filter(|absence| visible(absence.member));
    Ok(found.map(|&absence| see(atlas, scope, absence, now)).collect())
}

/// Returns an absence as far as the caller may see it.
///
/// # Errors
/// [`Code::NotFound`]
pub fn read_absence(
    atlas: &Atlas,
    scope: &Scope,
    id: AbsenceId,
    now: Instant,
) -> Result<VisibleAbsence> {
    let found = atlas
        .people()
        .absence(id)
        .filter(|absence| may_see_member(atlas, scope, absence.member, now));
    Ok(see(atlas, scope, *found.ok_or(Code::NotFound)?, now))
}

fn see(atlas: &Atlas, scope: &Scope, absence: Absence, now: Instant) -> VisibleAbsence {
    VisibleAbsence { absence, with_kind: may_know_why_absent(atlas, scope, absence.member, now) }
}
