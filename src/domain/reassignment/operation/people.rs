//! Operations on duties and absences.

use crate::domain::duty::{AbsenceKind, Capacity};
use crate::domain::id::{AbsenceId, DutyId, MemberId};
use crate::domain::unit::Unit;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// 任命
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignDuty {
    /// Unit: `{"kind": "grid", "id": "…"}` or `{"kind": "building_group", "id": "…"}`.
    pub unit: Unit,
    /// Member.
    #[schema(value_type = Uuid)]
    pub member: MemberId,
    /// Capacity.
    pub capacity: Capacity,
    /// Order among deputies, smaller first.
    #[serde(default, skip_serializing_if = "is_zero")]
    #[schema(minimum = 0)]
    pub rank: i32,
    /// Start; left out: when applied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<DateTime<Utc>>,
    /// End; left out: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<DateTime<Utc>>,
    /// True if the member may be absent when it begins.
    #[serde(default, skip_serializing_if = "is_false")]
    pub accept_absent: bool,
}

/// 免去
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndDuty {
    /// Duty.
    #[schema(value_type = Uuid)]
    pub duty: DutyId,
    /// End; left out: when applied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<DateTime<Utc>>,
}

/// 接替
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplaceHolder {
    /// Duty that is taken over, with its capacity and end.
    #[schema(value_type = Uuid)]
    pub duty: DutyId,
    /// Successor, whose other duties in the unit end.
    #[schema(value_type = Uuid)]
    pub by: MemberId,
    /// Time of the takeover; left out: when applied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<DateTime<Utc>>,
}

/// 顶岗
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CoverAbsence {
    /// Member who is absent.
    #[schema(value_type = Uuid)]
    pub member: MemberId,
    /// Kind of absence; required when it is sent, left out to readers who may not know it.
    #[schema(required = false)]
    pub absence: AbsenceKind,
    /// Start; left out: when applied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<DateTime<Utc>>,
    /// End; left out: until it is ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<DateTime<Utc>>,
    /// Additional deputy wherever the member leads, for the time of the absence. Left out: the
    /// existing deputies stand in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub by: Option<MemberId>,
    /// True if open requests go to whoever answers meanwhile; only for an absence that begins when
    /// this is applied.
    #[serde(default, skip_serializing_if = "is_false")]
    pub move_open: bool,
}

/// 销假
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndAbsence {
    /// Absence.
    #[schema(value_type = Uuid)]
    pub absence: AbsenceId,
    /// End; left out: when applied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<DateTime<Utc>>,
}

/// 移交
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandOverAll {
    /// Member who leaves.
    #[schema(value_type = Uuid)]
    pub member: MemberId,
    /// Successor for all units not in `successors`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub to: Option<MemberId>,
    /// Successors for single units.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub successors: Vec<UnitSuccessor>,
    /// True if the member may no longer act at all: their posts end too. Refused while they have an
    /// appointed role.
    #[serde(default, skip_serializing_if = "is_false")]
    pub deactivate: bool,
}

/// Successor for a unit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UnitSuccessor {
    /// Unit: `{"kind": "grid", "id": "…"}` or `{"kind": "building_group", "id": "…"}`.
    pub unit: Unit,
    /// Successor.
    #[schema(value_type = Uuid)]
    pub member: MemberId,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
const fn is_zero(rank: &i32) -> bool {
    *rank == 0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
const fn is_false(flag: &bool) -> bool {
    !*flag
}
