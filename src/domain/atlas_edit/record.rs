//! Log record of an edit: ids, codes and enums.

use super::AtlasEdit;
use crate::domain::duty::{Absence, Appointment, Duty};
use crate::domain::period::Period;
use crate::domain::pioneer_post::PostHolding;
use serde_json::{Value, json};

impl AtlasEdit {
    /// Returns true if the effect of the edit can be known only by comparing polygons.
    pub const fn moves_borders(&self) -> bool {
        matches!(
            self,
            Self::CreateGrid { .. }
                | Self::RetireGrid { .. }
                | Self::PlaceGrid { .. }
                | Self::SetBoundaries(_)
                | Self::NodeBoundaries(_)
        )
    }

    /// Returns the kind of the edit, in the past tense.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::CreateGrid { .. } => "grid_created",
            Self::RetireGrid { .. } => "grid_retired",
            Self::RenameGrid { .. } => "grid_renamed",
            Self::PlaceGrid { .. } => "grid_placed",
            Self::SetBoundaries(_) => "boundaries_set",
            Self::NodeBoundaries(_) => "boundaries_noded",
            Self::CreateBuildingGroup { .. } => "building_group_created",
            Self::ChangeBuildingGroup { .. } => "building_group_changed",
            Self::RetireBuildingGroup { .. } => "building_group_retired",
            Self::AddAddress(_) => "address_added",
            Self::RewordAddress { .. } => "address_reworded",
            Self::RetireAddress { .. } => "address_retired",
            Self::AddAlias(_) => "alias_added",
            Self::EndAlias { .. } => "alias_ended",
            Self::AddMember(_) => "member_added",
            Self::SetMemberActive { active: true, .. } => "member_activated",
            Self::SetMemberActive { active: false, .. } => "member_deactivated",
            Self::GiveDuty(_) => "duty_given",
            Self::EndDuty { .. } => "duty_ended",
            Self::AddAbsence(_) => "absence_added",
            Self::EndAbsence { .. } => "absence_ended",
            Self::Appoint(_) => "appointment_given",
            Self::EndAppointment { .. } => "appointment_ended",
            Self::CreateOrganization(_) => "organization_created",
            Self::ChangeOrganization { .. } => "organization_changed",
            Self::RetireOrganization { .. } => "organization_retired",
            Self::CreateRoutingRule(_) => "routing_rule_created",
            Self::ChangeRoutingRule { .. } => "routing_rule_changed",
            Self::ResumeRoutingRule { .. } => "routing_rule_resumed",
            Self::RetireRoutingRule { .. } => "routing_rule_retired",
            Self::CreatePioneerPost(_) => "pioneer_post_created",
            Self::ChangePioneerPost { .. } => "pioneer_post_changed",
            Self::RetirePioneerPost { .. } => "pioneer_post_retired",
            Self::GivePost(_) => "pioneer_post_given",
            Self::EndPostHolding { .. } => "post_holding_ended",
            Self::ShowPostHolder { name_shown: true, .. } => "post_holder_shown",
            Self::ShowPostHolder { name_shown: false, .. } => "post_holder_hidden",
        }
    }

    /// Returns the identifiers and values of the edit.
    pub fn payload(&self) -> Value {
        match self {
            Self::CreateGrid { grid, boundary } => json!({
                "grid": grid.id, "code": grid.code, "level": grid.level, "kind": grid.kind, "parent": grid.parent,
                "boundary": boundary.as_ref().map(|boundary| boundary.id),
            }),
            Self::RetireGrid { grid } | Self::RenameGrid { grid, .. } => json!({ "grid": grid }),
            Self::PlaceGrid { grid, parent } => json!({ "grid": grid, "parent": parent }),
            Self::SetBoundaries(boundaries) | Self::NodeBoundaries(boundaries) => {
                let set = boundaries.iter().map(|b| json!({ "grid": b.grid, "boundary": b.id }));
                json!({ "boundaries": set.collect::<Vec<_>>() })
            }
            Self::CreateBuildingGroup { group, grid, .. } => {
                json!({ "building_group": group.id, "code": group.code, "grid": grid })
            }
            Self::ChangeBuildingGroup { building_group, household_count, moved, .. } => json!({
                "building_group": building_group, "household_count": household_count,
                "grid": moved.map(|moved| moved.grid),
            }),
            Self::RetireBuildingGroup { building_group } => {
                json!({ "building_group": building_group })
            }
            Self::AddAddress(address) => {
                json!({ "address": address.id, "building_group": address.building_group })
            }
            Self::RewordAddress { address, .. } | Self::RetireAddress { address } => {
                json!({ "address": address })
            }
            Self::AddAlias(alias) => json!({ "alias": alias.id, "kind": alias.target.kind() }),
            Self::EndAlias { alias } => json!({ "alias": alias }),
            Self::AddMember(member) => json!({ "member": member.id, "code": member.code }),
            Self::SetMemberActive { member, .. } => json!({ "member": member }),
            Self::GiveDuty(duty) => given(duty),
            Self::EndDuty { duty, at } => json!({ "duty": duty, "at": at }),
            Self::AddAbsence(absence) => away(absence),
            Self::EndAbsence { absence, at } => json!({ "absence": absence, "at": at }),
            Self::Appoint(appointment) => appointed(appointment),
            Self::EndAppointment { appointment, at } => {
                json!({ "appointment": appointment, "at": at })
            }
            Self::CreateOrganization(new) => json!({
                "organization": new.id, "code": new.code, "kind": new.kind,
                "parent": new.profile.parent, "grid": new.profile.grid,
                "serves": new.profile.serves,
            }),
            Self::ChangeOrganization { organization, profile } => {
                json!({
                    "organization": organization, "parent": profile.parent, "grid": profile.grid,
                    "serves": profile.serves,
                })
            }
            Self::RetireOrganization { organization } => json!({ "organization": organization }),
            Self::CreateRoutingRule(rule) => {
                json!({ "rule": rule.id, "code": rule.code, "row": rule.row, "grid": rule.profile.grid })
            }
            Self::ChangeRoutingRule { rule, new } | Self::ResumeRoutingRule { rule, new } => {
                json!({ "rule": rule, "row": new.row, "grid": new.profile.grid })
            }
            Self::RetireRoutingRule { rule } => json!({ "rule": rule }),
            Self::CreatePioneerPost(new) => {
                json!({ "post": new.id, "code": new.code, "places": new.profile.places, "zone": new.profile.zone.kind() })
            }
            Self::ChangePioneerPost { post, profile } => {
                json!({ "post": post, "places": profile.places, "zone": profile.zone.kind() })
            }
            Self::RetirePioneerPost { post } => json!({ "post": post }),
            Self::GivePost(holding) => posted(holding),
            Self::EndPostHolding { holding, at } => json!({ "holding": holding, "at": at }),
            Self::ShowPostHolder { holding, .. } => json!({ "holding": holding }),
        }
    }
}

fn given(duty: &Duty) -> Value {
    let Period { from, to } = duty.period;
    json!({
        "duty": duty.id, "unit": duty.unit, "member": duty.member,
        "capacity": duty.capacity, "rank": duty.rank, "from": from, "to": to,
    })
}

/// Omits the kind of the absence, which only the secretary and the holder may see.
fn away(absence: &Absence) -> Value {
    let Period { from, to } = absence.period;
    json!({ "absence": absence.id, "member": absence.member, "from": from, "to": to })
}

fn posted(holding: &PostHolding) -> Value {
    let Period { from, to } = holding.period;
    json!({ "holding": holding.id, "post": holding.post, "member": holding.member, "from": from, "to": to })
}

fn appointed(appointment: &Appointment) -> Value {
    let Period { from, to } = appointment.period;
    json!({
        "appointment": appointment.id, "member": appointment.member, "role": appointment.role,
        "grid": appointment.grid, "organization": appointment.organization, "from": from, "to": to,
    })
}
