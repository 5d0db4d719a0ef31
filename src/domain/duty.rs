//! Members and their duties, absences and appointments.

use super::id::{AbsenceId, AppointmentId, DutyId, GridId, MemberId, OrganizationId};
use super::period::{Instant, Period};
use super::role::Role;
use super::unit::Unit;
use super::vocabulary::vocabulary;
use serde::{Deserialize, Serialize};

vocabulary! {
    /// Capacity in which somebody holds a duty.
    Capacity {
        /// Answers for the unit; periods of one unit never overlap.
        Leader = "leader" "负责人" "Leader",
        /// B角: answers when the leader is absent, by rank.
        Deputy = "deputy" "副职（B角）" "Deputy",
        /// 网格员: works there, is never routed to.
        Worker = "worker" "网格员" "Worker",
        /// 值班: takes what is urgent outside working hours; a shift always has an end.
        OnCall = "on_call" "值班" "On call",
    }
}

vocabulary! {
    /// Kind of an absence; visible only to the holder and the secretary.
    AbsenceKind {
        Leave = "leave" "休假" "Leave",
        Sick = "sick" "病假" "Sick leave",
        Training = "training" "培训" "Training",
        Business = "business" "出差" "Business trip",
        Other = "other" "其他" "Other",
    }
}

/// 党员、志愿者、工作人员: a person who serves. Name and phone are sealed elsewhere.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// Identifier.
    pub id: MemberId,
    /// Code people use (工号), unique.
    pub code: String,
    /// True if the member may act at all.
    pub active: bool,
    /// Time at which the member was entered.
    pub created_at: Instant,
    /// Row version.
    pub version: i64,
}

/// 责任: person × unit × capacity × period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Duty {
    /// Identifier.
    pub id: DutyId,
    /// Unit of the duty.
    pub unit: Unit,
    /// Member who holds it.
    pub member: MemberId,
    /// Capacity.
    pub capacity: Capacity,
    /// Order among deputies of one unit, smaller first.
    pub rank: i32,
    /// Period.
    pub period: Period,
    /// Row version.
    pub version: i64,
}

/// Holder of a unit's responsibility: the person, by which duty, for which unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Holding {
    /// Unit of the duty.
    pub unit: Unit,
    /// Duty.
    pub duty: DutyId,
    /// Member who holds the duty.
    pub member: MemberId,
}

impl From<&Duty> for Holding {
    fn from(duty: &Duty) -> Self {
        Self { unit: duty.unit, duty: duty.id, member: duty.member }
    }
}

impl Capacity {
    /// Returns true for the capacities that answer for the unit at any hour: leader and deputies.
    pub const fn leads(self) -> bool {
        matches!(self, Self::Leader | Self::Deputy)
    }
}

/// 请假/离岗: a period in which a member cannot act.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Absence {
    /// Identifier.
    pub id: AbsenceId,
    /// Member who is absent.
    pub member: MemberId,
    /// Kind of absence.
    pub kind: AbsenceKind,
    /// Period.
    pub period: Period,
    /// Row version.
    pub version: i64,
}

/// A role given by an administrator, over a grid and all grids below it; that of a liaison over an
/// organisation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Appointment {
    /// Identifier.
    pub id: AppointmentId,
    /// Member who is appointed.
    pub member: MemberId,
    /// Role: one of the appointed roles.
    pub role: Role,
    /// Grid over which the role applies; that in which the organisation works.
    pub grid: GridId,
    /// Organisation that a liaison acts for; none in other roles.
    pub organization: Option<OrganizationId>,
    /// Period.
    pub period: Period,
    /// Row version.
    pub version: i64,
}
