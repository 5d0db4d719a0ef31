//! People and what they answer for: members, duties, absences, appointments.

use super::id::{AbsenceId, AppointmentId, DutyId, GridId, MemberId};
use super::period::{Instant, Period};
use super::role::Role;
use super::unit::Unit;
use super::vocabulary::vocabulary;
use serde::{Deserialize, Serialize};

vocabulary! {
    /// In what capacity somebody holds a duty.
    Capacity {
        /// Answers for the unit; periods of one unit never overlap.
        Leader = "leader" "负责人" "Leader",
        /// B角: stands in when the leader is absent, by rank.
        Deputy = "deputy" "副职（B角）" "Deputy",
        /// 网格员: works there, is never routed to.
        Worker = "worker" "网格员" "Worker",
        /// 值班: takes what is urgent outside working hours; a shift always has an end.
        OnCall = "on_call" "值班" "On call",
    }
}

vocabulary! {
    /// Why a holder is absent; seen by the holder and the secretary alone.
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
    /// The code people use (工号), unique.
    pub code: String,
    /// Whether the member may act at all.
    pub active: bool,
    /// When the member was entered.
    pub created_at: Instant,
    /// Row version.
    pub version: i64,
}

/// 责任: person × unit × capacity × period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Duty {
    /// Identifier.
    pub id: DutyId,
    /// Where.
    pub unit: Unit,
    /// Who.
    pub member: MemberId,
    /// As what.
    pub capacity: Capacity,
    /// The order among deputies of one unit, smaller first.
    pub rank: i32,
    /// When.
    pub period: Period,
    /// Row version.
    pub version: i64,
}

/// Who answers, by which duty, for which unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Holding {
    /// The unit whose duty it is.
    pub unit: Unit,
    /// The duty.
    pub duty: DutyId,
    /// The person whose duty it is.
    pub member: MemberId,
}

impl From<&Duty> for Holding {
    fn from(duty: &Duty) -> Self {
        Self { unit: duty.unit, duty: duty.id, member: duty.member }
    }
}

impl Capacity {
    /// Whether those who serve so answer for the unit at any hour: its leader and its deputies.
    pub const fn leads(self) -> bool {
        matches!(self, Self::Leader | Self::Deputy)
    }
}

/// 请假/离岗: a period in which a holder cannot act.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Absence {
    /// Identifier.
    pub id: AbsenceId,
    /// Who.
    pub member: MemberId,
    /// Why.
    pub kind: AbsenceKind,
    /// When.
    pub period: Period,
    /// Row version.
    pub version: i64,
}

/// A role that an administrator gave, for a grid and all below it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Appointment {
    /// Identifier.
    pub id: AppointmentId,
    /// Who.
    pub member: MemberId,
    /// As what: one of the appointed roles.
    pub role: Role,
    /// Over what.
    pub grid: GridId,
    /// When.
    pub period: Period,
    /// Row version.
    pub version: i64,
}
