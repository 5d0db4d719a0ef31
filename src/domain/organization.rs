//! 组织、单位: who works in a grid together with it.

use super::id::{GridId, OrganizationId};
use super::period::Period;
use super::vocabulary::vocabulary;

vocabulary! {
    /// What sort of organisation it is.
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

/// An organisation. It is no person: nothing of it is sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organization {
    /// Identifier.
    pub id: OrganizationId,
    /// The code people use, unique over all organisations and times.
    pub code: String,
    /// What sort it is.
    pub kind: OrganizationKind,
    /// What may change about it.
    pub profile: OrganizationProfile,
    /// From its entry to its end.
    pub life: Period,
    /// Row version.
    pub version: i64,
}

/// What may change about an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganizationProfile {
    /// What it is called.
    pub name: String,
    /// The organisation it belongs to.
    pub parent: Option<OrganizationId>,
    /// The grid it works in, with everything below.
    pub grid: GridId,
    /// The office phone that everybody may see.
    pub office_phone: Option<String>,
}
