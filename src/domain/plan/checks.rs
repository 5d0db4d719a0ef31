//! Checks that the planning of several sorts of rows shares. Each refuses what is wrong and returns
//! whether all is well.

use super::draft::PlanDraft;
use crate::domain::characters::{check_line, check_said};
use crate::domain::duty::Member;
use crate::domain::id::MemberId;
use crate::domain::period::{Instant, Period};
use crate::domain::unit::Unit;
use crate::error::{Code, Problem};

/// Maximum length of a code, in characters.
const CODE_MAX: usize = 32;
/// Maximum length of a name, in characters.
const NAME_MAX: usize = 60;

/// Checks a code. Codes are written on paper and read out by phone: ASCII letters, digits, hyphens.
pub(super) fn code_is_well_formed(draft: &mut PlanDraft, code: &str) -> bool {
    let fits = (1..=CODE_MAX).contains(&code.len());
    let well_formed =
        fits && code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if !well_formed {
        draft.refuse(
            "code",
            Problem::new(Code::MalformedCode).with("code", code).with("max", CODE_MAX),
        );
    }
    well_formed
}

pub(super) fn name_is_well_formed(draft: &mut PlanDraft, name: &str) -> bool {
    let checked = match name.chars().count() {
        length if length > NAME_MAX => Err(Problem::new(Code::TooLong).with("max", NAME_MAX)),
        _ => check_said(name).and_then(|()| check_line(name)),
    };
    checked.map_err(|problem| draft.refuse("name", problem)).is_ok()
}

pub(super) fn known(draft: &mut PlanDraft, id: MemberId) -> Option<Member> {
    let member = draft.atlas.people().member(id).cloned();
    if member.is_none() {
        draft.refuse("member", Problem::new(Code::UnknownMember).with("member", id.to_string()));
    }
    member
}

pub(super) fn known_and_active(draft: &mut PlanDraft, id: MemberId) -> bool {
    let Some(member) = known(draft, id) else { return false };
    if !member.active {
        draft.refuse("member", Problem::new(Code::MemberInactive).with("code", member.code));
    }
    draft.atlas.people().is_active(id)
}

pub(super) fn unit_is_there(draft: &mut PlanDraft, field: &str, unit: Unit) -> bool {
    let there = draft.atlas.has(unit);
    if !there {
        draft.refuse(field, Problem::new(Code::UnknownUnit).with("unit", unit.id().to_string()));
    }
    there
}

/// Checks that a period does not begin before now, so that history is never rewritten.
pub(super) fn begins_well(draft: &mut PlanDraft, period: &Period) -> bool {
    let Err(problem) = period.check_new(draft.now) else { return true };
    draft.refuse(if problem.code == Code::BeginsInThePast { "from" } else { "to" }, problem);
    false
}

pub(super) fn ends_well(draft: &mut PlanDraft, period: &Period, at: Instant) -> bool {
    let problem = if at < draft.now {
        Problem::new(Code::EndsInThePast).with("now", draft.now.to_rfc3339())
    } else if period.to.is_some_and(|to| to <= at) {
        Problem::new(Code::AlreadyEnds)
            .with("to", period.to.map(|to| to.to_rfc3339()).unwrap_or_default())
    } else {
        return true;
    };
    draft.refuse("at", problem);
    false
}

/// Returns the end of a period as a value of a problem.
pub(super) fn end_of(period: &Period) -> String {
    period.to.map_or_else(|| "—".to_owned(), |to| to.to_rfc3339())
}
