//! Draft of a plan: the atlas while edits are planned.

use super::{Plan, Survey};
use crate::domain::atlas::Atlas;
use crate::domain::atlas_edit::AtlasEdit;
use crate::domain::change::Change;
use crate::domain::id::{GridId, RoutingRuleId};
use crate::domain::period::Instant;
use crate::domain::unit::{AcceptedGap, Unit};
use crate::error::{Code, Problem};
use std::collections::HashSet;
use uuid::Uuid;

/// Edits planned so far, and their problems. An index is that of an edit, or of the operation of a
/// change set that expands to it.
pub(super) struct PlanDraft {
    pub(super) atlas: Atlas,
    /// The atlas before the first edit.
    pub(super) before: Atlas,
    pub(super) now: Instant,
    /// Grids with a new polygon, with the index of the edit that brought it.
    pub(super) bounded: Vec<(GridId, usize)>,
    /// Routing rules that were written, with the pointer of the edit that wrote each.
    ruled: Vec<(String, RoutingRuleId)>,
    /// Grids that were retired, which may leave a gap in their parent.
    pub(super) retired: Vec<(GridId, usize)>,
    changes: Vec<Change>,
    problems: Vec<Problem>,
    /// Number of refusals, those that were not told included.
    refusals: usize,
    /// What was not created because its edit was refused.
    not_created: HashSet<Uuid>,
    notices: Vec<Problem>,
    survey: Survey,
    touched: Vec<Unit>,
    ends: Vec<(Unit, Instant)>,
    moved: Vec<u32>,
    index: usize,
    pointer: String,
}

impl PlanDraft {
    pub(super) fn new(atlas: &Atlas, now: Instant) -> Self {
        Self {
            atlas: atlas.clone(),
            before: atlas.clone(),
            now,
            bounded: Vec::new(),
            ruled: Vec::new(),
            retired: Vec::new(),
            changes: Vec::new(),
            problems: Vec::new(),
            refusals: 0,
            not_created: HashSet::new(),
            notices: Vec::new(),
            survey: Survey::default(),
            touched: Vec::new(),
            ends: Vec::new(),
            moved: Vec::new(),
            index: 0,
            pointer: String::new(),
        }
    }

    /// Sets the edit or operation that the next problems are about.
    pub(super) fn begin(&mut self, index: usize) {
        self.index = index;
        self.pointer = format!("/operations/{index}");
    }

    /// Sets a part of the current edit or operation that the next problems are about.
    pub(super) fn begin_below(&mut self, part: &str) {
        self.pointer = format!("/operations/{}/{part}", self.index);
    }

    /// Sets the edit or operation that the next problems are about, or the whole set.
    pub(super) fn begin_at(&mut self, index: Option<usize>) {
        match index {
            Some(index) => self.begin(index),
            None => self.pointer.clear(),
        }
    }

    /// Returns the index of the current edit or operation.
    pub(super) const fn index(&self) -> usize {
        self.index
    }

    /// Adds a problem with a field of the current edit.
    pub(super) fn refuse(&mut self, field: &str, problem: Problem) {
        let pointer = if field.is_empty() {
            self.pointer.clone()
        } else {
            format!("{}/{field}", self.pointer)
        };
        self.refusals += 1;
        if !self.follows(&problem) {
            self.problems.push(problem.at(pointer));
        }
    }

    /// Carries out an edit. What it was to create counts as refused with it.
    pub(super) fn attempt(&mut self, edit: &AtlasEdit, carry_out: fn(&mut Self, &AtlasEdit)) {
        let before = self.refusals;
        carry_out(self, edit);
        if self.refusals > before {
            self.not_created.extend(edit.created());
        }
    }

    /// Returns true if a problem only says that something does not exist that was refused before:
    /// whoever sent both reads what is wrong once.
    fn follows(&self, problem: &Problem) -> bool {
        let named = problem.params.values().filter_map(|value| value.as_str()?.parse().ok());
        named.into_iter().any(|id: Uuid| self.not_created.contains(&id))
    }

    /// Adds a problem found when the current operation was expanded; its pointer begins there.
    pub(super) fn refuse_below(&mut self, problem: Problem) {
        self.refusals += 1;
        self.problems.push(problem.below(&self.pointer));
    }

    /// Adds a problem without values, as [`Self::refuse`] does.
    pub(super) fn refuse_code(&mut self, field: &str, code: Code) {
        self.refuse(field, Problem::new(code));
    }

    /// Adds a notice: worth knowing, no reason to refuse.
    pub(super) fn notice(&mut self, problem: Problem) {
        self.notices.push(problem);
    }

    /// Records that the current edit wrote a routing rule.
    pub(super) fn wrote_rule(&mut self, rule: RoutingRuleId) {
        self.ruled.push((self.pointer.clone(), rule));
    }

    /// Adds what the written routing rules are to be told about, in the atlas that all edits leave.
    pub(super) fn notice_rules(
        &mut self,
        faults: fn(&Atlas, RoutingRuleId, Instant) -> Vec<Problem>,
    ) {
        for (pointer, rule) in std::mem::take(&mut self.ruled) {
            let found = faults(&self.atlas, rule, self.now).into_iter();
            self.notices.extend(found.map(|fault| fault.below(&pointer)));
        }
    }

    /// Records a gap that is accepted knowingly.
    pub(super) fn accept(&mut self, gap: AcceptedGap) {
        self.survey.accepted.push(gap.clone());
        self.change(Change::AcceptedGap(gap));
    }

    /// Changes a row; later edits see it.
    pub(super) fn change(&mut self, change: Change) {
        self.moved.extend(self.atlas.edit(&change));
        self.changes.push(change);
    }

    /// Records a unit in and below which the holder of requests may change.
    pub(super) fn touch(&mut self, unit: Unit) {
        self.touched.push(unit);
    }

    /// Records the future end of a duty in the unit.
    pub(super) fn ends_at(&mut self, unit: Unit, at: Instant) {
        if at > self.now {
            self.ends.push((unit, at));
        }
    }

    pub(super) fn finish(mut self) -> Plan {
        self.atlas.settle(self.moved);
        self.touched.sort_unstable();
        self.touched.dedup();
        Plan {
            changes: self.changes,
            problems: self.problems,
            notices: self.notices,
            survey: self.survey,
            touched: self.touched,
            ends: self.ends,
            atlas: self.atlas,
        }
    }
}
