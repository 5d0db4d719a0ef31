//! Planning the operations of a change set: each is expanded on the atlas that those before it
//! left.

use super::draft::PlanDraft;
use super::{Plan, PlanConsent, Survey, carry_out, people, rules, tiling};
use crate::domain::atlas::Atlas;
use crate::domain::atlas_edit::AtlasEdit;
use crate::domain::geometry::Effort;
use crate::domain::id::MemberId;
use crate::domain::period::Instant;
use crate::domain::unit::AcceptedGap;
use crate::error::Problem;
use uuid::Uuid;

/// Effect of the operations of a change set.
#[derive(Debug)]
pub struct PlannedOperations {
    /// Plan; the pointers of its problems give the index of the operation.
    pub plan: Plan,
    /// Edits to which the operations expand.
    pub edits: Vec<AtlasEdit>,
    /// Members whose open requests are handed over, although they keep their duties.
    pub vacated: Vec<MemberId>,
}

/// An operation of a change set, which expands to edits of the atlas that those before it left.
pub trait Expand {
    /// Returns the word below which its problems stand.
    fn word(&self) -> &'static str;

    /// Expands to edits of an atlas at an instant.
    ///
    /// # Errors
    /// Problems of the operation itself, with pointers from the word on. Problems of the edits are
    /// found by planning them.
    fn expand(
        &self,
        atlas: &Atlas,
        now: Instant,
        effort: &Effort,
    ) -> Result<Expanded, Vec<Problem>>;
}

/// Edits to which an operation expands.
#[derive(Debug, Clone, Default)]
pub struct Expanded {
    /// Edits, in order.
    pub edits: Vec<AtlasEdit>,
    /// Members whose open requests are handed over, although they keep their duties.
    pub vacated: Vec<MemberId>,
}

/// Plans the operations of a change set on an atlas at an instant. `new_id` creates identifiers for
/// accepted gaps.
pub fn plan_operations(
    atlas: &Atlas,
    operations: &[impl Expand],
    allowances: PlanConsent,
    now: Instant,
    new_id: &mut dyn FnMut() -> Uuid,
) -> PlannedOperations {
    finished(atlas, operations, now, |draft, effort| {
        tiling::check(draft, allowances, effort, new_id)
    })
}

/// Plans the same operations on the same atlas again, with the survey of an earlier plan without
/// problems.
pub fn plan_operations_surveyed(
    atlas: &Atlas,
    operations: &[impl Expand],
    survey: &Survey,
    now: Instant,
) -> PlannedOperations {
    finished(atlas, operations, now, |draft, _| {
        survey
            .accepted
            .iter()
            .for_each(|gap| draft.accept(AcceptedGap { accepted_at: now, ..gap.clone() }));
    })
}

fn finished(
    atlas: &Atlas,
    operations: &[impl Expand],
    now: Instant,
    check: impl FnOnce(&mut PlanDraft, &Effort),
) -> PlannedOperations {
    let mut draft = PlanDraft::new(atlas, now);
    let effort = Effort::bounded();
    let mut edits = Vec::new();
    let mut vacated = Vec::new();
    for (index, operation) in operations.iter().enumerate() {
        draft.begin(index);
        match operation.expand(&draft.atlas, now, &effort) {
            Ok(expanded) => {
                draft.begin_below(operation.word());
                expanded.edits.iter().for_each(|edit| carry_out(&mut draft, edit));
                edits.extend(expanded.edits);
                vacated.extend(expanded.vacated);
            }
            Err(problems) => problems.into_iter().for_each(|problem| draft.refuse_below(problem)),
        }
    }
    draft.begin_at(None);
    people::check_root(&mut draft);
    rules::notice_faults(&mut draft);
    check(&mut draft, &effort);
    PlannedOperations { plan: draft.finish(), edits, vacated }
}
