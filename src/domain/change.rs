//! Rows of the atlas that a plan creates or changes.

mod fingerprint;

use super::address::GroupAddress;
use super::alias::Alias;
use super::duty::{Absence, Appointment, Duty, Member};
use super::organization::Organization;
use super::pioneer_post::{PioneerPost, PostHolding};
use super::routing_rule::RoutingRule;
use super::unit::{AcceptedGap, Boundary, BuildingGroup, Grid, GroupMembership};
use uuid::Uuid;

/// A row after a change: new, or a later state of the same identifier. Rows are never removed;
/// periods end.
#[derive(Debug, Clone)]
pub enum Change {
    /// A grid.
    Grid(Grid),
    /// A version of a grid's polygon.
    Boundary(Boundary),
    /// A gap between grids that was accepted.
    AcceptedGap(AcceptedGap),
    /// A building group.
    BuildingGroup(BuildingGroup),
    /// Membership of a building group in a grid.
    GroupMembership(GroupMembership),
    /// An address.
    Address(GroupAddress),
    /// Another name of a place.
    Alias(Alias),
    /// A member.
    Member(Member),
    /// A duty.
    Duty(Duty),
    /// An absence.
    Absence(Absence),
    /// An appointed role.
    Appointment(Appointment),
    /// An organisation.
    Organization(Organization),
    /// Profile of a routing rule over a period.
    RoutingRule(RoutingRule),
    /// A pioneer post.
    PioneerPost(PioneerPost),
    /// Term of a member at a pioneer post.
    PostHolding(PostHolding),
}

impl Change {
    /// Returns the identifier of the row.
    pub const fn id(&self) -> Uuid {
        match self {
            Self::Grid(grid) => grid.id.0,
            Self::Boundary(boundary) => boundary.id.0,
            Self::AcceptedGap(gap) => gap.id,
            Self::BuildingGroup(group) => group.id.0,
            Self::GroupMembership(membership) => membership.id,
            Self::Address(address) => address.id.0,
            Self::Alias(alias) => alias.id.0,
            Self::Member(member) => member.id.0,
            Self::Duty(duty) => duty.id.0,
            Self::Absence(absence) => absence.id.0,
            Self::Appointment(appointment) => appointment.id.0,
            Self::Organization(organization) => organization.id.0,
            Self::RoutingRule(rule) => rule.row,
            Self::PioneerPost(post) => post.id.0,
            Self::PostHolding(holding) => holding.id.0,
        }
    }
}
