//! What changes who holds a duty.

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
    /// Where: `{"kind": "grid", "id": "…"}` or `{"kind": "building_group", "id": "…"}`.
    #[schema(value_type = Object)]
    pub unit: Unit,
    /// Who.
    #[schema(value_type = Uuid)]
    pub member: MemberId,
    /// As what.
    pub capacity: Capacity,
    /// The order among deputies, smaller first.
    #[serde(default, skip_serializing_if = "is_zero")]
    #[schema(minimum = 0)]
    pub rank: i32,
    /// From when on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<DateTime<Utc>>,
    /// Until when; left out: without end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<DateTime<Utc>>,
    /// Whether they may be away when it begins.
    #[serde(default, skip_serializing_if = "is_false")]
    pub accept_absent: bool,
}

/// 免去
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndDuty {
    /// Which.
    #[schema(value_type = Uuid)]
    pub duty: DutyId,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<DateTime<Utc>>,
}

/// 接替
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplaceHolder {
    /// The duty that is taken over, as what it is and until when it lasts.
    #[schema(value_type = Uuid)]
    pub duty: DutyId,
    /// Who takes it over. What else they were in the unit ends.
    #[schema(value_type = Uuid)]
    pub by: MemberId,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<DateTime<Utc>>,
}

/// 顶岗
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CoverAbsence {
    /// Who is away.
    #[schema(value_type = Uuid)]
    pub member: MemberId,
    /// Why.
    pub absence: AbsenceKind,
    /// From when on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<DateTime<Utc>>,
    /// Until when; left out: until it is ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<DateTime<Utc>>,
    /// Who is a further deputy wherever they lead, for just that time. Left out: those who are
    /// deputies already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub by: Option<MemberId>,
    /// Whether open requests go to whoever answers meanwhile; only for an absence that begins when
    /// this is applied.
    #[serde(default, skip_serializing_if = "is_false")]
    pub move_open: bool,
}

/// 销假
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndAbsence {
    /// Which.
    #[schema(value_type = Uuid)]
    pub absence: AbsenceId,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<DateTime<Utc>>,
}

/// 移交
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandOverAll {
    /// Who leaves.
    #[schema(value_type = Uuid)]
    pub member: MemberId,
    /// Who takes over whatever `successors` names nobody for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub to: Option<MemberId>,
    /// Who takes over single units.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub successors: Vec<UnitSuccessor>,
    /// Whether they may act no more at all: their posts end too. Refused while they have an
    /// appointed role.
    #[serde(default, skip_serializing_if = "is_false")]
    pub deactivate: bool,
}

/// Who takes over a unit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UnitSuccessor {
    /// Where: `{"kind": "grid", "id": "…"}` or `{"kind": "building_group", "id": "…"}`.
    #[schema(value_type = Object)]
    pub unit: Unit,
    /// Who.
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
