//! Postponing an edit to the instant at which it is applied.

use super::AtlasEdit;
use crate::domain::period::{Instant, Period};

impl AtlasEdit {
    /// Returns the same edit, prepared at one instant and applied at a later one: beginnings and
    /// ends at the first instant move to the second; those at other instants stay.
    #[must_use]
    pub fn postponed(mut self, prepared: Instant, applied: Instant) -> Self {
        let postpone = |at: &mut Instant| {
            if *at == prepared {
                *at = applied;
            }
        };
        let begin = |period: &mut Period| postpone(&mut period.from);
        match &mut self {
            Self::CreateGrid { grid, .. } => begin(&mut grid.life),
            Self::CreateBuildingGroup { group, .. } => begin(&mut group.life),
            Self::AddAddress(address) => begin(&mut address.period),
            Self::AddAlias(alias) => begin(&mut alias.period),
            Self::AddMember(member) => postpone(&mut member.created_at),
            Self::GiveDuty(duty) => begin(&mut duty.period),
            Self::AddAbsence(absence) => begin(&mut absence.period),
            Self::Appoint(appointment) => begin(&mut appointment.period),
            Self::GivePost(holding) => begin(&mut holding.period),
            Self::EndDuty { at, .. }
            | Self::EndAbsence { at, .. }
            | Self::EndAppointment { at, .. }
            | Self::EndPostHolding { at, .. } => postpone(at),
            Self::CreateOrganization(organization) => begin(&mut organization.life),
            Self::CreateRoutingRule(rule) => begin(&mut rule.period),
            Self::RetireGrid { .. }
            | Self::RenameGrid { .. }
            | Self::PlaceGrid { .. }
            | Self::SetBoundaries(_)
            | Self::NodeBoundaries(_)
            | Self::ChangeBuildingGroup { .. }
            | Self::RetireBuildingGroup { .. }
            | Self::RewordAddress { .. }
            | Self::RetireAddress { .. }
            | Self::EndAlias { .. }
            | Self::SetMemberActive { .. }
            | Self::ChangeOrganization { .. }
            | Self::RetireOrganization { .. }
            | Self::ChangeRoutingRule { .. }
            | Self::ResumeRoutingRule { .. }
            | Self::RetireRoutingRule { .. }
            | Self::CreatePioneerPost(_)
            | Self::ChangePioneerPost { .. }
            | Self::RetirePioneerPost { .. }
            | Self::ShowPostHolder { .. } => {}
        }
        self
    }
}
