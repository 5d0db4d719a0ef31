//! Partakers that a rule names by their relation to the place, so that one rule serves a whole
//! town.

use super::PartakerRole;
use crate::domain::organization::OrganizationKind;
use crate::domain::vocabulary::vocabulary;

vocabulary! {
    /// Partaker that a rule names by their relation to the place of a request.
    RelativePartaker {
        PostHere = "post_here" "责任区先锋岗" "the pioneer post whose zone covers the place",
        PropertyHere = "property_here" "服务此处的物业" "the property company that serves the place",
        OwnersCommitteeHere = "owners_committee_here" "此处的业委会" "the owners' committee that serves the place",
        StationOfficeHere = "station_office_here" "服务此处的站所" "the station office that serves the place",
        BuildingGroupHere = "building_group_here" "所在楼组的楼组长" "the leader of the building group there",
        NeighborhoodHere = "neighborhood_here" "所在居村的书记" "the secretary of the neighbourhood there",
    }
}

impl RelativePartaker {
    /// Returns the kind of the organisations that may be it; none if it is no organisation.
    pub const fn organization_kind(self) -> Option<OrganizationKind> {
        match self {
            Self::PropertyHere => Some(OrganizationKind::Property),
            Self::OwnersCommitteeHere => Some(OrganizationKind::OwnersCommittee),
            Self::StationOfficeHere => Some(OrganizationKind::StationOffice),
            Self::PostHere | Self::BuildingGroupHere | Self::NeighborhoodHere => None,
        }
    }

    /// Returns true if it may have a part: organisations handle together with the holder; people
    /// begin before the holder or read along.
    pub const fn fits(self, part: PartakerRole) -> bool {
        match part {
            PartakerRole::FirstHandler => matches!(self, Self::PostHere | Self::BuildingGroupHere),
            PartakerRole::CoHandler => self.organization_kind().is_some(),
            PartakerRole::Copy => self.organization_kind().is_none(),
            PartakerRole::Assistant => false,
        }
    }
}
