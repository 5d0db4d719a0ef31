//! Expansion of operations that assign, end, replace and hand over duties.

use super::ExpansionContext;
use crate::domain::atlas_edit::AtlasEdit;
use crate::domain::duty::{Absence, Capacity, Duty};
use crate::domain::id::{AbsenceId, DutyId, MemberId};
use crate::domain::period::{Instant, Period};
use crate::domain::plan::Expanded;
use crate::domain::reassignment::operation::{
    AssignDuty, CoverAbsence, HandOverAll, ReplaceHolder,
};
use crate::domain::unit::Unit;
use crate::error::{Code, PROBLEMS_LISTED_MAX, Problem};

pub(super) fn assign(
    ground: &mut ExpansionContext<'_>,
    action: &AssignDuty,
) -> Result<Vec<AtlasEdit>, Vec<Problem>> {
    let from = action.from.unwrap_or(ground.now);
    if !action.accept_absent {
        ground.check_successor(action.member, from, "/member").map_err(|problem| vec![problem])?;
    }
    if action.rank < 0 {
        return Err(vec![
            Problem::new(Code::OutOfRange).at("/rank").with("min", 0).with("max", i32::MAX),
        ]);
    }
    let period = Period { from, to: action.to };
    Ok(vec![ground.give(action.unit, action.member, action.capacity, action.rank, period)])
}

pub(super) fn replace(
    ground: &mut ExpansionContext<'_>,
    action: &ReplaceHolder,
) -> Result<Vec<AtlasEdit>, Vec<Problem>> {
    let duty = *ground.atlas.people().duty(action.duty).ok_or_else(|| {
        vec![Problem::new(Code::UnknownDuty).at("/duty").with("duty", action.duty.to_string())]
    })?;
    if duty.member == action.by {
        return Err(vec![Problem::new(Code::SuccessorIsHolder).at("/by")]);
    }
    let at = action.at.unwrap_or_else(|| ground.now.max(duty.period.from));
    ground.check_successor(action.by, at, "/by").map_err(|problem| vec![problem])?;
    Ok(ground.take_over(&duty, action.by, at))
}

pub(super) fn cover(
    ground: &mut ExpansionContext<'_>,
    action: &CoverAbsence,
) -> Result<Expanded, Vec<Problem>> {
    let now = ground.now;
    let period = Period { from: action.from.unwrap_or(now), to: action.to };
    let mut problems = Vec::new();
    if action.move_open && period.from > now {
        problems.push(Problem::new(Code::OpenMoveLater).at("/move_open"));
    }
    if action.by.is_some() && period.to.is_none() {
        problems.push(Problem::new(Code::CoverWithoutEnd).at("/to"));
    }
    if action.by == Some(action.member) {
        problems.push(Problem::new(Code::SuccessorIsHolder).at("/by"));
    } else if let Some(by) = action.by {
        problems.extend(ground.check_successor(by, period.from, "/by").err());
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let id = AbsenceId(ground.identifiers.next());
    let member = action.member;
    let kind = action.absence;
    let mut edits = vec![AtlasEdit::AddAbsence(Absence { id, member, kind, period, version: 1 })];
    edits.extend(action.by.into_iter().flat_map(|by| stand_in(ground, member, by, period)));
    Ok(Expanded { edits, vacated: action.move_open.then_some(member).into_iter().collect() })
}

/// Makes somebody a deputy wherever a member leads during a period, except while they lead there
/// themselves.
fn stand_in(
    ground: &mut ExpansionContext<'_>,
    member: MemberId,
    by: MemberId,
    period: Period,
) -> Vec<AtlasEdit> {
    let people = ground.atlas.people();
    let led = people
        .all_duties_of(member)
        .filter(|duty| duty.capacity.leads() && duty.period.overlaps(&period));
    let mut units: Vec<Unit> = led.map(|duty| duty.unit).collect();
    units.sort_unstable();
    units.dedup();
    let mut lacking: Vec<(Unit, Period)> = Vec::new();
    for unit in units {
        let own =
            people.duties(unit).iter().filter(|duty| duty.member == by && duty.capacity.leads());
        let gaps = without(period, own.map(|duty| duty.period).collect());
        lacking.extend(gaps.into_iter().map(|gap| (unit, gap)));
    }
    lacking.into_iter().map(|(unit, gap)| ground.give(unit, by, Capacity::Deputy, 0, gap)).collect()
}

/// Returns the parts of a period that others do not cover.
fn without(period: Period, mut taken: Vec<Period>) -> Vec<Period> {
    taken.retain(|other| other.overlaps(&period));
    taken.sort_unstable_by_key(|other| other.from);
    let mut left = Vec::new();
    let mut from = Some(period.from);
    for other in taken {
        if let Some(begin) = from.filter(|&begin| begin < other.from) {
            left.push(Period { from: begin, to: Some(other.from) });
        }
        from = from.and_then(|begin| other.to.map(|to| to.max(begin)));
    }
    let open = from.filter(|&begin| period.to.is_none_or(|to| begin < to));
    left.extend(open.map(|from| Period { from, to: period.to }));
    left
}

pub(super) fn hand_over(
    ground: &mut ExpansionContext<'_>,
    action: &HandOverAll,
) -> Result<Vec<AtlasEdit>, Vec<Problem>> {
    let now = ground.now;
    let people = ground.atlas.people();
    people.member(action.member).ok_or_else(|| {
        vec![
            Problem::new(Code::UnknownMember)
                .at("/member")
                .with("member", action.member.to_string()),
        ]
    })?;
    let open = people.all_duties_of(action.member).filter(|duty| !duty.period.ended(now));
    let mut duties: Vec<Duty> = open.copied().collect();
    duties.sort_unstable_by_key(|duty| duty.id);
    let problems = wrong_successors(ground, action, &duties);
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut edits = Vec::new();
    for duty in &duties {
        let named = action.successors.iter().find(|named| named.unit == duty.unit);
        if let Some(by) = named.map(|named| named.member).or(action.to) {
            edits.extend(ground.take_over(duty, by, now.max(duty.period.from)));
        }
    }
    edits.extend(
        action
            .deactivate
            .then_some(AtlasEdit::SetMemberActive { member: action.member, active: false }),
    );
    if edits.is_empty() {
        return Err(vec![Problem::new(Code::NothingHeld).at("/member")]);
    }
    Ok(edits)
}

/// Returns the problems of a handover: units without a successor, units that are not held, and
/// successors who cannot take over.
fn wrong_successors(
    ground: &ExpansionContext<'_>,
    action: &HandOverAll,
    duties: &[Duty],
) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut check = |member: MemberId, pointer: &str| {
        if member == action.member {
            problems.push(Problem::new(Code::SuccessorIsHolder).at(pointer));
        } else {
            problems.extend(ground.check_successor(member, ground.now, pointer).err());
        }
    };
    action.to.iter().for_each(|&to| check(to, "/to"));
    // Nobody holds more units than duties; a small number of problems is listed one by one.
    let most = duties.len().max(PROBLEMS_LISTED_MAX);
    if action.successors.len() > most {
        problems.push(Problem::new(Code::TooMany).with("max", most).at("/successors"));
        return problems;
    }
    for (index, named) in action.successors.iter().enumerate() {
        check(named.member, &format!("/successors/{index}/member"));
    }
    for (index, named) in action.successors.iter().enumerate() {
        let code = match () {
            () if !duties.iter().any(|duty| duty.unit == named.unit) => Code::UnitNotHeld,
            () if action.successors.iter().take(index).any(|before| before.unit == named.unit) => {
                Code::UnitTwice
            }
            () => continue,
        };
        problems.push(
            Problem::new(code)
                .with("unit", named.unit.id().to_string())
                .at(format!("/successors/{index}/unit")),
        );
    }
    let left = duties.iter().find(|duty| {
        action.to.is_none() && !(action.successors.iter().any(|named| named.unit == duty.unit))
    });
    problems.extend(left.map(|duty| {
        let code = ground.atlas.code_of(duty.unit);
        Problem::new(Code::SuccessorMissing).at("/successors").with("unit", code)
    }));
    problems
}

impl ExpansionContext<'_> {
    pub(super) fn give(
        &mut self,
        unit: Unit,
        member: MemberId,
        capacity: Capacity,
        rank: i32,
        period: Period,
    ) -> AtlasEdit {
        let id = DutyId(self.identifiers.next());
        AtlasEdit::GiveDuty(Duty { id, unit, member, capacity, rank, period, version: 1 })
    }

    /// Ends a duty at an instant and assigns it to a successor, whose lesser duties in the unit end
    /// then. One who leads there already does not become a deputy as well.
    fn take_over(&mut self, duty: &Duty, by: MemberId, at: Instant) -> Vec<AtlasEdit> {
        let people = self.atlas.people();
        let from = duty.period.closed(at).to.unwrap_or(at);
        let period = Period { from, to: duty.period.to };
        let on_call = duty.capacity == Capacity::OnCall;
        let own = people.duties(duty.unit).iter().filter(|own| {
            own.member == by
                && own.period.overlaps(&period)
                && (own.capacity == Capacity::OnCall) == on_call
        });
        let own: Vec<Duty> = own.copied().collect();
        let mut edits = vec![AtlasEdit::EndDuty { duty: duty.id, at }];
        let covers = |own: &&Duty| {
            own.period.from <= from
                && own.period.to.is_none_or(|to| period.to.is_some_and(|end| end <= to))
        };
        if own.iter().filter(covers).any(|own| own.capacity <= duty.capacity) {
            return edits;
        }
        // A greater duty stays, and this one is assigned around it.
        let (more, less): (Vec<Duty>, Vec<Duty>) =
            own.into_iter().partition(|own| own.capacity < duty.capacity);
        edits.extend(
            less.iter().map(|own| AtlasEdit::EndDuty { duty: own.id, at: at.max(own.period.from) }),
        );
        let around = without(period, more.iter().map(|own| own.period).collect());
        edits.extend(
            around.into_iter().map(|gap| self.give(duty.unit, by, duty.capacity, duty.rank, gap)),
        );
        edits
    }
}
