//! Edits of the atlas: the only way to change grids, building groups, aliases, duties, absences,
//! appointments, members, organisations, pioneer posts and routing rules. They carry the
//! identifiers of the rows they create, so that planning them needs no randomness.

mod moment;
mod record;

use super::address::{GroupAddress, WrittenAddress};
use super::alias::Alias;
use super::duty::{Absence, Appointment, Duty, Member};
use super::geometry::Shape;
use super::id::{
    AbsenceId, AddressId, AliasId, AppointmentId, BoundaryId, BuildingGroupId, DutyId, GridId,
    MemberId, OrganizationId, PioneerPostId, PostHoldingId, RoutingRuleId,
};
use super::organization::{Organization, OrganizationProfile};
use super::period::Instant;
use super::pioneer_post::{PioneerPostProfile, PostHolding};
use super::routing_rule::{RoutingRule, RuleProfile};
use super::unit::{BuildingGroup, Grid};
use std::sync::Arc;
use uuid::Uuid;

/// A new polygon of a grid.
#[derive(Debug, Clone)]
pub struct NewBoundary {
    /// Identifier of the new boundary.
    pub id: BoundaryId,
    /// Grid.
    pub grid: GridId,
    /// New polygon.
    pub shape: Arc<Shape>,
}

/// A new membership of a building group in a grid.
#[derive(Debug, Clone, Copy)]
pub struct NewMembership {
    /// Identifier of the new membership.
    pub id: Uuid,
    /// Grid to which the building group belongs from now on.
    pub grid: GridId,
}

/// A new profile of a routing rule.
#[derive(Debug, Clone)]
pub struct NewRuleProfile {
    /// Identifier of the new row.
    pub row: Uuid,
    /// Profile.
    pub profile: RuleProfile,
    /// End of the profile's period; none: until it is changed.
    pub to: Option<Instant>,
}

/// A pioneer post to create. Its grid follows from its zone.
#[derive(Debug, Clone)]
pub struct NewPioneerPost {
    /// Identifier.
    pub id: PioneerPostId,
    /// Code people use.
    pub code: String,
    /// Profile.
    pub profile: PioneerPostProfile,
}

/// An edit: one change of the atlas.
#[derive(Debug, Clone)]
pub enum AtlasEdit {
    /// Creates a grid below an existing one; without a parent only as the root of an empty atlas.
    CreateGrid {
        /// Grid; its life begins now.
        grid: Grid,
        /// Polygon.
        boundary: Option<NewBoundary>,
    },
    /// Retires a grid without children and building groups, and ends its duties.
    RetireGrid {
        /// Grid.
        grid: GridId,
    },
    /// Renames a grid.
    RenameGrid {
        /// Grid.
        grid: GridId,
        /// New name.
        name: String,
    },
    /// Places a grid below another one, or restores a retired one, without a polygon and without
    /// duties.
    PlaceGrid {
        /// Grid.
        grid: GridId,
        /// New parent.
        parent: GridId,
    },
    /// Changes the polygons of several grids at once.
    SetBoundaries(Vec<NewBoundary>),
    /// Adds to borders of grids the vertices that their neighbours got; no land changes hands.
    NodeBoundaries(Vec<NewBoundary>),
    /// Creates a building group in a grid.
    CreateBuildingGroup {
        /// Building group; its life begins now.
        group: BuildingGroup,
        /// Identifier of the membership.
        membership: Uuid,
        /// Grid to which it belongs.
        grid: GridId,
    },
    /// Changes the name, household count or grid of a building group.
    ChangeBuildingGroup {
        /// Building group.
        building_group: BuildingGroupId,
        /// New name.
        name: String,
        /// New household count, 0 or more.
        household_count: i32,
        /// New grid; none: unchanged.
        moved: Option<NewMembership>,
    },
    /// Retires a building group, and ends its addresses and duties.
    RetireBuildingGroup {
        /// Building group.
        building_group: BuildingGroupId,
    },
    /// Adds an address to a building group.
    AddAddress(GroupAddress),
    /// Changes how an address is written; its normal form stays, and with it all that is responsible.
    RewordAddress {
        /// Address.
        address: AddressId,
        /// New text, of the same normal form.
        text: WrittenAddress,
    },
    /// Ends an address.
    RetireAddress {
        /// Address.
        address: AddressId,
    },
    /// Gives a place another name.
    AddAlias(Alias),
    /// Ends an alias.
    EndAlias {
        /// Alias.
        alias: AliasId,
    },
    /// Adds a member.
    AddMember(Member),
    /// Activates or deactivates a member; deactivating ends duties, appointments and post holdings
    /// now.
    SetMemberActive {
        /// Member.
        member: MemberId,
        /// True if the member may act.
        active: bool,
    },
    /// Assigns a duty.
    GiveDuty(Duty),
    /// Ends a duty.
    EndDuty {
        /// Duty.
        duty: DutyId,
        /// End; not before now.
        at: Instant,
    },
    /// Adds an absence, which begins now or later.
    AddAbsence(Absence),
    /// Ends an absence, or cancels one that has not begun.
    EndAbsence {
        /// Absence.
        absence: AbsenceId,
        /// End; not before now.
        at: Instant,
    },
    /// Appoints a member to a role.
    Appoint(Appointment),
    /// Ends an appointment.
    EndAppointment {
        /// Appointment.
        appointment: AppointmentId,
        /// End; not before now.
        at: Instant,
    },
    /// Creates an organisation.
    CreateOrganization(Organization),
    /// Changes the name, parent, grid, served units or phone of an organisation.
    ChangeOrganization {
        /// Organisation.
        organization: OrganizationId,
        /// New profile.
        profile: OrganizationProfile,
    },
    /// Retires an organisation with none below it.
    RetireOrganization {
        /// Organisation.
        organization: OrganizationId,
    },
    /// Creates a routing rule.
    CreateRoutingRule(RoutingRule),
    /// Changes a routing rule.
    ChangeRoutingRule {
        /// Rule.
        rule: RoutingRuleId,
        /// New profile.
        new: NewRuleProfile,
    },
    /// Puts a routing rule that had ended into force again.
    ResumeRoutingRule {
        /// Rule.
        rule: RoutingRuleId,
        /// New profile.
        new: NewRuleProfile,
    },
    /// Ends a routing rule.
    RetireRoutingRule {
        /// Rule.
        rule: RoutingRuleId,
    },
    /// Creates a pioneer post.
    CreatePioneerPost(NewPioneerPost),
    /// Changes the description, number of places or zone of a pioneer post.
    ChangePioneerPost {
        /// Post.
        post: PioneerPostId,
        /// New profile.
        profile: PioneerPostProfile,
    },
    /// Retires a pioneer post, and ends its holdings.
    RetirePioneerPost {
        /// Post.
        post: PioneerPostId,
    },
    /// Gives a post to a member for a term.
    GivePost(PostHolding),
    /// Ends a term early.
    EndPostHolding {
        /// Holding.
        holding: PostHoldingId,
        /// End; not before now.
        at: Instant,
    },
    /// Shows or hides the name of a post holder to the public, as the holder decides.
    ShowPostHolder {
        /// Holding.
        holding: PostHoldingId,
        /// True if everybody may read the name.
        name_shown: bool,
    },
}

impl AtlasEdit {
    /// Returns the identifier of what it creates, to which later edits may refer.
    pub(super) const fn created(&self) -> Option<Uuid> {
        match self {
            Self::CreateGrid { grid, .. } => Some(grid.id.0),
            Self::CreateBuildingGroup { group, .. } => Some(group.id.0),
            Self::AddAddress(address) => Some(address.id.0),
            Self::AddAlias(alias) => Some(alias.id.0),
            Self::AddMember(member) => Some(member.id.0),
            Self::GiveDuty(duty) => Some(duty.id.0),
            Self::AddAbsence(absence) => Some(absence.id.0),
            Self::CreateOrganization(organization) => Some(organization.id.0),
            Self::CreateRoutingRule(rule) => Some(rule.id.0),
            Self::CreatePioneerPost(post) => Some(post.id.0),
            Self::GivePost(holding) => Some(holding.id.0),
            _ => None,
        }
    }
}
