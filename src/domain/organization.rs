//! 组织、单位: organisations that work in a grid together with it.

use super::id::{GridId, OrganizationId};
use super::period::Period;
use super::unit::Unit;
use super::vocabulary::vocabulary;

/// Maximum number of units that an organisation serves by name.
pub const SERVED_MAX: usize = 200;

vocabulary! {
    /// Kind of an organisation.
    OrganizationKind {
        PartyOrganization = "party_organization" "党组织" "party organisation",
        MemberUnit = "member_unit" "治理共同体成员单位" "member unit of an alliance",
        Department = "department" "科室" "department of the town",
        StationOffice = "station_office" "站所" "station office",
        Property = "property" "物业" "property management",
        OwnersCommittee = "owners_committee" "业委会" "owners' committee",
        SocialOrganization = "social_organization" "社会组织" "social organisation",
        Enterprise = "enterprise" "企业" "enterprise",
        Institution = "institution" "事业单位" "public institution",
    }
}

impl OrganizationKind {
    /// Returns true for departments and station offices of the town: they have duties of their own
    /// and may be 主办. Enterprises, property companies and all others never are.
    pub const fn is_office(self) -> bool {
        matches!(self, Self::Department | Self::StationOffice)
    }
}

/// An organisation. It is no person: none of it is sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organization {
    /// Identifier.
    pub id: OrganizationId,
    /// Code for people, unique over all organisations and times.
    pub code: String,
    /// Kind.
    pub kind: OrganizationKind,
    /// Fields that may change.
    pub profile: OrganizationProfile,
    /// Period from its entry to its end.
    pub life: Period,
    /// Row version.
    pub version: i64,
}

/// Fields of an organisation that may change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganizationProfile {
    /// Name.
    pub name: String,
    /// The organisation it belongs to.
    pub parent: Option<OrganizationId>,
    /// The grid it works in, with everything below.
    pub grid: GridId,
    /// Grids with everything below, and building groups, that it serves; none named: the whole of
    /// its grid.
    pub serves: Vec<Unit>,
    /// Office phone that everybody may see.
    pub office_phone: Option<String>,
}

impl OrganizationProfile {
    /// Returns the units that it serves: those named, else its grid.
    pub fn served(&self) -> impl Iterator<Item = Unit> {
        let whole = self.serves.is_empty().then_some(Unit::Grid(self.grid));
        self.serves.iter().copied().chain(whole)
    }
    /// Returns the same profile after all of one grid went to another.
    #[must_use]
    pub fn moved(mut self, from: GridId, to: GridId) -> Self {
        if self.grid == from {
            self.grid = to;
        }
        if self.serves.contains(&Unit::Grid(from)) {
            self.serves.retain(|&unit| unit != Unit::Grid(from) && unit != Unit::Grid(to));
            self.serves.push(Unit::Grid(to));
        }
        self
    }
}
