//! Operations: the only way that grids, building groups, duties, absences, appointments, members,
//! organisations, pioneer posts and routing rules change. They carry the identifiers of the rows
//! they make, so that planning them needs no randomness.

mod moment;
mod record;

use super::address::GroupAddress;
use super::duty::{Absence, Appointment, Duty, Member};
use super::geometry::Shape;
use super::id::{
    AbsenceId, AddressId, AppointmentId, BoundaryId, BuildingGroupId, DutyId, GridId, MemberId,
    OrganizationId, PioneerPostId, PostHoldingId, RoutingRuleId,
};
use super::organization::{Organization, OrganizationProfile};
use super::period::Instant;
use super::pioneer_post::{PioneerPostProfile, PostHolding};
use super::routing_rule::{RoutingRule, RuleProfile};
use super::unit::{BuildingGroup, Grid};
use std::sync::Arc;
use uuid::Uuid;

/// A polygon for a grid.
#[derive(Debug, Clone)]
pub struct NewBoundary {
    /// Identifier of the new version.
    pub id: BoundaryId,
    /// The grid.
    pub grid: GridId,
    /// Its polygon from now on.
    pub shape: Arc<Shape>,
}

/// Another grid for a building group.
#[derive(Debug, Clone, Copy)]
pub struct NewMembership {
    /// Identifier of the new membership.
    pub id: Uuid,
    /// The grid it belongs to from now on.
    pub grid: GridId,
}

/// What a rule says from now on.
#[derive(Debug, Clone)]
pub struct NewRuleProfile {
    /// Identifier of the new row.
    pub row: Uuid,
    /// What it says.
    pub profile: RuleProfile,
    /// Until when; none: until it is changed.
    pub to: Option<Instant>,
}

/// A pioneer post that is to be. Its grid follows from its zone.
#[derive(Debug, Clone)]
pub struct NewPioneerPost {
    /// Identifier.
    pub id: PioneerPostId,
    /// The code people use.
    pub code: String,
    /// What it is.
    pub profile: PioneerPostProfile,
}

/// One change that somebody wants.
#[derive(Debug, Clone)]
pub enum AtlasEdit {
    /// A new grid, below an existing one; without a parent only as the root of an empty atlas.
    CreateGrid {
        /// The grid; its life begins now.
        grid: Grid,
        /// Its polygon.
        boundary: Option<NewBoundary>,
    },
    /// A grid without children and building groups ends, and the duties in it.
    RetireGrid {
        /// Which.
        grid: GridId,
    },
    /// A grid gets another name.
    RenameGrid {
        /// Which.
        grid: GridId,
        /// Its name from now on.
        name: String,
    },
    /// A grid goes below another one, or comes back after it had ended, without a polygon and
    /// without duties.
    PlaceGrid {
        /// Which.
        grid: GridId,
        /// The grid that it belongs to from now on.
        parent: GridId,
    },
    /// Polygons of several grids change at once.
    SetBoundaries(Vec<NewBoundary>),
    /// Borders of grids get vertices where their neighbours got some; no place changes hands.
    NodeBoundaries(Vec<NewBoundary>),
    /// A new building group in a grid.
    CreateBuildingGroup {
        /// The building group; its life begins now.
        group: BuildingGroup,
        /// Identifier of its membership.
        membership: Uuid,
        /// The grid it belongs to.
        grid: GridId,
    },
    /// A building group gets another name, count of households or grid.
    ChangeBuildingGroup {
        /// Which.
        building_group: BuildingGroupId,
        /// Its name from now on.
        name: String,
        /// Households from now on, 0 or more.
        household_count: i32,
        /// Its grid from now on; none: as before.
        moved: Option<NewMembership>,
    },
    /// A building group ends, its addresses and the duties in it.
    RetireBuildingGroup {
        /// Which.
        building_group: BuildingGroupId,
    },
    /// A building group gets an address.
    AddAddress(GroupAddress),
    /// An address ends.
    RetireAddress {
        /// Which.
        address: AddressId,
    },
    /// A new member.
    AddMember(Member),
    /// A member may act again, or no more: then duties, appointments and posts held end now.
    SetMemberActive {
        /// Who.
        member: MemberId,
        /// Whether they may act.
        active: bool,
    },
    /// Somebody gets a duty.
    GiveDuty(Duty),
    /// A duty ends.
    EndDuty {
        /// Which.
        duty: DutyId,
        /// When; not before now.
        at: Instant,
    },
    /// Somebody will be away, or is from now on.
    AddAbsence(Absence),
    /// An absence ends, or never begins.
    EndAbsence {
        /// Which.
        absence: AbsenceId,
        /// When; not before now.
        at: Instant,
    },
    /// A member gets a role.
    Appoint(Appointment),
    /// An appointment ends.
    EndAppointment {
        /// Which.
        appointment: AppointmentId,
        /// When; not before now.
        at: Instant,
    },
    /// A new organisation.
    CreateOrganization(Organization),
    /// An organisation is called otherwise, belongs or works elsewhere, or has another phone.
    ChangeOrganization {
        /// Which.
        organization: OrganizationId,
        /// What holds of it from now on.
        profile: OrganizationProfile,
    },
    /// An organisation with none below it ends.
    RetireOrganization {
        /// Which.
        organization: OrganizationId,
    },
    /// A new routing rule.
    CreateRoutingRule(RoutingRule),
    /// A routing rule says something else.
    ChangeRoutingRule {
        /// Which.
        rule: RoutingRuleId,
        /// What it says from now on.
        new: NewRuleProfile,
    },
    /// A routing rule that was over holds again.
    ResumeRoutingRule {
        /// Which.
        rule: RoutingRuleId,
        /// What it says from now on.
        new: NewRuleProfile,
    },
    /// A routing rule holds no more.
    RetireRoutingRule {
        /// Which.
        rule: RoutingRuleId,
    },
    /// A new pioneer post.
    CreatePioneerPost(NewPioneerPost),
    /// A pioneer post is described otherwise, has other places or serves elsewhere.
    ChangePioneerPost {
        /// Which.
        post: PioneerPostId,
        /// What holds of it from now on.
        profile: PioneerPostProfile,
    },
    /// A pioneer post ends, and who holds it holds it no more.
    RetirePioneerPost {
        /// Which.
        post: PioneerPostId,
    },
    /// A member holds a post for a term.
    GivePost(PostHolding),
    /// A term ends before its time.
    EndPostHolding {
        /// Which.
        holding: PostHoldingId,
        /// When; not before now.
        at: Instant,
    },
    /// A holder lets everybody read their name, or no more.
    ShowPostHolder {
        /// Which.
        holding: PostHoldingId,
        /// Whether everybody may.
        name_shown: bool,
    },
}
