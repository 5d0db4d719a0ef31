//! How responsibility at an instant is shown. Nobody is named: whoever asks about the past gets
//! codes.

use crate::domain::atlas::Atlas;
use crate::domain::duty::{Capacity, Duty};
use crate::domain::geometry::Shape;
use crate::domain::id::{BoundaryId, DutyId, MemberId, RequestId};
use crate::domain::request::AssignmentCause;
use crate::domain::routing::{PlacedBy, RoutingTrace};
use crate::domain::unit::{Boundary, Unit};
use crate::error::{Code, Language, Result};
use crate::service::explain::ExplainedRouting;
use crate::service::responsibility::then::{PastHolder, Responsibility, SourcedPeriod};
use crate::web::origins::ChangeSetBrief;
use crate::web::partakers::RuleBrief;
use crate::web::people::MemberBrief;
use crate::web::units::GridBrief;
use crate::web::units::UnitView;
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// Responsibility for a place or for a request.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub enum ResponsibilityView {
    /// Responsibility for a place.
    Place(Box<PlaceResponsibility>),
    /// Responsibility for a request.
    Request(Box<RequestResponsibility>),
}

/// Responsibility for a place at an instant.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlaceResponsibility {
    /// The instant.
    pub at: DateTime<Utc>,
    /// What decided the place.
    pub by: PlacedBy,
    /// Grid of the place.
    pub grid: GridBrief,
    /// Border of the grid at the instant; missing when it had none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub border: Option<BorderView>,
    /// Building group of the address; missing when no single one is meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub building_group: Option<UnitView>,
    /// The unit that answers for the place.
    pub unit: UnitView,
    /// The duty by which a member answers for it.
    pub duty: DutyThen,
    /// Routing rule that applied.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<RuleBrief>,
    /// Trace: every step, candidate and reason.
    pub trace: RoutingTrace,
}

/// One version of the border of a grid.
#[derive(Debug, Serialize, ToSchema)]
pub struct BorderView {
    /// Identifier of the version.
    #[schema(value_type = Uuid)]
    pub boundary: BoundaryId,
    /// Start of the period in which it is in force.
    pub from: DateTime<Utc>,
    /// End of the period in which it is in force; missing when no end is set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<DateTime<Utc>>,
    /// GeoJSON `Polygon` or `MultiPolygon` in WGS 84.
    #[schema(value_type = Shape)]
    pub geometry: Arc<Shape>,
    /// Area in square metres.
    pub area_m2: f64,
    /// The change set that drew it; missing when the border is older than change sets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drawn_by: Option<ChangeSetBrief>,
    /// The change set that replaced or ended it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_by: Option<ChangeSetBrief>,
}

/// A duty and the change sets behind it.
#[derive(Debug, Serialize, ToSchema)]
pub struct DutyThen {
    /// Identifier.
    #[schema(value_type = Uuid)]
    pub id: DutyId,
    /// The member, without a name.
    pub member: MemberBrief,
    /// Capacity.
    pub capacity: Capacity,
    /// Start.
    pub from: DateTime<Utc>,
    /// End; missing when no end is set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<DateTime<Utc>>,
    /// The change set that assigned it; missing when the duty is older than change sets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given_by: Option<ChangeSetBrief>,
    /// The change set that set its end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_by: Option<ChangeSetBrief>,
}

/// Responsibility for a request at an instant.
#[derive(Debug, Serialize, ToSchema)]
pub struct RequestResponsibility {
    /// The instant.
    pub at: DateTime<Utc>,
    /// Identifier of the request.
    #[schema(value_type = Uuid)]
    pub request: RequestId,
    /// Number of this holder among all holders of the request, from 1 on, as in its `routing`.
    pub sequence: i32,
    /// The unit that held it.
    pub unit: UnitView,
    /// The member who held it; shown to staff.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub holder: Option<MemberId>,
    /// Reason why it went to this unit.
    pub cause: AssignmentCause,
    /// Start of the period in which this unit held it.
    pub since: DateTime<Utc>,
    /// End of the period in which this unit held it; missing while it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<DateTime<Utc>>,
    /// Duty of the holder; shown to staff, and for a confidential request to the desk only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duty: Option<DutyThen>,
    /// The change set that moved it to this unit; shown to the same callers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moved_by: Option<ChangeSetBrief>,
}

/// A member by code.
pub fn coded(atlas: &Atlas, id: MemberId) -> MemberBrief {
    MemberBrief {
        id,
        code: atlas.people().member(id).map(|member| member.code.clone()),
        name: None,
    }
}

impl PlaceResponsibility {
    /// Shows who was responsible for a place.
    ///
    /// # Errors
    /// [`Code::NotFound`] when the grid of the place is unknown to the picture, which never
    /// happens.
    pub fn of(found: Responsibility, language: Language) -> Result<Self> {
        let Responsibility { explained, border, duty } = found;
        let ExplainedRouting { atlas, at, by, building_group, routed, trace, .. } = explained;
        Ok(Self {
            at,
            by,
            grid: atlas.tree().get(routed.place).ok_or(Code::NotFound)?.into(),
            border: border.map(BorderView::of),
            building_group: building_group
                .map(|group| UnitView::of(&atlas, Unit::BuildingGroup(group), language)),
            unit: UnitView::of(&atlas, routed.holding.unit, language),
            duty: DutyThen::of(&atlas, duty),
            rule: routed.rules.first().and_then(|&rule| RuleBrief::of(&atlas, rule, at)),
            trace,
        })
    }
}

impl BorderView {
    fn of(border: SourcedPeriod<Boundary>) -> Self {
        let SourcedPeriod { thing: Boundary { id, shape, period, .. }, begun_by, ended_by } =
            border;
        Self {
            boundary: id,
            from: period.from,
            to: period.to,
            area_m2: shape.area_m2(),
            geometry: shape,
            drawn_by: begun_by.map(Into::into),
            ended_by: ended_by.map(Into::into),
        }
    }
}

impl DutyThen {
    fn of(atlas: &Atlas, duty: SourcedPeriod<Duty>) -> Self {
        let SourcedPeriod { thing: Duty { id, member, capacity, period, .. }, begun_by, ended_by } =
            duty;
        Self {
            id,
            member: coded(atlas, member),
            capacity,
            from: period.from,
            to: period.to,
            given_by: begun_by.map(Into::into),
            ended_by: ended_by.map(Into::into),
        }
    }
}

impl RequestResponsibility {
    /// Shows who held a request.
    pub fn of(atlas: &Atlas, held: PastHolder, language: Language) -> Self {
        let PastHolder { detail, at, assignment, duty, moved_by } = held;
        Self {
            at,
            request: detail.row.id,
            sequence: assignment.sequence,
            unit: UnitView::of(
                atlas,
                Unit::new(assignment.unit_kind, assignment.unit_id.0),
                language,
            ),
            holder: detail.holder(&assignment),
            cause: assignment.cause,
            since: detail.shown_instant(assignment.started_at.0),
            until: assignment.ended_at.map(|at| detail.shown_instant(at.0)),
            duty: duty.map(|duty| DutyThen::of(atlas, duty)),
            moved_by: moved_by.map(Into::into),
        }
    }
}
