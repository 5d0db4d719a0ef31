//! Planning: the effect of a set of edits on an atlas, without applying them.

mod aliases;
mod checks;
mod draft;
mod families;
mod faults;
mod grids;
mod groups;
mod operations;
mod organizations;
mod people;
mod pioneer_posts;
mod rules;
mod tiling;

use super::atlas::Atlas;
use super::atlas_edit::AtlasEdit;
use super::change::Change;
use super::geometry::Effort;
use super::period::Instant;
use super::unit::{AcceptedGap, Unit};
use crate::error::Problem;
use draft::PlanDraft;
pub(super) use faults::gap_problem;
pub use operations::{
    Expand, Expanded, PlannedOperations, plan_operations, plan_operations_surveyed,
};
pub(super) use people::root_vacant_from;
pub(super) use tiling::untiled;

/// Deviations that the person who plans accepts knowingly.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PlanConsent {
    /// True if siblings may leave gaps; new ones are recorded as accepted.
    pub gaps: bool,
    /// True if general siblings may overlap.
    pub overlaps: bool,
}

/// Effect of a set of edits.
#[derive(Debug)]
pub struct Plan {
    /// Changed rows, in an order that keeps references intact.
    pub changes: Vec<Change>,
    /// Everything that is wrong; a plan with problems is never applied. Pointers begin with
    /// `/operations/{index}` where one edit, or the operation that expands to it, is to blame.
    pub problems: Vec<Problem>,
    /// Gaps that siblings enclose below a parent without a polygon, and written rules without an
    /// effect: worth knowing, no reason to refuse.
    pub notices: Vec<Problem>,
    /// Units whose chain or polygon changes: the holder of requests in and below them may change.
    pub touched: Vec<Unit>,
    /// Future ends of duties, with their units.
    pub ends: Vec<(Unit, Instant)>,
    /// The atlas afterwards.
    pub atlas: Atlas,
    /// Results of comparing the polygons.
    pub survey: Survey,
}

/// Results of comparing polygons, the costly part of planning: valid for the same edits on the same
/// atlas at any instant.
#[derive(Debug, Clone, Default)]
pub struct Survey {
    accepted: Vec<AcceptedGap>,
}

/// Plans edits of an atlas at an instant. `new_id` creates identifiers for rows that the edits
/// imply (accepted gaps); `effort` limits the cost of comparing polygons.
pub fn plan(
    atlas: &Atlas,
    edits: &[AtlasEdit],
    allowances: PlanConsent,
    now: Instant,
    effort: &Effort,
    new_id: &mut dyn FnMut() -> uuid::Uuid,
) -> Plan {
    let mut draft = drafted(atlas, edits, now);
    tiling::check(&mut draft, allowances, effort, new_id);
    draft.finish()
}

/// Plans the same edits of the same atlas again, at a later instant, with the survey of an earlier
/// plan without problems.
pub fn plan_surveyed(atlas: &Atlas, edits: &[AtlasEdit], survey: &Survey, now: Instant) -> Plan {
    let mut draft = drafted(atlas, edits, now);
    survey
        .accepted
        .iter()
        .for_each(|gap| draft.accept(AcceptedGap { accepted_at: now, ..gap.clone() }));
    draft.finish()
}

/// Carries out the edits one after the other, without comparing polygons.
fn drafted(atlas: &Atlas, edits: &[AtlasEdit], now: Instant) -> PlanDraft {
    let mut draft = PlanDraft::new(atlas, now);
    for (index, edit) in edits.iter().enumerate() {
        draft.begin(index);
        draft.attempt(edit, carry_out);
    }
    draft.begin_at(None);
    people::check_root(&mut draft);
    rules::notice_faults(&mut draft);
    draft
}

/// Carries out one edit on the atlas that those before it left.
fn carry_out(draft: &mut PlanDraft, edit: &AtlasEdit) {
    match edit {
        AtlasEdit::CreateGrid { grid, boundary } => grids::create(draft, grid, boundary.as_ref()),
        AtlasEdit::RetireGrid { grid } => grids::retire(draft, *grid),
        AtlasEdit::RenameGrid { grid, name } => grids::rename(draft, *grid, name),
        AtlasEdit::PlaceGrid { grid, parent } => grids::place(draft, *grid, *parent),
        AtlasEdit::SetBoundaries(boundaries) => grids::set_boundaries(draft, boundaries),
        AtlasEdit::NodeBoundaries(boundaries) => grids::node_boundaries(draft, boundaries),
        AtlasEdit::CreateBuildingGroup { group, membership, grid } => {
            groups::create(draft, group, *membership, *grid);
        }
        AtlasEdit::ChangeBuildingGroup { building_group, name, household_count, moved } => {
            groups::change(draft, *building_group, name, *household_count, *moved);
        }
        AtlasEdit::RetireBuildingGroup { building_group } => groups::retire(draft, *building_group),
        AtlasEdit::AddAddress(address) => groups::add_address(draft, address),
        AtlasEdit::RewordAddress { address, text } => groups::reword_address(draft, *address, text),
        AtlasEdit::RetireAddress { address } => groups::retire_address(draft, *address),
        AtlasEdit::AddAlias(alias) => aliases::add(draft, alias),
        AtlasEdit::EndAlias { alias } => aliases::end(draft, *alias),
        AtlasEdit::AddMember(member) => people::add_member(draft, member),
        AtlasEdit::SetMemberActive { member, active } => {
            people::set_active(draft, *member, *active)
        }
        AtlasEdit::GiveDuty(duty) => people::give_duty(draft, duty),
        AtlasEdit::EndDuty { duty, at } => people::end_duty(draft, *duty, *at),
        AtlasEdit::AddAbsence(absence) => people::add_absence(draft, absence),
        AtlasEdit::EndAbsence { absence, at } => people::end_absence(draft, *absence, *at),
        AtlasEdit::Appoint(appointment) => people::appoint(draft, appointment),
        AtlasEdit::EndAppointment { appointment, at } => {
            people::end_appointment(draft, *appointment, *at)
        }
        AtlasEdit::CreateOrganization(new) => organizations::create(draft, new),
        AtlasEdit::ChangeOrganization { organization, profile } => {
            organizations::change(draft, *organization, profile);
        }
        AtlasEdit::RetireOrganization { organization } => {
            organizations::retire(draft, *organization)
        }
        AtlasEdit::CreateRoutingRule(rule) => rules::create(draft, rule),
        AtlasEdit::ChangeRoutingRule { rule, new } => rules::change(draft, *rule, new),
        AtlasEdit::ResumeRoutingRule { rule, new } => rules::resume(draft, *rule, new),
        AtlasEdit::RetireRoutingRule { rule } => rules::retire(draft, *rule),
        AtlasEdit::CreatePioneerPost(new) => pioneer_posts::create(draft, new),
        AtlasEdit::ChangePioneerPost { post, profile } => {
            pioneer_posts::change(draft, *post, profile)
        }
        AtlasEdit::RetirePioneerPost { post } => pioneer_posts::retire(draft, *post),
        AtlasEdit::GivePost(holding) => pioneer_posts::give(draft, holding),
        AtlasEdit::EndPostHolding { holding, at } => pioneer_posts::end(draft, *holding, *at),
        AtlasEdit::ShowPostHolder { holding, name_shown } => {
            pioneer_posts::show_name(draft, *holding, *name_shown);
        }
    }
}
