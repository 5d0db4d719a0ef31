//! Expansion of an operation to the edits that carry it out, on the atlas that the operations
//! before it left.

mod areas;
mod people;
mod rules;

use super::operation::{Operation, OperationSpec};
use crate::domain::atlas::Atlas;
use crate::domain::atlas_edit::AtlasEdit;
use crate::domain::geometry::Effort;
use crate::domain::id::{GridId, MemberId};
use crate::domain::identifiers::IdentifierSource;
use crate::domain::period::Instant;
use crate::domain::plan::{Expand, Expanded};
use crate::error::{Code, Problem};

/// Context of an expansion: the atlas so far, the instant, and identifiers for new rows.
struct ExpansionContext<'a> {
    atlas: &'a Atlas,
    now: Instant,
    identifiers: IdentifierSource,
    /// Limit of the cost of its polygons.
    effort: &'a Effort,
}

impl Expand for Operation {
    fn word(&self) -> &'static str {
        self.action.kind()
    }

    fn expand(
        &self,
        atlas: &Atlas,
        now: Instant,
        effort: &Effort,
    ) -> Result<Expanded, Vec<Problem>> {
        let mut ground =
            ExpansionContext { atlas, now, identifiers: IdentifierSource::from(self.id), effort };
        let expanded = match &self.action {
            OperationSpec::AssignDuty(action) => people::assign(&mut ground, action).map(of),
            OperationSpec::EndDuty(action) => {
                Ok(of(vec![AtlasEdit::EndDuty { duty: action.duty, at: action.at.unwrap_or(now) }]))
            }
            OperationSpec::ReplaceHolder(action) => people::replace(&mut ground, action).map(of),
            OperationSpec::CoverAbsence(action) => people::cover(&mut ground, action),
            OperationSpec::EndAbsence(action) => Ok(of(vec![AtlasEdit::EndAbsence {
                absence: action.absence,
                at: action.at.unwrap_or(now),
            }])),
            OperationSpec::HandOverAll(action) => people::hand_over(&mut ground, action).map(of),
            OperationSpec::MoveBoundary(action) => {
                areas::move_boundary(&mut ground, action).map(of)
            }
            OperationSpec::SplitGrid(action) => areas::split(&mut ground, action).map(of),
            OperationSpec::MergeGrids(action) => areas::merge(&mut ground, action).map(of),
            OperationSpec::CreateGrid(action) => areas::create(&mut ground, action).map(of),
            OperationSpec::RetireGrid(action) => {
                Ok(of(vec![AtlasEdit::RetireGrid { grid: action.grid }]))
            }
            OperationSpec::PlaceGrid(action) => {
                Ok(of(vec![AtlasEdit::PlaceGrid { grid: action.grid, parent: action.parent }]))
            }
            OperationSpec::RenameGrid(action) => {
                Ok(of(vec![AtlasEdit::RenameGrid { grid: action.grid, name: action.name.clone() }]))
            }
            OperationSpec::MoveBuildingGroup(action) => {
                areas::move_building_group(&mut ground, action).map(of)
            }
            OperationSpec::SetRule(action) => rules::set(&mut ground, action).map(of),
        };
        expanded
            .map_err(|problems| problems.into_iter().map(|problem| self.place(problem)).collect())
    }
}

impl Operation {
    /// Returns the grids that the operation creates, in the order of its parts, without the part
    /// that is the grid itself.
    pub fn new_grids(&self) -> Vec<GridId> {
        let mut identifiers = IdentifierSource::from(self.id);
        let made = match &self.action {
            OperationSpec::CreateGrid(_) => 1,
            OperationSpec::SplitGrid(action) => {
                action.parts.iter().filter(|part| part.code.is_some()).count()
            }
            _ => 0,
        };
        (0..made).map(|_| GridId(identifiers.next())).collect()
    }

    fn place(&self, problem: Problem) -> Problem {
        problem.below(&format!("/{}", self.action.kind()))
    }
}

const fn of(edits: Vec<AtlasEdit>) -> Expanded {
    Expanded { edits, vacated: Vec::new() }
}

impl ExpansionContext<'_> {
    /// Checks that somebody may take over from an instant on.
    fn check_successor(
        &self,
        member: MemberId,
        from: Instant,
        pointer: &str,
    ) -> Result<(), Problem> {
        let people = self.atlas.people();
        let code = people
            .member(member)
            .ok_or_else(|| {
                Problem::new(Code::UnknownMember).at(pointer).with("member", member.to_string())
            })?
            .code
            .as_str();
        if people.is_inactive(member) {
            return Err(Problem::new(Code::MemberInactive).at(pointer).with("code", code));
        }
        match people.absences(member).iter().find(|absence| absence.period.contains(from)) {
            None => Ok(()),
            Some(absence) => {
                let to = absence.period.to.map_or_else(|| "—".to_owned(), |to| to.to_rfc3339());
                Err(Problem::new(Code::SuccessorAbsent)
                    .at(pointer)
                    .with("code", code)
                    .with("to", to))
            }
        }
    }
}
