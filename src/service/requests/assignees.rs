//! Who may be given a task about a request.

use super::move_ground::require_level;
use super::rehold::place;
use super::relation::CallerRelation;
use crate::domain::atlas::Atlas;
use crate::domain::id::{MemberId, OrganizationId, PioneerPostId, SecondIdentityId};
use crate::domain::period::Instant;
use crate::domain::request::{NewTask, RequestAction, TaskAssignee};
use crate::domain::routing::{Excluded, answering, elsewhere};
use crate::domain::routing_rule::Partaker;
use crate::domain::second_identity::IdentityState;
use crate::domain::unit::Unit;
use crate::error::{Code, Problem, Result};
use crate::store::community_roles::CommunityRole;
use crate::store::connection::AnyConnection;
use crate::store::registrations::Registration;
use crate::store::requests::RequestRow;
use crate::store::second_identities::SecondIdentity;
use crate::store::{Tx, accounts};

/// Checks that tasks can be given to their assignees.
///
/// # Errors
/// [`Code::UnknownAssignee`], [`Code::AssigneeOutside`], [`Code::AssigneeAbsent`],
/// [`Code::AssigneeIsHolder`], [`Code::NobodyForTask`], [`Code::LiaisonMissing`],
/// [`Code::AssigneeConflict`], [`Code::PostOutsideZone`] and [`Code::JointNeedsUnit`] at the
/// assignee; those of the database.
pub(super) fn check_assignees(
    tx: &mut Tx<'_>,
    atlas: &Atlas,
    row: &RequestRow,
    caller: &CallerRelation,
    action: RequestAction,
    tasks: &[NewTask],
) -> Result<()> {
    for (index, task) in tasks.iter().enumerate() {
        let is_joint = action == RequestAction::CoHandle;
        let about = &caller.excluded_people.organizations;
        let partisans = Registration::members_from(tx.connection, about)?;
        let checked = AssigneeCheck {
            atlas,
            row,
            excluded_people: &caller.excluded_people,
            partisans,
            is_joint,
            now: tx.now(),
        };
        let field = if is_joint { format!("/parts/{index}") } else { "/task".to_owned() };
        let fits = checked.check(tx.connection, task.spec.assignee)?;
        fits.map_err(|problem| problem.at(format!("{field}/assignee")))?;
    }
    Ok(())
}

/// What an assignee is checked against.
struct AssigneeCheck<'a> {
    atlas: &'a Atlas,
    row: &'a RequestRow,
    excluded_people: &'a Excluded,
    /// Members who come from an organisation that it is about.
    partisans: Vec<MemberId>,
    is_joint: bool,
    now: Instant,
}

impl AssigneeCheck<'_> {
    fn check(
        &self,
        connection: &mut AnyConnection,
        assignee: TaskAssignee,
    ) -> Result<Result<(), Problem>> {
        let is_person = matches!(
            assignee,
            TaskAssignee::Duty(_) | TaskAssignee::SecondIdentity(_) | TaskAssignee::PioneerPost(_)
        );
        if self.is_joint && is_person {
            return Ok(Err(Code::JointNeedsUnit.into()));
        }
        if let Err(problem) = self.level(assignee) {
            return Ok(Err(problem));
        }
        match assignee {
            TaskAssignee::Duty(_) => Ok(self.duty(assignee)),
            TaskAssignee::PioneerPost(post) => Ok(self.post(post)),
            TaskAssignee::Unit(unit) => Ok(self.unit(unit)),
            TaskAssignee::SecondIdentity(id) => self.second_identity(connection, id),
            TaskAssignee::Organization(id) => self.organization(connection, id),
        }
    }

    /// Some matters are for the higher levels alone: nobody else has a part in them.
    fn level(&self, assignee: TaskAssignee) -> Result<(), Problem> {
        let unit = match assignee {
            TaskAssignee::Unit(unit) => Some(unit),
            TaskAssignee::Duty(id) => self.atlas.people().duty(id).map(|duty| duty.unit),
            _ => None,
        };
        // Volunteers, posts and organisations have no level, as offices have none.
        let unit = unit.unwrap_or(Unit::Office(OrganizationId(assignee.id())));
        require_level(self.atlas, self.row, unit)
    }

    fn duty(&self, assignee: TaskAssignee) -> Result<(), Problem> {
        let TaskAssignee::Duty(id) = assignee else { return Err(Code::UnknownAssignee.into()) };
        let duty = self.atlas.people().duty(id);
        let duty = duty.filter(|duty| duty.period.contains(self.now));
        let duty = duty.ok_or(Code::UnknownAssignee)?;
        self.is_within(duty.unit)?;
        self.person(duty.member)
    }

    fn post(&self, id: PioneerPostId) -> Result<(), Problem> {
        let atlas = self.atlas;
        let post = atlas.pioneer_posts().active(id).ok_or(Code::UnknownAssignee)?;
        let place = place(atlas, self.row.place());
        let grid = self.row.place_grid_id;
        if elsewhere(atlas, &place, grid, Partaker::PioneerPost(post.id)).is_some() {
            return Err(Code::PostOutsideZone.into());
        }
        let mut present = atlas.present_holders(id, self.now).map(|holding| holding.member);
        let first = present.next().ok_or(Code::NobodyForTask)?;
        match [first].into_iter().chain(present).any(|member| self.is_excluded(member)) {
            true => Err(Code::AssigneeConflict.into()),
            false => Ok(()),
        }
    }

    /// A unit is within the holder's own, or, in a joint handling, any other.
    fn unit(&self, unit: Unit) -> Result<(), Problem> {
        if !self.atlas.has(unit) || unit.is_desk() {
            return Err(Code::UnknownAssignee.into());
        }
        if !self.is_joint {
            self.is_within(unit)?;
        }
        let is_about = match unit {
            Unit::Office(id) => self.excluded_people.includes_organization(self.atlas, id),
            Unit::Grid(_) | Unit::BuildingGroup(_) | Unit::Desk(_) => false,
        };
        if is_about || self.excluded_people.units.contains(&unit) {
            return Err(Code::AssigneeConflict.into());
        }
        let duty = answering(self.atlas, unit, self.now);
        let duty = duty.filter(|duty| duty.unit == unit).ok_or(Code::NobodyForTask)?;
        match duty.unit == self.row.unit() {
            true => Err(Code::AssigneeIsHolder.into()),
            false => self.person(duty.member),
        }
    }

    fn second_identity(
        &self,
        connection: &mut AnyConnection,
        id: SecondIdentityId,
    ) -> Result<Result<(), Problem>> {
        let found = SecondIdentity::find(connection, id)?;
        let found = found.filter(|found| found.state == IdentityState::Active);
        let Some(identity) = found else { return Ok(Err(Code::UnknownAssignee.into())) };
        let neighbourhood = CommunityRole::load(connection, identity.role_id)?.grid_id;
        let tree = self.atlas.tree();
        let serves_here = tree.is_within(self.row.place_grid_id, neighbourhood)
            || self.is_within(Unit::Grid(neighbourhood)).is_ok();
        if !serves_here {
            return Ok(Err(Code::AssigneeOutside.into()));
        }
        Ok(self.person(identity.member_id))
    }

    fn organization(
        &self,
        connection: &mut AnyConnection,
        id: OrganizationId,
    ) -> Result<Result<(), Problem>> {
        let Some(organization) = self.atlas.organizations().active(id) else {
            return Ok(Err(Code::UnknownAssignee.into()));
        };
        if self.excluded_people.includes_organization(self.atlas, id) {
            return Ok(Err(Code::AssigneeConflict.into()));
        }
        let mut can_sign_in = false;
        for member in self.atlas.people().liaisons(id, self.now) {
            if self.is_excluded(member) {
                return Ok(Err(Code::AssigneeConflict.into()));
            }
            let account = accounts::by_member(connection, member)?;
            can_sign_in |= account.is_some_and(|account| account.disabled_at.is_none());
        }
        let name = organization.profile.name.as_str();
        let missing = Problem::new(Code::LiaisonMissing).with("organization", name);
        Ok(if can_sign_in { Ok(()) } else { Err(missing) })
    }

    fn person(&self, member: MemberId) -> Result<(), Problem> {
        let people = self.atlas.people();
        let problem = if !people.is_active(member) {
            Code::UnknownAssignee
        } else if member == self.row.holder_id {
            Code::AssigneeIsHolder
        } else if self.is_excluded(member) {
            Code::AssigneeConflict
        } else if people.is_absent(member, self.now) {
            Code::AssigneeAbsent
        } else {
            return Ok(());
        };
        Err(problem.into())
    }

    fn is_excluded(&self, member: MemberId) -> bool {
        // The desk alone gives tasks of what is confidential, and may know.
        let reported = self.row.confidential && self.row.reporter_member_id == Some(member);
        reported
            || self.partisans.contains(&member)
            || self.excluded_people.includes(self.atlas, member, self.now)
    }

    fn is_within(&self, unit: Unit) -> Result<(), Problem> {
        let own = self.row.unit();
        let is_within = match (self.atlas.grid_of(unit), own) {
            (Some(grid), Unit::Grid(top)) => self.atlas.tree().is_within(grid, top),
            _ => unit == own,
        };
        if is_within { Ok(()) } else { Err(Code::AssigneeOutside.into()) }
    }
}
