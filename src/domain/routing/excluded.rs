//! People who are kept out of a request.

use crate::domain::atlas::Atlas;
use crate::domain::id::{MemberId, OrganizationId};
use crate::domain::period::Instant;
use crate::domain::unit::Unit;

/// People who must neither handle nor see a request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Excluded {
    /// Members.
    pub members: Vec<MemberId>,
    /// Units whose whole chain was skipped, including people who join it later.
    pub units: Vec<Unit>,
    /// Organisations that it is about: they have no part in it, nor have their liaisons.
    pub organizations: Vec<OrganizationId>,
}

impl Excluded {
    /// Returns true if a member is excluded at an instant.
    pub fn includes(&self, atlas: &Atlas, member: MemberId, at: Instant) -> bool {
        self.members.contains(&member)
            || self
                .units
                .iter()
                .any(|&unit| atlas.people().chain(unit, at).any(|duty| duty.member == member))
            || !self.organizations.is_empty() && self.acts_for_one(atlas, member, at)
    }

    /// Returns true if an organisation is one of them, or belongs to one.
    pub fn includes_organization(&self, atlas: &Atlas, id: OrganizationId) -> bool {
        let organizations = atlas.organizations();
        self.organizations.iter().any(|&about| organizations.is_within(id, about))
    }

    /// Returns true if a member acts for one of the organisations: as its liaison, or by a duty in the
    /// office that it is.
    fn acts_for_one(&self, atlas: &Atlas, member: MemberId, at: Instant) -> bool {
        atlas
            .people()
            .acts_for(member, at)
            .any(|organization| self.includes_organization(atlas, organization))
    }

    /// Excludes a unit with its whole chain.
    pub(super) fn chain(&mut self, atlas: &Atlas, unit: Unit, at: Instant) {
        self.units.push(unit);
        self.members.extend(atlas.people().chain(unit, at).map(|duty| duty.member));
    }

    /// Removes the holder, who may see the request whatever was skipped on the way to them.
    pub(super) fn without(mut self, holder: MemberId) -> Self {
        self.members.sort_unstable();
        self.members.dedup();
        self.members.retain(|&member| member != holder);
        self.units.sort_unstable();
        self.units.dedup();
        self.organizations.sort_unstable();
        self.organizations.dedup();
        self
    }
}
