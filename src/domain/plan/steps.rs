//! Planning the operations of a change set: each is expanded on what those before it left.

use super::draft::PlanDraft;
use super::{Plan, PlanConsent, Survey, carry_out, people, tiling};
use crate::domain::atlas::Atlas;
use crate::domain::geometry::Effort;
use crate::domain::id::MemberId;
use crate::domain::operation::AtlasEdit;
use crate::domain::period::Instant;
use crate::domain::reassignment::Operation;
use crate::domain::unit::AcceptedGap;
use uuid::Uuid;

/// What the steps of a change set would do.
#[derive(Debug)]
pub struct PlannedSteps {
    /// The plan; problems name the step by its place.
    pub plan: Plan,
    /// The operations that the steps came to.
    pub operations: Vec<AtlasEdit>,
    /// Members whose open requests go to whoever answers now, though they keep their duties.
    pub vacated: Vec<MemberId>,
}

/// Plans the steps of a change set on an atlas at an instant. `new_id` gives identifiers for
/// accepted holes.
pub fn plan_steps(
    atlas: &Atlas,
    steps: &[Operation],
    allowances: PlanConsent,
    now: Instant,
    new_id: &mut dyn FnMut() -> Uuid,
) -> PlannedSteps {
    finished(atlas, steps, now, |draft, effort| tiling::check(draft, allowances, effort, new_id))
}

/// Plans the same steps on the same atlas again, with what an earlier plan without problems found
/// out about polygons.
pub fn plan_steps_surveyed(
    atlas: &Atlas,
    steps: &[Operation],
    survey: &Survey,
    now: Instant,
) -> PlannedSteps {
    finished(atlas, steps, now, |draft, _| {
        survey
            .accepted
            .iter()
            .for_each(|gap| draft.accept(AcceptedGap { accepted_at: now, ..gap.clone() }));
    })
}

fn finished(
    atlas: &Atlas,
    steps: &[Operation],
    now: Instant,
    check: impl FnOnce(&mut PlanDraft, &Effort),
) -> PlannedSteps {
    let (mut draft, effort) = (PlanDraft::new(atlas, now), Effort::bounded());
    let (mut operations, mut vacated) = (Vec::new(), Vec::new());
    for (index, step) in steps.iter().enumerate() {
        draft.begin(index);
        match step.expand(&draft.atlas, now, &effort) {
            Ok(expanded) => {
                draft.begin_below(step.action.kind());
                expanded.operations.iter().for_each(|operation| carry_out(&mut draft, operation));
                operations.extend(expanded.operations);
                vacated.extend(expanded.vacated);
            }
            Err(problems) => problems.into_iter().for_each(|problem| draft.refuse_below(problem)),
        }
    }
    draft.begin_at(None);
    people::check_root(&mut draft);
    check(&mut draft, &effort);
    PlannedSteps { plan: draft.finish(), operations, vacated }
}
