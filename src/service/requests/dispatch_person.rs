//! A dispatch to a person: it goes to the unit in which they lead or deputise.

use super::relation::CallerRelation;
use crate::domain::atlas::Atlas;
use crate::domain::authority::may_see_member;
use crate::domain::id::MemberId;
use crate::domain::office::led_nearest;
use crate::domain::period::Instant;
use crate::domain::scope::Scope;
use crate::domain::unit::Unit;
use crate::error::{Code, Problem};
use crate::store::requests::RequestRow;

/// A member whom a dispatch names, and the unit, if it names one too.
#[derive(Debug, Clone, Copy)]
pub(super) struct NamedPerson {
    /// Member.
    pub member: MemberId,
    /// Unit.
    pub unit: Option<Unit>,
    /// True if the caller may know who must not get the request: of a confidential one the desk.
    pub knows_excluded: bool,
}

impl NamedPerson {
    /// Returns the unit that the request goes to: the one named, else the one nearest to its place
    /// that the member leads in the caller's scope.
    ///
    /// # Errors
    /// [`Code::UnknownMember`], [`Code::MemberInactive`], [`Code::LeadsNoUnit`],
    /// [`Code::LeadsAnotherUnit`] and [`Code::DispatchConflict`], at `/person`.
    pub fn unit(
        self,
        atlas: &Atlas,
        scope: &Scope,
        row: &RequestRow,
        caller: &CallerRelation,
        now: Instant,
    ) -> Result<Unit, Problem> {
        let found = self.led(atlas, scope, row, now).and_then(|unit| {
            let is_reporter = row.confidential && row.reporter_member_id == Some(self.member);
            let is_excluded = caller.excluded_people.includes(atlas, self.member, now);
            match self.knows_excluded && (is_reporter || is_excluded) {
                true => Err(Problem::new(Code::DispatchConflict).with("unit", atlas.code_of(unit))),
                false => Ok(unit),
            }
        });
        found.map_err(|problem| problem.at("/person"))
    }

    fn led(
        self,
        atlas: &Atlas,
        scope: &Scope,
        row: &RequestRow,
        now: Instant,
    ) -> Result<Unit, Problem> {
        let people = atlas.people();
        let visible =
            people.member(self.member).filter(|_| may_see_member(atlas, scope, self.member, now));
        let member = visible.ok_or_else(|| {
            Problem::new(Code::UnknownMember).with("member", self.member.to_string())
        })?;
        let told = |code: Code| Problem::new(code).with("code", member.code.as_str());
        if !member.active {
            return Err(told(Code::MemberInactive));
        }
        match self.unit {
            Some(unit) if people.leads(self.member, unit, now) => Ok(unit),
            Some(unit) => Err(told(Code::LeadsAnotherUnit).with("unit", atlas.code_of(unit))),
            None => {
                let covered = |unit| scope.covers(atlas, unit);
                led_nearest(atlas, self.member, row.place_grid_id, now, covered)
                    .ok_or_else(|| told(Code::LeadsNoUnit))
            }
        }
    }
}
