//! Planning: what a set of operations would do to an atlas, without doing it.

mod draft;
mod faults;
mod grids;
mod groups;
mod organizations;
mod people;
mod pioneer_posts;
mod rules;
mod steps;
mod tiling;

use super::atlas::Atlas;
use super::change::Change;
use super::geometry::Effort;
use super::operation::Operation;
use super::period::Instant;
use super::unit::{AcceptedGap, Unit};
use crate::error::Problem;
use draft::Draft;
pub(super) use faults::gap_problem;
pub(super) use people::root_vacant_from;
pub use steps::{Stepped, plan_steps, plan_steps_surveyed};
pub(super) use tiling::untiled;

/// What a person who plans accepts knowingly.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Allowances {
    /// Siblings may leave holes; new ones are recorded as accepted.
    pub gaps: bool,
    /// General siblings may overlap.
    pub overlaps: bool,
}

/// What a set of operations would do.
#[derive(Debug)]
pub struct Plan {
    /// Every row that changes, in an order that keeps references whole.
    pub changes: Vec<Change>,
    /// Everything that is wrong; a plan with problems is never applied.
    /// Pointers begin with `/operations/{index}` where one operation is to blame.
    pub problems: Vec<Problem>,
    /// Holes that siblings enclose below a parent without a polygon: worth telling, no reason to
    /// refuse.
    pub notices: Vec<Problem>,
    /// The units whose chain or polygon changes: requests in and below them may get another holder.
    pub touched: Vec<Unit>,
    /// Instants at which a duty will end by the clock, with its unit.
    pub ends: Vec<(Unit, Instant)>,
    /// The atlas afterwards.
    pub atlas: Atlas,
    /// What was found out about the polygons.
    pub survey: Survey,
}

/// What planning found out about polygons, the costly part of it: true of the same operations on
/// the same atlas at any instant.
#[derive(Debug, Clone, Default)]
pub struct Survey {
    accepted: Vec<AcceptedGap>,
}

/// Plans operations on an atlas at an instant. `new_id` gives identifiers for rows that the
/// operations imply (accepted holes); `effort` is what comparing polygons may cost.
pub fn plan(
    atlas: &Atlas,
    operations: &[Operation],
    allowances: Allowances,
    now: Instant,
    effort: &Effort,
    new_id: &mut dyn FnMut() -> uuid::Uuid,
) -> Plan {
    let mut draft = drafted(atlas, operations, now);
    tiling::check(&mut draft, allowances, effort, new_id);
    draft.finish()
}

/// Plans the same operations on the same atlas again, at a later instant, with what an earlier plan
/// without problems found out about the polygons.
pub fn plan_surveyed(
    atlas: &Atlas,
    operations: &[Operation],
    survey: &Survey,
    now: Instant,
) -> Plan {
    let mut draft = drafted(atlas, operations, now);
    survey
        .accepted
        .iter()
        .for_each(|gap| draft.accept(AcceptedGap { accepted_at: now, ..gap.clone() }));
    draft.finish()
}

/// The operations one after the other, without a look at the polygons.
fn drafted(atlas: &Atlas, operations: &[Operation], now: Instant) -> Draft {
    let mut draft = Draft::new(atlas, now);
    for (index, operation) in operations.iter().enumerate() {
        draft.begin(index);
        carry_out(&mut draft, operation);
    }
    draft.begin_at(None);
    people::check_root(&mut draft);
    draft
}

/// One operation on what those before it left.
fn carry_out(draft: &mut Draft, operation: &Operation) {
    match operation {
        Operation::CreateGrid { grid, boundary } => grids::create(draft, grid, boundary.as_ref()),
        Operation::RetireGrid { grid } => grids::retire(draft, *grid),
        Operation::RenameGrid { grid, name } => grids::rename(draft, *grid, name),
        Operation::PlaceGrid { grid, parent } => grids::place(draft, *grid, *parent),
        Operation::SetBoundaries(boundaries) => grids::set_boundaries(draft, boundaries),
        Operation::NodeBoundaries(boundaries) => grids::node_boundaries(draft, boundaries),
        Operation::CreateBuildingGroup { group, membership, grid } => {
            groups::create(draft, group, *membership, *grid);
        }
        Operation::ChangeBuildingGroup { building_group, name, household_count, moved } => {
            groups::change(draft, *building_group, (name, *household_count), *moved);
        }
        Operation::RetireBuildingGroup { building_group } => groups::retire(draft, *building_group),
        Operation::AddAddress(address) => groups::add_address(draft, address),
        Operation::RetireAddress { address } => groups::retire_address(draft, *address),
        Operation::AddMember(member) => people::add_member(draft, member),
        Operation::SetMemberActive { member, active } => {
            people::set_active(draft, *member, *active)
        }
        Operation::GiveDuty(duty) => people::give_duty(draft, duty),
        Operation::EndDuty { duty, at } => people::end_duty(draft, *duty, *at),
        Operation::AddAbsence(absence) => people::add_absence(draft, absence),
        Operation::EndAbsence { absence, at } => people::end_absence(draft, *absence, *at),
        Operation::Appoint(appointment) => people::appoint(draft, appointment),
        Operation::EndAppointment { appointment, at } => {
            people::end_appointment(draft, *appointment, *at)
        }
        Operation::CreateOrganization(new) => organizations::create(draft, new),
        Operation::ChangeOrganization { organization, profile } => {
            organizations::change(draft, *organization, profile);
        }
        Operation::RetireOrganization { organization } => {
            organizations::retire(draft, *organization)
        }
        Operation::CreateRoutingRule(rule) => rules::create(draft, rule),
        Operation::ChangeRoutingRule { rule, new } => rules::change(draft, *rule, new),
        Operation::ResumeRoutingRule { rule, new } => rules::resume(draft, *rule, new),
        Operation::RetireRoutingRule { rule } => rules::retire(draft, *rule),
        Operation::CreatePioneerPost(new) => pioneer_posts::create(draft, new),
        Operation::ChangePioneerPost { post, profile } => {
            pioneer_posts::change(draft, *post, profile)
        }
        Operation::RetirePioneerPost { post } => pioneer_posts::retire(draft, *post),
        Operation::GivePost(holding) => pioneer_posts::give(draft, holding),
        Operation::EndPostHolding { holding, at } => pioneer_posts::end(draft, *holding, *at),
        Operation::ShowPostHolder { holding, name_shown } => {
            pioneer_posts::show_name(draft, *holding, *name_shown);
        }
    }
}
